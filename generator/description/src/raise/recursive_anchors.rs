//! Recursive schemas: `Tree: {$dynamicAnchor: node, properties: {children: {items: {$dynamicRef: '#node'}}}}` refers to
//! itself, unless a schema with the anchor `node` leads to it. If none does, `$dynamicRef` becomes `$ref`.

use super::dynamic_references::visit_dynamic_objects;
use crate::{Child, Document, OpenApiObject, local_reference, references_in};
use diag::Origin;
use serde_json::Value;
use std::collections::HashSet;

/// The maximum number of schemas that may be read to find out what leads to recursive schemas. Beyond this limit, a
/// `$dynamicRef` is kept.
const MOST_READ_SCHEMAS: usize = 100_000;

/// Rewrites each `$dynamicRef` to an anchor of an enclosing schema that no other schema with this anchor leads to.
pub(super) fn rewrite_recursive_references(document: &mut Document) {
    let mut anchors = Vec::new();
    let mut references = Vec::new();
    visit_dynamic_objects(document, |schema, place| {
        if let Some(Value::String(name)) = schema.get("$dynamicAnchor") {
            anchors.push((name.clone(), place.clone()));
        }
        if let Some(Value::String(text)) = schema.get("$dynamicRef")
            && let Some(name) = text.strip_prefix('#')
            && !schema.contains_key("$ref")
        {
            references.push((name.to_owned(), place));
        }
    });
    let mut left = MOST_READ_SCHEMAS;
    let mut rewritten = Vec::new();
    for (name, from) in references {
        let Ok(target) = document.resolve_once(&from, &format!("#{name}")) else {
            continue;
        };
        let mut others = Vec::new();
        for (other, place) in &anchors {
            if *other == name && *place != target {
                others.push(place.clone());
            }
        }
        if from.is_within(&target) && !leads_to_schema(document, others, &target, &mut left) {
            rewritten.push((from, target));
        }
    }
    for (from, target) in rewritten {
        if let Some(Value::Object(schema)) = document.value_mut(&from) {
            schema.shift_remove("$dynamicRef");
            let reference = local_reference(&target.pointer);
            schema.insert("$ref".to_owned(), Value::String(reference));
        }
    }
}

/// Returns whether references lead from one of the schemas to the target; true if that is unknown after reading `left`
/// schemas.
fn leads_to_schema(
    document: &Document,
    mut queue: Vec<Origin>,
    target: &Origin,
    left: &mut usize,
) -> bool {
    let mut seen: HashSet<Origin> = queue.iter().cloned().collect();
    while let Some(place) = queue.pop() {
        if place == *target || target.is_within(&place) {
            return true;
        }
        let Some(value) = document.value(&place) else {
            continue;
        };
        let schema = Child::One(OpenApiObject::Schema);
        for reference in references_in(value, schema, Child::step, &place) {
            match left.checked_sub(1) {
                Some(fewer) => *left = fewer,
                None => return true,
            }
            if let Ok(next) = document.resolve_once(&reference.from, &reference.text)
                && seen.insert(next.clone())
            {
                queue.push(next);
            }
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the items of `Tree` in a description with these schemas as well.
    fn items_of_tree(schemas: &str) -> Value {
        let text = format!(
            "openapi: 3.1.0
components:
  schemas:
    Tree: {{$dynamicAnchor: node, type: object, properties: {{children: {{type: array, items: {{$dynamicRef: '#node'}}}}}}}}
{schemas}"
        );
        let (mut document, _) = Document::from_text("test.yaml", text).unwrap();
        rewrite_recursive_references(&mut document);
        document.root()["components"]["schemas"]["Tree"]["properties"]["children"]["items"].clone()
    }

    #[test]
    fn a_schema_to_which_no_other_leads_refers_to_itself() {
        let own = serde_json::json!({"$ref": "#/components/schemas/Tree"});
        for others in [
            "",
            "    Forest: {type: array, items: {$ref: '#/components/schemas/Tree'}}",
            "    Graph: {$dynamicAnchor: node, type: object}",
        ] {
            assert_eq!(items_of_tree(others), own, "{others}");
        }
    }

    #[test]
    fn what_another_schema_may_bind_is_kept() {
        let kept = serde_json::json!({"$dynamicRef": "#node"});
        for others in [
            "    Graph: {$dynamicAnchor: node, properties: {tree: {$ref: '#/components/schemas/Tree'}}}",
            "    Graph: {$dynamicAnchor: node, properties: {forest: {$ref: '#/components/schemas/Forest'}}}
    Forest: {type: array, items: {$ref: '#/components/schemas/Tree'}}",
        ] {
            assert_eq!(items_of_tree(others), kept, "{others}");
        }
    }
}

//! Each `$dynamicRef` that no schema binds: it becomes a `$ref` to the anchor in its own component
//! schema, as JSON Schema defines.

use super::dynamic_references::{Bindings, visit_dynamic_objects};
use crate::{Document, UsedObjects, local_reference};
use diag::{Diagnostic, FileId, Origin};
use foldhash::{HashMap, HashMapExt};
use serde_json::Value;

/// A schema with a `$dynamicRef`.
struct UnboundReference {
    origin: Origin,
    text: String,
}

/// Replaces each remaining `$dynamicRef` by a `$ref`, or removes it if it has no meaning.
pub(super) fn replace_unbound_references(
    document: &mut Document,
    bindings: &Bindings,
    warnings: &mut Vec<Diagnostic>,
) {
    let mut anchors: HashMap<String, usize> = HashMap::new();
    let mut references = Vec::new();
    visit_dynamic_objects(document, |schema, origin| {
        if let Some(Value::String(name)) = schema.get("$dynamicAnchor")
            && !bindings.sites.contains(&origin)
        {
            *anchors.entry(name.clone()).or_default() += 1;
        }
        if let Some(Value::String(text)) = schema.get("$dynamicRef")
            && !schema.contains_key("$ref")
        {
            let text = text.clone();
            references.push(UnboundReference { origin, text });
        }
    });
    if references.is_empty() {
        return;
    }
    let used = UsedObjects::of(document);
    for reference in &references {
        let origin = &reference.origin;
        // Outside of its copies, a template has no meaning, unless it is also used itself.
        let mut templates = bindings.templates.iter();
        if templates.any(|template| origin.is_within(template) && !used.contains(template)) {
            replace_reference(document, reference, None);
            continue;
        }
        let Ok(target) = document.resolve_once(origin, &reference.text) else {
            // The dangling reference is reported later.
            replace_reference(document, reference, Some(reference.text.clone()));
            continue;
        };
        let warning = Diagnostic::warning(
            "dynamic-reference",
            "`$dynamicRef` may refer to different schemas by context",
        )
        .at(origin)
        .help("write `$ref` if one schema is meant");
        if is_of_another_schema(reference, &target) {
            warnings.push(warning.instead("any JSON value is accepted here"));
            replace_reference(document, reference, None);
            continue;
        }
        let name = reference.text.trim_start_matches('#');
        let is_unique = anchors.get(name).is_some_and(|count| *count == 1);
        if !is_unique || !origin.is_within(&target) {
            warnings.push(warning.instead("it is read as `$ref`"));
        }
        let text = if target.file == origin.file {
            local_reference(&target.pointer)
        } else {
            reference.text.clone()
        };
        replace_reference(document, reference, Some(text));
    }
}

/// Returns whether only the `$defs` of another schema have the anchor. Such an anchor binds only
/// the schemas to which that schema refers. A template in another file is not copied, so an anchor
/// in the `$defs` of the template is only a default.
fn is_of_another_schema(reference: &UnboundReference, target: &Origin) -> bool {
    let definitions = target.ancestors().find(|around| around.is_key("$defs"));
    let holder = definitions.and_then(|definitions| definitions.parent());
    reference.text.starts_with('#')
        && holder.is_some_and(|holder| {
            reference.origin.file != FileId(0) || !reference.origin.is_within(&holder)
        })
}

fn replace_reference(document: &mut Document, reference: &UnboundReference, text: Option<String>) {
    let origin = &reference.origin;
    if let Some(Value::Object(schema)) = document.value_mut(origin) {
        schema.shift_remove("$dynamicRef");
        if let Some(text) = text {
            schema.insert("$ref".to_owned(), Value::String(text));
            document.record_move(&origin.child("$ref"), &origin.child("$dynamicRef"));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::dynamic_references::bind_dynamic_references;
    use super::*;
    use serde_json::json;

    /// Returns the items of `Tree` in a description with these schemas as well, and the number of
    /// warnings.
    fn items_of_tree(schemas: &str) -> (Value, usize) {
        let text = format!(
            "openapi: 3.1.0
components:
  schemas:
    Tree: {{$dynamicAnchor: node, type: object, properties: {{children: {{type: array, items: {{$dynamicRef: '#node'}}}}}}}}
{schemas}"
        );
        let (mut document, _) = Document::from_text("test.yaml", text).unwrap();
        let bindings = bind_dynamic_references(&mut document);
        let mut warnings = Vec::new();
        replace_unbound_references(&mut document, &bindings, &mut warnings);
        let tree = &document.root()["components"]["schemas"]["Tree"];
        let items = tree["properties"]["children"]["items"].clone();
        (items, warnings.len())
    }

    #[test]
    fn a_recursive_schema_refers_to_itself() {
        let own = json!({"$ref": "#/components/schemas/Tree"});
        for (others, warnings) in [
            ("", 0),
            (
                "    Forest: {type: array, items: {$ref: '#/components/schemas/Tree'}}",
                0,
            ),
            (
                "    Graph: {$dynamicAnchor: node, properties: {tree: {$ref: '#/components/schemas/Tree'}}}",
                1,
            ),
        ] {
            assert_eq!(items_of_tree(others), (own.clone(), warnings), "{others}");
        }
    }

    #[test]
    fn an_anchor_in_the_definitions_of_another_schema_is_no_target() {
        let text = "openapi: 3.1.0
components:
  schemas:
    List: {type: object, properties: {item: {$dynamicRef: '#item'}}}
    Page: {$defs: {item: {$dynamicAnchor: item, type: integer}}}
";
        let (mut document, _) = Document::from_text("test.yaml", text.to_owned()).unwrap();
        let mut warnings = Vec::new();
        replace_unbound_references(&mut document, &Bindings::default(), &mut warnings);
        let list = &document.root()["components"]["schemas"]["List"];
        assert_eq!(list["properties"]["item"], json!({}));
        assert_eq!(warnings.len(), 1);
    }
}

//! `$dynamicRef`: a schema may be a template, and the schema that refers to it defines what its
//! `$dynamicRef`s mean.
//!
//! `PetPage: {$ref: Page, $defs: {item: {$dynamicAnchor: item, $ref: Pet}}}` binds the anchor
//! `item` for everything that `Page` reaches: if several schemas on the path have the anchor, the
//! outermost one counts (JSON Schema 2020-12, section 8.2.3.2). `PetPage` becomes a copy of `Page`
//! with `$ref: PetPage/$defs/item` in place of `$dynamicRef: '#item'`. Templates to which `Page`
//! refers are copied to `$defs` of `PetPage`. A `$dynamicRef` that no schema binds becomes a `$ref`
//! to the anchor of its own component schema (`unbound_references.rs`).

use crate::keywords::{is_annotation_keyword, is_data_key};
use crate::{
    Child, Document, OpenApiObject, local_reference, lookup_pointer_mut, reference_of,
    visit_schemas, walk_objects, with_child_pointer,
};
use diag::{FileId, Origin};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use foldhash::{HashMap, HashMapExt, HashSet};

/// The maximum number of schemas that may be read to find and copy templates. Beyond this limit, a
/// `$dynamicRef` is kept.
const MOST_READ_SCHEMAS: usize = 1_000_000;

/// The maximum number of levels of templates that bind anchors for other templates.
const MOST_LEVELS: usize = 10;

/// The schemas that took part in a binding.
#[derive(Default)]
pub(super) struct Bindings {
    /// The schemas that were copied.
    pub(super) templates: HashSet<Origin>,
    /// The schemas that the copies replaced.
    pub(super) sites: HashSet<Origin>,
}

/// Replaces references to templates by copies of the templates. A description without `$dynamicRef`
/// does not change.
pub(super) fn bind_dynamic_references(document: &mut Document) -> Bindings {
    let mut left = MOST_READ_SCHEMAS;
    let mut bindings = Bindings::default();
    // A copied template may bind anchors for other templates.
    for _ in 0..MOST_LEVELS {
        if !bind_once(document, &mut left, &mut bindings) {
            break;
        }
    }
    if !bindings.templates.is_empty() {
        document.collect_anchors();
    }
    bindings
}

/// Binds the references at all binding sites; returns whether there were any.
fn bind_once(document: &mut Document, left: &mut usize, bindings: &mut Bindings) -> bool {
    // All copies are made from the schemas as written.
    let mut copied = Vec::new();
    for site in &binding_sites(document) {
        let mut copies = TemplateCopies {
            document,
            site,
            left,
            known: HashMap::new(),
            copies: BTreeMap::new(),
            made: Vec::new(),
            sources: Vec::new(),
        };
        if let Some(schema) = copies.bound_schema() {
            copied.push((site.origin.clone(), schema, copies.copies, copies.sources));
        }
    }
    let is_bound = !copied.is_empty();
    for (origin, schema, copies, sources) in copied {
        bindings.templates.extend(copies.into_keys());
        if let Some(slot) = document.value_mut(&origin) {
            *slot = schema;
        }
        for (pointer, written) in sources {
            document.record_copy(origin.file, &pointer, &written);
        }
        bindings.sites.insert(origin);
    }
    is_bound
}

/// A schema that binds anchors for the schemas to which it refers.
struct BindingSite {
    origin: Origin,
    /// The locations of the schemas with the anchors, by name.
    bindings: BTreeMap<String, Origin>,
}

fn binding_sites(document: &Document) -> Vec<BindingSite> {
    let mut sites = Vec::new();
    visit_dynamic_objects(document, |object, origin| {
        let bindings = bindings_of(object, &origin);
        if !bindings.is_empty() && (object.contains_key("$ref") || object.contains_key("allOf")) {
            sites.push(BindingSite { origin, bindings });
        }
    });
    sites
}

/// Calls `visit` with each object except those in data (examples, defaults), in the files that have
/// a `$dynamicRef`.
pub(super) fn visit_dynamic_objects(
    document: &Document,
    mut visit: impl FnMut(&Map<String, Value>, Origin),
) {
    for index in 0..document.file_count() {
        let file = FileId(u32::try_from(index).unwrap_or(u32::MAX));
        if document.has_dynamic_references(file)
            && let Some(root) = document.value(&Origin::new(file, ""))
        {
            visit_objects(root, &mut String::new(), &mut |object, pointer| {
                visit(object, Origin::new(file, pointer));
            });
        }
    }
}

fn visit_objects(
    value: &Value,
    pointer: &mut String,
    visit: &mut impl FnMut(&Map<String, Value>, &str),
) {
    match value {
        Value::Object(members) => {
            visit(members, pointer);
            for (key, value) in members {
                if !is_data_key(key) {
                    with_child_pointer(pointer, key, |pointer| {
                        visit_objects(value, pointer, visit);
                    });
                }
            }
        }
        Value::Array(items) => {
            for (index, value) in items.iter().enumerate() {
                with_child_pointer(pointer, &index.to_string(), |pointer| {
                    visit_objects(value, pointer, visit);
                });
            }
        }
        _ => {}
    }
}

/// Returns the anchors of a schema and its `$defs`.
fn bindings_of(schema: &Map<String, Value>, origin: &Origin) -> BTreeMap<String, Origin> {
    let mut bindings = BTreeMap::new();
    if let Some(Value::String(name)) = schema.get("$dynamicAnchor") {
        bindings.insert(name.clone(), origin.clone());
    }
    if let Some(Value::Object(definitions)) = schema.get("$defs") {
        for (key, definition) in definitions {
            if let Some(Value::String(name)) = definition.get("$dynamicAnchor") {
                bindings.insert(name.clone(), origin.child("$defs").child(key));
            }
        }
    }
    bindings
}

/// Returns whether a schema has only an `allOf` with a single `$ref`, so that it means the same as
/// the `$ref`.
fn is_lone_reference_in_all_of(schema: &Map<String, Value>) -> bool {
    let Some(Value::Array(members)) = schema.get("allOf") else {
        return false;
    };
    let [Value::Object(member)] = members.as_slice() else {
        return false;
    };
    member.len() == 1
        && member.contains_key("$ref")
        && schema
            .keys()
            .all(|key| key == "allOf" || has_no_effect_beside_reference(key))
}

/// Returns whether a keyword next to `$ref` leaves the values of the schema as they are.
fn has_no_effect_beside_reference(key: &str) -> bool {
    matches!(key, "$defs" | "$dynamicAnchor" | "$id" | "$schema") || is_annotation_keyword(key)
}

/// The copies of templates in one schema.
struct TemplateCopies<'d> {
    document: &'d Document,
    site: &'d BindingSite,
    /// The number of schemas that may still be read.
    left: &'d mut usize,
    /// Whether a schema is a template, for the schemas checked so far.
    known: HashMap<Origin, bool>,
    /// The location of the copy of each template: in `$defs`, or the schema itself.
    copies: BTreeMap<Origin, Origin>,
    made: Vec<(String, Value)>,
    /// The pointer of each copy, and the location of its original.
    sources: Vec<(String, Origin)>,
}

impl TemplateCopies<'_> {
    /// Returns the schema with its templates copied into it; `None` if its references lead to no
    /// template in the same file.
    fn bound_schema(&mut self) -> Option<Value> {
        let origin = &self.site.origin;
        let written = self.document.value(origin)?.as_object()?;
        let mut schema = written.clone();
        let is_lone_member = is_lone_reference_in_all_of(written);
        let reference = if is_lone_member {
            origin.child("allOf").item(0)
        } else {
            origin.clone()
        };
        if let Some(template) = self.template_at(&reference) {
            self.copies.insert(template.clone(), origin.clone());
            let copy = self.copy_of(&template)?;
            schema.shift_remove("$ref");
            if is_lone_member {
                schema.shift_remove("allOf");
            }
            let is_only_annotated = written
                .keys()
                .all(|key| key == "$ref" || has_no_effect_beside_reference(key));
            match copy {
                Value::Object(copy) if is_only_annotated || is_lone_member => {
                    self.add_members(&mut schema, copy, origin, &template);
                }
                copy => match schema.get_mut("allOf") {
                    Some(Value::Array(members)) => members.push(copy),
                    _ => drop(schema.insert("allOf".to_owned(), json!([copy]))),
                },
            }
        }
        if let Some(Value::Array(members)) = schema.get_mut("allOf") {
            let list = origin.child("allOf");
            for (index, member) in members.iter_mut().enumerate() {
                if let Some(template) = self.template_at(&list.item(index)) {
                    *member = json!({"$ref": self.reference_to_copy(&template)});
                }
            }
        }
        if self.copies.is_empty() {
            return None;
        }
        let definitions = schema
            .entry("$defs")
            .or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(definitions) = definitions {
            definitions.extend(std::mem::take(&mut self.made));
        }
        Some(Value::Object(schema))
    }

    /// Adds the members of a template's copy to the schema that binds the template, and adds the
    /// copy's `$defs` to the `$defs` of that schema.
    fn add_members(
        &mut self,
        schema: &mut Map<String, Value>,
        copy: Map<String, Value>,
        origin: &Origin,
        template: &Origin,
    ) {
        for (key, value) in copy {
            let origin = origin.child(&key);
            let written = template.child(&key);
            match (schema.get_mut(&key), value) {
                (Some(Value::Object(definitions)), Value::Object(copied)) if key == "$defs" => {
                    self.add_members(definitions, copied, &origin, &written);
                }
                (Some(_), _) => {}
                (None, value) => {
                    self.sources.push((origin.pointer.to_string(), written));
                    schema.insert(key, value);
                }
            }
        }
    }

    /// Returns the template to which the `$ref` at a location leads.
    fn template_at(&mut self, origin: &Origin) -> Option<Origin> {
        let template = self.referenced_schema(origin)?;
        let is_template = match self.known.get(&template) {
            Some(known) => *known,
            None => self.is_template(&template),
        };
        self.known.insert(template.clone(), is_template);
        if is_template && template != self.site.origin {
            Some(template)
        } else {
            None
        }
    }

    /// Returns the schema in the same file to which the `$ref` at a location leads; it may be a
    /// `$ref` itself.
    fn referenced_schema(&self, origin: &Origin) -> Option<Origin> {
        let text = reference_of(self.document.value(origin)?)?;
        let target = self.document.resolve_once(origin, text).ok()?;
        if target.file == self.site.origin.file {
            Some(target)
        } else {
            None
        }
    }

    /// Returns whether a schema has, or leads to, a `$dynamicRef` that the site binds.
    fn is_template(&mut self, origin: &Origin) -> bool {
        let mut seen = HashSet::from_iter([origin.clone()]);
        let mut queue = vec![origin.clone()];
        while let Some(origin) = queue.pop() {
            let Some(value) = self.document.value(&origin) else {
                continue;
            };
            let mut is_bound = false;
            let mut count = 0;
            let mut references = Vec::new();
            each_schema(value, &origin.pointer, &mut |schema, pointer| {
                count += 1;
                is_bound |= self.binding(schema).is_some();
                if schema.contains_key("$ref") {
                    references.push(Origin::new(origin.file, pointer));
                }
            });
            let Some(left) = self.left.checked_sub(count) else {
                return false;
            };
            *self.left = left;
            if is_bound {
                return true;
            }
            for from in references {
                if let Some(target) = self.referenced_schema(&from)
                    && seen.insert(target.clone())
                {
                    queue.push(target);
                }
            }
        }
        false
    }

    /// Returns the location that the `$dynamicRef` of a schema is bound to.
    fn binding(&self, schema: &Map<String, Value>) -> Option<&Origin> {
        let name = schema.get("$dynamicRef")?.as_str()?.strip_prefix('#')?;
        self.site.bindings.get(name)
    }

    fn is_bound_anchor(&self, name: Option<&Value>) -> bool {
        name.and_then(Value::as_str)
            .is_some_and(|name| self.site.bindings.contains_key(name))
    }

    /// Returns a copy of a template.
    fn copy_of(&mut self, template: &Origin) -> Option<Value> {
        let mut copy = self.document.value(template)?.clone();
        let mut changes = Vec::new();
        let mut references = Vec::new();
        each_schema(&copy, &template.pointer, &mut |schema, pointer| {
            let from = Origin::new(template.file, pointer);
            if let Some(bound) = self.binding(schema) {
                changes.push((from, local_reference(&bound.pointer)));
            } else if schema.contains_key("$ref") {
                references.push(from);
            }
        });
        *self.left = self.left.checked_sub(changes.len() + references.len())?;
        for from in references {
            if let Some(target) = self.template_at(&from) {
                changes.push((from, self.reference_to_copy(&target)));
            }
        }
        for (from, reference) in changes {
            let origin = from.below(template)?;
            if let Some(Value::Object(schema)) = lookup_pointer_mut(&mut copy, origin) {
                schema.shift_remove("$dynamicRef");
                schema.insert("$ref".to_owned(), Value::String(reference));
            }
        }
        visit_schemas(&mut copy, &mut |schema| {
            if self.is_bound_anchor(schema.get("$dynamicAnchor")) {
                schema.shift_remove("$dynamicAnchor");
            }
            for key in ["$anchor", "$id"] {
                schema.shift_remove(key);
            }
        });
        // The removed definitions were placeholders, and the schema that binds this copy has bound
        // their anchors. Schemas in the template may bind the remaining anchors.
        if let Value::Object(schema) = &mut copy
            && !schema.contains_key("$ref")
            && let Some(Value::Object(definitions)) = schema.get_mut("$defs")
        {
            definitions.retain(|_, definition| definition.get("$dynamicAnchor").is_some());
            if definitions.is_empty() {
                schema.shift_remove("$defs");
            }
        }
        Some(copy)
    }

    /// Returns a reference to the copy of a template, and makes the copy if it does not exist.
    fn reference_to_copy(&mut self, template: &Origin) -> String {
        let is_bound =
            *template == self.site.origin || self.site.bindings.values().any(|at| at == template);
        if is_bound {
            return local_reference(&template.pointer);
        }
        if let Some(copy) = self.copies.get(template) {
            return local_reference(&copy.pointer);
        }
        let definitions = self.site.origin.child("$defs");
        let name = template.last_segment().unwrap_or_default();
        let mut key = name.into_owned();
        let mut origin = definitions.child(&key);
        while self.document.value(&origin).is_some() || self.copies.values().any(|at| *at == origin)
        {
            key.push('_');
            origin = definitions.child(&key);
        }
        self.copies.insert(template.clone(), origin.clone());
        match self.copy_of(template) {
            Some(copy) => {
                self.sources
                    .push((origin.pointer.to_string(), template.clone()));
                self.made.push((key, copy));
                local_reference(&origin.pointer)
            }
            None => {
                self.copies.remove(template);
                local_reference(&template.pointer)
            }
        }
    }
}

/// Calls `visit` with each schema at and below a schema, and its pointer, except for those in
/// `$defs`.
fn each_schema(value: &Value, pointer: &str, visit: &mut impl FnMut(&Map<String, Value>, &str)) {
    walk_objects(
        value,
        Child::One(OpenApiObject::Schema),
        step_around_definitions,
        &mut pointer.to_owned(),
        &mut |schema, _, pointer| visit(schema, pointer),
    );
}

/// Returns the result of [`Child::step`], except for `$defs`.
fn step_around_definitions(origin: Child, segment: &str) -> Option<Child> {
    if segment == "$defs" && origin.object().is_some() {
        return None;
    }
    origin.step(segment)
}

#[cfg(test)]
mod tests {
    use super::super::unbound_references::replace_unbound_references;
    use super::*;

    fn read_schemas(text: &str) -> (Document, Value) {
        let text = format!(
            "openapi: 3.1.0
paths: {{/a: {{get: {{responses: {{200: {{content: {{a/json: {{schema: {{$ref: '#/components/schemas/A'}}}}}}}}}}}}}}}}
components:
  schemas:
{text}"
        );
        let (mut document, _) = Document::from_text("test.yaml", text).unwrap();
        let bindings = bind_dynamic_references(&mut document);
        replace_unbound_references(&mut document, &bindings, &mut Vec::new());
        let schemas = document.root()["components"]["schemas"].clone();
        (document, schemas)
    }

    #[test]
    fn templates_are_copied_into_what_binds_them() {
        let (document, schemas) = read_schemas(
            "    A: {$ref: '#/components/schemas/Page', title: Pets, $defs: {item: {$dynamicAnchor: item, $ref: '#/components/schemas/Pet'}}}
    B: {$ref: '#/components/schemas/Page', required: [total], $defs: {item: {$dynamicAnchor: item, type: string}}}
    Page:
      type: object
      title: A page
      properties: {first: {$dynamicRef: '#item'}, rest: {$ref: '#/components/schemas/List'}, total: {$ref: '#/components/schemas/Total'}}
      $defs: {item: {$dynamicAnchor: item, not: {}}}
    List: {type: array, items: {anyOf: [{$dynamicRef: '#item'}, {$ref: '#/components/schemas/List'}]}}
    Total: {type: integer}
    Pet: {type: object}
",
        );
        assert_eq!(
            schemas["A"],
            json!({
                "title": "Pets",
                "type": "object",
                "properties": {
                    "first": {"$ref": "#/components/schemas/A/$defs/item"},
                    "rest": {"$ref": "#/components/schemas/A/$defs/List"},
                    "total": {"$ref": "#/components/schemas/Total"},
                },
                "$defs": {
                    "item": {"$dynamicAnchor": "item", "$ref": "#/components/schemas/Pet"},
                    "List": {"type": "array", "items": {"anyOf": [
                        {"$ref": "#/components/schemas/A/$defs/item"},
                        {"$ref": "#/components/schemas/A/$defs/List"},
                    ]}},
                },
            })
        );
        assert_eq!(schemas["B"]["required"], json!(["total"]));
        assert_eq!(
            schemas["B"]["allOf"][0]["properties"]["first"],
            json!({"$ref": "#/components/schemas/B/$defs/item"})
        );
        // No operation uses these templates directly.
        assert_eq!(schemas["Page"]["properties"]["first"], json!({}));
        assert_eq!(schemas["List"]["items"]["anyOf"][0], json!({}));
        let copy = Origin::new(FileId(0), "/components/schemas/A/properties/first");
        let line = document.locate(&copy).unwrap().line;
        assert_eq!(line, 10);
    }

    #[test]
    fn schemas_on_the_way_to_a_template_are_kept() {
        let (_, schemas) = read_schemas(
            "    A: {$ref: '#/components/schemas/Mid', $defs: {item: {$dynamicAnchor: item, type: string}}}
    B: {allOf: [{$ref: '#/components/schemas/Base'}, {required: [item]}], $defs: {item: {$dynamicAnchor: item, type: string}}}
    Mid: {$ref: '#/components/schemas/Base', required: [extra]}
    Base: {type: object, properties: {item: {$dynamicRef: '#item'}, other: {$ref: '#/components/schemas/Alias'}}}
    Alias: {$ref: '#/components/schemas/C', description: Other}
    C: {type: object, properties: {page: {$ref: '#/components/schemas/Base', $defs: {item: {$dynamicAnchor: item, type: integer}}}}}
",
        );
        assert_eq!(schemas["A"]["required"], json!(["extra"]));
        assert_eq!(schemas["A"]["$ref"], "#/components/schemas/A/$defs/Base");
        let base = &schemas["A"]["$defs"]["Base"]["properties"];
        assert_eq!(base["item"]["$ref"], "#/components/schemas/A/$defs/item");
        let member = json!({"$ref": "#/components/schemas/B/$defs/Base"});
        assert_eq!(schemas["B"]["allOf"][0], member);
        // If no outer schema binds an anchor, the schema binds it itself.
        let page = &schemas["C"]["properties"]["page"]["properties"];
        let own = "#/components/schemas/C/properties/page/$defs/item";
        assert_eq!(page["item"]["$ref"], own);
    }

    #[test]
    fn a_schema_may_bind_itself() {
        let (_, schemas) = read_schemas(
            "    A: {$dynamicAnchor: node, $ref: '#/components/schemas/Tree', unevaluatedProperties: false}
    Tree: {$dynamicAnchor: node, type: object, properties: {children: {type: array, items: {$dynamicRef: '#node'}}}}
",
        );
        assert_eq!(
            schemas["A"]["allOf"][0]["properties"]["children"]["items"],
            json!({"$ref": "#/components/schemas/A"})
        );
    }

    #[test]
    fn a_copy_keeps_the_anchors_that_are_not_bound() {
        let (_, schemas) = read_schemas(
            "    A: {$ref: '#/components/schemas/Page', $defs: {item: {$dynamicAnchor: item, type: string}}}
    Page:
      $dynamicAnchor: page
      properties: {item: {$dynamicRef: '#item'}, meta: {$dynamicRef: '#meta'}, next: {$dynamicRef: '#page'}}
      $defs: {item: {$dynamicAnchor: item, not: {}}, meta: {$dynamicAnchor: meta, type: integer}, plain: {}}
",
        );
        assert_eq!(
            schemas["A"]["$defs"],
            json!({
                "item": {"$dynamicAnchor": "item", "type": "string"},
                "meta": {"$dynamicAnchor": "meta", "type": "integer"},
            })
        );
        let properties = &schemas["A"]["properties"];
        let meta = json!({"$ref": "#/components/schemas/A/$defs/meta"});
        assert_eq!(properties["meta"], meta);
        let next = json!({"$ref": "#/components/schemas/A"});
        assert_eq!(properties["next"], next);
    }

    #[test]
    fn a_schema_without_a_template_is_not_copied() {
        let text =
            "    A: {$ref: '#/components/schemas/Tree', $defs: {other: {$dynamicAnchor: other}}}
    Tree: {$dynamicAnchor: node, type: object, properties: {next: {$dynamicRef: '#node'}}}
    Loop: {$dynamicAnchor: loop, $ref: '#/components/schemas/Loop'}
";
        let (_, schemas) = read_schemas(text);
        assert_eq!(schemas["A"]["$ref"], "#/components/schemas/Tree");
        assert_eq!(schemas["Loop"]["$ref"], "#/components/schemas/Loop");
    }
}

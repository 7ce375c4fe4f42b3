//! Checks the keys of OpenAPI objects, and the types of their values.
//!
//! Drops values of the wrong type with a warning, so that later modules can rely on the types:
//! `parameters` is always an array. Values that later modules check themselves (`type`, bounds,
//! schemas) are not in the tables.

mod bare;
mod inline;
mod tables;
#[cfg(test)]
mod tests;
mod zeros;

use super::Document;
use super::check;
use super::kind::ValueKind;
use super::objects::{Child, OpenApiObject};
use super::pointer::object_member;
use super::similar_names::nearest_name;
use super::survey::{ReachableObjects, is_misplaced_schema};
use bare::Bare;
use diag::{Diagnostic, Origin, value_in_words};
use foldhash::HashMap;
use inline::{CheckedObject, InlineChild};
use serde_json::{Map, Value, json};
use tables::field_table;

struct Unknown {
    object: CheckedObject,
    key: String,
    first: Origin,
    count: usize,
}

#[derive(Default)]
struct FieldProblems {
    warnings: Vec<Diagnostic>,
    misfits: Vec<(Origin, String)>,
    unknown: Vec<Unknown>,
    unknown_index: HashMap<(CheckedObject, String), usize>,
    bare: Vec<Bare>,
    zeros: Vec<Origin>,
    /// The keys of OpenAPI 3.2 that the description uses, in words, each with its first location.
    keys_of_3_2: Vec<(String, Origin)>,
    /// Media types that are references to schemas, by mistake.
    misplaced_schemas: Vec<Origin>,
    is_3_0: bool,
    was_swagger: bool,
}

impl Document {
    /// Drops every value of a wrong type, with a warning; warns about unknown keys.
    pub fn drop_misfits(&mut self) -> Vec<Diagnostic> {
        let mut findings = FieldProblems {
            is_3_0: self.is_3_0(),
            was_swagger: self.was_swagger(),
            ..FieldProblems::default()
        };
        let mut reach = ReachableObjects::from_root();
        while let Some((origin, place)) = reach.advance(self) {
            if let Some(value) = self.value(&origin) {
                findings.visit(value, place, &origin);
            }
        }
        for origin in &findings.misplaced_schemas {
            if let Some(value) = self.value_mut(origin) {
                let reference = value.take();
                *value = json!({ "schema": reference });
                let schema = origin.child("schema").pointer;
                self.record_copy(origin.file, &schema, origin);
            }
        }
        findings
            .warnings
            .extend(findings.misplaced_schemas.iter().map(misplaced_schema));
        for (origin, key) in findings.misfits {
            let Some(Value::Object(members)) = self.value_mut(&origin) else {
                continue;
            };
            match members.shift_remove(&key) {
                Some(Value::Null) => self.note_empty(origin.child(&key)),
                Some(_) => self.note_dropped(origin.child(&key)),
                None => {}
            }
        }
        if let Some(version) = check::version_before_3_2(self.root()) {
            let (found, help) = if self.was_swagger() {
                (
                    "Swagger 2.0".to_owned(),
                    "write the description in OpenAPI 3.2",
                )
            } else {
                (format!("OpenAPI {version}"), "write `openapi: 3.2.0`")
            };
            let note = earlier_version(&found, &findings.keys_of_3_2);
            findings.warnings.extend(note.map(|note| note.help(help)));
        }
        findings
            .warnings
            .extend(self.read_as_strings(findings.bare));
        findings
            .warnings
            .extend(self.read_as_numbers(&findings.zeros));
        findings
            .warnings
            .extend(findings.unknown.iter().map(unknown_key));
        findings.warnings
    }
}

fn misplaced_schema(origin: &Origin) -> Diagnostic {
    Diagnostic::warning(
        "misplaced-schema",
        "found a reference to a schema, expected a media type",
    )
    .at(&origin.child("$ref"))
    .instead("it is read as the `schema` of the media type")
    .help("write it as `schema: { $ref: … }`")
}

impl FieldProblems {
    fn visit(&mut self, value: &Value, place: Child, origin: &Origin) {
        match (place, value) {
            (Child::Map(node), Value::Object(members)) => self.map(members, node, origin),
            (Child::List(node), Value::Array(items)) => self.list(items, node, origin),
            (Child::SchemaOrList, Value::Array(items)) => {
                self.list(items, OpenApiObject::Schema, origin)
            }
            (_, Value::Object(members)) => {
                if let Some(node) = place.object() {
                    self.object(members, node, origin);
                }
            }
            _ => {}
        }
    }

    fn object(&mut self, members: &Map<String, Value>, node: OpenApiObject, origin: &Origin) {
        let reference = object_member(members, "$ref").and_then(Value::as_str);
        if reference.is_some_and(|text| is_misplaced_schema(node, text)) {
            self.misplaced_schemas.push(origin.clone());
            return;
        }
        if node == OpenApiObject::Schema
            && !self.is_3_0
            && members.get("nullable") == Some(&Value::Bool(true))
        {
            self.warnings.push(
                Diagnostic::warning(
                    "nullable-in-3-1",
                    "`nullable` has no meaning in OpenAPI 3.1",
                )
                .at(&origin.child("nullable"))
                .instead("`null` is accepted here, as in OpenAPI 3.0")
                .help("add `null` to `type`"),
            );
        }
        if node == OpenApiObject::Schema {
            self.zeros
                .extend(zeros::find_leading_zeros(members, origin));
            for (keyword, help) in OLD_KEYWORDS
                .iter()
                .filter(|(keyword, _)| members.contains_key(*keyword))
            {
                let message =
                    format!("`{keyword}` is a keyword of an older version of JSON Schema");
                let warning =
                    Diagnostic::warning("old-keyword", message).at(&origin.child(keyword));
                self.warnings
                    .push(warning.instead("it is ignored").help(*help));
            }
            self.warnings.extend(unread_node_type(members, origin));
        }
        for (new, place) in tables::find_keys_of_3_2(node, members, origin) {
            let name = new.name();
            if self.keys_of_3_2.iter().all(|(known, _)| *known != name) {
                self.keys_of_3_2.push((name, place));
            }
        }
        self.fields(members, CheckedObject::OpenApi(node), origin);
    }

    /// Checks each key of an object and its value, and visits the objects below.
    fn fields(&mut self, members: &Map<String, Value>, object: CheckedObject, origin: &Origin) {
        self.bare
            .extend(bare::find_unquoted_values(object, members, origin));
        let (_, fields, closed) = field_table(object);
        let is_schema = object == CheckedObject::OpenApi(OpenApiObject::Schema);
        for (key, value) in members {
            let field = fields.iter().find(|(name, _)| name == key);
            let kind = match field {
                Some((_, kind)) => Some(*kind),
                None => object.extension_value_kind(key),
            };
            let is_in_standard = field.is_some() && !object.is_extension();
            match kind {
                Some(ValueKind::String)
                    if is_in_standard && bare::is_bare(value) && key != "$ref" =>
                {
                    self.bare.push(Bare::value(key, origin.child(key)));
                }
                Some(kind) if !kind.fits(value) => self.misfit(kind, key, value, origin),
                None if !key.starts_with("x-")
                    && (closed || is_schema && similar_field(object, key).is_some()) =>
                {
                    self.unknown(object, key, origin);
                }
                _ => self.children(object, key, value, origin),
            }
        }
    }

    /// Visits the objects in the value of a key of the object at `parent`.
    fn children(&mut self, object: CheckedObject, key: &str, value: &Value, parent: &Origin) {
        if let CheckedObject::OpenApi(node) = object
            && let Some(place) = node.child(key)
        {
            self.visit(value, place, &parent.child(key));
        }
        let Some(inline) = object.inline_child(key) else {
            return;
        };
        let origin = parent.child(key);
        match (inline, value) {
            (InlineChild::One(inner), Value::Object(members)) => {
                self.fields(members, CheckedObject::Inline(inner), &origin);
            }
            (InlineChild::Map(inner), Value::Object(members)) => {
                for (name, value) in members {
                    if let Value::Object(members) = value {
                        self.fields(members, CheckedObject::Inline(inner), &origin.child(name));
                    }
                }
            }
            (InlineChild::List(inner), Value::Array(items)) => {
                for (index, value) in items.iter().enumerate() {
                    if let Value::Object(members) = value {
                        self.fields(members, CheckedObject::Inline(inner), &origin.item(index));
                    }
                }
            }
            _ => {}
        }
    }

    fn map(&mut self, members: &Map<String, Value>, node: OpenApiObject, origin: &Origin) {
        for (key, value) in members {
            if Child::Map(node).step(key).is_none() {
                continue;
            }
            if !value.is_object() && !is_checked_in_build(node) {
                self.warnings
                    .push(not_object_warning(node, value, &origin.child(key)));
                self.misfits.push((origin.clone(), key.clone()));
            } else {
                self.visit(value, Child::One(node), &origin.child(key));
            }
        }
    }

    /// Visits the items of a list. Invalid items are kept, since removing one would change the
    /// pointers of later items.
    fn list(&mut self, items: &[Value], node: OpenApiObject, origin: &Origin) {
        for (index, value) in items.iter().enumerate() {
            if !value.is_object() && !is_checked_in_build(node) {
                self.warnings
                    .push(not_object_warning(node, value, &origin.item(index)));
            } else {
                self.visit(value, Child::One(node), &origin.item(index));
            }
        }
    }

    /// Drops a value of the wrong type. There is no warning for a key without a value, which YAML
    /// allows.
    fn misfit(&mut self, kind: ValueKind, key: &str, value: &Value, origin: &Origin) {
        self.misfits.push((origin.clone(), key.to_owned()));
        if value.is_null() {
            return;
        }
        let actual = if kind == ValueKind::NonEmptyArray && value.is_array() {
            "empty".to_owned()
        } else {
            value_in_words(value)
        };
        let (expected, advice) = if self.was_swagger && key == "discriminator" {
            ("a string", "write the name of a property, or remove it")
        } else {
            kind.expected()
        };
        let message = format!("`{key}` is {actual}, expected {expected}");
        let warning = Diagnostic::warning("unexpected-kind", message)
            .at(&origin.child(key))
            .instead(format!("`{key}` is ignored"));
        self.warnings.push(warning.help(match (key, value) {
            ("required", Value::Bool(true)) => {
                "name the property in the `required` of the object that has it"
            }
            _ => advice,
        }));
    }

    fn unknown(&mut self, object: CheckedObject, key: &str, origin: &Origin) {
        let index = *self
            .unknown_index
            .entry((object, key.to_owned()))
            .or_insert(self.unknown.len());
        match self.unknown.get_mut(index) {
            Some(unknown) => unknown.count += 1,
            None => self.unknown.push(Unknown {
                object,
                key: key.to_owned(),
                first: origin.child(key),
                count: 1,
            }),
        }
    }
}

/// Returns whether `build` reports invalid objects of this kind, because it substitutes something
/// for them.
fn is_checked_in_build(node: OpenApiObject) -> bool {
    matches!(
        node,
        OpenApiObject::Schema
            | OpenApiObject::Operation
            | OpenApiObject::SecurityScheme
            | OpenApiObject::Encoding
    )
}

fn not_object_warning(node: OpenApiObject, value: &Value, origin: &Origin) -> Diagnostic {
    let (name, ..) = field_table(CheckedObject::OpenApi(node));
    Diagnostic::warning(
        "unexpected-kind",
        format!("expected {name} object, found {}", value_in_words(value)),
    )
    .at(origin)
    .instead("it is left out")
    .help("write an object, or remove it")
}

/// Keywords that later versions of JSON Schema replaced, and help on replacing them.
const OLD_KEYWORDS: [(&str, &str); 2] = [
    (
        "$recursiveRef",
        "write `$ref` with the pointer of the schema that is meant",
    ),
    (
        "dependencies",
        "write `dependentRequired` for property names, `dependentSchemas` for schemas",
    ),
];

/// Returns a note if a description uses keys of OpenAPI 3.2 but states an earlier version, as some
/// frameworks do.
fn earlier_version(found: &str, keys: &[(String, Origin)]) -> Option<Diagnostic> {
    let (_, first) = keys.first()?;
    let mut names: Vec<&str> = keys.iter().map(|(key, _)| key.as_str()).collect();
    names.sort_unstable();
    let message = format!(
        "found {found}, but keys of OpenAPI 3.2: {}",
        names.join(", ")
    );
    Some(
        Diagnostic::note("earlier-version", message)
            .at(first)
            .instead("they are read as in OpenAPI 3.2"),
    )
}

/// Returns a warning about an unknown type of XML nodes.
fn unread_node_type(schema: &Map<String, Value>, origin: &Origin) -> Option<Diagnostic> {
    let node_type = schema.get("xml")?.get("nodeType")?;
    let is_known = ["attribute", "cdata", "element", "none", "text"]
        .iter()
        .any(|known| node_type == known);
    if is_known {
        return None;
    }
    let actual = value_in_words(node_type);
    let message = format!("the `nodeType` of `xml` is {actual}, which does not exist");
    Some(
        Diagnostic::warning("newer-key", message)
            .at(&origin.child("xml").child("nodeType"))
            .instead("the value is an element")
            .help("expected one of `element`, `attribute`, `text`, `cdata` and `none`"),
    )
}

fn unknown_key(unknown: &Unknown) -> Diagnostic {
    let (name, ..) = field_table(unknown.object);
    let times = if unknown.count > 1 {
        format!(", {} times", unknown.count)
    } else {
        String::new()
    };
    let warning = Diagnostic::warning(
        "unknown-key",
        format!("unknown key `{}` in {name}{times}", unknown.key),
    )
    .at(&unknown.first)
    .instead("it is ignored");
    if let Some(moved) = tables::moved_key_help(unknown.object, &unknown.key) {
        return warning.help(moved);
    }
    match similar_field(unknown.object, &unknown.key) {
        Some(field) => warning.help(format!("did you mean `{field}`?")),
        None => warning.help("correct or remove it; extensions begin with `x-`"),
    }
}

fn similar_field(object: CheckedObject, key: &str) -> Option<&'static str> {
    let (_, fields, _) = field_table(object);
    nearest_name(
        key,
        fields
            .iter()
            .map(|(field, _)| *field)
            .filter(|field| !tables::RESEMBLED_BY_CHANCE.contains(field)),
    )
}

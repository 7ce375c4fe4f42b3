//! Converts a schema as written, and the schemas it refers to, to JSON Schema 2020-12,
//! independently of the model.

use std::collections::BinaryHeap;

use serde_json::{Map, Number, Value, json};

use crate::composition::Composition;
use crate::formats;
use crate::verdict::Direction;
use description::keywords::{
    KeywordRole, KeywordSchemas, applied_schemas, applies_below, keyword_role,
};
use description::raise::accepts_nothing;
use description::{Document, lists_type, required_names};
use diag::Origin;

/// Returns whether a keyword constrains values without schemas, so that it is copied unchanged.
pub(super) fn is_plain(key: &str) -> bool {
    match key {
        // These keywords are translated, since their meaning depends on other keywords, on the
        // direction or on the version.
        "contentEncoding" | "contentMediaType" | "dependencies" | "required" => false,
        key => matches!(
            keyword_role(key),
            Some(KeywordRole::Bound(_) | KeywordRole::Assertion)
        ),
    }
}

/// The greatest depth of `$ref` and `allOf`, which may be circular.
const MAX_DEPTH: usize = 64;
const MAX_SCHEMAS: usize = 400;

pub(super) struct Bundle<'d> {
    document: &'d Document,
    direction: Direction,
    /// The referenced schemas that are not read yet, each with its number of remaining levels; the
    /// highest number comes first.
    referenced: BinaryHeap<(usize, Origin)>,
    /// The number of schemas that may still be read as parts of one schema.
    parts: usize,
}

impl<'d> Bundle<'d> {
    pub(super) fn new(document: &'d Document, direction: Direction) -> Self {
        Self {
            document,
            direction,
            referenced: BinaryHeap::new(),
            parts: MAX_SCHEMAS,
        }
    }

    /// Returns the schema at a location, for values with this number of levels; deeper levels
    /// accept anything. Returns `None` if there is no schema, or if it needs too many others.
    pub(super) fn schema(mut self, whole: &Composition, levels: usize) -> Option<Value> {
        let schema = self.all(whole, |bundle, origin| {
            let value = bundle.document.schema_at(origin)?;
            Some(bundle.translated(origin, value, levels))
        })?;
        self.with_definitions(schema)
    }

    fn all(
        &mut self,
        whole: &Composition,
        of: impl Fn(&mut Self, &Origin) -> Option<Value>,
    ) -> Option<Value> {
        if whole.is_one() {
            return of(self, &whole.first);
        }
        let parts = whole
            .origins()
            .map(|origin| of(self, origin))
            .collect::<Option<Vec<Value>>>()?;
        Some(json!({ "allOf": parts }))
    }

    /// Returns the schema at a location, in which the schemas of properties and items accept
    /// anything.
    pub(super) fn level(mut self, whole: &Composition, levels: usize) -> Option<Value> {
        let schema = self.all(whole, |bundle, origin| bundle.own_level(origin, levels, 0))?;
        if self.parts > 0 {
            self.with_definitions(schema)
        } else {
            None
        }
    }

    fn own_level(&mut self, origin: &Origin, levels: usize, depth: usize) -> Option<Value> {
        self.parts = self.parts.checked_sub(1)?;
        let object = match self.document.value(origin)? {
            Value::Object(object) if depth <= MAX_DEPTH => object,
            Value::Bool(accepts) => return Some(Value::Bool(*accepts)),
            _ => return None,
        };
        let mut own = object.clone();
        own.retain(|key, value| match key.as_str() {
            "$ref" | "allOf" => false,
            "items" | "additionalProperties" => accepts_nothing(value),
            _ => true,
        });
        for (key, anything) in [("properties", json!({})), ("prefixItems", json!([]))] {
            own.entry(key)
                .and_modify(|value| *value = accepting_anything(value).unwrap_or(anything));
        }
        let mut members: Vec<Value> = Vec::new();
        if let Some(target) = object.get("$ref").and_then(Value::as_str) {
            let target = self.document.resolve(origin, target).ok()?;
            members.extend(self.own_level(&target, levels, depth + 1));
        }
        for member in self.document.items(&origin.child("allOf")) {
            members.extend(self.own_level(&member, levels, depth + 1));
        }
        let mut schema = self.translated(origin, &Value::Object(own), levels);
        if !members.is_empty()
            && let Value::Object(object) = &mut schema
        {
            object.insert("allOf".to_owned(), Value::Array(members));
        }
        Some(schema)
    }

    fn with_definitions(mut self, mut schema: Value) -> Option<Value> {
        let mut definitions = Map::new();
        while let Some((levels, origin)) = self.referenced.pop() {
            let name = definition_name(&origin);
            if definitions.contains_key(&name) {
                continue;
            }
            if definitions.len() >= MAX_SCHEMAS {
                return None;
            }
            let definition = self.translated(&origin, self.document.value(&origin)?, levels);
            definitions.insert(name, definition);
        }
        if let (Value::Object(object), false) = (&mut schema, definitions.is_empty()) {
            object.insert("$defs".to_owned(), Value::Object(definitions));
        }
        Some(schema)
    }

    fn translated(&mut self, origin: &Origin, value: &Value, levels: usize) -> Value {
        let Value::Object(object) = value else {
            return Value::Bool(value.as_bool().unwrap_or(true));
        };
        if accepts_nothing(value) {
            return Value::Bool(false);
        }
        let mut out = Map::new();
        if let Some(Value::String(reference)) = object.get("$ref")
            && let Ok(target) = self.document.resolve(origin, reference)
        {
            out.insert(
                "$ref".to_owned(),
                json!(format!("#/$defs/{}", definition_name(&target))),
            );
            self.referenced.push((levels, target));
        }
        for (key, value) in object {
            self.translate_keyword(origin, key, value, levels, &mut out);
        }
        self.translate_required(origin, object, &mut out);
        add_format_limits(object, &mut out);
        add_encoding_pattern(object, &mut out);
        Value::Object(with_reference_beside(out))
    }

    fn translate_keyword(
        &mut self,
        origin: &Origin,
        key: &str,
        value: &Value,
        levels: usize,
        out: &mut Map<String, Value>,
    ) {
        let key_origin = origin.child(key);
        let is_below = applies_below(key);
        let inside = if is_below {
            levels.checked_sub(1)
        } else {
            Some(levels)
        };
        let mut inner = |origin: &Origin, schema: &Value| match inside {
            Some(levels) => self.translated(origin, schema, levels),
            None => Value::Bool(true),
        };
        let schemas = applied_schemas(key);
        let is_schema = schemas
            .is_some_and(|child| !matches!(child, KeywordSchemas::List | KeywordSchemas::Map));
        let translated = match value {
            Value::Object(_) | Value::Bool(_) if is_schema => inner(&key_origin, value),
            Value::Array(list) if schemas == Some(KeywordSchemas::List) && !list.is_empty() => {
                let schemas = list.iter().enumerate();
                schemas
                    .map(|(at, schema)| inner(&key_origin.item(at), schema))
                    .collect()
            }
            // On the last level, the schema of each property would accept anything, so the keyword
            // has no effect.
            Value::Object(_) if key == "properties" && inside.is_none() => json!({}),
            Value::Object(map) if schemas == Some(KeywordSchemas::Map) => map
                .iter()
                .map(|(name, schema)| (name.clone(), inner(&key_origin.child(name), schema)))
                .collect(),
            value if is_plain(key) => value.clone(),
            _ => return,
        };
        out.insert(key.to_owned(), translated);
    }

    /// Adds `required`, without the properties that values never have in this direction.
    fn translate_required(
        &self,
        origin: &Origin,
        object: &Map<String, Value>,
        out: &mut Map<String, Value>,
    ) {
        if !object.contains_key("required") {
            return;
        }
        let flag = match self.direction {
            Direction::Request => "readOnly",
            Direction::Response => "writeOnly",
        };
        let properties = origin.child("properties");
        let mut required: Vec<&str> = Vec::new();
        for name in required_names(object) {
            let property = self.document.value(&properties.child(name));
            let is_absent =
                property.and_then(|property| property.get(flag)) == Some(&Value::Bool(true));
            if !is_absent && !required.contains(&name) {
                required.push(name);
            }
        }
        out.insert("required".to_owned(), json!(required));
    }
}

/// Returns a name without characters that a reference would have to escape.
fn definition_name(origin: &Origin) -> String {
    let mut name = format!("f{}", origin.file.0);
    for byte in origin.pointer.bytes() {
        if byte.is_ascii_alphanumeric() {
            name.push(char::from(byte));
        } else {
            name.push_str(&format!("_{byte:02x}"));
        }
    }
    name
}

/// Replaces schemas with schemas that accept anything.
fn accepting_anything(schemas: &Value) -> Option<Value> {
    match schemas {
        Value::Object(named) => Some(
            named
                .keys()
                .map(|name| (name.clone(), Value::Bool(true)))
                .collect(),
        ),
        Value::Array(list) => Some(list.iter().map(|_| Value::Bool(true)).collect()),
        _ => None,
    }
}

/// Moves a `$ref` with siblings into `allOf`, so that code that follows references misses no
/// keyword.
fn with_reference_beside(mut schema: Map<String, Value>) -> Map<String, Value> {
    if schema.len() > 1
        && let Some(target) = schema.remove("$ref")
    {
        add_to_all_of(&mut schema, json!({ "$ref": target }));
    }
    schema
}

/// Adds the constraints of a format that the validator does not support.
fn add_format_limits(object: &Map<String, Value>, out: &mut Map<String, Value>) {
    let format = object.get("format").and_then(Value::as_str);
    // Integers without a format are assumed to have 64 bits, too.
    let range = formats::integer_format_range(format.or(is_integer(object).then_some("int64")));
    let (least, most) = range.unzip();
    let number = |value: i128| Number::from_i128(value).map(Value::Number);
    let pattern = format.and_then(formats::format_pattern).map(Value::from);
    for (key, value) in [
        ("minimum", least.and_then(number)),
        ("maximum", most.and_then(number)),
        ("pattern", pattern),
    ] {
        let Some(value) = value else { continue };
        if out.contains_key(key) {
            add_to_all_of(out, json!({ key: value }))
        } else {
            drop(out.insert(key.to_owned(), value))
        }
    }
}

fn is_integer(object: &Map<String, Value>) -> bool {
    lists_type(object, "integer") && !lists_type(object, "number")
}

fn add_encoding_pattern(object: &Map<String, Value>, out: &mut Map<String, Value>) {
    let string = |key: &str| {
        object
            .get(key)
            .and_then(Value::as_str)
            .map(str::to_ascii_lowercase)
    };
    let pattern = match string("contentEncoding")
        .or_else(|| string("format"))
        .as_deref()
    {
        Some("base64" | "byte") => "^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$",
        Some("base64url") => "^([A-Za-z0-9_-]{4})*([A-Za-z0-9_-]{2}(==)?|[A-Za-z0-9_-]{3}=?)?$",
        _ => return,
    };
    add_to_all_of(out, json!({ "pattern": pattern }));
}

pub(super) fn add_to_all_of(out: &mut Map<String, Value>, schema: Value) {
    if let Value::Array(members) = out.entry("allOf").or_insert_with(|| json!([])) {
        members.push(schema);
    }
}

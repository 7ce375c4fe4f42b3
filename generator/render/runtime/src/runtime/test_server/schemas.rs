//! What JSON Schemas describe, whatever they refer to.

use std::collections::BTreeSet;

use serde_json::Value;

use super::super::api::Api;
use super::super::catalog::Catalog;
use super::super::catalog_check::{requires, types_of};

/// The number of schemas that refer to each other, at most.
const MAX_REFERENCES: usize = 10;

/// The schemas of an API.
#[derive(Clone, Copy)]
pub(super) struct Schemas {
    pub(super) api: &'static Api,
    pub(super) catalog: &'static Catalog,
}

/// The JSON types that a schema allows; all, if it does not say.
#[derive(Clone, Copy, Default)]
pub(super) struct Kinds {
    pub(super) array: bool,
    pub(super) object: bool,
    pub(super) string: bool,
    pub(super) number: bool,
    pub(super) boolean: bool,
    pub(super) null: bool,
}

impl Kinds {
    fn add(&mut self, name: &str) {
        match name {
            "array" => self.array = true,
            "object" => self.object = true,
            "string" => self.string = true,
            "number" | "integer" => self.number = true,
            "boolean" => self.boolean = true,
            "null" => self.null = true,
            _ => {}
        }
    }

    pub(super) fn scalar(self) -> bool {
        self.string || self.number || self.boolean
    }
}

/// Returns a member of an object; `null` if there is none.
pub(super) fn member<'v>(value: &'v Value, name: &str) -> &'v Value {
    static ABSENT: Value = Value::Null;
    value.get(name).unwrap_or(&ABSENT)
}

/// How many properties of an object are made.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Amount {
    Required,
    Most,
}

impl Schemas {
    pub(super) fn kinds(self, schema: &Value) -> Kinds {
        let mut kinds = Kinds::default();
        self.visit(schema, MAX_REFERENCES, &mut |schema| {
            let names = types_of(schema);
            names.iter().for_each(|name| kinds.add(name));
            match schema.get("const") {
                _ if !names.is_empty() => {}
                _ if schema.get("properties").is_some() => kinds.object = true,
                Some(Value::String(_)) => kinds.string = true,
                Some(Value::Bool(_)) => kinds.boolean = true,
                Some(Value::Number(_)) => kinds.number = true,
                _ => {}
            }
            false
        });
        kinds
    }

    /// Returns the schema of a property; `None` if the schema does not describe it.
    pub(super) fn property(self, schema: &Value, name: &str) -> Option<Value> {
        let mut found = None;
        self.visit(schema, MAX_REFERENCES, &mut |schema| {
            let properties = schema.get("properties");
            found = properties
                .and_then(|properties| properties.get(name))
                .cloned();
            found.is_some()
        });
        if found.is_none() {
            self.visit(schema, MAX_REFERENCES, &mut |schema| {
                found = schema.get("additionalProperties").cloned();
                found.is_some()
            });
        }
        found
    }

    /// Returns whether a schema requires a property.
    pub(super) fn requires(self, schema: &Value, name: &str) -> bool {
        self.visit(schema, MAX_REFERENCES, &mut |schema| requires(schema, name))
    }

    /// Returns `null` or an empty string, if the schema requires the property at a pointer.
    pub(super) fn empty_at(self, schema: &Value, pointer: &str) -> Option<Value> {
        let mut inner_schema = schema.clone();
        let mut is_required = false;
        for name in pointer.split('/').skip(1) {
            is_required = self.requires(&inner_schema, name);
            inner_schema = self.property(&inner_schema, name)?;
        }
        let kinds = self.kinds(&inner_schema);
        match (is_required, kinds.null) {
            (true, true) => Some(Value::Null),
            (true, false) if kinds.string => Some("".into()),
            _ => None,
        }
    }

    /// Returns the names of all properties that a schema or a member of its union describes.
    pub(super) fn property_names(self, schema: &Value) -> BTreeSet<String> {
        let mut names = BTreeSet::new();
        self.visit(schema, MAX_REFERENCES, &mut |schema| {
            let properties = schema.get("properties").and_then(Value::as_object);
            names.extend(
                properties
                    .into_iter()
                    .flatten()
                    .map(|(name, _)| name.clone()),
            );
            false
        });
        names
    }

    pub(super) fn item(self, schema: &Value, index: usize) -> Option<Value> {
        let mut found = None;
        self.visit(schema, MAX_REFERENCES, &mut |schema| {
            let prefix = schema.get("prefixItems").and_then(|items| items.get(index));
            found = prefix.or_else(|| schema.get("items")).cloned();
            found.is_some()
        });
        found
    }

    /// Calls a function with a schema, what it refers to, and the members of its unions, until the
    /// function returns true.
    fn visit(self, schema: &Value, depth: usize, see: &mut dyn FnMut(&Value) -> bool) -> bool {
        if depth == 0 {
            return false;
        }
        if let Some(target) = self.catalog.referenced_schema(schema) {
            return self.visit(&target, depth - 1, see);
        }
        if let Some(Value::Array(members)) = schema.get("anyOf") {
            return members
                .iter()
                .any(|member| self.visit(member, depth - 1, see));
        }
        see(schema)
    }
}

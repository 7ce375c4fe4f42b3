//! What JSON Schemas describe, whatever they refer to.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_json::Value;

use super::super::api::Api;
use super::super::catalog::{Catalog, union_members};
use super::super::catalog_check::{ArgumentCheck, requires, types_of};
use super::super::json::names_in_pointer;

/// The number of schemas that refer to each other, at most.
const MAX_REFERENCES: usize = 10;

/// The schemas of an API.
#[derive(Clone, Copy)]
pub(super) struct Schemas {
    pub(super) api: &'static Api,
    pub(super) catalog: &'static Catalog,
}

/// The JSON types that a schema names.
#[derive(Clone, Copy)]
pub(super) struct Kinds {
    pub(super) array: bool,
    pub(super) object: bool,
    pub(super) string: bool,
    pub(super) number: bool,
    pub(super) boolean: bool,
    pub(super) null: bool,
}

impl Kinds {
    pub(super) fn scalar(self) -> bool {
        self.string || self.number || self.boolean
    }
}

/// How many properties of an object are made.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Amount {
    Required,
    Most,
}

impl Schemas {
    /// Returns a check of arguments by their schemas.
    pub(super) fn check(self, allows_unknown: bool) -> ArgumentCheck<'static> {
        ArgumentCheck::new(self.catalog, self.api, &[], allows_unknown)
    }

    pub(super) fn kinds(self, schema: &Value) -> Kinds {
        let alternatives = self.alternatives(schema);
        let types: Vec<&str> = alternatives
            .iter()
            .flat_map(|schema| types_of(schema))
            .collect();
        let has = |name: &str| types.contains(&name);
        Kinds {
            array: has("array"),
            object: has("object"),
            string: has("string"),
            number: has("number") || has("integer"),
            boolean: has("boolean"),
            null: has("null"),
        }
    }

    /// Returns all properties that a schema or a member of its union describes.
    pub(super) fn properties(self, schema: &Value) -> BTreeMap<String, Value> {
        let mut properties = BTreeMap::new();
        for alternative in self.alternatives(schema) {
            let described = alternative.get("properties").and_then(Value::as_object);
            for (name, property) in described.into_iter().flatten() {
                let first = properties.entry(name.clone());
                first.or_insert_with(|| property.clone());
            }
        }
        properties
    }

    /// Returns the schema of a property; `None` if the schema does not describe it.
    pub(super) fn property(self, schema: &Value, name: &str) -> Option<Value> {
        let alternatives = self.alternatives(schema);
        let mut described = alternatives
            .iter()
            .filter_map(|schema| schema.get("properties")?.get(name));
        let mut additional = alternatives
            .iter()
            .filter_map(|schema| schema.get("additionalProperties"));
        described.next().or_else(|| additional.next()).cloned()
    }

    /// Returns the schema of an item of an array.
    pub(super) fn item(self, schema: &Value, index: usize) -> Option<Value> {
        let alternatives = self.alternatives(schema);
        let mut items = alternatives.iter().filter_map(|schema| {
            let item = schema["prefixItems"].get(index);
            item.or_else(|| schema.get("items"))
        });
        items.next().cloned()
    }

    /// Returns the schema of the value at a JSON pointer.
    pub(super) fn at_pointer(self, schema: &Value, pointer: &str) -> Option<Value> {
        let mut names = names_in_pointer(pointer);
        names.try_fold(schema.clone(), |schema, name| self.property(&schema, &name))
    }

    /// Returns `null` or an empty string, if the schema requires the property at a pointer.
    pub(super) fn empty_at(self, schema: &Value, pointer: &str) -> Option<Value> {
        let (outer_pointer, name) = pointer.rsplit_once('/')?;
        let outer_schema = self.at_pointer(schema, outer_pointer)?;
        let mut alternatives = self.alternatives(&outer_schema).into_iter();
        if !alternatives.any(|schema| requires(&schema, name)) {
            return None;
        }
        let kinds = self.kinds(&self.property(&outer_schema, name)?);
        if kinds.null {
            Some(Value::Null)
        } else {
            kinds.string.then(|| "".into())
        }
    }

    /// Returns the schemas without references and unions that a schema stands for: itself, what it
    /// refers to, or the members of its union.
    fn alternatives(self, schema: &Value) -> Vec<Arc<Value>> {
        let mut alternatives = Vec::new();
        self.add_alternatives(Arc::new(schema.clone()), MAX_REFERENCES, &mut alternatives);
        alternatives
    }

    fn add_alternatives(
        self,
        schema: Arc<Value>,
        depth: usize,
        alternatives: &mut Vec<Arc<Value>>,
    ) {
        if depth == 0 {
            return;
        }
        if let Some(target) = self.catalog.referenced_schema(&schema) {
            self.add_alternatives(target, depth - 1, alternatives);
        } else if let Some(members) = union_members(&schema) {
            for member in members {
                self.add_alternatives(Arc::new(member.clone()), depth - 1, alternatives);
            }
        } else {
            alternatives.push(schema);
        }
    }
}

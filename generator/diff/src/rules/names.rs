//! Constraints on property names (`propertyNames`), and the parts of keywords that the model does
//! not represent.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::limits;
use crate::cursor::{ResolvedSchema, Shape};
use crate::equivalence::only_required_names;
use description::Document;
use description::keywords::{format_of_encoding, is_annotation_keyword};
use diag::Origin;
use model::{Additional, PropertyNames, TypeDef, TypeKind};

pub(super) fn names_constraint_of_node<'a>(node: &ResolvedSchema<'a>) -> Option<&'a PropertyNames> {
    match node.shape {
        Shape::Struct(record) => record.constraints.names.as_deref(),
        _ => node.schema.constraints.names.as_deref(),
    }
}

pub(super) fn names_constraint_of_type(def: &TypeDef) -> Option<&PropertyNames> {
    match &def.kind {
        TypeKind::Struct(record) => record.constraints.names.as_deref(),
        TypeKind::Alias(target) => target.constraints.names.as_deref(),
        _ => None,
    }
}

/// Returns whether a property name that was allowed no longer is.
pub(super) fn are_names_narrowed(old: &PropertyNames, new: &PropertyNames) -> bool {
    limits::is_range_tightened(
        &limits::string_lengths(&old.text),
        &limits::string_lengths(&new.text),
    ) || old.text.pattern.is_none() && new.text.pattern.is_some()
        || old.listed.is_empty() && !new.listed.is_empty()
        || old
            .listed
            .iter()
            .any(|name| !new.listed.is_empty() && !new.listed.contains(name))
}

/// A schema as written, and the names that it allows according to the model.
pub(super) struct PropertyNamesSchema<'a> {
    pub(super) document: &'a Document,
    pub(super) value: &'a Value,
    pub(super) names: Option<&'a PropertyNames>,
    /// Whether the model represents each item of its tuple.
    pub(super) is_tuple: bool,
    pub(super) others: Others<'a>,
}

pub(super) enum Others<'a> {
    Nothing,
    Forbidden,
    Typed(&'a Origin),
}

impl<'a> Others<'a> {
    pub(super) fn of(shape: Shape<'a>) -> Self {
        match shape {
            Shape::Map(value) => Self::Typed(&value.origin),
            Shape::Struct(record) => match &record.additional {
                Additional::Forbidden => Self::Forbidden,
                Additional::Typed(schema) => Self::Typed(&schema.origin),
                _ => Self::Nothing,
            },
            _ => Self::Nothing,
        }
    }
}

impl PropertyNamesSchema<'_> {
    /// Returns a keyword without the part that the model represents.
    pub(super) fn unmodelled(&self, key: &str) -> Option<Cow<'_, Value>> {
        if key == "dependentRequired" {
            return self
                .value
                .get(key)
                .or_else(|| {
                    self.value.get("dependentSchemas").filter(|schemas| {
                        schemas.as_object().is_some_and(|schemas| {
                            schemas
                                .values()
                                .all(|schema| only_required_names(schema).is_some())
                        })
                    })
                })
                .map(Cow::Borrowed);
        }
        // A schema that accepts all values has no effect, except in keywords that exclude or count
        // values.
        let excludes_or_counts = ["contains", "if", "not"].contains(&key);
        let value = self.value.get(key).filter(|value| {
            excludes_or_counts
                || !(**value == Value::Bool(true) || value.as_object().is_some_and(Map::is_empty))
        })?;
        match (value, self.names) {
            _ if key == "prefixItems" && self.is_tuple => None,
            (Value::Object(schemas), _) if key == "dependentSchemas" => {
                let unmodelled: Map<String, Value> = schemas
                    .iter()
                    .filter(|(_, schema)| only_required_names(schema).is_none())
                    .map(|(name, schema)| (name.clone(), schema.clone()))
                    .collect();
                owned_unless_empty(unmodelled)
            }
            _ if key == "unevaluatedProperties" && !matches!(self.others, Others::Nothing) => None,
            // `minContains` is 1 by default; without `contains`, neither `minContains` nor
            // `maxContains` has an effect.
            _ if key == "minContains" && *value == 1
                || self.value.get("contains").is_none()
                    && matches!(key, "maxContains" | "minContains") =>
            {
                None
            }
            (Value::Object(patterns), _)
                if key == "patternProperties" && self.knows_values_of(patterns) =>
            {
                Some(Cow::Owned(
                    patterns
                        .keys()
                        .map(|pattern| (pattern.clone(), Value::Bool(true)))
                        .collect(),
                ))
            }
            // The model represents these encodings as formats.
            (Value::String(encoding), _)
                if key == "contentEncoding" && format_of_encoding(encoding).is_some() =>
            {
                None
            }
            (Value::String(name), _)
                if key == "contentMediaType" && name == "application/octet-stream" =>
            {
                None
            }
            (Value::Object(schema), Some(names)) if key == "propertyNames" => {
                let unmodelled = self.unmodelled_part(schema, names);
                owned_unless_empty(unmodelled)
            }
            _ => Some(Cow::Borrowed(value)),
        }
    }

    /// Returns whether there is a single pattern, whose schema the model has as the schema of the
    /// additional properties. The values are then compared as additional properties.
    fn knows_values_of(&self, patterns: &Map<String, Value>) -> bool {
        let Others::Typed(origin) = self.others else {
            return false;
        };
        let modelled = self.document.value(origin);
        patterns.len() == 1
            && patterns
                .values()
                .all(|schema| modelled.is_some_and(|modelled| std::ptr::eq(modelled, schema)))
    }

    fn unmodelled_part(
        &self,
        schema: &Map<String, Value>,
        names: &PropertyNames,
    ) -> Map<String, Value> {
        let keywords = schema.iter().filter(|(key, _)| {
            !(match key.as_str() {
                "minLength" => names.text.min_length.is_some(),
                "maxLength" => names.text.max_length.is_some(),
                "pattern" => names.text.pattern.is_some(),
                "const" | "enum" => !names.listed.is_empty(),
                key => key == "type" || is_annotation_keyword(key),
            })
        });
        keywords
            .map(|(key, value)| (key.clone(), value.clone()))
            .collect()
    }
}

fn owned_unless_empty<'v>(keywords: Map<String, Value>) -> Option<Cow<'v, Value>> {
    if keywords.is_empty() {
        None
    } else {
        Some(Cow::Owned(Value::Object(keywords)))
    }
}

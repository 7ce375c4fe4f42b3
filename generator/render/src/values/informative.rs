//! Example values for a body that has no required properties: its most informative properties.

use serde_json::{Map, Value};

use super::CallValues;
use crate::context::RenderContext;
use model::{Codec, Property, Schema, TextFormat, Type, TypeKind};
use samples::{Amount, SampleDirection};
use surface::MethodFacts;

/// The number of properties that an example shows.
const SHOWN: usize = 2;

const MAX_DEPTH: usize = 4;

/// Names of informative properties, the best first.
const INFORMATIVE: &[&str] = &[
    "name",
    "title",
    "text",
    "body",
    "content",
    "message",
    "subject",
    "query",
    "description",
    "input",
    "model",
];

impl<'a> RenderContext<'a> {
    /// Adds a body to the values of a call, if the body has no required properties, so that the
    /// example shows some properties.
    pub(crate) fn with_informative_body(
        &self,
        facts: &MethodFacts<'a>,
        mut values: CallValues<'a>,
    ) -> CallValues<'a> {
        let is_empty = values
            .body
            .as_ref()
            .is_none_or(|body| body.as_object().is_some_and(Map::is_empty));
        let schema = facts
            .content()
            .filter(|content| matches!(content.codec, Codec::Json | Codec::Form | Codec::Multipart))
            .and(facts.body_schema());
        if is_empty && let Some(schema) = schema {
            values.body = self.informative_object(schema, 0).or(values.body);
        }
        values
    }

    fn informative_object(&self, schema: &'a Schema, depth: usize) -> Option<Value> {
        let Type::Named(id) = self.index.resolve(schema).ty else {
            return None;
        };
        let def = self.index.def(*id)?;
        let TypeKind::Struct(record) = &def.kind else {
            return None;
        };
        let mut settable: Vec<&Property> = self
            .index
            .fields(def, record)
            .into_iter()
            .filter(|field| field.is_settable && !self.is_deprecated(field.property))
            .map(|field| field.property)
            .collect();
        settable.sort_by_key(|property| self.rank(property));
        let mut members = Map::new();
        for property in settable {
            let Some(value) = self.non_empty_value(&property.schema, depth) else {
                continue;
            };
            let before = members.clone();
            members.insert(property.wire.clone(), value);
            if !self.samples.fits(schema, &Value::Object(members.clone())) {
                members = before;
            }
            if members.len() == SHOWN {
                break;
            }
        }
        if members.is_empty() {
            return None;
        }
        Some(Value::Object(members))
    }

    /// Returns whether the property or its type is deprecated.
    fn is_deprecated(&self, property: &Property) -> bool {
        let type_id = property.schema.ty.innermost();
        let def = type_id.and_then(|id| self.index.def(id));
        property.deprecated || def.is_some_and(|def| def.deprecated)
    }

    fn non_empty_value(&self, schema: &'a Schema, depth: usize) -> Option<Value> {
        let value =
            self.samples
                .make_like(schema, SampleDirection::Request, Amount::Least, None)?;
        match &value {
            Value::Object(members) if members.is_empty() && depth < MAX_DEPTH => {
                self.informative_object(schema, depth + 1)
            }
            Value::Array(items) if items.is_empty() => None,
            Value::Null => None,
            _ => Some(value),
        }
    }

    /// Returns the rank of a property: the lowest is the most informative.
    fn rank(&self, property: &'a Property) -> (usize, u8) {
        let last_word = naming::words_of_text(&property.wire)
            .pop()
            .unwrap_or_default();
        // An object of this name has settings more often than content.
        let is_object = self.index.as_struct(&property.schema).is_some();
        let name_rank = INFORMATIVE
            .iter()
            .position(|word| *word == last_word && !is_object)
            .unwrap_or(INFORMATIVE.len());
        let type_rank = match self.index.resolve(&property.schema).ty {
            Type::Text(TextFormat::Plain) => 0,
            Type::Named(id)
                if self
                    .index
                    .def(*id)
                    .is_some_and(|def| matches!(def.kind, TypeKind::Enum(_))) =>
            {
                1
            }
            Type::Text(_) | Type::Integer | Type::Wide | Type::Float | Type::Number => 2,
            Type::Named(_) => 3,
            Type::Bool => 4,
            Type::List(_) | Type::Map(_) | Type::Any => 5,
        };
        (name_rank, type_rank)
    }
}

//! Code and docs of the fields of a struct.

use code_format::{Code, code};
use serde_json::Value;

use crate::context::{RenderContext, make_ident};
use crate::deprecation::deprecated_attribute;
use crate::doc::Doc;
use crate::rust_type::{Argument, enum_value};
use model::{Presence, Schema, Type};
use surface::FieldFacts;

impl<'a> RenderContext<'a> {
    /// Returns prose of the description as docs; empty if there is none.
    pub(crate) fn docs_of_prose(&self, prose: Option<&str>) -> Doc {
        let docs = prose.map(|prose| {
            self.docs
                .get_or_make(prose, |prose| Doc::new().prose(prose))
        });
        docs.unwrap_or_default()
    }

    /// Returns the docs of a property or parameter, or else the first sentence about its type.
    pub(crate) fn docs_of_value(&self, prose: Option<&str>, schema: &'a Schema) -> Doc {
        let doc = self.docs_of_prose(prose);
        if doc.is_empty() {
            doc.paragraph(&self.summary_of_type(schema).unwrap_or_default())
        } else {
            doc
        }
    }
}

/// Returns the attribute of a deprecated field.
pub(super) fn deprecated_field(field: &FieldFacts<'_>) -> Option<Code> {
    deprecated_attribute(field.property.deprecated, &[field.property.docs.as_deref()])
}

/// Returns the only value of a required field or discriminator, as an expression.
pub(crate) fn field_constant<'a>(cx: &RenderContext<'a>, field: &FieldFacts<'a>) -> Option<Code> {
    let value = match cx.api.types.constant(field.property)?.as_ref() {
        Value::String(text) => code!(#text.into()),
        Value::Bool(value) => code!(#value),
        value => match cx.index.resolve(&field.property.schema).ty {
            Type::Named(id) => enum_value(cx.index.def(*id)?, value)?,
            _ => return None,
        },
    };
    match field.presence {
        Presence::Required => Some(value),
        Presence::Optional if field.property.is_tag => Some(code!(Some(#value))),
        _ => None,
    }
}

/// Returns the argument for the value of a field, and the expression that is stored.
pub(super) fn field_argument<'a>(cx: &RenderContext<'a>, field: &FieldFacts<'a>) -> Argument {
    let name = make_ident(&field.property.rust);
    let mut argument = Argument::of(&field.argument(&cx.index), &name);
    if field.presence == Presence::Nullable {
        return argument;
    }
    let mut value = argument.value;
    if field.property.boxed {
        value = code!(Box::new(#value));
        argument.is_converted = true;
    }
    argument.value = match field.presence {
        Presence::Required | Presence::Nullable => value,
        Presence::Optional | Presence::OptionalOrNull => code!(Some(#value)),
        Presence::Field => code!(crate::runtime::field::Field::Value(#value)),
    };
    argument.is_converted |= field.presence != Presence::Required;
    argument
}

/// Returns the docs of a field: those in the description, then the constraints.
pub(super) fn field_docs<'a>(cx: &RenderContext<'a>, field: &FieldFacts<'a>) -> Doc {
    let rules = field_rules(cx, field).join(" ");
    cx.docs_of_value(field.property.docs.as_deref(), &field.property.schema)
        .paragraph(&rules)
}

/// Returns the constraints of a field, as sentences.
pub(crate) fn field_rules<'a>(cx: &RenderContext<'a>, field: &FieldFacts<'a>) -> Vec<String> {
    let mut rules = cx.constraint_sentences(&field.property.wire, &field.property.schema);
    if field.is_omitted {
        rules.push("Read-only: not sent.".to_owned());
    }
    if field.is_always_sent {
        rules.push("Write-only: in every request, but in no response.".to_owned());
    } else if field.property.write_only {
        rules.push("Write-only: not in responses.".to_owned());
    }
    rules
}

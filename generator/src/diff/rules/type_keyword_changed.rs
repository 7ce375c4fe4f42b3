//! A keyword of a named schema without a Rust type changed: `not`, `if`, `patternProperties`, `contains` …

use super::names::{self, Others, Written};
use super::{Check, Docs, Rule, changed_keywords};
use crate::diff::cursor::{Both, Found, Shape};
use crate::model::{Schema, Type, TypeDef, TypeKind};
use crate::source::Document;

pub(super) const RULE: Rule = Rule {
    code: "type-keyword-changed",
    docs: Docs {
        what: "A keyword of a named schema without a Rust type changed: `not`, `if`, `patternProperties`, \
               `contains` and others.",
        wire: "If the keyword can only forbid values: compatible if requests accept more or responses have fewer \
               values, otherwise risky, and breaking if a witness proves it. Breaking if the encoding of strings \
               changes; otherwise unknown.",
        rust: "Patch: no item of the crate changes.",
        help: "Read the schema; the crate accepts all values, as before.",
    },
    check: Check::TypeDef(check),
};

fn check(it: &Both<'_, TypeDef>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    // Its items are properties, which have their own findings.
    let is_tuple = [old, new].iter().any(|def| matches!(def.kind, TypeKind::Tuple(_)));
    let written = |document, def| written(document, def, is_tuple);
    changed_keywords(it, &written(sides.old_text, old)?, &written(sides.new_text, new)?)
}

fn written<'a>(document: &'a Document, def: &'a TypeDef, is_tuple: bool) -> Option<Written<'a>> {
    let value = document.value(&def.origin)?;
    let others = match &def.kind {
        TypeKind::Struct(record) => Others::of(Shape::Struct(record)),
        TypeKind::Alias(Schema { ty: Type::Map(value), .. }) => Others::of(Shape::Map(value)),
        _ => Others::Nothing,
    };
    Some(Written { document, origin: &def.origin, value, names: names::of_type(def), is_tuple, others })
}

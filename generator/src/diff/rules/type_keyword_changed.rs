//! A keyword of a named schema changed that the generator has no type for: `not`, `if`, `patternProperties`, `contains` and others.

use super::names::{self, Written};
use super::{Check, Docs, Rule, changed_keywords};
use crate::diff::spot::{Both, Found};
use crate::model::{TypeDef, TypeKind};
use crate::source::Document;

pub(super) const RULE: Rule = Rule {
    code: "type-keyword-changed",
    docs: Docs {
        what: "A keyword of a named schema changed that the generator has no type for: `not`, `if`, `patternProperties`, `contains` \
               and others.",
        wire: "As for a narrower or a wider type where a keyword is new or gone that only ever forbids; breaking where texts are \
               written in another way, or where a value shows it; else unknown.",
        rust: "Patch: no item of the crate changes.",
        help: "Read the schema; the crate takes all values, as before.",
    },
    check: Check::TypeDef(check),
};

fn check(it: &Both<'_, TypeDef>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.spot.sides;
    changed_keywords(it, &written(sides.old_text, old)?, &written(sides.new_text, new)?)
}

fn written<'a>(document: &'a Document, def: &'a TypeDef) -> Option<Written<'a>> {
    let value = document.value(&def.origin)?;
    let is_tuple = matches!(def.kind, TypeKind::Tuple(_));
    Some(Written { document, origin: &def.origin, value, names: names::of_type(def), is_tuple })
}

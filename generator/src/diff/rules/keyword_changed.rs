//! A keyword without a Rust type changed: `not`, `if`, `patternProperties`, `contains` and others.

use super::names::{self, Others, Written};
use super::{Check, Docs, Rule, changed_keywords, written};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "keyword-changed",
    docs: Docs {
        what: "A keyword without a Rust type changed: `not`, `if`, `patternProperties`, `contains` and others.",
        wire: "If the keyword can only forbid values: compatible if requests accept more or responses have fewer \
               values, otherwise risky, and breaking if a witness proves it. Breaking if the encoding of strings \
               changes; otherwise unknown.",
        rust: "Patch: no item of the crate changes.",
        help: "Read the schema; the crate accepts all values, as before.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both().filter(|(old, new)| old.def.is_none() && new.def.is_none())?;
    let sides = it.cursor.sides;
    let of = |document, node| {
        let value = written(document, node)?;
        let others = Others::of(node.shape);
        Some(Written { document, origin: node.origin, value, names: names::of(node), is_tuple: false, others })
    };
    changed_keywords(it, &of(sides.old_text, old)?, &of(sides.new_text, new)?)
}

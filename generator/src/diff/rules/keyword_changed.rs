//! A keyword changed that the generator has no type for: `not`, `if`, `patternProperties`, `contains` and others.

use super::names::{self, Others, Written};
use super::{Check, Docs, Rule, changed_keywords, written};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "keyword-changed",
    docs: Docs {
        what: "A keyword changed that the generator has no type for: `not`, `if`, `patternProperties`, `contains` \
               and others.",
        wire: "Where a keyword is new or gone that only ever forbids: compatible where more is allowed to send, or less \
               can come, the other way risky, and breaking where a value shows it. Breaking where texts are written \
               in another way, too; else unknown.",
        rust: "Patch: no item of the crate changes.",
        help: "Read the schema; the crate takes all values, as before.",
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

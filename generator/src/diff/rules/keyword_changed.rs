//! A keyword changed that the generator has no type for: `not`, `if`, `patternProperties`, `contains` and others.

use super::{Check, Docs, KEYWORDS, Rule};
use crate::diff::spot::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "keyword-changed",
    docs: Docs {
        what: "A keyword changed that the generator has no type for: `not`, `if`, `patternProperties`, `contains` \
               and others.",
        wire: "Unknown, unless a value shows it: then breaking.",
        rust: "Patch: no item of the crate changes.",
        help: "Read the schema; the crate takes all values, as before.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.written()?;
    let changed = KEYWORDS.into_iter().filter(|key| old.get(key) != new.get(key)).collect::<Vec<_>>();
    (!changed.is_empty())
        .then(|| Found::new(Wire::Unknown, format!("cannot judge: `{}` changed", changed.join("`, `"))).unseen())
}

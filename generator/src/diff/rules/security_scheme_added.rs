//! A way to authenticate is new.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::SecurityScheme;

pub(super) const RULE: Rule = Rule {
    code: "security-scheme-added",
    docs: Docs {
        what: "A way to authenticate is new.",
        wire: "Compatible: all that was fine still is.",
        rust: "Minor: a setter of the builder is new.",
        help: "Nothing to do.",
    },
    check: Check::SecurityScheme(check),
};

fn check(it: &Both<'_, SecurityScheme>) -> Option<Found> {
    let new = it.added()?;
    Some(Found::new(Wire::Compatible, format!("the way `{}` to authenticate is new", new.name)))
}

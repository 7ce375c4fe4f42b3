//! A security scheme was added.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::SecurityScheme;

pub(super) const RULE: Rule = Rule {
    code: "security-scheme-added",
    docs: Docs {
        what: "A security scheme was added.",
        wire: "Compatible: everything that was valid still is.",
        rust: "Minor: a setter of the builder is added.",
        help: "Nothing to do.",
    },
    check: Check::SecurityScheme(check),
};

fn check(it: &Both<'_, SecurityScheme>) -> Option<Found> {
    let new = it.added()?;
    Some(Found::new(Wire::Compatible, format!("the security scheme `{}` was added", new.name)))
}

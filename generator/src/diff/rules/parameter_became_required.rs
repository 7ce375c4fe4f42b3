//! A parameter became required.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-became-required",
    docs: Docs {
        what: "A parameter became required.",
        wire: "Breaking: requests without it are refused.",
        rust: "Major: a setter becomes an argument.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!old.required && new.required)
        .then(|| Found::new(Wire::Breaking, format!("the parameter `{}` became required", new.wire)))
}

//! A parameter became optional.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-became-optional",
    docs: Docs {
        what: "A parameter became optional.",
        wire: "Compatible: everything that was valid still is.",
        rust: "Major: an argument becomes a setter.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.required && !new.required)
        .then(|| Found::new(Wire::Compatible, format!("the parameter `{}` became optional", new.wire)))
}

//! A parameter may be left out now.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-became-optional",
    docs: Docs {
        what: "A parameter may be left out now.",
        wire: "Compatible: all that was fine still is.",
        rust: "Major: an argument becomes a setter.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.required && !new.required)
        .then(|| Found::new(Wire::Compatible, format!("the parameter `{}` became optional", new.wire)))
}

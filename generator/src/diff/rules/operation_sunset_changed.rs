//! The date of an operation's sunset (`x-sunset`) changed.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::sunset;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-sunset-changed",
    docs: Docs {
        what: "The date of an operation's sunset (`x-sunset`) changed.",
        wire: "None until the day has come.",
        rust: "Patch: no item of the crate changes.",
        help: "A sunset that comes nearer deserves an announcement.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.spot.sides;
    let said = |document, operation: &Operation| {
        sunset::at(document, &operation.origin).map_or_else(|| "none".to_owned(), |sunset| sunset.in_words())
    };
    let (before, after) = (said(sides.old_text, old), said(sides.new_text, new));
    (before != after).then(|| Found::words(format!("the sunset was {before} and is {after}")))
}

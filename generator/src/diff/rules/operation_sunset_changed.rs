//! The date of an operation's sunset (`x-sunset`) changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::deprecation::{self, Sunset};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-sunset-changed",
    docs: Docs {
        what: "The date of an operation's sunset (`x-sunset`) changed.",
        wire: "Risky if the date is earlier, is past or is invalid; otherwise none.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce an earlier sunset.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    let (before, after) = (deprecation::at(sides.old_text, &old.origin), deprecation::at(sides.new_text, &new.origin));
    let said = |sunset: &Option<Sunset>| sunset.as_ref().map_or_else(|| "none".to_owned(), Sunset::in_words);
    let is_risky = match (&before, &after) {
        (_, None) => false,
        (_, Some(Sunset::Unread(_))) => true,
        (Some(Sunset::Day(old)), Some(Sunset::Day(new))) => new < old,
        (_, Some(Sunset::Day(new))) => *new <= sides.today,
    };
    let (before, after) = (said(&before), said(&after));
    let wire = if is_risky { Wire::Risky } else { Wire::None };
    (before != after).then(|| Found::new(wire, format!("the sunset changed from {before} to {after}")).unseen())
}

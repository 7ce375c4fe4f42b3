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
    let dates = (sunset::date(sides.old_text, &old.origin), sunset::date(sides.new_text, &new.origin));
    (dates.0 != dates.1).then(|| {
        let said = |date: Option<jiff::civil::Date>| date.map_or_else(|| "none".to_owned(), |date| date.to_string());
        Found::words(format!("the sunset changed from {} to {}", said(dates.0), said(dates.1)))
    })
}

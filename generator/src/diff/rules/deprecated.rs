//! Deprecation and sunsets.

use super::Judged;
use super::prelude::*;
use crate::diff::deprecation::{self, Sunset};
use crate::model::Operation;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "operation-deprecated",
        what: "An operation was deprecated.",
        help: "Name the replacement and the date of removal (`x-sunset`) in the description.",
        check: Check::Operation(|it| it.gains(|one| one.deprecated).map(|_| finding(it, "is deprecated now"))),
        ..DEPRECATED
    },
    Rule {
        code: "operation-undeprecated",
        what: "An operation is no longer deprecated.",
        check: Check::Operation(|it| it.loses(|one| one.deprecated).map(|_| finding(it, "is no longer deprecated"))),
        ..OTHER
    },
    Rule {
        code: "operation-sunset-changed",
        what: "The date of an operation's sunset (`x-sunset`) changed.",
        wire: "Risky if the date is earlier, is past or is invalid; otherwise none.",
        help: "Announce an earlier sunset.",
        check: Check::Operation(operation_sunset_changed),
        ..OTHER
    },
    Rule {
        code: "parameter-deprecated",
        what: "A parameter was deprecated.",
        check: Check::Parameter(|it| it.gains(|one| one.deprecated).map(|_| finding(it, "is deprecated now"))),
        ..DEPRECATED
    },
    Rule {
        code: "parameter-undeprecated",
        what: "A parameter is no longer deprecated.",
        check: Check::Parameter(|it| it.loses(|one| one.deprecated).map(|_| finding(it, "is no longer deprecated"))),
        ..OTHER
    },
    Rule {
        code: "property-deprecated",
        what: "A property was deprecated.",
        check: Check::Property(|it| it.gains(|one| one.deprecated).map(|_| finding(it, "is deprecated now"))),
        ..DEPRECATED
    },
    Rule {
        code: "property-undeprecated",
        what: "A property is no longer deprecated.",
        check: Check::Property(|it| it.loses(|one| one.deprecated).map(|_| finding(it, "is no longer deprecated"))),
        ..OTHER
    },
    Rule {
        code: "type-deprecated",
        what: "A schema was deprecated, or is no longer.",
        check: Check::TypeDef(|it| {
            let (_, is_deprecated) = it.changes(|def| def.deprecated)?;
            Some(finding(it, if is_deprecated { "is deprecated now" } else { "is no longer deprecated" }))
        }),
        ..DEPRECATED
    },
];

fn finding<T: Judged>(it: &Both<'_, T>, change: &str) -> Found {
    it.found(Wire::None, change).without_items().at(&["deprecated"])
}

fn operation_sunset_changed(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    let (before, after) = (deprecation::at(sides.old_text, &old.origin), deprecation::at(sides.new_text, &new.origin));
    let text = |sunset: &Option<Sunset>| sunset.as_ref().map_or_else(|| "none".to_owned(), Sunset::in_words);
    let is_risky = match (&before, &after) {
        (_, None) => false,
        (_, Some(Sunset::Invalid(_))) => true,
        (Some(Sunset::Day(old)), Some(Sunset::Day(new))) => new < old,
        (_, Some(Sunset::Day(new))) => *new <= sides.today,
    };
    let (before, after) = (text(&before), text(&after));
    let wire = if is_risky { Risky } else { Wire::None };
    (before != after).then(|| Found::new(wire, format!("the sunset changed from {before} to {after}")).without_items())
}

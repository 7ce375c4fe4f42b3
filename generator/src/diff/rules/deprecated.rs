//! Deprecation and sunsets.

use super::{Check, DEPRECATED, OTHER, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::deprecation::{self, Sunset};
use crate::diff::verdict::Wire;
use crate::model::{Operation, TypeDef};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "operation-deprecated",
        what: "An operation was deprecated.",
        help: "Name the replacement and the date of removal (`x-sunset`) in the description.",
        check: Check::Operation(|it| {
            let (old, new) = it.both()?;
            deprecated(old.deprecated, new.deprecated, "the operation")
        }),
        ..DEPRECATED
    },
    Rule {
        code: "operation-reactivated",
        what: "An operation is no longer deprecated.",
        check: Check::Operation(|it| {
            let (old, new) = it.both()?;
            reactivated(old.deprecated, new.deprecated, "the operation")
        }),
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
        check: Check::Parameter(|it| {
            let (old, new) = it.both()?;
            deprecated(old.deprecated, new.deprecated, &format!("the parameter `{}`", new.wire))
        }),
        ..DEPRECATED
    },
    Rule {
        code: "parameter-reactivated",
        what: "A parameter is no longer deprecated.",
        check: Check::Parameter(|it| {
            let (old, new) = it.both()?;
            reactivated(old.deprecated, new.deprecated, &format!("the parameter `{}`", new.wire))
        }),
        ..OTHER
    },
    Rule {
        code: "property-deprecated",
        what: "A property was deprecated.",
        check: Check::Property(|it| {
            let (old, new) = it.both()?;
            deprecated(old.deprecated, new.deprecated, &it.named(""))
        }),
        ..DEPRECATED
    },
    Rule {
        code: "property-reactivated",
        what: "A property is no longer deprecated.",
        check: Check::Property(|it| {
            let (old, new) = it.both()?;
            reactivated(old.deprecated, new.deprecated, &it.named(""))
        }),
        ..OTHER
    },
    Rule {
        code: "type-deprecated",
        what: "A schema was deprecated, or is no longer.",
        check: Check::TypeDef(|it| {
            let ((old, new), named) = (it.both()?, |def: &TypeDef| format!("the type `{}`", def.name));
            let found = deprecated(old.deprecated, new.deprecated, &named(new));
            found.or_else(|| reactivated(old.deprecated, new.deprecated, &named(new)))
        }),
        ..DEPRECATED
    },
];

fn deprecated(was: bool, is: bool, what: &str) -> Option<Found> {
    (!was && is).then(|| Found::words(format!("{what} is deprecated now")).at(&["deprecated"]))
}

fn reactivated(was: bool, is: bool, what: &str) -> Option<Found> {
    (was && !is).then(|| Found::words(format!("{what} is no longer deprecated")).at(&["deprecated"]))
}

fn operation_sunset_changed(it: &Both<'_, Operation>) -> Option<Found> {
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

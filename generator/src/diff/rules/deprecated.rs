//! Deprecation and sunsets.

use super::{Check, DEPRECATED, OTHER, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::deprecation::{self, Sunset};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "operation-deprecated",
        what: "An operation was deprecated.",
        help: "Name the replacement and the date of removal (`x-sunset`) in the description.",
        check: Check::Operation(|it| it.gains(|one| one.deprecated).map(|_| deprecated("the operation"))),
        ..DEPRECATED
    },
    Rule {
        code: "operation-undeprecated",
        what: "An operation is no longer deprecated.",
        check: Check::Operation(|it| it.loses(|one| one.deprecated).map(|_| undeprecated("the operation"))),
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
            let (_, new) = it.gains(|one| one.deprecated)?;
            Some(deprecated(&format!("the parameter `{}`", new.wire)))
        }),
        ..DEPRECATED
    },
    Rule {
        code: "parameter-undeprecated",
        what: "A parameter is no longer deprecated.",
        check: Check::Parameter(|it| {
            let (_, new) = it.loses(|one| one.deprecated)?;
            Some(undeprecated(&format!("the parameter `{}`", new.wire)))
        }),
        ..OTHER
    },
    Rule {
        code: "property-deprecated",
        what: "A property was deprecated.",
        check: Check::Property(|it| it.gains(|one| one.deprecated).map(|_| deprecated(&it.named("")))),
        ..DEPRECATED
    },
    Rule {
        code: "property-undeprecated",
        what: "A property is no longer deprecated.",
        check: Check::Property(|it| it.loses(|one| one.deprecated).map(|_| undeprecated(&it.named("")))),
        ..OTHER
    },
    Rule {
        code: "type-deprecated",
        what: "A schema was deprecated, or is no longer.",
        check: Check::TypeDef(|it| {
            let (_, is_deprecated) = it.changes(|def| def.deprecated)?;
            let name = format!("the type `{}`", it.new?.name);
            Some(if is_deprecated { deprecated(&name) } else { undeprecated(&name) })
        }),
        ..DEPRECATED
    },
];

fn deprecated(what: &str) -> Found {
    Found::documentation(format!("{what} is deprecated now")).at(&["deprecated"])
}

fn undeprecated(what: &str) -> Found {
    Found::documentation(format!("{what} is no longer deprecated")).at(&["deprecated"])
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
    let wire = if is_risky { Wire::Risky } else { Wire::None };
    (before != after).then(|| Found::new(wire, format!("the sunset changed from {before} to {after}")).without_items())
}

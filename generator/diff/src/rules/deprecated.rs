//! Deprecation and sunsets.

use jiff::civil::Date;

use super::Judged;
use super::prelude::*;
use diag::Origin;
use model::Operation;

pub(super) const RULES: &[Rule] = &[
    Rule::deprecated("enum-value-deprecated")
        .what("An enum value was deprecated.")
        .variant(|it| {
            let change = deprecation_added(it, |value| value.deprecated)?;
            Some(change.at(&["x-enumDeprecated"]))
        }),
    Rule::new("enum-value-undeprecated")
        .what("An enum value is no longer deprecated.")
        .variant(|it| {
            let change = deprecation_removed(it, |value| value.deprecated)?;
            Some(change.at(&["x-enumDeprecated"]))
        }),
    Rule::deprecated("header-deprecated")
        .what("A response header was deprecated.")
        .header(|it| deprecation_added(it, |header| header.deprecated)),
    Rule::new("header-undeprecated")
        .what("A response header is no longer deprecated.")
        .header(|it| deprecation_removed(it, |header| header.deprecated)),
    Rule::deprecated("operation-deprecated")
        .what("An operation was deprecated.")
        .help("Name the replacement and the date of removal (`x-sunset`) in the description.")
        .operation(|it| deprecation_added(it, |operation| operation.deprecated)),
    Rule::new("operation-undeprecated")
        .what("An operation is no longer deprecated.")
        .operation(|it| deprecation_removed(it, |operation| operation.deprecated)),
    Rule::new("operation-sunset-changed")
        .what("The date of an operation's sunset (`x-sunset`) changed.")
        .wire("Risky if the new date is earlier, in the past or invalid; otherwise none.")
        .help("Announce an earlier sunset.")
        .operation(operation_sunset_changed),
    Rule::deprecated("parameter-deprecated")
        .what("A parameter was deprecated.")
        .parameter(|it| deprecation_added(it, |parameter| parameter.deprecated)),
    Rule::new("parameter-undeprecated")
        .what("A parameter is no longer deprecated.")
        .parameter(|it| deprecation_removed(it, |parameter| parameter.deprecated)),
    Rule::deprecated("property-deprecated")
        .what("A property was deprecated.")
        .property(|it| deprecation_added(it, |property| property.deprecated)),
    Rule::new("property-undeprecated")
        .what("A property is no longer deprecated.")
        .property(|it| deprecation_removed(it, |property| property.deprecated)),
    Rule::deprecated("security-scheme-deprecated")
        .what("A security scheme was deprecated, or is no longer deprecated.")
        .rust("Patch: only documentation changes.")
        .help("In its description, name the scheme that replaces it.")
        .security_scheme(|it| {
            let Sides { old, new } = it.both()?;
            let change = match (old.deprecated, new.deprecated) {
                (false, true) => it.found(Wire::None, Was, "deprecated"),
                (true, false) => it.found(Wire::None, Is, "no longer deprecated"),
                _ => return None,
            };
            Some(change.without_items().at(&["deprecated"]))
        }),
    Rule::deprecated("type-deprecated")
        .what("A schema was deprecated, or is no longer deprecated.")
        .type_def(|it| {
            deprecation_added(it, |def| def.deprecated)
                .or_else(|| deprecation_removed(it, |def| def.deprecated))
        }),
];

fn deprecation_added<T: Judged>(
    it: &Both<'_, T>,
    is_deprecated: fn(&T) -> bool,
) -> Option<DetectedChange> {
    it.gains(is_deprecated)?;
    Some(
        it.found(Wire::None, Was, "deprecated")
            .without_items()
            .at(&["deprecated"]),
    )
}

fn deprecation_removed<T: Judged>(
    it: &Both<'_, T>,
    is_deprecated: fn(&T) -> bool,
) -> Option<DetectedChange> {
    it.loses(is_deprecated)?;
    Some(
        it.found(Wire::None, Is, "no longer deprecated")
            .without_items()
            .at(&["deprecated"]),
    )
}

fn operation_sunset_changed(it: &Both<'_, Operation>) -> Option<DetectedChange> {
    let Sides {
        old: before,
        new: after,
    } = it.in_texts(|document, operation| sunset_at(document, &operation.origin))?;
    let is_risky = match (&before, &after) {
        (_, None) => false,
        (_, Some(Sunset::Invalid(_))) => true,
        (Some(Sunset::Day(old)), Some(Sunset::Day(new))) => new < old,
        (_, Some(Sunset::Day(new))) => *new <= it.cursor.versions.today,
    };
    let [before, after] = [before, after].map(|sunset| match sunset {
        Some(sunset) => sunset.format_sunset(),
        None => "none".to_owned(),
    });
    if before == after {
        return None;
    }
    let wire = if is_risky { Risky } else { Wire::None };
    let message = format!("the sunset changed from {before} to {after}");
    Some(DetectedChange::new(wire, message).without_items())
}

enum Sunset {
    Day(Date),
    Invalid(String),
}

fn sunset_at(document: &Document, origin: &Origin) -> Option<Sunset> {
    let text = document.value(origin)?.get("x-sunset")?.as_str()?;
    Some(parse_sunset_date(text).map_or_else(|| Sunset::Invalid(text.to_owned()), Sunset::Day))
}

/// Parses a date in ISO 8601, or in the format of the header `Sunset` (RFC 8594).
fn parse_sunset_date(text: &str) -> Option<Date> {
    let iso = text.get(..10).unwrap_or(text).parse().ok();
    iso.or_else(|| Some(jiff::fmt::rfc2822::parse(text).ok()?.date()))
}

impl Sunset {
    fn format_sunset(&self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::Invalid(text) => format!("`{text}`, which is not a date"),
        }
    }
}

/// Returns whether the object was deprecated in the old version and has no sunset, or one that has
/// passed.
pub(super) fn is_past_sunset<T: Judged>(it: &Both<'_, T>, is_deprecated: bool) -> bool {
    is_deprecated
        && match previous_sunset(it) {
            None => true,
            Some(Sunset::Day(day)) => day <= it.cursor.versions.today,
            Some(Sunset::Invalid(_)) => false,
        }
}

/// Returns a message if a deprecated object was removed before its sunset.
pub(super) fn early_removal<T: Judged>(it: &Both<'_, T>, is_deprecated: bool) -> Option<String> {
    if !is_deprecated || is_past_sunset(it, is_deprecated) {
        return None;
    }
    let sunset = previous_sunset(it)?;
    Some(format!(" before its sunset on {}", sunset.format_sunset()))
}

fn previous_sunset<T: Judged>(it: &Both<'_, T>) -> Option<Sunset> {
    sunset_at(it.cursor.versions.texts.old, it.old?.facts().origin?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_parsed_in_both_formats() {
        let expected = jiff::civil::date(2027, 6, 1);
        for text in [
            "2027-06-01",
            "2027-06-01T00:00:00Z",
            "Tue, 01 Jun 2027 23:59:59 GMT",
        ] {
            assert_eq!(parse_sunset_date(text), Some(expected), "{text}");
        }
        for text in ["soon", "", "2027", "01.06.2027"] {
            assert_eq!(parse_sunset_date(text), None, "{text}");
        }
    }
}

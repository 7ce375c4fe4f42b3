//! Announced removals: `deprecated`, and a date in `x-sunset`.

use jiff::civil::Date;

use super::cursor::Both;
use super::rules::Judged;
use crate::diag::Origin;
use crate::source::Document;

pub(super) enum Sunset {
    Day(Date),
    Invalid(String),
}

pub(super) fn at(document: &Document, origin: &Origin) -> Option<Sunset> {
    let text = document.value(origin)?.get("x-sunset")?.as_str()?;
    Some(day(text).map_or_else(|| Sunset::Invalid(text.to_owned()), Sunset::Day))
}

/// Parses a date in ISO 8601, or as in the header `Sunset` (RFC 8594).
fn day(text: &str) -> Option<Date> {
    let iso = text.get(..10).unwrap_or(text).parse().ok();
    iso.or_else(|| Some(jiff::fmt::rfc2822::parse(text).ok()?.date()))
}

impl Sunset {
    pub(super) fn in_words(&self) -> String {
        match self {
            Self::Day(day) => day.to_string(),
            Self::Invalid(text) => format!("`{text}`, which is not a date"),
        }
    }
}

/// Returns whether the old version was deprecated, and is past its sunset, if it had one.
pub(super) fn is_past_sunset<T: Judged>(it: &Both<'_, T>, is_deprecated: bool) -> bool {
    is_deprecated
        && match sunset(it) {
            None => true,
            Some(Sunset::Day(day)) => day <= it.cursor.sides.today,
            Some(Sunset::Invalid(_)) => false,
        }
}

/// Returns a message if a deprecated object was removed before its sunset.
pub(super) fn early_removal<T: Judged>(it: &Both<'_, T>, is_deprecated: bool) -> Option<String> {
    let sunset = sunset(it).filter(|_| is_deprecated && !is_past_sunset(it, is_deprecated))?;
    Some(format!(" before its sunset on {}", sunset.in_words()))
}

fn sunset<T: Judged>(it: &Both<'_, T>) -> Option<Sunset> {
    at(it.cursor.sides.old_text, it.old?.facts().origin?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_parsed_in_both_formats() {
        let expected = jiff::civil::date(2027, 6, 1);
        for text in ["2027-06-01", "2027-06-01T00:00:00Z", "Tue, 01 Jun 2027 23:59:59 GMT"] {
            assert_eq!(day(text), Some(expected), "{text}");
        }
        for text in ["soon", "", "2027", "01.06.2027"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}

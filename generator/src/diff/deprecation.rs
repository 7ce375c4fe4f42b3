//! Announced removals: `deprecated`, and a date in `x-sunset`.

use jiff::civil::Date;

use super::cursor::{Both, Versions};
use crate::diag::Origin;
use crate::model::{Operation, Parameter, Property};
use crate::source::Document;

/// The value of `x-sunset`.
pub(super) enum Sunset {
    /// A date.
    Day(Date),
    /// Something else.
    Unread(String),
}

/// Reads `x-sunset` at `origin`, if there is one.
pub(super) fn at(document: &Document, origin: &Origin) -> Option<Sunset> {
    let text = document.value(origin)?.get("x-sunset")?.as_str()?;
    Some(day(text).map_or_else(|| Sunset::Unread(text.to_owned()), Sunset::Day))
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
            Self::Unread(text) => format!("`{text}`, which is not a date"),
        }
    }
}

/// An object that can be deprecated.
pub(super) trait Deprecable {
    fn is_deprecated(&self) -> bool;
    fn place(&self) -> &Origin;
}

impl Deprecable for Operation {
    fn is_deprecated(&self) -> bool {
        self.deprecated
    }

    fn place(&self) -> &Origin {
        &self.origin
    }
}

impl Deprecable for Parameter {
    fn is_deprecated(&self) -> bool {
        self.deprecated
    }

    fn place(&self) -> &Origin {
        &self.origin
    }
}

impl Deprecable for Property {
    fn is_deprecated(&self) -> bool {
        self.deprecated
    }

    fn place(&self) -> &Origin {
        &self.schema.origin
    }
}

/// Returns whether it was deprecated, and is past its sunset, if it had one.
pub(super) fn is_over<T: Deprecable>(it: &Both<'_, T>, old: &T) -> bool {
    let Versions { old_text, today, .. } = it.cursor.sides;
    old.is_deprecated()
        && match at(old_text, old.place()) {
            None => true,
            Some(Sunset::Day(day)) => day <= today,
            Some(Sunset::Unread(_)) => false,
        }
}

/// Returns a message if it was removed before its sunset.
pub(super) fn too_early<T: Deprecable>(it: &Both<'_, T>, old: &T) -> Option<String> {
    let sunset = at(it.cursor.sides.old_text, old.place()).filter(|_| old.is_deprecated() && !is_over(it, old))?;
    Some(format!(" before its sunset on {}", sunset.in_words()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_as_both_standards_write_them() {
        let expected = jiff::civil::date(2027, 6, 1);
        for text in ["2027-06-01", "2027-06-01T00:00:00Z", "Tue, 01 Jun 2027 23:59:59 GMT"] {
            assert_eq!(day(text), Some(expected), "{text}");
        }
        for text in ["soon", "", "2027", "01.06.2027"] {
            assert_eq!(day(text), None, "{text}");
        }
    }
}

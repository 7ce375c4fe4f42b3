//! The values that each `format` excludes.

/// Formats that exclude no value of their type.
const OPEN: [&str; 3] = ["double", "float", "password"];

/// Integer formats, with the least and the greatest value.
const INTEGERS: [(&str, i128, i128); 8] = [
    ("int16", i16::MIN as i128, i16::MAX as i128),
    ("int32", i32::MIN as i128, i32::MAX as i128),
    ("int64", i64::MIN as i128, i64::MAX as i128),
    ("int8", i8::MIN as i128, i8::MAX as i128),
    ("uint16", 0, u16::MAX as i128),
    ("uint32", 0, u32::MAX as i128),
    ("uint64", 0, u64::MAX as i128),
    ("uint8", 0, u8::MAX as i128),
];

/// String formats that servers and validators check.
const TEXTS: [&str; 21] = [
    "base64url",
    "binary",
    "byte",
    "date",
    "date-time",
    "duration",
    "email",
    "hostname",
    "idn-email",
    "idn-hostname",
    "ipv4",
    "ipv6",
    "iri",
    "iri-reference",
    "json-pointer",
    "regex",
    "relative-json-pointer",
    "time",
    "uri",
    "uri-reference",
    "uuid",
];

/// Pairs of formats: the second one accepts all values of the first one.
const WIDER: [(&str, &str); 9] = [
    ("email", "idn-email"),
    ("hostname", "idn-hostname"),
    ("ipv4", "hostname"),
    ("ipv4", "idn-hostname"),
    ("iri", "iri-reference"),
    ("uri", "iri"),
    ("uri", "iri-reference"),
    ("uri", "uri-reference"),
    ("uri-reference", "iri-reference"),
];

/// Patterns of formats that validators rarely support: they match only valid strings, but not all of them.
const PATTERNS: [(&str, &str); 2] = [
    ("idn-email", "^[a-z0-9à-öø-ÿ]+@[a-z0-9à-öø-ÿ]+(\\.[a-z0-9à-öø-ÿ]+)*$"),
    ("idn-hostname", "^[a-z0-9à-öø-ÿ]+(\\.[a-z0-9à-öø-ÿ]+)*$"),
];

/// String formats with known length: the least and the greatest number of characters.
const LENGTHS: [(&str, u64, Option<u64>); 8] = [
    ("date", 10, Some(10)),
    ("date-time", 20, None),
    ("email", 3, None),
    ("ipv4", 7, Some(15)),
    ("ipv6", 2, Some(45)),
    ("time", 9, None),
    ("uri", 2, None),
    ("uuid", 36, Some(36)),
];

/// Returns the lengths of strings of a format.
pub(super) fn lengths(format: &str) -> Option<(u64, Option<u64>)> {
    LENGTHS.iter().find(|(name, ..)| *name == format).map(|(_, least, most)| (*least, *most))
}

/// Returns the integers that a format allows.
pub(super) fn integers(format: Option<&str>) -> Option<(i128, i128)> {
    INTEGERS.iter().find(|(name, ..)| Some(*name) == format).map(|(_, least, greatest)| (*least, *greatest))
}

/// Returns the pattern of a format that validators do not support.
pub(super) fn pattern(format: &str) -> Option<&'static str> {
    PATTERNS.iter().find(|(name, _)| *name == format).map(|(_, pattern)| *pattern)
}

/// Returns whether one accepts all values of the other one, and more.
pub(super) fn is_wider(wide: &str, narrow: &str) -> bool {
    WIDER.contains(&(narrow, wide))
}

/// Returns whether it excludes no value of its type.
pub(super) fn is_open(format: &str) -> bool {
    OPEN.contains(&format)
}

/// Returns whether the values that it excludes are known.
pub(super) fn is_known(format: &str) -> bool {
    is_open(format) || TEXTS.contains(&format) || integers(Some(format)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        assert!(
            OPEN.is_sorted()
                && TEXTS.is_sorted()
                && INTEGERS.is_sorted()
                && LENGTHS.is_sorted()
                && WIDER.is_sorted()
                && PATTERNS.is_sorted()
        );
    }
}

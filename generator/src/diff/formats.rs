//! What is known of a `format`: which values it refuses.

/// Those that refuse no value of their type.
const OPEN: [&str; 3] = ["double", "float", "password"];

/// Integers, with the least and the greatest one.
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

/// Texts that are checked, by servers as by validators.
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

/// Formats of which the second one takes all that the first one takes.
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

/// Patterns of formats that validators seldom know: not all of their texts, and none that is not one.
const PATTERNS: [(&str, &str); 2] = [
    ("idn-email", "^[a-z0-9à-öø-ÿ]+@[a-z0-9à-öø-ÿ]+(\\.[a-z0-9à-öø-ÿ]+)*$"),
    ("idn-hostname", "^[a-z0-9à-öø-ÿ]+(\\.[a-z0-9à-öø-ÿ]+)*$"),
];

/// Texts of a known length: the least number of characters, and the greatest one.
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

/// How long texts of a format are.
pub(super) fn lengths(format: &str) -> Option<(u64, Option<u64>)> {
    LENGTHS.iter().find(|(name, ..)| *name == format).map(|(_, least, most)| (*least, *most))
}

/// The integers that a format allows.
pub(super) fn integers(format: Option<&str>) -> Option<(i128, i128)> {
    INTEGERS.iter().find(|(name, ..)| Some(*name) == format).map(|(_, least, greatest)| (*least, *greatest))
}

/// What texts of a format match, where its name says too little to validators.
pub(super) fn pattern(format: &str) -> Option<&'static str> {
    PATTERNS.iter().find(|(name, _)| *name == format).map(|(_, pattern)| *pattern)
}

/// Whether one takes all that the other one takes, and more.
pub(super) fn is_wider(wide: &str, narrow: &str) -> bool {
    WIDER.contains(&(narrow, wide))
}

/// Whether it refuses no value of its type.
pub(super) fn is_open(format: &str) -> bool {
    OPEN.contains(&format)
}

/// Whether it is known what it refuses.
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

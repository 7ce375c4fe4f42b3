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

/// The integers that a format allows.
pub(super) fn integers(format: Option<&str>) -> Option<(i128, i128)> {
    INTEGERS.iter().find(|(name, ..)| Some(*name) == format).map(|(_, least, greatest)| (*least, *greatest))
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
        assert!(OPEN.is_sorted() && TEXTS.is_sorted() && INTEGERS.is_sorted());
    }
}

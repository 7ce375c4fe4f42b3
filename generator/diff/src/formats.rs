//! The values that each `format` excludes.

/// Patterns of formats that validators rarely support: each matches only valid strings, but not all
/// of them.
pub(super) fn format_pattern(format: &str) -> Option<&'static str> {
    match format {
        "idn-email" => Some("^[a-z0-9à-öø-ÿ]+@[a-z0-9à-öø-ÿ]+(\\.[a-z0-9à-öø-ÿ]+)*$"),
        "idn-hostname" => Some("^[a-z0-9à-öø-ÿ]+(\\.[a-z0-9à-öø-ÿ]+)*$"),
        _ => None,
    }
}

/// Returns the least and the greatest number of characters of a string format, if they are known.
pub(super) fn format_lengths(format: &str) -> Option<(u64, Option<u64>)> {
    Some(match format {
        "date" => (10, Some(10)),
        "date-time" => (20, None),
        "email" => (3, None),
        "ipv4" => (7, Some(15)),
        "ipv6" => (2, Some(45)),
        "time" => (9, None),
        "uri" => (2, None),
        "uuid" => (36, Some(36)),
        _ => return None,
    })
}

pub(super) fn integer_format_range(format: Option<&str>) -> Option<(i128, i128)> {
    Some(match format? {
        "int8" => (i8::MIN.into(), i8::MAX.into()),
        "int16" => (i16::MIN.into(), i16::MAX.into()),
        "int32" => (i32::MIN.into(), i32::MAX.into()),
        "int64" => (i64::MIN.into(), i64::MAX.into()),
        "uint8" => (0, u8::MAX.into()),
        "uint16" => (0, u16::MAX.into()),
        "uint32" => (0, u32::MAX.into()),
        "uint64" => (0, u64::MAX.into()),
        _ => return None,
    })
}

/// Returns whether the first format accepts all values of the second, and more.
pub(super) fn is_wider_format(wide: &str, narrow: &str) -> bool {
    match narrow {
        "email" => wide == "idn-email",
        "hostname" => wide == "idn-hostname",
        "ipv4" => matches!(wide, "hostname" | "idn-hostname"),
        "iri" | "uri-reference" => wide == "iri-reference",
        "uri" => matches!(wide, "iri" | "iri-reference" | "uri-reference"),
        _ => false,
    }
}

pub(super) fn is_unrestricted_format(format: &str) -> bool {
    matches!(format, "double" | "float" | "password")
}

/// Returns whether it is known which strings the format excludes. Servers and validators check
/// these formats.
pub(super) fn is_known(format: &str) -> bool {
    let is_text = matches!(
        format,
        "base64url"
            | "binary"
            | "byte"
            | "date"
            | "date-time"
            | "duration"
            | "email"
            | "hostname"
            | "idn-email"
            | "idn-hostname"
            | "ipv4"
            | "ipv6"
            | "iri"
            | "iri-reference"
            | "json-pointer"
            | "regex"
            | "relative-json-pointer"
            | "time"
            | "uri"
            | "uri-reference"
            | "uuid"
    );
    is_text || is_unrestricted_format(format) || integer_format_range(Some(format)).is_some()
}

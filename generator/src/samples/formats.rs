//! Sample strings by `format`.

/// Strings of one format.
struct Format {
    name: &'static str,
    /// A natural string, for examples.
    natural: Option<&'static str>,
    /// The shortest strings, for witnesses; the last ones are not valid for the narrower format.
    shortest: &'static [&'static str],
}

const fn format(name: &'static str, natural: Option<&'static str>, shortest: &'static [&'static str]) -> Format {
    Format { name, natural, shortest }
}

/// All formats with specific strings, sorted by name.
const FORMATS: &[Format] = &[
    format("date", Some("2024-05-06"), &["2026-01-01"]),
    format("date-time", Some("2024-05-06T07:08:09Z"), &["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.0Z"]),
    format("duration", None, &["P1D"]),
    format("email", Some("user@example.com"), &["a@b.c"]),
    format("hostname", Some("example.com"), &["a"]),
    format("idn-email", None, &["a@b.c", "é@b.c"]),
    format("idn-hostname", None, &["a", "é"]),
    format("ipv4", Some("192.0.2.1"), &["0.0.0.0"]),
    format("ipv6", Some("2001:db8::1"), &["::"]),
    format("iri", None, &["a:b", "a:é"]),
    format("iri-reference", None, &["a", "é"]),
    format("time", None, &["00:00:00Z", "00:00:00.0Z"]),
    format("uri", Some("https://example.com"), &["a:b"]),
    format("uri-reference", None, &["a"]),
    format("url", Some("https://example.com"), &[]),
    format("uuid", Some("f174e90a-fafe-4643-bbbc-4a0ed4fc8415"), &["00000000-0000-0000-0000-000000000000"]),
];

fn find(name: &str) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Returns a natural string of a format.
pub(super) fn natural(name: &str) -> Option<&'static str> {
    find(name)?.natural
}

/// Returns the shortest strings of a format that validators check; the last ones are not valid for the narrower format.
pub(super) fn shortest(name: &str) -> &'static [&'static str] {
    find(name).map_or(&[], |format| format.shortest)
}

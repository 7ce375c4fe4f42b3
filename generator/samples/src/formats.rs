//! Sample strings by `format`.

/// Strings of one format.
struct FormatSamples {
    name: &'static str,
    /// A natural string, for examples.
    natural: Option<&'static str>,
    /// The shortest strings, for witnesses. If another format allows fewer strings (`email` instead
    /// of `idn-email`), the last ones are invalid for it.
    shortest: &'static [&'static str],
}

const fn format_samples(
    name: &'static str,
    natural: Option<&'static str>,
    shortest: &'static [&'static str],
) -> FormatSamples {
    FormatSamples {
        name,
        natural,
        shortest,
    }
}

/// All formats with specific strings, sorted by name.
const FORMATS: &[FormatSamples] = &[
    format_samples("date", Some("2024-05-06"), &["2026-01-01"]),
    format_samples(
        "date-time",
        Some("2024-05-06T07:08:09Z"),
        &["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.0Z"],
    ),
    format_samples("duration", None, &["P1D"]),
    format_samples("email", Some("user@example.com"), &["a@b.c"]),
    format_samples("hostname", Some("example.com"), &["a"]),
    format_samples("idn-email", None, &["a@b.c", "é@b.c"]),
    format_samples("idn-hostname", None, &["a", "é"]),
    format_samples("ipv4", Some("192.0.2.1"), &["0.0.0.0"]),
    format_samples("ipv6", Some("2001:db8::1"), &["::"]),
    format_samples("iri", None, &["a:b", "a:é"]),
    format_samples("iri-reference", None, &["a", "é"]),
    format_samples("time", None, &["00:00:00Z", "00:00:00.0Z"]),
    format_samples("uri", Some("https://example.com"), &["a:b"]),
    format_samples("uri-reference", None, &["a"]),
    format_samples("url", Some("https://example.com"), &[]),
    format_samples(
        "uuid",
        Some("f174e90a-fafe-4643-bbbc-4a0ed4fc8415"),
        &["00000000-0000-0000-0000-000000000000"],
    ),
];

fn samples_of_format(name: &str) -> Option<&'static FormatSamples> {
    FORMATS.iter().find(|format| format.name == name)
}

/// Returns a natural string of a format.
pub(super) fn natural_format_string(name: &str) -> Option<&'static str> {
    samples_of_format(name)?.natural
}

/// Returns the shortest strings of a format that validators check; see `FormatSamples`.
pub(super) fn shortest_format_strings(name: &str) -> &'static [&'static str] {
    samples_of_format(name).map_or(&[], |format| format.shortest)
}

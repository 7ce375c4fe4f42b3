//! Media ranges: `image/*` stands for all images, `*/*` for all there is.

use crate::model::essence;

/// What a range is shown by.
const KNOWN: [&str; 14] = [
    "image/png",
    "image/jpeg",
    "image/gif",
    "text/plain",
    "text/csv",
    "text/html",
    "audio/mpeg",
    "audio/wav",
    "video/mp4",
    "video/webm",
    "application/octet-stream",
    "application/pdf",
    "application/json",
    "application/xml",
];

/// Whether a media type is a range that the other one is in, and not that one itself.
pub(super) fn includes(range: &str, media_type: &str) -> bool {
    let (range, media_type) = (essence(range), essence(media_type));
    let is_in = |family: &str| family == "*" || media_type.split('/').next() == Some(family);
    range != media_type && range.strip_suffix("/*").is_some_and(is_in)
}

/// A media type, or one of a range, that is none of the others and in none of them.
pub(super) fn shown_by(media_type: &str, others: &[&str]) -> Option<String> {
    let is_left = |one: &str| others.iter().all(|other| !includes(other, one) && essence(other) != essence(one));
    if !essence(media_type).ends_with("/*") {
        return is_left(media_type).then(|| media_type.to_owned());
    }
    KNOWN.into_iter().find(|one| includes(media_type, one) && is_left(one)).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_include_what_is_in_them() {
        for (range, media_type, expected) in [
            ("image/*", "image/png", true),
            ("Image/*", "image/PNG; q=1", true),
            ("*/*", "image/*", true),
            ("*/*", "application/json", true),
            ("image/*", "text/plain", false),
            ("image/*", "image/*", false),
            ("image/*", "*/*", false),
            ("image/png", "image/png", false),
        ] {
            assert_eq!(includes(range, media_type), expected, "{range} {media_type}");
        }
    }

    #[test]
    fn ranges_are_shown_by_what_is_lost() {
        assert_eq!(shown_by("image/*", &["image/png"]).as_deref(), Some("image/jpeg"));
        assert_eq!(shown_by("text/csv", &[]).as_deref(), Some("text/csv"));
        assert_eq!(shown_by("text/csv", &["text/csv; charset=utf-8"]), None);
        assert_eq!(shown_by("font/*", &[]), None);
    }
}

//! Media ranges: `image/*` includes all images, `*/*` all media types.

use media_type::media_type_essence;

const EXAMPLES: [&str; 14] = [
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

/// Returns whether `range` is a media range that includes the other media type, and differs from
/// it.
pub(super) fn media_range_includes(range: &str, media_type: &str) -> bool {
    let range = media_type_essence(range);
    let media_type = media_type_essence(media_type);
    range != media_type
        && range
            .strip_suffix("/*")
            .is_some_and(|family| family == "*" || media_type.split('/').next() == Some(family))
}

/// Returns the media type, or an example of a media range, unless `others` already include it.
pub(super) fn unlisted_example(media_type: &str, others: &[&str]) -> Option<String> {
    if media_type_essence(media_type).ends_with("/*") {
        return EXAMPLES
            .into_iter()
            .find(|example| {
                media_range_includes(media_type, example) && !is_listed_media_type(example, others)
            })
            .map(str::to_owned);
    }
    if is_listed_media_type(media_type, others) {
        return None;
    }
    Some(media_type.to_owned())
}

/// Returns whether one of `others` is the media type, or a range that includes it.
fn is_listed_media_type(media_type: &str, others: &[&str]) -> bool {
    others.iter().any(|other| {
        media_range_includes(other, media_type)
            || media_type_essence(other) == media_type_essence(media_type)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_include_their_media_types() {
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
            assert_eq!(
                media_range_includes(range, media_type),
                expected,
                "{range} {media_type}"
            );
        }
    }

    #[test]
    fn ranges_have_an_example_that_is_not_listed() {
        assert_eq!(
            unlisted_example("image/*", &["image/png"]).as_deref(),
            Some("image/jpeg")
        );
        assert_eq!(
            unlisted_example("text/csv", &[]).as_deref(),
            Some("text/csv")
        );
        assert_eq!(
            unlisted_example("text/csv", &["text/csv; charset=utf-8"]),
            None
        );
        assert_eq!(unlisted_example("font/*", &[]), None);
    }
}

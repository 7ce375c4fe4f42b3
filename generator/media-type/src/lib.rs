//! Media types: their parts, and the formats that they name.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

/// Returns a media type without its parameters, in lower case.
pub fn media_type_essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Returns a parameter of a media type, as written.
pub fn media_type_parameter<'m>(media_type: &'m str, name: &str) -> Option<&'m str> {
    let mut parameters = media_type
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='));
    parameters
        .find(|(key, _)| key.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

/// Returns whether the name is `type/subtype`, with neither part empty.
pub fn is_media_type_name(name: &str) -> bool {
    let essence = name.split(';').next().unwrap_or_default().trim();
    essence
        .split_once('/')
        .is_some_and(|(kind, subtype)| !kind.is_empty() && !subtype.is_empty())
}

/// Returns whether the format is JSON; by convention, `*/*` is.
pub fn is_json(media_type: &str) -> bool {
    let essence = media_type_essence(media_type);
    matches!(essence.as_str(), "application/json" | "text/json" | "*/*")
        || essence.ends_with("+json")
}

/// Returns whether the format is XML.
pub fn is_xml(media_type: &str) -> bool {
    let essence = media_type_essence(media_type);
    matches!(essence.as_str(), "application/xml" | "text/xml") || essence.ends_with("+xml")
}

/// Returns whether the format is text other than JSON.
pub fn is_text(media_type: &str) -> bool {
    !is_json(media_type) && media_type_essence(media_type).starts_with("text/")
}

/// Returns whether the format is that of HTML forms without files.
pub fn is_form(media_type: &str) -> bool {
    media_type_essence(media_type) == "application/x-www-form-urlencoded"
}

/// Returns whether the body consists of parts.
pub fn is_multipart(media_type: &str) -> bool {
    media_type_essence(media_type).starts_with("multipart/")
}

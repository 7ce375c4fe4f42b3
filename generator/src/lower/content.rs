//! `contentEncoding` and `contentMediaType`: binary data in strings.

use super::context::LowerContext;
use crate::model::media_type_essence;
use crate::source::string_field;
use serde_json::{Map, Value};

/// `contentEncoding: base64` → `format: byte`, a binary `contentMediaType` without an encoding → `format: binary`. The
/// two keywords and an existing `format` are kept.
pub(super) fn rewrite_binary_content(schema: &mut Map<String, Value>, _: &mut LowerContext) {
    if schema.contains_key("format") {
        return;
    }
    let format = match (
        string_field(schema, "contentEncoding"),
        string_field(schema, "contentMediaType"),
    ) {
        (Some(encoding), _) if encoding.eq_ignore_ascii_case("base64") => "byte",
        (None, Some(media_type)) if is_binary(media_type) => "binary",
        _ => return,
    };
    schema.insert("format".to_owned(), Value::from(format));
}

fn is_binary(media_type: &str) -> bool {
    let essence = media_type_essence(media_type);
    let (kind, subtype) = essence.split_once('/').unwrap_or_default();
    let subtype = subtype.rsplit('+').next().unwrap_or_default();
    let is_text = [
        "json",
        "xml",
        "yaml",
        "x-yaml",
        "javascript",
        "x-www-form-urlencoded",
        "jwt",
        "graphql",
    ];
    match kind {
        "image" | "audio" | "video" | "font" => subtype != "xml",
        "application" => !is_text.contains(&subtype),
        _ => false,
    }
}

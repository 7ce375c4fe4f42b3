//! `contentEncoding` and `contentMediaType`: binary data in strings.
//!
//! `contentEncoding: base64` becomes `format: byte`; a binary media type without an encoding becomes `format: binary`.
//! The two keywords and an existing `format` are kept.

use super::{Context, Rewrite};
use crate::model::essence;
use serde_json::{Map, Value};

pub(super) const REWRITE: Rewrite = Rewrite {
    name: "content",
    doc: "`contentEncoding: base64` → `format: byte`, binary `contentMediaType` → `format: binary`",
    apply,
};

fn apply(schema: &mut Value, _: &mut Context<'_>) -> bool {
    let Some(members) = schema.as_object_mut() else { return false };
    let Some(format) = format_of(members) else { return false };
    members.insert("format".to_owned(), Value::from(format));
    true
}

fn format_of(schema: &Map<String, Value>) -> Option<&'static str> {
    if schema.contains_key("format") {
        return None;
    }
    let text = |keyword: &str| schema.get(keyword).and_then(Value::as_str);
    match (text("contentEncoding"), text("contentMediaType")) {
        (Some(encoding), _) => encoding.eq_ignore_ascii_case("base64").then_some("byte"),
        (None, Some(media_type)) => is_binary(media_type).then_some("binary"),
        (None, None) => None,
    }
}

fn is_binary(media_type: &str) -> bool {
    let essence = essence(media_type);
    let (kind, subtype) = essence.split_once('/').unwrap_or_default();
    let subtype = subtype.rsplit('+').next().unwrap_or_default();
    let is_text = ["json", "xml", "yaml", "x-yaml", "javascript", "x-www-form-urlencoded", "jwt", "graphql"];
    match kind {
        "image" | "audio" | "video" | "font" => subtype != "xml",
        "application" => !is_text.contains(&subtype),
        _ => false,
    }
}

//! `format`: added if other keywords describe binary data, removed if it is not a format.

use serde_json::{Map, Value, json};

use crate::keywords::format_of_encoding;
use crate::raise::context::RaiseContext;
use crate::string_field;
use media_type::media_type_essence;

/// Adds `format: byte` next to `contentEncoding: base64`, and `format: binary` next to
/// `contentEncoding: binary` or a binary `contentMediaType` without an encoding. The two keywords
/// and an existing `format` are kept.
pub(crate) fn rewrite_binary_content(schema: &mut Map<String, Value>, _: &mut RaiseContext) {
    if schema.contains_key("format") {
        return;
    }
    let format = match (
        string_field(schema, "contentEncoding"),
        string_field(schema, "contentMediaType"),
    ) {
        (Some(encoding), _) => format_of_encoding(encoding),
        (None, Some(media_type)) if is_binary(media_type) => Some("binary"),
        _ => None,
    };
    if let Some(format) = format {
        schema.insert("format".to_owned(), Value::from(format));
    }
}

/// Rewrites `type: string, format: int-or-string`, which Kubernetes uses in Swagger 2.0, to
/// `type: [integer, string]`. Next to the `oneOf` that Kubernetes uses in 3.0, the format only
/// repeats what the members say.
pub(crate) fn rewrite_integer_or_string(schema: &mut Map<String, Value>, _: &mut RaiseContext) {
    if string_field(schema, "format") != Some("int-or-string") {
        return;
    }
    schema.shift_remove("format");
    if string_field(schema, "type") == Some("string") {
        schema.insert("type".to_owned(), json!(["integer", "string"]));
    }
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

//! Serialization of parameters that are one value each, and of JSON bodies.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;

use super::api::{Api, Location, Parameter};
use super::check::{Files, check_node};
use super::codec::{checked_json, members_with, sent_members, to_request_json};
use super::node::{Node, View, is_absent};
use super::outcome::Fault;

/// All characters but the unreserved ones of RFC 3986.
pub(crate) const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

pub(crate) fn encode_pair(name: &str, value: &str) -> String {
    format!("{}={}", encode(name), encode(value))
}

/// Returns the value as it is sent; `None` if it is omitted. For path, header and a whole query,
/// this is the value alone; for other query parameters and cookies, all pairs.
pub(crate) fn write_parameter(
    api: &Api,
    parameter: &Parameter,
    node: &dyn Node,
) -> Result<Option<String>, Fault> {
    if let Some(write_styled) = api.write_styled {
        return write_styled(parameter, node).map_err(Fault::request);
    }
    if is_null(node) {
        return Ok(None);
    }
    let text = leaf_text(node);
    Ok(Some(match parameter.location {
        Location::Query => encode_pair(parameter.name, &text),
        Location::Header => text,
        _ => encode(&text),
    }))
}

/// Returns whether a value is omitted: forms and parameters cannot express `null`.
pub(crate) fn is_null(node: &dyn Node) -> bool {
    matches!(
        node.view(),
        View::Absent | View::Null | View::Any(Value::Null)
    )
}

/// Returns a value as one string: strings unchanged, everything else as JSON.
pub(crate) fn leaf_text(node: &dyn Node) -> String {
    match node.view() {
        View::Text(text) => text.into_owned(),
        View::Any(Value::String(text)) => text.clone(),
        View::Upload(upload) => upload.text().unwrap_or_default().to_owned(),
        _ => to_json_string(node),
    }
}

pub(crate) fn to_json_string(node: &dyn Node) -> String {
    String::from_utf8_lossy(&to_request_json(node)).into_owned()
}

/// Checks and serializes a JSON body with additional properties, which replace properties of the
/// same name.
pub(crate) fn json_body(
    api: &Api,
    body: &dyn Node,
    extra: &[(String, Value)],
) -> Result<Vec<u8>, Fault> {
    if extra.is_empty() {
        return Ok(checked_json(api, body)?);
    }
    check_node(api, "", body, &[], Files::Nowhere)?;
    let members = members_with(body, extra);
    members.map(sent_members).ok_or_else(|| {
        Fault::request("the body is not an object, so it cannot have extra properties")
    })
}

/// Returns whether the user has set no property; for bodies whose required properties are all
/// constants.
pub(crate) fn is_unset(body: &dyn Node) -> bool {
    match body.view() {
        View::Record(table, record) => {
            let mut properties = record.properties(table);
            properties.all(|(property, node)| property.required || is_absent(node))
                && record.extra().is_empty()
        }
        _ => false,
    }
}

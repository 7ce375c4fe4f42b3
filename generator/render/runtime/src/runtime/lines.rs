//! Request bodies that consist of JSON values, one after the other.

use serde_json::Value;

use super::call::Call;
use super::codec::to_request_json;
use super::node::Node;
use super::outcome::Fault;
use super::styles::{is_list, list_items};

impl Call {
    /// Sends the items of an array as lines of JSON.
    pub fn json_lines(self, media_type: &'static str, body: &dyn Node) -> Self {
        self.written(media_type, body, |extra| write_items(body, extra, ""))
    }

    /// Sends the items of an array as a sequence of JSON texts (RFC 7464).
    pub fn json_records(self, media_type: &'static str, body: &dyn Node) -> Self {
        self.written(media_type, body, |extra| write_items(body, extra, "\u{1e}"))
    }
}

/// Writes the items of an array as JSON, each between `before` and a line feed.
fn write_items(body: &dyn Node, extra: &[(String, Value)], before: &str) -> Result<Vec<u8>, Fault> {
    let view = body.view();
    if !is_list(&view) || !extra.is_empty() {
        return Err(Fault::request(
            "the body is sent item by item, so it must be an array",
        ));
    }
    let mut text = Vec::new();
    for item in list_items(&view) {
        text.extend_from_slice(before.as_bytes());
        text.append(&mut to_request_json(item));
        text.push(b'\n');
    }
    Ok(text)
}

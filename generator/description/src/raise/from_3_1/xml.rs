//! `attribute` and `wrapped` of XML, which `nodeType` replaced.

use serde_json::{Map, Value};

use crate::raise::context::RaiseContext;

/// Rewrites `xml: {attribute: true}` to `xml: {nodeType: attribute}`, and `xml: {wrapped: true}` to
/// `xml: {nodeType: element}`.
pub(crate) fn rewrite_node_type(schema: &mut Map<String, Value>, context: &mut RaiseContext) {
    let Some(Value::Object(xml)) = schema.get_mut("xml") else {
        return;
    };
    for (key, node_type) in [("attribute", "attribute"), ("wrapped", "element")] {
        if xml.shift_remove(key) == Some(Value::Bool(true)) && !xml.contains_key("nodeType") {
            xml.insert("nodeType".to_owned(), Value::from(node_type));
            let origin = context.origin().child("xml");
            context.move_value(&origin.child(key), &origin.child("nodeType"));
        }
    }
}

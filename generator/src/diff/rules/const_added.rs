//! Only one value is allowed now (`const`, or an `enum` of one value).

use serde_json::Value;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;
use crate::model::{EnumBase, TypeKind};

pub(super) const RULE: Rule = Rule {
    code: "const-added",
    docs: Docs {
        what: "Only one value is allowed now (`const`, or an `enum` of one value).",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Major if the Rust type changes too; the finding lists the items.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let constant = new.schema.constant.as_ref().filter(|_| old.schema.constant.is_none())?;
    if !old.is_text_like() || !new.is_text_like() {
        return None;
    }
    let message = format!("only `{constant}` is allowed now");
    let found = if was_one(old, constant) { it.narrowed(message) } else { Found::new(Wire::Breaking, message) };
    Some(found.at(&["const", "enum"]))
}

/// Returns whether the constant was allowed before.
fn was_one(old: &Node<'_>, constant: &Value) -> bool {
    match (old.shape, old.def.map(|def| &def.kind), constant) {
        (_, Some(TypeKind::Enum(constants)), constant) => {
            let wire = constant.as_str().map_or_else(|| constant.to_string(), str::to_owned);
            constant.is_string() == (constants.base == EnumBase::Text)
                && constants.variants.iter().any(|value| value.wire == wire)
        }
        (Shape::Text, _, constant) => constant.is_string(),
        (Shape::Integer, _, constant) => constant.is_i64() || constant.is_u64(),
        (Shape::Number, _, constant) => constant.is_number(),
        (Shape::Bool, _, constant) => constant.is_boolean(),
        _ => true,
    }
}

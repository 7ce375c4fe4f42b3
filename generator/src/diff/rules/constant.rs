//! Constants (`const`, or an `enum` of one value).

use serde_json::Value;

use super::prelude::*;
use crate::model::{EnumBase, TypeKind};

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "const-added",
        what: "Only one value is allowed now (`const`, or an `enum` of one value).",
        rust: TYPE_TOO,
        effect: Effect::Added,
        check: Check::Node(|it| {
            let (old, new) = it.gains(|node| node.schema.constant.is_some())?;
            let constant = new.schema.constant.as_ref().filter(|_| old.is_scalar() && new.is_scalar())?;
            let message = format!("only `{constant}` is allowed now");
            let found = if was_allowed(old, constant) { it.narrowed(message) } else { Found::new(Breaking, message) };
            Some(found.at(&["const", "enum"]))
        }),
        ..TIGHTENED
    },
    Rule {
        code: "const-changed",
        what: "The constant changed.",
        wire: "Breaking: the old value is refused in requests and no longer occurs in responses.",
        rust: "Patch: the same program sends the new value.",
        check: Check::Node(|it| {
            let (old, new) = it.both()?;
            let (old, new) = (old.schema.constant.as_ref()?, new.schema.constant.as_ref()?);
            let message = format!("the constant changed from `{old}` to `{new}`");
            (old != new).then(|| Found::new(Breaking, message).changes_behaviour().at(&["const", "enum"]))
        }),
        ..CHANGED
    },
    Rule {
        code: "const-removed",
        what: "Values other than the constant are allowed now (`const`, or an `enum` of one value).",
        effect: Effect::Removed,
        check: Check::Node(|it| {
            let (old, new) = it.loses(|node| node.schema.constant.is_some())?;
            let constant = old.schema.constant.as_ref().filter(|_| old.is_scalar() && new.is_scalar())?;
            Some(it.widened(format!("values other than `{constant}` are allowed now")).at(&["const", "enum"]))
        }),
        ..WIDENED
    },
];

fn was_allowed(old: &Node<'_>, constant: &Value) -> bool {
    match (old.shape, old.def.map(|def| &def.kind), constant) {
        (_, Some(TypeKind::Enum(constants)), constant) => {
            let wire = constant.as_str().map_or_else(|| constant.to_string(), str::to_owned);
            constant.is_string() == (constants.base == EnumBase::Text)
                && constants.variants.iter().any(|value| value.wire == wire)
        }
        (Shape::String, _, constant) => constant.is_string(),
        (Shape::Integer, _, constant) => constant.is_i64() || constant.is_u64(),
        (Shape::Number, _, constant) => constant.is_number(),
        (Shape::Bool, _, constant) => constant.is_boolean(),
        _ => true,
    }
}

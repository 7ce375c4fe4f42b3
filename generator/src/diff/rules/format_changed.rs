//! The `format` is new, gone or another one.

use super::{Check, Docs, Rule, limits};
use crate::diff::spot::{Both, Found, Node};
use crate::diff::verdict::Wire;
use crate::model::{Text, Type};

pub(super) const RULE: Rule = Rule {
    code: "format-changed",
    docs: Docs {
        what: "The `format` is new, gone or another one.",
        wire: "As for a narrower, a wider or another type: breaking in the direction that meets values it did not \
               expect.",
        rust: "Major where the format has a Rust type (`date-time`, `date`, `byte`, `binary`).",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    // A file is one whatever says so.
    let are_files = [old, new].iter().all(|node| node.schema.ty == Type::Text(Text::Upload));
    let same = are_files || !old.shape.is_same_kind(&new.shape) || old.schema.format == new.schema.format;
    match (&old.schema.format, &new.schema.format) {
        _ if same => None,
        (Some(format), None) => Some(it.widened(format!("the format `{format}` is gone"))),
        (None, Some(format)) => Some(it.narrowed(format!("the format `{format}` is new"))),
        (Some(old), Some(new)) => {
            let message = format!("the format was `{old}` and is `{new}`");
            Some(if limits::is_wider(old, new) {
                it.widened(message)
            } else if limits::is_wider(new, old) {
                it.narrowed(message)
            } else {
                Found::new(Wire::Breaking, message)
            })
        }
        (None, None) => None,
    }
}

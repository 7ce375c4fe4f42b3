//! The `format` is new, gone or another one.

use super::{Check, Docs, Rule, limits};
use crate::diff::formats;
use crate::diff::spot::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;
use crate::model::{Text, Type};

pub(super) const RULE: Rule = Rule {
    code: "format-changed",
    docs: Docs {
        what: "The `format` is new, gone or another one.",
        wire: "As for a narrower, a wider or another type: breaking in the direction that meets values it did not \
               expect. Unknown there where nobody knows what the format refuses; nothing where it refuses nothing.",
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
    let message = match (&old.schema.format, &new.schema.format) {
        _ if same => return None,
        (Some(format), None) => format!("the format `{format}` is gone"),
        (None, Some(format)) => format!("the format `{format}` is new"),
        (Some(old), Some(new)) => format!("the format was `{old}` and is `{new}`"),
        (None, None) => return None,
    };
    let formats = [old, new].map(|node| node.schema.format.as_deref());
    let (is_narrower, is_wider) = match [old, new].map(|node| matches!(node.shape, Shape::Integer)) {
        [true, true] if formats.into_iter().flatten().all(formats::is_known) => limits::integer_formats(old, new),
        _ => {
            let [old, new] = formats.map(|format| format.is_some_and(|format| !formats::is_open(format)));
            (new, old)
        }
    };
    let found = match (is_narrower, is_wider) {
        (false, false) => return Some(Found::new(Wire::None, message)),
        (true, false) => it.narrowed(message),
        (false, true) => it.widened(message),
        (true, true) => Found::new(Wire::Breaking, message),
    };
    let is_judged = found.wire != Wire::Breaking || formats.into_iter().flatten().all(formats::is_known);
    Some(if is_judged {
        found
    } else {
        Found { wire: Wire::Unknown, message: format!("cannot judge: {}", found.message), ..found }
    })
}

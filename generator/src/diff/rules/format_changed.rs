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
    // Without a format an integer has 64 bits as well: no other one is sent, and hardly another one comes.
    let is_int64 = |node: &Node<'_>| {
        matches!(node.shape, Shape::Integer | Shape::Union(_))
            && node.schema.format.as_deref().is_none_or(|format| format == "int64")
    };
    if is_int64(old) && is_int64(new) {
        return Some(Found::new(Wire::Compatible, message).at(&["format"]));
    }
    let found = match turns(old, new) {
        (false, false) => return Some(Found::new(Wire::None, message).at(&["format"])),
        (true, false) => it.narrowed(message),
        (false, true) => it.widened(message),
        (true, true) => Found::new(Wire::Breaking, message),
    };
    let is_open = found.wire == Wire::Breaking && !are_known(old, new);
    let open =
        |found: Found| Found { wire: Wire::Unknown, message: format!("cannot judge: {}", found.message), ..found };
    Some(if is_open { open(found) } else { found }.at(&["format"]))
}

/// Whether the new format refuses what the old one took, and whether it takes what the old one refused.
fn turns(old: &Node<'_>, new: &Node<'_>) -> (bool, bool) {
    let are_integers = [old, new].iter().all(|node| matches!(node.shape, Shape::Integer));
    if are_integers && are_known(old, new) {
        return limits::integer_formats(old, new);
    }
    if let (Some(one), Some(other)) = (old.schema.format.as_deref(), new.schema.format.as_deref()) {
        match (formats::is_wider(one, other), formats::is_wider(other, one)) {
            (false, false) => {}
            turns => return turns,
        }
    }
    let refuses = |node: &Node<'_>| node.schema.format.as_deref().is_some_and(|format| !formats::is_open(format));
    (refuses(new), refuses(old))
}

fn are_known(old: &Node<'_>, new: &Node<'_>) -> bool {
    [old, new].iter().filter_map(|node| node.schema.format.as_deref()).all(formats::is_known)
}

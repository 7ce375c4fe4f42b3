//! The type of a value changed.

use super::{Check, Docs, Rule, is_other};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "type-changed",
    docs: Docs {
        what: "The type of a value changed.",
        wire: "Breaking: client and server disagree. For an array and a tuple, and for unions: breaking if a witness \
               proves it, compatible if witnesses prove the opposite, otherwise unknown. The same for strings, numbers \
               and booleans in parameters, headers and forms, where values that look the same are equal.",
        rust: "Major: the Rust type changes.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let wire = match (old.shape, new.shape) {
        (Shape::List(_), Shape::Tuple(_)) | (Shape::Tuple(_), Shape::List(_)) => Wire::Unknown,
        (Shape::Union(_), _) | (_, Shape::Union(_)) => Wire::Unknown,
        _ if it.cursor.textual && old.is_text_like() && new.is_text_like() => Wire::Unknown,
        _ => Wire::Breaking,
    };
    is_other(it, old, new)
        .then(|| Found::new(wire, format!("{} became {}", old.shape.in_words(), new.shape.in_words())))
}

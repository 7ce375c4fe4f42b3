//! A value has another type.

use super::{Check, Docs, Rule, is_other};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "type-changed",
    docs: Docs {
        what: "A value has another type.",
        wire: "Breaking: neither side understands what the other means. Between a list and a tuple, and where one \
               side has several shapes, breaking where a value shows it, compatible where values show nothing else, \
               else unknown; so for texts, numbers and truth values in parameters, headers and forms, where what no \
               value tells apart is the same.",
        rust: "Major: the Rust type changes.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
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

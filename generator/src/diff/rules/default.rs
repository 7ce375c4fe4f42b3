//! Defaults (`default`).

use super::{Check, OTHER, Rule, or_none};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULES: &[Rule] = &[Rule {
    code: "default-changed",
    what: "A default was added, removed or changed.",
    wire: "Risky in requests: the server uses another value for absent ones. None in responses.",
    help: "Clients do not send defaults; tell users who rely on the server's.",
    check: Check::Node(default_changed),
    ..OTHER
}];

fn default_changed(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.schema.default != new.schema.default).then(|| {
        let message =
            format!("the default changed from {} to {}", or_none(&old.schema.default), or_none(&new.schema.default));
        let found = match it.is_request() {
            true => Found::new(Wire::Risky, message).behaves().unseen(),
            false => Found::words(message),
        };
        found.at(&["default"])
    })
}

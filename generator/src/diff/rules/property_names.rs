//! Constraints on property names (`propertyNames`).

use super::{ANNOUNCE, Check, Excuse, OTHER, Proof, Rule, limits, names};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULES: &[Rule] = &[Rule {
    code: "property-names-changed",
    what: "The constraints on property names changed: length, pattern or enum of `propertyNames`.",
    wire: "Like a narrower or wider type. Risky if a pattern changed and no witness was found.",
    help: ANNOUNCE,
    proof: Proof::Needed,
    excuse: Excuse::Values,
    check: Check::Node(property_names_changed),
    ..OTHER
}];

fn property_names_changed(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let found = match (names::of(old), names::of(new)) {
        (old, new) if old == new => return None,
        (None, _) => it.narrowed("property names are constrained now"),
        (_, None) => it.widened("properties may have any name now"),
        (Some(old), Some(new)) => match (names::narrowed(old, new), names::narrowed(new, old)) {
            (true, true) => Found::new(Wire::Breaking, "the allowed property names changed"),
            (true, false) => it.narrowed("fewer property names are allowed"),
            (false, true) => it.widened("more property names are allowed"),
            (false, false) if old.text.pattern == new.text.pattern => return None,
            (false, false) => Found::new(Wire::Risky, "the pattern of property names changed"),
        },
    };
    Some(limits::checked(it, found).at(&["propertyNames"]))
}

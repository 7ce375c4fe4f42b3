//! Names of properties must satisfy something else (`propertyNames`).

use super::{Check, Docs, Rule, limits, names};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "property-names-changed",
    docs: Docs {
        what: "Names of properties must satisfy something else: length, pattern or list of `propertyNames`.",
        wire: "As for a narrower or a wider type. Risky where a pattern changed and no value was found that \
               shows what that does.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let found = match (names::of(old), names::of(new)) {
        (old, new) if old == new => return None,
        (None, _) => it.narrowed("names of properties must satisfy something now"),
        (_, None) => it.widened("properties may have any name now"),
        (Some(old), Some(new)) => match (names::narrowed(old, new), names::narrowed(new, old)) {
            (true, true) => Found::new(Wire::Breaking, "properties must have other names"),
            (true, false) => it.narrowed("fewer names of properties are allowed"),
            (false, true) => it.widened("more names of properties are allowed"),
            (false, false) if old.text.pattern == new.text.pattern => return None,
            (false, false) => Found::new(Wire::Risky, "names of properties must match another pattern"),
        },
    };
    Some(limits::checked(it, found).at(&["propertyNames"]))
}

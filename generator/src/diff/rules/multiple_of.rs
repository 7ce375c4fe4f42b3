//! `multipleOf`.

use super::{ANNOUNCE, Check, Excuse, OTHER, Proof, Rule, limits};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;

pub(super) const RULES: &[Rule] = &[Rule {
    code: "multiple-of-changed",
    what: "`multipleOf` was added, removed or changed.",
    wire: "Like a narrower or wider type; risky if no witness was found.",
    help: ANNOUNCE,
    proof: Proof::Needed,
    excuse: Excuse::Values,
    check: Check::Node(multiple_of_changed),
    ..OTHER
}];

fn multiple_of_changed(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let found = match (step(old), step(new)) {
        (None, None) => return None,
        (Some(old), Some(new)) if old == new => return None,
        (None, Some(new)) => it.narrowed(format!("`multipleOf` is {new} now")),
        (Some(old), None) => it.widened(format!("`multipleOf: {old}` was removed")),
        (Some(old), Some(new)) => {
            let message = format!("`multipleOf` changed from {old} to {new}");
            match (is_multiple(new, old), is_multiple(old, new)) {
                (true, _) => it.narrowed(message),
                (_, true) => it.widened(message),
                _ => Found::new(Wire::Breaking, message),
            }
        }
    };
    Some(limits::checked(it, found).at(&["multipleOf"]))
}

/// Returns the step of numbers; integers are multiples of one anyway.
fn step(node: &Node<'_>) -> Option<f64> {
    let step = node.schema.constraints.multiple_of.as_ref()?.as_f64()?;
    let is_whole = matches!(node.shape, Shape::Integer) && is_multiple(1.0, step);
    (!is_whole).then_some(step)
}

/// Returns whether one step is a multiple of another, in decimal digits.
fn is_multiple(one: f64, other: f64) -> bool {
    let times = one / other;
    times.is_finite() && times.round() >= 1.0 && (times - times.round()).abs() < 1e-9
}

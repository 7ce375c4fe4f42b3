//! The parameters of a webhook or callback changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::diff::webhook_parameters::{self, Arriving};
use crate::model::WebhookRequest;

pub(super) const RULE: Rule = Rule {
    code: "webhook-parameters-changed",
    docs: Docs {
        what: "The headers or query parameters of a webhook or callback changed.",
        wire: "Breaking if a required one was removed or became optional; risky if an optional one was removed; \
               unknown if one of them cannot be read. Otherwise compatible.",
        rust: "Patch: programs read them themselves.",
        help: "Send the old ones for a while as well.",
    },
    check: Check::WebhookRequest(check),
};

fn check(it: &Both<'_, WebhookRequest>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    let (wire, said) = match (
        webhook_parameters::parameters(sides.old_text, old),
        webhook_parameters::parameters(sides.new_text, new),
    ) {
        (Some(before), Some(after)) => changed(&before, &after)?,
        (None, None) => return None,
        _ => (Wire::Unknown, "one of them cannot be read".to_owned()),
    };
    let message = format!("parameters of `{}`: {said}", new.name);
    Some(Found::new(wire, message).unseen().at(&["parameters"]))
}

/// Returns the changes of all parameters, if there are any.
fn changed(before: &[Arriving], after: &[Arriving]) -> Option<(Wire, String)> {
    let left = before.iter().filter_map(|one| left(one, same(after, one)));
    let added = after.iter().filter(|one| same(before, one).is_none());
    let added = added.map(|one| (Wire::Compatible, format!("`{}` was added", one.name)));
    let (wires, said): (Vec<Wire>, Vec<String>) = left.chain(added).unzip();
    Some((wires.into_iter().max()?, said.join(", ")))
}

fn same<'p>(all: &'p [Arriving], one: &Arriving) -> Option<&'p Arriving> {
    all.iter().find(|other| other.key() == one.key())
}

/// Returns the change of a parameter, if there is one.
fn left(old: &Arriving, new: Option<&Arriving>) -> Option<(Wire, String)> {
    let name = &old.name;
    match (old.required, new.map(|new| new.required)) {
        (true, None) => Some((Wire::Breaking, format!("`{name}` was removed"))),
        (false, None) => Some((Wire::Risky, format!("`{name}` was removed"))),
        (true, Some(false)) => Some((Wire::Breaking, format!("`{name}` became optional"))),
        (false, Some(true)) => Some((Wire::Compatible, format!("`{name}` became required"))),
        _ => None,
    }
}

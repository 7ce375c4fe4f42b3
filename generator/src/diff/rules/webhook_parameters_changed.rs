//! What the API sends has other headers or query parameters.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::diff::webhook_parameters::{self, Arriving};
use crate::model::WebhookRequest;

pub(super) const RULE: Rule = Rule {
    code: "webhook-parameters-changed",
    docs: Docs {
        what: "What the API sends, a webhook or a callback, has other headers or query parameters.",
        wire: "Breaking where one is gone, or may be missing, that always came; risky where one is gone that could be \
               missing; unknown where one of them cannot be read. Else compatible.",
        rust: "Patch: programs read them by themselves.",
        help: "Send the old ones for a while, too.",
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
        _ => (Wire::Unknown, "one cannot be read".to_owned()),
    };
    let message = format!("of the parameters of `{}`, {said}", new.name);
    Some(Found::new(wire, message).unseen().at(&["parameters"]))
}

/// What became of all parameters, if anything did.
fn changed(before: &[Arriving], after: &[Arriving]) -> Option<(Wire, String)> {
    let left = before.iter().filter_map(|one| left(one, same(after, one)));
    let added = after.iter().filter(|one| same(before, one).is_none());
    let added = added.map(|one| (Wire::Compatible, format!("`{}` is new", one.name)));
    let (wires, said): (Vec<Wire>, Vec<String>) = left.chain(added).unzip();
    Some((wires.into_iter().max()?, said.join(", ")))
}

fn same<'p>(all: &'p [Arriving], one: &Arriving) -> Option<&'p Arriving> {
    all.iter().find(|other| other.key() == one.key())
}

/// What became of a parameter, if anything did.
fn left(old: &Arriving, new: Option<&Arriving>) -> Option<(Wire, String)> {
    let name = &old.name;
    match (old.required, new.map(|new| new.required)) {
        (true, None) => Some((Wire::Breaking, format!("`{name}` is gone"))),
        (false, None) => Some((Wire::Risky, format!("`{name}` is gone"))),
        (true, Some(false)) => Some((Wire::Breaking, format!("`{name}` may be missing"))),
        (false, Some(true)) => Some((Wire::Compatible, format!("`{name}` is never missing"))),
        _ => None,
    }
}

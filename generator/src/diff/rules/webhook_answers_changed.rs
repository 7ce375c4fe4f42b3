//! The responses to a webhook or callback changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Status, WebhookRequest};

pub(super) const RULE: Rule = Rule {
    code: "webhook-answers-changed",
    docs: Docs {
        what: "The status codes of responses to a webhook or callback changed.",
        wire: "Risky if a status code was removed: a response with it may count as failed. Otherwise compatible.",
        rust: "Patch: programs choose the status codes of their responses themselves.",
        help: "Accept the old status codes for a while.",
    },
    check: Check::WebhookRequest(check),
};

fn check(it: &Both<'_, WebhookRequest>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (gone, added) = (beyond(old, new), beyond(new, old));
    let wire = if gone.is_empty() { Wire::Compatible } else { Wire::Risky };
    let message = match (gone.is_empty(), added.is_empty()) {
        (true, true) => return None,
        (false, true) => format!("{1} is no longer a response to `{0}`", new.name, gone.join(", ")),
        (true, false) => format!("{1} may be a response to `{0}` now", new.name, added.join(", ")),
        (false, false) => format!("`{}` expects {} now, instead of {}", new.name, added.join(", "), gone.join(", ")),
    };
    Some(Found::new(wire, message).unseen().at(&["responses"]))
}

/// Returns the status codes of one that the other lacks.
fn beyond(one: &WebhookRequest, other: &WebhookRequest) -> Vec<String> {
    let is_other = |status: &Status| other.statuses().any(|known| known.includes(*status));
    one.statuses().filter(|status| !is_other(status)).map(|status| status.to_string()).collect()
}

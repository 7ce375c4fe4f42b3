//! What the API sends may be answered with other statuses.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Status, WebhookRequest};

pub(super) const RULE: Rule = Rule {
    code: "webhook-answers-changed",
    docs: Docs {
        what: "What the API sends, a webhook or a callback, may be answered with other statuses.",
        wire: "Risky where a status is gone: who still answers with it may be taken for one that failed. Else compatible.",
        rust: "Patch: programs choose the status of their answers themselves.",
        help: "Take the old statuses for a while, too.",
    },
    check: Check::WebhookRequest(check),
};

fn check(it: &Both<'_, WebhookRequest>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (gone, added) = (beyond(old, new), beyond(new, old));
    let wire = if gone.is_empty() { Wire::Compatible } else { Wire::Risky };
    let message = match (gone.is_empty(), added.is_empty()) {
        (true, true) => return None,
        (false, true) => format!("`{}` is no longer answered with {}", new.name, gone.join(", ")),
        (true, false) => format!("`{}` may be answered with {}, too", new.name, added.join(", ")),
        (false, false) => format!("`{}` is answered with {} now, not {}", new.name, added.join(", "), gone.join(", ")),
    };
    Some(Found::new(wire, message).unseen().at(&["responses"]))
}

/// The statuses of one that are none of the other's.
fn beyond(one: &WebhookRequest, other: &WebhookRequest) -> Vec<String> {
    let is_other = |status: &Status| other.statuses().any(|known| known.includes(*status));
    one.statuses().filter(|status| !is_other(status)).map(|status| status.to_string()).collect()
}

//! The API no longer sends something: a webhook or a callback.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::WebhookRequest;

pub(super) const RULE: Rule = Rule {
    code: "webhook-removed",
    docs: Docs {
        what: "The API no longer sends something: a webhook or a callback.",
        wire: "Breaking for a webhook: who waits for it waits in vain. Compatible for a callback.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::WebhookRequest(check),
};

fn check(it: &Both<'_, WebhookRequest>) -> Option<Found> {
    let old = it.removed()?;
    let wire = if old.operation.is_none() { Wire::Breaking } else { Wire::Compatible };
    Some(Found::new(wire, format!("`{}` is no longer sent", old.name)))
}

//! A webhook or callback was removed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::WebhookRequest;

pub(super) const RULE: Rule = Rule {
    code: "webhook-removed",
    docs: Docs {
        what: "A webhook or callback was removed.",
        wire: "Breaking for a webhook: programs that expect it never receive it. Compatible for a callback.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::WebhookRequest(check),
};

fn check(it: &Both<'_, WebhookRequest>) -> Option<Found> {
    let old = it.removed()?;
    let wire = if old.operation.is_none() { Wire::Breaking } else { Wire::Compatible };
    Some(Found::new(wire, format!("`{}` is no longer sent", old.name)))
}

//! A webhook or callback was added.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::WebhookRequest;

pub(super) const RULE: Rule = Rule {
    code: "webhook-added",
    docs: Docs {
        what: "A webhook or callback was added.",
        wire: "Compatible: everything that was valid still is.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Nothing to do.",
    },
    check: Check::WebhookRequest(check),
};

fn check(it: &Both<'_, WebhookRequest>) -> Option<Found> {
    let new = it.added()?;
    Some(Found::new(Wire::Compatible, format!("`{}` is sent now", new.name)))
}

//! The API sends something that it did not: a webhook or a callback.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::WebhookRequest;

pub(super) const RULE: Rule = Rule {
    code: "webhook-added",
    docs: Docs {
        what: "The API sends something that it did not: a webhook or a callback.",
        wire: "Compatible: all that was fine still is.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Nothing to do.",
    },
    check: Check::WebhookRequest(check),
};

fn check(it: &Both<'_, WebhookRequest>) -> Option<Found> {
    let new = it.added()?;
    Some(Found::new(Wire::Compatible, format!("`{}` is sent now", new.name)))
}

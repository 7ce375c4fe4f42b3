//! The documentation of a webhook or callback changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::WebhookRequest;

pub(super) const RULE: Rule = Rule {
    code: "webhook-docs-changed",
    docs: Docs {
        what: "The documentation of a webhook or callback changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::WebhookRequest(check),
};

fn check(it: &Both<'_, WebhookRequest>) -> Option<Found> {
    let (old, new) = it.both()?;
    let words = || Found::words(format!("the documentation of `{}` changed", new.name)).at(&["summary", "description"]);
    (old.docs != new.docs).then(words)
}

//! A required property was added.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-added-required",
    docs: Docs {
        what: "A required property was added.",
        wire: "Breaking in requests: bodies without it are refused. Compatible in responses, as long as every server \
               and every recorded response has it.",
        rust: "Major if requests have it: `new` takes one more argument. Minor in responses only.",
        help: "Make it optional, with a default on the server.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    it.added().filter(|new| it.is_required(new))?;
    let found = it.narrowed(format!("{} was added", it.named("required")));
    Some(if it.is_request() { found } else { found.behaves() })
}

//! There is only one value now (`const`, or an `enum` of one).

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "const-added",
    docs: Docs {
        what: "There is only one value now (`const`, or an `enum` of one).",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in replies: what comes \
               was allowed before.",
        rust: "Major where the Rust type changes with it; the finding lists the items.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.schema.constant.is_none() && new.schema.constant.is_some() && old.is_text_like() && new.is_text_like())
        .then(|| it.narrowed("there is only one value now"))
}

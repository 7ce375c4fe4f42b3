//! There are other values than the only one (`const`, or an `enum` of one).

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "const-removed",
    docs: Docs {
        what: "There are other values than the only one (`const`, or an `enum` of one).",
        wire: "Compatible in requests: all that was accepted still is. Breaking in responses: a value can come that \
               could not come before.",
        rust: "Major where the Rust type changes with it; the finding lists the items.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let constant = old.schema.constant.as_ref().filter(|_| new.schema.constant.is_none())?;
    (old.is_text_like() && new.is_text_like()).then(|| {
        it.widened(format!("the only value was `{constant}`, and there are others now")).at(&["const", "enum"])
    })
}

//! Values other than the constant are allowed now (`const`, or an `enum` of one value).

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node};

pub(super) const RULE: Rule = Rule {
    code: "const-removed",
    docs: Docs {
        what: "Values other than the constant are allowed now (`const`, or an `enum` of one value).",
        wire: "Compatible in requests: all accepted values still are. Breaking in responses: they may have values \
               that were not possible before.",
        rust: "Major if the Rust type changes too; the finding lists the items.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    let constant = old.schema.constant.as_ref().filter(|_| new.schema.constant.is_none())?;
    (old.is_text_like() && new.is_text_like())
        .then(|| it.widened(format!("values other than `{constant}` are allowed now")).at(&["const", "enum"]))
}

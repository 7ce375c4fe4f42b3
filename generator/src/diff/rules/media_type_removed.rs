//! A body no longer has one of its media types.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Content;

pub(super) const RULE: Rule = Rule {
    code: "media-type-removed",
    docs: Docs {
        what: "A body no longer has one of its media types.",
        wire: "Breaking: requests in it are refused, replies in it do not come any more.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Content(check),
};

fn check(it: &Both<'_, Content>) -> Option<Found> {
    let old = it.removed()?;
    Some(Found::new(Wire::Breaking, format!("the media type `{}` is gone", old.media_type)).behaves())
}

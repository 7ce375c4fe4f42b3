//! The envelope of responses, or its way to mark failures, changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "envelope-changed",
    docs: Docs {
        what: "The envelope of responses, or its way to mark failures, changed.",
        wire: "None by itself: changes of the response schemas are other findings.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let message = if old.envelope != new.envelope {
        "the envelope of the response changed"
    } else if old.success != new.success {
        "the way to mark failures in the envelope changed"
    } else {
        return None;
    };
    Some(Found::new(Wire::None, message).behaves())
}

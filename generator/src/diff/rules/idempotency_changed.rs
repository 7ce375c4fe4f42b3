//! Retries of a request changed, or its idempotency key header.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "idempotency-changed",
    docs: Docs {
        what: "Whether a request is retried after a failure changed, or its idempotency key \
               header.",
        wire: "None: single requests do not change.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let same = old.idempotent == new.idempotent && old.idempotency_header == new.idempotency_header;
    (!same).then(|| Found::new(Wire::None, "the request is retried in other cases than before").behaves())
}

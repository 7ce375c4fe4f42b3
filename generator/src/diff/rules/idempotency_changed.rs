//! Whether a request is repeated after a failure changed, or the header by which repetitions are known.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "idempotency-changed",
    docs: Docs {
        what: "Whether a request is repeated after a failure changed, or the header by which repetitions are \
               known.",
        wire: "None: single requests are as before.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let same = old.idempotent == new.idempotent && old.idempotency_header == new.idempotency_header;
    (!same).then(|| Found::new(Wire::None, "the request is repeated in other cases than before").behaves())
}

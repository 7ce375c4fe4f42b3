//! A success has one more status.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Response;

pub(super) const RULE: Rule = Rule {
    code: "success-status-added",
    docs: Docs {
        what: "A success has one more status.",
        wire: "Compatible: clients take each success for one.",
        rust: "Major where the method returns an enum of successes now.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Response(check),
};

fn check(it: &Both<'_, Response>) -> Option<Found> {
    let new = it.added()?;
    new.status.is_success().then(|| Found::new(Wire::Compatible, format!("the reply {} is new", new.status)).behaves())
}

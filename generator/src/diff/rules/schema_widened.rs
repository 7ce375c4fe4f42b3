//! A schema accepts more values than before, for a reason that no other rule covers.

use super::{Check, Docs, Rule};

pub(super) const RULE: Rule = Rule {
    code: "schema-widened",
    docs: Docs {
        what: "A schema accepts more values than before, for a reason that no other rule covers.",
        wire: "Compatible in requests. Breaking in responses: the witness is possible now, and was not before.",
        rust: "Patch: no item of the crate changes.",
        help: "Check that clients of the old version can read the responses.",
    },
    check: Check::Values,
};

//! A schema accepts fewer values than before, for a reason that no other rule covers.

use super::{Check, Docs, Rule};

pub(super) const RULE: Rule = Rule {
    code: "schema-narrowed",
    docs: Docs {
        what: "A schema accepts fewer values than before, for a reason that no other rule covers.",
        wire: "Breaking in requests: the witness was valid, and no longer is. Compatible in responses.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and accept both for a while.",
    },
    check: Check::Values,
};

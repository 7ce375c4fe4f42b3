//! A schema accepts fewer values than before, by what no rule of its own reads.

use super::{Check, Docs, Rule};

pub(super) const RULE: Rule = Rule {
    code: "schema-narrowed",
    docs: Docs {
        what: "A schema accepts fewer values than before, by what no rule of its own reads.",
        wire: "Breaking in requests: the value that is shown was good, and is not now. Compatible in responses.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and accept both for a while.",
    },
    check: Check::Values,
};

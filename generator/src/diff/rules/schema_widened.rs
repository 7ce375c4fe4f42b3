//! A schema accepts more values than before, by what no rule of its own reads.

use super::{Check, Docs, Rule};

pub(super) const RULE: Rule = Rule {
    code: "schema-widened",
    docs: Docs {
        what: "A schema accepts more values than before, by what no rule of its own reads.",
        wire: "Compatible in requests. Breaking in responses: the value that is shown can come now, and could not before.",
        rust: "Patch: no item of the crate changes.",
        help: "Check that clients of the old version can read what comes.",
    },
    check: Check::Values,
};

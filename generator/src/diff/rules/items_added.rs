//! Items of the crate were added, and no other finding explains them.

use super::{Check, Docs, Rule};

pub(super) const RULE: Rule = Rule {
    code: "items-added",
    docs: Docs {
        what: "Items of the crate were added, and no other finding explains them.",
        wire: "None: no byte of a request or response changes.",
        rust: "Minor.",
        help: "Nothing to do.",
    },
    check: Check::Items,
};

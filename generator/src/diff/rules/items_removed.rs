//! Items of the crate are gone, though nothing else says why.

use super::{Check, Docs, Rule};

pub(super) const RULE: Rule = Rule {
    code: "items-removed",
    docs: Docs {
        what: "Items of the crate are gone, though nothing else says why.",
        wire: "None: no byte of a request or response changes.",
        rust: "Major.",
        help: "Name things in `generator.yaml` (`types`, `names`, `resources`), so that they stay.",
    },
    check: Check::Items,
};

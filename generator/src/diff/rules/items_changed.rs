//! Items of the crate have another signature, though nothing else says why: names of inline types, of modules or of resources may have moved.

use super::{Check, Docs, Rule};

pub(super) const RULE: Rule = Rule {
    code: "items-changed",
    docs: Docs {
        what: "Items of the crate have another signature, though nothing else says why: names of inline types, of \
               modules or of resources may have moved.",
        wire: "None: no byte of a request or response changes.",
        rust: "Major.",
        help: "Name things in `generator.yaml` (`types`, `names`, `resources`), so that they stay.",
    },
    check: Check::Items,
};

//! Items of the crate were removed, and no other finding explains them.

use super::{Check, Docs, Rule};

pub(super) const RULE: Rule = Rule {
    code: "items-removed",
    docs: Docs {
        what: "Items of the crate were removed, and no other finding explains them.",
        wire: "None: no byte of a request or response changes.",
        rust: "Major.",
        help: "Set names in `generator.yaml` (`types`, `names`, `resources`), so that they do not change.",
    },
    check: Check::Items,
};

//! Signatures of the crate changed, and no other finding explains them.

use super::{Check, Docs, Rule};

pub(super) const RULE: Rule = Rule {
    code: "items-changed",
    docs: Docs {
        what: "Signatures of the crate changed, and no other finding explains them: names of inline types, \
               modules or resources may differ.",
        wire: "None: no byte of a request or response changes.",
        rust: "Major.",
        help: "Set names in `generator.yaml` (`types`, `names`, `resources`), so that they do not change.",
    },
    check: Check::Items,
};

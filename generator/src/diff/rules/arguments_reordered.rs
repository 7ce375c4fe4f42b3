//! Arguments of the same types come in another order.

use super::{Check, Docs, Rule};

pub(super) const RULE: Rule = Rule {
    code: "arguments-reordered",
    docs: Docs {
        what: "Arguments of the same types come in another order.",
        wire: "None: no byte of a request or reply changes.",
        rust: "Patch by the compiler, and all the more dangerous: programs compile and send one for the other.",
        help: "Name things in `generator.yaml` (`types`, `names`, `resources`), so that they stay.",
    },
    check: Check::Items,
};

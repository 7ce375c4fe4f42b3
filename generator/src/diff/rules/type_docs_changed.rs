//! The prose about a schema changed.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::model::TypeDef;

pub(super) const RULE: Rule = Rule {
    code: "type-docs-changed",
    docs: Docs {
        what: "The prose about a schema changed.",
        wire: "None: no byte of a request or reply changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::TypeDef(check),
};

fn check(it: &Both<'_, TypeDef>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.docs != new.docs).then(|| Found::words(format!("the prose about `{}` changed", new.name)))
}

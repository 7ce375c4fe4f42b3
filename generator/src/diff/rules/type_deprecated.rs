//! A schema was deprecated, or is no longer.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::TypeDef;

pub(super) const RULE: Rule = Rule {
    code: "type-deprecated",
    docs: Docs {
        what: "A schema was deprecated, or is no longer.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: programs that deny warnings stop compiling.",
        help: "Name the replacement in the description.",
    },
    check: Check::TypeDef(check),
};

fn check(it: &Both<'_, TypeDef>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.deprecated != new.deprecated).then(|| {
        let now = if new.deprecated { "deprecated now" } else { "no longer deprecated" };
        Found::words(format!("the type `{}` is {now}", new.name)).at(&["deprecated"])
    })
}

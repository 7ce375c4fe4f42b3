//! A schema became a Rust type of another name: its component was renamed, or its place changed.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::TypeDef;

pub(super) const RULE: Rule = Rule {
    code: "type-renamed",
    docs: Docs {
        what: "A schema became a Rust type of another name: its component was renamed, or its place changed.",
        wire: "None: no byte of a request or reply changes.",
        rust: "Major: programs name the type.",
        help: "Give it the old name in `generator.yaml` (`types`), or keep the old name as an alias \
               (`keep_old_names`).",
    },
    check: Check::TypeDef(check),
};

fn check(it: &Both<'_, TypeDef>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.name != new.name)
        .then(|| Found::new(Wire::None, format!("the type `{}` is called `{}` now", old.name, new.name)))
}

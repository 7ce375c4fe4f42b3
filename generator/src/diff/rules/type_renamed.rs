//! A Rust type was renamed, because its component was renamed or its location changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Api, TypeDef};

pub(super) const RULE: Rule = Rule {
    code: "type-renamed",
    docs: Docs {
        what: "A Rust type was renamed, because its component was renamed or its location changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Major: programs use the name of the type.",
        help: "Give it the old name in `generator.yaml` (`types`), or keep the old name as an alias \
               (`keep_old_names`).",
    },
    check: Check::TypeDef(check),
};

fn check(it: &Both<'_, TypeDef>) -> Option<Found> {
    let (old, new) = it.both()?;
    let has = |api: &Api, name: &str| api.types.iter().any(|(_, def)| def.name == name);
    let sides = it.cursor.sides;
    (old.name != new.name).then(|| {
        let is_other = has(sides.new, &old.name) || has(sides.old, &new.name);
        let message = match is_other {
            true => format!("its type changed from `{}` to `{}`", old.name, new.name),
            false => format!("the type `{}` was renamed to `{}`", old.name, new.name),
        };
        Found::new(Wire::None, message)
    })
}

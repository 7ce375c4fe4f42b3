//! A path parameter was renamed; its position in the path is the same.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Location, Parameter};

pub(super) const RULE: Rule = Rule {
    code: "path-parameter-renamed",
    docs: Docs {
        what: "A path parameter was renamed; its position in the path is the same.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch if it is an argument: names of arguments are not part of a Rust interface.",
        help: "Nothing to do.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    let moved = old.wire != new.wire && old.location == Location::Path && new.location == Location::Path;
    moved.then(|| Found::new(Wire::None, format!("the path parameter `{}` was renamed to `{}`", old.wire, new.wire)))
}

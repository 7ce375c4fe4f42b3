//! The wire name of a parameter changed, but not its Rust name.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Location, Parameter};

pub(super) const RULE: Rule = Rule {
    code: "parameter-respelt",
    docs: Docs {
        what: "The wire name of a parameter changed, but not its Rust name.",
        wire: "Breaking: the server no longer finds it.",
        rust: "Patch: the same program compiles and sends the new name.",
        help: "Accept both names while clients of the old version are in use.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    let same = match new.location {
        Location::Header | Location::Part => old.key().eq_ignore_ascii_case(&new.key()),
        _ => old.wire == new.wire,
    };
    (!same && new.location != Location::Path).then(|| {
        let message = format!("the parameter `{}` was renamed to `{}`", old.wire, new.wire);
        Found::new(Wire::Breaking, message).behaves()
    })
}

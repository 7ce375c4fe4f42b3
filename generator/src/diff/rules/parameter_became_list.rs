//! A query parameter became an array, and may be repeated.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::item_of_list;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-became-list",
    docs: Docs {
        what: "A query parameter became an array, and may be repeated.",
        wire: "Compatible: a single value is sent as before.",
        rust: "Major: the argument becomes a `Vec`.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    item_of_list(it.cursor.sides, old, new)
        .map(|_| it.widened(format!("the parameter `{}` may be repeated now", new.wire)))
}

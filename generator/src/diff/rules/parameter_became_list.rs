//! A query parameter may be given several times.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::item_of_list;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-became-list",
    docs: Docs {
        what: "A query parameter may be given several times.",
        wire: "Compatible: given once, it is written as before.",
        rust: "Major: the argument becomes a list.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    item_of_list(it.cursor.sides, old, new)
        .map(|_| it.widened(format!("the parameter `{}` may be given several times", new.wire)))
}

//! All values have a property that could be missing.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-became-required",
    docs: Docs {
        what: "All values have a property that could be missing.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before.",
        rust: "Major: `Option<T>` becomes `T`, a setter becomes an argument of `new`.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!it.is_required(old) && it.is_required(new)).then(|| it.narrowed(format!("{} became required", it.named(""))))
}

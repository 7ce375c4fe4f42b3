//! A property became required.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-became-required",
    docs: Docs {
        what: "A property became required.",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Major: `Option<T>` becomes `T`, a setter becomes an argument of `new`.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    (!it.is_required(old) && it.is_required(new)).then(|| it.narrowed(format!("{} became required", it.named(""))))
}

//! Values may lack a property that all had.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-became-optional",
    docs: Docs {
        what: "Values may lack a property that all had.",
        wire: "Compatible in requests: all that was accepted still is. Breaking in responses: a value can come that \
               could not come before.",
        rust: "Major: `T` becomes `Option<T>`, an argument of `new` becomes a setter.",
        help: "Release the crate with the version that the summary names.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    (it.is_required(old) && !it.is_required(new)).then(|| it.widened(format!("{} became optional", it.named(""))))
}

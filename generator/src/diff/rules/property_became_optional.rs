//! A property became optional.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-became-optional",
    docs: Docs {
        what: "A property became optional.",
        wire: "Compatible in requests: all accepted values still are. Breaking in responses: they may have values \
               that were not possible before.",
        rust: "Major: `T` becomes `Option<T>`, an argument of `new` becomes a setter.",
        help: "Release the crate with the version from the summary.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    (it.is_required(old) && !it.is_required(new)).then(|| it.widened(format!("{} became optional", it.named(""))))
}

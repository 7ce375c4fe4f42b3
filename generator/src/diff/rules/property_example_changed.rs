//! The example of a property changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::prose;
use crate::model::Property;

pub(super) const RULE: Rule = Rule {
    code: "property-example-changed",
    docs: Docs {
        what: "The example of a property changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Property(check),
};

fn check(it: &Both<'_, Property>) -> Option<Found> {
    let (old, new) = it.both()?;
    let retold = prose::another_example(it.cursor, (&old.schema, &new.schema), (None, None))?;
    Some(retold.found("the example of", &it.named("")).at(&["example", "examples"]))
}

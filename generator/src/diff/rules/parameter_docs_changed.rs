//! The documentation or the example of a parameter changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::prose;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-docs-changed",
    docs: Docs {
        what: "The documentation or the example of a parameter changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    let schemas = (&old.schema, &new.schema);
    let prose = prose::retold(it.cursor, schemas, (old.docs.as_deref(), new.docs.as_deref()));
    let example = || prose::another_example(it.cursor, schemas, (old.example.as_ref(), new.example.as_ref()));
    let retold = prose.or_else(example)?;
    Some(retold.found("the documentation of", &format!("the parameter `{}`", new.wire)))
}

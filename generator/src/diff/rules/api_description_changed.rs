//! The documentation of the API, or the link to its external documentation, changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Api;

pub(super) const RULE: Rule = Rule {
    code: "api-description-changed",
    docs: Docs {
        what: "The documentation of the API, or the link to its external documentation, changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Api(check),
};

fn check(it: &Both<'_, Api>) -> Option<Found> {
    let (old, new) = it.both()?;
    let same = old.info.description == new.info.description && old.info.documentation == new.info.documentation;
    (!same).then(|| Found::words("the documentation of the API changed").at(&["info"]))
}

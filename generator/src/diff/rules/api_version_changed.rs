//! `info.version` changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Api;

pub(super) const RULE: Rule = Rule {
    code: "api-version-changed",
    docs: Docs {
        what: "`info.version` changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Api(check),
};

fn check(it: &Both<'_, Api>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.info.version != new.info.version).then(|| {
        Found::words(format!("the version changed from `{}` to `{}`", old.info.version, new.info.version)).at(&["info"])
    })
}

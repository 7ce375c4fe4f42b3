//! The documentation of a server changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Server;

pub(super) const RULE: Rule = Rule {
    code: "server-docs-changed",
    docs: Docs {
        what: "The documentation of a server changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: only documentation changes.",
        help: "Nothing to do.",
    },
    check: Check::Server(check),
};

fn check(it: &Both<'_, Server>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.description != new.description).then(|| {
        let said =
            |one: &Server| one.description.as_ref().map_or_else(|| "none".to_owned(), |text| format!("{text:?}"));
        let message = format!("the docs of the server `{}` changed from {} to {}", new.url, said(old), said(new));
        Found::words(message).at(&["description"])
    })
}

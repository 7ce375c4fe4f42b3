//! A server is described in other words, and named after them.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Server;

pub(super) const RULE: Rule = Rule {
    code: "server-docs-changed",
    docs: Docs {
        what: "A server is described in other words. It is named after them.",
        wire: "None: no byte of a request or reply changes.",
        rust: "As the items of the crate tell, which the finding lists: major where a constant of `servers` has another name.",
        help: "Keep the words that the server is named after.",
    },
    check: Check::Server(check),
};

fn check(it: &Both<'_, Server>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.description != new.description).then(|| {
        let said =
            |one: &Server| one.description.as_ref().map_or_else(|| "not at all".to_owned(), |text| format!("{text:?}"));
        let message = format!("the server `{}` was described {}, and is {}", new.url, said(old), said(new));
        Found::new(Wire::None, message).at(&["description"])
    })
}

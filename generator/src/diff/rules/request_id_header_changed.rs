//! The response header with the id of the request changed.

use super::{Check, Docs, Rule, or_none};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Api;

pub(super) const RULE: Rule = Rule {
    code: "request-id-header-changed",
    docs: Docs {
        what: "The response header with the id of the request changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch: no item of the crate changes; `request_id()` reads the new header.",
        help: "Check that the server sends it.",
    },
    check: Check::Api(check),
};

fn check(it: &Both<'_, Api>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (before, after) = (&old.client.request_id_header, &new.client.request_id_header);
    (before != after).then(|| {
        let message = format!("the header with the request id changed from {} to {}", or_none(before), or_none(after));
        Found::new(Wire::None, message).behaves().unseen()
    })
}

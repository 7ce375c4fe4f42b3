//! An operation has a server of its own, has none any more, or has another one.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-server-changed",
    docs: Docs {
        what: "An operation has a server of its own, has none any more, or has another one.",
        wire: "Depends on the setting `base_url`: clients that set their own do not notice.",
        rust: "Patch: no item of the crate changes.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let urls = |one: &Operation| one.servers.iter().map(|server| server.template.clone()).collect::<Vec<_>>();
    let (before, after) = (urls(old), urls(new));
    let list = |urls: &[String]| match urls {
        [] => "where the API is".to_owned(),
        urls => format!("at `{}`", urls.join("`, `")),
    };
    (before != after).then(|| {
        let message = format!("the operation was served {}, and is {}", list(&before), list(&after));
        Found::new(Wire::Depends("base_url"), message).behaves().at(&["servers"])
    })
}

//! The server of an operation was added, removed or changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "operation-server-changed",
    docs: Docs {
        what: "The server of an operation was added, removed or changed.",
        wire: "Depends on `base_url`: clients that set it are not affected.",
        rust: "Patch: no item of the crate changes.",
        help: "Check that the server behaves as described; clients of the old version do not know about it.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let urls = |one: &Operation| one.servers.iter().map(|server| server.template.clone()).collect::<Vec<_>>();
    let (before, after) = (urls(old), urls(new));
    let list = |urls: &[String]| match urls {
        [] => "by the servers of the API".to_owned(),
        urls => format!("at `{}`", urls.join("`, `")),
    };
    (before != after).then(|| {
        let message = format!("the operation was served {}, and is now served {}", list(&before), list(&after));
        Found::new(Wire::Depends("base_url"), message).behaves().at(&["servers"])
    })
}

//! The URL of a server changed. Clients use the first server by default.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Server;

pub(super) const RULE: Rule = Rule {
    code: "server-url-changed",
    docs: Docs {
        what: "The URL of a server changed. Clients use the first server by default.",
        wire: "Depends on `base_url`: clients that set it are not affected.",
        rust: "Major if there are several servers, as items of `servers` are named after URLs. Otherwise patch.",
        help: "Keep the old host working while clients of the old version are in use.",
    },
    check: Check::Server(check),
};

fn check(it: &Both<'_, Server>) -> Option<Found> {
    let (old, new) = it.both()?;
    let is_same = old.url.trim_end_matches('/') == new.url.trim_end_matches('/');
    if is_same {
        let said = || Found::new(Wire::None, format!("`{}` is now written `{}`", old.template, new.template));
        return (old.template != new.template).then(said);
    }
    // A changed default of a variable is another finding.
    (old.template != new.template).then(|| {
        let message = format!("the URL changed from `{}` to `{}`", old.template, new.template);
        Found::new(Wire::Depends("base_url"), message).behaves().at(&["url"])
    })
}

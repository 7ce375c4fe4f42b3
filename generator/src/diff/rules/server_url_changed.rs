//! The URL of a server changed. The first server is where calls go.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Server;

pub(super) const RULE: Rule = Rule {
    code: "server-url-changed",
    docs: Docs {
        what: "The URL of a server changed. The first server is where calls go.",
        wire: "Depends on the setting `base_url`: clients that set their own do not notice.",
        rust: "Major where there are several servers, for the items of `servers` are named after their URLs. Else patch.",
        help: "Keep the old host answering while clients of the old version live.",
    },
    check: Check::Server(check),
};

fn check(it: &Both<'_, Server>) -> Option<Found> {
    let (old, new) = it.both()?;
    let is_same = old.url.trim_end_matches('/') == new.url.trim_end_matches('/');
    if is_same {
        let said = || Found::new(Wire::None, format!("`{}` is written `{}` now", old.template, new.template));
        return (old.template != new.template).then(said);
    }
    // Another default of a variable is a finding of its own.
    (old.template != new.template).then(|| {
        let message = format!("the URL was `{}` and is `{}`", old.template, new.template);
        Found::new(Wire::Depends("base_url"), message).behaves().at(&["url"])
    })
}

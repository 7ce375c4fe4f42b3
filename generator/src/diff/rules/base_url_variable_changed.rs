//! The environment variable of the base URL was renamed, added or removed.

use super::{Check, Docs, Rule, or_none};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Api;

pub(super) const RULE: Rule = Rule {
    code: "base-url-variable-changed",
    docs: Docs {
        what: "The environment variable that overrides the base URL was renamed, added or removed.",
        wire: "Depends on the environment: clients use another base URL if one of the variables is set.",
        rust: "Patch: no item of the crate changes.",
        help: "Tell users who have set the old one.",
    },
    check: Check::Api(check),
};

fn check(it: &Both<'_, Api>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (before, after) = (&old.client.base_url_env, &new.client.base_url_env);
    (before != after).then(|| {
        let message = format!("the variable of the base URL changed from {} to {}", or_none(before), or_none(after));
        Found::new(Wire::Depends("the environment"), message).behaves().unseen().at(&["servers"])
    })
}

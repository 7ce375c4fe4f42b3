//! The environment variable of a credential was renamed, added or removed.

use super::{Check, Docs, Rule, or_none};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::SecurityScheme;

pub(super) const RULE: Rule = Rule {
    code: "credential-variable-changed",
    docs: Docs {
        what: "The environment variable of a credential was renamed, added or removed.",
        wire: "Depends on the environment: `from_env` reads only the new variable.",
        rust: "Patch: no item of the crate changes.",
        help: "Tell users who have set the old one.",
    },
    check: Check::SecurityScheme(check),
};

fn check(it: &Both<'_, SecurityScheme>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.env != new.env).then(|| {
        let message = format!("variable of `{}` changed from {} to {}", new.name, or_none(&old.env), or_none(&new.env));
        Found::new(Wire::Depends("the environment"), message).behaves().unseen()
    })
}

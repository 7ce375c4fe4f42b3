//! A security scheme was renamed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::SecurityScheme;

pub(super) const RULE: Rule = Rule {
    code: "security-scheme-renamed",
    docs: Docs {
        what: "A security scheme was renamed; its credential is sent as before.",
        wire: "None: no byte of a request or response changes.",
        rust: "Major: the setter of the builder is renamed, and so is the argument of `Client::new`.",
        help: "Keep the name of the scheme: it is visible only to users of generated clients.",
    },
    check: Check::SecurityScheme(check),
};

fn check(it: &Both<'_, SecurityScheme>) -> Option<Found> {
    let (old, new) = it.both().filter(|(old, new)| old.name != new.name)?;
    let message = format!("the security scheme `{}` was renamed to `{}`", old.name, new.name);
    let is_taken = it.cursor.sides.new.client.credentials.contains(&new.name);
    let argument = if is_taken { ", and so is the argument of `Client::new`" } else { "" };
    Some(Found::new(Wire::None, message + argument))
}

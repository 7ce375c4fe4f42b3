//! A way to authenticate is called otherwise in the description.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::SecurityScheme;

pub(super) const RULE: Rule = Rule {
    code: "security-scheme-renamed",
    docs: Docs {
        what: "A way to authenticate is called otherwise in the description, and is sent as before.",
        wire: "None: no byte of a request or response changes.",
        rust: "Major: the setter of the builder has another name. `Client::new` takes the same, under another name.",
        help: "Keep the name of the scheme; nobody sees it but the users of clients.",
    },
    check: Check::SecurityScheme(check),
};

fn check(it: &Both<'_, SecurityScheme>) -> Option<Found> {
    let (old, new) = it.both().filter(|(old, new)| old.name != new.name)?;
    let message = format!("the way `{}` to authenticate is called `{}`", old.name, new.name);
    let is_taken = it.cursor.sides.new.client.credentials.contains(&new.name);
    let argument = if is_taken { ", and so is the argument of `Client::new`" } else { "" };
    Some(Found::new(Wire::None, message + argument))
}

//! The emitted package was renamed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Source;
use crate::model::Api;

pub(super) const RULE: Rule = Rule {
    code: "package-renamed",
    docs: Docs {
        what: "The emitted package was renamed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Major: programs depend on the package by name.",
        help: "Set `package.name` in `generator.yaml`.",
    },
    check: Check::Api(check),
};

fn check(it: &Both<'_, Api>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.package.name != new.package.name).then(|| {
        let message = format!("the package `{}` was renamed to `{}`", old.package.name, new.package.name);
        Found::words(message).at_least(Source::Major).at(&["info"])
    })
}

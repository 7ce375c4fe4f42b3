//! `info.title` changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::model::Api;

pub(super) const RULE: Rule = Rule {
    code: "api-title-changed",
    docs: Docs {
        what: "`info.title` changed.",
        wire: "None: no byte of a request or response changes.",
        rust: "Patch, unless the package is named after the title: see `package-renamed`.",
        help: "Set `package.name` in `generator.yaml`, so that the title can change.",
    },
    check: Check::Api(check),
};

fn check(it: &Both<'_, Api>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.info.title != new.info.title).then(|| {
        Found::words(format!("the title changed from `{}` to `{}`", old.info.title, new.info.title)).at(&["info"])
    })
}

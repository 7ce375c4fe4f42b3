//! A parameter is written in another way: `style`, `explode`, `allowReserved`, or as JSON (`content`).

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Parameter;

pub(super) const RULE: Rule = Rule {
    code: "parameter-style-changed",
    docs: Docs {
        what: "A parameter is written in another way: `style`, `explode`, `allowReserved`, or as JSON (`content`).",
        wire: "Breaking: the server reads something else.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    let style = |one: &Parameter| (one.style, one.explode, one.allow_reserved);
    (style(old) != style(new)).then(|| {
        let message = format!("the parameter `{}` was written as {}, and is as {}", new.wire, said(old), said(new));
        Found::new(Wire::Breaking, message).behaves().at(&["style", "explode", "allowReserved"])
    })
}

fn said(one: &Parameter) -> String {
    let explode = if one.explode { ", exploded" } else { "" };
    let reserved = if one.allow_reserved { ", reserved signs as they are" } else { "" };
    format!("`{}`{explode}{reserved}", one.style)
}

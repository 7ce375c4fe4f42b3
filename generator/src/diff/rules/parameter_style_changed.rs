//! A parameter is written in another way: `style`, `explode`, `allowReserved`, or as JSON (`content`).

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;
use crate::model::{Parameter, Style};

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
    let nodes = (Node::of(it.spot.sides.old, &old.schema), Node::of(it.spot.sides.new, &new.schema));
    let explodes = explodes(old, &nodes.0) || explodes(new, &nodes.1);
    let written = |one: &Parameter| (one.style, one.explode && explodes, one.allow_reserved);
    (written(old) != written(new)).then(|| {
        let message = format!("the parameter `{}` was written as {}, and is as {}", new.wire, said(old), said(new));
        Found::new(Wire::Breaking, message).behaves().at(&["style", "explode", "allowReserved"])
    })
}

/// Whether `explode` can be seen: a single value has nothing to explode, nor has a list that is `simple`.
fn explodes(one: &Parameter, node: &Node<'_>) -> bool {
    match node.shape {
        Shape::List(_) | Shape::Tuple(_) => one.style != Style::Simple,
        _ => !node.is_text_like(),
    }
}

fn said(one: &Parameter) -> String {
    let explode = if one.explode { ", exploded" } else { "" };
    let reserved = if one.allow_reserved { ", reserved signs as they are" } else { "" };
    format!("`{}`{explode}{reserved}", one.style)
}

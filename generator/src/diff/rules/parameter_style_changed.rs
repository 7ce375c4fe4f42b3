//! A parameter is written in another way: `style`, `explode`, `allowReserved`, or as JSON (`content`).

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;
use crate::model::{Location, Parameter, Style};

pub(super) const RULE: Rule = Rule {
    code: "parameter-style-changed",
    docs: Docs {
        what: "A parameter is written in another way: `style`, `explode`, `allowReserved`, or as JSON (`content`).",
        wire: "Breaking: the server reads something else. Compatible where reserved signs may be sent as they are now: \
               escaped they mean the same.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Parameter(check),
};

fn check(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    // Where it stands decides how it is written, if nothing is said of that.
    let is_moved = old.location != new.location && is_usual(old) && is_usual(new);
    let nodes = (Node::of(it.cursor.sides.old, &old.schema), Node::of(it.cursor.sides.new, &new.schema));
    let explodes = explodes(old, &nodes.0) || explodes(new, &nodes.1);
    let style = |one: &Parameter| (one.style, one.explode && explodes);
    let is_same = style(old) == style(new);
    if is_moved || is_same && old.allow_reserved == new.allow_reserved {
        return None;
    }
    let message = format!("the parameter `{}` was written as {}, and is as {}", new.wire, said(old), said(new));
    // Signs that need not be escaped any more may be all the same.
    let wire = if is_same && new.allow_reserved { Wire::Compatible } else { Wire::Breaking };
    Some(Found::new(wire, message).behaves().at(&["style", "explode", "allowReserved"]))
}

fn is_usual(one: &Parameter) -> bool {
    let (style, explode) = match one.location {
        Location::Query | Location::Cookie => (Style::Form, true),
        Location::Path | Location::Header | Location::Part => (Style::Simple, false),
    };
    one.style == style && one.explode == explode && !one.allow_reserved
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

//! The serialization of parameters.

use super::{ANNOUNCE, Check, OTHER, Rule};
use crate::diff::cursor::{Both, Found, Node, Shape};
use crate::diff::verdict::Wire;
use crate::model::{Location, Parameter, Style};

pub(super) const RULES: &[Rule] = &[Rule {
    code: "parameter-style-changed",
    what: "The serialization of a parameter changed: `style`, `explode`, `allowReserved`, or JSON (`content`).",
    wire: "Breaking: the server reads other values. Compatible if reserved characters may be sent unescaped now: \
               escaped they mean the same.",
    help: ANNOUNCE,
    check: Check::Parameter(parameter_style_changed),
    ..OTHER
}];

fn parameter_style_changed(it: &Both<'_, Parameter>) -> Option<Found> {
    let (old, new) = it.both()?;
    // The location determines the default style.
    let is_moved = old.location != new.location && is_usual(old) && is_usual(new);
    let nodes = (Node::of(it.cursor.sides.old, &old.schema), Node::of(it.cursor.sides.new, &new.schema));
    let explodes = explodes(old, &nodes.0) || explodes(new, &nodes.1);
    let style = |one: &Parameter| (one.style, one.explode && explodes);
    let is_same = style(old) == style(new);
    if is_moved || is_same && old.allow_reserved == new.allow_reserved {
        return None;
    }
    let message = format!("the style of the parameter `{}` changed from {} to {}", new.wire, said(old), said(new));
    // Characters that need not be escaped may still be escaped.
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

/// Returns whether `explode` has an effect: it has none for a single value, or an array with `simple`.
fn explodes(one: &Parameter, node: &Node<'_>) -> bool {
    match node.shape {
        Shape::List(_) | Shape::Tuple(_) => one.style != Style::Simple,
        _ => !node.is_text_like(),
    }
}

fn said(one: &Parameter) -> String {
    let explode = if one.explode { ", exploded" } else { "" };
    let reserved = if one.allow_reserved { ", with unescaped reserved characters" } else { "" };
    format!("`{}`{explode}{reserved}", one.style)
}

//! Headers of responses, and their serialization.

use serde_json::Value;

use super::prelude::*;
use media_type::media_type_essence;
use model::Header;

pub(super) const RULES: &[Rule] = &[
    Rule::added("header-added")
        .what("A response header was added.")
        .header(|it| {
            it.added()?;
            Some(it.found(Compatible, Was, "added"))
        }),
    Rule::relaxed("header-became-optional")
        .what("A response header became optional.")
        .wire("Breaking: clients that rely on it fail.")
        .rust("Major: its value may be missing.")
        .help(ANNOUNCE)
        .header(|it| {
            let Sides { old, new: _ } = it.loses(|header| header.required)?;
            Some(
                it.found(Breaking, Became, "optional")
                    .shown(shown::without_header(it, old)),
            )
        }),
    Rule::narrowed("header-became-required")
        .what("A response header became required.")
        .wire(COMPATIBLE)
        .help(RELEASE)
        .header(|it| {
            it.gains(|header| header.required)?;
            Some(it.found(Compatible, Became, "required"))
        }),
    Rule::removed("header-removed")
        .what("A response header was removed.")
        .wire("Breaking if it was required, otherwise risky.")
        .header(|it| {
            let old = it.removed()?;
            let wire = if old.required { Breaking } else { Risky };
            Some(
                it.found(wire, Was, "removed")
                    .shown(shown::without_header(it, old)),
            )
        }),
    Rule::new("header-style-changed")
        .what(
            "The serialization of a response header changed: `explode`, or its media type \
             (`content`).",
        )
        .wire("Breaking: clients read other values.")
        .rust(LISTED)
        .help("Add another header for the new serialization, and keep the old one for a while.")
        .header(|it| {
            let nodes = it.in_models(|api, header| ResolvedSchema::of(api, &header.schema))?;
            let headers = it.in_texts(|document, header| (document, header))?;
            let Sides { old, new } = headers
                .zip(nodes)
                .map(|((document, header), node)| header_serialization(document, header, &node));
            if old == new {
                return None;
            }
            let message = format!(
                "the serialization of {} changed from {old} to {new}",
                it.named("")
            );
            Some(DetectedChange::new(Breaking, message).changes_behaviour())
        }),
];

/// Describes the serialization: the style, or the media type if its strings differ.
fn header_serialization(document: &Document, header: &Header, node: &ResolvedSchema<'_>) -> String {
    const SIMPLE: &str = "`simple`";
    let Some(holder) = header.schema.origin.parent() else {
        return SIMPLE.to_owned();
    };
    if !header.is_content {
        let explodes = document.value(&holder.child("explode")) == Some(&Value::Bool(true));
        let has_effect = matches!(node.shape, Shape::Struct(_) | Shape::Map(_));
        return if explodes && has_effect {
            format!("{SIMPLE}, exploded")
        } else {
            SIMPLE.to_owned()
        };
    }
    let contents = holder
        .parent()
        .and_then(|origin| document.value(&origin)?.as_object());
    let media_type = contents
        .and_then(|contents| contents.keys().next())
        .map(|name| media_type_essence(name));
    // Booleans and numbers are the same strings in JSON.
    let is_scalar = matches!(node.shape, Shape::Bool | Shape::Integer | Shape::Number);
    match media_type {
        Some(name)
            if name != "text/plain"
                && !(is_scalar && (&name == "application/json" || name.ends_with("+json"))) =>
        {
            format!("`{name}`")
        }
        _ => SIMPLE.to_owned(),
    }
}

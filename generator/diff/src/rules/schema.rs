//! The schemas of bodies, defaults, the serialization in XML, and differences of schemas that no
//! other rule covers.

use super::prelude::*;
use crate::cursor::XmlUse;
use model::{Content, XmlNodeType};

pub(crate) const FEWER_VALUES: Rule = Rule::new("schema-narrowed")
    .what("A schema accepts fewer values than before, for a reason that no other rule covers.")
    .wire("Breaking in requests: the example is no longer valid. Compatible in responses.")
    .help("Announce the change, and accept the old values for a while.");

pub(crate) const MORE_VALUES: Rule = Rule::new("schema-widened")
    .what("A schema accepts more values than before, for a reason that no other rule covers.")
    .wire("Compatible in requests. Breaking in responses: the example was not possible before.")
    .help("Check that clients of the old version can read the responses.");

pub(super) const RULES: &[Rule] = &[
    Rule::narrowed("schema-added")
        .what("The schema of a body was added.")
        .rust("Major: `Value` becomes a specific type.")
        .located(Located::OnlyNew)
        .content(|it| {
            let Sides { old, new } = it.both()?;
            if has_schema(it.cursor.versions.texts.old, old) || new.schema.is_none() {
                return None;
            }
            Some(it.narrowed(format!("`{}` now has a schema", new.media_type)))
        }),
    FEWER_VALUES,
    Rule::removed("schema-removed")
        .what("The schema of a body was removed.")
        .change(ChangeKind::Changed)
        .wire("Compatible in requests. Risky in responses: they may have any value.")
        .rust("Major: a type becomes `Value`.")
        .help(RELEASE)
        .content(|it| {
            let Sides { old, new } = it.both()?;
            if old.schema.is_none() || has_schema(it.cursor.versions.texts.new, new) {
                return None;
            }
            let wire = if it.is_request() { Compatible } else { Risky };
            let message = format!("`{}` no longer has a schema", new.media_type);
            Some(DetectedChange::new(wire, message))
        }),
    MORE_VALUES,
    Rule::new("default-changed")
        .what("A default was added, removed or changed.")
        .wire(
            "Risky in requests: if the value is absent, the server uses another one. None in \
             responses, and for items of arrays and values of maps, which are never absent.",
        )
        .help("Clients do not send defaults; tell users who rely on the default of the server.")
        .proof(Proof::Impossible)
        .node(|it| {
            // The order of keys in an object has no meaning, so values are compared instead of
            // texts.
            let Sides { old, new } = it.changes(|node| &node.schema.default)?;
            let message = format!(
                "the default changed from {} to {}",
                code_or_none(old),
                code_or_none(new)
            );
            let may_be_absent = it.cursor.subject.within.is_none();
            let change = if it.is_request() && may_be_absent {
                DetectedChange::new(Risky, message).changes_behaviour()
            } else {
                DetectedChange::documentation(message)
            };
            Some(change.without_items().at(&["default"]))
        }),
    Rule::changed("xml-changed")
        .what("The serialization of a value in XML changed (`xml`).")
        .proof(Proof::Impossible)
        .wire(
            "Breaking if all bodies are XML; depends on the media type if some are. None in other \
             media types, or if text became CDATA or the reverse: both are read alike.",
        )
        .node(|it| {
            let Some(message) = it.change("the XML serialization", xml_text) else {
                let change = DetectedChange::documentation(changed_text_node(it)?);
                return Some(change.at(&["xml"]));
            };
            let change = match it.cursor.xml_use() {
                XmlUse::Never => DetectedChange::documentation(message),
                XmlUse::BesideOthers => {
                    DetectedChange::new(Depends("the media type: XML alone"), message)
                        .changes_behaviour()
                }
                XmlUse::Always => DetectedChange::new(Breaking, message).changes_behaviour(),
            };
            Some(change.without_items().at(&["xml"]))
        }),
];

fn has_schema(document: &Document, content: &Content) -> bool {
    content.schema.is_some() || document.value(&content.origin.child("schema")).is_some()
}

/// Compares the XML node types `text` and `cdata` as written: the model does not distinguish them.
fn changed_text_node(it: &Both<'_, ResolvedSchema<'_>>) -> Option<String> {
    let types = it.in_texts(|document, node| {
        let xml = document.value(&node.schema.origin)?.get("xml")?;
        xml.get("nodeType")?.as_str()
    })?;
    let Sides { old, new } = types.both()?;
    let are_text = [old, new]
        .iter()
        .all(|name| ["text", "cdata"].contains(name));
    if old == new || !are_text {
        return None;
    }
    Some(format!(
        "the type of the XML node changed from `{old}` to `{new}`"
    ))
}

fn xml_text(node: &ResolvedSchema<'_>) -> String {
    let Some(xml) = &node.schema.xml else {
        return "named like the property".to_owned();
    };
    let named = [
        ("name", &xml.name),
        ("namespace", &xml.namespace),
        ("prefix", &xml.prefix),
    ];
    let mut parts: Vec<String> = named
        .into_iter()
        .filter_map(|(key, value)| Some(format!("{key} `{}`", value.as_ref()?)))
        .collect();
    if xml.is_attribute() {
        parts.push("an attribute".to_owned());
    }
    if xml.is_text() {
        parts.push("the text of its element".to_owned());
    }
    match (xml.node_type, node.shape) {
        (XmlNodeType::Element, Shape::Array(_) | Shape::Tuple(_)) => {
            parts.push("wrapped".to_owned());
        }
        // By default, all other values are elements.
        (XmlNodeType::Element, _) | (XmlNodeType::None, Shape::Array(_) | Shape::Tuple(_)) => {}
        (XmlNodeType::None, _) => parts.push("without an element".to_owned()),
        _ => {}
    }
    if parts.is_empty() {
        return "named like the property".to_owned();
    }
    parts.join(", ")
}

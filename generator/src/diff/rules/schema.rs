//! The schemas of bodies, defaults, the serialization in XML, and differences of schemas that no other rule covers.

use super::prelude::*;
use crate::model::Content;

pub(in crate::diff) const FEWER_VALUES: Rule = Rule::new("schema-narrowed");

pub(in crate::diff) const MORE_VALUES: Rule = Rule::new("schema-widened");

pub(super) const RULES: &[Rule] = &[
    Rule::added("schema-added").content(|it| {
        let (old, new) = it.both()?;
        (!has_schema(it.cursor.sides.old_text, old) && new.schema.is_some())
            .then(|| it.narrowed(format!("`{}` has a schema now", new.media_type)))
    }),
    FEWER_VALUES,
    Rule::removed("schema-removed").content(|it| {
        let (old, new) = it.both()?;
        (old.schema.is_some() && !has_schema(it.cursor.sides.new_text, new)).then(|| {
            let wire = if it.is_request() { Compatible } else { Risky };
            Found::new(wire, format!("`{}` no longer has a schema", new.media_type))
        })
    }),
    MORE_VALUES,
    Rule::new("default-changed").node(|it| {
        let message = it.change("the default", |node| or_none(&node.schema.default))?;
        let found = match it.is_request() {
            true => Found::new(Risky, message).changes_behaviour(),
            false => Found::documentation(message),
        };
        Some(found.without_items().at(&["default"]))
    }),
    Rule::new("xml-changed").node(|it| {
        let message = it.change("the XML serialization", xml_text)?;
        let found = Found::new(Depends("the media type: XML alone"), message).changes_behaviour();
        Some(found.without_items().at(&["xml"]))
    }),
];

fn has_schema(document: &Document, content: &Content) -> bool {
    content.schema.is_some() || document.value(&content.origin.child("schema")).is_some()
}

fn xml_text(node: &Node<'_>) -> String {
    let Some(xml) = &node.schema.xml else { return "named like the property".to_owned() };
    let named = [("name", &xml.name), ("namespace", &xml.namespace), ("prefix", &xml.prefix)];
    let mut parts: Vec<String> =
        named.into_iter().filter_map(|(key, value)| Some(format!("{key} `{}`", value.as_ref()?))).collect();
    parts.extend(xml.attribute.then(|| "an attribute".to_owned()));
    parts.extend(xml.wrapped.then(|| "wrapped".to_owned()));
    parts.join(", ")
}

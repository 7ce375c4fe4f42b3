//! The serialization of values in XML (`xml`).

use super::{ANNOUNCE, Check, OTHER, Rule};
use crate::diff::cursor::{Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULES: &[Rule] = &[Rule {
    code: "xml-changed",
    what: "The serialization of a value in XML changed (`xml`).",
    wire: "Breaking if bodies are XML.",
    help: ANNOUNCE,
    check: Check::Node(|it| {
        let (old, new) = it.both()?;
        (old.schema.xml != new.schema.xml).then(|| {
            let message = format!("the XML serialization changed from {} to {}", said(old), said(new));
            Found::new(Wire::Depends("the media type: XML alone"), message).behaves().unseen().at(&["xml"])
        })
    }),
    ..OTHER
}];

fn said(node: &Node<'_>) -> String {
    let Some(xml) = &node.schema.xml else { return "named like the property".to_owned() };
    let named = [("name", &xml.name), ("namespace", &xml.namespace), ("prefix", &xml.prefix)];
    let mut said: Vec<String> =
        named.into_iter().filter_map(|(key, value)| Some(format!("{key} `{}`", value.as_ref()?))).collect();
    said.extend(xml.attribute.then(|| "an attribute".to_owned()));
    said.extend(xml.wrapped.then(|| "wrapped".to_owned()));
    said.join(", ")
}

//! The serialization of a value in XML changed (`xml`).

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "xml-changed",
    docs: Docs {
        what: "The serialization of a value in XML changed (`xml`).",
        wire: "Breaking if bodies are XML.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.schema.xml != new.schema.xml).then(|| {
        let message = format!("the XML serialization changed from {} to {}", said(old), said(new));
        Found::new(Wire::Depends("the media type: XML alone"), message).behaves().unseen().at(&["xml"])
    })
}

fn said(node: &Node<'_>) -> String {
    let Some(xml) = &node.schema.xml else { return "named like the property".to_owned() };
    let named = [("name", &xml.name), ("namespace", &xml.namespace), ("prefix", &xml.prefix)];
    let mut said: Vec<String> =
        named.into_iter().filter_map(|(key, value)| Some(format!("{key} `{}`", value.as_ref()?))).collect();
    said.extend(xml.attribute.then(|| "an attribute".to_owned()));
    said.extend(xml.wrapped.then(|| "wrapped".to_owned()));
    said.join(", ")
}

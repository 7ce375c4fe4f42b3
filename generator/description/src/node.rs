//! Values with their locations.

use diag::Origin;
use serde_json::Value;

use crate::Document;
use crate::pointer::object_member;
use crate::references::reference_of;

/// A value and its location. Its members are reached from here; to look up their locations, each
/// pointer would be followed from the root.
#[derive(Clone, Debug)]
pub struct Node<'d> {
    /// The location.
    pub origin: Origin,
    /// The value at the location.
    pub value: &'d Value,
}

impl<'d> Node<'d> {
    /// Returns the member `key`; `None` if the value is not an object, or lacks it.
    pub fn member(&self, key: &str) -> Option<Self> {
        let value = object_member(self.value.as_object()?, key)?;
        Some(Self {
            origin: self.origin.child(key),
            value,
        })
    }

    /// Returns the text of the member `key`, if it is a string.
    pub fn text(&self, key: &str) -> Option<&'d str> {
        object_member(self.value.as_object()?, key)?.as_str()
    }

    /// Returns the items; none if the value is not an array.
    pub fn items(&self) -> impl Iterator<Item = Self> {
        let items = self.value.as_array().into_iter().flatten().enumerate();
        items.map(|(index, value)| Self {
            origin: self.origin.item(index),
            value,
        })
    }
}

impl Document {
    /// Returns the value at `origin` with its location.
    pub fn node(&self, origin: &Origin) -> Option<Node<'_>> {
        Some(Node {
            value: self.value(origin)?,
            origin: origin.clone(),
        })
    }

    /// Returns the end of the chain of the `$ref` at a node; `None` if there is no `$ref` or no
    /// target.
    pub fn target_node(&self, node: &Node<'_>) -> Option<Node<'_>> {
        self.resolve_node(&node.origin, reference_of(node.value)?)
            .ok()
    }

    /// Returns the end of the references at a node; the node itself if there is no reference or no
    /// target.
    pub fn followed_node<'d>(&'d self, node: Node<'d>) -> Node<'d> {
        self.target_node(&node).unwrap_or(node)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn members_and_items_have_the_values_at_their_locations() {
        let text = r##"{"openapi":"3.1.0","components":{"schemas":{
            "A":{"allOf":[{"$ref":"#/components/schemas/B~1C"},{"title":"t"}]},"B/C":{"type":"string"}}}}"##;
        let (document, _) = Document::from_text("test.json", text.to_owned()).unwrap();
        let schemas = document.node(&Origin::default().child("components").child("schemas"));
        let list = schemas
            .unwrap()
            .member("A")
            .unwrap()
            .member("allOf")
            .unwrap();
        assert!(list.member("0").is_none() && list.text("title").is_none());
        let items: Vec<_> = list.items().collect();
        for item in &items {
            assert_eq!(document.value(&item.origin), Some(item.value));
        }
        assert_eq!(items[1].text("title"), Some("t"));
        assert!(document.target_node(&items[1]).is_none());
        let target = document.followed_node(items[0].clone());
        assert_eq!(target.text("type"), Some("string"));
        assert_eq!(*target.origin.pointer, *"/components/schemas/B~1C");
    }
}

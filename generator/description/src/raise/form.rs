//! Queries about schemas in the one form.

use serde_json::{Map, Value};

use crate::{Document, Node, lists_type, reference_of};
use diag::Origin;

/// Returns whether a schema accepts no value: `false`, or the same as an object, `not: {}`.
pub fn accepts_nothing(schema: &Value) -> bool {
    match schema {
        Value::Bool(anything) => !anything,
        schema => schema
            .get("not")
            .and_then(Value::as_object)
            .is_some_and(Map::is_empty),
    }
}

/// Returns whether a schema accepts only `null`.
pub fn accepts_only_null(schema: &Value) -> bool {
    schema.get("type").is_some_and(|ty| ty == "null") && schema.get("$ref").is_none()
}

/// Returns whether `type` lists `null`, alone or with other types.
pub fn lists_null_type(schema: &Value) -> bool {
    schema
        .as_object()
        .is_some_and(|schema| lists_type(schema, "null"))
}

impl Document {
    /// Returns the only member of the union that is listed under `keyword` of a schema, apart from
    /// `null`.
    pub fn only_member<'d>(&'d self, union: &Node<'d>, keyword: &str) -> Option<Node<'d>> {
        self.only_item(union, keyword, accepts_only_null)
    }

    /// Returns the members of the union at `list` other than `null`.
    pub fn non_null_members(&self, list: &Origin) -> Vec<Origin> {
        let Some(list) = self.node(list) else {
            return Vec::new();
        };
        let members = self.items_without(&list, accepts_only_null);
        members.map(|member| member.origin).collect()
    }

    /// Returns the only schema in the array under `keyword` of a schema. Schemas for which
    /// `is_left_out` is true, and references to them, do not count.
    pub fn only_item<'d>(
        &'d self,
        schema: &Node<'d>,
        keyword: &str,
        is_left_out: impl Fn(&Value) -> bool,
    ) -> Option<Node<'d>> {
        let list = schema.member(keyword)?;
        let mut others = self.items_without(&list, is_left_out);
        let only = others.next()?;
        match others.next() {
            None => Some(only),
            Some(_) => None,
        }
    }

    /// Returns whether a member of the union at `list` accepts only `null`.
    pub fn has_null_member(&self, list: &Origin) -> bool {
        self.node(list).is_some_and(|list| {
            self.followed_items(&list)
                .any(|item| accepts_only_null(item.followed))
        })
    }

    fn items_without<'d>(
        &'d self,
        list: &Node<'d>,
        is_left_out: impl Fn(&Value) -> bool,
    ) -> impl Iterator<Item = Node<'d>> {
        self.followed_items(list)
            .filter(move |item| !is_left_out(item.followed))
            .map(|item| Node {
                origin: list.origin.item(item.index),
                value: item.value,
            })
    }

    fn followed_items<'d>(&'d self, list: &Node<'d>) -> impl Iterator<Item = FollowedItem<'d>> {
        let items = list.value.as_array().into_iter().flatten().enumerate();
        items.map(|(index, value)| {
            let target = reference_of(value).and_then(|reference| {
                let origin = list.origin.item(index);
                self.resolve_node(&origin, reference).ok()
            });
            FollowedItem {
                index,
                value,
                followed: target.map_or(value, |target| target.value),
            }
        })
    }
}

/// An item of an array.
struct FollowedItem<'d> {
    index: usize,
    value: &'d Value,
    /// The target of the item, if it is a reference; otherwise the item.
    followed: &'d Value,
}

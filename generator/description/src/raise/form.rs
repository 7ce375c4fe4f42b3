//! Queries about schemas in the one form.

use serde_json::{Map, Value};

use crate::{Document, lists_type, reference_of};
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
    /// Returns the only member of the union at `list`, apart from `null`.
    pub fn only_member(&self, list: &Origin) -> Option<Origin> {
        self.only_item(list, accepts_only_null)
    }

    /// Returns the members of the union at `list` other than `null`.
    pub fn non_null_members(&self, list: &Origin) -> Vec<Origin> {
        self.items_without(list, accepts_only_null).collect()
    }

    /// Returns the only schema in the array at `list`. Schemas for which `is_left_out` is true, and
    /// references to them, do not count.
    pub fn only_item(&self, list: &Origin, is_left_out: impl Fn(&Value) -> bool) -> Option<Origin> {
        let mut others = self.items_without(list, is_left_out);
        let only = others.next()?;
        match others.next() {
            None => Some(only),
            Some(_) => None,
        }
    }

    /// Returns whether a member of the union at `list` accepts only `null`.
    pub fn has_null_member(&self, list: &Origin) -> bool {
        self.followed_items(list)
            .any(|(_, member)| accepts_only_null(member))
    }

    fn items_without(
        &self,
        list: &Origin,
        is_left_out: impl Fn(&Value) -> bool,
    ) -> impl Iterator<Item = Origin> {
        self.followed_items(list)
            .filter(move |(_, item)| !is_left_out(item))
            .map(|(index, _)| list.item(index))
    }

    /// Returns the items of the array at `list`, with their indices; the targets of references.
    fn followed_items(&self, list: &Origin) -> impl Iterator<Item = (usize, &Value)> {
        let items = self.value(list).and_then(Value::as_array);
        let items = items.into_iter().flatten().enumerate();
        items.map(|(index, item)| {
            let target = reference_of(item)
                .and_then(|reference| self.resolve(&list.item(index), reference).ok());
            let value = target.and_then(|target| self.value(&target));
            (index, value.unwrap_or(item))
        })
    }
}

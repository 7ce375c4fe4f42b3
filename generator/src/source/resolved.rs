//! The schemas that a location leads to: the end of its references, and members of its lists.

use std::collections::HashSet;

use serde_json::Value;

use super::Document;
use crate::diag::Origin;

/// The most schemas that are searched for an annotation.
const MOST_APPLYING: usize = 64;

impl Document {
    /// Returns the end of the references at `origin`; `origin` itself without a reference, or without a target.
    pub(crate) fn followed(&self, origin: Origin) -> Origin {
        self.target(&origin).unwrap_or(origin)
    }

    /// Returns the locations of the items of the array at `list`; none if it is no array.
    pub(crate) fn items(
        &self,
        list: &Origin,
    ) -> impl DoubleEndedIterator<Item = Origin> + ExactSizeIterator + use<> {
        let count = self
            .value(list)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        let list = list.clone();
        (0..count).map(move |index| list.item(index))
    }

    /// Returns the only member of the array at `list`, besides those for `null`, or with a reference to such a schema.
    pub(crate) fn only_member(
        &self,
        list: &Origin,
        is_null: impl Fn(&Value) -> bool,
    ) -> Option<Origin> {
        let mut others = self.items(list).filter(|member| {
            !self
                .value(&self.followed(member.clone()))
                .is_some_and(&is_null)
        });
        let only = others.next()?;
        match others.next() {
            None => Some(only),
            Some(_) => None,
        }
    }

    /// Returns the schema that this keyword makes of the one at `origin`: the target of a reference, or an only member.
    pub(crate) fn inner(
        &self,
        origin: &Origin,
        key: &str,
        is_null: impl Fn(&Value) -> bool,
    ) -> Option<Origin> {
        match key {
            "$ref" => self.target(origin),
            "allOf" | "anyOf" | "oneOf" => self.only_member(&origin.child(key), is_null),
            _ => None,
        }
    }

    /// Returns the schemas that apply at these locations, the nearest first: targets of references, single members, and
    /// members of `allOf`. With each is the end of the last reference on the way to it.
    pub(crate) fn applying(
        &self,
        origins: impl DoubleEndedIterator<Item = Origin>,
        single: impl Fn(&Origin) -> Option<Origin>,
    ) -> impl Iterator<Item = (Origin, Option<Origin>)> {
        let mut waiting: Vec<_> = origins.rev().map(|origin| (origin, None)).collect();
        let mut seen = HashSet::new();
        std::iter::from_fn(move || {
            // References may be circular.
            let (place, end) = std::iter::from_fn(|| waiting.pop())
                .find(|(place, _)| seen.insert(place.clone()))?;
            let members = self.items(&place.child("allOf")).take(MOST_APPLYING).rev();
            waiting.extend(
                members
                    .chain(single(&place))
                    .map(|member| (member, end.clone())),
            );
            waiting.extend(
                self.target(&place)
                    .map(|target| (target.clone(), Some(target))),
            );
            Some((place, end))
        })
        .take(MOST_APPLYING)
    }
}

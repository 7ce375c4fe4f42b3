//! Unions: finds the member that matches a value.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

use super::kind::{Kind, plain};
use super::node::{Node, Slot, Table};
use super::tuple;

/// A value of one of several types, distinguished by its [`UnionTable`]; the emitted unions.
pub trait Union {
    /// Becomes the blank variant at `index` of the table, to be filled; at any other, a value that matches no member.
    fn choose(&mut self, index: usize);

    /// Returns the value of whatever variant, to be filled.
    fn active_mut(&mut self) -> &mut dyn Node;
}

/// Derived methods, which types get for free.
impl dyn Union + '_ {
    /// Becomes a value that matches no member.
    pub(crate) fn keep(&mut self, raw: Value) {
        self.choose(usize::MAX);
        if let Slot::Any(value) = self.active_mut().slot() {
            *value = raw;
        }
    }
}

/// The facts by which the members of a [`Union`] are distinguished.
#[derive(Debug)]
pub struct UnionTable {
    /// The discriminator and its mapping.
    pub tag: Option<Tag>,
    /// The members, in the order in which they are tried.
    pub shapes: &'static [Shape],
}

/// The discriminator of a union.
#[derive(Debug)]
pub struct Tag {
    /// Its name in JSON.
    pub name: &'static str,
    /// Its values (numbers and booleans as in JSON) with the index of the member that each one selects; a value that
    /// occurs twice selects two.
    pub values: &'static [(&'static str, usize)],
    /// The member that all other values select.
    pub otherwise: Option<usize>,
}

/// The type of a member, known before decoding.
#[derive(Debug)]
pub enum Shape {
    /// A boolean.
    Bool,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// A string; if not empty, one of these.
    Text(&'static [&'static str]),
    /// An array.
    List,
    /// A tuple.
    Tuple(&'static Table),
    /// An object whose keys are data.
    Map,
    /// An object with known properties.
    Record(&'static Table),
    /// A union that does not contain this one.
    Union(&'static UnionTable),
    /// Anything.
    Any,
}

impl UnionTable {
    /// The members worth trying for a value of this type, the best one first.
    pub(crate) fn candidates(&self, kind: &Kind<'_>) -> Vec<usize> {
        let named = self.tagged(kind);
        if named.len() == 1 {
            return named;
        }
        let mut ranked: Vec<(usize, usize)> = self.distances(kind, &named).collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, index)| index).collect()
    }

    /// The distance of the value from each possible member, among the selected ones or else all.
    fn distances(&self, kind: &Kind<'_>, named: &[usize]) -> impl Iterator<Item = (usize, usize)> {
        let shapes = self.shapes.iter().enumerate();
        shapes
            .filter(|(index, _)| named.is_empty() || named.contains(index))
            .filter_map(move |(index, shape)| Some((shape.distance(kind)?, index)))
    }

    /// The number of parts of the value that the best member does not know; an object without a discriminator value
    /// that selects it counts as one more.
    fn distance(&self, kind: &Kind<'_>) -> usize {
        let named = self.tagged(kind);
        let is_unnamed = self.tag.is_some() && named.is_empty() && matches!(kind, Kind::Object(_));
        let best = self.distances(kind, &named).map(|(distance, _)| distance).min();
        best.map_or(usize::MAX, |best| best.saturating_add(usize::from(is_unnamed)))
    }

    /// Whether the value is an object without the discriminator.
    pub(crate) fn is_untagged(&self, kind: &Kind<'_>) -> bool {
        let Kind::Object(members) = kind else { return false };
        self.tag.as_ref().is_none_or(|tag| !members.iter().any(|(name, _)| name == tag.name))
    }

    /// The members that the discriminator selects; none if it is absent.
    fn tagged(&self, kind: &Kind<'_>) -> Vec<usize> {
        let (Some(tag), Kind::Object(members)) = (self.tag.as_ref(), kind) else { return Vec::new() };
        let member = members.iter().rfind(|(name, _)| name == tag.name);
        let Some(value) = member.and_then(|(_, value)| plain(value.get())) else { return Vec::new() };
        let named = tag.values.iter().filter(|(name, _)| *name == value);
        let named: Vec<usize> = named.map(|(_, index)| *index).collect();
        if named.is_empty() { tag.otherwise.into_iter().collect() } else { named }
    }
}

impl Shape {
    /// The number of parts of the value that the member does not know; `None` if it cannot match.
    fn distance(&self, kind: &Kind<'_>) -> Option<usize> {
        match (self, kind) {
            (Self::Record(table), Kind::Object(members)) => record_distance(table, members),
            (Self::Text(values), Kind::Text(text)) if !values.is_empty() => {
                Some(if values.contains(&text.as_str()) { 0 } else { 1 })
            }
            (Self::Bool, Kind::Bool) | (Self::Integer, Kind::Integer) | (Self::Text(_), Kind::Text(_)) => Some(0),
            (Self::Tuple(table), Kind::List(json)) => tuple_distance(table, json),
            (Self::List, Kind::List(_)) | (Self::Number, Kind::Integer | Kind::Number) => Some(1),
            (Self::Map, Kind::Object(members)) => Some(members.len()),
            (Self::Union(table), _) => Some(table.distance(kind)),
            (Self::Any, _) => Some(usize::MAX),
            _ => None,
        }
    }
}

fn record_distance(table: &Table, members: &[(Cow<'_, str>, &RawValue)]) -> Option<usize> {
    let has = |property: &str| members.iter().any(|(name, _)| name == property);
    if table.properties.iter().any(|p| p.required && !has(p.name)) {
        return None;
    }
    Some(members.iter().filter(|(name, _)| table.find(name, 0).is_none()).count())
}

/// 0 if all items are known; otherwise more than the distance of an array, which may know them.
fn tuple_distance(table: &Table, json: &str) -> Option<usize> {
    let length = serde_json::from_str::<Vec<IgnoredAny>>(json).ok()?.len();
    let unknown = length.saturating_sub(table.properties.len());
    (!tuple::is_short(table, length)).then_some(if unknown == 0 { 0 } else { unknown + 1 })
}

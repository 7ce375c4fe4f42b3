//! One of several shapes: how the runtime finds out which.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::Value;
use serde_json::value::RawValue;

use super::kind::{Kind, plain};
use super::node::{Node, Slot, Table};
use super::tuple;

/// A value that has one of several shapes, which its [`UnionTable`] tells apart; the emitted unions.
pub trait Union {
    /// Becomes the blank shape at `index` of the table, to be filled; at any other, a value that fits no shape.
    fn choose(&mut self, index: usize);

    /// The value, whatever its shape, to be filled.
    fn active_mut(&mut self) -> &mut dyn Node;
}

/// What follows from the methods above: types pay nothing for it.
impl dyn Union + '_ {
    /// Becomes a value that fits no shape.
    pub(crate) fn keep(&mut self, raw: Value) {
        self.choose(usize::MAX);
        if let Slot::Any(value) = self.active_mut().slot() {
            *value = raw;
        }
    }
}

/// How the shapes of a [`Union`] are told apart.
#[derive(Debug)]
pub struct UnionTable {
    /// The property that names the shape, and which of its values names which shape.
    pub tag: Option<Tag>,
    /// The shapes, in the order in which they are tried.
    pub shapes: &'static [Shape],
}

/// The property that names the shape of a union.
#[derive(Debug)]
pub struct Tag {
    /// Its name in JSON.
    pub name: &'static str,
    /// Its values, numbers and truth values as JSON writes them, and the index of the shape that each one names; one
    /// that stands here twice names two.
    pub values: &'static [(&'static str, usize)],
    /// The shape that all other values name.
    pub otherwise: Option<usize>,
}

/// What is known of a shape before it is read.
#[derive(Debug)]
pub enum Shape {
    /// A boolean.
    Bool,
    /// An integer.
    Integer,
    /// A number.
    Number,
    /// Text; if not empty, one of these.
    Text(&'static [&'static str]),
    /// A list.
    List,
    /// A list whose first items have types of their own.
    Tuple(&'static Table),
    /// An object whose keys are data.
    Map,
    /// An object with known properties.
    Record(&'static Table),
    /// What has one of several shapes itself, none of which leads back here.
    Union(&'static UnionTable),
    /// Anything.
    Any,
}

impl UnionTable {
    /// The shapes worth trying for a value of this kind, the best one first.
    pub(crate) fn candidates(&self, kind: &Kind<'_>) -> Vec<usize> {
        let named = self.tagged(kind);
        if named.len() == 1 {
            return named;
        }
        let mut ranked: Vec<(usize, usize)> = self.distances(kind, &named).collect();
        ranked.sort_unstable();
        ranked.into_iter().map(|(_, index)| index).collect()
    }

    /// How far the value is from each shape that it can have, of those that were named, or else of all.
    fn distances(&self, kind: &Kind<'_>, named: &[usize]) -> impl Iterator<Item = (usize, usize)> {
        let shapes = self.shapes.iter().enumerate();
        shapes
            .filter(|(index, _)| named.is_empty() || named.contains(index))
            .filter_map(move |(index, shape)| Some((shape.distance(kind)?, index)))
    }

    /// How much of the value the best of the shapes does not know; an object that the tag does not name counts as one
    /// property more.
    fn distance(&self, kind: &Kind<'_>) -> usize {
        let named = self.tagged(kind);
        let is_unnamed = self.tag.is_some() && named.is_empty() && matches!(kind, Kind::Object(_));
        let best = self.distances(kind, &named).map(|(distance, _)| distance).min();
        best.map_or(usize::MAX, |best| best.saturating_add(usize::from(is_unnamed)))
    }

    /// Whether the value is an object without the property that names the shape.
    pub(crate) fn is_untagged(&self, kind: &Kind<'_>) -> bool {
        let Kind::Object(members) = kind else { return false };
        self.tag.as_ref().is_none_or(|tag| !members.iter().any(|(name, _)| name == tag.name))
    }

    /// The shapes that the tag names; none where it says nothing.
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
    /// How much of the value the shape does not know; `None` if the value cannot have this shape.
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

/// None where all items are known; otherwise more than the distance of a list, which may know what they are.
fn tuple_distance(table: &Table, json: &str) -> Option<usize> {
    let length = serde_json::from_str::<Vec<IgnoredAny>>(json).ok()?.len();
    let unknown = length.saturating_sub(table.properties.len());
    (!tuple::is_short(table, length)).then_some(if unknown == 0 { 0 } else { unknown + 1 })
}

//! Unions: finds the member that matches a value, and decodes the value as that member.

use std::borrow::Cow;

use serde::de::IgnoredAny;
use serde_json::value::RawValue;

use super::api::{Shape, Table, UnionTable};
use super::fill::decode_at;
use super::json::{Path, lossy_value};
use super::json_shape::{JsonShape, json_shape, unquoted_scalar};
use super::node::{Slot, Union, is_short};

/// The members that the discriminator of a value leaves possible.
enum Selected {
    /// The value has no discriminator: all members.
    All,
    /// The members to which the value of the discriminator is mapped.
    Named(Vec<usize>),
    /// The value of the discriminator is mapped to no member: the members to which no value is
    /// mapped.
    Unmapped,
}

impl UnionTable {
    /// Returns the selected members that a value with this top level may match, the best one first.
    fn candidates(&self, shape: &JsonShape<'_>, selected: &Selected) -> Vec<usize> {
        match selected {
            Selected::Named(named) if named.len() == 1 => named.clone(),
            _ => self
                .ranked(shape, selected)
                .into_iter()
                .map(|(_, index)| index)
                .collect(),
        }
    }

    /// Returns the member that describes the most parts of a value, if no other member describes as
    /// many.
    fn closest(&self, shape: &JsonShape<'_>) -> Option<usize> {
        match self.ranked(shape, &Selected::All).as_slice() {
            [(first, _), (second, _), ..] if first == second => None,
            [(_, closest), ..] => Some(*closest),
            [] => None,
        }
    }

    /// Returns the selected members that the value may match, with their distances from it, the
    /// best first.
    fn ranked(&self, shape: &JsonShape<'_>, selected: &Selected) -> Vec<(usize, usize)> {
        let mut ranked: Vec<(usize, usize)> = self
            .possible(shape)
            .filter(|index| self.leaves(selected, *index))
            .filter_map(|index| Some((self.shapes.get(index)?.distance(shape)?, index)))
            .collect();
        ranked.sort_unstable();
        ranked
    }

    /// Returns the number of parts of the value that the best member does not describe, plus one if
    /// no discriminator selects it; `None` if the value matches no member.
    fn distance(&self, shape: &JsonShape<'_>) -> Option<usize> {
        let selected = self.selected(shape);
        let is_unnamed = self.tag.is_some()
            && !matches!(selected, Selected::Named(_))
            && matches!(shape, JsonShape::Object(_));
        let (best, _) = *self.ranked(shape, &selected).first()?;
        Some(best.saturating_add(usize::from(is_unnamed)))
    }

    /// Returns the members that the discriminator leaves possible; a discriminator that is `null`
    /// counts as absent.
    fn selected(&self, shape: &JsonShape<'_>) -> Selected {
        let (Some(tag), JsonShape::Object(members)) = (self.tag.as_ref(), shape) else {
            return Selected::All;
        };
        let Some(json) = raw_member(members, tag.name).filter(|json| *json != "null") else {
            return match tag.absent {
                Some(absent) => Selected::Named(vec![absent]),
                None => Selected::All,
            };
        };
        let value = unquoted_scalar(json);
        let named: Vec<usize> = tag
            .values
            .iter()
            .filter(|(name, _)| value.as_deref() == Some(*name))
            .map(|(_, index)| *index)
            .collect();
        match (named.is_empty(), tag.otherwise) {
            (false, _) => Selected::Named(named),
            (true, Some(otherwise)) => Selected::Named(vec![otherwise]),
            (true, None) => Selected::Unmapped,
        }
    }

    /// Returns whether the discriminator leaves a member possible.
    fn leaves(&self, selected: &Selected, index: usize) -> bool {
        match selected {
            Selected::All => true,
            Selected::Named(named) => named.contains(&index),
            Selected::Unmapped => self
                .tag
                .as_ref()
                .is_none_or(|tag| !tag.values.iter().any(|(_, mapped)| *mapped == index)),
        }
    }

    /// Returns the members that no constant excludes.
    fn possible(&self, shape: &JsonShape<'_>) -> impl Iterator<Item = usize> + use<> {
        let excluded = self.excluded(shape);
        (0..self.shapes.len()).filter(move |index| !excluded.contains(index))
    }

    /// Returns the members that have another constant than the value.
    fn excluded(&self, shape: &JsonShape<'_>) -> Vec<usize> {
        let mut excluded = Vec::new();
        for constant in self.constants {
            let mut scalars = Vec::new();
            match (shape, constant.path) {
                (JsonShape::Object(members), [name, tail @ ..]) => {
                    if let Some(json) = raw_member(members, name) {
                        scalars_at(json, tail, &mut scalars);
                    }
                }
                (JsonShape::List(json), path) => scalars_at(json, path, &mut scalars),
                _ => {}
            }
            for value in scalars {
                if !constant.closed && !constant.values.iter().any(|(key, _)| *key == value) {
                    continue;
                }
                for (_, index) in constant.values {
                    if !constant.values.contains(&(value.as_str(), *index)) {
                        excluded.push(*index);
                    }
                }
            }
        }
        excluded
    }
}

/// Adds the strings, numbers and booleans at the end of a path of property names; if there is an
/// array on the path, adds the values in each of its objects.
fn scalars_at(json: &str, path: &[&str], scalars: &mut Vec<String>) {
    if !json.starts_with('[') {
        scalars_in(json, path, scalars);
        return;
    }
    let items: Vec<&RawValue> = serde_json::from_str(json).unwrap_or_default();
    for item in items {
        // Arrays in arrays are not followed: nesting in a response has no limit here.
        if !item.get().starts_with('[') {
            scalars_in(item.get(), path, scalars);
        }
    }
}

/// Like [`scalars_at`], for JSON that is not an array.
fn scalars_in(json: &str, path: &[&str], scalars: &mut Vec<String>) {
    match path {
        [] => scalars.extend(unquoted_scalar(json).filter(|value| value != "null")),
        [name, tail @ ..] => {
            if let Ok(JsonShape::Object(members)) = json_shape(json)
                && let Some(json) = raw_member(&members, name)
            {
                scalars_at(json, tail, scalars);
            }
        }
    }
}

/// Returns the raw value of a property; of duplicates, the last one counts.
fn raw_member<'a>(members: &[(Cow<'_, str>, &'a RawValue)], name: &str) -> Option<&'a str> {
    members
        .iter()
        .rfind(|(key, _)| key == name)
        .map(|(_, value)| value.get())
}

impl Shape {
    /// Returns the number of parts of the value that the member does not describe; `None` if it
    /// cannot match.
    fn distance(&self, shape: &JsonShape<'_>) -> Option<usize> {
        match (self, shape) {
            (Self::Record(table), JsonShape::Object(members)) => record_distance(table, members),
            (Self::Text(values), JsonShape::Text(text)) if !values.is_empty() => {
                Some(if values.contains(&text.as_str()) {
                    0
                } else {
                    1
                })
            }
            (Self::Bool, JsonShape::Bool)
            | (Self::Integer, JsonShape::Integer)
            | (Self::Text(_), JsonShape::Text(_)) => Some(0),
            (Self::Tuple(table), JsonShape::List(json)) => tuple_distance(table, json),
            (Self::List, JsonShape::List(_))
            | (Self::Number, JsonShape::Integer | JsonShape::Number) => Some(1),
            (Self::Map, JsonShape::Object(members)) => Some(members.len()),
            (Self::Union(table), _) => table.distance(shape),
            (Self::Any, _) => Some(usize::MAX),
            _ => None,
        }
    }
}

fn record_distance(table: &Table, members: &[(Cow<'_, str>, &RawValue)]) -> Option<usize> {
    for property in table.properties {
        if property.required && !members.iter().any(|(name, _)| name == property.name) {
            return None;
        }
    }
    Some(
        members
            .iter()
            .filter(|(name, _)| table.find(name).is_none())
            .count(),
    )
}

/// Returns 0 if the table describes all items of the value. Otherwise, an array is preferred,
/// because it may describe all of them, so the distance is greater than that of an array.
fn tuple_distance(table: &Table, json: &str) -> Option<usize> {
    let length = serde_json::from_str::<Vec<IgnoredAny>>(json).ok()?.len();
    if is_short(table, length) {
        return None;
    }
    match length.saturating_sub(table.properties.len()) {
        0 => Some(0),
        unknown => Some(unknown + 1),
    }
}

/// The maximum number of failed attempts to read parts of one text as members of unions, which
/// limits the time for nested unions.
const MAX_ATTEMPTS: u32 = 10_000;

/// Tries the members that the top level of the value allows; a value that matches none is kept
/// unchanged.
pub fn read_union(
    table: &UnionTable,
    union: &mut dyn Union,
    json: &str,
    path: &mut Path,
    depth: usize,
) -> Result<(), serde_json::Error> {
    let shape = json_shape(json)?;
    let selected = table.selected(&shape);
    let candidates = table.candidates(&shape, &selected);
    // Nested values are strict as well: otherwise each level would be read twice by each enclosing
    // level.
    let may_deviate = std::mem::replace(&mut path.may_deviate, false);
    let is_lenient = std::mem::replace(&mut path.is_lenient, false);
    let unmatched_unions = path.unmatched_unions;
    let mut fits = read_shapes(union, &candidates, json, path, depth);
    let is_whole = fits && path.unmatched_unions == unmatched_unions;
    path.may_deviate = may_deviate;
    path.is_lenient = is_lenient;
    // A value whose discriminator selects no member must not be read as a member with deviations.
    let may_guess = may_deviate && !matches!(selected, Selected::Unmapped);
    if let ([only], true, false) = (candidates.as_slice(), may_guess, is_whole) {
        path.unmatched_unions = unmatched_unions;
        let is_better = read_leniently_as(union, *only, json, path, depth);
        fits = is_better || (fits && read_shape(union, *only, json, path, depth));
    }
    if let (Selected::All, JsonShape::Object(_), true, false) = (&selected, &shape, may_guess, fits)
    {
        fits = match candidates.len() {
            0 => read_only_shape(union, table.possible(&shape), json, path, depth),
            1 => false,
            _ => table
                .closest(&shape)
                .is_some_and(|index| read_leniently_as(union, index, json, path, depth)),
        };
    }
    if fits {
        return Ok(());
    }
    path.unmatched_unions += 1;
    let raw = if path.is_lossy {
        lossy_value(json, depth)?
    } else {
        serde_json::from_str(json)?
    };
    union.keep(raw);
    Ok(())
}

/// Reads the value as the first matching member; returns whether there is one. Members that match
/// completely take precedence over those that replace a `null` by an absent property, or that
/// contain a union of which no member matches.
fn read_shapes(
    union: &mut dyn Union,
    shapes: &[usize],
    json: &str,
    path: &mut Path,
    depth: usize,
) -> bool {
    let before = (path.emptied, path.unmatched_unions);
    let mut partial_match = None;
    let mut last_match = None;
    for index in shapes {
        (path.emptied, path.unmatched_unions) = before;
        last_match = if read_shape(union, *index, json, path, depth) {
            Some(*index)
        } else {
            None
        };
        if last_match.is_some()
            && (shapes.len() == 1 || (path.emptied, path.unmatched_unions) == before)
        {
            return true;
        }
        partial_match = partial_match.or(last_match);
        path.attempts += 1;
        if path.attempts >= MAX_ATTEMPTS {
            break;
        }
    }
    let Some(partial_match) = partial_match else {
        (path.emptied, path.unmatched_unions) = before;
        return false;
    };
    if last_match == Some(partial_match) {
        return true;
    }
    (path.emptied, path.unmatched_unions) = before;
    read_shape(union, partial_match, json, path, depth)
}

fn read_shape(
    union: &mut dyn Union,
    index: usize,
    json: &str,
    path: &mut Path,
    depth: usize,
) -> bool {
    union.choose(index);
    let node = union.active_mut();
    // A union may be a member of itself.
    let depth = depth + usize::from(matches!(node.slot(), Slot::Union(..)));
    let fits = decode_at(json, node, path, depth).is_ok();
    if !fits {
        path.steps.clear();
    }
    fits
}

/// Decodes the value as the one member that matches if mistakes in optional parts are ignored.
/// Returns `false` if none or several match.
fn read_only_shape(
    union: &mut dyn Union,
    shapes: impl Iterator<Item = usize>,
    json: &str,
    path: &mut Path,
    depth: usize,
) -> bool {
    let deviation_count = path.deviations.len();
    let mut only = None;
    for index in shapes {
        if path.guesses >= MAX_ATTEMPTS {
            return false;
        }
        path.guesses += 1;
        let fits = read_leniently_as(union, index, json, path, depth);
        path.deviations.truncate(deviation_count);
        match (fits, only) {
            (true, None) => only = Some(index),
            (true, Some(_)) => return false,
            (false, _) => {}
        }
    }
    only.is_some_and(|index| read_leniently_as(union, index, json, path, depth))
}

/// Decodes the value as a member; returns whether it matches apart from optional parts.
fn read_leniently_as(
    union: &mut dyn Union,
    index: usize,
    json: &str,
    path: &mut Path,
    depth: usize,
) -> bool {
    let deviation_count = path.deviations.len();
    // The required properties of a value select the member.
    let is_lenient = std::mem::replace(&mut path.is_lenient, true);
    let is_in_optional = std::mem::replace(&mut path.is_in_optional, false);
    let fits = read_shape(union, index, json, path, depth);
    path.is_lenient = is_lenient;
    path.is_in_optional = is_in_optional;
    if !fits {
        path.deviations.truncate(deviation_count);
    }
    fits
}

/// Implements [`Union`](super::node::Union) and all derived impls. The arguments are the API, and
/// the variants in the order of `Self::TABLE`, each with its index.
macro_rules! union {
    ($api:path, $name:ident $(, $index:literal $variant:ident)*) => {
        impl $crate::runtime::node::Union for $name {
            #[inline(never)]
            fn choose(&mut self, index: usize) {
                *self = match index {
                    $($index => Self::$variant($crate::runtime::node::Model::blank()),)*
                    _ => Self::Unknown(serde_json::Value::Null),
                };
            }

            #[inline(never)]
            fn active_mut(&mut self) -> &mut dyn $crate::runtime::node::Node {
                match self {
                    $(Self::$variant(value) => value,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl $crate::runtime::node::Node for $name {
            #[inline(never)]
            fn view(&self) -> $crate::runtime::node::View<'_> {
                let active: &dyn $crate::runtime::node::Node = match self {
                    $(Self::$variant(value) => value,)*
                    Self::Unknown(value) => value,
                };
                active.view()
            }

            #[inline(never)]
            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::Union(Self::TABLE, self, $crate::runtime::union::read_union)
            }
        }

        impl $crate::runtime::node::FromItems for $name {}

        impl $crate::runtime::node::Model for $name {
            fn blank() -> Self {
                Self::Unknown(serde_json::Value::Null)
            }
        }

        $crate::runtime::impls::by_value!($api, $name);
    };
}

/// Creates a union from a string, for its only string variant.
macro_rules! from_text {
    ($name:ident, $variant:ident $(, also $owned:ty)?) => {
        $crate::runtime::impls::from_each!($name, |text| Self::$variant(text.into()), &str, &String $(, $owned)?);
    };
}

/// Creates a union from an array whose items convert to the items of one `Vec` variant. The type
/// parameters have unusual names because a type of the description may be named `T`. A nested
/// variant is a union, which has this conversion itself.
macro_rules! from_items {
    ($name:ident, nested $variant:ident, only $item:ty) => {
        $crate::runtime::union::collected!($name, nested $variant, [const __N: usize] [$item; __N]);
    };
    ($name:ident, nested $variant:ident, $item:ty) => {
        $crate::runtime::union::collected! {
            $name, nested $variant, [__Item: Into<$item>, const __N: usize] [__Item; __N]
        }
    };
    ($name:ident, $variant:ident, $item:ty) => {
        $crate::runtime::union::collected! {
            $name, $variant, [__Item: Into<$item>, const __N: usize] [__Item; __N], Into::into
        }
    };
    ($name:ident, $variant:ident, only $item:ty) => {
        $crate::runtime::union::collected!($name, $variant, [const __N: usize] [$item; __N], Into::into);
    };
}

/// Creates a union from borrowed strings.
macro_rules! from_texts {
    ($name:ident, nested $variant:ident) => {
        $crate::runtime::union::collected!($name, nested $variant, [] Vec<&str>);
    };
    ($name:ident, $variant:ident) => {
        $crate::runtime::union::collected!($name, $variant, [] Vec<&str>, Into::into);
    };
}

/// Creates a union from entries that convert to the entries of its only map.
macro_rules! from_entries {
    ($name:ident, $variant:ident, $value:ty) => {
        $crate::runtime::union::collected! {
            $name, $variant, [__Key: Into<String>, __Value: Into<$value>, const __N: usize] [(__Key, __Value); __N],
            |(key, value)| (key.into(), value.into())
        }
        $crate::runtime::union::collected! {
            $name, $variant, [__Key: Into<String>, __Value: Into<$value>] Vec<(__Key, __Value)>,
            |(key, value)| (key.into(), value.into())
        }
        $crate::runtime::union::collected! {
            $name, $variant,
            [__Key: Into<String>, __Value: Into<$value>] std::collections::HashMap<__Key, __Value>,
            |(key, value)| (key.into(), value.into())
        }
    };
}

/// Creates a union from several values, each of which converts to an item or entry of one variant.
macro_rules! collected {
    ($name:ident, nested $variant:ident, [$($generics:tt)*] $source:ty) => {
        impl<$($generics)*> From<$source> for $name {
            fn from(values: $source) -> Self {
                Self::$variant(values.into())
            }
        }
    };
    ($name:ident, $variant:ident, [$($generics:tt)*] $source:ty, $convert:expr) => {
        impl<$($generics)*> From<$source> for $name {
            fn from(values: $source) -> Self {
                Self::$variant(values.into_iter().map($convert).collect())
            }
        }
    };
}

pub(crate) use {collected, from_entries, from_items, from_text, from_texts, union};

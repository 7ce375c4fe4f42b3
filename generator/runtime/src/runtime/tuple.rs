//! Tuples: arrays whose first items have separate types.
//!
//! A tuple is a [`Record`] whose properties are these items, in order. The further items are its rest.

use super::node::{Node, Record, Table, View};

/// The items, up to the last present one; an absent one before it is `null`.
pub(crate) fn items<'a>(table: &Table, record: &'a dyn Record) -> Vec<&'a dyn Node> {
    let following = record.following();
    let places = table.properties.iter().enumerate();
    let mut items: Vec<&dyn Node> = places.filter_map(|(index, _)| record.get(index)).collect();
    if following.is_empty() {
        let is_there = |(index, node): (usize, &&dyn Node)| {
            let required = table.properties.get(index).is_some_and(|property| property.required);
            (required || !matches!(node.view(), View::Absent)).then_some(index + 1)
        };
        let length = items.iter().enumerate().rev().find_map(is_there);
        items.truncate(length.unwrap_or(0));
    }
    items.extend((0..following.len()).filter_map(|index| following.get(index)));
    items
}

/// The item at `index`, to be filled: one of the table, or a new one after those.
pub(crate) fn place<'a>(table: &Table, record: &'a mut dyn Record, index: usize) -> Option<&'a mut dyn Node> {
    if index < table.properties.len() { record.get_mut(index) } else { record.following_mut()?.push() }
}

/// Removes the items after those of the table, before they are read again.
pub(crate) fn clear_following(record: &mut dyn Record) {
    if let Some(following) = record.following_mut() {
        following.clear();
    }
}

/// Whether an array of `length` items is too short.
pub(crate) fn is_short(table: &Table, length: usize) -> bool {
    // Only the first items can be required.
    table.properties.get(length).is_some_and(|property| property.required)
}

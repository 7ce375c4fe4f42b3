//! `PartialEq` of all records and unions, in one loop.

use super::node::{List, Map, Node, Record, Table, View};

/// Whether two nodes have the same value.
pub fn are_equal(left: &dyn Node, right: &dyn Node) -> bool {
    match (left.view(), right.view()) {
        (View::Absent, View::Absent) | (View::Null, View::Null) => true,
        (View::Bool(left), View::Bool(right)) => left == right,
        (View::Integer(left), View::Integer(right)) => left == right,
        (View::Wide(left), View::Wide(right)) => left == right,
        (View::Float(left), View::Float(right)) => left == right,
        (View::Number(left), View::Number(right)) => left == right,
        (View::Text(left), View::Text(right)) => left == right,
        (View::Any(left), View::Any(right)) | (View::NoObject(left), View::NoObject(right)) => left == right,
        (View::Upload(left), View::Upload(right)) => left == right,
        (View::List(left), View::List(right)) => are_equal_lists(left, right),
        (View::Map(left), View::Map(right)) => are_equal_maps(left, right),
        // A name identifies a type of the crate.
        (View::Record(table, left), View::Record(other, right))
        | (View::Tuple(table, left), View::Tuple(other, right)) => {
            table.name == other.name && are_equal_records(table, left, right)
        }
        _ => false,
    }
}

fn are_equal_lists(left: &dyn List, right: &dyn List) -> bool {
    left.len() == right.len() && (0..left.len()).all(|index| are_equal_places(left.get(index), right.get(index)))
}

/// Entries of maps come in the order of their names.
fn are_equal_maps(left: &dyn Map, right: &dyn Map) -> bool {
    let (mut left, mut right) = (left.entries(), right.entries());
    loop {
        match (left.next(), right.next()) {
            (Some((name, left)), Some((other, right))) if name == other && are_equal(left, right) => {}
            (None, None) => return true,
            _ => return false,
        }
    }
}

fn are_equal_records(table: &Table, left: &dyn Record, right: &dyn Record) -> bool {
    // The further properties are the entry after the last.
    (0..=table.properties.len()).all(|index| are_equal_places(left.get(index), right.get(index)))
}

fn are_equal_places(left: Option<&dyn Node>, right: Option<&dyn Node>) -> bool {
    match (left, right) {
        (Some(left), Some(right)) => are_equal(left, right),
        (left, right) => left.is_none() && right.is_none(),
    }
}

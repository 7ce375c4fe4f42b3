//! Traits that `generator.yaml` adds to types: equality, hashes and order of their values.
//!
//! They are those of the values, as that of `PartialEq` is, so that they agree with it.

use std::cmp::Ordering;
use std::hash::{Hash, Hasher};

use serde_json::{Map, Number, Value};

use super::node::{Node, View};

/// Hashes the value of a node.
pub fn hash_node(node: &dyn Node, state: &mut dyn Hasher) {
    let view = node.view();
    state.write_u8(rank(&view));
    match view {
        View::Bool(value) => state.write_u8(value.into()),
        View::Integer(value) => state.write_i128(value),
        View::Text(text) => hash_text(&text, state),
        View::Any(value) | View::NoObject(value) => hash_json(value, state),
        View::Owned(value) => hash_json(&value, state),
        View::List(list) => {
            state.write_usize(list.len());
            for item in list.items() {
                hash_node(item, state);
            }
        }
        View::Map(map) => {
            for (name, node) in map.entries() {
                hash_text(name, state);
                hash_node(node, state);
            }
        }
        View::Record(table, record) | View::Tuple(table, record) => {
            // The additional properties are the entry after the last.
            for index in 0..=table.properties.len() {
                hash_node(record.get(index), state);
            }
        }
        // These have few values, or equal ones that differ, such as `0.0` and `-0.0`.
        View::Absent | View::Null | View::Float(_) | View::Number(_) | View::Upload(_) => {}
    }
}

/// Hashes JSON; objects are equal regardless of the order of their properties.
fn hash_json(value: &Value, state: &mut dyn Hasher) {
    state.write_u8(rank_of_json(value));
    match value {
        Value::Null => {}
        Value::Bool(value) => state.write_u8((*value).into()),
        Value::Number(number) => {
            // `0.0` equals `-0.0`.
            if let Some(value) = integer_of(number) {
                state.write_i128(value);
            }
        }
        Value::String(text) => hash_text(text, state),
        Value::Array(items) => {
            state.write_usize(items.len());
            for item in items {
                hash_json(item, state);
            }
        }
        Value::Object(members) => {
            for (name, value) in sorted_members(members) {
                hash_text(name, state);
                hash_json(value, state);
            }
        }
    }
}

fn hash_text(text: &str, mut state: &mut dyn Hasher) {
    text.hash(&mut state);
}

/// Compares the values of two nodes of the same type.
pub fn compare_nodes(left: &dyn Node, right: &dyn Node) -> Ordering {
    match (left.view(), right.view()) {
        (View::Bool(left), View::Bool(right)) => left.cmp(&right),
        (View::Integer(left), View::Integer(right)) => left.cmp(&right),
        (View::Float(left), View::Float(right)) => {
            let order = left.partial_cmp(&right);
            order.unwrap_or_else(|| left.total_cmp(&right))
        }
        (View::Text(left), View::Text(right)) => left.cmp(&right),
        (View::Any(left), View::Any(right)) | (View::NoObject(left), View::NoObject(right)) => {
            compare_json(left, right)
        }
        (View::Owned(left), View::Owned(right)) => compare_json(&left, &right),
        (View::List(left), View::List(right)) => {
            let items = left.items().zip(right.items());
            let first = items.map(|(left, right)| compare_nodes(left, right));
            first_difference(first).then(left.len().cmp(&right.len()))
        }
        (View::Map(left), View::Map(right)) => {
            let entries = left.entries().zip(right.entries());
            let first = entries.map(|((name, left), (other, right))| {
                name.cmp(other).then_with(|| compare_nodes(left, right))
            });
            let counts = || left.entries().count().cmp(&right.entries().count());
            first_difference(first).then_with(counts)
        }
        (View::Record(table, left), View::Record(other, right))
        | (View::Tuple(table, left), View::Tuple(other, right)) => {
            // Members of a union have different tables.
            let indexes = 0..=table.properties.len();
            let first = indexes.map(|index| compare_nodes(left.get(index), right.get(index)));
            table
                .name
                .cmp(other.name)
                .then_with(|| first_difference(first))
        }
        (left, right) => rank(&left).cmp(&rank(&right)),
    }
}

fn compare_json(left: &Value, right: &Value) -> Ordering {
    match (left, right) {
        (Value::Bool(left), Value::Bool(right)) => left.cmp(right),
        (Value::String(left), Value::String(right)) => left.cmp(right),
        (Value::Number(left), Value::Number(right)) => compare_numbers(left, right),
        (Value::Array(left), Value::Array(right)) => {
            let items = left.iter().zip(right);
            let first = items.map(|(left, right)| compare_json(left, right));
            first_difference(first).then(left.len().cmp(&right.len()))
        }
        (Value::Object(left), Value::Object(right)) => {
            let members = sorted_members(left).zip(sorted_members(right));
            let first = members.map(|((name, left), (other, right))| {
                name.cmp(other).then_with(|| compare_json(left, right))
            });
            first_difference(first).then(left.len().cmp(&right.len()))
        }
        (left, right) => rank_of_json(left).cmp(&rank_of_json(right)),
    }
}

/// Compares two numbers; integers come before all others, because `1` does not equal `1.0`.
fn compare_numbers(left: &Number, right: &Number) -> Ordering {
    match (integer_of(left), integer_of(right)) {
        (Some(left), Some(right)) => left.cmp(&right),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => {
            let order = left.as_f64().partial_cmp(&right.as_f64());
            order.unwrap_or(Ordering::Equal)
        }
    }
}

fn integer_of(number: &Number) -> Option<i128> {
    number
        .as_i64()
        .map(i128::from)
        .or_else(|| number.as_u64().map(i128::from))
}

fn sorted_members(members: &Map<String, Value>) -> impl Iterator<Item = (&String, &Value)> {
    let mut sorted: Vec<(&String, &Value)> = members.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    sorted.into_iter()
}

fn first_difference(mut orders: impl Iterator<Item = Ordering>) -> Ordering {
    orders
        .find(|order| order.is_ne())
        .unwrap_or(Ordering::Equal)
}

/// Returns a number for each kind of value.
fn rank(view: &View<'_>) -> u8 {
    match view {
        View::Absent => 0,
        View::Null => 1,
        View::Bool(_) => 2,
        View::Integer(_) => 3,
        View::Float(_) => 4,
        View::Number(_) => 5,
        View::Text(_) => 6,
        View::List(_) => 7,
        View::Tuple(..) => 8,
        View::Map(_) => 9,
        View::Record(..) => 10,
        View::Any(_) => 11,
        View::NoObject(_) => 12,
        View::Upload(_) => 13,
        View::Owned(_) => 14,
    }
}

fn rank_of_json(value: &Value) -> u8 {
    match value {
        Value::Null => 0,
        Value::Bool(_) => 1,
        Value::Number(_) => 2,
        Value::String(_) => 3,
        Value::Array(_) => 4,
        Value::Object(_) => 5,
    }
}

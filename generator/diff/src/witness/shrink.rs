//! Shrinks witnesses.

use serde_json::{Map, Number, Value, json};

const TRIES: usize = 2_000;

/// Omits and shortens parts of a value while `proves` is true.
pub(super) fn shrunk(value: Value, proves: impl Fn(&Value) -> bool) -> Value {
    let mut shrinking = Shrinking {
        value,
        proves,
        tries_left: TRIES,
    };
    while shrinking.simplify(&mut Vec::new()) {}
    shrinking.value
}

/// A value that becomes simpler in place. Each edit omits a part or approaches zero, so the edits
/// end.
struct Shrinking<P> {
    value: Value,
    proves: P,
    tries_left: usize,
}

impl<P: Fn(&Value) -> bool> Shrinking<P> {
    /// Makes the first edit of a part, or of a part within it, after which the value still proves
    /// the finding; returns whether there is one. The path has the index of each item or property.
    fn simplify(&mut self, path: &mut Vec<usize>) -> bool {
        let Some(part) = part_at(&mut self.value, path) else {
            return false;
        };
        let members = member_count(part);
        for edit in simplifying_edits(part) {
            if self.is_edit_accepted(path, edit) {
                return true;
            }
        }
        for index in 0..members {
            path.push(index);
            if self.tries_left > 0 && self.simplify(path) {
                return true;
            }
            path.pop();
        }
        false
    }

    /// Makes an edit, and undoes it if the value no longer proves the finding.
    fn is_edit_accepted(&mut self, path: &[usize], edit: Edit) -> bool {
        if self.tries_left == 0 {
            return false;
        }
        self.tries_left -= 1;
        let undo = part_at(&mut self.value, path).and_then(|part| edit.apply(part));
        if (self.proves)(&self.value) {
            return true;
        }
        if let Some(undo) = undo
            && let Some(part) = part_at(&mut self.value, path)
        {
            undo.apply(part);
        }
        false
    }
}

/// A change of a value, or its reversal.
enum Edit {
    Replace(Value),
    /// Omits the items from this index on.
    Truncate(usize),
    Append(Vec<Value>),
    RemoveItem(usize),
    InsertItem(usize, Value),
    RemoveProperty(usize),
    InsertProperty(usize, String, Value),
}

impl Edit {
    /// Changes a value; returns the edit that undoes the change.
    fn apply(self, value: &mut Value) -> Option<Self> {
        match (self, value) {
            (Self::Replace(other), value) => Some(Self::Replace(std::mem::replace(value, other))),
            (Self::Truncate(length), Value::Array(items)) if length <= items.len() => {
                Some(Self::Append(items.split_off(length)))
            }
            (Self::Append(more), Value::Array(items)) => {
                let length = items.len();
                items.extend(more);
                Some(Self::Truncate(length))
            }
            (Self::RemoveItem(index), Value::Array(items)) if index < items.len() => {
                Some(Self::InsertItem(index, items.remove(index)))
            }
            (Self::InsertItem(index, item), Value::Array(items)) if index <= items.len() => {
                items.insert(index, item);
                Some(Self::RemoveItem(index))
            }
            (Self::RemoveProperty(index), Value::Object(members)) => {
                let name = members.keys().nth(index)?.clone();
                let (name, member) = members.shift_remove_entry(&name)?;
                Some(Self::InsertProperty(index, name, member))
            }
            (Self::InsertProperty(index, name, member), Value::Object(members))
                if index <= members.len() =>
            {
                members.shift_insert(index, name, member);
                Some(Self::RemoveProperty(index))
            }
            _ => None,
        }
    }
}

fn part_at<'v>(value: &'v mut Value, path: &[usize]) -> Option<&'v mut Value> {
    let mut part = value;
    for index in path {
        part = match part {
            Value::Array(items) => items.get_mut(*index)?,
            Value::Object(members) => members.values_mut().nth(*index)?,
            _ => return None,
        };
    }
    Some(part)
}

fn member_count(value: &Value) -> usize {
    match value {
        Value::Array(items) => items.len(),
        Value::Object(members) => members.len(),
        _ => 0,
    }
}

/// Returns the edits that make a value itself simpler, those with the simplest result first.
fn simplifying_edits(value: &Value) -> Vec<Edit> {
    match value {
        Value::Null | Value::Bool(false) => Vec::new(),
        Value::Bool(true) => vec![Edit::Replace(json!(false))],
        Value::Number(number) => numbers(number).map(Edit::Replace).collect(),
        Value::String(text) => strings(text).map(Edit::Replace).collect(),
        Value::Array(items) => {
            let lengths = [0, items.len() / 2].into_iter();
            lengths
                .filter(|shorter| *shorter < items.len())
                .map(Edit::Truncate)
                .chain((0..items.len()).rev().map(Edit::RemoveItem))
                .collect()
        }
        Value::Object(members) if members.is_empty() => Vec::new(),
        Value::Object(members) => [Edit::Replace(Value::Object(Map::new()))]
            .into_iter()
            .chain((0..members.len()).map(Edit::RemoveProperty))
            .collect(),
    }
}

/// Returns zero, half of the number, and one less.
fn numbers(number: &Number) -> impl Iterator<Item = Value> + use<> {
    let smaller = match number.as_i64() {
        Some(whole) => [0, whole / 2, whole - whole.signum()]
            .map(Value::from)
            .to_vec(),
        None => number
            .as_f64()
            .map_or_else(Vec::new, |float| vec![json!(0), json!(float.trunc())]),
    };
    let own = Value::Number(number.clone());
    smaller.into_iter().filter(move |value| *value != own)
}

/// Returns the empty string, the first half, and all but the last character.
fn strings(text: &str) -> impl Iterator<Item = Value> + use<'_> {
    let length = text.chars().count();
    let lengths = [0, length / 2, length.saturating_sub(1)];
    let shorter = lengths.into_iter().filter(move |shorter| *shorter < length);
    shorter.map(|shorter| Value::String(text.chars().take(shorter).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn witnesses_are_shortened() {
        let long = json!({ "a": 1000, "b": ["x", { "c": "abc", "d": true }], "e": {} });
        let of_long = |proves: fn(&Value) -> bool| shrunk(long.clone(), proves);
        assert_eq!(
            of_long(|value| value["a"].as_i64() > Some(50)),
            json!({ "a": 51 })
        );
        assert_eq!(
            of_long(|value| value["b"].as_array().is_some_and(|list| list.len() > 1)),
            json!({ "b": ["", {}] })
        );
        assert_eq!(of_long(|value| value.is_object()), json!({}));
        assert_eq!(
            of_long(|value| value["b"][1]["c"].as_str().is_some_and(|c| c.len() > 1)),
            json!({ "b": ["", { "c": "ab" }] })
        );
        assert_eq!(
            shrunk(json!(-2.5), |value| value.as_f64() < Some(-1.0)),
            json!(-2.0)
        );
    }

    #[test]
    fn values_are_tried_in_order_and_restored() {
        let value = json!({ "a": [1, 2], "b": { "c": true } });
        let tried = std::cell::RefCell::new(Vec::new());
        let same = shrunk(value.clone(), |value| {
            tried.borrow_mut().push(value.to_string());
            false
        });
        assert_eq!(same.to_string(), value.to_string());
        let expected = [
            r#"{}"#,
            r#"{"b":{"c":true}}"#,
            r#"{"a":[1,2]}"#,
            r#"{"a":[],"b":{"c":true}}"#,
            r#"{"a":[1],"b":{"c":true}}"#,
            r#"{"a":[1],"b":{"c":true}}"#,
            r#"{"a":[2],"b":{"c":true}}"#,
            r#"{"a":[0,2],"b":{"c":true}}"#,
            r#"{"a":[0,2],"b":{"c":true}}"#,
            r#"{"a":[0,2],"b":{"c":true}}"#,
            r#"{"a":[1,0],"b":{"c":true}}"#,
            r#"{"a":[1,1],"b":{"c":true}}"#,
            r#"{"a":[1,1],"b":{"c":true}}"#,
            r#"{"a":[1,2],"b":{}}"#,
            r#"{"a":[1,2],"b":{}}"#,
            r#"{"a":[1,2],"b":{"c":false}}"#,
        ];
        assert_eq!(*tried.borrow(), expected);
    }
}

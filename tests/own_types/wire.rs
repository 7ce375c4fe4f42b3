//! Types with the traits that `generator.yaml` adds.

#![allow(
    dead_code,
    missing_docs,
    reason = "the server is that of all end-to-end tests"
)]

use std::collections::{BTreeSet, HashSet};

use own_types_client::types::{Level, Payment, Point, Status};
use serde_json::json;

const ID: &str = "f174e90a-fafe-4643-bbbc-4a0ed4fc8415";

fn payment(amount: &str, unknown: serde_json::Value) -> Payment {
    let json = json!({"id": ID, "amount": amount, "status": "open", "unknown": unknown});
    serde_json::from_value(json).unwrap()
}

#[test]
fn values_have_hashes_and_an_order() {
    let first = payment("1.50", json!({"a": 1, "b": [0.0]}));
    let same = payment("1.50", json!({"b": [-0.0], "a": 1}));
    let other = payment("2.50", json!(null));
    assert_eq!(first, same);
    assert_eq!(HashSet::from([first.clone(), same.clone()]).len(), 1);
    assert_eq!(BTreeSet::from([other.clone(), first.clone(), same]).len(), 2);
    assert!(first < other);
    assert!(Status::Open < Status::Paid && Status::from("other") < Status::Paid);
    assert_eq!(Payment::default().amount.to_string(), "");
}

#[test]
fn enums_of_integers_are_copied() {
    let level = Level::from(2);
    let copy = level;
    assert_eq!((level, copy), (Level::N2, Level::N2));
}

#[test]
fn derives_of_other_crates_are_on_all_types() {
    let names = [Payment::NAME, Point::NAME, Status::NAME];
    assert_eq!(names, ["Payment", "Point", "Status"]);
}

//! Types of other crates instead of emitted ones, the traits that `generator.yaml` adds, comparisons
//! of enums with texts, and constructors of variants.

#![allow(
    dead_code,
    missing_docs,
    reason = "the server is that of all end-to-end tests"
)]

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;
use schemars::schema_for;
use owners::types::Address;
use own_types_client::testing::MockTransport;
use own_types_client::types::{Level, NewPayment, Payment, Place, Point, Status};
use serde_json::json;
use shared::Money;
use uuid::Uuid;

const ID: Uuid = Uuid::from_u128(0xf174e90a_fafe_4643_bbbc_4a0ed4fc8415);

fn payment(amount: &str, unknown: serde_json::Value) -> Payment {
    let json = json!({"id": ID, "amount": amount, "status": "open", "unknown": unknown});
    serde_json::from_value(json).unwrap()
}

fn bonn() -> Address {
    Address::new("Am Markt", "Bonn")
}

#[tokio::test]
async fn types_of_other_crates_are_sent() {
    let mock = MockTransport::new();
    let answer = payment("12.50", json!(null));
    let new = NewPayment::new(Money(1250)).place(bonn()).tips([Money(50), Money(5)]);
    mock.on(|client| client.payments().create(new.clone())).respond(&answer);
    mock.on(|client| client.payments().get(ID)).respond(&answer);
    mock.on(|client| client.addresses().replace(bonn())).respond(&bonn());
    let since: Timestamp = "2024-05-06T07:08:09Z".parse().unwrap();
    mock.on(|client| client.payments().list().since(since).least(Money(7))).respond(&vec![answer]);

    let client = mock.client();
    let made = client.payments().create(new.clone()).await.unwrap();
    assert_eq!((made.id, made.amount), (ID, Money(1250)));
    client.payments().get(ID).await.unwrap();
    assert_eq!(client.addresses().replace(bonn()).await.unwrap(), bonn());
    client.payments().list().since(since).least(Money(7)).await.unwrap();

    let calls = mock.calls();
    let bonn = json!({"street": "Am Markt", "city": "Bonn"});
    let sent = json!({"amount": "12.50", "place": bonn, "tips": ["0.50", "0.05"]});
    assert_eq!(calls[0].json(), sent);
    assert!(calls[1].path.ends_with(&format!("/payments/{ID}")), "{}", calls[1].path);
    assert_eq!(calls[2].json(), bonn);
    assert_eq!(calls[3].query_value("since"), Some("2024-05-06T07:08:09Z"));
    assert_eq!(calls[3].query_value("least"), Some("0.07"));
}

#[test]
fn types_of_other_crates_are_read() {
    let json = json!({
        "id": ID, "amount": "1.50", "status": "paid", "paid_at": null,
        "address": {"street": "Am Markt", "city": "Bonn"}, "fees": {"card": "0.30"},
    });
    let read: Payment = serde_json::from_value(json.clone()).unwrap();
    assert_eq!(read.address, Some(bonn()));
    assert_eq!(read.fees, Some(BTreeMap::from([("card".to_owned(), Money(30))])));
    assert_eq!(serde_json::to_value(&read).unwrap(), json);
    assert!(format!("{read:?}").contains("Bonn"));
    let place: Place = serde_json::from_value(json["address"].clone()).unwrap();
    assert_eq!(place.as_address(), Some(&bonn()));
}

#[tokio::test]
async fn a_value_that_a_type_refuses_has_a_path() {
    let mock = MockTransport::new();
    let answer = json!([{"id": ID, "amount": "1.50", "status": "paid"}, {"id": ID, "amount": "1,5", "status": "paid"}]);
    mock.on(|client| client.payments().list()).respond_json(200, answer);
    let error = mock.client().payments().list().await.unwrap_err().to_string();
    assert!(error.contains("$[1].amount: expected an amount such as `12.50`"), "{error}");
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
    assert_eq!(Payment::default().amount, Money(0));
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

/// Writes schemas and values, which `tests/own_types.rs` compares.
#[test]
fn schemas_describe_the_json() {
    let mut full = payment("1.50", json!([1]));
    full.address = Some(bonn());
    full.level = Some(Level::N2);
    full.fees = Some(BTreeMap::from([("card".to_owned(), Money(30))]));
    let new = NewPayment::new(Money(5)).place(Point::new(1.5)).tips([Money(7)]);
    let written = json!([
        { "schema": schema_for!(Payment), "value": full, "wrong": { "id": ID, "amount": 1.5, "status": "paid" } },
        { "schema": schema_for!(NewPayment), "value": new, "wrong": { "place": {} } },
    ]);
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/schemas.json");
    std::fs::write(path, written.to_string()).unwrap();
}

#[test]
fn enums_compare_with_texts() {
    assert!(Status::Paid == "paid" && Status::Paid == *"paid" && Status::Paid != "open");
}

#[test]
fn variants_have_constructors() {
    assert_eq!(Place::point(1.5), Place::from(Point::new(1.5)));
}

//! Lenient reading of responses that deviate from their description.

use std::collections::BTreeMap;

use serde_json::json;

use super::memory::{self, Memory};
use super::sample::{Named, Pet, Server};
use crate::runtime::api::{Property, Table};
use crate::runtime::codec::{Reading, decode, decode_response, to_vec};
use crate::runtime::macros;
use crate::runtime::node::{Extra, Model};
use crate::runtime::response::Response;

/// Returns the decoded server, and the deviations.
fn read(json: &serde_json::Value) -> Result<(Server, Vec<String>), String> {
    let mut server = Server::blank();
    let json = json.to_string();
    let deviations = decode_response(json.as_bytes(), &mut server, Reading::default())
        .map_err(|error| error.to_string())?;
    let strict = decode(json.as_bytes(), &mut Server::blank());
    assert_eq!(
        strict.is_ok(),
        deviations.iter().all(|at| at.path.contains("pets")),
        "unions keep what does not fit"
    );
    Ok((server, deviations.iter().map(ToString::to_string).collect()))
}

#[test]
fn deviating_optional_parts_are_absent_and_reported() {
    let sent = json!({"id": "a", "kind": "oauth", "owner": null, "limit": "many", "note": 7, "next": {"id": "b", "kind": "x",
        "owner": null, "created_at": {"at": 1}}});
    let (server, mut deviations) = read(&sent).unwrap();
    deviations.sort();
    assert_eq!(
        (server.limit, server.note.is_absent(), server.id.as_str()),
        (None, true, "a")
    );
    assert_eq!(server.extra["limit"], "many");
    assert_eq!(
        deviations,
        [
            "$.limit: expected an integer, found a string",
            "$.next.created_at: expected a string, found an object",
            "$.note: expected a string, found 7"
        ]
    );
    let written: serde_json::Value = serde_json::from_slice(&to_vec(&server)).unwrap();
    assert_eq!(written, sent, "it is written back");
    let changed = Server {
        limit: Some(3),
        ..server
    };
    let written: serde_json::Value = serde_json::from_slice(&to_vec(&changed)).unwrap();
    assert_eq!(written["limit"], 3, "what a user sets goes first");
}

#[test]
fn a_required_property_may_be_absent_where_it_may_be_null() {
    let (server, deviations) = read(&json!({"id": "a", "kind": "oauth"})).unwrap();
    assert_eq!(
        (server.owner, deviations),
        (
            None,
            vec!["$.owner: expected a value, found none".to_owned()]
        )
    );
}

#[test]
fn deviating_required_parts_are_errors() {
    for (json, error) in [
        (
            json!({"kind": "x", "owner": null}),
            "$.id: expected a value, found none",
        ),
        (
            json!({"id": 1, "kind": "x", "owner": null}),
            "$.id: expected a string, found 1",
        ),
        (
            json!({"id": "a", "kind": 1, "owner": null, "next": {"kind": "x"}}),
            "$.kind: expected a string, found 1",
        ),
        (json!([]), "$: expected an object, found an array"),
    ] {
        assert_eq!(read(&json).unwrap_err(), error);
    }
}

#[test]
fn a_nullable_property_of_another_type_is_null_and_kept() {
    let sent = json!({"id": "a", "kind": "x", "owner": 5});
    let (server, deviations) = read(&sent).unwrap();
    assert_eq!((&server.owner, &server.extra["owner"]), (&None, &json!(5)));
    assert_eq!(deviations, ["$.owner: expected a string, found 5"]);
    assert_eq!(
        serde_json::to_value(&server).unwrap(),
        sent,
        "it is written back"
    );
    let changed = Server {
        owner: Some("b".to_owned()),
        ..server
    };
    assert_eq!(
        serde_json::to_value(&changed).unwrap(),
        json!({"id": "a", "kind": "x", "owner": "b"})
    );
}

#[test]
fn an_optional_object_without_its_required_properties_is_absent_and_kept() {
    let next = json!({"id": "b", "kind": "x", "owner": null, "next": {"kind": "x", "limit": []}});
    let sent = json!({"id": "a", "kind": "x", "owner": null, "next": next});
    let (server, deviations) = read(&sent).unwrap();
    let next = server.next.as_ref().unwrap();
    assert_eq!(
        (
            next.id.as_str(),
            next.next.is_none(),
            &next.extra["next"]["kind"]
        ),
        ("b", true, &json!("x"))
    );
    assert_eq!(
        deviations,
        ["$.next.next.id: expected a value, found none"],
        "only the innermost part is absent"
    );
    assert_eq!(serde_json::to_value(&server).unwrap(), sent);
}

#[test]
fn a_union_uses_the_only_possible_variant() {
    let pets = json!([{"id": "p", "kind": "x", "owner": null, "limit": "x"}]);
    let (server, deviations) =
        read(&json!({"id": "a", "kind": "x", "owner": null, "pets": pets})).unwrap();
    assert!(matches!(server.pets.as_deref(), Some([Pet::Server(_)])));
    assert_eq!(
        deviations,
        ["$.pets[0].limit: expected an integer, found a string"]
    );
}

#[test]
fn without_a_tag_the_only_variant_that_matches_required_parts_is_used() {
    let pets = json!([{"id": "p", "kind": "x"}, {"kind": "x"}]);
    let (server, deviations) =
        read(&json!({"id": "a", "kind": "x", "owner": null, "pets": pets})).unwrap();
    assert!(matches!(
        server.pets.as_deref(),
        Some([Pet::Server(_), Pet::Unknown(_)])
    ));
    assert_eq!(
        deviations,
        ["$.pets[0].owner: expected a value, found none"]
    );
}

#[test]
fn the_closest_of_several_variants_is_used() {
    let read = |sent: serde_json::Value| {
        let mut named = Named::blank();
        let deviations =
            decode_response(sent.to_string().as_bytes(), &mut named, Reading::default()).unwrap();
        let written: serde_json::Value = serde_json::from_slice(&to_vec(&named)).unwrap();
        assert_eq!(written, sent);
        (
            named,
            deviations
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
        )
    };
    let (named, deviations) = read(json!({"name": 7, "id": "x"}));
    assert!(
        matches!(named, Named::Thing(thing) if thing.name.is_absent() && thing.id.as_deref() == Some("x"))
    );
    assert_eq!(deviations, ["$.name: expected a string, found 7"]);
    // `Label` and `Thing` have a name; a value with an unknown kind is neither.
    for sent in [
        json!({"name": 7}),
        json!({"name": 7, "id": "x", "kind": "new"}),
    ] {
        let (named, deviations) = read(sent);
        assert!(matches!(named, Named::Unknown(_)) && deviations.is_empty());
    }
}

#[derive(Clone)]
struct Tagged {
    tags: Option<Vec<String>>,
    labels: Option<BTreeMap<String, String>>,
    extra: Extra,
}

impl Tagged {
    const TABLE: &'static Table = &Table::new(
        "Tagged",
        &[Property::optional("tags"), Property::optional("labels")],
    );
}

macros::record!(crate::client::API, Tagged: extra, 0 tags, 1 labels);

#[test]
fn a_deviating_item_makes_its_optional_property_absent() {
    let sent = json!({"tags": ["a", 1], "labels": {"b": {}, "c": "d"}});
    let mut tagged = Tagged::blank();
    let deviations =
        decode_response(sent.to_string().as_bytes(), &mut tagged, Reading::default()).unwrap();
    let deviations: Vec<String> = deviations.iter().map(ToString::to_string).collect();
    assert_eq!(
        deviations,
        [
            "$.tags[1]: expected a string, found 1",
            "$.labels.b: expected a string, found an object"
        ]
    );
    assert_eq!((&tagged.tags, &tagged.labels), (&None, &None));
    let written: serde_json::Value = serde_json::from_slice(&to_vec(&tagged)).unwrap();
    assert_eq!(written, sent);
}

#[tokio::test]
async fn a_response_reports_deviations_unless_reading_is_strict() {
    let body = r#"{"result":{"id":"b","kind":"oauth","owner":null,"limit":[]},"success":true}"#;
    let memory = Memory::new([
        memory::response(200, body),
        memory::response(200, body),
        memory::response(200, body),
    ]);
    let response: Response<Server> = memory
        .client()
        .account("a")
        .read("b")
        .send_raw()
        .await
        .unwrap();
    assert_eq!(
        response
            .deviations()
            .iter()
            .map(|at| at.path.as_str())
            .collect::<Vec<_>>(),
        ["$.result.limit"]
    );
    let strict = memory
        .client()
        .account("a")
        .read("b")
        .with(|options| options.strict_responses(true))
        .await;
    assert_eq!(strict.unwrap_err().json_path(), Some("$.result.limit"));
    let client = memory
        .client()
        .to_builder()
        .strict_responses(true)
        .build()
        .unwrap();
    assert_eq!(
        client.account("a").read("b").await.unwrap_err().json_path(),
        Some("$.result.limit")
    );
}

#[test]
fn nested_unions_are_decoded_in_at_most_quadratic_time() {
    let mut nested = json!({"id": "p", "kind": "x", "owner": null, "limit": "x"});
    for _ in 0..40 {
        nested = json!({"id": "p", "kind": "x", "owner": null, "pets": [nested], "limit": "x"});
    }
    let mut server = Server::blank();
    let deviations = decode_response(
        nested.to_string().as_bytes(),
        &mut server,
        Reading::default(),
    )
    .unwrap();
    assert_eq!(
        (deviations.len(), deviations[0].path.matches("pets").count()),
        (41, 40)
    );
}

#[derive(Clone)]
struct Weather {
    days: i64,
    scores: Option<BTreeMap<String, Vec<f64>>>,
    total: Option<i128>,
    plain: Option<i64>,
    nested: Option<Box<Self>>,
    extra: BTreeMap<String, i64>,
}

impl Weather {
    const TABLE: &'static Table = &Table::new(
        "Weather",
        &[
            Property::required("days").numbers_in_strings(),
            Property::optional("scores").numbers_in_strings(),
            Property::optional("total").numbers_in_strings(),
            Property::optional("plain"),
            Property::optional("nested"),
        ],
    )
    .numbers_in_strings();
}

macros::record!(crate::client::API, Weather: extra, 0 days, 1 scores, 2 total, 3 plain, 4 nested);

#[test]
fn numbers_are_read_from_strings_where_the_description_allows_them() {
    let read = |sent: serde_json::Value| {
        let mut weather = Weather::blank();
        let deviations = decode_response(
            sent.to_string().as_bytes(),
            &mut weather,
            Reading::default(),
        );
        let deviations = deviations.map_err(|error| error.to_string())?;
        let strict = decode(sent.to_string().as_bytes(), &mut Weather::blank());
        assert_eq!(strict.is_ok(), deviations.is_empty());
        let written: serde_json::Value = serde_json::from_slice(&to_vec(&weather)).unwrap();
        Ok::<_, String>((
            written,
            deviations
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>(),
        ))
    };
    let numbers = json!({"days": -7, "scores": {"a": [1.5, 2]}, "total": 18_446_744_073_709_551_615_u64, "x": 3});
    let strings = json!({"days": "-7", "scores": {"a": ["1.5", 2]}, "total": "18446744073709551615", "x": "3"});
    assert_eq!(read(strings.clone()), Ok((numbers.clone(), Vec::new())));
    let mut nested = strings;
    nested["nested"] = json!({"days": "1"});
    nested["later"] = json!("4");
    let mut expected = numbers;
    expected["nested"] = json!({"days": 1});
    expected["later"] = json!(4);
    assert_eq!(read(nested), Ok((expected, Vec::new())));
    let (_, deviations) = read(json!({"days": 1, "plain": "2", "scores": {"a": ["inf"]}})).unwrap();
    assert_eq!(
        deviations,
        [
            "$.plain: expected an integer, found a string",
            "$.scores.a[0]: expected a number, found another string"
        ]
    );
    assert_eq!(
        read(json!({"days": "x"})),
        Err("$.days: expected an integer, found another string".to_owned())
    );
}

#[test]
fn a_response_may_be_a_number_in_a_string() {
    let in_strings = Reading {
        numbers_in_strings: true,
        ..Reading::default()
    };
    let mut numbers: Vec<i64> = Vec::new();
    assert_eq!(
        decode_response(br#"["1", 2]"#, &mut numbers, in_strings),
        Ok(Vec::new())
    );
    assert_eq!(numbers, [1, 2]);
    let error = decode_response(br#"["1", 2]"#, &mut numbers, Reading::default()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "$[0]: expected an integer, found a string"
    );
}

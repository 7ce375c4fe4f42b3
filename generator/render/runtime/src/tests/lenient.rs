//! Lenient reading of responses that deviate from their description.

use std::collections::BTreeMap;

use serde_json::json;

use super::memory::{self, Memory};
use super::sample::{Kind, Named, Pet, Server};
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

/// An item of an optional array, with required properties of each kind.
#[derive(Clone)]
struct Record {
    name: String,
    kind: Kind,
    ttl: i64,
    is_active: bool,
    values: Vec<String>,
    origin: Box<Origin>,
    extra: Extra,
}

#[derive(Clone)]
struct Origin {
    id: String,
    extra: Extra,
}

#[derive(Clone)]
struct Zone {
    records: Option<Vec<Record>>,
    extra: Extra,
}

impl Record {
    const TABLE: &'static Table = &Table::new(
        "Record",
        &[
            Property::required("name"),
            Property::required("kind"),
            Property::required("ttl"),
            Property::required("is_active"),
            Property::required("values"),
            Property::required("origin"),
        ],
    );
}

impl Origin {
    const TABLE: &'static Table = &Table::new("Origin", &[Property::required("id")]);
}

impl Zone {
    const TABLE: &'static Table = &Table::new("Zone", &[Property::optional("records")]);
}

macros::record!(crate::client::API, Record: extra, 0 name, 1 kind, 2 ttl, 3 is_active, 4 values, 5 origin);
macros::record!(crate::client::API, Origin: extra, 0 id);
macros::record!(crate::client::API, Zone: extra, 0 records);

/// Returns the zone with these records, and the deviations.
fn read_zone(records: &serde_json::Value) -> (Zone, Vec<String>) {
    let sent = json!({"records": records}).to_string();
    decode(sent.as_bytes(), &mut Zone::blank()).unwrap_err();
    let mut zone = Zone::blank();
    let deviations = decode_response(sent.as_bytes(), &mut zone, Reading::default()).unwrap();
    (zone, deviations.iter().map(ToString::to_string).collect())
}

#[test]
fn a_missing_required_property_of_an_optional_part_is_blank_and_reported() {
    let full = json!({"name": "b", "kind": "oauth", "ttl": 2, "is_active": true, "values": ["c"], "origin": {"id": "d"}});
    let sent = json!([full, {"ttl": 1}, {}]);
    let (mut zone, deviations) = read_zone(&sent);
    let records = zone.records.as_mut().unwrap();
    assert_eq!((records[0].name.as_str(), records[1].ttl), ("b", 1));
    let last = records.last_mut().unwrap();
    assert_eq!((last.name.as_str(), last.kind.as_str()), ("", ""));
    assert_eq!((last.ttl, last.is_active, last.values.len()), (0, false, 0));
    assert_eq!(last.origin.id, "");
    assert_eq!(
        last.extra.keys().collect::<Vec<_>>(),
        ["is_active", "kind", "name", "origin", "ttl", "values"],
        "`extra` shows which properties were missing"
    );
    assert_eq!(
        (deviations.len(), deviations[0].as_str()),
        (11, "$.records[1].name: expected a value, found none")
    );
    last.kind = Kind::from("oauth");
    let written = serde_json::to_value(&zone).unwrap();
    assert_eq!(
        written["records"],
        json!([full, {"ttl": 1}, {"kind": "oauth"}]),
        "a missing property is not written"
    );
}

#[test]
fn a_deviating_required_property_of_an_optional_part_is_empty_and_kept() {
    let record = json!({"name": 5, "kind": null, "ttl": null, "is_active": true, "values": "c", "origin": {"id": {}}});
    let (zone, deviations) = read_zone(&json!([record]));
    let read = &zone.records.as_ref().unwrap()[0];
    assert_eq!(
        (read.name.as_str(), read.ttl, read.is_active),
        ("", 0, true)
    );
    assert_eq!(
        (&read.extra["name"], &read.extra["values"]),
        (&json!(5), &json!("c"))
    );
    assert_eq!(
        deviations,
        [
            "$.records[0].name: expected a string, found 5",
            "$.records[0].kind: expected a string, found null",
            "$.records[0].ttl: expected an integer, found null",
            "$.records[0].values: expected an array, found a string",
            "$.records[0].origin.id: expected a string, found an object"
        ]
    );
    let written = serde_json::to_value(&zone).unwrap();
    assert_eq!(
        written["records"][0],
        json!({"name": 5, "is_active": true, "values": "c", "origin": {"id": {}}})
    );
}

#[test]
fn a_number_or_boolean_of_another_type_is_not_replaced() {
    for (name, value) in [
        ("ttl", json!("1")),
        ("is_active", json!("true")),
        ("origin", json!("x")),
    ] {
        let mut record = json!({"name": "b", "kind": "oauth", "ttl": 2, "is_active": true, "values": [], "origin": {"id": "d"}});
        record[name] = value;
        let (zone, deviations) = read_zone(&json!([record]));
        assert!(zone.records.is_none());
        assert_eq!(zone.extra["records"], json!([record]));
        assert!(
            deviations[0].starts_with(&format!("$.records[0].{name}: ")),
            "{deviations:?}"
        );
    }
}

#[test]
fn null_is_an_empty_array_or_map() {
    let sent = br#"{"lists":null,"maps":{"a":null},"rows":[null,[1]]}"#;
    decode(sent, &mut Groups::blank()).unwrap_err();
    let mut groups = Groups::blank();
    let deviations = decode_response(sent, &mut groups, Reading::default()).unwrap();
    assert_eq!(
        deviations
            .iter()
            .map(ToString::to_string)
            .collect::<Vec<_>>(),
        [
            "$.lists: expected an array, found null",
            "$.maps.a: expected an object, found null",
            "$.rows[0]: expected an array, found null"
        ]
    );
    assert!(groups.lists.is_empty() && groups.maps["a"].is_empty());
    assert_eq!(groups.rows, [vec![], vec![1]]);
    let mut list: Vec<i64> = Vec::new();
    let deviations = decode_response(b"null", &mut list, Reading::default()).unwrap();
    assert_eq!(
        deviations[0].to_string(),
        "$: expected an array, found null"
    );
    let error = decode_response(br#"{"maps":{},"rows":[]}"#, &mut groups, Reading::default());
    assert_eq!(
        error.unwrap_err().to_string(),
        "$.lists: expected a value, found none"
    );
}

#[derive(Clone)]
struct Groups {
    lists: Vec<String>,
    maps: BTreeMap<String, BTreeMap<String, String>>,
    rows: Vec<Vec<i64>>,
    extra: Extra,
}

impl Groups {
    const TABLE: &'static Table = &Table::new(
        "Groups",
        &[
            Property::required("lists"),
            Property::required("maps"),
            Property::required("rows"),
        ],
    );
}

macros::record!(crate::client::API, Groups: extra, 0 lists, 1 maps, 2 rows);

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

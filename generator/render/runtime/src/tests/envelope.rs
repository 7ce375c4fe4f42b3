//! Documented responses survive decoding and encoding, as the emitted tests check.

use serde_json::{Value, json};

use super::client::ENVELOPE;
use super::sample::{Server, Thing};
use crate::runtime::response::round_trip;

fn same<T: crate::runtime::node::Model>(json: &Value, enveloped: bool) -> T {
    let (value, text) = round_trip::<T>(enveloped.then_some(&ENVELOPE), &json.to_string()).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), *json);
    value
}

#[test]
fn decoded_values_are_encoded_unchanged() {
    let server = json!({"id": "a", "kind": "new", "owner": null, "limit": 3, "ratio": 1.5, "note": null, "more": [1]});
    assert_eq!(same::<Server>(&server, false).limit, Some(3));
    let enveloped =
        json!({"success": true, "result": server, "messages": [{"code": 1}], "result_info": null});
    assert!(same::<Server>(&enveloped, true).note.is_null());
    let listed = json!({"result": [server, server], "success": true});
    assert_eq!(same::<Vec<Server>>(&listed, true).len(), 2);
    assert_eq!(same::<String>(&json!({"result": "text"}), true), "text");
}

#[test]
fn the_last_of_duplicate_keys_counts() {
    let text = r#"{"result": ["a", "b"], "x": 1, "result": ["c"], "x": 2}"#;
    let (value, text) = round_trip::<Vec<String>>(Some(&ENVELOPE), text).unwrap();
    assert_eq!(
        (value, text.as_str()),
        (vec!["c".to_owned()], r#"{"result":["c"],"x":2}"#)
    );
    let text = r#"{"result": {"name": "a", "id": "i"}, "result": {"inner": {}}}"#;
    let (thing, text) = round_trip::<Thing>(Some(&ENVELOPE), text).unwrap();
    assert_eq!(
        (thing.id, text.as_str()),
        (None, r#"{"result":{"inner":{}}}"#),
        "two results do not blend"
    );
}

#[test]
fn an_envelope_must_have_a_result() {
    for text in [r#"{"success": true}"#, "{}"] {
        let error = round_trip::<Option<String>>(Some(&ENVELOPE), text).unwrap_err();
        assert_eq!(error.to_string(), "$.result: expected a value, found none");
    }
    let long = format!(
        r#"{{"success":{{"x":"{}"}},"result":null}}"#,
        "y".repeat(1000)
    );
    let error = round_trip::<Option<String>>(Some(&ENVELOPE), &long).unwrap_err();
    assert_eq!(
        error.to_string(),
        "$.success: expected a boolean, found an object"
    );
    let (_, text) =
        round_trip::<Option<String>>(Some(&ENVELOPE), r#"{"n":1e999,"result":null}"#).unwrap();
    let kept = format!(r#"{{"result":null,"n":{}}}"#, super::codec::beyond("1e999"));
    assert_eq!(text, kept, "a member that nobody asked for");
    assert_eq!(
        round_trip::<Option<String>>(Some(&ENVELOPE), r#"{"result":null}"#)
            .unwrap()
            .0,
        None
    );
}

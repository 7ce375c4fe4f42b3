//! Webhooks of `webhooks.yaml`, with the headers of Standard Webhooks.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use webhooks_client::Error;
use webhooks_client::http::HeaderMap;
use webhooks_client::webhooks::{self, Event};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/// A payload that an independent implementation signed with the secret, at 1614265330.
const SIGNED: &[u8] = br#"{"type":"pet.born","data":{"name":"Rex"}}"#;

fn signed_headers(signature: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert("webhook-id", "msg_1".parse().unwrap());
    headers.insert("webhook-timestamp", "1614265330".parse().unwrap());
    headers.insert(
        "webhook-signature",
        format!("v1,{signature}").parse().unwrap(),
    );
    headers
}

fn time_of_signature() -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(1_614_265_330)
}

#[test]
fn a_payload_identifies_its_webhook() {
    match webhooks::parse(SIGNED).unwrap() {
        Event::PetBorn(event) => assert_eq!(
            (event.data.name.as_str(), event.type_.as_str()),
            ("Rex", "pet.born")
        ),
        other => panic!("{other:?}"),
    }
    let counted = webhooks::parse(br#"{"type":"pets.counted","count":3,"more":true}"#).unwrap();
    assert!(
        matches!(&counted, Event::PetsCounted(event) if event.count == 3),
        "{counted:?}"
    );
    assert_eq!(
        counted,
        webhooks::parse_as(
            "petsCounted",
            br#"{"count":3,"more":true,"type":"pets.counted"}"#
        )
        .unwrap()
    );
}

#[test]
fn unknown_webhooks_are_kept() {
    for payload in [
        r#"{"type":"pet.sold","price":2}"#,
        r#"{"price":2}"#,
        "[1]",
        "null",
    ] {
        let value: serde_json::Value = serde_json::from_str(payload).unwrap();
        assert_eq!(
            webhooks::parse(payload.as_bytes()).unwrap(),
            Event::Unknown(value)
        );
    }
    assert!(matches!(
        webhooks::parse_as("petSold", b"{}").unwrap(),
        Event::Unknown(_)
    ));
}

#[test]
fn a_mismatched_payload_is_an_error_with_its_location() {
    let error = webhooks::parse(br#"{"type":"pet.born","data":{"name":7}}"#).unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.json_path(), Some("$.data.name"));
    assert_eq!(
        error.to_string(),
        "cannot read the JSON: $.data.name: expected a string, found 7"
    );
    for payload in [&b""[..], b"{", b"no JSON", b"\xff"] {
        assert!(webhooks::parse(payload).unwrap_err().is_decode());
    }
}

#[test]
fn signatures_are_verified() {
    let right = signed_headers("JIECrw75pjo6C0p/bsxByIEjmxTOPpi0Qk3owfOaQkI=");
    webhooks::verify_signature(
        SIGNED,
        &right,
        SECRET,
        time_of_signature(),
        webhooks::TOLERANCE,
    )
    .unwrap();
    let later = time_of_signature() + Duration::from_secs(3600);
    let late =
        webhooks::verify_signature(SIGNED, &right, SECRET, later, webhooks::TOLERANCE).unwrap_err();
    assert!(late.is_invalid_signature());
    webhooks::verify_signature(SIGNED, &right, SECRET, later, Duration::from_secs(3600)).unwrap();
    // The timestamp is years old.
    let error: Error = webhooks::verify(SIGNED, &right, SECRET).unwrap_err();
    assert!(error.is_invalid_signature(), "{error}");
    let error = webhooks::verify(SIGNED, &signed_headers("c2lnbmVk"), SECRET).unwrap_err();
    assert_eq!(
        error.to_string(),
        "the signature of the webhook does not match its payload"
    );
}

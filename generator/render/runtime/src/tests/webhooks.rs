//! Webhooks: published examples of the signatures of all schemes, and the names of payloads.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http::{HeaderMap, HeaderName};

use crate::runtime::error::Error;
use crate::runtime::webhook_signature::TOLERANCE;
use crate::runtime::{webhook, webhook_github, webhook_standard, webhook_stripe};

fn at(seconds: u64) -> SystemTime {
    UNIX_EPOCH + Duration::from_secs(seconds)
}

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
        .collect()
}

#[track_caller]
fn assert_invalid(result: Result<(), Error>, message: &str) {
    let error = result.unwrap_err();
    assert!(error.is_invalid_signature(), "{error:?}");
    assert_eq!(error.to_string(), message);
}

const OTHER: &str = "the signature of the webhook does not match its payload";

/// The example in GitHub's documentation.
#[test]
fn the_published_signature_of_github() {
    const SIGNATURE: &str =
        "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    const SECRET: &str = "It's a Secret to Everybody";
    let verify = |payload: &str, signature: &str, secret: &str| {
        webhook_github::verify_signature(
            payload.as_bytes(),
            &headers(&[("x-hub-signature-256", signature)]),
            secret,
        )
    };
    verify("Hello, World!", SIGNATURE, SECRET).unwrap();
    verify(
        "Hello, World!",
        &SIGNATURE.to_uppercase().replace("SHA", "sha"),
        SECRET,
    )
    .unwrap();
    for (payload, signature, secret) in [
        ("Hello, World?", SIGNATURE, SECRET),
        ("Hello, World!", SIGNATURE, "It's a secret to everybody"),
        ("Hello, World!", &SIGNATURE[..SIGNATURE.len() - 2], SECRET),
        (
            "Hello, World!",
            SIGNATURE.trim_start_matches("sha256="),
            SECRET,
        ),
        ("Hello, World!", "sha256=", SECRET),
        ("Hello, World!", "sha256=zz", SECRET),
        ("Hello, World!", "", SECRET),
    ] {
        assert_invalid(verify(payload, signature, secret), OTHER);
    }
    let none = webhook_github::verify_signature(b"{}", &HeaderMap::new(), SECRET);
    assert_invalid(none, "the webhook has no header `x-hub-signature-256`");
}

#[test]
fn an_empty_secret_verifies_nothing() {
    let empty = "sha256=b613679a0814d9ec772f95d778c35fc5ff1697c493715653c6c712144292c5ad";
    let error =
        webhook_github::verify_signature(b"", &headers(&[("x-hub-signature-256", empty)]), "")
            .unwrap_err();
    assert!(error.is_configuration(), "{error}");
    let signed = headers(&[
        ("webhook-id", "i"),
        ("webhook-timestamp", "1"),
        ("webhook-signature", "v1,AA=="),
    ]);
    let error =
        webhook_standard::verify_signature(b"", &signed, "whsec_", at(1), TOLERANCE).unwrap_err();
    assert!(error.is_configuration(), "{error}");
}

/// The example in the tests of Stripe's own .NET library.
const OF_STRIPE: &str = r#"{
  "id": "evt_123",
  "object": "event",
  "account": "acct_123",
  "api_version": "2017-05-25",
  "created": 1533204620,
  "data": {
    "object": {
      "id": "ii_123",
      "object": "invoiceitem",
      "amount": 1000,
      "currency": "usd",
      "customer": "cus_123",
      "date": 1533204620,
      "description": "Test Invoice Item",
      "discountable": false,
      "invoice": "in_123",
      "livemode": false,
      "metadata": {},
      "period": {
        "start": 1533204620,
        "end": 1533204620
      },
      "plan": null,
      "proration": false,
      "quantity": null,
      "subscription": null
    }
  },
  "livemode": false,
  "pending_webhooks": 1,
  "request": {
    "id": "req_123",
    "idempotency_key": "idempotency-key-123"
  },
  "type": "invoiceitem.created"
}
"#;

#[test]
fn the_published_signature_of_stripe() {
    const V1: &str = "f0bdba6d4eacbd8ad8a3bbadd7248e633ec1477f7899c124c51b39405fa36613";
    const V0: &str = "63f3a72374a733066c4be69ed7f8e5ac85c22c9f0a6a612ab9a025a9e4ee7eef";
    let verify = |signature: &str, now| {
        webhook_stripe::verify_signature(
            OF_STRIPE.as_bytes(),
            signature,
            "webhook_secret",
            at(now),
            TOLERANCE,
        )
    };
    let published = format!("t=1533204620,v1={V1},v0={V0}");
    for now in [1_533_204_620, 1_533_204_920, 1_533_204_320] {
        verify(&published, now).unwrap();
    }
    // While a secret is rotated, there are two signatures.
    verify(&format!("t=1533204620,v1={V0},v1={V1}"), 1_533_204_620).unwrap();
    for (signature, message) in [
        (format!("t=1533204621,v1={V1}"), OTHER),
        (format!("t=1533204620,v0={V1}"), OTHER),
        (format!("t=1533204620,v1={}", &V1[1..]), OTHER),
        (
            format!("v1={V1}"),
            "the signature of the webhook has no timestamp",
        ),
        (
            "no signature".to_owned(),
            "the signature of the webhook has no timestamp",
        ),
    ] {
        assert_invalid(verify(&signature, 1_533_204_620), message);
    }
    for now in [1_533_204_921, 1_533_204_319] {
        let message = "the timestamp of the webhook is 301s from now, expected at most 300s";
        assert_invalid(verify(&published, now), message);
    }
    let payload = OF_STRIPE.replace("1000", "1");
    let changed = webhook_stripe::verify_signature(
        payload.as_bytes(),
        &published,
        "webhook_secret",
        at(1_533_204_620),
        TOLERANCE,
    );
    assert_invalid(changed, OTHER);
}

/// The examples in the tests of the Standard Webhooks libraries for PHP and Rust.
#[test]
fn the_published_signatures_of_standard_webhooks() {
    let examples = [
        (
            "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            "msg_p5jXN8AQM9LWM0D4loKWxJek",
            "1614265330",
            r#"{"test": 2432232314}"#,
            "g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
        ),
        (
            "C2FVsBQIhrscChlQIMV+b5sSYspob7oD",
            "msg_27UH4WbU6Z5A5EzD8u03UvzRbpk",
            "1649367553",
            r#"{"email":"test@example.com","username":"test_user"}"#,
            "tZ1I4/hDygAJgO5TYxiSd6Sd0kDW6hPenDe+bTa3Kkw=",
        ),
    ];
    for (secret, id, timestamp, payload, signature) in examples {
        let verify = |signature: &str, secret: &str, later: u64| {
            let headers = headers(&[
                ("webhook-id", id),
                ("webhook-timestamp", timestamp),
                ("webhook-signature", signature),
            ]);
            let now = at(timestamp.parse::<u64>().unwrap() + later);
            webhook_standard::verify_signature(payload.as_bytes(), &headers, secret, now, TOLERANCE)
        };
        let published = format!("v1,{signature}");
        verify(&published, secret, 0).unwrap();
        verify(&published, &format!("whsec_{secret}"), 300).unwrap();
        // Several signatures, some with another scheme or secret.
        let several = format!(
            "v1a,{signature} v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v2,x {published}"
        );
        verify(&several, secret, 0).unwrap();
        for wrong in [
            format!("v1a,{signature}"),
            format!("v1,{}", &signature[4..]),
            signature.to_owned(),
            String::new(),
        ] {
            assert_invalid(verify(&wrong, secret, 0), OTHER);
        }
        assert_invalid(verify(&published, "b3RoZXI=", 0), OTHER);
        let message = "the timestamp of the webhook is 301s from now, expected at most 300s";
        assert_invalid(verify(&published, secret, 301), message);
        assert!(
            verify(&published, "whsec_?", 0)
                .unwrap_err()
                .is_configuration()
        );
    }
}

#[test]
fn missing_and_invalid_headers_are_errors() {
    let all = [
        ("webhook-id", "i"),
        ("webhook-timestamp", "soon"),
        ("webhook-signature", "v1,"),
    ];
    for (index, (name, _)) in all.iter().enumerate() {
        let mut rest = all.to_vec();
        rest.remove(index);
        let missing =
            webhook_standard::verify_signature(b"", &headers(&rest), "b3RoZXI=", at(0), TOLERANCE);
        assert_invalid(missing, &format!("the webhook has no header `{name}`"));
    }
    // A valid signature does not make an invalid or unrepresentable time acceptable.
    for time in ["soon", "-1", "18446744073709551615"] {
        let checked = crate::runtime::webhook_signature::check_age(time, at(0), TOLERANCE);
        assert!(checked.unwrap_err().is_invalid_signature(), "{time}");
    }
}

#[test]
fn a_payload_identifies_its_webhook() {
    const NAMES: &[(&str, &str)] = &[("pet.born", "petBorn"), ("pet.lost", "petLost")];
    for (payload, expected) in [
        (r#"{"type": "pet.born"}"#, Some("petBorn")),
        (
            "\u{feff} \n{\"a\": [1], \"type\": \"pet.lo\\u0073t\"}",
            Some("petLost"),
        ),
        (r#"{"type": "pet.sold"}"#, None),
        (r#"{"type": 1, "data": {"type": "pet.born"}}"#, None),
        (r#"{}"#, None),
        (r#"["pet.born"]"#, None),
        ("null", None),
    ] {
        assert_eq!(
            webhook::name_of_payload(payload.as_bytes(), "type", NAMES).unwrap(),
            expected,
            "{payload}"
        );
    }
    let error = webhook::name_of_payload(b"{\"type\"", "type", NAMES).unwrap_err();
    assert!(
        error.is_decode() && error.json_path() == Some("$"),
        "{error}"
    );
    let error = webhook::name_of_payload(b"\xff", "type", NAMES).unwrap_err();
    assert_eq!(
        error.to_string(),
        "cannot read the JSON: $: expected UTF-8, found other bytes at offset 0"
    );
}

#[test]
fn the_action_completes_the_event_name() {
    let names = |event: &str, payload: &str| {
        webhook_github::names_of_event(event, payload.as_bytes()).unwrap()
    };
    assert_eq!(
        names("pull_request", r#"{"action":"ready_for_review"}"#),
        ["pull-request-ready-for-review", "pull-request"]
    );
    assert_eq!(names("push", "{}"), ["push"]);
    let event = headers(&[("x-github-event", "push")]);
    assert_eq!(webhook_github::event_name(&event).unwrap(), "push");
    assert!(
        webhook_github::event_name(&HeaderMap::new())
            .unwrap_err()
            .is_invalid_signature()
    );
}

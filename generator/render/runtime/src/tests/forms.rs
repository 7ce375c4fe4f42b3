//! Forms and multipart bodies, property by property, and what is never sent.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use serde_json::{Value, json};

use super::client::API;
use super::sample::{Server, Thing};
use crate::runtime::api::Style;
use crate::runtime::call::PartHeader;
use crate::runtime::check::{Files, check_node};
use crate::runtime::codec::{to_request_json, to_vec};
use crate::runtime::form::{
    Encoding, build_multipart, encode_form, full_media_type, random_boundary, to_form_text,
    unnamed_parts,
};
use crate::runtime::node::{Model, Node};
use crate::runtime::outgoing::{Outgoing, Upload};
use crate::runtime::params::is_unset;

fn written(encodings: &[Encoding], body: &Value) -> String {
    encode_form(encodings, body, &[]).unwrap()
}

#[test]
fn forms_follow_the_defaults_of_the_standard() {
    for (body, expected) in [
        (
            json!({"a": "x", "b": 1, "c": true, "d": 1.50}),
            "a=x&b=1&c=true&d=1.5",
        ),
        (json!({"a": "x y&=+%ä"}), "a=x%20y%26%3D%2B%25%C3%A4"),
        (json!({"a b": ""}), "a%20b="),
        (json!({"a": null, "b": [], "c": ["x", null, 2]}), "c=x&c=2"),
        (json!({"a": {"b": 1}}), "a=%7B%22b%22%3A1%7D"),
        (json!({"a": {}}), "a=%7B%7D"),
        (
            json!({"a": [{"b": 1}, {"b": 2}]}),
            "a=%7B%22b%22%3A1%7D&a=%7B%22b%22%3A2%7D",
        ),
        (json!({}), ""),
    ] {
        assert_eq!(written(&[], &body), expected, "{body}");
    }
}

#[test]
fn forms_follow_their_encodings() {
    let object = json!({"a": {"b": 1, "c": [{"d": "x"}, {"d": null, "e": "y z"}]}});
    for (encoding, body, expected) in [
        (
            Encoding::style("a", Style::DeepObject, true),
            object,
            "a%5Bb%5D=1&a%5Bc%5D%5B0%5D%5Bd%5D=x&a%5Bc%5D%5B1%5D%5Be%5D=y%20z",
        ),
        (
            Encoding::style("a", Style::DeepObject, true),
            json!({"a": ["x", "y"]}),
            "a%5B0%5D=x&a%5B1%5D=y",
        ),
        (
            Encoding::style("a", Style::DeepObject, true),
            json!({"a": "", "b": ["x"]}),
            "a=&b=x",
        ),
        (
            Encoding::style("a", Style::Form, true),
            json!({"a": {"b": 1, "c": 2}}),
            "b=1&c=2",
        ),
        (
            Encoding::style("a", Style::Form, false),
            json!({"a": {"b": 1, "c": 2}}),
            "a=b,1,c,2",
        ),
        (
            Encoding::style("a", Style::Form, false),
            json!({"a": ["x,", "y"]}),
            "a=x%2C,y",
        ),
        (
            Encoding::style("a", Style::PipeDelimited, false),
            json!({"a": ["x", "y"]}),
            "a=x%7Cy",
        ),
        (
            Encoding::style("a", Style::SpaceDelimited, false),
            json!({"a": ["x", "y"]}),
            "a=x%20y",
        ),
    ] {
        assert_eq!(written(&[encoding], &body), expected, "{body}");
    }
    for (style, split) in [
        (Style::PipeDelimited, "x|y"),
        (Style::SpaceDelimited, "x y"),
    ] {
        let encodings = [Encoding::style("a", style, false)];
        let body = json!({"a": [split, "z"]});
        assert!(
            encode_form(&encodings, &body, &[])
                .unwrap_err()
                .message
                .starts_with("`a` has a ")
        );
        assert!(build_multipart(&encodings, &[], &body, &[], "b").is_err());
    }
    let reserved = Encoding::style("a", Style::Form, true).allow_reserved();
    assert_eq!(written(&[reserved], &json!({"a": "x/y?&"})), "a=x/y?%26");
    let media = |media_type| [Encoding::media("a", media_type)];
    assert_eq!(
        written(&media("application/json"), &json!({"a": "x"})),
        "a=%22x%22"
    );
    assert_eq!(
        written(
            &media("application/vnd.x+json; v=1"),
            &json!({"a": ["x", null]})
        ),
        "a=%5B%22x%22%2Cnull%5D"
    );
    assert_eq!(
        written(&media("application/json"), &json!({"a": []})),
        "a=%5B%5D",
        "as it is written in JSON"
    );
    assert_eq!(written(&media("text/plain"), &json!({"a": "x"})), "a=x");
}

#[test]
fn commas_in_items_of_a_comma_separated_part_are_rejected() {
    let encodings = [Encoding::style("a", Style::Form, false)];
    let sent = |value: Value| build_multipart(&encodings, &[], &json!({"a": value}), &[], "b");
    for (split, place) in [
        (json!(["x", "y,z"]), "item 1"),
        (json!({"k": "x,"}), "`k`"),
        (json!({"k,": 1}), "`k,`"),
    ] {
        let fault = sent(split).unwrap_err();
        assert!(
            fault
                .message
                .starts_with(&format!("`a` has a comma in {place}, ")),
            "{}",
            fault.message
        );
    }
    assert!(sent(json!(["x", "y"])).is_ok() && sent(json!("x,y")).is_ok());
}

#[test]
fn only_objects_are_forms_and_members_can_be_added() {
    assert!(encode_form(&[], &json!(["a"]), &[]).is_err());
    assert!(build_multipart(&[], &[], &"a".to_owned(), &[], "b").is_err());
    let extra = [
        ("b".to_owned(), json!([3, 4])),
        ("c".to_owned(), json!("x")),
    ];
    assert_eq!(
        encode_form(&[], &json!({"a": 1, "b": 2}), &extra).unwrap(),
        "a=1&b=3&b=4&c=x"
    );
}

async fn all(body: Outgoing) -> Vec<u8> {
    let mut body = body.into_body();
    let mut bytes = Vec::new();
    while let Some(piece) = body.chunk().await.unwrap() {
        bytes.extend_from_slice(&piece);
    }
    bytes
}

async fn parts(encodings: &[Encoding], body: &dyn Node) -> String {
    shown(build_multipart(encodings, &[], body, &[], "XX").unwrap().0).await
}

async fn unnamed(encodings: &[Encoding], body: &dyn Node) -> String {
    shown(unnamed_parts(encodings, &[], body, "XX").unwrap().0).await
}

async fn shown(body: Outgoing) -> String {
    let length = body.length();
    let text = String::from_utf8(all(body).await).unwrap();
    assert_eq!(length, Some(text.len() as u64), "the length is told before");
    text.replace("Content-Disposition: form-data; ", "")
        .replace("\r\n", "|")
}

#[tokio::test]
async fn parts_follow_the_defaults_of_the_standard() {
    let body =
        json!({"a": "x\r\ny", "b": 1, "c": ["x", {"d": 2}], "e": {"f": null}, "g": null, "h": []});
    assert_eq!(
        parts(&[], &body).await,
        concat!(
            "--XX|name=\"a\"||x|y|",
            "--XX|name=\"b\"||1|",
            "--XX|name=\"c\"||x|",
            "--XX|name=\"c\"|Content-Type: application/json||{\"d\":2}|",
            "--XX|name=\"e\"|Content-Type: application/json||{\"f\":null}|",
            "--XX--|"
        )
    );
    assert_eq!(parts(&[], &json!({})).await, "--XX--|");
}

#[tokio::test]
async fn parts_follow_their_encodings() {
    let encodings = [
        Encoding::style("a", Style::DeepObject, true),
        Encoding::media("b", "application/json; charset=utf-8"),
        Encoding::media("c", "text/csv"),
        Encoding::style("d", Style::SpaceDelimited, false),
    ];
    let body = json!({"a": {"x y": [1, "&"]}, "b": "q", "c": "1,2", "d": ["x", "y"]});
    assert_eq!(
        parts(&encodings, &body).await,
        concat!(
            "--XX|name=\"a[x y][0]\"||1|",
            "--XX|name=\"a[x y][1]\"||&|",
            "--XX|name=\"b\"|Content-Type: application/json; charset=utf-8||\"q\"|",
            "--XX|name=\"c\"|Content-Type: text/csv||1,2|",
            "--XX|name=\"d\"||x y|",
            "--XX--|"
        )
    );
}

#[tokio::test]
async fn items_are_parts_without_names() {
    let encodings = [
        Encoding::media("[0]", "application/vnd.pet+json").headers(&[("X-A", "1")]),
        Encoding::media("[]", "text/csv"),
    ];
    let body = json!([{"a": 1}, "1,2", ["b"], null]);
    assert_eq!(
        unnamed(&encodings, &body).await,
        concat!(
            "--XX|Content-Type: application/vnd.pet+json|X-A: 1||{\"a\":1}|",
            "--XX|Content-Type: text/csv||1,2|",
            "--XX|Content-Type: application/json||[\"b\"]|",
            "--XX|Content-Type: application/json||null|",
            "--XX--|"
        )
    );
    assert_eq!(
        unnamed(&[], &json!(["x", 1])).await,
        "--XX||x|--XX||1|--XX--|"
    );
    assert_eq!(unnamed(&[], &json!([])).await, "--XX--|");
    let files = vec![
        Upload::from("1,2").with_name("a.csv"),
        Upload::from("x")
            .with_media_type("text/plain")
            .with_header("X-B", "2"),
    ];
    assert_eq!(
        unnamed(&encodings[1..], &files).await,
        concat!(
            "--XX|Content-Disposition: attachment; filename=\"a.csv\"|Content-Type: text/csv||1,2|",
            "--XX|Content-Type: text/plain|x-b: 2||x|",
            "--XX--|"
        )
    );
    assert!(build_multipart(&[], &[], &json!([1]), &[], "XX").is_err());
}

#[tokio::test]
async fn parts_may_be_bodies_themselves() {
    static INNER: &[Encoding] = &[
        Encoding::media("[0]", "text/csv"),
        Encoding::usual("[]").headers(&[("X-A", "1")]),
    ];
    let encodings = [
        Encoding::parts("a", "multipart/mixed", INNER, true).headers(&[("X-B", "2")]),
        Encoding::parts("b", "multipart/related", &[], false),
        Encoding::written("c", "application/x-www-form-urlencoded", |part| {
            to_form_text(&[Encoding::style("d", Style::PipeDelimited, false)], part)
        }),
    ];
    let body = json!({"a": ["1,2", "x"], "b": [{"e": {}}], "c": {"d": [1, 2], "f": "&"}});
    let mut text = parts(&encodings, &body).await;
    for name in ["Y1", "Y2"] {
        let (_, rest) = text.split_once("boundary=").unwrap();
        let boundary: String = rest
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        text = text.replacen("boundary=", "", 1).replace(&boundary, name);
    }
    assert_eq!(
        text,
        concat!(
            "--XX|name=\"a\"|Content-Type: multipart/mixed; Y1|X-B: 2||",
            "--Y1|Content-Type: text/csv||1,2|--Y1|X-A: 1||x|--Y1--||",
            "--XX|name=\"b\"|Content-Type: multipart/related; type=\"application/json\"; Y2||",
            "--Y2|name=\"e\"|Content-Type: application/json||{}|--Y2--||",
            "--XX|name=\"c\"|Content-Type: application/x-www-form-urlencoded||d=1%7C2&f=%26|",
            "--XX--|"
        )
    );
    let scalar = json!({"b": ["x"]});
    assert!(build_multipart(&encodings, &[], &scalar, &[], "XX").is_err());
}

#[tokio::test]
async fn parts_with_headers() {
    let encodings = [
        Encoding::usual("a").headers(&[("X-A", "1"), ("X-B", "b")]),
        Encoding::media("c", "text/csv").headers(&[("X-C", "2")]),
    ];
    assert_eq!(
        parts(&encodings, &json!({"a": ["x", "y"], "c": "z", "d": 1})).await,
        concat!(
            "--XX|name=\"a\"|X-A: 1|X-B: b||x|",
            "--XX|name=\"a\"|X-A: 1|X-B: b||y|",
            "--XX|name=\"c\"|Content-Type: text/csv|X-C: 2||z|",
            "--XX|name=\"d\"||1|",
            "--XX--|"
        )
    );
}

#[tokio::test]
async fn given_part_headers_override_those_of_the_description() {
    let encodings = [Encoding::usual("a").headers(&[("X-A", "1"), ("X-B", "b")])];
    let header = |part, name, value: &str| PartHeader {
        part,
        name,
        value: value.to_owned(),
    };
    let given = [
        header("a", "x-a", "2"),
        header("a", "X-C", "3"),
        header("b", "X-D", "4"),
    ];
    let (body, _) =
        build_multipart(&encodings, &given, &json!({"a": "x", "c": "y"}), &[], "XX").unwrap();
    assert_eq!(
        shown(body).await,
        "--XX|name=\"a\"|x-a: 2|X-C: 3|X-B: b||x|--XX|name=\"c\"||y|--XX--|"
    );
    let by_position = [header("[0]", "X-A", "1"), header("[]", "X-B", "2")];
    let (body, _) = unnamed_parts(&[], &by_position, &json!(["x", "y", "z"]), "XX").unwrap();
    assert_eq!(
        shown(body).await,
        "--XX|X-A: 1||x|--XX|X-B: 2||y|--XX|X-B: 2||z|--XX--|"
    );
    let file = Upload::from("f").with_header("X-A", "5");
    let form = BTreeMap::from([("a".to_owned(), file)]);
    let (body, _) = build_multipart(&[], &given, &form, &[], "XX").unwrap();
    assert_eq!(
        shown(body).await,
        "--XX|name=\"a\"; filename=\"a\"|Content-Type: application/octet-stream|X-C: 3|x-a: 5||f|--XX--|",
        "a file has its own"
    );
}

#[test]
fn related_parts_name_the_media_type_of_the_first_one() {
    let first = |body: Value| build_multipart(&[], &[], &body, &[], "XX").unwrap().1;
    assert_eq!(first(json!({"a": {"b": 1}, "c": "x"})), "application/json");
    assert_eq!(first(json!({"c": "x", "a": {"b": 1}})), "text/plain");
    for (described, expected) in [
        (
            "multipart/related",
            "multipart/related; type=\"application/json\"; boundary=XX",
        ),
        (
            "multipart/related; start=\"<a>\"",
            "multipart/related; start=\"<a>\"; type=\"application/json\"; boundary=XX",
        ),
        (
            "multipart/related; type=\"text/xml\"",
            "multipart/related; type=\"text/xml\"; boundary=XX",
        ),
        ("multipart/mixed", "multipart/mixed; boundary=XX"),
    ] {
        assert_eq!(
            full_media_type(described, "XX", "application/json"),
            expected
        );
    }
}

#[tokio::test]
async fn files_in_parts() {
    let named = Upload::from("x")
        .with_name("a\"b\r\n.png")
        .with_media_type("image/png")
        .with_header("X-Y", "z");
    let files = BTreeMap::from([("f".to_owned(), vec![named, Upload::from(vec![b'y'])])]);
    assert_eq!(
        parts(&[], &files).await,
        concat!(
            "--XX|name=\"f\"; filename=\"a%22b%0D%0A.png\"|Content-Type: image/png|x-y: z||x|",
            "--XX|name=\"f\"; filename=\"f\"|Content-Type: application/octet-stream||y|",
            "--XX--|"
        )
    );
    let encodings = [Encoding::media("f", "audio/wav")];
    assert!(
        parts(&encodings, &files)
            .await
            .contains("filename=\"f\"|Content-Type: audio/wav||y|")
    );
    for wrong in [
        Upload::from("").with_media_type("a\r\nb: c"),
        Upload::from("").with_header("a\r\n", "b"),
        Upload::from("").with_header("a", "b\r\nc: d"),
    ] {
        let body = BTreeMap::from([("f".to_owned(), wrong)]);
        assert!(build_multipart(&[], &[], &body, &[], "XX").is_err());
    }
}

#[test]
fn boundaries_differ() {
    let (first, second) = (random_boundary(), random_boundary());
    assert_ne!(first, second);
    assert_eq!((first.len(), second.len()), (32, 32));
}

#[test]
fn uploads_are_strings_in_json_and_hidden_in_debug_output() {
    let upload = Upload::from("aä").with_name("n");
    assert_eq!(to_vec(&upload), "\"aä\"".as_bytes());
    assert_eq!(
        encode_form(
            &[],
            &BTreeMap::from([("f".to_owned(), upload.clone())]),
            &[]
        )
        .unwrap(),
        "f=a%C3%A4"
    );
    assert_eq!(
        format!("{upload:?}"),
        "Upload { name: Some(\"n\"), media_type: None, length: Some(3) }"
    );
    let mut blank = Upload::blank();
    crate::runtime::codec::decode_value(&json!("xyz"), &mut blank).unwrap();
    assert_eq!(blank, Upload::from("xyz"));
    assert_eq!(
        (blank.length(), blank.bytes().map(Bytes::len)),
        (Some(3), Some(3))
    );
}

#[test]
fn binary_uploads_are_rejected_in_text_bodies() {
    let bytes = || Upload::from(vec![0xff, 0xfe]);
    let stream = || Upload::stream(Nothing);
    let in_list =
        |upload: Upload| BTreeMap::from([("files".to_owned(), vec![Upload::from("a"), upload])]);
    let in_object = |upload: Upload| {
        BTreeMap::from([(
            "inner".to_owned(),
            BTreeMap::from([("f".to_owned(), upload)]),
        )])
    };
    let stays = "is a file or a stream, expected text in memory for this body";
    let broken = "is not UTF-8, as this body requires";
    let violation = |node: &dyn Node, files| {
        check_node(&API, "", node, &[], files)
            .err()
            .map(|violation| format!("{} {}", violation.path, violation.message))
    };
    assert_eq!(
        violation(&in_list(stream()), Files::Nowhere),
        Some(format!("files[1] {stays}"))
    );
    assert_eq!(
        violation(&in_list(bytes()), Files::Nowhere),
        Some(format!("files[1] {broken}"))
    );
    assert_eq!(
        violation(&in_object(stream()), Files::Inside),
        Some(format!("inner.f {stays}")),
        "parts are JSON inside"
    );
    assert_eq!(violation(&in_list(stream()), Files::Inside), None);
    assert_eq!(
        violation(&in_list(Upload::from("text")), Files::Nowhere),
        None
    );
    assert!(
        serde_json::to_string(&crate::runtime::codec::Written::of(
            &in_list(stream()),
            false
        ))
        .is_err(),
        "nor in storage"
    );
}

/// An empty stream, of unknown length.
struct Nothing;

impl futures_core::Stream for Nothing {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        Poll::Ready(None)
    }
}

#[test]
fn read_only_properties_are_not_sent() {
    let thing: Thing =
        serde_json::from_value(json!({"id": "i", "name": "n", "inner": {"id": "j"}, "x": 1}))
            .unwrap();
    let whole = r#"{"name":"n","id":"i","inner":{"id":"j"},"x":1}"#;
    assert_eq!(
        serde_json::to_string(&thing).unwrap(),
        whole,
        "a user who stores it keeps it"
    );
    assert_eq!(to_request_json(&thing), br#"{"name":"n","inner":{},"x":1}"#);
    assert_eq!(
        encode_form(&[], &thing, &[]).unwrap(),
        "name=n&inner=%7B%7D&x=1"
    );
    let extra = [("id".to_owned(), json!("forced"))];
    assert_eq!(
        encode_form(&[], &thing, &extra).unwrap(),
        "name=n&inner=%7B%7D&x=1&id=forced"
    );
    let long: Thing = serde_json::from_value(json!({"id": "too long"})).unwrap();
    assert!(
        check_node(&API, "", &long, &[], Files::Nowhere).is_ok(),
        "nor checked"
    );
}

#[test]
fn unset_bodies_are_recognized() {
    let thing = |value: Value| serde_json::from_value::<Thing>(value).unwrap();
    assert!(is_unset(&Thing::blank()));
    assert!(!is_unset(&thing(json!({"name": null}))), "null is a value");
    let mut more = Thing::blank();
    more.extra.insert("more".to_owned(), json!(1));
    assert!(!is_unset(&more) && more.extra.len() == 1);
    assert!(
        is_unset(&Server::blank()),
        "what is required is constant where this is asked"
    );
    assert!(
        !is_unset(&json!({})),
        "a body without known properties is given as a whole"
    );
}

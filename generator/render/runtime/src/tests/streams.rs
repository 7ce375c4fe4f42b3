//! Responses that are read as they arrive: chunks, events, values.

#![allow(
    dead_code,
    unreachable_pub,
    reason = "emitted code is public and complete, even if the tests use only a part of it"
)]

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Value, json};

use super::memory::{Answer, Memory, response};
use super::sample::Server;
use crate::runtime::api::Operation;
use crate::runtime::body_part::BodyPart;
use crate::runtime::call::{Call, Scope};
use crate::runtime::download::Download;
use crate::runtime::events::EventShape;
use crate::runtime::events::{EventStream, ValueStream};
use crate::runtime::events::{Frame, Framing, Splitter, TooLong};
use crate::runtime::macros::{request, setters, stream};
use crate::runtime::transport::TransportError;

static OPERATION: Operation = Operation {
    id: "chat",
    method: "POST",
    path: "/chat",
    server: None,
    security: &[],
    idempotent: false,
    idempotency_header: None,
    accept: "application/json",
    redirects: &[],
    envelope: None,
    success: None,
    paging: None,
};

fn call(memory: &Memory) -> Call {
    Scope::new(memory.client()).call(&OPERATION)
}

fn pieces(pieces: &[&str]) -> Memory {
    let pieces = pieces
        .iter()
        .map(|piece| piece.as_bytes().to_vec())
        .collect();
    Memory::new([Answer::Bytes(200, "text/event-stream", pieces)])
}

/// Returns all frames of a text that arrives in chunks of this size.
fn split(framing: Framing, text: &str, size: usize) -> Vec<Frame> {
    let mut splitter = Splitter::new(framing);
    let mut all = Vec::new();
    for piece in text.as_bytes().chunks(size) {
        splitter.push(piece);
        while let Some(frame) = splitter.next().unwrap() {
            all.push(frame);
        }
    }
    all.extend(splitter.last());
    all
}

fn frame(name: Option<&str>, id: Option<&str>, data: &str) -> Frame {
    Frame {
        name: name.map(str::to_owned),
        id: id.map(str::to_owned),
        data: data.to_owned(),
        ..Frame::default()
    }
}

#[test]
fn events_follow_the_html_standard() {
    let cases: [(&str, Vec<Frame>); 9] = [
        (
            "data: a\n\ndata: b\n\n",
            vec![frame(None, None, "a"), frame(None, None, "b")],
        ),
        (
            "data: a\r\n\r\ndata: b\r\rdata:c\n\n",
            ["a", "b", "c"].map(|data| frame(None, None, data)).into(),
        ),
        (
            "data: a\ndata\ndata:  b\n\n",
            vec![frame(None, None, "a\n\n b")],
        ),
        (":hello\n\n\n: x\ndata: a\n\n", vec![frame(None, None, "a")]),
        (
            "event: e\nid: 1\ndata: a\n\ndata: b\n\n",
            vec![
                frame(Some("e"), Some("1"), "a"),
                frame(None, Some("1"), "b"),
            ],
        ),
        ("event: e\n\ndata: a\n\n", vec![frame(None, None, "a")]),
        (
            "\u{feff}data: ä\u{feff}\n\n",
            vec![frame(None, None, "ä\u{feff}")],
        ),
        (
            "nonsense: 1\nretry: soon\nid: a\0\ndata: a\n\n",
            vec![frame(None, None, "a")],
        ),
        (
            "data: a\n\ndata: cut",
            vec![frame(None, None, "a"), frame(None, None, "cut")],
        ),
    ];
    for (text, expected) in cases {
        for size in [1, 2, 3, 100] {
            assert_eq!(
                split(Framing::Events, text, size),
                expected,
                "{text:?} in pieces of {size}"
            );
        }
    }
    let retry = split(Framing::Events, "retry: 1500\ndata: a\n\ndata: b\n\n", 100);
    assert_eq!(
        retry.iter().map(|frame| frame.retry).collect::<Vec<_>>(),
        [Some(Duration::from_millis(1500)), None]
    );
}

#[test]
fn lines_and_records_are_split() {
    for (framing, text, expected) in [
        (
            Framing::Lines,
            "1\n\n {\"a\":2}\r\n3",
            &["1", "{\"a\":2}", "3"] as &[_],
        ),
        (Framing::Lines, "", &[]),
        (
            Framing::Records,
            "\u{1e}1\n\u{1e}{\n\"a\":2}\n\u{1e}\u{1e}3\n",
            &["1", "{\n\"a\":2}", "3"],
        ),
    ] {
        for size in [1, 4, 100] {
            let found: Vec<String> = split(framing, text, size)
                .into_iter()
                .map(|frame| frame.data)
                .collect();
            assert_eq!(found, expected, "{text:?} in pieces of {size}");
        }
    }
}

#[test]
fn an_endless_item_ends_the_stream() {
    let mut splitter = Splitter::new(Framing::Lines);
    let piece = vec![b'x'; 1024 * 1024];
    let outcome = (0..100).map(|_| {
        splitter.push(&piece);
        splitter.next()
    });
    assert_eq!(outcome.into_iter().find(Result::is_err), Some(Err(TooLong)));
}

#[tokio::test(start_paused = true)]
async fn a_download_arrives_in_chunks() {
    let memory = pieces(&["ab", "c", "d"]);
    let mut download = Download::open(call(&memory)).await.unwrap();
    assert_eq!(
        (download.status().as_u16(), download.header("content-type")),
        (200, Some("text/event-stream"))
    );
    assert_eq!(download.try_next().await.unwrap().unwrap(), "ab");
    assert_eq!(download.bytes().await.unwrap(), "cd");
    let refused = Memory::new([response(404, r#"{"message":"no"}"#)]);
    assert_eq!(
        Download::open(call(&refused))
            .await
            .unwrap_err()
            .to_string(),
        "POST /chat: 404 Not Found: no"
    );
}

#[tokio::test(start_paused = true)]
async fn a_download_is_only_retried_until_its_head_arrives() {
    let memory = Memory::new([response(429, ""), Answer::Stalled(200, "a")]);
    let mut download = Download::open(call(&memory).timeout(Duration::from_secs(5)))
        .await
        .unwrap();
    assert_eq!(download.try_next().await.unwrap().unwrap(), "a");
    let error = download.try_next().await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(
        error.to_string(),
        "POST /chat: 200 OK: incomplete response within 300s (2 attempts)"
    );
    assert!(download.try_next().await.unwrap().is_none());
    assert_eq!((memory.requests().len(), download.attempts()), (2, 2));
}

#[tokio::test(start_paused = true)]
async fn events_are_typed() {
    let memory = pieces(&[
        "event: new\nid: 7\nda",
        "ta: {\"id\":\"a\",\"kind\":\"x\",\"owner\":\"o\"}\n\nda",
        "ta: {}\n\n: ping\n\ndata: [DONE]\n\ndata: 1\n\n",
    ]);
    let mut events = EventStream::<Server>::open(call(&memory), EventShape::Data)
        .await
        .unwrap();
    assert_eq!(events.response().status().as_u16(), 200);
    let event = events.try_next().await.unwrap().unwrap();
    assert_eq!(
        (
            event.name.as_deref(),
            event.id.as_deref(),
            event.data.id.as_str()
        ),
        (Some("new"), Some("7"), "a")
    );
    let error = events.try_next().await.unwrap_err();
    assert!(error.is_decode());
    assert_eq!(error.body(), "{}");
    assert_eq!(events.try_next().await.unwrap(), None);
    assert_eq!(events.try_next().await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn events_with_text_data() {
    let memory = pieces(&["data: {\ndata: no JSON\n\n"]);
    let mut events = EventStream::<Value>::open(call(&memory), EventShape::Data)
        .await
        .unwrap()
        .raw();
    assert_eq!(events.try_next().await.unwrap().unwrap().data, "{\nno JSON");
    assert_eq!(events.try_next().await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn events_described_as_objects() {
    let memory = pieces(&[
        "event: done\ndata: [DONE]x\n\n",
        "id: 1\ndata: {\"a\":\"b\"}\n\n",
    ]);
    let mut events = EventStream::<Value>::open(call(&memory), EventShape::Event)
        .await
        .unwrap();
    assert_eq!(
        events.try_next().await.unwrap().unwrap().data,
        json!({"data": "[DONE]x", "event": "done"})
    );
    assert_eq!(
        events.try_next().await.unwrap().unwrap().data,
        json!({"data": {"a": "b"}, "id": "1"})
    );
}

#[tokio::test(start_paused = true)]
async fn json_instead_of_events_is_an_error() {
    let memory = Memory::new([response(200, r#"{"a":1}"#)]);
    let opened = EventStream::<Value>::open(call(&memory), EventShape::Data).await;
    let error = opened.err().unwrap();
    let expected =
        "cannot read the response: $: expected `text/event-stream`, found `application/json`";
    assert_eq!(error.to_string(), format!("POST /chat: 200 OK: {expected}"));
    assert_eq!(error.body(), r#"{"a":1}"#);
    let memory = Memory::new([response(
        200,
        r#"{"error":{"code":"overloaded","message":"later"}}"#,
    )]);
    let error = EventStream::<Value>::open(call(&memory), EventShape::Data)
        .await
        .err()
        .unwrap();
    assert!(
        error.has_code("overloaded") && error.to_string().ends_with(": [overloaded] later"),
        "{error}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_response_that_is_no_stream_is_an_error() {
    let answer =
        |content_type| Answer::Bytes(200, content_type, vec![b"<html>sign in</html>".to_vec()]);
    for content_type in [
        "text/html; charset=utf-8",
        "text/plain",
        "application/problem+json",
    ] {
        let memory = Memory::new([answer(content_type), answer(content_type)]);
        let error = EventStream::<Value>::open(call(&memory), EventShape::Data)
            .await
            .err()
            .unwrap();
        assert!(
            error.is_decode() && error.to_string().contains("expected `text/event-stream`"),
            "{error}"
        );
        assert_eq!(error.body(), "<html>sign in</html>");
        let lines = ValueStream::<Value>::lines(call(&memory)).await;
        assert_eq!(
            lines.is_ok(),
            content_type.contains("json"),
            "{content_type}"
        );
    }
    // A response without a content type is read.
    let memory = Memory::new([Answer::Response(200, Vec::new(), "data: 1\n\n".to_owned())]);
    let mut events = EventStream::<Value>::open(call(&memory), EventShape::Data)
        .await
        .unwrap();
    assert_eq!(events.try_next().await.unwrap().unwrap().data, 1);
}

#[tokio::test(start_paused = true)]
async fn a_truncated_event_is_not_returned() {
    for (rest, body) in [
        ("data: {\"a\":1", "{\"a\":1"),
        ("data: 2\n", "2"),
        ("dat", "dat"),
        ("event: e\ndata: 2", "2"),
    ] {
        let memory = pieces(&["data: 1\n\n", rest]);
        let mut events = EventStream::<Value>::open(call(&memory), EventShape::Data)
            .await
            .unwrap();
        assert_eq!(events.try_next().await.unwrap().unwrap().data, 1);
        let error = events.try_next().await.unwrap_err();
        assert!(error.is_broken_connection());
        assert_eq!(
            error.to_string(),
            "POST /chat: 200 OK: the stream ended within an event"
        );
        assert_eq!(error.body(), body, "{rest:?}");
        assert_eq!(events.try_next().await.unwrap(), None);
    }
    for rest in ["data: [DONE]", ": bye", "\n", ""] {
        let memory = pieces(&["data: 1\n\n", rest]);
        let mut events = EventStream::<Value>::open(call(&memory), EventShape::Data)
            .await
            .unwrap();
        events.try_next().await.unwrap();
        assert_eq!(events.try_next().await.unwrap(), None, "{rest:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn values_on_lines() {
    let lines = ["{\"a\":1}\n{\"a\"", ":2}\nx\n3"].map(|piece| piece.as_bytes().to_vec());
    let memory = Memory::new([Answer::Bytes(200, "application/x-ndjson", lines.into())]);
    let mut values = ValueStream::<Value>::lines(call(&memory)).await.unwrap();
    assert_eq!(values.try_next().await.unwrap(), Some(json!({"a": 1})));
    assert_eq!(values.try_next().await.unwrap(), Some(json!({"a": 2})));
    assert!(values.try_next().await.unwrap_err().is_decode());
    assert_eq!(values.try_next().await.unwrap(), Some(json!(3)));
    assert_eq!(values.try_next().await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn results_end_with_an_error() {
    let text = "{\"result\":{\"a\":1}}\n{\"a\":2}\n{\"result\":3,\"error\":null}\n\
                {\"error\":{\"code\":5,\"message\":\"gone\"}}\n{\"result\":4}\n";
    let memory = Memory::new([response(200, text)]);
    let mut values = ValueStream::<Value>::results(call(&memory)).await.unwrap();
    assert_eq!(values.try_next().await.unwrap(), Some(json!({"a": 1})));
    let error = values.try_next().await.unwrap_err();
    assert!(error.is_decode() && error.body() == "{\"a\":2}", "{error}");
    assert_eq!(values.try_next().await.unwrap(), Some(json!(3)));
    let error = values.try_next().await.unwrap_err();
    assert!(error.is_reported_failure() && error.has_code(5), "{error}");
    assert_eq!(error.api_errors()[0].message, "gone");
    assert_eq!(error.body(), "{\"code\":5,\"message\":\"gone\"}");
    assert_eq!(values.try_next().await.unwrap(), None);

    // The last line needs no end.
    let memory = Memory::new([response(200, "{\"error\":{\"code\":5}}")]);
    let mut values = ValueStream::<Value>::results(call(&memory)).await.unwrap();
    assert!(values.try_next().await.unwrap_err().is_reported_failure());
    assert_eq!(values.try_next().await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn parts_of_a_multipart_response() {
    let body = "preamble\r\n--b x\r\nContent-Type: application/json\r\n\r\n{\"a\":\r\n1}\r\n--b x  \r\n\r\n--b xy\r\n--b x\r\n\r\n2\r\n\r\n--b x--\r\n--b x\r\n\r\n3\r\n";
    for size in [1, 2, 3, 7, 1000] {
        let pieces = body.as_bytes().chunks(size).map(<[u8]>::to_vec).collect();
        let memory = Memory::new([Answer::Bytes(
            200,
            "Multipart/Mixed; Boundary=\"b x\"",
            pieces,
        )]);
        let mut values = ValueStream::<Value>::parts(call(&memory)).await.unwrap();
        assert_eq!(
            values.try_next().await.unwrap(),
            Some(json!({"a": 1})),
            "{size}"
        );
        let error = values.try_next().await.unwrap_err();
        assert!(error.is_decode(), "{error}");
        assert_eq!(error.body(), "--b xy");
        assert_eq!(values.try_next().await.unwrap(), Some(json!(2)));
        assert_eq!(values.try_next().await.unwrap(), None);
    }
}

#[tokio::test(start_paused = true)]
async fn parts_may_be_bytes() {
    let pages: [&[u8]; 4] = [b"\x89PNG\r\n\xff\n", b"", b"\r\n--c", b"[DONE]"];
    let mut body = Vec::new();
    for page in pages {
        body.extend_from_slice(b"--b\r\nContent-Type: image/png\r\n\r\n");
        body.extend_from_slice(page);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--b--");
    for size in [1, 3, 1000] {
        let pieces = body.chunks(size).map(<[u8]>::to_vec).collect();
        let answer = Answer::Bytes(200, "multipart/mixed; boundary=b", pieces);
        let call = call(&Memory::new([answer]));
        let mut values = ValueStream::<Bytes>::parts(call).await.unwrap();
        for page in pages {
            assert_eq!(values.try_next().await.unwrap().as_deref(), Some(page));
        }
        assert_eq!(values.try_next().await.unwrap(), None);
    }
}

#[tokio::test(start_paused = true)]
async fn parts_have_headers() {
    let head = "Content-Range: bytes 0-1/5\r\nX-Folded: a\r\n\tb\r\nx-many: 1\r\nX-Many: 2\r\n: c\r\nno colon\r\nX-Bad: \0\r\n";
    let body = format!("--b\r\n{head}\r\nX-No: header\r\n--b\r\n\r\n--b--");
    for size in [1, 5, 1000] {
        let pieces = body.as_bytes().chunks(size).map(<[u8]>::to_vec).collect();
        let answer = Answer::Bytes(206, "multipart/byteranges; boundary=b", pieces);
        let call = call(&Memory::new([answer]));
        let mut parts = ValueStream::<BodyPart<Bytes>>::parts(call).await.unwrap();
        let first = parts.try_next().await.unwrap().unwrap();
        assert_eq!(first.header("content-range"), Some("bytes 0-1/5"));
        assert_eq!(first.header("X-Folded"), Some("a b"));
        assert_eq!(first.header_as::<u8>("x-many"), Some(1));
        assert_eq!(first.headers.len(), 4, "{:?}", first.headers);
        assert_eq!(first.body, "X-No: header");
        let second = parts.try_next().await.unwrap().unwrap();
        assert!(second.headers.is_empty() && second.body.is_empty());
        assert_eq!(parts.try_next().await.unwrap(), None);
    }
}

#[tokio::test(start_paused = true)]
async fn parts_that_are_cut_off_are_errors() {
    for (body, texts, cut) in [
        ("--b\n\na\r\n\n--b\n\n\n--b--", &["a\r\n", ""][..], None),
        ("--b\r\n\r\na\r\n--b\r\n\r\nhal", &["a"], Some("hal\n")),
        ("--b\r\n\r\na\r\n--b", &["a"], Some("")),
        ("<html>", &[], Some("")),
        ("", &[], None),
    ] {
        let pieces = vec![body.as_bytes().to_vec()];
        let memory = Memory::new([Answer::Bytes(200, "multipart/mixed; boundary=b", pieces)]);
        let mut values = ValueStream::<String>::parts(call(&memory)).await.unwrap();
        for text in texts {
            assert_eq!(
                values.try_next().await.unwrap().as_deref(),
                Some(*text),
                "{body}"
            );
        }
        if let Some(cut) = cut {
            let error = values.try_next().await.unwrap_err();
            assert!(
                error.to_string().ends_with("ended within a part"),
                "{error}"
            );
            assert_eq!(error.body(), cut);
        }
        assert_eq!(values.try_next().await.unwrap(), None, "{body}");
    }
    let answer = Answer::Bytes(200, "multipart/mixed", vec![b"--b--".to_vec()]);
    let error = ValueStream::<Value>::parts(call(&Memory::new([answer])))
        .await
        .err()
        .unwrap();
    assert!(
        error
            .to_string()
            .contains("expected a `boundary` of `multipart/mixed`"),
        "{error}"
    );
}

macro_rules! requests {
    ($($name:ident),+) => {
        $(
            #[derive(Clone, Debug)]
            struct $name {
                call: Call,
            }

            impl $name {
                fn into_call(self) -> Call {
                    self.call.json(&json!({"n": 1}))
                }
            }
        )+
    };
}

requests!(Chat, Watch, Both);
setters!(Chat);
setters!(Watch);
setters!(Both);
request!(Chat => Value);
stream!(Chat => also events Value, Data, "text/event-stream", "stream");
stream!(Watch => lines Value);
request!(Both => Value);
stream!(Both => also records Value, "application/json-seq");

#[tokio::test(start_paused = true)]
async fn requests_with_streams() {
    let stream = || Answer::Bytes(200, "text/event-stream", vec![b"data: 1\n\n".to_vec()]);
    let memory = Memory::new([
        response(200, "2"),
        stream(),
        response(200, "1\n"),
        response(200, "\u{1e}1"),
        stream(),
    ]);
    assert_eq!(
        Chat {
            call: call(&memory)
        }
        .await
        .unwrap(),
        2
    );
    let mut events = Chat {
        call: call(&memory),
    }
    .stream_events()
    .await
    .unwrap();
    assert_eq!(events.try_next().await.unwrap().unwrap().data, 1);
    assert_eq!(
        Watch {
            call: call(&memory)
        }
        .await
        .unwrap()
        .try_next()
        .await
        .unwrap(),
        Some(json!(1))
    );
    let mut values = Both {
        call: call(&memory),
    }
    .stream_values()
    .await
    .unwrap();
    assert_eq!(values.try_next().await.unwrap(), Some(json!(1)));
    assert_eq!(
        Watch {
            call: call(&memory)
        }
        .download()
        .await
        .unwrap()
        .bytes()
        .await
        .unwrap(),
        "data: 1\n\n"
    );
    let sent: Vec<(String, String)> = memory
        .requests()
        .into_iter()
        .map(|request| {
            let body = String::from_utf8_lossy(request.body.unwrap().bytes().unwrap()).into_owned();
            (request.headers["accept"].to_str().unwrap().to_owned(), body)
        })
        .collect();
    let plain = ("application/json".to_owned(), r#"{"n":1}"#.to_owned());
    let with_stream = (
        "text/event-stream".to_owned(),
        r#"{"n":1,"stream":true}"#.to_owned(),
    );
    let records = ("application/json-seq".to_owned(), r#"{"n":1}"#.to_owned());
    assert_eq!(
        sent,
        [plain.clone(), with_stream, plain.clone(), records, plain]
    );
}

#[tokio::test(start_paused = true)]
async fn a_stream_reconnects() {
    let piece =
        |text: &str| Answer::Bytes(200, "text/event-stream", vec![text.as_bytes().to_vec()]);
    let memory = Memory::new([
        piece("id: 1\ndata: 1\n\n"),
        // The id and retry time of an event without data count; a truncated event does not.
        piece("data: 2\n\nid: 2\nretry: 500\n\nid: 3\ndata: 3"),
        piece("data: 4\n\nid:\nretry: 0\n\n"),
        piece("data: [DONE]\n\n"),
    ]);
    let begun = tokio::time::Instant::now();
    let mut events = EventStream::<Value>::open(call(&memory), EventShape::Data)
        .await
        .unwrap();
    let first = events.try_next().await.unwrap().unwrap();
    assert_eq!((first.id.as_deref(), first.data), (Some("1"), json!(1)));
    // The id of the event that was read before `reconnect` is sent as well.
    let mut events = events.reconnect(true);
    let mut found = Vec::new();
    while let Some(event) = events.try_next().await.unwrap() {
        found.push((event.id.unwrap(), event.data));
    }
    assert_eq!(
        found,
        [("1".to_owned(), json!(2)), ("2".to_owned(), json!(4))]
    );
    assert_eq!(events.try_next().await.unwrap(), None);
    assert_eq!(begun.elapsed().as_millis(), 3000 + 500 + 100);
    let ids: Vec<_> = memory
        .requests()
        .iter()
        .map(|request| request.headers.get("last-event-id").cloned())
        .collect();
    assert_eq!(
        ids,
        [
            None,
            Some("1".parse().unwrap()),
            Some("2".parse().unwrap()),
            None
        ]
    );
}

#[tokio::test(start_paused = true)]
async fn a_finished_stream_does_not_reconnect() {
    let first = || Answer::Bytes(200, "text/event-stream", vec![b"data: 1\n\n".to_vec()]);
    let memory = Memory::new([first(), Answer::Response(204, Vec::new(), String::new())]);
    let mut events = EventStream::<Value>::open(call(&memory), EventShape::Data)
        .await
        .unwrap()
        .reconnect(true);
    assert_eq!(events.try_next().await.unwrap().unwrap().data, 1);
    assert_eq!(events.try_next().await.unwrap(), None);
    let memory = Memory::new([first(), response(404, "{}")]);
    let mut events = EventStream::<Value>::open(call(&memory), EventShape::Data)
        .await
        .unwrap()
        .reconnect(true);
    assert_eq!(events.try_next().await.unwrap().unwrap().data, 1);
    assert!(events.try_next().await.unwrap_err().is_not_found());
    assert_eq!(events.try_next().await.unwrap(), None);
}

#[tokio::test(start_paused = true)]
async fn a_stream_waits_for_its_server() {
    let piece =
        |text: &str| Answer::Bytes(200, "text/event-stream", vec![text.as_bytes().to_vec()]);
    let mut answers = vec![piece("data: 1\n\n")];
    // The stream reconnects more often than a single request is retried.
    answers.extend((0..9).map(|_| Answer::Fail(TransportError::connect("refused"))));
    answers.extend([piece("data: 2\n\ndata: [DONE]\n\n")]);
    let memory = Memory::new(answers);
    let mut events = EventStream::<Value>::open(call(&memory), EventShape::Data)
        .await
        .unwrap()
        .reconnect(true);
    assert_eq!(events.try_next().await.unwrap().unwrap().data, 1);
    let begun = tokio::time::Instant::now();
    assert_eq!(events.try_next().await.unwrap().unwrap().data, 2);
    assert!(
        begun.elapsed().as_secs() >= 3 + 6 + 12,
        "each pause is twice as long"
    );
    assert_eq!(events.try_next().await.unwrap(), None);
}

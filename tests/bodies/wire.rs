//! The bodies of `bodies.yaml`, on the wire. `tests/bodies.rs` puts this file and the server next
//! to the emitted crate.

#![allow(
    dead_code,
    missing_docs,
    reason = "the server is that of all end-to-end tests"
)]

mod server;

use std::pin::Pin;
use std::task::{Context, Poll};

use bodies_client::bytes::Bytes;
use bodies_client::types;
use bodies_client::types::{
    FormSendAny, FormSendAnyForm, FormSendAnyParts, FormSendRequired, Item, ListSendAlternatives,
    ListSendEvents, ListSendPositions, ListSendRelated, Named, PartUpload, Search,
    list_send_alternatives,
};
use bodies_client::{Client, Upload};
use futures_core::Stream;
use serde_json::json;
use server::{Act, Request, Server, json_response};

fn start_client() -> (Client, Server) {
    let server = Server::start((0..9).map(|_| json_response(204, ""))).unwrap();
    (
        Client::builder().base_url(&server.url).build().unwrap(),
        server,
    )
}

/// Returns the media type, length and body of the only request.
fn only_request(server: &Server) -> (Option<String>, Option<String>, String) {
    let [request] = <[Request; 1]>::try_from(server.requests()).unwrap();
    let [media_type, length] =
        ["content-type", "content-length"].map(|name| request.header(name).map(str::to_owned));
    (media_type, length, request.text())
}

fn body_of_type(server: &Server, media_type: &str) -> String {
    let (found, length, body) = only_request(server);
    assert_eq!(found.as_deref(), Some(media_type));
    assert_eq!(length, Some(body.len().to_string()));
    body
}

/// Returns the parts of the only request: the sorted lines of each head, and the text.
fn parts_of_body(server: &Server) -> Vec<(String, String)> {
    let (media_type, _, body) = only_request(server);
    let media_type = media_type.unwrap();
    let boundary = media_type
        .strip_prefix("multipart/form-data; boundary=")
        .unwrap();
    let inner = body.strip_prefix(&format!("--{boundary}\r\n")).unwrap();
    let inner = inner
        .strip_suffix(&format!("\r\n--{boundary}--\r\n"))
        .unwrap();
    let between = format!("\r\n--{boundary}\r\n");
    let parts = inner.split(&between).map(|part| {
        let (head, text) = part.split_once("\r\n\r\n").unwrap();
        (
            head.replace("Content-Disposition: form-data; ", "")
                .replace("\r\n", " | "),
            text.to_owned(),
        )
    });
    parts.collect()
}

fn sample_item() -> Item {
    let mut item = Item::new().label("a&b").price(1.5).parts(["x", "y"]);
    item.id = Some("set by the server".to_owned());
    item
}

const ITEM: &str = r#"{"label":"a&b","price":1.5,"parts":["x","y"]}"#;

#[tokio::test]
async fn each_form_of_a_body_has_a_type() {
    let (client, server) = start_client();
    client
        .forms()
        .send_any(FormSendAny::new("a"))
        .await
        .unwrap();
    assert_eq!(body_of_type(&server, "application/json"), r#"{"text":"a"}"#);
    let (client, server) = start_client();
    let form = FormSendAnyForm::new("http://b");
    client.forms().send_any_form(form).dry(true).await.unwrap();
    assert_eq!(
        body_of_type(&server, "application/x-www-form-urlencoded"),
        "url=http%3A%2F%2Fb"
    );
    let (client, server) = start_client();
    client
        .forms()
        .send_any_multipart(FormSendAnyParts::new(Upload::from("c")))
        .await
        .unwrap();
    let sent: Vec<String> = parts_of_body(&server)
        .into_iter()
        .map(|(_, text)| text)
        .collect();
    assert_eq!(sent, ["c"]);
}

#[tokio::test]
async fn an_optional_body_with_required_properties_is_an_argument() {
    let (client, server) = start_client();
    client.typed().send_named(Named::new("a")).await.unwrap();
    assert_eq!(body_of_type(&server, "application/json"), r#"{"name":"a"}"#);
    let (client, server) = start_client();
    client
        .typed()
        .send_named(Named::new("a"))
        .without_body()
        .await
        .unwrap();
    assert_eq!(only_request(&server).2, "");
}

#[tokio::test]
async fn a_form_follows_its_encodings() {
    let (client, server) = start_client();
    let request = client
        .forms()
        .send()
        .name("ä b")
        .count(7)
        .tags(["x", "y z"])
        .joined(["p,q", "r"]);
    let request = request
        .items([sample_item(), Item::new().label("second")])
        .plain(sample_item())
        .spread(Item::new().label("l"));
    request.link("https://a/b?c=d&e").quoted("q").await.unwrap();
    let mut pairs: Vec<String> = body_of_type(&server, "application/x-www-form-urlencoded")
        .split('&')
        .map(str::to_owned)
        .collect();
    pairs.sort_unstable();
    assert_eq!(
        pairs,
        [
            "count=7",
            "items%5B0%5D%5Blabel%5D=a%26b",
            "items%5B0%5D%5Bparts%5D%5B0%5D=x",
            "items%5B0%5D%5Bparts%5D%5B1%5D=y",
            "items%5B0%5D%5Bprice%5D=1.5",
            "items%5B1%5D%5Blabel%5D=second",
            "joined=p%2Cq,r",
            "label=l",
            "link=https://a/b?c=d%26e",
            "name=%C3%A4%20b",
            "plain=%7B%22label%22%3A%22a%26b%22%2C%22price%22%3A1.5%2C%22parts%22%3A%5B%22x%22%2C%22y%22%5D%7D",
            "quoted=%22q%22",
            "tags=x",
            "tags=y%20z",
        ]
    );
}

#[tokio::test]
async fn a_form_with_required_properties() {
    let (client, server) = start_client();
    let form = FormSendRequired::new(2000, "usd").metadata([("order id", "6 & 7".to_owned())]);
    client.forms().send_required(form).await.unwrap();
    let body = body_of_type(&server, "application/x-www-form-urlencoded");
    assert_eq!(
        body,
        "amount=2000&currency=usd&metadata%5Border%20id%5D=6%20%26%207"
    );
}

#[tokio::test]
async fn an_optional_body_without_values_is_not_sent() {
    let (client, server) = start_client();
    client.forms().send().await.unwrap();
    client.typed().change().await.unwrap();
    for request in server.requests() {
        assert_eq!(
            (request.header("content-type"), request.body.len()),
            (None, 0)
        );
    }
}

#[tokio::test]
async fn parts_of_every_kind() {
    let (client, server) = start_client();
    let cat = Upload::from(vec![0x89, b'P'])
        .with_name("cat.png")
        .with_media_type("image/webp");
    let body = PartUpload::new(Upload::from("text").with_name("f \"1\".txt"), "assistants")
        .images([cat, Upload::from("i2")])
        .sound(Upload::from("s").with_header("X-Rate", "44100"))
        .size(3)
        .tags(["a", "b"])
        .meta(sample_item())
        .all([Item::new().label("1"), Item::new().label("2")])
        .deep(Item::new().label("l").parts(["p"]))
        .table("1,2")
        .either(types::part_upload::Either::from(vec![Upload::from("e")]));
    client
        .parts()
        .upload("why", body)
        .table_x_rows(1)
        .await
        .unwrap();
    let json = "Content-Type: application/json";
    let bytes = "Content-Type: application/octet-stream";
    let mut expected = [
        (
            format!("name=\"file\"; filename=\"f %221%22.txt\" | {bytes}"),
            "text",
        ),
        (
            "name=\"purpose\" | X-Reason: why | X-Mode: slow".to_owned(),
            "assistants",
        ),
        (
            "name=\"images\"; filename=\"cat.png\" | Content-Type: image/webp".to_owned(),
            "\u{fffd}P",
        ),
        (
            "name=\"images\"; filename=\"images\" | Content-Type: image/png".to_owned(),
            "i2",
        ),
        (
            "name=\"sound\"; filename=\"sound\" | Content-Type: audio/wav | x-rate: 44100"
                .to_owned(),
            "s",
        ),
        ("name=\"size\"".to_owned(), "3"),
        ("name=\"tags\"".to_owned(), "a"),
        ("name=\"tags\"".to_owned(), "b"),
        (format!("name=\"meta\" | {json}"), ITEM),
        (format!("name=\"all\" | {json}"), r#"{"label":"1"}"#),
        (format!("name=\"all\" | {json}"), r#"{"label":"2"}"#),
        ("name=\"deep[label]\"".to_owned(), "l"),
        ("name=\"deep[parts][0]\"".to_owned(), "p"),
        (
            "name=\"table\" | Content-Type: text/csv | X-Rows: 1".to_owned(),
            "1,2",
        ),
        (
            format!("name=\"either\"; filename=\"either\" | {bytes}"),
            "e",
        ),
    ]
    .map(|(head, text)| (head, text.to_owned()));
    let mut found = parts_of_body(&server);
    found.sort_unstable();
    expected.sort_unstable();
    assert_eq!(found, expected);
}

#[tokio::test]
async fn parts_without_a_schema() {
    let (client, server) = start_client();
    client
        .parts()
        .upload_any(json!({"a": 1, "b": ["x", {"c": 2}]}))
        .await
        .unwrap();
    let expected = [
        ("name=\"a\"", "1"),
        ("name=\"b\"", "x"),
        ("name=\"b\" | Content-Type: application/json", r#"{"c":2}"#),
    ];
    assert_eq!(
        parts_of_body(&server),
        expected.map(|(head, text)| (head.to_owned(), text.to_owned()))
    );
}

/// Many chunks, each of which is made only when it is polled.
struct Pieces(usize);

impl Stream for Pieces {
    type Item = Result<Bytes, std::io::Error>;

    fn poll_next(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0 -= 1;
        Poll::Ready((self.0 > 0).then(|| Ok(Bytes::from(vec![b'x'; 10_000]))))
    }
}

#[tokio::test]
async fn text_and_binary_bodies_are_sent_unchanged() {
    let (client, server) = start_client();
    client.raw().send_bytes(vec![1, 2, 3]).await.unwrap();
    client
        .raw()
        .send_bytes(Upload::stream(Pieces(101)))
        .await
        .unwrap();
    client
        .raw()
        .send_bytes(Upload::stream(Pieces(101)).with_length(1_000_000))
        .await
        .unwrap();
    client
        .raw()
        .send_image(Upload::from("png").with_media_type("image/png"))
        .await
        .unwrap();
    let error = client.raw().send_image("png").await.unwrap_err();
    assert!(
        error.is_invalid_request() && error.to_string().contains("any media type in `image/*`"),
        "{error}"
    );
    client.raw().send_text("a;b\r\n").await.unwrap();
    client.raw().send_anything("anything").await.unwrap();
    client.typed().send_yaml("a: 1\n").await.unwrap();
    let found: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| {
            let [media_type, length] = ["content-type", "content-length"]
                .map(|name| request.header(name).unwrap_or("-").to_owned());
            (media_type, length, request.body.len())
        })
        .collect();
    let expected = [
        ("application/octet-stream", "3", 3),
        ("application/octet-stream", "-", 1_000_000),
        ("application/octet-stream", "1000000", 1_000_000),
        ("image/png", "3", 3),
        ("text/csv", "5", 5),
        ("application/octet-stream", "8", 8),
        ("application/yaml", "5", 5),
    ];
    let expected =
        expected.map(|(media_type, length, size)| (media_type.to_owned(), length.to_owned(), size));
    assert_eq!(found, expected);
}

#[tokio::test]
async fn a_stream_is_not_sent_twice() {
    let server = Server::start([json_response(503, ""), json_response(204, "")]).unwrap();
    let client = Client::builder().base_url(&server.url).build().unwrap();
    let error = client
        .raw()
        .send_image(Upload::stream(Pieces(3)).with_media_type("image/png"))
        .await
        .unwrap_err();
    assert_eq!(error.status().map(|status| status.as_u16()), Some(503));
    let server = Server::start([Act::Cut(Vec::new()), json_response(204, "")]).unwrap();
    let client = Client::builder().base_url(&server.url).build().unwrap();
    client
        .raw()
        .send_image(Upload::from("in memory").with_media_type("image/png"))
        .await
        .unwrap();
    assert_eq!(server.requests().len(), 2, "what is in memory is");
}

#[tokio::test]
async fn other_media_types_can_be_sent() {
    let (client, server) = start_client();
    client
        .typed()
        .send_open()
        .body(sample_item())
        .await
        .unwrap();
    client.typed().replace().body(sample_item()).await.unwrap();
    client
        .typed()
        .replace()
        .label("unused")
        .body_as("application/xml", "<item/>")
        .await
        .unwrap();
    client.typed().change().label_null().await.unwrap();
    client.typed().change().extra("added", true).await.unwrap();
    client
        .typed()
        .change()
        .body_as("application/json-patch+json", "[]")
        .await
        .unwrap();
    let found: Vec<_> = server
        .requests()
        .into_iter()
        .map(|request| {
            (
                request.header("content-type").unwrap().to_owned(),
                request.text(),
            )
        })
        .collect();
    let expected = [
        ("application/json", ITEM),
        ("application/json", ITEM),
        ("application/xml", "<item/>"),
        ("application/merge-patch+json", r#"{"label":null}"#),
        ("application/merge-patch+json", r#"{"added":true}"#),
        ("application/json-patch+json", "[]"),
    ];
    assert_eq!(
        found,
        expected.map(|(media_type, text)| (media_type.to_owned(), text.to_owned()))
    );
}

#[test]
fn read_only_properties_are_kept_in_storage() {
    let stored = serde_json::to_value(sample_item()).unwrap();
    assert_eq!(stored["id"], "set by the server");
    assert_eq!(
        serde_json::from_value::<Item>(stored).unwrap(),
        sample_item()
    );
}

#[tokio::test]
async fn json_lines_are_sent() {
    let (client, server) = start_client();
    client
        .lists()
        .send_lines([sample_item(), sample_item()])
        .await
        .unwrap();
    assert_eq!(
        body_of_type(&server, "application/x-ndjson"),
        format!("{ITEM}\n{ITEM}\n")
    );
    let (client, server) = start_client();
    client.lists().send_records([1, 2]).await.unwrap();
    assert_eq!(
        body_of_type(&server, "application/json-seq"),
        "\u{1e}1\n\u{1e}2\n"
    );
}

#[tokio::test]
async fn events_are_sent() {
    let (client, server) = start_client();
    let events = [
        ListSendEvents::new()
            .event("added")
            .retry(5)
            .data(sample_item()),
        ListSendEvents::new().id("2"),
    ];
    client.lists().send_events(events).await.unwrap();
    assert_eq!(
        body_of_type(&server, "text/event-stream"),
        format!("event: added\nretry: 5\ndata: {ITEM}\n\nid: 2\n\n")
    );

    let (client, server) = start_client();
    let events = [
        ListSendAlternatives::from(list_send_alternatives::AddString::new().data("two\nlines")),
        list_send_alternatives::AddNumber::new().data(2).into(),
    ];
    client.lists().send_alternatives(events).await.unwrap();
    assert_eq!(
        body_of_type(&server, "text/event-stream"),
        "event: addString\ndata: two\ndata: lines\n\nevent: addNumber\ndata: 2\n\n"
    );

    let broken = ListSendEvents::new().id("1\ndata: 2");
    let error = client.lists().send_events([broken]).await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("`id` of an event has a line break"),
        "{error}"
    );
}

#[tokio::test]
async fn multipart_mixed_bodies_are_sent() {
    let (client, server) = start_client();
    let error = client.lists().send_mixed().send().await.unwrap_err();
    assert!(
        error
            .to_string()
            .contains("has 0 properties, expected at least 1"),
        "{error}"
    );
    client.lists().send_mixed().a("x").await.unwrap();
    let (media_type, _, text) = only_request(&server);
    let boundary = media_type
        .unwrap()
        .strip_prefix("multipart/mixed; boundary=")
        .unwrap()
        .to_owned();
    assert_eq!(
        text,
        format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--{boundary}--\r\n"
        )
    );
}

#[tokio::test]
async fn items_of_an_array_are_parts_without_names() {
    let (client, server) = start_client();
    let mut parts = ListSendPositions::new(sample_item(), "x");
    parts.rest = vec![Upload::from("1"), Upload::from("2").with_name("2.png")];
    client.lists().send_positions(parts).await.unwrap();
    let (media_type, _, text) = only_request(&server);
    let start = "multipart/related; type=\"application/vnd.about+json\"; boundary=";
    let boundary = media_type.unwrap().strip_prefix(start).unwrap().to_owned();
    let [about, note, first, second] = [
        format!("Content-Type: application/vnd.about+json\r\n\r\n{ITEM}"),
        "X-Kind: short\r\n\r\nx".to_owned(),
        "Content-Type: image/png\r\n\r\n1".to_owned(),
        "Content-Disposition: attachment; filename=\"2.png\"\r\nContent-Type: image/png\r\n\r\n2"
            .to_owned(),
    ]
    .map(|part| format!("--{boundary}\r\n{part}\r\n"));
    assert_eq!(
        text,
        format!("{about}{note}{first}{second}--{boundary}--\r\n")
    );

    client.lists().send_items([sample_item()]).await.unwrap();
    let request = server.requests().pop().unwrap();
    let boundary = request
        .header("content-type")
        .unwrap()
        .strip_prefix("multipart/mixed; boundary=")
        .unwrap();
    assert_eq!(
        request.text(),
        format!(
            "--{boundary}\r\nContent-Type: application/json\r\n\r\n{ITEM}\r\n--{boundary}--\r\n"
        )
    );
}

#[tokio::test]
async fn related_parts() {
    let (client, server) = start_client();
    client
        .lists()
        .send_related(ListSendRelated::new(sample_item(), "x"))
        .await
        .unwrap();
    let (media_type, _, text) = only_request(&server);
    let start = "multipart/related; type=\"application/vnd.about+json\"; boundary=";
    let boundary = media_type.unwrap().strip_prefix(start).unwrap().to_owned();
    let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=");
    let about =
        format!("{head}\"about\"\r\nContent-Type: application/vnd.about+json\r\n\r\n{ITEM}\r\n");
    let note = format!("{head}\"note\"\r\nX-Kind: short\r\n\r\nx\r\n");
    assert_eq!(text, format!("{about}{note}--{boundary}--\r\n"));
}

#[test]
fn a_union_takes_what_its_unions_take() {
    let json = |search: Search| serde_json::to_value(search).unwrap();
    assert_eq!(
        json(Search::new(vec![0.5, 1.5], [0.5])),
        json!({"query": [0.5, 1.5], "otherwise": [0.5]})
    );
    assert_eq!(
        json(Search::new([vec![0.5]], vec![vec![0.5]])),
        json!({"query": [[0.5]], "otherwise": [[0.5]]})
    );
    assert_eq!(
        json(Search::new("a", 1)),
        json!({"query": "a", "otherwise": 1})
    );
    assert_eq!(
        json(Search::new(true, None)),
        json!({"query": true, "otherwise": null})
    );
    assert_eq!(
        json(Search::new("a".to_owned(), "b")),
        json!({"query": "a", "otherwise": "b"})
    );
}

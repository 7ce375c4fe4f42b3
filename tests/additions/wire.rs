//! The requests and responses of `additions.yaml`, on the wire. `tests/additions.rs` puts this file
//! and the server next to the emitted crate.

#![allow(
    dead_code,
    missing_docs,
    reason = "the server is that of all end-to-end tests"
)]

mod server;

use additions_client::types::{
    AddAlbumRequest, AddParcelRequest, Animal, Filter, Label, ListChangesResponse, Pet, Report,
    SearchPetsRequest, Steps,
};
use additions_client::types::{add_album_request, add_parcel_request, filter_pets, filtered};
use additions_client::bytes::Bytes;
use additions_client::{BodyPart, Client, Upload, servers};
use server::{Act, Server, json_response, respond_with};

fn start_client(script: impl IntoIterator<Item = Act>) -> (Client, Server) {
    let server = Server::start(script).unwrap();
    (
        Client::builder()
            .base_url(&server.url)
            .retries(1)
            .build()
            .unwrap(),
        server,
    )
}

#[tokio::test]
async fn a_query_is_repeated_like_a_get() {
    let found = json_response(200, r#"[{"id":1,"name":"Tom"}]"#);
    let (client, server) = start_client([json_response(503, ""), found]);
    let pets = client
        .pets()
        .search(SearchPetsRequest::new("Tom"))
        .await
        .unwrap();
    assert_eq!(pets[0].id, 1);
    assert_eq!(server.lines(), ["QUERY /pets", "QUERY /pets"]);
    for request in server.requests() {
        assert_eq!(request.text(), r#"{"name":"Tom"}"#);
        assert_eq!(request.header("content-type"), Some("application/json"));
    }
}

#[tokio::test]
async fn other_methods_are_sent_as_written() {
    let (client, server) = start_client([json_response(204, ""), json_response(204, "")]);
    client.pets().copy(1, "/pets/2").await.unwrap();
    client.pets().purge(1).await.unwrap();
    assert_eq!(server.lines(), ["COPY /pets/1", "PURGE /pets/1"]);
}

fn event_stream(body: &str) -> Act {
    respond_with(200, &[("content-type", "text/event-stream")], body)
}

#[tokio::test]
async fn items_of_sequences_are_typed() {
    let pet = r#"{"id":1,"name":"Tom"}"#;
    let lines = respond_with(
        200,
        &[("content-type", "application/jsonl")],
        &format!("{pet}\n{pet}\n"),
    );
    let changes = event_stream(&format!(
        "event: born\ndata: {pet}\n\nevent: gone\ndata: 7\n\n"
    ));
    let watched = event_stream(&format!("event: any\ndata: {pet}\n\n"));
    let (client, server) = start_client([watched, changes, lines, json_response(204, "")]);

    let event = client
        .watch()
        .get()
        .await
        .unwrap()
        .try_next()
        .await
        .unwrap()
        .unwrap();
    assert_eq!((event.name.as_deref(), event.data.id), (Some("any"), 1));

    let mut changes = client.changes().list().await.unwrap();
    let born = changes.try_next().await.unwrap().unwrap().data;
    assert!(matches!(born, ListChangesResponse::Born(born) if born.data.name == "Tom"));
    let gone = changes.try_next().await.unwrap().unwrap().data;
    assert!(matches!(gone, ListChangesResponse::Gone(gone) if gone.data == "7"));

    let mut log = client.log().get().await.unwrap();
    while let Some(pet) = log.try_next().await.unwrap() {
        assert_eq!(pet.name, "Tom");
    }

    client
        .log()
        .add(vec![Pet::new(1, "Tom"), Pet::new(2, "Eve")])
        .await
        .unwrap();
    let sent = &server.requests()[3];
    assert_eq!(
        sent.text(),
        "{\"id\":1,\"name\":\"Tom\"}\n{\"id\":2,\"name\":\"Eve\"}\n"
    );
}

#[tokio::test]
async fn parts_of_a_response_are_typed() {
    let part = "--x\r\ncontent-type: application/json\r\n\r\n{\"id\":1,\"name\":\"Tom\"}\r\n";
    let body = format!("{part}{part}--x--\r\n");
    let (client, server) = start_client([respond_with(
        200,
        &[("content-type", "multipart/mixed; boundary=x")],
        &body,
    )]);
    let mut batch = client.batch().get().await.unwrap();
    let mut names = Vec::new();
    while let Some(pet) = batch.try_next().await.unwrap() {
        names.push(pet.body.name);
    }
    assert_eq!(names, ["Tom", "Tom"]);
    assert_eq!(
        server.requests()[0].header("accept"),
        Some("multipart/mixed")
    );
}

#[tokio::test]
async fn parts_of_other_media_types_are_bytes() {
    let body = "--x\r\ncontent-type: image/png\r\n\r\na\r\n\r\n--x--";
    let (client, _server) = start_client([respond_with(
        200,
        &[("content-type", "multipart/mixed; boundary=x")],
        body,
    )]);
    let mut pages = client.images().list().await.unwrap();
    let first: Option<BodyPart<Bytes>> = pages.try_next().await.unwrap();
    assert_eq!(first.unwrap().body, "a\r\n");
    assert_eq!(pages.try_next().await.unwrap(), None);
}

#[tokio::test]
async fn parts_of_a_response_are_decoded_by_their_positions() {
    let body = "--x\r\ncontent-type: application/json\r\n\r\n{\"id\":1,\"name\":\"Tom\"}\r\n\
                --x\r\ncontent-type: image/png\r\n\r\npng\r\n--x--";
    let (client, _server) = start_client([respond_with(
        200,
        &[("content-type", "multipart/mixed; boundary=x")],
        body,
    )]);
    let mut parts = client.album().get().await.unwrap();
    let pet: Pet = parts.try_next().await.unwrap().unwrap().json().unwrap();
    assert_eq!(pet.name, "Tom");
    let image = parts.try_next().await.unwrap().unwrap();
    assert_eq!(image.body, "png");
    let error = image.json::<Pet>().unwrap_err();
    assert!(error.to_string().contains("expected"), "{error}");
}

#[tokio::test]
async fn parts_of_a_response_have_headers() {
    let body = "--x\r\nContent-Type: video/mp4\r\nContent-Range: bytes 0-3/9\r\nX-Frames: 2\r\n\r\nabcd\r\n--x--";
    let (client, _server) = start_client([respond_with(206, &[("content-type", "multipart/byteranges; boundary=x")], body)]);
    let mut ranges = client.video().get().await.unwrap();
    let range = ranges.try_next().await.unwrap().unwrap();
    assert_eq!(range.header("content-range"), Some("bytes 0-3/9"));
    assert_eq!(range.header_as::<i64>("x-frames"), Some(2));
    assert_eq!(range.body, "abcd");
}

#[tokio::test]
async fn parts_inside_of_parts_are_sent() {
    let (client, server) = start_client([json_response(204, ""), json_response(204, "")]);
    let parts = add_parcel_request::Second::new(Label::new("a"), "b", Upload::from("png"));
    client
        .parcels()
        .add(7, AddParcelRequest::new([1, 2], parts))
        .await
        .unwrap();
    let owner = add_album_request::Owner::new("o").tags(["x", "y"]);
    let photos = [Upload::from("1").with_name("1.png"), Upload::from("2")];
    client
        .albums()
        .add(AddAlbumRequest::new(owner, photos))
        .await
        .unwrap();

    let sent: Vec<String> = server
        .requests()
        .iter()
        .map(|request| with_short_boundaries(&request.text()))
        .collect();
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><label>a</label>";
    let parcel = [
        "--A|Content-Type: application/json|X-Id: 7||[1,2]|--A|Content-Type: multipart/mixed; boundary=B||",
        &format!(
            "--B|Content-Type: application/xml||{xml}|--B||b|--B|Content-Type: image/png||png|--B--||--A--|"
        ),
    ];
    assert_eq!(sent[0], parcel.concat());
    let album = [
        "--A|Content-Disposition: form-data; name=\"owner\"|Content-Type: application/x-www-form-urlencoded||name=o&tags=x%7Cy|",
        "--A|Content-Disposition: form-data; name=\"photos\"|Content-Type: multipart/mixed; boundary=B||",
        "--B|Content-Disposition: attachment; filename=\"1.png\"|Content-Type: image/png|X-Kind: photo||1|",
        "--B|Content-Type: image/png|X-Kind: photo||2|--B--||--A--|",
    ];
    assert_eq!(sent[1], album.concat());
}

/// Replaces the boundaries of a body by `A`, and those inside of it by `B`.
fn with_short_boundaries(text: &str) -> String {
    let outer = first_word(text.trim_start_matches('-'));
    let inner = text
        .split_once("boundary=")
        .map(|(_, rest)| first_word(rest))
        .unwrap_or_default();
    text.replace(&outer, "A")
        .replace(&inner, "B")
        .replace("\r\n", "|")
}

fn first_word(text: &str) -> String {
    text.chars()
        .take_while(char::is_ascii_alphanumeric)
        .collect::<String>()
}

#[tokio::test]
async fn a_value_is_the_whole_query() {
    let (client, server) = start_client([
        json_response(204, ""),
        json_response(204, ""),
        json_response(204, ""),
    ]);
    let mut filter = Filter::new("a&b");
    filter.tags = Some(vec!["x y".to_owned(), "z".to_owned()]);
    client.found().get(filter).await.unwrap();
    client
        .selected()
        .get()
        .q(vec!["a".to_owned()])
        .await
        .unwrap();
    client.selected().get().await.unwrap();
    assert_eq!(
        server.lines(),
        [
            "GET /found?name=a%26b&tags=x%20y&tags=z",
            "GET /selected?%5B%22a%22%5D",
            "GET /selected"
        ]
    );
}

#[tokio::test]
async fn properties_of_the_whole_query_have_their_encodings() {
    let (client, server) = start_client([json_response(204, "")]);
    let mut size = filter_pets::Size::new();
    (size.min, size.max) = (Some(1), Some(2));
    let mut filter = filtered::Q::new();
    filter.tags = Some(vec!["a".to_owned(), "b c".to_owned()]);
    filter.kinds = Some(vec!["cat".to_owned()]);
    filter.size = Some(size);
    filter.path = Some("x/y z".to_owned());
    client.filtered().get().q(filter).await.unwrap();
    let query = "tags=a%7Cb%20c&kinds=%5B%22cat%22%5D&size%5Bmin%5D=1&size%5Bmax%5D=2&path=x/y%20z";
    assert_eq!(server.lines(), [format!("GET /filtered?{query}")]);
}

#[tokio::test]
async fn reserved_characters_are_kept_in_paths_and_cookies() {
    let (client, server) = start_client([json_response(204, "")]);
    let request = client
        .data()
        .get("a/b?c=d%2Fe")
        .theme(vec!["x/%".to_owned(), "y = z".to_owned()])
        .place("a/b;c");
    request.await.unwrap();
    assert_eq!(server.lines(), ["GET /data/a/b%3Fc=d%2Fe"]);
    let cookie = server.requests()[0].header("cookie").map(str::to_owned);
    assert_eq!(
        cookie.as_deref(),
        Some("theme=x/%; theme=y = z; place=a/b%3Bc")
    );

    let fault = client.data().get("a/../b").await.unwrap_err();
    assert!(fault.to_string().contains("`..`"), "{fault}");
    for refused in ["x;y", " x", "x\n", "ä"] {
        let request = client.data().get("a").theme(vec![refused.to_owned()]);
        let fault = request.await.unwrap_err();
        assert!(
            fault.to_string().contains("which a cookie"),
            "{refused}: {fault}"
        );
    }
}

#[tokio::test]
async fn values_without_a_discriminator_are_of_the_default_member() {
    let (client, _server) = start_client([json_response(
        200,
        r#"[{"kind":"cat","name":"a"},{"kind":"emu","lives":1},{"lives":1}]"#,
    )]);
    let animals = client.animals().list().await.unwrap();
    assert!(
        matches!(
            animals[..],
            [Animal::Cat(_), Animal::Other(_), Animal::Other(_)]
        ),
        "{animals:?}"
    );
}

#[tokio::test]
async fn nodes_of_xml_have_their_types() {
    let xml = "<label lang=\"en\"><![CDATA[a < b]]><marks><mark>x</mark></marks></label>";
    let (client, server) = start_client([respond_with(
        200,
        &[("content-type", "application/xml")],
        xml,
    )]);
    let mut label = Label::new("a < b");
    label.lang = Some("en".to_owned());
    label.marks = Some(vec!["x".to_owned()]);
    let read = client.label().replace(label.clone()).await.unwrap();
    assert_eq!(read, label);
    let sent = server.requests()[0].text();
    assert!(
        sent.ends_with("<label lang=\"en\">a &lt; b<marks><mark>x</mark></marks></label>"),
        "{sent}"
    );
}

#[tokio::test]
async fn tuples_in_xml_are_elements_and_texts_in_order() {
    let report = "<Report>Some preamble text.<data>42</data>Some postamble text.</Report>";
    let steps = "<Steps><w>2</w><h>3</h><Pet><id>1</id><name>a</name></Pet><next><One>Some text</One>\
                 <Two unit=\"cubits\">42</Two>\
                 <Three xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:nil=\"true\"/></next></Steps>";
    let spaced = steps
        .replace("<h>", "\n  <note>n</note>\n  <h>")
        .replace("</", " </");
    let (client, server) = start_client([
        xml_response(report),
        xml_response(steps),
        xml_response(&spaced),
        xml_response("<Report>\n <data>1</data>\n</Report>"),
    ]);

    let body: Report =
        serde_json::from_str(r#"["Some preamble text.", 42, "Some postamble text."]"#).unwrap();
    assert_eq!(client.leaflet().replace(body.clone()).await.unwrap(), body);
    assert!(
        server.requests()[0].text().ends_with(&report),
        "{}",
        server.requests()[0].text()
    );

    let next = r#"["Some text", {"unit": "cubits", "value": 42}, null]"#;
    let body: Steps = serde_json::from_str(&format!(
        r#"{{"size": [2, 3, {{"id": 1, "name": "a"}}], "next": {next}}}"#
    ))
    .unwrap();
    assert_eq!(client.steps().replace(body.clone()).await.unwrap(), body);
    assert!(
        server.requests()[1].text().ends_with(&steps),
        "{}",
        server.requests()[1].text()
    );
    let read = client.steps().replace(body.clone()).await.unwrap();
    assert_eq!(
        (read.note.as_deref(), read.size.first, read.size.second),
        (Some("n "), 2, 3)
    );

    let read = client.leaflet().replace(Report::default()).await.unwrap();
    assert_eq!(
        (read.first.as_deref(), read.second, read.third),
        (Some(""), Some(1.0), None)
    );
}

fn xml_response(body: &str) -> Act {
    respond_with(200, &[("content-type", "application/xml")], body)
}

#[test]
fn servers_have_the_names_of_the_description() {
    assert_eq!(servers::PRODUCTION, "https://api.example.com/v1");
    assert_eq!(servers::TEST_EXAMPLE_COM_V1, "https://test.example.com/v1");
}

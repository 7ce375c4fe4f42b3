//! The tuples of `tuples.yaml`, on the wire. `tests/tuples.rs` puts this file and the server next
//! to the emitted crate.

#![allow(
    dead_code,
    missing_docs,
    reason = "the server is that of all end-to-end tests"
)]

mod server;

use server::{Act, Server, json_response, respond_with};
use tuples_client::Client;
use tuples_client::types;
use tuples_client::types::{Entry, ParcelsSetHeaders, Shape, Tree};

fn start_client(script: impl IntoIterator<Item = Act>) -> (Client, Server) {
    let server = Server::start(script).unwrap();
    (
        Client::builder()
            .base_url(&server.url)
            .retries(0)
            .build()
            .unwrap(),
        server,
    )
}

#[tokio::test]
async fn items_become_fields_and_further_items_are_kept() {
    let (client, server) = start_client([
        json_response(200, r#"["b",2,"new",{"x":null}]"#),
        json_response(200, r#"["b",2]"#),
    ]);
    let entry = client.entries().set(Entry::new("a", 1)).await.unwrap();
    assert_eq!(
        (entry.first.as_str(), entry.second, entry.extra.len()),
        ("b", 2, 2)
    );
    assert_ne!(entry, Entry::new("b", 2));
    let plain = client.entries().set(entry).await.unwrap();
    assert_eq!(plain, Entry::from(("b".to_owned(), 2)));
    assert_eq!(format!("{plain:?}"), r#"Entry("b", 2)"#);
    let sent: Vec<String> = server
        .requests()
        .iter()
        .map(|request| request.text())
        .collect();
    assert_eq!(sent, [r#"["a",1]"#, r#"["b",2,"new",{"x":null}]"#]);
}

#[tokio::test]
async fn a_mismatched_tuple_is_an_error_with_its_location() {
    let responses = [
        r#"["a"]"#,
        r#"["a","b"]"#,
        r#"[null,1]"#,
        r#"{"first":"a"}"#,
    ];
    let (client, _server) = start_client(responses.map(|body| json_response(200, body)));
    for said in [
        "$[1]: expected a value, found none",
        "$[1]: expected an integer, found a string",
        "$[0]: expected a string, found null",
        "$: expected an array, found an object",
    ] {
        let error = client.entries().set(Entry::new("a", 1)).await.unwrap_err();
        assert!(
            error.is_decode() && error.to_string().contains(said),
            "{error}"
        );
    }
}

#[tokio::test]
async fn sent_items_are_checked_with_their_location() {
    let (client, server) = start_client([]);
    let shape = |row: types::shape::Row| client.shapes().set().body(Shape::new().row(row));
    let error = client.entries().set(Entry::new("", 1)).await.unwrap_err();
    assert!(
        error.to_string().contains("[0]") && error.to_string().contains("is 0 characters long"),
        "{error}"
    );
    let mut row = types::shape::Row::new("a", None).third(types::shape::Third::new(1, "s3cr3t"));
    row.rest = vec![1.into(), 11.into()];
    assert!(!format!("{row:?}").contains("s3cr3t"), "{row:?}");
    let error = shape(row.clone()).await.unwrap_err().to_string();
    assert!(
        error.contains("row[4]") && error.contains("at most 10"),
        "{error}"
    );
    row.rest = vec![1.into(); 3];
    let error = shape(row.clone()).await.unwrap_err().to_string();
    assert!(
        error.contains("row") && error.contains("has 6 items"),
        "{error}"
    );
    (row.third, row.rest) = (None, vec![1.into()]);
    let error = shape(row).await.unwrap_err().to_string();
    assert!(
        error.contains("row[2]") && error.contains("is missing"),
        "{error}"
    );
    assert!(server.requests().is_empty(), "nothing was sent");
}

#[tokio::test]
async fn tuples_are_allowed_wherever_types_are() {
    const SHAPES: [&str; 6] = [
        r#"{"by_name":{"a":["a",1]},"tree":["a",["b",["c"]]],"row":["a",null,[1,"s"],1.5,2],"same":[1,2.5,"x",null]}"#,
        r#"{"row":["a",true]}"#,
        r#"{"any":["a","b"]}"#,
        r#"{"any":["a",1]}"#,
        r#"{"any":["a",1,true]}"#,
        r#"{"any":{"id":"a"}}"#,
    ];
    let responses = SHAPES
        .into_iter()
        .flat_map(|shape| [json_response(200, shape), json_response(200, shape)]);
    let (client, server) = start_client(responses);
    let mut shapes = Vec::new();
    for shape in SHAPES {
        let read = client.shapes().set().await.unwrap();
        shapes.push(client.shapes().set().body(read).await.unwrap());
        assert_eq!(
            server.requests().last().unwrap().text(),
            shape,
            "nothing is lost"
        );
    }
    let tree = Tree::new("a").second(Tree::new("b").second(Tree::new("c")));
    assert_eq!(shapes[0].tree, Some(tree));
    let any: Vec<&types::shape::Any> = shapes
        .iter()
        .filter_map(|shape| shape.any.as_ref())
        .collect();
    assert!(matches!(any[0], types::shape::Any::List(texts) if texts.len() == 2));
    assert!(matches!(any[1], types::shape::Any::Entry(entry) if entry.second == 1));
    assert!(matches!(any[2], types::shape::Any::Marked(marked) if marked.third));
    assert!(matches!(any[3], types::shape::Any::Id(_)));
}

#[tokio::test]
async fn a_tuple_parameter_is_written_like_an_array() {
    let (client, server) = start_client([json_response(200, r#"[["a",1],["b",2]]"#)]);
    let entries = client
        .entries()
        .list()
        .near(types::entries::Near::new("x", 5))
        .await
        .unwrap();
    assert_eq!(entries, [Entry::new("a", 1), Entry::new("b", 2)]);
    assert!(
        server.lines()[0].contains("/entries?near=x,5"),
        "{:?}",
        server.lines()
    );
}

#[tokio::test]
async fn null_items_are_rejected_in_styles_and_forms() {
    let (client, server) = start_client([json_response(204, ""), json_response(200, "[]")]);
    let sent = client
        .forms()
        .send()
        .pair(types::form_send::Pair::new("a", Some(1)))
        .await;
    sent.unwrap();
    let error = client
        .forms()
        .send()
        .pair(types::form_send::Pair::new("a", None))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("`pair` has null as item 1"), "{error}");
    let error = client
        .entries()
        .list()
        .since(types::entries::Since::new(None, "a"))
        .await
        .unwrap_err()
        .to_string();
    assert!(error.contains("`since` has null as item 0"), "{error}");
    client
        .entries()
        .list()
        .since(types::entries::Since::new(Some(1), "a"))
        .await
        .unwrap();
    assert_eq!(server.requests().len(), 2);
    let form = server.requests()[0].text();
    let (first, second) = (
        form.find("\r\na\r\n").unwrap(),
        form.find("\r\n1\r\n").unwrap(),
    );
    assert!(
        first < second && form.matches("name=\"pair\"").count() == 2,
        "{form}"
    );
}

#[tokio::test]
async fn items_are_ordered_in_xml_and_headers() {
    const PARCEL: &str = "<Parcel><size>7</size><size>cm</size><size>true</size></Parcel>";
    let headers = [("content-type", "application/xml"), ("x-size", "7,cm")];
    let (client, server) = start_client([respond_with(200, &headers, PARCEL)]);
    let mut size = types::parcel::Size::new(7, "cm");
    size.rest = vec![true];
    let answer = client
        .parcels()
        .set()
        .size(size.clone())
        .send_raw()
        .await
        .unwrap();
    let told = answer.headers_as::<ParcelsSetHeaders>().x_size.unwrap();
    assert_eq!((told.first, told.second.as_str()), (7, "cm"));
    assert_eq!(answer.into_value().size, Some(size));
    assert!(
        server.requests()[0].text().contains(PARCEL),
        "{:?}",
        server.requests()[0].text()
    );
}

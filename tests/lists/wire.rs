//! The lists of `lists.yaml`, on the wire. `tests/lists.rs` puts this file and the server next to
//! the emitted crate.

#![allow(
    dead_code,
    missing_docs,
    reason = "the server is that of all end-to-end tests"
)]

mod server;

use lists_client::Client;
use lists_client::testing::MockTransport;
use lists_client::types::Book;
use server::{Act, Server, json_response, respond_with};

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

fn requested_targets(server: &Server) -> Vec<String> {
    let lines = server.lines();
    lines
        .iter()
        .map(|line| line.split(' ').nth(1).unwrap_or_default().to_owned())
        .collect()
}

fn book_ids(books: &[Book]) -> Vec<&str> {
    books.iter().map(|book| book.id.as_str()).collect()
}

#[tokio::test]
async fn a_page_can_be_read_alone_and_the_list_resumed_by_its_token() {
    let first = r#"{"books":[{"id":"a"}],"next_page_token":"x y","spent":0.5}"#;
    let (client, server) = start_client([
        json_response(200, first),
        json_response(200, first),
        json_response(200, r#"{"spent":1}"#),
    ]);
    let list = client.books().list().page_size(1);
    let page = list.clone().await.unwrap();
    assert_eq!(page.next_page_token.as_deref(), Some("x y"));
    let mut pages = list.pages();
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!(
        (
            book_ids(&page),
            page.next.as_deref(),
            &page.members["spent"]
        ),
        (vec!["a"], Some("x y"), &0.5.into())
    );
    let last = pages.try_next().await.unwrap().unwrap();
    assert!(last.is_empty() && last.next.is_none());
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(
        requested_targets(&server)[1..],
        ["/books?page_size=1", "/books?page_size=1&page_token=x%20y"]
    );
}

#[tokio::test]
async fn links_in_a_header() {
    let next = [
        ("content-type", "application/json"),
        ("link", r#"</shelves?after=a>; rel="next""#),
    ];
    let (client, server) = start_client([
        respond_with(200, &next, r#"[{"id":"a"}]"#),
        json_response(200, r#"[{"id":"b"}]"#),
    ]);
    let mut items = client.shelves().list().per_page(1).stream();
    assert_eq!(book_ids(&items.try_collect(10).await.unwrap()), ["a", "b"]);
    assert_eq!(
        requested_targets(&server),
        ["/shelves?per_page=1", "/shelves?after=a"]
    );
    let elsewhere = [
        ("content-type", "application/json"),
        ("link", r#"<https://example.org/>; rel="next""#),
    ];
    let (client, server) = start_client([respond_with(200, &elsewhere, r#"[{"id":"a"}]"#)]);
    let mut items = client.shelves().list().stream();
    assert_eq!(items.try_next().await.unwrap().unwrap().id, "a");
    let error = items.try_next().await.unwrap_err();
    let expected = "GET /shelves: not sent: the next page is at `https://example.org/`, expected a URL of the API's own origin";
    assert_eq!(error.to_string(), expected);
    assert_eq!(server.requests().len(), 1);
}

#[tokio::test]
async fn page_numbers_with_totals() {
    let (client, server) = start_client([page_of_events("a"), page_of_events("b")]);
    assert_eq!(
        client
            .events()
            .list()
            .stream()
            .try_collect(9)
            .await
            .unwrap(),
        ["a", "b"]
    );
    assert_eq!(requested_targets(&server), ["/events", "/events?page=2"]);
}

fn page_of_events(item: &str) -> Act {
    json_response(
        200,
        &format!(r#"{{"data":["{item}"],"meta":{{"total_pages":2}}}}"#),
    )
}

#[tokio::test]
async fn a_token_in_the_body() {
    let (client, server) = start_client([
        json_response(
            200,
            r#"{"results":[{"id":"a"}],"next_cursor":"n","has_more":true}"#,
        ),
        json_response(
            200,
            r#"{"results":[{"id":"b"}],"next_cursor":null,"has_more":false}"#,
        ),
    ]);
    let search = lists_client::types::BookSearch::new("w");
    let books = client
        .books()
        .search(search)
        .stream()
        .try_collect(9)
        .await
        .unwrap();
    assert_eq!(book_ids(&books), ["a", "b"]);
    let sent = server.requests();
    assert_eq!(sent[1].body, br#"{"start_cursor":"n","words":"w"}"#);
}

fn book_with_id(id: &str) -> Book {
    serde_json::from_value(serde_json::json!({ "id": id })).unwrap()
}

#[tokio::test]
async fn lists_of_each_kind_can_be_mocked() {
    let mock = MockTransport::new();
    let pages = [
        vec![book_with_id("a"), book_with_id("b")],
        vec![book_with_id("c")],
    ];
    let search = |client: &Client| {
        client
            .books()
            .search(lists_client::types::BookSearch::new("w"))
    };
    mock.on_pages(|client| client.books().list().page_size(2).pages())
        .respond_pages(pages.clone());
    mock.on_pages(|client| search(client).pages())
        .respond_pages(pages.clone());
    mock.on(|client| client.shelves().list().per_page(2))
        .respond_pages(pages.clone());
    mock.on_pages(|client| client.events().list().pages())
        .respond_pages([["e"], ["f"]].map(|page| page.map(str::to_owned)));
    let client = mock.client();
    let all = ["a", "b", "c"];
    assert_eq!(
        book_ids(
            &client
                .books()
                .list()
                .page_size(2)
                .stream()
                .try_collect(9)
                .await
                .unwrap()
        ),
        all
    );
    assert_eq!(
        book_ids(&search(&client).stream().try_collect(9).await.unwrap()),
        all
    );
    assert_eq!(
        book_ids(
            &client
                .shelves()
                .list()
                .per_page(2)
                .stream()
                .try_collect(9)
                .await
                .unwrap()
        ),
        all
    );
    assert_eq!(
        client
            .events()
            .list()
            .stream()
            .try_collect(9)
            .await
            .unwrap(),
        ["e", "f"]
    );
    let calls = mock.calls();
    assert_eq!(
        calls.len(),
        8,
        "totals, tokens and links end a list, and nothing is asked for in vain"
    );
    assert_eq!(calls[1].query_value("page_token"), Some("page-2"));
    assert_eq!(calls[3].json()["start_cursor"], "page-2");
    assert_eq!(
        (
            calls[5].query_value("page"),
            calls[5].query_value("per_page")
        ),
        (Some("2"), Some("2"))
    );
    mock.verify();
}

#[tokio::test]
async fn a_list_without_pagination_is_a_plain_response() {
    let (client, _server) = start_client([json_response(200, r#"["m"]"#)]);
    let messages: Vec<String> = client.messages().list().await.unwrap();
    assert_eq!(messages, ["m"]);
}

//! Pagination: where lists end, and how errors affect them.

use cloudflare_ai_controls::types::Portal;
use cloudflare_ai_controls::{Error, Items};
use serde_json::{Value, json};
use tests::server::{Act, Server, json_response};

use super::{documented_payload, mcp_of_server, path_below_mcp, serve_script};

const READ_PORTAL: &str = include_str!("../../payloads/portals.read.response.json");

/// Returns a page of portals with these ids.
fn page_of_portals(ids: &[&str], info: &Value) -> Act {
    let portals: Vec<Value> = ids
        .iter()
        .map(|id| {
            let mut portal = documented_payload(READ_PORTAL)["result"].clone();
            portal["id"] = json!(id);
            portal
        })
        .collect();
    let mut body = json!({"result": portals, "success": true});
    if !info.is_null() {
        body["result_info"] = info.clone();
    }
    json_response(200, body.to_string())
}

async fn collect_ids(items: &mut Items<Portal>) -> (Vec<String>, Option<Error>) {
    let mut ids = Vec::new();
    loop {
        match items.try_next().await {
            Ok(Some(portal)) => ids.push(portal.id),
            Ok(None) => return (ids, None),
            Err(error) => return (ids, Some(error)),
        }
    }
}

/// Reads a list in pages of two; returns all ids, and the queries of its requests.
async fn read_in_pages(script: Vec<Act>) -> (Vec<String>, Vec<String>) {
    let server = serve_script(script);
    let mut items = mcp_of_server(&server).portals().list().per_page(2).stream();
    let (ids, error) = collect_ids(&mut items).await;
    assert!(error.is_none(), "{error:?}");
    assert!(
        items.try_next().await.unwrap().is_none(),
        "the end stays the end"
    );
    (ids, sent_queries(&server))
}

fn sent_queries(server: &Server) -> Vec<String> {
    let before = format!("GET {}", path_below_mcp("/portals"));
    server
        .lines()
        .iter()
        .map(|line| line.replacen(&before, "", 1))
        .collect()
}

#[tokio::test]
async fn an_empty_page_ends_the_list_and_a_short_one_does_not() {
    let none = Value::Null;
    let pages = vec![
        page_of_portals(&["a", "b"], &none),
        page_of_portals(&["c"], &none),
        page_of_portals(&["d", "e"], &none),
        page_of_portals(&[], &none),
    ];
    let (ids, queries) = read_in_pages(pages).await;
    assert_eq!(ids, ["a", "b", "c", "d", "e"]);
    assert_eq!(
        queries,
        [
            "?per_page=2",
            "?per_page=2&page=2",
            "?per_page=2&page=3",
            "?per_page=2&page=4"
        ]
    );
    assert_eq!(
        read_in_pages(vec![page_of_portals(&[], &none)])
            .await
            .1
            .len(),
        1
    );
}

#[tokio::test]
async fn stated_totals_end_the_list() {
    for info in [
        json!({"total_pages": 2}),
        json!({"total_count": 3}),
        json!({"total_pages": 2, "total_count": 3}),
    ] {
        let (ids, queries) = read_in_pages(vec![
            page_of_portals(&["a", "b"], &info),
            page_of_portals(&["c"], &info),
        ])
        .await;
        assert_eq!((ids.len(), queries.len()), (3, 2), "{info}");
    }
    // `count` and `per_page`, which documented clients use, do not show where the list ends.
    let info = json!({"page": 1, "per_page": 2});
    assert_eq!(
        read_in_pages(vec![
            page_of_portals(&["a"], &info),
            page_of_portals(&[], &info)
        ])
        .await
        .1
        .len(),
        2
    );
}

#[tokio::test]
async fn a_list_starts_at_the_requested_page() {
    let none = Value::Null;
    let server = serve_script([
        page_of_portals(&["x"], &none),
        page_of_portals(&["y"], &none),
        page_of_portals(&[], &none),
    ]);
    let mut items = mcp_of_server(&server)
        .portals()
        .list()
        .search("x")
        .page(7)
        .per_page(1)
        .stream();
    assert_eq!(collect_ids(&mut items).await.0, ["x", "y"]);
    let requested: Vec<_> = sent_queries(&server)
        .iter()
        .map(|query| {
            let mut pairs: Vec<String> = query
                .trim_start_matches('?')
                .split('&')
                .map(str::to_owned)
                .collect();
            pairs.sort();
            pairs.join("&")
        })
        .collect();
    assert_eq!(
        requested,
        [7, 8, 9].map(|page| format!("page={page}&per_page=1&search=x"))
    );
}

#[tokio::test]
async fn pages_one_by_one() {
    let info = json!({"total_pages": 2, "total_count": 3});
    let server = serve_script([
        page_of_portals(&["a", "b"], &info),
        page_of_portals(&["c"], &info),
    ]);
    let mut pages = mcp_of_server(&server).portals().list().pages();
    let first = pages.try_next().await.unwrap().unwrap();
    assert_eq!(
        (
            first.number,
            first.len(),
            first.total_pages,
            first.total_items
        ),
        (1, 2, Some(2), Some(3))
    );
    assert_eq!(
        server.requests().len(),
        1,
        "a page is fetched when it is asked for"
    );
    let second = pages.try_next().await.unwrap().unwrap();
    assert_eq!((second.number, &*second[0].id), (2, "c"));
    assert!(pages.try_next().await.unwrap().is_none());
}

#[tokio::test]
async fn an_error_between_pages_loses_nothing_and_can_be_retried() {
    let none = Value::Null;
    let broken = json_response(200, r#"{"result":[{"id":7}],"success":true}"#);
    let refused = json_response(
        403,
        r#"{"success":false,"errors":[{"code":10000,"message":"no"}]}"#,
    );
    let server = serve_script([
        page_of_portals(&["a", "b"], &none),
        refused,
        broken,
        page_of_portals(&["c"], &none),
        page_of_portals(&[], &none),
    ]);
    let mut items = mcp_of_server(&server).portals().list().stream();
    let (ids, error) = collect_ids(&mut items).await;
    assert_eq!(ids, ["a", "b"]);
    assert!(error.unwrap().is_forbidden());
    let (ids, error) = collect_ids(&mut items).await;
    assert!(ids.is_empty());
    assert_eq!(error.unwrap().json_path(), Some("$.result[0].id"));
    assert_eq!(collect_ids(&mut items).await.0, ["c"]);
    assert_eq!(
        sent_queries(&server),
        ["", "?page=2", "?page=2", "?page=2", "?page=3"]
    );
}

#[tokio::test]
async fn a_server_that_repeats_a_page_is_an_error() {
    let none = Value::Null;
    let server = serve_script([
        page_of_portals(&["a"], &none),
        page_of_portals(&["a"], &none),
    ]);
    let (ids, error) = collect_ids(&mut mcp_of_server(&server).portals().list().stream()).await;
    assert_eq!(ids, ["a"]);
    assert!(error.unwrap().is_repeated_page());
}

#[tokio::test]
async fn servers_are_paginated_too() {
    let mut value = documented_payload(include_str!("../../payloads/servers.update.response.json"));
    value["result"] = json!([value["result"]]);
    let server = serve_script([
        json_response(200, value.to_string()),
        json_response(200, r#"{"result":[],"success":true}"#),
    ]);
    let mut items = mcp_of_server(&server)
        .servers()
        .list()
        .per_page(100)
        .stream();
    assert_eq!(items.try_next().await.unwrap().unwrap().id, "my-mcp-server");
    assert!(items.try_next().await.unwrap().is_none());
    let base = path_below_mcp("/servers?per_page=100");
    assert_eq!(
        server.lines(),
        [format!("GET {base}"), format!("GET {base}&page=2")]
    );
}

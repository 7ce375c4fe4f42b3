//! Pagination by page number: when lists end, and how errors affect them.

use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::task::Poll;

use futures_core::Stream;
use serde_json::{Value, json};

use super::memory::{Answer, Memory, response};
use crate::runtime::page::Items;

fn page(items: &[i64], info: &Value) -> Answer {
    response(
        200,
        json!({"success": true, "result": items, "result_info": info}).to_string(),
    )
}

fn plain(items: &[i64]) -> Answer {
    page(items, &Value::Null)
}

async fn collect(mut items: Items<Value>) -> Vec<i64> {
    let mut all = Vec::new();
    while let Some(item) = items.try_next().await.unwrap() {
        all.push(item.as_i64().unwrap());
    }
    assert!(
        items.try_next().await.unwrap().is_none(),
        "the end stays the end"
    );
    all
}

/// Returns all items, and the number of requests, for pages of these items with this `result_info`.
async fn read(pages: &[(&[i64], Value)]) -> (Vec<i64>, usize) {
    let memory = Memory::new(pages.iter().map(|(items, info)| page(items, info)));
    let items = collect(memory.client().account("a").list().per_page(2).stream()).await;
    (items, memory.requests().len())
}

#[tokio::test]
async fn lists_end_at_empty_pages_and_totals() {
    let pages = |number: u64| json!({"total_pages": number});
    let count = |number: u64| json!({"total_count": number});
    let none = || json!({});
    // An empty page ends the list, a short one does not.
    assert_eq!(read(&[(&[], none())]).await, (vec![], 1));
    assert_eq!(
        read(&[
            (&[1, 2], none()),
            (&[3], none()),
            (&[4], none()),
            (&[], none())
        ])
        .await,
        (vec![1, 2, 3, 4], 4)
    );
    // Totals end the list.
    assert_eq!(
        read(&[(&[1, 2], pages(2)), (&[3], pages(2))]).await,
        (vec![1, 2, 3], 2)
    );
    assert_eq!(
        read(&[(&[1, 2], count(3)), (&[3], count(3))]).await,
        (vec![1, 2, 3], 2)
    );
    assert_eq!(read(&[(&[1], pages(1))]).await, (vec![1], 1));
    assert_eq!(read(&[(&[1], count(1))]).await, (vec![1], 1));
    // Totals that contradict the received items do not end the list.
    assert_eq!(
        read(&[(&[1, 2], count(1)), (&[3], count(1)), (&[], none())]).await,
        (vec![1, 2, 3], 3)
    );
    assert_eq!(
        read(&[(&[1, 2], pages(0)), (&[3], pages(0)), (&[], none())]).await,
        (vec![1, 2, 3], 3)
    );
    assert_eq!(
        read(&[(&[1], json!({"total_count": "1"})), (&[], none())]).await,
        (vec![1], 2)
    );
    // If totals contradict each other, the one that announces more items is decisive.
    let both = |pages: u64, count: u64| json!({"total_pages": pages, "total_count": count});
    assert_eq!(
        read(&[(&[1, 2], both(2, 2)), (&[3], both(2, 2))]).await,
        (vec![1, 2, 3], 2)
    );
    assert_eq!(
        read(&[(&[1, 2], both(2, 2)), (&[3, 4], both(2, 4))]).await,
        (vec![1, 2, 3, 4], 2)
    );
    assert_eq!(
        read(&[(&[1, 2], both(1, 3)), (&[3], both(1, 3))]).await,
        (vec![1, 2, 3], 2)
    );
    // More items may arrive than the total of the first page.
    assert_eq!(
        read(&[(&[1, 2], count(4)), (&[3], count(4)), (&[4], count(4))]).await,
        (vec![1, 2, 3, 4], 3)
    );
}

#[tokio::test]
async fn pages_are_requested_in_order() {
    let memory = Memory::new([plain(&[1]), plain(&[2]), plain(&[])]);
    collect(memory.client().account("a").list().stream()).await;
    let path = "/accounts/a/servers";
    assert_eq!(
        memory.urls(),
        [
            path.to_owned(),
            format!("{path}?page=2"),
            format!("{path}?page=3")
        ]
    );
    let memory = Memory::new([
        page(&[1], &json!({"total_count": 1})),
        plain(&[2]),
        plain(&[]),
    ]);
    collect(
        memory
            .client()
            .account("a")
            .list()
            .per_page(9)
            .page(4)
            .stream(),
    )
    .await;
    let base = format!("{path}?per_page=9");
    assert_eq!(
        memory.urls(),
        [4, 5, 6].map(|number| format!("{base}&page={number}"))
    );
    let memory = Memory::new([plain(&[1]), plain(&[])]);
    collect(
        memory
            .client()
            .account("a")
            .list()
            .page(1)
            .query("page", 7)
            .stream(),
    )
    .await;
    assert_eq!(
        memory.urls(),
        [format!("{path}?page=7"), format!("{path}?page=8")]
    );
}

#[tokio::test]
async fn a_single_page_can_be_requested() {
    let info = json!({"total_pages": 5, "total_count": 10});
    let memory = Memory::new([page(&[3, 4], &info), page(&[3, 4], &info), plain(&[])]);
    let list = memory.client().account("a").list().page(2);
    let page = list.clone().await.unwrap();
    assert_eq!(
        (page.number, page.total_pages, page.total_items),
        (2, Some(5), Some(10))
    );
    assert_eq!((page.len(), &page[1]), (2, &json!(4)));
    assert_eq!((&page).into_iter().count(), 2);
    assert_eq!(page.into_iter().collect::<Vec<_>>(), [json!(3), json!(4)]);
    let response = list.clone().send_raw().await.unwrap();
    assert_eq!(response.members()["result_info"], info);
    assert_eq!(response.value().items.len(), 2);
    assert!(list.await.unwrap().is_empty());
}

#[tokio::test]
async fn pages_can_be_read_one_by_one() {
    let memory = Memory::new([plain(&[1, 2]), plain(&[3]), plain(&[])]);
    let mut pages = memory.client().account("a").list().pages();
    let mut seen = Vec::new();
    while let Some(page) = pages.try_next().await.unwrap() {
        seen.push((page.number, page.len()));
    }
    assert_eq!(seen, [(1, 2), (2, 1), (3, 0)]);
}

#[tokio::test]
async fn an_error_between_pages_loses_no_items() {
    let memory = Memory::new([
        plain(&[1, 2]),
        response(404, "{}"),
        response(200, "<"),
        plain(&[3]),
        plain(&[]),
    ]);
    let mut items = memory.client().account("a").list().stream();
    let mut seen = Vec::new();
    loop {
        match items.try_next().await {
            Ok(Some(item)) => seen.push(item.to_string()),
            Ok(None) => break,
            Err(error) => seen.push(if error.is_decode() { "decode" } else { "404" }.to_owned()),
        }
    }
    assert_eq!(seen, ["1", "2", "404", "decode", "3"]);
    assert!(
        memory.urls()[1..4]
            .iter()
            .all(|url| url.ends_with("?page=2"))
    );
}

#[tokio::test]
async fn a_server_that_ignores_the_page_number_is_detected() {
    let memory = Memory::new([plain(&[1, 2]), page(&[1, 2], &json!({"page": 2}))]);
    let mut items = memory.client().account("a").list().stream();
    assert!(items.try_next().await.unwrap().is_some());
    assert!(items.try_next().await.unwrap().is_some());
    let error = items.try_next().await.unwrap_err();
    assert!(error.is_repeated_page());
    assert_eq!(
        error.to_string(),
        "GET /accounts/a/servers: 200 OK: page 2 repeats the page before it, expected other items or an empty page"
    );
}

#[tokio::test]
async fn a_list_continues_after_a_dropped_step() {
    let memory = Memory::new([Answer::Late(Box::new(plain(&[1]))), plain(&[])]);
    let mut items = memory.client().account("a").list().stream();
    let pending =
        poll_fn(|context| Poll::Ready(pin!(items.try_next()).poll(context).is_pending())).await;
    assert!(pending);
    let first = poll_fn(|context| Pin::new(&mut items).poll_next(context)).await;
    assert_eq!(first.unwrap().unwrap(), json!(1));
    assert!(collect(items).await.is_empty());
    assert_eq!(memory.requests().len(), 2, "no page twice");
}

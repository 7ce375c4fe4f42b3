//! Pagination by anything except page numbers: offsets, tokens, the last item, links.

use serde_json::{Value, json};

use super::client::{API, parameter};
use super::memory::{Answer, Memory, respond_with, response};
use crate::runtime::api::{
    Location, NextPage, Operation, PagePlace, Paging, Parameter, Source, Style,
};
use crate::runtime::call::{Call, Scope};
use crate::runtime::client::Client;
use crate::runtime::page::{Items, Page, Pages};
use crate::runtime::testing::MockTransport;

const fn paging(items: &'static [&'static str], next: NextPage) -> Paging {
    Paging {
        items,
        optional: false,
        next,
        total_pages: None,
        total_items: None,
        more: None,
    }
}

type Security = &'static [&'static [&'static str]];

const fn called(method: &'static str, security: Security, paging: &'static Paging) -> Operation {
    Operation {
        id: "things",
        method,
        path: "/things",
        server: None,
        security,
        idempotent: true,
        idempotency_header: None,
        accept: "application/json",
        redirects: &[],
        envelope: None,
        success: None,
        paging: Some(paging),
    }
}

const fn list(paging: &'static Paging) -> Operation {
    called("GET", &[&["token"]], paging)
}

const fn token(source: Source) -> NextPage {
    NextPage::Token {
        parameter: "cursor",
        place: PagePlace::Query,
        source,
        end: None,
    }
}

static ZERO: Paging = Paging {
    total_pages: Some("/meta/pages"),
    ..paging(
        &["data"],
        NextPage::Number {
            parameter: "page",
            place: PagePlace::Query,
            first: 0,
        },
    )
};
static BY_NUMBER_FROM_ZERO: Operation = list(&ZERO);
static PLAIN: Paging = paging(
    &["data"],
    NextPage::Number {
        parameter: "page",
        place: PagePlace::Query,
        first: 1,
    },
);
static BY_PLAIN_NUMBER: Operation = list(&PLAIN);
static STATED: Paging = Paging {
    total_items: Some("/meta/total"),
    total_pages: Some("/meta/pages"),
    ..paging(
        &["data"],
        NextPage::StatedNumber {
            parameter: "page",
            place: PagePlace::Query,
            current: "/meta/page",
        },
    )
};
static BY_STATED_NUMBER: Operation = list(&STATED);
static OFFSET: Paging = Paging {
    total_items: Some("/meta/total"),
    ..paging(
        &["data"],
        NextPage::Offset {
            parameter: "offset",
            place: PagePlace::Query,
        },
    )
};
static BY_OFFSET: Operation = list(&OFFSET);
static TOKEN: Paging = Paging {
    more: Some("/more"),
    ..paging(&["data"], token(Source::Body("/meta/next")))
};
static BY_TOKEN: Operation = list(&TOKEN);
static UP_TO_NOUGHT: Paging = paging(
    &["data"],
    NextPage::Token {
        parameter: "cursor",
        place: PagePlace::Query,
        source: Source::Body("/meta/next"),
        end: Some("0"),
    },
);
static BY_TOKEN_UP_TO_NOUGHT: Operation = list(&UP_TO_NOUGHT);
static HEADER: Paging = paging(&[], token(Source::Header("x-next-cursor")));
static BY_TOKEN_IN_A_HEADER: Operation = list(&HEADER);
static TO_HEADER: Paging = paging(
    &["data"],
    NextPage::Token {
        parameter: "x-continue",
        place: PagePlace::Header,
        source: Source::Body("/next"),
        end: None,
    },
);
static BY_TOKEN_TO_A_HEADER: Operation = list(&TO_HEADER);
static TO_BODY: Paging = Paging {
    optional: true,
    ..paging(
        &["data", "items"],
        NextPage::Token {
            parameter: "cursor",
            place: PagePlace::Body,
            source: Source::Body("/data/next"),
            end: None,
        },
    )
};
static BY_TOKEN_TO_THE_BODY: Operation = called("POST", &[&["token"]], &TO_BODY);
static NUMBER_TO_BODY: Paging = Paging {
    total_pages: Some("/pages"),
    ..paging(
        &["data"],
        NextPage::Number {
            parameter: "page",
            place: PagePlace::Body,
            first: 1,
        },
    )
};
static BY_NUMBER_TO_THE_BODY: Operation = called("POST", &[&["token"]], &NUMBER_TO_BODY);
static OFFSET_TO_BODY: Paging = Paging {
    total_items: Some("/total"),
    ..paging(
        &["data"],
        NextPage::Offset {
            parameter: "skip",
            place: PagePlace::Body,
        },
    )
};
static BY_OFFSET_TO_THE_BODY: Operation = called("POST", &[&["token"]], &OFFSET_TO_BODY);
static AFTER: Paging = Paging {
    more: Some("/more"),
    ..paging(
        &["data"],
        NextPage::After {
            parameter: "after",
            before: Some("before"),
            property: "id",
        },
    )
};
static AFTER_THE_LAST: Operation = list(&AFTER);
static LINK: Paging = paging(
    &["data"],
    NextPage::Link {
        source: Source::Body("/links/next"),
        starts: &[],
    },
);
static BY_LINK: Operation = list(&LINK);
static LINK_WITH_TOTAL: Paging = Paging {
    total_pages: Some("/meta/pages"),
    ..paging(
        &["data"],
        NextPage::Link {
            source: Source::Body("/links/next"),
            starts: &["page"],
        },
    )
};
static BY_LINK_WITH_TOTAL: Operation = list(&LINK_WITH_TOTAL);
static TOKEN_WITH_TOTAL: Paging = Paging {
    total_pages: Some("/meta/pages"),
    ..paging(&["data"], token(Source::Body("/meta/next")))
};
static BY_TOKEN_WITH_TOTAL: Operation = list(&TOKEN_WITH_TOTAL);
static LINK_HEADER: Paging = paging(
    &[],
    NextPage::Link {
        source: Source::Link,
        starts: &[],
    },
);
static BY_LINK_HEADER: Operation = list(&LINK_HEADER);
static QUERY_KEY: Operation = called("GET", &[&["query"]], &LINK);

static BEFORE: Parameter = parameter("before", Location::Query, Style::Form);
static CURSOR: Parameter = parameter("cursor", Location::Query, Style::Form);
static OFFSET_PARAMETER: Parameter = parameter("offset", Location::Query, Style::Form);
static PAGE: Parameter = parameter("page", Location::Query, Style::Form);
static LIMIT: Parameter = parameter("limit", Location::Query, Style::Form);

fn call(memory: &Memory, operation: &'static Operation) -> Call {
    Scope::new(memory.client())
        .call(operation)
        .set(&LIMIT, &2_i64)
}

fn page(items: &[i64], rest: Value) -> Answer {
    let mut body = rest;
    body["data"] = json!(items);
    response(200, body.to_string())
}

async fn all(call: Call) -> Result<Vec<Value>, String> {
    let mut items: Items<Value> = Items::new(call);
    items
        .try_collect(1000)
        .await
        .map_err(|error| error.to_string())
}

/// Returns the URLs of the requests, without their common part.
fn queries(memory: &Memory) -> Vec<String> {
    memory
        .urls()
        .iter()
        .map(|url| url.replace("/things?limit=2", ""))
        .collect()
}

#[tokio::test]
async fn each_kind_of_pagination_continues_and_ends() {
    let none = || json!({});
    let next = |token: &str| json!({"meta": {"next": token}});
    // Operation, responses, query of each request after the first, number of items.
    let table: Vec<(&'static Operation, Vec<Answer>, &[&str], usize)> = vec![
        // Page numbers and offsets end with an empty page, but not with a short one.
        (
            &BY_NUMBER_FROM_ZERO,
            vec![page(&[1], none()), page(&[2], none()), page(&[], none())],
            &["&page=1", "&page=2"],
            2,
        ),
        (
            &BY_NUMBER_FROM_ZERO,
            vec![
                page(&[1], json!({"meta": {"pages": 2}})),
                page(&[2], json!({"meta": {"pages": 2}})),
            ],
            &["&page=1"],
            2,
        ),
        // The first page may have any number.
        (
            &BY_STATED_NUMBER,
            vec![
                page(&[1], json!({"meta": {"page": 0}})),
                page(&[2], json!({"meta": {"page": 1}})),
                page(&[], json!({"meta": {"page": 2}})),
            ],
            &["&page=1", "&page=2"],
            2,
        ),
        (
            &BY_STATED_NUMBER,
            vec![
                page(&[1, 2], json!({"meta": {"page": 1, "total": 3}})),
                page(&[3], json!({"meta": {"page": 2, "total": 3}})),
            ],
            &["&page=2"],
            3,
        ),
        (
            &BY_STATED_NUMBER,
            vec![
                page(&[1], json!({"meta": {"page": 0, "pages": 2}})),
                page(&[2], json!({"meta": {"page": 1, "pages": 2}})),
            ],
            &["&page=1"],
            2,
        ),
        // An empty list may be a 204 response.
        (
            &BY_OFFSET,
            vec![page(&[1], none()), response(204, "")],
            &["&offset=1"],
            1,
        ),
        (
            &BY_OFFSET,
            vec![page(&[1, 2], none()), page(&[3], none()), page(&[], none())],
            &["&offset=2", "&offset=3"],
            3,
        ),
        (
            &BY_OFFSET,
            vec![
                page(&[1, 2], json!({"meta": {"total": 3}})),
                page(&[3], json!({"meta": {"total": 3}})),
            ],
            &["&offset=2"],
            3,
        ),
        // Tokens end where the token is absent; an empty page in the middle does not end the list.
        (
            &BY_TOKEN,
            vec![
                page(&[1], next("a b")),
                page(&[], next("c")),
                page(&[2], next("")),
            ],
            &["&cursor=a%20b", "&cursor=c"],
            2,
        ),
        (
            &BY_TOKEN,
            vec![page(&[1], json!({"meta": {"next": null}}))],
            &[],
            1,
        ),
        (
            &BY_TOKEN,
            vec![
                page(&[1], json!({"meta": {"next": 7}})),
                page(&[2], next("0")),
                page(&[3], next("")),
            ],
            &["&cursor=7", "&cursor=0"],
            3,
        ),
        // The token `0` is the end only if the description or the user says so.
        (
            &BY_TOKEN_UP_TO_NOUGHT,
            vec![
                page(&[1], json!({"meta": {"next": 7}})),
                page(&[2], json!({"meta": {"next": 0}})),
            ],
            &["&cursor=7"],
            2,
        ),
        (
            &BY_TOKEN,
            vec![page(&[1], json!({"more": false, "meta": {"next": "x"}}))],
            &[],
            1,
        ),
        // An empty last page may repeat the token that requested it.
        (
            &BY_TOKEN,
            vec![page(&[1], next("a")), page(&[], next("a"))],
            &["&cursor=a"],
            1,
        ),
        (
            &BY_TOKEN_IN_A_HEADER,
            vec![
                respond_with(200, "x-next-cursor", "n", "[1]"),
                response(200, "[2]"),
            ],
            &["&cursor=n"],
            2,
        ),
        (
            &BY_TOKEN_TO_A_HEADER,
            vec![page(&[1], json!({"next": "n"})), page(&[2], none())],
            &[""],
            2,
        ),
    ];
    for (operation, responses, expected, count) in table {
        let memory = Memory::new(responses);
        assert_eq!(
            all(call(&memory, operation)).await.unwrap().len(),
            count,
            "{expected:?}"
        );
        assert_eq!(queries(&memory)[1..], *expected, "{}", operation.id);
    }
    let memory = Memory::new([page(&[1], json!({"next": "n"})), page(&[2], none())]);
    all(call(&memory, &BY_TOKEN_TO_A_HEADER)).await.unwrap();
    assert_eq!(memory.requests()[1].headers["x-continue"], "n");
    assert!(!memory.requests()[0].headers.contains_key("x-continue"));
}

#[tokio::test]
async fn a_token_in_the_body_leaves_the_rest_unchanged() {
    let body = |data: Value| response(200, json!({"data": data}).to_string());
    let memory = Memory::new([
        body(json!({"items": [1], "next": "n"})),
        body(json!({"items": null})),
    ]);
    let call =
        call(&memory, &BY_TOKEN_TO_THE_BODY).json(&json!({"size": 12345678901234567890_u64}));
    assert_eq!(all(call).await.unwrap(), [json!(1)]);
    let sent = memory.requests();
    let bodies: Vec<&[u8]> = sent
        .iter()
        .map(|request| &request.body.as_ref().unwrap().bytes().unwrap()[..])
        .collect();
    assert_eq!(
        bodies,
        [
            &b"{\"size\":12345678901234567890}"[..],
            b"{\"cursor\":\"n\",\"size\":12345678901234567890}"
        ]
    );
    let memory = Memory::new([body(json!({"items": [1], "next": "n"}))]);
    let call = Scope::new(memory.client())
        .call(&BY_TOKEN_TO_THE_BODY)
        .json(&json!([1]));
    let error = all(call).await.unwrap_err();
    assert_eq!(
        error,
        "POST /things: not sent: expected a JSON object as the body, to request the next page"
    );
}

#[tokio::test]
async fn a_token_in_the_body_keeps_its_type() {
    let body = |next: Value| {
        let data = json!({"items": [1], "next": next});
        response(200, json!({ "data": data }).to_string())
    };
    let sent = |memory: &Memory, index: usize| -> Value {
        let requests = memory.requests();
        let body = requests[index].body.as_ref().unwrap();
        serde_json::from_slice(body.bytes().unwrap()).unwrap()
    };
    for token in [
        json!(3),
        json!("3"),
        json!("\"3\""),
        json!("n"),
        json!(1.5),
        json!("true"),
    ] {
        let memory = Memory::new([body(token.clone()), body(json!(null)), body(json!(null))]);
        let start = || call(&memory, &BY_TOKEN_TO_THE_BODY).json(&json!({}));
        let mut pages: Pages<Value> = Pages::new(start());
        let next = pages.try_next().await.unwrap().unwrap().next.unwrap();
        pages.try_next().await.unwrap();
        let mut resumed: Pages<Value> = Pages::new(start()).resume(next);
        resumed.try_next().await.unwrap();
        assert_eq!(sent(&memory, 1)["cursor"], token);
        assert_eq!(sent(&memory, 2)["cursor"], token);
    }
    // A page that names itself as the next one is still detected.
    let memory = Memory::new([body(json!("3"))]);
    let start = call(&memory, &BY_TOKEN_TO_THE_BODY).json(&json!({"cursor": "3"}));
    let error = all(start).await.unwrap_err();
    assert!(error.contains("was already read"), "{error}");
}

#[tokio::test]
async fn numbers_in_the_body_continue_from_the_one_that_was_sent() {
    let sent = |memory: &Memory| -> Vec<String> {
        let requests = memory.requests();
        let bodies = requests.iter().map(|request| request.body.as_ref());
        bodies
            .map(|body| body.map_or(String::new(), |body| format!("{:?}", body.bytes().unwrap())))
            .collect()
    };
    let pages = || [1, 2].map(|item| page(&[item], json!({"pages": 4})));
    let memory = Memory::new(pages().into_iter().chain([page(&[], json!({"pages": 4}))]));
    let start = call(&memory, &BY_NUMBER_TO_THE_BODY).json(&json!({"page": 2, "q": "x"}));
    assert_eq!(all(start).await.unwrap().len(), 2);
    assert_eq!(
        sent(&memory),
        [2, 3, 4].map(|page| format!(
            "{:?}",
            bytes::Bytes::from(format!("{{\"page\":{page},\"q\":\"x\"}}"))
        ))
    );
    // If the user sets no body, the first request has none and asks for the first page.
    let total = || json!({"total": 3});
    let memory = Memory::new([page(&[1, 2], total()), page(&[3], total())]);
    let start = call(&memory, &BY_OFFSET_TO_THE_BODY);
    assert_eq!(all(start).await.unwrap().len(), 3);
    assert_eq!(
        sent(&memory),
        [
            String::new(),
            format!("{:?}", bytes::Bytes::from("{\"skip\":2}"))
        ]
    );
}

#[tokio::test]
async fn the_last_item_names_the_next_page() {
    let page = |ids: &[&str], more: bool| {
        let data: Vec<Value> = ids.iter().map(|id| json!({"id": id})).collect();
        response(200, json!({"data": data, "more": more}).to_string())
    };
    let memory = Memory::new([page(&["a", "b"], true), page(&["c"], false)]);
    assert_eq!(all(call(&memory, &AFTER_THE_LAST)).await.unwrap().len(), 3);
    assert_eq!(queries(&memory), ["", "&after=b"]);
    // The list is read backwards, so the first item of each page is the cursor.
    let memory = Memory::new([page(&["y", "z"], true), page(&["x"], false)]);
    all(call(&memory, &AFTER_THE_LAST).set(&BEFORE, &"end".to_owned()))
        .await
        .unwrap();
    assert_eq!(queries(&memory), ["&before=end", "&before=y"]);
    // If the last item has no id, the next page cannot be requested.
    let memory = Memory::new([response(
        200,
        json!({"data": [{}], "more": true}).to_string(),
    )]);
    let error = all(call(&memory, &AFTER_THE_LAST)).await.unwrap_err();
    assert_eq!(
        error,
        "GET /things: 200 OK: expected a string or a number as `id` of an item, found none"
    );
}

#[tokio::test]
async fn links_are_followed_within_the_origin() {
    let linked = |link: &str| page(&[1], json!({"links": {"next": link}}));
    let base = "https://api.example.com";
    for (link, url) in [
        (
            "https://api.example.com/v4/things?cursor=a%2Fb&limit=2",
            "/v4/things?cursor=a%2Fb&limit=2",
        ),
        ("https://API.example.com:443/v5/other?c=1", "/v5/other?c=1"),
        ("http://api.example.com/v4/things?c=1", "/v4/things?c=1"),
        ("//api.example.com/v4/things?c=1", "/v4/things?c=1"),
        ("/v4/things?c=1#top", "/v4/things?c=1"),
        ("?c=1", "/v4/things?c=1"),
        ("things?c=ü", "/v4/things?c=%C3%BC"),
    ] {
        let memory = Memory::new([linked(link), page(&[2], json!({"links": {}}))]);
        assert_eq!(
            all(call(&memory, &BY_LINK)).await.unwrap(),
            [json!(1), json!(2)],
            "{link}"
        );
        assert_eq!(memory.requests()[1].url, format!("{base}{url}"), "{link}");
        assert!(memory.requests()[1].headers.contains_key("authorization"));
    }
    for link in [
        "https://evil.example.com/v4/things",
        "https://api.example.com.evil.com/v4/things",
        "https://api.example.com@evil.com/v4/things",
        "https://user@api.example.com/v4/things",
        "https://api.example.com:8443/v4/things",
        "ftp://api.example.com/v4/things",
        "javascript:alert(1)",
        "//evil.com/v4",
        "https:\\\\evil.com",
        "../../admin",
    ] {
        let memory = Memory::new([linked(link)]);
        let error = all(call(&memory, &BY_LINK)).await.unwrap_err();
        assert!(
            error.starts_with("GET /things: not sent: the "),
            "{link}: {error}"
        );
        assert!(!error.contains("user"), "{error}");
        assert_eq!(memory.requests().len(), 1, "{link}");
    }
}

#[tokio::test]
async fn links_keep_the_base_url_and_credentials_of_the_client() {
    let linked = |link: &str| page(&[1], json!({"links": {"next": link}}));
    // Behind a proxy, links use the base URL of the description.
    let memory = Memory::new([
        linked("https://api.example.com/v4/things?c=1"),
        page(&[2], json!({})),
    ]);
    let client = memory
        .builder()
        .credential("token", "t")
        .base_url("http://localhost:8080/x")
        .build()
        .unwrap();
    all(Scope::new(client).call(&BY_LINK)).await.unwrap();
    assert_eq!(
        memory.requests()[1].url,
        "http://localhost:8080/x/things?c=1"
    );
    // A credential in the query is sent once, whether or not the link has it.
    for link in [
        "/v4/things?c=1",
        "/v4/things?c=1&api+key=k",
        "/v4/things?c=1&api%20key=k",
    ] {
        let memory = Memory::new([linked(link), page(&[2], json!({}))]);
        let builder = memory
            .builder()
            .credential("query", "k")
            .with(|options| options.query("tenant", "t"));
        all(Scope::new(builder.build().unwrap()).call(&QUERY_KEY))
            .await
            .unwrap();
        let url = &memory.requests()[1].url;
        assert_eq!(url.matches("key=k").count(), 1, "{url}");
        assert_eq!(url.matches("tenant=t").count(), 1, "{url}");
    }
}

#[tokio::test]
async fn link_headers_are_parsed() {
    for (header, next) in [
        (
            r#"<https://api.example.com/v4/things?page=2>; rel="next", </v4/things?page=9>; rel="last""#,
            Some("/things?page=2"),
        ),
        (
            r#"</v4/things?page=1>; rel=prev,</v4/things?a=1,2;3>;title="a, b; rel=x";REL="first Next""#,
            Some("/things?a=1,2;3"),
        ),
        (r#"</v4/things?page=2>; rel="previous""#, None),
        ("nonsense", None),
        ("<", None),
        (r#"</a>; rel="unclosed"#, None),
    ] {
        let memory = Memory::new([
            respond_with(200, "link", header, "[1]"),
            response(200, "[2]"),
        ]);
        all(call(&memory, &BY_LINK_HEADER)).await.unwrap();
        assert_eq!(memory.urls().get(1).map(String::as_str), next, "{header}");
    }
}

#[tokio::test]
async fn a_list_that_cannot_continue_is_an_error() {
    let next = |token: Value| json!({"meta": {"next": token}});
    let table: Vec<(&'static Operation, Vec<Answer>, &str)> = vec![
        (
            &BY_TOKEN,
            vec![page(&[1], next(json!("a"))), page(&[2], next(json!("a")))],
            "200 OK: page 2 has a next page that was already read",
        ),
        (
            &BY_TOKEN,
            vec![
                page(&[1], next(json!("a"))),
                page(&[2], next(json!("b"))),
                page(&[3], next(json!("a"))),
            ],
            "200 OK: page 3 has a next page that was already read",
        ),
        (
            &BY_STATED_NUMBER,
            vec![page(&[1], json!({"meta": {"page": "one"}}))],
            "200 OK: expected the number of the page at `/meta/page`, found none",
        ),
        (
            &BY_STATED_NUMBER,
            vec![page(&[1], json!({"meta": {"page": 20}}))],
            "200 OK: expected 0 or 1 as the number of the page at `/meta/page`, found 20",
        ),
        (
            &BY_STATED_NUMBER,
            vec![
                page(&[1], json!({"meta": {"page": 0}})),
                page(&[2], json!({"meta": {"page": 0}})),
            ],
            "200 OK: expected 1 as the number of the page at `/meta/page`, found 0",
        ),
        (
            &BY_OFFSET,
            vec![page(&[1], json!({})), response(202, "")],
            "202 Accepted: cannot read the response: $: expected JSON, found an empty body",
        ),
        (
            &BY_TOKEN,
            vec![page(&[1], json!({"more": true}))],
            "200 OK: `/more` is true, expected the next page at `/meta/next`, found none",
        ),
        (
            &BY_LINK_WITH_TOTAL,
            vec![
                page(
                    &[1],
                    json!({"meta": {"pages": 3}, "links": {"next": "/things?page=2"}}),
                ),
                page(&[2], json!({"meta": {"pages": 3}, "links": {}})),
            ],
            "200 OK: `/meta/pages` is 3, expected the next page at `/links/next`, found none",
        ),
        (
            &BY_TOKEN_WITH_TOTAL,
            vec![page(&[1], json!({"meta": {"pages": 2}}))],
            "200 OK: `/meta/pages` is 2, expected the next page at `/meta/next`, found none",
        ),
        (
            &BY_TOKEN,
            vec![page(&[1], next(json!({})))],
            "200 OK: expected a string or a number at `/meta/next`, found something else",
        ),
        (
            &BY_TOKEN,
            vec![response(200, "{}")],
            "200 OK: expected a list at `$.data`, found none",
        ),
        (
            &BY_OFFSET,
            vec![page(&[1, 2], json!({})), page(&[1, 2], json!({}))],
            "200 OK: page 2 repeats the page before it, expected other items or an empty page",
        ),
    ];
    for (operation, responses, expected) in table {
        let memory = Memory::new(responses);
        assert_eq!(
            all(call(&memory, operation)).await.unwrap_err(),
            format!("GET /things: {expected}")
        );
    }
    // The items before the error are returned, then the error once, then the end.
    let script = || {
        vec![
            page(&[1], next(json!("a"))),
            page(&[2, 3], next(json!("a"))),
        ]
    };
    let without_token = || {
        vec![
            page(&[1], next(json!("a"))),
            page(&[2, 3], json!({"more": true})),
        ]
    };
    let malformed = || {
        vec![
            page(&[1], next(json!("a"))),
            page(&[2, 3], next(json!(true))),
        ]
    };
    for (script, is_repeated) in [
        (script(), true),
        (without_token(), false),
        (malformed(), false),
    ] {
        let memory = Memory::new(script);
        let mut items: Items<Value> = Items::new(call(&memory, &BY_TOKEN));
        for item in 1..=3 {
            assert_eq!(items.try_next().await.unwrap(), Some(json!(item)));
        }
        let error = items.try_next().await.unwrap_err();
        assert_eq!(
            (error.is_repeated_page(), error.is_decode()),
            (is_repeated, !is_repeated),
            "{error}"
        );
        assert_eq!(items.try_next().await.unwrap(), None);
    }
    for script in [script(), without_token()] {
        let memory = Memory::new(script);
        let mut items: Items<Value> = Items::new(call(&memory, &BY_TOKEN));
        items.try_collect(9).await.unwrap_err();
        assert_eq!(
            items.try_collect(9).await.unwrap(),
            [json!(1), json!(2), json!(3)]
        );
    }
    let memory = Memory::new(without_token());
    let mut pages: Pages<Value> = Pages::new(call(&memory, &BY_TOKEN));
    assert_eq!(pages.try_next().await.unwrap().unwrap().dead_end, None);
    let last = pages.try_next().await.unwrap().unwrap();
    assert_eq!((last.len(), last.next), (2, None));
    assert_eq!(
        last.dead_end.unwrap(),
        "`/more` is true, expected the next page at `/meta/next`, found none"
    );
    // The items of a repeated page were already returned.
    let memory = Memory::new([page(&[1, 2], json!({})), page(&[1, 2], json!({}))]);
    let mut items: Items<Value> = Items::new(call(&memory, &BY_OFFSET));
    items.try_collect(9).await.unwrap_err();
    assert_eq!(items.try_collect(9).await.unwrap().len(), 2);
    // A token that the user sets is not requested again.
    let memory = Memory::new([page(&[1], next(json!("a b")))]);
    let error = all(call(&memory, &BY_TOKEN).set(&CURSOR, &"a b".to_owned()))
        .await
        .unwrap_err();
    assert!(
        error.ends_with("page 1 has a next page that was already read"),
        "{error}"
    );
}

#[tokio::test]
async fn pages_before_the_first_request_are_not_missing() {
    let last = || page(&[3], json!({"meta": {"pages": 3}, "links": {}}));
    // The request begins at another page, or all pages are read.
    let memory = Memory::new([last()]);
    let items = all(call(&memory, &BY_LINK_WITH_TOTAL).set(&PAGE, &3_i64)).await;
    assert_eq!(items.unwrap(), [json!(3)]);
    let memory = Memory::new([last()]);
    let mut resumed: Items<Value> = Items::new(call(&memory, &BY_LINK_WITH_TOTAL));
    resumed = resumed.resume("/things?page=3");
    assert_eq!(resumed.try_collect(9).await.unwrap(), [json!(3)]);
    let memory = Memory::new([last()]);
    let items = all(call(&memory, &BY_TOKEN_WITH_TOTAL).set(&CURSOR, &"c".to_owned())).await;
    assert_eq!(items.unwrap(), [json!(3)]);
    let link = |next: &str| page(&[1], json!({"meta": {"pages": 3}, "links": {"next": next}}));
    let memory = Memory::new([link("?page=2"), link("?page=3"), last()]);
    let items = all(call(&memory, &BY_LINK_WITH_TOTAL)).await;
    assert_eq!(items.unwrap().len(), 3);
}

#[tokio::test]
async fn a_list_is_resumed_at_the_token_of_a_page() {
    let next = |token: &str| json!({"meta": {"next": token}, "about": "b"});
    let memory = Memory::new([
        page(&[1], next("n")),
        page(&[2], next("m")),
        page(&[3], json!({})),
    ]);
    let mut pages: Pages<Value> = Pages::new(call(&memory, &BY_TOKEN));
    let first: Page<Value> = pages.try_next().await.unwrap().unwrap();
    assert_eq!(
        (first.number, first.next.as_deref(), &first.members["about"]),
        (1, Some("n"), &json!("b"))
    );
    let mut items: Items<Value> = Items::new(call(&memory, &BY_TOKEN)).resume(first.next.unwrap());
    assert_eq!(items.try_collect(9).await.unwrap(), [json!(2), json!(3)]);
    assert_eq!(queries(&memory), ["", "&cursor=n", "&cursor=m"]);
    // If resumed by number, the totals of all items are ignored.
    let memory = Memory::new([
        page(&[7], json!({"meta": {"total": 1}})),
        page(&[], json!({})),
    ]);
    let mut items: Items<Value> = Items::new(call(&memory, &BY_OFFSET)).resume("6");
    assert_eq!(items.try_collect(9).await.unwrap().len(), 1);
    assert_eq!(queries(&memory), ["&offset=6", "&offset=7"]);
}

#[tokio::test]
async fn a_list_is_not_resumed_at_an_invalid_token() {
    let memory = Memory::new([]);
    let by_offset = "a number of items to skip";
    let by_number = "the number of a page, from 1 on";
    for (operation, token, expected) in [
        (&BY_OFFSET, "abc", by_offset),
        (&BY_OFFSET, "-1", by_offset),
        (&BY_OFFSET, "", by_offset),
        (&BY_OFFSET, "99999999999999999999", by_offset),
        (&BY_PLAIN_NUMBER, "n3xt", by_number),
        (&BY_PLAIN_NUMBER, "+2", by_number),
        (&BY_PLAIN_NUMBER, "0", by_number),
        (&BY_TOKEN, "", "the name of a page"),
        (&BY_TOKEN, " ", "the name of a page"),
    ] {
        let mut items: Items<Value> = Items::new(call(&memory, operation)).resume(token);
        for _ in 0..2 {
            let error = items.try_next().await.unwrap_err();
            assert!(error.is_invalid_request());
            let message =
                format!("not sent: the list cannot be resumed at `{token}`, expected {expected}");
            assert!(error.to_string().contains(&message), "{error}");
        }
    }
    assert!(memory.requests().is_empty());
}

#[tokio::test]
async fn lists_can_be_limited_and_collected() {
    let script = || {
        [
            page(&[1, 2], json!({})),
            page(&[3, 4], json!({})),
            page(&[], json!({})),
        ]
    };
    let memory = Memory::new(script());
    let mut items: Items<Value> = Items::new(call(&memory, &BY_OFFSET)).limit(2);
    assert_eq!(items.try_collect(100).await.unwrap().len(), 2);
    assert!(items.try_next().await.unwrap().is_none());
    assert_eq!(memory.requests().len(), 1, "no page beyond the limit");
    let memory = Memory::new(script());
    let mut items: Items<Value> = Items::new(call(&memory, &BY_OFFSET)).limit(3);
    let mut count = 0;
    while items.try_next().await.unwrap().is_some() {
        count += 1;
    }
    assert_eq!(count, 3);
    // Too many items are an error, which keeps the items.
    let memory = Memory::new(script());
    let mut items: Items<Value> = Items::new(call(&memory, &BY_OFFSET));
    let error = items.try_collect(3).await.unwrap_err();
    assert!(error.is_too_large());
    assert_eq!(
        error.to_string(),
        "the list has more than the 3 items that were asked for"
    );
    assert_eq!(items.try_next().await.unwrap(), Some(json!(1)));
    assert_eq!(items.try_collect(3).await.unwrap().len(), 3);
    // A page that fails keeps the items, too.
    let [first, second, third] = script();
    let memory = Memory::new([first, response(404, "{}"), second, third]);
    let mut items: Items<Value> = Items::new(call(&memory, &BY_OFFSET));
    assert!(items.try_collect(9).await.unwrap_err().is_not_found());
    assert_eq!(items.try_collect(9).await.unwrap().len(), 4);
}

#[tokio::test]
async fn each_kind_of_pagination_can_be_mocked() {
    let items = |ids: &[i64]| ids.iter().map(|id| json!({ "id": id })).collect::<Vec<_>>();
    // Operation, and the user's start of the list.
    let rows: [(&'static Operation, Option<(&'static Parameter, i64)>); 17] = [
        (&BY_STATED_NUMBER, None),
        (&BY_NUMBER_FROM_ZERO, None),
        (&BY_NUMBER_FROM_ZERO, Some((&PAGE, 3))),
        (&BY_OFFSET, None),
        (&BY_OFFSET, Some((&OFFSET_PARAMETER, 40))),
        (&BY_TOKEN, None),
        (&BY_TOKEN, Some((&CURSOR, 5))),
        (&BY_TOKEN_IN_A_HEADER, None),
        (&BY_TOKEN_TO_A_HEADER, None),
        (&BY_TOKEN_TO_THE_BODY, None),
        (&AFTER_THE_LAST, None),
        (&AFTER_THE_LAST, Some((&BEFORE, 9))),
        (&BY_LINK, None),
        (&BY_NUMBER_TO_THE_BODY, None),
        (&BY_OFFSET_TO_THE_BODY, None),
        (&BY_LINK_HEADER, None),
        (&QUERY_KEY, None),
    ];
    for (index, (operation, start)) in rows.into_iter().enumerate() {
        let pages = |client: &Client| {
            let call = Scope::new(client.clone())
                .call(operation)
                .set(&LIMIT, &2_i64);
            Pages::<Value>::new(
                start
                    .into_iter()
                    .fold(call, |call, (parameter, value)| call.set(parameter, &value)),
            )
        };
        let mock = MockTransport::for_api(&API);
        mock.on_pages(pages)
            .respond_pages([items(&[1, 2]), items(&[3])]);
        let (mut found, mut pages) = (Vec::new(), pages(&mock.client()));
        while let Some(page) = pages.try_next().await.unwrap() {
            found.extend(page.items);
        }
        assert_eq!(found, items(&[1, 2, 3]), "row {index}");
        assert_eq!(mock.calls().len(), 2, "row {index}");
        assert!(
            mock.calls()
                .iter()
                .all(|call| call.query_value("limit") == Some("2")),
            "row {index}"
        );
        mock.verify();
    }
}

#[tokio::test]
async fn a_mocked_list_without_totals_ends_with_an_empty_page() {
    let mock = MockTransport::for_api(&API);
    let pages =
        |client: &Client| Pages::<Value>::new(Scope::new(client.clone()).call(&BY_PLAIN_NUMBER));
    mock.on_pages(pages).respond_pages([[json!(1)], [json!(2)]]);
    let mut all = pages(&mock.client());
    for expected in [1, 1, 0] {
        assert_eq!(
            all.try_next().await.unwrap().map(|page| page.len()),
            Some(expected)
        );
    }
    assert!(all.try_next().await.unwrap().is_none());
    let mut some = pages(&mock.client());
    mock.on_pages(pages).respond_items([json!(3)]);
    some.try_next().await.unwrap();
    // The final empty page need not be requested.
    mock.verify();
}

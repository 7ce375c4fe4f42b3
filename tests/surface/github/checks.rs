//! Checks what the programs send and read.

use github::testing::MockTransport;
use github::types::IssuesUpdateRequest;
use serde_json::{Value, json};

use super::*;
use crate::server::{Server, json_response, respond_with};

fn issue_json(number: i64, title: &str) -> Value {
    json!({"id": 9_007_199_254_740_993_i64, "number": number, "title": title, "state": "open", "body": null,
        "html_url": format!("https://github.com/rust-lang/rust/issues/{number}"), "closed_at": null, "milestone": null,
        "created_at": format!("2024-05-0{number}T12:00:00Z"), "locked": false})
}

#[tokio::test]
async fn an_undescribed_token_is_sent() {
    let server = Server::start([json_response(200, "[]")]).unwrap();
    let client = super::client("secret")
        .unwrap()
        .to_builder()
        .base_url(&server.url)
        .build()
        .unwrap();
    issues(&client).await.unwrap();
    let requests = server.requests();
    assert_eq!(
        requests[0].line,
        "GET /client/v4/repos/rust-lang/rust/issues?state=open&per_page=100"
    );
    assert_eq!(requests[0].header("authorization"), Some("Bearer secret"));
}

#[tokio::test]
async fn issues_are_read_from_all_pages() {
    let mock = MockTransport::new();
    let next = r#"<https://api.github.com/repos/rust-lang/rust/issues?state=open&per_page=100&page=2>; rel="next""#;
    let first = |client: &Client| {
        client
            .issues()
            .list_for_repo("rust-lang", "rust")
            .state("open")
            .per_page(100)
    };
    mock.on_exactly(first)
        .respond_json(200, json!([issue_json(1, "one"), issue_json(2, "two")]))
        .header("link", next);
    mock.on_exactly(|client| first(client).page(2))
        .respond_json(200, json!([issue_json(3, "three")]));
    issues(&mock.client()).await.unwrap();
    mock.verify();
    assert_eq!(mock.calls().len(), 2);
    assert_eq!(mock.calls()[1].query_value("page"), Some("2"));
}

#[tokio::test]
async fn date_times_are_compared() {
    let mock = MockTransport::new();
    mock.on(|client| client.issues().list_for_repo("a", "b"))
        .respond_json(200, json!([issue_json(1, "one"), issue_json(2, "two")]));
    let issues = mock
        .client()
        .issues()
        .list_for_repo("a", "b")
        .await
        .unwrap();
    let [a, b] = &issues[..] else {
        panic!("{issues:?}")
    };
    assert!(a.created_at < b.created_at);
    assert_eq!(
        (a.id, a.milestone.is_none(), b.title.as_str()),
        (9_007_199_254_740_993, true, "two")
    );
}

#[tokio::test]
async fn changes_to_issues_and_pulls() {
    let mock = MockTransport::new();
    let pull = json!({"id": 1, "number": 7, "title": "Add a feature", "state": "open",
        "html_url": "https://github.com/a/b/pull/7"});
    mock.on_any(|client| {
        client
            .pulls()
            .create("octocat", "hello", PullsCreateRequest::new("", ""))
    })
    .respond_json(201, pull);
    mock.on_any(|client| client.issues().update("octocat", "hello", 1))
        .respond_json(200, issue_json(1, "new title"))
        .times(2);
    changes(&mock.client()).await.unwrap();
    mock.verify();
    let calls = mock.calls();
    let sent: Vec<String> = calls
        .iter()
        .map(|call| format!("{} {} {}", call.method, call.path, call.json()))
        .collect();
    assert_eq!(
        sent,
        [
            r#"POST /repos/octocat/hello/pulls {"head":"feature","base":"main","title":"Add a feature","draft":true}"#,
            concat!(
                "PATCH /repos/octocat/hello/issues/1 ",
                r#"{"title":"new title","body":"new text","state":"closed","milestone":3}"#
            ),
            r#"PATCH /repos/octocat/hello/issues/1 {"milestone":null}"#,
        ]
    );
}

#[tokio::test]
async fn contents_are_distinguished_by_their_tag() {
    let mock = MockTransport::new();
    let file = json!({"type": "file", "encoding": "base64", "size": 5, "name": "README.md",
        "path": "docs/README.md", "content": "aGVsbG8=\n", "sha": "3d21"});
    let listed = json!({"type": "file", "name": "a", "path": "a", "sha": "3d22", "size": 1});
    let readme = |client: &Client| {
        client
            .repos()
            .get_content("rust-lang", "rust", "README.md")
            .ref_("main")
    };
    mock.on_exactly(readme)
        .respond_json(200, file.clone())
        .times(2);
    mock.on(|client| {
        client
            .repos()
            .get_content("rust-lang", "rust", "docs/guide")
    })
    .respond_json(200, json!([listed]));
    contents(&mock.client()).await.unwrap();
    let found = readme(&mock.client()).await.unwrap();
    assert_eq!(
        found.as_file().map(|file| file.content.as_str()),
        Some("aGVsbG8=\n")
    );
    let folder = mock
        .client()
        .repos()
        .get_content("rust-lang", "rust", "docs/guide")
        .await
        .unwrap();
    assert!(folder.as_file().is_none());
    assert_eq!(
        folder.as_array().map(|items| items[0].name.as_str()),
        Some("a"),
        "{folder:?}"
    );
    mock.verify();
    let calls = mock.calls();
    assert_eq!(
        (calls[0].query_value("ref"), calls[0].header("accept")),
        (Some("main"), Some("application/json"))
    );
    assert_eq!(
        calls[2].path, "/repos/rust-lang/rust/contents/docs%2Fguide",
        "an argument stays in its segment"
    );
}

#[tokio::test]
async fn a_missing_required_property_is_a_deviation() {
    let mock = MockTransport::new();
    let repository = json!({"id": 1, "name": "hello", "full_name": "octocat/hello", "private": false,
        "description": null, "homepage": null});
    mock.on(|client| client.repos().get("octocat", "hello"))
        .respond_json(200, repository.clone());
    let response = mock
        .client()
        .repos()
        .get("octocat", "hello")
        .send_raw()
        .await
        .unwrap();
    let deviations: Vec<String> = response
        .deviations()
        .iter()
        .map(ToString::to_string)
        .collect();
    assert_eq!(deviations, ["$.language: expected a value, found none"]);
    let read = response.into_value();
    assert_eq!(
        (read.language, read.description, read.full_name.as_str()),
        (None, None, "octocat/hello")
    );
}

#[tokio::test]
async fn an_asset_is_downloaded_from_another_host_without_the_token() {
    let storage = Server::start([json_response(200, "PK\u{3}\u{4}")]).unwrap();
    let place = format!(
        "{}/blob/asset.zip?signature=abc",
        storage.url.replace("127.0.0.1", "localhost")
    );
    let server = Server::start([respond_with(302, &[("location", &place)], "")]).unwrap();
    let client = super::client("secret")
        .unwrap()
        .to_builder()
        .base_url(&server.url)
        .build()
        .unwrap();
    asset(&client).await.unwrap();
    assert_eq!(std::fs::read("asset.zip").unwrap(), b"PK\x03\x04");
    std::fs::remove_file("asset.zip").unwrap();
    let (asked, given) = (server.requests(), storage.requests());
    assert_eq!(
        asked[0].line,
        "GET /client/v4/repos/octocat/hello/actions/artifacts/1/zip"
    );
    assert_eq!(asked[0].header("authorization"), Some("Bearer secret"));
    assert_eq!(given[0].line, "GET /client/v4/blob/asset.zip?signature=abc");
    assert_eq!(given[0].header("authorization"), None);
}

#[tokio::test]
async fn an_asset_is_its_bytes_or_its_metadata() {
    let mock = MockTransport::new();
    let asset = |client: &github::Client| client.repos().get_release_asset("octocat", "hello", 1);
    mock.on(asset)
        .respond_status(302)
        .header("location", "https://storage.example.com/asset.zip");
    mock.on(|client| client.request(github::http::Method::GET, "/asset.zip"))
        .respond_body(200, "application/zip", "PK");
    mock.on(asset).respond_json(200, json!({"id": 1}));
    let download = asset(&mock.client()).download().await.unwrap();
    assert_eq!(download.bytes().await.unwrap(), "PK");
    assert_eq!(asset(&mock.client()).await.unwrap().id, 1);
    let accepts: Vec<_> = mock
        .calls()
        .iter()
        .map(|call| call.header("accept").map(str::to_owned))
        .collect();
    assert_eq!(accepts[0].as_deref(), Some("application/octet-stream"));
    mock.verify();
}

#[tokio::test]
async fn an_asset_is_downloaded_with_the_mock_transport() {
    let mock = MockTransport::new();
    mock.on(|client| {
        client
            .actions()
            .download_artifact("octocat", "hello", 1, "zip")
    })
    .respond_status(302)
    .header(
        "location",
        "https://storage.example.com/blob/asset.zip?signature=abc",
    );
    mock.on(|client| {
        client
            .request(github::http::Method::GET, "/blob/asset.zip")
            .query("signature", "abc")
    })
    .respond_body(200, "application/zip", "PK");
    let client = mock.builder().bearer_token("secret").build().unwrap();
    let download = client
        .actions()
        .download_artifact("octocat", "hello", 1, "zip")
        .download()
        .await
        .unwrap();
    assert_eq!(download.bytes().await.unwrap(), "PK");
    mock.verify();
    let with_token: Vec<bool> = mock
        .calls()
        .iter()
        .map(|call| call.header("authorization").is_some())
        .collect();
    assert_eq!(with_token, [true, false]);
}

#[test]
fn guesses() {
    let issue = IssuesUpdateRequest::new()
        .title("new")
        .milestone(3)
        .state("open");
    assert_eq!(
        serde_json::to_value(&issue).unwrap(),
        json!({"title": "new", "milestone": 3, "state": "open"})
    );
    let issue = IssuesUpdateRequest::new()
        .milestone_null()
        .labels(["bug", "good first issue"]);
    assert_eq!(
        serde_json::to_value(&issue).unwrap(),
        json!({"milestone": null, "labels": ["bug", "good first issue"]})
    );
    let pull = PullsCreateRequest::new("feature", "main").draft(true);
    assert_eq!(
        serde_json::to_value(&pull).unwrap(),
        json!({"head": "feature", "base": "main", "draft": true})
    );
    let token = String::from("secret");
    assert!(Client::builder().bearer_token(token).build().is_ok());
}

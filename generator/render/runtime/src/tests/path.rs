//! Which values are allowed in a path and in a base URL.

use super::memory::{Memory, response};
use crate::runtime::client::Client;
use crate::runtime::path::{base_url, fill_template};

#[test]
fn values_stay_in_their_segment() {
    use crate::runtime::params::encode;
    for (value, path) in [
        ("a", Ok("/x/a/y")),
        ("a/b", Ok("/x/a%2Fb/y")),
        ("a b?c#d", Ok("/x/a%20b%3Fc%23d/y")),
        ("%2F", Ok("/x/%252F/y")),
        ("ä", Ok("/x/%C3%A4/y")),
        ("...", Ok("/x/.../y")),
        (".a", Ok("/x/.a/y")),
        (
            "a\nb",
            Err("`{id}` would put a control character into the path"),
        ),
        (".", Err("`{id}` would put `.` into the path")),
        ("..", Err("`{id}` would put `..` into the path")),
        ("%2e", Err("`{id}` would put `.` into the path")),
        ("%2E%2e", Err("`{id}` would put `..` into the path")),
        (".%2e", Err("`{id}` would put `..` into the path")),
        ("../../user", Err("`{id}` would put `..` into the path")),
        ("a/..", Err("`{id}` would put `..` into the path")),
        ("..\\a", Err("`{id}` would put `..` into the path")),
    ] {
        let filled =
            fill_template("/x/{id}/y", &[("id", encode(value))]).map_err(|fault| fault.message);
        assert_eq!(
            filled.as_deref(),
            path.map_err(str::to_owned).as_deref(),
            "{value:?}"
        );
    }
}

#[test]
fn templates() {
    let values = [
        ("a", "1".to_owned()),
        ("b", ".".to_owned()),
        ("dot", ".".to_owned()),
    ];
    for (template, path) in [
        ("/", Ok("/")),
        ("/a/", Ok("/a/")),
        ("//a", Ok("//a")),
        ("/{a}.json", Ok("/1.json")),
        ("/{a}:{a}", Ok("/1:1")),
        ("/a b/ä", Ok("/a%20b/%C3%A4")),
        ("/{a}?x=y", Ok("/1?x=y")),
        ("/{a}#b={b}", Ok("/1")),
        ("/a?x=y#z", Ok("/a?x=y")),
        ("/{b}{dot}", Err("`{b}{dot}` would put `..` into the path")),
        ("/{c}", Err("`c` is not given")),
        ("/{", Ok("/%7B")),
        ("no-slash", Ok("/no-slash")),
    ] {
        let filled = fill_template(template, &values).map_err(|fault| fault.message);
        assert_eq!(
            filled.as_deref(),
            path.map_err(str::to_owned).as_deref(),
            "{template}"
        );
    }
}

#[test]
fn base_urls_are_validated() {
    for (text, url) in [
        ("https://a.example", Ok("https://a.example")),
        (" https://a.example/ ", Ok("https://a.example")),
        ("http://127.0.0.1:80/x/y//", Ok("http://127.0.0.1:80/x/y")),
        (
            "",
            Err("base URL: expected an absolute URL, as `https://api.example.com/v1`"),
        ),
        (
            "https://a b",
            Err(
                "base URL `https://a b`: expected an absolute URL, as `https://api.example.com/v1`",
            ),
        ),
        (
            "/v4",
            Err("base URL `/v4`: expected `http://` or `https://` and a host"),
        ),
        (
            "a.example",
            Err("base URL `a.example`: expected `http://` or `https://` and a host"),
        ),
        (
            "ftp://a.example",
            Err("base URL `ftp://a.example`: expected `http://` or `https://` and a host"),
        ),
        (
            "https://u:p@a.example",
            Err("base URL: expected no user name or password in it"),
        ),
        (
            "https://a.example?x",
            Err("base URL `https://a.example`: expected neither query nor fragment"),
        ),
        (
            "https://a.example/#x",
            Err("base URL `https://a.example/`: expected neither query nor fragment"),
        ),
    ] {
        let parsed = base_url(text).map_err(|fault| fault.message);
        assert_eq!(
            parsed.as_deref(),
            url.map_err(str::to_owned).as_deref(),
            "{text:?}"
        );
    }
}

#[tokio::test]
async fn base_urls_and_paths_are_joined() {
    for (base, url) in [
        (
            "https://x.example",
            "https://x.example/accounts/a/servers/b",
        ),
        (
            "https://x.example/",
            "https://x.example/accounts/a/servers/b",
        ),
        (
            "https://x.example/v1",
            "https://x.example/v1/accounts/a/servers/b",
        ),
        (
            "https://x.example/v1/",
            "https://x.example/v1/accounts/a/servers/b",
        ),
    ] {
        let memory = Memory::new([response(200, "{}")]);
        let client = memory
            .builder()
            .base_url(base)
            .credential("token", "t")
            .build()
            .unwrap();
        client.account("a").delete("b").await.unwrap();
        assert_eq!(memory.requests()[0].url, url);
    }
}

#[tokio::test]
async fn an_operation_may_have_its_own_server() {
    let memory = Memory::new([response(200, ""), response(200, "")]);
    memory.client().status().await.unwrap();
    let client: Client = memory
        .builder()
        .base_url("http://localhost:1/")
        .build()
        .unwrap();
    client.status().await.unwrap();
    let urls: Vec<String> = memory
        .requests()
        .iter()
        .map(|request| request.url.clone())
        .collect();
    assert_eq!(
        urls,
        [
            "https://status.example.com/status",
            "http://localhost:1/status"
        ]
    );
}

#[tokio::test]
async fn a_request_may_override_the_base_url() {
    let memory = Memory::new((0..4).map(|_| response(200, "")));
    let client: Client = memory
        .builder()
        .with(|options| options.base_url("https://own.example.com/v1/"))
        .build()
        .unwrap();
    assert_eq!(client.base_url(), "https://own.example.com/v1");
    client.status().await.unwrap();
    client
        .with(|options| options.base_url("/v2"))
        .status()
        .await
        .unwrap();
    client
        .with(|options| options.base_url("/v2"))
        .status()
        .with(|options| options.base_url("https://b.c"))
        .await
        .unwrap();
    client.to_builder().build().unwrap().status().await.unwrap();
    let urls: Vec<String> = memory
        .requests()
        .iter()
        .map(|request| request.url.clone())
        .collect();
    let host = "https://own.example.com";
    let expected = [
        format!("{host}/v1/status"),
        format!("{host}/v2/status"),
        "https://b.c/status".to_owned(),
    ];
    assert_eq!(urls[..3], expected);
    assert_eq!(urls[3], expected[0]);
}

#[tokio::test]
async fn invalid_values_are_not_sent() {
    let memory = Memory::new([]);
    let servers = memory.client().account("a");
    let prefix = "GET /accounts/{account_id}/servers/{id}: not sent: ";
    for (id, message) in [
        ("", "`id` is 0 characters long, expected at least 1"),
        (
            "abcdefghijklmnopqrstuvwxyz0123456",
            "`id` is 33 characters long, expected at most 32",
        ),
        ("A", "`id` does not match `^[a-z0-9_]+(?:-[a-z0-9_]+)*$`"),
        ("..", "`id` does not match `^[a-z0-9_]+(?:-[a-z0-9_]+)*$`"),
    ] {
        let error = servers.read(id).await.unwrap_err();
        assert!(error.is_invalid_request());
        assert_eq!(error.attempts(), 0);
        assert_eq!(error.to_string(), format!("{prefix}{message}"));
    }
    for (account, message) in [
        ("", "`account_id` is empty"),
        ("..", "`{account_id}` would put `..` into the path"),
        (
            "a\u{7}",
            "`{account_id}` would put a control character into the path",
        ),
    ] {
        let error = memory
            .client()
            .account(account)
            .read("b")
            .await
            .unwrap_err();
        assert_eq!(error.to_string(), format!("{prefix}{message}"));
    }
    let mut update = servers.update("b");
    update.body.limit = Some(0);
    let error = update.await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "PUT /accounts/{account_id}/servers/{id}: not sent: `limit` is 0, expected at least 1"
    );
    assert!(
        servers
            .list()
            .page(0)
            .await
            .unwrap_err()
            .to_string()
            .ends_with("not sent: `page` is 0, expected at least 1")
    );
    assert!(memory.requests().is_empty());
}

#[tokio::test]
async fn line_breaks_in_headers_are_rejected() {
    let memory = Memory::new([]);
    let list = || memory.client().account("a").list();
    let prefix = "GET /accounts/{account_id}/servers: not sent: ";
    for (error, message) in [
        (
            list().trace("s3cr3t\r\nevil: 1").await.unwrap_err(),
            "`X-Trace` has a control character",
        ),
        (
            list().header("x-y", "s3cr3t\nevil").await.unwrap_err(),
            "the value of header `x-y` has a control character",
        ),
        (
            list().header("x y\n", "v").await.unwrap_err(),
            "`x y\\n` is not a valid header name",
        ),
    ] {
        assert_eq!(error.to_string(), format!("{prefix}{message}"));
    }
    assert!(memory.requests().is_empty());
}

#[test]
fn server_variables_are_percent_encoded() {
    use crate::runtime::path::fill_variables;
    for (template, expected) in [
        ("https://{a}.x/{b}", "https://e.x/v 1/ü?#{a}"),
        ("https://x/{b}/{b}", "https://x/v 1/ü?#{a}/v 1/ü?#{a}"),
        ("https://x/{c}", "https://x/{c}"),
    ] {
        let filled = fill_variables(template, &[("a", "e"), ("b", "v 1/ü?#{a}")]);
        let escaped = expected.replace("v 1/ü?#{a}", "v%201/%C3%BC%3F%23%7Ba%7D");
        assert_eq!(filled, escaped);
    }
}

#[test]
fn servers_of_operations_resolve_against_the_base_url() {
    use crate::runtime::path::server_url;
    for (base, own, expected) in [
        (
            "https://a.example.com/v1",
            "/v2/",
            "https://a.example.com/v2",
        ),
        ("https://a.example.com", "v2", "https://a.example.com/v2"),
        (
            "https://a.example.com:1/v1/x",
            "/",
            "https://a.example.com:1",
        ),
        (
            "https://a.example.com/v1",
            "http://b.example.com/",
            "http://b.example.com",
        ),
    ] {
        assert_eq!(server_url(base, own).unwrap(), expected, "{base} and {own}");
    }
}

//! The parameters of `parameters.yaml`, on the wire. `tests/parameters.rs` puts this file and the
//! server next to the emitted crate.

#![allow(
    dead_code,
    missing_docs,
    reason = "the server is that of all end-to-end tests"
)]

mod server;

use parameters_client::Client;
use parameters_client::types::{Color, Kind};
use server::{Request, Server, json_response};

fn start_client() -> (Client, Server) {
    let server = Server::start([json_response(204, ""), json_response(204, "")]).unwrap();
    (
        Client::builder().base_url(&server.url).build().unwrap(),
        server,
    )
}

fn only_request(server: &Server) -> Request {
    let [request] = <[Request; 1]>::try_from(server.requests()).unwrap();
    request
}

/// Returns the path and query of the only request, without the path of the base URL.
fn requested_target(server: &Server) -> String {
    let line = only_request(server).line;
    let path = server.url.splitn(4, '/').nth(3).unwrap_or_default();
    line.trim_start_matches("GET /")
        .trim_start_matches(path)
        .to_owned()
}

/// Returns a color whose `G` is null, and therefore omitted.
fn sample_color() -> Color {
    Color::new().r(100).g_null().b("a,b/c")
}

const LIST: [&str; 2] = ["a,b", "c d;.=&"];

/// `LIST` without the characters that some styles cannot represent.
const PLAIN: [&str; 2] = ["a,b", "cd;=&"];

#[tokio::test]
async fn styles_in_the_path() {
    let (client, server) = start_client();
    client
        .paths()
        .simple("ä /?#", LIST, sample_color(), sample_color())
        .await
        .unwrap();
    assert_eq!(
        requested_target(&server),
        "/simple/%C3%A4%20%2F%3F%23/a%2Cb,c%20d%3B.%3D%26/R,100,B,a%2Cb%2Fc/R=100,B=a%2Cb%2Fc"
    );

    let (client, server) = start_client();
    client
        .paths()
        .label("x", LIST, PLAIN, sample_color(), sample_color())
        .await
        .unwrap();
    assert_eq!(
        requested_target(&server),
        "/label/.x/.a%2Cb,c%20d%3B.%3D%26/.a%2Cb.cd%3B%3D%26/.R,100,B,a%2Cb%2Fc/.R=100.B=a%2Cb%2Fc"
    );

    let (client, server) = start_client();
    client
        .paths()
        .matrix("", LIST, LIST, sample_color(), sample_color())
        .await
        .unwrap();
    assert_eq!(
        requested_target(&server),
        "/matrix/;text/;list=a%2Cb,c%20d%3B.%3D%26/;spread_list=a%2Cb;spread_list=c%20d%3B.%3D%26\
         /;object=R,100,B,a%2Cb%2Fc/;R=100;B=a%2Cb%2Fc"
    );
}

#[tokio::test]
async fn values_in_the_path_may_have_slashes_or_be_empty_if_documented() {
    let (client, server) = start_client();
    client.paths().state("a/b:c", "").await.unwrap();
    assert_eq!(requested_target(&server), "/state/a/b:c/");
    let error = client.paths().state("", "").await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
}

#[tokio::test]
async fn values_that_would_change_the_path_are_rejected() {
    let (client, server) = start_client();
    for call in [
        client
            .paths()
            .simple("", LIST, sample_color(), sample_color()),
        client
            .paths()
            .simple("x", Vec::<String>::new(), sample_color(), sample_color()),
        client
            .paths()
            .simple("x", LIST, Color::new(), sample_color()),
        client
            .paths()
            .simple("..", LIST, sample_color(), sample_color()),
    ] {
        let error = call.await.unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
    }
    assert_eq!(server.requests(), []);
}

#[tokio::test]
async fn styles_in_the_query() {
    let (client, server) = start_client();
    let call = client
        .queries()
        .search()
        .text("a b&=+ä")
        .count(-7)
        .flag(true)
        .list(LIST)
        .joined(LIST)
        .spaced(PLAIN);
    let call = call
        .piped(LIST)
        .object(sample_color())
        .spread(sample_color())
        .deep(sample_color())
        .names(["x", "y"]);
    let call = call
        .link("https://x.example/a?b=c&d#e")
        .colors([sample_color(), Color::new().r(1)]);
    call.filter(sample_color())
        .plain("\"x\"")
        .kind(Kind::AB)
        .await
        .unwrap();
    let expected = [
        "text=a%20b%26%3D%2B%C3%A4",
        "count=-7",
        "flag=true",
        "list=a%2Cb&list=c%20d%3B.%3D%26",
        "joined=a%2Cb,c%20d%3B.%3D%26",
        "spaced=a%2Cb%20cd%3B%3D%26",
        "piped=a%2Cb%7Cc%20d%3B.%3D%26",
        "object=R,100,B,a%2Cb%2Fc",
        "R=100&B=a%2Cb%2Fc",
        "deep%5BR%5D=100&deep%5BB%5D=a%2Cb%2Fc",
        "names%5B%5D=x&names%5B%5D=y",
        "link=https://x.example/a?b=c%26d%23e",
        "colors=%7B%22R%22%3A100%2C%22G%22%3Anull%2C%22B%22%3A%22a%2Cb%2Fc%22%7D&colors=%7B%22R%22%3A1%7D",
        "filter=%7B%22R%22%3A100%2C%22G%22%3Anull%2C%22B%22%3A%22a%2Cb%2Fc%22%7D",
        "plain=%22x%22",
        "kind=a%20b",
    ];
    assert_eq!(
        requested_target(&server),
        format!("/query?{}", expected.join("&"))
    );
}

#[tokio::test]
async fn values_that_contain_a_delimiter_are_rejected() {
    let (client, server) = start_client();
    for (call, expected) in [
        (
            client.queries().around().x_list(["a", "b,c"]),
            "`X-List` has a comma in item 1",
        ),
        (
            client.queries().around().x_object(sample_color()),
            "`X-Object` has a comma in `B`",
        ),
        (
            client.queries().around().x_spread(sample_color()),
            "`X-Spread` has a comma in `B`",
        ),
    ] {
        let error = call.await.unwrap_err();
        assert!(
            error.is_invalid_request() && error.to_string().contains(expected),
            "{error}"
        );
    }
    for (call, expected) in [
        (
            client.queries().search().spaced(["a", "b c"]),
            "`spaced` has a space in item 1",
        ),
        (
            client.queries().search().piped(["a|b"]),
            "`piped` has a `|` in item 0",
        ),
    ] {
        let error = call.await.unwrap_err();
        assert!(
            error.is_invalid_request() && error.to_string().contains(expected),
            "{error}"
        );
    }
    let error = client
        .paths()
        .label("x", LIST, LIST, sample_color(), sample_color())
        .await
        .unwrap_err();
    assert!(
        error.is_invalid_request()
            && error
                .to_string()
                .contains("`spread_list` has a `.` in item 1"),
        "{error}"
    );
    assert!(server.requests().is_empty());
}

/// Constraints in the only member of a union, next to `null` or alone, are checked.
#[tokio::test]
async fn constraints_of_optional_values_are_checked() {
    let (client, server) = start_client();
    for (call, expected) in [
        (client.queries().optional().short("long"), "`short`"),
        (client.queries().optional().few(10), "`few`"),
    ] {
        let error = call.await.unwrap_err();
        assert!(
            error.is_invalid_request() && error.to_string().contains(expected),
            "{error}"
        );
    }
    assert!(server.requests().is_empty());
    client
        .queries()
        .optional()
        .short("abc")
        .few(9)
        .await
        .unwrap();
    assert_eq!(requested_target(&server), "/optional?short=abc&few=9");
}

#[tokio::test]
async fn empty_query_values_are_omitted() {
    let (client, server) = start_client();
    let none: [&str; 0] = [];
    let call = client
        .queries()
        .search()
        .list(none)
        .joined(none)
        .spaced(none)
        .piped(none)
        .names(none);
    call.object(Color::new())
        .spread(Color::new())
        .deep(Color::new())
        .colors(Vec::<Color>::new())
        .await
        .unwrap();
    assert_eq!(requested_target(&server), "/query");

    let (client, server) = start_client();
    client
        .queries()
        .search()
        .text("")
        .filter(Color::new())
        .await
        .unwrap();
    assert_eq!(requested_target(&server), "/query?text=&filter=%7B%7D");
}

#[tokio::test]
async fn styles_in_headers_and_cookies() {
    let (client, server) = start_client();
    let red = Color::new().r(100).g_null().b("a b/c");
    let call = client
        .queries()
        .around()
        .x_text("a, b")
        .x_list(["a", "b c"])
        .x_object(red.clone())
        .x_spread(red.clone());
    call.x_json(sample_color())
        .text("a;b")
        .list(LIST)
        .object(sample_color())
        .spread(sample_color())
        .await
        .unwrap();
    let request = only_request(&server);
    assert_eq!(request.header("x-text"), Some("a, b"));
    assert_eq!(request.header("x-list"), Some("a,b c"));
    assert_eq!(request.header("x-object"), Some("R,100,B,a b/c"));
    assert_eq!(request.header("x-spread"), Some("R=100,B=a b/c"));
    assert_eq!(
        request.header("x-json"),
        Some(r#"{"R":100,"G":null,"B":"a,b/c"}"#)
    );
    assert_eq!(
        request.header("cookie"),
        Some(
            "text=a%3Bb; list=a%2Cb,c%20d%3B.%3D%26; object=R,100,B,a%2Cb%2Fc; R=100; B=a%2Cb%2Fc"
        )
    );
}

//! The parameters of `parameters.yaml`, on the wire. `tests/parameters.rs` puts this file and the server beside the
//! emitted crate.

#![allow(
    dead_code,
    missing_docs,
    reason = "the server is that of all end-to-end tests"
)]

mod server;

use parameters_client::Client;
use parameters_client::types::{Color, Kind};
use server::{Request, Server, json_response};

fn start() -> (Client, Server) {
    let server = Server::start([json_response(204, ""), json_response(204, "")]).unwrap();
    (
        Client::builder().base_url(&server.url).build().unwrap(),
        server,
    )
}

fn only(server: &Server) -> Request {
    let [request] = <[Request; 1]>::try_from(server.requests()).unwrap();
    request
}

/// Returns the path and query of the only request, without the path of the base URL.
fn target(server: &Server) -> String {
    let line = only(server).line;
    let path = server.url.splitn(4, '/').nth(3).unwrap_or_default();
    line.trim_start_matches("GET /")
        .trim_start_matches(path)
        .to_owned()
}

/// Returns a color whose `G` is null, and therefore omitted.
fn color() -> Color {
    Color::new().r(100).g_null().b("a,b/c")
}

const LIST: [&str; 2] = ["a,b", "c d;.=&"];

/// The list without characters that some styles cannot represent.
const PLAIN: [&str; 2] = ["a,b", "cd;=&"];

#[tokio::test]
async fn styles_in_the_path() {
    let (client, server) = start();
    client
        .paths()
        .simple("ä /?#", LIST, color(), color())
        .await
        .unwrap();
    assert_eq!(
        target(&server),
        "/simple/%C3%A4%20%2F%3F%23/a%2Cb,c%20d%3B.%3D%26/R,100,B,a%2Cb%2Fc/R=100,B=a%2Cb%2Fc"
    );

    let (client, server) = start();
    client
        .paths()
        .label("x", LIST, PLAIN, color(), color())
        .await
        .unwrap();
    assert_eq!(
        target(&server),
        "/label/.x/.a%2Cb,c%20d%3B.%3D%26/.a%2Cb.cd%3B%3D%26/.R,100,B,a%2Cb%2Fc/.R=100.B=a%2Cb%2Fc"
    );

    let (client, server) = start();
    client
        .paths()
        .matrix("", LIST, LIST, color(), color())
        .await
        .unwrap();
    assert_eq!(
        target(&server),
        "/matrix/;text/;list=a%2Cb,c%20d%3B.%3D%26/;spread_list=a%2Cb;spread_list=c%20d%3B.%3D%26\
         /;object=R,100,B,a%2Cb%2Fc/;R=100;B=a%2Cb%2Fc"
    );
}

#[tokio::test]
async fn values_that_would_change_the_path_are_rejected() {
    let (client, server) = start();
    for call in [
        client.paths().simple("", LIST, color(), color()),
        client
            .paths()
            .simple("x", Vec::<String>::new(), color(), color()),
        client.paths().simple("x", LIST, Color::new(), color()),
        client.paths().simple("..", LIST, color(), color()),
    ] {
        let error = call.await.unwrap_err();
        assert!(error.is_invalid_request(), "{error}");
    }
    assert_eq!(server.requests(), []);
}

#[tokio::test]
async fn styles_in_the_query() {
    let (client, server) = start();
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
        .object(color())
        .spread(color())
        .deep(color())
        .names(["x", "y"]);
    let call = call
        .link("https://x.example/a?b=c&d#e")
        .colors([color(), Color::new().r(1)]);
    call.filter(color())
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
    assert_eq!(target(&server), format!("/query?{}", expected.join("&")));
}

#[tokio::test]
async fn values_that_contain_a_delimiter_are_rejected() {
    let (client, server) = start();
    let around = || client.queries().around();
    for (call, expected) in [
        (
            around().x_list(["a", "b,c"]),
            "`X-List` has a comma in item 1",
        ),
        (around().x_object(color()), "`X-Object` has a comma in `B`"),
        (around().x_spread(color()), "`X-Spread` has a comma in `B`"),
    ] {
        let error = call.await.unwrap_err();
        assert!(
            error.is_invalid_request() && error.to_string().contains(expected),
            "{error}"
        );
    }
    let search = || client.queries().search();
    for (call, expected) in [
        (
            search().spaced(["a", "b c"]),
            "`spaced` has a space in item 1",
        ),
        (search().piped(["a|b"]), "`piped` has a `|` in item 0"),
    ] {
        let error = call.await.unwrap_err();
        assert!(
            error.is_invalid_request() && error.to_string().contains(expected),
            "{error}"
        );
    }
    let error = client
        .paths()
        .label("x", LIST, LIST, color(), color())
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

/// Constraints in the only member of a union, beside `null` or alone, are checked.
#[tokio::test]
async fn constraints_of_optional_values_are_checked() {
    let (client, server) = start();
    let optional = || client.queries().optional();
    for (call, expected) in [
        (optional().short("long"), "`short`"),
        (optional().few(10), "`few`"),
    ] {
        let error = call.await.unwrap_err();
        assert!(
            error.is_invalid_request() && error.to_string().contains(expected),
            "{error}"
        );
    }
    assert!(server.requests().is_empty());
    optional().short("abc").few(9).await.unwrap();
    assert_eq!(target(&server), "/optional?short=abc&few=9");
}

#[tokio::test]
async fn empty_query_values_are_omitted() {
    let (client, server) = start();
    let none = || Vec::<String>::new();
    let call = client
        .queries()
        .search()
        .list(none())
        .joined(none())
        .spaced(none())
        .piped(none())
        .names(none());
    call.object(Color::new())
        .spread(Color::new())
        .deep(Color::new())
        .colors(Vec::<Color>::new())
        .await
        .unwrap();
    assert_eq!(target(&server), "/query");

    let (client, server) = start();
    client
        .queries()
        .search()
        .text("")
        .filter(Color::new())
        .await
        .unwrap();
    assert_eq!(target(&server), "/query?text=&filter=%7B%7D");
}

#[tokio::test]
async fn styles_in_headers_and_cookies() {
    let (client, server) = start();
    let red = || Color::new().r(100).g_null().b("a b/c");
    let call = client
        .queries()
        .around()
        .x_text("a, b")
        .x_list(["a", "b c"])
        .x_object(red())
        .x_spread(red());
    call.x_json(color())
        .text("a;b")
        .list(LIST)
        .object(color())
        .spread(color())
        .await
        .unwrap();
    let request = only(&server);
    let header = |name| request.header(name).unwrap_or("-");
    assert_eq!(header("x-text"), "a, b");
    assert_eq!(header("x-list"), "a,b c");
    assert_eq!(header("x-object"), "R,100,B,a b/c");
    assert_eq!(header("x-spread"), "R=100,B=a b/c");
    assert_eq!(header("x-json"), r#"{"R":100,"G":null,"B":"a,b/c"}"#);
    assert_eq!(
        header("cookie"),
        "text=a%3Bb; list=a%2Cb,c%20d%3B.%3D%26; object=R,100,B,a%2Cb%2Fc; R=100; B=a%2Cb%2Fc"
    );
}

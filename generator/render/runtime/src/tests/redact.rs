//! Which names and values count as secrets.

use http::Method;
use percent_encoding::{NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::json;
use tracing::Level;

use super::client::API;
use super::memory::{Memory, respond_with, response};
use super::trace::seen;
use crate::runtime::redact::{is_secret, redact_text, redact_url};
use crate::runtime::testing::Recorder;

#[test]
fn names_of_secrets_are_recognized() {
    for name in [
        "token",
        "Token",
        "access_token",
        "accessToken",
        "X-Api-Key",
        "apikey",
        "client-secret",
        "password",
        "db_password",
        "Authorization",
        "Proxy-Authorization",
        "Set-Cookie",
        "X-Auth-Email",
        "credentials",
        "sig",
        "X-Amz-Signature",
        "private_key",
        "refreshToken",
        "secret_token",
        "cli_token",
        "keycloakToken",
        "upload_client_token",
        // The description makes the following names secret: two security schemes and a property.
        "api key",
        "session",
        "OWNER",
    ] {
        assert!(is_secret(&API, name), "{name}");
    }
    for name in [
        "page_token",
        "nextPageToken",
        "next-token",
        "continuation_token",
        "pagination_token",
        "nextSyncToken",
        "$skiptoken",
        "$deltatoken",
        "max_tokens",
        "tokens",
        "public_key",
        "key",
        "monkey",
        "secretary",
        "author",
        "authors",
        "opinion",
        "design",
        "id",
        "etag",
        "cookies_allowed",
        "password_hint_shown",
        "",
    ] {
        assert!(!is_secret(&API, name), "{name}");
    }
}

#[test]
fn secrets_in_urls_are_redacted() {
    for (given, shown) in [
        ("https://a.example/b", "https://a.example/b"),
        ("https://u:p@a.example:8/b?c=d", "https://a.example:8/b?c=d"),
        ("https://u:p@q@a.example", "https://a.example"),
        ("https://a.example/@b", "https://a.example/@b"),
        (
            "https://a.example/?token=x&q=1&q=2",
            "https://a.example/?token=REDACTED&q=1&q=2",
        ),
        (
            "https://a.example/?api%20key=x",
            "https://a.example/?api%20key=REDACTED",
        ),
        (
            "https://a.example/?flag&access_token",
            "https://a.example/?flag&access_token=REDACTED",
        ),
        ("/a?sig=%20&", "/a?sig=REDACTED&"),
        ("", ""),
    ] {
        assert_eq!(redact_url(&API, given), shown);
    }
}

#[test]
fn secrets_in_texts_are_redacted() {
    for (given, shown) in [
        (
            "see https://h/?api_key=x for more",
            "see https://h/?api_key=REDACTED for more",
        ),
        (
            "(https://u:p@h/a?b=c&token=x)",
            "(https://h/a?b=c&token=REDACTED)",
        ),
        ("<a href='/b?sig=x'>\n", "<a href='/b?sig=REDACTED'>\n"),
        (
            "Token token=\"x\", n=\"1\"",
            "Token token=\"REDACTED\", n=\"1\"",
        ),
        ("password=", "password=REDACTED"),
        ("token=\"", "token=\"REDACTED"),
        ("a = b, c@d://e? x=y=z", "a = b, c@d://e? x=y=z"),
        ("", ""),
    ] {
        assert_eq!(redact_text(&API, given), shown);
    }
}

/// The scheme, the credential, the server's text, and its redacted form.
const ECHOED: [(&str, &str, &str, &str); 28] = [
    (
        "token",
        "t0k3n-é",
        "bad t0k3n-é in Bearer t0k3n-%c3%A9",
        "bad REDACTED in Bearer REDACTED",
    ),
    (
        "key",
        "k ey/1",
        "a, k ey/1, k+ey%2f1, %6B%20ey/1, k ey/",
        "a, REDACTED, REDACTED, REDACTED, k ey/",
    ),
    (
        "key",
        "OAuth 0-s3cret",
        "'0-s3cret', 'OAuth 0-s3cret'",
        "'REDACTED', 'REDACTED'",
    ),
    ("email", "a@some.example", "a%40some.example", "REDACTED"),
    (
        "basic",
        "sk-user:pass: wörd",
        "wrong pass: wörd of sk-user",
        "wrong REDACTED of REDACTED",
    ),
    (
        "basic",
        "sk-user:hunter-22",
        "sk-user:hunter-22",
        "REDACTED",
    ),
    (
        "basic",
        "sk-user:hunter-22",
        "c2stdXNlcjpodW50ZXItMjI=",
        "REDACTED",
    ),
    ("basic", "sk-user:", "no key sk-user", "no key REDACTED"),
    (
        "query",
        "CLI+/= ENT",
        "CLI+/= ENT, CLI%2B%2F%3D%20ENT, CLI%2b/=+ENT",
        "REDACTED, REDACTED, REDACTED",
    ),
    (
        "query",
        "100%25 ok",
        "100%25 ok, 100%2525%20ok",
        "REDACTED, REDACTED",
    ),
    (
        "cookie",
        "biscuit%21",
        "biscuit%21, biscuit!",
        "REDACTED, REDACTED",
    ),
    ("Authorization", "raw-t0k3n", "no raw-t0k3n", "no REDACTED"),
    (
        "Authorization",
        "OAuth 0-s3cret",
        "0-s3cret in 'OAuth 0-s3cret'",
        "REDACTED in 'OAuth REDACTED'",
    ),
    (
        "Authorization",
        "basic c2stdXNlcjpodW50ZXItMjI=",
        "user sk-user",
        "user REDACTED",
    ),
    ("Authorization", "Basic -", "Basic -", "Basic -"),
    ("X-Own-Token", "0-s3cret", "0-s3cret", "REDACTED"),
    (
        "token",
        "k3y",
        "k3y, 'k3y' (k3y), =k3y; ak3y k3y2",
        "REDACTED, 'REDACTED' (REDACTED), =REDACTED; ak3y k3y2",
    ),
    ("token", "no", "no token no", "no token no"),
    ("basic", "admin:p4ss", "p4ss of admin", "REDACTED of admin"),
    ("key", "a\"b\\c/dé", r#"a\"b\\c\/d\u00e9"#, "REDACTED"),
    (
        "key",
        "a/b+c=é",
        r"a\x2fb\x2bc=\xe9, a%252Fb%252bc%253D%25C3%25A9",
        "REDACTED, REDACTED",
    ),
    (
        "key",
        "a/b+c=d_e",
        "a&sol;b&plus;c&equals;d&lowbar;e &a&#0000000047;",
        "REDACTED &a&#0000000047;",
    ),
    (
        "key",
        "a\"b\\c/d🔑",
        r#"'a\u0022b\u005Cc/d\uD83D\udd11'"#,
        "'REDACTED'",
    ),
    (
        "key",
        "a&b<c>\"d'",
        "a&amp;b&lt;c&gt;&quot;d&#39; a&#38;b&#x3C;c&#X3e;&#34;d&apos;",
        "REDACTED REDACTED",
    ),
    ("key", "a&b&c&d", "a&b&amp;c&ampd", "a&b&amp;c&ampd"),
    (
        "Authorization",
        "Token token=\"s3cr3t\", n=\"public\"",
        "no s3cr3t for public",
        "no REDACTED for public",
    ),
    (
        "Authorization",
        "AWS4 Credential=AKIA/eu, Signature=f00ba4",
        "AKIA/eu f00ba4",
        "REDACTED REDACTED",
    ),
    (
        "X-Own",
        "0-s3cret",
        "0-s3cret is no secret by name",
        "0-s3cret is no secret by name",
    ),
];

#[tokio::test]
async fn credentials_at_the_end_of_a_truncated_text_are_redacted() {
    let long: String = (0..603)
        .map(|at| char::from(b'a' + (at % 26) as u8))
        .collect();
    let short = "sk-live-A/b+c=0123456789";
    let padding = "x".repeat(285);
    let signs = "aGV/sb+G8=".repeat(40);
    let encoded = |text: &str| utf8_percent_encode(text, NON_ALPHANUMERIC).to_string();
    for (token, echoed) in [
        (long.as_str(), format!("invalid token {long}")),
        (long.as_str(), long.clone()),
        (short, format!("{padding} {short}")),
        (short, format!("{padding} {}", encoded(short))),
        (signs.as_str(), format!("bad {}", encoded(&signs))),
        (signs.as_str(), format!("bad {}", signs.replace('/', r"\/"))),
    ] {
        for response in [
            response(401, json!({"message": echoed}).to_string()),
            response(401, echoed.clone()),
        ] {
            let memory = Memory::new([response]);
            let client = memory.builder().credential("token", token).build().unwrap();
            let error = client.request(Method::GET, "/x").send().await.unwrap_err();
            assert!(
                !format!("{error} {error:?}").contains(token.get(..3).unwrap()),
                "{error}"
            );
        }
        for spelt in [token.to_owned(), encoded(token)] {
            let location = format!("http://elsewhere.example/{spelt}");
            let memory = Memory::new([respond_with(302, "location", &location, "")]);
            let client = memory.builder().credential("token", token).build().unwrap();
            let error = client.request(Method::GET, "/x").send().await.unwrap_err();
            assert!(
                !error.to_string().contains(token.get(..3).unwrap()),
                "{error}"
            );
        }
    }
}

#[tokio::test]
async fn encoded_credentials_are_redacted() {
    for (given, credential, echoed, shown) in ECHOED {
        let memory = Memory::new([response(
            401,
            json!({"message": echoed, echoed: 1}).to_string(),
        )]);
        let recorder = Recorder::new();
        let builder = memory.builder().middleware(recorder.clone());
        let client = match given {
            "email" => builder.credential(given, credential).credential("key", "k"),
            "key" => builder
                .credential(given, credential)
                .credential("email", "a@b"),
            "query" => builder
                .credential(given, credential)
                .credential("cookie", "c"),
            "cookie" => builder
                .credential(given, credential)
                .credential("query", "q"),
            "token" | "basic" => builder.credential(given, credential),
            header => builder
                .header(header, credential)
                .credential("token", "none"),
        };
        let client = client.build().unwrap();
        let mut error = String::new();
        let seen = seen(Level::TRACE, async {
            error = match given {
                "basic" | "query" | "cookie" => client.logo().await.unwrap_err().to_string(),
                _ => client
                    .request(Method::GET, "/x")
                    .send()
                    .await
                    .unwrap_err()
                    .to_string(),
            };
        });
        let events = seen.await.events();
        let response = json!({"message": shown, shown: 1});
        assert!(error.ends_with(&format!(": {shown}")), "{error}");
        assert_eq!(
            events.last().unwrap().fields.get("body"),
            Some(&response.to_string()),
            "{echoed}"
        );
        let file: serde_json::Value = serde_json::from_str(&recorder.to_json()).unwrap();
        assert_eq!(file["exchanges"][0]["response"]["json"], response);
    }
}

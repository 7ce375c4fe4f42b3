//! What is taken for a secret by its name, and what is not.

use super::client::API;
use crate::runtime::redact::{is_secret, url};

#[test]
fn names_of_secrets() {
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
        // By the description: two schemes and a property.
        "api key",
        "session",
        "OWNER",
    ] {
        assert!(is_secret(&API, name), "{name}");
    }
    for name in [
        "page_token",
        "nextPageToken",
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
fn urls_without_secrets() {
    for (given, shown) in [
        ("https://a.example/b", "https://a.example/b"),
        ("https://u:p@a.example:8/b?c=d", "https://a.example:8/b?c=d"),
        ("https://u:p@q@a.example", "https://a.example"),
        ("https://a.example/@b", "https://a.example/@b"),
        ("https://a.example/?token=x&q=1&q=2", "https://a.example/?token=REDACTED&q=1&q=2"),
        ("https://a.example/?api%20key=x", "https://a.example/?api%20key=REDACTED"),
        ("https://a.example/?flag&access_token", "https://a.example/?flag&access_token=REDACTED"),
        ("/a?sig=%20&", "/a?sig=REDACTED&"),
        ("", ""),
    ] {
        assert_eq!(url(&API, given), shown);
    }
}

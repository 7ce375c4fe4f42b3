//! The configuration of the built-in transport, which derived clients share.

use std::time::Duration;

use http::Method;

use super::client::{API, result};
use super::memory::Memory;
use super::server::{Act, TestServer, respond_with, response};
use crate::runtime::api::Api;
use crate::runtime::builder::ClientBuilder;
use crate::runtime::client::Client;
#[cfg(feature = "rustls")]
use crate::runtime::transport::ConnectionSettings;
#[cfg(feature = "rustls")]
use tokio::io::AsyncReadExt as _;

/// Returns a builder for a host that does not exist.
fn nowhere() -> ClientBuilder {
    Client::builder_for(&API)
        .base_url("http://api.example.invalid/v4")
        .credential("token", "t0k3n")
}

#[tokio::test]
async fn requests_use_a_proxy() {
    let proxy = TestServer::start([response(200, &result("b")), response(200, &result("b"))]).await;
    let address = proxy.url.trim_end_matches("/v4/").to_owned();
    nowhere()
        .proxy(&address)
        .build()
        .unwrap()
        .account("a")
        .read("b")
        .await
        .unwrap();
    let with_login = address.replace("http://", "http://user:p4ss@");
    let builder = nowhere().proxy(with_login);
    assert!(!format!("{builder:?}").contains("p4ss"));
    builder
        .build()
        .unwrap()
        .account("a")
        .read("b")
        .await
        .unwrap();
    assert_eq!(
        proxy.lines(),
        ["GET http://api.example.invalid/v4/accounts/a/servers/b"; 2]
    );
    assert!(proxy.requests()[1].contains("proxy-authorization: Basic dXNlcjpwNHNz\r\n"));
}

#[tokio::test]
async fn an_invalid_proxy_is_an_error() {
    for url in [
        "",
        "http://",
        "http://user:p4ss@:x",
        "::: no URL",
        "proxy.example",
    ] {
        let error = nowhere().proxy(url).build().unwrap_err();
        assert!(error.is_configuration());
        assert_eq!(
            error.to_string(),
            "proxy: expected a URL, as `http://proxy.example:8080`",
            "{url}"
        );
    }
    let error = nowhere()
        .proxy("http://127.0.0.1:1")
        .build()
        .unwrap()
        .account("a")
        .create("b")
        .retries(0)
        .await;
    assert!(error.unwrap_err().is_connect());
}

#[test]
fn settings_without_effect_are_errors() {
    let memory = Memory::new([]);
    let taken = nowhere().build().unwrap();
    for (builder, setting) in [
        (memory.builder().proxy("http://proxy.example"), "proxy"),
        (
            memory.builder().connect_timeout(Duration::from_secs(1)),
            "connect_timeout",
        ),
        (
            nowhere()
                .reqwest_client(own_client().build().unwrap())
                .proxy("http://proxy.example"),
            "proxy",
        ),
        (taken.to_builder().proxy("http://proxy.example"), "proxy"),
        (memory.builder().root_certificates(""), "root_certificates"),
        (memory.builder().client_identity(""), "client_identity"),
        (
            memory.builder().configure_reqwest(|builder| builder),
            "configure_reqwest",
        ),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.is_configuration());
        let expected = format!(
            "`{setting}` applies only to the built-in transport, but the client has another one"
        );
        assert_eq!(error.to_string(), expected);
    }
}

#[cfg(feature = "rustls")]
#[test]
fn no_crypto_provider_is_installed_for_the_process() {
    nowhere().build().unwrap();
    assert!(rustls::crypto::CryptoProvider::get_default().is_none());
}

/// Returns the TLS ClientHello of a client, with the protocols that it offers.
#[cfg(feature = "rustls")]
async fn client_hello() -> Vec<u8> {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let client = nowhere().base_url(url).build().unwrap();
    let call =
        tokio::spawn(async move { client.account("a").read("b").retries(0).await.map(drop) });
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut hello = vec![0; 4096];
    let length = stream.read(&mut hello).await.unwrap();
    drop(stream);
    assert!(call.await.unwrap().unwrap_err().is_connect());
    hello.truncate(length);
    hello
}

/// A certificate of `127.0.0.1` that nobody trusts, and its key.
#[cfg(feature = "rustls")]
const CERTIFICATE: &str = "MIIBjzCCATagAwIBAgIUDaChF8NWbLWL9EbkYvr0j4rc9AIwCgYIKoZIzj0EAwIwFDESMBAGA1UEAwwJbG9jYWxob3N0MCAXDTI2\
    MTEyNTE5MTkyMVoYDzIxMjYxMTAxMTkxOTIxWjAUMRIwEAYDVQQDDAlsb2NhbGhvc3QwWTATBgcqhkjOPQIBBggqhkjOPQMBBwNC\
    AATN2UGT41z+yCBSLphWsYekVYHWf/scEroR5M+ENiZ3e/so2f2dWW6DAClbT18uPz+MQY6Ioc/THPDyHiwGG+7so2QwYjAdBgNV\
    HQ4EFgQUuna+qZFNRpTd1racOPkTdxqzSzkwHwYDVR0jBBgwFoAUuna+qZFNRpTd1racOPkTdxqzSzkwDwYDVR0TAQH/BAUwAwEB\
    /zAPBgNVHREECDAGhwR/AAABMAoGCCqGSM49BAMCA0cAMEQCIBYhpQBMRPQLA9W68Wk8ZXnaXfsTmyUlZPqX9lesu8F+AiAT2D3k\
    LDnzHCfrkgjMmhi6utQG9+PzigbxttbCCl0n7Q==";
#[cfg(feature = "rustls")]
const KEY: &str = "MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgSsiO0iLUgy6tr5ZXdAyAPJ5SuHpPh1Icq8E1QPExzyOhRANCAATN\
    2UGT41z+yCBSLphWsYekVYHWf/scEroR5M+ENiZ3e/so2f2dWW6DAClbT18uPz+MQY6Ioc/THPDyHiwGG+7s";

#[cfg(feature = "rustls")]
#[tokio::test]
async fn an_untrusted_certificate_is_an_error_of_its_own() {
    use base64::Engine as _;
    use base64::prelude::BASE64_STANDARD;
    use rustls::pki_types::{CertificateDer, PrivatePkcs8KeyDer};

    let certificate = CertificateDer::from(BASE64_STANDARD.decode(CERTIFICATE).unwrap());
    let key = PrivatePkcs8KeyDer::from(BASE64_STANDARD.decode(KEY).unwrap());
    let provider = std::sync::Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap();
    let config = config
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.into())
        .unwrap();
    let config = std::sync::Arc::new(config);
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("https://{}", listener.local_addr().unwrap());
    let server = std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut connection = rustls::ServerConnection::new(config).unwrap();
        // The client aborts the handshake.
        connection.complete_io(&mut stream).unwrap_err();
    });
    let client = nowhere().base_url(url).build().unwrap();
    let error = client.account("a").read("b").await.unwrap_err();
    server.join().unwrap();
    assert!(error.is_untrusted_certificate(), "{error:?}");
    assert_eq!(error.attempts(), 1);
}

#[cfg(feature = "rustls")]
#[tokio::test]
async fn http_2_is_offered_if_the_feature_is_enabled() {
    let hello = client_hello().await;
    let offers = |protocols: &[u8]| hello.windows(protocols.len()).any(|part| part == protocols);
    assert!(offers(&[0x16, 0x03]), "a TLS record: {hello:?}");
    assert_eq!(offers(b"\x02h2\x08http/1.1"), cfg!(feature = "http2"));
    assert_eq!(offers(b"\x02h2"), cfg!(feature = "http2"));
}

/// Returns a builder of a user's own `reqwest` client, with a crypto provider.
fn own_client() -> reqwest::ClientBuilder {
    #[cfg(feature = "rustls")]
    return reqwest::Client::builder().tls_backend_preconfigured(
        crate::runtime::transport::reqwest::tls_config(&ConnectionSettings::default())
            .ok()
            .unwrap(),
    );
    #[cfg(not(feature = "rustls"))]
    reqwest::Client::builder()
}

#[tokio::test]
async fn a_user_supplied_reqwest_client() {
    let server = TestServer::start([response(200, &result("b"))]).await;
    let headers = http::HeaderMap::from_iter([(
        http::HeaderName::from_static("x-own"),
        "1".parse().unwrap(),
    )]);
    let own = own_client().default_headers(headers).build().unwrap();
    server
        .builder()
        .credential("token", "t")
        .reqwest_client(own)
        .build()
        .unwrap()
        .account("a")
        .read("b")
        .await
        .unwrap();
    assert!(server.requests()[0].contains("\r\nx-own: 1\r\n"));
}

#[tokio::test]
async fn the_built_in_client_can_be_configured() {
    let elsewhere = respond_with(302, "location: /v4/accounts/a/servers/c\r\n", "");
    let server = TestServer::start([elsewhere, response(200, &result("c"))]).await;
    let change = |builder: reqwest::ClientBuilder| {
        builder
            .referer(true)
            .redirect(reqwest::redirect::Policy::none())
    };
    let headers = http::HeaderMap::from_iter([(
        http::HeaderName::from_static("x-own"),
        "1".parse().unwrap(),
    )]);
    let builder = server
        .builder()
        .credential("token", "t")
        .configure_reqwest(change);
    let builder =
        builder.configure_reqwest(move |builder| builder.default_headers(headers.clone()));
    builder
        .build()
        .unwrap()
        .account("a")
        .read("b")
        .await
        .unwrap();
    assert!(
        server
            .requests()
            .iter()
            .all(|request| request.contains("\r\nx-own: 1\r\n"))
    );
    assert_eq!(server.requests().len(), 2);
}

#[tokio::test]
async fn compressed_responses_are_decompressed() {
    let body = include_bytes!("result.json.gz");
    let head = format!(
        "HTTP/1.1 200 X\r\nconnection: close\r\ncontent-encoding: gzip\r\ncontent-type: application/json\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let server = TestServer::start([Act::Bytes([head.as_bytes(), body].concat())]).await;
    let client = server.builder().credential("token", "t").build().unwrap();
    assert_eq!(client.account("a").read("b").await.unwrap().id, "b");
    assert!(server.requests()[0].contains("\r\naccept-encoding: gzip\r\n"));
}

#[tokio::test]
async fn derived_clients_share_connections() {
    let keep = || {
        Act::Keep(format!(
            "HTTP/1.1 200 X\r\ncontent-length: {}\r\n\r\n{}",
            result("b").len(),
            result("b")
        ))
    };
    // The server would never answer a request on another connection.
    let server = TestServer::start([keep(), keep(), response(200, &result("b"))]).await;
    let client = server
        .client()
        .with(|options| options.timeout(Duration::from_secs(2)).retries(0));
    client.account("a").read("b").await.unwrap();
    client
        .with(|options| options.header("x-a", "1"))
        .account("a")
        .read("b")
        .await
        .unwrap();
    client
        .to_builder()
        .credential("token", "other")
        .build()
        .unwrap()
        .account("a")
        .read("b")
        .await
        .unwrap();
    assert!(server.requests()[2].contains("authorization: Bearer other\r\n"));
}

#[test]
fn the_error_of_a_missing_base_url_says_how_to_set_it() {
    const NONE: Api = Api {
        user_agent: "a/1",
        base_url: "",
        base_url_env: None,
        request_id_header: None,
        timeout: None,
        retries: None,
        retry_delays: None,
        security: &[],
        schemes: &[],
        secret_names: &[],
        test_check: None,
        write_styled: None,
    };
    static RELATIVE: Api = Api {
        base_url: "/api/v3/",
        base_url_env: Some("SAMPLE_URL"),
        ..NONE
    };
    static BARE: Api = NONE;
    let missing = "no base URL, as the description has none: set it by `Client::builder().base_url";
    for (api, expected) in [
        (&BARE, "(\"https://api.example.com\")`"),
        (
            &RELATIVE,
            "(\"https://api.example.com/api/v3\")`, or the environment variable `SAMPLE_URL`",
        ),
    ] {
        let error = Client::builder_for(api).build().unwrap_err();
        assert!(error.is_configuration());
        assert_eq!(error.to_string(), format!("{missing}{expected}"));
        let client = Client::builder_for(api)
            .base_url("https://api.example.com")
            .build()
            .unwrap();
        assert_eq!(client.base_url(), "https://api.example.com");
        Client::builder_for(api)
            .with(|options| options.base_url("https://api.example.com"))
            .build()
            .unwrap();
    }
    let error = Client::builder_for(&BARE)
        .base_url("/v4")
        .build()
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "base URL `/v4`: expected `http://` or `https://` and a host"
    );
}

#[tokio::test]
async fn base_urls_with_and_without_path_and_slash() {
    for (suffix, expected) in [
        ("", "/user"),
        ("/", "/user"),
        ("/v4", "/v4/user"),
        ("/v4/", "/v4/user"),
        (" \n", "/user"),
    ] {
        let server = TestServer::start([response(200, "{}"), response(200, "{}")]).await;
        let url = server.url.replace("/v4/", suffix);
        let client = server
            .builder()
            .base_url(&url)
            .credential("token", "t")
            .build()
            .unwrap();
        client.request(Method::GET, "/user").send().await.unwrap();
        client
            .request(Method::GET, "/user?x=1")
            .query("y", 2)
            .send()
            .await
            .unwrap();
        assert_eq!(
            server.lines(),
            [format!("GET {expected}"), format!("GET {expected}?x=1&y=2")],
            "{suffix:?}"
        );
    }
}

#[tokio::test]
async fn the_user_agent_names_crate_and_application() {
    for (suffix, expected) in [
        ("", "sample/1.2.3"),
        (" \t", "sample/1.2.3"),
        ("app/2 (x)", "sample/1.2.3 app/2 (x)"),
    ] {
        let server = TestServer::start([respond_with(200, "", "ok")]).await;
        server
            .builder()
            .user_agent(suffix)
            .build()
            .unwrap()
            .status()
            .await
            .unwrap();
        assert!(server.requests()[0].starts_with(&format!(
            "GET /v4/status HTTP/1.1\r\nuser-agent: {expected}\r\n"
        )));
    }
}

#[test]
fn clients_are_shared_between_threads() {
    fn is_shared<T: Clone + Send + Sync + 'static>() {}
    is_shared::<Client>();
    is_shared::<ClientBuilder>();
    is_shared::<crate::runtime::client::Options>();
    is_shared::<crate::runtime::retry::RetryPolicy>();
    assert_eq!(
        size_of::<Client>(),
        size_of::<usize>(),
        "cloning a client is cloning a pointer"
    );
}

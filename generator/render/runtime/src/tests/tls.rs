//! Certificates of the built-in transport, against a server that requires a certificate of the
//! client. The keys in `tls/` protect nothing.

use std::sync::Arc;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::server::WebPkiClientVerifier;
use rustls::{RootCertStore, ServerConfig};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;

use super::client::{API, result};
use crate::runtime::builder::ClientBuilder;
use crate::runtime::client::Client;

const AUTHORITY: &str = include_str!("tls/authority.pem");
const SERVER: &str = include_str!("tls/server.pem");
const CLIENT: &str = include_str!("tls/client.pem");

fn certificates(pem: &str) -> Vec<CertificateDer<'static>> {
    CertificateDer::pem_slice_iter(pem.as_bytes())
        .map(Result::unwrap)
        .collect()
}

/// Starts a server and returns a builder for it.
async fn served() -> ClientBuilder {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(certificates(AUTHORITY));
    let verifier = WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone())
        .build()
        .unwrap();
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap();
    let key = PrivateKeyDer::from_pem_slice(SERVER.as_bytes()).unwrap();
    let config = config
        .with_client_cert_verifier(verifier)
        .with_single_cert(certificates(SERVER), key)
        .unwrap();
    let acceptor = TlsAcceptor::from(Arc::new(config));
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            // A client that is refused gets no response.
            let Ok(mut stream) = acceptor.accept(stream).await else {
                continue;
            };
            let mut request = vec![0; 4096];
            let _ = stream.read(&mut request).await;
            let body = result("b");
            let head = format!(
                "HTTP/1.1 200 X\r\nconnection: close\r\ncontent-length: {}\r\n\r\n",
                body.len()
            );
            let _ = stream.write_all(format!("{head}{body}").as_bytes()).await;
            let _ = stream.shutdown().await;
        }
    });
    Client::builder_for(&API)
        .base_url(format!("https://localhost:{port}/v4"))
        .credential("token", "t")
        .retries(0)
}

#[tokio::test]
async fn own_authorities_and_client_certificates() {
    let builder = served().await;
    let trusting = builder.clone().root_certificates(AUTHORITY);
    let client = trusting.clone().client_identity(CLIENT).build().unwrap();
    assert_eq!(client.account("a").read("b").await.unwrap().id, "b");
    // The server refuses a client without a certificate, and no system trusts the authority.
    assert!(
        trusting
            .build()
            .unwrap()
            .account("a")
            .read("b")
            .await
            .is_err()
    );
    let untrusted = builder.client_identity(CLIENT).build().unwrap();
    assert!(
        untrusted
            .account("a")
            .read("b")
            .await
            .unwrap_err()
            .is_connect()
    );
}

#[test]
fn invalid_certificates_are_errors() {
    let builder = || Client::builder_for(&API);
    let key = CLIENT.split_once("-----BEGIN PRIVATE KEY-----").unwrap().1;
    let keyless = CLIENT.replace(key, "");
    let no_roots =
        "root_certificates: expected certificates in PEM, as `-----BEGIN CERTIFICATE-----`";
    let no_identity = "client_identity: expected certificates in PEM, the client's own first, and its private key, as \
                       `-----BEGIN PRIVATE KEY-----`";
    for (builder, expected) in [
        (builder().root_certificates("none"), no_roots),
        (
            builder().root_certificates(AUTHORITY.replace("MII", "?")),
            no_roots,
        ),
        (builder().client_identity(AUTHORITY), no_identity),
        (builder().client_identity(&keyless), no_identity),
        (builder().client_identity(key), no_identity),
    ] {
        let error = builder.build().unwrap_err();
        assert!(error.is_configuration());
        assert_eq!(error.to_string(), expected);
    }
    assert!(!format!("{:?}", builder().client_identity(CLIENT)).contains("PRIVATE KEY"));
}

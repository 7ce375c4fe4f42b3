//! Servers on the loopback, for the examples of the page about the HTTP stack.

use std::error::Error;
use std::sync::Arc;
use std::time::{Duration, Instant};

use pets::Client;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpListener;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::crypto::aws_lc_rs;
use tokio_rustls::rustls::pki_types::pem::PemObject as _;
use tokio_rustls::rustls::pki_types::{CertificateDer, PrivateKeyDer};
use tokio_rustls::rustls::server::WebPkiClientVerifier;
use tokio_rustls::rustls::{RootCertStore, ServerConfig};

use crate::server::{Act, Request, Server, json_response, respond_with};

const PET: &str = r#"{"id": "p1", "name": "Miez", "kind": "cat"}"#;

/// Gets a pet from a server, and returns the request as the server received it.
pub async fn received(client: &Client) -> Result<Request, Box<dyn Error>> {
    let server = Server::start([json_response(200, PET)])?;
    let builder = client.to_builder().base_url(&server.url).retries(0);
    builder.build()?.pets().get("p1").await?;
    Ok(server.requests().remove(0))
}

/// Gets a pet through a proxy that refuses this, and returns the request that the proxy received.
pub async fn received_by_proxy(
    client: impl FnOnce(&str) -> Result<Client, pets::Error>,
) -> Result<Request, Box<dyn Error>> {
    let proxy = Server::start([respond_with(403, &[], "")])?;
    let url = proxy.url.replace("//", "//user:password@");
    let client = client(&url)?.to_builder().retries(0).build()?;
    let error = client.pets().get("p1").await.unwrap_err();
    assert!(!format!("{error} {error:?}").contains("password"));
    Ok(proxy.requests().remove(0))
}

/// How two simultaneous calls ended.
#[derive(Debug)]
pub struct TwoFailures {
    /// Their errors.
    pub errors: [pets::Error; 2],
    /// The time until both had ended.
    pub elapsed: Duration,
}

/// Gets two pets at the same time from a server that never responds.
pub async fn hang_twice(client: &Client) -> Result<TwoFailures, Box<dyn Error>> {
    let server = Server::start([Act::Hang, Act::Hang])?;
    let client = client
        .to_builder()
        .base_url(&server.url)
        .retries(0)
        .build()?;
    let started = Instant::now();
    let (first, second) = tokio::join!(client.pets().get("p1"), client.pets().get("p2"));
    Ok(TwoFailures {
        errors: [first.unwrap_err(), second.unwrap_err()],
        elapsed: started.elapsed(),
    })
}

/// Gets a pet from a server that requires a certificate of the client.
pub async fn get_with_tls(client: &Client) -> Result<(), Box<dyn Error>> {
    let authority = CertificateDer::from_pem_file("tls/authority.pem")?;
    let mut roots = RootCertStore::empty();
    roots.add(authority)?;
    let provider = Arc::new(aws_lc_rs::default_provider());
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots), provider.clone()).build()?;
    let chain = CertificateDer::pem_file_iter("tls/server.pem")?.collect::<Result<_, _>>()?;
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_client_cert_verifier(verifier)
        .with_single_cert(chain, PrivateKeyDer::from_pem_file("tls/server.pem")?)?;
    let listener = TcpListener::bind("127.0.0.1:0").await?;
    let url = format!("https://localhost:{}", listener.local_addr()?.port());
    tokio::spawn(async move {
        let (stream, _) = listener.accept().await?;
        let mut stream = TlsAcceptor::from(Arc::new(config)).accept(stream).await?;
        stream.read(&mut [0; 4096]).await?;
        if let Act::Send(response) = json_response(200, PET) {
            stream.write_all(&response).await?;
        }
        stream.shutdown().await
    });
    let builder = client.to_builder().base_url(url).retries(0);
    builder.build()?.pets().get("p1").await?;
    Ok(())
}

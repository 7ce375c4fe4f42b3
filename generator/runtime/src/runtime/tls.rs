//! The setup of rustls: with the certificates of the system, and without process-wide state.

use std::sync::Arc;

use rustls::ClientConfig;
use rustls::crypto::{CryptoProvider, ring};
use rustls_platform_verifier::BuilderVerifierExt as _;

use super::error::Fault;

/// The crypto provider of the process, or else ring; the default of the process is not changed.
pub(crate) fn config() -> Result<ClientConfig, Fault> {
    let provider = CryptoProvider::get_default().cloned().unwrap_or_else(|| Arc::new(ring::default_provider()));
    let fault = |error: rustls::Error| Fault::configuration(format!("cannot set up TLS: {error}"));
    let builder = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions().map_err(fault)?;
    let mut config = builder.with_platform_verifier().map_err(fault)?.with_no_client_auth();
    // `reqwest` adds nothing to this configuration.
    if cfg!(feature = "http2") {
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    }
    Ok(config)
}

//! [`Transport`] sends a request and returns the response; [`Middleware`] is between it and the
//! client.
//!
//! Each attempt passes through both. Neither handles retries, timeouts, authentication or JSON.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use http::header::CONTENT_LENGTH;
use http::{HeaderMap, HeaderValue, Method, StatusCode};

use super::api::{Api, Operation};
#[doc(inline)]
pub use super::outgoing::{Body, BoxFuture, TransportError};
use super::outgoing::{MaybeSend, MaybeSync, Outgoing};
use super::redact::{Hidden, Secret, redact_url};

#[cfg(feature = "reqwest")]
use self::reqwest::Configure;

/// Sends requests and sleeps.
pub trait Transport: MaybeSend + MaybeSync + 'static {
    /// Sends a request and returns when the response headers have arrived. Dropping the future
    /// cancels the request.
    ///
    /// A redirect is a response: the client decides whether to follow it. A transport that follows
    /// redirects hides redirects that are described as responses, and must stay within the origin,
    /// since headers contain credentials.
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>>;

    /// Sleeps, for retries and timeouts: the client does not depend on an async runtime.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// Sleeps until a timeout expires, concurrently with other work; a mock clock may handle this
    /// differently from `sleep`.
    fn limit(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.sleep(duration)
    }
}

/// A request, ready to be sent. `Debug` shows neither the query nor header values that are marked
/// sensitive.
#[derive(Clone)]
#[non_exhaustive]
pub struct Request {
    /// HTTP method.
    pub method: Method,
    /// The full, encoded URL.
    pub url: String,
    /// All headers but those that the transport sets itself (`host`, and `content-length` of a
    /// non-empty body).
    pub headers: HeaderMap,
    /// The body, if there is one.
    pub body: Option<Outgoing>,
    /// The number of this attempt, from 1.
    pub attempt: u32,
    pub(crate) origin: Origin,
}

/// The API and the operation of a request.
#[derive(Clone, Copy)]
pub(crate) struct Origin {
    pub(crate) api: &'static Api,
    pub(crate) operation: Option<&'static Operation>,
    /// The length of the base URL at the beginning of the URL.
    pub(crate) base: usize,
}

impl Request {
    /// Returns the `operationId` of the operation, if there is one.
    pub fn operation(&self) -> Option<&'static str> {
        self.origin.operation.map(|operation| operation.id)
    }

    /// Returns the path template of the operation, such as `/pets/{id}`, if there is one.
    pub fn template(&self) -> Option<&'static str> {
        self.origin.operation.map(|operation| operation.path)
    }

    /// Returns the path without base URL and query.
    pub fn path(&self) -> &str {
        let path = self.url.get(self.origin.base..).unwrap_or(&self.url);
        path.split('?').next().unwrap_or_default()
    }

    pub(crate) fn hidden(&self) -> Hidden {
        let mut hidden = Hidden::default();
        hidden.add(self.origin.api, self.headers.clone(), self.url.clone());
        hidden
    }

    /// Returns the URL without user name, password, and secret values of the query, for display.
    pub fn redacted_url(&self) -> String {
        self.hidden().text(&redact_url(self.origin.api, &self.url))
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = self
            .hidden()
            .text(self.url.split('?').next().unwrap_or_default());
        let mut output = f.debug_struct("Request");
        output
            .field("method", &self.method)
            .field("url", &url)
            .field("headers", &self.headers);
        output
            .field("body", &self.body.as_ref().map(Outgoing::length))
            .finish()
    }
}

/// A response whose headers have arrived.
#[non_exhaustive]
pub struct Response {
    /// The status code.
    pub status: StatusCode,
    /// The headers.
    pub headers: HeaderMap,
    /// The body, read in chunks.
    pub body: Box<dyn Body>,
}

impl Response {
    /// Creates a response.
    pub fn new(status: StatusCode, headers: HeaderMap, body: Box<dyn Body>) -> Self {
        Self {
            status,
            headers,
            body,
        }
    }
}

impl fmt::Debug for Response {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Response")
            .field("status", &self.status)
            .finish_non_exhaustive()
    }
}

/// Handles each request before it is sent, and each response.
///
/// It may change the request, respond itself, send the request several times, and change the
/// response or failure:
///
/// ```text
/// struct Signed(Key);
///
/// impl Middleware for Signed {
///     fn handle<'a>(&'a self, mut request: Request, next: Next<'a>)
///         -> BoxFuture<'a, Result<Response, TransportError>> {
///         request.headers.insert("x-signature", self.0.sign(&request.url));
///         next.send(request)
///     }
/// }
/// ```
///
/// It is called once per attempt of a call, after authentication and within the timeout of the
/// attempt; `request.attempt` counts the attempts. The future must be cancel-safe: calls are
/// cancelled by dropping it.
pub trait Middleware: MaybeSend + MaybeSync + 'static {
    /// Returns the response to a request, usually through `next`.
    fn handle<'a>(
        &'a self,
        request: Request,
        next: Next<'a>,
    ) -> BoxFuture<'a, Result<Response, TransportError>>;
}

/// The rest of the chain: the middleware after this one, and the transport.
#[derive(Clone, Copy)]
pub struct Next<'a> {
    transport: &'a dyn Transport,
    middleware: &'a [Arc<dyn Middleware>],
}

impl<'a> Next<'a> {
    /// Sends the request on, and waits for the headers of the response.
    pub fn send(self, mut request: Request) -> BoxFuture<'a, Result<Response, TransportError>> {
        if let Some((first, inner)) = self.middleware.split_first() {
            let next = Self {
                middleware: inner,
                ..self
            };
            return first.handle(request, next);
        }
        // For methods that expect content, a length of zero is set: libraries omit it, and some
        // servers then respond with 411.
        let is_empty = request
            .body
            .as_ref()
            .is_none_or(|body| body.length() == Some(0));
        let expects_content = matches!(request.method, Method::POST | Method::PUT | Method::PATCH)
            || is_query(&request.method);
        if is_empty && expects_content {
            request
                .headers
                .insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
        }
        self.transport.send(request)
    }

    /// Sleeps, by the clock of the transport.
    pub fn sleep(self, duration: Duration) -> BoxFuture<'a, ()> {
        self.transport.sleep(duration)
    }

    pub(crate) fn limit(self, duration: Duration) -> BoxFuture<'a, ()> {
        self.transport.limit(duration)
    }

    pub(crate) fn without_middleware(self) -> Self {
        Self {
            middleware: &[],
            ..self
        }
    }
}

/// Returns whether this is the method of RFC 10008, which is safe and has a body; older versions of
/// `http` do not know it.
pub(crate) fn is_query(method: &Method) -> bool {
    method.as_str() == "QUERY"
}

/// A transport, and the middleware around it, the outermost first.
#[derive(Clone)]
pub(crate) struct Layers {
    pub(crate) transport: Arc<dyn Transport>,
    pub(crate) middleware: Vec<Arc<dyn Middleware>>,
}

impl Layers {
    pub(crate) fn of(transport: impl Transport) -> Self {
        Self {
            transport: Arc::new(transport),
            middleware: Vec::new(),
        }
    }

    pub(crate) fn outermost(&self) -> Next<'_> {
        Next {
            transport: &*self.transport,
            middleware: &self.middleware,
        }
    }
}

/// Settings of the built-in transport.
#[derive(Clone, Default)]
pub(crate) struct ConnectionSettings {
    pub(crate) connect_timeout: Option<Duration>,
    pub(crate) proxy: Option<Secret>,
    /// Certificates of authorities, in PEM.
    pub(crate) roots: Vec<Vec<u8>>,
    /// The certificates of the client and their private key, in PEM.
    pub(crate) identity: Option<Vec<u8>>,
    #[cfg(feature = "reqwest")]
    pub(crate) configure: Vec<Configure>,
}

impl ConnectionSettings {
    /// Returns the name of a setting that is set, if there is one.
    pub(crate) fn any_set(&self) -> Option<&'static str> {
        #[cfg(feature = "reqwest")]
        if !self.configure.is_empty() {
            return Some("configure_reqwest");
        }
        match self {
            Self { proxy: Some(_), .. } => Some("proxy"),
            Self {
                connect_timeout: Some(_),
                ..
            } => Some("connect_timeout"),
            Self {
                identity: Some(_), ..
            } => Some("client_identity"),
            Self { roots, .. } if !roots.is_empty() => Some("root_certificates"),
            _ => None,
        }
    }
}

#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
pub(crate) use super::browser as reqwest;

/// The default [`Transport`]. Only the client and the builder that users may configure are public
/// types of `reqwest`.
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
pub(crate) mod reqwest {
    use std::error::Error;
    use std::io;
    use std::pin::Pin;
    use std::sync::Arc;
    use std::sync::{Mutex, PoisonError};
    use std::task::{Context, Poll};
    use std::time::Duration;

    use bytes::Bytes;
    use http::uri::Uri;
    use http_body::{Frame, SizeHint};
    use reqwest::redirect::Policy;

    use super::super::outcome::Fault;
    use super::super::outgoing::{Body, BoxFuture, ErrorKind, Outgoing, Polled, TransportError};
    use super::super::redact::Secret;
    use super::{ConnectionSettings, Request, Response, Transport};

    const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

    /// Changes the builder of the `reqwest` client.
    pub(crate) type Configure =
        Arc<dyn Fn(reqwest::ClientBuilder) -> reqwest::ClientBuilder + Send + Sync>;

    pub(crate) struct Reqwest {
        client: reqwest::Client,
    }

    impl Reqwest {
        /// Creates the built-in client, which does not follow redirects.
        pub(crate) fn new(settings: &ConnectionSettings) -> Result<Self, Fault> {
            let connect_timeout = settings.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
            let mut builder = with_tls(
                reqwest::Client::builder().connect_timeout(connect_timeout),
                settings,
            )?;
            if let Some(url) = settings.proxy.as_ref().map(Secret::as_str) {
                let is_url = url
                    .parse::<Uri>()
                    .is_ok_and(|uri| uri.scheme().is_some() && uri.authority().is_some());
                builder = match reqwest::Proxy::all(url) {
                    Ok(proxy) if is_url => builder.proxy(proxy),
                    // The password of the proxy must not be in messages.
                    _ => {
                        return Err(Fault::configuration(
                            "proxy: expected a URL, as `http://proxy.example:8080`",
                        ));
                    }
                };
            }
            for configure in &settings.configure {
                builder = configure(builder);
            }
            match builder.redirect(Policy::none()).build() {
                Ok(client) => Ok(Self { client }),
                Err(error) => Err(Fault::configuration(format!(
                    "cannot set up `reqwest`: {error}"
                ))),
            }
        }

        pub(crate) fn of(client: reqwest::Client) -> Self {
            Self { client }
        }

        async fn exchange(&self, request: Request) -> Result<Response, TransportError> {
            let mut builder = self
                .client
                .request(request.method, &request.url)
                .headers(request.headers);
            if let Some(body) = request.body {
                builder = builder.body(outgoing(body));
            }
            let mut response = builder.send().await.map_err(explain)?;
            let status = response.status();
            let headers = std::mem::take(response.headers_mut());
            Ok(Response::new(status, headers, Box::new(Incoming(response))))
        }
    }

    impl Transport for Reqwest {
        fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
            Box::pin(self.exchange(request))
        }

        fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
            Box::pin(tokio::time::sleep(duration))
        }
    }

    fn outgoing(body: Outgoing) -> reqwest::Body {
        match body.bytes() {
            Some(bytes) => bytes.clone().into(),
            None => reqwest::Body::wrap(Pieces {
                length: body.length(),
                body: Mutex::new(Polled::Idle(body.into_body())),
            }),
        }
    }

    /// A body that is sent in chunks. The lock is never contended; it only makes the body `Sync`,
    /// as `reqwest` requires.
    struct Pieces {
        length: Option<u64>,
        body: Mutex<Polled<TransportError>>,
    }

    impl http_body::Body for Pieces {
        type Data = Bytes;
        type Error = TransportError;

        fn poll_frame(
            mut self: Pin<&mut Self>,
            context: &mut Context<'_>,
        ) -> Poll<Option<Result<Frame<Bytes>, TransportError>>> {
            let body = self.body.get_mut().unwrap_or_else(PoisonError::into_inner);
            let piece = body.poll(context, |mut body| {
                Box::pin(async move {
                    let piece = body.chunk().await;
                    (body, piece)
                })
            });
            piece.map(|piece| piece.map(|piece| piece.map(Frame::data)))
        }

        fn size_hint(&self) -> SizeHint {
            self.length
                .map_or_else(SizeHint::default, SizeHint::with_exact)
        }
    }

    struct Incoming(reqwest::Response);

    impl Body for Incoming {
        fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
            Box::pin(async { self.0.chunk().await.map_err(explain) })
        }
    }

    /// Converts an error. Of its URL, only the host is kept, because the query may contain a
    /// credential.
    fn explain(error: reqwest::Error) -> TransportError {
        let host = error.url().and_then(|url| {
            let name = url.host_str()?;
            let port = url.port().map(|port| format!(":{port}"));
            Some(format!("{name}{}", port.unwrap_or_default()))
        });
        let error = error.without_url();
        if is_local(&error) {
            TransportError::local(error)
        } else if is_untrusted(&error) {
            TransportError::untrusted(error)
        } else if error.is_connect() {
            TransportError {
                host,
                ..TransportError::connect(error)
            }
        } else if error.is_timeout() {
            TransportError::timeout(error)
        } else {
            TransportError::broken(error)
        }
    }

    fn is_local(error: &reqwest::Error) -> bool {
        causes(error)
            .find_map(|cause| cause.downcast_ref::<TransportError>())
            .is_some_and(|cause| cause.kind == ErrorKind::Local)
    }

    /// Returns whether TLS rejected the certificate of the server. Native TLS does not report this.
    #[cfg(feature = "__rustls")]
    fn is_untrusted(error: &reqwest::Error) -> bool {
        causes(error).any(|cause| {
            matches!(
                cause.downcast_ref(),
                Some(rustls::Error::InvalidCertificate(_))
            )
        })
    }

    #[cfg(not(feature = "__rustls"))]
    fn is_untrusted(_: &reqwest::Error) -> bool {
        false
    }

    /// Returns the causes of an error, the outermost first.
    fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn Error + 'static)> {
        std::iter::successors(error.source(), |&cause| {
            match cause.downcast_ref::<io::Error>() {
                // The source of an I/O error is that of the error in it.
                Some(outer) => outer.get_ref().map(|inner| inner as &(dyn Error + 'static)),
                None => cause.source(),
            }
        })
    }

    #[cfg(any(feature = "__rustls", feature = "native-tls"))]
    const NO_ROOTS: &str =
        "root_certificates: expected certificates in PEM, as `-----BEGIN CERTIFICATE-----`";

    #[cfg(any(feature = "__rustls", feature = "native-tls"))]
    const NO_IDENTITY: &str = "client_identity: expected certificates in PEM, the client's own first, and its private \
                               key, as `-----BEGIN PRIVATE KEY-----`";

    #[cfg(feature = "__rustls")]
    fn with_tls(
        builder: reqwest::ClientBuilder,
        settings: &ConnectionSettings,
    ) -> Result<reqwest::ClientBuilder, Fault> {
        Ok(builder.tls_backend_preconfigured(tls_config(settings)?))
    }

    #[cfg(all(feature = "native-tls", not(feature = "__rustls")))]
    fn with_tls(
        mut builder: reqwest::ClientBuilder,
        settings: &ConnectionSettings,
    ) -> Result<reqwest::ClientBuilder, Fault> {
        for pem in &settings.roots {
            let roots = reqwest::Certificate::from_pem_bundle(pem)
                .ok()
                .filter(|roots| !roots.is_empty());
            builder = builder.tls_certs_merge(roots.ok_or_else(|| Fault::configuration(NO_ROOTS))?);
        }
        let Some(pem) = &settings.identity else {
            return Ok(builder);
        };
        let text = String::from_utf8_lossy(pem);
        let key = text
            .find("-----BEGIN PRIVATE KEY-----")
            .and_then(|start| text.get(start..));
        let identity =
            key.and_then(|key| reqwest::Identity::from_pkcs8_pem(pem, key.as_bytes()).ok());
        Ok(builder.identity(identity.ok_or_else(|| Fault::configuration(NO_IDENTITY))?))
    }

    #[cfg(not(any(feature = "__rustls", feature = "native-tls")))]
    fn with_tls(
        builder: reqwest::ClientBuilder,
        settings: &ConnectionSettings,
    ) -> Result<reqwest::ClientBuilder, Fault> {
        if settings.roots.is_empty() && settings.identity.is_none() {
            Ok(builder)
        } else {
            Err(Fault::configuration(
                "certificates need the feature `rustls`, `rustls-ring` or `native-tls`",
            ))
        }
    }

    /// Returns the certificates of a PEM file; without any, `message` is the error.
    #[cfg(feature = "__rustls")]
    fn read_certificates(
        pem: &[u8],
        message: &str,
    ) -> Result<Vec<rustls::pki_types::CertificateDer<'static>>, Fault> {
        use rustls::pki_types::CertificateDer;
        use rustls::pki_types::pem::PemObject as _;

        match CertificateDer::pem_slice_iter(pem).collect::<Result<Vec<_>, _>>() {
            Ok(certificates) if !certificates.is_empty() => Ok(certificates),
            _ => Err(Fault::configuration(message)),
        }
    }

    /// Returns the configuration of rustls, with the certificates of the system. The crypto
    /// provider is that of the process, or else the one of a feature. No process-wide state is
    /// changed.
    #[cfg(feature = "__rustls")]
    pub(crate) fn tls_config(settings: &ConnectionSettings) -> Result<rustls::ClientConfig, Fault> {
        use rustls::crypto::CryptoProvider;
        #[cfg(feature = "rustls")]
        use rustls::crypto::aws_lc_rs::default_provider;
        #[cfg(not(feature = "rustls"))]
        use rustls::crypto::ring::default_provider;
        use rustls::pki_types::PrivateKeyDer;
        use rustls::pki_types::pem::PemObject as _;
        use rustls_platform_verifier::BuilderVerifierExt as _;

        let provider = CryptoProvider::get_default()
            .cloned()
            .unwrap_or_else(|| Arc::new(default_provider()));
        let fault =
            |error: rustls::Error| Fault::configuration(format!("cannot set up TLS: {error}"));
        let builder = rustls::ClientConfig::builder_with_provider(provider.clone())
            .with_safe_default_protocol_versions()
            .map_err(fault)?;
        let mut roots = Vec::new();
        for pem in &settings.roots {
            roots.extend(read_certificates(pem, NO_ROOTS)?);
        }
        let verified = if roots.is_empty() {
            builder.with_platform_verifier().map_err(fault)?
        } else {
            let verifier = verifier_with_roots(roots, provider).map_err(fault)?;
            builder
                .dangerous()
                .with_custom_certificate_verifier(Arc::new(verifier))
        };
        let mut config = match &settings.identity {
            None => verified.with_no_client_auth(),
            Some(pem) => {
                let chain = read_certificates(pem, NO_IDENTITY)?;
                let key = PrivateKeyDer::from_pem_slice(pem)
                    .map_err(|_| Fault::configuration(NO_IDENTITY))?;
                verified.with_client_auth_cert(chain, key).map_err(fault)?
            }
        };
        // `reqwest` does not add the protocols to a configuration that it is given.
        if cfg!(feature = "http2") {
            config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        }
        Ok(config)
    }

    /// Returns a verifier that trusts the certificates of the system and these certificates.
    #[cfg(all(feature = "__rustls", not(target_os = "android")))]
    fn verifier_with_roots(
        roots: Vec<rustls::pki_types::CertificateDer<'static>>,
        provider: Arc<rustls::crypto::CryptoProvider>,
    ) -> Result<rustls_platform_verifier::Verifier, rustls::Error> {
        rustls_platform_verifier::Verifier::new_with_extra_roots(roots, provider)
    }

    #[cfg(all(feature = "__rustls", target_os = "android"))]
    fn verifier_with_roots(
        _: Vec<rustls::pki_types::CertificateDer<'static>>,
        _: Arc<rustls::crypto::CryptoProvider>,
    ) -> Result<rustls_platform_verifier::Verifier, rustls::Error> {
        Err(rustls::Error::General(
            "Android trusts only the certificates of its own store".to_owned(),
        ))
    }
}

//! A server for tests, which answers from the description: feature `test-server`.
//!
//! It listens on 127.0.0.1, checks each request by the description, and answers with the example of
//! the description, or else with a sample of the described type. It is no server for production.

mod answer;
mod body;
mod check;
mod collections;
mod credentials;
mod decode;
mod errors;
mod form_fields;
mod overrides;
mod pages;
mod request;
mod response;
mod routes;
mod sample;
mod schemas;
#[cfg(feature = "cli")]
mod serve;

use std::collections::{BTreeMap, VecDeque};
use std::convert::Infallible;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use std::{fmt, io};

use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use serde_json::Map;
use tokio::net::TcpListener;
use tokio::task::{JoinHandle, JoinSet};

use super::api::{Api, Scheme, SchemeKind};
use super::builder::ClientBuilder;
use super::catalog::{Catalog, Entry};
use super::client::Client;
use collections::Collections;
use response::Chunks;
use routes::Routes;
use schemas::Schemas;

pub use overrides::Answer;
pub(crate) use overrides::overrides;
pub use request::{Problem, TestRequest};
pub use response::TestResponse;
#[cfg(feature = "cli")]
pub use serve::COMMAND;

/// The longest body of a request, in bytes.
const MAX_BODY: usize = 10 * 1024 * 1024;

/// The credential of clients of the server.
const CREDENTIAL: &str = "test-credential";

/// A server for tests, which answers from the description. It stops when it is dropped.
///
/// For an API that has pets:
///
/// ```text
/// let server = TestServer::start().await?;
/// let client = server.client();
/// let pet = client.pets().create(PetCreate::new("Rex")).await?;
/// assert_eq!(client.pets().read(&pet.id).await?.name, "Rex");
/// server.on_pets_delete(|request| TestResponse::error(403, format!("{} stays", request.id)));
/// assert!(server.problems().is_empty());
/// ```
///
/// Requests that do not match the description are refused, and the response says why. What was
/// created is listed and read later, where paths and types allow it.
pub struct TestServer {
    shared: Arc<Shared>,
    address: SocketAddr,
    task: JoinHandle<()>,
}

/// What all connections of the server share.
struct Shared {
    schemas: Schemas,
    routes: Routes,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    handlers: BTreeMap<&'static str, Handler>,
    collections: Collections,
    calls: Vec<TestRequest>,
    problems: Vec<Problem>,
    failures: VecDeque<u16>,
    cuts: VecDeque<usize>,
    delay: Duration,
    is_stateless: bool,
    allows_unknown: bool,
    is_program: bool,
}

type Handler = Arc<dyn Fn(&TestRequest, &Entry) -> TestResponse + Send + Sync>;

impl TestServer {
    /// Starts a server on a port of 127.0.0.1; 0 is a free port.
    ///
    /// # Errors
    /// The port is taken, or cannot be opened for another reason.
    #[doc(hidden)]
    pub async fn for_api(
        api: &'static Api,
        catalog: &'static Catalog,
        port: u16,
    ) -> io::Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))
            .await
            .map_err(|error| {
                let message = match error.kind() {
                    io::ErrorKind::AddrInUse => {
                        format!("port {port} is taken by another program: choose another one")
                    }
                    _ => format!("port {port} cannot be opened: {error}"),
                };
                io::Error::new(error.kind(), message)
            })?;
        let address = listener.local_addr()?;
        let shared = Arc::new(Shared {
            schemas: Schemas { api, catalog },
            routes: Routes::new(api, catalog),
            state: Mutex::default(),
        });
        let task = tokio::spawn(accept_connections(listener, Arc::clone(&shared)));
        Ok(Self {
            shared,
            address,
            task,
        })
    }

    /// Returns the base URL, with the path of the API.
    pub fn base_url(&self) -> String {
        format!("http://{}{}", self.address, self.shared.routes.base)
    }

    /// Returns a client of this server, with valid credentials.
    pub fn client(&self) -> Client {
        self.client_builder().build_deferred()
    }

    /// Returns a builder for such a client, to be configured further.
    pub fn client_builder(&self) -> ClientBuilder {
        let api = self.shared.schemas.api;
        let mut builder = Client::builder_for(api).base_url(self.base_url());
        for Scheme { name, kind, .. } in api.schemes {
            builder = match kind {
                SchemeKind::Basic => builder.basic_credential(name, CREDENTIAL, CREDENTIAL),
                _ => builder.credential(name, CREDENTIAL),
            };
        }
        builder
    }

    /// Answers an operation, such as `pets.list`, with a function, instead of from the description.
    /// The function gets requests that match the description. That of a method such as
    /// `on_pets_list` gets typed arguments.
    ///
    /// # Panics
    /// There is no such operation; the message names similar ones.
    #[track_caller]
    pub fn on<R: Into<TestResponse>>(
        &self,
        operation: &str,
        answer: impl Fn(&TestRequest) -> R + Send + Sync + 'static,
    ) -> &Self {
        self.set_handler(operation, move |request, _| answer(request).into());
        self
    }

    #[track_caller]
    #[expect(clippy::panic, reason = "that is how a test fails")]
    fn set_handler(
        &self,
        operation: &str,
        handler: impl Fn(&TestRequest, &Entry) -> TestResponse + Send + Sync + 'static,
    ) {
        match self.shared.schemas.catalog.find(operation) {
            Ok(entry) => {
                let mut state = self.shared.state();
                state.handlers.insert(entry.name, Arc::new(handler));
            }
            Err(message) => panic!("{message}"),
        }
    }

    /// Returns all requests that arrived, in order.
    pub fn calls(&self) -> Vec<TestRequest> {
        self.shared.state().calls.clone()
    }

    /// Returns what was wrong with requests, in order.
    pub fn problems(&self) -> Vec<Problem> {
        self.shared.state().problems.clone()
    }

    /// Answers the next request with an error of this status code. Several calls are several
    /// requests.
    pub fn fail_next(&self, status: u16) -> &Self {
        self.shared.state().failures.push_back(status);
        self
    }

    /// Breaks the connection of the next response after this number of bytes of its body. Several
    /// calls are several responses.
    pub fn cut_after(&self, bytes: usize) -> &Self {
        self.shared.state().cuts.push_back(bytes);
        self
    }

    /// Delays all responses from now on.
    pub fn delay(&self, delay: Duration) -> &Self {
        self.shared.state().delay = delay;
        self
    }

    /// Answers from the description only: what was created is forgotten.
    pub fn stateless(&self) -> &Self {
        self.shared.state().is_stateless = true;
        self
    }

    /// Also accepts properties and query parameters that the description does not have. By default,
    /// they are a problem, because most of them are misspelled.
    pub fn allow_unknown_properties(&self) -> &Self {
        self.shared.state().allows_unknown = true;
        self
    }
}

impl Drop for TestServer {
    fn drop(&mut self) {
        self.task.abort();
    }
}

impl fmt::Debug for TestServer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TestServer")
            .field("base_url", &self.base_url())
            .finish_non_exhaustive()
    }
}

/// Serves connections until the task is aborted, and all connections with it.
async fn accept_connections(listener: TcpListener, shared: Arc<Shared>) {
    const PAUSE: Duration = Duration::from_millis(50);
    let mut connections = JoinSet::new();
    loop {
        let Ok((stream, _)) = listener.accept().await else {
            // Too many open files, for example.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        while connections.try_join_next().is_some() {}
        let shared = Arc::clone(&shared);
        connections.spawn(async move {
            let service = service_fn(|request| {
                let shared = Arc::clone(&shared);
                async move { Ok::<_, Infallible>(shared.respond(request).await) }
            });
            // A client that breaks the connection, or speaks no HTTP, ends only its connection.
            let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
            connection.await.unwrap_or_default();
        });
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn respond(&self, request: http::Request<Incoming>) -> http::Response<Chunks> {
        let (head, body) = request.into_parts();
        let mut request = TestRequest {
            method: head.method,
            path: head.uri.path().to_owned(),
            query: head.uri.query().unwrap_or_default().to_owned(),
            headers: head.headers,
            body: Bytes::new(),
            operation: None,
            arguments: Map::new(),
        };
        let asked_delay = request.preference("delay").map(Duration::from_millis);
        let asked_cut = request.preference("cut");
        let mut response = match Limited::new(body, MAX_BODY).collect().await {
            Ok(body) => {
                request.body = body.to_bytes();
                self.answer(request)
            }
            Err(error) => {
                let (status, message) = if error.is::<LengthLimitError>() {
                    (413, format!("the body has more than {MAX_BODY} bytes"))
                } else {
                    (400, format!("the body cannot be read: {error}"))
                };
                self.report(&request, status, message.clone());
                TestResponse::error(status, message)
            }
        };
        let delay = {
            let mut state = self.state();
            let cut = response.cut.or_else(|| state.cuts.pop_front());
            response.cut = cut.or(asked_cut);
            response.delay + state.delay + asked_delay.unwrap_or_default()
        };
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        response.into_http()
    }
}

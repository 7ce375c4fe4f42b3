//! [`Recorder`]: a middleware that records exchanges and writes them to a file without their secrets.

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::{Bytes, BytesMut};

use super::super::middleware::{Middleware, Next};
use super::super::transport::{Body, BoxFuture, Request, Response, TransportError};
use super::answer::Failure;
use super::capture::gather;
use super::recording::{Came, Exchange};
use super::seen::{MockCall, redacted};

/// Records all exchanges of a client and writes them to a file, for
/// [`MockTransport::replay`](super::MockTransport::replay).
///
/// ```text
/// let recorder = Recorder::new();
/// let client = Client::builder().env().middleware(recorder.clone()).build()?;
/// …
/// recorder.save("tests/recorded/pets.json")?;
/// ```
///
/// Secrets are not written: neither headers, cookies and query parameters with credentials, nor values in a JSON body,
/// form or URL that are secret by the description or by their name. Credentials are also removed from all other text,
/// unless they are shorter than three bytes, or shorter than six and within a longer word. Other strings and bytes are
/// kept: read the file before you share it. Numbers in JSON are kept up to 64 bits.
///
/// Clones share their recording. Bodies, including uploads, stay in memory until the file is written.
#[derive(Clone, Default)]
pub struct Recorder(Log);

type Log = Arc<Mutex<Vec<Exchange>>>;

fn entries(log: &Log) -> MutexGuard<'_, Vec<Exchange>> {
    log.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Recorder {
    /// Creates an empty recorder.
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the recording so far, as the content of a file, without exchanges that are still in progress.
    pub fn to_json(&self) -> String {
        super::recording::write(&entries(&self.0))
    }

    /// Writes the recording so far to a file in an existing folder.
    ///
    /// # Errors
    /// The file cannot be written.
    pub fn save(&self, path: impl AsRef<Path>) -> io::Result<()> {
        std::fs::write(path, self.to_json())
    }
}

impl Middleware for Recorder {
    fn handle<'a>(&'a self, mut request: Request, next: Next<'a>) -> BoxFuture<'a, Result<Response, TransportError>> {
        Box::pin(async move {
            let body = gather(request.body.take()).await?;
            if !body.is_empty() {
                request.body = Some(body.clone().into());
            }
            let api = request.origin.api;
            let index = {
                let mut entries = entries(&self.0);
                entries.push(Exchange::new(&request, MockCall::new(&request, body)));
                entries.len() - 1
            };
            let outcome = next.send(request).await;
            let came = match &outcome {
                Ok(response) => Some(Came::Response {
                    status: response.status,
                    headers: redacted(api, &response.headers),
                    body: BytesMut::new(),
                    cut: None,
                }),
                Err(error) => Failure::of(error).map(Came::Failure),
            };
            if let Some(exchange) = entries(&self.0).get_mut(index) {
                exchange.came = came;
            }
            outcome.map(|response| {
                let body = Tee { body: response.body, log: self.0.clone(), index };
                Response { body: Box::new(body), ..response }
            })
        })
    }
}

/// A body whose chunks are recorded as they are read.
struct Tee {
    body: Box<dyn Body>,
    log: Log,
    index: usize,
}

impl Body for Tee {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            let piece = self.body.chunk().await;
            if let Some(Exchange { came: Some(Came::Response { body, cut, .. }), .. }) =
                entries(&self.log).get_mut(self.index)
            {
                match &piece {
                    Ok(Some(piece)) => body.extend_from_slice(piece),
                    Ok(None) => {}
                    Err(error) => *cut = Failure::of(error),
                }
            }
            piece
        })
    }
}

impl fmt::Debug for Recorder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Recorder({} exchanges)", entries(&self.0).len())
    }
}

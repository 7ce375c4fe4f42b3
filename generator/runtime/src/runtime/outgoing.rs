//! [`Body`]: bytes that are read in chunks; [`Outgoing`]: the body of a request, which may be larger than memory.
//!
//! Cloning it copies no bytes. Memory and files can be sent any number of times, a stream once.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
#[cfg(feature = "reqwest")]
use std::path::Path;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

/// A future that can be moved between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A body that is read in chunks.
pub trait Body: Send {
    /// Returns the next chunk; `None` at the end.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// A body in memory; it has one chunk.
impl Body for Bytes {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let piece = std::mem::take(self);
        Box::pin(std::future::ready(Ok((!piece.is_empty()).then_some(piece))))
    }
}

/// The error of a missing or incomplete response.
#[derive(Debug)]
pub struct TransportError {
    pub(crate) kind: TransportErrorKind,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum TransportErrorKind {
    /// Nothing of the request was sent.
    Connect,
    /// A timeout expired.
    Timeout,
    /// The connection broke; the server may have seen the request.
    Broken,
    /// The program's own input failed; the server is not at fault.
    Local,
}

impl TransportError {
    /// Creates the error of a failed connection: the server cannot have seen the request.
    pub fn connect(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Connect, source: Some(source.into()) }
    }

    /// Creates the error of an expired timeout.
    pub fn timeout(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Timeout, source: Some(source.into()) }
    }

    /// Creates the error of a failed input of the program, such as an unreadable file; it is not retried.
    pub fn local(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Local, source: Some(source.into()) }
    }

    /// Creates the error of any other failure: the server may have seen the request.
    pub fn broken(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: TransportErrorKind::Broken, source: Some(source.into()) }
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            TransportErrorKind::Connect => "cannot connect",
            TransportErrorKind::Timeout => "timed out",
            TransportErrorKind::Broken => "the connection broke",
            TransportErrorKind::Local => "cannot read the input to send",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// The body of a request.
#[derive(Clone, Debug)]
pub struct Outgoing(Vec<Piece>);

#[derive(Clone, Debug)]
struct Piece {
    source: Source,
    length: Option<u64>,
}

/// The source of bytes.
#[derive(Clone)]
pub(crate) enum Source {
    /// Bytes in memory.
    Memory(Bytes),
    /// A source that can be read once; shared by all clones.
    Once(Arc<Mutex<Option<Box<dyn Body>>>>),
    /// A file.
    #[cfg(feature = "reqwest")]
    File(Arc<Path>),
}

impl Outgoing {
    /// Returns the bytes, if all of them are in memory and contiguous.
    pub fn bytes(&self) -> Option<&Bytes> {
        match self.0.as_slice() {
            [Piece { source: Source::Memory(bytes), .. }] => Some(bytes),
            _ => None,
        }
    }

    /// Returns the length in bytes, if known.
    pub fn length(&self) -> Option<u64> {
        self.0.iter().map(|piece| piece.length).sum()
    }

    /// Returns the bytes, in chunks.
    pub fn into_body(self) -> Box<dyn Body> {
        Box::new(Chain { current: None, rest: self.0.into_iter().map(|piece| piece.source).collect() })
    }

    /// Whether it can be sent, possibly again.
    pub(crate) fn is_ready(&self) -> bool {
        self.0.iter().all(|piece| piece.source.is_ready())
    }

    /// Creates an empty body to append to.
    pub(crate) fn empty() -> Self {
        Self(Vec::new())
    }

    /// Appends a source of this length.
    pub(crate) fn push_source(&mut self, (source, length): (Source, Option<u64>)) {
        self.0.push(Piece { source, length });
    }

    /// Appends bytes.
    pub(crate) fn push(&mut self, bytes: impl Into<Bytes>) {
        let bytes = bytes.into();
        self.0.push(Piece { length: u64::try_from(bytes.len()).ok(), source: Source::Memory(bytes) });
    }
}

impl From<Bytes> for Outgoing {
    fn from(bytes: Bytes) -> Self {
        let mut body = Self::empty();
        body.push(bytes);
        body
    }
}

impl Source {
    pub(crate) fn once(body: Box<dyn Body>) -> Self {
        Self::Once(Arc::new(Mutex::new(Some(body))))
    }

    fn is_ready(&self) -> bool {
        match self {
            Self::Once(body) => body.lock().unwrap_or_else(PoisonError::into_inner).is_some(),
            _ => true,
        }
    }

    fn open(self) -> Result<Box<dyn Body>, TransportError> {
        match self {
            Self::Memory(bytes) => Ok(Box::new(bytes)),
            Self::Once(body) => {
                let body = body.lock().unwrap_or_else(PoisonError::into_inner).take();
                body.ok_or_else(|| TransportError::local("the stream was read already"))
            }
            #[cfg(feature = "reqwest")]
            Self::File(path) => Ok(Box::new(reader::FromFile::new(path))),
        }
    }
}

/// Equal bytes, or the same stream or file.
impl PartialEq for Source {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Memory(a), Self::Memory(b)) => a == b,
            (Self::Once(a), Self::Once(b)) => Arc::ptr_eq(a, b),
            #[cfg(feature = "reqwest")]
            (Self::File(a), Self::File(b)) => a == b,
            _ => false,
        }
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Memory(_) => "memory",
            Self::Once(_) => "stream",
            #[cfg(feature = "reqwest")]
            Self::File(_) => "file",
        })
    }
}

/// One source after the other; each is opened when its turn comes.
struct Chain {
    current: Option<Box<dyn Body>>,
    rest: VecDeque<Source>,
}

impl Body for Chain {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            loop {
                let piece = match &mut self.current {
                    Some(body) => body.chunk().await?,
                    None => None,
                };
                if piece.is_some() {
                    return Ok(piece);
                }
                let Some(next) = self.rest.pop_front() else { return Ok(None) };
                self.current = Some(next.open()?);
            }
        })
    }
}

/// Readers and files as bodies, with tokio.
#[cfg(feature = "reqwest")]
pub(crate) mod reader {
    use std::future::poll_fn;
    use std::path::Path;
    use std::pin::Pin;
    use std::sync::Arc;

    use bytes::Bytes;
    use tokio::fs::File;
    use tokio::io::{AsyncRead, ReadBuf};

    use super::{Body, BoxFuture, TransportError};

    /// The size of a chunk.
    const PIECE: usize = 64 * 1024;

    /// A reader of the user.
    pub(crate) struct Reading<R>(Pin<Box<R>>);

    impl<R> Reading<R> {
        pub(crate) fn new(reader: R) -> Self {
            Self(Box::pin(reader))
        }
    }

    impl<R: AsyncRead + Send> Body for Reading<R> {
        fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
            Box::pin(async {
                let mut piece = vec![0; PIECE];
                let mut room = ReadBuf::new(&mut piece);
                let read = poll_fn(|context| self.0.as_mut().poll_read(context, &mut room)).await;
                read.map_err(TransportError::local)?;
                let count = room.filled().len();
                piece.truncate(count);
                Ok((count > 0).then(|| piece.into()))
            })
        }
    }

    /// A file, opened when its first chunk is requested.
    pub(crate) struct FromFile {
        path: Arc<Path>,
        open: Option<Reading<File>>,
    }

    impl FromFile {
        pub(crate) fn new(path: Arc<Path>) -> Self {
            Self { path, open: None }
        }
    }

    impl Body for FromFile {
        fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
            Box::pin(async {
                let open = match self.open.take() {
                    Some(open) => open,
                    None => Reading::new(File::open(&self.path).await.map_err(TransportError::local)?),
                };
                self.open.insert(open).chunk().await
            })
        }
    }
}

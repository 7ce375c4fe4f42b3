//! The content of requests: [`Body`], bytes that are read in chunks; [`Outgoing`], a whole body;
//! [`Upload`], bytes of the user with the metadata of a multipart part.
//!
//! Cloning copies no bytes. Bytes in memory and files can be sent any number of times, a stream
//! only once.

use std::collections::VecDeque;
use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use bytes::Bytes;
use futures_core::Stream;

#[cfg(feature = "reqwest")]
use std::path::Path;

/// A future that can be moved between threads, except in a browser, which has only one.
#[cfg(not(target_arch = "wasm32"))]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A future; it need not be `Send` in a browser, which has only one thread.
#[cfg(target_arch = "wasm32")]
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

#[cfg(not(target_arch = "wasm32"))]
pub use std::marker::{Send as MaybeSend, Sync as MaybeSync};

/// `Send`, except in a browser, which has only one thread: there, all types implement this trait.
#[cfg(target_arch = "wasm32")]
pub trait MaybeSend {}

#[cfg(target_arch = "wasm32")]
pub use MaybeSend as MaybeSync;

#[cfg(target_arch = "wasm32")]
impl<T: ?Sized> MaybeSend for T {}

/// A body that is read in chunks.
pub trait Body: MaybeSend {
    /// Returns the next chunk; `None` at the end.
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// A body in memory; it has one chunk.
impl Body for Bytes {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let bytes = std::mem::take(self);
        let chunk = if bytes.is_empty() { None } else { Some(bytes) };
        Box::pin(std::future::ready(Ok(chunk)))
    }
}

/// A body that is polled for its chunks.
pub enum Polled<E> {
    /// The next chunk was not requested yet.
    Idle(Box<dyn Body>),
    /// The next chunk is being read.
    Reading(BoxFuture<'static, Chunk<E>>),
    /// There are no more chunks.
    Done,
}

/// A body and its next chunk.
pub type Chunk<E> = (Box<dyn Body>, Result<Option<Bytes>, E>);

impl<E> Polled<E> {
    /// Returns the next chunk, which `read` reads; `None` at the end, and after an error.
    pub fn poll(
        &mut self,
        context: &mut Context<'_>,
        read: impl FnOnce(Box<dyn Body>) -> BoxFuture<'static, Chunk<E>>,
    ) -> Poll<Option<Result<Bytes, E>>> {
        let mut reading = match std::mem::replace(self, Self::Done) {
            Self::Done => return Poll::Ready(None),
            Self::Idle(body) => read(body),
            Self::Reading(reading) => reading,
        };
        let Poll::Ready((body, outcome)) = reading.as_mut().poll(context) else {
            *self = Self::Reading(reading);
            return Poll::Pending;
        };
        if matches!(outcome, Ok(Some(_))) {
            *self = Self::Idle(body);
        }
        Poll::Ready(outcome.transpose())
    }
}

/// The reason why a call failed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum ErrorKind {
    Configuration,
    MissingCredentials,
    InvalidRequest,
    /// No part of the request was sent.
    Connect,
    /// The certificate of the server is not trusted; no part of the request was sent.
    Untrusted,
    /// A timeout expired.
    Timeout,
    /// The connection broke; the server may have seen the request.
    Broken,
    /// The program's own input failed; the server is not at fault.
    Local,
    TooLarge,
    Status,
    Failure,
    Decode,
    RepeatedPage,
    FailedState,
    Signature,
}

/// The error of a missing or incomplete response.
#[derive(Debug)]
pub struct TransportError {
    /// `Connect`, `Untrusted`, `Timeout`, `Broken` or `Local`.
    pub(crate) kind: ErrorKind,
    pub(crate) source: Option<Box<dyn StdError + Send + Sync>>,
    /// Host and port of the server, if the transport knows them.
    pub(crate) host: Option<String>,
}

impl TransportError {
    fn new(kind: ErrorKind, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self {
            kind,
            source: Some(source.into()),
            host: None,
        }
    }

    /// Creates the error of a failed connection: the server cannot have seen the request.
    pub fn connect(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Connect, source)
    }

    /// Creates the error of a server whose certificate is not trusted; it is not retried.
    pub fn untrusted(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Untrusted, source)
    }

    /// Creates the error of an expired timeout.
    pub fn timeout(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Timeout, source)
    }

    /// Creates the error of a failed input of the program, such as an unreadable file; it is not
    /// retried.
    pub fn local(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Local, source)
    }

    /// Creates the error of any other failure: the server may have seen the request.
    pub fn broken(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::new(ErrorKind::Broken, source)
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            ErrorKind::Connect => {
                return match &self.host {
                    Some(host) => write!(f, "cannot connect to `{host}`"),
                    None => f.write_str("cannot connect"),
                };
            }
            ErrorKind::Untrusted => "the certificate of the server is not trusted",
            ErrorKind::Timeout => "timed out",
            ErrorKind::Local => "cannot read the input to send",
            _ => "the connection broke",
        })
    }
}

impl StdError for TransportError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|source| source as _)
    }
}

/// The body of a request.
#[derive(Clone, Debug, Default)]
pub struct Outgoing(Vec<Piece>);

#[derive(Clone, Debug, PartialEq)]
struct Piece {
    source: PieceSource,
    length: Option<u64>,
}

#[derive(Clone)]
enum PieceSource {
    Memory(Bytes),
    /// A source that can be read once; shared by all clones.
    Once(Arc<Mutex<Option<Box<dyn Body>>>>),
    #[cfg(feature = "reqwest")]
    File(Arc<Path>),
}

impl Outgoing {
    /// Returns the bytes, if all of them are in memory and contiguous.
    pub fn bytes(&self) -> Option<&Bytes> {
        match self.0.as_slice() {
            [
                Piece {
                    source: PieceSource::Memory(bytes),
                    ..
                },
            ] => Some(bytes),
            _ => None,
        }
    }

    /// Returns the length in bytes, if known.
    pub fn length(&self) -> Option<u64> {
        self.0.iter().map(|piece| piece.length).sum()
    }

    /// Returns the bytes, in chunks.
    pub fn into_body(self) -> Box<dyn Body> {
        Box::new(Chain {
            current: None,
            remaining: self.0.into_iter().map(|piece| piece.source).collect(),
        })
    }

    /// Returns whether the body can still be sent; a stream that was opened cannot be sent again.
    pub(crate) fn is_ready(&self) -> bool {
        self.0.iter().all(|piece| piece.source.is_ready())
    }

    pub(crate) fn push(&mut self, bytes: impl Into<Upload>) {
        self.0.push(bytes.into().piece);
    }

    pub(crate) fn append(&mut self, mut other: Self) {
        self.0.append(&mut other.0);
    }
}

impl From<Bytes> for Outgoing {
    fn from(bytes: Bytes) -> Self {
        Upload::from(bytes).into()
    }
}

impl PieceSource {
    fn once(body: Box<dyn Body>) -> Self {
        Self::Once(Arc::new(Mutex::new(Some(body))))
    }

    fn is_ready(&self) -> bool {
        match self {
            Self::Once(body) => body
                .lock()
                .unwrap_or_else(PoisonError::into_inner)
                .is_some(),
            _ => true,
        }
    }

    async fn open(self) -> Result<Box<dyn Body>, TransportError> {
        match self {
            Self::Memory(bytes) => Ok(Box::new(bytes)),
            Self::Once(body) => {
                let body = body.lock().unwrap_or_else(PoisonError::into_inner).take();
                body.ok_or_else(|| TransportError::local("the stream was read already"))
            }
            #[cfg(feature = "reqwest")]
            Self::File(path) => files::open(&path).await.map_err(TransportError::local),
        }
    }
}

/// Two pieces are equal if they have equal bytes, or are the same stream or file.
impl PartialEq for PieceSource {
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

impl fmt::Debug for PieceSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Memory(_) => "memory",
            Self::Once(_) => "stream",
            #[cfg(feature = "reqwest")]
            Self::File(_) => "file",
        })
    }
}

/// Reads several sources in order; each is opened when it is reached.
struct Chain {
    current: Option<Box<dyn Body>>,
    remaining: VecDeque<PieceSource>,
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
                let Some(next) = self.remaining.pop_front() else {
                    return Ok(None);
                };
                self.current = Some(next.open().await?);
            }
        })
    }
}

/// Files to send.
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
mod files {
    use std::io;
    use std::path::Path;

    use super::{Body, Reader};

    pub(super) async fn length(path: &Path) -> io::Result<u64> {
        Ok(tokio::fs::File::open(path).await?.metadata().await?.len())
    }

    pub(super) async fn open(path: &Path) -> io::Result<Box<dyn Body>> {
        let file = tokio::fs::File::open(path).await?;
        Ok(Box::new(Reader(Box::pin(file))))
    }
}

/// A browser has no files.
#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
pub(crate) mod files {
    use std::io;
    use std::path::Path;

    use super::Body;

    pub(crate) fn unsupported() -> io::Error {
        io::Error::new(io::ErrorKind::Unsupported, "a browser has no files")
    }

    pub(super) async fn length(_: &Path) -> io::Result<u64> {
        Err(unsupported())
    }

    pub(super) async fn open(_: &Path) -> io::Result<Box<dyn Body>> {
        Err(unsupported())
    }
}

#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
struct Reader<R>(Pin<Box<R>>);

#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
impl<R: tokio::io::AsyncRead + Send> Body for Reader<R> {
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            let mut chunk = vec![0; 64 * 1024];
            let mut buffer = tokio::io::ReadBuf::new(&mut chunk);
            let read = poll_fn(|context| self.0.as_mut().poll_read(context, &mut buffer)).await;
            read.map_err(TransportError::local)?;
            let count = buffer.filled().len();
            if count == 0 {
                return Ok(None);
            }
            chunk.truncate(count);
            Ok(Some(chunk.into()))
        })
    }
}

/// Bytes to send: a whole body, or a file in a multipart body.
///
/// They are in memory, or are read from a stream, a reader or a file while they are sent. Strings
/// and bytes convert:
///
/// ```text
/// upload.into()                                                  // String, &str, Vec<u8>, Bytes
/// Upload::from(bytes).with_name("cat.png").with_media_type("image/png")
/// Upload::file("cat.png").await?
/// Upload::stream(chunks)
/// ```
///
/// A request with a stream or a reader can be sent once, and is retried only if nothing was read
/// yet.
#[derive(Clone, PartialEq)]
pub struct Upload {
    piece: Piece,
    name: Option<String>,
    media_type: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

impl Upload {
    fn of(source: PieceSource, length: Option<u64>) -> Self {
        Self {
            piece: Piece { source, length },
            name: None,
            media_type: None,
            headers: Vec::new(),
        }
    }

    /// Sends the chunks of a stream. The request has no length, so some servers reject it; see
    /// [`Upload::with_length`].
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + MaybeSend + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::of(
            PieceSource::once(Box::new(Streamed(Box::pin(stream)))),
            None,
        )
    }

    /// Sends the output of a reader. The request has no length, so some servers reject it; see
    /// [`Upload::with_length`]. Not for `wasm32`, which has no readers of `tokio`.
    #[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
    pub fn reader(reader: impl tokio::io::AsyncRead + Send + 'static) -> Self {
        Self::of(PieceSource::once(Box::new(Reader(Box::pin(reader)))), None)
    }

    /// Sends a file with its current name and length. The file is read again for each attempt.
    ///
    /// # Errors
    /// The file cannot be read; a browser has no files.
    #[cfg(feature = "reqwest")]
    pub async fn file(path: impl AsRef<Path>) -> std::io::Result<Self> {
        let path = path.as_ref();
        let length = files::length(path).await?;
        let name = path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned());
        Ok(Self {
            name,
            ..Self::of(PieceSource::File(path.into()), Some(length))
        })
    }

    /// Sets the file name; without it, a multipart body uses the name of the property.
    pub fn with_name(mut self, name: impl Into<String>) -> Self {
        self.name = Some(name.into());
        self
    }

    /// Sets the media type, overriding the description.
    pub fn with_media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }

    /// Sets the length in bytes of a stream or a reader.
    pub fn with_length(mut self, length: u64) -> Self {
        if !matches!(self.piece.source, PieceSource::Memory(_)) {
            self.piece.length = Some(length);
        }
        self
    }

    /// Adds a header to the part of a multipart body.
    pub fn with_header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Returns the file name, if set.
    pub fn name(&self) -> Option<&str> {
        self.name.as_deref()
    }

    /// Returns the media type, if set.
    pub fn media_type(&self) -> Option<&str> {
        self.media_type.as_deref()
    }

    /// Returns the length in bytes, if known.
    pub fn length(&self) -> Option<u64> {
        self.piece.length
    }

    /// Returns the bytes, if they are in memory.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.piece.source {
            PieceSource::Memory(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// Returns the bytes as a string, if they are UTF-8; JSON and forms cannot hold other bytes.
    pub(crate) fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

impl From<Upload> for Outgoing {
    fn from(upload: Upload) -> Self {
        Self(vec![upload.piece])
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        let length = u64::try_from(bytes.len()).ok();
        Self::of(PieceSource::Memory(bytes), length)
    }
}

macro_rules! from_bytes {
    ($($source:ty),*) => {
        $(
            impl From<$source> for Upload {
                fn from(source: $source) -> Self {
                    Bytes::from(source).into()
                }
            }
        )*
    };
}

from_bytes!(Vec<u8>, &'static [u8], String);

impl From<&str> for Upload {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// Shows name, media type and length, but not the bytes.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("Upload");
        output
            .field("name", &self.name)
            .field("media_type", &self.media_type);
        output.field("length", &self.piece.length).finish()
    }
}

/// Returns the next item of a stream.
pub(crate) async fn next_item<S: Stream + ?Sized>(mut stream: Pin<&mut S>) -> Option<S::Item> {
    poll_fn(|context| stream.as_mut().poll_next(context)).await
}

struct Streamed<S>(Pin<Box<S>>);

impl<S, B, E> Body for Streamed<S>
where
    S: Stream<Item = Result<B, E>> + MaybeSend,
    B: Into<Bytes>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            match next_item(self.0.as_mut()).await {
                Some(Ok(piece)) => Ok(Some(piece.into())),
                Some(Err(error)) => Err(TransportError::local(error)),
                None => Ok(None),
            }
        })
    }
}

//! [`Outgoing`]: the body of a request, which may be larger than memory.
//!
//! Cloning it copies no bytes. Memory and files can be sent any number of times, a stream once.

use std::collections::VecDeque;
#[cfg(feature = "reqwest")]
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;

use super::transport::{Body, BoxFuture, TransportError};
use super::upload::Upload;

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

    /// Appends bytes.
    pub(crate) fn push(&mut self, bytes: impl Into<Bytes>) {
        let bytes = bytes.into();
        self.0.push(Piece { length: u64::try_from(bytes.len()).ok(), source: Source::Memory(bytes) });
    }

    /// Appends an upload.
    pub(crate) fn push_upload(&mut self, upload: Upload) {
        let (source, length) = upload.into_source();
        self.0.push(Piece { source, length });
    }
}

impl From<Bytes> for Outgoing {
    fn from(bytes: Bytes) -> Self {
        let mut body = Self::empty();
        body.push(bytes);
        body
    }
}

impl From<Upload> for Outgoing {
    fn from(upload: Upload) -> Self {
        let mut body = Self::empty();
        body.push_upload(upload);
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
            Self::File(path) => Ok(Box::new(super::reader::FromFile::new(path))),
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

impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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

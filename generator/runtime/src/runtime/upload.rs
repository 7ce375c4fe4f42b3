//! [`Upload`]: bytes to send, with the metadata of a multipart part.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;

use bytes::Bytes;
use futures_core::Stream;

use super::outgoing::{Body, BoxFuture, Outgoing, Source, TransportError};

/// Bytes to send: a whole body, or a file in a multipart body.
///
/// They are in memory, or read while they are sent from a stream, a reader or a file. Strings and bytes convert:
///
/// ```text
/// upload.into()                                                  // String, &str, Vec<u8>, Bytes
/// Upload::from(bytes).with_name("cat.png").with_media_type("image/png")
/// Upload::file("cat.png").await?
/// Upload::stream(chunks)
/// ```
///
/// A request with a stream or a reader can be sent once, and is retried only while nothing was read.
#[derive(Clone, PartialEq)]
pub struct Upload {
    source: Source,
    length: Option<u64>,
    name: Option<String>,
    media_type: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
}

impl Upload {
    fn of(source: Source, length: Option<u64>) -> Self {
        Self { source, length, name: None, media_type: None, headers: Vec::new() }
    }

    /// Sends the chunks of a stream.
    ///
    /// It has no length, which some servers reject; see [`Upload::with_length`].
    pub fn stream<S, B, E>(stream: S) -> Self
    where
        S: Stream<Item = Result<B, E>> + Send + 'static,
        B: Into<Bytes>,
        E: Into<Box<dyn StdError + Send + Sync>>,
    {
        Self::of(Source::once(Box::new(Streamed(Box::pin(stream)))), None)
    }

    /// Sends the output of a reader.
    ///
    /// It has no length, which some servers reject; see [`Upload::with_length`].
    #[cfg(feature = "reqwest")]
    pub fn reader(reader: impl tokio::io::AsyncRead + Send + 'static) -> Self {
        Self::of(Source::once(Box::new(super::outgoing::reader::Reading::new(reader))), None)
    }

    /// Sends a file, read again for each attempt, with its current name and length.
    ///
    /// # Errors
    /// The file cannot be read.
    #[cfg(feature = "reqwest")]
    pub async fn file(path: impl AsRef<std::path::Path>) -> std::io::Result<Self> {
        let path = path.as_ref();
        let length = tokio::fs::File::open(path).await?.metadata().await?.len();
        let mut upload = Self::of(Source::File(path.into()), Some(length));
        upload.name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(upload)
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
        if !matches!(self.source, Source::Memory(_)) {
            self.length = Some(length);
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
        self.length
    }

    /// Returns the bytes, if they are in memory.
    pub fn bytes(&self) -> Option<&Bytes> {
        match &self.source {
            Source::Memory(bytes) => Some(bytes),
            _ => None,
        }
    }

    pub(crate) fn into_source(self) -> (Source, Option<u64>) {
        (self.source, self.length)
    }

    /// The string for JSON and forms, which cannot hold bytes, if the bytes are UTF-8.
    pub(crate) fn text(&self) -> Option<&str> {
        std::str::from_utf8(self.bytes()?).ok()
    }
}

impl From<Upload> for Outgoing {
    fn from(upload: Upload) -> Self {
        let mut body = Self::empty();
        body.push_source(upload.into_source());
        body
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        let length = u64::try_from(bytes.len()).ok();
        Self::of(Source::Memory(bytes), length)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Bytes::from(bytes).into()
    }
}

impl From<&'static [u8]> for Upload {
    fn from(bytes: &'static [u8]) -> Self {
        Bytes::from_static(bytes).into()
    }
}

impl From<String> for Upload {
    fn from(text: String) -> Self {
        Bytes::from(text).into()
    }
}

impl From<&str> for Upload {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}

/// Shows name, media type and length, but no bytes.
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut output = f.debug_struct("Upload");
        output.field("name", &self.name).field("media_type", &self.media_type).field("length", &self.length).finish()
    }
}

/// A stream of the user.
struct Streamed<S>(Pin<Box<S>>);

impl<S, B, E> Body for Streamed<S>
where
    S: Stream<Item = Result<B, E>> + Send,
    B: Into<Bytes>,
    E: Into<Box<dyn StdError + Send + Sync>>,
{
    fn chunk(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            match poll_fn(|context| self.0.as_mut().poll_next(context)).await {
                Some(Ok(piece)) => Ok(Some(piece.into())),
                Some(Err(error)) => Err(TransportError::local(error)),
                None => Ok(None),
            }
        })
    }
}

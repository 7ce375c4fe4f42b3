//! [`Download`]: a response that is read in chunks, without buffering. Once its headers have
//! arrived, the request is never repeated.

use std::fmt;
use std::future::poll_fn;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::{Bytes, BytesMut};

use super::call::Call;
use super::client::{Client, Limits};
use super::error::Error;
use super::json::DecodeError;
use super::outcome::{End, RawResponse, metadata};
use super::outgoing::{Body, Chunk, Polled};
use super::requests::CustomRequest;
use super::response::{content_type_error, media_type_failure};
use super::send::{Opened, Sending, run_within, send_call, stream_by_poll};

/// A response whose body is read in chunks, by [`try_next`](Self::try_next) or
/// `futures_core::Stream`. The timeout of the request applies until the headers arrive, and
/// `idle_timeout` to each pause between chunks.
#[must_use = "the body is read as it is asked for"]
pub struct Download {
    pub(crate) head: RawResponse,
    pub(crate) body: Polled<End>,
    pub(crate) client: Client,
    limits: Limits,
}

impl Download {
    /// Sends a call and waits for the headers of the response.
    #[doc(hidden)]
    pub fn open(call: Call) -> Sending<Self> {
        let opening = send_call(call.downloading(), true);
        Box::pin(async move {
            let Opened {
                head,
                unread_body,
                client,
                limits,
                ..
            } = opening.await?;
            let download = Self {
                head,
                body: unread_body.map_or(Polled::Done, Polled::Idle),
                client,
                limits,
            };
            match content_type_error(&download.head) {
                Some(error) => Err(download.mismatch(error).await),
                None => Ok(download),
            }
        })
    }

    /// Returns the error for a response of another media type, with the beginning of its body.
    pub(crate) async fn mismatch(mut self, error: DecodeError) -> Error {
        const MAX: usize = 64 * 1024;
        let mut body = BytesMut::new();
        while body.len() < MAX {
            match self.try_next().await {
                Ok(Some(piece)) => body.extend_from_slice(&piece),
                // The error to return is already known, so a second one is ignored.
                Ok(None) | Err(_) => break,
            }
        }
        media_type_failure(
            RawResponse {
                body: body.freeze(),
                ..self.head
            },
            error,
        )
    }

    metadata!(head);

    /// Returns the next chunk; `None` at the end. Dropping the future loses nothing.
    ///
    /// # Errors
    /// The connection broke, or no chunk arrived in time; nothing can be read after that.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, Error> {
        poll_fn(|context| self.poll(context)).await.transpose()
    }

    /// Reads the rest of the body, up to `body_limit`.
    ///
    /// # Errors
    /// The connection broke, a chunk did not arrive in time, or the limit is exceeded.
    pub async fn bytes(mut self) -> Result<Bytes, Error> {
        let mut bytes = BytesMut::new();
        while let Some(piece) = self.try_next().await? {
            if piece.len() > self.limits.body - bytes.len() {
                return Err(Error::interrupted_stream(
                    End::TooLarge(self.limits.body),
                    self.head,
                ));
            }
            bytes.extend_from_slice(&piece);
        }
        Ok(bytes.freeze())
    }

    /// Writes the rest of the body to a file and returns the number of bytes. The file appears
    /// under this name only when it is complete, and replaces an existing file.
    ///
    /// # Errors
    /// The connection broke, a chunk did not arrive in time, or the file cannot be written; a
    /// browser has no files.
    #[cfg(feature = "reqwest")]
    pub async fn save(self, path: impl AsRef<std::path::Path>) -> Result<u64, Error> {
        save::write(self, path.as_ref()).await
    }

    pub(crate) fn poll(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Error>>> {
        let client = &self.client;
        let limit = self.limits.idle;
        let piece = ready!(self.body.poll(context, |body| Box::pin(read_chunk(
            body,
            client.clone(),
            limit
        ))));
        Poll::Ready(
            piece.map(|piece| {
                piece.map_err(|end| Error::interrupted_stream(end, self.head.clone()))
            }),
        )
    }
}

async fn read_chunk(mut body: Box<dyn Body>, client: Client, limit: Duration) -> Chunk<End> {
    let outcome = match client.0.outermost_transport() {
        Ok(transport) => run_within(transport, limit, body.chunk()).await,
        Err(_) => Some(body.chunk().await),
    };
    (
        body,
        outcome.map_or(Err(End::Late(limit)), |piece| piece.map_err(End::Failed)),
    )
}

stream_by_poll!(Download => Bytes, BlockingReader with client);

impl fmt::Debug for Download {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Download")
            .field("status", &self.head.status)
            .finish_non_exhaustive()
    }
}

#[cfg(all(feature = "reqwest", target_arch = "wasm32"))]
mod save {
    use std::path::Path;

    use super::super::outgoing::files;
    use super::{Download, Error};

    pub(super) async fn write(_: Download, _: &Path) -> Result<u64, Error> {
        Err(files::unsupported().into())
    }
}

/// Atomic files: written under a temporary name, then renamed.
#[cfg(all(feature = "reqwest", not(target_arch = "wasm32")))]
mod save {
    use std::ffi::OsString;
    use std::future::poll_fn;
    use std::io;
    use std::path::{Path, PathBuf};
    use std::pin::Pin;
    use std::sync::atomic::{AtomicU64, Ordering};

    use tokio::fs::{File, OpenOptions, rename};
    use tokio::io::AsyncWrite;

    use super::{Download, Error};

    /// Writes the rest of a body.
    pub(super) async fn write(mut download: Download, path: &Path) -> Result<u64, Error> {
        let mut file = Staged::create(path).await?;
        while let Some(piece) = download.try_next().await? {
            file.write(&piece).await?;
        }
        Ok(file.keep().await?)
    }

    /// A file being written; dropping it removes the temporary file.
    struct Staged {
        file: File,
        staged: PathBuf,
        path: PathBuf,
        length: u64,
        is_kept: bool,
    }

    impl Staged {
        async fn create(path: &Path) -> io::Result<Self> {
            static COUNT: AtomicU64 = AtomicU64::new(0);
            let name = path.file_name().ok_or_else(|| {
                io::Error::new(io::ErrorKind::InvalidInput, "expected a file name")
            })?;
            loop {
                let number = COUNT.fetch_add(1, Ordering::Relaxed);
                let mut staged_name = OsString::from(".");
                staged_name.push(name);
                staged_name.push(format!(".{}-{number}.part", std::process::id()));
                let staged = path.with_file_name(staged_name);
                match OpenOptions::new()
                    .write(true)
                    .create_new(true)
                    .open(&staged)
                    .await
                {
                    Ok(file) => {
                        return Ok(Self {
                            file,
                            staged,
                            path: path.to_owned(),
                            length: 0,
                            is_kept: false,
                        });
                    }
                    // The file belongs to another program, or to a killed one.
                    Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                    Err(error) => return Err(error),
                }
            }
        }

        async fn write(&mut self, mut piece: &[u8]) -> io::Result<()> {
            while !piece.is_empty() {
                let written =
                    poll_fn(|context| Pin::new(&mut self.file).poll_write(context, piece)).await?;
                if written == 0 {
                    return Err(io::ErrorKind::WriteZero.into());
                }
                piece = piece.get(written..).unwrap_or_default();
                self.length = self
                    .length
                    .saturating_add(u64::try_from(written).unwrap_or(u64::MAX));
            }
            Ok(())
        }

        /// Moves the file to its final name; returns its length.
        async fn keep(mut self) -> io::Result<u64> {
            // The last write may fail in the background, which only flushing reports.
            poll_fn(|context| Pin::new(&mut self.file).poll_flush(context)).await?;
            self.file.sync_all().await?;
            rename(&self.staged, &self.path).await?;
            self.is_kept = true;
            Ok(self.length)
        }
    }

    impl Drop for Staged {
        fn drop(&mut self) {
            if !self.is_kept {
                // Nobody receives an error of `drop`.
                let _ = std::fs::remove_file(&self.staged);
            }
        }
    }
}

impl CustomRequest {
    /// Sends the request; the body of the response is read in chunks.
    ///
    /// # Errors
    /// No response arrives, or its status code is not a success.
    pub fn download(self) -> Sending<Download> {
        Download::open(self.call)
    }
}

/// Adds `download` to a request whose response can be read in chunks.
macro_rules! download {
    ($name:ident) => {
        impl $name {
            /// Sends the request; the body of the response is read in chunks.
            #[inline]
            pub fn download(
                self,
            ) -> $crate::runtime::send::Sending<$crate::runtime::download::Download> {
                $crate::runtime::download::Download::open(self.into_call())
            }
        }
    };
    ($name:ident, $media_type:literal) => {
        impl $name {
            /// Requests bytes instead of JSON, and reads them in chunks.
            #[inline]
            pub fn download(
                mut self,
            ) -> $crate::runtime::send::Sending<$crate::runtime::download::Download> {
                self.call = self.call.accept($media_type);
                $crate::runtime::download::Download::open(self.into_call())
            }
        }
    };
}

pub(crate) use download;

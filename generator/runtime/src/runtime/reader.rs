//! Readers and files as bodies, with tokio.

use std::future::poll_fn;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;
use tokio::fs::File;
use tokio::io::{AsyncRead, ReadBuf};

use super::transport::{Body, BoxFuture, TransportError};

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

//! Calls without async: [`Client::block_on`], and the iterators and readers of streams.
//!
//! The calling thread waits for the call itself. Connections and timers belong to a Tokio runtime
//! on a thread of the client, so they continue between calls.

use std::future::{pending, poll_fn};
use std::io::{self, Read};
use std::pin::{Pin, pin};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;

use bytes::{Buf, Bytes};
use futures_core::Stream;
use tokio::runtime::{Builder, Handle};
use tokio::task::{AbortHandle, consume_budget};

use super::client::Client;
use super::error::Error;
use super::outcome::{Fault, RawResponse};
use super::requests::CustomRequest;

const INSIDE_ASYNC: &str =
    "blocking call inside of asynchronous code: use `send().await`, or `spawn_blocking` of Tokio";

impl Client {
    /// Waits for a call, in a program without async: `client.block_on(request.send_raw())`. Every
    /// request has `send_blocking` as well, and every stream `blocking`.
    ///
    /// The client starts a thread with a Tokio runtime for its connections, which ends with the
    /// last clone of the client.
    ///
    /// # Errors
    /// The error of the call. Or this is asynchronous code, which must not wait
    /// ([`Error::is_configuration`]).
    #[cfg(feature = "blocking")]
    pub fn block_on<T>(
        &self,
        call: impl IntoFuture<Output = Result<T, Error>>,
    ) -> Result<T, Error> {
        wait_for(call.into_future(), &self.0.worker.handle()?)
    }
}

impl CustomRequest {
    /// Sends the request and waits for the response, in a program without async; see
    /// [`Client::block_on`].
    ///
    /// # Errors
    /// The errors of [`send`](Self::send) and [`Client::block_on`].
    pub fn send_blocking(self) -> Result<RawResponse, Error> {
        let client = self.call.client().clone();
        client.block_on(self.send())
    }
}

/// The Tokio runtime of a client and of its clones; the first blocking call starts it.
#[derive(Clone, Default)]
pub(crate) struct Worker(Arc<Mutex<Option<Running>>>);

struct Running {
    handle: Handle,
    stop: AbortHandle,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.abort();
    }
}

impl Worker {
    fn handle(&self) -> Result<Handle, Error> {
        if is_asynchronous() {
            return Err(Error::fault(Fault::configuration(INSIDE_ASYNC)));
        }
        let mut running = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Running { handle, .. }) = &*running {
            return Ok(handle.clone());
        }
        let runtime = Builder::new_current_thread().enable_all().build()?;
        let handle = runtime.handle().clone();
        let work = runtime.spawn(pending::<()>());
        let stop = work.abort_handle();
        thread::Builder::new()
            .name("blocking-client".to_owned())
            .spawn(move || {
                // The work ends only by being aborted.
                let _ = runtime.block_on(work);
            })?;
        *running = Some(Running {
            handle: handle.clone(),
            stop,
        });
        Ok(handle)
    }
}

/// Returns whether a task or `block_on` of Tokio polls the calling code.
fn is_asynchronous() -> bool {
    // Code in `spawn_blocking` may wait, but has a handle, too. Unlike tasks, it has no budget that
    // can be used up.
    let mut context = Context::from_waker(Waker::noop());
    Handle::try_current().is_ok()
        && (0..=u8::MAX).any(|_| pin!(consume_budget()).poll(&mut context).is_pending())
}

/// Waits for a call, whose connections and timers belong to a runtime.
fn wait_for<T>(call: impl Future<Output = T>, runtime: &Handle) -> T {
    if Handle::try_current().is_err() {
        return runtime.block_on(call);
    }
    // This may be a task that `is_asynchronous` does not recognize, because it has no budget. There,
    // `Handle::block_on` panics.
    let _guard = runtime.enter();
    let (sender, receiver) = sync_channel(1);
    let waker = Waker::from(Arc::new(Waking(sender)));
    let mut call = pin!(call);
    loop {
        if let Poll::Ready(output) = call.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        // The waker keeps the sender.
        let _ = receiver.recv();
    }
}

struct Waking(SyncSender<()>);

impl Wake for Waking {
    fn wake(self: Arc<Self>) {
        // If the channel is full, the next poll is due anyway.
        let _ = self.0.try_send(());
    }
}

/// The items of a stream, in a program without async; the method `blocking` of a stream returns it.
#[must_use = "items are read as they are asked for"]
pub struct BlockingItems<S> {
    stream: S,
    client: Client,
}

impl<S> BlockingItems<S> {
    pub(crate) fn new(stream: S, client: Client) -> Self {
        Self { stream, client }
    }
}

impl<T, S: Stream<Item = Result<T, Error>> + Unpin> Iterator for BlockingItems<S> {
    type Item = Result<T, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        read_next(&mut self.stream, &self.client).transpose()
    }
}

/// The body of a download, in a program without async; the method `blocking` of a download returns
/// it.
#[must_use = "the body is read as it is asked for"]
pub struct BlockingReader<S> {
    stream: S,
    client: Client,
    chunk: Bytes,
}

impl<S> BlockingReader<S> {
    pub(crate) fn new(stream: S, client: Client) -> Self {
        Self {
            stream,
            client,
            chunk: Bytes::new(),
        }
    }
}

/// The source of each error is an [`Error`].
impl<S: Stream<Item = Result<Bytes, Error>> + Unpin> Read for BlockingReader<S> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.chunk.is_empty() {
            match read_next(&mut self.stream, &self.client).map_err(io::Error::other)? {
                Some(chunk) => self.chunk = chunk,
                None => return Ok(0),
            }
        }
        let length = self.chunk.as_ref().read(buffer)?;
        self.chunk.advance(length);
        Ok(length)
    }
}

fn read_next<T>(
    stream: &mut (impl Stream<Item = Result<T, Error>> + Unpin),
    client: &Client,
) -> Result<Option<T>, Error> {
    client.block_on(poll_fn(|context| {
        Pin::new(&mut *stream)
            .poll_next(context)
            .map(Option::transpose)
    }))
}

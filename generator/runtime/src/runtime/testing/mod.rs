//! Tests without a network for programs that use this crate: feature `test-util`.
//!
//! [`MockTransport`] returns scripted responses; its expectations are written as calls. [`Recorder`] writes real
//! exchanges to a file, without their secrets, and [`MockTransport::replay`] replays them. In both cases requests are
//! built, retried and decoded as usual; only the network is missing, and waiting takes no time.
//!
//! Nothing here is compiled without the feature. Misuse and unexpected requests panic.

mod answer;
mod expectation;
mod listing;
mod mock;
mod recording;
mod request;
#[doc(hidden)]
pub mod several;

pub use answer::Failure;
pub use expectation::{Expectation, ResponseBody};
pub use mock::MockTransport;
pub use recording::Recorder;
pub use request::MockCall;

/// Fails a test.
#[track_caller]
#[expect(clippy::panic, reason = "that is how a test fails")]
fn stop(text: &str) -> ! {
    panic!("{text}")
}

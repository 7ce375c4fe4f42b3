//! For tests of programs that use this crate, without a network: feature `test-util`.
//!
//! [`MockTransport`] answers from a script; what it expects is said by the calls themselves. [`Recorder`] writes real
//! exchanges into a file, without their secrets, and [`MockTransport::replay`] answers from it. In both cases requests
//! are made, sent again, and read as ever; only the wire is missing, and waiting takes no time.
//!
//! Nothing here is part of a program that does not ask for the feature. Where a test has gone wrong, it panics.

mod answer;
mod body;
mod capture;
mod clock;
mod content;
mod expectation;
mod listing;
mod mock;
mod recorder;
mod recording;
mod seen;
mod wanted;

pub use answer::Failure;
pub use body::ResponseBody;
#[doc(hidden)]
pub use body::{several, status_of};
pub use expectation::Expectation;
pub use mock::MockTransport;
pub use recorder::Recorder;
pub use seen::MockCall;

/// Ends a test.
#[track_caller]
#[expect(clippy::panic, reason = "that is how a test fails")]
fn stop(text: &str) -> ! {
    panic!("{text}")
}

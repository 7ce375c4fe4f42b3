//! Tests of the runtime; beside the embedded files, so that those need no test dependencies.

mod codec;
mod sample;

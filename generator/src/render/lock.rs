//! `api.lock.json`: names and order of arguments, for the next run.

use super::context::Context;
use super::source_file::header;
use super::{Job, Jobs};
use crate::lock::{FILE, Lock};

/// The files of this kind.
pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    vec![Job::new(FILE, move || Ok(Lock::of(cx.api).print(header(cx, "", "").trim())))]
}

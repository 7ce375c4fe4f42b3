//! The model → the files of the emitted crate.
//!
//! One file here for each kind of file emitted, in the table `KINDS`. Facts are computed as named fields before
//! anything is printed. Invents no name that users see (names stand in the model), reads no document, writes no file.

mod api_md;
mod checks;
mod client_rs;
mod context;
mod deprecation;
mod doc;
pub mod docs;
mod emitted_tests;
mod examples;
mod imports;
mod lib_rs;
mod manifest;
mod quick_start;
mod readme;
mod resources;
mod runtime;
mod rust_type;
mod servers_rs;
mod source_file;
pub mod spelling;
mod types;
mod values;
mod webhooks_rs;
mod words;
mod xml;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use crate::fileset::{File, FileSet};
use crate::format::FormatError;
use crate::model::Api;
use context::Context;

pub use source_file::HEADER_MARK;

/// A file to be made: its path, and the work, which any thread may do.
struct Job<'a> {
    path: String,
    make: Box<dyn Fn() -> Result<String, FormatError> + Send + Sync + 'a>,
}

type Jobs<'a> = Vec<Job<'a>>;

impl<'a> Job<'a> {
    fn new(path: impl Into<String>, make: impl Fn() -> Result<String, FormatError> + Send + Sync + 'a) -> Self {
        Self { path: path.into(), make: Box::new(make) }
    }
}

/// A kind of file, and what makes the files of this kind.
type Kind = (&'static str, for<'a> fn(&'a Context<'a>) -> Jobs<'a>);

/// All kinds, sorted by name.
const KINDS: &[Kind] = &[
    ("api_md", api_md::jobs),
    ("client_rs", client_rs::jobs),
    ("examples", examples::jobs),
    ("lib_rs", lib_rs::jobs),
    ("manifest", manifest::jobs),
    ("readme", readme::jobs),
    ("resources", resources::jobs),
    ("runtime", runtime::jobs),
    ("servers_rs", servers_rs::jobs),
    ("tests", emitted_tests::jobs),
    ("types", types::jobs),
    ("webhooks_rs", webhooks_rs::jobs),
];

/// All files of the crate for this API. The error is a mistake of the generator, never of the description.
pub fn render(api: &Api) -> Result<FileSet, FormatError> {
    let cx = Context::new(api);
    let jobs: Jobs<'_> = KINDS.iter().flat_map(|(_, jobs)| jobs(&cx)).collect();
    make_in_parallel(&jobs).map(FileSet::new)
}

/// What the emitted tests leave out, a line each: calls, parameters and replies for which no values can be made.
pub fn gaps(api: &Api) -> Vec<String> {
    emitted_tests::gaps(&Context::new(api))
}

/// Makes the files on all processors; the result does not depend on how many there are.
fn make_in_parallel(jobs: &[Job<'_>]) -> Result<Vec<File>, FormatError> {
    let next = AtomicUsize::new(0);
    let made: Mutex<Vec<(usize, Result<File, FormatError>)>> = Mutex::new(Vec::with_capacity(jobs.len()));
    let work = || {
        while let Some((index, job)) = take(jobs, &next) {
            let result = (job.make)().map(|contents| File { path: job.path.clone(), contents });
            if let Ok(mut made) = made.lock() {
                made.push((index, result));
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from).min(jobs.len());
    std::thread::scope(|scope| {
        for _ in 1..threads {
            scope.spawn(work);
        }
        work();
    });
    let mut made = made.into_inner().unwrap_or_default();
    made.sort_by_key(|(index, _)| *index);
    made.into_iter().map(|(_, result)| result).collect()
}

fn take<'j, 'a>(jobs: &'j [Job<'a>], next: &AtomicUsize) -> Option<(usize, &'j Job<'a>)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    jobs.get(index).map(|job| (index, job))
}

#[cfg(test)]
mod tests;

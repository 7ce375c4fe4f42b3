//! Jobs, each of which makes a file of the crate, or the files of a folder, on any thread.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc;

use crate::module::ModuleForm;
use diag::Diagnostic;
use diag::progress::Progress;
use output::fileset::File;

/// The maximum number of lines of a file; longer files are split where possible.
pub const MAX_LINES: usize = 1000;

/// Makes a file, or the files of a folder, on any thread.
pub(super) struct RenderJob<'a> {
    make: Box<dyn Fn() -> RenderedFiles + Send + Sync + 'a>,
}

pub(super) type RenderJobs<'a> = Vec<RenderJob<'a>>;

type RenderedFiles = Result<Vec<File>, Diagnostic>;

impl<'a> RenderJob<'a> {
    pub(super) fn new(
        path: impl Into<String>,
        make: impl Fn() -> Result<String, Diagnostic> + Send + Sync + 'a,
    ) -> Self {
        let path = path.into();
        Self::several(move || {
            Ok(vec![File {
                path: path.clone(),
                contents: make()?,
            }])
        })
    }

    /// Returns a job that makes the same files for a module.
    pub(super) fn of_module<'m>(self, module: &'m ModuleForm) -> RenderJob<'m>
    where
        'a: 'm,
    {
        RenderJob::several(move || {
            let files = (self.make)()?;
            Ok(files.into_iter().map(|file| module.file(file)).collect())
        })
    }

    pub(super) fn several(make: impl Fn() -> RenderedFiles + Send + Sync + 'a) -> Self {
        Self {
            make: Box::new(make),
        }
    }
}

/// Receives files one at a time, in a fixed order, so that not all are in memory together.
pub type Sink<'s> = &'s mut dyn FnMut(File) -> Result<(), Diagnostic>;

/// The maximum number of results that other threads have sent before this one receives them.
const WAITING_RESULTS: usize = 32;

/// Makes the files on all processors and passes them on; the result does not depend on the number
/// of processors.
pub(super) fn make_in_parallel(
    jobs: &[RenderJob<'_>],
    on_progress: Option<fn(Progress)>,
    sink: Sink<'_>,
) -> Result<(), Diagnostic> {
    let threads = std::thread::available_parallelism()
        .map_or(1, usize::from)
        .min(jobs.len());
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        let (sender, finished) = mpsc::sync_channel(WAITING_RESULTS);
        for _ in 1..threads {
            let sender = sender.clone();
            let next = &next;
            scope.spawn(move || {
                while let Some(result) = make_next(jobs, next) {
                    // After an error, no more files are received.
                    if sender.send(result).is_err() {
                        break;
                    }
                }
            });
        }
        drop(sender);
        // This thread makes files, too: in the memory that it has freed since it built the model.
        let results = std::iter::from_fn(|| {
            let waiting = finished.try_recv().ok();
            waiting
                .or_else(|| make_next(jobs, &next))
                .or_else(|| finished.recv().ok())
        });
        // Results that arrived before all earlier ones.
        let mut early_results = BTreeMap::new();
        let mut next_index = 0;
        let mut files = 0;
        for (done, (index, result)) in (1..).zip(results) {
            files += result.as_ref().map_or(0, Vec::len);
            if let Some(on_progress) = on_progress {
                on_progress(Progress::Writing {
                    files,
                    done,
                    all: jobs.len(),
                });
            }
            early_results.insert(index, result);
            while let Some(result) = early_results.remove(&next_index) {
                next_index += 1;
                for file in result? {
                    sink(file)?;
                }
            }
        }
        Ok(())
    })
}

/// Runs the next job that no thread has taken yet; returns its index and result.
fn make_next(jobs: &[RenderJob<'_>], next: &AtomicUsize) -> Option<(usize, RenderedFiles)> {
    let index = next.fetch_add(1, Ordering::Relaxed);
    let job = jobs.get(index)?;
    Some((index, (job.make)()))
}

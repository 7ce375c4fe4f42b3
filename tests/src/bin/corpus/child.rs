//! Runs programs with a time limit. Usually, the program is this one again, for a single document,
//! so that a crash or a hang affects nothing else.

use std::ffi::OsStr;
use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result};

/// The result of a child process.
pub(crate) struct Ended {
    /// `None` if it exceeded the limit and was killed.
    pub(crate) status: Option<ExitStatus>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ended {
    /// Returns the failure, in one line.
    pub(crate) fn failure(&self) -> String {
        let Some(status) = self.status else {
            return "took too long".to_owned();
        };
        let first_line = self
            .stderr
            .lines()
            .find(|line| !line.trim().is_empty())
            .unwrap_or_default();
        format!("{status}: {first_line}")
    }
}

/// Runs this program with `arguments`, for at most `limit`.
pub(crate) fn run_self<A: AsRef<OsStr>>(arguments: &[A], limit: Duration) -> Result<Ended> {
    run_with_limit(
        Command::new(std::env::current_exe()?).args(arguments),
        limit,
    )
}

/// Runs `program`, for at most `limit`.
pub(crate) fn run_with_limit(program: &mut Command, limit: Duration) -> Result<Ended> {
    program
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = program
        .spawn()
        .with_context(|| format!("failed to start {}", program.get_program().display()))?;
    let stdout = drain_pipe(child.stdout.take());
    let stderr = drain_pipe(child.stderr.take());
    let status = wait_for_child(&mut child, limit)?;
    let [stdout, stderr] = [stdout, stderr]
        .map(|thread| String::from_utf8_lossy(&thread.join().unwrap_or_default()).into_owned());
    Ok(Ended {
        status,
        stdout,
        stderr,
    })
}

fn drain_pipe(pipe: Option<impl Read + Send + 'static>) -> thread::JoinHandle<Vec<u8>> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut pipe) = pipe {
            // After an error, the bytes read so far are kept.
            let _ = pipe.read_to_end(&mut bytes);
        }
        bytes
    })
}

fn wait_for_child(child: &mut Child, limit: Duration) -> Result<Option<ExitStatus>> {
    let start = Instant::now();
    let mut pause = Duration::from_millis(1);
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if start.elapsed() > limit {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        thread::sleep(pause);
        pause = (pause * 2).min(Duration::from_millis(20));
    }
}

/// Does `work` for each of `items` on `jobs` threads (default: one for each processor); returns
/// results in the order of the items.
pub(crate) fn in_parallel<T: Sync, R: Send>(
    items: &[T],
    jobs: Option<usize>,
    work: impl Fn(&T) -> R + Sync,
) -> Vec<R> {
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<(usize, R)>> = Mutex::new(Vec::with_capacity(items.len()));
    let jobs = jobs.unwrap_or_else(|| thread::available_parallelism().map_or(1, usize::from));
    thread::scope(|scope| {
        for _ in 0..jobs.max(1) {
            scope.spawn(|| {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(item) = items.get(index) else { break };
                    let result = work(item);
                    if let Ok(mut done) = done.lock() {
                        done.push((index, result));
                    }
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap_or_default();
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, result)| result).collect()
}

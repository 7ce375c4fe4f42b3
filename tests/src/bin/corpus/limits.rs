//! Resource usage and limits of processes, as Linux reports them; other systems report nothing.

use std::process::ExitStatus;
use std::time::Duration;

/// Returns the peak memory of this process so far, in kilobytes.
#[cfg(target_os = "linux")]
pub(crate) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Limits this process to this many seconds of CPU time and megabytes of address space.
///
/// The soft limit of CPU time sends a signal that nothing else sends; the hard limit ends processes
/// that ignore this signal.
#[cfg(target_os = "linux")]
pub(crate) fn limit_process(seconds: u64, megabytes: u64) -> anyhow::Result<()> {
    use nix::sys::resource::{Resource, setrlimit};
    let bytes = megabytes * 1024 * 1024;
    setrlimit(Resource::RLIMIT_CPU, seconds, seconds + 2)?;
    Ok(setrlimit(Resource::RLIMIT_AS, bytes, bytes)?)
}

/// Why a signal ended a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Killed {
    /// The process exceeded its CPU time.
    Limit,
    /// Something else killed the process: a person, or a system that is short of memory.
    Outside,
    /// The process crashed.
    Crash,
}

/// Returns why a process without an exit code ended.
#[cfg(target_os = "linux")]
pub(crate) fn cause_of_death(status: ExitStatus) -> Killed {
    use nix::sys::signal::Signal;
    use std::os::unix::process::ExitStatusExt as _;
    match status
        .signal()
        .and_then(|signal| Signal::try_from(signal).ok())
    {
        Some(Signal::SIGXCPU) => Killed::Limit,
        Some(Signal::SIGKILL | Signal::SIGTERM | Signal::SIGINT | Signal::SIGHUP) => {
            Killed::Outside
        }
        _ => Killed::Crash,
    }
}

/// Calls `stop` when a signal asks this process to end; the signal itself no longer ends the
/// process.
///
/// Must be called before other threads start, so that they inherit the blocked signals.
#[cfg(target_os = "linux")]
pub(crate) fn on_interrupt(stop: impl Fn() + Send + 'static) -> anyhow::Result<()> {
    use nix::sys::signal::{SigSet, Signal};
    let signals: SigSet = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP]
        .into_iter()
        .collect();
    signals.thread_block()?;
    std::thread::spawn(move || {
        while signals.wait().is_ok() {
            stop();
        }
    });
    Ok(())
}

/// Returns the CPU time of all child processes that have ended, and the peak memory of the largest,
/// in kilobytes.
#[cfg(target_os = "linux")]
pub(crate) fn children_usage() -> Option<(Duration, u64)> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike as _;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Some((
        Duration::from_micros(u64::try_from(micros).ok()?),
        u64::try_from(usage.max_rss()).ok()?,
    ))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn peak_memory() -> Option<u64> {
    None
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn limit_process(_seconds: u64, _megabytes: u64) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn cause_of_death(_status: ExitStatus) -> Killed {
    Killed::Crash
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn on_interrupt(_stop: impl Fn() + Send + 'static) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn children_usage() -> Option<(Duration, u64)> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn causes_of_death_are_distinguished() {
        use std::os::unix::process::ExitStatusExt as _;
        for (signal, expected) in [
            (24, Killed::Limit),
            (9, Killed::Outside),
            (15, Killed::Outside),
            (6, Killed::Crash),
            (11, Killed::Crash),
        ] {
            assert_eq!(
                cause_of_death(ExitStatus::from_raw(signal)),
                expected,
                "{signal}"
            );
        }
    }
}

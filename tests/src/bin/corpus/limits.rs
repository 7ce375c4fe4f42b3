//! What a process used and may use, as the operating system counts it. Nothing is known where that is no Linux.

use std::process::ExitStatus;
use std::time::Duration;

/// Greatest memory of this process so far, in kilobytes.
#[cfg(target_os = "linux")]
pub(crate) fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Lets this process have so many seconds of CPU time and megabytes of address space, and no more.
///
/// The first limit of time ends it by a signal that nothing else sends; the second one is for what ignores that.
#[cfg(target_os = "linux")]
pub(crate) fn limit(seconds: u64, megabytes: u64) -> anyhow::Result<()> {
    use nix::sys::resource::{Resource, setrlimit};
    let bytes = megabytes * 1024 * 1024;
    setrlimit(Resource::RLIMIT_CPU, seconds, seconds + 2)?;
    Ok(setrlimit(Resource::RLIMIT_AS, bytes, bytes)?)
}

/// Why a signal ended a process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Killed {
    /// It took too much CPU time.
    Limit,
    /// Somebody else did it: a person, or a system that is short of memory.
    Outside,
    /// Its own fault.
    Crash,
}

/// Why a process that has no exit code ended.
#[cfg(target_os = "linux")]
pub(crate) fn killed(status: ExitStatus) -> Killed {
    use nix::sys::signal::Signal;
    use std::os::unix::process::ExitStatusExt as _;
    match status.signal().and_then(|signal| Signal::try_from(signal).ok()) {
        Some(Signal::SIGXCPU) => Killed::Limit,
        Some(Signal::SIGKILL | Signal::SIGTERM | Signal::SIGINT | Signal::SIGHUP) => Killed::Outside,
        _ => Killed::Crash,
    }
}

/// Calls `stop` when somebody asks this process to end; it no longer ends by itself then.
///
/// To be called before there are other threads: they inherit that they do not listen.
#[cfg(target_os = "linux")]
pub(crate) fn on_interrupt(stop: impl Fn() + Send + 'static) -> anyhow::Result<()> {
    use nix::sys::signal::{SigSet, Signal};
    let signals: SigSet = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP].into_iter().collect();
    signals.thread_block()?;
    std::thread::spawn(move || {
        while signals.wait().is_ok() {
            stop();
        }
    });
    Ok(())
}

/// CPU time of the children that ended, and the kilobytes of the greediest of them.
#[cfg(target_os = "linux")]
pub(crate) fn children() -> Option<(Duration, u64)> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeValLike as _;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).ok()?;
    let micros = usage.user_time().num_microseconds() + usage.system_time().num_microseconds();
    Some((Duration::from_micros(u64::try_from(micros).ok()?), u64::try_from(usage.max_rss()).ok()?))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn peak_memory() -> Option<u64> {
    None
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn limit(_seconds: u64, _megabytes: u64) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn killed(_status: ExitStatus) -> Killed {
    Killed::Crash
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn on_interrupt(_stop: impl Fn() + Send + 'static) -> anyhow::Result<()> {
    Ok(())
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn children() -> Option<(Duration, u64)> {
    None
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn who_ended_a_process_is_told() {
        use std::os::unix::process::ExitStatusExt as _;
        for (signal, expected) in
            [(24, Killed::Limit), (9, Killed::Outside), (15, Killed::Outside), (6, Killed::Crash), (11, Killed::Crash)]
        {
            assert_eq!(killed(ExitStatus::from_raw(signal)), expected, "{signal}");
        }
    }
}

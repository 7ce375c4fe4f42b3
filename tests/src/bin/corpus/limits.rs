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
#[cfg(target_os = "linux")]
pub(crate) fn limit(seconds: u64, megabytes: u64) -> anyhow::Result<()> {
    use nix::sys::resource::{Resource, setrlimit};
    let bytes = megabytes * 1024 * 1024;
    setrlimit(Resource::RLIMIT_CPU, seconds, seconds)?;
    Ok(setrlimit(Resource::RLIMIT_AS, bytes, bytes)?)
}

/// Whether a process was ended for taking too much CPU time.
#[cfg(target_os = "linux")]
pub(crate) fn took_too_long(status: ExitStatus) -> bool {
    use std::os::unix::process::ExitStatusExt as _;
    // Where both limits are equal the second signal comes at once.
    matches!(status.signal(), Some(9 | 24))
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
pub(crate) fn took_too_long(_status: ExitStatus) -> bool {
    false
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn children() -> Option<(Duration, u64)> {
    None
}

//! Sets `SDKWRIGHT_VERSION`, the version with the commit, in release builds of a checkout.
//!
//! Debug builds lack it, since otherwise each commit would compile the crate again.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) else {
        return;
    };
    println!("cargo::rerun-if-changed={log}");
    if let Some(commit) = git(&["rev-parse", "--short=12", "HEAD"]) {
        println!(
            "cargo::rustc-env=SDKWRIGHT_VERSION={} ({commit})",
            env!("CARGO_PKG_VERSION")
        );
    }
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    if output.status.success() {
        Some(text.trim().to_owned())
    } else {
        None
    }
}

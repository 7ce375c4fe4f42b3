//! Sets `SDKWRIGHT_VERSION`, the version with the commit, in release builds. The commit is that of
//! the environment variable `SDKWRIGHT_COMMIT`, of the package (`cargo package` writes it into a
//! file), or of the checkout.
//!
//! Debug builds lack it, because otherwise each commit would cause the crate to be compiled again.

use std::process::Command;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if std::env::var("PROFILE").as_deref() != Ok("release") {
        return;
    }
    println!("cargo::rerun-if-env-changed=SDKWRIGHT_COMMIT");
    let given = std::env::var("SDKWRIGHT_COMMIT").ok();
    let commit = given.or_else(packaged_commit).or_else(checkout_commit);
    if let Some(commit) = commit {
        let commit = commit.get(..12).unwrap_or(&commit);
        println!(
            "cargo::rustc-env=SDKWRIGHT_VERSION={} ({commit})",
            env!("CARGO_PKG_VERSION")
        );
    }
}

/// Returns the commit of a package, as `cargo package` writes it: `"sha1": "…"`.
fn packaged_commit() -> Option<String> {
    let text = std::fs::read_to_string(".cargo_vcs_info.json").ok()?;
    let (_, rest) = text.split_once("\"sha1\": \"")?;
    let (commit, _) = rest.split_once('"')?;
    Some(commit.to_owned())
}

fn checkout_commit() -> Option<String> {
    let log = git(&["rev-parse", "--git-path", "logs/HEAD"])?;
    println!("cargo::rerun-if-changed={log}");
    git(&["rev-parse", "HEAD"])
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

//! A scratch workspace of several emitted crates, and Cargo runs on it.
//!
//! All batches share a target folder and the lock file of this project, so that dependencies are
//! built once, in the versions that the project tests.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context as _, Result};
use serde_json::Value;
use tests::json::text_at;

use crate::rustc::{self, Cost, Target};

const LOCK: &str = include_str!("../../../../Cargo.lock");

/// A Cargo workspace whose members are its subfolders.
pub(crate) struct Batch {
    pub(crate) folder: PathBuf,
    target: PathBuf,
}

/// The result of compiling a crate.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdict {
    /// Errors and warnings, as rustc prints them.
    pub(crate) messages: Vec<String>,
    pub(crate) cost: Cost,
    /// The cost of its tests and examples.
    pub(crate) tests_cost: Cost,
    /// The executables of its tests.
    pub(crate) tests: Vec<PathBuf>,
}

impl Batch {
    /// Creates an empty workspace; removes an existing folder.
    pub(crate) fn create(out: &Path, name: &str) -> Result<Self> {
        fs::create_dir_all(out)?;
        let out = out.canonicalize()?;
        let folder = out.join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        fs::create_dir_all(&folder)?;
        Ok(Self {
            folder,
            target: out.join("target"),
        })
    }

    /// Returns the folder of a member.
    pub(crate) fn member(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Writes a file of the workspace.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<()> {
        let path = self.folder.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).with_context(|| path.display().to_string())
    }

    /// Writes the manifest of the workspace.
    pub(crate) fn close(&self, members: &[String]) -> Result<()> {
        let members: Vec<String> = members
            .iter()
            .map(|name| format!("    {name:?},\n"))
            .collect();
        let profile = "[profile.dev]\ndebug = false\nincremental = false\n";
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n{profile}",
            members.concat()
        );
        self.write("Cargo.toml", &manifest)?;
        self.write("Cargo.lock", LOCK)
    }

    /// Returns the flag for the default features of `members`, without TLS, which is the same for
    /// all and takes as long to compile as all other dependencies.
    fn features(&self, members: &[String]) -> Result<&'static str> {
        for member in members {
            let manifest = fs::read_to_string(self.member(member).join("Cargo.toml"))?;
            if manifest.contains("\nxml = ") {
                return Ok("--features=reqwest,xml");
            }
        }
        Ok("--features=reqwest")
    }

    /// Checks the whole workspace with warnings denied; returns a verdict on each of `members`. The
    /// members in `with_all` are checked again with their tests and examples, which enable other
    /// features than the library alone.
    pub(crate) fn check(
        &self,
        members: &[String],
        with_all: &[String],
    ) -> Result<BTreeMap<String, Verdict>> {
        let features = self.features(members)?;
        let arguments = ["check", "--workspace", "--no-default-features", features];
        let mut verdicts = self.cargo(&arguments, members)?;
        let mut arguments = vec!["check", "--all-targets", "--no-default-features", features];
        arguments.extend(
            with_all
                .iter()
                .flat_map(|member| ["--package", member.as_str()]),
        );
        for (member, all) in self.cargo(&arguments, with_all)? {
            let verdict = verdicts.entry(member).or_default();
            verdict.messages.extend(all.messages);
            verdict.tests_cost = all.cost.and(&all.tests_cost);
        }
        Ok(verdicts)
    }

    /// Builds `programs` and only the dependencies that they need; returns a verdict on each of
    /// `members`.
    pub(crate) fn build(
        &self,
        programs: &[String],
        members: &[String],
    ) -> Result<BTreeMap<String, Verdict>> {
        let mut arguments = vec!["build"];
        arguments.extend(
            programs
                .iter()
                .flat_map(|program| ["--package", program.as_str()]),
        );
        self.cargo(&arguments, members)
    }

    /// Builds the tests of `members`; returns a verdict on each.
    pub(crate) fn build_tests(&self, members: &[String]) -> Result<BTreeMap<String, Verdict>> {
        let features = self.features(members)?;
        let mut arguments = vec!["build", "--tests", "--no-default-features", features];
        arguments.extend(
            members
                .iter()
                .flat_map(|member| ["--package", member.as_str()]),
        );
        self.cargo(&arguments, members)
    }

    /// Runs Cargo with these arguments; returns a verdict on each of `members`.
    pub(crate) fn cargo(
        &self,
        arguments: &[&str],
        members: &[String],
    ) -> Result<BTreeMap<String, Verdict>> {
        if members.is_empty() {
            return Ok(BTreeMap::new());
        }
        let log = self.folder.join("rustc.log");
        // The log of an earlier run must not count.
        if log.exists() {
            fs::remove_file(&log)?;
        }
        let mut cargo = Command::new("cargo");
        cargo
            .args(arguments)
            .args(["--keep-going", "--message-format=json", "--quiet"])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .env("RUSTFLAGS", "-D warnings")
            .stdin(Stdio::null())
            .stderr(Stdio::piped());
        rustc::log_costs(&mut cargo, &log)?;
        let output = cargo.output().context("failed to run cargo")?;
        let mut by_folder = read_verdicts(&String::from_utf8_lossy(&output.stdout));
        let mut verdicts = BTreeMap::new();
        for member in members {
            let [cost, tests_cost] = [Target::Package, Target::Tests]
                .map(|target| rustc::total_cost(&log, member, target));
            verdicts.insert(
                member.clone(),
                Verdict {
                    cost,
                    tests_cost,
                    ..by_folder.remove(member).unwrap_or_default()
                },
            );
        }
        let clean = verdicts.values().all(|verdict| verdict.messages.is_empty());
        if clean && !output.status.success() {
            anyhow::bail!(
                "cargo failed: {}",
                String::from_utf8_lossy(&output.stderr).trim()
            );
        }
        Ok(verdicts)
    }

    /// Returns the path of the executable of the member `name`.
    pub(crate) fn program(&self, name: &str) -> PathBuf {
        self.target.join("debug").join(name)
    }

    /// Returns the path of the executable of the member `name`, built with `--release`.
    pub(crate) fn release_program(&self, name: &str) -> PathBuf {
        self.target.join("release").join(name)
    }
}

/// Messages of rustc and test executables, by the folder of the package.
fn read_verdicts(stdout: &str) -> BTreeMap<String, Verdict> {
    let mut by_folder: BTreeMap<String, Verdict> = BTreeMap::new();
    for line in stdout.lines() {
        let Ok(line) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        let folder = Path::new(text_at(&line, "/manifest_path").unwrap_or_default())
            .parent()
            .and_then(Path::file_name);
        let verdict = by_folder
            .entry(folder.unwrap_or_default().to_string_lossy().into_owned())
            .or_default();
        match text_at(&line, "/reason") {
            Some("compiler-message") => verdict.messages.extend(rustc_message(&line)),
            Some("compiler-artifact")
                if line.pointer("/profile/test") == Some(&Value::Bool(true)) =>
            {
                let executable = text_at(&line, "/executable");
                verdict.tests.extend(executable.map(PathBuf::from));
            }
            _ => {}
        }
    }
    by_folder
}

/// Returns an error or a warning, as rustc prints it; `None` for the final summary, which only
/// counts the others.
fn rustc_message(line: &Value) -> Option<String> {
    if !matches!(text_at(line, "/message/level"), Some("error" | "warning")) {
        return None;
    }
    let message = text_at(line, "/message/message").unwrap_or_default();
    if message.starts_with("aborting due to") {
        return None;
    }
    let rendered = text_at(line, "/message/rendered").unwrap_or_default();
    Some(rendered.trim_end().to_owned())
}

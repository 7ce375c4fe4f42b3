//! A scratch workspace of new crates and the programs that use them, and the errors of rustc for
//! each.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context as _, Result};
use serde_json::Value;
use tests::json::text_at;

/// Dependencies have the versions that the project tests.
const LOCK: &str = include_str!("../../../../Cargo.lock");

pub(crate) struct Workspace {
    folder: PathBuf,
    target: PathBuf,
    members: Vec<String>,
}

impl Workspace {
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
            members: Vec::new(),
        })
    }

    /// Adds a member; returns its folder.
    pub(crate) fn folder(&mut self, name: &str) -> PathBuf {
        self.members.push(name.to_owned());
        self.place(name)
    }

    /// Returns the folder of a crate.
    pub(crate) fn place(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Adds a program that uses the crate `subject`.
    pub(crate) fn probe(&mut self, name: &str, subject: &str, text: &str) -> Result<()> {
        let folder = self.folder(name);
        fs::create_dir_all(folder.join("src"))?;
        let manifest = format!(
            "[package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[dependencies]\nbytes = \"1\"\n\
             serde = \"1\"\nserde_json = \"1\"\nsubject = {{ package = \"{subject}\", path = \"../{subject}\", \
             default-features = false }}\n"
        );
        fs::write(folder.join("Cargo.toml"), manifest)?;
        fs::write(folder.join("src/lib.rs"), text)?;
        Ok(())
    }

    /// Writes a file of a crate, which need not be a member yet.
    pub(crate) fn write(&self, path: &str, text: &str) -> Result<()> {
        let path = self.place(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).with_context(|| path.display().to_string())
    }

    /// Runs the program with this name; returns its output.
    pub(crate) fn run(&self, program: &str) -> Result<String> {
        self.close()?;
        let output = Command::new("cargo")
            .args(["run", "--quiet", "-p", program])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .output()
            .context("failed to run cargo")?;
        if !output.status.success() {
            anyhow::bail!(
                "{program} failed: {}",
                String::from_utf8_lossy(&output.stderr)
            );
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Checks all members; returns the errors of those that have any.
    pub(crate) fn check(&self) -> Result<BTreeMap<String, Vec<String>>> {
        self.close()?;
        let output = Command::new("cargo")
            .args([
                "check",
                "--workspace",
                "--no-default-features",
                "--keep-going",
                "--message-format=json",
            ])
            .current_dir(&self.folder)
            .env("CARGO_TARGET_DIR", &self.target)
            .output()
            .context("failed to run cargo")?;
        let errors = errors_by_package(&String::from_utf8_lossy(&output.stdout));
        if !output.status.success() && errors.is_empty() {
            anyhow::bail!("cargo failed: {}", String::from_utf8_lossy(&output.stderr));
        }
        Ok(errors)
    }
}

impl Workspace {
    /// Writes the manifest of the workspace.
    fn close(&self) -> Result<()> {
        let members: Vec<String> = self
            .members
            .iter()
            .map(|name| format!("    {name:?},\n"))
            .collect();
        let profile = "[profile.dev]\ndebug = false\nincremental = false\n";
        let manifest = format!(
            "[workspace]\nresolver = \"3\"\nmembers = [\n{}]\n\n{profile}",
            members.concat()
        );
        fs::write(self.folder.join("Cargo.toml"), manifest)?;
        fs::write(self.folder.join("Cargo.lock"), LOCK)?;
        Ok(())
    }
}

fn errors_by_package(messages: &str) -> BTreeMap<String, Vec<String>> {
    let mut errors: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in messages.lines() {
        let Ok(message) = serde_json::from_str::<Value>(line) else {
            continue;
        };
        if text_at(&message, "/reason") != Some("compiler-message")
            || text_at(&message, "/message/level") != Some("error")
        {
            continue;
        }
        let name = text_at(&message, "/manifest_path")
            .and_then(|path| Path::new(path).parent()?.file_name()?.to_str());
        let text = text_at(&message, "/message/rendered").unwrap_or_default();
        errors
            .entry(name.unwrap_or_default().to_owned())
            .or_default()
            .push(text.to_owned());
    }
    errors
}

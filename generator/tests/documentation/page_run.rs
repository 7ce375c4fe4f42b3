//! The folder in which the blocks of a page are run, as a shell sees it.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// Functions for the scripts. Cargo commands that would build the workspace, or change more than
/// the folder, do not run: only their package or workspace is looked up.
const PRELUDE: &str = r#"
cargo() {
  case "$*" in
    'install '*'--path '*) grep -q '^name = "sdkwright"$' "$ROOT/${!#}/Cargo.toml" ;;
    'run -p generator') grep -q '^name = "generator"$' "$ROOT/generator/command/Cargo.toml" ;;
    'test --workspace') grep -q '^\[workspace\]$' "$ROOT/Cargo.toml" ;;
    'metadata '* | 'tree '*) command cargo "$@" ;;
    *) echo "nothing checks cargo $*" >&2; return 1 ;;
  esac
}
# The first block of the page in this language.
block() { awk -v opening="\`\`\`$1" '$0 == opening { inside = 1; next } inside && /^```/ { exit } inside' "$PAGE"; }
commit() { git add --all; git commit --quiet --message "$1"; }
"#;

/// A page, and the folder where its blocks are run.
pub(super) struct PageRun {
    pub(super) page: PathBuf,
    pub(super) folder: tempfile::TempDir,
}

/// `Ok`, or what went wrong.
pub(super) type Checked = Result<(), String>;

impl PageRun {
    pub(super) fn start(page: &Path) -> Self {
        let run = Self {
            page: page.to_owned(),
            folder: tempfile::tempdir().unwrap(),
        };
        fs::create_dir(run.inside()).unwrap();
        for name in ["pets.yaml", "generator.yaml"] {
            fs::copy(Path::new(super::BOOK).join(name), run.inside().join(name)).unwrap();
        }
        run.succeed("git init --quiet").unwrap();
        run
    }

    /// Returns the folder in which the scripts run. Files of checks are written next to it.
    pub(super) fn inside(&self) -> PathBuf {
        self.folder.path().join("page")
    }

    /// Runs a script; returns whether it succeeds, and its output.
    pub(super) fn run_script(&self, script: &str) -> (bool, String) {
        let program = Path::new(env!("CARGO_BIN_EXE_sdkwright"));
        let path = format!(
            "{}:{}",
            program.parent().unwrap().display(),
            env::var("PATH").unwrap()
        );
        let mut command = Command::new("bash");
        let output = command
            .args(["-c", &format!("exec 2>&1\n{PRELUDE}\n{script}\n")])
            .current_dir(self.inside())
            .envs([("PATH", path.as_str()), ("COLUMNS", "100")])
            .envs([
                ("PAGE", &self.page),
                ("BLOCK", &self.inside().join("../block")),
            ])
            .env("ROOT", Path::new(super::BOOK).join("../.."))
            .envs([
                ("GIT_CONFIG_GLOBAL", "/dev/null"),
                ("GIT_CONFIG_NOSYSTEM", "1"),
            ])
            .envs([
                ("GIT_AUTHOR_NAME", "a"),
                ("GIT_AUTHOR_EMAIL", "a@pets.example"),
            ])
            .envs([
                ("GIT_COMMITTER_NAME", "a"),
                ("GIT_COMMITTER_EMAIL", "a@pets.example"),
            ])
            .env_remove("GITHUB_STEP_SUMMARY")
            .output()
            .unwrap();
        let printed = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<&str> = printed.lines().map(str::trim_end).collect();
        (output.status.success(), lines.join("\n"))
    }

    pub(super) fn succeed(&self, script: &str) -> Result<String, String> {
        let (succeeds, printed) = self.run_script(&format!("set -euo pipefail\n{script}"));
        if succeeds {
            Ok(printed)
        } else {
            Err(format!("{script}\nfails:\n{printed}"))
        }
    }
}

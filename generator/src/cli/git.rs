//! A description in a git commit: `git:REV:PATH`.

use std::fmt::{self, Display, Formatter};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};

use anyhow::{Context, Error, Result, anyhow, bail};
use description::normalise_path;
use tempfile::TempDir;

const EXTENSIONS: [&str; 3] = ["yaml", "yml", "json"];

/// The folders of all copies. While the value is locked, nothing is written to them.
static COPIES: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

fn hold_copies() -> MutexGuard<'static, Vec<PathBuf>> {
    COPIES.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Removes all copies. No other is made until the returned value is dropped.
#[cfg(any(unix, windows))]
pub(super) fn discard_copies() -> MutexGuard<'static, Vec<PathBuf>> {
    let mut copies = hold_copies();
    for folder in copies.drain(..) {
        let _ = fs::remove_dir_all(folder);
    }
    copies
}

/// A temporary copy of the folder that contains a description in a commit; removed when dropped.
pub(crate) struct Checkout {
    _temporary: TempDir,
    folder: PathBuf,
    pub(crate) spec: PathBuf,
    /// The prefix of displayed paths: `REV:FOLDER/`.
    pub(crate) shown: String,
    revision: String,
    /// The corresponding folder in the working tree, which may no longer exist.
    here: PathBuf,
}

impl Checkout {
    /// Checks out `git:REV:PATH`; returns `None` for any other path.
    pub(crate) fn of(side: &Path) -> Result<Option<Self>> {
        let Some(rest) = side.to_str().and_then(|text| text.strip_prefix("git:")) else {
            return Ok(None);
        };
        let Some((revision, path)) = rest
            .split_once(':')
            .filter(|(revision, path)| !revision.is_empty() && !path.is_empty())
        else {
            bail!(
                "error[git]: expected `git:REV:PATH`, found `{}`\n = help: name a commit and a file, such as \
                 `git:HEAD~1:openapi.yaml`",
                side.display()
            );
        };
        Self::at(revision, Path::new(path)).map(Some)
    }

    /// Checks out the description at `path` in `revision`, with the other files in and below its
    /// folder.
    pub(crate) fn at(revision: &str, path: &Path) -> Result<Self> {
        if revision.starts_with('-') {
            bail!("error[git]: expected a commit, found `{revision}`\n = help: {HELP_FOR_COMMITS}");
        }
        let name = path
            .file_name()
            .with_context(|| format!("`{}` is not the path of a file", path.display()))?;
        let place = CommittedFolder::of(revision, path)?;
        let output = run_git(
            &place.around,
            &[
                "ls-tree",
                "-r",
                "-z",
                "--name-only",
                "--full-tree",
                &place.tree(""),
            ],
        )?;
        let listed = String::from_utf8_lossy(&output).into_owned();
        let mut copies = hold_copies();
        let temporary = TempDir::with_prefix("generator-diff-")
            .context("failed to create a temporary folder")?;
        let folder = temporary.path().canonicalize()?;
        copies.push(folder.clone());
        drop(copies);
        let beside = path.parent().unwrap_or(Path::new("")).join("");
        let shown = format!("{revision}:{}", beside.display());
        let checkout = Self {
            spec: folder.join(name),
            _temporary: temporary,
            folder,
            shown,
            revision: revision.to_owned(),
            here: place.here.clone(),
        };
        for file in listed
            .split('\0')
            .filter(|file| is_part_of_description(file))
        {
            let text = run_git(&place.around, &["show", &place.tree(file)])?;
            let target = checkout.folder.join(file);
            let _held = hold_copies();
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&target, text)
                .with_context(|| format!("failed to write `{}`", target.display()))?;
        }
        if !checkout.spec.is_file() {
            bail!(
                "error[git]: `{}` is not in `{}`, or is neither YAML nor JSON\n = help: name a file that ends in `.yaml`, \
                 `.yml` or `.json`",
                path.display(),
                checkout.revision
            );
        }
        Ok(checkout)
    }

    /// Checks out the `api.lock.json` of the crate in `output`, if the commit has one; returns the
    /// folder of the copy, and the displayed path.
    pub(crate) fn crate_before(&self, output: &Path) -> Result<(PathBuf, String)> {
        let place = output
            .ancestors()
            .find(|folder| folder.is_dir())
            .unwrap_or(Path::new("."));
        let file = output
            .strip_prefix(place)
            .unwrap_or(output)
            .join(lock::FILE);
        let text = run_git(
            place,
            &["show", &format!("{}:./{}", self.revision, file.display())],
        );
        let folder = self.folder.join(".crate");
        let held = hold_copies();
        fs::create_dir_all(&folder)?;
        if let Ok(text) = text {
            fs::write(folder.join(lock::FILE), text)?;
        }
        drop(held);
        // Displayed paths are relative to the root of the repository, as in git.
        let prefix = text_of_git(place, &["rev-parse", "--show-prefix"])?;
        Ok((
            folder,
            format!("{}:{prefix}{}", self.revision, file.display()),
        ))
    }

    /// Resolves a path in the commit's `generator.yaml` against the working tree.
    pub(crate) fn outside(&self, path: &Path) -> PathBuf {
        normalise_path(&self.here.join(path))
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Returns the last tag of the repository that contains a file, or `HEAD` if there are no tags.
pub(crate) fn last_release(file: &Path) -> Result<String> {
    let path = std::path::absolute(file)?;
    let folder = path.parent().unwrap_or(Path::new("/"));
    if let Ok(tag) = text_of_git(folder, &["describe", "--tags", "--abbrev=0"]) {
        return Ok(tag);
    }
    match text_of_git(folder, &["rev-parse", "--verify", "HEAD"]) {
        Ok(_) => Ok("HEAD".to_owned()),
        Err(failure) => Err(no_repository_error(file, "HEAD", &failure)),
    }
}

/// The folder of a file in a commit; the working tree may lack this folder.
struct CommittedFolder<'r> {
    revision: &'r str,
    /// The path of the folder relative to the root of the repository; empty, or with a slash at the
    /// end.
    from_root: String,
    /// The path of the folder in the working tree, even if it does not exist there.
    here: PathBuf,
    /// The nearest enclosing folder that exists in the working tree.
    around: PathBuf,
}

impl<'r> CommittedFolder<'r> {
    /// Finds the folder of the file at `path`, which is relative to the current folder, or else to
    /// the root of the repository.
    fn of(revision: &'r str, path: &Path) -> Result<Self> {
        let from_here = Self::at(revision, &std::path::absolute(path)?)
            .map_err(|failure| no_repository_error(path, revision, &failure))?;
        run_git(
            &from_here.around,
            &[
                "rev-parse",
                "--verify",
                "--quiet",
                &format!("{revision}^{{tree}}"),
            ],
        )
        .map_err(|_| {
            anyhow!("error[git]: `{revision}` is not a commit\n = help: {HELP_FOR_COMMITS}")
        })?;
        if from_here.has_file_of(path) {
            return Ok(from_here);
        }
        let root = text_of_git(&from_here.around, &["rev-parse", "--show-toplevel"])?;
        let from_root = Self::at(revision, &Path::new(&root).join(path))?;
        if !from_root.has_file_of(path) {
            return Err(NotInRevision {
                path: path.to_owned(),
                revision: revision.to_owned(),
            }
            .into());
        }
        Ok(from_root)
    }

    fn at(revision: &'r str, path: &Path) -> Result<Self, GitFailure> {
        let path = normalise_path(path);
        let here = path.parent().unwrap_or(Path::new("/")).to_owned();
        let around = here
            .ancestors()
            .find(|folder| folder.is_dir())
            .unwrap_or(Path::new("/"))
            .to_owned();
        let mut from_root = text_of_git(&around, &["rev-parse", "--show-prefix"])?;
        for part in here.strip_prefix(&around).unwrap_or(Path::new("")) {
            from_root.push_str(&part.to_string_lossy());
            from_root.push('/');
        }
        Ok(Self {
            revision,
            from_root,
            here,
            around,
        })
    }

    fn has_file_of(&self, path: &Path) -> bool {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        run_git(&self.around, &["cat-file", "-e", &self.tree(&name)]).is_ok()
    }

    /// Returns the name of a file below this folder in git's syntax; an empty path means the folder
    /// itself.
    fn tree(&self, file: &str) -> String {
        let path = format!("{}{file}", self.from_root);
        format!("{}:{}", self.revision, path.trim_end_matches('/'))
    }
}

fn is_part_of_description(file: &str) -> bool {
    let extension = Path::new(file)
        .extension()
        .and_then(|extension| extension.to_str())
        .unwrap_or_default();
    EXTENSIONS.contains(&extension) && !file.split('/').any(|part| part == "..")
}

const HELP_FOR_COMMITS: &str = "name a commit, a branch or a tag of this clone; `git fetch --unshallow` gets the commits that \
                                a shallow clone lacks";

/// Returns the error for a file around which git finds no repository with the commit `revision`.
fn no_repository_error(file: &Path, revision: &str, failure: &GitFailure) -> Error {
    anyhow!(
        "error[git]: `{}` is in no repository that `git` can read, expected one with the commit `{revision}`\n \
         = note: {failure}\n = help: change to the repository of the file, or compare two files: `sdkwright diff OLD NEW`",
        file.display()
    )
}

/// The error that a commit does not have a file.
#[derive(Debug)]
pub(super) struct NotInRevision {
    path: PathBuf,
    revision: String,
}

impl NotInRevision {
    /// Returns the note about a client that is new.
    pub(super) fn note(&self) -> String {
        format!(
            "note: `{}` is new: `{}` has nothing to compare it with\n",
            self.path.display(),
            self.revision
        )
    }
}

impl Display for NotInRevision {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "error[git]: `{}` is not in `{}`\n = help: start the path here or at the root of the repository",
            self.path.display(),
            self.revision
        )
    }
}

impl std::error::Error for NotInRevision {}

/// What git printed when it failed, or why it could not be started.
#[derive(Debug)]
struct GitFailure(String);

impl Display for GitFailure {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "git: {}", self.0.replace('\n', "\n         "))
    }
}

impl From<GitFailure> for Error {
    fn from(failure: GitFailure) -> Self {
        anyhow!(
            "error[git]: `git` cannot read the repository, expected a commit with the file\n = note: {failure}\n = help: \
             check the repository with `git fsck`"
        )
    }
}

/// Returns the line that a git command prints.
fn text_of_git(folder: &Path, arguments: &[&str]) -> Result<String, GitFailure> {
    let line = String::from_utf8_lossy(&run_git(folder, arguments)?).into_owned();
    Ok(line.trim_end_matches('\n').to_owned())
}

fn run_git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>, GitFailure> {
    let output = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .output()
        .map_err(|error| GitFailure(format!("`git` cannot be started: {error}")))?;
    if !output.status.success() {
        let printed = String::from_utf8_lossy(&output.stderr);
        return Err(GitFailure(printed.trim().to_owned()));
    }
    Ok(output.stdout)
}

//! A description in a git commit: `git:REV:PATH`.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use generator::lock;
use generator::source::normalised;
use tempfile::TempDir;

const EXTENSIONS: [&str; 3] = ["yaml", "yml", "json"];

/// A temporary copy of a description's folder in a commit; removed when dropped.
pub(crate) struct Checkout {
    _temporary: TempDir,
    folder: PathBuf,
    pub(crate) spec: PathBuf,
    /// The prefix of displayed paths: `REV:FOLDER/`.
    pub(crate) shown: String,
    revision: String,
    here: PathBuf,
}

impl Checkout {
    /// Checks out `git:REV:PATH`; returns `None` for any other path.
    pub(crate) fn of(side: &Path) -> Result<Option<Self>> {
        let Some(rest) = side.to_str().and_then(|text| text.strip_prefix("git:")) else { return Ok(None) };
        let Some((revision, path)) =
            rest.split_once(':').filter(|(revision, path)| !revision.is_empty() && !path.is_empty())
        else {
            bail!("error[git]: expected `git:REV:PATH`, found `{}`", side.display());
        };
        Self::at(revision, Path::new(path)).map(Some)
    }

    /// Checks out the description at `path` in `revision`, with the files beside and below it.
    pub(crate) fn at(revision: &str, path: &Path) -> Result<Self> {
        if revision.starts_with('-') {
            bail!("error[git]: expected a commit, found `{revision}`");
        }
        let here = folder_of(path)?;
        let here = here.as_path();
        let name = path.file_name().with_context(|| format!("`{}` is not the path of a file", path.display()))?;
        let listed = git(here, &["ls-tree", "-r", "-z", "--name-only", revision, "."])
            .with_context(|| format!("`{}` cannot be read in `{revision}`", path.display()))?;
        let listed = String::from_utf8_lossy(&listed).into_owned();
        let temporary = TempDir::with_prefix("generator-diff-").context("failed to create a temporary folder")?;
        let folder = temporary.path().canonicalize()?;
        let beside = path.parent().unwrap_or(Path::new("")).join("");
        let shown = format!("{revision}:{}", beside.display());
        let (revision, here) = (revision.to_owned(), here.to_owned());
        let checkout = Self { spec: folder.join(name), _temporary: temporary, folder, shown, revision, here };
        for file in listed.split('\0').filter(|file| is_part(file)) {
            let text = git(&checkout.here, &["show", &format!("{}:./{file}", checkout.revision)])?;
            let target = checkout.folder.join(file);
            if let Some(parent) = target.parent() {
                fs::create_dir_all(parent)?;
            }
            fs::write(&target, text).with_context(|| format!("failed to write `{}`", target.display()))?;
        }
        if !checkout.spec.is_file() {
            bail!("error[git]: `{}` is not in `{}`", path.display(), checkout.revision);
        }
        Ok(checkout)
    }

    /// Checks out the `api.lock.json` of the crate in `output`, if the commit has one; returns its folder and its
    /// displayed path.
    pub(crate) fn crate_before(&self, output: &Path) -> Result<(PathBuf, String)> {
        let place = output.ancestors().find(|folder| folder.is_dir()).unwrap_or(Path::new("."));
        let file = output.strip_prefix(place).unwrap_or(output).join(lock::FILE);
        let text = git(place, &["show", &format!("{}:./{}", self.revision, file.display())]);
        let folder = self.folder.join(".crate");
        fs::create_dir_all(&folder)?;
        if let Ok(text) = text {
            fs::write(folder.join(lock::FILE), text)?;
        }
        // Paths start at the root of the repository, as in git.
        let prefix = String::from_utf8(git(place, &["rev-parse", "--show-prefix"])?)?;
        Ok((folder, format!("{}:{}{}", self.revision, prefix.trim_end_matches('\n'), file.display())))
    }

    /// Resolves a path in the commit's `generator.yaml` against the working tree.
    pub(crate) fn outside(&self, path: &Path) -> PathBuf {
        normalised(&self.here.join(path))
    }

    pub(crate) fn folder(&self) -> &Path {
        &self.folder
    }
}

/// Finds the folder of a description, relative to the current folder or else to the root of the repository.
fn folder_of(path: &Path) -> Result<PathBuf> {
    let here = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if here.is_dir() {
        return Ok(here.to_owned());
    }
    let root = String::from_utf8(git(Path::new("."), &["rev-parse", "--show-toplevel"])?)?;
    let from_root = Path::new(root.trim_end_matches('\n')).join(here);
    if !from_root.is_dir() {
        let shown = here.display();
        bail!(
            "error[git]: there is no folder `{shown}`\n = help: start the path here or at the root of the repository"
        );
    }
    Ok(from_root)
}

fn is_part(file: &str) -> bool {
    let extension = Path::new(file).extension().and_then(|extension| extension.to_str()).unwrap_or_default();
    EXTENSIONS.contains(&extension) && !file.split('/').any(|part| part == "..")
}

fn git(folder: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let output = Command::new("git").arg("-C").arg(folder).args(arguments).output();
    let output = output.context("failed to run `git`")?;
    if !output.status.success() {
        bail!("error[git]: {}", String::from_utf8_lossy(&output.stderr).trim());
    }
    Ok(output.stdout)
}

//! The crate with the runtime, if it is not part of the client.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use config::RuntimeConfig;
use description::{display_name, normalise_path, relative_path};
use diag::{Diagnostic, Origin};
use model::{Api, TypeKind};
use output::{CrateSnapshot, FileSink, FolderKind, Stage};
use reading::Project;
use render::{RUNTIME_PACKAGE, RuntimeSource, runtime_crate};

/// The crate that has the runtime of a client.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Runtime {
    /// The client itself.
    Embedded,
    /// A crate in this folder, which the generator writes.
    Written(PathBuf),
    /// A package of this name in a registry.
    Published(String),
}

/// All files of a written runtime, whose folder is unchanged until [`FileSink::finish`].
pub(crate) struct StagedRuntime {
    pub(crate) sink: FileSink,
    /// The folder, relative to the client's.
    pub(crate) path: String,
    pub(crate) snapshot: Option<CrateSnapshot>,
    /// The note about an interrupted run, whose changes were undone.
    pub(crate) recovered: Option<Diagnostic>,
}

impl Runtime {
    /// Returns the configured runtime. Without one, several clients share a crate in the folder
    /// that contains their crates, and a client that shared a runtime before still does.
    pub(crate) fn of(
        configured: Option<&RuntimeConfig>,
        clients: Option<&Path>,
        output: &Path,
    ) -> Self {
        match configured {
            Some(RuntimeConfig::Embedded(_)) => Self::Embedded,
            Some(RuntimeConfig::Written(runtime)) => Self::Written(runtime.path.clone()),
            Some(RuntimeConfig::Published(runtime)) => Self::Published(runtime.package.clone()),
            None => clients
                .map(|folder| Self::Written(folder.join(RUNTIME_PACKAGE)))
                .or_else(|| previous_runtime(output))
                .unwrap_or(Self::Embedded),
        }
    }

    /// Returns the types of other clients that replace types of the client in the folder `output`,
    /// and implement the traits of its runtime, because those clients have the same.
    pub(crate) fn shared_types(
        &self,
        api: &Api,
        output: &Path,
        project: &Project,
    ) -> BTreeSet<String> {
        let dependencies = &api.package.dependencies;
        let is_shared = |path: &&str| {
            let Some((name, _)) = path.split_once("::types::") else {
                return false;
            };
            let mut entries = dependencies.iter();
            let dependency = entries.find(|(key, _)| key.replace('-', "_") == name);
            let folder = dependency.and_then(|(_, value)| value.get("path")?.as_str());
            folder.is_some_and(|folder| self.is_runtime_of(&output.join(folder), project))
        };
        replacing_types(api)
            .filter(is_shared)
            .map(str::to_owned)
            .collect()
    }

    /// Returns whether the client in this folder has the same runtime, which is another crate.
    fn is_runtime_of(&self, client: &Path, project: &Project) -> bool {
        let mut listed_crates = project.listed_crates.iter();
        let listed = listed_crates.find(|listed| is_same_folder(&listed.folder, client));
        let runtime = match listed {
            Some(listed) => Some(Self::of(
                listed.runtime.as_ref(),
                project.folder_of_clients.as_deref(),
                client,
            )),
            None => previous_runtime(client),
        };
        match (self, &runtime) {
            (Self::Written(own), Some(Self::Written(other))) => is_same_folder(own, other),
            (Self::Published(own), Some(Self::Published(other))) => own == other,
            _ => false,
        }
    }

    /// Returns the problem that a client without a runtime of its own has types of other crates:
    /// Rust allows no implementation of a trait of one crate for a type of another.
    pub(crate) fn unusable_replacement(
        &self,
        api: &Api,
        shared_types: &BTreeSet<String>,
    ) -> Option<Diagnostic> {
        if *self == Self::Embedded {
            return None;
        }
        let mut paths = replacing_types(api);
        let path =
            paths.find(|path| !path.starts_with("crate::") && !shared_types.contains(*path))?;
        let message = format!("`{path}` replaces a type, but the runtime is another crate");
        let problem = Diagnostic::error("shared-replacement", message);
        let problem = problem.at(&Origin::default().child("types"));
        Some(problem.help(
            "write `runtime: embedded`, or a type of one of your `modules`, or of a client with the same runtime",
        ))
    }

    /// Returns where the client in the folder `output` finds the runtime.
    pub(crate) fn source(&self, output: &Path) -> RuntimeSource {
        match self {
            Self::Embedded => RuntimeSource::Embedded,
            Self::Written(folder) => RuntimeSource::Folder(path_between(output, folder)),
            Self::Published(package) => RuntimeSource::Package(package.clone()),
        }
    }

    /// Compares the files of a written runtime with its folder, and stages changes if `writes`;
    /// `None` for a runtime that is not written.
    ///
    /// # Errors
    /// If the folder cannot be read or written, or has files that are not ours.
    pub(crate) fn stage(
        &self,
        output: &Path,
        writes: bool,
        is_recorded: bool,
    ) -> Result<Option<StagedRuntime>, Diagnostic> {
        let Self::Written(folder) = self else {
            return Ok(None);
        };
        if has_another_package(folder, output) {
            let message = format!(
                "`{}` has another package than the runtime",
                folder.display()
            );
            return Err(Diagnostic::error("same-output", message)
                .instead("nothing was written")
                .help("set another path for `runtime` in `generator.yaml`"));
        }
        let mut recovered = None;
        let mut sink = if writes {
            let (stage, recovery_note) = Stage::open(folder)?;
            recovered = recovery_note;
            FileSink::writing(folder, FolderKind::Runtime, stage)?
        } else {
            FileSink::checking(folder, FolderKind::Runtime)?
        };
        if is_recorded {
            sink = sink.with_snapshot();
        }
        for file in runtime_crate() {
            sink.take(file)?;
        }
        if writes {
            sink.refuse_foreign_files()?;
        }
        let snapshot = sink.take_snapshot();
        Ok(Some(StagedRuntime {
            sink,
            path: path_between(output, folder),
            snapshot,
            recovered,
        }))
    }
}

/// Returns whether a folder is that of the client, or already has another package.
fn has_another_package(folder: &Path, output: &Path) -> bool {
    let manifest = fs::read_to_string(folder.join("Cargo.toml"));
    let name = format!("name = \"{RUNTIME_PACKAGE}\"");
    is_same_folder(output, folder)
        || manifest.is_ok_and(|text| !text.lines().any(|line| line == name))
}

/// Returns the runtime on which the crate in the folder `output` depends, if any.
fn previous_runtime(output: &Path) -> Option<Runtime> {
    let manifest = fs::read_to_string(output.join("Cargo.toml")).ok()?;
    let dependency = format!("{RUNTIME_PACKAGE} = {{ ");
    let mut lines = manifest.lines();
    let source = lines.find_map(|line| line.strip_prefix(dependency.as_str()))?;
    let mut parts = source.split('"');
    match (parts.next()?, parts.next()?) {
        ("path = ", path) => Some(Runtime::Written(normalise_path(&output.join(path)))),
        ("package = ", package) => Some(Runtime::Published(package.to_owned())),
        _ => None,
    }
}

/// Returns the paths of the types of other crates, and of modules of one's own.
fn replacing_types(api: &Api) -> impl Iterator<Item = &str> {
    api.types.iter().filter_map(|(_, def)| match &def.kind {
        TypeKind::Replaced(replaced) => Some(replaced.path.as_str()),
        _ => None,
    })
}

fn is_same_folder(folder: &Path, other: &Path) -> bool {
    path_between(folder, other).is_empty()
}

/// Returns the path of a folder relative to another one, with forward slashes.
pub(crate) fn path_between(from: &Path, to: &Path) -> String {
    let [from, to] = [from, to].map(|path| {
        let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        normalise_path(&absolute)
    });
    display_name(&relative_path(&from, &to))
}

//! A configuration that lists the configurations of several clients.

use std::collections::BTreeMap;
use std::path::{self, Path, PathBuf};

use crate::project::Project;
use config::RuntimeConfig;
use description::{Failure, normalise_path};
use diag::{Diagnostic, Origin};

/// The crate of one of several clients.
#[derive(Clone, Debug)]
pub struct ListedCrate {
    /// Its folder, which is absolute.
    pub folder: PathBuf,
    /// Its configured runtime, whose path is resolved.
    pub runtime: Option<RuntimeConfig>,
}

impl Project {
    /// Returns a project for each client that the configuration lists, with the permissions of this
    /// project. If the configuration lists no clients, returns only this project.
    ///
    /// # Errors
    /// If this configuration cannot be used, if two clients have the same output folder, or if this
    /// project has settings that only one client can have, such as an output folder.
    pub fn clients(&self) -> Result<Vec<Self>, Failure> {
        let settings = self.own_settings()?;
        if settings.config.clients.is_empty() {
            return Ok(vec![self.clone()]);
        }
        if self.has_settings_of_one_client() {
            let problem = Diagnostic::error(
                "several-clients",
                "a description, an output folder, a package name, operations and overlays are those of one client, and \
                 the configuration lists several",
            );
            return Err(problem
                .help("name the configuration of one client with `--config`")
                .into());
        }
        let mut clients: Vec<Self> = Vec::new();
        let mut configs_by_output: BTreeMap<PathBuf, PathBuf> = BTreeMap::new();
        let mut crates: Vec<ListedCrate> = Vec::new();
        for (index, listed) in settings.config.clients.iter().enumerate() {
            let origin = Origin::default().child("clients").item(index);
            let config = settings.path(listed);
            let client = self.listed_client(&settings, listed, &origin);
            let mut is_module = false;
            let mut runtime = None;
            if let Ok(own) = client.own_settings() {
                if !own.config.clients.is_empty() {
                    return Err(settings.refuse(vec![nested_clients_error(&config).at(&origin)]));
                }
                is_module = own.config.module.is_some();
                runtime = own.runtime();
            }
            // A client that cannot be read fails in its own run, which does not affect the others.
            if let Ok(output) = client.output_folder() {
                let absolute = path::absolute(&output).unwrap_or_else(|_| output.clone());
                let folder = normalise_path(&absolute);
                if let Some(other) = configs_by_output.get(&folder) {
                    let problem = same_output_error(other, &config, &output);
                    return Err(settings.refuse(vec![problem.at(&origin)]));
                }
                if !is_module {
                    crates.push(ListedCrate {
                        folder: folder.clone(),
                        runtime,
                    });
                }
                configs_by_output.insert(folder, config);
            }
            clients.push(client);
        }
        let folders: Vec<&Path> = crates
            .iter()
            .map(|listed| listed.folder.as_path())
            .collect();
        if let [_, _, ..] = folders.as_slice()
            && let Some(folder) = shared_parent(&folders)
        {
            for client in &mut clients {
                client.folder_of_clients = Some(folder.clone());
                client.listed_crates.clone_from(&crates);
            }
        }
        Ok(clients)
    }
}

/// Returns the innermost folder that contains all of these folders, which are absolute.
fn shared_parent(folders: &[&Path]) -> Option<PathBuf> {
    let (first, others) = folders.split_first()?;
    let mut parents = first.ancestors().skip(1);
    parents
        .find(|parent| others.iter().all(|folder| folder.starts_with(parent)))
        .map(Path::to_owned)
}

/// Returns the problem that a listed configuration lists clients itself.
fn nested_clients_error(config: &Path) -> Diagnostic {
    let message = format!(
        "`{}` lists clients itself, expected the configuration of one client",
        config.display()
    );
    Diagnostic::error("several-clients", message).help("list its clients here instead")
}

/// Returns the problem that two configurations, which may be the same file, have the same output
/// folder.
fn same_output_error(first: &Path, second: &Path, output: &Path) -> Diagnostic {
    if first == second {
        let message = format!("`{}` is listed twice", first.display());
        return Diagnostic::error("same-output", message).help("remove one of the two");
    }
    let message = format!(
        "`{}` and `{}` both write to `{}`",
        first.display(),
        second.display(),
        output.display()
    );
    Diagnostic::error("same-output", message)
        .help("set another `output`, the path of a folder, in one of the two")
}

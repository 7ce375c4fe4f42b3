//! A configuration that lists the configurations of several clients.

use std::path::{Path, PathBuf};

use crate::diag::{Diagnostic, Origin};
use crate::generator::Generator;
use crate::source::Failure;

impl Generator {
    /// Returns a generator for each client that the configuration lists, with the permissions of this generator. If the
    /// configuration lists no clients, returns only this generator.
    ///
    /// # Errors
    /// If a configuration cannot be used, if two clients have the same output folder, or if this generator has settings
    /// that only one client can have, such as an output folder.
    pub fn clients(self) -> Result<Vec<Self>, Failure> {
        let settings = self.own_settings()?;
        if settings.config.clients.is_empty() {
            return Ok(vec![self]);
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
        let mut outputs: Vec<PathBuf> = Vec::new();
        for (at, path) in settings.config.clients.iter().enumerate() {
            let client = self.clone().config(settings.path(path));
            if let Some(output) = client.files()?.output {
                if outputs.contains(&output) {
                    return Err(settings.refuse(vec![same_output(&output, at)]));
                }
                outputs.push(output);
            }
            clients.push(client);
        }
        Ok(clients)
    }
}

fn same_output(output: &Path, client: usize) -> Diagnostic {
    let message = format!(
        "another client that is listed here also writes to `{}`",
        output.display()
    );
    Diagnostic::error("same-output", message)
        .at(&Origin::default().child("clients").item(client))
        .help("give each client a folder, with `output` in its `generator.yaml`")
}

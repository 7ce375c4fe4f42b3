//! A client that is a module of the user's crate.

use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer};

use crate::{Config, RuntimeConfig, string_or_object};
use diag::{Diagnostic, Origin};

/// A module that `generate` writes instead of a crate.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ModuleConfig {
    /// The folder of the module.
    pub folder: PathBuf,
    /// The path of the module in its crate, such as `crate::api`; by default, from the folder below
    /// `src`, or else from the name of the folder.
    pub path: Option<String>,
    /// The Cargo features of the crate that the module has, in addition to the default ones.
    #[serde(default)]
    pub features: Vec<String>,
    /// Whether the module has the default features (`rustls`, and `xml` if the API needs it).
    #[serde(default = "default_features")]
    #[schemars(extend("default" = true))]
    pub default_features: bool,
}

fn default_features() -> bool {
    true
}

impl ModuleConfig {
    /// Returns a module in this folder, with default settings.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self {
            folder: folder.into(),
            path: None,
            features: Vec::new(),
            default_features: true,
        }
    }
}

/// The value of `module`.
#[derive(JsonSchema)]
#[serde(untagged)]
pub(crate) enum ModuleSetting {
    /// The folder.
    Folder(PathBuf),
    /// The folder and more.
    Module(ModuleConfig),
}

impl<'de> Deserialize<'de> for ModuleSetting {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string_or_object::deserialize(
            deserializer,
            "a folder, or an object with `folder`, `path`, `features` and `default_features`",
            |folder| Self::Folder(folder.into()),
            Self::Module,
        )
    }
}

pub(crate) fn deserialize<'d, D: Deserializer<'d>>(
    deserializer: D,
) -> Result<Option<ModuleConfig>, D::Error> {
    let setting = Option::<ModuleSetting>::deserialize(deserializer)?;
    Ok(setting.map(|setting| match setting {
        ModuleSetting::Folder(folder) => ModuleConfig::new(folder),
        ModuleSetting::Module(module) => module,
    }))
}

impl Config {
    /// Returns the problems with a module next to other settings.
    pub(crate) fn problems_of_module(&self) -> Vec<Diagnostic> {
        if self.module.is_none() {
            return Vec::new();
        }
        let output = self.output.as_ref().map(|_| {
            let message = "`output` is the folder of a crate, and `module` that of a module";
            Diagnostic::error("module", message)
                .help("remove one of the two")
                .at(&Origin::default().child("output"))
        });
        output
            .into_iter()
            .chain(self.problem_of_module_runtime())
            .collect()
    }

    /// Returns the configured folder of the crate or the module.
    pub fn output_folder(&self) -> Option<&Path> {
        let module = self.module.as_ref().map(|module| &module.folder);
        self.output.as_ref().or(module).map(PathBuf::as_path)
    }

    /// Returns the problem that a module has no runtime of its own.
    pub fn problem_of_module_runtime(&self) -> Option<Diagnostic> {
        if matches!(&self.runtime, None | Some(RuntimeConfig::Embedded(_))) {
            return None;
        }
        let message = "a module contains its runtime, and `runtime` names another crate";
        Some(
            Diagnostic::error("module", message)
                .help("remove `runtime`, or generate a crate")
                .at(&Origin::default().child("runtime")),
        )
    }
}

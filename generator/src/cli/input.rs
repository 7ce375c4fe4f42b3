//! The description, the configuration and the output of a run.

use std::convert::Infallible;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};
use clap::Args;
use config::ModuleConfig;

use crate::Generator;
use reading::Settings;

#[derive(Args, Default)]
pub(super) struct Input {
    /// The OpenAPI 3 or Swagger 2.0 description, in YAML or JSON: a file, an https URL, or `-` for
    /// the standard input.
    #[arg(value_name = "DESCRIPTION")]
    file: Option<PathBuf>,
    /// The description, in place of the argument.
    #[arg(long, value_name = "FILE", conflicts_with = "file")]
    spec: Option<PathBuf>,
    /// The folder to write the crate to [default: `output` of generator.yaml, or else a folder
    /// named like the package, next to generator.yaml or, without that file, in the current
    /// folder].
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Write a module of your crate to DIR, such as `src/api`, instead of a crate. Its path is
    /// `crate::` and the folders below `src`, or else the name of the folder.
    #[arg(long, value_name = "DIR", conflicts_with_all = ["out", "package"])]
    module: Option<PathBuf>,
    /// The path of the module in your crate, if its folder has another one: `crate::api`.
    #[arg(long, value_name = "PATH", requires = "module")]
    module_path: Option<String>,
    /// The Cargo features that the module has, in addition to the default ones, separated by
    /// commas: `blocking,test-util`.
    #[arg(
        long,
        value_name = "FEATURES",
        requires = "module",
        value_delimiter = ',',
        value_parser = |name: &str| Ok::<_, Infallible>(name.trim().to_owned())
    )]
    features: Vec<String>,
    /// Leave out the default features of the module: the built-in HTTP client and its TLS.
    #[arg(long, requires = "module")]
    no_default_features: bool,
    /// The package name [default: from the configuration, or else from the title of the
    /// description].
    #[arg(long, value_name = "NAME")]
    package: Option<String>,
    /// The configuration [default: `generator.yaml` next to the description, if it is for that
    /// description; if no description is given, `generator.yaml` or `spec/generator.yaml` in this
    /// folder or the nearest parent folder].
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    /// Exit with 1 if there are warnings; the files are still written. Exit with 2 and write
    /// nothing if an item would keep its name, but mean something else.
    #[arg(long)]
    pub(super) strict: bool,
    /// Print every warning separately, even if one message repeats at several locations.
    #[arg(long)]
    pub(super) verbose: bool,
    /// An overlay, JSON patch or part of a description to apply to the description first; can be
    /// repeated.
    #[arg(long, value_name = "FILE")]
    overlay: Vec<PathBuf>,
    /// Keep only these operations, in addition to those that `include` of generator.yaml lists: an
    /// operationId, `tag:NAME`, a path (`/pets/*`), a method (`GET`), or method and path; can be
    /// repeated.
    #[arg(long, value_name = "OPERATIONS")]
    include: Vec<String>,
    /// Leave out these operations, in addition to those that `exclude` of generator.yaml lists; can
    /// be repeated.
    #[arg(long, value_name = "OPERATIONS")]
    exclude: Vec<String>,
    /// Follow `$ref`s to files outside the folder of the description.
    #[arg(long)]
    allow_outside: bool,
    /// Fetch `$ref`s to https URLs; needs a program built with the feature `remote`.
    #[arg(long)]
    allow_remote: bool,
}

impl Input {
    /// Returns the generator for the arguments of a command.
    pub(super) fn generator(self, command: &str) -> Result<Generator> {
        let spec = self.file.or(self.spec);
        let config = match (self.config, &spec) {
            (Some(config), _) => Some(config),
            (None, Some(spec)) => config_beside(spec)?,
            (None, None) => match find_config()? {
                Some(config) => Some(config),
                None => bail!(
                    "error[no-configuration]: no description is given, and neither this folder nor a parent has a \
                     `generator.yaml` or `spec/generator.yaml`\n = help: name a description: `sdkwright {command} openapi.yaml`"
                ),
            },
        };
        let mut generator = Generator::default()
            .allow_outside(self.allow_outside)
            .allow_remote(self.allow_remote);
        for overlay in self.overlay {
            generator = generator.overlay(overlay);
        }
        for operations in self.include {
            generator = generator.include(operations);
        }
        for operations in self.exclude {
            generator = generator.exclude(operations);
        }
        if let Some(config) = config {
            generator = generator.config(config);
        }
        if let Some(spec) = spec {
            generator = generator.spec(spec);
        }
        if let Some(out) = self.out {
            generator = generator.output(out);
        }
        if let Some(folder) = self.module {
            generator = generator.module_with(ModuleConfig {
                folder,
                path: self.module_path,
                features: self.features,
                default_features: !self.no_default_features,
            });
        }
        if let Some(package) = self.package {
            generator = generator.package(package);
        }
        Ok(generator)
    }
}

/// Returns the configuration in a folder: `generator.yaml`, or else `generator.yml`.
pub(super) fn config_in(folder: &Path) -> Option<PathBuf> {
    ["generator.yaml", "generator.yml"]
        .map(|name| folder.join(name))
        .into_iter()
        .find(|path| path.is_file())
}

/// Returns the configuration next to a description, unless its `spec` is another description. Fails
/// if the configuration is unreadable.
pub(super) fn config_beside(spec: &Path) -> Result<Option<PathBuf>> {
    let Some(config) = config_in(spec.parent().unwrap_or(Path::new(""))) else {
        return Ok(None);
    };
    let settings = Settings::load(&config)
        .map_err(|failure| failure.making_unusable("`generator.yaml` next to the description"))?;
    let Some(named) = settings.spec() else {
        return Ok(Some(config));
    };
    if is_same_file(&named, spec) {
        Ok(Some(config))
    } else {
        Ok(None)
    }
}

/// Returns whether two paths lead to the same existing file.
pub(super) fn is_same_file(one: &Path, other: &Path) -> bool {
    match (one.canonicalize(), other.canonicalize()) {
        (Ok(one), Ok(other)) => one == other,
        _ => false,
    }
}

/// Finds `generator.yaml`, or else `spec/generator.yaml`, in this folder or the nearest parent
/// folder.
pub(super) fn find_config() -> Result<Option<PathBuf>> {
    let here = std::env::current_dir().context("failed to find the current folder")?;
    let config_path = here
        .ancestors()
        .find_map(|folder| config_in(folder).or_else(|| config_in(&folder.join("spec"))));
    Ok(config_path.map(|path| path.strip_prefix(&here).map(Path::to_owned).unwrap_or(path)))
}

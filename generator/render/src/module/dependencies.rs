//! The features and dependencies of a client that is a module.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Map, Value};

use config::ModuleConfig;
use description::{display_name, enclosing_package, nearest_name, normalise_path, relative_path};
use diag::Diagnostic;
use model::Api;
use surface::{added_dependencies, features_and_dependencies};

/// The table of dependencies that a client does not have in a browser.
const NATIVE_DEPENDENCIES: &str = "target.'cfg(not(target_arch = \"wasm32\"))'.dependencies";

/// What a module has, and what its crate needs for it.
#[derive(Clone, Debug)]
pub(super) struct ModuleNeeds {
    /// The Cargo features that are on.
    pub(super) features: BTreeSet<String>,
    /// The commands that add the dependencies to a package.
    pub(super) add_commands: Vec<String>,
}

impl ModuleNeeds {
    pub(super) fn new(api: &Api, module: &ModuleConfig) -> Result<Self, Diagnostic> {
        let tables = features_and_dependencies(api);
        let mut definitions = feature_definitions(section(&tables, "features"));
        for name in api.features.names() {
            definitions.entry(name.to_owned()).or_default();
            if let Some(enabled_by_default) = definitions.get_mut("default") {
                enabled_by_default.push(name.to_owned());
            }
        }
        let mut features = module.features.iter();
        if let Some(unknown) = features.find(|name| !definitions.contains_key(*name)) {
            return Err(unknown_feature(unknown, definitions.keys()));
        }
        let mut enabled = EnabledFeatures::default();
        if module.default_features {
            enabled.add("default", &definitions);
        }
        for name in &module.features {
            enabled.add(name, &definitions);
        }
        let mut dependencies: Vec<Dependency> = Vec::new();
        // A module is for native targets.
        for line in section(&tables, "dependencies").chain(section(&tables, NATIVE_DEPENDENCIES)) {
            let Some(mut dependency) = Dependency::of_line(line) else {
                continue;
            };
            if line.contains("optional = true") && !enabled.crates.contains(&dependency.name) {
                continue;
            }
            let features = enabled.crate_features.remove(&dependency.name);
            dependency.features.extend(features.unwrap_or_default());
            dependencies.push(dependency);
        }
        dependencies.sort_by(|a, b| a.name.cmp(&b.name));
        let added = added_dependencies(&tables, &api.package.dependencies);
        dependencies.extend(
            added
                .iter()
                .map(|(name, value)| Dependency::of_value(name, value, &module.folder)),
        );
        Ok(Self {
            features: enabled.features,
            add_commands: add_commands(&dependencies),
        })
    }
}

fn unknown_feature<'f>(name: &str, features: impl Iterator<Item = &'f String>) -> Diagnostic {
    let names: Vec<&str> = features
        .map(String::as_str)
        .filter(|name| *name != "default" && !name.starts_with('_'))
        .collect();
    let problem = Diagnostic::error("module", format!("the client has no feature `{name}`"));
    let help = match nearest_name(name, names.iter().copied()) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => format!("its features are {}", names.join(", ")),
    };
    problem.instead("nothing was written").help(help)
}

/// Returns the lines of a table without comments.
fn section<'t>(tables: &'t str, name: &str) -> impl Iterator<Item = &'t str> {
    let header = format!("[{name}]");
    tables
        .lines()
        .skip_while(move |line| *line != header)
        .skip(1)
        .take_while(|line| !line.starts_with('['))
        .filter(|line| !line.starts_with('#'))
}

/// Returns what each feature enables.
fn feature_definitions<'t>(lines: impl Iterator<Item = &'t str>) -> BTreeMap<String, Vec<String>> {
    lines
        .filter_map(|line| line.split_once(" = "))
        .map(|(name, enabled)| (name.to_owned(), quoted(enabled)))
        .collect()
}

/// Returns the texts in quotes.
fn quoted(text: &str) -> Vec<String> {
    text.split('"')
        .skip(1)
        .step_by(2)
        .map(str::to_owned)
        .collect()
}

#[derive(Default)]
struct EnabledFeatures {
    features: BTreeSet<String>,
    /// The optional crates that are enabled.
    crates: BTreeSet<String>,
    crate_features: BTreeMap<String, BTreeSet<String>>,
}

impl EnabledFeatures {
    /// Adds a feature and what it enables.
    fn add(&mut self, name: &str, definitions: &BTreeMap<String, Vec<String>>) {
        if !self.features.insert(name.to_owned()) {
            return;
        }
        for enabled in definitions.get(name).into_iter().flatten() {
            if let Some(package) = enabled.strip_prefix("dep:") {
                self.crates.insert(package.to_owned());
            } else if let Some((package, feature)) = enabled.split_once('/') {
                // `rustls?/ring` does not enable the crate itself.
                let crate_name = package.trim_end_matches('?');
                if crate_name == package {
                    self.crates.insert(crate_name.to_owned());
                }
                let features = self.crate_features.entry(crate_name.to_owned());
                features.or_default().insert(feature.to_owned());
            } else {
                self.add(enabled, definitions);
            }
        }
    }
}

/// A dependency of the user's crate.
struct Dependency {
    name: String,
    /// The arguments of `cargo add` that say where the crate is.
    source: String,
    has_default_features: bool,
    features: BTreeSet<String>,
    /// Whether the crate is in the registry and has no other name here.
    is_plain: bool,
}

impl Dependency {
    /// Reads a line of the dependencies of emitted code.
    fn of_line(line: &str) -> Option<Self> {
        let (name, value) = line.split_once(" = ")?;
        let mut texts = quoted(value).into_iter();
        let version = texts.next()?;
        Some(Self {
            name: name.to_owned(),
            source: format!("{name}@{version}"),
            has_default_features: !value.contains("default-features = false"),
            features: texts.collect(),
            is_plain: true,
        })
    }

    /// Reads a dependency of `generator.yaml`, whose path is relative to the folder of the module.
    fn of_value(name: &str, value: &Value, folder: &Path) -> Self {
        let empty = Map::new();
        let table = value.as_object().unwrap_or(&empty);
        let text = |key: &str| table.get(key).and_then(Value::as_str);
        let package = text("package").unwrap_or(name);
        let path = text("path").map(|path| path_from_package(path, folder));
        // Cargo refuses a version next to a folder or a repository.
        let is_in_registry = path.is_none() && text("git").is_none();
        let version = value.as_str().or_else(|| text("version"));
        let mut source = match version.filter(|_| is_in_registry) {
            Some(version) => quoted_argument(&format!("{package}@{version}")),
            None => package.to_owned(),
        };
        if let Some(path) = path {
            let _ = write!(source, " --path {}", quoted_argument(&path));
        }
        for option in ["git", "branch", "tag", "rev", "registry"] {
            if let Some(argument) = text(option) {
                let _ = write!(source, " --{option} {}", quoted_argument(argument));
            }
        }
        if package != name {
            let _ = write!(source, " --rename {name}");
        }
        if table.get("optional") == Some(&Value::Bool(true)) {
            source.push_str(" --optional");
        }
        let features = table.get("features").and_then(Value::as_array);
        Self {
            name: package.to_owned(),
            is_plain: !source.contains(" --"),
            source,
            has_default_features: table.get("default-features") != Some(&Value::Bool(false)),
            features: features
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
        }
    }
}

/// Returns a path relative to the package that contains the module, where `cargo add` runs. Without
/// a package, it remains relative to the folder of the module.
fn path_from_package(path: &str, folder: &Path) -> String {
    let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let folder = normalise_path(&folder);
    match enclosing_package(&folder) {
        Some(package) if Path::new(path).is_relative() => {
            display_name(&relative_path(package, &normalise_path(&folder.join(path))))
        }
        _ => path.to_owned(),
    }
}

/// Returns an argument in quotes, if a shell needs them.
fn quoted_argument(argument: &str) -> String {
    let is_plain = |c: char| c.is_alphanumeric() || "-_./\\@:=+,^~".contains(c);
    match argument.chars().all(is_plain) {
        true => argument.to_owned(),
        false => format!("\"{argument}\""),
    }
}

/// Returns a command for all dependencies that need no options, one for those that only need no
/// default features, and one for each of the others.
fn add_commands(dependencies: &[Dependency]) -> Vec<String> {
    let mut commands = Vec::new();
    for has_default_features in [true, false] {
        let sources: Vec<&str> = dependencies
            .iter()
            .filter(|dependency| dependency.is_plain && dependency.features.is_empty())
            .filter(|dependency| dependency.has_default_features == has_default_features)
            .map(|dependency| dependency.source.as_str())
            .collect();
        if !sources.is_empty() {
            commands.push(add_command(&sources.join(" "), has_default_features, &[]));
        }
    }
    for dependency in dependencies {
        if !dependency.is_plain || !dependency.features.is_empty() {
            let features: Vec<&str> = dependency.features.iter().map(String::as_str).collect();
            let has_default_features = dependency.has_default_features;
            commands.push(add_command(
                &dependency.source,
                has_default_features,
                &features,
            ));
        }
    }
    commands
}

fn add_command(sources: &str, has_default_features: bool, features: &[&str]) -> String {
    let mut command = format!("cargo add {sources}");
    if !has_default_features {
        command.push_str(" --no-default-features");
    }
    if !features.is_empty() {
        let _ = write!(command, " --features {}", features.join(","));
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn commands_name_versions_features_and_sources() {
        let lines = [
            "http = \"1\"",
            "jiff = { version = \"1\", default-features = false, features = [\"alloc\"], optional = true }",
        ];
        let mut dependencies: Vec<Dependency> =
            lines.into_iter().filter_map(Dependency::of_line).collect();
        let module = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/api");
        for (name, value) in [
            ("money", json!("2")),
            ("time", json!(">=1, <3")),
            (
                "shared",
                json!({"package": "shared-types", "path": "../shared", "features": ["serde"]}),
            ),
            (
                "mine",
                json!({"version": "1", "path": "../../../my crate", "optional": true}),
            ),
            (
                "theirs",
                json!({"version": "1", "git": "https://git.example/a", "tag": "v1"}),
            ),
        ] {
            dependencies.push(Dependency::of_value(name, &value, &module));
        }
        assert_eq!(
            add_commands(&dependencies),
            [
                "cargo add http@1 money@2 \"time@>=1, <3\"",
                "cargo add jiff@1 --no-default-features --features alloc",
                "cargo add shared-types --path src/shared --rename shared --features serde",
                "cargo add mine --path \"../my crate\" --optional",
                "cargo add theirs --git https://git.example/a --tag v1",
            ]
        );
    }

    #[test]
    fn the_manifest_has_the_table_of_native_dependencies() {
        let tables = surface::RUNTIME_FEATURES_AND_DEPENDENCIES;
        let mut lines = section(tables, NATIVE_DEPENDENCIES);
        assert!(lines.any(|line| line.starts_with("tokio = ")), "{tables}");
    }

    #[test]
    fn a_feature_enables_others_and_optional_crates() {
        let definitions = feature_definitions(section(
            "[features]\ndefault = [\"tls\"]\n# Docs.\ntls = [\"http/tls\", \"dep:tls\", \"log?/std\"]\nother = []\n\n[dependencies]\nx = \"1\"",
            "features",
        ));
        let mut enabled = EnabledFeatures::default();
        enabled.add("default", &definitions);
        assert_eq!(Vec::from_iter(&enabled.features), ["default", "tls"]);
        assert_eq!(Vec::from_iter(&enabled.crates), ["http", "tls"]);
        assert_eq!(Vec::from_iter(&enabled.crate_features["http"]), ["tls"]);
    }
}

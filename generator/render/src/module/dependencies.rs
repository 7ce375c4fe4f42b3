//! The features and dependencies of a client that is a module.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use serde_json::{Map, Value};

use description::nearest_name;
use diag::Diagnostic;
use model::Api;
use surface::features_and_dependencies;

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
    pub(super) fn new(
        api: &Api,
        features: &[String],
        has_default_features: bool,
    ) -> Result<Self, Diagnostic> {
        let tables = features_and_dependencies(api);
        let mut definitions = feature_definitions(section(&tables, "features"));
        for name in api.features.names() {
            definitions.entry(name.to_owned()).or_default();
            if let Some(enabled_by_default) = definitions.get_mut("default") {
                enabled_by_default.push(name.to_owned());
            }
        }
        if let Some(unknown) = features
            .iter()
            .find(|name| !definitions.contains_key(*name))
        {
            return Err(unknown_feature(unknown, definitions.keys()));
        }
        let mut enabled = EnabledFeatures::default();
        if has_default_features {
            enabled.add("default", &definitions);
        }
        for name in features {
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
        let own = &api.package.dependencies;
        dependencies.extend(
            own.iter()
                .map(|(name, value)| Dependency::of_value(name, value)),
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
                let is_enabled = !package.ends_with('?');
                let package = package.trim_end_matches('?');
                if is_enabled {
                    self.crates.insert(package.to_owned());
                }
                let features = self.crate_features.entry(package.to_owned());
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

    /// Reads a dependency of `generator.yaml`.
    fn of_value(name: &str, value: &Value) -> Self {
        let empty = Map::new();
        let table = value.as_object().unwrap_or(&empty);
        let text = |key: &str| table.get(key).and_then(Value::as_str);
        let package = text("package").unwrap_or(name);
        let mut source = package.to_owned();
        if let Some(version) = value.as_str().or_else(|| text("version")) {
            let _ = write!(source, "@{version}");
        }
        let mut is_plain = true;
        for option in ["path", "git", "branch", "tag", "rev", "registry"] {
            if let Some(value) = text(option) {
                let _ = write!(source, " --{option} {value}");
                is_plain = false;
            }
        }
        if package != name {
            let _ = write!(source, " --rename {name}");
            is_plain = false;
        }
        let features = table.get("features").and_then(Value::as_array);
        Self {
            name: package.to_owned(),
            source,
            has_default_features: table.get("default-features") != Some(&Value::Bool(false)),
            features: features
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .map(str::to_owned)
                .collect(),
            is_plain,
        }
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
        dependencies.push(Dependency::of_value("money", &json!("2")));
        let shared = json!({"package": "shared-types", "path": "../shared", "features": ["serde"]});
        dependencies.push(Dependency::of_value("shared", &shared));
        assert_eq!(
            add_commands(&dependencies),
            [
                "cargo add http@1 money@2",
                "cargo add jiff@1 --no-default-features --features alloc",
                "cargo add shared-types --path ../shared --rename shared --features serde",
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

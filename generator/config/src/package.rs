//! `package`: the manifest of the emitted crate.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

use crate::{license, string_or_object};
use diag::{Diagnostic, Origin};
use model::MIN_RUST_VERSION;

/// The emitted package.
///
/// ```yaml
/// package:
///   name: pets
///   version: 0.1.0
///   license: MIT OR Apache-2.0
///   authors: [The animal shelter <api@pets.example>]
///   repository: https://git.example/pets
///   publish: true
///   dependencies:
///     hex: '0.4'
///     rand: { version: '0.9', default-features: false }
///   lints: { clippy: { pedantic: { level: warn, priority: -1 } } }
/// ```
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct PackageConfig {
    /// The name of the package; by default, from the title of the description.
    #[schemars(regex(pattern = "^[A-Za-z_][A-Za-z0-9_-]*$"))]
    pub name: Option<String>,
    /// The version of the package, which `diff --bump` writes; 0.1.0 by default.
    #[schemars(regex(pattern = r"^[0-9]{1,19}(\.[0-9]{1,19}){2}([-+][A-Za-z0-9.+-]*)?$"))]
    pub version: Option<String>,
    /// A text of one line; by default, from the title of the description.
    pub description: Option<String>,
    /// An SPDX expression; by default, the license of the description, if it has one. The texts of
    /// MIT and Apache-2.0 become files.
    pub license: Option<String>,
    /// The path of another license in the crate, instead of `license`.
    pub license_file: Option<String>,
    /// People and organizations, as `Name <mail@example.com>`, which are also the copyright holders
    /// in the text of the MIT license.
    pub authors: Vec<String>,
    /// Search keywords on crates.io, at most five; by default `api`, `client` and `openapi`.
    pub keywords: Option<Vec<String>>,
    /// Categories of crates.io, at most five; by default `api-bindings`.
    pub categories: Option<Vec<String>>,
    /// URL of the sources.
    pub repository: Option<String>,
    /// URL of the home page; by default, the URL of `externalDocs` or else of `info.contact` in the
    /// description.
    pub homepage: Option<String>,
    /// URL of the documentation, if it is not on docs.rs.
    pub documentation: Option<String>,
    /// The oldest supported version of Rust; 1.88 by default, which is also the minimum.
    pub rust_version: Option<String>,
    /// Where the package may be published, which decides the installation instructions of its
    /// README; without this key, the README shows a dependency by path.
    pub publish: Option<PublishConfig>,
    /// Whether the crate includes the description, with overlays applied, as `openapi.json` and the
    /// constant `OPENAPI`.
    pub openapi: bool,
    /// Dependencies of your modules, by name. One that clients have anyway can only have `features`,
    /// which are added.
    pub dependencies: IndexMap<String, DependencyConfig>,
    /// Levels of lints, as in `[lints]` of `Cargo.toml`.
    pub lints: LintsConfig,
}

/// Where a package may be published.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected `true`, `false`, or an array of names of registries"
)]
pub enum PublishConfig {
    /// On crates.io (`true`), or nowhere.
    Allowed(bool),
    /// Only in these registries.
    Registries(Vec<String>),
}

/// A dependency, as in `Cargo.toml`.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[serde(untagged)]
pub enum DependencyConfig {
    /// The required version.
    Version(String),
    /// The keys of `Cargo.toml`.
    Table(Box<DependencyTable>),
}

/// The keys of a dependency in a manifest.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields, rename_all = "kebab-case")]
pub struct DependencyTable {
    /// The required version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The folder of the package, relative to the folder of the crate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// The URL of the package's repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub git: Option<String>,
    /// A branch of the repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// A tag of the repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<String>,
    /// A commit of the repository.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rev: Option<String>,
    /// The registry, if it is not crates.io.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registry: Option<String>,
    /// The name of the package, if it differs from the key.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub package: Option<String>,
    /// Whether the default features are enabled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub default_features: Option<bool>,
    /// Enabled features.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub features: Vec<String>,
    /// Whether a feature of the same name enables the dependency.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub optional: Option<bool>,
    /// Whether the version is inherited from the workspace around the crate.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub workspace: Option<bool>,
}

/// Implemented manually, so that a problem inside of the table keeps its location and message.
impl<'de> Deserialize<'de> for DependencyConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string_or_object::deserialize(
            deserializer,
            "a version in quotes, or an object with the keys of a dependency in `Cargo.toml`",
            Self::Version,
            |table| Self::Table(Box::new(table)),
        )
    }
}

/// Lint levels, by tool.
#[derive(Clone, Debug, Default, Deserialize, Serialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct LintsConfig {
    /// Whether the levels are inherited from the workspace around the crate.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub workspace: bool,
    /// Lints of rustc.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub rust: IndexMap<String, LintConfig>,
    /// Lints of Clippy.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub clippy: IndexMap<String, LintConfig>,
    /// Lints of rustdoc.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub rustdoc: IndexMap<String, LintConfig>,
}

/// The level of a lint.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(
    untagged,
    expecting = "expected `allow`, `warn`, `deny` or `forbid`, or an object with `level` and `priority`"
)]
pub enum LintConfig {
    /// The level alone.
    Level(LintLevel),
    /// The level of a group of lints, and its priority.
    Ranked {
        /// The level.
        level: LintLevel,
        /// Levels with a higher priority take precedence; lints without a priority have 0.
        priority: i64,
    },
}

/// How the compiler treats what a lint finds.
#[derive(Clone, Copy, Debug, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum LintLevel {
    /// Ignores it.
    Allow,
    /// Warns.
    Warn,
    /// Fails.
    Deny,
    /// Fails, whatever the code allows.
    Forbid,
}

/// The maximum number of keywords, and of categories, on crates.io.
const MAX_TERMS: usize = 5;

/// The maximum length of a keyword on crates.io.
const MAX_KEYWORD: usize = 20;

impl PackageConfig {
    /// Returns the version requirement.
    pub fn version(&self) -> &str {
        self.version.as_deref().unwrap_or("0.1.0")
    }

    /// Returns whether `dependencies` has the crate with this name in code.
    pub fn has_dependency(&self, name: &str) -> bool {
        let mut names = self.dependencies.keys();
        names.any(|known| known.replace('-', "_") == name)
    }

    /// Returns a problem for each value that Cargo or crates.io would refuse.
    pub fn unusable_values(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        if let Some(license) = &self.license {
            let problem = unusable_license(license);
            problems.extend(problem.map(|problem| problem.at(&package_key_origin("license"))));
            if self.license_file.is_some() {
                let problem = unusable_package_value(
                    "a package has either `license` or `license_file`, found both".to_owned(),
                );
                problems.push(
                    problem
                        .at(&package_key_origin("license_file"))
                        .help("remove `license_file` if SPDX has the license"),
                );
            }
        }
        problems.extend(self.unusable_urls());
        problems.extend(self.unusable_terms());
        if let Some(version) = &self.rust_version
            && !is_supported_rust(version)
        {
            let problem = unusable_package_value(format!(
                "expected a version of Rust from {MIN_RUST_VERSION} on, found `{version}`"
            ));
            problems.push(
                problem
                    .at(&package_key_origin("rust_version"))
                    .help("emitted code needs that version"),
            );
        }
        problems
    }

    fn unusable_urls(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for (key, url) in [
            ("repository", &self.repository),
            ("homepage", &self.homepage),
            ("documentation", &self.documentation),
        ] {
            if let Some(url) = url.as_ref().filter(|url| !is_web_address(url)) {
                let problem = unusable_package_value(format!("expected a URL, found `{url}`"));
                problems.push(
                    problem
                        .at(&package_key_origin(key))
                        .help("begin with `https://`"),
                );
            }
        }
        problems
    }

    /// Returns problems of keywords and categories.
    fn unusable_terms(&self) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        let terms = [
            ("keywords", &self.keywords),
            ("categories", &self.categories),
        ];
        for (key, terms) in terms {
            let Some(terms) = terms else { continue };
            if terms.len() > MAX_TERMS {
                let problem = unusable_package_value(format!(
                    "expected at most {MAX_TERMS} {key}, found {}",
                    terms.len()
                ));
                problems.push(problem.at(&package_key_origin(key)).help("remove some"));
            }
        }
        for (index, keyword) in self.keywords.iter().flatten().enumerate() {
            if is_crate_keyword(keyword) {
                continue;
            }
            let problem = unusable_package_value(format!("`{keyword}` is not a keyword"));
            let help = format!(
                "write at most {MAX_KEYWORD} ASCII letters, digits, `-`, `_` and `+`, a letter or digit first"
            );
            problems.push(
                problem
                    .at(&package_key_origin("keywords").item(index))
                    .help(help),
            );
        }
        problems
    }
}

/// Returns the error that a value of `package` cannot be used.
pub fn unusable_package_value(message: String) -> Diagnostic {
    Diagnostic::error("unusable-package-value", message)
}

/// Returns the problem of a text that crates.io does not accept as a license.
fn unusable_license(text: &str) -> Option<Diagnostic> {
    let reason = license::expression_error(text)?;
    let problem = unusable_package_value(format!("`{text}` is not an SPDX expression: {reason}"));
    Some(problem.help(match license::id_of_name(text) {
        Some(id) => format!("write `{id}`"),
        None => {
            "write for instance `MIT OR Apache-2.0`, or name the file of the license with `license_file`".to_owned()
        }
    }))
}

/// Returns whether a URL begins with `https://` or `http://`.
pub fn is_web_address(url: &str) -> bool {
    let host = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    host.is_some_and(|host| host.starts_with(|c: char| c.is_alphanumeric() || c == '['))
        && !url.contains(char::is_whitespace)
}

fn is_crate_keyword(text: &str) -> bool {
    text.len() <= MAX_KEYWORD
        && text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '+'))
}

/// Returns the location of a key of `package` in the configuration.
pub(super) fn package_key_origin(key: &str) -> Origin {
    Origin::default().child("package").child(key)
}

/// Returns whether a text is a version of Rust, such as `1.90` or `1.90.0`, that compiles emitted
/// code.
fn is_supported_rust(version: &str) -> bool {
    match (version_numbers(version), version_numbers(MIN_RUST_VERSION)) {
        (Some(numbers), Some(minimum)) => (2..=3).contains(&numbers.len()) && numbers >= minimum,
        _ => false,
    }
}

/// Returns the numbers in a version such as `1.90.0`; `None` if a part is not a number.
fn version_numbers(text: &str) -> Option<Vec<u32>> {
    text.split('.').map(|part| part.parse().ok()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_that_cargo_refuses_are_found() {
        for (text, expected) in [
            (
                "license: MIT OR Apache-2.0\nhomepage: https://a.example/b",
                None,
            ),
            ("license: Proprietary", Some("/package/license")),
            (
                "license: MIT\nlicense_file: LICENSE",
                Some("/package/license_file"),
            ),
            ("license_file: LICENSE", None),
            ("repository: git@a.example", Some("/package/repository")),
            (
                "documentation: 'https:// a'",
                Some("/package/documentation"),
            ),
            ("keywords: [a, b, c, d, e, f]", Some("/package/keywords")),
            ("keywords: [pets, two words]", Some("/package/keywords/1")),
            (
                "categories: [a, b, c, d, e, f]",
                Some("/package/categories"),
            ),
            ("rust_version: '1.88'", None),
            ("rust_version: '1.90.1'", None),
            ("rust_version: '1.70'", Some("/package/rust_version")),
            ("rust_version: stable", Some("/package/rust_version")),
        ] {
            let config: PackageConfig = serde_yaml::from_str(text).unwrap();
            let problems = config.unusable_values();
            let found = problems
                .first()
                .map(|problem| problem.origin.as_ref().unwrap().pointer.to_string());
            assert_eq!(found.as_deref(), expected, "{text}");
        }
    }

    #[test]
    fn dependencies_are_versions_or_tables() {
        let text =
            "dependencies: {a: '1', b: {version: '2', features: [c], default-features: false}}";
        let config: PackageConfig = serde_yaml::from_str(text).unwrap();
        let json = serde_json::to_value(&config.dependencies).unwrap();
        let table =
            serde_json::json!({"version": "2", "default-features": false, "features": ["c"]});
        assert_eq!(json, serde_json::json!({"a": "1", "b": table}));
    }

    #[test]
    fn a_wrong_expression_has_a_suggestion() {
        assert!(unusable_license("MIT OR Apache-2.0").is_none());
        let problem = unusable_license("Apache 2.0").unwrap();
        assert_eq!(problem.help.as_deref(), Some("write `Apache-2.0`"));
        assert!(
            unusable_license("Proprietary")
                .unwrap()
                .help
                .unwrap()
                .contains("license_file")
        );
    }
}

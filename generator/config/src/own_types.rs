//! Types as the user wants them: names, replacements, derives and attributes.

use std::fmt;

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{MapAccess, SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::{Config, string_or_object};
use diag::{Diagnostic, Origin};
use model::{AddedCode, StdTrait, last_segment};

/// The key of `derives` and `attributes` that stands for all types.
pub const ALL_TYPES: &str = "*";

/// Dependencies of emitted crates that always have what a replacement needs.
const KNOWN_CRATES: &[&str] = &[
    "crate",
    "alloc",
    "core",
    "std",
    "bytes",
    "http",
    "serde",
    "serde_json",
];

/// Types that the runtime reads and writes itself.
const IMPLEMENTED_TYPES: &[&str] = &["serde_json::Value", "std::string::String"];

/// Dependencies of emitted crates that are optional, unless a type of them replaces another. Such a
/// type needs their feature `serde`.
const CONVERTED_CRATES: &[&str] = &["chrono", "jiff", "uuid"];

/// A derive that describes the JSON of a type. It reads it from the attributes of `serde`, which
/// emitted types do not have, so it would describe the Rust fields instead.
const DERIVE_OF_FIELDS: &str = "utoipa::ToSchema";

/// What `types` says: the names of some types, and the types that replace others.
#[derive(Clone, Debug, Default)]
pub struct TypesConfig {
    /// Names, by schema.
    pub names: IndexMap<String, String>,
    /// Replacements, by schema or by `format:NAME`.
    pub replaced: IndexMap<String, ReplacementConfig>,
}

/// A type of another crate, which replaces an emitted one.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReplacementConfig {
    /// The path of the type: `rust_decimal::Decimal`.
    #[serde(rename = "use")]
    pub path: String,
    /// The required version of its crate, unless `package.dependencies` has the crate.
    pub version: Option<String>,
    /// The folder of its crate, relative to the folder of the emitted crate.
    #[serde(rename = "path")]
    pub folder: Option<String>,
    /// The package of its crate, if their names differ: `my-types`.
    pub package: Option<String>,
    /// Enabled features of its crate.
    #[serde(default)]
    pub features: Vec<String>,
}

/// The name of a type, or its replacement.
#[derive(Clone, Debug, JsonSchema)]
#[serde(untagged)]
pub(super) enum TypeConfig {
    /// The name of the type.
    Name(String),
    /// The type that replaces it.
    Replaced(ReplacementConfig),
}

/// Implemented manually, so that a problem inside of the object keeps its location and message.
impl<'de> Deserialize<'de> for TypeConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        string_or_object::deserialize(
            deserializer,
            "the name of a type, or an object with `use`, the path of a type",
            Self::Name,
            Self::Replaced,
        )
    }
}

impl<'de> Deserialize<'de> for TypesConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let mut types = Self::default();
        for (key, value) in IndexMap::<String, TypeConfig>::deserialize(deserializer)? {
            match value {
                TypeConfig::Name(name) => {
                    types.names.insert(key, name);
                }
                TypeConfig::Replaced(replacement) => {
                    types.replaced.insert(key, replacement);
                }
            }
        }
        Ok(types)
    }
}

/// Derives, by schema or by the name of a type; those of all types have the key [`ALL_TYPES`].
#[derive(Clone, Debug, Default)]
pub struct DerivesConfig(pub IndexMap<String, Vec<String>>);

/// The derives of all types, or of some.
#[derive(JsonSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "only its schema is used")]
pub(super) enum DerivesChoice {
    /// The derives of all types that can have them.
    All(Vec<String>),
    /// The derives of each type.
    Some(IndexMap<String, Vec<String>>),
}

impl<'de> Deserialize<'de> for DerivesConfig {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl<'de> Visitor<'de> for Either {
            type Value = DerivesConfig;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an array of derives, or an object with such an array for each type")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, list: A) -> Result<DerivesConfig, A::Error> {
                let derives = Vec::deserialize(SeqAccessDeserializer::new(list))?;
                Ok(DerivesConfig([(ALL_TYPES.to_owned(), derives)].into()))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<DerivesConfig, A::Error> {
                IndexMap::deserialize(MapAccessDeserializer::new(map)).map(DerivesConfig)
            }
        }

        deserializer.deserialize_any(Either)
    }
}

impl Config {
    /// Returns problems of replacements and derives that are independent of the description.
    pub(super) fn problems_of_own_types(&self) -> Vec<Diagnostic> {
        let types = Origin::default().child("types");
        let replacements = self.types.replaced.iter();
        let mut problems: Vec<Diagnostic> = replacements
            .filter_map(|(key, replacement)| {
                self.unusable_replacement(replacement, &types.child(key))
            })
            .collect();
        let derives = Origin::default().child("derives");
        for (key, paths) in &self.derives.0 {
            for (index, path) in paths.iter().enumerate() {
                problems.extend(self.unusable_derive(path, &derives.child(key).item(index)));
            }
        }
        let attributes = Origin::default().child("attributes");
        for (key, texts) in &self.attributes {
            for (index, text) in texts
                .iter()
                .enumerate()
                .filter(|(_, text)| !is_attribute(text))
            {
                let message = format!("`{text}` is not an attribute");
                let problem = Diagnostic::error("unusable-attribute", message)
                    .at(&attributes.child(key).item(index));
                problems
                    .push(problem.help("write what is between `#[` and `]`, such as `must_use`"));
            }
        }
        problems
    }

    fn unusable_replacement(
        &self,
        replacement: &ReplacementConfig,
        at: &Origin,
    ) -> Option<Diagnostic> {
        let path = &replacement.path;
        if path.contains('<') {
            let message = format!("`{path}` has type arguments");
            return Some(unusable_path(message, &at.child("use")).help(
                "name the type by `pub type` in a crate of yours, and write the path of this name",
            ));
        }
        let Some(name) = crate_of_path(path).filter(|_| is_path(path)) else {
            let message = format!("`{path}` is not the path of a type");
            return Some(
                unusable_path(message, &at.child("use"))
                    .help("write the whole path, such as `rust_decimal::Decimal`"),
            );
        };
        if IMPLEMENTED_TYPES.contains(&path.as_str()) {
            let message = format!("`{path}` cannot replace a type, because clients use it anyway");
            let help = "remove the line, or write a type of your own around it";
            return Some(unusable_path(message, &at.child("use")).help(help));
        }
        let has_source = replacement.version.is_some() || replacement.folder.is_some();
        if CONVERTED_CRATES.contains(&name) && (has_source || !replacement.features.is_empty()) {
            let message = format!("emitted crates have a dependency `{name}` already");
            let help = "write only `use`; programs can enable further features of the crate";
            return Some(unusable_path(message, at).help(help));
        }
        let mut others = self.types.replaced.values();
        let has_source = others.any(|other| {
            crate_of_path(&other.path) == Some(name)
                && (other.version.is_some() || other.folder.is_some())
        });
        if has_source || CONVERTED_CRATES.contains(&name) || self.can_name(name) {
            return None;
        }
        Some(unknown_crate(name, &at.child("use")).help(
            "write `version: '…'` or `path: …` beside `use`, or add the crate to `package.dependencies`",
        ))
    }

    fn unusable_derive(&self, path: &str, at: &Origin) -> Option<Diagnostic> {
        if StdTrait::of_path(path).is_some() || emitted_trait(path).is_some() {
            return None;
        }
        let Some(name) = crate_of_path(path).filter(|_| is_path(path)) else {
            let message = format!("`{path}` is not the path of a derive");
            return Some(unusable_path(message, at).help(
                "write a trait of the standard library, such as `Hash`, or a whole path, such as `strum::EnumCount`",
            ));
        };
        if path == DERIVE_OF_FIELDS {
            let message = format!("no emitted type can derive `{path}`");
            return Some(unusable_path(message, at).help(format!(
                "it sees the Rust fields; the schemas of `{}` describe the JSON",
                AddedCode::JSON_SCHEMA
            )));
        }
        if self.can_name(name) {
            return None;
        }
        Some(unknown_crate(name, at).help(format!(
            "write `package: {{ dependencies: {{ {name}: '…' }} }}` with its version"
        )))
    }

    /// Returns whether the code of the emitted crate can name this crate.
    fn can_name(&self, name: &str) -> bool {
        KNOWN_CRATES.contains(&name) || self.package.has_dependency(name)
    }
}

/// Returns the name of a trait that all types have, from its name or path.
pub fn emitted_trait(path: &str) -> Option<&str> {
    let name = last_segment(path);
    let is_std = matches!(name, "Clone" | "Debug" | "PartialEq");
    let is_of_serde = matches!(name, "Deserialize" | "Serialize");
    let is_emitted = match crate_of_path(path) {
        None => is_std || is_of_serde,
        Some("core" | "std") => is_std,
        Some("serde" | "serde_derive") => is_of_serde,
        Some(_) => false,
    };
    is_emitted.then_some(name)
}

/// Returns the crate of a path that has several segments.
pub fn crate_of_path(path: &str) -> Option<&str> {
    path.split_once("::").map(|(name, _)| name)
}

/// Returns whether a text is the path of a type in a crate, without type arguments.
pub fn is_type_path(text: &str) -> bool {
    crate_of_path(text).is_some() && is_path(text)
}

fn is_path(text: &str) -> bool {
    text.split("::").all(|segment| {
        segment.starts_with(|c: char| c.is_alphabetic() || c == '_')
            && segment.chars().all(|c| c.is_alphanumeric() || c == '_')
    })
}

fn unusable_path(message: String, at: &Origin) -> Diagnostic {
    Diagnostic::error("unusable-path", message).at(at)
}

fn unknown_crate(name: &str, at: &Origin) -> Diagnostic {
    let message = format!("the emitted crate has no dependency `{name}`");
    Diagnostic::error("unknown-crate", message).at(at)
}

/// Returns whether a text begins with a path, and has brackets in pairs and no comments.
fn is_attribute(text: &str) -> bool {
    let end = text.find(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | ':'));
    let path = text.get(..end.unwrap_or(text.len())).unwrap_or_default();
    let mut open = Vec::new();
    for c in text.chars() {
        let is_paired = match c {
            '(' => {
                open.push(')');
                true
            }
            '[' => {
                open.push(']');
                true
            }
            '{' => {
                open.push('}');
                true
            }
            ')' | ']' | '}' => open.pop() == Some(c),
            _ => true,
        };
        if !is_paired {
            return false;
        }
    }
    is_path(path) && open.is_empty() && !text.contains(['\n', '\r']) && !text.contains("//")
}

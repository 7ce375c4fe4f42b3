//! `Cargo.toml`, and the `rustfmt.toml` that disables formatting of emitted code.

use serde_json::{Map, Value};

use super::context::RenderContext;
use super::job::{RenderJob, RenderJobs};
use super::runtime::is_needed;
use super::source_file::{generated_header, to_visible_line};
use model::{Api, Package, Publish, TypeDef, TypeKind};

/// The features and dependencies; they equal those in the manifest of the runtime.
const FEATURES_AND_DEPENDENCIES: &str = include_str!("manifest.in").trim_ascii_end();

/// The features that the crate's own tests and docs use.
const OWN_FEATURES: &str =
    r#"{ path = ".", default-features = false, features = ["test-util", "tracing"] }"#;

/// Lints that are disabled, since names of an API may be in any script.
const LINTS_FOR_NAMES: [&str; 3] = [
    "confusable_idents",
    "mixed_script_confusables",
    "uncommon_codepoints",
];

pub(super) fn manifest_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    vec![
        RenderJob::new("Cargo.toml", move || Ok(print_manifest(cx))),
        RenderJob::new("rustfmt.toml", move || {
            Ok(format!(
                "{}\ndisable_all_formatting = true\n",
                generated_header(cx, "#", "")
            ))
        }),
    ]
}

fn print_manifest(cx: &RenderContext<'_>) -> String {
    let package = &cx.api.package;
    let mut lines = vec![
        generated_header(cx, "#", ""),
        String::new(),
        "[package]".to_owned(),
    ];
    lines.extend(
        package_fields(package)
            .iter()
            .map(|(key, value)| format!("{key} = {}", toml_value(value))),
    );
    lines.extend(["", "[package.metadata.docs.rs]", "all-features = true", ""].map(str::to_owned));
    let tables = with_dependencies(emitted_tables(cx), &package.dependencies);
    lines.push(with_features(cx, tables));
    lines.push(
        "# The tests of this crate and the code blocks of its README need these features."
            .to_owned(),
    );
    let own = if cx.signature().is_some() {
        with_feature(OWN_FEATURES, "webhooks")
    } else {
        OWN_FEATURES.to_owned()
    };
    let own = if cx.api.features.resources.is_empty() {
        own
    } else {
        with_feature(&own, "all-resources")
    };
    lines.push(format!("{} = {own}\n", package.name));
    lines.extend(lint_tables(cx.api));
    lines.join("\n")
}

/// Returns the keys of `[package]`.
fn package_fields(package: &Package) -> Vec<(&'static str, Value)> {
    let mut fields = vec![
        ("name", Value::from(package.name.as_str())),
        ("version", package.version.as_str().into()),
    ];
    if !package.authors.is_empty() {
        fields.push(("authors", package.authors.clone().into()));
    }
    fields.push(("edition", "2024".into()));
    fields.push(("rust-version", package.rust_version.as_str().into()));
    fields.push(("description", package.description.as_str().into()));
    for (key, value) in [
        ("license", &package.license),
        ("license-file", &package.license_file),
        ("repository", &package.repository),
        ("homepage", &package.homepage),
        ("documentation", &package.documentation),
    ] {
        fields.extend(value.as_deref().map(|value| (key, value.into())));
    }
    fields.push(("readme", "README.md".into()));
    for (key, values) in [
        ("keywords", &package.keywords),
        ("categories", &package.categories),
    ] {
        if !values.is_empty() {
            fields.push((key, values.clone().into()));
        }
    }
    match &package.publish {
        Publish::Unknown | Publish::CratesIo => {}
        Publish::Nowhere => fields.push(("publish", false.into())),
        Publish::Registries(names) => fields.push(("publish", names.clone().into())),
    }
    fields
}

/// Appends the user's dependencies to those of emitted code.
fn with_dependencies(tables: String, more: &Map<String, Value>) -> String {
    if more.is_empty() {
        return tables;
    }
    let Some((before, after)) = tables.split_once("\n\n[dev-dependencies]") else {
        return tables;
    };
    let lines = entry_lines(more);
    format!("{before}\n# Of `generator.yaml`.\n{lines}\n[dev-dependencies]{after}")
}

/// Returns those dependencies of the user that emitted code has anyway.
pub(super) fn dependencies_already_emitted(cx: &RenderContext<'_>) -> Vec<String> {
    let tables = emitted_tables(cx);
    let after = tables
        .split_once("[dependencies]")
        .map(|(_, after)| after)
        .unwrap_or_default();
    let emitted = after.split("[dev-dependencies]").next().unwrap_or_default();
    let names = cx.api.package.dependencies.keys();
    names
        .filter(|name| emitted.contains(&format!("\n{name} = ")))
        .cloned()
        .collect()
}

/// Returns the tables of lint levels.
fn lint_tables(api: &Api) -> Vec<String> {
    let mut tables = api.package.lints.clone();
    if tables.contains_key("workspace") {
        return vec!["[lints]\nworkspace = true\n".to_owned()];
    }
    if !has_ascii_names(api)
        && let Value::Object(rust) = tables.entry("rust").or_insert_with(|| Map::new().into())
    {
        for lint in LINTS_FOR_NAMES {
            rust.entry(lint).or_insert_with(|| "allow".into());
        }
    }
    let tables = tables
        .iter()
        .filter_map(|(tool, levels)| Some((tool, levels.as_object()?)));
    tables
        .map(|(tool, levels)| format!("[lints.{tool}]\n{}", entry_lines(levels)))
        .collect()
}

/// Returns whether all names of types, variants, properties, methods and parameters are ASCII.
fn has_ascii_names(api: &Api) -> bool {
    for operation in &api.operations {
        let mut parameters = operation.parameters.iter();
        if !operation.rust.is_ascii() || !parameters.all(|parameter| parameter.rust.is_ascii()) {
            return false;
        }
    }
    api.types.iter().all(|(_, def)| has_ascii_type_names(def))
}

/// Returns whether the names of a type and its properties or variants are ASCII.
fn has_ascii_type_names(def: &TypeDef) -> bool {
    let has_ascii_members = match &def.kind {
        TypeKind::Struct(record) => record
            .properties
            .iter()
            .all(|property| property.rust.is_ascii()),
        TypeKind::Enum(values) => values
            .variants
            .iter()
            .all(|variant| variant.rust.is_ascii()),
        TypeKind::Union(union) => union.variants.iter().all(|variant| variant.rust.is_ascii()),
        _ => true,
    };
    def.name.is_ascii() && has_ascii_members
}

fn with_feature(features: &str, name: &str) -> String {
    features.replacen("\"]", &format!("\", \"{name}\"]"), 1)
}

/// Inserts the features of resources before the dependencies and enables them by default.
fn with_features(cx: &RenderContext<'_>, tables: String) -> String {
    let names = cx.api.features.names();
    if names.is_empty() {
        return tables;
    }
    let Some((features, rest)) = tables.split_once("\n\n[dependencies]") else {
        return tables;
    };
    let all = names
        .iter()
        .map(|name| format!("    \"{name}\",\n"))
        .collect::<String>();
    let each = names
        .iter()
        .filter(|name| !features.contains(&format!("\n{name} = [")))
        .map(|name| format!("{name} = []\n"))
        .collect::<String>();
    format!(
        "{}\n# All resources; each feature below is a resource with the types it needs.\nall-resources = [\n{all}]\n{each}\n[dependencies]{rest}",
        with_feature(features, "all-resources"),
    )
}

/// Returns the features and dependencies, except for unused ones: those for XML, for dates and UUIDs, and for signed
/// webhooks.
fn emitted_tables(cx: &RenderContext<'_>) -> String {
    let mut text = FEATURES_AND_DEPENDENCIES.to_owned();
    if !cx.speaks_xml {
        text = remove_lines_with_prefixes(
            &text.replace("[\"rustls\", \"xml\"]", "[\"rustls\"]"),
            &["# Reads responses in XML", "xml", "quick-xml"],
        );
    }
    // `Field` can be made from these types, too.
    if !is_needed(cx, "text") && !is_needed(cx, "field") {
        text = remove_lines_with_prefixes(&text, &["# Conversions", "chrono", "jiff", "uuid"]);
    }
    if cx.signature().is_none() {
        text = remove_lines_with_prefixes(
            &text,
            &["# Verifies the signatures", "webhooks", "hmac", "sha2"],
        );
    }
    text
}

fn remove_lines_with_prefixes(text: &str, prefixes: &[&str]) -> String {
    let lines = text.split_inclusive('\n');
    lines
        .filter(|line| !prefixes.iter().any(|prefix| line.starts_with(prefix)))
        .collect()
}

/// Returns a line for each entry: `key = value`.
fn entry_lines(entries: &Map<String, Value>) -> String {
    entries
        .iter()
        .map(|(key, value)| format!("{} = {}\n", toml_key(key), toml_value(value)))
        .collect()
}

/// Returns a value in TOML, on one line.
fn toml_value(value: &Value) -> String {
    match value {
        Value::String(text) => toml_text(text),
        Value::Array(items) => format!(
            "[{}]",
            items.iter().map(toml_value).collect::<Vec<_>>().join(", ")
        ),
        Value::Object(entries) => {
            let entries = entries
                .iter()
                .map(|(key, value)| format!("{} = {}", toml_key(key), toml_value(value)));
            format!("{{ {} }}", entries.collect::<Vec<_>>().join(", "))
        }
        // TOML writes numbers and booleans like JSON.
        other => other.to_string(),
    }
}

fn toml_key(key: &str) -> String {
    let is_bare = !key.is_empty()
        && key
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
    if is_bare {
        key.to_owned()
    } else {
        toml_text(key)
    }
}

fn toml_text(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in to_visible_line(text).chars() {
        if matches!(c, '"' | '\\') {
            quoted.push('\\');
        }
        quoted.push(c);
    }
    quoted.push('"');
    quoted
}

#[cfg(test)]
mod tests {
    use super::*;

    const RUNTIME: &str = include_str!("../../runtime-crate/Cargo.toml");
    const WORKSPACE: &str = include_str!("../../../Cargo.toml");

    fn section<'t>(manifest: &'t str, name: &str) -> Vec<(&'t str, &'t str)> {
        let start = manifest.find(&format!("[{name}]\n")).unwrap();
        let lines = manifest[start..]
            .lines()
            .skip(1)
            .take_while(|line| !line.starts_with('['));
        lines
            .filter(|line| !line.starts_with('#'))
            .filter_map(|line| line.split_once(" = "))
            .collect()
    }

    #[test]
    fn features_and_dependencies_match_the_runtime() {
        assert_eq!(
            section(FEATURES_AND_DEPENDENCIES, "features"),
            section(RUNTIME, "features")
        );
        let versions = section(WORKSPACE, "workspace.dependencies");
        let version = |name: &str| versions.iter().find(|(known, _)| *known == name).unwrap().1;
        let wanted = section(RUNTIME, "dependencies")
            .into_iter()
            .map(|(name, value)| {
                let name = name.trim_end_matches(".workspace");
                let version = version(name);
                let is_optional = value.contains("optional = true");
                (
                    name,
                    if is_optional {
                        version.replace(" }", ", optional = true }")
                    } else {
                        version.to_owned()
                    },
                )
            });
        let given = section(FEATURES_AND_DEPENDENCIES, "dependencies")
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()));
        assert_eq!(given.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
    }

    #[test]
    fn package_names_differ_from_dependencies() {
        for (name, _) in ["dependencies", "dev-dependencies"]
            .iter()
            .flat_map(|table| section(FEATURES_AND_DEPENDENCIES, table))
        {
            assert_eq!(
                naming::package_name(name),
                format!("{}-client", name.replace('_', "-"))
            );
        }
    }

    #[test]
    fn toml_strings_are_escaped() {
        assert_eq!(
            toml_text("a \"b\" \\ \n[dependencies]\u{0}"),
            r#""a \"b\" \\ [dependencies]""#
        );
    }
}

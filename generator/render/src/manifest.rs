//! `Cargo.toml`, and the `rustfmt.toml` that disables formatting of emitted code.

use serde_json::{Map, Value};

use super::context::RenderContext;
use super::examples;
use super::job::{RenderJob, RenderJobs};
use super::shared_runtime::{PACKAGE, VERSION};
use super::source_file::{generated_header, to_visible_line};
use crate::RuntimeSource;
use model::{Api, Package, Publish, TypeDef, TypeKind};
use surface::{added_dependencies, features_and_dependencies};

/// The dependency of the crate on itself, with the features that its tests and docs use.
const SELF_DEPENDENCY: &str =
    r#"{ path = ".", default-features = false, features = ["blocking", "test-util", "tracing"] }"#;

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
    let mut tables = features_and_dependencies(cx.api);
    let added = added_dependencies(&tables, &package.dependencies);
    if let Some(dependency) = runtime_dependency(&cx.runtime) {
        tables = with_shared_runtime(&tables, &dependency);
    }
    tables = with_dependencies(tables, &added);
    if examples::has_example(cx) {
        // Cargo warns about examples of one workspace that have the same name.
        lines.push(format!(
            "[[example]]\nname = {}\npath = \"{}\"\n",
            toml_text(&format!("{}-quick-start", package.name)),
            examples::FILE
        ));
    }
    if cx.api.client.has_command_line {
        lines.push(format!(
            "[[bin]]\nname = {}\npath = \"src/main.rs\"\nrequired-features = [\"cli\"]\n",
            toml_text(&package.name)
        ));
    }
    lines.push(with_features(cx, tables));
    lines.push(
        "# The tests of this crate and the code blocks of its README need these features."
            .to_owned(),
    );
    let mut self_dependency = SELF_DEPENDENCY.to_owned();
    if cx.signature_scheme().is_some() {
        self_dependency = with_feature(&self_dependency, "webhooks");
    }
    if !cx.api.features.resources.is_empty() {
        self_dependency = with_feature(&self_dependency, "all-resources");
    }
    lines.push(format!("{} = {self_dependency}\n", package.name));
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

/// Returns the dependency on a runtime that is another crate.
fn runtime_dependency(runtime: &RuntimeSource) -> Option<String> {
    let source = match runtime {
        RuntimeSource::Embedded => return None,
        RuntimeSource::Folder(path) => format!("path = {}", toml_text(path)),
        RuntimeSource::Package(name) => {
            format!("package = {}, version = \"={VERSION}\"", toml_text(name))
        }
    };
    Some(format!(
        "{PACKAGE} = {{ {source}, default-features = false }}"
    ))
}

/// The dependencies that the code of a client uses even if the runtime is another crate.
const DIRECT_DEPENDENCIES: [&str; 5] = ["bytes", "http", "reqwest", "serde", "serde_json"];

/// Replaces the dependencies that only the runtime uses by that on the runtime. Each feature of the
/// client enables that of the runtime, and the same features of the client as before: methods of
/// the client need them.
fn with_shared_runtime(tables: &str, dependency: &str) -> String {
    let mut lines = Vec::new();
    let mut section = "";
    for line in tables.lines() {
        let name = line.split_once(" = ").map_or("", |(name, _)| name);
        if line.starts_with('[') {
            section = line;
        }
        match section {
            "[features]" if !matches!(name, "" | "default") => {
                let own: String = line
                    .split('"')
                    .skip(1)
                    .step_by(2)
                    .filter(|enabled| *enabled == "dep:reqwest" || !enabled.contains([':', '/']))
                    .map(|enabled| format!("\"{enabled}\", "))
                    .collect();
                lines.push(format!("{name} = [{own}\"{PACKAGE}/{name}\"]"));
            }
            "[dependencies]" if !name.is_empty() => {
                if DIRECT_DEPENDENCIES.contains(&name) {
                    lines.push(line.to_owned());
                }
                if name == "reqwest" {
                    lines.push(dependency.to_owned());
                }
            }
            // Only the runtime has dependencies of a target.
            _ if section.starts_with("[target.") => {}
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n")
}

/// Appends the user's dependencies to the dependencies of emitted code.
fn with_dependencies(tables: String, dependencies: &Map<String, Value>) -> String {
    if dependencies.is_empty() {
        return tables;
    }
    let end = tables
        .find("\n\n[target.")
        .or_else(|| tables.find("\n\n[dev-dependencies]"));
    let Some((before, after)) = end.and_then(|end| tables.split_at_checked(end + 1)) else {
        return tables;
    };
    let lines = entry_lines(dependencies);
    format!("{before}# Of `generator.yaml`.\n{lines}{after}")
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
    tables
        .iter()
        .filter_map(|(tool, levels)| Some((tool, levels.as_object()?)))
        .map(|(tool, levels)| format!("[lints.{tool}]\n{}", entry_lines(levels)))
        .collect()
}

/// Returns whether all names of types, variants, properties, methods and parameters are ASCII.
fn has_ascii_names(api: &Api) -> bool {
    for operation in &api.operations {
        let mut parameters = operation.parameters.iter();
        if !operation.names.method.is_ascii()
            || !parameters.all(|parameter| parameter.rust.is_ascii())
        {
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
    let Some((features, dependencies)) = tables.split_once("\n\n[dependencies]") else {
        return tables;
    };
    let enabled: String = names
        .iter()
        .map(|name| format!("    \"{name}\",\n"))
        .collect();
    let definitions: String = names
        .iter()
        .filter(|name| !features.contains(&format!("\n{name} = [")))
        .map(|name| format!("{name} = []\n"))
        .collect();
    format!(
        "{}\n# All resources; each feature below is a resource with the types it needs.\nall-resources = [\n{enabled}]\n{definitions}\n[dependencies]{dependencies}",
        // The catalog has the operations of all resources.
        with_feature(features, "all-resources")
            .replace("\noperations = []", "\noperations = [\"all-resources\"]")
            .replace(
                "\noperations = [\"sdk",
                "\noperations = [\"all-resources\", \"sdk"
            ),
    )
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

    #[test]
    fn toml_strings_are_escaped() {
        assert_eq!(
            toml_text("a \"b\" \\ \n[dependencies]\u{0}"),
            r#""a \"b\" \\ [dependencies]""#
        );
    }

    #[test]
    fn a_feature_of_a_shared_runtime_enables_features_of_the_client() {
        let tables = "[features]\na = [\"b\", \"c/d\", \"dep:c\"]";
        assert_eq!(
            with_shared_runtime(tables, ""),
            "[features]\na = [\"b\", \"sdkwright-runtime/a\"]"
        );
    }
}

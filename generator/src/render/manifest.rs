//! `Cargo.toml`, and the `rustfmt.toml` that disables formatting of emitted code.

use super::context::Context;
use super::source_file::{header, one_line};
use super::{Job, Jobs};
use crate::model::{Api, Operation, TypeDef, TypeKind};

pub(super) const RUST_VERSION: &str = "1.88";

/// Features and dependencies, equal to those in the manifest of the runtime.
const FEATURES_AND_DEPENDENCIES: &str = include_str!("manifest.in").trim_ascii_end();

/// The features that the crate's own tests and docs use.
const OWN_FEATURES: &str = r#"{ path = ".", default-features = false, features = ["test-util", "tracing"] }"#;

/// Names of an API in any script are no mistakes.
const LINTS_FOR_NAMES: &str = "[lints.rust]
confusable_idents = \"allow\"
mixed_script_confusables = \"allow\"
uncommon_codepoints = \"allow\"
";

pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    vec![
        Job::new("Cargo.toml", move || Ok(manifest(cx))),
        Job::new("rustfmt.toml", move || Ok(format!("{}\ndisable_all_formatting = true\n", header(cx, "#", "")))),
    ]
}

fn manifest(cx: &Context<'_>) -> String {
    let package = &cx.api.package;
    let mut lines = vec![header(cx, "#", ""), String::new(), "[package]".to_owned()];
    let mut field = |key: &str, value: &str| lines.push(format!("{key} = {}", toml_text(value)));
    field("name", &package.name);
    field("version", &package.version);
    field("edition", "2024");
    field("rust-version", RUST_VERSION);
    field("description", &package.description);
    for (key, value) in [("license", package.license.as_deref()), ("repository", package.repository.as_deref())] {
        if let Some(value) = value {
            field(key, value);
        }
    }
    field("readme", "README.md");
    lines.push("keywords = [\"api\", \"client\", \"openapi\"]".to_owned());
    let is_signed = cx.signature().is_some();
    let tables = needed(cx.speaks_xml, is_signed);
    lines.extend(["", "[package.metadata.docs.rs]", "all-features = true", ""].map(str::to_owned));
    lines.push(with_features(cx, tables));
    lines.push("# The tests of this crate and the code blocks of its README need these features.".to_owned());
    let own = if is_signed { with_feature(OWN_FEATURES, "webhooks") } else { OWN_FEATURES.to_owned() };
    let own = if cx.api.features.resources.is_empty() { own } else { with_feature(&own, "all-resources") };
    lines.push(format!("{} = {own}\n", package.name));
    if !has_ascii_names(cx.api) {
        lines.push(LINTS_FOR_NAMES.to_owned());
    }
    lines.join("\n")
}

/// Whether all names of types, variants, properties, methods and parameters are ASCII.
fn has_ascii_names(api: &Api) -> bool {
    let has_ascii_operation = |operation: &Operation| {
        operation.rust.is_ascii() && operation.parameters.iter().all(|parameter| parameter.rust.is_ascii())
    };
    let has_ascii_type = |def: &TypeDef| {
        let has_ascii_members = match &def.kind {
            TypeKind::Struct(record) => record.properties.iter().all(|property| property.rust.is_ascii()),
            TypeKind::Enum(values) => values.variants.iter().all(|variant| variant.rust.is_ascii()),
            TypeKind::Union(union) => union.variants.iter().all(|variant| variant.rust.is_ascii()),
            _ => true,
        };
        def.name.is_ascii() && has_ascii_members
    };
    api.operations.iter().all(has_ascii_operation) && api.types.iter().all(|(_, def)| has_ascii_type(def))
}

fn with_feature(features: &str, name: &str) -> String {
    features.replacen("\"]", &format!("\", \"{name}\"]"), 1)
}

/// Inserts the features of resources before the dependencies and enables them by default.
fn with_features(cx: &Context<'_>, tables: String) -> String {
    let names = cx.api.features.names();
    let Some((features, rest)) = tables.split_once("\n\n[dependencies]").filter(|_| !names.is_empty()) else {
        return tables;
    };
    let all = names.iter().map(|name| format!("    \"{name}\",\n")).collect::<String>();
    let is_new = |name: &&&str| !features.contains(&format!("\n{name} = ["));
    let each = names.iter().filter(is_new).map(|name| format!("{name} = []\n")).collect::<String>();
    format!(
        "{}\n# All resources; each feature below is a resource with the types it needs.\nall-resources = [\n{all}]\n{each}\n[dependencies]{rest}",
        with_feature(features, "all-resources"),
    )
}

/// Features and dependencies without unused ones: those for XML and for signed webhooks.
fn needed(speaks_xml: bool, is_signed: bool) -> String {
    let mut text = FEATURES_AND_DEPENDENCIES.to_owned();
    if !speaks_xml {
        text = without(
            &text.replace("[\"rustls\", \"xml\"]", "[\"rustls\"]"),
            &["# Reads responses in XML", "xml", "quick-xml"],
        );
    }
    if !is_signed {
        text = without(&text, &["# Verifies the signatures", "webhooks", "hmac", "sha2"]);
    }
    text
}

fn without(text: &str, prefixes: &[&str]) -> String {
    let lines = text.split_inclusive('\n');
    lines.filter(|line| !prefixes.iter().any(|prefix| line.starts_with(prefix))).collect()
}

fn toml_text(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in one_line(text).chars() {
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
        let lines = manifest[start..].lines().skip(1).take_while(|line| !line.starts_with('['));
        lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(" = ")).collect()
    }

    #[test]
    fn features_and_dependencies_match_the_runtime() {
        assert_eq!(section(FEATURES_AND_DEPENDENCIES, "features"), section(RUNTIME, "features"));
        let versions = section(WORKSPACE, "workspace.dependencies");
        let version = |name: &str| versions.iter().find(|(known, _)| *known == name).unwrap().1;
        let wanted = section(RUNTIME, "dependencies").into_iter().map(|(name, value)| {
            let name = name.trim_end_matches(".workspace");
            let version = version(name);
            let is_optional = value.contains("optional = true");
            (name, if is_optional { version.replace(" }", ", optional = true }") } else { version.to_owned() })
        });
        let given = section(FEATURES_AND_DEPENDENCIES, "dependencies")
            .into_iter()
            .map(|(name, value)| (name, value.to_owned()));
        assert_eq!(given.collect::<Vec<_>>(), wanted.collect::<Vec<_>>());
    }

    #[test]
    fn package_names_differ_from_dependencies() {
        for (name, _) in
            ["dependencies", "dev-dependencies"].iter().flat_map(|table| section(FEATURES_AND_DEPENDENCIES, table))
        {
            assert_eq!(crate::naming::package_name(name), format!("{}-client", name.replace('_', "-")));
        }
    }

    #[test]
    fn toml_strings_are_escaped() {
        assert_eq!(toml_text("a \"b\" \\ \n[dependencies]\u{0}"), r#""a \"b\" \\ [dependencies]""#);
    }
}

//! The Cargo features and dependencies of the emitted crate.

use std::iter::successors;

use serde_json::{Map, Value};

use model::{
    Api, Codec, Encoding, Output, Presence, Schema, Stream, TextFormat, Type, TypeKind,
    WebhookRequest,
};

/// The features and dependencies; they equal those in the manifest of the runtime.
pub const RUNTIME_FEATURES_AND_DEPENDENCIES: &str = include_str!("manifest.in").trim_ascii_end();

/// Returns the tables of features and dependencies, without unused ones for XML, dates and UUIDs,
/// constraints, and signed webhooks.
pub fn features_and_dependencies(api: &Api) -> String {
    let mut text = RUNTIME_FEATURES_AND_DEPENDENCIES.to_owned();
    if !speaks_xml(api) {
        text = remove_lines_with_prefixes(
            &text.replace("[\"rustls\", \"xml\"]", "[\"rustls\"]"),
            &["# Reads responses in XML", "xml", "quick-xml"],
        );
    }
    let crates = converted_crates(api);
    // `Field` can be made from these types, too.
    if !has_text_types(api) && !has_fields(api) && crates.is_empty() {
        text = remove_lines_with_prefixes(&text, &["# Conversions", "chrono", "jiff", "uuid"]);
    }
    if !has_constraints(api) {
        text = remove_lines_with_prefixes(&text, &["regex-lite"]);
    }
    if !api.client.has_catalog {
        text = remove_lines_with_prefixes(&text, &["# Operations as data", "operations"]);
    }
    if !api.client.has_command_line {
        let crates = [
            "# The command line",
            "cli",
            "__cli",
            "clap",
            "comfy-table",
            "console",
            "indicatif",
            "serde-saphyr",
            "serde_json_path",
        ];
        text = remove_lines_with_prefixes(&text, &crates);
    }
    if !api.client.has_mcp_server {
        text = remove_lines_with_prefixes(&text, &["# The command `mcp`", "mcp", "__mcp", "rmcp"]);
    }
    if !api.client.has_test_server {
        let lines = ["# A server for tests", "test-server", "http-body-util"];
        text = remove_lines_with_prefixes(&text, &lines);
    }
    if !api.client.has_mcp_server && !api.client.has_test_server {
        text = remove_lines_with_prefixes(&text, &["hyper"]);
    }
    let webhooks = api.webhooks.as_ref();
    if webhooks.and_then(|webhooks| webhooks.scheme).is_none() {
        text = remove_lines_with_prefixes(
            &text,
            &["# Verifies the signatures", "webhooks", "hmac", "sha2"],
        );
    }
    for name in crates {
        text = with_required_crate(&text, name);
    }
    for (name, value) in &api.package.dependencies {
        if let Some(features) = only_features(value) {
            text = with_added_features(&text, name, &features);
        }
    }
    text
}

/// Returns those of the optional crates whose types replace types of the description.
fn converted_crates(api: &Api) -> Vec<&'static str> {
    let is_used = |name: &&str| {
        api.types.iter().any(|(_, def)| match &def.kind {
            TypeKind::Replaced(replaced) => replaced.path.split("::").next() == Some(*name),
            _ => false,
        })
    };
    ["chrono", "jiff", "uuid"]
        .into_iter()
        .filter(is_used)
        .collect()
}

/// Makes an optional crate a required one, whose types can be serialized.
fn with_required_crate(text: &str, name: &str) -> String {
    let feature = format!("{name} = [\"dep:{name}\"]");
    let required = text.replace(&feature, &format!("{name} = []"));
    let start = format!("{name} = {{");
    let lines = required.split_inclusive('\n').map(|line| {
        if line.starts_with(&start) {
            line.replace(", optional = true", "")
        } else {
            line.to_owned()
        }
    });
    with_added_features(&lines.collect::<String>(), name, &["serde"])
}

/// Adds features to a dependency of emitted code.
fn with_added_features(text: &str, name: &str, added: &[&str]) -> String {
    let own_tables = text.split("[dev-dependencies]").next().unwrap_or_default();
    let dev_tables = text.get(own_tables.len()..).unwrap_or_default();
    let start = format!("{name} = ");
    let lines = own_tables.split_inclusive('\n').map(|line| {
        let Some(value) = line.strip_prefix(&start).map(str::trim_end) else {
            return line.to_owned();
        };
        // The line of a feature has the same beginning.
        if value.starts_with('[') {
            return line.to_owned();
        }
        let features: Vec<String> = added
            .iter()
            .map(|feature| format!("\"{feature}\""))
            .filter(|feature| !value.contains(feature.as_str()))
            .collect();
        let features = features.join(", ");
        if features.is_empty() {
            line.to_owned()
        } else if value.starts_with('"') {
            format!("{start}{{ version = {value}, features = [{features}] }}\n")
        } else if value.contains("features = [") {
            line.replace("\"]", &format!("\", {features}]"))
        } else {
            line.replace(" }", &format!(", features = [{features}] }}"))
        }
    });
    lines.chain([dev_tables.to_owned()]).collect()
}

/// Returns the features that a dependency of `generator.yaml` adds to one that emitted code has
/// anyway; `None` if it has another key.
fn only_features(dependency: &Value) -> Option<Vec<&str>> {
    let table = dependency.as_object().filter(|table| table.len() == 1)?;
    let features = table.get("features")?.as_array()?;
    Some(features.iter().filter_map(Value::as_str).collect())
}

/// Returns whether emitted code has a dependency, apart from its tests.
fn has_dependency(tables: &str, name: &str) -> bool {
    let dependencies = tables
        .split_once("[dependencies]")
        .and_then(|(_, after)| after.split("[dev-dependencies]").next());
    dependencies.is_some_and(|lines| lines.contains(&format!("\n{name} = ")))
}

/// Returns the dependencies of `generator.yaml` that emitted code has anyway, unless they only add
/// features.
pub fn repeated_dependencies(api: &Api) -> Vec<String> {
    if api.package.dependencies.is_empty() {
        return Vec::new();
    }
    let tables = features_and_dependencies(api);
    let dependencies = api.package.dependencies.iter();
    dependencies
        .filter(|(name, value)| has_dependency(&tables, name) && only_features(value).is_none())
        .map(|(name, _)| name.clone())
        .collect()
}

/// Returns those of the configured dependencies that are not in the tables of emitted code.
pub fn added_dependencies(tables: &str, configured: &Map<String, Value>) -> Map<String, Value> {
    let dependencies = configured.iter();
    dependencies
        .filter(|(name, _)| !has_dependency(tables, name))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect()
}

fn remove_lines_with_prefixes(text: &str, prefixes: &[&str]) -> String {
    text.split_inclusive('\n')
        .filter(|line| !prefixes.iter().any(|prefix| line.starts_with(prefix)))
        .collect()
}

/// Returns whether any operation sends or receives XML without a JSON alternative.
pub fn speaks_xml(api: &Api) -> bool {
    api.operations.iter().any(|operation| {
        let contents = operation
            .body
            .as_ref()
            .map_or(&[][..], |body| body.contents.as_slice());
        // The first media type is the one that is sent.
        let sends_xml = contents
            .first()
            .is_some_and(|content| content.codec == Codec::Xml);
        let sends_xml_parts = contents
            .iter()
            .flat_map(|content| &content.encodings)
            .any(Encoding::uses_xml);
        let fails_in_xml = operation
            .failures()
            .any(|failure| matches!(operation.failure(failure), Some((_, Output::Xml(_)))));
        sends_xml
            || sends_xml_parts
            || fails_in_xml
            || !operation.returns.output.in_xml().is_empty()
    })
}

/// Returns whether the types of any values are in the module `text`, or docs name such a type.
pub fn has_text_types(api: &Api) -> bool {
    any_schema(api, is_in_text)
}

/// Returns whether the type of a value is in the module `text`, or its docs name such a type.
fn is_in_text(schema: &Schema) -> bool {
    let is_time = matches!(schema.format.as_deref(), Some("unix-time" | "unixtime"));
    is_time
        || matches!(
            schema.ty,
            Type::Text(
                TextFormat::Base64 | TextFormat::Date | TextFormat::DateTime | TextFormat::Uuid
            )
        )
}

/// Returns whether any property is a `Field`, or any argument that may be null accepts one.
pub fn has_fields(api: &Api) -> bool {
    let types = &api.types;
    any_schema(api, |schema| schema.nullable)
        || types.iter().any(|(_, def)| match &def.kind {
            TypeKind::Struct(record) | TypeKind::Tuple(record) => record
                .properties
                .iter()
                .any(|property| types.presence(def, property) == Presence::Field),
            _ => false,
        })
}

/// Returns whether any value has constraints.
pub fn has_constraints(api: &Api) -> bool {
    any_schema(api, |schema| !schema.constraints.is_empty())
        || api.types.iter().any(|(_, def)| match &def.kind {
            TypeKind::Struct(record) | TypeKind::Tuple(record) => !record.constraints.is_empty(),
            _ => false,
        })
}

/// Returns whether any schema passes a test, including the schemas of items and map values.
pub fn any_schema<'a>(api: &'a Api, test: impl Fn(&'a Schema) -> bool) -> bool {
    let mut schemas: Vec<&Schema> = api
        .types
        .iter()
        .flat_map(|(_, def)| def.kind.schemas())
        .collect();
    for operation in &api.operations {
        schemas.extend(operation.uses().map(|(_, schema)| schema));
        schemas.extend(operation.returns.output.schemas());
        schemas.extend(
            operation
                .returns
                .alternatives
                .iter()
                .flat_map(|alternative| alternative.output.schemas()),
        );
        schemas.extend(operation.returns.stream.iter().flat_map(Stream::schemas));
        schemas.extend(operation.paging.as_ref().map(|paging| &paging.item));
        schemas.extend(
            operation
                .waiting
                .waiters
                .iter()
                .map(|waiter| &waiter.output),
        );
    }
    schemas.extend(
        api.webhook_requests
            .iter()
            .flat_map(WebhookRequest::uses)
            .map(|(_, schema)| schema),
    );
    if let Some(webhooks) = &api.webhooks {
        schemas.extend(
            webhooks
                .events
                .iter()
                .map(|event| &event.payload)
                .chain(&webhooks.payload),
        );
    }
    schemas.into_iter().any(|schema| {
        successors(Some(schema), |schema| match &schema.ty {
            Type::List(item) | Type::Map(item) => Some(&**item),
            _ => None,
        })
        .any(&test)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::CLIENT_FEATURES;
    use std::collections::BTreeMap;

    const DEPENDENCIES: [&str; 3] = [
        "dependencies",
        "target.'cfg(not(target_arch = \"wasm32\"))'.dependencies",
        "target.'cfg(target_arch = \"wasm32\")'.dependencies",
    ];
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
    fn features_are_added_to_dependencies_of_emitted_code() {
        let line = |name: &str, added: &[&str]| {
            let text = with_added_features(RUNTIME_FEATURES_AND_DEPENDENCIES, name, added);
            let start = format!("{name} = ");
            let mut lines = text.lines().skip_while(|line| *line != "[dependencies]");
            lines.find_map(|line| line.strip_prefix(&start).map(str::to_owned))
        };
        for (name, added, expected) in [
            (
                "serde",
                &["derive", "rc"][..],
                r#"{ version = "1", features = ["derive", "rc"] }"#,
            ),
            (
                "log",
                &["std"],
                r#"{ version = "0.4", default-features = false, features = ["std"] }"#,
            ),
            (
                "chrono",
                &["alloc", "clock"],
                r#"{ version = "0.4", default-features = false, features = ["alloc", "clock"], optional = true }"#,
            ),
            ("bytes", &[], "\"1\""),
        ] {
            assert_eq!(line(name, added).as_deref(), Some(expected));
        }
        let table = serde_json::json!({"features": ["derive"]});
        assert_eq!(only_features(&table), Some(vec!["derive"]));
        let table_with_version = serde_json::json!({"version": "1", "features": ["derive"]});
        assert_eq!(only_features(&table_with_version), None);
    }

    #[test]
    fn features_and_dependencies_match_the_runtime() {
        let features = section(RUNTIME_FEATURES_AND_DEPENDENCIES, "features");
        assert_eq!(features, section(RUNTIME, "features"));
        assert!(features.iter().map(|(name, _)| name).eq(CLIENT_FEATURES));
        let versions: BTreeMap<&str, &str> = section(WORKSPACE, "workspace.dependencies")
            .into_iter()
            .collect();
        for table in DEPENDENCIES {
            let in_runtime = section(RUNTIME, table).into_iter().map(|(key, value)| {
                let name = key.trim_end_matches(".workspace");
                // A dependency of programs has its version there.
                if name == key && !value.starts_with("{ workspace") {
                    return (name, value.to_owned());
                }
                let additions = value.strip_prefix("{ workspace = true").unwrap_or(" }");
                (name, versions[name].replace(" }", additions))
            });
            let emitted = section(RUNTIME_FEATURES_AND_DEPENDENCIES, table)
                .into_iter()
                .map(|(name, value)| (name, value.to_owned()));
            assert_eq!(emitted.collect::<Vec<_>>(), in_runtime.collect::<Vec<_>>());
        }
    }

    #[test]
    fn package_names_differ_from_dependencies() {
        for (name, _) in DEPENDENCIES
            .iter()
            .chain(&["dev-dependencies"])
            .flat_map(|table| section(RUNTIME_FEATURES_AND_DEPENDENCIES, table))
        {
            assert_eq!(
                naming::package_name(name),
                format!("{}-client", name.replace('_', "-"))
            );
        }
    }
}

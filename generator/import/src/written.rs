//! Writes a plan as `generator.yaml` and as an overlay.

use std::fmt::Write as _;

use indexmap::IndexMap;
use serde_json::{Map, Value, json};

use super::plan::OVERLAY_FILE;
use super::plan::{ImportPlan, OverlayAction, OverlayChange, PlannedCall, PlannedValue};
use crate::yaml::{credential_line, description_line, scalar_in_braces, yaml_scalar};

/// Returns the text of `generator.yaml`.
pub(super) fn generator_yaml(plan: &ImportPlan) -> String {
    let mut out = String::new();
    let source = plan.source.replace(['\n', '\r'], " ");
    let _ = writeln!(
        out,
        "# Imported from {source}. Paths are relative to this file."
    );
    let _ = writeln!(
        out,
        "\n# What is read. The crate is written to a folder with the name of its package, unless `output` is another."
    );
    out.push_str(&description_line(plan.spec.as_deref()));
    write_overlays(&mut out, plan, &source);
    write_excluded(&mut out, plan);
    write_package(&mut out, plan);
    if !plan.programs.is_empty() {
        let names: Vec<&str> = plan
            .programs
            .iter()
            .map(|program| program.text.as_str())
            .collect();
        let _ = writeln!(
            out,
            "\n# Features of the crate with programs: a command line, and an MCP server for agents.\nprograms: [{}]",
            names.join(", ")
        );
    }
    write_client(&mut out, plan);
    write_security(&mut out, plan);
    if let Some(property) = &plan.envelope {
        let _ = writeln!(
            out,
            "\n# The property of responses that methods return alone."
        );
        let _ = writeln!(
            out,
            "envelope: {{ result: {} }}",
            scalar_in_braces(&property.text)
        );
    }
    write_planned_paging(&mut out, plan);
    write_planned_streams(&mut out, plan);
    if let Some(header) = &plan.idempotency {
        let _ = writeln!(
            out,
            "\n# The header by which the server recognises a repeated `POST`."
        );
        let _ = writeln!(
            out,
            "idempotency_key: {{ header: {} }}",
            scalar_in_braces(&header.text)
        );
    }
    if let Some(scheme) = &plan.webhook_signatures {
        let _ = writeln!(
            out,
            "\n# How webhooks are signed: `standard` is that of Standard Webhooks.\nwebhooks: {{ verify: {} }}",
            scheme.text
        );
    }
    write_planned_resources(&mut out, plan);
    if !plan.types.is_empty() {
        let _ = writeln!(
            out,
            "\n# JSON pointer of a schema → name of its type, in the module of its resource."
        );
        write_names(&mut out, "types", &plan.types);
    }
    if !plan.names.is_empty() {
        let _ = writeln!(
            out,
            "\n# JSON pointer of a server → its name in the module `servers`; of a body → the name of its argument."
        );
        write_names(&mut out, "names", &plan.names);
    }
    if !plan.readme.is_empty() {
        out.push_str("\n# The calls that the README of the crate shows.\nreadme:\n");
        for (key, call) in &plan.readme {
            write_planned_call(&mut out, key, call);
        }
    }
    out
}

/// Writes the overlays: files of the plan, and the one with the changes of `source`.
fn write_overlays(out: &mut String, plan: &ImportPlan, source: &str) {
    let mut overlays: Vec<String> = plan
        .overlays
        .iter()
        .map(|path| scalar_in_braces(path))
        .collect();
    if !plan.actions.is_empty() {
        overlays.push(OVERLAY_FILE.to_owned());
    }
    if !overlays.is_empty() {
        let _ = writeln!(
            out,
            "\n# Changes of the description that {source} asks for."
        );
        let _ = writeln!(out, "overlays: [{}]", overlays.join(", "));
    }
}

fn write_security(out: &mut String, plan: &ImportPlan) {
    if plan.security.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n# For each security scheme: the setter of its credential, and its environment variable; two for a user name and a password."
    );
    let _ = writeln!(out, "security:");
    for (scheme, credential) in &plan.security {
        let setter = credential
            .setter
            .as_ref()
            .map(|setter| setter.text.as_str());
        let line = credential_line(scheme, setter, &credential.variables);
        let _ = writeln!(out, "  {line}");
    }
}

fn write_planned_call(out: &mut String, key: &str, call: &PlannedCall) {
    let operation = yaml_scalar(&call.operation.text);
    let _ = writeln!(out, "  {key}:\n    operation: {operation}");
    if call.values.is_empty() {
        return;
    }
    let _ = writeln!(out, "    values:");
    for (name, planned) in &call.values {
        // JSON is YAML.
        let _ = writeln!(out, "      {}: {}", yaml_scalar(name), planned.value);
    }
}

fn write_names(out: &mut String, key: &str, names: &IndexMap<String, PlannedValue>) {
    let _ = writeln!(out, "{key}:");
    for (pointer, name) in names {
        let _ = writeln!(
            out,
            "  {}: {}",
            yaml_scalar(pointer),
            yaml_scalar(&name.text)
        );
    }
}

fn write_package(out: &mut String, plan: &ImportPlan) {
    let members = [
        ("name", &plan.package_name),
        ("license", &plan.license),
        ("repository", &plan.repository),
    ];
    if members.iter().all(|(_, value)| value.is_none()) {
        return;
    }
    let _ = writeln!(out, "\n# `[package]` of the emitted Cargo.toml.\npackage:");
    for (key, value) in members {
        if let Some(PlannedValue { text, .. }) = value {
            let _ = writeln!(out, "  {key}: {}", yaml_scalar(text));
        }
    }
}

fn write_client(out: &mut String, plan: &ImportPlan) {
    if let Some(variable) = &plan.base_url_env {
        let _ = writeln!(
            out,
            "\n# The environment variable that replaces the base URL.\nclient:\n  base_url_env: {}",
            yaml_scalar(&variable.text)
        );
    }
    if plan.defaults.is_empty() && plan.delays.is_empty() {
        return;
    }
    if plan.base_url_env.is_none() {
        out.push_str("\nclient:\n");
    }
    out.push_str("  # Defaults of calls; durations are in seconds.\n");
    for (key, number) in &plan.defaults {
        let _ = writeln!(out, "  {key}: {}", number.text);
    }
    let delays: Vec<String> = plan
        .delays
        .iter()
        .map(|(key, number)| format!("{key}: {}", number.text))
        .collect();
    if !delays.is_empty() {
        let _ = writeln!(out, "  retry_policy: {{ {} }}", delays.join(", "));
    }
}

fn write_planned_paging(out: &mut String, plan: &ImportPlan) {
    if plan.paging.is_empty() && plan.unpaged.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n# How lists go on; JSON pointers are those of a whole response.\npaging:"
    );
    for (kind, scheme) in &plan.paging {
        let _ = writeln!(out, "  {kind}:");
        for (key, value) in &scheme.keys {
            let _ = writeln!(out, "    {key}: {}", yaml_scalar(value));
        }
    }
    if !plan.unpaged.is_empty() {
        let _ = writeln!(out, "  none:");
        for operation in &plan.unpaged {
            let _ = writeln!(out, "    - {}", yaml_scalar(&operation.text));
        }
    }
}

fn write_planned_streams(out: &mut String, plan: &ImportPlan) {
    if plan.streams.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n# Operations whose responses are streams of events, which the description lacks.\nstreams:"
    );
    for (operation, stream) in &plan.streams {
        let members = [
            ("items", &stream.items),
            ("requested_by", &stream.requested_by),
        ];
        let written_members: Vec<String> = members
            .into_iter()
            .filter_map(|(key, value)| {
                let scalar = scalar_in_braces(value.as_ref()?);
                Some(format!("{key}: {scalar}"))
            })
            .collect();
        let value = if written_members.is_empty() {
            "{}".to_owned()
        } else {
            format!("{{ {} }}", written_members.join(", "))
        };
        let _ = writeln!(out, "  {}: {value}", yaml_scalar(operation));
    }
}

fn write_planned_resources(out: &mut String, plan: &ImportPlan) {
    if plan.resources.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n# The methods of each resource, and the operations that they call. `a.b` is `client.a().b()`.\nresources:"
    );
    for (resource, methods) in &plan.resources {
        let _ = writeln!(out, "  {}:", yaml_scalar(resource));
        for (method, operation) in methods {
            let _ = writeln!(
                out,
                "    {}: {}",
                yaml_scalar(method),
                yaml_scalar(&operation.text)
            );
        }
    }
}

fn write_excluded(out: &mut String, plan: &ImportPlan) {
    let excluded = plan.excluded_operations();
    if excluded.is_empty() {
        return;
    }
    let _ = writeln!(
        out,
        "\n# Operations in no resource of {}: remove a line to get a method.",
        plan.source
    );
    let _ = writeln!(out, "exclude:");
    for operation in excluded {
        let _ = writeln!(out, "  - {}", yaml_scalar(operation));
    }
    if plan.keeps_schemas {
        let _ = writeln!(
            out,
            "# Keep schemas that no operation uses; some are named under `types`.\nprune: false"
        );
    }
}

/// Returns the text of the overlay; `None` if there are no actions.
pub(super) fn overlay_yaml(plan: &ImportPlan) -> Option<String> {
    if plan.actions.is_empty() {
        return None;
    }
    let source = if plan.source.is_empty() {
        "stainless.yml"
    } else {
        &plan.source
    };
    let info =
        json!({"title": format!("Changes of the description by {source}"), "version": "1.0.0"});
    let actions: Vec<Value> = plan.actions.iter().map(action_value).collect();
    let overlay = json!({"overlay": "1.0.0", "info": info, "actions": actions});
    // JSON is valid YAML, in case the overlay cannot be serialized.
    Some(serde_yaml::to_string(&overlay).unwrap_or_else(|_| overlay.to_string()))
}

fn action_value(action: &OverlayAction) -> Value {
    let mut members = Map::new();
    members.insert("target".to_owned(), Value::from(action.target.as_str()));
    if let Some(description) = &action.description {
        members.insert("description".to_owned(), Value::from(description.as_str()));
    }
    match &action.change {
        OverlayChange::Remove => members.insert("remove".to_owned(), Value::Bool(true)),
        OverlayChange::Update(value) => members.insert("update".to_owned(), value.clone()),
    };
    Value::Object(members)
}

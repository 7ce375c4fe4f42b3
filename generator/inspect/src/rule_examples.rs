//! Checks the examples in the table of naming rules.

use std::collections::HashSet;

use indexmap::IndexMap;

use super::names::{NamedItem, named_items};
use build::build_model;
use config::Config;
use description::Document;
use description::raise::{raise_to_3_2, raise_to_openapi_3};
use model::name_rules::GROUPS;
use model::{Api, NameDetail, NameReason, NameRule, RuleExample};

/// Returns the model of an example.
fn api_of(example: RuleExample) -> Api {
    let parts = match example {
        RuleExample::Operations(text) => paths_of(text),
        RuleExample::Body(operation, schema) => with_content(
            operation,
            &format!("requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}"),
        ),
        RuleExample::Response(operation, text) => {
            let (status, schema) = text.split_once(": ").unwrap();
            let content = format!("{{content: {{application/json: {{schema: {schema}}}}}}}");
            with_content(operation, &format!("responses: {{'{status}': {content}}}"))
        }
        RuleExample::Schemas(text) => format!("paths: {{}}, components: {{schemas: {{{text}}}}}"),
        RuleExample::Description(text) => text.to_owned(),
    };
    let text = format!("{{openapi: 3.1.0, info: {{title: T, version: '1'}}, {parts}}}");
    let (mut document, _) = Document::from_text("test.yaml", text).unwrap();
    raise_to_openapi_3(&mut document);
    raise_to_3_2(&mut document);
    build_model(&document, &Config::default(), None).api
}

/// Returns the paths of operations, each given as `METHOD path operationId | tag | summary`;
/// everything except the path may be missing.
fn paths_of(operations: &str) -> String {
    let mut paths: IndexMap<&str, Vec<String>> = IndexMap::new();
    for operation in operations.split("; ") {
        let mut parts = operation.split('|').map(str::trim);
        let mut words = parts.next().unwrap().split(' ');
        let method = words.next().unwrap();
        let path = words.next().unwrap();
        let mut text = format!(
            "{}: {{responses: {{'204': {{description: done}}}}",
            method.to_lowercase()
        );
        if let Some(id) = words.next() {
            text += &format!(", operationId: \"{id}\"");
        }
        if let Some(tag) = parts.next().filter(|tag| !tag.is_empty()) {
            text += &format!(", tags: [\"{tag}\"]");
        }
        if let Some(summary) = parts.next() {
            text += &format!(", summary: \"{summary}\"");
        }
        paths.entry(path).or_default().push(text + "}");
    }
    let items = paths
        .iter()
        .map(|(path, operations)| format!("\"{path}\": {{{}}}", operations.join(", ")));
    format!("paths: {{{}}}", items.collect::<Vec<_>>().join(", "))
}

/// Returns a description of an operation, given as method, path and operationId, with this part.
fn with_content(operation: &str, part: &str) -> String {
    let [method, path, id] = operation.split(' ').collect::<Vec<_>>().try_into().unwrap();
    format!(
        "paths: {{{path}: {{{}: {{operationId: {id}, {part}}}}}}}",
        method.to_lowercase()
    )
}

/// Returns the names that an item shows for a rule: its own name, and those in the detail.
fn shown(item: &NamedItem, rule: &NameRule) -> Vec<String> {
    let mut all = Vec::new();
    for reason in &item.reasons {
        let NameReason::Rule(known, detail) = reason else {
            continue;
        };
        if known.name != rule.name {
            continue;
        }
        all.push(item.name.clone());
        if let NameDetail::Words(words) = detail {
            all.extend(words.iter().cloned());
            all.extend(
                words.iter().flat_map(|word| {
                    [".", "::"].map(|joint| format!("{}{joint}{word}", item.name))
                }),
            );
        }
    }
    all
}

fn rules_of(item: &NamedItem) -> Vec<&str> {
    let rules = item.reasons.iter().filter_map(|reason| match reason {
        NameReason::Rule(rule, _) => Some(rule.name),
        _ => None,
    });
    rules.collect()
}

#[test]
fn each_example_follows_its_rule() {
    let mut wrong = Vec::new();
    for rule in GROUPS.iter().flat_map(|(_, rules)| *rules) {
        let api = api_of(rule.example);
        let items = named_items(&api);
        let is_choice =
            matches!(api.names_from.reason, NameReason::Rule(known, _) if known.name == rule.name);
        let mut named: Vec<String> = items.iter().flat_map(|item| shown(item, rule)).collect();
        if is_choice {
            named.extend(items.iter().map(|item| item.name.clone()));
        }
        if !named.iter().any(|name| name == rule.emitted) {
            let all: Vec<String> = items
                .iter()
                .map(|item| format!("{} by {:?}", item.name, rules_of(item)))
                .collect();
            wrong.push(format!(
                "{}: {} is not in {named:?}\n  {}",
                rule.name,
                rule.emitted,
                all.join("\n  ")
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_rules_have_nine_groups_and_unique_names() {
    let mut names = HashSet::new();
    for ((_, rules), number) in GROUPS.iter().zip(1..) {
        assert!(
            rules
                .iter()
                .all(|rule| rule.number == number && names.insert(rule.name)),
            "{number}"
        );
    }
    assert_eq!(GROUPS.len(), 9);
}

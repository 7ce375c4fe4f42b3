//! The names of methods and their resources.

use regex_lite::Regex;
use serde_json::Value;

use super::operations::PathOperation;
use super::reader::{ExtensionReader, convert_to_name};
use super::settings::{ExtensionOrigin, unusable_extension};
use super::values::{extensions_of, string_at};
use description::{DefaultResource, EXTENSIONS, ExtensionSetting, OpenApiObject};
use diag::{Diagnostic, Origin};
use naming::field_name;

/// The name of the methods whose `operationId`s match a pattern.
struct MethodPattern<'d> {
    pattern: Regex,
    method: &'d str,
    default: DefaultResource,
    at: ExtensionOrigin,
}

/// The name of the method of an operation, and its resource, as one extension or two write them.
struct NamedMethod {
    resource: String,
    method: String,
    at: ExtensionOrigin,
}

impl<'d> ExtensionReader<'d> {
    pub(super) fn read_methods(&mut self, operations: &[PathOperation<'d>]) {
        let patterns = self.method_patterns();
        // An operation that the client does not have gives way to one that it has.
        let excluded = self.settings.config.exclude.clone();
        let is_excluded = |operation: &PathOperation<'_>| excluded.contains(&operation.key);
        let mut in_order: Vec<&PathOperation<'d>> = operations.iter().collect();
        in_order.sort_by_key(|operation| is_excluded(operation));
        for operation in in_order {
            self.report_misplaced(&operation.path_item);
            let written = self.written.methods_of(|key| operation.is_called(key));
            if !written.is_empty() {
                continue;
            }
            let named = match method_name(operation, &patterns) {
                Ok(Some(named)) => named,
                Ok(None) => continue,
                Err(warning) => {
                    self.settings.diagnostics.push(warning);
                    continue;
                }
            };
            let resources = &mut self.settings.config.resources;
            let methods = resources.entry(named.resource.clone()).or_default();
            if let Some(key) = methods.get(&named.method) {
                if is_excluded(operation) {
                    continue;
                }
                let holder = operations.iter().find(|other| other.is_called(key));
                let warning = taken_name(&named, holder);
                self.settings.diagnostics.push(warning);
                continue;
            }
            methods.insert(named.method.clone(), operation.key.clone());
            self.record(&["resources", &named.resource, &named.method], &named.at);
        }
    }

    /// Reports extensions of operations that a path item has.
    fn report_misplaced(&mut self, path_item: &Origin) {
        let Some(Value::Object(members)) = self.document.value(path_item) else {
            return;
        };
        for extension in extensions_of(OpenApiObject::Operation, members, path_item) {
            let mut reported = self.settings.diagnostics.iter();
            if reported.all(|warning| warning.origin.as_ref() != Some(&extension.at.origin)) {
                let fault = format!(
                    "`{}` belongs to an operation, not to a path",
                    extension.at.key
                );
                self.warn(&extension.at, &fault);
            }
        }
    }

    fn method_patterns(&mut self) -> Vec<MethodPattern<'d>> {
        let mut patterns = Vec::new();
        for list in self.general_extensions(ExtensionSetting::MethodPatterns) {
            let items = list.value.as_array().into_iter().flatten();
            for (index, item) in items.enumerate() {
                let at = ExtensionOrigin {
                    key: list.at.key,
                    origin: list.at.origin.item(index),
                };
                let id = string_at(item, "operationId");
                let pattern = id.and_then(|id| Regex::new(id).ok());
                let Some((pattern, method)) = pattern.zip(string_at(item, "methodNameOverride"))
                else {
                    let fault = "expected a regular expression in `operationId`, and a name in `methodNameOverride`";
                    self.warn(&at, fault);
                    continue;
                };
                patterns.push(MethodPattern {
                    pattern,
                    method,
                    default: default_resource(list.at.key),
                    at,
                });
            }
        }
        patterns
    }
}

/// Returns the name of a method, if extensions name it. If they name only its resource, its
/// `operationId` is the name. The error is the warning that a name is unusable.
fn method_name<'d>(
    operation: &PathOperation<'d>,
    patterns: &[MethodPattern<'d>],
) -> Result<Option<NamedMethod>, Diagnostic> {
    let mut resource = None;
    let mut method = None;
    for extension in operation.extensions() {
        match extension.setting {
            ExtensionSetting::Resource if resource.is_none() => {
                let path = resource_path(extension.value)
                    .map_err(|fault| unnamed_method(&extension.at, &fault))?;
                resource = Some((path, extension.at));
            }
            ExtensionSetting::Method(default) if method.is_none() => {
                let text = extension.value.as_str().unwrap_or_default();
                method = Some((text, default, extension.at));
            }
            _ => {}
        }
    }
    let mut latest_first = patterns.iter().rev();
    let matching = latest_first.find(|it| operation.id.is_some_and(|id| it.pattern.is_match(id)));
    let by_pattern = matching.map(|it| (it.method, it.default, it.at.clone()));
    let (text, default, at) = match (method.or(by_pattern), &resource, operation.id) {
        (Some(named), ..) => named,
        (None, Some((_, at)), Some(id)) => (id, DefaultResource::Client, at.clone()),
        (None, Some((_, at)), None) => {
            let fault = "the operation has neither the name of a method nor an `operationId`";
            return Err(unnamed_method(at, fault));
        }
        (None, None, _) => return Ok(None),
    };
    let method = convert_to_name(text, field_name);
    Ok(Some(NamedMethod {
        method: method.map_err(|fault| unnamed_method(&at, &fault))?,
        resource: match (resource, default) {
            (Some((path, _)), _) => path,
            (None, DefaultResource::Client) => String::new(),
            (None, DefaultResource::Tag) => {
                first_tag(operation).map(field_name).unwrap_or_default()
            }
        },
        at,
    }))
}

/// Returns the resource that an extension names, as a key of `resources`. The error says what is no
/// name.
fn resource_path(value: &Value) -> Result<String, String> {
    let texts: Option<Vec<&str>> = match value {
        Value::Array(items) => items.iter().map(Value::as_str).collect(),
        value => value.as_str().map(|text| vec![text]),
    };
    let parts = texts.ok_or("expected a name, or an array of names")?;
    let names = parts.iter().flat_map(|part| part.split('.'));
    let path: Result<Vec<String>, String> = names
        .map(|name| convert_to_name(name, field_name))
        .collect();
    Ok(path?.join("."))
}

/// Returns the warning that extensions do not name a method, although they seem to.
fn unnamed_method(extension: &ExtensionOrigin, fault: &str) -> Diagnostic {
    unusable_extension(extension, fault).instead("the rules name the method and its resource")
}

/// Returns the default of the row with this key for methods.
fn default_resource(key: &str) -> DefaultResource {
    let mut rows = EXTENSIONS.iter().filter(|row| row.key == key);
    let default = rows.find_map(|row| match row.setting {
        ExtensionSetting::Method(default) => Some(default),
        _ => None,
    });
    default.unwrap_or(DefaultResource::Client)
}

fn first_tag<'d>(operation: &PathOperation<'d>) -> Option<&'d str> {
    operation.members.get("tags")?.get(0)?.as_str()
}

fn taken_name(named: &NamedMethod, holder: Option<&PathOperation<'_>>) -> Diagnostic {
    let path = format!("{}.{}", named.resource, named.method);
    let message = format!(
        "another method is already called `{}`",
        path.trim_start_matches('.')
    );
    let warning = Diagnostic::warning("unusable-extension", message)
        .at(&named.at.origin)
        .instead("the name follows the rules")
        .help("give each operation its own name, or name them in `generator.yaml`");
    match holder {
        Some(holder) => warning.related("the other one is here", &holder.origin),
        None => warning,
    }
}

//! The names of methods and their resources.

use std::collections::HashMap;

use regex_lite::Regex;
use serde_json::Value;

use super::operations::PathOperation;
use super::reader::ExtensionReader;
use super::settings::ExtensionOrigin;
use super::values::{ExtensionValue, extensions_of};
use crate::diag::{Diagnostic, Origin};
use crate::naming::field_name;
use crate::source::{DefaultResource, EXTENSIONS, ExtensionSetting, OpenApiObject};

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
        let mut holders: HashMap<(String, String), Origin> = HashMap::new();
        for operation in operations {
            self.report_misplaced(&operation.path_item);
            let written = self.written.methods_of(|key| operation.is_called(key));
            if !written.is_empty() {
                continue;
            }
            let Some(NamedMethod {
                resource,
                method,
                at,
            }) = self.method_name(operation, &patterns)
            else {
                continue;
            };
            let methods = self.settings.config.resources.entry(resource.clone());
            let methods = methods.or_default();
            if methods.contains_key(&method) {
                let warning = taken_name(&at, &resource, &method);
                let holder = holders.get(&(resource, method));
                self.settings.diagnostics.push(match holder {
                    Some(holder) => warning.related("the other one is here", holder),
                    None => warning,
                });
                continue;
            }
            methods.insert(method.clone(), operation.key.clone());
            self.record(&["resources", &resource, &method], &at);
            holders.insert((resource, method), operation.origin.clone());
        }
    }

    /// Reports extensions of operations that a path item has.
    fn report_misplaced(&mut self, path_item: &Origin) {
        let Some(Value::Object(members)) = self.document.value(path_item) else {
            return;
        };
        for extension in extensions_of(OpenApiObject::Operation, members, path_item) {
            let has_row = EXTENSIONS
                .iter()
                .any(|row| row.key == extension.at.key && row.object == OpenApiObject::PathItem);
            let is_reported = self
                .settings
                .diagnostics
                .iter()
                .any(|known| known.origin.as_ref() == Some(&extension.at.origin));
            if !has_row && !is_reported {
                let fault = format!(
                    "`{}` belongs to an operation, not to a path",
                    extension.at.key
                );
                self.warn(&extension.at, &fault);
            }
        }
    }

    fn method_patterns(&mut self) -> Vec<MethodPattern<'d>> {
        let document = self.document;
        let mut patterns = Vec::new();
        let Value::Object(root) = document.root() else {
            return patterns;
        };
        let origin = Origin::default();
        let lists = extensions_of(OpenApiObject::Document, root, &origin)
            .filter(|extension| extension.setting == ExtensionSetting::MethodPatterns);
        for list in lists {
            let default = default_resource(list.at.key);
            let items = list.value.as_array().into_iter().flatten();
            for (index, item) in items.enumerate() {
                let at = ExtensionOrigin {
                    key: list.at.key,
                    origin: list.at.origin.item(index),
                };
                let pattern = item.get("operationId").and_then(Value::as_str);
                let pattern = pattern.and_then(|pattern| Regex::new(pattern).ok());
                let method = item.get("methodNameOverride").and_then(Value::as_str);
                match pattern.zip(method) {
                    Some((pattern, method)) => patterns.push(MethodPattern {
                        pattern,
                        method,
                        default,
                        at,
                    }),
                    None => self.warn(
                        &at,
                        "expected a regular expression in `operationId`, and a name in `methodNameOverride`",
                    ),
                }
            }
        }
        patterns
    }

    /// Returns the name of a method, if extensions name it. If they name only its resource, its `operationId` is the
    /// name.
    fn method_name(
        &mut self,
        operation: &PathOperation<'d>,
        patterns: &[MethodPattern<'d>],
    ) -> Option<NamedMethod> {
        let mut resource = None;
        let mut method = None;
        for extension in operation.extensions() {
            match extension.setting {
                ExtensionSetting::Resource if resource.is_none() => {
                    let path = self.resource_path(&extension)?;
                    resource = Some((path, extension.at));
                }
                ExtensionSetting::Method(default) if method.is_none() => {
                    method = Some((extension.value.as_str()?, default, extension.at));
                }
                _ => {}
            }
        }
        let mut matching = patterns.iter().rev();
        let matching = matching.find(|it| operation.id.is_some_and(|id| it.pattern.is_match(id)));
        let by_pattern = matching.map(|it| (it.method, it.default, it.at.clone()));
        let (text, default, at) = match (method.or(by_pattern), &resource) {
            (Some(method), _) => method,
            (None, Some((_, at))) => (operation.id?, DefaultResource::Client, at.clone()),
            (None, None) => return None,
        };
        let method = self.usable_name(text, field_name, &at)?;
        let resource = match (resource, default) {
            (Some((path, _)), _) => path,
            (None, DefaultResource::Client) => String::new(),
            (None, DefaultResource::Tag) => {
                first_tag(operation).map(field_name).unwrap_or_default()
            }
        };
        Some(NamedMethod {
            resource,
            method,
            at,
        })
    }

    /// Returns the resource that an extension names, as a key of `resources`.
    fn resource_path(&mut self, extension: &ExtensionValue<'d>) -> Option<String> {
        let parts: Vec<&str> = match extension.value {
            Value::Array(items) => items.iter().map(Value::as_str).collect::<Option<_>>()?,
            value => vec![value.as_str()?],
        };
        let names = parts.iter().flat_map(|part| part.split('.'));
        let mut path = Vec::new();
        for name in names {
            path.push(self.usable_name(name, field_name, &extension.at)?);
        }
        Some(path.join("."))
    }
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

fn taken_name(extension: &ExtensionOrigin, resource: &str, method: &str) -> Diagnostic {
    let path: Vec<&str> = resource
        .split('.')
        .chain([method])
        .filter(|name| !name.is_empty())
        .collect();
    let message = format!("another method is already called `{}`", path.join("."));
    Diagnostic::warning("unusable-extension", message)
        .at(&extension.origin)
        .instead("the name follows the rules")
        .help("give each operation its own name, or name them in `generator.yaml`")
}

//! The root of a description, and its shared parts.

use super::reached::{self, is_part_of_body};
use super::rewriter::{MovedPlace, Rewriter};
use super::{schemas, security, servers};
use crate::OpenApiObject;
use diag::{Diagnostic, Origin};
use serde_json::{Map, Value};

/// The key of each kind of shared parts in Swagger 2.0, and its key in `components`.
const SHARED: [(&str, &str); 4] = [
    ("definitions", "schemas"),
    ("parameters", "parameters"),
    ("responses", "responses"),
    ("securityDefinitions", "securitySchemes"),
];

const NEWER_KEYS: [&str; 3] = ["components", "servers", "webhooks"];

impl Rewriter<'_> {
    /// Rewrites a file that is a description or has parts of one. In other files, only objects that
    /// references lead to are rewritten.
    pub(super) fn rewrite_root(&mut self, value: &mut Value) {
        let Value::Object(root) = value else {
            return;
        };
        if !reached::is_description(root) {
            return;
        }
        let place = MovedPlace::unmoved(&Origin::new(self.file, ""));
        self.note_newer_keys(root, &NEWER_KEYS, &place);
        let mut components = match root.shift_remove("components") {
            Some(Value::Object(components)) => components,
            _ => Map::new(),
        };
        self.rewrite_newer_components(&mut components, &place.child("components"));
        let servers = servers::server_objects(root, None);
        for key in ["host", "basePath", "schemes"] {
            if let Some(value) = root.get(key) {
                self.server_keys.insert(key.to_owned(), value.clone());
            }
        }
        let is_swagger = root.contains_key("swagger");
        let has_host = root.contains_key("host");
        let mut rewritten = Map::new();
        for (key, value) in std::mem::take(root) {
            let origin = place.child(&key);
            match key.as_str() {
                "swagger" => {
                    rewritten.insert("openapi".to_owned(), Value::from("3.0.3"));
                    self.record(&place.moved("openapi", &origin.written));
                }
                "host" | "basePath" | "schemes" => {
                    if !servers.is_empty() && !rewritten.contains_key("servers") {
                        let key = if has_host { "host" } else { "basePath" };
                        let origin = place.moved("servers", &place.written.child(key));
                        self.record(&origin);
                        for index in 0..servers.len() {
                            let server = origin.moved(&index.to_string(), &origin.written);
                            self.record(&server);
                            self.record(&server.moved("url", &origin.written));
                        }
                        rewritten.insert("servers".to_owned(), Value::Array(servers.clone()));
                    }
                }
                "consumes" | "produces" => {}
                "openapi" if is_swagger => {}
                "paths" | "x-ms-paths" => {
                    rewritten.insert(key, self.rewritten_paths(value, &origin));
                }
                _ => match SHARED.iter().find(|(written, _)| *written == key) {
                    Some((_, shared)) => {
                        let origin = place
                            .moved("components", &place.written)
                            .moved(shared, &origin.written);
                        self.record(&origin);
                        let value = self.rewritten_components(shared, value, &origin);
                        if let Some(component) = components.get(*shared) {
                            self.warn_about_equal_names(component, &value, &key, shared, &origin);
                        }
                        merge_members(components.entry((*shared).to_owned()), value);
                    }
                    None => {
                        rewritten.insert(key, value);
                    }
                },
            }
        }
        if !components.is_empty() {
            rewritten.insert("components".to_owned(), Value::Object(components));
        }
        *root = rewritten;
    }

    /// Rewrites an object that a reference leads to, but that is not at a usual location.
    pub(super) fn rewrite_object(
        &mut self,
        value: &mut Value,
        object: OpenApiObject,
        place: &MovedPlace,
    ) {
        match (object, value) {
            (OpenApiObject::Schema, value) if self.is_swagger => schemas::rewrite_schemas(value),
            (OpenApiObject::PathItem, Value::Object(item)) => self.rewrite_path_item(item, place),
            (OpenApiObject::Parameter, Value::Object(parameter)) if !is_part_of_body(parameter) => {
                self.rewrite_parameter(parameter, place);
            }
            (OpenApiObject::Response, Value::Object(response)) => {
                self.rewrite_shared_response(response, place);
            }
            _ => {}
        }
    }

    /// Reports parts with the same name in a key of Swagger 2.0 and its counterpart in
    /// `components`.
    fn warn_about_equal_names(
        &mut self,
        component: &Value,
        added: &Value,
        key: &str,
        shared: &str,
        place: &MovedPlace,
    ) {
        let names = added.as_object().into_iter().flat_map(Map::keys);
        for name in names.filter(|name| component.get(name.as_str()).is_some()) {
            let message = format!("found `{name}` both in `{key}` and in `components/{shared}`");
            let origin = self.moves.message_origin(&place.written.child(name));
            let warning = Diagnostic::warning("mixed-versions", message).at(&origin);
            self.warnings.push(
                warning
                    .instead(format!("that of `{key}` is used"))
                    .help("rename one of them, or remove it"),
            );
        }
    }

    /// Rewrites parameters, headers and responses in `components` that have keys of Swagger 2.0.
    fn rewrite_newer_components(
        &mut self,
        components: &mut Map<String, Value>,
        place: &MovedPlace,
    ) {
        if self.is_swagger {
            return;
        }
        for (key, parts) in components.iter_mut() {
            let origin = place.child(key);
            match (key.as_str(), parts) {
                ("parameters" | "responses", parts) => {
                    *parts = self.rewritten_components(key, parts.take(), &origin);
                }
                ("headers", Value::Object(headers)) => {
                    for (name, header) in headers.iter_mut() {
                        if let Value::Object(header) = header {
                            self.rewrite_parameter(header, &origin.child(name));
                        }
                    }
                }
                _ => {}
            }
        }
    }

    fn rewritten_paths(&mut self, mut paths: Value, place: &MovedPlace) -> Value {
        if let Value::Object(paths) = &mut paths {
            for (path, item) in paths.iter_mut().filter(|(path, _)| !path.starts_with("x-")) {
                if let Value::Object(item) = item {
                    self.rewrite_path_item(item, &place.child(path));
                }
            }
        }
        paths
    }

    fn rewritten_components(&mut self, key: &str, mut parts: Value, place: &MovedPlace) -> Value {
        let Value::Object(members) = &mut parts else {
            return parts;
        };
        if key == "parameters" {
            // Parameters of the body are copied to the operations.
            members.retain(|_, parameter| !parameter.as_object().is_some_and(is_part_of_body));
        }
        for (name, part) in members.iter_mut() {
            let origin = place.child(name);
            match (key, part) {
                ("schemas", part) => schemas::rewrite_schemas(part),
                ("parameters", Value::Object(part)) => self.rewrite_parameter(part, &origin),
                ("responses", Value::Object(part)) => self.rewrite_shared_response(part, &origin),
                ("securitySchemes", Value::Object(part)) => {
                    self.warn_unknown_flow(part, &origin);
                    security::rewrite_security_scheme(part);
                    self.record(&origin);
                    let flows = origin.moved("flows", &origin.written);
                    self.record(&flows);
                    for (_, flow) in security::FLOWS {
                        self.record(&flows.moved(flow, &origin.written));
                    }
                }
                _ => {}
            }
        }
        parts
    }
}

/// Adds shared parts to a rewritten file.
pub(super) fn add_components(root: &mut Map<String, Value>, key: &str, added: Map<String, Value>) {
    let components = root
        .entry("components")
        .or_insert_with(|| Value::Object(Map::new()));
    if let Value::Object(components) = components {
        merge_members(components.entry(key), Value::Object(added));
    }
}

fn merge_members(entry: serde_json::map::Entry<'_>, added: Value) {
    match (entry.or_insert_with(|| Value::Object(Map::new())), added) {
        (Value::Object(members), Value::Object(added)) => members.extend(added),
        (members, added) => *members = added,
    }
}

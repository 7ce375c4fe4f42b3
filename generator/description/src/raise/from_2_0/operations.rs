//! Path items and operations.

use super::bodies::BodyParameters;
use super::media_types::MediaTypes;
use super::reached::METHODS;
use super::rewriter::{MovedPlace, Rewriter};
use super::servers;
use serde_json::{Map, Value};

const NEWER_KEYS: [&str; 3] = ["requestBody", "servers", "callbacks"];

impl Rewriter<'_> {
    pub(super) fn rewrite_path_item(&mut self, item: &mut Map<String, Value>, place: &MovedPlace) {
        let mut inherited = BodyParameters::default();
        if let Some(Value::Array(list)) = item.get_mut("parameters") {
            inherited = self.take_body_parameters(list, &place.child("parameters"));
        }
        for method in METHODS {
            if let Some(Value::Object(operation)) = item.get_mut(method) {
                self.rewrite_operation(operation, &inherited, &place.child(method));
            }
        }
    }

    fn rewrite_operation(
        &mut self,
        operation: &mut Map<String, Value>,
        inherited: &BodyParameters,
        place: &MovedPlace,
    ) {
        self.note_newer_keys(operation, &NEWER_KEYS, place);
        let media_types = MediaTypes::of(operation, &self.media_types);
        let mut bodies = BodyParameters::default();
        if let Some(Value::Array(list)) = operation.get_mut("parameters") {
            bodies = self.take_body_parameters(list, &place.child("parameters"));
        }
        let body = if operation.contains_key("requestBody") {
            if let Some(written) = bodies.first_written() {
                self.warn_several_bodies(written);
            }
            None
        } else {
            bodies.inherit(inherited);
            self.request_body(bodies, &media_types.consumes, place)
        };
        if let Some(Value::Object(responses)) = operation.get_mut("responses") {
            let origin = place.child("responses");
            for (status, response) in responses
                .iter_mut()
                .filter(|(key, _)| !key.starts_with("x-"))
            {
                if let Value::Object(response) = response {
                    let is_failure = status == "default" || status.starts_with(['4', '5']);
                    let origin = origin.child(status);
                    self.rewrite_response(response, &media_types.produces, is_failure, &origin);
                }
            }
        }
        for key in ["consumes", "produces"] {
            operation.shift_remove(key);
        }
        if let Some(schemes) = operation.shift_remove("schemes") {
            let servers = servers::server_objects(&self.server_keys, Some(&schemes));
            if servers != servers::server_objects(&self.server_keys, None) {
                operation.entry("servers").or_insert(Value::Array(servers));
                self.record(&place.moved("servers", &place.written.child("schemes")));
            }
        }
        if let Some(body) = body {
            operation.insert("requestBody".to_owned(), Value::Object(body));
        }
    }

    /// Rewrites a list of parameters, and removes and returns the parameters of the body.
    fn take_body_parameters(
        &mut self,
        list: &mut Vec<Value>,
        place: &MovedPlace,
    ) -> BodyParameters {
        let mut bodies = BodyParameters::default();
        let mut parameters = Vec::new();
        for (index, parameter) in std::mem::take(list).into_iter().enumerate() {
            let written = place.written.item(index);
            let Some(mut parameter) = bodies.keep_or_return(self, parameter, &written) else {
                continue;
            };
            let at = place.moved(&parameters.len().to_string(), &written);
            self.record(&at);
            if let Value::Object(parameter) = &mut parameter {
                self.rewrite_parameter(parameter, &at);
            }
            parameters.push(parameter);
        }
        *list = parameters;
        bodies
    }
}

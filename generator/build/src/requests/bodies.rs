//! Request bodies, and contents by media type.

use serde_json::{Map, Value};

use super::sequences::EventForm;
use super::{examples, sequences, xml};
use crate::context::{BuildContext, config_location};
use crate::names::inline_types::SchemaUse;
use crate::schemas::conversion::Schemas;
use crate::written_operations::WrittenOperation;
use description::{Node, boolean_field, has_required_flag};
use diag::{Diagnostic, Origin};
use media_type::{
    is_form, is_json, is_media_type_name, is_multipart, is_text, is_xml, media_type_essence,
};
use model::{
    Codec, Content, Coverage, Framing, HttpMethod, Operation, Parameter, Parts, RequestBody,
    Schema, TextFormat, Type,
};

pub(crate) fn read_request_body<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    operation: &WrittenOperation,
    schema_use: &SchemaUse,
) -> Option<RequestBody> {
    let body_origin = operation.origin.child("requestBody");
    cx.document.value(&body_origin)?;
    let origin = cx.follow(&body_origin, "the method takes no body")?;
    let object = cx.document.value(&origin)?.as_object()?;
    if is_always_empty(&operation.method, object) {
        return None;
    }
    let schema_use = if origin == body_origin {
        schema_use.in_request_body()
    } else {
        SchemaUse::of_component(cx, &origin, "body")
    };
    let mut contents =
        read_contents_with_events(cx, schemas, &origin, EventForm::Object, &schema_use);
    for content in &mut contents {
        replace_parts_with_map(cx, content);
        adjust_codec(cx, content);
    }
    // Media types of equal rank are sorted by name: their order in the description has no meaning.
    contents.sort_by(|a, b| {
        (request_form_rank(a), &a.media_type).cmp(&(request_form_rank(b), &b.media_type))
    });
    let Some(content) = contents.first() else {
        if object
            .get("content")
            .and_then(Value::as_object)
            .is_some_and(|all| !all.is_empty())
        {
            return None;
        }
        let warning = Diagnostic::warning(
            "empty-body",
            "expected a request body with `content`, found none",
        );
        cx.uses_loosened();
        let help =
            "describe the body under `content`, below its media type, such as `application/json`";
        cx.miss(
            warning
                .at(&origin)
                .instead("the method takes no body")
                .help(help),
        );
        return None;
    };
    warn_if_raw(cx, content);
    warn_if_nameless(cx, content);
    xml::warn_if_unnamed(cx, content);
    Some(RequestBody {
        required: has_required_flag(object),
        contents,
        others: Vec::new(),
        rust: "body".to_owned(),
        docs: cx.docs(&body_origin, &origin),
        origin,
    })
}

/// Gives the argument for a body its configured name, unless a parameter has it.
pub(crate) fn name_argument(
    cx: &mut BuildContext<'_>,
    body: &mut RequestBody,
    parameters: &[Parameter],
) {
    let Some(name) = cx.named(&body.origin).map(str::to_owned) else {
        return;
    };
    if parameters.iter().any(|parameter| parameter.rust == name) {
        let message = format!("another argument of the method is already called `{name}`");
        let origin = config_location(&["names", &cx.key(&body.origin)]);
        let problem = Diagnostic::error("unusable-name", message).at(&origin);
        cx.config_problems.push(problem.help("choose another name"));
        return;
    }
    body.rust = name;
}

/// Returns whether an optional body of a `GET`, `HEAD` or `DELETE` can only be an empty object, as
/// in all `GET`s of Stripe.
fn is_always_empty(method: &HttpMethod, body: &Map<String, Value>) -> bool {
    let needs_none = matches!(
        method,
        HttpMethod::Get | HttpMethod::Head | HttpMethod::Delete
    );
    let contents = body
        .get("content")
        .and_then(Value::as_object)
        .filter(|contents| !contents.is_empty());
    let is_required = has_required_flag(body);
    needs_none
        && !is_required
        && contents.is_some_and(|contents| {
            contents.values().all(|content| {
                let schema = content.get("schema").and_then(Value::as_object);
                schema.is_some_and(only_allows_empty_object)
            })
        })
}

/// Returns whether a schema has no properties and forbids additional ones.
fn only_allows_empty_object(schema: &Map<String, Value>) -> bool {
    let properties = schema.get("properties").and_then(Value::as_object);
    properties.is_some_and(Map::is_empty)
        && boolean_field(schema, "additionalProperties") == Some(false)
}

/// Reads `content` of a body or response, in the order of the description.
pub(crate) fn read_contents<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    origin: &Origin,
    schema_use: &SchemaUse,
) -> Vec<Content> {
    read_contents_with_events(cx, schemas, origin, EventForm::Data, schema_use)
}

fn read_contents_with_events<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    origin: &Origin,
    events: EventForm,
    schema_use: &SchemaUse,
) -> Vec<Content> {
    let content_origin = origin.child("content");
    let Some(Value::Object(media_types)) = cx.document.value(&content_origin) else {
        return Vec::new();
    };
    // Most bodies have one media type, and the spare capacity of so many vectors would add up.
    let mut contents = Vec::with_capacity(media_types.len());
    for (media_type, value) in media_types {
        let origin = content_origin.child(media_type);
        if media_type.contains(char::is_control) {
            let message = format!("the media type `{media_type}` has a control character");
            let warning = unknown_media_type_warning(message, &origin);
            cx.loosen(warning.instead("this form is left out: no request or response can name it"));
            continue;
        }
        let Some(node) = cx.follow_node(Node { origin, value }, "this form is left out") else {
            continue;
        };
        let Node { origin, value } = &node;
        let schema_origin = origin.child("schema");
        let schema_use = form_suffix(media_type)
            .map_or_else(|| schema_use.clone(), |form| schema_use.in_media_type(form));
        let sequence =
            sequences::read_sequence(cx, schemas, media_type, &node, events, &schema_use);
        let is_event_data = sequence
            .as_ref()
            .is_some_and(|sequence| sequence.is_event_data);
        let mut schema = match sequence {
            Some(sequence) => Some(sequence.schema),
            None if value.get("schema").is_some() => {
                Some(schemas.read_schema(cx, &schema_origin, &schema_use))
            }
            None => None,
        };
        let codec = media_type_codec(media_type, schema.as_ref());
        let examples = value
            .as_object()
            .map(|object| examples::read_examples(cx, origin, object, Some(codec)))
            .unwrap_or_default();
        if let (Codec::Xml, Some(schema)) = (codec, &mut schema) {
            xml::name_root(cx, schema);
        }
        if !is_media_type_name(media_type) {
            let message = format!("`{media_type}` is not a media type");
            let warning = unknown_media_type_warning(message, origin);
            cx.loosen(warning.instead("its content is passed as bytes"));
        }
        contents.push(Content {
            media_type: media_type.clone(),
            codec,
            schema,
            is_event_data,
            is_result_stream: false,
            is_watch: false,
            parts: None,
            encodings: Vec::new(),
            examples,
            origin: node.origin,
        });
    }
    contents
}

/// Returns how clients read the parts of a multipart response that has `itemSchema`, or whose
/// schema is an array. If the values can be read one by one, they are the items of the array;
/// otherwise, they are bytes. Returns `None` for any other response.
pub(crate) fn parts_of_response(cx: &mut BuildContext<'_>, content: &Content) -> Option<Parts> {
    let schema = content.schema.as_ref()?;
    if !is_multipart(&content.media_type) {
        return None;
    }
    let whole = cx.document.followed(content.origin.child("schema"));
    let has_items = cx
        .document
        .value(&content.origin.child("itemSchema"))
        .is_some();
    let is_tuple = !has_items && cx.document.value(&whole.child("prefixItems")).is_some();
    let is_array = is_tuple || matches!(schema.ty, Type::List(_));
    if !is_array {
        return None;
    }
    let are_values = !is_tuple && are_parts_readable(cx, &content.origin, schema.item());
    let are_shaped = is_tuple || !matches!(schema.item().ty, Type::Any | Type::Text(_));
    if !are_values && are_shaped {
        let (message, help) = if is_tuple {
            (
                "all items of a stream have one type, but these parts have a schema for each position",
                "nothing is wrong: a program can call `json` of each part, as the docs of the method say",
            )
        } else {
            (
                "the generator reads values only from parts that are JSON",
                "nothing is wrong: a program can decode the `body` of each part itself",
            )
        };
        let warning = Diagnostic::warning("raw-response", message).at(&content.origin);
        cx.loosen(
            warning
                .instead("the items of the stream are the bytes of the parts")
                .help(help),
        );
    }
    Some(Parts {
        are_bytes: !are_values,
        have_positions: is_tuple,
        headers: Vec::new(),
    })
}

/// Returns whether clients can decode each part of a response separately: strings from text, and
/// other values from JSON. Parts without a schema are bytes unless a media type is stated, as
/// OpenAPI 3.2 specifies.
fn are_parts_readable(cx: &BuildContext<'_>, content: &Origin, item: &Schema) -> bool {
    let encodings = sequences::encodings_by_position(cx, content, 0);
    encodings.iter().all(|(_, encoding)| {
        let stated = cx.text(encoding, "contentType");
        match &item.ty {
            Type::Text(TextFormat::Binary) => false,
            Type::Any => stated.is_some_and(|stated| stated.split(',').all(is_json)),
            Type::Text(_) => stated.is_none_or(|stated| stated.split(',').all(is_text)),
            _ => stated.is_none_or(|stated| stated.split(',').all(is_json)),
        }
    })
}

/// Returns the suffix that distinguishes the type of a form body from that of a JSON body.
fn form_suffix(media_type: &str) -> Option<&'static str> {
    let essence = media_type_essence(media_type);
    match essence.as_str() {
        "application/x-www-form-urlencoded" => Some("Form"),
        "application/merge-patch+json" => Some("MergePatch"),
        "application/json-patch+json" => Some("JsonPatch"),
        "text/event-stream" => Some("Event"),
        _ if essence.starts_with("multipart/") => Some("Parts"),
        _ if is_xml(&essence) => Some("Xml"),
        _ if is_json(&essence) => None,
        _ => Some("Other"),
    }
}

/// Returns the codec of a media type. By convention, `*/*` is JSON; so is a number or boolean in
/// `text/plain`.
fn media_type_codec(media_type: &str, schema: Option<&Schema>) -> Codec {
    let essence = media_type_essence(media_type);
    match essence.as_str() {
        _ if is_form(media_type) => Codec::Form,
        "multipart/form-data" => Codec::Multipart,
        _ if is_json(media_type) => Codec::Json,
        "text/plain"
            if schema.is_some_and(|schema| {
                (schema.ty == Type::Bool || schema.ty.is_number()) && !schema.nullable
            }) =>
        {
            Codec::Json
        }
        _ if is_xml(&essence) && schema.is_some_and(xml::has_shape) => Codec::Xml,
        _ if essence.starts_with("text/") => Codec::Text,
        _ => Codec::Bytes,
    }
}

/// Returns a warning about the media type of a form.
fn unknown_media_type_warning(message: String, content: &Origin) -> Diagnostic {
    let warning = Diagnostic::warning("unknown-media-type", message).at(content);
    warning.help("expected a media type such as `application/json`")
}

/// Replaces a multipart schema that is not an object by a map: only an object can name the parts.
fn replace_parts_with_map(cx: &mut BuildContext<'_>, content: &mut Content) {
    if content.codec != Codec::Multipart {
        return;
    }
    let whole = cx.document.followed(content.origin.child("schema"));
    let is_tuple = cx.document.value(&whole.child("prefixItems")).is_some();
    let Some(schema) = content
        .schema
        .as_mut()
        .filter(|schema| is_tuple || !is_object_or_open(&schema.ty))
    else {
        return;
    };
    let element = match &schema.ty {
        Type::List(items) => &items.ty,
        ty => ty,
    };
    let is_file = *element == Type::Text(TextFormat::Binary);
    let origin = schema.origin.clone();
    let part = if is_file {
        Type::Text(TextFormat::Binary)
    } else {
        Type::Any
    };
    *schema = Schema::of(
        Type::Map(Box::new(Schema::of(part, origin.clone()))),
        origin.clone(),
    );
    let instead = if is_file {
        "files with any name are accepted"
    } else {
        ANY_PARTS
    };
    cx.loosen(nameless_parts_warning(&content.media_type, &origin).instead(instead));
}

const ANY_PARTS: &str = "parts with any name are accepted, but no files";

/// Reports multipart bodies that do not describe their parts, so that they cannot have files.
fn warn_if_nameless(cx: &mut BuildContext<'_>, content: &Content) {
    let is_nameless = match content.schema.as_ref().map(|schema| &schema.ty) {
        None | Some(Type::Any) => true,
        Some(Type::Map(values)) => values.ty == Type::Any,
        Some(_) => false,
    };
    if content.codec == Codec::Multipart && is_nameless {
        let origin = content
            .schema
            .as_ref()
            .map_or(&content.origin, |schema| &schema.origin);
        cx.loosen(nameless_parts_warning(&content.media_type, origin).instead(ANY_PARTS));
    }
}

fn nameless_parts_warning(media_type: &str, origin: &Origin) -> Diagnostic {
    let message = format!("`{media_type}` has named parts, but the description does not name them");
    Diagnostic::warning("multipart-without-names", message)
        .at(origin)
        .help("expected an object with a property for each part; a file is `type: string` with `format: binary`")
}

/// Adjusts the codec to the schema, if the media type does not determine the codec, or cannot
/// express the values.
fn adjust_codec(cx: &mut BuildContext<'_>, content: &mut Content) {
    let framing = Framing::of(&content.media_type);
    if framing == Some(Framing::EventData) {
        // Only `itemSchema` describes the events: `schema` describes the whole text.
        let node = cx.document.node(&content.origin);
        if node.is_some_and(|node| sequences::item_schema(framing, &node).is_some()) {
            content.codec = Codec::Json;
        }
        return;
    }
    if let (Some(Framing::Lines | Framing::Records), Some(schema)) = (framing, &content.schema) {
        // The schema describes either a single value or the array of all values; lines of text are
        // not decoded.
        content.schema = match schema.ty {
            Type::List(_) => Some(schema.clone()),
            Type::Text(_) => None,
            _ => Some(Schema::of(
                Type::List(Box::new(schema.clone())),
                schema.origin.clone(),
            )),
        };
        content.codec = if content.schema.is_some() {
            Codec::Json
        } else {
            Codec::Bytes
        };
        return;
    }
    let ty = content.schema.as_ref().map(|schema| &schema.ty);
    let essence = media_type_essence(&content.media_type);
    let is_open = essence == "*/*";
    // The parts of these bodies are encoded like the parts of `multipart/form-data`.
    let is_in_parts = matches!(essence.as_str(), "multipart/mixed" | "multipart/related")
        || essence.starts_with("multipart/") && sequences::has_positions(cx, &content.origin);
    content.codec = match (content.codec, ty) {
        (Codec::Json, None | Some(Type::Text(TextFormat::Binary))) if is_open => Codec::Bytes,
        (Codec::Json, Some(Type::Text(_))) if is_open => Codec::Text,
        (Codec::Form, Some(ty)) if !is_object_or_open(ty) => Codec::Bytes,
        (Codec::Bytes, Some(ty)) if is_in_parts && has_parts(ty) => Codec::Multipart,
        (codec, _) => codec,
    };
    if content.codec != Codec::Multipart {
        sequences::warn_about_positions(cx, &content.origin);
    }
}

/// Returns whether the parts of a body are the properties of an object, or the items of an array.
fn has_parts(ty: &Type) -> bool {
    is_object_or_open(ty) || matches!(ty, Type::List(_))
}

fn is_object_or_open(ty: &Type) -> bool {
    matches!(ty, Type::Named(_) | Type::Map(_) | Type::Any)
}

/// Reports bodies that the client cannot encode in the media type.
fn warn_if_raw(cx: &mut BuildContext<'_>, content: &Content) {
    let Some(schema) = &content.schema else {
        return;
    };
    let is_raw = matches!(content.codec, Codec::Text | Codec::Bytes);
    if !is_raw || !is_media_type_name(&content.media_type) || !schema.ty.is_shaped() {
        return;
    }
    let message = format!(
        "a body of type `{}` has no typed form here",
        content.media_type
    );
    let warning = Diagnostic::warning("raw-body", message)
        .at(&content.origin)
        .instead("the caller passes its text or bytes");
    let help = "describe the body in JSON as well if the API accepts it, or give this form the schema `type: string`";
    cx.loosen(warning.help(help));
}

/// Finds the contents of bodies that get a setter, in addition to the first content: the contents
/// whose schema differs from the schemas of all contents before them. Runs when types are final.
pub(crate) fn assign_other_forms(cx: &mut BuildContext<'_>, operations: &mut [Operation]) {
    for operation in operations {
        let Some(body) = &mut operation.body else {
            continue;
        };
        let mut form_schemas: Vec<Option<Schema>> = Vec::new();
        for (index, content) in body.contents.iter_mut().enumerate() {
            let is_known =
                form_schemas
                    .iter()
                    .any(|form_schemas| match (form_schemas, &content.schema) {
                        (Some(form_schemas), Some(schema)) => form_schemas.is_same_type(schema),
                        (form_schemas, schema) => form_schemas.is_none() && schema.is_none(),
                    });
            if is_known {
                continue;
            }
            form_schemas.push(content.schema.clone());
            if index == 0 {
                continue;
            }
            if content.codec != Codec::Xml {
                body.others.push(index);
            }
            let is_raw = matches!(content.codec, Codec::Text | Codec::Bytes | Codec::Xml);
            if is_raw
                && content
                    .schema
                    .as_ref()
                    .is_some_and(|schema| schema.ty.is_shaped())
            {
                let message = format!(
                    "the body may also be `{}`, with another type",
                    content.media_type
                );
                let warning = Diagnostic::warning("raw-body", message)
                    .at(&content.origin)
                    .instead("in this form, the caller passes it as text or bytes");
                cx.loosen(
                    warning.help("give both forms the same schema if their content is the same"),
                );
                content.schema = None;
                operation.coverage = Coverage::Loosened;
            }
        }
    }
}

/// Returns the rank of a content, the preferred one first. Typed contents come first.
/// `application/merge-patch+json` comes before `application/json-patch+json`, since its body has
/// the same type as that of plain JSON.
fn request_form_rank(content: &Content) -> u8 {
    let name = content.media_type.as_str();
    match content.codec {
        Codec::Json
            if name.starts_with("application/json-patch") || content.framing().is_some() =>
        {
            3
        }
        Codec::Json if name == "application/json" => 0,
        Codec::Json if name.starts_with("application/merge-patch") => 1,
        Codec::Json => 2,
        Codec::Form => 4,
        Codec::Multipart if name.starts_with("multipart/form-data") => 5,
        Codec::Multipart => 6,
        Codec::Xml => 7,
        Codec::Text => 8,
        Codec::Bytes => 9,
    }
}

//! Responses of operations.

use serde_json::{Map, Value};

use super::paging::properties_of_any;
use crate::context::{BuildContext, config_location};
use crate::keywords::parts::{ANY, SchemaPart, flatten_schemas};
use crate::names::inline_types::SchemaUse;
use crate::requests::{bodies, encodings, sequences};
use crate::schemas::conversion::Schemas;
use config::EnvelopeConfig;
use description::raise::Annotations;
use description::{Node, has_required_flag};
use diag::{Diagnostic, Origin};
use media_type::{is_json, media_type_essence, media_type_parameter};
use model::{
    Codec, Content, Envelope, Header, Operation, Response, Schema, Status, TextFormat, Type, Types,
};

pub(crate) fn read_responses<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    operation: &Origin,
    schema_use: &SchemaUse,
) -> (Vec<Response>, Option<Envelope>) {
    let described = described_responses(cx, operation);
    let statuses: Vec<Status> = described.iter().map(|response| response.status).collect();
    let is_success = success_predicate(&statuses);
    let first = statuses
        .iter()
        .copied()
        .filter(|status| is_success(*status))
        .min();
    let mut responses = Vec::with_capacity(described.len());
    let mut envelope = None;
    for DescribedResponse {
        status,
        node,
        is_own,
        docs,
    } in described
    {
        let origin = &node.origin;
        let name = match status {
            // A response inside another operation is not a component.
            _ if !is_own && origin.segments().next().as_deref() != Some("paths") => {
                SchemaUse::of_component(cx, origin, "response")
            }
            status if Some(status) == first => schema_use.in_response(),
            status if is_success(status) => schema_use.in_success_response(status),
            status => schema_use.in_error_response(status),
        };
        let is_success = is_success(status);
        let wrapped = if is_success {
            find_envelope(cx, origin)
        } else {
            None
        };
        let streamed = if is_success {
            find_streamed_result(cx, &node)
        } else {
            None
        };
        let watched = if is_success {
            find_watched_object(&node)
        } else {
            None
        };
        let result = wrapped.as_ref().map(|wrapped| &wrapped.result);
        let mut contents = match result.or(streamed.as_ref()).or(watched.as_ref()) {
            Some(result) => {
                let schema_use = if is_own { schema_use } else { &name };
                let content = wrapped_content(cx, schemas, origin, result, schema_use);
                vec![Content {
                    is_result_stream: wrapped.is_none() && streamed.is_some(),
                    is_watch: wrapped.is_none() && streamed.is_none(),
                    ..content
                }]
            }
            None if node.text("$ref").is_some() => vec![unknown_content(origin)],
            None => bodies::read_contents(cx, schemas, origin, &name),
        };
        let has_output = is_success || (status == Status::Default && first.is_none());
        for content in &mut contents {
            if has_output && is_any_content(cx, content) {
                content.codec = Codec::Bytes;
                content.schema = None;
            }
            encodings::warn_about_unread_keys(cx, content);
            content.parts = bodies::parts_of_response(cx, content);
            if let Some(parts) = &mut content.parts {
                parts.headers = read_response_part_headers(cx, schemas, &content.origin, &name);
            }
        }
        let headers = read_headers(cx, schemas, origin, &name);
        let links = Vec::new();
        let enveloped = wrapped.is_some();
        responses.push(Response {
            status,
            is_success,
            contents,
            headers,
            links,
            enveloped,
            docs,
            origin: node.origin,
        });
        envelope = envelope.or(wrapped.map(|wrapped| wrapped.envelope));
    }
    (responses, envelope)
}

/// Returns whether a content has any media type, and no schema or one that allows everything.
fn is_any_content(cx: &BuildContext<'_>, content: &Content) -> bool {
    let allows_all = match cx.document.value(&content.origin.child("schema")) {
        None => content.schema.is_none(),
        Some(Value::Object(keywords)) => keywords.is_empty(),
        Some(schema) => *schema == Value::Bool(true),
    };
    allows_all && media_type_essence(&content.media_type) == "*/*"
}

/// Returns the content for a response whose reference is dangling.
fn unknown_content(origin: &Origin) -> Content {
    let schema = Schema::of(Type::Any, origin.clone());
    Content::json("application/json", Some(schema), origin.clone())
}

/// A described response.
struct DescribedResponse<'d> {
    status: Status,
    node: Node<'d>,
    /// Whether the operation has the response, not a reference to it.
    is_own: bool,
    docs: Option<String>,
}

/// Returns the described responses, one for each status.
fn described_responses<'d>(
    cx: &mut BuildContext<'d>,
    operation: &Origin,
) -> Vec<DescribedResponse<'d>> {
    let responses_origin = operation.child("responses");
    let members = cx
        .document
        .value(&responses_origin)
        .and_then(Value::as_object);
    let mut responses: Vec<DescribedResponse<'_>> = Vec::new();
    let mut seen: Vec<(Origin, Status)> = Vec::new();
    if members.is_none_or(Map::is_empty) {
        let message = "expected an operation with at least one response, found none";
        let warning = Diagnostic::warning("no-responses", message).at(&responses_origin);
        let instead = "status codes have their HTTP meaning";
        cx.miss(
            warning
                .instead(instead)
                .help("describe the response of a success, such as `200`"),
        );
    }
    let mut statuses = members
        .into_iter()
        .flat_map(Map::keys)
        .filter_map(|key| Status::of(key));
    let has_success =
        statuses.any(|status| status.is_success() || status.redirects().next().is_some());
    for (key, value) in members
        .into_iter()
        .flatten()
        .filter(|(key, _)| !key.starts_with("x-"))
    {
        let own = responses_origin.child(key);
        let Some(status) = Status::of(key) else {
            let warning =
                Diagnostic::warning("unknown-status", format!("unknown status `{key}`")).at(&own);
            let help = "expected a status code such as `200`, a range such as `2XX`, or `default`";
            cx.loosen(warning.instead("this response is left out").help(help));
            continue;
        };
        if let Some((first, _)) = seen.iter().find(|(_, known)| *known == status) {
            // `200` and `0200` are the same status, as are `2XX` and `2xx`.
            let message = format!("status code {status} is described twice, expected once");
            let warning = Diagnostic::warning("duplicate-status", message)
                .at(&own)
                .related("the other one is here", first)
                .instead("the first one is used, this one is ignored");
            cx.warn(warning.help("keep one of them, and merge the other one into it"));
            continue;
        }
        seen.push((own.clone(), status));
        // If no status is a success, `default` describes the success response.
        let has_output = status.is_success() || (status == Status::Default && !has_success);
        let instead = if has_output {
            ANY
        } else {
            "this response is left out"
        };
        let own = Node { origin: own, value };
        let node = match cx.follow_node(own.clone(), instead) {
            Some(node) => node,
            None if has_output => own.clone(),
            None => continue,
        };
        responses.push(DescribedResponse {
            status,
            is_own: node.origin == own.origin,
            docs: response_docs(&own, &node),
            node,
        });
    }
    responses
}

/// Returns the `summary` and `description` of a response, or the ones next to the reference to it.
fn response_docs(reference: &Node<'_>, response: &Node<'_>) -> Option<String> {
    let text = |key| reference.text(key).or_else(|| response.text(key));
    match (text("summary"), text("description")) {
        (Some(summary), Some(description)) if !description.starts_with(summary) => {
            Some(format!("{summary}\n\n{description}"))
        }
        (Some(summary), None) => Some(summary.to_owned()),
        (_, description) => description.map(str::to_owned),
    }
}

/// Returns a function that tells whether a status is a success. A redirect is a success only if
/// there is no `2XX` response, because clients follow redirects.
fn success_predicate(statuses: &[Status]) -> impl Fn(Status) -> bool + use<> {
    let is_any = statuses.iter().any(|status| status.is_success());
    move |status| {
        if is_any {
            status.is_success()
        } else {
            status.redirects().next().is_some()
        }
    }
}

/// Reads the headers of the parts of a response, each once.
fn read_response_part_headers<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    content: &Origin,
    schema_use: &SchemaUse,
) -> Vec<Header> {
    let mut headers: Vec<Header> = Vec::new();
    for (_, encoding) in sequences::encodings_by_position(cx, content, 0) {
        for header in read_headers(cx, schemas, &encoding, &schema_use.in_property("part")) {
            if headers
                .iter()
                .all(|other| !other.wire.eq_ignore_ascii_case(&header.wire))
            {
                headers.push(header);
            }
        }
    }
    headers
}

/// Reads `headers` of a response or an encoding, except for the content type, which `content` or
/// `contentType` describes.
fn read_headers<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    holder: &Origin,
    schema_use: &SchemaUse,
) -> Vec<Header> {
    let headers_origin = holder.child("headers");
    let mut headers = Vec::new();
    for wire in cx
        .keys(&headers_origin)
        .filter(|wire| !wire.eq_ignore_ascii_case("content-type"))
    {
        let Some(origin) = cx.follow(&headers_origin.child(wire), "the header is not documented")
        else {
            continue;
        };
        let Some(Value::Object(header)) = cx.document.value(&origin) else {
            continue;
        };
        let content = cx.keys(&origin.child("content")).next();
        let schema = match content {
            Some(media_type) => {
                let content = origin.child("content").child(media_type);
                cx.document.followed(content).child("schema")
            }
            None => origin.child("schema"),
        };
        let mut schema = schemas.read_schema(cx, &schema, &schema_use.in_property(wire));
        if let Some(media_type) = content
            && !is_json(media_type)
            && schema.ty.is_shaped()
        {
            cx.loosen(raw_header_warning(wire, media_type, &schema.origin));
            schema.ty = Type::Text(TextFormat::Plain);
        }
        headers.push(Header {
            wire: wire.clone(),
            schema,
            required: has_required_flag(header),
            is_content: content.is_some(),
            deprecated: Annotations::of_object(header).is_deprecated(),
            docs: cx.docs(&headers_origin.child(wire), &origin),
        });
    }
    headers
}

/// Returns a warning about a header whose content is neither JSON nor a string.
fn raw_header_warning(wire: &str, media_type: &str, schema: &Origin) -> Diagnostic {
    let message = format!("the header `{wire}` is `{media_type}`, which the generator cannot read");
    let warning = Diagnostic::warning("nested-header", message)
        .at(schema)
        .instead("it is a string");
    warning.help("describe it as `application/json` if it is JSON, or as `type: string`")
}

/// The configured envelope of a response, and what it wraps.
struct Wrapped {
    envelope: Envelope,
    result: WrappedResult,
}

/// The part of the JSON of a response that is the result.
struct WrappedResult {
    media_type: String,
    schema: Origin,
}

/// Returns the configured envelope, if the JSON content of a response has it.
fn find_envelope(cx: &mut BuildContext<'_>, response: &Origin) -> Option<Wrapped> {
    let EnvelopeConfig {
        result,
        success,
        errors,
    } = cx.config.envelope.as_ref()?.clone();
    let origin = response.child("content");
    let media_type = cx.keys(&origin).find(|name| name.contains("json"))?.clone();
    let schema = cx.follow(&origin.child(&media_type).child("schema"), ANY)?;
    let parts = flatten_schemas(cx, std::slice::from_ref(&schema));
    let origin = origin_of_property(cx, &parts, &result)?;
    if let Some(success) = &success {
        origin_of_property(cx, &parts, success)?;
    }
    Some(Wrapped {
        envelope: Envelope {
            result,
            success,
            errors,
        },
        result: WrappedResult {
            media_type,
            schema: origin,
        },
    })
}

/// Returns the result in each line of a stream, if a response is described as gRPC-Gateway does.
/// The description of such a response says `(streaming responses)`, or the title of its schema
/// begins with `Stream result of`. Older versions describe only the result.
fn find_streamed_result(cx: &BuildContext<'_>, response: &Node<'_>) -> Option<WrappedResult> {
    let content = response.member("content")?;
    let mut media_types = content.value.as_object()?.keys();
    let media_type = media_types.find(|name| is_json(name))?;
    let origin = content.origin.child(media_type).child("schema");
    let is_described = response
        .text("description")
        .is_some_and(|description| description.contains("(streaming responses)"));
    let schema = content.member(media_type)?.member("schema");
    let line = schema.map(|schema| cx.document.followed_node(schema));
    let title = line.as_ref().and_then(|line| line.text("title"));
    if !is_described && !title.is_some_and(|title| title.starts_with("Stream result of ")) {
        return None;
    }
    let properties = line.and_then(|line| line.member("properties"));
    let members = properties
        .as_ref()
        .and_then(|properties| properties.value.as_object());
    let is_wrapped = members
        .into_iter()
        .flat_map(Map::keys)
        .all(|name| ["result", "error"].contains(&name.as_str()));
    let result = properties.and_then(|properties| properties.member("result"));
    Some(WrappedResult {
        media_type: media_type.clone(),
        schema: match result {
            Some(result) if is_wrapped => result.origin,
            _ => origin,
        },
    })
}

/// Returns the object in each event of a watch: the items in `application/json;stream=watch` have
/// `type` and `object`.
fn find_watched_object(response: &Node<'_>) -> Option<WrappedResult> {
    let content = response.member("content")?;
    let mut media_types = content.value.as_object()?.keys();
    let media_type = media_types
        .find(|name| is_json(name) && media_type_parameter(name, "stream") == Some("watch"))?;
    let properties = content
        .member(media_type)?
        .member("itemSchema")?
        .member("properties")?;
    properties.member("type")?;
    Some(WrappedResult {
        media_type: media_type.clone(),
        schema: properties.member("object")?.origin,
    })
}

/// Reports a configured envelope that no response has, and errors in a property that no response
/// has.
pub(crate) fn check_envelope(cx: &mut BuildContext<'_>, types: &Types, operations: &[Operation]) {
    let Some(config) = &cx.config.envelope else {
        return;
    };
    if operations.is_empty() {
        return;
    }
    if operations
        .iter()
        .any(|operation| operation.envelope.is_some())
    {
        check_envelope_errors(cx, types, operations, config);
        return;
    }
    let result = &config.result;
    let (message, setting_origin) = match &config.success {
        None => (
            format!("no successful response has a property `{result}`"),
            config_location(&["envelope", "result"]),
        ),
        Some(success) => (
            format!("no successful response has both properties `{result}` and `{success}`"),
            config_location(&["envelope"]),
        ),
    };
    let problem = Diagnostic::error("unknown-property", message).at(&setting_origin);
    cx.config_problems
        .push(problem.help("expected properties of the JSON objects around all results"));
}

/// Reports the configured property for errors if no response has it. The report is only a warning,
/// since many descriptions leave out the bodies of failures.
fn check_envelope_errors(
    cx: &mut BuildContext<'_>,
    types: &Types,
    operations: &[Operation],
    config: &EnvelopeConfig,
) {
    let Some(errors) = &config.errors else { return };
    let mut responses = operations.iter().flat_map(|operation| &operation.responses);
    if responses.any(|response| describes_property(cx, types, response, errors)) {
        return;
    }
    let message = format!("no response has a property `{errors}`");
    let warning = Diagnostic::warning("unknown-property", message)
        .at(&config_location(&["envelope", "errors"]))
        .instead("the setting has an effect only if the API sends this property nevertheless")
        .help("expected the property with the errors in the JSON objects around results, or in those of failures");
    cx.config_notes.push(warning);
}

/// Returns whether the JSON object of a response, which may be an envelope, has a property.
fn describes_property(
    cx: &mut BuildContext<'_>,
    types: &Types,
    response: &Response,
    name: &str,
) -> bool {
    for content in &response.contents {
        if response.enveloped {
            // The model has only the result of an envelope.
            let origin = content.origin.child("schema");
            if let Some(schema) = cx.follow(&origin, ANY) {
                let parts = flatten_schemas(cx, std::slice::from_ref(&schema));
                if origin_of_property(cx, &parts, name).is_some() {
                    return true;
                }
            }
        } else if let Some(schema) = &content.schema
            && properties_of_any(types, schema)
                .iter()
                .any(|property| property.wire == name)
        {
            return true;
        }
    }
    false
}

/// Returns the location of a property in the first part that has it.
fn origin_of_property(
    cx: &BuildContext<'_>,
    parts: &[SchemaPart<'_>],
    name: &str,
) -> Option<Origin> {
    let mut origins = parts
        .iter()
        .map(|part| part.origin.child("properties").child(name));
    origins.find(|origin| cx.document.value(origin).is_some())
}

/// Reads the content that is wrapped in another object; examples document the whole response.
fn wrapped_content<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    response: &Origin,
    result: &WrappedResult,
    schema_use: &SchemaUse,
) -> Content {
    let origin = response.child("content").child(&result.media_type);
    let schema = schemas.read_schema(cx, &result.schema, &schema_use.in_part("result"));
    let object = cx.document.value(&origin).and_then(Value::as_object);
    let examples = object
        .map(|object| {
            crate::requests::examples::read_examples(cx, &origin, object, Some(Codec::Json))
        })
        .unwrap_or_default();
    Content {
        examples,
        ..Content::json(&result.media_type, Some(schema), origin)
    }
}

//! Responses of operations.

use serde_json::{Map, Value};

use super::Context;
use super::bodies;
use super::hint::Hint;
use super::parts::ANY;
use super::schemas::Schemas;
use crate::config::EnvelopeConfig;
use crate::diag::{Diagnostic, Origin};
use crate::model::{Codec, Content, Envelope, Header, Response, Status};

/// The responses of an operation.
pub(crate) struct Responses {
    pub(crate) responses: Vec<Response>,
    pub(crate) envelope: Option<Envelope>,
}

/// `responses` of an operation.
pub(crate) fn responses<'d>(
    cx: &mut Context<'d>,
    schemas: &mut Schemas<'d>,
    operation: &Origin,
    hint: &Hint,
) -> Responses {
    let found = described(cx, operation);
    let statuses: Vec<Status> = found.iter().map(|(status, ..)| *status).collect();
    let is_success = success(&statuses);
    let first = statuses.iter().copied().filter(|status| is_success(*status)).min();
    let mut responses = Responses { responses: Vec::with_capacity(found.len()), envelope: None };
    for (status, origin, is_own, beside) in found {
        let name = match status {
            // A response of another operation is not a component.
            _ if !is_own && !origin.pointer.starts_with("/paths/") => Hint::of_component(cx, &origin, "response"),
            status if Some(status) == first => hint.response(),
            status if is_success(status) => hint.success(status),
            status => hint.error(status),
        };
        let is_success = is_success(status);
        let wrapped = if is_success { enveloped(cx, &origin) } else { None };
        let contents = match &wrapped {
            Some(found) => inside(cx, schemas, &origin, found, if is_own { hint } else { &name }),
            None => bodies::contents(cx, schemas, &origin, &name),
        };
        let headers = headers(cx, schemas, &origin, &name);
        let docs = cx.document.value(&origin).and_then(|value| value.get("description")).and_then(Value::as_str);
        let docs = beside.or_else(|| docs.map(str::to_owned));
        let (links, enveloped) = (Vec::new(), wrapped.is_some());
        responses.responses.push(Response { status, is_success, contents, headers, links, enveloped, docs, origin });
        responses.envelope = responses.envelope.or(wrapped.map(|found| found.envelope));
    }
    responses
}

/// A described response: its status and location, whether it is inline, and the description beside its `$ref`.
type Described = (Status, Origin, bool, Option<String>);

/// The described responses, once for each status.
fn described(cx: &mut Context<'_>, operation: &Origin) -> Vec<Described> {
    let place = operation.child("responses");
    let mut found: Vec<Described> = Vec::new();
    let mut seen: Vec<(Origin, Status)> = Vec::new();
    if cx.document.value(&place).and_then(Value::as_object).is_none_or(Map::is_empty) {
        let message = "expected an operation with at least one response, found none";
        let warning = Diagnostic::warning("no-responses", message).at(&place);
        let instead =
            "status codes have their HTTP meaning, and the method returns no value; `send_raw` returns the body";
        cx.miss(warning.instead(instead).help("describe the response of a success, such as `200`"));
    }
    for key in cx.document.value(&place).and_then(Value::as_object).into_iter().flat_map(Map::keys) {
        if key.starts_with("x-") {
            continue;
        }
        let Some(status) = status(cx, key, &place) else { continue };
        let own = place.child(key);
        if let Some((first, _)) = seen.iter().find(|(_, known)| *known == status) {
            // `200` and `0200`, `2XX` and `2xx` are equal.
            let message = format!("status code {status} is described twice, expected once");
            let warning =
                Diagnostic::warning("duplicate-status", message).at(&own).related("the other one is here", first);
            let warning = warning.instead("the first one is used, this one is ignored");
            cx.warn(warning.help("keep one of them, and merge the other one into it"));
            continue;
        }
        seen.push((own.clone(), status));
        let Some(origin) = cx.follow(own.clone(), "this response is left out") else { continue };
        let is_own = origin == own;
        found.push((status, origin, is_own, cx.described_beside(&own)));
    }
    found
}

/// Which responses are successes: those with a success status, or the redirects if there are none. Clients follow
/// redirects if a success is described.
fn success(all: &[Status]) -> impl Fn(Status) -> bool + use<> {
    let is_any = all.iter().any(|status| status.is_success());
    move |status| if is_any { status.is_success() } else { status.redirects().next().is_some() }
}

/// `headers` of a response, without the content type, which `content` describes.
fn headers<'d>(cx: &mut Context<'d>, schemas: &mut Schemas<'d>, response: &Origin, hint: &Hint) -> Vec<Header> {
    let place = response.child("headers");
    let Some(Value::Object(described)) = cx.document.value(&place) else { return Vec::new() };
    let mut all = Vec::new();
    for wire in described.keys().filter(|wire| !wire.eq_ignore_ascii_case("content-type")) {
        let Some(origin) = cx.follow(place.child(wire), "the header is not documented") else { continue };
        let Some(Value::Object(header)) = cx.document.value(&origin) else { continue };
        let beside = cx.described_beside(&place.child(wire));
        let content = header.get("content").and_then(Value::as_object).and_then(|content| content.keys().next());
        let schema = match content {
            Some(media_type) => origin.child("content").child(media_type).child("schema"),
            None => origin.child("schema"),
        };
        all.push(Header {
            wire: wire.clone(),
            schema: schemas.at(cx, &schema, &hint.child(wire)),
            required: header.get("required") == Some(&Value::Bool(true)),
            is_content: content.is_some(),
            docs: beside.or_else(|| header.get("description").and_then(Value::as_str).map(str::to_owned)),
        });
    }
    all
}

fn status(cx: &mut Context<'_>, key: &str, place: &Origin) -> Option<Status> {
    let status = Status::of(key);
    if status.is_none() {
        cx.loosen(
            Diagnostic::warning("unknown-status", format!("unknown status `{key}`"))
                .at(&place.child(key))
                .instead("this response is left out")
                .help("expected a status code such as `200`, a range such as `2XX`, or `default`"),
        );
    }
    status
}

/// The part of a response that an envelope wraps.
struct Wrapped {
    envelope: Envelope,
    media_type: String,
    result: Origin,
}

/// The configured envelope, if the JSON content of a response has it.
fn enveloped(cx: &mut Context<'_>, response: &Origin) -> Option<Wrapped> {
    let EnvelopeConfig { result, success, errors } = cx.config.envelope.as_ref()?.clone();
    let place = response.child("content");
    let media_types = cx.document.value(&place)?.as_object()?;
    let media_type = media_types.keys().find(|name| name.contains("json"))?.clone();
    let schema = cx.follow(place.child(&media_type).child("schema"), ANY)?;
    let parts = super::parts::flatten(cx, std::slice::from_ref(&schema));
    let property = |name: &str| {
        parts.iter().find_map(|part| {
            let has = part.object.get("properties")?.get(name).is_some();
            has.then(|| part.origin.child("properties").child(name))
        })
    };
    let place = property(&result)?;
    if success.as_deref().is_some_and(|success| property(success).is_none()) {
        return None;
    }
    Some(Wrapped { envelope: Envelope { result, success, errors }, media_type, result: place })
}

/// The content in an envelope; examples document the whole response.
fn inside<'d>(
    cx: &mut Context<'d>,
    schemas: &mut Schemas<'d>,
    response: &Origin,
    found: &Wrapped,
    hint: &Hint,
) -> Vec<Content> {
    let origin = response.child("content").child(&found.media_type);
    let schema = schemas.at(cx, &found.result, &hint.part("result"));
    let object = cx.document.value(&origin).and_then(Value::as_object);
    let examples = object.map(|object| super::examples::of(cx, &origin, object)).unwrap_or_default();
    let media_type = found.media_type.clone();
    vec![Content { media_type, codec: Codec::Json, schema: Some(schema), encodings: Vec::new(), examples, origin }]
}

//! Webhooks as events: their names, the property that distinguishes them, and their signatures.

use std::cmp::Reverse;
use std::collections::BTreeSet;

use crate::context::{BuildContext, config_location};
use crate::names::renames::name_precedence;
use crate::names::type_names::location_name;
use crate::schemas::conversion::Schemas;
use crate::types::phases::Typed;
use crate::unions::union_constants;
use description::without_case_and_punctuation;
use diag::Diagnostic;
use model::{
    Codec, Schema, SignatureScheme, Type, TypeKind, Types, WebhookEvent, WebhookRequest,
    WebhookTag, Webhooks,
};
use naming::{Scope, ScopeKind, variant_name};

const STANDARD: [&str; 3] = ["webhook-id", "webhook-timestamp", "webhook-signature"];

/// Properties that identify a webhook even if there is only one.
const IDENTIFYING: &[&str] = &[
    "action",
    "event",
    "event_name",
    "event_type",
    "eventName",
    "eventType",
    "topic",
    "type",
];

/// Returns the webhooks that a program can read, if any.
pub(crate) fn build_webhooks(cx: &mut BuildContext<'_>, typed: &Typed) -> Option<Webhooks> {
    let config = &cx.config.webhooks;
    let events = webhook_events(cx, typed, config.verify == Some(SignatureScheme::GitHub));
    let payload = config.payload.as_deref().and_then(|pointer| {
        let payload = payload_schema(cx, typed, pointer);
        if payload.is_none() {
            let message = format!("the description has no schema at `{pointer}`");
            let help =
                "expected the JSON pointer of a schema, such as `#/components/schemas/Event`";
            let problem = Diagnostic::error("unknown-schema", message)
                .at(&config_location(&["webhooks", "payload"]));
            cx.config_problems.push(problem.help(help));
        }
        payload
    });
    if events.is_empty() && payload.is_none() {
        if config.verify.is_some() && config.payload.is_none() {
            let message = "the description has no webhook with a payload in JSON";
            let help =
                "name the schema of the payloads: webhooks: { payload: '#/components/schemas/…' }";
            let problem = Diagnostic::error("no-webhooks", message)
                .at(&config_location(&["webhooks", "verify"]));
            cx.config_problems.push(problem.help(help));
        }
        return None;
    }
    let scheme = match config.verify {
        None if is_standard(cx, typed, &events) => Some(SignatureScheme::Standard),
        configured => configured,
    };
    let tag = find_webhook_tag(typed, &events);
    Some(Webhooks {
        events,
        tag,
        payload,
        scheme,
    })
}

/// Converts the configured payload to a type, if the other component schemas are not converted.
pub(crate) fn read_payload<'d>(cx: &mut BuildContext<'d>, schemas: &mut Schemas<'d>) {
    let pointer = cx.config.webhooks.payload.as_deref();
    if let Some(origin) = pointer.and_then(|pointer| cx.schema_of_key(pointer)) {
        let name = location_name(cx, &origin);
        schemas.read_component(cx, &origin, &name);
    }
}

fn payload_schema(cx: &BuildContext<'_>, typed: &Typed, pointer: &str) -> Option<Schema> {
    let origin = cx.schema_of_key(pointer)?;
    let entry = typed.schemas.iter().find(|entry| entry.origin == origin)?;
    Some(Schema::of(entry.ty.clone(), origin))
}

/// Returns the webhooks with a JSON payload, only the first one of each name.
fn webhook_events(cx: &BuildContext<'_>, typed: &Typed, is_github: bool) -> Vec<WebhookEvent> {
    let mut seen = BTreeSet::new();
    let webhooks = typed
        .webhook_requests
        .iter()
        .enumerate()
        .filter(|(_, request)| request.operation.is_none());
    let payloads: Vec<(usize, &WebhookRequest, Schema)> = webhooks
        .filter_map(|(index, request)| Some((index, request, json_payload_schema(request)?)))
        .filter(|(_, request, _)| seen.insert(request.name.as_str()))
        .collect();
    let mut order: Vec<&str> = payloads
        .iter()
        .map(|(_, request, _)| request.name.as_str())
        .collect();
    order.sort_by_cached_key(|name| name_precedence(name, &variant_name(name)));
    let mut scope = Scope::new(ScopeKind::Variants);
    let rust: Vec<(&str, String)> = order
        .into_iter()
        .map(|name| (name, scope.claim(&variant_name(name)).name))
        .collect();
    let mut events: Vec<WebhookEvent> = payloads
        .iter()
        .filter_map(|(index, request, payload)| {
            let rust = rust
                .iter()
                .find(|(known, _)| *known == request.name)
                .map(|(_, rust)| rust.clone())?;
            let payload = payload.clone();
            Some(WebhookEvent {
                rust,
                names: vec![request.name.clone()],
                request: *index,
                payload,
            })
        })
        .collect();
    if is_github {
        name_like_github(cx, typed, &mut events);
    }
    events
}

fn json_payload_schema(webhook_request: &WebhookRequest) -> Option<Schema> {
    let content = webhook_request
        .contents
        .iter()
        .find(|content| content.codec == Codec::Json && content.framing().is_none())?;
    Some(
        content
            .schema
            .clone()
            .unwrap_or_else(|| Schema::of(Type::Any, content.origin.clone())),
    )
}

/// Adds the names by which the runtime looks up events of GitHub: the name of the webhook, the
/// `operationId`, and, if the event may have any action, the part of the `operationId` before `/`.
fn name_like_github(cx: &BuildContext<'_>, typed: &Typed, events: &mut [WebhookEvent]) {
    let ids: Vec<Option<&str>> = events
        .iter()
        .map(|event| {
            let request = typed.webhook_requests.get(event.request)?;
            cx.text(&request.origin, "operationId")
        })
        .collect();
    let mut taken: BTreeSet<String> = events
        .iter()
        .flat_map(|event| event.names.clone())
        .collect();
    for event in events.iter_mut() {
        let names = event.names.iter().map(|name| hyphenated_name(name));
        let name: String = names.collect();
        add_event_name(event, name, &mut taken);
    }
    for (event, id) in events.iter_mut().zip(&ids) {
        if let Some(id) = id {
            add_event_name(event, hyphenated_name(id), &mut taken);
        }
    }
    for (event, id) in events.iter_mut().zip(&ids) {
        if let Some((stem, _)) = id.and_then(|id| id.split_once('/'))
            && union_constants::is_any_text(&typed.types, &event.payload, "action")
        {
            add_event_name(event, hyphenated_name(stem), &mut taken);
        }
    }
}

/// Converts a name to lower case, with a hyphen for each character that is neither a letter nor a
/// digit.
fn hyphenated_name(name: &str) -> String {
    name.to_lowercase()
        .replace(|c: char| !c.is_alphanumeric(), "-")
}

/// Adds a name to an event, unless another event has it.
fn add_event_name(event: &mut WebhookEvent, name: String, taken: &mut BTreeSet<String>) {
    if taken.insert(name.clone()) {
        event.names.push(name);
    }
}

/// Returns the property whose constants distinguish the payloads.
fn find_webhook_tag(typed: &Typed, events: &[WebhookEvent]) -> Option<WebhookTag> {
    let first = events.first()?;
    let tags = tag_candidates(&typed.types, &first.payload)
        .into_iter()
        .filter_map(|property| {
            let values = tag_values(typed, events, property)?;
            let called = values
                .iter()
                .filter(|(value, at)| {
                    events
                        .get(*at)
                        .is_some_and(|event| is_webhook_name(event, value))
                })
                .count();
            let identifies = events.len() > 1 || called > 0 || IDENTIFYING.contains(&property);
            if !identifies {
                return None;
            }
            let property = property.to_owned();
            Some((called, WebhookTag { property, values }))
        });
    // Chooses the property whose values match the names of most webhooks, or else the first.
    tags.min_by_key(|(called, _)| Reverse(*called))
        .map(|(_, tag)| tag)
}

/// Returns whether a value is the name of the webhook, apart from case and punctuation.
fn is_webhook_name(event: &WebhookEvent, value: &str) -> bool {
    event.names.first().is_some_and(|name| {
        without_case_and_punctuation(name) == without_case_and_punctuation(value)
    })
}

/// Returns the properties of a payload that may have constants.
fn tag_candidates<'t>(types: &'t Types, payload: &Schema) -> Vec<&'t str> {
    match types.kind(types.resolve(payload)) {
        Some(TypeKind::Struct(record)) => record
            .properties
            .iter()
            .map(|property| property.wire.as_str())
            .collect(),
        Some(TypeKind::Union(union)) => union
            .discriminator
            .iter()
            .map(|tag| tag.property.as_str())
            .collect(),
        _ => Vec::new(),
    }
}

/// Maps each value to the event of that name, or to the only event with the value. Returns `None`
/// if several events have a value that is the name of none of them, or if an event has no value.
fn tag_values(
    typed: &Typed,
    events: &[WebhookEvent],
    property: &str,
) -> Option<Vec<(String, usize)>> {
    let constants: Vec<BTreeSet<&str>> = events
        .iter()
        .map(|event| union_constants::property_constants(&typed.types, &event.payload, property))
        .collect::<Option<_>>()?;
    let mut values = Vec::new();
    for (at, own) in constants.iter().enumerate() {
        for value in own {
            let having: Vec<usize> = constants
                .iter()
                .enumerate()
                .filter(|(_, others)| others.contains(value))
                .map(|(at, _)| at)
                .collect();
            let named = having.iter().find(|at| {
                events
                    .get(**at)
                    .is_some_and(|event| is_webhook_name(event, value))
            });
            if named.is_some_and(|named| *named != at) {
                continue;
            }
            if named.is_none() && having.len() > 1 {
                return None;
            }
            values.push(((*value).to_owned(), at));
        }
    }
    let have_all = (0..events.len()).all(|at| values.iter().any(|(_, known)| *known == at));
    if have_all { Some(values) } else { None }
}

fn is_standard(cx: &BuildContext<'_>, typed: &Typed, events: &[WebhookEvent]) -> bool {
    let requests = events
        .iter()
        .filter_map(|event| typed.webhook_requests.get(event.request));
    !events.is_empty()
        && requests
            .map(|request| webhook_headers(cx, request))
            .all(|all| STANDARD.iter().all(|name| all.contains(*name)))
}

/// Returns the described headers of a webhook, in lower case.
fn webhook_headers(cx: &BuildContext<'_>, webhook_request: &WebhookRequest) -> BTreeSet<String> {
    let origins =
        std::iter::once(webhook_request.origin.clone()).chain(webhook_request.origin.parent());
    let items = origins.flat_map(|origin| cx.document.items(&origin.child("parameters")));
    let mut headers = BTreeSet::new();
    for item in items {
        let origin = cx.document.followed(item);
        if cx.text(&origin, "in") == Some("header")
            && let Some(name) = cx.text(&origin, "name")
        {
            headers.insert(name.to_ascii_lowercase());
        }
    }
    headers
}

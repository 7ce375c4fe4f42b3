//! `streaming` of a method: a stream that the description lacks becomes an action of the overlay.

use serde_json::{Value, json};

use super::amendments::bracketed_member;
use super::keys::StainlessKeys;
use super::models::pointer_of_schema;
use super::operations::DescribedOperation;
use super::plan::{ImportPlan, OverlayAction, OverlayChange};
use description::Document;
use diag::{FileId, Origin};
use model::Framing;

/// Why a stream is left out.
const NO_RESPONSE: &str = "An overlay cannot add the stream, because the operation has no successful response of its own in OpenAPI 3: describe its `text/event-stream`.";

/// Plans the stream of a method: the response `text/event-stream`, unless the description has a stream already.
pub(super) fn plan_stream(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
    operation: &DescribedOperation,
    method: &Origin,
) {
    let at = method.child("streaming");
    let Some(Value::Object(_)) = keys.value_at(&at) else {
        return;
    };
    let Some((status, content)) = successful_response(document, operation) else {
        return keys.leave_out(&at, NO_RESPONSE);
    };
    let is_described = content
        .as_object()
        .is_some_and(|media_types| media_types.keys().any(|one| Framing::of(one).is_some()));
    if is_described {
        return;
    }
    let model = at.child("stream_event_model");
    let mut stream = json!({});
    if let Some(name) = keys.use_text(&model) {
        match pointer_of_model(keys, document, name) {
            Some(pointer) => stream = json!({"schema": {"$ref": format!("#{pointer}")}}),
            None => {
                let reason = "The file has no such model in `resources`, so events have no type.";
                keys.leave_out_with(&model, reason, Some(name.to_owned()));
            }
        }
    }
    let response = format!(
        "{}.responses{}",
        operation.json_path(),
        bracketed_member(status)
    );
    match use_discriminator(keys, &at) {
        Some("stream") => {}
        Some(other) => keys.list_partly(
            &at.child("param_discriminator"),
            "A method that streams sets a property or parameter only if it is called `stream`: set others by their setters.",
            other,
        ),
        // The method always streams.
        None => plan.actions.push(OverlayAction {
            target: format!("{response}.content"),
            description: None,
            change: OverlayChange::Remove,
        }),
    }
    plan.actions.push(OverlayAction {
        target: response,
        description: None,
        change: OverlayChange::Update(json!({"content": {"text/event-stream": stream}})),
    });
}

/// Returns the parameter or property that requests a stream.
fn use_discriminator<'k>(keys: &mut StainlessKeys<'k>, streaming: &Origin) -> Option<&'k str> {
    let at = streaming.child("param_discriminator");
    keys.use_all(&at);
    keys.use_text(&at)
}

/// Returns the status and the `content` of the first successful response that an overlay can change.
fn successful_response<'d>(
    document: &'d Document,
    operation: &DescribedOperation,
) -> Option<(&'d str, &'d Value)> {
    if document.was_swagger() {
        return None;
    }
    let responses = document.value(&operation.origin().child("responses"))?;
    let (status, response) = responses
        .as_object()?
        .iter()
        .find(|(status, _)| status.starts_with('2'))?;
    Some((status, response.get("content")?))
}

/// Returns the JSON pointer of the schema of a model such as `chat.completions.chunk`, if the description has it.
fn pointer_of_model(keys: &StainlessKeys<'_>, document: &Document, name: &str) -> Option<String> {
    let (resources, model) = name.rsplit_once('.')?;
    let mut at = Origin::default();
    for (depth, resource) in resources.split('.').enumerate() {
        let key = if depth == 0 {
            "resources"
        } else {
            "subresources"
        };
        at = at.child(key).child(resource);
    }
    at = at.child("models").child(model);
    let schema = match keys.value_at(&at)? {
        Value::Object(members) => members.get("openapi_uri")?,
        other => other,
    };
    let pointer = pointer_of_schema(schema.as_str()?.trim());
    document.value(&Origin::new(FileId(0), pointer.as_str()))?;
    Some(pointer)
}

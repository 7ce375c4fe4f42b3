//! `streaming` of a method: a stream that the description lacks is added by `streams`.

use serde_json::Value;

use super::keys::StainlessKeys;
use super::models::pointer_of_schema;
use super::operations::DescribedOperation;
use super::plan::{ImportPlan, PlannedStream};
use description::Document;
use diag::{FileId, Origin};
use model::Framing;

/// Plans the stream of a method, unless the description has it already.
pub(super) fn plan_stream(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
    operation: &DescribedOperation,
    method: &Origin,
) {
    let origin = method.child("streaming");
    let Some(Value::Object(_)) = keys.value_at(&origin) else {
        return;
    };
    if has_stream(document, operation) {
        return;
    }
    let model = origin.child("stream_event_model");
    let mut items = None;
    if let Some(name) = keys.use_text(&model) {
        items = pointer_of_model(keys, document, name);
        if items.is_none() {
            let reason = "The file has no such model in `resources`, so events have no type.";
            keys.leave_out_with(&model, reason, Some(name.to_owned()));
        }
    }
    let discriminator = origin.child("param_discriminator");
    keys.use_all(&discriminator);
    let stream = PlannedStream {
        items,
        requested_by: keys.use_text(&discriminator).map(str::to_owned),
        origin,
    };
    plan.streams.insert(operation.config_key(), stream);
}

fn has_stream(document: &Document, operation: &DescribedOperation) -> bool {
    let responses = operation.origin().child("responses");
    let members = document.value(&responses).and_then(Value::as_object);
    let mut contents = members
        .into_iter()
        .flatten()
        .map(|(status, _)| document.followed(responses.child(status)).child("content"));
    contents.any(|content| {
        let media_types = document.value(&content).and_then(Value::as_object);
        media_types.is_some_and(|content| content.keys().any(|name| Framing::of(name).is_some()))
    })
}

/// Returns the JSON pointer of the schema of a model such as `chat.completions.chunk`, if the
/// description has it.
fn pointer_of_model(keys: &StainlessKeys<'_>, document: &Document, name: &str) -> Option<String> {
    let (resources, model) = name.rsplit_once('.')?;
    let mut origin = Origin::default();
    for (depth, resource) in resources.split('.').enumerate() {
        let key = if depth == 0 {
            "resources"
        } else {
            "subresources"
        };
        origin = origin.child(key).child(resource);
    }
    origin = origin.child("models").child(model);
    let schema = match keys.value_at(&origin)? {
        Value::Object(members) => members.get("openapi_uri")?,
        other => other,
    };
    let pointer = pointer_of_schema(schema.as_str()?.trim());
    document.value(&Origin::new(FileId(0), pointer.as_str()))?;
    Some(pointer)
}

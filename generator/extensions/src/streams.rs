//! The streams that operations return.

use serde_json::Value;

use super::operations::PathOperation;
use super::reader::ExtensionReader;
use super::values::{ExtensionValue, string_at};
use config::{StreamConfig, StreamFormat};
use description::{Document, ExtensionSetting};
use model::Framing;

impl<'d> ExtensionReader<'d> {
    pub(super) fn read_streams(&mut self, operations: &[PathOperation<'d>]) {
        for operation in operations {
            if operation.is_configured(self.written.streams.keys()) {
                continue;
            }
            let stream_extension = operation
                .extensions()
                .find(|extension| extension.setting == ExtensionSetting::Stream);
            let Some(extension) = stream_extension.filter(|extension| extension.value != false)
            else {
                continue;
            };
            // The description has the stream.
            if extension.value == true && !has_json_only(self.document, operation) {
                continue;
            }
            match self.stream_rules(&extension) {
                Ok(stream) => {
                    self.record(&["streams", &operation.key], &extension.at);
                    let streams = &mut self.settings.config.streams;
                    streams.insert(operation.key.clone(), stream);
                }
                Err(fault) => self.warn(&extension.at, &fault),
            }
        }
    }

    /// Reads `true`, or `{format: sse, stream-condition: $request.stream, response: SCHEMA, response-stream: SCHEMA}`.
    fn stream_rules(&self, extension: &ExtensionValue<'d>) -> Result<StreamConfig, String> {
        let format = match string_at(extension.value, "format") {
            Some("sse") => StreamFormat::Events,
            Some("json") | None => StreamFormat::Lines,
            Some(other) => return Err(format!("expected `sse` or `json`, found `{other}`")),
        };
        let terminator = string_at(extension.value, "terminator");
        if let Some(other) = terminator.filter(|text| *text != "[DONE]") {
            return Err(format!("a stream ends at `[DONE]`, not at `{other}`"));
        }
        let condition = string_at(extension.value, "stream-condition");
        let requested_by = condition
            .map(|condition| match condition.strip_prefix("$request.") {
                Some(name) if !name.contains('.') => Ok(name.to_owned()),
                _ => Err(format!(
                    "expected a property as in `$request.stream`, found `{condition}`"
                )),
            })
            .transpose()?;
        let schema = |key| {
            extension
                .value
                .get(key)
                .filter(|schema| schema.is_object())?;
            Some(self.settings_key(&extension.at.origin.child(key)))
        };
        Ok(StreamConfig {
            format,
            items: schema("response-stream"),
            requested_by,
            response: schema("response"),
        })
    }
}

/// Returns whether a successful response is JSON, and none is a stream.
fn has_json_only(document: &Document, operation: &PathOperation<'_>) -> bool {
    let responses = operation
        .members
        .get("responses")
        .and_then(Value::as_object);
    let statuses = responses.into_iter().flatten().map(|(status, _)| status);
    let media_types: Vec<&String> = statuses
        .filter(|status| status.starts_with('2'))
        .filter_map(|status| {
            let response = operation.origin.child("responses").child(status);
            let content = document.followed(response).child("content");
            document.value(&content)?.as_object()
        })
        .flat_map(|content| content.keys())
        .collect();
    media_types.iter().any(|name| *name == "application/json")
        && media_types.iter().all(|name| Framing::of(name).is_none())
}

//! The streams that operations return.

use serde_json::Value;

use super::operations::PathOperation;
use super::reader::ExtensionReader;
use super::settings::{ExtensionOrigin, unusable_extension};
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
            let media_types = success_media_types(self.document, operation);
            if extension.value == true && media_types.is_empty() {
                let fault = "no response with a status code `2xx` has content";
                self.warn(&extension.at, fault);
                continue;
            }
            // The description has the stream, or bytes.
            if extension.value == true && !has_json_only(&media_types) {
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

    /// Reads `true`, or `{format: sse, stream-condition: $request.stream, response: SCHEMA,
    /// response-stream: SCHEMA}`.
    fn stream_rules(&mut self, extension: &ExtensionValue<'d>) -> Result<StreamConfig, String> {
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
        let response = self.member_schema(extension, "response");
        if requested_by.is_none() && response.is_some() {
            let member = ExtensionOrigin {
                key: extension.at.key,
                origin: extension.at.origin.child("response"),
            };
            let warning = unusable_extension(&member, "found `response` without `stream-condition`")
                .instead("the method returns only the stream")
                .help("write which property requests the stream, as in `stream-condition: $request.stream`");
            self.settings.diagnostics.push(warning);
        }
        Ok(StreamConfig {
            format,
            items: self.member_schema(extension, "response-stream"),
            requested_by,
            response,
        })
    }

    /// Returns how `generator.yaml` refers to the schema in a member of an extension.
    fn member_schema(&self, extension: &ExtensionValue<'d>, member: &str) -> Option<String> {
        extension.value.get(member)?;
        Some(self.settings_key(&extension.at.origin.child(member)))
    }
}

/// Returns the media types of all successful responses.
fn success_media_types<'d>(
    document: &'d Document,
    operation: &PathOperation<'d>,
) -> Vec<&'d String> {
    let responses = operation
        .members
        .get("responses")
        .and_then(Value::as_object);
    let statuses = responses.into_iter().flatten().map(|(status, _)| status);
    statuses
        .filter(|status| status.starts_with('2'))
        .filter_map(|status| {
            let response = operation.origin.child("responses").child(status);
            let content = document.followed(response).child("content");
            document.value(&content)?.as_object()
        })
        .flat_map(|content| content.keys())
        .collect()
}

fn has_json_only(media_types: &[&String]) -> bool {
    media_types.iter().any(|name| *name == "application/json")
        && media_types.iter().all(|name| Framing::of(name).is_none())
}

//! `streams` of `generator.yaml`: responses that are streams, although the description has only the
//! whole response.

use crate::client::configured::unknown_schema;
use crate::context::{BuildContext, config_location};
use crate::names::inline_types::SchemaUse;
use crate::schemas::conversion::Schemas;
use crate::written_operations::WrittenOperation;
use config::StreamConfig;
use diag::{Diagnostic, Origin};
use model::{Codec, Content, Operation, Response, Schema};

/// Adds the configured stream to the successful response of an operation.
pub(crate) fn add_configured_stream<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    operation: &WrittenOperation,
    responses: &mut [Response],
    schema_use: &SchemaUse,
) {
    let mut streams = cx.config.streams.iter();
    let Some((key, config)) = streams.find(|(key, _)| operation.is_called(key)) else {
        return;
    };
    let setting = config_location(&["streams", key]);
    let successes = responses
        .iter_mut()
        .filter(|response| response.is_success && response.status.may_have_content());
    let Some(response) = successes.min_by_key(|response| response.status) else {
        let message = format!("`{key}` has no successful response with content");
        let problem = Diagnostic::error("no-responses", message).at(&setting);
        cx.config_problems
            .push(problem.help("describe a response with status code 200"));
        return;
    };
    let response_schema = schema_at(
        cx,
        schemas,
        config.response.as_deref(),
        &setting.child("response"),
        &schema_use.in_response(),
    );
    let item_schema = schema_at(
        cx,
        schemas,
        config.items.as_deref(),
        &setting.child("items"),
        &schema_use.in_part("Event"),
    );
    let json = response
        .contents
        .iter_mut()
        .find(|content| content.codec == Codec::Json && content.stream_framing().is_none());
    if let (Some(json), Some(schema)) = (json, response_schema) {
        json.schema = Some(schema);
    }
    add_stream(response, config, item_schema);
}

fn add_stream(response: &mut Response, config: &StreamConfig, item: Option<Schema>) {
    let contents = &mut response.contents;
    if let Some(stream) = contents
        .iter_mut()
        .find(|content| content.stream_framing().is_some())
    {
        stream.schema = item.or(stream.schema.take());
        return;
    }
    let mut json_contents = contents
        .iter()
        .filter(|content| content.codec == Codec::Json);
    let schema = item.or_else(|| json_contents.next()?.schema.clone());
    if config.requested_by.is_none() {
        contents.clear();
    }
    let media_type = config.format.media_type();
    let origin = response.origin.child("content").child(media_type);
    contents.push(Content::json(media_type, schema, origin));
}

/// Reads the schema that a key of the setting names; reports a schema that the description lacks.
fn schema_at<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    pointer: Option<&str>,
    setting: &Origin,
    schema_use: &SchemaUse,
) -> Option<Schema> {
    let key = pointer?;
    let Some(origin) = cx.schema_of_key(key) else {
        let problem = unknown_schema(cx, key, setting);
        cx.config_problems.push(problem);
        return None;
    };
    Some(schemas.read_schema(cx, &origin, schema_use))
}

/// Removes and reports streams that are requested by a parameter or property that the operation
/// does not have.
pub(crate) fn check_stream_switches(cx: &mut BuildContext<'_>, operations: &mut [Operation]) {
    for (key, config) in &cx.config.streams {
        let Some(name) = &config.requested_by else {
            continue;
        };
        let without_switch = operations.iter_mut().find(|operation| {
            let stream = operation.returns.stream.as_ref();
            operation.is_called(key)
                && stream.is_some_and(|stream| stream.switch.as_ref() != Some(name))
        });
        if let Some(operation) = without_switch {
            operation.returns.stream = None;
            let message = format!("`{key}` has no boolean `{name}` in its JSON body or its query");
            let origin = config_location(&["streams", key, "requested_by"]);
            let problem = Diagnostic::error("unknown-parameter", message).at(&origin);
            cx.config_problems
                .push(problem.help("expected the name of an optional property or parameter"));
        }
    }
}

//! Webhook requests: webhooks and callbacks, which have types but no methods.

use serde_json::Value;

use super::selection::includes_webhooks;
use crate::context::BuildContext;
use crate::names::inline_types::SchemaUse;
use crate::requests::bodies;
use crate::schemas::conversion::Schemas;
use crate::written_operations::WrittenOperation;
use description::string_field;
use diag::{FileId, Origin};
use model::{Answer, HttpMethod, Status, WebhookRequest};

/// The consequence of a dangling reference to a callback.
const CALLBACK: &str = "the callback is left out";

/// Returns all webhooks, then the callbacks of all operations.
pub(crate) fn webhook_requests<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    operations: &[WrittenOperation],
) -> Vec<WebhookRequest> {
    let mut requests = Vec::new();
    let keys_of_webhooks: &[&str] = if includes_webhooks(&cx.config.include, &cx.config.exclude) {
        &["/webhooks", "/x-webhooks"]
    } else {
        &[]
    };
    for key in keys_of_webhooks {
        let origin = Origin::new(FileId(0), *key);
        for name in described_keys(cx, &origin) {
            let Some(item) = cx.follow(&origin.child(name), "the webhook is left out") else {
                continue;
            };
            requests.extend(read_item_requests(cx, schemas, &item, name, None));
        }
    }
    for operation in operations {
        let origin = operation.origin.child("callbacks");
        for name in described_keys(cx, &origin) {
            let Some(callback) = cx.follow(&origin.child(name), CALLBACK) else {
                continue;
            };
            for expression in described_keys(cx, &callback) {
                let Some(item) = cx.follow(&callback.child(expression), CALLBACK) else {
                    continue;
                };
                requests.extend(read_item_requests(
                    cx,
                    schemas,
                    &item,
                    name,
                    Some(CallbackSource {
                        operation: &operation.id,
                        expression,
                    }),
                ));
            }
        }
    }
    requests
}

/// Returns the keys of an object, without `$ref` and extensions.
fn described_keys<'d>(
    cx: &BuildContext<'d>,
    origin: &Origin,
) -> impl Iterator<Item = &'d String> + use<'d> {
    cx.keys(origin)
        .filter(|key| !key.starts_with("x-") && *key != "$ref")
}

/// Where the description has a callback.
#[derive(Clone, Copy)]
struct CallbackSource<'a> {
    /// The id of the operation.
    operation: &'a str,
    /// The runtime expression of the URL.
    expression: &'a str,
}

/// Reads the requests of a path item, which belongs to a webhook or a callback.
fn read_item_requests<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    item: &Origin,
    name: &str,
    callback: Option<CallbackSource<'_>>,
) -> Vec<WebhookRequest> {
    let mut requests = Vec::new();
    for method in HttpMethod::KEYS_OF_PATH_ITEMS {
        let Some(origin) = cx.follow(
            &item.child(&method.to_lowercase()),
            "the request is left out",
        ) else {
            continue;
        };
        let Some(Value::Object(object)) = cx.document.value(&origin) else {
            continue;
        };
        let schema_use = SchemaUse::of_name(string_field(object, "operationId").unwrap_or(name));
        let body = cx.follow(&origin.child("requestBody"), "the payload has no type");
        let contents = body
            .map(|body| bodies::read_contents(cx, schemas, &body, &schema_use.in_part("payload")));
        let docs = string_field(object, "summary").or_else(|| string_field(object, "description"));
        requests.push(WebhookRequest {
            name: name.to_owned(),
            method,
            operation: callback.map(|callback| callback.operation.to_owned()),
            expression: callback.map(|callback| callback.expression.to_owned()),
            contents: contents.unwrap_or_default(),
            answers: read_answers(cx, schemas, &origin, &schema_use),
            docs: docs.map(str::to_owned),
            origin,
        });
    }
    requests
}

/// Reads the responses that users may send to a webhook request.
fn read_answers<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    operation: &Origin,
    schema_use: &SchemaUse,
) -> Vec<Answer> {
    let responses_origin = operation.child("responses");
    let mut answers = Vec::new();
    for key in described_keys(cx, &responses_origin) {
        let Some(origin) = cx.follow(&responses_origin.child(key), "the answer has no type") else {
            continue;
        };
        let status = Status::of(key);
        let schema_use = schema_use
            .in_success_response(status.unwrap_or(Status::Default))
            .in_part("answer");
        answers.push(Answer {
            status,
            contents: bodies::read_contents(cx, schemas, &origin, &schema_use),
        });
    }
    answers
}

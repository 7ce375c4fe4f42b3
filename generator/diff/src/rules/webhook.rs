//! Webhooks and callbacks.

use serde_json::Value;

use super::prelude::*;
use crate::matching;
use description::has_required_flag;
use diag::Origin;
use model::WebhookRequest;

pub(super) const RULES: &[Rule] = &[
    Rule::added("webhook-added")
        .what("A webhook or callback was added.")
        .rust(LISTED)
        .webhook_request(|it| {
            Some(DetectedChange::new(
                Compatible,
                format!("`{}` is now sent", it.added()?.name),
            ))
        }),
    Rule::changed("callback-url-changed")
        .what("The expression for the URL of a callback changed.")
        .wire("Breaking: programs that expect the callback at the old URL never receive it.")
        .rust(NO_ITEM)
        .webhook_request(|it| {
            let Sides { old, new } = it.changes(|request| request.expression.as_ref())?.both()?;
            let name = &it.new?.name;
            let message = format!("`{name}` is sent to `{new}` instead of `{old}`");
            Some(DetectedChange::new(Breaking, message).without_items())
        }),
    Rule::new("webhook-answer-bodies-changed")
        .what("A response to a webhook or callback gained or lost its body.")
        .wire(
            "Breaking if the body was added: a response without it may count as failed. Risky if \
             the body was removed: a response with it may be refused.",
        )
        .rust(LISTED)
        .help("Accept responses with and without the body for a while.")
        .webhook_request(webhook_answer_bodies_changed),
    Rule::new("webhook-answers-changed")
        .what("The status codes of responses to a webhook or callback changed.")
        .wire(
            "Risky if a status code was removed: a response with it may count as failed. Otherwise \
             compatible.",
        )
        .rust("Patch: programs choose the status codes of their responses themselves.")
        .help("Accept the old status codes for a while.")
        .webhook_request(webhook_answers_changed),
    Rule::new("webhook-parameters-changed")
        .what("The headers or query parameters of a webhook or callback changed.")
        .wire(
            "Breaking if a required one was removed or became optional, risky if an optional one \
             was removed. Otherwise compatible.",
        )
        .rust("Patch: programs read them themselves.")
        .help("Keep sending the old ones for a while.")
        .webhook_request(|it| {
            let parameters = it.in_texts(webhook_parameters)?;
            let (wire, changes) = match (parameters.old, parameters.new) {
                (Some(before), Some(after)) => parameter_changes(&before, &after)?,
                (None, None) => return None,
                _ => (Unknown, Message::from("one of them cannot be read")),
            };
            let message = format!("parameters of `{}`: {changes}", it.new?.name);
            Some(
                DetectedChange::new(wire, message)
                    .without_items()
                    .at(&["parameters"]),
            )
        }),
    Rule::removed("webhook-removed")
        .what("A webhook or callback was removed.")
        .wire(
            "Breaking: programs that expect it never receive it. None for a callback of an \
             operation that was removed, too.",
        )
        .rust(LISTED)
        .webhook_request(|it| {
            let old = it.removed()?;
            let wire = if is_operation_removed(it, old) {
                Wire::None
            } else {
                Breaking
            };
            Some(DetectedChange::new(
                wire,
                format!("`{}` is no longer sent", old.name),
            ))
        }),
];

/// Returns whether the operation of a callback was removed.
fn is_operation_removed(it: &Both<'_, WebhookRequest>, old: &WebhookRequest) -> bool {
    let operations = it.cursor.versions.models.map(|api| &api.operations);
    matching::pair_operations(operations.old, operations.new)
        .iter()
        .filter(|pair| pair.new.is_none())
        .filter_map(|pair| pair.old)
        .any(|operation| Some(&operation.id) == old.operation.as_ref())
}

fn webhook_answer_bodies_changed(it: &Both<'_, WebhookRequest>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    let pairs = matching::pair_by_key(&old.answers, &new.answers, |answer| answer.status);
    let answer_pairs = pairs.iter().filter_map(|pair| pair.both());
    let changes = answer_pairs.filter_map(|answers| {
        let status = answers
            .new
            .status
            .map_or("default".to_owned(), |status| status.to_string());
        let has_body = answers.map(|answer| !answer.contents.is_empty());
        let (wire, change) = match (has_body.old, has_body.new) {
            (false, true) => (Breaking, "now has a body"),
            (true, false) => (Risky, "no longer has a body"),
            _ => return None,
        };
        let message = format!("the response {status} to `{}` {change}", new.name);
        Some((wire, Message::from(message)))
    });
    let (wire, message) = join_changes_with_worst(changes)?;
    Some(DetectedChange::new(wire, message).at(&["responses"]))
}

fn webhook_answers_changed(it: &Both<'_, WebhookRequest>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    let removed = missing_in(old, new);
    let added = missing_in(new, old);
    let wire = if removed.is_empty() {
        Compatible
    } else {
        Risky
    };
    let message = match (removed.is_empty(), added.is_empty()) {
        (true, true) => return None,
        (false, true) => format!(
            "{1} is no longer a response to `{0}`",
            new.name,
            removed.join(", ")
        ),
        (true, false) => format!(
            "{1} may now be a response to `{0}`",
            new.name,
            added.join(", ")
        ),
        (false, false) => format!(
            "`{}` expects {} instead of {}",
            new.name,
            added.join(", "),
            removed.join(", ")
        ),
    };
    Some(
        DetectedChange::new(wire, message)
            .without_items()
            .at(&["responses"]),
    )
}

fn missing_in(request: &WebhookRequest, other: &WebhookRequest) -> Vec<String> {
    request
        .statuses()
        .filter(|status| !other.statuses().any(|expected| expected.includes(*status)))
        .map(|status| status.to_string())
        .collect()
}

fn parameter_changes(
    before: &[WebhookParameter],
    after: &[WebhookParameter],
) -> Option<(Wire, Message)> {
    let changed = before.iter().filter_map(|parameter| {
        let name = &parameter.name;
        let (wire, change) = match (parameter.required, is_required_in(after, parameter)) {
            (true, None) => (Breaking, "was removed"),
            (false, None) => (Risky, "was removed"),
            (true, Some(false)) => (Breaking, "became optional"),
            (false, Some(true)) => (Compatible, "became required"),
            _ => return None,
        };
        Some((wire, Message::from(format!("`{name}` {change}"))))
    });
    let added = after
        .iter()
        .filter(|parameter| is_required_in(before, parameter).is_none())
        .map(|parameter| {
            let message = format!("`{}` was added", parameter.name);
            (Compatible, Message::from(message))
        });
    join_changes_with_worst(changed.chain(added))
}

/// Returns whether the parameter with the same key is required; `None` if there is none.
fn is_required_in(parameters: &[WebhookParameter], parameter: &WebhookParameter) -> Option<bool> {
    let same = parameters
        .iter()
        .find(|other| other.key() == parameter.key())?;
    Some(same.required)
}

/// Header parameters that are ignored, as they are in requests.
const IGNORED: [&str; 4] = ["accept", "authorization", "content-length", "content-type"];

pub(crate) struct WebhookParameter {
    pub(crate) name: String,
    /// The location: `header`, `query` …
    location: String,
    pub(crate) required: bool,
    pub(crate) schema: Origin,
}

impl WebhookParameter {
    fn of(document: &Document, origin: &Origin) -> Option<Self> {
        let object = document.value(origin)?;
        let name = object.get("name")?.as_str()?;
        let location = object.get("in")?.as_str()?;
        let is_always = location == "path" || object.as_object().is_some_and(has_required_flag);
        let media_type = object
            .get("content")
            .and_then(Value::as_object)
            .and_then(|content| content.keys().next());
        let holder = media_type.map_or_else(
            || origin.clone(),
            |media_type| origin.child("content").child(media_type),
        );
        Some(Self {
            name: name.to_owned(),
            location: location.to_owned(),
            required: is_always,
            schema: holder.child("schema"),
        })
    }

    /// Returns the location and the name; names of headers are case-insensitive.
    pub(crate) fn key(&self) -> (String, String) {
        let name = if self.location == "header" {
            self.name.to_ascii_lowercase()
        } else {
            self.name.clone()
        };
        (self.location.clone(), name)
    }
}

/// Returns all parameters, or `None` if one of them is unreadable. Parameters of a path item apply
/// to its operations, unless overridden.
pub(crate) fn webhook_parameters(
    document: &Document,
    webhook_request: &WebhookRequest,
) -> Option<Vec<WebhookParameter>> {
    let mut parameters = parameters_at(document, &webhook_request.origin)?;
    for parameter in parameters_at(document, &webhook_request.origin.parent()?)? {
        if parameters.iter().all(|own| own.key() != parameter.key()) {
            parameters.push(parameter);
        }
    }
    parameters.retain(|parameter| {
        parameter.location != "header"
            || !IGNORED
                .iter()
                .any(|ignored| ignored.eq_ignore_ascii_case(&parameter.name))
    });
    Some(parameters)
}

fn parameters_at(document: &Document, origin: &Origin) -> Option<Vec<WebhookParameter>> {
    let items = document.items(&origin.child("parameters"));
    items
        .map(|item| WebhookParameter::of(document, &document.followed(item)))
        .collect()
}

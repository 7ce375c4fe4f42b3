//! Parameters of webhooks and callbacks. The crate does not represent them, so they are read from the
//! descriptions.

use serde_json::Value;

use super::resolved_ref::followed;
use crate::diag::Origin;
use crate::model::WebhookRequest;
use crate::source::Document;

/// Headers that are ignored as parameters, as in requests.
const IGNORED: [&str; 4] = ["accept", "authorization", "content-length", "content-type"];

pub(super) struct WebhookParameter {
    pub(super) name: String,
    /// Its location: `header`, `query` …
    location: String,
    pub(super) required: bool,
    pub(super) schema: Origin,
}

impl WebhookParameter {
    fn of(document: &Document, origin: &Origin) -> Option<Self> {
        let object = document.value(origin)?;
        let (name, location) = (object.get("name")?.as_str()?, object.get("in")?.as_str()?);
        let is_always = location == "path" || object.get("required") == Some(&Value::Bool(true));
        let media_type = object.get("content").and_then(Value::as_object).and_then(|content| content.keys().next());
        let holder = media_type.map_or_else(|| origin.clone(), |media_type| origin.child("content").child(media_type));
        Some(Self {
            name: name.to_owned(),
            location: location.to_owned(),
            required: is_always,
            schema: holder.child("schema"),
        })
    }

    /// Returns its identity: header names are case-insensitive.
    pub(super) fn key(&self) -> (String, String) {
        let name = if self.location == "header" { self.name.to_ascii_lowercase() } else { self.name.clone() };
        (self.location.clone(), name)
    }
}

/// Returns all parameters, if each can be read: those of a path item apply to its operations, unless overridden.
pub(super) fn parameters(document: &Document, webhook_request: &WebhookRequest) -> Option<Vec<WebhookParameter>> {
    let mut all = parameters_at(document, &webhook_request.origin)?;
    for parameter in parameters_at(document, &webhook_request.origin.parent()?)? {
        if all.iter().all(|own| own.key() != parameter.key()) {
            all.push(parameter);
        }
    }
    all.retain(|one| one.location != "header" || !IGNORED.iter().any(|known| known.eq_ignore_ascii_case(&one.name)));
    Some(all)
}

fn parameters_at(document: &Document, place: &Origin) -> Option<Vec<WebhookParameter>> {
    let place = place.child("parameters");
    let count = document.value(&place).and_then(Value::as_array).map_or(0, Vec::len);
    (0..count).map(|at| WebhookParameter::of(document, &followed(document, place.item(at)))).collect()
}

//! Parameters of what the API itself sends, webhooks and callbacks. The crate has no place for them, so that they are read
//! from the descriptions.

use serde_json::Value;

use super::resolved_ref::followed;
use crate::diag::Origin;
use crate::model::WebhookRequest;
use crate::source::Document;

/// Headers that are ignored among the parameters, as in requests.
const IGNORED: [&str; 4] = ["accept", "authorization", "content-length", "content-type"];

/// A parameter of a webhook or a callback.
pub(super) struct Arriving {
    pub(super) name: String,
    /// Whether it is a header, or where else it stands.
    location: String,
    /// Whether it always comes.
    pub(super) required: bool,
    /// Where its schema stands.
    pub(super) schema: Origin,
}

impl Arriving {
    fn of(document: &Document, origin: &Origin) -> Option<Self> {
        let said = document.value(origin)?;
        let (name, location) = (said.get("name")?.as_str()?, said.get("in")?.as_str()?);
        let is_always = location == "path" || said.get("required") == Some(&Value::Bool(true));
        let form = said.get("content").and_then(Value::as_object).and_then(|content| content.keys().next());
        let holder = form.map_or_else(|| origin.clone(), |form| origin.child("content").child(form));
        Some(Self {
            name: name.to_owned(),
            location: location.to_owned(),
            required: is_always,
            schema: holder.child("schema"),
        })
    }

    /// What tells it from the others: names of headers have no case.
    pub(super) fn key(&self) -> (String, String) {
        let name = if self.location == "header" { self.name.to_ascii_lowercase() } else { self.name.clone() };
        (self.location.clone(), name)
    }
}

/// All parameters, if each of them can be read: those of the path hold for each of its methods, unless that says otherwise.
pub(super) fn parameters(document: &Document, webhook_request: &WebhookRequest) -> Option<Vec<Arriving>> {
    let mut all = listed(document, &webhook_request.origin)?;
    for parameter in listed(document, &webhook_request.origin.parent()?)? {
        if all.iter().all(|own| own.key() != parameter.key()) {
            all.push(parameter);
        }
    }
    all.retain(|one| one.location != "header" || !IGNORED.iter().any(|known| known.eq_ignore_ascii_case(&one.name)));
    Some(all)
}

fn listed(document: &Document, place: &Origin) -> Option<Vec<Arriving>> {
    let place = place.child("parameters");
    let count = document.value(&place).and_then(Value::as_array).map_or(0, Vec::len);
    (0..count).map(|at| Arriving::of(document, &followed(document, place.item(at)))).collect()
}

//! Documented payloads. They are shown and tested, never generated from.

use serde_json::{Map, Value};

use super::Context;
use crate::diag::Origin;
use crate::model::Example;

/// `example` and `examples` of a media type or parameter.
pub(crate) fn of(cx: &mut Context<'_>, origin: &Origin, object: &Map<String, Value>) -> Vec<Example> {
    let mut all = Vec::new();
    if let Some(value) = object.get("example") {
        all.push(Example { name: "example".to_owned(), value: value.clone(), origin: origin.child("example") });
    }
    if let Some(Value::Object(examples)) = object.get("examples") {
        let place = origin.child("examples");
        all.extend(examples.keys().filter_map(|name| named(cx, name, place.child(name))));
    }
    all
}

fn named(cx: &mut Context<'_>, name: &str, origin: Origin) -> Option<Example> {
    let origin = cx.follow(origin)?;
    let value = cx.document.value(&origin)?.get("value")?.clone();
    Some(Example { name: name.to_owned(), value, origin: origin.child("value") })
}

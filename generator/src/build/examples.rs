//! Examples in the description. They are documented and tested, but no type is inferred from them.

use serde_json::{Map, Value};

use super::Context;
use crate::diag::{Diagnostic, Origin};
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
    let origin = cx.follow(origin, "the example is left out")?;
    let example = cx.document.value(&origin)?;
    let Some(value) = example.get("value") else {
        if example.get("externalValue").is_none() {
            let warning = Diagnostic::warning("example-without-value", "expected an example with `value`, found none");
            let help = "write the example under `value`, or its URL under `externalValue`";
            cx.warn(warning.at(&origin).instead("it is left out").help(help));
        }
        return None;
    };
    Some(Example { name: name.to_owned(), value: value.clone(), origin: origin.child("value") })
}

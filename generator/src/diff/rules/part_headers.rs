//! Headers of files in multipart bodies.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Check, OTHER, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::resolved_ref::followed;
use crate::diff::verdict::Wire;
use crate::model::{Content, Location, Operation};
use crate::source::Document;

/// Headers and whether they are required, by part and lowercase name.
type Headers<'d> = BTreeMap<(String, String), (&'d str, bool)>;

pub(super) const RULES: &[Rule] = &[Rule {
    code: "part-headers-changed",
    what: "The headers of a file in a multipart body changed, which programs set on the part. Those of other parts \
               are parameters.",
    wire: "Breaking if one is required now. Risky if one was removed, otherwise compatible.",
    rust: "Patch: only documentation changes.",
    help: "Accept parts without the header for a while.",
    check: Check::Content(part_headers_changed),
    ..OTHER
}];

fn part_headers_changed(it: &Both<'_, Content>) -> Option<Found> {
    let (old, new) = it.both().filter(|_| it.is_request())?;
    let (sides, (old_operation, new_operation)) = (it.cursor.sides, it.cursor.operation);
    let (mut before, mut after) = (headers(sides.old_text, old), headers(sides.new_text, new));
    // A parameter in one version is another finding.
    for told in [old_operation, new_operation].into_iter().flatten().flat_map(parameters) {
        before.remove(&told);
        after.remove(&told);
    }
    let given = after.iter().filter_map(|(key, now)| given(&key.0, before.get(key).map(|(_, was)| *was), *now));
    let gone = before.iter().filter(|(key, _)| !after.contains_key(*key));
    let gone = gone.map(|((part, _), (name, _))| (Wire::Risky, format!("the part `{part}` lost the header `{name}`")));
    let (wires, said): (Vec<Wire>, Vec<String>) = given.chain(gone).unzip();
    Some(Found::new(wires.into_iter().max()?, said.join(", ")).unseen())
}

/// Returns the change of whether a header is required, if it changed.
fn given(part: &str, was: Option<bool>, (name, required): (&str, bool)) -> Option<(Wire, String)> {
    match (was, required) {
        (None | Some(false), true) => {
            Some((Wire::Breaking, format!("the part `{part}` must have the header `{name}` now")))
        }
        (None, false) => Some((Wire::Compatible, format!("the part `{part}` may have the header `{name}` now"))),
        (Some(true), false) => Some((Wire::Compatible, format!("the part `{part}` may omit the header `{name}`"))),
        _ => None,
    }
}

fn headers<'d>(document: &'d Document, content: &Content) -> Headers<'d> {
    let place = content.origin.child("encoding");
    let encodings = document.value(&place).and_then(Value::as_object).into_iter().flatten();
    let named = encodings.flat_map(|(part, encoding)| {
        let headers = encoding.get("headers").and_then(Value::as_object).into_iter().flatten();
        headers.map(move |(name, _)| (part, name))
    });
    // `contentType` describes the media type.
    let others = named.filter(|(_, name)| !name.eq_ignore_ascii_case("content-type"));
    let known = others.map(|(part, name)| {
        let header = followed(document, place.child(part).child("headers").child(name));
        let is_required = document.value(&header).and_then(|header| header.get("required")) == Some(&Value::Bool(true));
        ((part.clone(), name.to_ascii_lowercase()), (name.as_str(), is_required))
    });
    known.collect()
}

/// Returns the headers of parts that are parameters.
fn parameters(operation: &Operation) -> impl Iterator<Item = (String, String)> {
    let of_parts = operation.parameters.iter().filter(|one| one.location == Location::Part);
    of_parts.filter_map(|one| Some((one.part.clone()?, one.wire.to_ascii_lowercase())))
}

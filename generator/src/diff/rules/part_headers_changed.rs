//! A part of a multipart body has other headers.

use std::collections::BTreeMap;

use serde_json::Value;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::resolved_ref::followed;
use crate::diff::verdict::Wire;
use crate::model::{Content, Location, Operation};
use crate::source::Document;

pub(super) const RULE: Rule = Rule {
    code: "part-headers-changed",
    docs: Docs {
        what: "A part of a multipart body has other headers, which are given with it: those of a file. Those of other parts \
               are parameters.",
        wire: "Breaking where one must be given now. Risky where one is gone, else compatible.",
        rust: "Patch: only documentation changes.",
        help: "Take parts without the header for a while, too.",
    },
    check: Check::Content(check),
};

/// Headers as they are written, and whether they must be given, by their part and their name, which has no case.
type Headers<'d> = BTreeMap<(String, String), (&'d str, bool)>;

fn check(it: &Both<'_, Content>) -> Option<Found> {
    let (old, new) = it.both().filter(|_| it.is_request())?;
    let (sides, (old_operation, new_operation)) = (it.cursor.sides, it.cursor.operation);
    let (mut before, mut after) = (headers(sides.old_text, old), headers(sides.new_text, new));
    // What is a parameter on one side is told as one.
    for told in [old_operation, new_operation].into_iter().flatten().flat_map(parameters) {
        before.remove(&told);
        after.remove(&told);
    }
    let given = after.iter().filter_map(|(key, now)| given(&key.0, before.get(key).map(|(_, was)| *was), *now));
    let gone = before.iter().filter(|(key, _)| !after.contains_key(*key));
    let gone =
        gone.map(|((part, _), (name, _))| (Wire::Risky, format!("the part `{part}` has no header `{name}` any more")));
    let (wires, said): (Vec<Wire>, Vec<String>) = given.chain(gone).unzip();
    Some(Found::new(wires.into_iter().max()?, said.join(", ")).unseen())
}

/// What is said now of whether a header is given, if that was not said before.
fn given(part: &str, was: Option<bool>, (name, required): (&str, bool)) -> Option<(Wire, String)> {
    match (was, required) {
        (None | Some(false), true) => {
            Some((Wire::Breaking, format!("the part `{part}` must have the header `{name}`")))
        }
        (None, false) => Some((Wire::Compatible, format!("the part `{part}` may have the header `{name}`"))),
        (Some(true), false) => Some((Wire::Compatible, format!("the part `{part}` may lack the header `{name}`"))),
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
    // The media type is told by `contentType`.
    let others = named.filter(|(_, name)| !name.eq_ignore_ascii_case("content-type"));
    let known = others.map(|(part, name)| {
        let header = followed(document, place.child(part).child("headers").child(name));
        let is_required = document.value(&header).and_then(|header| header.get("required")) == Some(&Value::Bool(true));
        ((part.clone(), name.to_ascii_lowercase()), (name.as_str(), is_required))
    });
    known.collect()
}

/// The headers of parts that are parameters.
fn parameters(operation: &Operation) -> impl Iterator<Item = (String, String)> {
    let of_parts = operation.parameters.iter().filter(|one| one.location == Location::Part);
    of_parts.filter_map(|one| Some((one.part.clone()?, one.wire.to_ascii_lowercase())))
}

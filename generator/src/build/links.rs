//! Links: operations that use values of a response.

use std::collections::HashMap;

use serde_json::Value;

use super::Context;
use super::found::Found;
use crate::diag::{Diagnostic, Origin};
use crate::model::{Link, Operation};

/// The operations that links may refer to, by id and by location.
struct Targets<'f> {
    by_id: HashMap<&'f str, usize>,
    by_place: HashMap<&'f Origin, usize>,
}

/// Reads the links of all responses. Runs after all operations are read.
pub(crate) fn settle(cx: &mut Context<'_>, found: &[Found], operations: &mut [Operation]) {
    let named = found.iter().enumerate().filter(|(_, found)| found.has_id);
    let targets = Targets {
        by_id: named.map(|(index, found)| (found.id.as_str(), index)).collect(),
        by_place: found.iter().enumerate().map(|(index, found)| (&found.origin, index)).collect(),
    };
    for response in operations.iter_mut().flat_map(|operation| &mut operation.responses) {
        let place = response.origin.child("links");
        let Some(Value::Object(links)) = cx.document.value(&place) else { continue };
        for name in links.keys() {
            let own = place.child(name);
            let Some(origin) = cx.follow_quietly(&own, "the link is not documented") else { continue };
            let Some(Value::Object(link)) = cx.document.value(&origin) else { continue };
            let text = |key: &str| link.get(key).and_then(Value::as_str);
            let target = match (text("operationId"), text("operationRef")) {
                (Some(id), _) => {
                    targets.by_id.get(id).copied().ok_or_else(|| unknown(id, &origin.child("operationId")))
                }
                (None, Some(reference)) => {
                    let place = origin.child("operationRef");
                    let target = cx.document.resolve(&place, reference).ok();
                    let operation = target.and_then(|target| targets.by_place.get(&target).copied());
                    operation.ok_or_else(|| unknown(reference, &place))
                }
                (None, None) => Err(Diagnostic::warning(
                    "unknown-link",
                    "the link does not name an operation, expected `operationId` or `operationRef`",
                )
                .at(&origin)
                .instead("the link is not documented")
                .help("name an `operationId` of this description")),
            };
            match target {
                Ok(operation) => {
                    let docs = cx.described_beside(&own).or_else(|| text("description").map(str::to_owned));
                    response.links.push(Link { name: name.clone(), operation, docs });
                }
                Err(warning) => cx.warn(warning),
            }
        }
    }
}

fn unknown(target: &str, place: &Origin) -> Diagnostic {
    Diagnostic::warning(
        "unknown-link",
        format!("a link refers to `{target}`, which is not an operation of this description"),
    )
    .at(place)
    .instead("the link is not documented")
    .help("name an `operationId` of this description, or the location of an operation, such as `#/paths/~1pets/get`")
}

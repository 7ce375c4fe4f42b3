//! Links: operations that use values of a response.

use foldhash::HashMap;
use serde_json::Value;

use crate::context::BuildContext;
use crate::written_operations::WrittenOperation;
use description::string_field;
use diag::{Diagnostic, Origin};
use model::{Operation, ResponseLink};

/// Reads the links of all responses. Runs after all operations are read.
pub(crate) fn read_response_links(
    cx: &mut BuildContext<'_>,
    written: &[WrittenOperation],
    operations: &mut [Operation],
) {
    let named = written
        .iter()
        .enumerate()
        .filter(|(_, operation)| operation.has_id);
    let by_id: HashMap<&str, usize> = named
        .map(|(index, operation)| (operation.id.as_str(), index))
        .collect();
    let by_origin: HashMap<&Origin, usize> = written
        .iter()
        .enumerate()
        .map(|(index, operation)| (&operation.origin, index))
        .collect();
    for response in operations
        .iter_mut()
        .flat_map(|operation| &mut operation.responses)
    {
        let links_origin = response.origin.child("links");
        for name in cx.keys(&links_origin) {
            let own = links_origin.child(name);
            let Some(origin) = cx.follow_quietly(&own, "the link is not documented") else {
                continue;
            };
            let Some(Value::Object(link)) = cx.document.value(&origin) else {
                continue;
            };
            let reference = string_field(link, "operationRef");
            let target = match (string_field(link, "operationId"), reference) {
                (Some(id), _) => by_id
                    .get(id)
                    .copied()
                    .ok_or_else(|| unknown_link_warning(id, &origin.child("operationId"))),
                (None, Some(reference)) => {
                    let reference_origin = origin.child("operationRef");
                    let target = cx.document.resolve(&reference_origin, reference).ok();
                    target
                        .and_then(|target| by_origin.get(&target).copied())
                        .ok_or_else(|| unknown_link_warning(reference, &reference_origin))
                }
                (None, None) => {
                    let message = "the link does not name an operation, expected `operationId` or `operationRef`";
                    Err(unusable_link_warning(message, &origin)
                        .help("name an `operationId` of this description"))
                }
            };
            match target {
                Ok(operation) => response.links.push(ResponseLink {
                    name: name.clone(),
                    operation,
                    docs: cx.docs(&own, &origin),
                }),
                Err(warning) => cx.warn(warning),
            }
        }
    }
}

fn unknown_link_warning(target: &str, origin: &Origin) -> Diagnostic {
    let message =
        format!("a link refers to `{target}`, which is not an operation of this description");
    let help = "name an `operationId` of this description, or the location of an operation, such as `#/paths/~1pets/get`";
    unusable_link_warning(message, origin).help(help)
}

fn unusable_link_warning(message: impl Into<String>, origin: &Origin) -> Diagnostic {
    Diagnostic::warning("unknown-link", message)
        .at(origin)
        .instead("the link is not documented")
}

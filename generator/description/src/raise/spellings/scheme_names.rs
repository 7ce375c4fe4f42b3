//! Security requirements that refer to a scheme by its URI (OpenAPI 3.2), instead of by its name in
//! the components.

use serde_json::{Map, Value};

use crate::raise::context::RaiseContext;
use crate::{Document, OpenApiObject};
use diag::{FileId, Origin};

/// Records security requirements with a URI.
pub(in crate::raise) fn note_requirements(
    object: OpenApiObject,
    members: &mut Map<String, Value>,
    context: &mut RaiseContext,
) {
    if !matches!(object, OpenApiObject::Document | OpenApiObject::Operation) {
        return;
    }
    let alternatives = members.get("security").and_then(Value::as_array);
    let has_uri = alternatives
        .into_iter()
        .flatten()
        .filter_map(Value::as_object)
        .any(|alternative| alternative.keys().any(|key| key.contains('#')));
    if has_uri {
        let origin = context.origin();
        context.requirements.push(origin.child("security"));
    }
}

/// Replaces each URI of a scheme by its name. A key that is the name of a component is never a URI.
pub(in crate::raise) fn name_required_schemes(document: &mut Document, requirements: Vec<Origin>) {
    for requirement in requirements {
        for alternative in document.items(&requirement) {
            let Some(Value::Object(written)) = document.value(&alternative) else {
                continue;
            };
            let mut named = Map::new();
            let mut moves = Vec::new();
            for (key, scopes) in written {
                let name =
                    referenced_scheme(document, &alternative, key).unwrap_or_else(|| key.clone());
                if name != *key {
                    moves.push((alternative.child(&name), alternative.child(key)));
                }
                named.insert(name, scopes.clone());
            }
            if let Some(value) = document.value_mut(&alternative) {
                *value = Value::Object(named);
            }
            for (origin, written) in moves {
                document.record_move(&origin, &written);
            }
        }
    }
}

/// Returns the name of the component to which a key of a security requirement refers.
fn referenced_scheme(document: &Document, origin: &Origin, key: &str) -> Option<String> {
    let schemes = Origin::new(FileId(0), "/components/securitySchemes");
    if document.value(&schemes.child(key)).is_some() {
        return None;
    }
    let target = document.resolve_once(origin, key).ok()?;
    document.value(&target)?;
    if target.parent()? == schemes {
        target.last_segment().map(|name| name.into_owned())
    } else {
        None
    }
}

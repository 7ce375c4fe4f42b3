//! Keys next to a `$ref`, which 3.0 ignores.

use serde_json::{Map, Value};

use crate::OpenApiObject;
use crate::keywords::keyword_role;
use crate::raise::context::RaiseContext;
use crate::raise::spellings::ref_siblings::is_kept_beside_ref;
use diag::Diagnostic;

/// Siblings that authors of 3.0 expect to have an effect, although the specification ignores them.
pub(crate) const MEANT_SIBLINGS: [&str; 3] = ["nullable", "readOnly", "writeOnly"];

/// Siblings that only repeat the target: usually its type, or, in the output of Springfox, its name.
const REPEATS: [&str; 2] = ["originalRef", "type"];

/// Rewrites `$ref: r, description: d` to `$ref: r` in 3.0, in objects other than schemas.
pub(crate) fn remove_ignored_description(
    object: OpenApiObject,
    members: &mut Map<String, Value>,
    context: &mut RaiseContext,
) {
    let is_reference = object != OpenApiObject::PathItem && members.contains_key("$ref");
    if context.is_3_0 && is_reference {
        members.shift_remove("description");
    }
}

/// Rewrites `$ref: r, k: v` to `$ref: r` in 3.0, unless `k` is an annotation, or authors expect it
/// to have an effect.
pub(crate) fn remove_ignored_siblings(schema: &mut Map<String, Value>, context: &mut RaiseContext) {
    if !context.is_3_0 || !schema.get("$ref").is_some_and(Value::is_string) {
        return;
    }
    let ignored: Vec<String> = schema
        .keys()
        .filter(|key| !is_kept_beside_ref(key) && !MEANT_SIBLINGS.contains(&key.as_str()))
        .cloned()
        .collect();
    for key in ignored {
        schema.shift_remove(&key);
        if REPEATS.contains(&key.as_str()) {
            continue;
        }
        if keyword_role(&key).is_none() {
            note_unknown_sibling(&key, context);
            continue;
        }
        let message = format!("`{key}` is a sibling of `$ref`, which OpenAPI 3.0 does not allow");
        let warning = Diagnostic::warning("reference-sibling", message)
            .instead("it is ignored")
            .help(
                "write `allOf` with the `$ref` as its member, and the other keys next to `allOf`",
            );
        context.warn(&key, warning);
    }
}

/// Notes once for each key that no version of OpenAPI defines it, since a program may write it next
/// to every `$ref`.
fn note_unknown_sibling(key: &str, context: &mut RaiseContext) {
    let message = format!("`{key}` is a sibling of `$ref`, but no keyword of OpenAPI");
    let mut diagnostics = context.diagnostics.iter();
    if diagnostics
        .any(|diagnostic| diagnostic.code == "reference-sibling" && diagnostic.message == message)
    {
        return;
    }
    let note = Diagnostic::note("reference-sibling", message).instead("it is ignored everywhere");
    context.warn(
        key,
        note.help("remove it, or write it as an extension, `x-…`"),
    );
}

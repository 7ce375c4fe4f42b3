//! Undescribed properties, which only `required` names. By JSON Schema, requests must have them;
//! responses may lack them, because most such names are mistakes.

use std::borrow::Cow;

use crate::context::BuildContext;
use crate::keywords::facts::CombinedKeywords;
use crate::keywords::facts::Other;
use crate::keywords::parts::SchemaPart;
use description::is_close;
use description::raise::accepts_nothing;
use diag::{Diagnostic, Origin};
use model::{TypeId, TypeKind, Types};

/// Returns `facts`, with a property added for each name that only `required` has.
pub(crate) fn add_undescribed_properties<'f>(
    cx: &mut BuildContext<'_>,
    facts: &'f CombinedKeywords,
    parts: &[SchemaPart<'_>],
) -> Cow<'f, CombinedKeywords> {
    let mut facts = Cow::Borrowed(facts);
    if facts.properties.is_empty() {
        return facts;
    }
    let missing = facts
        .required
        .iter()
        .filter(|name| !facts.properties.contains_key(*name));
    for name in missing.cloned().collect::<Vec<_>>() {
        let Some(name_origin) = required_name_origin(parts, &name) else {
            continue;
        };
        let schema = match &facts.additional {
            Some(Other::Forbidden) => {
                cx.loosen(impossible_object_warning(
                    &name,
                    &name_origin,
                    "`additionalProperties` allows no others",
                ));
                continue;
            }
            _ if is_excluded(parts, &name) => {
                cx.loosen(impossible_object_warning(
                    &name,
                    &name_origin,
                    "its schema is `false`",
                ));
                continue;
            }
            Some(Other::Schema(values)) if values.is_key("additionalProperties") => values.clone(),
            Some(Other::Schema(_)) => continue,
            Some(Other::Allowed) => name_origin,
            None => {
                cx.warn(undescribed_property_note(&name, &name_origin, &facts));
                name_origin
            }
        };
        facts.to_mut().properties.insert(name, vec![schema]);
    }
    facts
}

fn required_name_origin(parts: &[SchemaPart<'_>], name: &str) -> Option<Origin> {
    parts.iter().find_map(|part| {
        let names = part.object.get("required")?.as_array()?;
        let at = names.iter().position(|item| item.as_str() == Some(name))?;
        Some(part.origin.child("required").item(at))
    })
}

fn is_excluded(parts: &[SchemaPart<'_>], name: &str) -> bool {
    parts.iter().any(|part| {
        part.object
            .get("properties")
            .and_then(|properties| properties.get(name))
            .is_some_and(accepts_nothing)
    })
}

/// Makes undescribed properties optional in responses. Runs when the uses of types are known.
pub(crate) fn make_undescribed_optional(types: &mut Types) {
    let of_responses: Vec<TypeId> = types
        .iter()
        .filter(|(_, def)| def.usage.response)
        .map(|(id, _)| id)
        .collect();
    for id in of_responses {
        let Some(TypeKind::Struct(body)) = types.get_mut(id).map(|def| &mut def.kind) else {
            continue;
        };
        for property in &mut body.properties {
            if property.is_undescribed() {
                property.required = false;
            }
        }
        body.properties.sort_by_key(|property| !property.required);
    }
}

fn undescribed_property_note(name: &str, origin: &Origin, facts: &CombinedKeywords) -> Diagnostic {
    let message = format!("`required` names `{name}`, which is not in `properties`");
    let note = Diagnostic::note("unknown-required", message)
        .at(origin)
        .instead("it becomes a property that accepts any JSON value; responses may lack it");
    match facts
        .properties
        .keys()
        .find(|similar| is_close(similar, name))
    {
        Some(similar) => note.help(format!("`properties` has a similar name: `{similar}`")),
        None => note.help(format!(
            "describe `{name}` in `properties`, or remove it from `required`"
        )),
    }
}

fn impossible_object_warning(name: &str, origin: &Origin, why: &str) -> Diagnostic {
    let message = format!("`required` names `{name}`, and {why}: no object is valid");
    Diagnostic::warning("impossible-object", message)
        .at(origin)
        .instead("it is treated as not required")
        .help(format!(
            "describe `{name}` in `properties`, or remove it from `required`"
        ))
}

//! Names of types: components keep theirs, inline schemas are named from their place.

use std::collections::HashMap;

use serde_json::Value;

use super::{Context, renames};
use crate::diag::{Diagnostic, FileId, Origin};
use crate::naming::{self, Rename, Scope, ScopeKind, type_name};

/// Where an inline schema stands, as the name that its type would get.
#[derive(Clone, Debug)]
pub(crate) struct Hint {
    full: String,
    local: String,
}

impl Hint {
    /// A place with a name of its own.
    pub(crate) fn new(name: &str) -> Self {
        Self { full: type_name(name), local: String::new() }
    }

    /// A place inside this one.
    pub(crate) fn child(&self, name: &str) -> Self {
        Self { full: format!("{}{}", self.full, type_name(name)), local: name.to_owned() }
    }

    /// The whole name.
    pub(crate) fn as_str(&self) -> &str {
        &self.full
    }

    /// The last part: the property, or `item`, `value`, `result` …; empty for a place with a name of its own.
    pub(crate) fn local(&self) -> &str {
        &self.local
    }
}

/// All names of types that have been given out.
pub(crate) struct TypeNames {
    scope: Scope,
    components: HashMap<Origin, String>,
}

impl TypeNames {
    /// Names all component schemas first, in the order of the description, so that they keep their plain names.
    pub(crate) fn new(cx: &mut Context<'_>) -> Self {
        let mut names = Self { scope: Scope::new(ScopeKind::Types), components: HashMap::new() };
        for (origin, key) in component_schemas(cx) {
            let wanted = cx.config.type_name(&origin.pointer).map_or_else(|| type_name(&key), str::to_owned);
            let name = names.claim(cx, &wanted, &origin);
            if let Some(twist) = naming::twist(&key, &wanted).filter(|_| cx.config.type_name(&origin.pointer).is_none())
            {
                renames::tell_twist(cx, ("renamed-type", "type", "types"), (&key, &name), &twist, &origin);
            }
            names.components.insert(origin, name);
        }
        names
    }

    /// The name of a component schema.
    pub(crate) fn component(&self, origin: &Origin) -> Option<&str> {
        self.components.get(origin).map(String::as_str)
    }

    /// Hands out a name; says so if it is not the wanted one because another type has that.
    pub(crate) fn claim(&mut self, cx: &mut Context<'_>, wanted: &str, origin: &Origin) -> String {
        let claim = self.scope.claim(wanted);
        if let Some(rename) = claim.rename {
            let fact = match rename {
                Rename::Taken => format!("another type is called `{wanted}`"),
                Rename::Reserved => format!("`{wanted}` is a name that clients have already"),
            };
            cx.warn(
                Diagnostic::warning("renamed-type", fact)
                    .at(origin)
                    .instead(format!("this one is called `{}`", claim.name))
                    .help(format!("name it in `generator.yaml`: types: {{ '{}': {wanted}… }}", origin.pointer)),
            );
        }
        claim.name
    }

    /// Hands out a name for something that is no schema.
    pub(crate) fn claim_any(&mut self, candidates: &[String]) -> String {
        self.scope.claim_any(candidates).name
    }
}

/// Places and keys of `components/schemas` of the root file.
pub(crate) fn component_schemas(cx: &Context<'_>) -> Vec<(Origin, String)> {
    let origin = Origin::new(FileId(0), "/components/schemas");
    match cx.document.value(&origin) {
        Some(Value::Object(schemas)) => schemas.keys().map(|key| (origin.child(key), key.clone())).collect(),
        _ => Vec::new(),
    }
}

//! Former names of types that `generator.yaml` keeps (`old_names`).

use std::collections::HashSet;

use super::Context;
use super::phases::Typed;
use crate::diag::{Diagnostic, Origin};
use crate::model::{FormerName, Resource};
use crate::naming::type_name;

/// The former names: each must be free and refer to an existing type.
pub(super) fn names(cx: &mut Context<'_>, typed: &Typed, resources: &[Resource]) -> Vec<FormerName> {
    let types = typed.types.iter().map(|(_, def)| def.name.as_str());
    let handles = resources.iter().map(|resource| resource.type_name.as_str());
    let requests = typed.operations.iter().map(|operation| operation.request_type.as_str());
    let taken: HashSet<&str> = types.chain(handles).chain(requests).collect();
    let mut kept = Vec::new();
    for (old, new) in &cx.config.old_names {
        let place = Origin::default().child("old_names").child(old);
        let found = typed.types.iter().find(|(_, def)| def.name == *new).map(|(id, _)| id);
        let problem = match found {
            None => Some((format!("there is no type `{new}`"), "expected the name of a type of the crate")),
            Some(_) if taken.contains(old.as_str()) => {
                Some((format!("`{old}` is now the name of another type"), "remove the line, or rename the other type"))
            }
            Some(_) if type_name(old) != *old => {
                Some((format!("`{old}` is not a valid name of a type"), "expected upper camel case"))
            }
            Some(ty) => {
                kept.push(FormerName { name: old.clone(), ty });
                None
            }
        };
        if let Some((message, help)) = problem {
            cx.config_problems.push(Diagnostic::error("old-name", message).at(&place).help(help));
        }
    }
    kept.sort_by(|a, b| a.name.cmp(&b.name));
    kept
}

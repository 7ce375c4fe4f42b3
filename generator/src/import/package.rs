//! `organization`, `targets` and `settings` of `stainless.yml`: the package.

use serde_json::Value;

use super::keys::StainlessKeys;
use super::plan::{Plan, PlannedValue};
use crate::diag::Origin;
use crate::naming::package_name;

/// Plans the package, and the property that holds results.
pub(super) fn plan_package(keys: &mut StainlessKeys<'_>, plan: &mut Plan) {
    plan_name(keys, plan);
    let license = StainlessKeys::place(&["settings", "license"]);
    if let Some(text) = keys.use_text(&license) {
        plan.license = Some(PlannedValue::new(text, &license));
    }
    let repository = StainlessKeys::place(&["targets", "rust", "production_repo"]);
    if let Some(text) = keys.use_text(&repository) {
        let name = text.split('#').next().unwrap_or(text);
        let url = if name.contains("://") { name.to_owned() } else { format!("https://github.com/{name}") };
        plan.repository = Some(PlannedValue::new(url, &repository));
    }
    let unwrapped = StainlessKeys::place(&["settings", "unwrap_response_fields"]);
    if let Some(first) = keys.items_of(&unwrapped).first()
        && let Some(text) = keys.use_text(first)
    {
        plan.envelope = Some(PlannedValue::new(text, first));
    }
}

/// Plans the name of the package: that of the Rust target, or the one that all targets agree on, or the organization's.
fn plan_name(keys: &mut StainlessKeys<'_>, plan: &mut Plan) {
    let organization = place_of_organization(keys);
    let organization_name = keys.use_text(&organization);
    let own = StainlessKeys::place(&["targets", "rust", "package_name"]);
    if let Some(text) = keys.use_text(&own) {
        plan.package_name = Some(PlannedValue::new(package_name(text), &own));
        return;
    }
    let mut names: Vec<(String, Origin)> = Vec::new();
    for (_, target) in keys.members_of(&StainlessKeys::place(&["targets"])) {
        let at = target.child("package_name");
        if let Some(text) = keys.value_at(&at).and_then(Value::as_str) {
            // The scope of a package (`@pets/client`) is that of npm alone.
            names.push((package_name(text.rsplit('/').next().unwrap_or(text)), at));
        }
    }
    if let Some((name, at)) = names.first()
        && names.iter().all(|(other, _)| other == name)
    {
        plan.package_name = Some(PlannedValue::new(name.clone(), at));
        return;
    }
    if let Some(text) = organization_name {
        let name = casing_of(keys, text).unwrap_or_else(|| package_name(text));
        plan.package_name = Some(PlannedValue::new(name, &organization));
    }
}

/// Returns the location of the organization's name, which old files write without `name`.
pub(super) fn place_of_organization(keys: &StainlessKeys<'_>) -> Origin {
    let organization = StainlessKeys::place(&["organization"]);
    match keys.value_at(&organization) {
        Some(Value::String(_)) => organization,
        _ => organization.child("name"),
    }
}

/// Returns an organization's name in lower case, if `custom_casings` says that it is one word.
fn casing_of(keys: &mut StainlessKeys<'_>, name: &str) -> Option<String> {
    for at in keys.items_of(&StainlessKeys::place(&["custom_casings"])) {
        if keys.value_at(&at).and_then(Value::as_str) == Some(name) {
            keys.use_all(&at);
            return Some(package_name(&name.to_lowercase()));
        }
    }
    None
}

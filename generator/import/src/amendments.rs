//! `openapi.transforms`, `security_schemes` and `security` of `stainless.yml`, which become actions
//! of an overlay.

use serde_json::{Map, Value};

use super::keys::StainlessKeys;
use super::plan::OVERLAY_FILE;
use super::plan::{ImportPlan, OverlayAction, OverlayChange};
use super::{paging, written};
use description::{Document, Failure};
use diag::{FileId, Origin};

/// Plans the transformations of the description. Returns the description with those transformations
/// applied that an overlay can express.
///
/// # Errors
/// If the planned transformations cannot be applied together, which is a bug of the importer.
pub(super) fn plan_transforms(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    original: &Document,
) -> Result<Document, Failure> {
    let mut document = original.clone();
    for key in ["transforms", "transformations"] {
        for origin in keys.items_of(&StainlessKeys::place_of(&["openapi", key])) {
            if plan_transform(keys, plan, &mut document, &origin).is_err() {
                document = apply_overlay(plan, original)?;
            }
        }
    }
    Ok(document)
}

/// The error that a transformation was left out although a part of it has changed the description
/// already.
struct PartlyChanged;

/// Returns the names of the members of a value, if all of them are extensions of Stainless without
/// an effect here.
fn unread_extensions(value: &Value) -> Option<String> {
    let names: Vec<&str> = value.as_object()?.keys().map(String::as_str).collect();
    let are_unread = !names.is_empty()
        && names
            .iter()
            .all(|name| name.starts_with("x-stainless-") && *name != paging::PURPOSE);
    if are_unread {
        Some(names.join(", "))
    } else {
        None
    }
}

/// Plans a transformation, and applies it to `document`.
fn plan_transform(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &mut Document,
    origin: &Origin,
) -> Result<(), PartlyChanged> {
    let command = keys
        .value_at(&origin.child("command"))
        .and_then(Value::as_str)
        .unwrap_or_default();
    let reason = keys
        .value_at(&origin.child("reason"))
        .and_then(Value::as_str)
        .map(str::to_owned);
    let args = origin.child("args");
    let value = keys
        .value_at(&args.child("value"))
        .or_else(|| keys.value_at(&args.child("object")));
    let targets = texts_at(keys, &args.child("target"));
    let names = texts_at(keys, &args.child("keys"));
    if let Some(extensions) = value.and_then(unread_extensions) {
        let reason = "Only Stainless reads these extensions.";
        keys.leave_out_with(origin, reason, Some(extensions));
        return Ok(());
    }
    let mut actions = Vec::new();
    for target in with_keys(&targets, &names) {
        match (command, value) {
            ("remove", _) => actions.push(planned_action(target, &reason, OverlayChange::Remove)),
            ("merge", Some(value)) => actions.push(planned_action(
                target,
                &reason,
                OverlayChange::Update(value.clone()),
            )),
            ("update", Some(value)) => actions.extend(replacing_actions(&target, value, &reason)),
            _ => {}
        }
    }
    if actions.is_empty() {
        let reason = "An overlay cannot express this transformation.";
        keys.leave_out_with(origin, reason, Some(command.to_owned()));
        return Ok(());
    }
    let several = actions.len() > 1;
    let transform = ImportPlan {
        actions,
        ..ImportPlan::default()
    };
    match document.amend(
        OVERLAY_FILE,
        written::overlay_yaml(&transform).unwrap_or_default(),
    ) {
        // A warning means that a target matches nothing. Of the two actions that replace a value,
        // only the second may match: the parent of the value may exist even if the value does not.
        Ok(warnings) if warnings.is_empty() => {
            plan.actions.extend(transform.actions);
            keys.use_all(origin);
            Ok(())
        }
        Ok(_) => {
            let detail = format!("{command} {}", targets.join(", "));
            keys.leave_out_with(
                origin,
                "The target matches nothing in the description.",
                Some(detail),
            );
            if several { Err(PartlyChanged) } else { Ok(()) }
        }
        Err(failure) => {
            let message = failure
                .reports
                .first()
                .map(|report| report.diagnostic.message.clone());
            let reason = format!(
                "The overlay cannot be applied: {}.",
                message.unwrap_or_default()
            );
            keys.leave_out_with(origin, reason, Some(command.to_owned()));
            Err(PartlyChanged)
        }
    }
}

/// Returns a string, or the strings of an array.
fn texts_at(keys: &StainlessKeys<'_>, origin: &Origin) -> Vec<String> {
    match keys.value_at(origin) {
        Some(Value::String(text)) => vec![text.clone()],
        Some(Value::Array(items)) => items
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        _ => Vec::new(),
    }
}

/// Returns JSONPaths of the targets; or if there are names, of the members of the targets with
/// these names.
fn with_keys(targets: &[String], names: &[String]) -> Vec<String> {
    if names.is_empty() {
        return targets.to_vec();
    }
    let mut paths = Vec::new();
    for target in targets {
        for name in names {
            paths.push(format!("{target}{}", bracketed_member(name)));
        }
    }
    paths
}

/// Returns the actions that replace a value. An overlay can only merge, so the old value is removed
/// first. Empty if the target may be several values.
fn replacing_actions(target: &str, value: &Value, reason: &Option<String>) -> Vec<OverlayAction> {
    let Some((parent, name)) = target.rsplit_once('.') else {
        return Vec::new();
    };
    if !is_exact_path(parent) || !is_plain_name(name) {
        return Vec::new();
    }
    let mut member = Map::new();
    member.insert(name.to_owned(), value.clone());
    vec![
        planned_action(target.to_owned(), reason, OverlayChange::Remove),
        planned_action(
            parent.to_owned(),
            reason,
            OverlayChange::Update(Value::Object(member)),
        ),
    ]
}

/// Returns whether a JSONPath consists of `$` and names.
fn is_exact_path(path: &str) -> bool {
    for (index, part) in path.split('.').enumerate() {
        if index == 0 && part != "$" || index > 0 && !is_plain_name(part) {
            return false;
        }
    }
    true
}

fn is_plain_name(text: &str) -> bool {
    !text.is_empty()
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '_' | '-'))
}

fn planned_action(target: String, reason: &Option<String>, change: OverlayChange) -> OverlayAction {
    OverlayAction {
        target,
        description: reason.clone(),
        change,
    }
}

/// Returns a member in the bracket notation of JSONPath.
pub(super) fn bracketed_member(name: &str) -> String {
    format!("['{}']", name.replace('\\', "\\\\").replace('\'', "\\'"))
}

/// Plans the security schemes and requirements that the description lacks.
pub(super) fn plan_security(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
) {
    let described = Origin::new(FileId(0), "/components/securitySchemes");
    for (name, origin) in keys.members_of(&StainlessKeys::place_of(&["security_schemes"])) {
        let Some(scheme @ Value::Object(_)) = keys.value_at(&origin) else {
            continue;
        };
        keys.use_all(&origin);
        let described_scheme = described.child(name);
        match document.value(&described_scheme) {
            Some(there) if has_members(there, scheme) => continue,
            Some(_) => {
                let target = format!("$.components.securitySchemes{}", bracketed_member(name));
                plan.actions
                    .push(planned_action(target, &None, OverlayChange::Remove));
            }
            None => {}
        }
        let update = object_around(&["components", "securitySchemes", name], scheme.clone());
        plan.actions.push(planned_action(
            "$".to_owned(),
            &None,
            OverlayChange::Update(update),
        ));
    }
    let origin = StainlessKeys::place_of(&["security"]);
    let Some(Value::Array(all)) = keys.value_at(&origin) else {
        return;
    };
    let mut requirements = Vec::new();
    for (requirement, described_scheme) in all.iter().zip(keys.items_of(&origin)) {
        match missing_scheme(keys, requirement, document) {
            Some(name) => {
                keys.leave_out_with(&described_scheme, NO_SECURITY_SCHEME, Some(name.to_owned()))
            }
            None => requirements.push(requirement.clone()),
        }
    }
    keys.use_all(&origin);
    if !requirements.is_empty() || all.is_empty() {
        replace_at_root(plan, document, "security", &Value::Array(requirements));
    }
}

/// Why a credential of an unknown security scheme is not carried over.
pub(super) const NO_SECURITY_SCHEME: &str = "The description has no such security scheme: add it to the description, or to `security_schemes` in this file, and import again.";

/// Returns the first security scheme that a requirement names and that neither the description nor
/// the file defines.
fn missing_scheme<'r>(
    keys: &StainlessKeys<'_>,
    requirement: &'r Value,
    document: &Document,
) -> Option<&'r str> {
    let described = Origin::new(FileId(0), "/components/securitySchemes");
    let added = StainlessKeys::place_of(&["security_schemes"]);
    let mut names = requirement.as_object()?.keys().map(String::as_str);
    names.find(|name| {
        document.value(&described.child(name)).is_none()
            && keys.value_at(&added.child(name)).is_none()
    })
}

/// Plans a value at the root of the description, unless the description has it already.
pub(super) fn replace_at_root(
    plan: &mut ImportPlan,
    document: &Document,
    key: &str,
    value: &Value,
) {
    let there = document.value(&Origin::new(FileId(0), "").child(key));
    if there == Some(value) {
        return;
    }
    if there.is_some() {
        plan.actions.push(planned_action(
            format!("$.{key}"),
            &None,
            OverlayChange::Remove,
        ));
    }
    plan.actions.push(planned_action(
        "$".to_owned(),
        &None,
        OverlayChange::Update(object_around(&[key], value.clone())),
    ));
}

/// Returns whether an object has all members of another one.
fn has_members(there: &Value, wanted: &Value) -> bool {
    match wanted {
        Value::Object(members) => members
            .iter()
            .all(|(key, value)| there.get(key) == Some(value)),
        _ => there == wanted,
    }
}

/// Wraps a value in nested objects with these keys.
fn object_around(keys: &[&str], value: Value) -> Value {
    let mut inner = value;
    for key in keys.iter().rev() {
        let mut outer = Map::new();
        outer.insert((*key).to_owned(), inner);
        inner = Value::Object(outer);
    }
    inner
}

/// Returns the description with all actions applied.
///
/// # Errors
/// If the overlay cannot be applied.
pub(super) fn apply_overlay(plan: &ImportPlan, original: &Document) -> Result<Document, Failure> {
    let mut document = original.clone();
    if let Some(text) = written::overlay_yaml(plan) {
        document.amend(OVERLAY_FILE, text)?;
    }
    Ok(document)
}

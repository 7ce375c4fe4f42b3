//! Builds the model with a plan, and removes what the generator would refuse.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use super::keys::StainlessKeys;
use super::plan::{ImportPlan, full_name};
use super::written;
use description::{Document, Failure};
use diag::{Diagnostic, Origin};
use model::{Api, ResourceId};
use reading::{Reading, Settings};
use surface::bodies_as_arguments;

/// The maximum number of builds of a model, since a removal may uncover another problem.
const MOST_TRIALS: usize = 4;

/// The reason why a method or resource does not have the planned name.
const OTHER_NAME: &str = "The name is reserved by Rust, is that of a method of every client, or is taken by another item.";

/// A plan that the generator accepts, and what was removed from it.
struct TriedPlan {
    plan: ImportPlan,
    refused: Vec<(Origin, String)>,
    reading: Option<Reading>,
}

/// Removes what the generator would refuse for this description, which has the overlays applied.
///
/// # Errors
/// If the plan does not become a `generator.yaml`, which is a bug of the importer.
pub(super) fn remove_refused(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
) -> Result<(), Failure> {
    let mut tried = try_plan(plan.clone(), document)?;
    // No operation uses the models of events, so a client with a selection of operations would not
    // have them.
    if tried.plan.types.len() < plan.types.len() && !plan.excluded_operations().is_empty() {
        let other = try_plan(
            ImportPlan {
                keeps_schemas: true,
                ..plan.clone()
            },
            document,
        )?;
        if other.plan.types.len() > tried.plan.types.len() {
            tried = other;
        }
    }
    *plan = tried.plan;
    for (origin, reason) in tried.refused {
        keys.leave_out(&origin, reason);
    }
    if let Some(reading) = &tried.reading {
        report_other_names(keys, plan, reading.api());
        report_other_aliases(keys, plan, reading.api());
        remove_unused_body_names(keys, plan, reading.api());
    }
    Ok(())
}

fn try_plan(mut plan: ImportPlan, document: &Document) -> Result<TriedPlan, Failure> {
    let mut refused = Vec::new();
    let mut last = None;
    for _ in 0..MOST_TRIALS {
        let settings =
            Settings::from_text(Path::new("generator.yaml"), written::generator_yaml(&plan))?;
        let reading = Reading::of((document.clone(), Vec::new()), &settings);
        let mut refusals = Vec::new();
        for problem in reading.config_problems() {
            if let Some(origin) = &problem.origin {
                refusals.push((origin.clone(), reason_of_refusal(problem)));
            }
        }
        last = Some(reading);
        // Later items of an array are removed first, since removing an item moves those after it.
        refusals.sort_by(|(a, _), (b, _)| b.cmp(a));
        let mut is_changed = false;
        for (origin, reason) in refusals {
            if let Some(planned_origin) = plan.remove_at(&origin) {
                is_changed = true;
                let refusal = (planned_origin, reason);
                // If the README shows a call twice, it is planned twice.
                if !refused.contains(&refusal) {
                    refused.push(refusal);
                }
            }
        }
        if !is_changed {
            break;
        }
    }
    Ok(TriedPlan {
        plan,
        refused,
        reading: last,
    })
}

/// Reports methods and resources that cannot have their planned names.
fn report_other_names(keys: &mut StainlessKeys<'_>, plan: &ImportPlan, api: &Api) {
    let accessors = accessors_of(api);
    let mut reported = HashSet::new();
    for operation in &api.operations {
        let Some(planned) = plan.find_method(&format!("{} {}", operation.method, operation.path))
        else {
            continue;
        };
        if planned.method != operation.names.method {
            let detail = format!(
                "`{}` is called `{}`",
                planned.method, operation.names.method
            );
            keys.leave_out_with(planned.origin, OTHER_NAME, Some(detail));
        }
        let resource = accessors
            .get(&operation.resource)
            .map(String::as_str)
            .unwrap_or_default();
        if planned.resource != resource && reported.insert(operation.resource) {
            let detail = format!("`{}` is called `{resource}`", planned.resource);
            keys.leave_out_with(planned.origin, OTHER_NAME, Some(detail));
        }
    }
}

/// Reports aliases that cannot have their planned names.
fn report_other_aliases(keys: &mut StainlessKeys<'_>, plan: &ImportPlan, api: &Api) {
    let accessors = accessors_of(api);
    let mut names = HashSet::new();
    for (id, resource) in (0..).map(ResourceId).zip(&api.resources) {
        for alias in &resource.aliases {
            let path = accessors.get(&id).map(String::as_str).unwrap_or_default();
            names.insert(full_name(path, &alias.rust));
        }
    }
    for planned in plan.aliases() {
        let name = full_name(planned.resource, planned.method);
        if !names.contains(&name) {
            keys.leave_out_with(
                planned.origin,
                OTHER_NAME,
                Some(format!("the alias `{name}` has another name")),
            );
        }
    }
}

/// Removes names for the arguments of bodies that no method takes as an argument.
fn remove_unused_body_names(keys: &mut StainlessKeys<'_>, plan: &mut ImportPlan, api: &Api) {
    let arguments = bodies_as_arguments(api);
    let mut unused = Vec::new();
    for body in api
        .operations
        .iter()
        .filter_map(|operation| operation.body.as_ref())
    {
        if let Some(planned) = plan.names.get(&*body.origin.pointer)
            && !arguments.contains(&body.origin)
        {
            unused.push((body.origin.pointer.to_string(), planned.origin.clone()));
        }
    }
    for (pointer, origin) in unused {
        let reason = "No property of the body is required: each is a setter, and `body(…)` takes the whole body.";
        if plan.names.shift_remove(&pointer).is_some() {
            keys.leave_out(&origin, reason);
        }
    }
}

/// Returns the path of accessors that leads to each resource.
fn accessors_of(api: &Api) -> HashMap<ResourceId, String> {
    let mut paths = HashMap::new();
    let mut open = vec![(ResourceId(0), String::new())];
    while let Some((id, path)) = open.pop() {
        for child in api
            .resource(id)
            .map(|resource| resource.children.clone())
            .unwrap_or_default()
        {
            let Some(resource) = api.resource(child) else {
                continue;
            };
            let name = &resource.rust;
            open.push((
                child,
                if path.is_empty() {
                    name.clone()
                } else {
                    format!("{path}.{name}")
                },
            ));
        }
        paths.insert(id, path);
    }
    paths
}

fn reason_of_refusal(problem: &Diagnostic) -> String {
    if problem.code == "no-list" {
        return "The operation returns no list, so it has no pagination.".to_owned();
    }
    if matches!(problem.code, "unknown-schema" | "unused-type-name") {
        let why = "it is a plain Rust type, is unused, or shares the type of an equal schema";
        return format!("The schema does not become a separate type: {why}.");
    }
    format!("The generator would refuse it: {}.", problem.message)
}

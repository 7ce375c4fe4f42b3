//! Builds the model with a plan, and removes what the generator would refuse.

use std::path::Path;

use super::keys::StainlessKeys;
use super::plan::Plan;
use super::written;
use crate::diag::Diagnostic;
use crate::model::Api;
use crate::pipeline::{Reading, Settings};
use crate::source::{Document, Failure};

/// The most builds of a model: a removal may let another problem appear.
const MOST_TRIALS: usize = 4;

/// Removes what the generator would refuse for this description, with overlays applied.
///
/// # Errors
/// If the plan does not become a `generator.yaml`, which is a bug of the importer.
pub(super) fn remove_refused(
    keys: &mut StainlessKeys<'_>,
    plan: &mut Plan,
    document: &Document,
) -> Result<(), Failure> {
    let mut last = None;
    for _ in 0..MOST_TRIALS {
        let settings = Settings::from_text(Path::new("generator.yaml"), written::generator_yaml(plan))?;
        let reading = Reading::of((document.clone(), Vec::new()), &settings);
        let mut places = Vec::new();
        for problem in reading.config_problems() {
            if let Some(at) = &problem.origin {
                places.push((at.clone(), reason_of(problem)));
            }
        }
        // Later items of an array first, as the removal of one moves those behind it.
        places.sort_by(|(a, _), (b, _)| b.cmp(a));
        let mut is_changed = false;
        for (at, reason) in places {
            if let Some(from) = plan.remove_at(&at) {
                keys.leave_out(&from, reason);
                is_changed = true;
            }
        }
        last = Some(reading);
        if !is_changed {
            break;
        }
    }
    if let Some(reading) = &last {
        report_other_names(keys, plan, reading.api());
    }
    Ok(())
}

/// Reports methods that cannot have their planned names.
fn report_other_names(keys: &mut StainlessKeys<'_>, plan: &Plan, api: &Api) {
    for operation in &api.operations {
        let found = plan.find_method(&format!("{} {}", operation.method, operation.path));
        if let Some((method, from)) = found
            && method != operation.rust
        {
            let reason = "The name has another meaning in Rust, or in every client.";
            keys.leave_out_with(from, reason, Some(format!("`{method}` is called `{}`", operation.rust)));
        }
    }
}

fn reason_of(problem: &Diagnostic) -> String {
    if problem.code == "unknown-schema" {
        let why = "it is a plain Rust type, is unused, or shares the type of an equal schema";
        return format!("The schema does not become a type of its own: {why}.");
    }
    format!("The generator refuses it: {}.", problem.message)
}

//! Requests and replies that show a finding, where no schema is needed for that.

use serde_json::{Value, json};

use super::Witness;
use crate::diff::finding::Finding;
use crate::diff::spot::Sides;
use crate::model::{Api, Operation};

/// The request that was understood and is not now, if the finding is about such a one; both models have a say.
pub(super) fn witness(sides: Sides<'_>, finding: &Finding) -> Option<Witness> {
    let good = |value: Value| Some(Witness { value, was_good: true });
    let (old, new) = (operation(sides.old, finding), operation(sides.new, finding));
    match (finding.code, old, new) {
        ("operation-removed" | "deprecated-operation-removed", Some(old), None) => good(request(old)),
        ("operation-moved", _, Some(new)) => {
            let old = sides.old.operations.iter().find(|old| old.id == new.id)?;
            good(request(old))
        }
        ("parameter-added-required", Some(old), Some(new)) => {
            let name = finding.subject.member.as_ref()?;
            let is_new = |one: &Operation| one.parameters.iter().any(|one| one.wire == *name && one.required);
            if is_new(new) && !is_new(old) { good(request(old)) } else { None }
        }
        ("body-added-required" | "body-became-required", Some(old), Some(new)) => {
            let must = |one: &Operation| one.body.as_ref().is_some_and(|body| body.required);
            if must(new) && !must(old) { good(request(old)) } else { None }
        }
        _ => None,
    }
}

fn operation<'a>(api: &'a Api, finding: &Finding) -> Option<&'a Operation> {
    let (method, path) = finding.subject.operation.as_ref()?.split_once(' ')?;
    api.operations.iter().find(|one| one.method == method && one.path == path)
}

/// A request with nothing but what the path needs.
fn request(operation: &Operation) -> Value {
    json!({ "method": operation.method, "path": operation.path })
}

//! `readme` of `stainless.yml`: the calls that the README shows.

use super::keys::StainlessKeys;
use super::operations::{DescribedOperation, DescribedOperations, NO_OPERATION};
use super::plan::{ImportPlan, PlannedCall, PlannedJson, PlannedValue};

/// Examples in `stainless.yml`, with their keys in `readme` of `generator.yaml`.
const EXAMPLES: &[(&str, &str)] = &[
    ("headline", "usage"),
    ("default", "calls"),
    ("pagination", "lists"),
];

/// Plans the calls that the README shows.
pub(super) fn plan_readme(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    operations: &DescribedOperations,
) {
    let examples = StainlessKeys::place_of(&["readme", "example_requests"]);
    for (name, key) in EXAMPLES {
        let origin = examples.child(name);
        let endpoint_origin = origin.child("endpoint");
        let Some(endpoint) = keys.use_text(&endpoint_origin) else {
            continue;
        };
        let mut words = endpoint.split_whitespace();
        let verb = words.next().unwrap_or_default();
        let route = words.next().unwrap_or_default();
        let Some(operation) = operations
            .find(verb, route)
            .map(DescribedOperation::config_key)
        else {
            keys.leave_out_with(&origin, NO_OPERATION, Some(endpoint.to_owned()));
            continue;
        };
        if plan.find_method(&operation).is_none() {
            let reason = "The client does not have this operation, which is in no resource.";
            keys.leave_out_with(&origin, reason, Some(endpoint.to_owned()));
            continue;
        }
        let mut call = PlannedCall::new(PlannedValue::new(operation, &endpoint_origin));
        for (parameter, parameter_origin) in keys.members_of(&origin.child("params")) {
            if let Some(value) = keys.value_at(&parameter_origin) {
                let value = value.clone();
                keys.use_all(&parameter_origin);
                call.values.insert(
                    parameter.to_owned(),
                    PlannedJson {
                        value,
                        origin: parameter_origin,
                    },
                );
            }
        }
        plan.readme.insert(key, call);
    }
    // If there is no headline, the default is also the first call.
    if let Some(call) = plan.readme.get("calls")
        && keys.value_at(&examples.child("headline")).is_none()
    {
        let call = call.clone();
        plan.readme.insert("usage", call);
    }
}

//! `waiters` of `generator.yaml`: methods that wait for a state, and the operations that they poll.

use std::time::Duration;

use super::configured::unknown_operation;
use super::phases::Typed;
use super::template::template_names;
use super::{Context, paging};
use crate::config::WaiterConfig;
use crate::diag::{Diagnostic, Origin};
use crate::model::{Operation, Output, Types, Waiter};
use crate::naming::field_name;

/// Adds the configured waiters to their operations.
pub(crate) fn settle(cx: &mut Context<'_>, typed: &mut Typed) {
    for (index, config) in cx.config.waiters.iter().enumerate() {
        let place = Origin::default().child("waiters").item(index);
        match attach(&typed.types, &mut typed.operations, config, &place) {
            Ok(()) => {}
            Err(problem) => cx.config_problems.push(problem),
        }
    }
}

fn attach(
    types: &Types,
    operations: &mut [Operation],
    config: &WaiterConfig,
    place: &Origin,
) -> Result<(), Diagnostic> {
    let find = |id: &str, place: &Origin| {
        operations.iter().position(|operation| operation.is_called(id)).ok_or_else(|| unknown_operation(id, place))
    };
    let polled = find(&config.operation, &place.child("operation"))?;
    let first = config.after.iter().enumerate().map(|(index, id)| find(id, &place.child("after").item(index)));
    let first: Vec<usize> = first.collect::<Result<_, _>>()?;
    let waiter = waiter(types, operations.get(polled), config, place)?;
    for (number, index) in first.iter().enumerate() {
        has_all_parameters(operations.get(polled), operations.get(*index), &place.child("after").item(number))?;
    }
    for index in first {
        let waiter = Waiter { asks: Some(polled), ..waiter.clone() };
        operations.get_mut(index).into_iter().for_each(|operation| operation.waiters.push(waiter.clone()));
    }
    operations.get_mut(polled).into_iter().for_each(|operation| operation.waiters.push(waiter.clone()));
    Ok(())
}

fn waiter(
    types: &Types,
    polled: Option<&Operation>,
    config: &WaiterConfig,
    place: &Origin,
) -> Result<Waiter, Diagnostic> {
    let proper = field_name(&config.method);
    if proper != config.method {
        let message = format!("`{}` cannot be the name of a method", config.method);
        let problem = Diagnostic::error("unusable-name", message).at(&place.child("method"));
        return Err(problem.help(format!("use a name such as `{proper}`")));
    }
    let output = polled.and_then(|polled| match &polled.output {
        Output::Json(schema) if polled.method == "GET" && paging::may_have(types, polled, schema, &config.field) => {
            Some(schema.clone())
        }
        _ => None,
    });
    let Some(output) = output else {
        let message = format!("`{}` is not a `GET`, or its responses have no `{}`", config.operation, config.field);
        let problem = Diagnostic::error("unknown-place", message).at(&place.child("field"));
        return Err(problem.help("expected the JSON pointer of a property of the response, such as `/status`"));
    };
    let seconds = |seconds: Option<f64>, default: u64| {
        let given = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        given.filter(|pause| !pause.is_zero()).unwrap_or(Duration::from_secs(default))
    };
    let interval = seconds(config.interval, 1);
    Ok(Waiter {
        rust: config.method.clone(),
        asks: None,
        output,
        field: config.field.clone(),
        success: config.success.clone(),
        failure: config.failure.clone(),
        interval,
        longest: seconds(config.longest_interval, 30).max(interval),
    })
}

/// Whether the path of the first request has all parameters of the second one.
fn has_all_parameters(polled: Option<&Operation>, first: Option<&Operation>, place: &Origin) -> Result<(), Diagnostic> {
    let (Some(polled), Some(first)) = (polled, first) else { return Ok(()) };
    let known: Vec<&str> = template_names(&first.path);
    let needed = polled.parameters.iter().filter(|parameter| parameter.required);
    let missing = needed.map(|parameter| parameter.wire.as_str()).find(|name| !known.contains(name));
    let Some(missing) = missing else { return Ok(()) };
    let message = format!("the path of `{}` has no `{{{missing}}}`, which `{}` needs", first.id, polled.id);
    Err(Diagnostic::error("unknown-parameter", message)
        .at(place)
        .help("expected an operation with the same path parameters"))
}

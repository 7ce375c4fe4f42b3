//! `waiters` and `long_running` of `generator.yaml`: methods that wait for a state, and the
//! operations that they poll.

use std::time::Duration;

use super::paging;
use crate::client::configured::{built_keys, unknown_operation, unusable_name};
use crate::context::BuildContext;
use crate::template::template_names;
use crate::types::phases::Typed;
use config::{FinalValueConfig, Seconds, WaiterConfig};
use diag::{Diagnostic, Origin, is_json_pointer};
use model::{
    Completion, FinalValue, HttpMethod, Operation, Output, Schema, Status, SuccessVariant, Types,
    Waiter,
};
use naming::field_name;

pub(crate) fn add_waiters(cx: &mut BuildContext<'_>, typed: &mut Typed) {
    for (index, config) in cx.config.waiters.iter().enumerate() {
        let origin = Origin::default().child("waiters").item(index);
        cx.config_problems
            .extend(attach_waiter(&typed.types, &mut typed.operations, config, &origin).err());
    }
}

/// Adds the methods that wait until the server has completed an operation (`long_running`).
pub(crate) fn add_completions(cx: &BuildContext<'_>, typed: &mut Typed) {
    for operation in &mut typed.operations {
        let mut settings = cx.config.long_running.iter();
        let Some((_, config)) = settings.find(|(key, _)| operation.is_called(key)) else {
            continue;
        };
        let final_value = match config.final_value {
            Some(FinalValueConfig::Status) => FinalValue::Status,
            Some(FinalValueConfig::Location) => FinalValue::Location,
            Some(FinalValueConfig::Original) => FinalValue::Original,
            None if matches!(operation.method, HttpMethod::Put | HttpMethod::Patch) => {
                FinalValue::Original
            }
            None => FinalValue::Location,
        };
        operation.waiting.completion = Some(Completion {
            output: result_schema(operation),
            final_value,
        });
    }
}

/// The status code of a response that says that there is no result yet.
const ACCEPTED: Status = Status::Code(202);

/// Returns the schema of the result of an operation. If only the response with the status code 202
/// is described, the result has its schema.
fn result_schema(operation: &Operation) -> Option<Schema> {
    let responses = operation.responses.iter();
    let mut final_responses = responses
        .filter(|response| response.status.is_success() && response.status != ACCEPTED)
        .peekable();
    if final_responses.peek().is_some()
        && final_responses.all(|response| response.contents.is_empty())
    {
        return None;
    }
    let Output::Several(several) = &operation.returns.output else {
        return json_schema(&operation.returns.output);
    };
    let mut outcomes: Vec<&SuccessVariant> = several.outcomes.iter().collect();
    outcomes.sort_by_key(|outcome| outcome.status == ACCEPTED);
    outcomes
        .into_iter()
        .find_map(|outcome| json_schema(&outcome.output))
}

fn json_schema(output: &Output) -> Option<Schema> {
    let Output::Json(schema) = output else {
        return None;
    };
    Some(Schema {
        nullable: false,
        ..schema.clone()
    })
}

fn attach_waiter(
    types: &Types,
    operations: &mut [Operation],
    config: &WaiterConfig,
    origin: &Origin,
) -> Result<(), Diagnostic> {
    let (polled_at, polled) =
        find_configured_operation(operations, &config.operation, &origin.child("operation"))?;
    let after_origins = (0..config.after.len()).map(|number| origin.child("after").item(number));
    let first: Vec<(usize, &Operation)> = config
        .after
        .iter()
        .zip(after_origins.clone())
        .map(|(id, origin)| find_configured_operation(operations, id, &origin))
        .collect::<Result<_, _>>()?;
    let waiter = build_waiter(types, polled, config, origin)?;
    for ((_, operation), origin) in first.iter().zip(after_origins) {
        has_all_parameters(polled, operation, &origin)?;
    }
    for index in first
        .into_iter()
        .map(|(index, _)| index)
        .collect::<Vec<_>>()
    {
        if let Some(operation) = operations.get_mut(index) {
            operation.waiting.waiters.push(Waiter {
                asks: Some(polled_at),
                ..waiter.clone()
            });
        }
    }
    if let Some(operation) = operations.get_mut(polled_at) {
        operation.waiting.waiters.push(waiter);
    }
    Ok(())
}

/// Finds the operation that `origin` in the configuration names, and its index.
fn find_configured_operation<'o>(
    operations: &'o [Operation],
    id: &str,
    origin: &Origin,
) -> Result<(usize, &'o Operation), Diagnostic> {
    operations
        .iter()
        .enumerate()
        .find(|(_, operation)| operation.is_called(id))
        .ok_or_else(|| unknown_operation(id, origin, built_keys(operations)))
}

fn build_waiter(
    types: &Types,
    polled: &Operation,
    config: &WaiterConfig,
    origin: &Origin,
) -> Result<Waiter, Diagnostic> {
    let name = &config.method;
    let proper = field_name(&config.method);
    if let Some(problem) = unusable_name(
        name,
        "cannot be the name of a method",
        &proper,
        &origin.child("method"),
    ) {
        return Err(problem);
    }
    let Some(output) = (match &polled.returns.output {
        Output::Json(schema)
            if (polled.method == HttpMethod::Get
                && is_json_pointer(&config.field)
                && paging::may_have_value(types, polled, schema, &config.field)) =>
        {
            Some(schema.clone())
        }
        _ => None,
    }) else {
        let message = format!(
            "`{}` is not a `GET`, or its responses have no `{}`",
            config.operation, config.field
        );
        let problem = Diagnostic::error("unknown-property", message).at(&origin.child("field"));
        return Err(problem
            .help("expected the JSON pointer of a property of the response, such as `/status`"));
    };
    let [interval, longest] = [(config.interval, 1), (config.longest_interval, 30)]
        .map(|(seconds, default)| seconds.map_or(Duration::from_secs(default), Seconds::duration));
    Ok(Waiter {
        rust: config.method.clone(),
        asks: None,
        output,
        field: config.field.clone(),
        success: config.success.clone(),
        failure: config.failure.clone(),
        interval,
        longest: longest.max(interval),
    })
}

/// Checks that the path of the first request has all parameters that the polled operation requires.
fn has_all_parameters(
    polled: &Operation,
    first: &Operation,
    origin: &Origin,
) -> Result<(), Diagnostic> {
    let path_parameters: Vec<&str> = template_names(&first.path);
    let needed = polled
        .parameters
        .iter()
        .filter(|parameter| parameter.required);
    let missing = needed
        .map(|parameter| parameter.wire.as_str())
        .find(|name| !path_parameters.contains(name));
    let Some(missing) = missing else {
        return Ok(());
    };
    let message = format!(
        "the path of `{}` has no `{{{missing}}}`, which `{}` needs",
        first.id, polled.id
    );
    let problem = Diagnostic::error("unknown-parameter", message).at(origin);
    Err(problem.help("expected an operation with the same path parameters"))
}

//! `readme` of `generator.yaml`: the calls that the README of the crate shows.

use super::configured::{built_keys, unknown_operation};
use crate::context::{BuildContext, config_location};
use config::ShownCallConfig;
use diag::{Diagnostic, Origin, value_in_words};
use model::{Api, ChosenCall, Operation, ReadmeCalls, Schema, Type, TypeKind};
use samples::Samples;

/// Returns the configured calls; reports those that cannot be shown.
pub(crate) fn chosen_calls(cx: &mut BuildContext<'_>, api: &Api) -> ReadmeCalls {
    let config = &cx.config.readme;
    let mut problems = Vec::new();
    let mut calls = ReadmeCalls::default();
    for (key, call, chosen) in [
        ("usage", &config.usage, &mut calls.usage),
        ("calls", &config.calls, &mut calls.calls),
        ("lists", &config.lists, &mut calls.lists),
    ] {
        if let Some(call) = call {
            let setting_origin = config_location(&["readme", key]);
            *chosen = chosen_call(api, call, &setting_origin, &mut problems);
        }
    }
    let lists = calls
        .lists
        .as_ref()
        .and_then(|call| find_operation(api, &call.operation));
    if let Some(operation) = lists
        && operation.paging.is_none()
    {
        let message = format!("`{}` is not a paginated list", operation.id);
        let setting_origin = config_location(&["readme", "lists", "operation"]);
        problems.push(
            unusable_example(message, &setting_origin).help("name an operation with pagination"),
        );
    }
    cx.config_problems.extend(problems);
    calls
}

fn find_operation<'a>(api: &'a Api, key: &str) -> Option<&'a Operation> {
    api.operations
        .iter()
        .find(|operation| operation.is_called(key))
}

fn chosen_call(
    api: &Api,
    config: &ShownCallConfig,
    origin: &Origin,
    problems: &mut Vec<Diagnostic>,
) -> Option<ChosenCall> {
    let Some(operation) = find_operation(api, &config.operation) else {
        problems.push(unknown_operation(
            &config.operation,
            &origin.child("operation"),
            built_keys(&api.operations),
        ));
        return None;
    };
    let samples = Samples::of(api);
    let mut values = Vec::new();
    for (name, value) in &config.values {
        let value_origin = origin.child("values").child(name);
        match schema_of_value(api, operation, name) {
            None => {
                let message = format!(
                    "`{}` has no parameter, and its body no property `{name}`",
                    operation.id
                );
                let help = "name a parameter, or a property of a body that is an object";
                problems.push(unusable_example(message, &value_origin).help(help));
            }
            Some(schema) if !samples.fits(schema, value) => {
                let actual = value_in_words(value);
                let message = format!(
                    "`{name}` of `{}` is {actual}, which does not fit its schema",
                    operation.id
                );
                problems.push(
                    unusable_example(message, &value_origin)
                        .help("write a value that the schema allows"),
                );
            }
            Some(_) => values.push((name.clone(), value.clone())),
        }
    }
    Some(ChosenCall {
        operation: operation.id.clone(),
        values,
    })
}

/// Returns the schema of a parameter, or of a property of the body.
fn schema_of_value<'a>(api: &'a Api, operation: &'a Operation, name: &str) -> Option<&'a Schema> {
    for parameter in &operation.parameters {
        if parameter.wire == name {
            return Some(&parameter.schema);
        }
    }
    let content = operation.body.as_ref()?.contents.first()?;
    let Type::Named(id) = api.types.resolved(content.schema.as_ref()?).ty else {
        return None;
    };
    let TypeKind::Struct(record) = &api.types.get(*id)?.kind else {
        return None;
    };
    let mut properties = record.properties.iter();
    let property = properties.find(|property| property.wire == name && !property.read_only)?;
    Some(&property.schema)
}

fn unusable_example(message: String, origin: &Origin) -> Diagnostic {
    Diagnostic::error("unusable-example", message).at(origin)
}

//! Distinguishes failures from successes, and reports failures that clients cannot decode as described.

use std::collections::HashSet;

use serde_json::Value;

use super::BuildContext;
use super::headers::rust_type_key;
use super::outputs::success_responses;
use super::paging::record_properties;
use super::phases::Typed;
use crate::diag::Diagnostic;
use crate::model::{
    Codec, Coverage, Operation, Output, Property, Response, Schema, TypeKind, Types,
};

/// Reports failures that clients cannot decode, once for each type; an operation is loosened if it has no others.
pub(crate) fn report_unreadable_failures(cx: &mut BuildContext<'_>, typed: &mut Typed) {
    let Typed {
        types, operations, ..
    } = typed;
    let mut reported: HashSet<(String, String)> = HashSet::new();
    for operation in operations {
        let returned = success_responses(operation);
        // The `default` of an operation without successes was reported as a success.
        let is_reported = |failure: &&Response| {
            returned
                .iter()
                .any(|success| success.status == failure.status)
        };
        let failures = operation.failures().filter(|failure| !is_reported(failure));
        let described = failures
            .filter_map(|failure| operation.failure(failure))
            .filter(|(form, _)| form.schema.is_some());
        let (raw, readable): (Vec<_>, Vec<_>) = described.partition(|(form, output)| {
            matches!(output, Output::Text | Output::Bytes)
                && form
                    .schema
                    .as_ref()
                    .is_some_and(|one| types.resolve(one).ty.is_shaped())
        });
        for (form, output) in &raw {
            let shape = form.schema.as_ref().map(rust_type_key).unwrap_or_default();
            if reported.insert((form.media_type.clone(), shape)) {
                let kind = if matches!(output, Output::Text) {
                    "text"
                } else {
                    "bytes"
                };
                let message = format!(
                    "errors in `{}` cannot be decoded into a type",
                    form.media_type
                );
                let warning = Diagnostic::warning("raw-failure", message).at(&form.origin);
                let instead =
                    format!("the error is documented as {kind}, which `Error::body` returns");
                cx.warn(warning.instead(instead).help("describe the error in JSON or XML as well if the API supports that, or as `type: string`, with `format: binary` for bytes"));
            }
        }
        if !raw.is_empty() && readable.is_empty() {
            operation.coverage = Coverage::Loosened;
        }
        operation.success = success_flag(types, operation);
    }
}

/// The property that distinguishes failures from successes: always false in a failure, and always true in a success.
fn success_flag(types: &Types, operation: &Operation) -> Option<String> {
    let objects = |is_success: bool| -> Vec<&[Property]> {
        let responses = operation
            .responses
            .iter()
            .filter(|response| response.is_success == is_success);
        let contents = responses
            .flat_map(|response| &response.contents)
            .filter(|content| content.codec == Codec::Json);
        let schemas = contents
            .filter_map(|content| content.schema.as_ref())
            .flat_map(|schema| schemas_of_members(types, schema));
        schemas
            .map(|schema| record_properties(types, schema))
            .collect()
    };
    let has = |object: &&[Property], wire: &str, constant: bool| {
        let mut constants = object.iter().filter(|property| property.wire == wire);
        constants
            .any(|property| property.schema.constant.as_deref() == Some(&Value::Bool(constant)))
    };
    let (successes, failures) = (objects(true), objects(false));
    let mut names = successes
        .first()?
        .iter()
        .map(|property| property.wire.as_str());
    let name = names.find(|wire| {
        successes.iter().all(|object| has(object, wire, true))
            && failures.iter().any(|object| has(object, wire, false))
    });
    name.filter(|_| operation.envelope.is_none())
        .map(str::to_owned)
}

/// The members of a union, or the schema itself.
fn schemas_of_members<'a>(types: &'a Types, schema: &'a Schema) -> Vec<&'a Schema> {
    match types.kind(types.resolve(schema)) {
        Some(TypeKind::Union(union)) => union
            .variants
            .iter()
            .map(|variant| &variant.schema)
            .collect(),
        _ => vec![schema],
    }
}

//! Distinguishes error responses from success responses, and reports error responses that clients
//! cannot decode as described.

use foldhash::{HashSet, HashSetExt};
use serde_json::Value;

use super::headers::rust_type_key;
use super::outputs::success_responses;
use super::paging::record_properties;
use crate::context::BuildContext;
use crate::types::phases::Typed;
use diag::Diagnostic;
use model::{Codec, Coverage, Operation, Output, Property, Schema, TypeKind, Types};

/// Reports error responses that clients cannot decode, once for each type. An operation is loosened
/// if clients can decode none of its error responses.
pub(crate) fn report_unreadable_failures(cx: &mut BuildContext<'_>, typed: &mut Typed) {
    let Typed {
        types, operations, ..
    } = typed;
    let mut reported: HashSet<(String, String)> = HashSet::new();
    for operation in operations {
        let returned = success_responses(operation);
        // If an operation has no success response, its `default` is read as one, and was already
        // reported.
        let failures = operation.failures().filter(|failure| {
            !returned
                .iter()
                .any(|success| success.status == failure.status)
        });
        let described = failures
            .filter_map(|failure| operation.failure(failure))
            .filter(|(form, _)| form.schema.is_some());
        let (raw, readable): (Vec<_>, Vec<_>) = described.partition(|(form, output)| {
            matches!(output, Output::Text | Output::Bytes)
                && form
                    .schema
                    .as_ref()
                    .is_some_and(|schema| types.resolve(schema).ty.is_shaped())
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
                    "an error response with the media type `{}` has no Rust type",
                    form.media_type
                );
                let warning = Diagnostic::warning("raw-failure", message).at(&form.origin);
                let instead = format!("`Error::body` returns its {kind}");
                cx.warn(warning.instead(instead).help("describe the error in JSON or XML as well if the API supports that, or as `type: string`, with `format: binary` for bytes"));
            }
        }
        if !raw.is_empty() && readable.is_empty() {
            operation.coverage = Coverage::Loosened;
        }
        operation.success = success_flag(types, operation);
    }
}

/// Returns the property that is `true` in every success response, and `false` in at least one error
/// response.
fn success_flag(types: &Types, operation: &Operation) -> Option<String> {
    if operation.envelope.is_some() {
        return None;
    }
    let (mut successes, mut failures): (Vec<&[Property]>, Vec<&[Property]>) = Default::default();
    for response in &operation.responses {
        let contents = response
            .contents
            .iter()
            .filter(|content| content.codec == Codec::Json);
        let objects = contents
            .filter_map(|content| content.schema.as_ref())
            .flat_map(|schema| schemas_of_members(types, schema))
            .map(|schema| record_properties(types, schema));
        if response.is_success {
            successes.extend(objects);
        } else {
            failures.extend(objects);
        }
    }
    let mut names = successes
        .first()?
        .iter()
        .map(|property| property.wire.as_str());
    let name = names.find(|wire| {
        successes
            .iter()
            .all(|object| has_boolean_constant(object, wire, true))
            && failures
                .iter()
                .any(|object| has_boolean_constant(object, wire, false))
    });
    name.map(str::to_owned)
}

/// Returns whether an object has this boolean as the constant of a property.
fn has_boolean_constant(object: &[Property], wire: &str, constant: bool) -> bool {
    object.iter().any(|property| {
        property.wire == wire && property.schema.constant.as_deref() == Some(&Value::Bool(constant))
    })
}

/// Returns the members of a union, or the schema itself.
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

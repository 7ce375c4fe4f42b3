//! How failures are told from successes, and what of them is not read as it is described.

use std::collections::HashSet;

use serde_json::Value;

use super::Context;
use super::headers::kind;
use super::outputs::successes;
use super::paging::properties;
use super::phases::Typed;
use crate::diag::Diagnostic;
use crate::model::{Codec, Content, Coverage, Operation, Output, Property, Response, Schema, TypeKind, Types};

/// Says of which failures the shape is not read: once for each media type and shape, for most operations fail alike. An
/// operation is the looser for it only where no other failure has a shape or a text that is read.
pub(crate) fn settle(cx: &mut Context<'_>, typed: &mut Typed) {
    let Typed { types, operations, .. } = typed;
    let mut told: HashSet<(String, String)> = HashSet::new();
    for operation in operations {
        let returned = successes(operation);
        // The `default` of an operation without successes was told as one.
        let is_told = |failure: &&Response| returned.iter().any(|success| success.status == failure.status);
        let failures = operation.failures().filter(|failure| !is_told(failure));
        let described =
            failures.filter_map(|failure| operation.failure(failure)).filter(|(form, _)| form.schema.is_some());
        let (raw, readable): (Vec<_>, Vec<_>) = described.partition(|(form, output)| is_raw(types, form, output));
        for (form, output) in &raw {
            let shape = form.schema.as_ref().map(kind).unwrap_or_default();
            if told.insert((form.media_type.clone(), shape)) {
                cx.warn(raw_failure(form, output));
            }
        }
        if !raw.is_empty() && readable.is_empty() {
            operation.coverage = Coverage::Loosened;
        }
        operation.success = told_apart(types, operation);
    }
}

/// The property by which a failure tells itself from a success: always false in one that is described, and always true
/// in the other.
fn told_apart(types: &Types, operation: &Operation) -> Option<String> {
    let objects = |is_success: bool| -> Vec<&[Property]> {
        let responses = operation.responses.iter().filter(|response| response.is_success == is_success);
        let contents = responses.flat_map(|response| &response.contents).filter(|content| content.codec == Codec::Json);
        let schemas = contents.filter_map(|content| content.schema.as_ref()).flat_map(|schema| shapes(types, schema));
        schemas.map(|schema| properties(types, schema)).collect()
    };
    let says = |object: &&[Property], wire: &str, constant: bool| {
        let mut constants = object.iter().filter(|property| property.wire == wire);
        constants.any(|property| property.schema.constant.as_deref() == Some(&Value::Bool(constant)))
    };
    let (successes, failures) = (objects(true), objects(false));
    let mut names = successes.first()?.iter().map(|property| property.wire.as_str());
    let name = names.find(|wire| {
        successes.iter().all(|object| says(object, wire, true))
            && failures.iter().any(|object| says(object, wire, false))
    });
    name.filter(|_| operation.envelope.is_none()).map(str::to_owned)
}

/// The members of a union, or the schema itself.
fn shapes<'a>(types: &'a Types, schema: &'a Schema) -> Vec<&'a Schema> {
    match types.kind(types.resolve(schema)) {
        Some(TypeKind::Union(union)) => union.variants.iter().map(|variant| &variant.schema).collect(),
        _ => vec![schema],
    }
}

fn is_raw(types: &Types, form: &Content, output: &Output) -> bool {
    let is_plain = matches!(output, Output::Text | Output::Bytes);
    is_plain && form.schema.as_ref().is_some_and(|schema| types.resolve(schema).ty.is_shaped())
}

fn raw_failure(form: &Content, output: &Output) -> Diagnostic {
    let kind = if matches!(output, Output::Text) { "text" } else { "bytes" };
    Diagnostic::warning("raw-failure", format!("the generator cannot read values from an error in `{}`", form.media_type))
        .at(&form.origin)
        .instead(format!("the error is documented as {kind}, which `Error::body` returns"))
        .help("describe the error in JSON or XML as well if the API supports that, or as `type: string`, with `format: binary` for bytes")
}

//! The README part about types: constructors, `null` versus absent.

use code_format::code;
use serde_json::{Map, Value};

use super::documentation::item_link;
use super::part::{fenced_code_block, join_readme_blocks};
use crate::context::RenderContext;
use crate::doc::Doc;
use crate::doctest::{doctest_program, statement_block};
use crate::imports::Imports;
use model::{Presence, Schema, Type};
use samples::{Amount, SampleDirection};

/// Maximum number of members of an example object.
const MAX_MEMBERS: usize = 6;

pub(super) fn types_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    cx.api.types.iter().next()?;
    let mut parts = vec![
        "## Types",
        "Request and response types are plain values in the module `types`. All of them implement `Clone`,\n\
         `Debug`, `PartialEq`, `Serialize` and `Deserialize`. Request types have a `new(…)` that takes the\n\
         required properties, and a setter for each optional one. `Debug` hides secrets: values that the\n\
         description marks as such (`format: password`, strings that are `writeOnly`), and properties with a name\n\
         like `api_key` or `client_secret`.",
    ];
    let null_example = null_example(cx);
    if let Some(code) = &null_example {
        let intro = "An absent property differs from one that is `null`: the server keeps the value of the former and clears\n\
             the latter. If the description allows both, the property is a `Field`:";
        parts.extend([intro, code]);
    }
    let text = format!(
        "Values and properties that this version of the crate does not know are kept: an enum has the variant \
         `Unknown`, and an object keeps them in `extra`. The documentation of {} has examples.",
        item_link(cx, "types", "types/index.html")
    );
    let unknown_values = Doc::new().paragraph(&text).text();
    parts.push(&unknown_values);
    Some(join_readme_blocks(&parts))
}

/// Returns an example that makes a request object three times: with a property absent, null, and
/// set. The example uses the object with the fewest required properties.
fn null_example<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let mut schemas: Vec<&Schema> = cx
        .showcase()
        .filter_map(|(_, operation)| operation.body.as_ref()?.contents.first())
        .filter_map(|content| content.schema.as_ref())
        .collect();
    schemas.sort_by_cached_key(|schema| match cx.index.as_struct(schema) {
        Some((def, record)) => cx
            .index
            .fields(def, record)
            .iter()
            .filter(|field| field.is_asked_for)
            .count(),
        None => usize::MAX,
    });
    schemas
        .into_iter()
        .find_map(|schema| null_example_of(cx, schema))
}

fn null_example_of<'a>(cx: &'a RenderContext<'a>, schema: &'a Schema) -> Option<String> {
    let (def, record) = cx
        .index
        .as_struct(schema)
        .filter(|(def, _)| !def.deprecated)?;
    let least = cx
        .samples
        .make_like(schema, SampleDirection::Request, Amount::Least, None)?;
    let members = least
        .as_object()
        .filter(|members| members.len() <= MAX_MEMBERS)?;
    let field = cx.index.fields(def, record).into_iter().find(|field| {
        // A value of any type may be null, so its setter sends `null` without a `Field`.
        let is_any = matches!(cx.index.resolve(&field.property.schema).ty, Type::Any);
        let is_field = field.presence == Presence::Field && field.is_settable && !is_any;
        is_field && !field.property.deprecated && !field.property.boxed
    })?;
    let wire = &field.property.wire;
    let changed_value = cx
        .samples
        .make_like(
            &field.property.schema,
            SampleDirection::Request,
            Amount::Least,
            None,
        )
        .filter(|value| !value.is_null())?;
    let mut imports = Imports::outside(cx);
    let null_object = object_with_member(members, wire, Value::Null);
    let changed_object = object_with_member(members, wire, changed_value);
    let without_property = imports.shorten(&cx.writer().argument(schema, &least)?);
    let with_null = imports.shorten(&cx.writer().argument(schema, &null_object)?);
    let with_value = imports.shorten(&cx.writer().argument(schema, &changed_object)?);
    let body = statement_block(&code! {
        let kept = #without_property;
        let cleared = #with_null;
        let changed = #with_value;
        assert!(kept != cleared && cleared != changed);
    })?;
    let program = doctest_program(&imports, &body, None);
    Some(fenced_code_block("rust", &program))
}

/// Returns an object of these members, with a member added or replaced.
fn object_with_member(members: &Map<String, Value>, name: &str, value: Value) -> Value {
    let mut members = members.clone();
    members.insert(name.to_owned(), value);
    Value::Object(members)
}

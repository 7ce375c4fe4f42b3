//! `src/json_schemas.rs` and `json_schemas.json`: the schemas of types, for `schemars`.
//!
//! `schemars` would derive a schema from the Rust fields, which differ from the JSON.

use serde_json::Value;

use super::context::RenderContext;
use super::job::{RenderJob, RenderJobs};
use super::json_schema::{SchemaForm, SchemaWriter, definition_name, object_of_lines};
use super::rust_type::full_type_path;
use super::source_file::generated_header;
use model::{TypeDef, TypeId};

/// The code that is the same for all clients.
const CODE: &str = include_str!("json_schemas.in");

pub(super) fn json_schemas_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    if types(cx).next().is_none() {
        return RenderJobs::new();
    }
    vec![
        RenderJob::new("src/json_schemas.json", move || Ok(print_schemas(cx))),
        RenderJob::new("src/json_schemas.rs", move || Ok(print_code(cx))),
    ]
}

/// Returns the types that implement `JsonSchema`.
pub(super) fn types<'a>(cx: &'a RenderContext<'a>) -> impl Iterator<Item = (TypeId, &'a TypeDef)> {
    let types = cx.api.types.iter();
    types.filter(|(_, def)| def.added.has_json_schema())
}

fn print_schemas(cx: &RenderContext<'_>) -> String {
    let mut schemas = SchemaWriter::new(cx.api, SchemaForm::JsonSchema);
    for (id, _) in types(cx) {
        schemas.define(id);
    }
    let definitions = schemas.finish();
    let definitions = definitions
        .iter()
        .map(|(name, schema)| (name.as_str(), schema.clone()));
    format!(
        "{{\n\"x-generated\": {},\n\"$defs\": {}\n}}\n",
        Value::from(generated_header(cx, "", "").trim()),
        object_of_lines(definitions)
    )
}

fn print_code(cx: &RenderContext<'_>) -> String {
    let lines = types(cx).map(|(_, def)| {
        let features = cx.api.features.of_types(&def.module);
        let conditions: Vec<String> = features.map(|name| format!("feature = {name:?}")).collect();
        let cfg = match conditions.as_slice() {
            [] => String::new(),
            _ => format!("    #[cfg(any({}))]\n", conditions.join(", ")),
        };
        let path = full_type_path(def).text().replace(' ', "");
        format!("{cfg}    {path} => {:?},\n", definition_name(def))
    });
    format!(
        "{}\n{CODE}\njson_schemas! {{\n{}}}\n",
        generated_header(cx, "//", ""),
        lines.collect::<String>()
    )
}

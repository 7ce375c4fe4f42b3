//! `openapi.json`: the description from which the crate was generated, if the crate includes it.

use serde_json::{Map, Value};

use super::context::RenderContext;
use super::job::{RenderJob, RenderJobs};
use super::source_file::generated_header;

pub(super) const FILE: &str = "openapi.json";

pub(super) fn openapi_json_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    let Some(Value::Object(members)) = &cx.api.description else {
        return RenderJobs::new();
    };
    vec![RenderJob::new(FILE, move || {
        Ok(print_openapi_json(cx, members))
    })]
}

/// Prints the description as JSON. JSON has no comments, so an extension replaces the header.
fn print_openapi_json(cx: &RenderContext<'_>, members: &Map<String, Value>) -> String {
    let mut marked = Map::from_iter([(
        "x-generated".to_owned(),
        Value::from(generated_header(cx, "", "").trim()),
    )]);
    marked.extend(
        members
            .iter()
            .map(|(key, value)| (key.clone(), value.clone())),
    );
    format!("{:#}\n", Value::Object(marked))
}

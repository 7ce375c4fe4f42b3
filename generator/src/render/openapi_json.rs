//! `openapi.json`: the description that the crate was generated from, if it is included.

use serde_json::{Map, Value};

use super::context::Context;
use super::source_file::header;
use super::{Job, Jobs};

pub(super) const FILE: &str = "openapi.json";

pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    let description = cx.api.description.as_ref().and_then(Value::as_object);
    description.into_iter().map(|members| Job::new(FILE, move || Ok(print(cx, members)))).collect()
}

/// JSON has no comments, so an extension is the header.
fn print(cx: &Context<'_>, members: &Map<String, Value>) -> String {
    let mut marked = Map::from_iter([("x-generated".to_owned(), Value::from(header(cx, "", "").trim()))]);
    marked.extend(members.iter().map(|(key, value)| (key.clone(), value.clone())));
    format!("{:#}\n", Value::Object(marked))
}

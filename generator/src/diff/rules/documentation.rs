//! Docs and examples.

use serde_json::Value;

use super::prelude::*;
use crate::diff::cursor::TypeDocs;
use crate::diff::prose;
use crate::model::{Content, Property, Type};

pub(super) const RULES: &[Rule] = &[
    Rule::new("api-description-changed").api(|it| {
        it.changes(|api| (&api.info.description, &api.info.documentation))?;
        Some(Found::documentation("the documentation of the API changed").at(&["info"]))
    }),
    Rule::new("body-docs-changed").body(|it| {
        let (old, new) = it.both()?;
        prose::have_docs_changed(it.cursor, (&old.docs, &old.contents), (&new.docs, &new.contents))
            .then(|| Found::documentation("the documentation of the body changed"))
    }),
    Rule::new("example-changed").content(|it| {
        let (old, new) = it.both()?;
        let lacks = |one: &Content, other: &Content| {
            one.examples.iter().any(|example| !other.examples.iter().any(|other| other.value == example.value))
        };
        (lacks(old, new) || lacks(new, old)).then(|| Found::documentation("the example payloads changed"))
    }),
    Rule::new("header-docs-changed").header(|it| {
        let (old, new) = it.both()?;
        let own = (old.docs.as_deref(), new.docs.as_deref());
        let change = prose::docs_change(it.cursor, (&old.schema, &new.schema), own)?;
        Some(change.found("the documentation of", &format!("the header `{}`", new.wire)))
    }),
    Rule::new("operation-docs-changed").operation(|it| {
        it.changes(|one| (&one.summary, &one.description, &one.documentation))?;
        Some(Found::documentation("the documentation of the operation changed"))
    }),
    Rule::new("parameter-docs-changed").parameter(|it| {
        let (old, new) = it.both()?;
        let schemas = (&old.schema, &new.schema);
        let docs = prose::docs_change(it.cursor, schemas, (old.docs.as_deref(), new.docs.as_deref()));
        let example = || prose::example_change(it.cursor, schemas, (old.example.as_ref(), new.example.as_ref()));
        let change = docs.or_else(example)?;
        Some(change.found("the documentation of", &format!("the parameter `{}`", new.wire)))
    }),
    Rule::new("property-docs-changed").property(|it| {
        let (old, new) = it.both()?;
        if old.docs.is_some() && old.docs == new.docs {
            return None;
        }
        let sides = it.cursor.sides;
        let name = if it.is_in_tuple() { it.named("") } else { format!("`{}`", new.wire) };
        let own = (own(sides.old_text, old), own(sides.new_text, new));
        let change = prose::docs_change(it.cursor, (&old.schema, &new.schema), own)?;
        Some(change.found("the documentation of", &name))
    }),
    Rule::new("property-example-changed").property(|it| {
        let (old, new) = it.both()?;
        let change = prose::example_change(it.cursor, (&old.schema, &new.schema), (None, None))?;
        Some(change.found("the example of", &it.named("")).at(&["example", "examples"]))
    }),
    Rule::new("response-docs-changed").response(|it| {
        let (old, new) = it.both()?;
        prose::have_docs_changed(it.cursor, (&old.docs, &old.contents), (&new.docs, &new.contents))
            .then(|| Found::documentation(format!("the documentation of the response {} changed", new.status)))
    }),
    Rule::new("server-docs-changed").server(|it| {
        let (old, new) = it.changes(|server| &server.description)?;
        let [old, new] =
            [old, new].map(|docs| docs.as_ref().map_or_else(|| "none".to_owned(), |docs| format!("{docs:?}")));
        let message = format!("the docs of {} changed from {old} to {new}", it.named(""));
        Some(Found::documentation(message).at(&["description"]))
    }),
    Rule::new("type-docs-changed").type_docs(|it| {
        let (TypeDocs(old), TypeDocs(new)) = it.both()?;
        let (from, to) = prose::type_docs_change(it.cursor, old, new)?;
        let message = format!("the documentation of `{}` changed", new.name);
        Some(Found::documentation(message).at_locations(&from, &to).of_component(&new.name))
    }),
    Rule::new("webhook-docs-changed").webhook_request(|it| {
        it.changes(|webhook| &webhook.docs)?;
        let message = format!("the documentation of `{}` changed", it.new?.name);
        Some(Found::documentation(message).at(&["summary", "description"]))
    }),
];

/// Returns the docs of the property itself; the model may have those of its component.
fn own<'a>(document: &Document, property: &'a Property) -> Option<&'a str> {
    let place = document.value(&property.schema.origin).and_then(Value::as_object);
    let is_bare = place.is_some_and(|place| place.contains_key("$ref") && prose::docs_of(place).is_none());
    property.docs.as_deref().filter(|_| matches!(property.schema.ty, Type::Named(_)) || !is_bare)
}

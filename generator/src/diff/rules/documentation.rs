//! Docs and examples.

use super::prelude::*;
use crate::diff::cursor::TypeDocs;
use crate::diff::prose;
use crate::model::{Content, Property, Type};
use crate::raise::Annotations;

pub(super) const RULES: &[Rule] = &[
    Rule::docs("api-description-changed")
        .what("The documentation of the API, or the link to its external documentation, changed.")
        .api(|it| {
            it.changes(|api| (&api.info.description, &api.info.documentation))?;
            Some(
                DetectedChange::documentation("the documentation of the API changed").at(&["info"]),
            )
        }),
    Rule::docs("body-docs-changed")
        .what("The documentation of a body changed.")
        .body(|it| {
            let Sides { old, new } = it.both()?;
            let (from, to) = ((&old.docs, &*old.contents), (&new.docs, &*new.contents));
            if !prose::have_docs_changed(it.cursor, from, to) {
                return None;
            }
            Some(DetectedChange::documentation(
                "the documentation of the body changed",
            ))
        }),
    Rule::docs("example-changed")
        .what("The example payloads changed.")
        .content(|it| {
            let Sides { old, new } = it.both()?;
            if has_examples_of(old, new) && has_examples_of(new, old) {
                return None;
            }
            Some(DetectedChange::documentation(
                "the example payloads changed",
            ))
        }),
    Rule::docs("header-docs-changed")
        .what("The documentation of a header changed.")
        .header(|it| {
            let Sides { old, new } = it.both()?;
            let own = Sides { old, new }.map(|header| header.docs.as_deref());
            let schemas = Sides { old, new }.map(|header| &header.schema);
            let change = prose::docs_change(it.cursor, schemas, own)?;
            Some(change.found(
                "the documentation of",
                &format!("the header `{}`", new.wire),
            ))
        }),
    Rule::docs("operation-docs-changed")
        .what("The documentation of an operation changed: summary, description or link.")
        .operation(|it| {
            it.changes(|one| (&one.summary, &one.description, &one.documentation))?;
            Some(DetectedChange::documentation(
                "the documentation of the operation changed",
            ))
        }),
    Rule::docs("parameter-docs-changed")
        .what("The documentation or the example of a parameter changed.")
        .parameter(|it| {
            let Sides { old, new } = it.both()?;
            let both = Sides { old, new };
            let schemas = both.map(|parameter| &parameter.schema);
            let docs = prose::docs_change(
                it.cursor,
                schemas,
                both.map(|parameter| parameter.docs.as_deref()),
            );
            let change = docs.or_else(|| {
                prose::example_change(
                    it.cursor,
                    schemas,
                    both.map(|parameter| parameter.example.as_ref()),
                )
            })?;
            Some(change.found(
                "the documentation of",
                &format!("the parameter `{}`", new.wire),
            ))
        }),
    Rule::docs("property-docs-changed")
        .what("The documentation of a property changed.")
        .property(|it| {
            let Sides { old, new } = it.both()?;
            if old.docs.is_some() && old.docs == new.docs {
                return None;
            }
            let sides = it.cursor.sides;
            let name = if it.is_in_tuple() {
                it.named("")
            } else {
                format!("`{}`", new.wire)
            };
            let both = Sides { old, new };
            let own = sides
                .texts()
                .zip(both)
                .map(|(document, property)| own_property_docs(document, property));
            let schemas = both.map(|property| &property.schema);
            let change = prose::docs_change(it.cursor, schemas, own)?;
            Some(change.found("the documentation of", &name))
        }),
    Rule::docs("property-example-changed")
        .what("The example of a property changed.")
        .property(|it| {
            let schemas = it.both()?.map(|property| &property.schema);
            let change = prose::example_change(it.cursor, schemas, Sides::default())?;
            Some(
                change
                    .found("the example of", &it.named(""))
                    .at(&["example"]),
            )
        }),
    Rule::docs("response-docs-changed")
        .what("The documentation of a response changed.")
        .response(|it| {
            let Sides { old, new } = it.both()?;
            let (from, to) = ((&old.docs, &*old.contents), (&new.docs, &*new.contents));
            if !prose::have_docs_changed(it.cursor, from, to) {
                return None;
            }
            Some(DetectedChange::documentation(format!(
                "the documentation of the response {} changed",
                new.status
            )))
        }),
    Rule::docs("server-docs-changed")
        .what("The documentation of a server changed.")
        .server(|it| {
            let Sides { old, new } = it.changes(|server| &server.description)?;
            let [old, new] = [old, new].map(|docs| {
                docs.as_ref()
                    .map_or_else(|| "none".to_owned(), |docs| format!("{docs:?}"))
            });
            let message = format!("the docs of {} changed from {old} to {new}", it.named(""));
            Some(DetectedChange::documentation(message).at(&["description"]))
        }),
    Rule::docs("type-docs-changed")
        .what("The documentation of a schema changed.")
        .type_docs(|it| {
            let Sides {
                old: TypeDocs(old),
                new: TypeDocs(new),
            } = it.both()?;
            let Sides { old: from, new: to } = prose::type_docs_change(it.cursor, old, new)?;
            let message = format!("the documentation of `{}` changed", new.name);
            Some(
                DetectedChange::documentation(message)
                    .at_locations(&from, &to)
                    .of_component(&new.name),
            )
        }),
    Rule::docs("webhook-docs-changed")
        .what("The documentation of a webhook or callback changed.")
        .webhook_request(|it| {
            it.changes(|webhook| &webhook.docs)?;
            let message = format!("the documentation of `{}` changed", it.new?.name);
            Some(DetectedChange::documentation(message).at(&["summary", "description"]))
        }),
];

/// Returns whether a body has all example payloads of another one.
fn has_examples_of(one: &Content, other: &Content) -> bool {
    other.examples.iter().all(|example| {
        one.examples
            .iter()
            .any(|known| known.value == example.value)
    })
}

/// Returns the docs of the property itself; the model may have those of its component.
fn own_property_docs<'a>(document: &Document, property: &'a Property) -> Option<&'a str> {
    let place = document.value(&property.schema.origin);
    let is_bare = place.is_some_and(|place| {
        place.get("$ref").is_some() && Annotations::of(place).description_or_title().is_none()
    });
    if is_bare && !matches!(property.schema.ty, Type::Named(_)) {
        return None;
    }
    property.docs.as_deref()
}

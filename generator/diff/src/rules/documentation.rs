//! Docs and examples.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::prelude::*;
use crate::cursor::TypeDocs;
use crate::prose::{self, DocsChange};
use description::raise::Annotations;
use diag::Origin;
use model::{Api, Content, Property, Type};

pub(super) const RULES: &[Rule] = &[
    Rule::docs("api-description-changed")
        .what(
            "The documentation of the API, the link to its external documentation, or its `$self` \
             changed.",
        )
        .api(api_description_changed),
    Rule::docs("body-docs-changed")
        .what("The documentation of a body changed.")
        .body(|it| {
            let bodies = it.both()?;
            let docs = bodies.map(|body| body.docs.as_deref());
            let contents = bodies.map(|body| &*body.contents);
            if !prose::have_docs_changed(it.cursor, docs, contents) {
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
            let is_same = has_examples_of(old, new) && has_examples_of(new, old);
            let texts =
                it.in_texts(|document, content| example_texts(document, &content.origin))?;
            if is_same && texts.old == texts.new {
                return None;
            }
            Some(DetectedChange::documentation(
                "the example payloads changed",
            ))
        }),
    Rule::docs("header-docs-changed")
        .what("The documentation of a header changed.")
        .header(|it| {
            let headers = it.both()?;
            let own = headers.map(|header| header.docs.as_deref());
            let schemas = headers.map(|header| &header.schema);
            let change = prose::docs_change(it.cursor, schemas, own)?;
            let object = ChangedObject::Unnamed(format!("the documentation of {}", it.named("")));
            Some(change.found("documentation", object))
        }),
    Rule::docs("operation-docs-changed")
        .what("The documentation of an operation changed: summary, description or link.")
        .operation(|it| {
            it.changes(|operation| &operation.docs)?;
            Some(DetectedChange::documentation(
                "the documentation of the operation changed",
            ))
        }),
    Rule::docs("parameter-docs-changed")
        .what("The documentation or the example of a parameter changed.")
        .parameter(|it| {
            let parameters = it.both()?;
            let schemas = parameters.map(|parameter| &parameter.schema);
            let docs = prose::docs_change(
                it.cursor,
                schemas,
                parameters.map(|parameter| parameter.docs.as_deref()),
            );
            let change = docs.or_else(|| {
                prose::example_change(
                    it.cursor,
                    schemas,
                    parameters.map(|parameter| parameter.example.as_ref()),
                )
            });
            let texts =
                it.in_texts(|document, parameter| example_texts(document, &parameter.origin));
            let change = match change {
                Some(change) => change,
                None if texts.is_some_and(|texts| texts.old != texts.new) => DocsChange::Here,
                None => return None,
            };
            let object = ChangedObject::Unnamed(format!("the documentation of {}", it.named("")));
            Some(change.found("documentation", object))
        }),
    Rule::docs("property-docs-changed")
        .what("The documentation of a property changed.")
        .property(|it| {
            let Sides { old, new } = it.both()?;
            if old.docs.is_some() && old.docs == new.docs {
                return None;
            }
            let versions = it.cursor.versions;
            let part = "documentation";
            let object = if it.is_in_tuple() {
                ChangedObject::Unnamed(format!("the {part} of {}", it.named("")))
            } else {
                ChangedObject::PartOf {
                    part,
                    name: new.wire.clone(),
                }
            };
            let properties = Sides { old, new };
            let own = versions
                .texts
                .zip(properties)
                .map(|(document, property)| own_property_docs(document, property));
            let schemas = properties.map(|property| &property.schema);
            let change = prose::docs_change(it.cursor, schemas, own)?;
            Some(change.found(part, object))
        }),
    Rule::docs("property-example-changed")
        .what("The example of a property changed.")
        .property(|it| {
            let schemas = it.both()?.map(|property| &property.schema);
            let change = prose::example_change(it.cursor, schemas, Sides::default())?;
            let object = ChangedObject::Unnamed(format!("the example of {}", it.named("")));
            Some(change.found("example", object).at(&["example"]))
        }),
    Rule::docs("response-docs-changed")
        .what("The documentation of a response changed.")
        .response(|it| {
            let responses = it.both()?;
            let docs = responses.map(|response| response.docs.as_deref());
            let contents = responses.map(|response| &*response.contents);
            if !prose::have_docs_changed(it.cursor, docs, contents) {
                return None;
            }
            Some(DetectedChange::documentation(format!(
                "the documentation of the response {} changed",
                responses.new.status
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
    Rule::docs("tag-docs-changed")
        .what(
            "The summary, the description, the link to external documentation, the parent or the \
             kind of a tag changed.",
        )
        .rust(
            "Patch: only documentation changes. If a tag starts or stops naming a resource because \
             its `kind` changed, the changed items have separate findings.",
        )
        .tag(|it| {
            let keys = TAG_KEYS.into_iter().filter_map(|key| {
                let name = it.named("");
                it.changes(|tag| tag.object.get(key))?;
                Some(match key {
                    "kind" | "parent" => it.change(&format!("the {key} of {name}"), |tag| {
                        code_or_none(&tag.object.get(key).and_then(Value::as_str))
                    })?,
                    "externalDocs" => format!("the external documentation of {name} changed"),
                    _ => format!("the {key} of {name} changed"),
                })
            });
            let changes: Vec<String> = keys.collect();
            if changes.is_empty() {
                return None;
            }
            Some(DetectedChange::documentation(changes.join("; ")).at(&TAG_KEYS))
        }),
    Rule::docs("type-docs-changed")
        .what("The documentation of a schema changed.")
        .type_docs(|it| {
            let Sides {
                old: TypeDocs(old),
                new: TypeDocs(new),
            } = it.both()?;
            let Sides { old: from, new: to } = prose::type_docs_change(it.cursor, old, new)?;
            let message = Message::of_part("documentation", &new.name, Changed, "");
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
            let message = Message::of_part("documentation", &it.new?.name, Changed, "");
            Some(DetectedChange::documentation(message).at(&["summary", "description"]))
        }),
];

const TAG_KEYS: [&str; 5] = ["summary", "description", "externalDocs", "parent", "kind"];

fn api_description_changed(it: &Both<'_, Api>) -> Option<DetectedChange> {
    let url = it.in_texts(|document, _| document.root().get("$self").and_then(Value::as_str))?;
    let mut changes = Vec::new();
    if it
        .changes(|api| (&api.info.description, &api.info.documentation))
        .is_some()
    {
        changes.push("the documentation of the API changed".to_owned());
    }
    if url.old != url.new {
        let [old, new] = [&url.old, &url.new].map(code_or_none);
        changes.push(format!("`$self` changed from {old} to {new}"));
    }
    if changes.is_empty() {
        return None;
    }
    Some(DetectedChange::documentation(changes.join("; ")).at(&["info", "$self"]))
}

/// Returns the examples of a body or parameter that are serialized texts or URLs, which the model
/// does not have.
fn example_texts<'d>(document: &'d Document, origin: &Origin) -> BTreeSet<(&'static str, &'d str)> {
    let examples_origin = origin.child("examples");
    let named_examples = document.value(&examples_origin).and_then(Value::as_object);
    let examples = named_examples
        .into_iter()
        .flat_map(Map::keys)
        .filter_map(|name| document.value(&document.followed(examples_origin.child(name))));
    let mut texts = BTreeSet::new();
    for example in examples {
        for key in ["externalValue", "serializedValue"] {
            texts.extend(
                example
                    .get(key)
                    .and_then(Value::as_str)
                    .map(|text| (key, text)),
            );
        }
    }
    texts
}

/// Returns whether a body has all example payloads of another one.
fn has_examples_of(content: &Content, other: &Content) -> bool {
    other.examples.iter().all(|example| {
        content
            .examples
            .iter()
            .any(|own| own.value == example.value)
    })
}

/// Returns the docs of the property itself. The model may have the docs of its component instead.
fn own_property_docs<'a>(document: &Document, property: &'a Property) -> Option<&'a str> {
    let schema = document.value(&property.schema.origin);
    let is_bare = schema.is_some_and(|schema| {
        schema.get("$ref").is_some() && Annotations::of(schema).description_or_title().is_none()
    });
    if is_bare && !matches!(property.schema.ty, Type::Named(_)) {
        return None;
    }
    property.docs.as_deref()
}

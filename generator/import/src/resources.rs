//! `resources` of `stainless.yml`: resources with their methods.

use serde_json::{Map, Value, json};

use super::keys::StainlessKeys;
use super::models;
use super::operations::{DescribedOperation, DescribedOperations, NO_OPERATION};
use super::plan::{ImportPlan, OverlayAction, OverlayChange, PlannedValue};
use super::streams;
use description::Document;
use diag::{FileId, Origin, value_in_words};
use naming::field_name;

/// The language of the emitted client, as the lists `only` and `skip` call it.
const LANGUAGE: &str = "rust";

/// Why a method without a usable endpoint is left out.
const NO_ENDPOINT: &str = "Expected an HTTP method and a path, such as `get /pets/{id}`.";

/// The data in which the operations of resources are looked up.
struct Lookup<'a> {
    operations: &'a DescribedOperations,
    document: &'a Document,
}

/// A method or model of a resource.
#[derive(Clone, Copy)]
pub(super) struct ResourceMember<'a> {
    /// The names of the resource, the outermost first; empty for the client.
    pub(super) resource: &'a [String],
    pub(super) name: &'a str,
    pub(super) origin: &'a Origin,
}

/// Plans the names of all methods and models.
pub(super) fn plan_resources(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    operations: &DescribedOperations,
    document: &Document,
) {
    let lookup = Lookup {
        operations,
        document,
    };
    let resources = StainlessKeys::place_of(&["resources"]);
    if let Some(value) = keys.value_at(&resources)
        && !matches!(value, Value::Object(_) | Value::Null)
    {
        let reason = format!(
            "This is {}, not an object of resources.",
            value_in_words(value)
        );
        keys.leave_out(&resources, reason);
        return;
    }
    for (name, origin) in keys.members_of(&resources) {
        let path = match name {
            "$client" | "$shared" => Vec::new(),
            name => vec![field_name(name)],
        };
        plan_resource(keys, plan, &lookup, &path, &origin);
    }
}

fn plan_resource(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    lookup: &Lookup<'_>,
    path: &[String],
    origin: &Origin,
) {
    if leave_out_other_languages(keys, origin) {
        return;
    }
    let methods = origin.child("methods");
    for (name, member) in keys.members_of(&methods) {
        let method = ResourceMember {
            resource: path,
            name,
            origin: &member,
        };
        plan_method(keys, plan, lookup, method);
    }
    for (name, member) in keys.members_of(&origin.child("models")) {
        if !leave_out_other_languages(keys, &member) {
            let model = ResourceMember {
                resource: path,
                name,
                origin: &member,
            };
            models::plan_model(keys, plan, lookup.document, model);
        }
    }
    for (name, member) in keys.members_of(&origin.child("subresources")) {
        let mut inner = path.to_vec();
        inner.push(field_name(name));
        plan_resource(keys, plan, lookup, &inner, &member);
    }
    match keys.value_at(origin) {
        // A resource without contents needs nothing.
        None | Some(Value::Null) => keys.use_all(origin),
        Some(Value::Object(members)) if members.is_empty() => keys.use_all(origin),
        Some(Value::Object(_)) => {}
        Some(other) => {
            let actual = value_in_words(other);
            keys.leave_out(
                origin,
                format!("Expected an object with methods, found {actual}."),
            );
        }
    }
}

fn plan_method(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    lookup: &Lookup<'_>,
    member: ResourceMember<'_>,
) {
    let ResourceMember {
        resource,
        name,
        origin,
    } = member;
    if leave_out_other_languages(keys, origin) {
        return;
    }
    if keys.value_at(&origin.child("type")).and_then(Value::as_str) == Some("webhook_unwrap") {
        let key = origin.child("webhook_key_opt");
        if keys.use_text(&key).is_some() {
            plan.verify_webhooks(&key);
        }
        return keys.leave_out(
            origin,
            "If the description has webhooks, `webhooks::parse` reads them; with `webhooks.verify`, `webhooks::verify` also checks their signatures.",
        );
    }
    let endpoint_origin = match keys.value_at(origin) {
        Some(Value::Object(_)) => origin.child("endpoint"),
        _ => origin.clone(),
    };
    let Some(endpoint) = keys.use_text(&endpoint_origin) else {
        return keys.leave_out(origin, NO_ENDPOINT);
    };
    let words: Vec<&str> = endpoint.split_whitespace().collect();
    let [verb, route] = words.as_slice() else {
        return keys.leave_out_with(&endpoint_origin, NO_ENDPOINT, Some(endpoint.to_owned()));
    };
    let Some(operation) = lookup.operations.find(verb, route) else {
        let detail = match lookup.operations.similar_to(verb, route) {
            Some(similar) => format!("{verb} {route}; there is `{similar}`"),
            None => format!("{verb} {route}"),
        };
        // Without its endpoint, the rest of the method is useless.
        return keys.leave_out_with(origin, NO_OPERATION, Some(detail));
    };
    let shown = format!("{verb} {route}");
    let operation_key = operation.config_key();
    let is_alias = plan.find_method(&operation_key).is_some();
    let method = field_name(name);
    let methods = plan.resources.entry(resource.join(".")).or_default();
    if methods.contains_key(&method) {
        let reason = "Another method of the resource has the same name in Rust.";
        return keys.leave_out_with(origin, reason, Some(shown));
    }
    if method.ends_with('_') && !name.ends_with('_') {
        let reason = "Imported with an underscore, because the name is a keyword of Rust.";
        keys.leave_out_with(
            &endpoint_origin,
            reason,
            Some(format!("`{name}` is called `{method}`")),
        );
    }
    methods.insert(
        method,
        PlannedValue::new(operation_key.clone(), &endpoint_origin),
    );
    if is_alias {
        let deprecated = origin.child("deprecated");
        if keys.value_at(&deprecated).is_some() {
            let reason =
                "The method is an alias, which is deprecated only together with its operation.";
            keys.leave_out_with(&deprecated, reason, Some(shown));
        }
    } else {
        plan_deprecation(keys, plan, lookup.document, operation, origin);
        streams::plan_stream(keys, plan, lookup.document, operation, origin);
    }
    plan_body_name(keys, plan, lookup.document, operation, origin);
    let paginated = origin.child("paginated");
    if keys.value_at(&paginated) == Some(&Value::Bool(false)) {
        keys.use_all(&paginated);
        if !plan
            .unpaged
            .iter()
            .any(|planned| planned.text == operation_key)
        {
            plan.unpaged
                .push(PlannedValue::new(operation_key, &paginated));
        }
    }
}

/// Plans an action of the overlay that deprecates the operation of a method, unless the description
/// already does. The text becomes the description of the operation, from which the note of
/// `#[deprecated]` is taken.
fn plan_deprecation(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
    operation: &DescribedOperation,
    method: &Origin,
) {
    let origin = method.child("deprecated");
    let text = match keys.value_at(&origin) {
        Some(Value::Bool(true)) => "",
        Some(Value::String(text)) => text.trim(),
        _ => return,
    };
    // An overlay cannot change an operation behind a reference.
    let Some(described) = document.value(&operation.origin()) else {
        return;
    };
    keys.use_all(&origin);
    let mut update = Map::new();
    if described.get("deprecated") != Some(&Value::Bool(true)) {
        update.insert("deprecated".to_owned(), Value::Bool(true));
    }
    let has_description = described.get("description").is_some();
    if !text.is_empty() && has_description {
        // A copy of the whole description in the overlay would hide later changes of it.
        let reason = "Only the text is left out, because the operation has a `description`: write it there, since the note of `#[deprecated]` comes from it.";
        keys.leave_out_with(&origin, reason, Some(format!("`{text}`")));
    } else if !text.is_empty() {
        let says_so = text.to_lowercase().contains("deprecat");
        let lead = if says_so { "" } else { "Deprecated: " };
        update.insert("description".to_owned(), json!(format!("{lead}{text}")));
    }
    if !update.is_empty() {
        plan.actions.push(OverlayAction {
            target: operation.json_path(),
            description: None,
            change: OverlayChange::Update(Value::Object(update)),
        });
    }
}

/// Plans the name of the argument for the body.
fn plan_body_name(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
    operation: &DescribedOperation,
    method: &Origin,
) {
    let origin = method.child("body_param_name");
    let Some(name) = keys.use_text(&origin) else {
        return;
    };
    let item = document.followed(Origin::new(FileId(0), "/paths").child(&operation.path));
    let body = document.followed(
        item.child(&operation.method.to_lowercase())
            .child("requestBody"),
    );
    let is_described = document
        .value(&body)
        .is_some_and(|body| body.get("content").is_some());
    if !is_described || body.file != FileId(0) {
        return keys.leave_out(
            &origin,
            "The method takes no body, or it is in another file.",
        );
    }
    let pointer = body.pointer.to_string();
    let argument_name = field_name(name);
    match plan.names.get(&pointer) {
        Some(other) if other.text != argument_name => {
            let detail = format!("`{name}`; the name is `{}`", other.text);
            let reason = "Methods share this body, whose argument has another name already.";
            keys.leave_out_with(&origin, reason, Some(detail));
        }
        _ => {
            plan.names
                .insert(pointer, PlannedValue::new(argument_name, &origin));
        }
    }
}

/// Leaves out a value that `only` or `skip` excludes for Rust; returns whether it did.
fn leave_out_other_languages(keys: &mut StainlessKeys<'_>, origin: &Origin) -> bool {
    let only = origin.child("only");
    let skip = origin.child("skip");
    let is_left_out = match (keys.value_at(&only), keys.value_at(&skip)) {
        (Some(Value::Array(languages)), _) if !has_language(languages) => true,
        (_, Some(Value::Bool(true))) => true,
        (_, Some(Value::Array(languages))) => has_language(languages),
        _ => false,
    };
    if is_left_out {
        keys.leave_out(origin, "Skipped for Rust by `only` or `skip`.");
        return true;
    }
    for selector in [only, skip] {
        if keys.value_at(&selector).is_some() {
            keys.use_all(&selector);
        }
    }
    false
}

fn has_language(languages: &[Value]) -> bool {
    languages
        .iter()
        .any(|language| language.as_str() == Some(LANGUAGE))
}

//! `models` of a resource: names of types.

use serde_json::Value;

use super::keys::StainlessKeys;
use super::plan::{ImportPlan, PlannedValue};
use super::resources::ResourceMember;
use description::Document;
use diag::{FileId, Origin, push_segment};
use naming::module_name;

/// Plans the name of a type, in the module of its resource.
pub(super) fn plan_model(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
    model: ResourceMember<'_>,
) {
    let origin = model.origin;
    let schema_origin = match keys.value_at(origin) {
        Some(Value::Object(_)) => origin.child("openapi_uri"),
        _ => origin.clone(),
    };
    let Some(schema) = keys.use_text(&schema_origin) else {
        keys.leave_out(origin, "Expected the name or the JSON pointer of a schema, such as `#/components/schemas/Pet`.");
        return;
    };
    let pointer = pointer_of_schema(schema);
    if document
        .value(&Origin::new(FileId(0), pointer.as_str()))
        .is_none()
    {
        return keys.leave_out_with(
            origin,
            "The description has no such schema.",
            Some(schema.to_owned()),
        );
    }
    if let Some(other) = plan.types.get(&pointer) {
        let detail = format!("{schema} is `{}`", other.text);
        return keys.leave_out_with(
            origin,
            "A schema has one type, which has another name already.",
            Some(detail),
        );
    }
    let mut type_path = String::new();
    for segment in model.resource {
        type_path.push_str(&module_name(segment));
        type_path.push_str("::");
    }
    type_path.push_str(&plan.casings.type_name(model.name));
    plan.types
        .insert(pointer, PlannedValue::new(type_path, origin));
}

/// Returns the JSON pointer of a schema that is written as `#/components/schemas/Pet` or as `Pet`.
pub(super) fn pointer_of_schema(text: &str) -> String {
    if let Some(pointer) = text.strip_prefix('#') {
        return pointer.to_owned();
    }
    if text.starts_with('/') {
        return text.to_owned();
    }
    let mut pointer = "/components/schemas".to_owned();
    push_segment(&mut pointer, text);
    pointer
}

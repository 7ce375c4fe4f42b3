//! Differences between schemas of Swagger 2.0 and of OpenAPI 3.

use crate::visit_schemas;
use serde_json::{Map, Value, json};

/// Rewrites a schema and all schemas in it.
pub(super) fn rewrite_schemas(value: &mut Value) {
    visit_schemas(value, &mut rewrite_schema);
}

/// Rewrites a schema: `type: file` → `type: string, format: binary`; `x-nullable` → `nullable`;
/// `discriminator: name` → an object.
pub(super) fn rewrite_schema(schema: &mut Map<String, Value>) {
    if schema.get("type").is_some_and(|name| name == "file") {
        schema.insert("type".to_owned(), Value::from("string"));
        schema.insert("format".to_owned(), Value::from("binary"));
    }
    if let Some(Value::Bool(nullable)) = schema.get("x-nullable").cloned() {
        schema.shift_remove("x-nullable");
        schema.entry("nullable").or_insert(Value::Bool(nullable));
    }
    if let Some(Value::String(name)) = schema.get("discriminator") {
        let discriminator = json!({ "propertyName": name });
        schema.insert("discriminator".to_owned(), discriminator);
    }
}

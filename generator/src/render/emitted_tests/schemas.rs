//! `tests/requests/schemas.json`: JSON Schema 2020-12 for requests, from the model.
//!
//! Read-only properties are forbidden, as none is sent. Patterns that clients cannot check are omitted.

use serde_json::{Map, Value, json};

use crate::model::{
    Additional, Bound, Constraints, Enum, EnumBase, PropertyNames, Resolved, Schema, Struct,
    TextFormat, Type, TypeDef, TypeId, TypeKind, Union,
};
use crate::patterns;
use crate::render::context::RenderContext;

const FILE: &str = "urn:tests:schemas";

const MAX_DEPTH: usize = 32;

pub(super) fn request_definitions(cx: &RenderContext<'_>) -> Map<String, Value> {
    let used = cx.api.types.iter().filter(|(_, def)| def.usage.request);
    let named = used.filter(|(_, def)| !matches!(def.kind, TypeKind::Alias(_)));
    named
        .map(|(_, def)| (def.name.clone(), request_definition(cx, def)))
        .collect()
}

/// A schema, which refers to the types in the file.
pub(super) fn request_schema<'a>(cx: &RenderContext<'a>, schema: &'a Schema) -> Value {
    schema_at(cx, schema, 0)
}

fn request_definition<'a>(cx: &RenderContext<'a>, def: &'a TypeDef) -> Value {
    match &def.kind {
        TypeKind::Struct(record) => request_object_schema(cx, record),
        TypeKind::Tuple(record) => request_tuple_schema(cx, record),
        TypeKind::Enum(constants) => request_enum_schema(constants),
        TypeKind::Union(union) => request_union_schema(cx, union),
        TypeKind::Alias(target) => request_schema(cx, target),
    }
}

fn schema_at<'a>(cx: &RenderContext<'a>, schema: &'a Schema, depth: usize) -> Value {
    if depth > MAX_DEPTH {
        return Value::Bool(true);
    }
    let resolved = cx.resolve(schema);
    let mut keywords = match resolved.ty {
        Type::Named(id) => ref_keyword(cx, *id),
        Type::Bool => type_keyword("boolean"),
        Type::Integer | Type::Wide => with_bounds(type_keyword("integer"), &resolved.constraints),
        Type::Float | Type::Number => with_bounds(type_keyword("number"), &resolved.constraints),
        Type::Text(kind) => request_string_keywords(*kind, &resolved),
        Type::List(item) => {
            request_array_keywords(schema_at(cx, item, depth + 1), &resolved.constraints)
        }
        Type::Map(value) => {
            let mut map = with_count(type_keyword("object"), &resolved.constraints);
            map.insert(
                "additionalProperties".to_owned(),
                schema_at(cx, value, depth + 1),
            );
            map
        }
        Type::Any => return Value::Bool(true),
    };
    if let Some(constant) = &schema.constant {
        keywords.insert("const".to_owned(), Value::clone(constant));
    }
    match resolved.nullable {
        true => json!({ "anyOf": [keywords, { "type": "null" }] }),
        false => Value::Object(keywords),
    }
}

type Keywords = Map<String, Value>;

fn type_keyword(name: &str) -> Keywords {
    Map::from_iter([("type".to_owned(), json!(name))])
}

fn ref_keyword(cx: &RenderContext<'_>, id: TypeId) -> Keywords {
    let name = percent_encoded(cx.def(id).map_or("", |def| def.name.as_str()));
    Map::from_iter([("$ref".to_owned(), json!(format!("{FILE}#/$defs/{name}")))])
}

fn percent_encoded(name: &str) -> String {
    let encoded = name.bytes().map(|byte| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'_' => char::from(byte).to_string(),
        byte => format!("%{byte:02X}"),
    });
    encoded.collect()
}

/// Adds the keywords that have a value.
fn insert_keyword<T: Into<Value>>(keywords: &mut Keywords, name: &str, value: Option<T>) {
    keywords.extend(value.map(|value| (name.to_owned(), value.into())));
}

fn with_bounds(mut keywords: Keywords, constraints: &Constraints) -> Keywords {
    for (bound, name, exclusive) in [
        (&constraints.minimum, "minimum", "exclusiveMinimum"),
        (&constraints.maximum, "maximum", "exclusiveMaximum"),
    ] {
        let Some(Bound {
            value,
            exclusive: is_exclusive,
        }) = bound
        else {
            continue;
        };
        let name = if *is_exclusive { exclusive } else { name };
        keywords.insert(name.to_owned(), Value::Number(value.clone()));
    }
    let step = constraints
        .multiple_of
        .clone()
        .filter(|step| step.as_f64().is_some_and(|step| step > 0.0));
    insert_keyword(&mut keywords, "multipleOf", step.map(Value::Number));
    keywords
}

fn request_string_keywords(kind: TextFormat, resolved: &Resolved<'_>) -> Keywords {
    let keywords = type_keyword("string");
    // The length of a file is in bytes.
    if kind == TextFormat::Upload {
        return keywords;
    }
    with_length(keywords, &resolved.constraints)
}

fn with_length(mut keywords: Keywords, constraints: &Constraints) -> Keywords {
    insert_keyword(&mut keywords, "minLength", constraints.min_length);
    insert_keyword(&mut keywords, "maxLength", constraints.max_length);
    let pattern = constraints
        .pattern
        .clone()
        .filter(|pattern| patterns::compile_pattern(pattern).is_ok());
    insert_keyword(&mut keywords, "pattern", pattern);
    keywords
}

fn request_array_keywords(item: Value, constraints: &Constraints) -> Keywords {
    let mut keywords = with_length_of_list(type_keyword("array"), constraints);
    keywords.insert("items".to_owned(), item);
    keywords
}

fn with_length_of_list(mut keywords: Keywords, constraints: &Constraints) -> Keywords {
    insert_keyword(&mut keywords, "minItems", constraints.min_items);
    insert_keyword(&mut keywords, "maxItems", constraints.max_items);
    insert_keyword(
        &mut keywords,
        "uniqueItems",
        constraints.unique_items.then_some(true),
    );
    keywords
}

fn request_names_schema(names: &PropertyNames) -> Value {
    let mut keywords = with_length(Keywords::new(), &names.text);
    insert_keyword(
        &mut keywords,
        "enum",
        (!names.listed.is_empty()).then(|| json!(names.listed)),
    );
    Value::Object(keywords)
}

fn with_count(mut keywords: Keywords, constraints: &Constraints) -> Keywords {
    insert_keyword(&mut keywords, "minProperties", constraints.min_properties);
    insert_keyword(&mut keywords, "maxProperties", constraints.max_properties);
    insert_keyword(
        &mut keywords,
        "propertyNames",
        constraints.names.as_deref().map(request_names_schema),
    );
    keywords
}

fn request_object_schema<'a>(cx: &RenderContext<'a>, record: &'a Struct) -> Value {
    let mut keywords = with_count(type_keyword("object"), &record.constraints);
    let properties = record.properties.iter().map(|property| {
        let schema = if property.read_only {
            Value::Bool(false)
        } else {
            schema_at(cx, &property.schema, 0)
        };
        (property.wire.clone(), schema)
    });
    let properties: Keywords = properties.collect();
    keywords.insert("properties".to_owned(), Value::Object(properties));
    let required = record
        .properties
        .iter()
        .filter(|property| property.required && !property.read_only);
    let required: Vec<&str> = required.map(|property| property.wire.as_str()).collect();
    keywords.insert("required".to_owned(), json!(required));
    insert_keyword(
        &mut keywords,
        "additionalProperties",
        request_additional_schema(cx, record),
    );
    Value::Object(keywords)
}

fn request_tuple_schema<'a>(cx: &RenderContext<'a>, record: &'a Struct) -> Value {
    let mut keywords = with_length_of_list(type_keyword("array"), &record.constraints);
    let items: Vec<Value> = record
        .properties
        .iter()
        .map(|item| schema_at(cx, &item.schema, 0))
        .collect();
    keywords.insert("prefixItems".to_owned(), Value::Array(items));
    let required = record
        .properties
        .iter()
        .filter(|item| item.required)
        .count();
    keywords.entry("minItems").or_insert(json!(required));
    insert_keyword(
        &mut keywords,
        "items",
        request_additional_schema(cx, record),
    );
    Value::Object(keywords)
}

/// The schema of properties or items that have no field.
fn request_additional_schema<'a>(cx: &RenderContext<'a>, record: &'a Struct) -> Option<Value> {
    match &record.additional {
        Additional::Unspecified => None,
        Additional::Forbidden => Some(Value::Bool(false)),
        Additional::Typed(others) => Some(schema_at(cx, others, 0)),
    }
}

fn request_enum_schema(constants: &Enum) -> Value {
    if constants.open {
        return Value::Object(type_keyword(match constants.base {
            EnumBase::Text => "string",
            EnumBase::Integer => "integer",
        }));
    }
    let constants = constants
        .variants
        .iter()
        .filter_map(|variant| match constants.base {
            EnumBase::Text => Some(json!(variant.wire)),
            EnumBase::Integer => variant.wire.parse::<i64>().ok().map(|value| json!(value)),
        });
    json!({ "enum": constants.collect::<Vec<Value>>() })
}

fn request_union_schema<'a>(cx: &RenderContext<'a>, union: &'a Union) -> Value {
    let shapes: Vec<Value> = union
        .variants
        .iter()
        .map(|variant| schema_at(cx, &variant.schema, 0))
        .collect();
    json!({ "anyOf": shapes })
}

//! Determines which OpenAPI object is under which key: in a schema, `properties` is a keyword, but
//! inside of its value, it is the name of a property.
//!
//! All other values (examples, defaults, enums, extensions) are data, and never visited.

use super::keywords::{self, KeywordSchemas};
use super::pointer::with_child_pointer;
use serde_json::{Map, Value};

/// The keys of a description with paths. AutoRest reads `x-ms-paths` for paths that differ only in
/// their query, which `paths` of Swagger 2.0 must not have.
pub const PATHS: [&str; 2] = ["paths", "x-ms-paths"];

/// The kind of an object of a description.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OpenApiObject {
    /// The description itself.
    Document,
    /// The object `components`.
    Components,
    /// A path item.
    PathItem,
    /// An operation.
    Operation,
    /// A parameter.
    Parameter,
    /// A request body.
    RequestBody,
    /// A response.
    Response,
    /// The content of a media type.
    MediaType,
    /// The encoding of a part or property.
    Encoding,
    /// A callback.
    Callback,
    /// An example, of which only the `$ref` is followed.
    Example,
    /// A schema.
    Schema,
    /// A security scheme.
    SecurityScheme,
    /// A link.
    Link,
}

/// The OpenAPI objects in the value of a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Child {
    /// The value is an object of this kind.
    One(OpenApiObject),
    /// The value is an object whose values are objects of this kind.
    Map(OpenApiObject),
    /// The value is an array of objects of this kind.
    List(OpenApiObject),
    /// A schema, or a boolean whose meaning differs from that of a boolean schema.
    SchemaOrBool,
    /// A schema, or an array of them, as `items` was written before 2020.
    SchemaOrList,
}

impl OpenApiObject {
    /// Returns the kind of child under `key` of this object; `None` if the value is data.
    pub fn child(self, key: &str) -> Option<Child> {
        Some(match (self, key) {
            (Self::Schema, _) => return schema_child(key),
            (Self::Document, "webhooks") => Child::Map(Self::PathItem),
            (Self::Document, key) if PATHS.contains(&key) => Child::Map(Self::PathItem),
            (Self::Document, "components") => Child::One(Self::Components),
            (Self::Components, "schemas") => Child::Map(Self::Schema),
            (Self::Components | Self::Operation, "responses") => Child::Map(Self::Response),
            (Self::Components, "parameters" | "headers") => Child::Map(Self::Parameter),
            (Self::Components, "requestBodies") => Child::Map(Self::RequestBody),
            (Self::Components, "securitySchemes") => Child::Map(Self::SecurityScheme),
            (Self::Components | Self::Response, "links") => Child::Map(Self::Link),
            (Self::Components | Self::Operation, "callbacks") => Child::Map(Self::Callback),
            (Self::Components, "pathItems") => Child::Map(Self::PathItem),
            (Self::Components, "mediaTypes") => Child::Map(Self::MediaType),
            (
                Self::PathItem,
                "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace"
                | "query",
            ) => Child::One(Self::Operation),
            (Self::PathItem, "additionalOperations") => Child::Map(Self::Operation),
            (Self::PathItem | Self::Operation, "parameters") => Child::List(Self::Parameter),
            (Self::Operation, "requestBody") => Child::One(Self::RequestBody),
            // `response` and `response-stream` are schemas.
            (Self::Operation, "x-fern-streaming") => Child::Map(Self::Schema),
            (Self::Parameter | Self::RequestBody | Self::Response, "content") => {
                Child::Map(Self::MediaType)
            }
            (Self::Parameter | Self::MediaType, "schema") | (Self::MediaType, "itemSchema") => {
                Child::One(Self::Schema)
            }
            (Self::Components | Self::Parameter | Self::MediaType, "examples") => {
                Child::Map(Self::Example)
            }
            (Self::MediaType | Self::Encoding, "encoding") => Child::Map(Self::Encoding),
            (Self::MediaType | Self::Encoding, "itemEncoding") => Child::One(Self::Encoding),
            (Self::MediaType | Self::Encoding, "prefixEncoding") => Child::List(Self::Encoding),
            (Self::Response | Self::Encoding, "headers") => Child::Map(Self::Parameter),
            (Self::Callback, key) if !key.starts_with("x-") && key != "$ref" => {
                Child::One(Self::PathItem)
            }
            _ => return None,
        })
    }
}

impl Child {
    /// Returns the kind of the value, if it is an OpenAPI object itself, rather than a map or list
    /// of objects.
    pub(crate) fn object(self) -> Option<OpenApiObject> {
        match self {
            Self::One(object) => Some(object),
            Self::SchemaOrBool | Self::SchemaOrList => Some(OpenApiObject::Schema),
            Self::Map(_) | Self::List(_) => None,
        }
    }

    /// Returns whether `value` has the right type to contain OpenAPI objects; otherwise it is data.
    pub(crate) fn fits(self, value: &Value) -> bool {
        match self {
            Self::List(_) => value.is_array(),
            Self::SchemaOrList => value.is_array() || value.is_object(),
            Self::One(_) | Self::Map(_) | Self::SchemaOrBool => value.is_object(),
        }
    }

    /// Returns the kind of the value under a key or index; `None` if it is data.
    pub fn step(self, segment: &str) -> Option<Self> {
        match self {
            Self::One(object) => object.child(segment),
            Self::SchemaOrBool => OpenApiObject::Schema.child(segment),
            Self::SchemaOrList if segment.starts_with(|c: char| c.is_ascii_digit()) => {
                Some(Self::One(OpenApiObject::Schema))
            }
            Self::SchemaOrList => OpenApiObject::Schema.child(segment),
            // A path begins with `/`, or by mistake with something else; but an extension is not a
            // path item.
            Self::Map(OpenApiObject::PathItem) if segment.starts_with("x-") => None,
            Self::Map(object) | Self::List(object) => Some(Self::One(object)),
        }
    }

    /// Returns the result of [`Self::step`], but for Swagger 2.0.
    pub(crate) fn step_in_swagger(self, segment: &str) -> Option<Self> {
        match (self, segment) {
            (Self::One(OpenApiObject::Document), "definitions") => {
                Some(Self::Map(OpenApiObject::Schema))
            }
            (Self::One(OpenApiObject::Document), "parameters") => {
                Some(Self::Map(OpenApiObject::Parameter))
            }
            (Self::One(OpenApiObject::Document), "responses") => {
                Some(Self::Map(OpenApiObject::Response))
            }
            (Self::One(OpenApiObject::Response), "schema")
            | (Self::One(OpenApiObject::Parameter), "items") => {
                Some(Self::One(OpenApiObject::Schema))
            }
            _ => self.step(segment),
        }
    }
}

/// Calls `visit` with each OpenAPI object at and below a value, with its kind and its pointer;
/// outer objects come first. `step` returns the kind of a child, as [`Child::step`] does.
pub fn walk_objects(
    value: &Value,
    place: Child,
    step: fn(Child, &str) -> Option<Child>,
    pointer: &mut String,
    visit: &mut impl FnMut(&Map<String, Value>, OpenApiObject, &str),
) {
    if !place.fits(value) {
        return;
    }
    match value {
        Value::Object(members) => {
            if let Some(object) = place.object() {
                visit(members, object, pointer);
            }
            for (key, inner) in members {
                if let Some(place) = step(place, key) {
                    with_child_pointer(pointer, key, |pointer| {
                        walk_objects(inner, place, step, pointer, visit);
                    });
                }
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter().enumerate() {
                let segment = index.to_string();
                if let Some(place) = step(place, &segment) {
                    with_child_pointer(pointer, &segment, |pointer| {
                        walk_objects(inner, place, step, pointer, visit);
                    });
                }
            }
        }
        _ => {}
    }
}

/// Calls `change` with each OpenAPI object at and below a value, inner ones first.
pub(crate) fn walk_objects_mut(
    value: &mut Value,
    place: Child,
    change: &mut impl FnMut(&mut Map<String, Value>),
) {
    if !place.fits(value) {
        return;
    }
    match value {
        Value::Object(members) => {
            for (key, inner) in members.iter_mut() {
                if let Some(place) = place.step(key) {
                    walk_objects_mut(inner, place, change);
                }
            }
            if place.object().is_some() {
                change(members);
            }
        }
        Value::Array(items) => {
            for (index, inner) in items.iter_mut().enumerate() {
                if let Some(place) = place.step(&index.to_string()) {
                    walk_objects_mut(inner, place, change);
                }
            }
        }
        _ => {}
    }
}

/// Calls `change` with each schema at and below a schema, inner ones first.
pub(crate) fn visit_schemas(value: &mut Value, change: &mut impl FnMut(&mut Map<String, Value>)) {
    walk_objects_mut(value, Child::One(OpenApiObject::Schema), change);
}

/// Returns the schemas under a key of a schema.
fn schema_child(key: &str) -> Option<Child> {
    Some(match keywords::keyword_role(key)?.schemas()? {
        KeywordSchemas::One => Child::One(OpenApiObject::Schema),
        KeywordSchemas::OneOrBool => Child::SchemaOrBool,
        KeywordSchemas::OneOrList => Child::SchemaOrList,
        KeywordSchemas::List => Child::List(OpenApiObject::Schema),
        KeywordSchemas::Map => Child::Map(OpenApiObject::Schema),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(pointer: &str) -> Option<Child> {
        pointer
            .split('/')
            .skip(1)
            .try_fold(Child::One(OpenApiObject::Document), |place, segment| {
                place.step(segment)
            })
    }

    #[test]
    fn keywords_are_distinguished_from_property_names() {
        let schema = Some(Child::One(OpenApiObject::Schema));
        let rows = [
            ("", Some(Child::One(OpenApiObject::Document))),
            ("/paths/~1a/get/parameters/0/schema", schema),
            ("/paths/x-a", None),
            ("/components/schemas/properties", schema),
            ("/components/schemas/A/properties/properties", schema),
            ("/components/schemas/A/properties/example", schema),
            ("/components/schemas/A/example", None),
            ("/components/schemas/A/default/properties", None),
            ("/components/schemas/A/if/then/allOf/0", schema),
            (
                "/components/schemas/A/additionalProperties",
                Some(Child::SchemaOrBool),
            ),
            (
                "/components/schemas/A/additionalProperties/items",
                Some(Child::SchemaOrList),
            ),
            ("/components/schemas/A/items/0/not", schema),
            ("/components/responses/R/headers/X/schema", schema),
            (
                "/components/callbacks/C/{$request.body#~1url}/post/requestBody/content/a~1b/schema",
                schema,
            ),
            (
                "/webhooks/w/post/responses/200/content/a~1b/encoding/p/headers/h/content/t/schema",
                schema,
            ),
            ("/components/examples/E/value", None),
        ];
        for (pointer, expected) in rows {
            assert_eq!(place(pointer), expected, "{pointer}");
        }
    }
}

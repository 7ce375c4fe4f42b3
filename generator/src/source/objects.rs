//! Knows which object of OpenAPI is under which key, and so tells a keyword from a property of the same name.
//!
//! Everything that is not listed (examples, defaults, enums, extensions) is data and never visited.

/// An object of OpenAPI.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Node {
    /// The root.
    Document,
    /// `components`.
    Components,
    /// Path item.
    PathItem,
    /// Operation.
    Operation,
    /// Parameter or header.
    Parameter,
    /// Request body.
    RequestBody,
    /// Response.
    Response,
    /// Media type.
    MediaType,
    /// Encoding of a part.
    Encoding,
    /// Callback: path items by expression.
    Callback,
    /// Example: visited for its own `$ref` only.
    Example,
    /// Schema.
    Schema,
    /// Security scheme.
    SecurityScheme,
    /// Link.
    Link,
}

/// The value under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Child {
    /// One object.
    One(Node),
    /// Objects by name.
    Map(Node),
    /// An array of objects.
    List(Node),
    /// A schema, or a boolean whose meaning differs from that of a boolean schema.
    SchemaOrBool,
    /// A schema, or an array of them, as `items` was written before 2020.
    SchemaOrList,
}

impl Node {
    /// Returns the kind of child under `key` of this object; `None` is data.
    pub(crate) fn child(self, key: &str) -> Option<Child> {
        match self {
            Self::Document => document_child(key),
            Self::Components => components_child(key).map(Child::Map),
            Self::PathItem => path_item_child(key),
            Self::Operation => operation_child(key),
            Self::Parameter => parameter_child(key),
            Self::RequestBody => (key == "content").then_some(Child::Map(Self::MediaType)),
            Self::Response => response_child(key),
            Self::MediaType => media_type_child(key),
            Self::Encoding => (key == "headers").then_some(Child::Map(Self::Parameter)),
            Self::Callback => (!key.starts_with("x-") && key != "$ref").then_some(Child::One(Self::PathItem)),
            Self::Schema => schema_child(key),
            Self::Example | Self::SecurityScheme | Self::Link => None,
        }
    }
}

impl Child {
    /// Returns the object, if this is a single one.
    pub(crate) fn node(self) -> Option<Node> {
        match self {
            Self::One(node) => Some(node),
            Self::SchemaOrBool | Self::SchemaOrList => Some(Node::Schema),
            Self::Map(_) | Self::List(_) => None,
        }
    }

    /// Returns whether OpenAPI objects are below `value`: an array where a map is expected is data.
    pub(crate) fn fits(self, value: &serde_json::Value) -> bool {
        match self {
            Self::List(_) => value.is_array(),
            Self::SchemaOrList => value.is_array() || value.is_object(),
            Self::One(_) | Self::Map(_) | Self::SchemaOrBool => value.is_object(),
        }
    }

    /// Returns the child at a key or an index.
    pub(crate) fn step(self, segment: &str) -> Option<Self> {
        match self {
            Self::One(node) => node.child(segment),
            Self::SchemaOrBool => Node::Schema.child(segment),
            Self::SchemaOrList if segment.starts_with(|c: char| c.is_ascii_digit()) => Some(Self::One(Node::Schema)),
            Self::SchemaOrList => Node::Schema.child(segment),
            // Path keys may begin with anything; an extension among them is not a path item.
            Self::Map(Node::PathItem) if segment.starts_with("x-") => None,
            Self::Map(node) | Self::List(node) => Some(Self::One(node)),
        }
    }
}

fn document_child(key: &str) -> Option<Child> {
    match key {
        "paths" | "webhooks" => Some(Child::Map(Node::PathItem)),
        "components" => Some(Child::One(Node::Components)),
        _ => None,
    }
}

fn components_child(key: &str) -> Option<Node> {
    Some(match key {
        "schemas" => Node::Schema,
        "responses" => Node::Response,
        "parameters" | "headers" => Node::Parameter,
        "examples" => Node::Example,
        "requestBodies" => Node::RequestBody,
        "securitySchemes" => Node::SecurityScheme,
        "links" => Node::Link,
        "callbacks" => Node::Callback,
        "pathItems" => Node::PathItem,
        "mediaTypes" => Node::MediaType,
        _ => return None,
    })
}

fn path_item_child(key: &str) -> Option<Child> {
    match key {
        "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace" | "query" => {
            Some(Child::One(Node::Operation))
        }
        "additionalOperations" => Some(Child::Map(Node::Operation)),
        "parameters" => Some(Child::List(Node::Parameter)),
        _ => None,
    }
}

fn operation_child(key: &str) -> Option<Child> {
    match key {
        "parameters" => Some(Child::List(Node::Parameter)),
        "requestBody" => Some(Child::One(Node::RequestBody)),
        "responses" => Some(Child::Map(Node::Response)),
        "callbacks" => Some(Child::Map(Node::Callback)),
        _ => None,
    }
}

fn parameter_child(key: &str) -> Option<Child> {
    match key {
        "schema" => Some(Child::One(Node::Schema)),
        "content" => Some(Child::Map(Node::MediaType)),
        "examples" => Some(Child::Map(Node::Example)),
        _ => None,
    }
}

fn response_child(key: &str) -> Option<Child> {
    match key {
        "headers" => Some(Child::Map(Node::Parameter)),
        "content" => Some(Child::Map(Node::MediaType)),
        "links" => Some(Child::Map(Node::Link)),
        _ => None,
    }
}

fn media_type_child(key: &str) -> Option<Child> {
    match key {
        "schema" | "itemSchema" => Some(Child::One(Node::Schema)),
        "encoding" => Some(Child::Map(Node::Encoding)),
        "examples" => Some(Child::Map(Node::Example)),
        _ => None,
    }
}

fn schema_child(key: &str) -> Option<Child> {
    match key {
        "properties"
        | "patternProperties"
        | "x-pattern-properties"
        | "$defs"
        | "definitions"
        | "dependentSchemas"
        | "x-dependent-schemas" => Some(Child::Map(Node::Schema)),
        "allOf" | "oneOf" | "anyOf" | "prefixItems" | "x-prefix-items" | "x-listed-items" => {
            Some(Child::List(Node::Schema))
        }
        "items" => Some(Child::SchemaOrList),
        "additionalItems" | "not" | "if" | "x-if" | "then" | "x-then" | "else" | "x-else" | "contains"
        | "x-contains" | "propertyNames" | "x-property-names" | "contentSchema" | "x-content-schema" => {
            Some(Child::One(Node::Schema))
        }
        "additionalProperties"
        | "unevaluatedItems"
        | "x-unevaluated-items"
        | "unevaluatedProperties"
        | "x-unevaluated-properties" => Some(Child::SchemaOrBool),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(pointer: &str) -> Option<Child> {
        pointer.split('/').skip(1).try_fold(Child::One(Node::Document), |place, segment| place.step(segment))
    }

    #[test]
    fn keywords_are_told_from_names() {
        let schema = Some(Child::One(Node::Schema));
        let rows = [
            ("", Some(Child::One(Node::Document))),
            ("/paths/~1a/get/parameters/0/schema", schema),
            ("/paths/x-a", None),
            ("/components/schemas/properties", schema),
            ("/components/schemas/A/properties/properties", schema),
            ("/components/schemas/A/properties/example", schema),
            ("/components/schemas/A/example", None),
            ("/components/schemas/A/default/properties", None),
            ("/components/schemas/A/x-if/then/allOf/0", schema),
            ("/components/schemas/A/additionalProperties", Some(Child::SchemaOrBool)),
            ("/components/schemas/A/additionalProperties/items", Some(Child::SchemaOrList)),
            ("/components/schemas/A/items/0/not", schema),
            ("/components/responses/R/headers/X/schema", schema),
            ("/components/callbacks/C/{$request.body#~1url}/post/requestBody/content/a~1b/schema", schema),
            ("/webhooks/w/post/responses/200/content/a~1b/encoding/p/headers/h/content/t/schema", schema),
            ("/components/examples/E/value", None),
        ];
        for (pointer, expected) in rows {
            assert_eq!(place(pointer), expected, "{pointer}");
        }
    }
}

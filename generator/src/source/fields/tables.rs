//! The keys of each object, sorted, and what kind of value stands under each.

use super::super::objects::Node;
use serde_json::Value;

/// What kind of value stands under a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Text.
    Text,
    /// `true` or `false`.
    Flag,
    /// A list.
    List,
    /// A list that says nothing when it is empty.
    Filled,
    /// An object.
    Object,
    /// A schema: an object or a boolean.
    Schema,
    /// A schema, or a list of them that is not empty.
    Schemas,
    /// Whatever the author likes, or what others judge.
    Any,
}

impl Kind {
    pub(super) fn fits(self, value: &Value) -> bool {
        match self {
            Self::Text => value.is_string(),
            Self::Flag => value.is_boolean(),
            Self::List => value.is_array(),
            Self::Filled => value.as_array().is_some_and(|items| !items.is_empty()),
            Self::Object => value.is_object(),
            Self::Schema => value.is_object() || value.is_boolean(),
            Self::Schemas => Self::Schema.fits(value) || Self::Filled.fits(value),
            Self::Any => true,
        }
    }

    /// What the author can do about a value that does not fit.
    pub(super) fn advice(self) -> &'static str {
        match self {
            Self::Text => "write it as a text, in quotes, or remove it",
            Self::Flag => "write `true` or `false` without quotes, or remove it",
            Self::List => "write a list, or remove it",
            Self::Filled => "add an item, or remove it",
            Self::Object => "write keys with values, or remove it",
            Self::Schema | Self::Schemas | Self::Any => "write a schema, such as `type: string`, or remove it",
        }
    }

    pub(super) fn expected(self) -> &'static str {
        match self {
            Self::Text => "a string",
            Self::Flag => "`true` or `false`",
            Self::List => "an array",
            Self::Filled => "an array with at least one item",
            Self::Object => "an object",
            Self::Schema | Self::Schemas => "a schema object",
            Self::Any => "a value",
        }
    }
}

/// A key and what kind of value it has.
pub(super) type Field = (&'static str, Kind);

const DOCUMENT: &[Field] = &[
    ("$self", Kind::Text),
    ("components", Kind::Object),
    ("externalDocs", Kind::Object),
    ("info", Kind::Object),
    ("jsonSchemaDialect", Kind::Text),
    ("openapi", Kind::Any),
    ("paths", Kind::Object),
    ("security", Kind::List),
    ("servers", Kind::List),
    ("tags", Kind::List),
    ("webhooks", Kind::Object),
];

const COMPONENTS: &[Field] = &[
    ("callbacks", Kind::Object),
    ("examples", Kind::Object),
    ("headers", Kind::Object),
    ("links", Kind::Object),
    ("mediaTypes", Kind::Object),
    ("parameters", Kind::Object),
    ("pathItems", Kind::Object),
    ("requestBodies", Kind::Object),
    ("responses", Kind::Object),
    ("schemas", Kind::Object),
    ("securitySchemes", Kind::Object),
];

const PATH_ITEM: &[Field] = &[
    ("$ref", Kind::Text),
    ("additionalOperations", Kind::Object),
    ("delete", Kind::Any),
    ("description", Kind::Text),
    ("get", Kind::Any),
    ("head", Kind::Any),
    ("options", Kind::Any),
    ("parameters", Kind::List),
    ("patch", Kind::Any),
    ("post", Kind::Any),
    ("put", Kind::Any),
    ("query", Kind::Any),
    ("servers", Kind::List),
    ("summary", Kind::Text),
    ("trace", Kind::Any),
];

const OPERATION: &[Field] = &[
    ("$ref", Kind::Text),
    ("callbacks", Kind::Object),
    ("deprecated", Kind::Flag),
    ("description", Kind::Text),
    ("externalDocs", Kind::Object),
    ("operationId", Kind::Text),
    ("parameters", Kind::List),
    ("requestBody", Kind::Object),
    ("responses", Kind::Object),
    ("security", Kind::List),
    ("servers", Kind::List),
    ("summary", Kind::Text),
    ("tags", Kind::List),
];

const PARAMETER: &[Field] = &[
    ("$ref", Kind::Text),
    ("allowEmptyValue", Kind::Flag),
    ("allowReserved", Kind::Flag),
    ("content", Kind::Object),
    ("deprecated", Kind::Flag),
    ("description", Kind::Text),
    ("example", Kind::Any),
    ("examples", Kind::Object),
    ("explode", Kind::Flag),
    ("in", Kind::Any),
    ("name", Kind::Any),
    ("required", Kind::Flag),
    ("schema", Kind::Any),
    ("style", Kind::Text),
    ("summary", Kind::Text),
];

const REQUEST_BODY: &[Field] = &[
    ("$ref", Kind::Text),
    ("content", Kind::Object),
    ("description", Kind::Text),
    ("required", Kind::Flag),
    ("summary", Kind::Text),
];

const RESPONSE: &[Field] = &[
    ("$ref", Kind::Text),
    ("content", Kind::Object),
    ("description", Kind::Text),
    ("headers", Kind::Object),
    ("links", Kind::Object),
    ("summary", Kind::Text),
];

const MEDIA_TYPE: &[Field] = &[
    ("$ref", Kind::Text),
    ("encoding", Kind::Object),
    ("example", Kind::Any),
    ("examples", Kind::Object),
    ("itemEncoding", Kind::Object),
    ("itemSchema", Kind::Any),
    ("prefixEncoding", Kind::List),
    ("schema", Kind::Any),
];

/// What is said of these, `build` judges.
const ENCODING: &[Field] = &[
    ("$ref", Kind::Text),
    ("allowReserved", Kind::Any),
    ("contentType", Kind::Any),
    ("encoding", Kind::Any),
    ("explode", Kind::Any),
    ("headers", Kind::Any),
    ("itemEncoding", Kind::Any),
    ("prefixEncoding", Kind::Any),
    ("style", Kind::Any),
];

/// Schemas may have other keys too: one that resembles none of these is the author's own.
const SCHEMA: &[Field] = &[
    ("$anchor", Kind::Any),
    ("$comment", Kind::Any),
    ("$defs", Kind::Any),
    ("$dynamicAnchor", Kind::Any),
    ("$dynamicRef", Kind::Any),
    ("$id", Kind::Any),
    ("$recursiveAnchor", Kind::Any),
    ("$recursiveRef", Kind::Any),
    ("$ref", Kind::Text),
    ("$schema", Kind::Any),
    ("$vocabulary", Kind::Any),
    ("additionalItems", Kind::Any),
    ("additionalProperties", Kind::Schema),
    ("allOf", Kind::Filled),
    ("anyOf", Kind::Filled),
    ("const", Kind::Any),
    ("contains", Kind::Any),
    ("contentEncoding", Kind::Any),
    ("contentMediaType", Kind::Any),
    ("contentSchema", Kind::Any),
    ("default", Kind::Any),
    ("definitions", Kind::Any),
    ("dependencies", Kind::Any),
    ("dependentRequired", Kind::Any),
    ("dependentSchemas", Kind::Any),
    ("deprecated", Kind::Flag),
    ("description", Kind::Text),
    ("discriminator", Kind::Object),
    ("else", Kind::Any),
    ("enum", Kind::Filled),
    ("example", Kind::Any),
    ("examples", Kind::Any),
    ("exclusiveMaximum", Kind::Any),
    ("exclusiveMinimum", Kind::Any),
    ("externalDocs", Kind::Any),
    ("format", Kind::Text),
    ("id", Kind::Any),
    ("if", Kind::Any),
    ("items", Kind::Schemas),
    ("maxContains", Kind::Any),
    ("maxItems", Kind::Any),
    ("maxLength", Kind::Any),
    ("maxProperties", Kind::Any),
    ("maximum", Kind::Any),
    ("minContains", Kind::Any),
    ("minItems", Kind::Any),
    ("minLength", Kind::Any),
    ("minProperties", Kind::Any),
    ("minimum", Kind::Any),
    ("multipleOf", Kind::Any),
    ("not", Kind::Schema),
    ("nullable", Kind::Flag),
    ("oneOf", Kind::Filled),
    ("pattern", Kind::Text),
    ("patternProperties", Kind::Object),
    ("prefixItems", Kind::Filled),
    ("properties", Kind::Object),
    ("propertyNames", Kind::Any),
    ("readOnly", Kind::Flag),
    ("required", Kind::List),
    ("then", Kind::Any),
    ("title", Kind::Text),
    ("type", Kind::Any),
    ("unevaluatedItems", Kind::Any),
    ("unevaluatedProperties", Kind::Any),
    ("uniqueItems", Kind::Flag),
    ("writeOnly", Kind::Flag),
    ("xml", Kind::Any),
];

/// Keys of schemas that keys of an author's own may resemble (`schema`, `comment`, `in`, `note`), and that few people write.
pub(super) const RESEMBLED_BY_CHANCE: [&str; 8] = ["$anchor", "$comment", "$id", "$schema", "id", "if", "not", "xml"];

const REFERENCE: &[Field] = &[("$ref", Kind::Text)];

/// What an object is called, its keys, and whether there are no others.
pub(super) fn table(node: Node) -> (&'static str, &'static [Field], bool) {
    match node {
        Node::Document => ("a description", DOCUMENT, true),
        Node::Components => ("`components`", COMPONENTS, true),
        Node::PathItem => ("a path item", PATH_ITEM, true),
        Node::Operation => ("an operation", OPERATION, true),
        Node::Parameter => ("a parameter", PARAMETER, true),
        Node::RequestBody => ("a request body", REQUEST_BODY, true),
        Node::Response => ("a response", RESPONSE, true),
        Node::MediaType => ("a media type", MEDIA_TYPE, true),
        Node::Encoding => ("an encoding", ENCODING, true),
        Node::Callback => ("a callback", REFERENCE, false),
        Node::Example => ("an example", REFERENCE, false),
        Node::Schema => ("a schema", SCHEMA, false),
        Node::SecurityScheme => ("a security scheme", REFERENCE, false),
        Node::Link => ("a link", REFERENCE, false),
    }
}

/// Where OpenAPI 3 has what Swagger 2.0 wrote under `key`.
pub(super) fn moved(node: Node, key: &str) -> Option<&'static str> {
    Some(match (node, key) {
        (Node::Document, "definitions") => "in OpenAPI 3, schemas stand in `components/schemas`",
        (Node::Document, "securityDefinitions") => "in OpenAPI 3, they stand in `components/securitySchemes`",
        (Node::Document, "responses" | "parameters") => "in OpenAPI 3, what is shared stands in `components`",
        (Node::Document, "host" | "basePath" | "schemes") => "in OpenAPI 3, `servers` says where the API is",
        (Node::Operation, "schemes") => "in OpenAPI 3, `servers` says where the API is",
        (Node::Document | Node::Operation, "consumes") => "in OpenAPI 3, `requestBody` has `content` by media type",
        (Node::Document | Node::Operation, "produces") => "in OpenAPI 3, responses have `content` by media type",
        (Node::Parameter, "type" | "format" | "enum" | "items" | "default") => "in OpenAPI 3, it stands in `schema`",
        (Node::Parameter, "collectionFormat") => "in OpenAPI 3, `style` and `explode` say so",
        (Node::Response, "schema") => "in OpenAPI 3, it stands in `content`, below a media type",
        (Node::RequestBody, "schema") => "in OpenAPI 3, it stands in `content`, below a media type",
        _ => return None,
    })
}

/// Keys of OpenAPI 3.2 that say something about what is sent: the object that has them, and how 3.1 says it. Methods that came
/// with 3.2 are told where operations are built.
pub(super) fn newer(node: Node, key: &str) -> Option<(&'static str, &'static str)> {
    Some(match (node, key) {
        (Node::Document, "$self") => ("a description", "references lead on from where the file is: write them so"),
        (Node::Components, "mediaTypes") => {
            ("`components`", "share the schemas, and write media types where they are used")
        }
        (Node::MediaType, "$ref") => ("a media type", "write the media type here, with a `$ref` as its `schema`"),
        (Node::MediaType, "itemSchema") => {
            ("a media type", "for events and lines, `schema` may be that of one of them")
        }
        (Node::MediaType | Node::Encoding, "itemEncoding" | "prefixEncoding") | (Node::Encoding, "encoding") => {
            ("a body in parts", "describe an object with a property for each part, and the `encoding` by their names")
        }
        (Node::Schema, "defaultMapping") => {
            ("a discriminator", "name the schema in `mapping`, with the values that it has")
        }
        (Node::Schema, "nodeType") => ("`xml`", "write `attribute: true`, or `wrapped: true`"),
        _ => return None,
    })
}

/// Objects within a schema that are no nodes, and their keys that [`newer`] knows.
pub(super) const NEWER_WITHIN: [(&str, &str); 2] = [("discriminator", "defaultMapping"), ("xml", "nodeType")];

//! The keys of each object, sorted, with the types of their values.

use std::sync::LazyLock;

use crate::source::keywords::KEYWORDS;
use crate::source::kind::Kind;
use crate::source::objects::Node;

pub(super) type Field = (&'static str, Kind);

const DOCUMENT: &[Field] = &[
    ("$self", Kind::String),
    ("components", Kind::Object),
    ("externalDocs", Kind::Object),
    ("info", Kind::Object),
    ("jsonSchemaDialect", Kind::String),
    ("openapi", Kind::Any),
    ("paths", Kind::Object),
    ("security", Kind::Array),
    ("servers", Kind::Array),
    ("tags", Kind::Array),
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
    ("$ref", Kind::String),
    ("additionalOperations", Kind::Object),
    ("delete", Kind::Any),
    ("description", Kind::String),
    ("get", Kind::Any),
    ("head", Kind::Any),
    ("options", Kind::Any),
    ("parameters", Kind::Array),
    ("patch", Kind::Any),
    ("post", Kind::Any),
    ("put", Kind::Any),
    ("query", Kind::Any),
    ("servers", Kind::Array),
    ("summary", Kind::String),
    ("trace", Kind::Any),
];

const OPERATION: &[Field] = &[
    ("$ref", Kind::String),
    ("callbacks", Kind::Object),
    ("deprecated", Kind::Boolean),
    ("description", Kind::String),
    ("externalDocs", Kind::Object),
    ("operationId", Kind::String),
    ("parameters", Kind::Array),
    ("requestBody", Kind::Object),
    ("responses", Kind::Object),
    ("security", Kind::Array),
    ("servers", Kind::Array),
    ("summary", Kind::String),
    ("tags", Kind::Array),
];

const PARAMETER: &[Field] = &[
    ("$ref", Kind::String),
    ("allowEmptyValue", Kind::Boolean),
    ("allowReserved", Kind::Boolean),
    ("content", Kind::Object),
    ("deprecated", Kind::Boolean),
    ("description", Kind::String),
    ("example", Kind::Any),
    ("examples", Kind::Object),
    ("explode", Kind::Boolean),
    ("in", Kind::Any),
    ("name", Kind::Any),
    ("required", Kind::Boolean),
    ("schema", Kind::Any),
    ("style", Kind::String),
    ("summary", Kind::String),
];

const REQUEST_BODY: &[Field] = &[
    ("$ref", Kind::String),
    ("content", Kind::Object),
    ("description", Kind::String),
    ("required", Kind::Boolean),
    ("summary", Kind::String),
];

const RESPONSE: &[Field] = &[
    ("$ref", Kind::String),
    ("content", Kind::Object),
    ("description", Kind::String),
    ("headers", Kind::Object),
    ("links", Kind::Object),
    ("summary", Kind::String),
];

const MEDIA_TYPE: &[Field] = &[
    ("$ref", Kind::String),
    ("encoding", Kind::Object),
    ("example", Kind::Any),
    ("examples", Kind::Object),
    ("itemEncoding", Kind::Object),
    ("itemSchema", Kind::Any),
    ("prefixEncoding", Kind::Array),
    ("schema", Kind::Any),
];

/// `build` checks the values.
const ENCODING: &[Field] = &[
    ("$ref", Kind::String),
    ("allowReserved", Kind::Any),
    ("contentType", Kind::Any),
    ("encoding", Kind::Any),
    ("explode", Kind::Any),
    ("headers", Kind::Any),
    ("itemEncoding", Kind::Any),
    ("prefixEncoding", Kind::Any),
    ("style", Kind::Any),
];

/// Schemas may have custom keys; only one that resembles a key of this table is reported.
static SCHEMA: LazyLock<Vec<Field>> =
    LazyLock::new(|| KEYWORDS.iter().map(|keyword| (keyword.name, keyword.value)).collect());

/// Rarely used keywords that custom keys may resemble by chance (`schema`, `comment`, `in`, `note`).
pub(super) const RESEMBLED_BY_CHANCE: [&str; 8] = ["$anchor", "$comment", "$id", "$schema", "id", "if", "not", "xml"];

const REFERENCE: &[Field] = &[("$ref", Kind::String)];

/// Returns the name of an object, its keys, and whether other keys are unknown.
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
        Node::Schema => ("a schema", &SCHEMA, false),
        Node::SecurityScheme => ("a security scheme", REFERENCE, false),
        Node::Link => ("a link", REFERENCE, false),
    }
}

/// Returns the OpenAPI 3 equivalent of the Swagger 2.0 key `key`.
pub(super) fn moved(node: Node, key: &str) -> Option<&'static str> {
    Some(match (node, key) {
        (Node::Document, "definitions") => "in OpenAPI 3, schemas are in `components/schemas`",
        (Node::Document, "securityDefinitions") => "in OpenAPI 3, they are in `components/securitySchemes`",
        (Node::Document, "responses" | "parameters") => "in OpenAPI 3, shared objects are in `components`",
        (Node::Document, "host" | "basePath" | "schemes") => "in OpenAPI 3, `servers` has the URLs of the API",
        (Node::Operation, "schemes") => "in OpenAPI 3, `servers` has the URLs of the API",
        (Node::Document | Node::Operation, "consumes") => "in OpenAPI 3, `requestBody` has `content` by media type",
        (Node::Document | Node::Operation, "produces") => "in OpenAPI 3, responses have `content` by media type",
        (Node::Parameter, "type" | "format" | "enum" | "items" | "default") => "in OpenAPI 3, this is part of `schema`",
        (Node::Parameter, "collectionFormat") => "OpenAPI 3 has `style` and `explode` for this",
        (Node::Response, "schema") => "in OpenAPI 3, it is in `content`, below a media type",
        (Node::RequestBody, "schema") => "in OpenAPI 3, it is in `content`, below a media type",
        _ => return None,
    })
}

/// Returns the object of an OpenAPI 3.2 key that affects requests or responses, and help for writing it in 3.1. `build`
/// reports the methods that are new in 3.2.
pub(super) fn newer(node: Node, key: &str) -> Option<(&'static str, &'static str)> {
    Some(match (node, key) {
        (Node::Document, "$self") => ("a description", "write references relative to the location of the file"),
        (Node::Components, "mediaTypes") => {
            ("`components`", "share only the schemas, and write the media types at each use")
        }
        (Node::MediaType, "$ref") => ("a media type", "write the media type here, with a `$ref` as its `schema`"),
        (Node::MediaType, "itemSchema") => {
            ("a media type", "for events and lines, write the schema of a single item as `schema`")
        }
        (Node::MediaType | Node::Encoding, "itemEncoding" | "prefixEncoding") | (Node::Encoding, "encoding") => {
            ("a multipart body", "describe an object with a property for each part, and use their names in `encoding`")
        }
        (Node::Schema, "defaultMapping") => {
            ("a discriminator", "add the schema to `mapping`, with the values that select it")
        }
        (Node::Schema, "nodeType") => ("`xml`", "write `attribute: true` or `wrapped: true`"),
        _ => return None,
    })
}

/// Objects in a schema that have no [`Node`], and their keys that [`newer`] reports.
pub(super) const NEWER_WITHIN: [(&str, &str); 2] = [("discriminator", "defaultMapping"), ("xml", "nodeType")];

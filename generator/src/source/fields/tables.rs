//! The keys of each object, sorted, with the types of their values.

use std::sync::LazyLock;

use crate::source::keywords::KEYWORDS;
use crate::source::kind::Kind;
use crate::source::objects::Node;

/// A key and the type of its value.
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

/// `build` checks these.
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

/// Schemas may have other keys too: one that is not similar to any of these is the author's own.
static SCHEMA: LazyLock<Vec<Field>> =
    LazyLock::new(|| KEYWORDS.iter().map(|keyword| (keyword.name, keyword.value)).collect());

/// Rare keys of schemas that custom keys may resemble by chance (`schema`, `comment`, `in`, `note`).
pub(super) const RESEMBLED_BY_CHANCE: [&str; 8] = ["$anchor", "$comment", "$id", "$schema", "id", "if", "not", "xml"];

const REFERENCE: &[Field] = &[("$ref", Kind::Text)];

/// Returns the name of an object, its keys, and whether it has no others.
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

/// Returns the object of an OpenAPI 3.2 key that affects requests and responses, and its 3.1 equivalent. `build`
/// reports the new methods of 3.2.
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

/// Objects within a schema without a [`Node`], and their keys that [`newer`] knows.
pub(super) const NEWER_WITHIN: [(&str, &str); 2] = [("discriminator", "defaultMapping"), ("xml", "nodeType")];

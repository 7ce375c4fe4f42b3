//! The keys of each object, sorted, with the types of their values.

use std::sync::LazyLock;

use serde_json::{Map, Value};

use crate::keywords::KEYWORDS;
use crate::kind::ValueKind;
use crate::objects::OpenApiObject;
use diag::Origin;

use super::inline::{CheckedObject, InlineObject};

pub(super) type Field = (&'static str, ValueKind);

const DOCUMENT: &[Field] = &[
    ("$self", ValueKind::String),
    ("components", ValueKind::Object),
    ("externalDocs", ValueKind::Object),
    ("info", ValueKind::Object),
    ("jsonSchemaDialect", ValueKind::String),
    ("openapi", ValueKind::Any),
    ("paths", ValueKind::Object),
    ("security", ValueKind::Array),
    ("servers", ValueKind::Array),
    ("tags", ValueKind::Array),
    ("webhooks", ValueKind::Object),
    ("x-ms-paths", ValueKind::Object),
];

const COMPONENTS: &[Field] = &[
    ("callbacks", ValueKind::Object),
    ("examples", ValueKind::Object),
    ("headers", ValueKind::Object),
    ("links", ValueKind::Object),
    ("mediaTypes", ValueKind::Object),
    ("parameters", ValueKind::Object),
    ("pathItems", ValueKind::Object),
    ("requestBodies", ValueKind::Object),
    ("responses", ValueKind::Object),
    ("schemas", ValueKind::Object),
    ("securitySchemes", ValueKind::Object),
];

const PATH_ITEM: &[Field] = &[
    ("$ref", ValueKind::String),
    ("additionalOperations", ValueKind::Object),
    ("delete", ValueKind::Any),
    ("description", ValueKind::String),
    ("get", ValueKind::Any),
    ("head", ValueKind::Any),
    ("options", ValueKind::Any),
    ("parameters", ValueKind::Array),
    ("patch", ValueKind::Any),
    ("post", ValueKind::Any),
    ("put", ValueKind::Any),
    ("query", ValueKind::Any),
    ("servers", ValueKind::Array),
    ("summary", ValueKind::String),
    ("trace", ValueKind::Any),
];

const OPERATION: &[Field] = &[
    ("$ref", ValueKind::String),
    ("callbacks", ValueKind::Object),
    ("deprecated", ValueKind::Boolean),
    ("description", ValueKind::String),
    ("externalDocs", ValueKind::Object),
    ("operationId", ValueKind::String),
    ("parameters", ValueKind::Array),
    ("requestBody", ValueKind::Object),
    ("responses", ValueKind::Object),
    ("security", ValueKind::Array),
    ("servers", ValueKind::Array),
    ("summary", ValueKind::String),
    ("tags", ValueKind::Array),
    ("x-ms-long-running-operation-options", ValueKind::Object),
];

const PARAMETER: &[Field] = &[
    ("$ref", ValueKind::String),
    ("allowEmptyValue", ValueKind::Boolean),
    ("allowReserved", ValueKind::Boolean),
    ("content", ValueKind::Object),
    ("deprecated", ValueKind::Boolean),
    ("description", ValueKind::String),
    ("example", ValueKind::Any),
    ("examples", ValueKind::Object),
    ("explode", ValueKind::Boolean),
    ("in", ValueKind::Any),
    ("name", ValueKind::Any),
    ("required", ValueKind::Boolean),
    ("schema", ValueKind::Any),
    ("style", ValueKind::String),
    ("summary", ValueKind::String),
    ("x-ms-skip-url-encoding", ValueKind::Boolean),
];

const REQUEST_BODY: &[Field] = &[
    ("$ref", ValueKind::String),
    ("content", ValueKind::Object),
    ("description", ValueKind::String),
    ("required", ValueKind::Boolean),
    ("summary", ValueKind::String),
];

const RESPONSE: &[Field] = &[
    ("$ref", ValueKind::String),
    ("content", ValueKind::Object),
    ("description", ValueKind::String),
    ("headers", ValueKind::Object),
    ("links", ValueKind::Object),
    ("summary", ValueKind::String),
];

const MEDIA_TYPE: &[Field] = &[
    ("$ref", ValueKind::String),
    ("encoding", ValueKind::Object),
    ("example", ValueKind::Any),
    ("examples", ValueKind::Object),
    ("itemEncoding", ValueKind::Object),
    ("itemSchema", ValueKind::Any),
    ("prefixEncoding", ValueKind::Array),
    ("schema", ValueKind::Any),
];

/// `build` checks these values.
const ENCODING: &[Field] = &[
    ("$ref", ValueKind::String),
    ("allowReserved", ValueKind::Any),
    ("contentType", ValueKind::Any),
    ("encoding", ValueKind::Any),
    ("explode", ValueKind::Any),
    ("headers", ValueKind::Any),
    ("itemEncoding", ValueKind::Any),
    ("prefixEncoding", ValueKind::Any),
    ("style", ValueKind::Any),
];

/// Schemas may have custom keys, so a key is reported only if it resembles a key of this table.
static SCHEMA: LazyLock<Vec<Field>> = LazyLock::new(|| {
    KEYWORDS
        .iter()
        .map(|keyword| (keyword.name, keyword.value))
        .collect()
});

/// Rarely used keywords, which custom keys may resemble by chance (`schema`, `comment`, `in`,
/// `note`).
pub(super) const RESEMBLED_BY_CHANCE: [&str; 8] = [
    "$anchor", "$comment", "$id", "$schema", "id", "if", "not", "xml",
];

const REFERENCE: &[Field] = &[("$ref", ValueKind::String)];

const EXAMPLE: &[Field] = &[
    ("$ref", ValueKind::String),
    ("dataValue", ValueKind::Any),
    ("description", ValueKind::String),
    ("externalValue", ValueKind::String),
    ("serializedValue", ValueKind::String),
    ("summary", ValueKind::String),
    ("value", ValueKind::Any),
];

/// `build` checks the values that decide how a credential is sent.
const SECURITY_SCHEME: &[Field] = &[
    ("$ref", ValueKind::String),
    ("bearerFormat", ValueKind::String),
    ("deprecated", ValueKind::Boolean),
    ("description", ValueKind::String),
    ("flows", ValueKind::Object),
    ("in", ValueKind::Any),
    ("name", ValueKind::Any),
    ("oauth2MetadataUrl", ValueKind::String),
    ("openIdConnectUrl", ValueKind::String),
    ("scheme", ValueKind::Any),
    ("summary", ValueKind::String),
    ("type", ValueKind::Any),
];

const LINK: &[Field] = &[
    ("$ref", ValueKind::String),
    ("description", ValueKind::String),
    ("operationId", ValueKind::String),
    ("operationRef", ValueKind::String),
    ("parameters", ValueKind::Object),
    ("requestBody", ValueKind::Any),
    ("server", ValueKind::Object),
    ("summary", ValueKind::String),
];

const INFO: &[Field] = &[
    ("contact", ValueKind::Object),
    ("description", ValueKind::String),
    ("license", ValueKind::Object),
    ("summary", ValueKind::String),
    ("termsOfService", ValueKind::String),
    ("title", ValueKind::String),
    ("version", ValueKind::String),
];

const CONTACT: &[Field] = &[
    ("email", ValueKind::String),
    ("name", ValueKind::String),
    ("url", ValueKind::String),
];

const LICENSE: &[Field] = &[
    ("identifier", ValueKind::String),
    ("name", ValueKind::String),
    ("url", ValueKind::String),
];

const SERVER: &[Field] = &[
    ("description", ValueKind::String),
    ("name", ValueKind::String),
    // `build` checks it.
    ("url", ValueKind::Any),
    ("variables", ValueKind::Object),
];

const SERVER_VARIABLE: &[Field] = &[
    ("default", ValueKind::String),
    ("description", ValueKind::String),
    ("enum", ValueKind::Array),
];

const TAG: &[Field] = &[
    ("description", ValueKind::String),
    ("externalDocs", ValueKind::Object),
    ("kind", ValueKind::String),
    ("name", ValueKind::String),
    ("parent", ValueKind::String),
    ("summary", ValueKind::String),
];

const EXTERNAL_DOCS: &[Field] = &[
    ("description", ValueKind::String),
    ("url", ValueKind::String),
];

/// `build` checks `mapping` and `propertyName`.
const DISCRIMINATOR: &[Field] = &[
    ("defaultMapping", ValueKind::String),
    ("mapping", ValueKind::Any),
    ("propertyName", ValueKind::Any),
];

const XML: &[Field] = &[
    ("attribute", ValueKind::Boolean),
    ("name", ValueKind::String),
    ("namespace", ValueKind::String),
    // Another diagnostic reports an unknown value.
    ("nodeType", ValueKind::Any),
    ("prefix", ValueKind::String),
    ("wrapped", ValueKind::Boolean),
];

const OAUTH_FLOWS: &[Field] = &[
    ("authorizationCode", ValueKind::Object),
    ("clientCredentials", ValueKind::Object),
    ("deviceAuthorization", ValueKind::Object),
    ("implicit", ValueKind::Object),
    ("password", ValueKind::Object),
];

const OAUTH_FLOW: &[Field] = &[
    ("authorizationUrl", ValueKind::String),
    ("deviceAuthorizationUrl", ValueKind::String),
    ("refreshUrl", ValueKind::String),
    ("scopes", ValueKind::Object),
    ("tokenUrl", ValueKind::String),
];

const FERN_STREAMING: &[Field] = &[
    ("format", ValueKind::String),
    ("response", ValueKind::Object),
    ("response-stream", ValueKind::Object),
    ("stream-condition", ValueKind::String),
    ("terminator", ValueKind::String),
];

const LONG_RUNNING_OPTIONS: &[Field] = &[("final-state-via", ValueKind::String)];

const MS_ENUM: &[Field] = &[
    ("name", ValueKind::String),
    ("values", ValueKind::ArrayOrObject),
];

/// Returns the name of an object, its keys, and whether any other key is an error.
pub(super) fn field_table(object: CheckedObject) -> (&'static str, &'static [Field], bool) {
    let node = match object {
        CheckedObject::OpenApi(node) => node,
        CheckedObject::Inline(inline) => {
            let (name, fields) = inline_field_table(inline);
            return (name, fields, !object.is_extension());
        }
    };
    match node {
        OpenApiObject::Document => ("the root object", DOCUMENT, true),
        OpenApiObject::Components => ("`components`", COMPONENTS, true),
        OpenApiObject::PathItem => ("a path item", PATH_ITEM, true),
        OpenApiObject::Operation => ("an operation", OPERATION, true),
        OpenApiObject::Parameter => ("a parameter", PARAMETER, true),
        OpenApiObject::RequestBody => ("a request body", REQUEST_BODY, true),
        OpenApiObject::Response => ("a response", RESPONSE, true),
        OpenApiObject::MediaType => ("a media type", MEDIA_TYPE, true),
        OpenApiObject::Encoding => ("an encoding", ENCODING, true),
        OpenApiObject::Callback => ("a callback", REFERENCE, false),
        OpenApiObject::Example => ("an example", EXAMPLE, true),
        OpenApiObject::Schema => ("a schema", &SCHEMA, false),
        OpenApiObject::SecurityScheme => ("a security scheme", SECURITY_SCHEME, true),
        OpenApiObject::Link => ("a link", LINK, true),
    }
}

fn inline_field_table(object: InlineObject) -> (&'static str, &'static [Field]) {
    match object {
        InlineObject::Info => ("`info`", INFO),
        InlineObject::Contact => ("`contact`", CONTACT),
        InlineObject::License => ("`license`", LICENSE),
        InlineObject::Server => ("a server", SERVER),
        InlineObject::ServerVariable => ("a server variable", SERVER_VARIABLE),
        InlineObject::Tag => ("a tag", TAG),
        InlineObject::ExternalDocs => ("`externalDocs`", EXTERNAL_DOCS),
        InlineObject::Discriminator => ("`discriminator`", DISCRIMINATOR),
        InlineObject::Xml => ("`xml`", XML),
        InlineObject::OauthFlows => ("`flows`", OAUTH_FLOWS),
        InlineObject::OauthFlow => ("an OAuth flow", OAUTH_FLOW),
        InlineObject::FernStreaming => ("`x-fern-streaming`", FERN_STREAMING),
        InlineObject::LongRunningOptions => (
            "`x-ms-long-running-operation-options`",
            LONG_RUNNING_OPTIONS,
        ),
        InlineObject::MsEnum => ("`x-ms-enum`", MS_ENUM),
    }
}

/// Returns the OpenAPI 3 equivalent of the Swagger 2.0 key `key`.
pub(super) fn moved_key_help(object: CheckedObject, key: &str) -> Option<&'static str> {
    let CheckedObject::OpenApi(node) = object else {
        return None;
    };
    Some(match (node, key) {
        (OpenApiObject::Document, "definitions") => {
            "in OpenAPI 3, schemas are in `components/schemas`"
        }
        (OpenApiObject::Document, "securityDefinitions") => {
            "in OpenAPI 3, they are in `components/securitySchemes`"
        }
        (OpenApiObject::Document, "responses" | "parameters") => {
            "in OpenAPI 3, shared objects are in `components`"
        }
        (OpenApiObject::Document, "host" | "basePath" | "schemes") => {
            "in OpenAPI 3, `servers` has the URLs of the API"
        }
        (OpenApiObject::Operation, "schemes") => "in OpenAPI 3, `servers` has the URLs of the API",
        (OpenApiObject::Document | OpenApiObject::Operation, "consumes") => {
            "in OpenAPI 3, `requestBody` has `content` by media type"
        }
        (OpenApiObject::Document | OpenApiObject::Operation, "produces") => {
            "in OpenAPI 3, responses have `content` by media type"
        }
        (OpenApiObject::Parameter, "type" | "format" | "enum" | "items" | "default") => {
            "in OpenAPI 3, this is part of `schema`"
        }
        (OpenApiObject::Parameter, "collectionFormat") => {
            "OpenAPI 3 has `style` and `explode` for this"
        }
        (OpenApiObject::Response, "schema") => {
            "in OpenAPI 3, it is in `content`, below a media type"
        }
        (OpenApiObject::RequestBody, "schema") => {
            "in OpenAPI 3, it is in `content`, below a media type"
        }
        (OpenApiObject::SecurityScheme, "flow" | "authorizationUrl" | "tokenUrl" | "scopes") => {
            "in OpenAPI 3, `flows` has them, below the name of a flow"
        }
        _ => return None,
    })
}

/// A key, or a value of a key, that is new in OpenAPI 3.2.
pub(super) struct NewKey {
    object: OpenApiObject,
    /// The keys from the object to this one; `*` is any item of an array.
    path: &'static [&'static str],
    /// The new value, if only this one is new.
    value: Option<&'static str>,
}

const fn new_key(object: OpenApiObject, path: &'static [&'static str]) -> NewKey {
    NewKey {
        object,
        path,
        value: None,
    }
}

const fn new_value(
    object: OpenApiObject,
    path: &'static [&'static str],
    value: &'static str,
) -> NewKey {
    NewKey {
        object,
        path,
        value: Some(value),
    }
}

const KEYS_OF_3_2: &[NewKey] = &[
    new_key(OpenApiObject::Document, &["$self"]),
    new_key(OpenApiObject::Document, &["servers", "*", "name"]),
    new_key(OpenApiObject::Document, &["tags", "*", "kind"]),
    new_key(OpenApiObject::Document, &["tags", "*", "parent"]),
    new_key(OpenApiObject::Document, &["tags", "*", "summary"]),
    new_key(OpenApiObject::Components, &["mediaTypes"]),
    new_key(OpenApiObject::PathItem, &["additionalOperations"]),
    new_key(OpenApiObject::PathItem, &["query"]),
    new_key(OpenApiObject::PathItem, &["servers", "*", "name"]),
    new_key(OpenApiObject::Operation, &["servers", "*", "name"]),
    new_value(OpenApiObject::Parameter, &["in"], "querystring"),
    new_value(OpenApiObject::Parameter, &["style"], "cookie"),
    new_key(OpenApiObject::MediaType, &["$ref"]),
    new_key(OpenApiObject::MediaType, &["itemEncoding"]),
    new_key(OpenApiObject::MediaType, &["itemSchema"]),
    new_key(OpenApiObject::MediaType, &["prefixEncoding"]),
    new_key(OpenApiObject::Encoding, &["encoding"]),
    new_key(OpenApiObject::Encoding, &["itemEncoding"]),
    new_key(OpenApiObject::Encoding, &["prefixEncoding"]),
    new_key(OpenApiObject::Example, &["dataValue"]),
    new_key(OpenApiObject::Example, &["serializedValue"]),
    new_key(OpenApiObject::Schema, &["discriminator", "defaultMapping"]),
    new_key(OpenApiObject::Schema, &["xml", "nodeType"]),
    new_key(OpenApiObject::SecurityScheme, &["deprecated"]),
    new_key(
        OpenApiObject::SecurityScheme,
        &["flows", "deviceAuthorization"],
    ),
    new_key(OpenApiObject::SecurityScheme, &["oauth2MetadataUrl"]),
];

impl NewKey {
    /// Returns the key in words.
    pub(super) fn name(&self) -> String {
        let (around, key) = match self.path {
            [key] => {
                let object = CheckedObject::OpenApi(self.object);
                (field_table(object).0.to_owned(), key)
            }
            [around, .., key] => (format!("`{around}`"), key),
            [] => return String::new(),
        };
        match self.value {
            Some(value) => format!("`{key}: {value}`"),
            None => format!("`{key}` of {around}"),
        }
    }
}

/// Returns the keys of OpenAPI 3.2 that an object has, with their locations.
pub(super) fn find_keys_of_3_2(
    node: OpenApiObject,
    members: &Map<String, Value>,
    origin: &Origin,
) -> Vec<(&'static NewKey, Origin)> {
    let mut keys = Vec::new();
    for new in KEYS_OF_3_2.iter().filter(|new| new.object == node) {
        if let Some((first, below)) = new.path.split_first()
            && let Some(value) = members.get(*first)
            && let Some((value, place)) = first_at_path(value, below, origin.child(first))
            && new.value.is_none_or(|expected| value == expected)
        {
            keys.push((new, place));
        }
    }
    keys
}

/// Returns the first value at a path, with its location.
fn first_at_path<'v>(
    value: &'v Value,
    path: &[&str],
    origin: Origin,
) -> Option<(&'v Value, Origin)> {
    match path {
        [] => Some((value, origin)),
        ["*", below @ ..] => {
            let mut items = value.as_array()?.iter().enumerate();
            items.find_map(|(index, item)| first_at_path(item, below, origin.item(index)))
        }
        [key, below @ ..] => first_at_path(value.get(key)?, below, origin.child(key)),
    }
}

//! The extensions that set what `generator.yaml` can set: one row for each extension and object.

use serde_json::{Map, Value};

use super::kind::ValueKind;
use super::objects::OpenApiObject;
use super::pointer::object_member;
use diag::Origin;

/// An extension of an object, and the setting that it makes.
#[derive(Debug)]
pub struct Extension {
    /// The name of the extension: `x-…`.
    pub key: &'static str,
    /// The kind of object that has the extension.
    pub object: OpenApiObject,
    /// The key in the value of the extension, if the setting is only a part of it.
    pub member: Option<&'static str>,
    pub(super) value: ValueKind,
    /// What it sets.
    pub setting: ExtensionSetting,
    /// A public document that has the extension: the repository and the path of the file.
    pub document: &'static str,
}

/// A setting of `generator.yaml` that extensions make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ExtensionSetting {
    /// The resource of an operation, in `resources`: names joined by `.`, or an array of names.
    Resource,
    /// The name of a method, in `resources`; this is its resource if no extension names one.
    Method(DefaultResource),
    /// The names of the methods of several operations, by patterns of their ids.
    MethodPatterns,
    /// An operation in `exclude`.
    Excluded,
    /// The names with which `include` and `exclude` select an operation as `audience:NAME`.
    Audiences,
    /// The name of the type of any schema, in `types`.
    Type,
    /// The name of the type of a schema that is not a component.
    InlineType,
    /// The name of the type of a schema, in `types`; for a property without a type of its own, the
    /// name of the property, in `names`.
    TypeOrName,
    /// The name of a parameter, a body or a property, in `names`; for a component schema, that of
    /// its type.
    Name,
    /// The names of the values of `enum`, in `names`.
    ValueNames,
    /// The rules for a list in `paging`, as Speakeasy writes them.
    SpeakeasyPaging,
    /// The rules for a list in `paging`, as Fern writes them.
    FernPaging,
    /// The stream that an operation returns, in `streams`.
    Stream,
    /// An operation that the server completes after its response, in `long_running`.
    LongRunning,
    /// The tool of the MCP server.
    Tool,
    /// The delays in `client: { retry_policy }`.
    RetryPolicy,
    /// The type of another crate that replaces that of a schema, in `types`.
    RustType,
}

/// An extension that makes no setting, and is reported once.
#[derive(Debug)]
pub struct UnreadExtension {
    /// The name of the extension: `x-…`.
    pub key: &'static str,
    /// The kind of object that has the extension.
    pub object: OpenApiObject,
    /// The key in the value of the extension, if only this part of it is not read.
    pub member: Option<&'static str>,
    /// What has the extension, in the plural.
    pub owners: &'static str,
    /// Whether the value is a name, which matters only if it says more than the name in requests
    /// and responses.
    pub is_name: bool,
    /// Why it is not read.
    pub reason: &'static str,
}

/// The resource of a method if only the method has a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DefaultResource {
    /// The client itself.
    Client,
    /// The first tag.
    Tag,
}

const fn row(
    key: &'static str,
    object: OpenApiObject,
    value: ValueKind,
    setting: ExtensionSetting,
    document: &'static str,
) -> Extension {
    Extension {
        key,
        object,
        member: None,
        value,
        setting,
        document,
    }
}

const fn member_row(
    key: &'static str,
    member: &'static str,
    setting: ExtensionSetting,
    document: &'static str,
) -> Extension {
    Extension {
        member: Some(member),
        ..row(
            key,
            OpenApiObject::Schema,
            ValueKind::Object,
            setting,
            document,
        )
    }
}

const APIDECK: &str = "apideck-libraries/openapi-specs: vault.yml";
const ASSEMBLYAI: &str = "AssemblyAI/assemblyai-api-spec: openapi.yml";
const AZURE_DATA_LAKE: &str = "Azure/azure-rest-api-specs: specification/datalake-analytics/resource-manager/Microsoft.DataLakeAnalytics/stable/2016-11-01/account.json";
const AZURE_FACE: &str = "Azure/azure-rest-api-specs: specification/cognitiveservices/data-plane/Face/stable/v1.0/Face.json";
const CLERK: &str = "clerk/openapi-specs: bapi/2025-11-10.yml";
const CODAT: &str = "codatio/oas: yaml/Codat-Platform.yaml";
const COHERE: &str = "cohere-ai/cohere-developer-experience: cohere-openapi.yaml";
const COMP: &str = "trycompai/comp: apps/mcp-server/.speakeasy/mcp-uploads-overlay.yaml";
const INTERCOM: &str = "intercom/Intercom-OpenAPI: fern/openapi-overrides.yml";
const MOBY: &str = "moby/moby: api/swagger.yaml";
const TYPIFY: &str = "oxidecomputer/typify: README.md";
const OPENROUTER: &str = "OpenRouterTeam/typescript-sdk: .speakeasy/in.openapi.yaml";
const PLEX: &str = "LukeHagar/plex-api-spec: plex-api-spec.yaml";
const VAPI: &str = "VapiAI/docs: fern/apis/api/openapi-overrides.yml";
const VELLUM: &str = "vellum-ai/vellum-client-generator: fern/openapi/openapi.yml";
const VERCEL: &str = "spec.speakeasy.com: vercel/vercel-docs/vercel-oas-with-code-samples";

/// All extensions, in the order in which they apply: of two extensions that make one setting, the
/// first one applies.
pub const EXTENSIONS: &[Extension] = &[
    row(
        "x-speakeasy-group",
        OpenApiObject::Operation,
        ValueKind::String,
        ExtensionSetting::Resource,
        CLERK,
    ),
    row(
        "x-speakeasy-name-override",
        OpenApiObject::Operation,
        ValueKind::String,
        ExtensionSetting::Method(DefaultResource::Tag),
        CLERK,
    ),
    row(
        "x-speakeasy-name-override",
        OpenApiObject::Document,
        ValueKind::Array,
        ExtensionSetting::MethodPatterns,
        CODAT,
    ),
    row(
        "x-speakeasy-name-override",
        OpenApiObject::Parameter,
        ValueKind::String,
        ExtensionSetting::Name,
        APIDECK,
    ),
    row(
        "x-speakeasy-name-override",
        OpenApiObject::Schema,
        ValueKind::String,
        ExtensionSetting::TypeOrName,
        PLEX,
    ),
    row(
        "x-speakeasy-enums",
        OpenApiObject::Schema,
        ValueKind::ArrayOrObject,
        ExtensionSetting::ValueNames,
        VERCEL,
    ),
    row(
        "x-speakeasy-ignore",
        OpenApiObject::Operation,
        ValueKind::Boolean,
        ExtensionSetting::Excluded,
        CODAT,
    ),
    row(
        "x-speakeasy-pagination",
        OpenApiObject::Operation,
        ValueKind::Object,
        ExtensionSetting::SpeakeasyPaging,
        OPENROUTER,
    ),
    row(
        "x-speakeasy-mcp",
        OpenApiObject::Operation,
        ValueKind::BooleanOrObject,
        ExtensionSetting::Tool,
        COMP,
    ),
    row(
        "x-speakeasy-retries",
        OpenApiObject::Document,
        ValueKind::Object,
        ExtensionSetting::RetryPolicy,
        CLERK,
    ),
    row(
        "x-fern-sdk-group-name",
        OpenApiObject::Operation,
        ValueKind::StringOrArray,
        ExtensionSetting::Resource,
        ASSEMBLYAI,
    ),
    row(
        "x-fern-sdk-method-name",
        OpenApiObject::Operation,
        ValueKind::String,
        ExtensionSetting::Method(DefaultResource::Client),
        ASSEMBLYAI,
    ),
    row(
        "x-fern-type-name",
        OpenApiObject::Schema,
        ValueKind::String,
        ExtensionSetting::Type,
        COHERE,
    ),
    row(
        "x-fern-property-name",
        OpenApiObject::Schema,
        ValueKind::String,
        ExtensionSetting::Name,
        INTERCOM,
    ),
    row(
        "x-fern-enum",
        OpenApiObject::Schema,
        ValueKind::Object,
        ExtensionSetting::ValueNames,
        ASSEMBLYAI,
    ),
    row(
        "x-fern-ignore",
        OpenApiObject::Operation,
        ValueKind::Boolean,
        ExtensionSetting::Excluded,
        INTERCOM,
    ),
    row(
        "x-fern-audiences",
        OpenApiObject::Operation,
        ValueKind::Array,
        ExtensionSetting::Audiences,
        VELLUM,
    ),
    row(
        "x-fern-pagination",
        OpenApiObject::Operation,
        ValueKind::BooleanOrObject,
        ExtensionSetting::FernPaging,
        INTERCOM,
    ),
    row(
        "x-fern-pagination",
        OpenApiObject::Document,
        ValueKind::Object,
        ExtensionSetting::FernPaging,
        VAPI,
    ),
    row(
        "x-fern-streaming",
        OpenApiObject::Operation,
        ValueKind::BooleanOrObject,
        ExtensionSetting::Stream,
        COHERE,
    ),
    row(
        "x-ms-client-name",
        OpenApiObject::Parameter,
        ValueKind::String,
        ExtensionSetting::Name,
        AZURE_FACE,
    ),
    row(
        "x-ms-client-name",
        OpenApiObject::RequestBody,
        ValueKind::String,
        ExtensionSetting::Name,
        AZURE_FACE,
    ),
    row(
        "x-ms-client-name",
        OpenApiObject::Schema,
        ValueKind::String,
        ExtensionSetting::Name,
        AZURE_FACE,
    ),
    row(
        "x-ms-long-running-operation",
        OpenApiObject::Operation,
        ValueKind::Boolean,
        ExtensionSetting::LongRunning,
        AZURE_DATA_LAKE,
    ),
    member_row("x-ms-enum", "name", ExtensionSetting::Type, AZURE_FACE),
    member_row(
        "x-ms-enum",
        "values",
        ExtensionSetting::ValueNames,
        AZURE_FACE,
    ),
    row(
        "x-rust-type",
        OpenApiObject::Schema,
        ValueKind::Object,
        ExtensionSetting::RustType,
        TYPIFY,
    ),
    row(
        "x-go-name",
        OpenApiObject::Schema,
        ValueKind::String,
        ExtensionSetting::InlineType,
        MOBY,
    ),
    row(
        "x-internal",
        OpenApiObject::Operation,
        ValueKind::Boolean,
        ExtensionSetting::Excluded,
        APIDECK,
    ),
    row(
        "x-sdk-exclude",
        OpenApiObject::Operation,
        ValueKind::Boolean,
        ExtensionSetting::Excluded,
        APIDECK,
    ),
];

const fn unread(
    key: &'static str,
    object: OpenApiObject,
    owners: &'static str,
    reason: &'static str,
) -> UnreadExtension {
    UnreadExtension {
        key,
        object,
        member: None,
        owners,
        is_name: false,
        reason,
    }
}

const fn unread_name(
    key: &'static str,
    object: OpenApiObject,
    owners: &'static str,
    reason: &'static str,
) -> UnreadExtension {
    UnreadExtension {
        is_name: true,
        ..unread(key, object, owners, reason)
    }
}

const fn unread_retries(member: &'static str) -> UnreadExtension {
    UnreadExtension {
        member: Some(member),
        ..unread(
            "x-speakeasy-retries",
            OpenApiObject::Document,
            "the description",
            "`generator.yaml` sets only the delays; a program sets the rest on the client",
        )
    }
}

const GO_NAMES: &str = "nearly all change only the case (all 13 in the description of Docker, 553 of 576 in that of Meshery), and the others are names of Go code (`ServerMatrics` for `server_metrics`)";
const READABLE: &str = "what responses may contain can be read";

/// The extensions that documents have, and that make no setting.
pub const UNREAD_EXTENSIONS: &[UnreadExtension] = &[
    unread(
        "x-speakeasy-ignore",
        OpenApiObject::Schema,
        "schemas and properties",
        READABLE,
    ),
    unread(
        "x-speakeasy-retries",
        OpenApiObject::Operation,
        "operations",
        "all operations of a client have the same delays",
    ),
    unread_retries("statusCodes"),
    unread_retries("retryConnectionErrors"),
    unread_name(
        "x-fern-parameter-name",
        OpenApiObject::Parameter,
        "parameters",
        "no description of a public API was found that has it; use `names`",
    ),
    unread(
        "x-fern-ignore",
        OpenApiObject::Schema,
        "schemas and properties",
        READABLE,
    ),
    unread(
        "x-fern-audiences",
        OpenApiObject::Schema,
        "schemas and properties",
        READABLE,
    ),
    UnreadExtension {
        member: Some("final-state-schema"),
        ..unread(
            "x-ms-long-running-operation-options",
            OpenApiObject::Operation,
            "operations",
            "the result has the schema of the successful response",
        )
    },
    unread_name("x-go-name", OpenApiObject::Schema, "properties", GO_NAMES),
    unread_name(
        "x-go-name",
        OpenApiObject::Parameter,
        "parameters",
        GO_NAMES,
    ),
    unread(
        "x-codegen-request-body-name",
        OpenApiObject::Operation,
        "operations",
        "it says less than the name of the schema: of 146 operations of four APIs, 95 have `body`, `payload` or `request`, 20 the name of the schema, and 31 less than it (`generateOtpRequest` for four schemas)",
    ),
    unread(
        "x-internal",
        OpenApiObject::Schema,
        "schemas and properties",
        READABLE,
    ),
];

impl UnreadExtension {
    /// Returns the value of the extension in an object; `None` if the object does not have it, or
    /// turns it off.
    pub fn value_in<'v>(&self, object: &'v Map<String, Value>) -> Option<&'v Value> {
        let value = object_member(object, self.key)?;
        let part = match self.member {
            Some(member) => value.get(member)?,
            None => value,
        };
        (part != &Value::Bool(false)).then_some(part)
    }
}

impl Extension {
    /// Returns the value of the extension in an object; `None` if the object does not have it.
    pub fn value_in<'v>(&self, object: &'v Map<String, Value>) -> Option<&'v Value> {
        let value = object_member(object, self.key)?;
        match self.member {
            Some(member) => value.get(member),
            None => Some(value),
        }
    }

    /// Returns the location of the value of the extension in the object at `origin`.
    pub fn origin_in(&self, origin: &Origin) -> Origin {
        let value = origin.child(self.key);
        match self.member {
            Some(member) => value.child(member),
            None => value,
        }
    }
}

/// Returns the type of the value of an extension; `None` if the object has no such extension.
pub(super) fn extension_value_kind(object: OpenApiObject, key: &str) -> Option<ValueKind> {
    EXTENSIONS
        .iter()
        .find(|extension| extension.key == key && extension.object == object)
        .map(|extension| extension.value)
}

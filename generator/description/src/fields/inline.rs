//! Objects to which no `$ref` refers: each is written in place, and contains no OpenAPI objects.

use super::super::objects::OpenApiObject;
use crate::extensions::extension_value_kind;
use crate::kind::ValueKind;

/// An object whose keys are checked.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum CheckedObject {
    OpenApi(OpenApiObject),
    Inline(InlineObject),
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum InlineObject {
    Info,
    Contact,
    License,
    Server,
    ServerVariable,
    Tag,
    ExternalDocs,
    Discriminator,
    Xml,
    OauthFlows,
    OauthFlow,
    FernStreaming,
    LongRunningOptions,
    MsEnum,
}

/// The inline objects in the value of a key.
#[derive(Clone, Copy)]
pub(super) enum InlineChild {
    One(InlineObject),
    Map(InlineObject),
    List(InlineObject),
}

impl CheckedObject {
    /// Returns the inline objects under `key` of this object.
    pub(super) fn inline_child(self, key: &str) -> Option<InlineChild> {
        match self {
            Self::OpenApi(node) => child_of_node(node, key),
            Self::Inline(object) => child_of_inline(object, key),
        }
    }

    /// Returns the type of the value of an extension of this object, if it makes a setting.
    pub(super) fn extension_value_kind(self, key: &str) -> Option<ValueKind> {
        match self {
            Self::OpenApi(node) => extension_value_kind(node, key),
            Self::Inline(_) => None,
        }
    }

    /// Returns whether this is the value of an extension.
    pub(super) fn is_extension(self) -> bool {
        matches!(
            self,
            Self::Inline(
                InlineObject::FernStreaming
                    | InlineObject::LongRunningOptions
                    | InlineObject::MsEnum
            )
        )
    }
}

fn child_of_node(node: OpenApiObject, key: &str) -> Option<InlineChild> {
    Some(match (node, key) {
        (OpenApiObject::Document, "info") => InlineChild::One(InlineObject::Info),
        (OpenApiObject::Document, "tags") => InlineChild::List(InlineObject::Tag),
        (
            OpenApiObject::Document | OpenApiObject::PathItem | OpenApiObject::Operation,
            "servers",
        ) => InlineChild::List(InlineObject::Server),
        (OpenApiObject::Link, "server") => InlineChild::One(InlineObject::Server),
        (
            OpenApiObject::Document | OpenApiObject::Operation | OpenApiObject::Schema,
            "externalDocs",
        ) => InlineChild::One(InlineObject::ExternalDocs),
        (OpenApiObject::Schema, "discriminator") => InlineChild::One(InlineObject::Discriminator),
        (OpenApiObject::Schema, "xml") => InlineChild::One(InlineObject::Xml),
        (OpenApiObject::Operation, "x-fern-streaming") => {
            InlineChild::One(InlineObject::FernStreaming)
        }
        (OpenApiObject::Operation, "x-ms-long-running-operation-options") => {
            InlineChild::One(InlineObject::LongRunningOptions)
        }
        (OpenApiObject::Schema, "x-ms-enum") => InlineChild::One(InlineObject::MsEnum),
        (OpenApiObject::SecurityScheme, "flows") => InlineChild::One(InlineObject::OauthFlows),
        _ => return None,
    })
}

fn child_of_inline(object: InlineObject, key: &str) -> Option<InlineChild> {
    Some(match (object, key) {
        (InlineObject::Info, "contact") => InlineChild::One(InlineObject::Contact),
        (InlineObject::Info, "license") => InlineChild::One(InlineObject::License),
        (InlineObject::Server, "variables") => InlineChild::Map(InlineObject::ServerVariable),
        (InlineObject::Tag, "externalDocs") => InlineChild::One(InlineObject::ExternalDocs),
        (InlineObject::OauthFlows, key) if !key.starts_with("x-") => {
            InlineChild::One(InlineObject::OauthFlow)
        }
        _ => return None,
    })
}

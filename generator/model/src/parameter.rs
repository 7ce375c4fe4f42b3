//! Parameters, and their locations.

use std::borrow::Cow;

use super::{Encoding, ParameterStyle, PartKey, Schema};
use diag::Origin;

/// The location of a parameter in a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ParameterLocation {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// The whole query.
    Querystring,
    /// In a header.
    Header,
    /// In the cookie header.
    Cookie,
    /// In a header of a part of a multipart body.
    Part,
}

impl ParameterLocation {
    /// Returns the value of `in`; `part` for a header in an encoding, where there is no `in`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Path => "path",
            Self::Query => "query",
            Self::Querystring => "querystring",
            Self::Header => "header",
            Self::Cookie => "cookie",
            Self::Part => "part",
        }
    }

    /// Returns the styles that OpenAPI allows in this location. Properties of forms have the styles
    /// of the query.
    pub fn styles(self) -> &'static [ParameterStyle] {
        match self {
            Self::Path => &[
                ParameterStyle::Simple,
                ParameterStyle::Label,
                ParameterStyle::Matrix,
            ],
            Self::Query => &[
                ParameterStyle::Form,
                ParameterStyle::SpaceDelimited,
                ParameterStyle::PipeDelimited,
                ParameterStyle::DeepObject,
            ],
            Self::Header | Self::Part => &[ParameterStyle::Simple],
            Self::Querystring => &[ParameterStyle::Form],
            Self::Cookie => &[ParameterStyle::Form, ParameterStyle::Cookie],
        }
    }

    /// Returns the styles that only descriptions of Swagger 2.0 have in this location, by their
    /// `collectionFormat`.
    pub fn styles_of_swagger(self) -> &'static [ParameterStyle] {
        match self {
            Self::Path | Self::Header => &[
                ParameterStyle::SpaceDelimited,
                ParameterStyle::PipeDelimited,
                ParameterStyle::TabDelimited,
            ],
            Self::Query => &[ParameterStyle::TabDelimited],
            Self::Part | Self::Querystring | Self::Cookie => &[],
        }
    }

    /// Returns the style of parameters at this location if none is described.
    pub fn default_style(self) -> ParameterStyle {
        match self {
            Self::Path | Self::Header | Self::Part => ParameterStyle::Simple,
            Self::Query | Self::Querystring | Self::Cookie => ParameterStyle::Form,
        }
    }
}

impl std::fmt::Display for ParameterLocation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Part => "a header of a part",
            Self::Querystring => "the query string",
            other => other.as_str(),
        })
    }
}

/// A parameter of an operation.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Name on the wire.
    pub wire: String,
    /// Rust name of the argument or setter, snake case.
    pub rust: String,
    /// The part of the request that has the parameter.
    pub location: ParameterLocation,
    /// The part of a multipart body that has this header.
    pub part: Option<PartKey>,
    /// The schema of the value.
    pub schema: Schema,
    /// `required`.
    pub required: bool,
    /// How it is serialized.
    pub style: ParameterStyle,
    /// `explode`: whether items and properties are sent as separate values.
    pub explode: bool,
    /// `allowReserved`: whether reserved characters are not percent-encoded.
    pub allow_reserved: bool,
    /// Whether a value in the path may be empty.
    pub may_be_empty: bool,
    /// How properties of a form that is the whole query are encoded, if the description states it.
    pub encodings: Vec<Encoding>,
    /// `deprecated`.
    pub deprecated: bool,
    /// Docs of the description, as written.
    pub docs: Option<String>,
    /// The description of its schema, unless the schema is a type with separate docs.
    pub schema_docs: Option<String>,
    /// An example, for documentation only.
    pub example: Option<serde_json::Value>,
    /// The location in the description.
    pub origin: Origin,
}

impl Parameter {
    /// Returns the docs of the parameter, or else the docs of its schema.
    pub fn prose(&self) -> Option<&str> {
        self.docs
            .as_deref()
            .filter(|docs| !docs.trim().is_empty())
            .or(self.schema_docs.as_deref())
    }

    /// Returns the name that is unique within the location: for a header of a part, it includes the
    /// name of the part.
    pub fn key(&self) -> Cow<'_, str> {
        match &self.part {
            Some(part) => Cow::Owned(format!("{part}/{}", self.wire)),
            None => Cow::Borrowed(&self.wire),
        }
    }
}

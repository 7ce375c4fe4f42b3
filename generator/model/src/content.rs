//! Bodies: how content of a media type is encoded and decoded.

use super::{Header, ParameterStyle, PartKey, Schema, Xml};
use diag::Origin;
use media_type::{media_type_essence, media_type_parameter};

/// A body in one media type.
#[derive(Clone, Debug)]
pub struct Content {
    /// Media type, as written.
    pub media_type: String,
    /// How content is encoded and decoded.
    pub codec: Codec,
    /// The schema, if the content has one.
    pub schema: Option<Schema>,
    /// Whether the schema is that of the `data` of each event, taken from an `itemSchema` that
    /// describes whole events.
    pub is_event_data: bool,
    /// Whether a response is a stream of lines with `{"result": …}` or `{"error": …}`; the schema
    /// is that of `result`.
    pub is_result_stream: bool,
    /// Whether a response is a stream of lines with `{"type": …, "object": …}`; the schema is that
    /// of `object`.
    pub is_watch: bool,
    /// How the parts of a multipart response are read, if the schema is an array whose items are
    /// the parts.
    pub parts: Option<Parts>,
    /// How properties of a form or multipart body are encoded, if the description states it.
    pub encodings: Vec<Encoding>,
    /// Documented payloads.
    pub examples: Vec<Example>,
    /// The location in the description.
    pub origin: Origin,
}

impl Content {
    /// Returns a content with JSON values of a schema, without examples.
    pub fn json(media_type: &str, schema: Option<Schema>, origin: Origin) -> Self {
        Self {
            media_type: media_type.to_owned(),
            codec: Codec::Json,
            schema,
            is_event_data: false,
            is_result_stream: false,
            is_watch: false,
            parts: None,
            encodings: Vec::new(),
            examples: Vec::new(),
            origin,
        }
    }

    /// Returns how the JSON values in a body are separated, if it is a sequence.
    pub fn framing(&self) -> Option<Framing> {
        if self.codec != Codec::Json {
            return None;
        }
        Framing::of(&self.media_type)
    }

    /// Returns how the items of a response are separated, if it is a stream.
    pub fn stream_framing(&self) -> Option<Framing> {
        if self.parts.is_some() {
            return Some(Framing::Parts);
        }
        if self.is_result_stream {
            return Some(Framing::Results);
        }
        Framing::of(&self.media_type)
    }

    /// Returns the headers that the parts of a multipart response may have.
    pub fn part_headers(&self) -> &[Header] {
        self.parts.as_ref().map_or(&[], |parts| &parts.headers)
    }
}

/// The parts of a multipart response.
#[derive(Clone, Debug)]
pub struct Parts {
    /// Whether their content is passed as bytes, instead of as items of the schema.
    pub are_bytes: bool,
    /// Whether the schema describes each of them by its position.
    pub have_positions: bool,
    /// The headers that they may have.
    pub headers: Vec<Header>,
}

/// How a property of a form or multipart body is encoded (`encoding`), or an item of an array
/// (`prefixEncoding`, `itemEncoding`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// The property or items.
    pub part: PartKey,
    /// How its values are encoded.
    pub format: EncodingFormat,
    /// Default headers of its parts; a file has none, because callers set its headers on the file.
    pub headers: Vec<(String, String)>,
    /// The location in the description.
    pub origin: Origin,
}

impl Encoding {
    /// Returns whether this is the default encoding, without headers.
    pub fn is_usual(&self) -> bool {
        self.format == EncodingFormat::Usual && self.headers.is_empty()
    }

    /// Returns whether a value is written as XML.
    pub fn uses_xml(&self) -> bool {
        match &self.format {
            EncodingFormat::Xml { .. } => true,
            EncodingFormat::Nested(body) => body.encodings.iter().any(Self::uses_xml),
            _ => false,
        }
    }
}

/// How values of a property of a form or multipart body are encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EncodingFormat {
    /// The default encoding.
    Usual,
    /// Like a query parameter.
    Style {
        /// `style`.
        style: ParameterStyle,
        /// `explode`.
        explode: bool,
        /// `allowReserved`.
        allow_reserved: bool,
    },
    /// As a value of a media type (`contentType`).
    MediaType(String),
    /// As XML.
    Xml {
        /// `contentType`.
        media_type: String,
        /// How a value is written in XML, or an item if the property is an array.
        part: XmlPart,
    },
    /// As a form or multipart body inside of the part.
    Nested(NestedBody),
}

/// A part of a multipart body that is a form or multipart body itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NestedBody {
    /// `contentType`.
    pub media_type: String,
    /// [`Codec::Form`] or [`Codec::Multipart`].
    pub codec: Codec,
    /// Whether an array is one body; otherwise, each of its items is a body.
    pub is_whole: bool,
    /// How its properties or items are encoded.
    pub encodings: Vec<Encoding>,
}

impl NestedBody {
    /// Returns the schema of one nested body; `part` is the schema of the property.
    pub fn schema<'s>(&self, part: &'s Schema) -> &'s Schema {
        if self.is_whole { part } else { part.item() }
    }
}

/// A part of a body that is XML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlPart {
    /// The outermost element.
    pub root: Xml,
    /// The element of each item, if the value is an array.
    pub items: Option<Xml>,
}

/// How content is encoded and decoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// `application/json` and `+json`; `text/plain` if the value is a number or boolean.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// `multipart/form-data`.
    Multipart,
    /// `application/xml`, `text/xml` and `+xml`, if the value is an object or array.
    Xml,
    /// `text/*`.
    Text,
    /// Everything else: raw bytes.
    Bytes,
}

/// A documented payload.
#[derive(Clone, Debug)]
pub struct Example {
    /// Name in `examples`, or `example`.
    pub name: String,
    /// The payload.
    pub value: serde_json::Value,
    /// The location in the description.
    pub origin: Origin,
}

/// How the items of a stream are separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Framing {
    /// Server-sent events; the schema describes their data.
    EventData,
    /// Server-sent events; the schema describes an object with `event`, `data` and `id`.
    EventObjects,
    /// JSON on each line.
    Lines,
    /// An object on each line, with an item as its `result`, or with an `error` that ends the
    /// stream (gRPC-Gateway).
    Results,
    /// `application/json-seq`.
    Records,
    /// The parts of `multipart/mixed` or another multipart type.
    Parts,
}

impl Framing {
    /// Returns the framing of a media type, if it is a stream.
    pub fn of(media_type: &str) -> Option<Self> {
        let essence = media_type_essence(media_type);
        Some(match essence.as_str() {
            // Kubernetes: `application/json;stream=watch`.
            "application/json" if media_type_parameter(media_type, "stream").is_some() => {
                Self::Lines
            }
            "text/event-stream" => Self::EventData,
            "application/x-ndjson"
            | "application/ndjson"
            | "application/jsonl"
            | "application/x-jsonl"
            | "application/jsonlines"
            | "application/x-jsonlines"
            | "application/stream+json"
            | "application/json-lines"
            | "text/x-ndjson" => Self::Lines,
            "application/json-seq" => Self::Records,
            // RFC 8091.
            _ if essence.ends_with("+json-seq") => Self::Records,
            _ => return None,
        })
    }
}

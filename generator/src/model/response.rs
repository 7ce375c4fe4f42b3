//! Responses, and the outputs of methods.

use super::{Content, Schema, Status};
use crate::diag::Origin;

/// A response of an operation.
#[derive(Clone, Debug)]
pub struct Response {
    /// Its status codes.
    pub status: Status,
    /// Whether it is a success, or a redirect if no success is described.
    pub is_success: bool,
    /// Its forms, one for each media type.
    pub contents: Vec<Content>,
    /// Headers that it may have.
    pub headers: Vec<Header>,
    /// Its links.
    pub links: Vec<ResponseLink>,
    /// Whether its JSON is in the envelope of the operation.
    pub enveloped: bool,
    /// Docs of the description, as written.
    pub docs: Option<String>,
    /// Its location.
    pub origin: Origin,
}

/// A link: an operation that uses values of the response.
#[derive(Clone, Debug)]
pub struct ResponseLink {
    /// Its name in the description.
    pub name: String,
    /// Index of the operation.
    pub operation: usize,
    /// Docs of the description, as written.
    pub docs: Option<String>,
}

/// A header of a response.
#[derive(Clone, Debug)]
pub struct Header {
    /// Name on the wire.
    pub wire: String,
    /// Its schema.
    pub schema: Schema,
    /// Whether every such response has it.
    pub required: bool,
    /// Whether it has `content` instead of a style.
    pub is_content: bool,
    /// Docs of the description, as written.
    pub docs: Option<String>,
}

/// The output of a method.
#[derive(Clone, Debug)]
pub enum Output {
    /// Nothing: no success has content.
    Empty,
    /// The whole response: a success may have content, which the description lacks.
    Raw,
    /// A decoded value; with an envelope, the result in it. For a paginated list, this is the list.
    Json(Schema),
    /// A decoded value, in XML.
    Xml(Schema),
    /// Text.
    Text,
    /// Raw bytes.
    Bytes,
    /// Items, as they arrive.
    Stream(Stream),
    /// Different outputs by status code.
    Several(Several),
}

impl Output {
    /// The schemas of the decoded values.
    pub fn schemas(&self) -> Vec<&Schema> {
        match self {
            Self::Empty | Self::Raw | Self::Text | Self::Bytes => Vec::new(),
            Self::Json(schema) | Self::Xml(schema) => vec![schema],
            Self::Stream(stream) => vec![&stream.item],
            Self::Several(several) => several
                .outcomes
                .iter()
                .flat_map(|outcome| outcome.output.schemas())
                .collect(),
        }
    }

    /// The schemas of the values decoded from XML.
    pub fn in_xml(&self) -> Vec<&Schema> {
        match self {
            Self::Xml(schema) => vec![schema],
            Self::Several(several) => several
                .outcomes
                .iter()
                .flat_map(|outcome| outcome.output.in_xml())
                .collect(),
            _ => Vec::new(),
        }
    }
}

/// A form of a success with different content, which the method does not request.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// Media type, as written.
    pub media_type: String,
    /// Its output: JSON, text or bytes.
    pub output: Output,
}

/// A response that is read item by item.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Media type, as written.
    pub media_type: String,
    /// How items are separated.
    pub framing: Framing,
    /// The schema of an item.
    pub item: Schema,
    /// The property of the JSON body, or the query parameter, that requests the stream.
    pub switch: Option<String>,
}

/// How the items of a stream are separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events; the schema describes their data.
    EventData,
    /// Server-sent events; the schema describes an object with `event`, `data` and `id`.
    EventObjects,
    /// JSON on each line.
    Lines,
    /// `application/json-seq`.
    Records,
}

/// A media type without its parameters, in lower case.
pub(crate) fn media_type_essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

pub(crate) fn media_type_parameter<'m>(media_type: &'m str, name: &str) -> Option<&'m str> {
    let mut parameters = media_type
        .split(';')
        .skip(1)
        .filter_map(|parameter| parameter.split_once('='));
    parameters
        .find(|(known, _)| known.trim().eq_ignore_ascii_case(name))
        .map(|(_, value)| value.trim())
}

impl Framing {
    /// The framing of a media type, if it is a stream.
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

/// Successes whose output depends on the status code.
#[derive(Clone, Debug)]
pub struct Several {
    /// Rust name of the enum, upper camel case, unique in the crate.
    pub name: String,
    /// The output of each status, single status codes before ranges.
    pub outcomes: Vec<SuccessVariant>,
}

/// One of several successes.
#[derive(Clone, Debug)]
pub struct SuccessVariant {
    /// Its status codes.
    pub status: Status,
    /// Rust name of the variant, upper camel case.
    pub rust: String,
    /// Its output: never a stream or [`Output::Several`].
    pub output: Output,
    /// Whether its JSON is in the envelope of the operation.
    pub enveloped: bool,
    /// Docs of the description, as written.
    pub docs: Option<String>,
}

/// A request that the API sends to its users: a webhook, or a callback of an operation.
#[derive(Clone, Debug)]
pub struct WebhookRequest {
    /// Its name in the description.
    pub name: String,
    /// HTTP method, upper case.
    pub method: String,
    /// `operationId` of its operation, if it is a callback.
    pub operation: Option<String>,
    /// The runtime expression of the URL of a callback.
    pub expression: Option<String>,
    /// The forms of its body.
    pub contents: Vec<Content>,
    /// The responses that users may send.
    pub answers: Vec<Answer>,
    /// Docs of the description, as written.
    pub docs: Option<String>,
    /// Its location.
    pub origin: Origin,
}

/// A response to a webhook request.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status; `None` if the key is not a valid status.
    pub status: Option<Status>,
    /// The forms of its body.
    pub contents: Vec<Content>,
}

impl WebhookRequest {
    /// The forms of the bodies of all responses.
    pub fn responses(&self) -> impl Iterator<Item = &Content> + Clone {
        self.answers.iter().flat_map(|answer| &answer.contents)
    }

    /// The statuses of all responses.
    pub fn statuses(&self) -> impl Iterator<Item = Status> {
        self.answers.iter().filter_map(|answer| answer.status)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn streams_by_media_type() {
        for (media_type, framing) in [
            ("text/event-stream", Some(Framing::EventData)),
            ("Text/Event-Stream; charset=utf-8", Some(Framing::EventData)),
            ("application/x-ndjson", Some(Framing::Lines)),
            ("application/stream+json", Some(Framing::Lines)),
            ("application/json-seq", Some(Framing::Records)),
            ("application/json", None),
            ("application/json;stream=watch", Some(Framing::Lines)),
            ("application/json; charset=utf-8", None),
            ("", None),
        ] {
            assert_eq!(Framing::of(media_type), framing, "{media_type}");
        }
    }
}

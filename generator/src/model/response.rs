//! Responses: what may come back, and what a method makes of it.

use super::{Content, Schema, Status};
use crate::diag::Origin;

/// What may come back.
#[derive(Clone, Debug)]
pub struct Response {
    /// For which statuses.
    pub status: Status,
    /// Whether it is what the operation is called for: a success, or a redirect where no success is described.
    pub is_success: bool,
    /// The forms it may have.
    pub contents: Vec<Content>,
    /// Headers that it may have.
    pub headers: Vec<Header>,
    /// Operations that take values of it.
    pub links: Vec<Link>,
    /// Whether the operation's envelope is around its JSON.
    pub enveloped: bool,
    /// Prose of the description, as written.
    pub docs: Option<String>,
    /// Its location.
    pub origin: Origin,
}

/// An operation that takes values of a response.
#[derive(Clone, Debug)]
pub struct Link {
    /// Its name in the description.
    pub name: String,
    /// Index of the operation.
    pub operation: usize,
    /// Prose of the description, as written.
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
    /// Whether `content` describes its text, so that it has no style.
    pub is_content: bool,
    /// Prose of the description, as written.
    pub docs: Option<String>,
}

/// What a method returns.
#[derive(Clone, Debug)]
pub enum Output {
    /// Nothing: no success response has content.
    Empty,
    /// A decoded value; with an envelope the part inside it. For a paged list this is the list.
    Json(Schema),
    /// A decoded value, in XML.
    Xml(Schema),
    /// Text.
    Text,
    /// Raw bytes.
    Bytes,
    /// Items, as they arrive.
    Stream(Stream),
    /// What the status says.
    Several(Several),
}

impl Output {
    /// The schemas of what is decoded.
    pub fn schemas(&self) -> Vec<&Schema> {
        match self {
            Self::Empty | Self::Text | Self::Bytes => Vec::new(),
            Self::Json(schema) | Self::Xml(schema) => vec![schema],
            Self::Stream(stream) => vec![&stream.item],
            Self::Several(several) => several.outcomes.iter().flat_map(|outcome| outcome.output.schemas()).collect(),
        }
    }

    /// The schemas of what is decoded from XML.
    pub fn in_xml(&self) -> Vec<&Schema> {
        match self {
            Self::Xml(schema) => vec![schema],
            Self::Several(several) => several.outcomes.iter().flat_map(|outcome| outcome.output.in_xml()).collect(),
            _ => Vec::new(),
        }
    }
}

/// A success in a media type that the method does not ask for, since it looks different there.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// Media type, as written.
    pub media_type: String,
    /// What is read there: JSON, text or bytes.
    pub output: Output,
}

/// A response that is read item by item.
#[derive(Clone, Debug)]
pub struct Stream {
    /// Media type, as written.
    pub media_type: String,
    /// How items are separated.
    pub framing: Framing,
    /// An item.
    pub item: Schema,
    /// The property of the JSON body, or the query parameter, that requests it.
    pub switch: Option<String>,
}

/// How the items of a stream are separated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Server-sent events; the schema is that of their data.
    EventData,
    /// Server-sent events; the schema is that of an object with `event`, `data` and `id`.
    EventObjects,
    /// JSON on each line.
    Lines,
    /// `application/json-seq`.
    Records,
}

/// A media type without its parameters, in lower case.
pub(crate) fn essence(media_type: &str) -> String {
    media_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase()
}

/// The value of a parameter of a media type.
pub(crate) fn media_type_parameter<'m>(media_type: &'m str, name: &str) -> Option<&'m str> {
    let mut parameters = media_type.split(';').skip(1).filter_map(|parameter| parameter.split_once('='));
    parameters.find(|(known, _)| known.trim().eq_ignore_ascii_case(name)).map(|(_, value)| value.trim())
}

impl Framing {
    /// How a media type is read item by item, if it is.
    pub fn of(media_type: &str) -> Option<Self> {
        let essence = essence(media_type);
        Some(match essence.as_str() {
            // Kubernetes: `application/json;stream=watch`.
            "application/json" if media_type_parameter(media_type, "stream").is_some() => Self::Lines,
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
            "application/json-seq" | "application/geo+json-seq" => Self::Records,
            _ => return None,
        })
    }
}

/// Successes that differ by their status.
#[derive(Clone, Debug)]
pub struct Several {
    /// Rust name of the enum, upper camel case, unique in the crate.
    pub name: String,
    /// What each status means, single statuses before ranges.
    pub outcomes: Vec<Outcome>,
}

/// One of several successes.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// For which statuses.
    pub status: Status,
    /// Rust name of the variant, upper camel case.
    pub rust: String,
    /// What is decoded: never a stream, nor several things in turn.
    pub output: Output,
    /// Whether the operation's envelope is around its JSON.
    pub enveloped: bool,
    /// Prose of the description, as written.
    pub docs: Option<String>,
}

/// A request that the API sends to its users: a webhook, or a callback of an operation.
#[derive(Clone, Debug)]
pub struct WebhookRequest {
    /// Its name in the description.
    pub name: String,
    /// HTTP method, upper case.
    pub method: String,
    /// `operationId` of the operation that it is a callback of.
    pub operation: Option<String>,
    /// Where a callback is sent, as an expression of the description.
    pub expression: Option<String>,
    /// The forms that its body may have.
    pub contents: Vec<Content>,
    /// What it may be answered with.
    pub answers: Vec<Answer>,
    /// Prose of the description, as written.
    pub docs: Option<String>,
    /// Its location.
    pub origin: Origin,
}

/// What users may answer a request of the API with.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status; `None` where the description has something that is none.
    pub status: Option<Status>,
    /// The forms that its body may have.
    pub contents: Vec<Content>,
}

impl WebhookRequest {
    /// The forms of the bodies of all answers.
    pub fn responses(&self) -> impl Iterator<Item = &Content> + Clone {
        self.answers.iter().flat_map(|answer| &answer.contents)
    }

    /// The statuses that it may be answered with.
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

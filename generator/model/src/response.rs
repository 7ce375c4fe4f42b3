//! Responses, and the outputs of methods.

use super::{Content, Framing, Header, HttpMethod, Schema};
use diag::Origin;

/// A response of an operation.
#[derive(Clone, Debug)]
pub struct Response {
    /// The status codes.
    pub status: Status,
    /// Whether the response is a success; a redirect counts as one if no success is described.
    pub is_success: bool,
    /// The contents, one for each media type.
    pub contents: Vec<Content>,
    /// The headers that the response may have.
    pub headers: Vec<Header>,
    /// The links of the response.
    pub links: Vec<ResponseLink>,
    /// Whether the JSON is wrapped in the envelope of the operation.
    pub enveloped: bool,
    /// Docs of the description, as written.
    pub docs: Option<String>,
    /// The location in the description.
    pub origin: Origin,
}

/// A link: an operation that uses values of the response.
#[derive(Clone, Debug)]
pub struct ResponseLink {
    /// The name in the description.
    pub name: String,
    /// Index of the operation.
    pub operation: usize,
    /// Docs of the description, as written.
    pub docs: Option<String>,
}

/// The output of a method.
#[derive(Clone, Debug, Default)]
pub enum Output {
    /// Nothing: no success response has content.
    #[default]
    Empty,
    /// The whole response: success responses may have content that the description does not
    /// mention.
    Raw,
    /// A decoded value: inside an envelope, it is the result; for a paginated list, it is the list.
    Json(Schema),
    /// A value decoded from XML.
    Xml(Schema),
    /// Text.
    Text,
    /// Raw bytes.
    Bytes,
    /// Items, one at a time as they arrive.
    Stream(Stream),
    /// Different outputs by status code.
    Several(Several),
}

impl Output {
    /// Returns the schemas of the decoded values.
    pub fn schemas(&self) -> Vec<&Schema> {
        match self {
            Self::Empty | Self::Raw | Self::Text | Self::Bytes => Vec::new(),
            Self::Json(schema) | Self::Xml(schema) => vec![schema],
            Self::Stream(stream) => stream.schemas().collect(),
            Self::Several(several) => several
                .outcomes
                .iter()
                .flat_map(|outcome| outcome.output.schemas())
                .collect(),
        }
    }

    /// Returns the schemas of the values decoded from XML.
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

/// Content of a success response that the method does not request, and that has another schema.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// Media type, as written.
    pub media_type: String,
    /// The output: JSON, text or bytes.
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
    /// The schema of all items, if they are parts that it describes by their positions.
    pub positions: Option<Schema>,
    /// The headers that items may have, if they are the parts of a multipart response.
    pub part_headers: Vec<Header>,
    /// The property of the JSON body, or the query parameter, that requests the stream.
    pub switch: Option<String>,
    /// The schema of an error, if the items are in the events of a watch.
    pub watch_error: Option<Schema>,
}

impl Stream {
    /// Returns the schemas of the items and of errors.
    pub fn schemas(&self) -> impl Iterator<Item = &Schema> {
        std::iter::once(&self.item).chain(&self.watch_error)
    }
}

/// Success responses whose output depends on the status code.
#[derive(Clone, Debug)]
pub struct Several {
    /// Rust name of the enum, upper camel case, unique in the crate.
    pub name: String,
    /// The output of each status, single status codes before ranges.
    pub outcomes: Vec<SuccessVariant>,
}

/// One of several success responses.
#[derive(Clone, Debug)]
pub struct SuccessVariant {
    /// The status codes.
    pub status: Status,
    /// Rust name of the variant, upper camel case.
    pub rust: String,
    /// The output of these responses: never a stream or [`Output::Several`].
    pub output: Output,
    /// Whether the JSON is wrapped in the envelope of the operation.
    pub enveloped: bool,
    /// Docs of the description, as written.
    pub docs: Option<String>,
}

/// A request that the API sends to its users: a webhook, or a callback of an operation.
#[derive(Clone, Debug)]
pub struct WebhookRequest {
    /// The name in the description.
    pub name: String,
    /// The HTTP method.
    pub method: HttpMethod,
    /// `operationId` of its operation, if it is a callback.
    pub operation: Option<String>,
    /// The runtime expression of the URL of a callback.
    pub expression: Option<String>,
    /// The contents of the body.
    pub contents: Vec<Content>,
    /// The responses that users may send.
    pub answers: Vec<Answer>,
    /// Docs of the description, as written.
    pub docs: Option<String>,
    /// The location in the description.
    pub origin: Origin,
}

/// A response to a webhook request.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status of the response; `None` if the key is not a valid status.
    pub status: Option<Status>,
    /// The contents of the body.
    pub contents: Vec<Content>,
}

impl WebhookRequest {
    /// Returns the contents of all responses.
    pub fn responses(&self) -> impl Iterator<Item = &Content> + Clone {
        self.answers.iter().flat_map(|answer| &answer.contents)
    }

    /// Returns the statuses of all responses.
    pub fn statuses(&self) -> impl Iterator<Item = Status> {
        self.answers.iter().filter_map(|answer| answer.status)
    }
}

/// The status codes of a response.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// One status code.
    Code(u16),
    /// `1XX` to `5XX`.
    Range(u8),
    /// All other status codes.
    Default,
}

impl Status {
    /// Parses a key of `responses`: `200`, `2XX`, `default`.
    pub fn of(key: &str) -> Option<Self> {
        let class = key
            .chars()
            .next()
            .and_then(|class| class.to_digit(10))
            .and_then(|class| u8::try_from(class).ok());
        match (key, class) {
            ("default", _) => Some(Self::Default),
            (_, Some(class @ 1..=5))
                if key.len() == 3 && key.to_ascii_uppercase().ends_with("XX") =>
            {
                Some(Self::Range(class))
            }
            _ => key
                .parse()
                .ok()
                .filter(|code| (100..=599).contains(code))
                .map(Self::Code),
        }
    }

    /// Returns whether this is a success.
    pub fn is_success(self) -> bool {
        matches!(self, Self::Code(200..=299) | Self::Range(2))
    }

    /// Returns whether HTTP allows content in a response with this status.
    pub fn may_have_content(self) -> bool {
        !matches!(self, Self::Code(204 | 205 | 304))
    }

    /// Returns the redirect status codes in this status; none for `default`.
    pub fn redirects(self) -> impl Iterator<Item = u16> {
        [300, 301, 302, 303, 307, 308]
            .into_iter()
            .filter(move |code| self != Self::Default && self.includes(Self::Code(*code)))
    }

    /// Returns whether this status includes all status codes of `other`.
    pub fn includes(self, other: Self) -> bool {
        match (self, other) {
            (Self::Default, _) => true,
            (Self::Range(class), Self::Code(code)) => u16::from(class) == code / 100,
            (one, other) => one == other,
        }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Code(code) => write!(f, "{code}"),
            Self::Range(class) => write!(f, "{class}XX"),
            Self::Default => f.write_str("default"),
        }
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

//! The content of a response that a method reads, and its output.

use super::{Codec, Content, HttpMethod, Operation, Output, Response, Schema, TextFormat, Type};
use media_type::media_type_essence;

impl Operation {
    /// Returns the contents that a response may have.
    pub fn forms<'r>(&self, response: &'r Response) -> &'r [Content] {
        // HTTP allows no content here, even if the description has some.
        let is_bodiless = self.method == HttpMethod::Head || !response.status.may_have_content();
        if is_bodiless { &[] } else { &response.contents }
    }

    /// Returns the content of a success response that the method requests. If several contents have
    /// the same rank, specific media types come before ranges and `text/html`. Of the rest, the
    /// first by name is returned, since their order in the description has no meaning.
    pub fn asked_for<'r>(&self, response: &'r Response) -> Option<&'r Content> {
        let best = unframed_contents(self.forms(response))
            .min_by_key(|content| response_form_order(content))?;
        let mut forms = unframed_contents(self.forms(response));
        match best.output() {
            Output::Text => {}
            // Some frameworks cannot describe a file, and list JSON of any type in addition to its
            // media type.
            Output::Json(schema) if schema.ty == Type::Any => {
                let file = forms.find(|content| matches!(content.output(), Output::Bytes));
                return Some(file.unwrap_or(best));
            }
            _ => return Some(best),
        }
        // Servers that offer `text/plain` rarely send JSON strings with quotes; bytes offered
        // besides a JSON string are the actual content.
        let plain = forms.clone().find(|content| {
            media_type_essence(&content.media_type) == "text/plain"
                && matches!(content.output(), Output::Text)
        });
        Some(
            plain
                .or_else(|| {
                    forms.find(|content| {
                        best.codec == Codec::Json && matches!(content.output(), Output::Bytes)
                    })
                })
                .unwrap_or(best),
        )
    }

    /// Returns the responses that are not success responses.
    pub fn failures(&self) -> impl Iterator<Item = &Response> {
        self.responses
            .iter()
            .filter(|response| !response.is_success)
    }

    /// Returns the content of an error response, and its output: XML if the method requests XML.
    /// Streams are read as text.
    pub fn failure<'r>(&self, response: &'r Response) -> Option<(&'r Content, Output)> {
        let forms = self.forms(response);
        let asks_for_xml = self.asks_for_xml();
        let best = unframed_contents(forms).min_by_key(|content| {
            (
                asks_for_xml && content.codec != Codec::Xml,
                response_form_order(content),
            )
        });
        match best {
            Some(content) => Some((content, content.output())),
            None => forms.first().map(|content| (content, Output::Text)),
        }
    }

    fn asks_for_xml(&self) -> bool {
        let in_xml = self.returns.output.in_xml().len();
        in_xml > 0 && in_xml == self.returns.output.schemas().len()
    }
}

fn unframed_contents(contents: &[Content]) -> impl Iterator<Item = &Content> + Clone {
    contents
        .iter()
        .filter(|content| content.stream_framing().is_none())
}

fn response_form_order(content: &Content) -> (u8, bool, bool, &str) {
    let name = content.media_type.as_str();
    (
        response_form_rank(content),
        name.contains('*'),
        name.starts_with("text/html"),
        name,
    )
}

/// Returns the rank of a content: plain JSON before other JSON, then XML, then all others.
fn response_form_rank(content: &Content) -> u8 {
    match content.codec {
        Codec::Json if content.media_type.eq_ignore_ascii_case("application/json") => 0,
        Codec::Json if content.media_type != "*/*" => 1,
        Codec::Json => 2,
        Codec::Xml => 3,
        _ => 4,
    }
}

impl Content {
    /// Returns the output for this content.
    pub fn output(&self) -> Output {
        let ty = self.schema.as_ref().map(|schema| &schema.ty);
        match (self.codec, ty) {
            // The content is a file, whatever its media type.
            (_, Some(Type::Text(TextFormat::Binary))) => Output::Bytes,
            // If the media type is `*/*`, servers send strings without quotes.
            (Codec::Json, Some(Type::Text(_))) if self.media_type == "*/*" => Output::Text,
            // A string without a structure is often a whole document, which is sent without quotes.
            (Codec::Json, Some(Type::Text(TextFormat::Plain)))
                if !self.schema.as_ref().is_some_and(|schema| schema.nullable) =>
            {
                Output::Text
            }
            (Codec::Json, _) => Output::Json(match &self.schema {
                Some(schema) => schema.clone(),
                None => Schema::of(Type::Any, self.origin.clone()),
            }),
            (Codec::Xml, _) => self.schema.clone().map_or(Output::Text, Output::Xml),
            (Codec::Text, _) => Output::Text,
            _ if self.is_text() => Output::Text,
            _ => Output::Bytes,
        }
    }

    /// Returns whether the content is text, although its media type does not begin with `text/`.
    pub fn is_text(&self) -> bool {
        let essence = media_type_essence(&self.media_type);
        ["xml", "yaml", "javascript", "csv", "graphql"]
            .iter()
            .any(|end| {
                let before = essence.strip_suffix(end).unwrap_or_default();
                before.ends_with('+') || before.ends_with('/') || before.ends_with("/x-")
            })
    }
}

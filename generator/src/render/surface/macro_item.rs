//! What calls of runtime macros add to their types.

use crate::model::Framing;

/// What a call of a runtime macro adds to its type. If it names a type, that is the signature of the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MacroItem {
    /// Methods that request other media types.
    Alternatives,
    /// `Display` of an enum of integers.
    Display,
    /// `FromStr` of an enum of strings.
    FromStr,
    /// A method that returns the items of all pages.
    ItemsOfPages,
    /// The output of a request.
    Output(OutputForm),
    /// The setters that every request has, if one of them is renamed.
    Setters,
    /// A method that returns a stream instead of the output.
    Stream(Framing),
}

/// The form of the output of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum OutputForm {
    /// The bytes of the body.
    Bytes,
    /// A type that is read from JSON.
    Json,
    /// A page of a list.
    Page,
    /// An enum of several outcomes.
    Several,
    /// A stream.
    Stream(Framing),
    /// The text of the body.
    Text,
    /// A type that is read from XML.
    Xml,
}

impl MacroItem {
    /// Reads a call of the macro with this name, and returns the signature as well.
    pub(super) fn read(name: &str, arguments: &str) -> (Self, String) {
        let what = arguments.trim_start_matches("=>").trim();
        let also = what.strip_prefix("also ");
        let (item, signature) = match (name, also) {
            ("alternatives", _) => (Self::Alternatives, what),
            ("integer_enum", _) => (Self::Display, what),
            ("pages", Some(item)) => (Self::ItemsOfPages, item),
            ("pages", None) => (Self::Output(OutputForm::Page), what),
            ("request", _) => {
                let (form, signature) = read_output(what);
                (Self::Output(form), signature)
            }
            ("setters", _) => (Self::Setters, what),
            ("stream", Some(stream)) => {
                let (framing, signature) = read_stream(stream);
                (Self::Stream(framing), signature)
            }
            ("stream", None) => {
                let (framing, signature) = read_stream(what);
                (Self::Output(OutputForm::Stream(framing)), signature)
            }
            _ => (Self::FromStr, what),
        };
        (item, signature.to_owned())
    }
}

/// Reads the output of `request!`.
fn read_output(what: &str) -> (OutputForm, &str) {
    match what.split_once(' ') {
        None if what == "bytes" => (OutputForm::Bytes, ""),
        None if what == "text" => (OutputForm::Text, ""),
        Some(("several", ty)) => (OutputForm::Several, ty),
        Some(("xml", ty)) => (OutputForm::Xml, ty),
        _ => (OutputForm::Json, what),
    }
}

/// Reads the framing and the items of a stream: `events Token, Data`.
fn read_stream(what: &str) -> (Framing, &str) {
    let (framing, item) = what.split_once(' ').unwrap_or((what, ""));
    // The literals after the items are left out, but not their commas.
    let item = item.trim_end_matches(',').trim();
    match (framing, item.rsplit_once(", ")) {
        ("lines", _) => (Framing::Lines, item),
        ("records", _) => (Framing::Records, item),
        ("parts", _) => (Framing::Parts, item),
        (_, Some((item, "Event"))) => (Framing::EventObjects, item),
        (_, Some((item, _))) => (Framing::EventData, item),
        (_, None) => (Framing::EventData, item),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_of_macros_are_read() {
        use MacroItem::{ItemsOfPages, Output, Setters, Stream};
        for (name, arguments, item, signature) in [
            ("request", "=> Pet", Output(OutputForm::Json), "Pet"),
            ("request", "=> ()", Output(OutputForm::Json), "()"),
            ("request", "=> text", Output(OutputForm::Text), ""),
            ("request", "=> xml Pet", Output(OutputForm::Xml), "Pet"),
            (
                "request",
                "=> several Read",
                Output(OutputForm::Several),
                "Read",
            ),
            ("pages", "=> Pet", Output(OutputForm::Page), "Pet"),
            ("pages", "=> also Pet", ItemsOfPages, "Pet"),
            (
                "stream",
                "=> events Token, Data",
                Output(OutputForm::Stream(Framing::EventData)),
                "Token",
            ),
            (
                "stream",
                "=> lines Token",
                Output(OutputForm::Stream(Framing::Lines)),
                "Token",
            ),
            (
                "stream",
                "=> also events Token, Event,,",
                Stream(Framing::EventObjects),
                "Token",
            ),
            (
                "stream",
                "=> also parts Token,",
                Stream(Framing::Parts),
                "Token",
            ),
            ("setters", "=> extra timeout", Setters, "extra timeout"),
            ("alternatives", "", MacroItem::Alternatives, ""),
            ("integer_enum", "", MacroItem::Display, ""),
            ("text_enum", "", MacroItem::FromStr, ""),
        ] {
            let expected = (item, signature.to_owned());
            assert_eq!(
                MacroItem::read(name, arguments),
                expected,
                "{name} {arguments}"
            );
        }
    }
}

//! The items that calls of runtime macros add to their types.

use model::Framing;

/// An item that a call of a runtime macro adds to its type. If the call names another type, that type is the signature
/// of the item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum MacroItem {
    /// Methods that request other media types.
    Alternatives,
    /// `Display` of an enum of integers.
    Display,
    /// A method that returns the body of the response in chunks.
    Download,
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
    /// The whole response.
    Raw,
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
    /// Returns the item that a call of the macro `name` adds, and the signature of the item; `None` if the macro adds
    /// none of these items.
    pub(super) fn read(name: &str, arguments: &str) -> Option<(Self, String)> {
        let what = arguments.trim_start_matches("=>").trim();
        let also = what.strip_prefix("also ");
        let (item, signature) = match (name, also) {
            ("alternatives", _) => (Self::Alternatives, what),
            ("download", _) => (Self::Download, ""),
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
            ("text_enum", _) => (Self::FromStr, what),
            _ => return None,
        };
        Some((item, signature.to_owned()))
    }
}

/// Returns the traits that a macro for conversions implements, such as `From` an array. Collections that convert like
/// an array are not listed.
pub(super) fn conversions(name: &str, arguments: &str) -> Vec<String> {
    // The variant is no part of the conversion.
    let arguments = arguments.trim_start_matches(',').trim();
    let ty = arguments.split_once(',').map_or("", |(_, ty)| ty.trim());
    match (name, ty.strip_prefix("only ")) {
        ("from_entries", _) => vec![format!("From<[(impl Into<String>, impl Into<{ty}>); N]>")],
        ("from_items", Some(item)) => vec![format!("From<[{item}; N]>")],
        ("from_items", None) => vec![format!("From<[impl Into<{ty}>; N]>")],
        ("from_text", _) => {
            let owned = ty.strip_prefix("also ");
            let types = ["&str"].into_iter().chain(owned);
            types.map(|ty| format!("From<{ty}>")).collect()
        }
        ("from_texts", _) => vec!["From<Vec<&str>>".to_owned()],
        _ => Vec::new(),
    }
}

/// Reads the output of `request!`.
fn read_output(what: &str) -> (OutputForm, &str) {
    match what.split_once(' ') {
        None if what == "bytes" => (OutputForm::Bytes, ""),
        None if what == "raw" => (OutputForm::Raw, ""),
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
        ("results", _) => (Framing::Results, item),
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
            ("request", "=> raw", Output(OutputForm::Raw), ""),
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
            ("download", "", MacroItem::Download, ""),
        ] {
            let expected = Some((item, signature.to_owned()));
            assert_eq!(
                MacroItem::read(name, arguments),
                expected,
                "{name} {arguments}"
            );
        }
    }

    #[test]
    fn conversions_of_unions_are_traits() {
        for (name, arguments, expected) in [
            ("from_items", ", Pets, Pet", "From<[impl Into<Pet>; N]>"),
            ("from_items", ", Texts, only &str", "From<[&str; N]>"),
            ("from_texts", ", Texts", "From<Vec<&str>>"),
            ("from_text", ", Text", "From<&str>"),
            (
                "from_text",
                ", Text, also String",
                "From<&str> From<String>",
            ),
            (
                "from_entries",
                ", Map, Pet",
                "From<[(impl Into<String>, impl Into<Pet>); N]>",
            ),
            ("download", "", ""),
        ] {
            assert_eq!(conversions(name, arguments).join(" "), expected);
        }
    }
}

//! The items that calls of runtime macros add to their types.

use model::Framing;

/// An item that a call of a runtime macro adds to its type. If the call names another type, that
/// type is the signature of the item.
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
    /// The setters that every request has, if any is renamed.
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

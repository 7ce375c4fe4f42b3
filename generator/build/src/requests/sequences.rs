//! `itemSchema`, the schema of each item of a sequential media type; and the keys of encodings by
//! position.

use crate::context::BuildContext;
use crate::keywords::parts;
use crate::names::inline_types::SchemaUse;
use crate::schemas::conversion::Schemas;
use description::Node;
use description::keywords::UNION_KEYWORDS;
use description::raise::is_read_content;
use diag::{Diagnostic, Origin};
use media_type::media_type_essence;
use model::{Framing, PartKey, Schema, Type};

/// The content of a media type with `itemSchema`.
pub(crate) struct Sequence {
    /// The schema of the whole content: a list of items.
    pub(crate) schema: Schema,
    /// Whether the items are the data of events, instead of whole events.
    pub(crate) is_event_data: bool,
}

/// What the items of a stream of events are.
#[derive(Clone, Copy)]
pub(crate) enum EventForm {
    /// The data of events, as in responses: the stream has the other fields.
    Data,
    /// Whole events, as in requests.
    Object,
}

/// Reads `itemSchema` of a media type, if it has one; outside of sequential media types, the key
/// has no meaning.
///
/// The key is read in any version of OpenAPI, since frameworks write it into 3.1.
pub(crate) fn read_sequence<'d>(
    cx: &mut BuildContext<'d>,
    schemas: &mut Schemas<'d>,
    media_type: &str,
    content: &Node<'d>,
    events: EventForm,
    schema_use: &SchemaUse,
) -> Option<Sequence> {
    let framing = Framing::of(media_type);
    let item_origin = item_schema(framing, content)?.origin;
    let is_multipart = media_type_essence(media_type).starts_with("multipart/");
    if framing.is_none() && !is_multipart {
        let message = format!("`itemSchema` has no meaning for `{media_type}`");
        let warning = Diagnostic::warning("item-schema", message).at(&item_origin);
        let help = "use the media type of a sequence, such as `application/jsonl` or `text/event-stream`, or write `schema`";
        cx.loosen(warning.instead("it is ignored").help(help));
        return None;
    }
    let data = match (framing, events) {
        (Some(Framing::EventData | Framing::EventObjects), EventForm::Data) => {
            data_of_events(cx, &item_origin)
        }
        _ => None,
    };
    let item = schemas.read_schema(cx, data.as_ref().unwrap_or(&item_origin), schema_use);
    Some(Sequence {
        schema: Schema::of(Type::List(Box::new(item)), item_origin),
        is_event_data: data.is_some(),
    })
}

/// Returns the schema of each item: `itemSchema`, or the `items` of an array of
/// events, since OpenAPI 3.2 treats the values of a sequential media type as an array.
pub(crate) fn item_schema<'d>(framing: Option<Framing>, content: &Node<'d>) -> Option<Node<'d>> {
    let schema = content.member("itemSchema");
    if framing == Some(Framing::EventData) && schema.is_none() {
        return content.member("schema")?.member("items");
    }
    schema
}

/// Returns the schema for the data of events, if all events have the same. If `raise` has made
/// `data` refer to the schema of the JSON in it, returns that schema.
fn data_of_events(cx: &mut BuildContext<'_>, item: &Origin) -> Option<Origin> {
    let parts = parts::flatten_schemas(cx, std::slice::from_ref(item));
    let mut data = None;
    for part in &parts {
        let has_members = UNION_KEYWORDS
            .iter()
            .any(|list| cx.document.value(&part.origin.child(list)).is_some());
        if has_members {
            return None;
        }
        let origin = part.origin.child("properties").child("data");
        if is_read_content(cx.document, &origin) {
            return Some(origin.child("contentSchema"));
        }
        if cx.document.value(&origin).is_some() {
            data = data.or(Some(origin));
        }
    }
    data
}

/// The keys for encodings by position, instead of by name.
pub(crate) const POSITIONS: [&str; 2] = ["prefixEncoding", "itemEncoding"];

/// Returns the locations of encodings by position, for at least `count` positions.
pub(crate) fn encodings_by_position(
    cx: &BuildContext<'_>,
    content: &Origin,
    count: usize,
) -> Vec<(PartKey, Origin)> {
    let [prefix, items] = POSITIONS.map(|key| content.child(key));
    let prefixes: Vec<Origin> = cx.document.items(&prefix).collect();
    let positions = 0..prefixes.len().max(count);
    let mut encodings: Vec<(PartKey, Origin)> = positions
        .map(|index| {
            let origin = prefixes.get(index).unwrap_or(&items);
            (PartKey::Position(index), origin.clone())
        })
        .collect();
    encodings.push((PartKey::Rest, items));
    encodings
}

/// Returns the locations of the encodings of all parts of a body: those by name, and those by
/// position.
pub(crate) fn encodings_of_parts(
    cx: &BuildContext<'_>,
    content: &Origin,
    count: usize,
) -> Vec<(PartKey, Origin)> {
    let named = content.child("encoding");
    let mut encodings: Vec<(PartKey, Origin)> = cx
        .keys(&named)
        .map(|name| (PartKey::Named(name.clone()), named.child(name)))
        .collect();
    encodings.extend(encodings_by_position(cx, content, count));
    encodings
}

/// Returns whether a media type has encodings of parts by position.
pub(crate) fn has_positions(cx: &BuildContext<'_>, content: &Origin) -> bool {
    let content = cx.document.node(content);
    content.is_some_and(|content| POSITIONS.iter().any(|key| content.value.get(key).is_some()))
}

/// Reports encodings by position in a body whose parts have names, or that has no parts.
pub(crate) fn warn_about_positions(cx: &mut BuildContext<'_>, content: &Origin) {
    for key in POSITIONS {
        let origin = content.child(key);
        if cx.document.value(&origin).is_some() {
            let message =
                format!("`{key}` encodes items of an array, but no array is sent in parts here");
            let warning = Diagnostic::warning("encoding-without-property", message).at(&origin);
            let help = "name the parts in `encoding`, or describe an array in `multipart/mixed`";
            cx.warn(warning.instead("it is ignored").help(help));
        }
    }
}

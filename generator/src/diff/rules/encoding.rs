//! Encodings of forms and multipart bodies (`encoding`), and headers and media types of parts.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::prelude::*;
use crate::build::{index_of_part, ordinal_of_position};
use crate::diag::Origin;
use crate::diff::media;
use crate::model::{
    Api, Content, Encoding, EncodingFormat, Operation, ParameterLocation, ParameterStyle, Schema,
    media_type_essence,
};
use crate::source::has_required_flag;

/// Headers by part and lowercase name: the name as written, and whether the header is required.
type Headers<'d> = BTreeMap<(String, String), (&'d str, bool)>;

type PartMediaTypes = BTreeMap<String, BTreeSet<String>>;

pub(super) const RULES: &[Rule] = &[
    Rule::new("encoding-changed")
        .what(
            "The encoding of properties or parts of a form or multipart body changed (`encoding`, \
             `prefixEncoding`, `itemEncoding`), or a constant header of a part.",
        )
        .wire("Risky: the server may read other values.")
        .help(CHECK_SERVER)
        .content(encoding_changed),
    Rule::new("part-headers-changed")
        .what("In a multipart body, headers that programs set for a file changed.")
        .wire("Breaking if one is required now. Risky if one was removed, otherwise compatible.")
        .rust("Patch: only documentation changes.")
        .help("Accept parts without the header for a while.")
        .content(part_headers_changed),
    Rule::new("part-media-types-changed")
        .what("The media types of a part of a multipart body changed (`contentType`).")
        .wire(
            "Breaking in requests if one was removed, and in responses if one was added; otherwise \
             compatible.",
        )
        .help("Accept the old media types for a while.")
        .content(part_media_types_changed),
];

/// A form or multipart body, or a form that is the whole query.
#[derive(Clone, Copy)]
pub(super) struct EncodedValue<'a> {
    pub(super) schema: Option<&'a Schema>,
    pub(super) is_multipart: bool,
    pub(super) encodings: &'a [Encoding],
}

impl<'a> EncodedValue<'a> {
    fn of(content: &'a Content) -> Self {
        let media_type = content.media_type.to_ascii_lowercase();
        Self {
            schema: content.schema.as_ref(),
            is_multipart: media_type.starts_with("multipart/"),
            encodings: &content.encodings,
        }
    }
}

fn encoding_changed(it: &Both<'_, Content>) -> Option<DetectedChange> {
    let Sides { old, new } =
        it.in_models(|api, content| explicit_encodings(api, EncodedValue::of(content)))?;
    if old != new {
        let changed = old.symmetric_difference(&new).map(|(part, _)| part);
        let message = format!("the encoding of {} changed", encoded_in_words(changed));
        return Some(DetectedChange::new(Risky, message).changes_behaviour());
    }
    if let Some(message) = changed_constant_headers(&it.in_models(constant_headers)?) {
        return Some(DetectedChange::new(Risky, message).changes_behaviour());
    }
    // Clients send the same requests as before, so neither behaviour nor items of the crate change.
    let message = changed_ranges(it)?;
    Some(DetectedChange::new(Risky, message).without_items())
}

/// Names the changed parts, if all of them are identified by position; otherwise returns `properties of the body`.
fn encoded_in_words<'p>(parts: impl Iterator<Item = &'p String>) -> String {
    let parts: BTreeSet<&String> = parts.collect();
    if parts.iter().all(|part| part.starts_with('[')) {
        let parts: Vec<String> = parts.into_iter().map(|part| part_in_words(part)).collect();
        parts.join(" and ")
    } else {
        "properties of the body".to_owned()
    }
}

/// Names a part: `[0]` is the first part, and `[]` is every part without an encoding of its own.
fn part_in_words(part: &str) -> String {
    if let Some((around, position)) = part.rsplit_once("/[") {
        let position = part_in_words(&format!("[{position}"));
        return format!("{position} in {}", part_in_words(around));
    }
    if part == "[]" {
        return "the parts".to_owned();
    }
    match index_of_part(part).map(ordinal_of_position) {
        Some(Some(ordinal)) => format!("the {ordinal} part"),
        _ => format!("the part `{part}`"),
    }
}

/// Returns a message about each part of a request whose media types changed, if one version lets clients choose
/// (`image/*`, or a list), and the other version states no media type or another range.
fn changed_ranges(it: &Both<'_, Content>) -> Option<String> {
    if !it.is_request() {
        return None;
    }
    let Sides { old, new } = it.in_texts(part_media_types)?;
    let none = BTreeSet::new();
    let parts: BTreeSet<&String> = old.keys().chain(new.keys()).collect();
    let changed = parts.into_iter().filter_map(|part| {
        let (before, after) = (
            old.get(part).unwrap_or(&none),
            new.get(part).unwrap_or(&none),
        );
        // If both versions list media types, another rule compares the lists.
        let are_lists =
            !before.is_empty() && !after.is_empty() && before.len().max(after.len()) > 1;
        let is_choice = [before, after]
            .iter()
            .any(|listed| listed.len() > 1 || listed.iter().any(|name| name.ends_with("/*")));
        let is_part = it.in_models(|api, content| has_part(api, content, part))?;
        if before == after || are_lists || !is_choice || !is_part.old || !is_part.new {
            return None;
        }
        Some(format!(
            "the media type of {} changed from {} to {}",
            part_in_words(part),
            media_types_in_words(before),
            media_types_in_words(after)
        ))
    });
    let changed: Vec<String> = changed.collect();
    if changed.is_empty() {
        None
    } else {
        Some(changed.join(", "))
    }
}

fn has_part(api: &Api, content: &Content, part: &str) -> bool {
    part.starts_with('[') || node_of_part(api, content.schema.as_ref(), part).is_some()
}

fn media_types_in_words(listed: &BTreeSet<String>) -> String {
    if listed.is_empty() {
        "the default".to_owned()
    } else {
        names_as_code(listed).join(" or ")
    }
}

/// Returns the properties whose encoding differs from the default, each with its encoding as a text.
pub(super) fn explicit_encodings(api: &Api, value: EncodedValue<'_>) -> BTreeSet<(String, String)> {
    let explicit = value
        .encodings
        .iter()
        .filter(|one| !is_default_encoding(api, value, one));
    explicit
        .map(|one| (one.property.clone(), format_text(&one.format)))
        .collect()
}

/// Returns an encoding format as a text for comparison, without locations in the description.
fn format_text(format: &EncodingFormat) -> String {
    let EncodingFormat::Nested(body) = format else {
        return format!("{format:?}");
    };
    let parts = body.encodings.iter();
    let parts: BTreeSet<String> = parts
        .map(|one| format!("{}: {}", one.property, format_text(&one.format)))
        .collect();
    format!("{} {:?} {parts:?}", body.media_type, body.is_whole)
}

/// Headers that the client sends with parts, by part and lowercase name.
type ConstantHeaders = BTreeMap<(String, String), String>;

fn constant_headers(_: &Api, content: &Content) -> ConstantHeaders {
    let mut all = ConstantHeaders::new();
    add_constant_headers(&content.encodings, "", &mut all);
    all
}

fn add_constant_headers(encodings: &[Encoding], around: &str, all: &mut ConstantHeaders) {
    for encoding in encodings {
        let part = format!("{around}{}", encoding.property);
        for (name, value) in &encoding.headers {
            let key = (part.clone(), name.to_ascii_lowercase());
            all.insert(key, value.clone());
        }
        if let EncodingFormat::Nested(body) = &encoding.format {
            add_constant_headers(&body.encodings, &format!("{part}/"), all);
        }
    }
}

/// Returns a message about constant headers with other values. Another rule reports headers that only one version has.
fn changed_constant_headers(Sides { old, new }: &Sides<ConstantHeaders>) -> Option<String> {
    let changed: Vec<String> = new
        .iter()
        .filter_map(|(key, value)| {
            let (part, name) = key;
            let before = old.get(key).filter(|before| *before != value)?;
            Some(format!(
                "the header `{name}` of {} is `{value}` now, instead of `{before}`",
                part_in_words(part)
            ))
        })
        .collect();
    if changed.is_empty() {
        None
    } else {
        Some(changed.join(", "))
    }
}

/// Returns whether a property is encoded as it would be without an encoding.
fn is_default_encoding(api: &Api, value: EncodedValue<'_>, one: &Encoding) -> bool {
    match &one.format {
        // According to OpenAPI, values of forms are serialized like query parameters.
        EncodingFormat::Style {
            style: ParameterStyle::Form,
            explode: true,
            allow_reserved: false,
        } => {
            // Objects are sent as JSON.
            !value.is_multipart
                && node_of_part(api, value.schema, &one.property)
                    .is_some_and(|part| part.is_scalar())
        }
        EncodingFormat::MediaType(name) => {
            default_media_types(api, value, &one.property).contains(&name.as_str())
        }
        _ => false,
    }
}

/// Returns the schema of a property of a body; for an array, that of its items.
fn node_of_part<'a>(
    api: &'a Api,
    schema: Option<&'a Schema>,
    property: &str,
) -> Option<ResolvedSchema<'a>> {
    let body = match ResolvedSchema::of(api, schema?).shape {
        Shape::Struct(body) | Shape::Tuple(body) => body,
        Shape::Array(item) => return Some(ResolvedSchema::of(api, item)),
        _ => return None,
    };
    let part = body.properties.iter().find(|one| one.wire == property);
    let part = part.map(|one| &one.schema).or(body.additional.schema())?;
    Some(match ResolvedSchema::of(api, part) {
        ResolvedSchema {
            shape: Shape::Array(item),
            ..
        } => ResolvedSchema::of(api, item),
        part => part,
    })
}

/// Returns the default media types of a part.
fn default_media_types(
    api: &Api,
    value: EncodedValue<'_>,
    property: &str,
) -> &'static [&'static str] {
    const FILE: &str = "application/octet-stream";
    if !value.is_multipart {
        return &[FILE];
    }
    let Some(part) = node_of_part(api, value.schema, property) else {
        return &[FILE];
    };
    match part.shape {
        Shape::Struct(_) | Shape::Map(_) => &["application/json"],
        _ if part.is_scalar() && part.schema.format.is_none() => &["text/plain"],
        _ => &[FILE],
    }
}

fn part_headers_changed(it: &Both<'_, Content>) -> Option<DetectedChange> {
    if !it.is_request() {
        return None;
    }
    let Sides {
        old: mut before,
        new: mut after,
    } = it.in_texts(encoded_part_headers)?;
    let Sides {
        old: old_operation,
        new: new_operation,
    } = it.cursor.operation;
    // Another rule reports a change of the parameter that sets a header.
    let old_parameters = part_header_parameters(old_operation);
    let new_parameters = part_header_parameters(new_operation);
    for parameter in old_parameters.keys().chain(new_parameters.keys()) {
        if old_parameters.get(parameter) != new_parameters.get(parameter) {
            before.remove(parameter);
            after.remove(parameter);
        }
    }
    let changed = after.iter().filter_map(|(key, (name, required))| {
        let (wire, verb, rest) = match (before.get(key).map(|(_, was)| *was), required) {
            (None | Some(false), true) => (Breaking, Must, format!("have the header `{name}` now")),
            (None, false) => (Compatible, May, format!("have the header `{name}` now")),
            (Some(true), false) => (Compatible, May, format!("omit the header `{name}`")),
            _ => return None,
        };
        Some((wire, Message::of(changed_part(&key.0), verb, &rest)))
    });
    let removed = before.iter().filter(|(key, _)| !after.contains_key(*key));
    let removed = removed.map(|((part, _), (name, _))| {
        let message = format!("{} lost the header `{name}`", part_in_words(part));
        (Risky, Message::from(message))
    });
    let (wire, changes) = join_changes_with_worst(changed.chain(removed))?;
    Some(DetectedChange::new(wire, changes).without_items())
}

/// Returns a part as the object of a message; messages about parts with names can share a line of the report.
fn changed_part(part: &str) -> ChangedObject {
    if part.ends_with(']') {
        ChangedObject::Unnamed(part_in_words(part))
    } else {
        ChangedObject::named("part", part)
    }
}

fn encoded_part_headers<'d>(document: &'d Document, content: &Content) -> Headers<'d> {
    let mut known = Headers::new();
    for (part, place) in described_encodings(document, content) {
        let place = place.child("headers");
        let headers = document.value(&place).and_then(Value::as_object);
        for name in headers.into_iter().flat_map(|headers| headers.keys()) {
            // The media type is described by `contentType` instead.
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let header = document.followed(place.child(name));
            let is_required = document
                .value(&header)
                .and_then(Value::as_object)
                .is_some_and(has_required_flag);
            let key = (part.clone(), name.to_ascii_lowercase());
            known.insert(key, (name.as_str(), is_required));
        }
    }
    known
}

/// Returns the encodings of parts, by their names or positions in the model, and of the parts inside of them.
fn described_encodings(document: &Document, content: &Content) -> Vec<(String, Origin)> {
    let mut all = encodings_at(document, &content.origin);
    let mut inside = Vec::new();
    for (part, place) in &all {
        let nested = encodings_at(document, place).into_iter();
        inside.extend(nested.map(|(name, place)| (format!("{part}/{name}"), place)));
    }
    all.extend(inside);
    all
}

fn encodings_at(document: &Document, around: &Origin) -> Vec<(String, Origin)> {
    let place = around.child("encoding");
    let names = document.value(&place).and_then(Value::as_object);
    let names = names.into_iter().flat_map(|all| all.keys());
    let mut all: Vec<(String, Origin)> = names
        .map(|name| (name.clone(), place.child(name)))
        .collect();
    let place = around.child("prefixEncoding");
    let prefixes = document.value(&place).and_then(Value::as_array);
    let positions = 0..prefixes.map_or(0, Vec::len);
    all.extend(positions.map(|index| (format!("[{index}]"), place.item(index))));
    all.push(("[]".to_owned(), around.child("itemEncoding")));
    all
}

/// Returns the headers of parts that are parameters, by part and lowercase name, and whether they are required.
fn part_header_parameters(operation: Option<&Operation>) -> BTreeMap<(String, String), bool> {
    let mut all = BTreeMap::new();
    for parameter in operation.into_iter().flat_map(|one| &one.parameters) {
        if let (ParameterLocation::Part, Some(part)) = (parameter.location, &parameter.part) {
            let key = (part.clone(), parameter.wire.to_ascii_lowercase());
            all.insert(key, parameter.required);
        }
    }
    all
}

fn part_media_types_changed(it: &Both<'_, Content>) -> Option<DetectedChange> {
    let Sides {
        old: mut before,
        new: mut after,
    } = it.in_texts(part_media_types)?;
    if !it.is_request() {
        let both = [&before, &after].into_iter().flat_map(BTreeMap::keys);
        let parts: BTreeSet<String> = both.filter(|part| is_position(part)).cloned().collect();
        let defaults =
            it.in_models(|api, content| default_part_media_types(api, content, &parts))?;
        add_unstated_media_types(&mut before, &defaults.old);
        add_unstated_media_types(&mut after, &defaults.new);
    }
    let (removed, added) = (
        missing_part_media_types(&before, &after, it.is_request()),
        missing_part_media_types(&after, &before, it.is_request()),
    );
    let message = match (removed.is_empty(), added.is_empty()) {
        (true, true) => return None,
        (true, false) => {
            return Some(
                it.widened(format!("{} is allowed now", added.join(", ")))
                    .without_items(),
            );
        }
        (false, true) => format!("{} is no longer allowed", removed.join(", ")),
        (false, false) => format!(
            "{} is allowed now, instead of {}",
            added.join(", "),
            removed.join(", ")
        ),
    };
    Some(match (it.is_request(), added.is_empty()) {
        (false, true) => it.narrowed(message),
        // A part that was read as a value may be bytes now.
        (false, false) => DetectedChange::new(Breaking, message),
        (true, _) => it.narrowed(message).without_items(),
    })
}

fn part_media_types(document: &Document, content: &Content) -> PartMediaTypes {
    let mut all = PartMediaTypes::new();
    for (part, place) in described_encodings(document, content) {
        let listed = document
            .value(&place)
            .and_then(|encoding| encoding.get("contentType")?.as_str());
        if let Some(listed) = listed {
            all.insert(part, listed.split(',').map(media_type_essence).collect());
        }
    }
    all
}

/// Returns whether a part has a position in the body itself, not in another part.
fn is_position(part: &str) -> bool {
    part.starts_with('[') && part.find(']') == Some(part.len() - 1)
}

/// Returns the media types that these parts have if `encoding` does not state any.
fn default_part_media_types(
    api: &Api,
    content: &Content,
    parts: &BTreeSet<String>,
) -> PartMediaTypes {
    let defaults = parts.iter().map(|part| {
        let names = default_media_types(api, EncodedValue::of(content), part);
        let names = names.iter().map(|name| (*name).to_owned());
        (part.clone(), names.collect())
    });
    defaults.collect()
}

/// Adds the media types of parts that state none: those of `itemEncoding`, or else the defaults.
fn add_unstated_media_types(stated: &mut PartMediaTypes, defaults: &PartMediaTypes) {
    let of_items = stated.get("[]").cloned();
    for (part, names) in defaults {
        if !stated.contains_key(part) {
            let names = of_items.as_ref().unwrap_or(names);
            stated.insert(part.clone(), names.clone());
        }
    }
}

/// Returns the media types of parts that only `one` lists. If a single media type replaces another in a request, the
/// finding is `encoding-changed`.
fn missing_part_media_types(
    one: &PartMediaTypes,
    other: &PartMediaTypes,
    is_request: bool,
) -> Vec<String> {
    let both = one
        .iter()
        .filter_map(|(part, listed)| Some((part, listed, other.get(part)?)));
    let lists =
        both.filter(|(_, listed, others)| !is_request || listed.len() > 1 || others.len() > 1);
    let lost = lists.flat_map(|(part, listed, others)| {
        listed
            .iter()
            .filter(move |name| {
                !others
                    .iter()
                    .any(|other| other == *name || media::media_range_includes(other, name))
            })
            .map(move |name| format!("`{name}` for {}", part_in_words(part)))
    });
    lost.collect()
}

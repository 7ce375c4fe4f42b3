//! Encodings of forms and multipart bodies (`encoding`), and headers and media types of parts.

use std::collections::{BTreeMap, BTreeSet};
use std::slice::from_ref;

use serde_json::Value;

use super::prelude::*;
use crate::media;
use build::ordinal_of_position;
use description::has_required_flag;
use diag::Origin;
use media_type::media_type_essence;
use model::{
    Api, Content, Encoding, EncodingFormat, Operation, ParameterLocation, ParameterStyle, PartKey,
    Schema,
};

/// A part of a body, after the parts that contain it.
type PartPath = Vec<PartKey>;

/// Headers by part and lowercase name: the name as written, and whether the header is required.
type Headers<'d> = BTreeMap<(PartPath, String), (&'d str, bool)>;

type PartMediaTypes = BTreeMap<PartPath, BTreeSet<String>>;

pub(super) const RULES: &[Rule] = &[
    Rule::new("encoding-changed")
        .what(
            "The encoding of a property of a form, or of a part of a multipart body, changed \
             (`encoding`, `prefixEncoding`, `itemEncoding`), or a constant header of a part \
             changed.",
        )
        .wire(
            "Risky: the server may read other values. If the style of a form property changed: \
             breaking, or compatible if only `allowReserved` was set.",
        )
        .help(CHECK_SERVER)
        .content(encoding_changed),
    Rule::new("part-headers-changed")
        .what("In a multipart body, headers that programs set for a file changed.")
        .wire(
            "Breaking if a header became required, risky if a header was removed, otherwise \
             compatible.",
        )
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
        let wires = changed
            .clone()
            .map(|part| wire_of_changed_encoding(it, part));
        let wire = wires.max().unwrap_or(Risky);
        let message = format!("the encoding of {} changed", format_parts(changed));
        return Some(DetectedChange::new(wire, message).changes_behaviour());
    }
    if let Some(message) = changed_constant_headers(&it.in_models(constant_headers)?) {
        return Some(DetectedChange::new(Risky, message).changes_behaviour());
    }
    // Clients send the same requests as before, or the types of the parts changed, too, which is
    // another finding.
    let message = changed_part_types(it)?;
    Some(DetectedChange::new(Risky, message).without_items())
}

/// Returns the verdict on the changed encoding of a part. Properties of forms are serialized like
/// parameters.
fn wire_of_changed_encoding(it: &Both<'_, Content>, part: &PartKey) -> Wire {
    let styles = it.in_models(|api, content| style_of_part(api, content, part));
    match styles.and_then(Sides::both) {
        Some(Sides { old, new }) => {
            let is_same = (old.style, old.explode) == (new.style, new.explode);
            wire_of_style_change(is_same, new.allow_reserved)
        }
        None => Risky,
    }
}

/// Returns the verdict on a changed serialization. Reserved characters may still be escaped,
/// although they need not be.
pub(super) fn wire_of_style_change(is_same_style: bool, allows_reserved_now: bool) -> Wire {
    if is_same_style && allows_reserved_now {
        Compatible
    } else {
        Breaking
    }
}

/// Returns whether `explode` has an effect: it has none for a single value, or an array with
/// `simple`.
pub(super) fn has_effect_of_explode(node: &ResolvedSchema<'_>, style: ParameterStyle) -> bool {
    match node.shape {
        Shape::Array(_) | Shape::Tuple(_) => style != ParameterStyle::Simple,
        _ => !node.is_scalar(),
    }
}

/// How a property of a form is serialized.
struct PropertyStyle {
    style: ParameterStyle,
    explode: bool,
    allow_reserved: bool,
}

/// Returns the style of a part; `None` if it is sent in another way.
fn style_of_part(api: &Api, content: &Content, part: &PartKey) -> Option<PropertyStyle> {
    let value = EncodedValue::of(content);
    let encoding = content
        .encodings
        .iter()
        .find(|encoding| encoding.part == *part);
    match encoding.map(|encoding| &encoding.format) {
        Some(EncodingFormat::Style {
            style,
            explode,
            allow_reserved,
        }) => Some(PropertyStyle {
            style: *style,
            explode: *explode,
            allow_reserved: *allow_reserved,
        }),
        None if !value.is_multipart => {
            node_of_part(api, value.schema, part).filter(ResolvedSchema::is_scalar)?;
            Some(PropertyStyle {
                style: ParameterStyle::Form,
                explode: true,
                allow_reserved: false,
            })
        }
        _ => None,
    }
}

/// Names the changed parts, if all of them are identified by position; otherwise returns
/// `properties of the body`.
fn format_parts<'p>(parts: impl Iterator<Item = &'p PartKey>) -> String {
    let sorted: BTreeSet<&PartKey> = parts.collect();
    if sorted.iter().any(|part| part.is_named()) {
        return "properties of the body".to_owned();
    }
    let texts = sorted.into_iter().map(|part| format_part(from_ref(part)));
    texts.collect::<Vec<_>>().join(" and ")
}

fn format_part(part: &[PartKey]) -> String {
    match part {
        [PartKey::Rest] => return "the parts".to_owned(),
        [PartKey::Position(index)] => {
            if let Some(ordinal) = ordinal_of_position(*index) {
                return format!("the {ordinal} part");
            }
        }
        [around @ .., last @ (PartKey::Position(_) | PartKey::Rest)] => {
            return format!("{} in {}", format_part(from_ref(last)), format_part(around));
        }
        _ => {}
    }
    format!("the part `{}`", path_text(part))
}

fn path_text(part: &[PartKey]) -> String {
    let keys: Vec<String> = part.iter().map(PartKey::to_string).collect();
    keys.join("/")
}

/// Returns a message about each part of a request whose media types changed, if one version lets
/// clients choose (`image/*`, or a list), and the other version states no media type or another
/// range; or if each version has another default, because the type of the part changed, too.
fn changed_part_types(it: &Both<'_, Content>) -> Option<String> {
    if !it.is_request() {
        return None;
    }
    let Sides { old, new } = it.in_texts(part_media_types)?;
    let none = BTreeSet::new();
    let parts: BTreeSet<&PartPath> = old.keys().chain(new.keys()).collect();
    let changed = parts.into_iter().filter_map(|part| {
        let before = old.get(part).unwrap_or(&none);
        let after = new.get(part).unwrap_or(&none);
        // If both versions list media types, another rule compares the lists.
        let are_lists =
            !before.is_empty() && !after.is_empty() && before.len().max(after.len()) > 1;
        let is_choice = [before, after]
            .iter()
            .any(|listed| listed.len() > 1 || listed.iter().any(|name| name.ends_with("/*")));
        let is_part = it.in_models(|api, content| has_part(api, content, part))?;
        let stated = Sides {
            old: before,
            new: after,
        };
        let is_other = is_choice || has_other_media_type(it, part, stated);
        if before == after || are_lists || !is_other || !is_part.old || !is_part.new {
            return None;
        }
        Some(format!(
            "the media type of {} changed from {} to {}",
            format_part(part),
            format_media_types(before),
            format_media_types(after)
        ))
    });
    let changes: Vec<String> = changed.collect();
    if changes.is_empty() {
        None
    } else {
        Some(changes.join(", "))
    }
}

/// Returns whether no media type of a part remains. A part without a stated media type has its
/// default ones.
fn has_other_media_type(
    it: &Both<'_, Content>,
    part: &[PartKey],
    stated: Sides<&BTreeSet<String>>,
) -> bool {
    let [part] = part else {
        return false;
    };
    let defaults = it.in_models(|api, content| {
        let names = default_media_types(api, EncodedValue::of(content), part).iter();
        names
            .map(|name| (*name).to_owned())
            .collect::<BTreeSet<_>>()
    });
    let Some(defaults) = defaults else {
        return false;
    };
    let names = stated
        .zip(defaults.as_ref())
        .map(|(stated, defaults)| if stated.is_empty() { defaults } else { stated });
    names.old.is_disjoint(names.new)
}

/// Returns whether a body has a part; false for a part inside of a property.
fn has_part(api: &Api, content: &Content, part: &[PartKey]) -> bool {
    match part {
        [PartKey::Named(_), _, ..] => false,
        [part @ PartKey::Named(_)] => node_of_part(api, content.schema.as_ref(), part).is_some(),
        _ => true,
    }
}

fn format_media_types(listed: &BTreeSet<String>) -> String {
    if listed.is_empty() {
        "the default".to_owned()
    } else {
        names_as_code(listed).join(" or ")
    }
}

/// Returns the properties whose encoding differs from the default, each with its encoding as a
/// text.
pub(super) fn explicit_encodings(
    api: &Api,
    value: EncodedValue<'_>,
) -> BTreeSet<(PartKey, String)> {
    let explicit = value
        .encodings
        .iter()
        .filter(|encoding| !is_default_encoding(api, value, encoding));
    explicit
        .map(|encoding| (encoding.part.clone(), format_text(&encoding.format)))
        .collect()
}

/// Returns an encoding format as a text for comparison, without locations in the description.
fn format_text(format: &EncodingFormat) -> String {
    let EncodingFormat::Nested(body) = format else {
        return format!("{format:?}");
    };
    let parts: BTreeSet<(&PartKey, String)> = body
        .encodings
        .iter()
        .map(|encoding| (&encoding.part, format_text(&encoding.format)))
        .collect();
    format!("{} {:?} {parts:?}", body.media_type, body.is_whole)
}

/// Headers that the client sends with parts, by part and lowercase name.
type ConstantHeaders = BTreeMap<(PartPath, String), String>;

fn constant_headers(_: &Api, content: &Content) -> ConstantHeaders {
    let mut headers = ConstantHeaders::new();
    add_constant_headers(&content.encodings, &[], &mut headers);
    headers
}

fn add_constant_headers(encodings: &[Encoding], around: &[PartKey], headers: &mut ConstantHeaders) {
    for encoding in encodings {
        let part = [around, from_ref(&encoding.part)].concat();
        for (name, value) in &encoding.headers {
            let key = (part.clone(), name.to_ascii_lowercase());
            headers.insert(key, value.clone());
        }
        if let EncodingFormat::Nested(body) = &encoding.format {
            add_constant_headers(&body.encodings, &part, headers);
        }
    }
}

/// Returns a message about constant headers with other values. Another rule reports headers that
/// only one version has.
fn changed_constant_headers(Sides { old, new }: &Sides<ConstantHeaders>) -> Option<String> {
    let changed: Vec<String> = new
        .iter()
        .filter_map(|(key, value)| {
            let (part, name) = key;
            let before = old.get(key).filter(|before| *before != value)?;
            Some(format!(
                "the header `{name}` of {} changed from `{before}` to `{value}`",
                format_part(part)
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
fn is_default_encoding(api: &Api, value: EncodedValue<'_>, encoding: &Encoding) -> bool {
    match &encoding.format {
        // According to OpenAPI, values of forms are serialized like query parameters.
        EncodingFormat::Style {
            style: ParameterStyle::Form,
            explode,
            allow_reserved: false,
        } => {
            let has_effect = value_of_part(api, value.schema, &encoding.part)
                .is_some_and(|whole| has_effect_of_explode(&whole, ParameterStyle::Form));
            // Objects are sent as JSON.
            !value.is_multipart
                && (*explode || !has_effect)
                && node_of_part(api, value.schema, &encoding.part)
                    .is_some_and(|part| part.is_scalar())
        }
        EncodingFormat::MediaType(name) => {
            default_media_types(api, value, &encoding.part).contains(&name.as_str())
        }
        _ => false,
    }
}

/// Returns the schema of a part of a body; for an array, that of its items.
fn node_of_part<'a>(
    api: &'a Api,
    schema: Option<&'a Schema>,
    part: &PartKey,
) -> Option<ResolvedSchema<'a>> {
    let whole = value_of_part(api, schema, part)?;
    Some(match whole.shape {
        Shape::Array(item) => ResolvedSchema::of(api, item),
        _ => whole,
    })
}

/// Returns the schema of a property or item of a body.
fn value_of_part<'a>(
    api: &'a Api,
    schema: Option<&'a Schema>,
    part: &PartKey,
) -> Option<ResolvedSchema<'a>> {
    let node = ResolvedSchema::of(api, schema?);
    let body = match node.shape {
        Shape::Struct(body) | Shape::Tuple(body) => body,
        Shape::Array(_) => return Some(node),
        _ => return None,
    };
    let property = part.property_in(&node.def?.kind);
    let schema = property.map(|property| &property.schema);
    Some(ResolvedSchema::of(
        api,
        schema.or(body.additional.schema())?,
    ))
}

/// Returns the default media types of a part.
fn default_media_types(
    api: &Api,
    value: EncodedValue<'_>,
    part: &PartKey,
) -> &'static [&'static str] {
    const FILE: &str = "application/octet-stream";
    if !value.is_multipart {
        return &[FILE];
    }
    let Some(part) = node_of_part(api, value.schema, part) else {
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
    } = it.cursor.subject.operation;
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
        let (wire, verb, complement) = match (before.get(key).map(|(_, was)| *was), required) {
            (None | Some(false), true) => (Breaking, Must, format!("now have the header `{name}`")),
            (None, false) => (Compatible, May, format!("now have the header `{name}`")),
            (Some(true), false) => (Compatible, May, format!("now omit the header `{name}`")),
            _ => return None,
        };
        Some((wire, Message::of(changed_part(&key.0), verb, &complement)))
    });
    let removed = before
        .iter()
        .filter(|(key, _)| !after.contains_key(*key))
        .map(|((part, _), (name, _))| {
            let message = format!("{} lost the header `{name}`", format_part(part));
            (Risky, Message::from(message))
        });
    let (wire, changes) = join_changes_with_worst(changed.chain(removed))?;
    Some(DetectedChange::new(wire, changes).without_items())
}

/// Returns a part as the object of a message; messages about parts with names can share a line of
/// the report.
fn changed_part(part: &[PartKey]) -> ChangedObject {
    match part.last() {
        Some(PartKey::Named(_)) => ChangedObject::named("part", &path_text(part)),
        _ => ChangedObject::Unnamed(format_part(part)),
    }
}

fn encoded_part_headers<'d>(document: &'d Document, content: &Content) -> Headers<'d> {
    let mut part_headers = Headers::new();
    for (part, origin) in described_encodings(document, content) {
        let headers_origin = origin.child("headers");
        let headers = document.value(&headers_origin).and_then(Value::as_object);
        for name in headers.into_iter().flat_map(|headers| headers.keys()) {
            // The media type is described by `contentType` instead.
            if name.eq_ignore_ascii_case("content-type") {
                continue;
            }
            let header = document.followed(headers_origin.child(name));
            let is_required = document
                .value(&header)
                .and_then(Value::as_object)
                .is_some_and(has_required_flag);
            let key = (part.clone(), name.to_ascii_lowercase());
            part_headers.insert(key, (name.as_str(), is_required));
        }
    }
    part_headers
}

/// Returns the encodings of parts, and of the parts inside of them.
fn described_encodings(document: &Document, content: &Content) -> Vec<(PartPath, Origin)> {
    let mut encodings = Vec::new();
    for (part, origin) in encodings_at(document, &content.origin) {
        let nested = encodings_at(document, &origin).into_iter();
        encodings.extend(nested.map(|(inner, origin)| (vec![part.clone(), inner], origin)));
        encodings.push((vec![part], origin));
    }
    encodings
}

fn encodings_at(document: &Document, around: &Origin) -> Vec<(PartKey, Origin)> {
    let named_origin = around.child("encoding");
    let named = document.value(&named_origin).and_then(Value::as_object);
    let mut encodings: Vec<(PartKey, Origin)> = named
        .into_iter()
        .flat_map(|named| named.keys())
        .map(|name| (PartKey::Named(name.clone()), named_origin.child(name)))
        .collect();
    let prefix_origin = around.child("prefixEncoding");
    let prefixes = document.value(&prefix_origin).and_then(Value::as_array);
    let positions = 0..prefixes.map_or(0, Vec::len);
    encodings.extend(positions.map(|index| (PartKey::Position(index), prefix_origin.item(index))));
    encodings.push((PartKey::Rest, around.child("itemEncoding")));
    encodings
}

/// Returns the headers of parts that are parameters, by part and lowercase name, and whether they
/// are required.
fn part_header_parameters(operation: Option<&Operation>) -> BTreeMap<(PartPath, String), bool> {
    let mut parameters = BTreeMap::new();
    for parameter in operation
        .into_iter()
        .flat_map(|operation| &operation.parameters)
    {
        if let (ParameterLocation::Part, Some(part)) = (parameter.location, &parameter.part) {
            let key = (vec![part.clone()], parameter.wire.to_ascii_lowercase());
            parameters.insert(key, parameter.required);
        }
    }
    parameters
}

fn part_media_types_changed(it: &Both<'_, Content>) -> Option<DetectedChange> {
    let Sides {
        old: mut before,
        new: mut after,
    } = it.in_texts(part_media_types)?;
    if !it.is_request() {
        let parts: BTreeSet<PartKey> = [&before, &after]
            .into_iter()
            .flat_map(BTreeMap::keys)
            .filter_map(|part| key_of_items(part))
            .collect();
        let defaults =
            it.in_models(|api, content| default_part_media_types(api, content, &parts))?;
        add_unstated_media_types(&mut before, &defaults.old);
        add_unstated_media_types(&mut after, &defaults.new);
    }
    let removed = missing_part_media_types(&before, &after, it.is_request());
    let added = missing_part_media_types(&after, &before, it.is_request());
    let message = match (removed.is_empty(), added.is_empty()) {
        (true, true) => return None,
        (true, false) => {
            return Some(
                it.widened(format!("{} is now allowed", added.join(", ")))
                    .without_items(),
            );
        }
        (false, true) => format!("{} is no longer allowed", removed.join(", ")),
        (false, false) => format!(
            "{} is allowed instead of {}",
            added.join(", "),
            removed.join(", ")
        ),
    };
    Some(match (it.is_request(), added.is_empty()) {
        (false, true) => it.narrowed(message),
        // A part that was read as a value may have become bytes.
        (false, false) => DetectedChange::new(Breaking, message),
        (true, _) => it.narrowed(message).without_items(),
    })
}

fn part_media_types(document: &Document, content: &Content) -> PartMediaTypes {
    let mut media_types = PartMediaTypes::new();
    for (part, origin) in described_encodings(document, content) {
        let listed = document
            .value(&origin)
            .and_then(|encoding| encoding.get("contentType")?.as_str());
        if let Some(listed) = listed {
            media_types.insert(part, listed.split(',').map(media_type_essence).collect());
        }
    }
    media_types
}

/// Returns the key of a part that is items of the body itself, not of another part.
fn key_of_items(part: &[PartKey]) -> Option<PartKey> {
    match part {
        [key @ (PartKey::Position(_) | PartKey::Rest)] => Some(key.clone()),
        _ => None,
    }
}

/// Returns the media types that these parts have if `encoding` does not state any.
fn default_part_media_types(
    api: &Api,
    content: &Content,
    parts: &BTreeSet<PartKey>,
) -> PartMediaTypes {
    let defaults = parts.iter().map(|part| {
        let names = default_media_types(api, EncodedValue::of(content), part)
            .iter()
            .map(|name| (*name).to_owned());
        (vec![part.clone()], names.collect())
    });
    defaults.collect()
}

/// Adds the media types of parts that state none: the media types of `itemEncoding`, or else the
/// defaults.
fn add_unstated_media_types(stated: &mut PartMediaTypes, defaults: &PartMediaTypes) {
    let of_items = stated.get([PartKey::Rest].as_slice()).cloned();
    for (part, names) in defaults {
        if !stated.contains_key(part) {
            let names = of_items.as_ref().unwrap_or(names);
            stated.insert(part.clone(), names.clone());
        }
    }
}

/// Returns the media types of parts that only `one` lists. If a single media type replaces another
/// in a request, the finding is `encoding-changed`.
fn missing_part_media_types(
    part_types: &PartMediaTypes,
    other: &PartMediaTypes,
    is_request: bool,
) -> Vec<String> {
    let shared_parts = part_types
        .iter()
        .filter_map(|(part, listed)| Some((part, listed, other.get(part)?)));
    let lists = shared_parts
        .filter(|(_, listed, others)| !is_request || listed.len() > 1 || others.len() > 1);
    let lost = lists.flat_map(|(part, listed, others)| {
        listed
            .iter()
            .filter(move |name| {
                !others
                    .iter()
                    .any(|other| other == *name || media::media_range_includes(other, name))
            })
            .map(move |name| format!("`{name}` for {}", format_part(part)))
    });
    lost.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn named_part(name: &str) -> PartKey {
        PartKey::Named(name.to_owned())
    }

    #[test]
    fn parts_with_names_can_share_a_line() {
        for (part, is_named, expected) in [
            (vec![named_part("files[]")], true, "the part `files[]`"),
            (vec![named_part("[0]")], true, "the part `[0]`"),
            (
                vec![named_part("a"), named_part("b")],
                true,
                "the part `a/b`",
            ),
            (vec![PartKey::Position(0)], false, "the first part"),
            (vec![PartKey::Position(40)], false, "the part `[40]`"),
            (
                vec![named_part("a"), PartKey::Rest],
                false,
                "the parts in the part `a`",
            ),
        ] {
            let object = changed_part(&part);
            assert_eq!(
                matches!(object, ChangedObject::Named { .. }),
                is_named,
                "{part:?}"
            );
            assert_eq!(object.to_string(), expected);
        }
    }
}

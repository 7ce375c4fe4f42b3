//! `encoding`, `prefixEncoding` and `itemEncoding`: how the parts of forms and multipart bodies are
//! encoded. The parts are the properties of an object, or the items of an array, which have no
//! names.

use serde_json::{Map, Value};

use super::parameters::style_with_name;
use super::part_headers::{self, HeaderConstant};
use super::sequences::{self, POSITIONS};
use super::xml;
use crate::context::BuildContext;
use crate::types::form_properties::{FormPropertyKind, Properties};
use description::boolean_field;
use diag::{Diagnostic, Origin};
use media_type::{is_form, is_json, is_multipart, is_xml};
use model::{
    Codec, Content, Encoding, EncodingFormat, NestedBody, Parameter, ParameterLocation,
    ParameterStyle, PartKey, Schema, TextFormat, Type, TypeKind, Types, is_header_name,
};

pub(crate) fn read_encodings(
    cx: &mut BuildContext<'_>,
    content: &Content,
    parameters: &[Parameter],
    types: &Types,
) -> Vec<Encoding> {
    let body = EncodedBody {
        origin: &content.origin,
        codec: content.codec,
        schema: content.schema.as_ref(),
        parameters,
        place: EncodedPlace::Body,
    };
    body.encodings(cx, types)
}

/// Reads the encodings of a form that is the whole query string, in which only styles have a
/// meaning.
pub(crate) fn read_query_encodings(
    cx: &mut BuildContext<'_>,
    parameter: &Parameter,
    types: &Types,
) -> Vec<Encoding> {
    let content = parameter.origin.child("content");
    let Some(Value::Object(described)) = cx.document.value(&content) else {
        return Vec::new();
    };
    let Some(media_type) = described.keys().next().filter(|name| is_form(name)) else {
        return Vec::new();
    };
    let body = EncodedBody {
        origin: &cx.document.followed(content.child(media_type)),
        codec: Codec::Form,
        schema: Some(&parameter.schema),
        parameters: &[],
        place: EncodedPlace::Query,
    };
    let mut styles = Vec::new();
    for encoding in body.encodings(cx, types) {
        match &encoding.format {
            EncodingFormat::Style { .. } => styles.push(encoding),
            EncodingFormat::MediaType(media_type) if is_json(media_type) => {
                let format = EncodingFormat::Style {
                    style: ParameterStyle::Json,
                    explode: false,
                    allow_reserved: false,
                };
                styles.push(Encoding { format, ..encoding });
            }
            _ => {}
        }
    }
    styles
}

/// A form or multipart body, or a part that is itself a form or multipart body.
struct EncodedBody<'e> {
    /// The location of the object that has the keys for encodings.
    origin: &'e Origin,
    codec: Codec,
    schema: Option<&'e Schema>,
    /// The parameters of the operation, including headers of parts.
    parameters: &'e [Parameter],
    place: EncodedPlace,
}

/// What is encoded as a form or multipart body.
#[derive(Clone, Copy, PartialEq, Eq)]
enum EncodedPlace {
    Body,
    /// A part of a multipart body.
    Part,
    /// The whole query.
    Query,
}

impl EncodedBody<'_> {
    fn encodings(&self, cx: &mut BuildContext<'_>, types: &Types) -> Vec<Encoding> {
        let properties = Properties::of(types, self.schema);
        if properties.is_array() {
            read_encodings_by_position(cx, self, &properties, types)
        } else {
            read_encodings_by_name(cx, self, &properties, types)
        }
    }
}

fn read_encodings_by_name(
    cx: &mut BuildContext<'_>,
    body: &EncodedBody<'_>,
    properties: &Properties<'_>,
    types: &Types,
) -> Vec<Encoding> {
    sequences::warn_about_positions(cx, body.origin);
    let encodings_origin = body.origin.child("encoding");
    let Some(Value::Object(described)) = cx.document.value(&encodings_origin) else {
        return encodings_from_schemas(cx, body, types, &Map::new());
    };
    let mut encodings = Vec::with_capacity(described.len());
    for (name, value) in described {
        let origin = encodings_origin.child(name);
        let Some(object) = encoding_object(cx, value, &origin) else {
            continue;
        };
        let part = PartKey::Named(name.clone());
        let Some(kind) = properties.kind(types, &part) else {
            let what = if body.place == EncodedPlace::Query {
                "query"
            } else {
                "body"
            };
            let message = format!("the {what} has no property `{name}`");
            let warning = Diagnostic::warning("encoding-without-property", message).at(&origin);
            let help = format!("correct the name, or add the property to the schema of the {what}");
            cx.warn(warning.instead("its encoding is ignored").help(help));
            continue;
        };
        let schema = properties.schema(&part);
        let of = DescribedEncoding {
            part: &part,
            object,
            origin: &origin,
            kind,
            schema,
            body,
        };
        let headers = of.headers(cx, value);
        let format = of.style(cx).or_else(|| of.content(cx, types)).or_else(|| {
            Some(EncodingFormat::MediaType(
                implied_media_type(cx, body.codec, schema?)?.0,
            ))
        });
        if format.is_some() || !headers.is_empty() {
            let format = format.unwrap_or(EncodingFormat::Usual);
            encodings.push(Encoding {
                part,
                format,
                headers,
                origin,
            });
        }
    }
    encodings.extend(encodings_from_schemas(cx, body, types, described));
    encodings
}

/// Returns the encoding object of a part; reports a value that is not an object.
fn encoding_object<'v>(
    cx: &mut BuildContext<'_>,
    value: &'v Value,
    origin: &Origin,
) -> Option<&'v Map<String, Value>> {
    let object = value.as_object();
    if object.is_none() {
        let warning =
            Diagnostic::warning("unusable-encoding", "expected an encoding object").at(origin);
        let help = "write an object, such as `contentType: text/plain`, or remove it";
        cx.loosen(warning.instead("the entry is ignored").help(help));
    }
    object
}

/// Reads the encodings of the items of an array.
fn read_encodings_by_position(
    cx: &mut BuildContext<'_>,
    body: &EncodedBody<'_>,
    properties: &Properties<'_>,
    types: &Types,
) -> Vec<Encoding> {
    let named = body.origin.child("encoding");
    if cx.document.value(&named).is_some() {
        let message = "`encoding` encodes properties, but this body is an array";
        let warning = Diagnostic::warning("encoding-without-property", message).at(&named);
        let help = "write `itemEncoding` for all items, or `prefixEncoding` for the first ones";
        cx.warn(warning.instead("it is ignored").help(help));
    }
    let encoding_origins = sequences::encodings_by_position(cx, body.origin, properties.count());
    let mut encodings = Vec::with_capacity(encoding_origins.len());
    for (part, origin) in encoding_origins {
        let schema = properties.schema(&part);
        let implied = schema.and_then(|schema| implied_media_type(cx, body.codec, schema));
        let mut format = None;
        let mut headers = Vec::new();
        if let Some(value) = cx.document.value(&origin)
            && let Some(object) = encoding_object(cx, value, &origin)
        {
            let kind = properties.kind(types, &part);
            let of = DescribedEncoding {
                part: &part,
                object,
                origin: &origin,
                kind: kind.unwrap_or(FormPropertyKind::Open),
                schema,
                body,
            };
            headers = of.headers(cx, value);
            format = of.content(cx, types);
        }
        let format = format.or_else(|| Some(EncodingFormat::MediaType(implied?.0)));
        encodings.push(Encoding {
            part,
            format: format.unwrap_or(EncodingFormat::Usual),
            headers,
            origin,
        });
    }
    // A position without an entry has the encoding of `PartKey::Rest`.
    let mut headers = body.parameters.iter();
    let has_header = headers.any(|header| header.part == Some(PartKey::Rest));
    if !has_header && encodings.last().is_some_and(Encoding::is_usual) {
        encodings.retain(|encoding| !encoding.is_usual());
    }
    encodings
}

/// Returns the encodings that schemas imply, for the properties without an entry in `encoding`.
fn encodings_from_schemas(
    cx: &BuildContext<'_>,
    body: &EncodedBody<'_>,
    types: &Types,
    described: &Map<String, Value>,
) -> Vec<Encoding> {
    let record = body.schema.and_then(|schema| types.record(schema));
    let others = record
        .into_iter()
        .flat_map(|body| &body.properties)
        .filter(|property| !described.contains_key(&property.wire));
    let encodings = others.filter_map(|property| {
        let (media_type, origin) = implied_media_type(cx, body.codec, &property.schema)?;
        let format = EncodingFormat::MediaType(media_type);
        Some(Encoding {
            part: PartKey::Named(property.wire.clone()),
            format,
            headers: Vec::new(),
            origin,
        })
    });
    encodings.collect()
}

/// Returns the media type that the schema of a part states, and its location. The default for
/// strings with `contentEncoding` is `application/octet-stream`.
fn implied_media_type(
    cx: &BuildContext<'_>,
    codec: Codec,
    schema: &Schema,
) -> Option<(String, Origin)> {
    let part = schema.item();
    let origin = cx.document.followed(part.origin.clone());
    let object = cx.document.value(&origin)?;
    let stated = object
        .get("contentMediaType")
        .and_then(Value::as_str)
        .filter(|name| is_concrete_media_type(name))
        .map(|name| (name.to_owned(), origin.child("contentMediaType")));
    match part.ty {
        Type::Text(TextFormat::Upload) => stated,
        Type::Text(_)
            if codec == Codec::Multipart
                && object.get("contentEncoding").is_some_and(Value::is_string) =>
        {
            stated.or_else(|| {
                Some((
                    "application/octet-stream".to_owned(),
                    origin.child("contentEncoding"),
                ))
            })
        }
        _ => None,
    }
}

/// Keys that select a style, so that the media type is ignored.
pub(crate) const STYLES: [&str; 3] = ["style", "explode", "allowReserved"];

struct DescribedEncoding<'e> {
    part: &'e PartKey,
    object: &'e Map<String, Value>,
    origin: &'e Origin,
    kind: FormPropertyKind,
    schema: Option<&'e Schema>,
    body: &'e EncodedBody<'e>,
}

impl DescribedEncoding<'_> {
    /// Returns the format that `contentType` selects; reports objects that are sent as JSON instead
    /// of the stated media type.
    fn content(&self, cx: &mut BuildContext<'_>, types: &Types) -> Option<EncodingFormat> {
        let nested = self.nested_body(cx, types);
        if nested.is_none() {
            self.warn_about_nested_keys(cx);
        }
        let format = nested
            .map(EncodingFormat::Nested)
            .or_else(|| self.media_type(cx));
        let is_written = matches!(
            format,
            Some(EncodingFormat::Nested(_) | EncodingFormat::Xml { .. })
        );
        if !is_written && (!self.part.is_named() || self.body.place != EncodedPlace::Body) {
            self.warn_if_unwritable(cx);
        }
        format
    }

    /// Returns how the part is encoded, if `contentType` is a form or multipart type, and the part
    /// is an object or array that can be written in it. The parts of such a part are never bodies
    /// themselves.
    fn nested_body(&self, cx: &mut BuildContext<'_>, types: &Types) -> Option<NestedBody> {
        let schema = self.schema?;
        let stated = self.object.get("contentType")?.as_str()?;
        if self.body.place != EncodedPlace::Body || self.body.codec != Codec::Multipart {
            return None;
        }
        let (media_type, codec) = nested_media_type(stated)?;
        // If the schema is an array, each of its items is a separate part, unless an item cannot be
        // a body itself.
        let is_list = matches!(schema.ty, Type::List(_));
        let is_whole = !self.part.is_named() || !is_list || self.kind != FormPropertyKind::Nested;
        let nested = NestedBody {
            media_type: media_type.to_owned(),
            codec,
            is_whole,
            encodings: Vec::new(),
        };
        let schema = nested.schema(schema);
        if !may_be_nested(types, schema, codec) {
            return None;
        }
        let body = EncodedBody {
            origin: self.origin,
            codec,
            schema: Some(schema),
            parameters: &[],
            place: EncodedPlace::Part,
        };
        Some(NestedBody {
            encodings: body.encodings(cx, types),
            ..nested
        })
    }

    fn warn_about_nested_keys(&self, cx: &mut BuildContext<'_>) {
        let keys = POSITIONS.iter().chain(&["encoding"]);
        for key in keys.filter(|key| self.object.contains_key(**key)) {
            let (message, help) = if self.body.place == EncodedPlace::Part {
                (
                    format!("`{key}` encodes parts inside of a part of another part"),
                    "describe parts inside of one part only; deeper ones are a string or a file",
                )
            } else {
                (
                    format!("`{key}` encodes parts inside of this part, which has none"),
                    "describe the part as an object or array, with a `contentType` such as `multipart/mixed`, in a multipart body",
                )
            };
            let warning = Diagnostic::warning("encoding-without-property", message)
                .at(&self.origin.child(key));
            cx.loosen(warning.instead("it is ignored").help(help));
        }
    }

    /// Reports a part whose value the client can write only as JSON.
    fn warn_if_unwritable(&self, cx: &mut BuildContext<'_>) {
        let stated = self.object.get("contentType").and_then(Value::as_str);
        let is_nested = matches!(
            self.kind,
            FormPropertyKind::Nested | FormPropertyKind::Mixed
        );
        if let Some(stated) = stated
            && is_nested
            && !stated.split(',').any(|name| is_json(name.trim()))
        {
            cx.loosen(unwritable_value_warning(stated, self.origin));
        }
    }

    fn style(&self, cx: &mut BuildContext<'_>) -> Option<EncodingFormat> {
        let has_style = STYLES.iter().any(|key| self.object.contains_key(*key));
        if !has_style || self.kind == FormPropertyKind::File {
            return None;
        }
        self.warn_about_nested_keys(cx);
        let name = self
            .object
            .get("style")
            .map_or("form", |style| style.as_str().unwrap_or_default());
        let style = style_with_name(cx, ParameterLocation::Query, name).unwrap_or_else(|| {
            let message = format!("the style `{name}` is not allowed in a body");
            let warning =
                Diagnostic::warning("unknown-style", message).at(&self.origin.child("style"));
            let help = "expected one of `form`, `spaceDelimited`, `pipeDelimited`, `deepObject`";
            cx.loosen(warning.instead("the style `form` is used").help(help));
            ParameterStyle::Form
        });
        let explode = boolean_field(self.object, "explode").unwrap_or(matches!(
            style,
            ParameterStyle::Form | ParameterStyle::DeepObject
        ));
        Some(EncodingFormat::Style {
            style,
            explode,
            allow_reserved: boolean_field(self.object, "allowReserved").unwrap_or(false),
        })
    }

    /// Returns the headers of the part that have a constant or default value, each with this value.
    fn headers(&self, cx: &mut BuildContext<'_>, encoding: &Value) -> Vec<(String, String)> {
        let mut sent = Vec::new();
        if self.body.codec != Codec::Multipart {
            return sent;
        }
        let origin = self.origin.child("headers");
        for name in part_headers::described_part_headers(cx.document, self.origin, encoding) {
            match part_headers::header_constant(cx, &origin.child(name)) {
                Some(HeaderConstant::Always(value) | HeaderConstant::Unless(value))
                    if (is_header_name(name)
                        && value.bytes().all(|byte| matches!(byte, b' '..=b'~'))) =>
                {
                    sent.push((name.clone(), value));
                }
                // Callers set these headers on the file, whose docs list them, or as parameters of
                // the operation.
                None if self.kind == FormPropertyKind::File
                    || self.body.parameters.iter().any(|header| {
                        header.part.as_ref() == Some(self.part) && header.wire == *name
                    }) => {}
                _ => {
                    let message = format!("parts of `{}` have a header `{name}`", self.part);
                    let warning = Diagnostic::warning("encoding-headers", message)
                        .at(&origin.child(name))
                        .instead("it is not sent: the description gives no value for it");
                    cx.loosen(warning.help(if self.body.place == EncodedPlace::Part {
                        "give its schema a `const` or a `default` that is valid in a header"
                    } else {
                        "give its schema a `const` or a `default` that is valid in a header; callers can set other values only if this form is sent by default"
                    }));
                }
            }
        }
        sent
    }

    /// Returns the media type for the values of the part: JSON or XML for objects, preferably text
    /// for scalars, otherwise the first that is not a range. Objects for which only other media
    /// types are stated have become strings, or are sent as JSON; this was already reported.
    fn media_type(&self, cx: &mut BuildContext<'_>) -> Option<EncodingFormat> {
        let media_types = self.object.get("contentType")?.as_str()?;
        let stated = media_types
            .split(',')
            .map(str::trim)
            .filter(|name| !name.is_empty());
        for name in stated
            .filter(|name| !(is_concrete_media_type(name) || name.contains("/*") || *name == "*"))
        {
            let message = format!("`{}` is not a media type", name.escape_debug());
            let warning = Diagnostic::warning("unknown-media-type", message)
                .at(&self.origin.child("contentType"));
            let help = "expected media types such as `image/png`, with commas between them";
            cx.loosen(warning.instead("it is ignored").help(help));
        }
        let mut named = media_types
            .split(',')
            .map(str::trim)
            .filter(|name| is_concrete_media_type(name));
        let media_type = match self.kind {
            FormPropertyKind::Nested => match named.clone().find(|name| is_json(name)) {
                Some(json) => json,
                None if self.body.place == EncodedPlace::Query => return None,
                None => {
                    let media_type = named.find(|name| is_xml(name))?;
                    let part = xml::xml_part(cx, self.schema?, !self.part.is_named());
                    return Some(EncodingFormat::Xml {
                        media_type: media_type.to_owned(),
                        part,
                    });
                }
            },
            FormPropertyKind::Scalar => named
                .clone()
                .find(|name| name.starts_with("text/"))
                .or_else(|| named.next())?,
            FormPropertyKind::File | FormPropertyKind::Mixed | FormPropertyKind::Open => {
                named.next()?
            }
        };
        Some(EncodingFormat::MediaType(media_type.to_owned()))
    }
}

fn unwritable_value_warning(media_type: &str, encoding: &Origin) -> Diagnostic {
    let message = format!("objects and arrays cannot be written as `{media_type}` here");
    Diagnostic::warning("encoding-content-type", message)
        .at(&encoding.child("contentType"))
        .instead("they are sent as `application/json`")
        .help("write `application/json` if the API reads JSON; otherwise, describe the value as a string")
}

/// Reports encodings inside of the parts of a response, since clients do not split these parts
/// further.
pub(crate) fn warn_about_unread_keys(cx: &mut BuildContext<'_>, content: &Content) {
    let has_encodings = sequences::has_positions(cx, &content.origin)
        || cx
            .document
            .value(&content.origin.child("encoding"))
            .is_some();
    if !has_encodings {
        return;
    }
    for (_, origin) in sequences::encodings_of_parts(cx, &content.origin, 0) {
        for key in POSITIONS.iter().chain(&["encoding"]) {
            let origin = origin.child(key);
            if cx.document.value(&origin).is_none() {
                continue;
            }
            let message = format!("`{key}` encodes parts inside of a part of a response");
            let warning = Diagnostic::warning("encoding-without-property", message).at(&origin);
            let help = "nothing is wrong: a program can split the bytes of the part itself";
            cx.loosen(
                warning
                    .instead("it is ignored: the part is not split")
                    .help(help),
            );
        }
    }
}

/// Returns the first form or multipart type that `contentType` lists, unless it lists JSON.
pub(crate) fn nested_media_type(stated: &str) -> Option<(&str, Codec)> {
    let mut names = stated.split(',').map(str::trim);
    if names.clone().any(is_json) {
        return None;
    }
    names.find_map(|name| {
        if is_form(name) {
            Some((name, Codec::Form))
        } else if is_concrete_media_type(name) && is_multipart(name) {
            Some((name, Codec::Multipart))
        } else {
            None
        }
    })
}

/// Returns whether all values of a schema can be a form or multipart body inside of a part.
pub(crate) fn may_be_nested(types: &Types, schema: &Schema, codec: Codec) -> bool {
    let schema = types.resolve(schema);
    match (&schema.ty, types.kind(schema)) {
        (Type::List(_), _) | (_, Some(TypeKind::Tuple(_))) => codec == Codec::Multipart,
        (Type::Map(_), _) | (_, Some(TypeKind::Struct(_))) => true,
        _ => false,
    }
}

/// Returns whether a string is a media type, not a range.
pub(crate) fn is_concrete_media_type(media_type: &str) -> bool {
    let is_visible = media_type.bytes().all(|b| matches!(b, b' '..=b'~'));
    media_type.contains('/') && !media_type.contains('*') && is_visible
}

//! Properties of forms and multipart bodies: which are files, and what `encoding` says of them.
//!
//! Comes after all types are there. What `encoding` asks for and cannot be done is told, property by property.

use std::collections::{HashMap, HashSet};

use serde_json::{Map, Value};

use super::bodies::is_json;
use super::form_properties::{Kind, Properties};
use super::hint::Hint;
use super::keywords::says_nothing;
use super::part_headers::{self, Constant};
use super::phases::Draft;
use super::type_table::TypeTable;
use super::{Context, usage, xml};
use crate::diag::{Diagnostic, Origin};
use crate::model::{
    Additional, Body, Codec, Content, Coverage, Encoding, EncodingFormat, Limits, Parameter, Schema, Style, Text, Type,
    TypeDef, TypeId, TypeKind, Types, essence, is_token,
};

/// Sees to all forms and multipart bodies.
pub(crate) fn settle(cx: &mut Context<'_>, draft: &mut Draft) {
    let Draft { table, operations, webhook_requests } = draft;
    let only_sent = usage::only_sent(operations, webhook_requests, &table.types);
    let mut copies = Copies::new();
    for operation in operations.iter_mut() {
        for content in operation.body.iter_mut().flat_map(|body| &mut body.contents) {
            if content.codec == Codec::Multipart {
                find_untyped(cx, content, &only_sent, &mut table.types);
                find_files(content, &mut table.types);
                name_headers(cx, content, &mut table.types);
                if cx.watch(|cx| tell_lost_files(cx, content, &table.types)).1 {
                    operation.coverage = Coverage::Loosened;
                }
            }
            if matches!(content.codec, Codec::Form | Codec::Multipart) {
                let (_, loosened) = cx.watch(|cx| find_written(cx, content, &only_sent, table, &mut copies));
                if loosened {
                    operation.coverage = Coverage::Loosened;
                }
            }
        }
        if let Some(body) = &mut operation.body {
            prefer_files(body, &table.types);
        }
    }
    let types = &table.types;
    for operation in operations {
        part_headers::settle(cx, operation, types);
        let contents = operation.body.iter_mut().flat_map(|body| &mut body.contents).enumerate();
        for (index, content) in contents.filter(|(_, one)| matches!(one.codec, Codec::Form | Codec::Multipart)) {
            let given = if index == 0 { operation.parameters.as_slice() } else { &[] };
            let (encodings, loosened) = cx.watch(|cx| encodings(cx, content, given, types));
            content.encodings = encodings;
            if loosened {
                operation.coverage = Coverage::Loosened;
            }
        }
    }
}

/// Since 3.1 a part about which nothing is said is a file: its media type is `application/octet-stream`.
fn find_untyped(cx: &Context<'_>, content: &Content, only_sent: &HashMap<TypeId, Origin>, types: &mut Types) {
    let Some(id) = content.schema.as_ref().and_then(named) else { return };
    if cx.document.is_3_0() || only_sent.get(&id) != Some(&content.origin) {
        return;
    }
    let Some(TypeKind::Struct(body)) = types.get_mut(id).map(|def| &mut def.kind) else { return };
    let said = content.origin.child("encoding");
    for property in &mut body.properties {
        let schema = match &mut property.schema {
            Schema { ty: Type::List(items), .. } => items.as_mut(),
            schema => schema,
        };
        let is_silent = cx.document.value(&schema.origin).and_then(Value::as_object).is_some_and(says_only_media_type);
        let written = cx.document.value(&said.child(&property.wire).child("contentType")).and_then(Value::as_str);
        if schema.ty == Type::Any && is_silent && !written.is_some_and(is_data) {
            schema.ty = Type::Text(Text::Binary);
        }
    }
}

/// Whether a schema says of its values nothing but their media type, which makes `format: binary` of it.
fn says_only_media_type(schema: &Map<String, Value>) -> bool {
    let is_media_type =
        |key: &str, value: &Value| key == "contentMediaType" || (key == "format" && value.as_str() == Some("binary"));
    let rest = schema.iter().filter(|(key, value)| !is_media_type(key, value));
    says_nothing(&rest.map(|(key, value)| (key.clone(), value.clone())).collect())
}

/// Whether one of these media types is for values, and not for files.
fn is_data(media_types: &str) -> bool {
    media_types
        .split(',')
        .map(str::trim)
        .any(|name| is_json(name) || xml::is_xml(&essence(name)) || name.starts_with("text/"))
}

/// `format: binary` is a file where it is a part of its own; deeper down it is text in JSON.
fn find_files(content: &mut Content, types: &mut Types) {
    let Some(schema) = &mut content.schema else { return };
    let mut waiting = Vec::new();
    let mut seen = HashSet::new();
    match &mut schema.ty {
        Type::Map(values) => become_file(values, &mut waiting),
        Type::Named(id) => waiting.push((*id, Level::Body)),
        _ => {}
    }
    while let Some((id, level)) = waiting.pop() {
        if !seen.insert((id, level)) {
            continue;
        }
        match (types.get_mut(id).map(|def| &mut def.kind), level) {
            (Some(TypeKind::Struct(body)), Level::Body) => {
                body.properties.iter_mut().for_each(|property| become_file(&mut property.schema, &mut waiting));
                if let Additional::Typed(values) = &mut body.additional {
                    become_file(values, &mut waiting);
                }
            }
            (Some(TypeKind::Union(union)), Level::Body) => {
                let named = union.variants.iter().filter_map(|variant| named(&variant.schema));
                waiting.extend(named.map(|id| (id, Level::Body)));
            }
            (Some(TypeKind::Union(union)), Level::Part) => {
                union.variants.iter_mut().for_each(|variant| become_file(&mut variant.schema, &mut waiting));
            }
            (Some(TypeKind::Alias(schema)), Level::Part) => become_file(schema, &mut waiting),
            _ => {}
        }
    }
}

/// Adds to the docs of files which headers callers give with them.
fn name_headers(cx: &mut Context<'_>, content: &Content, types: &mut Types) {
    let place = content.origin.child("encoding");
    let Some(Value::Object(encodings)) = cx.document.value(&place) else { return };
    for (part, encoding) in encodings {
        let headers = place.child(part).child("headers");
        let given = part_headers::described(encoding);
        let given = given.filter(|name| part_headers::constant(cx, &headers.child(name)).is_none());
        let names: Vec<String> = given.map(|name| format!("`{name}`")).collect();
        let Some(id) = content.schema.as_ref().and_then(named).filter(|_| !names.is_empty()) else { continue };
        let Some(TypeKind::Struct(body)) = types.get_mut(id).map(|def| &mut def.kind) else { continue };
        let files = body.properties.iter_mut().filter(|property| property.wire == *part);
        for file in files.filter(|property| property.schema.ty == Type::Text(Text::Upload)) {
            let sentence = format!("Headers of its part, set on the `Upload`: {}.", names.join(", "));
            let docs = file.docs.take().unwrap_or_default();
            // A type may be that of several bodies.
            let is_said = docs.contains(&sentence);
            file.docs = Some(if is_said { docs } else { format!("{docs}\n\n{sentence}").trim().to_owned() });
        }
    }
}

/// Says of which parts that may be files or other texts only the texts can be sent.
fn tell_lost_files(cx: &mut Context<'_>, content: &Content, types: &Types) {
    let Some(body) = content.schema.as_ref().and_then(named).and_then(|id| types.get(id)) else { return };
    let TypeKind::Struct(body) = &body.kind else { return };
    for property in &body.properties {
        let schema = match &property.schema {
            Schema { ty: Type::List(items), .. } => items.as_ref(),
            schema => schema,
        };
        if matches!(schema.ty, Type::Text(Text::Plain)) && lists_files(cx, &schema.origin) {
            cx.loosen(
                Diagnostic::warning("file-or-text", format!("`{}` is either a file or another string", property.wire))
                    .at(&schema.origin)
                    .instead("it is generated as a string, not as a file")
                    .help("describe it only as `type: string, format: binary`: an `Upload` can also be created from a string"),
            );
        }
    }
}

/// Whether one of the alternatives at `origin` is a file.
fn lists_files(cx: &Context<'_>, origin: &Origin) -> bool {
    let Some(schema) = cx.document.value(origin) else { return false };
    let lists = ["oneOf", "anyOf"].iter().filter_map(|key| schema.get(*key)?.as_array());
    let mut members = lists.flatten();
    members.any(|member| member.get("format").and_then(Value::as_str) == Some("binary"))
}

/// Objects in a media type that is not written here become texts. Where something else has the type as well, the body
/// has a copy of it. Where the body is no plain object they stay what they are, and are sent as JSON.
fn find_written(
    cx: &mut Context<'_>,
    content: &mut Content,
    only_sent: &HashMap<TypeId, Origin>,
    table: &mut TypeTable,
    copies: &mut Copies,
) {
    let unwritten = unwritten(cx, content, &table.types);
    let (texts, as_json): (Vec<_>, Vec<_>) = unwritten.into_iter().partition(|one| one.may_be_text);
    for Unwritten { name, media_type, .. } in as_json {
        cx.loosen(
            not_written(content, &name, &media_type)
                .instead("objects and arrays are sent as `application/json`")
                .help("write `application/json` if the API reads JSON; otherwise, describe the property as a string"),
        );
    }
    let Some(id) = content.schema.as_ref().and_then(named).filter(|_| !texts.is_empty()) else { return };
    let is_within = table.types.get(id).is_some_and(|def| def.origin.is_within(&content.origin));
    let is_own = is_within || only_sent.get(&id) == Some(&content.origin);
    let id = if is_own { id } else { copy(table, content, id, &texts, copies) };
    let Some(TypeKind::Struct(body)) = table.types.get_mut(id).map(|def| &mut def.kind) else { return };
    for Unwritten { name, media_type, .. } in texts {
        for property in body.properties.iter_mut().filter(|property| property.wire == name) {
            let part = match &mut property.schema {
                Schema { ty: Type::List(items), .. } => items.as_mut(),
                schema => schema,
            };
            *part = Schema::of(Type::Text(Text::Plain), part.origin.clone());
        }
        cx.loosen(
            not_written(content, &name, &media_type)
                .instead("the caller passes each as a string in that media type")
                .help("write `application/json` if the API reads JSON"),
        );
    }
}

fn not_written(content: &Content, name: &str, media_type: &str) -> Diagnostic {
    Diagnostic::warning("encoding-content-type", format!("values of `{name}` cannot be written as `{media_type}`"))
        .at(&content.origin.child("encoding").child(name).child("contentType"))
}

/// A property whose values are not written here as its encoding asks.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Unwritten {
    name: String,
    media_type: String,
    /// Whether callers can be asked for the written text instead.
    may_be_text: bool,
}

/// The properties of a body that hold what is not written here.
fn unwritten(cx: &Context<'_>, content: &Content, types: &Types) -> Vec<Unwritten> {
    let described = cx.document.value(&content.origin.child("encoding")).and_then(Value::as_object);
    let Some(described) = described.filter(|all| !all.is_empty()) else { return Vec::new() };
    let properties = Properties::of(types, content);
    let own = content.schema.as_ref().and_then(named).and_then(|id| types.get(id));
    let is_own = |name: &str| match own.map(|def| &def.kind) {
        Some(TypeKind::Struct(body)) => body.properties.iter().any(|property| property.wire == name),
        _ => false,
    };
    let found = described.iter().filter_map(|(name, encoding)| {
        let said = encoding.get("contentType").and_then(Value::as_str).filter(|_| !has_style(encoding))?;
        let kind = properties.kind(types, name).filter(|kind| matches!(kind, Kind::Nested | Kind::Mixed))?;
        let takes_xml = kind == Kind::Nested && properties.schema(name).is_some();
        let is_written = |media_type: &str| is_json(media_type) || (takes_xml && xml::is_xml(&essence(media_type)));
        let named = || said.split(',').map(str::trim);
        let media_type = named().find(|one| is_concrete(one)).filter(|_| !named().any(is_written))?.to_owned();
        let may_be_text = kind == Kind::Nested && is_own(name);
        Some(Unwritten { name: name.clone(), media_type, may_be_text })
    });
    found.collect()
}

/// Copies of types for bodies, by the type and what differs in them.
type Copies = HashMap<(TypeId, Vec<Unwritten>), TypeId>;

/// Gives a body a type of its own, called like the one that it shares with others.
fn copy(
    table: &mut TypeTable,
    content: &mut Content,
    shared: TypeId,
    differs: &[Unwritten],
    copies: &mut Copies,
) -> TypeId {
    let Some(def) = table.types.get(shared).cloned() else { return shared };
    let key = (shared, differs.to_vec());
    let place = content.origin.child("schema");
    let id = copies.get(&key).copied().unwrap_or_else(|| {
        let form = if content.codec == Codec::Form { "form" } else { "parts" };
        let known = table.names.component(&def.origin).map(Hint::of_path);
        let known = known.or_else(|| table.hints.get(shared.0 as usize).cloned());
        table.hints.push(known.unwrap_or_else(|| Hint::new("body")).part(form));
        table.types.push(TypeDef { origin: place.clone(), ..def })
    });
    copies.insert(key, id);
    if let Some(schema) = &mut content.schema {
        schema.ty = Type::Named(id);
    }
    for entry in table.entries.iter_mut().filter(|entry| entry.origin == place) {
        entry.ty = Type::Named(id);
    }
    id
}

fn has_style(encoding: &Value) -> bool {
    STYLES.iter().any(|key| encoding.get(*key).is_some())
}

/// A form that cannot hold the files which a body in parts can holds less of it.
fn prefer_files(body: &mut Body, types: &Types) {
    let is_form = body.contents.first().is_some_and(|first| first.codec == Codec::Form);
    let has_files = |content: &Content| content.codec == Codec::Multipart && has_files(content, types);
    if is_form && let Some(at) = body.contents.iter().position(has_files) {
        let content = body.contents.remove(at);
        body.contents.insert(0, content);
    }
}

fn has_files(content: &Content, types: &Types) -> bool {
    let Some(Type::Named(id)) = content.schema.as_ref().map(|schema| &schema.ty) else { return false };
    let Some(TypeKind::Struct(body)) = types.get(*id).map(|def| &def.kind) else { return false };
    body.properties.iter().any(|property| match &property.schema.ty {
        Type::List(items) => items.ty == Type::Text(Text::Upload),
        ty => *ty == Type::Text(Text::Upload),
    })
}

/// What a type is to a multipart body.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Level {
    /// All of it.
    Body,
    /// One of its parts.
    Part,
}

fn become_file(schema: &mut Schema, waiting: &mut Vec<(TypeId, Level)>) {
    match &mut schema.ty {
        Type::Text(text @ Text::Binary) => {
            *text = Text::Upload;
            schema.constraints = Limits::default();
        }
        Type::List(items) => become_file(items, waiting),
        Type::Named(id) => waiting.push((*id, Level::Part)),
        _ => {}
    }
}

fn named(schema: &Schema) -> Option<TypeId> {
    match schema.ty {
        Type::Named(id) => Some(id),
        _ => None,
    }
}

fn encodings(cx: &mut Context<'_>, content: &Content, given: &[Parameter], types: &Types) -> Vec<Encoding> {
    let place = content.origin.child("encoding");
    let described = match cx.document.value(&place) {
        Some(Value::Object(described)) => described,
        _ => return from_schemas(cx, content, types, &Map::new()),
    };
    let properties = Properties::of(types, content);
    let mut all = Vec::with_capacity(described.len());
    for (name, value) in described {
        let origin = place.child(name);
        let Value::Object(object) = value else {
            cx.loosen(
                Diagnostic::warning("unusable-encoding", "expected an encoding object")
                    .at(&origin)
                    .instead("the entry is ignored")
                    .help("write an object, such as `contentType: text/plain`, or remove it"),
            );
            continue;
        };
        let Some(kind) = properties.kind(types, name) else {
            cx.warn(
                Diagnostic::warning("encoding-without-property", format!("the body has no property `{name}`"))
                    .at(&origin)
                    .instead("its encoding is ignored")
                    .help("correct the name, or add the property to the schema of the body"),
            );
            continue;
        };
        let schema = properties.schema(name);
        let of = Described { name, object, origin: &origin, kind, schema, given };
        let headers = of.headers(cx, content.codec, value);
        let format = of.style(cx).or_else(|| of.media_type(cx));
        let format = format.or_else(|| Some(EncodingFormat::MediaType(implied(cx, content.codec, schema?)?.0)));
        if format.is_some() || !headers.is_empty() {
            let format = format.unwrap_or(EncodingFormat::Usual);
            all.push(Encoding { property: name.clone(), format, headers, origin: origin.clone() });
        }
    }
    all.extend(from_schemas(cx, content, types, described));
    all
}

/// What schemas say of the media types of parts about which `encoding` says nothing.
fn from_schemas(cx: &Context<'_>, content: &Content, types: &Types, said: &Map<String, Value>) -> Vec<Encoding> {
    let Some(Type::Named(id)) = content.schema.as_ref().map(|schema| &schema.ty) else { return Vec::new() };
    let Some(TypeKind::Struct(body)) = types.get(*id).map(|def| &def.kind) else { return Vec::new() };
    let silent = body.properties.iter().filter(|property| !said.contains_key(&property.wire));
    let found = silent.filter_map(|property| {
        let (media_type, origin) = implied(cx, content.codec, &property.schema)?;
        let format = EncodingFormat::MediaType(media_type);
        Some(Encoding { property: property.wire.clone(), format, headers: Vec::new(), origin })
    });
    found.collect()
}

/// The media type that a schema says of its part, and where: `contentMediaType` of a file, and of a text that is bytes
/// by its `contentEncoding`, which are `application/octet-stream` otherwise.
fn implied(cx: &Context<'_>, codec: Codec, schema: &Schema) -> Option<(String, Origin)> {
    let part = match &schema.ty {
        Type::List(items) => items,
        _ => schema,
    };
    let origin = written_at(cx, &part.origin);
    let object = cx.document.value(&origin)?;
    let said = object.get("contentMediaType").and_then(Value::as_str).filter(|name| is_concrete(name));
    let said = said.map(|name| (name.to_owned(), origin.child("contentMediaType")));
    match part.ty {
        Type::Text(Text::Upload) => said,
        Type::Text(_) if codec == Codec::Multipart && object.get("contentEncoding").is_some_and(Value::is_string) => {
            said.or_else(|| Some(("application/octet-stream".to_owned(), origin.child("contentEncoding"))))
        }
        _ => None,
    }
}

/// Where a schema is written that may be a reference.
fn written_at(cx: &Context<'_>, origin: &Origin) -> Origin {
    let reference = cx.document.value(origin).and_then(|schema| schema.get("$ref")?.as_str());
    let target = reference.and_then(|reference| cx.document.resolve(origin, reference).ok());
    target.unwrap_or_else(|| origin.clone())
}

/// What says that a property is written by a style: then its media type does not count.
const STYLES: [&str; 3] = ["style", "explode", "allowReserved"];

/// An encoding object.
struct Described<'e> {
    name: &'e str,
    object: &'e Map<String, Value>,
    origin: &'e Origin,
    kind: Kind,
    /// Its schema, if it is known.
    schema: Option<&'e Schema>,
    /// What callers give, headers of parts among it.
    given: &'e [Parameter],
}

impl Described<'_> {
    /// The style, if any of what belongs to it is said: then the media type does not count.
    fn style(&self, cx: &mut Context<'_>) -> Option<EncodingFormat> {
        let is_said = STYLES.iter().any(|key| self.object.contains_key(*key));
        if !is_said || self.kind == Kind::File {
            return None;
        }
        let flag = |key: &str| self.object.get(key).and_then(Value::as_bool);
        let style = match self.object.get("style").map(|style| style.as_str().unwrap_or_default()) {
            None | Some("form") => Style::Form,
            Some("spaceDelimited") => Style::SpaceDelimited,
            Some("pipeDelimited") => Style::PipeDelimited,
            Some("deepObject") => Style::DeepObject,
            Some(other) => {
                cx.loosen(
                    Diagnostic::warning("unknown-style", format!("the style `{other}` is not allowed in a body"))
                        .at(&self.origin.child("style"))
                        .instead("the style `form` is used")
                        .help("expected one of `form`, `spaceDelimited`, `pipeDelimited`, `deepObject`"),
                );
                Style::Form
            }
        };
        let explode = flag("explode").unwrap_or(matches!(style, Style::Form | Style::DeepObject));
        Some(EncodingFormat::Style { style, explode, allow_reserved: flag("allowReserved").unwrap_or(false) })
    }

    /// The headers that parts have by themselves.
    fn headers(&self, cx: &mut Context<'_>, codec: Codec, encoding: &Value) -> Vec<(String, String)> {
        let mut sent = Vec::new();
        if codec != Codec::Multipart {
            return sent;
        }
        let place = self.origin.child("headers");
        for name in part_headers::described(encoding) {
            match part_headers::constant(cx, &place.child(name)) {
                Some(Constant::Always(value) | Constant::Unless(value)) if is_header(name, &value) => {
                    sent.push((name.clone(), value));
                }
                // Callers give them with the file, as its docs say.
                None if self.kind == Kind::File || self.is_given(name) => {}
                _ => cx.loosen(
                    Diagnostic::warning("encoding-headers", format!("parts of `{}` have a header `{name}`", self.name))
                        .at(&place.child(name))
                        .instead("it is not sent: the description gives no value for it")
                        .help("give its schema a `const` or a `default` that is valid in a header; callers can set other values only if this form is sent by default"),
                ),
            }
        }
        sent
    }

    /// Whether callers give a header of the parts.
    fn is_given(&self, header: &str) -> bool {
        self.given.iter().any(|known| known.part.as_deref() == Some(self.name) && known.wire == header)
    }

    /// The first of the media types that values can be written in, or else the first that is one and no range. Objects
    /// have none but JSON and XML: in anything else they are texts by now, or were told to be sent as JSON.
    fn media_type(&self, cx: &mut Context<'_>) -> Option<EncodingFormat> {
        let said = self.object.get("contentType")?.as_str()?;
        self.tell_no_media_types(cx, said);
        let named = || said.split(',').map(str::trim).filter(|name| is_concrete(name));
        let media_type = match self.kind {
            Kind::Nested => match named().find(|name| is_json(name)) {
                Some(json) => json,
                None => {
                    let media_type = named().find(|name| xml::is_xml(&essence(name)))?;
                    let part = xml::part(cx, self.schema?);
                    return Some(EncodingFormat::Xml { media_type: media_type.to_owned(), part });
                }
            },
            Kind::Scalar => named().find(|name| name.starts_with("text/")).or_else(|| named().next())?,
            Kind::File | Kind::Mixed | Kind::Open => named().next()?,
        };
        Some(EncodingFormat::MediaType(media_type.to_owned()))
    }

    fn tell_no_media_types(&self, cx: &mut Context<'_>, said: &str) {
        let is_range = |name: &str| name.contains("/*") || name == "*";
        let named = said.split(',').map(str::trim).filter(|name| !name.is_empty());
        for name in named.filter(|name| !is_concrete(name) && !is_range(name)) {
            cx.loosen(
                Diagnostic::warning("unknown-media-type", format!("`{}` is not a media type", name.escape_debug()))
                    .at(&self.origin.child("contentType"))
                    .instead("it is ignored")
                    .help("expected media types such as `image/png`, with commas between them"),
            );
        }
    }
}

fn is_concrete(media_type: &str) -> bool {
    let is_visible = media_type.bytes().all(|b| matches!(b, b' '..=b'~'));
    media_type.contains('/') && !media_type.contains('*') && is_visible
}

/// Whether HTTP has room for a header.
fn is_header(name: &str, value: &str) -> bool {
    is_token(name) && value.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

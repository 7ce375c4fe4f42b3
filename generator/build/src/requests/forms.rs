//! Decides which properties of forms and multipart bodies are files, and which become strings
//! because the client cannot encode them in their media type. Runs when all types exist.

use foldhash::{HashMap, HashSet, HashSetExt};
use serde_json::{Map, Value};

use super::encodings::{self, STYLES, is_concrete_media_type};
use super::part_headers;
use super::sequences::{POSITIONS, encodings_of_parts};
use crate::context::BuildContext;
use crate::names::inline_types::{NameFacts, SchemaUse};
use crate::schemas::type_table::TypeTable;
use crate::types::form_properties::{FormPropertyKind, Properties};
use crate::types::phases::UnnamedModel;
use crate::types::usage;
use description::has_binary_format;
use description::keywords::{UNION_KEYWORDS, is_annotation_keyword, is_shape_neutral_keyword};
use diag::{Diagnostic, Origin};
use media_type::{is_json, is_xml};
use model::{
    Additional, Codec, Content, Coverage, Limits, ParameterLocation, PartKey, Property,
    RequestBody, Schema, TextFormat, Type, TypeDef, TypeId, TypeKind, Types,
};

pub(crate) fn adapt_form_bodies(cx: &mut BuildContext<'_>, draft: &mut UnnamedModel) {
    let only_sent = usage::types_of_one_body(draft);
    let UnnamedModel {
        table, operations, ..
    } = draft;
    let mut copies = Copies::default();
    for operation in operations.iter_mut() {
        let Some(body) = &mut operation.body else {
            continue;
        };
        let (_, loosened) = cx.watch(|cx| {
            for content in body
                .contents
                .iter_mut()
                .filter(|content| is_form_content(content))
            {
                if content.codec == Codec::Multipart {
                    mark_strings_for_files(cx, content, &only_sent, &mut table.types);
                    mark_files(cx, content, &only_sent, &mut table.types);
                    mark_nested_files(cx, content, &mut table.types);
                    name_headers(cx, content, &mut table.types);
                    report_lost_files(cx, content, &table.types);
                }
                replace_unwritable_properties(cx, content, &only_sent, table, &mut copies);
            }
        });
        if loosened {
            operation.coverage = Coverage::Loosened;
        }
        prefer_files(body, &table.types);
    }
    let types = &table.types;
    for operation in operations {
        for parameter in &mut operation.parameters {
            if parameter.location == ParameterLocation::Querystring {
                let (encodings, loosened) =
                    cx.watch(|cx| encodings::read_query_encodings(cx, parameter, types));
                parameter.encodings = encodings;
                if loosened {
                    operation.coverage = Coverage::Loosened;
                }
            }
        }
        part_headers::keep_sent_headers(cx, operation, types);
        let contents = operation
            .body
            .iter_mut()
            .flat_map(|body| &mut body.contents)
            .enumerate();
        for (index, content) in contents.filter(|(_, content)| is_form_content(content)) {
            let parameters = if index == 0 {
                operation.parameters.as_slice()
            } else {
                &[]
            };
            let (encodings, loosened) =
                cx.watch(|cx| encodings::read_encodings(cx, content, parameters, types));
            content.encodings = encodings;
            if loosened {
                operation.coverage = Coverage::Loosened;
            }
        }
    }
}

/// Returns whether a body is encoded as a form.
fn is_form_content(content: &Content) -> bool {
    matches!(content.codec, Codec::Form | Codec::Multipart)
}

/// Marks strings as files if the description only says in words that they are files, and reports
/// them. The type must be that of this body alone, since the strings would become files in other
/// bodies, too.
fn mark_strings_for_files(
    cx: &mut BuildContext<'_>,
    content: &Content,
    only_sent: &HashMap<TypeId, Origin>,
    types: &mut Types,
) {
    let Some(Type::Named(id)) = content.schema.as_ref().map(|schema| &schema.ty) else {
        return;
    };
    if only_sent.get(id) != Some(&content.origin) {
        return;
    }
    let Some(TypeKind::Struct(body)) = types.get_mut(*id).map(|def| &mut def.kind) else {
        return;
    };
    for property in &mut body.properties {
        let Some(evidence) = file_evidence(property) else {
            continue;
        };
        let encoding = content.origin.child("encoding").child(&property.wire);
        let may_be_file = cx.text(&encoding, "contentType").is_none_or(may_name_file);
        let schema = property.schema.item_mut();
        let origin = cx.document.followed(schema.origin.clone());
        let object = cx.document.value(&origin).and_then(Value::as_object);
        let is_only_string = object.is_some_and(|object| {
            object
                .keys()
                .all(|key| key == "type" || is_annotation_keyword(key) || key.starts_with("x-"))
        });
        if schema.ty != Type::Text(TextFormat::Plain) || !may_be_file || !is_only_string {
            continue;
        }
        schema.ty = Type::Text(TextFormat::Binary);
        let message = format!(
            "`{}` is `type: string`, but its {evidence} says that it is a file",
            property.wire
        );
        let warning = Diagnostic::warning("file-without-format", message).at(&origin);
        let help = "add `format: binary`; if it is text, add `contentMediaType: text/plain`";
        cx.warn(
            warning
                .instead("it is an `Upload`, into which strings and bytes convert")
                .help(help),
        );
    }
}

/// Returns what says that a property is a file: its name or its description.
fn file_evidence(property: &Property) -> Option<&'static str> {
    let name = property.wire.split('[').next().unwrap_or_default();
    if ["file", "files"].contains(&name.to_ascii_lowercase().as_str()) {
        return Some("name");
    }
    let docs = property.docs.as_deref()?.to_lowercase();
    let phrase = ["file to upload", "document to upload", "image to upload"];
    let (before, _) = phrase.iter().find_map(|phrase| docs.split_once(phrase))?;
    // Not `Name of the file to upload` or `A URL for the file to upload`.
    let words: Vec<&str> = before.split_whitespace().collect();
    let is_subject =
        words.len() <= 3 && !words.iter().any(|word| ["of", "to", "for"].contains(word));
    if is_subject {
        Some("description")
    } else {
        None
    }
}

fn mark_files(
    cx: &BuildContext<'_>,
    content: &mut Content,
    only_sent: &HashMap<TypeId, Origin>,
    types: &mut Types,
) {
    let Content { origin, schema, .. } = content;
    let Some(schema) = schema else {
        return;
    };
    let is_own = matches!(schema.ty, Type::Named(id) if only_sent.get(&id) == Some(&*origin));
    mark_untyped_files(cx, origin, schema, is_own, types);
    mark_binary_files(schema, types);
}

/// Marks files in parts that are multipart bodies themselves.
fn mark_nested_files(cx: &BuildContext<'_>, content: &mut Content, types: &mut Types) {
    let Content { origin, schema, .. } = content;
    let Some(body) = schema else {
        return;
    };
    for part in keys_of_parts(body, types) {
        let encoding = encoding_of_part(cx, origin, &part);
        let stated = cx
            .text(&encoding, "contentType")
            .and_then(encodings::nested_media_type);
        let Some((_, Codec::Multipart)) = stated else {
            continue;
        };
        let Some(mut schema) = schema_of_part(body, types, &part).cloned() else {
            continue;
        };
        let is_in_items =
            part.is_named() && encodings::may_be_nested(types, schema.item(), Codec::Multipart);
        let nested = if is_in_items {
            schema.item_mut()
        } else {
            &mut schema
        };
        let is_own = nested
            .ty
            .innermost()
            .and_then(|id| types.get(id))
            .is_some_and(|def| def.origin.is_within(origin));
        mark_untyped_files(cx, &encoding, nested, is_own, types);
        mark_binary_files(nested, types);
        if let Some(place) = schema_of_part(body, types, &part) {
            *place = schema;
        }
    }
}

/// Returns the parts of a body: its properties, or the positions of its items.
fn keys_of_parts(body: &Schema, types: &Types) -> Vec<PartKey> {
    if matches!(body.ty, Type::List(_)) {
        return vec![PartKey::Rest];
    }
    let mut keys: Vec<PartKey> = match types.kind(body) {
        Some(TypeKind::Struct(record)) => {
            let names = record
                .properties
                .iter()
                .map(|property| property.wire.clone());
            names.map(PartKey::Named).collect()
        }
        Some(TypeKind::Tuple(items)) => {
            let positions = 0..items.properties.len();
            positions.map(PartKey::Position).collect()
        }
        _ => return Vec::new(),
    };
    keys.push(PartKey::Rest);
    keys
}

fn schema_of_part<'t>(
    body: &'t mut Schema,
    types: &'t mut Types,
    part: &PartKey,
) -> Option<&'t mut Schema> {
    let id = match &mut body.ty {
        Type::List(items) => return Some(items),
        Type::Named(id) => *id,
        _ => return None,
    };
    let kind = &mut types.get_mut(id)?.kind;
    let index = part.index_in(kind);
    let (TypeKind::Struct(record) | TypeKind::Tuple(record)) = kind else {
        return None;
    };
    match (index, &mut record.additional) {
        (Some(index), _) => Some(&mut record.properties.get_mut(index)?.schema),
        (None, Additional::Typed(items)) => Some(items),
        _ => None,
    }
}

/// Returns the location of the encoding of a part.
fn encoding_of_part(cx: &BuildContext<'_>, body: &Origin, part: &PartKey) -> Origin {
    let [prefix, items] = POSITIONS.map(|key| body.child(key));
    match part {
        PartKey::Named(name) => body.child("encoding").child(name),
        PartKey::Position(index) => {
            let origin = prefix.item(*index);
            if cx.document.value(&origin).is_some() {
                origin
            } else {
                items
            }
        }
        PartKey::Rest => items,
    }
}

/// Marks parts without a type as files, whether they have names or positions. `is_own` states
/// whether only this body has the type.
fn mark_untyped_files(
    cx: &BuildContext<'_>,
    origin: &Origin,
    schema: &mut Schema,
    is_own: bool,
    types: &mut Types,
) {
    let [prefix, rest] = POSITIONS.map(|key| origin.child(key));
    let prefixes: Vec<Origin> = cx.document.items(&prefix).collect();
    let kind = match &mut schema.ty {
        Type::List(items) => {
            // The items have one type, so all of their encodings must allow files.
            let encodings: Vec<Origin> = prefixes.into_iter().chain([rest]).collect();
            mark_untyped_file(cx, items, &encodings);
            return;
        }
        Type::Named(id) if is_own => types.get_mut(*id).map(|def| &mut def.kind),
        _ => return,
    };
    match kind {
        Some(TypeKind::Struct(body)) => {
            let encodings = origin.child("encoding");
            for property in &mut body.properties {
                let encoding = encodings.child(&property.wire);
                mark_untyped_file(cx, property.schema.item_mut(), &[encoding]);
            }
        }
        Some(TypeKind::Tuple(body)) => {
            for (index, property) in body.properties.iter_mut().enumerate() {
                let encoding = prefixes.get(index).unwrap_or(&rest);
                mark_untyped_file(cx, &mut property.schema, std::slice::from_ref(encoding));
            }
            if let Additional::Typed(items) = &mut body.additional {
                mark_untyped_file(cx, items, &[rest]);
            }
        }
        _ => {}
    }
}

/// Marks a part without a type as a file, unless an encoding states a media type that files do not
/// have. If an encoding states none, the part is a file only since OpenAPI 3.1, where its default
/// is `application/octet-stream`.
fn mark_untyped_file(cx: &BuildContext<'_>, schema: &mut Schema, encodings: &[Origin]) {
    if schema.ty != Type::Any {
        return;
    }
    let object = cx
        .document
        .value(&cx.document.followed(schema.origin.clone()))
        .and_then(Value::as_object);
    let is_file = encodings
        .iter()
        .all(|encoding| match cx.text(encoding, "contentType") {
            Some(names) => may_name_file(names),
            None => !cx.document.is_3_0(),
        });
    if is_file && object.is_some_and(may_be_file_content) {
        schema.ty = Type::Text(TextFormat::Binary);
    }
}

/// Returns whether the media types of a part allow files: none of them is for objects, and not all
/// of them are for text.
fn may_name_file(names: &str) -> bool {
    let mut is_text = true;
    for name in names.split(',').map(str::trim) {
        let is_any = name == "*/*";
        if !is_any && (is_json(name) || is_xml(name)) {
            return false;
        }
        is_text &= name.starts_with("text/");
    }
    !is_text
}

/// Returns whether a schema without a type may be the content of a file.
fn may_be_file_content(schema: &Map<String, Value>) -> bool {
    // `raise` has added `format: binary` next to a binary `contentMediaType`.
    schema.iter().all(|(key, value)| {
        is_shape_neutral_keyword(key)
            || key == "contentMediaType"
            || (key == "format" && value == "binary")
            || (key == "anyOf" && allows_file_content(value))
    })
}

/// Returns whether a member of `anyOf` may be the content of a file, as in
/// `anyOf: [{type: string}, {}]`.
fn allows_file_content(members: &Value) -> bool {
    let mut members = members.as_array().into_iter().flatten();
    members.any(|member| member.as_object().is_some_and(may_be_file_content))
}

/// Marks parts with `format: binary` as files; within the JSON of a part, such a schema is a
/// string.
fn mark_binary_files(schema: &mut Schema, types: &mut Types) {
    let mut waiting = Vec::new();
    let mut seen = HashSet::new();
    match &mut schema.ty {
        Type::Map(values) => convert_to_file(values, &mut waiting),
        Type::List(items) => convert_to_file(items, &mut waiting),
        Type::Named(id) => waiting.push((*id, BodyLevel::Body)),
        _ => {}
    }
    while let Some((id, level)) = waiting.pop() {
        if !seen.insert((id, level)) {
            continue;
        }
        match (types.get_mut(id).map(|def| &mut def.kind), level) {
            (Some(TypeKind::Struct(body) | TypeKind::Tuple(body)), BodyLevel::Body) => {
                for property in &mut body.properties {
                    convert_to_file(&mut property.schema, &mut waiting);
                }
                if let Additional::Typed(values) = &mut body.additional {
                    convert_to_file(values, &mut waiting);
                }
            }
            (Some(TypeKind::Union(union)), BodyLevel::Body) => {
                let types = union.variants.iter().map(|variant| &variant.schema.ty);
                waiting.extend(types.filter_map(|ty| {
                    if let Type::Named(id) = ty {
                        Some((*id, BodyLevel::Body))
                    } else {
                        None
                    }
                }));
            }
            (Some(TypeKind::Union(union)), BodyLevel::Part) => {
                for variant in &mut union.variants {
                    convert_to_file(&mut variant.schema, &mut waiting);
                }
            }
            (Some(TypeKind::Alias(schema)), BodyLevel::Part) => {
                convert_to_file(schema, &mut waiting)
            }
            _ => {}
        }
    }
}

/// Documents the headers that callers set on files.
fn name_headers(cx: &mut BuildContext<'_>, content: &Content, types: &mut Types) {
    for (part, encoding_origin) in encodings_of_parts(cx, &content.origin, 0) {
        let Some(encoding) = cx.document.value(&encoding_origin) else {
            continue;
        };
        let headers = encoding_origin.child("headers");
        let described =
            part_headers::described_part_headers(cx.document, &encoding_origin, encoding);
        let header_names = described
            .filter(|name| part_headers::header_constant(cx, &headers.child(name)).is_none());
        let names: Vec<String> = header_names.map(|name| format!("`{name}`")).collect();
        if names.is_empty() {
            continue;
        }
        let schema = content.schema.as_ref();
        let Some(Type::Named(id)) = schema.map(|schema| &schema.ty) else {
            continue;
        };
        let Some(kind) = types.get_mut(*id).map(|def| &mut def.kind) else {
            continue;
        };
        let index = part.index_in(kind);
        let (TypeKind::Struct(body) | TypeKind::Tuple(body)) = kind else {
            continue;
        };
        let property = index.and_then(|index| body.properties.get_mut(index));
        if let Some(file) = property
            && file.schema.ty == Type::Text(TextFormat::Upload)
        {
            let sentence = format!(
                "Headers of its part, set on the `Upload`: {}.",
                names.join(", ")
            );
            let docs = file.docs.take().unwrap_or_default();
            // Several bodies may share the type, so its docs may already have the sentence.
            let has_it = docs.contains(&sentence);
            file.docs = Some(if has_it {
                docs
            } else {
                format!("{docs}\n\n{sentence}").trim().to_owned()
            });
        }
    }
}

/// Reports parts that may be either files or other strings: callers can only send strings.
fn report_lost_files(cx: &mut BuildContext<'_>, content: &Content, types: &Types) {
    let body = content
        .schema
        .as_ref()
        .and_then(|schema| types.record(schema));
    for property in body.into_iter().flat_map(|body| &body.properties) {
        let schema = property.schema.item();
        if schema.ty != Type::Text(TextFormat::Plain) {
            continue;
        }
        let object = cx.document.value(&schema.origin);
        let mut members = UNION_KEYWORDS
            .into_iter()
            .filter_map(|key| object?.get(key)?.as_array())
            .flatten()
            .filter_map(Value::as_object);
        if members.any(has_binary_format) {
            let message = format!("`{}` is either a file or another string", property.wire);
            let warning = Diagnostic::warning("file-or-text", message)
                .at(&schema.origin)
                .instead("it is generated as a string, not as a file");
            cx.loosen(warning.help(
                "describe it only as `type: string, format: binary`: an `Upload` can also be created from a string",
            ));
        }
    }
}

/// Handles properties whose objects the client cannot encode in the required media type. Some
/// become strings, in a copy of the body's type if other bodies share it. The others are sent as
/// JSON.
fn replace_unwritable_properties(
    cx: &mut BuildContext<'_>,
    content: &mut Content,
    only_sent: &HashMap<TypeId, Origin>,
    table: &mut TypeTable,
    copies: &mut Copies,
) {
    let unwritten = find_unwritable_properties(cx, content, &table.types);
    let (strings, as_json): (Vec<_>, Vec<_>) = unwritten
        .into_iter()
        .partition(|property| property.may_be_text);
    for Unwritten {
        name, media_type, ..
    } in as_json
    {
        let help = "write `application/json` if the API reads JSON; otherwise, describe the property as a string";
        let warning = unwritable_property_warning(content, &name, &media_type);
        cx.loosen(
            warning
                .instead("objects and arrays are sent as `application/json`")
                .help(help),
        );
    }
    if strings.is_empty() {
        return;
    }
    let Some(Type::Named(id)) = content.schema.as_ref().map(|schema| &schema.ty) else {
        return;
    };
    let id = *id;
    let is_within = table
        .types
        .get(id)
        .is_some_and(|def| def.origin.is_within(&content.origin));
    if !is_within && only_sent.get(&id) != Some(&content.origin) {
        copy_shared_type(table, content, id, &strings, copies);
    }
    let Some(body) = content
        .schema
        .as_ref()
        .and_then(|schema| table.types.record_mut(schema))
    else {
        return;
    };
    for Unwritten {
        name, media_type, ..
    } in strings
    {
        for property in body
            .properties
            .iter_mut()
            .filter(|property| property.wire == name)
        {
            let part = property.schema.item_mut();
            *part = Schema::of(Type::Text(TextFormat::Plain), part.origin.clone());
        }
        let warning = unwritable_property_warning(content, &name, &media_type)
            .instead("the caller passes each as a string in that media type");
        cx.loosen(warning.help("write `application/json` if the API reads JSON"));
    }
}

fn unwritable_property_warning(content: &Content, name: &str, media_type: &str) -> Diagnostic {
    Diagnostic::warning(
        "encoding-content-type",
        format!("values of `{name}` cannot be written as `{media_type}`"),
    )
    .at(&content
        .origin
        .child("encoding")
        .child(name)
        .child("contentType"))
}

/// A property whose values the client cannot encode in the required media type.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Unwritten {
    name: String,
    media_type: String,
    /// Whether callers can pass a string instead.
    may_be_text: bool,
}

fn find_unwritable_properties(
    cx: &BuildContext<'_>,
    content: &Content,
    types: &Types,
) -> Vec<Unwritten> {
    let described = cx
        .document
        .value(&content.origin.child("encoding"))
        .and_then(Value::as_object);
    let Some(described) = described.filter(|all| !all.is_empty()) else {
        return Vec::new();
    };
    let properties = Properties::of(types, content.schema.as_ref());
    if properties.is_array() {
        return Vec::new();
    }
    let body = content
        .schema
        .as_ref()
        .and_then(|schema| types.record(schema));
    let encodings = described.iter().filter_map(|(name, encoding)| {
        if STYLES.iter().any(|key| encoding.get(*key).is_some()) {
            return None;
        }
        let media_types = encoding.get("contentType")?.as_str()?;
        let part = PartKey::Named(name.clone());
        let kind = properties
            .kind(types, &part)
            .filter(|kind| matches!(kind, FormPropertyKind::Nested | FormPropertyKind::Mixed))?;
        let schema = properties.schema(&part);
        let takes_xml = kind == FormPropertyKind::Nested && schema.is_some();
        let may_be_nested = content.codec == Codec::Multipart
            && encodings::nested_media_type(media_types).is_some_and(|(_, codec)| {
                schema.is_some_and(|part| encodings::may_be_nested(types, part.item(), codec))
            });
        if may_be_nested {
            return None;
        }
        let mut named = media_types.split(',').map(str::trim);
        let media_type = named
            .clone()
            .find(|media_type| is_concrete_media_type(media_type))?;
        if named.any(|name| is_json(name) || takes_xml && is_xml(name)) {
            return None;
        }
        let may_be_text = kind == FormPropertyKind::Nested
            && body.is_some_and(|body| {
                body.properties
                    .iter()
                    .any(|property| property.wire == *name)
            });
        Some(Unwritten {
            name: name.clone(),
            media_type: media_type.to_owned(),
            may_be_text,
        })
    });
    encodings.collect()
}

/// Copies of types for bodies, by the original type and the properties that are strings in the
/// copy.
type Copies = HashMap<(TypeId, Vec<Unwritten>), TypeId>;

/// Gives a body its own copy of a shared type, with a name derived from that type.
fn copy_shared_type(
    table: &mut TypeTable,
    content: &mut Content,
    shared: TypeId,
    differs: &[Unwritten],
    copies: &mut Copies,
) {
    let Some(def) = table.types.get(shared).cloned() else {
        return;
    };
    let key = (shared, differs.to_vec());
    let schema_origin = content.origin.child("schema");
    let id = copies.get(&key).copied().unwrap_or_else(|| {
        let form = if content.codec == Codec::Form {
            "form"
        } else {
            "parts"
        };
        let component = table.names.component(&def.origin);
        let shared_use = component
            .map(SchemaUse::of_path)
            .or_else(|| table.schema_use(shared).cloned())
            .unwrap_or_else(|| SchemaUse::of_name("body"));
        table
            .name_facts
            .push(NameFacts::new(shared_use.in_part(form), None));
        table.types.push(TypeDef {
            origin: schema_origin.clone(),
            ..def
        })
    });
    copies.insert(key, id);
    if let Some(schema) = &mut content.schema {
        schema.ty = Type::Named(id);
    }
    for entry in table
        .entries
        .iter_mut()
        .filter(|entry| entry.origin == schema_origin)
    {
        entry.ty = Type::Named(id);
    }
}

/// Moves a multipart body with files before a form, which cannot contain files.
fn prefer_files(body: &mut RequestBody, types: &Types) {
    let is_form = body
        .contents
        .first()
        .is_some_and(|first| first.codec == Codec::Form);
    if !is_form {
        return;
    }
    let with_files = body
        .contents
        .iter()
        .position(|content| content.codec == Codec::Multipart && has_uploads(content, types));
    if let Some(at) = with_files {
        let content = body.contents.remove(at);
        body.contents.insert(0, content);
    }
}

/// Returns whether a property of a body is a file, or an array of files.
fn has_uploads(content: &Content, types: &Types) -> bool {
    let schema = content.schema.as_ref();
    schema
        .and_then(|schema| types.record(schema))
        .is_some_and(|body| {
            body.properties
                .iter()
                .any(|property| property.schema.item().ty == Type::Text(TextFormat::Upload))
        })
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum BodyLevel {
    Body,
    Part,
}

fn convert_to_file(schema: &mut Schema, waiting: &mut Vec<(TypeId, BodyLevel)>) {
    match &mut schema.ty {
        Type::Text(text @ TextFormat::Binary) => {
            *text = TextFormat::Upload;
            schema.constraints = Limits::default();
        }
        Type::List(items) => convert_to_file(items, waiting),
        Type::Named(id) => waiting.push((*id, BodyLevel::Part)),
        _ => {}
    }
}

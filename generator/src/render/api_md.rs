//! `api.md`: one line per method and type, and one per request for its setters, so that changes are easy to review. If
//! it is too long for one page, it links to the pages of a folder.

mod outline;
mod pages;

use proc_macro2::TokenStream;

use super::context::Context;
use super::docs::inline_code;
use super::imports::Imports;
use super::resources::{
    BodyFacts, KEY_SETTER, MethodFacts, OutputFacts, UNIVERSAL_SETTERS, body_type, key_header, stream_method,
};
use super::source_file::header;
use super::surface::text;
use super::{Job, Jobs};
use crate::model::{Framing, MethodAlias, Resource, Schema, Stream, TypeDef, TypeKind};
pub(super) use outline::api_outline;
use pages::Section;

pub(super) fn jobs<'a>(cx: &'a Context<'a>) -> Jobs<'a> {
    vec![Job::several(move || {
        let mut types: Vec<&TypeDef> = cx.api.types.iter().map(|(_, def)| def).collect();
        types.sort_by(|a, b| a.name.cmp(&b.name));
        let types = types.into_iter().map(|def| (def.name.as_str(), type_line(cx, def))).collect();
        Ok(pages::files(&header(cx, "<!--", "-->"), &sections(cx), types))
    })]
}

fn sections<'a>(cx: &'a Context<'a>) -> Vec<Section<'a>> {
    let sections = cx.api.resources.iter().map(|resource| {
        let methods: Vec<MethodFacts<'_>> = cx.operations(resource).filter_map(|one| cx.method(one)).collect();
        let lines = methods.iter().flat_map(|facts| std::iter::once(method(cx, facts)).chain(request_line(cx, facts)));
        let aliases = resource.aliases.iter().filter_map(|alias| alias_line(cx, alias));
        let (count, lines) = (methods.len() + resource.aliases.len(), lines.chain(aliases).collect());
        Section { module: &resource.module, path: path(cx, resource), count, lines }
    });
    sections.filter(|section| section.count > 0).collect()
}

fn path(cx: &Context<'_>, resource: &Resource) -> String {
    cx.way_to(resource).iter().fold("client".to_owned(), |path, step| {
        let argument = step.binds.as_ref().map_or("", |binding| binding.rust.as_str());
        format!("{path}.{}({argument})", step.rust)
    })
}

/// ``- `update(id: String) -> Portal`: PUT `/portals/{id}` ``
fn method<'a>(cx: &'a Context<'a>, facts: &MethodFacts<'a>) -> String {
    let operation = facts.operation;
    let mut imports = Imports::new(cx, "crate::types");
    let parameters = parameters_of(cx, facts, &mut imports);
    let arguments: Vec<String> = parameters.into_iter().map(|(name, ty)| format!("{name}: {ty}")).collect();
    let output = output(cx, facts, &mut imports);
    let signature = format!("{}({}) -> {output}", operation.rust, arguments.join(", "));
    format!("- {}: {} {}", inline_code(&signature), operation.method, inline_code(&operation.path))
}

/// The names and types of the arguments of a method.
fn parameters_of<'a>(cx: &Context<'a>, facts: &MethodFacts<'a>, imports: &mut Imports<'_>) -> Vec<(String, String)> {
    let mut all = Vec::new();
    for parameter in &facts.arguments {
        all.push((parameter.rust.clone(), short(cx, &parameter.schema, imports)));
    }
    if let BodyFacts::Argument(payload) = facts.body {
        all.push(("body".to_owned(), public_text(cx, &imports.shorten(body_type(cx, payload)))));
    }
    all
}

/// The type that a method returns.
fn output<'a>(cx: &Context<'a>, facts: &MethodFacts<'a>, imports: &mut Imports<'_>) -> String {
    match &facts.output {
        OutputFacts::Empty => "()".to_owned(),
        OutputFacts::Raw => "RawResponse".to_owned(),
        OutputFacts::Text => "String".to_owned(),
        OutputFacts::Bytes => "Bytes".to_owned(),
        OutputFacts::Stream(stream) => stream_type(cx, stream, imports),
        OutputFacts::Several(several) => several.name.clone(),
        OutputFacts::Json(schema) | OutputFacts::Xml(schema) => short(cx, schema, imports),
        OutputFacts::Pages(item) => format!("Page<{}>", short(cx, item, imports)),
    }
}

/// ``- `all()`: alias of `client.pets().list()` ``
fn alias_line(cx: &Context<'_>, alias: &MethodAlias) -> Option<String> {
    let operation = cx.api.operations.get(alias.operation)?;
    let target = format!("{}.{}()", path(cx, cx.api.resource(operation.resource)?), operation.rust);
    Some(format!("- {}: alias of {}", inline_code(&format!("{}()", alias.rust)), inline_code(&target)))
}

/// ``  - `stream()`, `pages()` of `Portal`; sets `page: i64` ``: other methods and setters of the request, if any.
fn request_line<'a>(cx: &'a Context<'a>, facts: &MethodFacts<'a>) -> Option<String> {
    let operation = facts.operation;
    let mut imports = Imports::new(cx, "crate::types");
    let mut parts = Vec::new();
    if let Some(item) = facts.paged_item() {
        parts.push(format!("`stream()`, `pages()` of {}", inline_code(&short(cx, item, &mut imports))));
    }
    if let (Some(stream), false) = (&operation.stream, matches!(facts.output, OutputFacts::Stream(_))) {
        let method = stream_method(stream);
        parts.push(inline_code(&format!("{method}() -> {}", stream_type(cx, stream, &mut imports))));
    }
    for other in &facts.other_bodies {
        if let Some(form) = &other.method {
            let ty = public_text(cx, &imports.shorten(body_type(cx, other.payload)));
            parts.push(format!(
                "{} as {}",
                inline_code(&format!("{}(…, body: {ty})", form.name)),
                other.payload.content.media_type
            ));
        }
    }
    if facts.can_download() {
        parts.push("`download()`".to_owned());
    }
    for waiter in &operation.waiters {
        let output = short(cx, &waiter.output, &mut imports);
        parts.push(inline_code(&format!("{}(max) -> {output}", waiter.rust)));
    }
    let setters = setters(cx, facts, &mut imports);
    if !setters.is_empty() {
        parts.push(format!("sets {}", setters.join(", ")));
    }
    (!parts.is_empty()).then(|| format!("  - {}", parts.join("; ")))
}

fn setters<'a>(cx: &'a Context<'a>, facts: &MethodFacts<'a>, imports: &mut Imports<'_>) -> Vec<String> {
    let mut all: Vec<(String, String)> = Vec::new();
    for option in &facts.options {
        all.push((option.name.to_string(), short(cx, &option.parameter.schema, imports)));
    }
    match &facts.body {
        BodyFacts::Spread(spread) => {
            for (name, field) in &spread.setters {
                all.push((name.to_string(), public_text(cx, &imports.shorten(field.setter_type(cx)))));
                all.extend(field.null_setter.iter().map(|setter| (setter.to_string(), String::new())));
            }
            let ty = public_text(cx, &imports.shorten(cx.full_type(&spread.schema.ty)));
            all.push((facts.universal_setter("body").to_string(), ty));
        }
        BodyFacts::Option(payload) => {
            all.push((
                facts.universal_setter("body").to_string(),
                public_text(cx, &imports.shorten(body_type(cx, *payload))),
            ));
        }
        BodyFacts::None | BodyFacts::Argument(_) => {}
    }
    if key_header(facts.operation).is_some() {
        all.push((facts.universal_setter(KEY_SETTER).to_string(), "String".to_owned()));
    }
    if facts.can_omit_body() {
        all.push((facts.universal_setter("without_body").to_string(), String::new()));
    }
    if facts.takes_other_bodies() {
        all.push((format!("{}(media_type)", facts.universal_setter("body_as")), "Upload".to_owned()));
    }
    let written =
        |(name, ty): (String, String)| if ty.is_empty() { format!("{name}()") } else { format!("{name}: {ty}") };
    let mut shown: Vec<String> = all.into_iter().map(|setter| inline_code(&written(setter))).collect();
    // The setters of every request are not listed, unless they have another name here.
    for usual in UNIVERSAL_SETTERS {
        let name = facts.universal_setter(usual).to_string();
        if name != usual {
            shown.push(format!("{} for {}", inline_code(&name), inline_code(usual)));
        }
    }
    shown
}

fn stream_type<'a>(cx: &Context<'a>, stream: &'a Stream, imports: &mut Imports<'_>) -> String {
    let item = short(cx, &stream.item, imports);
    match stream.framing {
        Framing::EventData | Framing::EventObjects => format!("EventStream<{item}>"),
        Framing::Lines | Framing::Records => format!("ValueStream<{item}>"),
    }
}

fn short<'a>(cx: &Context<'a>, schema: &'a Schema, imports: &mut Imports<'_>) -> String {
    public_text(cx, &imports.shorten(cx.full_item_type(schema)))
}

/// Rust code with the items of the runtime as users import them: from the root of the crate.
fn public_text(cx: &Context<'_>, tokens: &TokenStream) -> String {
    let code = text(tokens);
    let mut parts = code.split("crate::runtime::");
    let mut public = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (_, item) = part.split_once("::").unwrap_or(("", part));
        public.push_str(&format!("{}::{item}", cx.crate_name()));
    }
    public
}

fn type_line<'a>(cx: &'a Context<'a>, def: &'a TypeDef) -> String {
    let name = &def.name;
    let mut imports = Imports::new(cx, "crate::types").within("", "");
    match &def.kind {
        TypeKind::Struct(record) | TypeKind::Tuple(record) => {
            let fields: Vec<String> = super::types::fields(cx, def, record)
                .iter()
                .map(|field| format!("{}: {}", field.name, public_text(cx, &imports.shorten(field.ty(cx)))))
                .collect();
            let note = if matches!(def.kind, TypeKind::Tuple(_)) { ", a tuple" } else { "" };
            format!("- `struct {name} {{ {} }}`{note}", fields.join(", "))
        }
        TypeKind::Enum(constants) => {
            let names: Vec<&str> = constants.variants.iter().map(|variant| variant.rust.as_str()).collect();
            format!("- `enum {name} {{ {} }}`", names.join(", "))
        }
        TypeKind::Union(union) => {
            let variants = union.variants.iter();
            let variants: Vec<String> = variants
                .map(|variant| format!("{}({})", variant.rust, short(cx, &variant.schema, &mut imports)))
                .collect();
            format!("- `enum {name} {{ {} }}`", variants.join(", "))
        }
        TypeKind::Alias(target) => format!("- `type {name} = {}`", short(cx, target, &mut imports)),
    }
}

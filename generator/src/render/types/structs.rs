//! An object with known properties, or a tuple: the struct, its constructor and setters, its table.

use proc_macro2::{Ident, TokenStream};
use quote::quote;

use super::fields::{FieldFacts, additional_name, fields};
use super::listing;
use crate::model::{Struct, TypeDef, TypeKind, Usage};
use crate::render::checks::{checks_of_items, checks_of_properties};
use crate::render::context::{Context, ident};
use crate::render::deprecation::{allow_deprecated, deprecated, expect_deprecated};
use crate::render::doc::Doc;
use crate::render::source_file::SourceFile;
use crate::render::xml;

/// The maximum number of arguments that clippy accepts.
const MAX_ARGUMENTS: usize = 7;

struct StructFacts<'a> {
    def: &'a TypeDef,
    record: &'a Struct,
    is_tuple: bool,
    name: Ident,
    fields: Vec<FieldFacts<'a>>,
    /// The field for properties or items that are not in the table.
    rest: Ident,
    /// The schema of the values of that field, if the description has one.
    additional: Option<&'a crate::model::Schema>,
}

pub(super) fn emit<'a>(file: &mut SourceFile<'a>, def: &'a TypeDef, record: &'a Struct) {
    let is_tuple = matches!(def.kind, TypeKind::Tuple(_));
    let facts = StructFacts {
        def,
        record,
        is_tuple,
        name: ident(def.ident()),
        fields: fields(file.cx, def, record),
        rest: rest_name(record, is_tuple),
        additional: record.additional.schema(),
    };
    if def.deprecated {
        file.imports.deprecated_type();
    }
    let declaration = declaration(file, &facts);
    file.push(def.ident(), declaration);
    methods(file, &facts);
    file.push(def.ident(), default(&facts));
    let conversion = conversion(file, &facts);
    file.push(def.ident(), conversion);
    let table = table(file, &facts);
    file.push(def.ident(), table);
    file.imports.add("crate::runtime", "macros");
    let names = facts.fields.iter().map(|field| &field.name);
    let kind = if is_tuple { "tuple" } else { "record" };
    file.push_text(listing::call(kind, &format!("crate::client::API, {}: {}", facts.name, facts.rest), names));
}

fn rest_name(record: &Struct, is_tuple: bool) -> Ident {
    match (additional_name(record), is_tuple) {
        (Some(_), true) => ident("rest"),
        (Some(name), false) => name,
        (None, _) => ident("extra"),
    }
}

fn declaration<'a>(file: &mut SourceFile<'a>, facts: &StructFacts<'a>) -> TokenStream {
    let name = &facts.name;
    let docs = type_docs(file.cx, facts.def).tokens();
    let deprecated = deprecated(facts.def.deprecated, &[facts.def.docs.as_deref()]);
    let fields = facts.fields.iter().map(|field| {
        let docs = field.docs(file.cx).tokens();
        let deprecated = field.deprecated();
        let (name, ty) = (&field.name, field.ty(file.cx, &mut file.imports));
        quote!(#docs #deprecated pub #name: #ty)
    });
    let fields: Vec<TokenStream> = fields.collect();
    let rest = rest_field(file, facts);
    quote! {
        #docs
        #deprecated
        #[non_exhaustive]
        #[derive(Clone)]
        pub struct #name { #(#fields,)* #rest }
    }
}

fn rest_field<'a>(file: &mut SourceFile<'a>, facts: &StructFacts<'a>) -> TokenStream {
    let rest = &facts.rest;
    match facts.additional {
        _ if facts.is_tuple => following(file, facts),
        Some(schema) => {
            let value = file.cx.item_type(schema, &mut file.imports);
            let map = file.imports.name("std::collections", "BTreeMap");
            let kind = file.cx.kind(schema);
            let docs = Doc::new().paragraph(&format!("All other properties by name, each {kind}.")).tokens();
            quote!(#docs pub #rest: #map<String, #value>)
        }
        None => {
            let extra = file.imports.runtime("node", "Extra");
            let docs = unknown_docs("Properties that this version of the crate does not know, by name", facts.def);
            quote!(#docs pub #rest: #extra)
        }
    }
}

/// The field for the items of a tuple that have no field.
fn following<'a>(file: &mut SourceFile<'a>, facts: &StructFacts<'a>) -> TokenStream {
    let rest = &facts.rest;
    match facts.additional {
        Some(schema) => {
            let item = file.cx.item_type(schema, &mut file.imports);
            let docs = Doc::new().paragraph(&format!("All further items, each {}.", file.cx.kind(schema))).tokens();
            quote!(#docs pub #rest: Vec<#item>)
        }
        None => {
            let value = file.imports.name("serde_json", "Value");
            let docs = unknown_docs("Further items, unknown to this version of the crate", facts.def);
            quote!(#docs pub #rest: Vec<#value>)
        }
    }
}

fn unknown_docs(what: &str, def: &TypeDef) -> TokenStream {
    let sent = if def.usage.may_be_sent() { "; those added here are sent" } else { "" };
    Doc::new().paragraph(&format!("{what}{sent}.")).tokens()
}

/// Docs of a type: those of the description, or else its location, and the methods that use it.
pub(super) fn type_docs(cx: &Context<'_>, def: &TypeDef) -> Doc {
    let mut doc = Doc::new().maybe_prose(def.docs.as_deref());
    if doc.is_empty() {
        doc = doc.paragraph(&cx.place_in_words(def).unwrap_or_default());
    }
    let users = cx.users_in_words(def, &doc.text()).unwrap_or_default();
    doc.paragraph(&users)
}

fn methods<'a>(file: &mut SourceFile<'a>, facts: &StructFacts<'a>) {
    if !facts.def.usage.request {
        return;
    }
    file.imports.runtime_trait("node", "Model");
    if facts.fields.iter().any(|field| field.property.deprecated) {
        file.imports.deprecated();
    }
    let constructor = constructor(file, facts);
    file.push_methods(facts.def.ident(), constructor);
    for field in facts.fields.iter().filter(|field| field.is_settable && !field.is_required() && !field.is_asked_for())
    {
        let setter = setter(file, field, &field.name, &quote!(self));
        if field.property.deprecated {
            file.imports.deprecated();
        }
        file.push_methods(facts.def.ident(), setter);
    }
}

fn constructor<'a>(file: &mut SourceFile<'a>, facts: &StructFacts<'a>) -> TokenStream {
    let asked: Vec<&FieldFacts<'_>> = facts.fields.iter().filter(|field| field.is_asked_for()).collect();
    let constants = facts.fields.iter().filter_map(|field| {
        let (name, value) = (&field.name, field.constant()?);
        field.is_required().then(|| quote!(#name: #value))
    });
    let constants: Vec<TokenStream> = constants.collect();
    let expect_deprecated =
        expect_deprecated(facts.fields.iter().any(|field| field.is_required() && field.property.deprecated));
    if asked.is_empty() {
        let value =
            if constants.is_empty() { quote!(Self::blank()) } else { quote!(Self { #(#constants,)* ..Self::blank() }) };
        return quote! {
            #[doc = " Creates a value in which all properties are absent."]
            #expect_deprecated
            pub fn new() -> Self { #value }
        };
    }
    let names: Vec<&Ident> = asked.iter().map(|field| &field.name).collect();
    let arguments = asked.iter().map(|field| {
        let (name, (ty, _)) = (&field.name, field.argument(file.cx, &mut file.imports));
        quote!(#name: #ty)
    });
    let arguments: Vec<TokenStream> = arguments.collect();
    let values = asked.iter().map(|field| {
        let (name, (_, value)) = (&field.name, field.argument(file.cx, &mut file.imports));
        if *name == value.to_string() { quote!(#name) } else { quote!(#name: #value) }
    });
    let values: Vec<TokenStream> = values.collect();
    let expect_many_arguments = (names.len() > MAX_ARGUMENTS)
        .then(|| quote!(#[expect(clippy::too_many_arguments, reason = "every value needs all of them")]));
    quote! {
        #[doc = " Creates a value from the required properties; the methods below set the others."]
        #expect_deprecated
        #expect_many_arguments
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values,)* #(#constants,)* ..Self::blank() }
        }
    }
}

/// The setter `name` of a field of `holder`, and the one that makes it null.
pub(in crate::render) fn setter<'a>(
    file: &mut SourceFile<'a>,
    field: &FieldFacts<'a>,
    name: &Ident,
    holder: &TokenStream,
) -> TokenStream {
    let docs = field.setter_docs(file.cx).tokens();
    let deprecated = field.deprecated();
    let allow_deprecated = allow_deprecated(field.property.deprecated);
    let own = &field.name;
    let (ty, value) = field.argument(file.cx, &mut file.imports);
    let null = null_setter(file, field, holder);
    quote! {
        #docs
        #deprecated
        #allow_deprecated
        pub fn #name(mut self, #own: #ty) -> Self {
            #holder.#own = #value;
            self
        }
        #null
    }
}

/// The setter that makes a field of `holder` null, if null differs from absent.
fn null_setter<'a>(file: &mut SourceFile<'a>, field: &FieldFacts<'a>, holder: &TokenStream) -> Option<TokenStream> {
    let (setter, name) = (field.null_setter.as_ref()?, &field.name);
    let (docs, deprecated, allow_deprecated) =
        (field.null_docs().tokens(), field.deprecated(), allow_deprecated(field.property.deprecated));
    let ty = file.imports.runtime("field", "Field");
    Some(quote! {
        #docs
        #deprecated
        #allow_deprecated
        pub fn #setter(mut self) -> Self {
            #holder.#name = #ty::Null;
            self
        }
    })
}

fn default(facts: &StructFacts<'_>) -> TokenStream {
    if !facts.def.usage.request || facts.fields.iter().any(FieldFacts::is_asked_for) {
        return TokenStream::new();
    }
    let name = &facts.name;
    quote! {
        impl Default for #name {
            fn default() -> Self { Self::new() }
        }
    }
}

/// The maximum number of items for a conversion from a Rust tuple.
const MAX_ITEMS: usize = 6;

/// `From` for a Rust tuple, if a value needs every item and nothing else.
fn conversion<'a>(file: &mut SourceFile<'a>, facts: &StructFacts<'a>) -> TokenStream {
    let is_plain = |field: &FieldFacts<'_>| field.is_asked_for() && !field.property.boxed && !field.property.deprecated;
    let is_offered = facts.is_tuple && facts.def.usage.request && (2..=MAX_ITEMS).contains(&facts.fields.len());
    if !is_offered || !facts.fields.iter().all(is_plain) {
        return TokenStream::new();
    }
    let name = &facts.name;
    let fields: Vec<&Ident> = facts.fields.iter().map(|field| &field.name).collect();
    let types: Vec<TokenStream> = facts.fields.iter().map(|field| field.ty(file.cx, &mut file.imports)).collect();
    quote! {
        impl From<(#(#types),*)> for #name {
            fn from((#(#fields),*): (#(#types),*)) -> Self {
                Self { #(#fields,)* ..Self::blank() }
            }
        }
    }
}

fn table<'a>(file: &mut SourceFile<'a>, facts: &StructFacts<'a>) -> TokenStream {
    let (name, text) = (&facts.name, facts.def.ident());
    let table = file.imports.runtime("api", "Table");
    let usage = facts.def.usage;
    let properties: Vec<TokenStream> = facts.fields.iter().map(|field| property(file, field, usage)).collect();
    let checks = match (usage.request, facts.is_tuple) {
        (false, _) => Vec::new(),
        (true, true) => checks_of_items(file.cx, facts.record, &mut file.imports),
        (true, false) => checks_of_properties(&facts.record.constraints, &mut file.imports),
    };
    let checked = (!checks.is_empty()).then(|| quote!(.checked(&[#(#checks),*])));
    quote! {
        impl #name {
            pub(crate) const TABLE: &'static #table = &#table::new(#text, &[#(#properties),*]) #checked;
        }
    }
}

fn property<'a>(file: &mut SourceFile<'a>, field: &FieldFacts<'a>, usage: Usage) -> TokenStream {
    let (is_sent, is_xml) = (usage.request, usage.xml && file.cx.speaks_xml);
    let property = file.imports.runtime("api", "Property");
    let wire = &field.property.wire;
    let base = if field.is_required() { ident("required") } else { ident("optional") };
    // Responses are not checked.
    let checks = match is_sent {
        true => file.cx.checks(&field.property.schema, &mut file.imports),
        false => Vec::new(),
    };
    let checks = (!checks.is_empty()).then(|| quote!(.check(&[#(#checks),*])));
    let secret = file.cx.resolve(&field.property.schema).secret.then(|| quote!(.secret()));
    let read_only = (is_sent && field.property.read_only).then(|| quote!(.read_only()));
    let always_sent = field.is_always_sent.then(|| quote!(.always_sent()));
    let xml = if is_xml { xml::value(file.cx, &field.property.schema, &mut file.imports) } else { None };
    let xml = xml.map(|xml| quote!(.xml(#xml)));
    quote!(#property::#base(#wire) #read_only #always_sent #checks #secret #xml)
}

//! An object with known properties, or a tuple: the struct, its constructor and setters, and its
//! table.

use code_format::{Code, Ident, code};

use super::added_code::{derives_and_attributes, push_std_traits};
use super::fields::{deprecated_field, field_argument, field_constant, field_docs, field_rules};
use crate::checks::{checks_of_items, checks_of_properties};
use crate::context::{RenderContext, make_ident};
use crate::deprecation::{allow_deprecated, deprecated_attribute, expect_deprecated};
use crate::doc::Doc;
use crate::docs::inline_code;
use crate::rust_type::{Argument, expect_many_arguments, type_tokens};
use crate::source_file::RustSourceFile;
use crate::xml;
use model::{Additional, Presence, Struct, TypeDef, TypeKind};
use naming::{Scope, ScopeKind};
use surface::{FieldFacts, converts_from_tuple, rest_name};

struct StructFacts<'a> {
    def: &'a TypeDef,
    record: &'a Struct,
    is_tuple: bool,
    name: Ident,
    fields: Vec<FieldFacts<'a>>,
    /// The field for properties or items that are not in the table.
    rest: Ident,
    /// The private field that records which properties are `null`, for properties whose types
    /// cannot express it.
    nulls: Option<Ident>,
}

pub(super) fn emit_struct<'a>(file: &mut RustSourceFile<'a>, def: &'a TypeDef, record: &'a Struct) {
    let cx = file.cx;
    let fields = cx.index.fields(def, record);
    let facts = StructFacts {
        def,
        record,
        is_tuple: matches!(def.kind, TypeKind::Tuple(_)),
        name: make_ident(def.ident()),
        rest: make_ident(&rest_name(def, record)),
        nulls: nulls_name(record, &fields),
        fields,
    };
    if def.deprecated {
        file.imports.allow_deprecated_types();
    }
    file.push(def.ident(), struct_declaration(cx, &facts));
    push_struct_methods(file, &facts);
    let default = default_impl(&facts);
    let has_default = !default.is_empty();
    file.push(def.ident(), default);
    push_std_traits(file, def, has_default);
    if converts_from_tuple(def, &facts.fields) {
        file.imports.runtime_trait("node", "Model");
        file.push(def.ident(), tuple_conversion(cx, &facts));
    }
    file.push(def.ident(), struct_table(cx, &facts));
    let names = facts
        .fields
        .iter()
        .map(|field| make_ident(&field.property.rust));
    let kind = if facts.is_tuple { "tuple" } else { "record" };
    let nulls = facts
        .nulls
        .as_ref()
        .map(|nulls| format!(" {nulls}"))
        .unwrap_or_default();
    file.push_listing(
        kind,
        &format!("{}: {}{nulls}", facts.name, facts.rest),
        names,
    );
}

fn nulls_name(record: &Struct, fields: &[FieldFacts<'_>]) -> Option<Ident> {
    if !fields
        .iter()
        .any(|field| field.presence == Presence::OptionalOrNull)
    {
        return None;
    }
    let mut scope = Scope::new(ScopeKind::Fields);
    for property in &record.properties {
        scope.reserve(&property.rust);
    }
    Some(make_ident(
        &scope
            .claim_any(&["nulls".to_owned(), "null_properties".to_owned()])
            .name,
    ))
}

fn struct_declaration<'a>(cx: &RenderContext<'a>, facts: &StructFacts<'a>) -> Code {
    let name = &facts.name;
    let docs = type_docs(cx, facts.def).tokens();
    let deprecated = deprecated_attribute(facts.def.deprecated, &[facts.def.docs.as_deref()]);
    let fields = facts.fields.iter().map(|field| {
        let docs = field_docs(cx, field).tokens();
        let deprecated = deprecated_field(field);
        let name = make_ident(&field.property.rust);
        let ty = type_tokens(&field.ty(&cx.index));
        code!(#docs #deprecated pub #name: #ty)
    });
    let rest = rest_field(cx, facts);
    let nulls = facts
        .nulls
        .iter()
        .map(|nulls| code!(#nulls: crate::runtime::node::Nulls));
    let derives_and_attributes = derives_and_attributes(facts.def);
    code! {
        #docs
        #deprecated
        #[non_exhaustive]
        #derives_and_attributes
        pub struct #name { #(#fields,)* #rest, #(#nulls),* }
    }
}

/// Returns the field for properties or items without a separate field.
fn rest_field<'a>(cx: &RenderContext<'a>, facts: &StructFacts<'a>) -> Code {
    let rest = &facts.rest;
    let ty = type_tokens(&cx.index.rest_type(facts.def, facts.record));
    let kind = facts
        .record
        .additional
        .schema()
        .map(|schema| cx.linked_type(schema));
    let text = match (kind, facts.is_tuple) {
        (Some(kind), false) => format!("All other properties by name, each {kind}."),
        (Some(kind), true) => format!("All further items, each {kind}."),
        (None, is_tuple) => {
            let sent = if facts.def.usage.may_be_sent() {
                "; those added here are sent"
            } else {
                ""
            };
            if is_tuple {
                format!("Further items, unknown to this version of the crate{sent}.")
            } else {
                format!("Properties that this version of the crate does not know, by name{sent}.")
            }
        }
    };
    let docs = Doc::new().paragraph(&text).tokens();
    code!(#docs pub #rest: #ty)
}

/// Returns the docs of a type: those in the description, or else its location, and the methods that
/// use it.
pub(super) fn type_docs(cx: &RenderContext<'_>, def: &TypeDef) -> Doc {
    let mut doc = cx.docs_of_prose(def.docs.as_deref());
    if doc.is_empty() {
        doc = doc.paragraph(&cx.describe_origin(def).unwrap_or_default());
    }
    let users = cx.describe_users(def, &doc.text()).unwrap_or_default();
    doc.paragraph(&users)
}

fn push_struct_methods<'a>(file: &mut RustSourceFile<'a>, facts: &StructFacts<'a>) {
    if !facts.def.usage.request {
        return;
    }
    file.imports.runtime_trait("node", "Model");
    file.push_methods(facts.def.ident(), struct_constructor(file.cx, facts));
    for field in facts.fields.iter().filter(|field| field.has_setter()) {
        file.push_methods(
            facts.def.ident(),
            field_setter(file.cx, field, &field.property.rust, &code!(self)),
        );
    }
}

fn struct_constructor<'a>(cx: &RenderContext<'a>, facts: &StructFacts<'a>) -> Code {
    let mut arguments = Vec::new();
    let mut values = Vec::new();
    for field in facts.fields.iter().filter(|field| field.is_asked_for) {
        let name = make_ident(&field.property.rust);
        let Argument {
            ty,
            value,
            is_converted,
        } = field_argument(cx, field);
        arguments.push(code!(#name: #ty));
        values.push(if is_converted {
            code!(#name: #value)
        } else {
            code!(#name)
        });
    }
    let mut constants = Vec::new();
    for field in &facts.fields {
        if let Some(value) = field_constant(cx, field) {
            let name = make_ident(&field.property.rust);
            constants.push(code!(#name: #value));
        }
    }
    let expect_deprecated = expect_deprecated(facts.fields.iter().any(|field| {
        field.property.deprecated && (field.is_required() || field_constant(cx, field).is_some())
    }));
    if arguments.is_empty() {
        let docs = if constants.is_empty() {
            " Creates a value in which all properties are absent."
        } else {
            " Creates a value that has only the properties with a constant value."
        };
        let value = if constants.is_empty() {
            code!(Self::blank())
        } else {
            code!(Self { #(#constants,)* ..Self::blank() })
        };
        return code! {
            #[doc = #docs]
            #expect_deprecated
            pub fn new() -> Self { #value }
        };
    }
    let expect_many_arguments =
        expect_many_arguments(arguments.len(), "every value needs all of them");
    code! {
        #[doc = " Creates a value from the required properties; the methods below set the others."]
        #expect_deprecated
        #expect_many_arguments
        pub fn new(#(#arguments),*) -> Self {
            Self { #(#values,)* #(#constants,)* ..Self::blank() }
        }
    }
}

/// A setter of a field.
struct FieldSetter<'m> {
    docs: Doc,
    name: &'m str,
    /// The argument, with its type.
    argument: Option<Code>,
    value: Code,
}

impl FieldSetter<'_> {
    /// Returns the method, which sets the field of `holder`.
    fn tokens(self, field: &FieldFacts<'_>, holder: &Code) -> Code {
        let docs = self.docs.tokens();
        let deprecated = deprecated_field(field);
        let allow_deprecated = allow_deprecated(field.property.deprecated);
        let name = make_ident(self.name);
        let argument = self.argument;
        let field = make_ident(&field.property.rust);
        let value = self.value;
        code! {
            #docs
            #deprecated
            #allow_deprecated
            pub fn #name(mut self, #argument) -> Self {
                #holder.#field = #value;
                self
            }
        }
    }
}

/// Returns the setter `name` of a field of `holder`; also the setter of null, if null differs from
/// absent.
pub(crate) fn field_setter<'a>(
    cx: &RenderContext<'a>,
    field: &FieldFacts<'a>,
    name: &str,
    holder: &Code,
) -> Code {
    let property = field.property;
    let argument_name = make_ident(&property.rust);
    let Argument { ty, value, .. } = field_argument(cx, field);
    let summary = cx
        .summary_of_value(property.docs.as_deref(), &property.schema)
        .unwrap_or_default();
    let setter = FieldSetter {
        docs: Doc::new()
            .paragraph(&summary)
            .paragraph(&field_rules(cx, field).join(" ")),
        name,
        argument: Some(code!(#argument_name: #ty)),
        value,
    };
    let mut setters = setter.tokens(field, holder);
    if let Some(name) = &field.null_setter {
        let null_setter = FieldSetter {
            docs: Doc::new().paragraph(&format!(
                "Sends `null` for {}.",
                inline_code(&property.wire)
            )),
            name,
            argument: None,
            value: code!(crate::runtime::field::Field::Null),
        };
        setters.extend(null_setter.tokens(field, holder));
    }
    setters
}

fn default_impl(facts: &StructFacts<'_>) -> Code {
    if !facts.def.usage.request || facts.fields.iter().any(|field| field.is_asked_for) {
        return Code::new();
    }
    let name = &facts.name;
    code! {
        impl Default for #name {
            fn default() -> Self { Self::new() }
        }
    }
}

/// Returns the `From` conversion from a Rust tuple of a type whose values need every item and
/// nothing else.
fn tuple_conversion<'a>(cx: &RenderContext<'a>, facts: &StructFacts<'a>) -> Code {
    let name = &facts.name;
    let fields: Vec<Ident> = facts
        .fields
        .iter()
        .map(|field| make_ident(&field.property.rust))
        .collect();
    let types: Vec<Code> = facts
        .fields
        .iter()
        .map(|field| type_tokens(&field.ty(&cx.index)))
        .collect();
    code! {
        impl From<(#(#types),*)> for #name {
            fn from((#(#fields),*): (#(#types),*)) -> Self {
                Self { #(#fields,)* ..Self::blank() }
            }
        }
    }
}

fn struct_table<'a>(cx: &RenderContext<'a>, facts: &StructFacts<'a>) -> Code {
    let name = &facts.name;
    let text = facts.def.ident();
    let table = code!(crate::runtime::api::Table);
    let properties = facts
        .fields
        .iter()
        .map(|field| table_property(cx, facts, field));
    let checks = match (facts.def.usage.request, facts.is_tuple) {
        (false, _) => Vec::new(),
        (true, true) => checks_of_items(cx, facts.record),
        (true, false) => checks_of_properties(&facts.record.constraints),
    };
    let checked_setter = (!checks.is_empty()).then(|| code!(.checked(&[#(#checks),*])));
    let numbers = match &facts.record.additional {
        Additional::Typed(others) if cx.api.types.has_numbers_in_strings(others) => {
            code!(.numbers_in_strings())
        }
        _ => Code::new(),
    };
    code! {
        impl #name {
            pub(crate) const TABLE: &'static #table = &#table::new(#text, &[#(#properties),*]) #checked_setter #numbers;
        }
    }
}

fn table_property<'a>(
    cx: &RenderContext<'a>,
    facts: &StructFacts<'a>,
    field: &FieldFacts<'a>,
) -> Code {
    let usage = facts.def.usage;
    let is_sent = usage.request;
    let schema = &field.property.schema;
    let wire = &field.property.wire;
    let base = if field.is_required() {
        make_ident("required")
    } else {
        make_ident("optional")
    };
    // Responses are not checked.
    let checks = if is_sent {
        cx.checks(schema)
    } else {
        Vec::new()
    };
    let check_setter = (!checks.is_empty()).then(|| code!(.check(&[#(#checks),*])));
    // Other secrets are known by their names.
    let secret = (facts.is_tuple && cx.index.resolve(schema).secret).then(|| code!(.secret()));
    let numbers = cx
        .api
        .types
        .has_numbers_in_strings(schema)
        .then(|| code!(.numbers_in_strings()));
    let read_only = (is_sent && field.property.read_only).then(|| code!(.read_only()));
    let always_sent = field.is_always_sent.then(|| code!(.always_sent()));
    let nullable = (field.presence == Presence::OptionalOrNull).then(|| code!(.nullable()));
    let xml_form = if usage.xml && cx.speaks_xml {
        xml::xml_value_form(cx, schema)
    } else {
        None
    };
    let xml_setter = xml_form.map(|form| code!(.xml(#form)));
    code!(crate::runtime::api::Property::#base(#wire) #read_only #always_sent #nullable #check_setter #secret #numbers #xml_setter)
}

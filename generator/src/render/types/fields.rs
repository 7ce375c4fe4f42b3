//! Facts of the fields of a struct, computed before printing.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::model::{Additional, Presence, Property, Struct, TypeDef};
use crate::naming;
use crate::render::context::{Context, ident};
use crate::render::deprecation::deprecated;
use crate::render::doc::Doc;
use crate::render::docs::inline_code;
use crate::render::imports::Imports;

pub(crate) struct FieldFacts<'a> {
    pub(crate) property: &'a Property,
    pub(crate) name: Ident,
    pub(crate) presence: Presence,
    /// Whether users set it, as it is not read-only.
    pub(crate) is_settable: bool,
    /// Whether it is omitted from requests; always false in a type that is never sent.
    pub(crate) is_omitted: bool,
    /// Whether every request has it, though responses lack it.
    pub(crate) is_always_sent: bool,
    is_asked_for: bool,
    /// The setter that makes it `null`, beside the one for values.
    pub(crate) null_setter: Option<Ident>,
}

pub(crate) fn fields<'a>(cx: &Context<'a>, def: &'a TypeDef, record: &'a Struct) -> Vec<FieldFacts<'a>> {
    let mut fields: Vec<FieldFacts<'a>> = record.properties.iter().map(|property| facts(cx, def, property)).collect();
    if fields.iter().any(|field| field.presence == Presence::Field) {
        let mut scope = naming::Scope::new(naming::ScopeKind::Fields);
        record.properties.iter().for_each(|property| scope.reserve(&property.rust));
        fields.iter_mut().for_each(|field| field.name_null_setter(&field.property.rust, &mut scope));
    }
    fields
}

fn facts<'a>(cx: &Context<'a>, def: &TypeDef, property: &'a Property) -> FieldFacts<'a> {
    let presence = cx.api.types.presence(def, property);
    let is_settable = !property.read_only;
    let is_always_sent = property.is_always_sent(def);
    let is_omitted = property.read_only && def.usage.may_be_sent();
    FieldFacts {
        property,
        name: ident(&property.rust),
        presence,
        is_settable,
        is_omitted,
        is_always_sent,
        is_asked_for: cx.api.types.is_asked_for(def, property),
        null_setter: None,
    }
}

impl<'a> FieldFacts<'a> {
    pub(crate) fn deprecated(&self) -> Option<TokenStream> {
        deprecated(self.property.deprecated, &[self.property.docs.as_deref()])
    }

    /// Whether every value has it.
    pub(crate) fn is_required(&self) -> bool {
        self.presence.is_required()
    }

    /// Whether `new` takes it: it is required and has more than one possible value.
    pub(crate) fn is_asked_for(&self) -> bool {
        self.is_asked_for
    }

    /// The only value of a required field, as an expression.
    pub(crate) fn constant(&self) -> Option<TokenStream> {
        match self.property.constant().filter(|_| self.presence == Presence::Required)? {
            Value::String(text) => Some(quote!(#text.into())),
            Value::Bool(value) => Some(quote!(#value)),
            _ => None,
        }
    }

    /// Names the setter that makes it `null`: `title_null`, or another name if that is taken.
    pub(crate) fn name_null_setter(&mut self, setter: &str, scope: &mut naming::Scope) {
        if self.presence == Presence::Field {
            let name = setter.trim_end_matches('_');
            let candidates = [format!("{name}_null"), format!("set_{name}_null")];
            self.null_setter = Some(ident(&scope.claim_any(&candidates).name));
        }
    }

    pub(crate) fn setter_type(&self, cx: &Context<'a>, imports: &mut Imports<'_>) -> TokenStream {
        match self.presence {
            Presence::Optional | Presence::Field => cx.type_of(&self.property.schema.ty, imports),
            _ => self.ty(cx, imports),
        }
    }

    pub(crate) fn ty(&self, cx: &Context<'a>, imports: &mut Imports<'_>) -> TokenStream {
        let inner = cx.type_of(&self.property.schema.ty, imports);
        let inner = if self.property.boxed { quote!(Box<#inner>) } else { inner };
        match self.presence {
            Presence::Required => inner,
            Presence::Nullable | Presence::Optional => quote!(Option<#inner>),
            Presence::Field => {
                let field = imports.runtime("field", "Field");
                quote!(#field<#inner>)
            }
        }
    }

    /// The argument for its value, and the stored expression.
    pub(crate) fn argument(&self, cx: &Context<'a>, imports: &mut Imports<'_>) -> (TokenStream, TokenStream) {
        let (schema, name) = (&self.property.schema, &self.name);
        if self.presence == Presence::Nullable {
            // A string, a value, or `None`.
            let inner = cx.type_of(&schema.ty, imports);
            let inner = if self.property.boxed { quote!(Box<#inner>) } else { inner };
            let field = imports.runtime("field", "Field");
            return (quote!(impl Into<#field<#inner>>), quote!(#name.into().into_value()));
        }
        let argument = cx.argument(schema, name, imports);
        let value = argument.value;
        let value = if self.property.boxed { quote!(Box::new(#value)) } else { value };
        let value = match self.presence {
            Presence::Optional => quote!(Some(#value)),
            Presence::Field => {
                let field = imports.runtime("field", "Field");
                quote!(#field::Value(#value))
            }
            Presence::Required | Presence::Nullable => value,
        };
        (argument.ty, value)
    }

    /// The docs of the field: those of the description, then the constraints.
    pub(crate) fn docs(&self, cx: &Context<'a>) -> Doc {
        let property = self.property;
        let doc = Doc::new().maybe_prose(property.docs.as_deref());
        let rules = self.rules(cx).join(" ");
        if !doc.is_empty() {
            return doc.paragraph(&rules);
        }
        if let Some(summary) = cx.summary_of_type(&property.schema) {
            return doc.paragraph(&summary).paragraph(&rules);
        }
        doc.paragraph(&rules)
    }

    /// The docs of a setter: the first sentence, and the constraints.
    pub(crate) fn setter_docs(&self, cx: &Context<'a>) -> Doc {
        let summary = cx.summary_of_value(self.property.docs.as_deref(), &self.property.schema);
        Doc::new().paragraph(&summary.unwrap_or_default()).paragraph(&self.rules(cx).join(" "))
    }

    pub(crate) fn null_docs(&self) -> Doc {
        Doc::new().paragraph(&format!("Sends `null` for {}.", inline_code(&self.property.wire)))
    }

    /// The constraints, as sentences.
    pub(crate) fn rules(&self, cx: &Context<'a>) -> Vec<String> {
        let mut rules = cx.rules(&self.property.wire, &self.property.schema);
        if self.is_omitted {
            rules.push("Read-only: not sent.".to_owned());
        }
        if self.is_always_sent {
            rules.push("Write-only: in every request, but in no response.".to_owned());
        } else if self.property.write_only {
            rules.push("Write-only: not in responses.".to_owned());
        }
        rules
    }
}

/// The name of the field for properties that are not in the table, if it is public; else it is `extra`.
pub(crate) fn additional_name(record: &Struct) -> Option<Ident> {
    if !matches!(record.additional, Additional::Typed(_)) {
        return None;
    }
    let mut scope = naming::Scope::new(naming::ScopeKind::Fields);
    for property in &record.properties {
        scope.reserve(&property.rust);
    }
    Some(ident(&scope.claim("additional").name))
}

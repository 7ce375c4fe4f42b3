//! Facts about the fields of a struct, which are computed before printing.

use proc_macro2::{Ident, TokenStream};
use quote::quote;
use serde_json::Value;

use crate::context::{RenderContext, make_ident};
use crate::deprecation::deprecated_attribute;
use crate::doc::Doc;
use crate::rust_type::{Argument, enum_value};
use crate::surface::source::ItemSource;
use model::{Presence, Property, Schema, Struct, Type, TypeDef};

pub(crate) struct FieldFacts<'a> {
    def: &'a TypeDef,
    pub(crate) property: &'a Property,
    pub(crate) name: Ident,
    pub(crate) presence: Presence,
    /// Whether users can set the field: it is not read-only.
    pub(crate) is_settable: bool,
    /// Whether requests omit the field; always false in a type that is never sent.
    pub(crate) is_omitted: bool,
    /// Whether every request has the field, although responses lack it.
    pub(crate) is_always_sent: bool,
    is_asked_for: bool,
    /// The setter that makes the field `null`, in addition to the setter of values.
    pub(crate) null_setter: Option<Ident>,
}

pub(crate) fn struct_field_facts<'a>(
    cx: &RenderContext<'a>,
    def: &'a TypeDef,
    record: &'a Struct,
) -> Vec<FieldFacts<'a>> {
    let mut fields: Vec<FieldFacts<'a>> = record
        .properties
        .iter()
        .map(|property| property_field_facts(cx, def, property))
        .collect();
    if fields.iter().any(|field| field.presence == Presence::Field) {
        let mut scope = naming::Scope::new(naming::ScopeKind::Fields);
        for property in &record.properties {
            scope.reserve(&property.rust);
        }
        for field in &mut fields {
            field.name_null_setter(&field.property.rust, &mut scope);
        }
    }
    fields
}

fn property_field_facts<'a>(
    cx: &RenderContext<'a>,
    def: &'a TypeDef,
    property: &'a Property,
) -> FieldFacts<'a> {
    let presence = cx.api.types.presence(def, property);
    FieldFacts {
        def,
        property,
        name: make_ident(&property.rust),
        presence,
        is_settable: !property.read_only,
        is_omitted: property.read_only && def.usage.may_be_sent(),
        is_always_sent: property.is_always_sent(def),
        is_asked_for: cx.api.types.is_asked_for_as(presence, def, property),
        null_setter: None,
    }
}

impl<'a> RenderContext<'a> {
    /// Returns the docs of a property or parameter, or else the first sentence about its type.
    pub(crate) fn docs_of_value(&self, prose: Option<&str>, schema: &'a Schema) -> Doc {
        let doc = Doc::new().maybe_prose(prose);
        if doc.is_empty() {
            doc.paragraph(&self.summary_of_type(schema).unwrap_or_default())
        } else {
            doc
        }
    }
}

impl<'a> FieldFacts<'a> {
    pub(crate) fn deprecated(&self) -> Option<TokenStream> {
        deprecated_attribute(self.property.deprecated, &[self.property.docs.as_deref()])
    }

    /// Returns the mark of an item that comes from the property.
    pub(crate) fn source(&self, cx: &RenderContext<'_>) -> Option<TokenStream> {
        let (whole, part) = (&self.def.origin, &self.property.schema.origin);
        cx.mark_source(ItemSource::of_part(whole, part))
    }

    /// Returns whether every value has the field.
    pub(crate) fn is_required(&self) -> bool {
        self.presence.is_required()
    }

    /// Returns whether `new` takes the field: it is required and has more than one possible value.
    pub(crate) fn is_asked_for(&self) -> bool {
        self.is_asked_for
    }

    /// Returns the only value of a required field or discriminator, as an expression.
    pub(crate) fn constant(&self, cx: &RenderContext<'a>) -> Option<TokenStream> {
        let value = match cx.api.types.constant(self.property)?.as_ref() {
            Value::String(text) => quote!(#text.into()),
            Value::Bool(value) => quote!(#value),
            value => match cx.resolve(&self.property.schema).ty {
                Type::Named(id) => enum_value(cx.def(*id)?, value)?,
                _ => return None,
            },
        };
        match self.presence {
            Presence::Required => Some(value),
            Presence::Optional if self.property.is_tag => Some(quote!(Some(#value))),
            _ => None,
        }
    }

    /// Names the setter that makes the field `null`: `title_null`, or another name if that is taken.
    pub(crate) fn name_null_setter(&mut self, setter: &str, scope: &mut naming::Scope) {
        if self.presence == Presence::Field {
            let name = setter.trim_end_matches('_');
            let candidates = [format!("{name}_null"), format!("set_{name}_null")];
            self.null_setter = Some(make_ident(&scope.claim_any(&candidates).name));
        }
    }

    pub(crate) fn setter_type(&self, cx: &RenderContext<'a>) -> TokenStream {
        match self.presence {
            Presence::Optional | Presence::OptionalOrNull | Presence::Field => {
                cx.full_type(&self.property.schema.ty)
            }
            _ => self.ty(cx),
        }
    }

    /// Returns the type of a value that is not null.
    fn inner_type(&self, cx: &RenderContext<'a>) -> TokenStream {
        let inner = cx.full_type(&self.property.schema.ty);
        if self.property.boxed {
            quote!(Box<#inner>)
        } else {
            inner
        }
    }

    pub(crate) fn ty(&self, cx: &RenderContext<'a>) -> TokenStream {
        let inner = self.inner_type(cx);
        match self.presence {
            Presence::Required => inner,
            Presence::Nullable | Presence::Optional | Presence::OptionalOrNull => {
                quote!(Option<#inner>)
            }
            Presence::Field => quote!(crate::runtime::field::Field<#inner>),
        }
    }

    /// Returns the argument for the value of the field, and the expression that is stored.
    pub(crate) fn argument(&self, cx: &RenderContext<'a>) -> Argument {
        let name = &self.name;
        if self.presence == Presence::Nullable {
            // Accepts a string, a value, or `None`.
            let inner = self.inner_type(cx);
            let ty = quote!(impl Into<crate::runtime::field::Field<#inner>>);
            return Argument {
                ty,
                value: quote!(#name.into().into_option()),
                is_converted: true,
            };
        }
        let mut argument = cx.argument(&self.property.schema, name);
        if self.property.boxed {
            let value = argument.value;
            argument.value = quote!(Box::new(#value));
            argument.is_converted = true;
        }
        let value = argument.value;
        argument.value = match self.presence {
            Presence::Required | Presence::Nullable => value,
            Presence::Optional | Presence::OptionalOrNull => quote!(Some(#value)),
            Presence::Field => quote!(crate::runtime::field::Field::Value(#value)),
        };
        argument.is_converted |= self.presence != Presence::Required;
        argument
    }

    /// Returns the docs of the field: those in the description, then the constraints.
    pub(crate) fn docs(&self, cx: &RenderContext<'a>) -> Doc {
        let rules = self.rules(cx).join(" ");
        cx.docs_of_value(self.property.docs.as_deref(), &self.property.schema)
            .paragraph(&rules)
    }

    /// Returns the constraints, as sentences.
    pub(crate) fn rules(&self, cx: &RenderContext<'a>) -> Vec<String> {
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

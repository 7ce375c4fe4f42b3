//! XML forms of values, as emitted code; only for API parts that use XML.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::Context;
use super::imports::Imports;
use crate::model::{Schema, Type, Xml, XmlPart};

/// The XML form of a value as a value of the runtime's type; `None` if the description has none.
pub(super) fn value<'a>(cx: &Context<'a>, schema: &'a Schema, imports: &mut Imports<'_>) -> Option<TokenStream> {
    let silent = Xml::default();
    let own = schema.xml.as_deref().unwrap_or(&silent);
    let Type::List(item) = cx.resolve(schema).ty else {
        return (*own != silent).then(|| expression(own, None, imports));
    };
    let said = item.xml.as_deref().unwrap_or(&silent);
    if own.wrapped {
        let items = expression(said, None, imports);
        return Some(expression(own, Some(&items), imports));
    }
    // The name of an array counts only if it has a wrapper element.
    let unwrapped = Xml { attribute: own.attribute, ..said.clone() };
    (unwrapped != silent).then(|| expression(&unwrapped, None, imports))
}

/// The root element always exists, so an array is always inside of it.
pub(super) fn root<'a>(cx: &Context<'a>, schema: &'a Schema, imports: &mut Imports<'_>) -> TokenStream {
    let silent = Xml::default();
    let own = schema.xml.as_deref().unwrap_or(&silent);
    let own = Xml { attribute: false, ..own.clone() };
    let items = match cx.resolve(schema).ty {
        Type::List(item) => Some(expression(item.xml.as_deref().unwrap_or(&silent), None, imports)),
        _ => None,
    };
    expression(&own, items.as_ref(), imports)
}

/// The function that serializes a part of a body.
pub(super) fn part(part: &XmlPart, imports: &mut Imports<'_>) -> TokenStream {
    let items = part.items.as_ref().map(|items| expression(items, None, imports));
    let root = expression(&Xml { attribute: false, ..part.root.clone() }, items.as_ref(), imports);
    let write = imports.runtime("xml", "to_text");
    quote!(|part| #write(#root, part, &[]))
}

fn expression(xml: &Xml, items: Option<&TokenStream>, imports: &mut Imports<'_>) -> TokenStream {
    let ty = imports.runtime("api", "Xml");
    let text = |text: &Option<String>| text.as_ref().map(|text| quote!(Some(#text)));
    let name = xml.name.as_ref().map(|name| quote!(name: #name,));
    let prefix = text(&xml.prefix).map(|prefix| quote!(prefix: #prefix,));
    let namespace = text(&xml.namespace).map(|namespace| quote!(namespace: #namespace,));
    let attribute = xml.attribute.then(|| quote!(attribute: true,));
    let items = items.map(|items| quote!(items: Some(#items),));
    quote!(&#ty { #name #prefix #namespace #attribute #items ..#ty::PLAIN })
}

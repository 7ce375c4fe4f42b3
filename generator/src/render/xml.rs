//! Expressions for the XML forms of values, in APIs that use XML.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::RenderContext;
use crate::model::{Schema, Type, Xml, XmlPart};

/// Returns the XML form of a value as an expression of the runtime's type; `None` if the description has no form.
pub(super) fn xml_value_form<'a>(
    cx: &RenderContext<'a>,
    schema: &'a Schema,
) -> Option<TokenStream> {
    let plain = Xml::default();
    let own = schema.xml.as_deref().unwrap_or(&plain);
    let Type::List(item) = cx.resolve(schema).ty else {
        if *own == plain {
            return None;
        }
        return Some(xml_form_tokens(own, None));
    };
    let item_xml = item.xml.as_deref().unwrap_or(&plain);
    if own.wrapped {
        let items = xml_form_tokens(item_xml, None);
        return Some(xml_form_tokens(own, Some(&items)));
    }
    // An array uses its name only if it has a wrapper element.
    let unwrapped = Xml {
        attribute: own.attribute,
        text: own.text,
        ..item_xml.clone()
    };
    if unwrapped == plain {
        return None;
    }
    Some(xml_form_tokens(&unwrapped, None))
}

/// Returns the XML form of a root element; for an array, the element always contains the items.
pub(super) fn xml_root_form<'a>(cx: &RenderContext<'a>, schema: &'a Schema) -> TokenStream {
    let plain = Xml::default();
    let own = schema.xml.as_deref().unwrap_or(&plain);
    let own = Xml {
        attribute: false,
        text: false,
        ..own.clone()
    };
    let items = match cx.resolve(schema).ty {
        Type::List(item) => Some(xml_form_tokens(item.xml.as_deref().unwrap_or(&plain), None)),
        _ => None,
    };
    xml_form_tokens(&own, items.as_ref())
}

/// Returns the function that serializes a part of a body.
pub(super) fn xml_part_serializer(part: &XmlPart) -> TokenStream {
    let items = part
        .items
        .as_ref()
        .map(|items| xml_form_tokens(items, None));
    let root = xml_form_tokens(
        &Xml {
            attribute: false,
            text: false,
            ..part.root.clone()
        },
        items.as_ref(),
    );
    quote!(|part| crate::runtime::xml::to_text(#root, part, &[]))
}

fn xml_form_tokens(xml: &Xml, items: Option<&TokenStream>) -> TokenStream {
    let ty = quote!(crate::runtime::api::Xml);
    let name = xml.name.as_ref().map(|name| quote!(name: #name,));
    let prefix = xml.prefix.as_ref();
    let prefix = prefix.map(|prefix| quote!(prefix: Some(#prefix),));
    let namespace = xml.namespace.as_ref();
    let namespace = namespace.map(|namespace| quote!(namespace: Some(#namespace),));
    let attribute = xml.attribute.then(|| quote!(attribute: true,));
    let text = xml.text.then(|| quote!(text: true,));
    let items = items.map(|items| quote!(items: Some(#items),));
    quote!(&#ty { #name #prefix #namespace #attribute #text #items ..#ty::PLAIN })
}

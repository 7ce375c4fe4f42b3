//! Expressions for the XML forms of values, in APIs that use XML.

use proc_macro2::TokenStream;
use quote::quote;

use super::context::RenderContext;
use model::{Schema, Type, TypeKind, Xml, XmlNodeType, XmlPart};

/// Returns the XML form of a value as an expression of the runtime's type; `None` if the description has no form.
pub(super) fn xml_value_form<'a>(
    cx: &RenderContext<'a>,
    schema: &'a Schema,
) -> Option<TokenStream> {
    let plain = Xml::default();
    let own = schema.xml.as_deref().unwrap_or(&plain);
    let is_nested = !own.is_attribute() && !own.is_text();
    let (item_xml, names) = match items_of(cx, schema) {
        Some(items) => (items.form.unwrap_or(&plain), items.names),
        None if is_nested && !own.is_named() => return None,
        None => return Some(xml_form_tokens(own, None, &[])),
    };
    if own.is_element() {
        let items = xml_form_tokens(item_xml, None, &[]);
        return Some(xml_form_tokens(own, Some(&items), &[]));
    }
    // An array uses its name only if it has a wrapper element.
    let unwrapped = Xml {
        node_type: own.node_type,
        ..item_xml.clone()
    };
    let is_named = names.iter().any(|name| !name.is_empty());
    if is_named && is_nested {
        Some(xml_form_tokens(&unwrapped, None, &names))
    } else if is_nested && !unwrapped.is_named() {
        None
    } else {
        Some(xml_form_tokens(&unwrapped, None, &[]))
    }
}

/// The items of an array or tuple.
struct ItemForms<'a> {
    /// The form of the items; in a tuple, only of items without separate schemas.
    form: Option<&'a Xml>,
    /// The names of the elements for the items of a tuple; if a name is empty, the element has the name of the
    /// property.
    names: Vec<&'a str>,
}

fn items_of<'a>(cx: &RenderContext<'a>, schema: &'a Schema) -> Option<ItemForms<'a>> {
    let ty = cx.index.resolve(schema).ty;
    if let Type::List(item) = ty {
        let names = Vec::new();
        return Some(ItemForms {
            form: item.xml.as_deref(),
            names,
        });
    }
    let Type::Named(id) = ty else {
        return None;
    };
    let TypeKind::Tuple(tuple) = &cx.api.types.get(*id)?.kind else {
        return None;
    };
    let elements = tuple
        .properties
        .iter()
        .map(|item| item.schema.xml.as_deref());
    let elements = elements.filter(|form| !form.is_some_and(Xml::is_text));
    let names = elements.map(|form| {
        form.and_then(|form| form.name.as_deref())
            .unwrap_or_default()
    });
    Some(ItemForms {
        form: tuple
            .additional
            .schema()
            .and_then(|items| items.xml.as_deref()),
        names: names.collect(),
    })
}

/// Returns the XML form of a root element; for an array, the element always contains the items.
pub(super) fn xml_root_form<'a>(cx: &RenderContext<'a>, schema: &'a Schema) -> TokenStream {
    let plain = Xml::default();
    let own = schema.xml.as_deref().unwrap_or(&plain);
    let own = Xml {
        node_type: XmlNodeType::Default,
        ..own.clone()
    };
    let items = items_of(cx, schema);
    let items = items.map(|items| xml_form_tokens(items.form.unwrap_or(&plain), None, &[]));
    xml_form_tokens(&own, items.as_ref(), &[])
}

/// Returns the function that serializes a part of a body.
pub(super) fn xml_part_serializer(part: &XmlPart) -> TokenStream {
    let items = part
        .items
        .as_ref()
        .map(|items| xml_form_tokens(items, None, &[]));
    let root = xml_form_tokens(
        &Xml {
            node_type: XmlNodeType::Default,
            ..part.root.clone()
        },
        items.as_ref(),
        &[],
    );
    quote!(|part| crate::runtime::xml::to_text(#root, part, &[]))
}

fn xml_form_tokens(xml: &Xml, items: Option<&TokenStream>, tuple: &[&str]) -> TokenStream {
    let ty = quote!(crate::runtime::api::Xml);
    let name = xml.name.as_ref().map(|name| quote!(name: #name,));
    let prefix = xml.prefix.as_ref();
    let prefix = prefix.map(|prefix| quote!(prefix: Some(#prefix),));
    let namespace = xml.namespace.as_ref();
    let namespace = namespace.map(|namespace| quote!(namespace: Some(#namespace),));
    let attribute = xml.is_attribute().then(|| quote!(attribute: true,));
    let text = xml.is_text().then(|| quote!(text: true,));
    let items = items.map(|items| quote!(items: Some(#items),));
    let tuple = (!tuple.is_empty()).then(|| quote!(tuple: &[#(#tuple),*],));
    quote!(&#ty { #name #prefix #namespace #attribute #text #items #tuple ..#ty::PLAIN })
}

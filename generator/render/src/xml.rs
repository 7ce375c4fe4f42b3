//! Expressions for the XML forms of values, in APIs that use XML.

use code_format::{Code, code};

use super::context::RenderContext;
use model::{Schema, Type, TypeKind, Xml, XmlNodeType, XmlPart};

/// Returns the XML form of a value as an expression of the runtime's type; `None` if the
/// description has no form.
pub(super) fn xml_value_form<'a>(cx: &RenderContext<'a>, schema: &'a Schema) -> Option<Code> {
    let default_form = Xml::default();
    let value_form = schema.xml.as_deref().unwrap_or(&default_form);
    let is_element = !value_form.is_attribute() && !value_form.is_text();
    let Some(items) = items_of(cx, schema) else {
        if is_element && !value_form.is_named() {
            return None;
        }
        return Some(xml_form_tokens(value_form, None, &[]));
    };
    let item_form = items.form.unwrap_or(&default_form);
    if value_form.is_element() {
        let item_tokens = xml_form_tokens(item_form, None, &[]);
        return Some(xml_form_tokens(value_form, Some(&item_tokens), &[]));
    }
    // An array uses its name only if it has a wrapper element.
    let unwrapped_form = Xml {
        node_type: value_form.node_type,
        ..item_form.clone()
    };
    let has_names = items.names.iter().any(|name| !name.is_empty());
    if is_element && has_names {
        return Some(xml_form_tokens(&unwrapped_form, None, &items.names));
    }
    if is_element && !unwrapped_form.is_named() {
        return None;
    }
    Some(xml_form_tokens(&unwrapped_form, None, &[]))
}

/// The items of an array or tuple.
struct ItemForms<'a> {
    /// The form of the items; in a tuple, only of items without separate schemas.
    form: Option<&'a Xml>,
    /// The names of the elements for the items of a tuple; if a name is empty, the element has the
    /// name of the property.
    names: Vec<&'a str>,
}

fn items_of<'a>(cx: &RenderContext<'a>, schema: &'a Schema) -> Option<ItemForms<'a>> {
    let ty = cx.index.resolve(schema).ty;
    if let Type::List(item) = ty {
        return Some(ItemForms {
            form: item.xml.as_deref(),
            names: Vec::new(),
        });
    }
    let Type::Named(id) = ty else {
        return None;
    };
    let TypeKind::Tuple(tuple) = &cx.api.types.get(*id)?.kind else {
        return None;
    };
    let names = tuple
        .properties
        .iter()
        .map(|item| item.schema.xml.as_deref())
        .filter(|form| !form.is_some_and(Xml::is_text))
        .map(|form| {
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
pub(super) fn xml_root_form<'a>(cx: &RenderContext<'a>, schema: &'a Schema) -> Code {
    let default_form = Xml::default();
    let root = schema.xml.as_deref().unwrap_or(&default_form);
    let items = items_of(cx, schema).map(|items| items.form.unwrap_or(&default_form));
    root_form_tokens(root, items)
}

/// Returns the function that serializes a part of a body.
pub(super) fn xml_part_serializer(part: &XmlPart) -> Code {
    let root = root_form_tokens(&part.root, part.items.as_ref());
    code!(|part| crate::runtime::xml::to_text(#root, part, &[]))
}

fn root_form_tokens(root: &Xml, items: Option<&Xml>) -> Code {
    let element = Xml {
        node_type: XmlNodeType::Default,
        ..root.clone()
    };
    let item_tokens = items.map(|items| xml_form_tokens(items, None, &[]));
    xml_form_tokens(&element, item_tokens.as_ref(), &[])
}

/// Returns the XML form as an expression; `names` are the names of the elements of a tuple.
fn xml_form_tokens(xml: &Xml, items: Option<&Code>, names: &[&str]) -> Code {
    let ty = code!(crate::runtime::api::Xml);
    let name = xml.name.as_ref().map(|name| code!(name: #name,));
    let prefix = xml
        .prefix
        .as_ref()
        .map(|prefix| code!(prefix: Some(#prefix),));
    let namespace = xml
        .namespace
        .as_ref()
        .map(|namespace| code!(namespace: Some(#namespace),));
    let attribute = xml.is_attribute().then(|| code!(attribute: true,));
    let text = xml.is_text().then(|| code!(text: true,));
    let items = items.map(|items| code!(items: Some(#items),));
    let tuple = (!names.is_empty()).then(|| code!(tuple: &[#(#names),*],));
    code!(&#ty { #name #prefix #namespace #attribute #text #items #tuple ..#ty::PLAIN })
}

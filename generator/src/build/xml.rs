//! XML bodies: which ones are typed, and the names of their outermost elements.

use super::Context;
use crate::diag::{Diagnostic, Origin, unescaped};
use crate::model::{Codec, Content, Schema, Type, XmlPart};

/// Whether a media type, in lower case and without parameters, is XML.
pub(crate) fn is_xml(essence: &str) -> bool {
    matches!(essence, "application/xml" | "text/xml") || essence.ends_with("+xml")
}

/// Whether the schema is typed; a document described as a string is read as a string.
pub(crate) fn has_shape(schema: &Schema) -> bool {
    matches!(schema.ty, Type::Named(_) | Type::Map(_) | Type::List(_))
}

/// Names the outermost element, and that of the items of an array: by `xml`, or after the component.
pub(crate) fn name_root(cx: &Context<'_>, schema: &mut Schema) {
    let name = |schema: &mut Schema| {
        let xml = schema.xml.get_or_insert_default();
        xml.name = xml.name.take().or_else(|| component(cx, &schema.origin));
    };
    if let Type::List(item) = &mut schema.ty {
        name(item);
    }
    name(schema);
}

/// The XML of a part: each value of the property, or each item if it is an array, is a separate document.
pub(crate) fn part(cx: &mut Context<'_>, property: &Schema) -> XmlPart {
    let mut schema = property.item().clone();
    name_root(cx, &mut schema);
    let root = *schema.xml.unwrap_or_default();
    if root.name.is_none() {
        cx.loosen(unnamed(&property.origin));
    }
    let items = match schema.ty {
        Type::List(item) => Some(*item.xml.unwrap_or_default()),
        _ => None,
    };
    XmlPart { root, items }
}

pub(crate) fn warn_if_unnamed(cx: &mut Context<'_>, content: &Content) {
    let Some(schema) = content.schema.as_ref().filter(|_| content.codec == Codec::Xml) else { return };
    if schema.xml.as_ref().is_none_or(|xml| xml.name.is_none()) {
        cx.loosen(unnamed(&schema.origin));
    }
}

fn unnamed(schema: &Origin) -> Diagnostic {
    Diagnostic::warning("unnamed-xml", "expected a name for the outermost element of the XML, found none")
        .at(schema)
        .instead("it is called `root`")
        .help("`xml: { name: … }` in the schema names it")
}

fn component(cx: &Context<'_>, origin: &Origin) -> Option<String> {
    let target = cx.document.target(origin)?;
    let (_, name) = target.pointer.split_once("/components/schemas/").filter(|(_, name)| !name.contains('/'))?;
    Some(unescaped(name).into_owned())
}

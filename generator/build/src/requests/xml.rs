//! XML bodies: which of them are typed, and the names of their outermost elements.

use crate::context::BuildContext;
use diag::is_component_schema;
use diag::{Diagnostic, Origin};
use model::{Codec, Content, Schema, Type, XmlPart};

/// Returns whether a schema is typed; a document that is described as a string is read as a string.
pub(crate) fn has_shape(schema: &Schema) -> bool {
    matches!(schema.ty, Type::Named(_) | Type::Map(_) | Type::List(_))
}

/// Names the outermost element, and that of the items of an array, by `xml` or after the component.
pub(crate) fn name_root(cx: &BuildContext<'_>, schema: &mut Schema) {
    if let Type::List(item) = &mut schema.ty {
        name_element(cx, item);
    }
    name_element(cx, schema);
}

/// Names the element of a schema after the component, unless `xml` names it.
pub(crate) fn name_element(cx: &BuildContext<'_>, schema: &mut Schema) {
    let xml = schema.xml.get_or_insert_default();
    if xml.name.is_none() {
        xml.name = referenced_component_name(cx, &schema.origin);
    }
}

/// Returns the XML of a part: each value of the property, or each item if it is an array, is a
/// separate document. A part with a position is one document.
pub(crate) fn xml_part(
    cx: &mut BuildContext<'_>,
    property: &Schema,
    has_position: bool,
) -> XmlPart {
    let value = if has_position {
        property
    } else {
        property.item()
    };
    let mut schema = value.clone();
    name_root(cx, &mut schema);
    let root = *schema.xml.unwrap_or_default();
    if root.name.is_none() {
        cx.loosen(unnamed_xml_warning(&property.origin));
    }
    let items = match schema.ty {
        Type::List(item) => Some(*item.xml.unwrap_or_default()),
        _ => None,
    };
    XmlPart { root, items }
}

pub(crate) fn warn_if_unnamed(cx: &mut BuildContext<'_>, content: &Content) {
    if content.codec != Codec::Xml {
        return;
    }
    let Some(schema) = &content.schema else {
        return;
    };
    if schema.xml.as_ref().is_none_or(|xml| xml.name.is_none()) {
        cx.loosen(unnamed_xml_warning(&schema.origin));
    }
}

fn unnamed_xml_warning(schema: &Origin) -> Diagnostic {
    Diagnostic::warning(
        "unnamed-xml",
        "expected a name for the outermost element of the XML, found none",
    )
    .at(schema)
    .instead("it is called `root`")
    .help("`xml: { name: … }` in the schema names it")
}

fn referenced_component_name(cx: &BuildContext<'_>, origin: &Origin) -> Option<String> {
    let target = cx.document.target(origin)?;
    if !is_component_schema(&target) {
        return None;
    }
    Some(target.last_segment()?.into_owned())
}

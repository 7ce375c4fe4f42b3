//! XML nodes that are read by position: names the items of tuples, and reports nodes that the
//! client cannot write or read. Runs when the uses of types are known.

use std::collections::VecDeque;

use foldhash::{HashSet, HashSetExt};

use super::xml;
use crate::context::BuildContext;
use crate::types::phases::Typed;
use crate::types::usage;
use diag::Diagnostic;
use model::{Coverage, Property, Schema, Struct, Type, TypeId, TypeKind, Types, XmlNodeType};

/// Names the items of tuples in XML after the components that they refer to, and reports nodes that
/// are lost.
pub(crate) fn name_tuple_items(cx: &mut BuildContext<'_>, typed: &mut Typed) {
    let types = &mut typed.types;
    let in_xml = types
        .iter()
        .filter(|(_, def)| def.usage.xml && matches!(def.kind, TypeKind::Tuple(_)));
    let tuples: Vec<TypeId> = in_xml.map(|(id, _)| id).collect();
    for def in tuples {
        let items = types.get_mut(def).map(|def| def.kind.schemas_mut());
        for item in items.into_iter().flatten() {
            xml::name_element(cx, item);
        }
    }
    for operation in &mut typed.operations {
        let roots = usage::xml_schemas(operation);
        let (_, loosened) = cx.watch(|cx| report_lost_nodes(cx, types, roots));
        if loosened {
            operation.coverage = Coverage::Loosened;
        }
    }
}

/// What contains a value in XML.
#[derive(Clone, Copy)]
enum XmlContainer<'t> {
    Document,
    Object(&'t Struct, &'t Property),
    Tuple,
    /// An array or a map.
    Values,
}

fn report_lost_nodes(cx: &mut BuildContext<'_>, types: &Types, roots: Vec<&Schema>) {
    let mut seen = HashSet::new();
    let mut waiting: VecDeque<_> = roots
        .into_iter()
        .map(|root| (root, XmlContainer::Document))
        .collect();
    while let Some((schema, container)) = waiting.pop_front() {
        match &schema.ty {
            Type::List(inner) | Type::Map(inner) => {
                waiting.push_back((inner, XmlContainer::Values))
            }
            _ => {}
        }
        for warning in lost_nodes(types, schema, container) {
            cx.loosen(warning);
        }
        let Type::Named(id) = &schema.ty else {
            continue;
        };
        let Some(def) = types.get(*id) else {
            continue;
        };
        match &def.kind {
            // The members of a union or alias are in the same container.
            TypeKind::Union(_) | TypeKind::Alias(_) if !seen.insert((*id, true)) => {}
            TypeKind::Union(_) | TypeKind::Alias(_) => {
                waiting.extend(
                    def.kind
                        .schemas()
                        .into_iter()
                        .map(|schema| (schema, container)),
                );
            }
            _ if !seen.insert((*id, false)) => {}
            TypeKind::Struct(body) => {
                let properties = body.properties.iter();
                waiting.extend(
                    properties
                        .map(|property| (&property.schema, XmlContainer::Object(body, property))),
                );
                waiting.extend(
                    body.additional
                        .schema()
                        .map(|schema| (schema, XmlContainer::Values)),
                );
            }
            TypeKind::Tuple(body) => {
                if let Some(warning) = adjacent_texts(body) {
                    cx.loosen(warning);
                }
                let items = def.kind.schemas().into_iter();
                waiting.extend(items.map(|item| (item, XmlContainer::Tuple)));
            }
            TypeKind::Enum(_) | TypeKind::Replaced(_) => {}
        }
    }
}

/// Returns warnings about the settings in the `xml` of a value that the emitted code does not
/// support.
fn lost_nodes(types: &Types, schema: &Schema, container: XmlContainer<'_>) -> Vec<Diagnostic> {
    let kind = types.kind(types.resolve(schema));
    let tuple = match kind {
        Some(TypeKind::Tuple(body)) => Some(body),
        _ => None,
    };
    let is_object = matches!(types.resolve(schema).ty, Type::Map(_))
        || matches!(kind, Some(TypeKind::Struct(_)));
    let form = schema.xml.as_deref().cloned().unwrap_or_default();
    let mut warnings = Vec::new();
    if form.is_text() && is_object {
        let warning = warn_at(schema, "an object cannot be the text of an element");
        warnings.push(
            warning
                .instead("a request with such a value is an error")
                .help(
                    "write `nodeType: element`, or describe the text as a property of the object",
                ),
        );
    }
    if form.is_attribute() && matches!(container, XmlContainer::Tuple) {
        let message = "an item of a tuple cannot be an attribute: attributes have no order";
        let help =
            "write `nodeType: element`, or describe an object with the attribute as a property";
        warnings.push(
            warn_at(schema, message)
                .instead("it is an element")
                .help(help),
        );
    }
    let is_bare = matches!(form.node_type, XmlNodeType::Default | XmlNodeType::None);
    let is_array = matches!(types.resolve(schema).ty, Type::List(_));
    if form.node_type == XmlNodeType::None && tuple.is_none() && !is_array {
        let message = "`nodeType: none` is only supported for arrays and tuples";
        let help = "describe the properties in the schema around this one, or remove `nodeType`";
        warnings.push(
            warn_at(schema, message)
                .instead("the value is an element")
                .help(help),
        );
    }
    match (tuple, container) {
        (Some(body), XmlContainer::Document) => warnings.extend(nameless_items(body)),
        (Some(body), XmlContainer::Object(record, property)) if is_bare => {
            warnings.extend(mixed_with_others(body, record, property));
        }
        (Some(_), XmlContainer::Tuple | XmlContainer::Values) if is_bare => {
            warnings.push(nested_warning(schema))
        }
        (None, XmlContainer::Tuple) if is_bare && is_array => warnings.push(nested_warning(schema)),
        _ => {}
    }
    warnings
}

const WRAP: &str = "write `xml: { nodeType: element }` next to `prefixItems`";

fn warn_at(schema: &Schema, message: impl Into<String>) -> Diagnostic {
    Diagnostic::warning("xml-node", message).at(&schema.origin)
}

fn nested_warning(schema: &Schema) -> Diagnostic {
    let message = "expected an element around the items of this array, because its position matters, found none";
    warn_at(schema, message)
        .instead("an element with the name of its items is put around them")
        .help("write `xml: { nodeType: element }` beside the items")
}

fn nameless_items(tuple: &Struct) -> Vec<Diagnostic> {
    let items = tuple.properties.iter().filter(|item| {
        let form = item.schema.xml.as_deref();
        form.is_none_or(|form| form.name.is_none() && !form.is_text())
    });
    let warnings = items.map(|item| {
        let message = "expected a name for an item of a tuple in XML, found none";
        Diagnostic::warning("unnamed-xml", message)
            .at(&item.schema.origin)
            .instead("it is called like the element around it")
            .help("`xml: { name: … }` in the schema names it")
    });
    warnings.collect()
}

/// Returns a warning about the first text of a tuple that directly follows another text, since XML
/// does not separate them.
fn adjacent_texts(tuple: &Struct) -> Option<Diagnostic> {
    let items: Vec<&Schema> = tuple
        .properties
        .iter()
        .map(|property| &property.schema)
        .collect();
    let further = tuple.additional.schema().filter(|item| is_text_node(item));
    let pairs = items.iter().zip(items.iter().skip(1));
    let second = pairs
        .filter(|(item, other)| is_text_node(item) && is_text_node(other))
        .map(|(_, other)| *other)
        .next()
        .or(further)?;
    let message = "two texts of a tuple follow each other without an element between them";
    let warning = warn_at(second, message)
        .instead("they are written as one text, which is read as the first of them")
        .help("describe them as one string, or give them elements");
    Some(warning)
}

fn is_text_node(schema: &Schema) -> bool {
    schema.xml.as_ref().is_some_and(|form| form.is_text())
}

/// Returns warnings about a tuple without a separate element if its nodes cannot be distinguished
/// from other nodes of the enclosing object.
fn mixed_with_others(tuple: &Struct, record: &Struct, property: &Property) -> Vec<Diagnostic> {
    let mut warnings = Vec::new();
    if tuple
        .properties
        .iter()
        .any(|item| is_text_node(&item.schema))
    {
        let message = "this tuple has texts, but no separate element";
        let warning = warn_at(&property.schema, message);
        warnings.push(
            warning
                .instead("the texts are written in their places, but not read")
                .help(WRAP),
        );
    }
    let others = record.properties.iter();
    for other in others.filter(|other| other.wire != property.wire) {
        let name = element_name(other);
        let mut items = tuple.properties.iter();
        if !is_text_node(&other.schema)
            && items.any(|item| name == item_name(item, property) && !is_text_node(&item.schema))
        {
            let message = format!(
                "elements of this tuple and of `{}` are called `{name}`",
                other.wire
            );
            let warning = warn_at(&property.schema, message);
            let instead = "elements with this name are read as only one of them";
            warnings.push(warning.instead(instead).help(WRAP));
        }
    }
    warnings
}

fn item_name<'t>(item: &'t Property, tuple: &'t Property) -> &'t str {
    let form = item.schema.xml.as_ref();
    form.and_then(|form| form.name.as_deref())
        .unwrap_or(&tuple.wire)
}

/// Returns the name of the elements of a property.
fn element_name(property: &Property) -> &str {
    let schema = &property.schema;
    let is_wrapped = schema.xml.as_ref().is_some_and(|form| form.is_element());
    let named = if is_wrapped { schema } else { schema.item() };
    let form = named.xml.as_ref();
    form.and_then(|form| form.name.as_deref())
        .unwrap_or(&property.wire)
}

//! The list in a response, and the properties next to it.

use super::names::{CONTAINERS, LINKS, LISTS, MESSAGES, NO_LISTS, TOTAL_ITEMS, WRAPPERS};
use crate::iterate::single_item;
use model::{Codec, Operation, Property, Schema, Type, TypeKind, Types};
use naming::ascii_alphanumeric;

/// The maximum number of objects around a list.
const DEPTH: usize = 3;

pub(super) struct ListResponse<'a> {
    pub(super) types: &'a Types,
    pub(super) operation: &'a Operation,
    /// The output of the method.
    pub(super) output: &'a Schema,
}

pub(super) struct List {
    /// The path of properties from the result to the list.
    pub(super) path: Vec<String>,
    pub(super) item: Schema,
    /// Whether a response may lack the list.
    pub(super) optional: bool,
}

/// A property at any depth of a response.
pub(super) struct PropertyPath<'a> {
    /// The path of properties from the root of the response, including this one.
    pub(super) path: Vec<String>,
    pub(super) property: &'a Property,
}

impl PropertyPath<'_> {
    pub(super) fn pointer(&self) -> String {
        self.path
            .iter()
            .map(|name| format!("/{}", name.replace('~', "~0").replace('/', "~1")))
            .collect()
    }

    /// Returns the name without separators, in lower case.
    pub(super) fn name(&self) -> String {
        ascii_alphanumeric(&self.property.wire)
    }

    /// Returns whether the name, without separators and in lower case, is one of these.
    pub(super) fn is_called(&self, names: &[&str]) -> bool {
        names.contains(&self.name().as_str())
    }

    /// Returns the name of the object around the property; empty at the root.
    pub(super) fn around(&self) -> String {
        self.path
            .iter()
            .rev()
            .nth(1)
            .map(|name| ascii_alphanumeric(name))
            .unwrap_or_default()
    }
}

impl<'a> ListResponse<'a> {
    /// Returns the list of a page: the result, or one of its properties. If `sure`, a list with any
    /// name is accepted, provided that it is the only one.
    pub(super) fn list(&self, sure: bool) -> Option<List> {
        if let Some(item) = list_item(self.types, self.output) {
            return Some(List {
                path: Vec::new(),
                item: item.clone(),
                optional: self.output.nullable,
            });
        }
        self.list_in(self.output, sure, &mut Vec::new(), self.output.nullable)
    }

    fn list_in(
        &self,
        schema: &'a Schema,
        sure: bool,
        path: &mut Vec<String>,
        optional: bool,
    ) -> Option<List> {
        let properties = record_properties(self.types, schema);
        let (others, lists): (Vec<_>, Vec<(&Property, &Schema)>) = properties
            .iter()
            .filter_map(|property| Some((property, list_item(self.types, &property.schema)?)))
            .partition(|(property, _)| {
                NO_LISTS.contains(&ascii_alphanumeric(&property.wire).as_str())
                    && self.rank(&property.wire) > 0
            });
        let best_named_list = lists
            .iter()
            .min_by_key(|(property, _)| self.rank(&property.wire))
            .filter(|(property, _)| self.rank(&property.wire) < usize::MAX);
        let only = if sure { self.only_list(&lists) } else { None };
        if let Some((property, item)) = best_named_list.or(only) {
            return Some(list_of_property(property, item, path, optional));
        }
        if path.len() >= DEPTH || !lists.is_empty() {
            return None;
        }
        let mut inner = properties
            .iter()
            .find(|property| WRAPPERS.contains(&ascii_alphanumeric(&property.wire).as_str()));
        if inner.is_none() && sure {
            inner = self.only_page(properties);
        }
        let Some(inner) = inner else {
            // Slack's `messages` are items, not messages about the request.
            return match others.as_slice() {
                [(property, item)]
                    if sure
                        && ascii_alphanumeric(&property.wire) == MESSAGES
                        && !record_properties(self.types, item).is_empty() =>
                {
                    Some(list_of_property(property, item, path, optional))
                }
                _ => None,
            };
        };
        path.push(inner.wire.clone());
        // If the object may be missing, its list may be missing, too.
        self.list_in(&inner.schema, sure, path, optional || !inner.required)
    }

    /// Returns the only list; of several lists, the only one whose items are objects.
    fn only_list<'l>(
        &self,
        lists: &'l [(&'a Property, &'a Schema)],
    ) -> Option<&'l (&'a Property, &'a Schema)> {
        if let [only] = lists {
            return Some(only);
        }
        single_item(
            lists
                .iter()
                .filter(|(_, item)| !properties_of_any(self.types, item).is_empty()),
        )
    }

    /// Returns the property that is an object with a list and its pagination, if it is the only one
    /// or is named after the path.
    fn only_page(&self, properties: &'a [Property]) -> Option<&'a Property> {
        single_item(properties.iter().filter(|property| {
            if properties.len() > 1 && self.rank(&property.wire) > 0 {
                return false;
            }
            let within = record_properties(self.types, &property.schema);
            within
                .iter()
                .any(|property| list_item(self.types, &property.schema).is_some())
                && within.iter().any(|property| {
                    let name = ascii_alphanumeric(&property.wire);
                    name == "next"
                        || LINKS.contains(&name.as_str())
                        || TOTAL_ITEMS.contains(&name.as_str())
                })
        }))
    }

    /// Returns the rank of a name for the list of a page; the best name has the lowest rank. The
    /// last segment of the path is the best name.
    fn rank(&self, wire: &str) -> usize {
        let name = ascii_alphanumeric(wire);
        let mut segments = self
            .operation
            .path
            .split(['/', '.'])
            .filter(|segment| !segment.contains('{') && !matches!(*segment, "json" | "xml"));
        if segments
            .next_back()
            .is_some_and(|segment| ascii_alphanumeric(segment) == name)
        {
            return 0;
        }
        LISTS
            .iter()
            .position(|list_name| *list_name == name)
            .map_or(usize::MAX, |place| place + 1)
    }

    /// Returns the properties next to the list, including the properties of pagination objects.
    pub(super) fn beside(&self, list: &List) -> Vec<PropertyPath<'a>> {
        let mut paths = Vec::new();
        let mut path: Vec<String> = self
            .operation
            .envelope
            .iter()
            .map(|envelope| envelope.result.clone())
            .collect();
        self.collect(self.output, list.path.as_slice(), &mut path, 0, &mut paths);
        paths
    }

    fn collect(
        &self,
        schema: &'a Schema,
        list: &[String],
        path: &mut Vec<String>,
        depth: usize,
        paths: &mut Vec<PropertyPath<'a>>,
    ) {
        for property in properties_of_any(self.types, schema) {
            path.push(property.wire.clone());
            let leads_to_list = list.len() > 1 && list.first() == Some(&property.wire);
            let inner = if leads_to_list {
                list.get(1..).unwrap_or_default()
            } else {
                &[]
            };
            if depth < DEPTH
                && (leads_to_list
                    || CONTAINERS.contains(&ascii_alphanumeric(&property.wire).as_str()))
            {
                self.collect(&property.schema, inner, path, depth + 1, paths);
            }
            paths.push(PropertyPath {
                path: path.clone(),
                property,
            });
            path.pop();
        }
    }

    pub(super) fn body_properties(&self) -> &'a [Property] {
        body_properties(self.types, self.operation)
    }
}

/// Returns the properties of the JSON body of a request.
pub(super) fn body_properties<'a>(types: &'a Types, operation: &'a Operation) -> &'a [Property] {
    let content = operation
        .body
        .as_ref()
        .and_then(|body| body.contents.first());
    let schema = content
        .filter(|content| content.codec == Codec::Json)
        .and_then(|content| content.schema.as_ref());
    schema.map_or(&[], |schema| record_properties(types, schema))
}

pub(super) fn list_item<'a>(types: &'a Types, schema: &'a Schema) -> Option<&'a Schema> {
    match &types.resolve(schema).ty {
        Type::List(item) => Some(item),
        _ => None,
    }
}

pub(crate) fn record_properties<'a>(types: &'a Types, schema: &'a Schema) -> &'a [Property] {
    types
        .record(types.resolve(schema))
        .map_or(&[], |body| &body.properties)
}

/// Returns the properties as [`record_properties`] does; for a union, returns the properties of all
/// members.
pub(crate) fn properties_of_any<'a>(types: &'a Types, schema: &'a Schema) -> Vec<&'a Property> {
    let variants = match types.kind(types.resolve(schema)) {
        Some(TypeKind::Union(union)) => union.variants.as_slice(),
        _ => &[],
    };
    let members = variants
        .iter()
        .flat_map(|variant| record_properties(types, &variant.schema));
    record_properties(types, schema)
        .iter()
        .chain(members)
        .collect()
}

/// Returns the list in a property of the object at `path`, which may be missing if `optional`.
fn list_of_property(property: &Property, item: &Schema, path: &[String], optional: bool) -> List {
    List {
        path: path.iter().chain([&property.wire]).cloned().collect(),
        item: item.clone(),
        optional: optional || !property.required || property.schema.nullable,
    }
}

/// Returns whether values have this property as a string or integer; if `required`, every value
/// must have it.
pub(super) fn is_named_by(types: &Types, schema: &Schema, property: &str, required: bool) -> bool {
    match types.kind(types.resolve(schema)) {
        Some(TypeKind::Struct(body)) => body.properties.iter().any(|other| {
            let is_there = other.required || !required;
            other.wire == property
                && is_there
                && matches!(other.schema.ty, Type::Text(_) | Type::Integer)
        }),
        Some(TypeKind::Union(union)) => {
            !union.variants.is_empty()
                && union.variants.iter().all(|variant| {
                    !record_properties(types, &variant.schema).is_empty()
                        && is_named_by(types, &variant.schema, property, required)
                })
        }
        _ => false,
    }
}

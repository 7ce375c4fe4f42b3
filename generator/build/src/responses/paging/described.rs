//! Recognises pages in the description, before types exist: the names of methods depend on them.

use super::names::{MESSAGES, NO_LISTS, NUMBERS, OFFSETS, OTHERS, SIZES};
use super::recognise::is_page_token_name;
use crate::context::BuildContext;
use crate::keywords::keyword_meaning::single_type_name;
use crate::written_operations::{WrittenOperation, success_schemas};
use description::{AppliedSchema, MOST_SCHEMAS_AT_LOCATION, Node, UnionMembers};
use model::HttpMethod;
use naming::ascii_alphanumeric;

/// Returns whether a `GET` takes the size, number or position of a page, and returns an object with
/// a single list.
pub(crate) fn describes_page(cx: &BuildContext<'_>, operation: &WrittenOperation) -> bool {
    operation.method == HttpMethod::Get
        && takes_page(cx, operation)
        && success_schemas(cx, &operation.origin)
            .into_iter()
            .any(|schema| {
                let schema = cx.document.node(&schema);
                schema.is_some_and(|schema| has_single_list(cx, schema))
            })
}

fn takes_page(cx: &BuildContext<'_>, operation: &WrittenOperation) -> bool {
    let mut owners = std::iter::once(&operation.origin).chain(&operation.path_items);
    owners.any(|owner| {
        let Some(parameters) = cx.document.node(&owner.child("parameters")) else {
            return false;
        };
        parameters.items().any(|parameter| {
            let parameter = cx.document.followed_node(parameter);
            parameter.text("in") == Some("query")
                && parameter.text("name").is_some_and(is_page_input)
        })
    })
}

fn is_page_input(wire: &str) -> bool {
    let name = ascii_alphanumeric(wire);
    let mut names = [SIZES, NUMBERS, OFFSETS, OTHERS].into_iter().flatten();
    names.any(|input| *input == name) || is_page_token_name(wire)
}

/// Returns whether an object has a single list. `messages` are the items of a page if they are
/// objects, and there is no other list.
fn has_single_list(cx: &BuildContext<'_>, schema: Node<'_>) -> bool {
    let applied = cx
        .document
        .applied_schemas([schema], UnionMembers::Equivalent)
        .at_most(MOST_SCHEMAS_AT_LOCATION);
    let lists: Vec<List> = applied
        .flat_map(|schema| {
            let AppliedSchema { origin, value, .. } = schema;
            list_properties(cx, &Node { origin, value })
        })
        .collect();
    let named = lists
        .iter()
        .filter(|list| !NO_LISTS.contains(&list.name.as_str()));
    match named.count() {
        0 => matches!(lists.as_slice(), [only] if only.name == MESSAGES && only.has_objects),
        count => count == 1,
    }
}

/// Returns the properties of a schema that are arrays.
fn list_properties(cx: &BuildContext<'_>, schema: &Node<'_>) -> Vec<List> {
    let Some(properties) = schema.member("properties") else {
        return Vec::new();
    };
    let names = properties.value.as_object().into_iter().flatten();
    names
        .filter_map(|(name, _)| List::of_property(cx, name, properties.member(name)?))
        .collect()
}

/// A property that is an array.
struct List {
    /// The name without separators, in lower case.
    name: String,
    /// Whether the items are objects.
    has_objects: bool,
}

impl List {
    fn of_property(cx: &BuildContext<'_>, name: &str, property: Node<'_>) -> Option<Self> {
        let list = cx.document.followed_node(property);
        if single_type_name(list.value.as_object()?) != Some("array") {
            return None;
        }
        let item = list.member("items");
        let item = item.map(|item| cx.document.followed_node(item).value);
        Some(Self {
            name: ascii_alphanumeric(name),
            has_objects: item.is_some_and(|item| item.get("properties").is_some()),
        })
    }
}

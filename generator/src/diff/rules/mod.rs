//! The rules, one file each, in a sorted table.

mod additional_properties_allowed;
mod additional_properties_forbidden;
mod additional_properties_typed;
mod additional_properties_untyped;
mod api_description_changed;
mod api_title_changed;
mod api_version_changed;
mod base_url_variable_changed;
mod became_not_nullable;
mod became_nullable;
mod became_union;
mod binding_changed;
mod body_added_optional;
mod body_added_required;
mod body_became_optional;
mod body_became_required;
mod body_docs_changed;
mod body_removed;
mod bounds_relaxed;
mod bounds_tightened;
mod cannot_judge;
mod const_added;
mod const_changed;
mod const_removed;
mod credential_variable_changed;
mod credentials_changed;
mod default_changed;
mod deprecated_operation_removed;
mod deprecated_parameter_removed;
mod discriminator_added;
mod discriminator_mapping_added;
mod discriminator_mapping_changed;
mod discriminator_mapping_removed;
mod discriminator_property_changed;
mod discriminator_removed;
mod encoding_changed;
mod enum_dropped;
mod enum_introduced;
mod enum_type_changed;
mod enum_value_added;
mod enum_value_removed;
mod enum_value_respelt;
mod envelope_changed;
mod error_status_added;
mod error_status_removed;
mod example_changed;
mod format_changed;
mod header_added;
mod header_became_optional;
mod header_became_required;
mod header_docs_changed;
mod header_removed;
mod header_style_changed;
mod idempotency_changed;
mod items_added;
mod items_changed;
mod items_relaxed;
mod items_removed;
mod items_tightened;
mod keyword_changed;
mod length_relaxed;
mod length_tightened;
mod limits;
mod map_became_object;
mod meaning_changed;
mod media_type_added;
mod media_type_parameters_changed;
mod media_type_removed;
mod multiple_of_changed;
mod names;
mod object_became_map;
mod operation_added;
mod operation_deprecated;
mod operation_docs_changed;
mod operation_id_changed;
mod operation_moved;
mod operation_not_understood;
mod operation_permissions_changed;
mod operation_reactivated;
mod operation_removed;
mod operation_server_changed;
mod operation_sunset_changed;
mod package_renamed;
mod paging_changed;
mod parameter_added_optional;
mod parameter_added_required;
mod parameter_became_list;
mod parameter_became_optional;
mod parameter_became_required;
mod parameter_deprecated;
mod parameter_docs_changed;
mod parameter_moved;
mod parameter_reactivated;
mod parameter_removed;
mod parameter_respelt;
mod parameter_style_changed;
mod part_headers_changed;
mod part_media_types_changed;
mod path_parameter_renamed;
mod pattern_added;
mod pattern_changed;
mod pattern_removed;
mod property_added_optional;
mod property_added_required;
mod property_became_optional;
mod property_became_read_only;
mod property_became_required;
mod property_became_write_only;
mod property_count_relaxed;
mod property_count_tightened;
mod property_deprecated;
mod property_docs_changed;
mod property_example_changed;
mod property_names_changed;
mod property_no_longer_read_only;
mod property_no_longer_write_only;
mod property_reactivated;
mod property_removed_optional;
mod property_removed_required;
mod property_respelt;
mod request_id_header_changed;
mod resource_renamed;
mod response_docs_changed;
mod schema_added;
mod schema_narrowed;
mod schema_removed;
mod schema_widened;
mod secret_changed;
mod security_flow_changed;
mod security_requirement_added;
mod security_requirement_removed;
mod security_scheme_added;
mod security_scheme_changed;
mod security_scheme_removed;
mod security_scheme_renamed;
mod security_scopes_changed;
mod server_added;
mod server_docs_changed;
mod server_removed;
mod server_url_changed;
mod server_variable_changed;
mod success_status_added;
mod success_status_removed;
mod type_changed;
mod type_deprecated;
mod type_described;
mod type_docs_changed;
mod type_dropped;
mod type_keyword_changed;
mod type_narrowed;
mod type_renamed;
mod type_widened;
mod union_became_single;
mod union_member_added;
mod union_member_removed;
mod union_order_changed;
mod unique_items_added;
mod unique_items_removed;
mod waiter_changed;
mod webhook_added;
mod webhook_answers_changed;
mod webhook_docs_changed;
mod webhook_parameters_changed;
mod webhook_removed;
mod xml_changed;

use std::collections::HashSet;
use std::fmt::Display;

use names::Written;
use serde_json::Value;

use super::cursor::{Both, Found, Node, Prose, Shape};
use super::equivalence::{self, Level};
use super::pairs::{Security, look};
use super::verdict::Wire;
use crate::build::says_nothing;
use crate::model::{
    Api, Body, Content, Header, LeftOut, Operation, Parameter, Property, Response, Schema, SecurityScheme, Server,
    Struct, TypeDef, TypeKind, Union, UnionVariant, Variant, WebhookRequest,
};
use crate::source::Document;

/// A rule: one kind of change.
pub struct Rule {
    /// Its stable code.
    pub code: &'static str,
    /// Its documentation.
    pub docs: Docs,
    check: Check,
}

/// The documentation of a rule.
pub struct Docs {
    /// What changed.
    pub what: &'static str,
    /// The effect on requests and responses.
    pub wire: &'static str,
    /// The effect on programs that use the crate.
    pub rust: &'static str,
    /// How to handle it.
    pub help: &'static str,
}

/// The check of a rule, by the type that it compares.
pub(in crate::diff) enum Check {
    Api(fn(&Both<'_, Api>) -> Option<Found>),
    Body(fn(&Both<'_, Body>) -> Option<Found>),
    Content(fn(&Both<'_, Content>) -> Option<Found>),
    Header(fn(&Both<'_, Header>) -> Option<Found>),
    WebhookRequest(fn(&Both<'_, WebhookRequest>) -> Option<Found>),
    LeftOut(fn(&Both<'_, LeftOut>) -> Option<Found>),
    Node(for<'n> fn(&Both<'n, Node<'n>>) -> Option<Found>),
    Operation(fn(&Both<'_, Operation>) -> Option<Found>),
    Parameter(fn(&Both<'_, Parameter>) -> Option<Found>),
    Prose(for<'p> fn(&Both<'p, Prose<'p>>) -> Option<Found>),
    Property(fn(&Both<'_, Property>) -> Option<Found>),
    Response(fn(&Both<'_, Response>) -> Option<Found>),
    Security(fn(&Both<'_, Security>) -> Option<Found>),
    SecurityScheme(fn(&Both<'_, SecurityScheme>) -> Option<Found>),
    Server(fn(&Both<'_, Server>) -> Option<Found>),
    Struct(fn(&Both<'_, Struct>) -> Option<Found>),
    TypeDef(fn(&Both<'_, TypeDef>) -> Option<Found>),
    Union(fn(&Both<'_, Union>) -> Option<Found>),
    UnionVariant(fn(&Both<'_, UnionVariant>) -> Option<Found>),
    Variant(fn(&Both<'_, Variant>) -> Option<Found>),
    /// Values: the search for witnesses checks them where no other rule applies (`witness`).
    Values,
    /// Items of the crate: `surface` compares them.
    Items,
}

/// All rules, sorted by code.
pub static RULES: [Rule; 163] = [
    additional_properties_allowed::RULE,
    additional_properties_forbidden::RULE,
    additional_properties_typed::RULE,
    additional_properties_untyped::RULE,
    api_description_changed::RULE,
    api_title_changed::RULE,
    api_version_changed::RULE,
    base_url_variable_changed::RULE,
    became_not_nullable::RULE,
    became_nullable::RULE,
    became_union::RULE,
    binding_changed::RULE,
    body_added_optional::RULE,
    body_added_required::RULE,
    body_became_optional::RULE,
    body_became_required::RULE,
    body_docs_changed::RULE,
    body_removed::RULE,
    bounds_relaxed::RULE,
    bounds_tightened::RULE,
    cannot_judge::RULE,
    const_added::RULE,
    const_changed::RULE,
    const_removed::RULE,
    credential_variable_changed::RULE,
    credentials_changed::RULE,
    default_changed::RULE,
    deprecated_operation_removed::RULE,
    deprecated_parameter_removed::RULE,
    discriminator_added::RULE,
    discriminator_mapping_added::RULE,
    discriminator_mapping_changed::RULE,
    discriminator_mapping_removed::RULE,
    discriminator_property_changed::RULE,
    discriminator_removed::RULE,
    encoding_changed::RULE,
    enum_dropped::RULE,
    enum_introduced::RULE,
    enum_type_changed::RULE,
    enum_value_added::RULE,
    enum_value_removed::RULE,
    enum_value_respelt::RULE,
    envelope_changed::RULE,
    error_status_added::RULE,
    error_status_removed::RULE,
    example_changed::RULE,
    format_changed::RULE,
    header_added::RULE,
    header_became_optional::RULE,
    header_became_required::RULE,
    header_docs_changed::RULE,
    header_removed::RULE,
    header_style_changed::RULE,
    idempotency_changed::RULE,
    items_added::RULE,
    items_changed::RULE,
    items_relaxed::RULE,
    items_removed::RULE,
    items_tightened::RULE,
    keyword_changed::RULE,
    length_relaxed::RULE,
    length_tightened::RULE,
    map_became_object::RULE,
    meaning_changed::RULE,
    media_type_added::RULE,
    media_type_parameters_changed::RULE,
    media_type_removed::RULE,
    multiple_of_changed::RULE,
    object_became_map::RULE,
    operation_added::RULE,
    operation_deprecated::RULE,
    operation_docs_changed::RULE,
    operation_id_changed::RULE,
    operation_moved::RULE,
    operation_not_understood::RULE,
    operation_permissions_changed::RULE,
    operation_reactivated::RULE,
    operation_removed::RULE,
    operation_server_changed::RULE,
    operation_sunset_changed::RULE,
    package_renamed::RULE,
    paging_changed::RULE,
    parameter_added_optional::RULE,
    parameter_added_required::RULE,
    parameter_became_list::RULE,
    parameter_became_optional::RULE,
    parameter_became_required::RULE,
    parameter_deprecated::RULE,
    parameter_docs_changed::RULE,
    parameter_moved::RULE,
    parameter_reactivated::RULE,
    parameter_removed::RULE,
    parameter_respelt::RULE,
    parameter_style_changed::RULE,
    part_headers_changed::RULE,
    part_media_types_changed::RULE,
    path_parameter_renamed::RULE,
    pattern_added::RULE,
    pattern_changed::RULE,
    pattern_removed::RULE,
    property_added_optional::RULE,
    property_added_required::RULE,
    property_became_optional::RULE,
    property_became_read_only::RULE,
    property_became_required::RULE,
    property_became_write_only::RULE,
    property_count_relaxed::RULE,
    property_count_tightened::RULE,
    property_deprecated::RULE,
    property_docs_changed::RULE,
    property_example_changed::RULE,
    property_names_changed::RULE,
    property_no_longer_read_only::RULE,
    property_no_longer_write_only::RULE,
    property_reactivated::RULE,
    property_removed_optional::RULE,
    property_removed_required::RULE,
    property_respelt::RULE,
    request_id_header_changed::RULE,
    resource_renamed::RULE,
    response_docs_changed::RULE,
    schema_added::RULE,
    schema_narrowed::RULE,
    schema_removed::RULE,
    schema_widened::RULE,
    secret_changed::RULE,
    security_flow_changed::RULE,
    security_requirement_added::RULE,
    security_requirement_removed::RULE,
    security_scheme_added::RULE,
    security_scheme_changed::RULE,
    security_scheme_removed::RULE,
    security_scheme_renamed::RULE,
    security_scopes_changed::RULE,
    server_added::RULE,
    server_docs_changed::RULE,
    server_removed::RULE,
    server_url_changed::RULE,
    server_variable_changed::RULE,
    success_status_added::RULE,
    success_status_removed::RULE,
    type_changed::RULE,
    type_deprecated::RULE,
    type_described::RULE,
    type_docs_changed::RULE,
    type_dropped::RULE,
    type_keyword_changed::RULE,
    type_narrowed::RULE,
    type_renamed::RULE,
    type_widened::RULE,
    union_became_single::RULE,
    union_member_added::RULE,
    union_member_removed::RULE,
    union_order_changed::RULE,
    unique_items_added::RULE,
    unique_items_removed::RULE,
    waiter_changed::RULE,
    webhook_added::RULE,
    webhook_answers_changed::RULE,
    webhook_docs_changed::RULE,
    webhook_parameters_changed::RULE,
    webhook_removed::RULE,
    xml_changed::RULE,
];

/// Returns the rule with this code.
pub fn rule(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code)
}

/// A type that rules can compare.
pub(super) trait Judged: Sized {
    fn found(check: &Check, both: &Both<'_, Self>) -> Option<Found>;
}

/// Returns the findings of all rules for a pair.
pub(super) fn judge<T: Judged>(both: &Both<'_, T>) -> Vec<(&'static str, Found)> {
    RULES.iter().filter_map(|rule| Some((rule.code, T::found(&rule.check, both)?))).collect()
}

/// Implements [`Judged`] for types of the model.
macro_rules! judged {
    ($($name:ident),*) => {
        $(impl Judged for $name {
            fn found(check: &Check, both: &Both<'_, Self>) -> Option<Found> {
                match check {
                    Check::$name(check) => check(both),
                    _ => None,
                }
            }
        })*
    };
}

judged!(
    Api,
    Body,
    Content,
    Header,
    WebhookRequest,
    LeftOut,
    Operation,
    Parameter,
    Property,
    Response,
    Security,
    SecurityScheme,
    Server,
    Struct,
    TypeDef,
    Union,
    UnionVariant,
    Variant
);

impl Judged for Node<'_> {
    fn found(check: &Check, both: &Both<'_, Self>) -> Option<Found> {
        match check {
            Check::Node(check) => check(both),
            _ => None,
        }
    }
}

impl Judged for Prose<'_> {
    fn found(check: &Check, both: &Both<'_, Self>) -> Option<Found> {
        match check {
            Check::Prose(check) => check(both),
            _ => None,
        }
    }
}

/// Keywords that constrain values, and that the model does not represent, or only in part.
const KEYWORDS: [&str; 15] = [
    "contains",
    "contentEncoding",
    "contentMediaType",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "minContains",
    "not",
    "patternProperties",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedProperties",
];

/// Those of them that only forbid values, whatever other keywords there are.
const FORBIDDING: [&str; 10] = [
    "contains",
    "dependentRequired",
    "dependentSchemas",
    "else",
    "if",
    "maxContains",
    "not",
    "propertyNames",
    "then",
    "unevaluatedProperties",
];

/// Formats a setting or value as code, or as `none`.
fn or_none(value: &Option<impl Display>) -> String {
    value.as_ref().map_or_else(|| "none".to_owned(), |value| format!("`{value}`"))
}

/// Formats names as code, separated by commas; `None` if there are none.
fn listed(names: &[&str]) -> Option<String> {
    (!names.is_empty()).then(|| format!("`{}`", names.join("`, `")))
}

/// Returns the schema as written, with references and single members followed.
fn written<'a>(document: &'a Document, node: &Node<'_>) -> Option<&'a Value> {
    const MAX_STEPS: usize = 32;
    let mut origin = node.origin.clone();
    for _ in 0..MAX_STEPS {
        let Some(next) = equivalence::next(document, &origin) else { break };
        origin = next;
    }
    document.value(&origin).filter(|value| value.get("$ref").is_none())
}

/// Returns a finding if a keyword that the model does not represent changed.
fn changed_keywords<T>(it: &Both<'_, T>, old: &Written<'_>, new: &Written<'_>) -> Option<Found> {
    let mut changed: Vec<&str> = KEYWORDS.into_iter().filter(|key| old.unknown(key) != new.unknown(key)).collect();
    // Several schemas together are compared by values.
    let (before, after) = it.cursor.wholes().filter(|_| it.cursor.is_one() && !changed.is_empty())?;
    let sides = it.cursor.sides;
    let differences = equivalence::differences(&Level::of(sides.old_text, &before), &Level::of(sides.new_text, &after));
    changed.retain(|key| key.starts_with("content") || differences.iter().any(|other| other == key));
    if changed.is_empty() {
        return None;
    }
    let has = |written: &Written<'_>, key: &str| written.value.get(key).is_some();
    let rewritten = |key: &&str| key.starts_with("content") && has(old, key) && has(new, key);
    if let Some(key) = changed.iter().find(|key| rewritten(key)) {
        let said = |written: &Written<'_>| written.value.get(*key).map(Value::to_string).unwrap_or_default();
        let message = format!("`{key}` changed from {} to {}: client and server disagree", said(old), said(new));
        return Some(Found::new(Wire::Breaking, message).behaves().unseen());
    }
    let names = changed.join("`, `");
    let lacks = |written: &Written<'_>| changed.iter().all(|key| written.unknown(key).is_none());
    let found = match changed.iter().all(|key| FORBIDDING.contains(key)) {
        true if lacks(old) => it.narrowed(format!("`{names}` forbids some values now")),
        true if lacks(new) => it.widened(format!("`{names}` no longer forbids any value")),
        _ => Found::new(Wire::Unknown, format!("cannot judge: `{names}` changed")),
    };
    Some(found.unseen())
}

/// Returns whether the description has a schema for a body, even if the client sends bytes.
fn has_schema(document: &Document, content: &Content) -> bool {
    content.schema.is_some() || document.value(&content.origin.child("schema")).is_some()
}

/// Returns whether both descriptions list the same constants, whatever their types.
fn same_constants(it: &Both<'_, Node<'_>>) -> bool {
    let (Some(_), Some(_), Some((old, new))) = (it.old, it.new, it.cursor.wholes()) else { return false };
    let sides = it.cursor.sides;
    equivalence::same_constants(&Level::of(sides.old_text, &old), &Level::of(sides.new_text, &new))
}

/// Returns whether a schema has a type in its description but none in the model, as it was not understood.
fn is_lost(document: &Document, node: &Node<'_>) -> bool {
    if !matches!(node.shape, Shape::Any) || document.value(node.origin).is_none() {
        return false;
    }
    // A dangling reference has no type.
    let names_type = |written: &Value| written.get("type").is_some_and(|name| name.is_string() && name != "null");
    written(document, node).is_none_or(names_type)
}

/// Describes the values of a schema without a type in the model: usually any.
fn untyped(document: &Document, node: &Node<'_>) -> &'static str {
    match written(document, node) {
        Some(Value::Object(schema)) if !says_nothing(schema) => "a value without a type of its own",
        _ => ANY,
    }
}

/// Any value.
const ANY: &str = "any value";

/// Returns whether a schema accepts no value.
fn is_never(document: &Document, node: &Node<'_>) -> bool {
    written(document, node) == Some(&Value::Bool(false))
}

/// Returns whether a union accepts all values of a member of another one that it lacks: by a member of an inner
/// union, by several members for an inner union, or by numbers for an integer.
fn covers((api, def): (&Api, Option<&TypeDef>), (other, member): (&Api, &UnionVariant)) -> bool {
    let Some(TypeKind::Union(union)) = def.map(|def| &def.kind) else { return false };
    let there: Vec<_> = union.variants.iter().flat_map(|one| leaves(api, &one.schema)).collect();
    let wanted = leaves(other, &member.schema);
    let takes = |(name, is_inner): &(String, bool)| {
        there.iter().any(|(one, inner)| one == name && (*inner || *is_inner) || is_integer(name) && is_number(one))
    };
    wanted.iter().all(takes)
}

fn is_integer(look: &str) -> bool {
    look == format!("{};", Shape::Integer.in_words())
}

fn is_number(look: &str) -> bool {
    look == format!("{};", Shape::Number.in_words())
}

/// Returns the shapes of a schema, or of the members of a union at all levels, with whether they are members.
fn leaves(api: &Api, schema: &Schema) -> Vec<(String, bool)> {
    let (mut found, mut waiting, mut seen) = (Vec::new(), vec![(schema, false)], HashSet::new());
    while let Some((schema, is_inner)) = waiting.pop() {
        match Node::of(api, schema).shape {
            Shape::Union(union) if seen.insert(std::ptr::from_ref(union)) => {
                waiting.extend(union.variants.iter().map(|one| (&one.schema, true)));
            }
            Shape::Union(_) => {}
            _ => found.push((look(api, schema), is_inner)),
        }
    }
    found
}

/// Returns whether `one` is a member of the union `several`.
fn is_member(it: &Both<'_, Node<'_>>, one: &Node<'_>, several: &Node<'_>) -> bool {
    let Shape::Union(union) = several.shape else { return false };
    if matches!(one.shape, Shape::Union(_) | Shape::Any) {
        return false;
    }
    let is_new = it.new.is_some_and(|new| std::ptr::eq(new.schema, several.schema));
    let (old, new) = (it.cursor.sides.old, it.cursor.sides.new);
    let (api, other) = if is_new { (new, old) } else { (old, new) };
    let name = |node: &Node<'_>| node.def.map(|def| def.name.clone());
    union.variants.iter().any(|variant| {
        let member = Node::of(api, &variant.schema);
        let is_it = || one.def.is_none() || look(api, &variant.schema) == look(other, one.schema);
        member.shape.is_same_kind(&one.shape) && (name(&member) == name(one) || is_it())
    })
}

/// Returns whether a number or boolean in a parameter or form became a string: on the wire, it always was one.
fn is_text_of_parameter(it: &Both<'_, Node<'_>>, old: &Node<'_>, new: &Node<'_>) -> bool {
    let is_scalar = |shape: &Shape<'_>| matches!(shape, Shape::Bool | Shape::Integer | Shape::Number);
    let is_written = match old.shape {
        Shape::Union(union) => union.variants.iter().all(|member| {
            let shape = Node::of(it.cursor.sides.old, &member.schema).shape;
            is_scalar(&shape) || matches!(shape, Shape::Text)
        }),
        shape => is_scalar(&shape),
    };
    it.is_request()
        && it.cursor.textual
        && is_written
        && matches!(new.shape, Shape::Text)
        && new.schema.format.is_none()
}

/// Returns whether the types differ in a way that no other rule covers.
fn is_other(it: &Both<'_, Node<'_>>, old: &Node<'_>, new: &Node<'_>) -> bool {
    let known = match (old.shape, new.shape) {
        (Shape::Any, _) | (_, Shape::Any) => true,
        _ if is_text_of_parameter(it, old, new) => true,
        (Shape::Integer, Shape::Number) | (Shape::Number, Shape::Integer) => true,
        _ if old.is_enum_of(new) || new.is_enum_of(old) => true,
        (Shape::Map(_), Shape::Struct(_)) | (Shape::Struct(_), Shape::Map(_)) => true,
        (old, new) => old.is_same_kind(&new),
    };
    !known && !is_member(it, old, new) && !is_member(it, new, old)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_complete_and_documented() {
        let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
        assert!(codes.is_sorted(), "{codes:?}");
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/diff/rules");
        let mut files: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| !["mod.rs", "limits.rs", "names.rs"].contains(&name.as_str()))
            .map(|name| name.trim_end_matches(".rs").replace('_', "-"))
            .collect();
        files.sort();
        assert_eq!(codes, files);
        for Rule { code, docs, .. } in &RULES {
            for text in [docs.what, docs.wire, docs.rust, docs.help] {
                assert!(text.len() > 5 && text.ends_with('.'), "{code}: `{text}`");
            }
        }
    }
}

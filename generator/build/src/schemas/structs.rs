//! Bodies of structs and tuples. A tuple is an array that has separate schemas for its first items.

use indexmap::IndexMap;
use serde_json::Value;

use super::conversion::{PendingType, Schemas};
use crate::context::BuildContext;
use crate::keywords::facts::Other;
use crate::keywords::keyword_meaning::title_docs;
use crate::keywords::single_member;
use crate::names::renames::{self, NamedItemKind};
use description::raise::Annotations;
use description::{MOST_SCHEMAS_AT_LOCATION, UnionMembers};
use diag::Origin;
use model::name_rules as rules;
use model::{Additional, Constraints, Property, Schema, Struct, Type, is_undescribed};
use naming::{Scope, ScopeKind};

pub(crate) fn build_struct<'d>(
    schemas: &mut Schemas<'d>,
    cx: &mut BuildContext<'d>,
    job: PendingType<'d>,
) -> Struct {
    let facts = &job.facts;
    let mut names = claim_field_names(cx, &facts.properties).into_iter();
    let mut properties = Vec::with_capacity(facts.properties.len());
    for (wire, origins) in &facts.properties {
        let schema = match origins.as_slice() {
            [origin] if is_undescribed(origin) => Schema::of(Type::Any, origin.clone()),
            _ => schemas.read_conjunction(cx, origins, &job.schema_use.in_property(wire)),
        };
        let required = facts.required.contains(wire);
        let applied = applied_annotations(cx, origins);
        let read_only = applied.iter().any(|annotations| annotations.is_read_only());
        let write_only = applied
            .iter()
            .any(|annotations| annotations.is_write_only());
        let rust = names.next().unwrap_or_default();
        properties.push(Property {
            required,
            read_only,
            write_only,
            ..build_property(cx, wire.clone(), rust, origins, schema)
        });
    }
    if let Some((name, value)) = schemas
        .table
        .types
        .get(job.id)
        .and_then(|def| schemas.discriminator_bases.tag(&def.origin))
    {
        for property in &mut properties {
            let schema = &mut property.schema;
            if property.wire == name && schema.ty.is_plain_text() && schema.constant.is_none() {
                schema.constant = Some(Box::new(Value::from(value)));
            }
        }
    }
    // The sort is stable: required properties come first, in the order of `required`, then the
    // others in that of the description.
    properties.sort_by_key(|property| {
        facts
            .required
            .get_index_of(&property.wire)
            .unwrap_or(usize::MAX)
    });
    let constraints = Constraints {
        min_properties: facts.constraints.min_properties,
        max_properties: facts.constraints.max_properties,
        names: facts.constraints.names.clone(),
        ..Constraints::default()
    };
    let additional = build_additional_properties(schemas, cx, &job);
    let order = if job.facts.is_required_sorted {
        &rules::PROPERTIES_ORDER
    } else {
        &rules::REQUIRED_ORDER
    };
    Struct {
        properties,
        additional,
        order: Some(order),
        constraints,
        required_sets: facts.required_sets.clone(),
    }
}

fn claim_field_names(
    cx: &mut BuildContext<'_>,
    properties: &IndexMap<String, Vec<Origin>>,
) -> Vec<String> {
    let property_origins: Vec<Origin> = properties
        .values()
        .map(|origins| {
            let property_origin = origins
                .iter()
                .find(|origin| cx.named(origin).is_some())
                .or(origins.first());
            property_origin.cloned().unwrap_or_default()
        })
        .collect();
    let items: Vec<(&str, &Origin)> = properties
        .keys()
        .map(String::as_str)
        .zip(&property_origins)
        .collect();
    renames::claim_all(
        cx,
        &mut Scope::new(ScopeKind::Fields),
        NamedItemKind::Field,
        &items,
    )
}

fn build_additional_properties<'d>(
    schemas: &mut Schemas<'d>,
    cx: &mut BuildContext<'d>,
    job: &PendingType<'d>,
) -> Additional {
    match &job.facts.additional {
        None | Some(Other::Allowed) => Additional::Unspecified,
        Some(Other::Forbidden) => Additional::Forbidden,
        Some(Other::Schema(origin)) => Additional::Typed(Box::new(schemas.read_schema(
            cx,
            origin,
            &job.schema_use.in_element("value"),
        ))),
    }
}

/// Builds a property with the docs of its schemas.
pub(crate) fn build_property(
    cx: &BuildContext<'_>,
    wire: String,
    rust: String,
    origins: &[Origin],
    schema: Schema,
) -> Property {
    let mut deprecated = false;
    let mut docs = None;
    for schema in origins
        .iter()
        .flat_map(|origin| single_member::nested_single_members(cx, origin))
    {
        let annotations = Annotations::of(schema.value);
        deprecated |= annotations.is_deprecated();
        docs = docs
            .or_else(|| annotations.description().map(str::to_owned))
            .or_else(|| title_docs(annotations.title()?, &schema.origin));
    }
    let docs = docs.or_else(|| description_of_targets(cx, origins, &schema.ty));
    Property {
        wire,
        rust,
        schema,
        required: false,
        read_only: false,
        write_only: false,
        is_tag: false,
        boxed: false,
        deprecated,
        docs,
    }
}

/// The names of the first fields of tuples; later ones are numbered.
const ORDINALS: [&str; 12] = [
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
];

/// Returns the name of the item of a tuple at this index.
pub(crate) fn name_of_position(index: usize) -> String {
    ordinal_of_position(index).map_or_else(|| format!("item_{}", index + 1), str::to_owned)
}

/// Returns the ordinal of one of the first positions in words: `first` for 0.
pub fn ordinal_of_position(index: usize) -> Option<&'static str> {
    ORDINALS.get(index).copied()
}

/// Builds the body of a tuple, with its items as properties, each named by its index.
pub(crate) fn build_tuple<'d>(
    schemas: &mut Schemas<'d>,
    cx: &mut BuildContext<'d>,
    job: &PendingType<'d>,
) -> Struct {
    let facts = &job.facts;
    let least = facts.constraints.min_items.unwrap_or(0);
    let mut properties = Vec::with_capacity(facts.tuple.len());
    for ((index, origins), place) in facts.tuple.iter().enumerate().zip(0..) {
        let rust = name_of_position(index);
        let schema = schemas.read_conjunction(cx, origins, &job.schema_use.in_property(&rust));
        // Shorter arrays are valid, unless `minItems` forbids them. No item is read-only or
        // write-only: if one were omitted, the next one would take its position.
        let required = least > place;
        properties.push(Property {
            required,
            ..build_property(cx, format!("[{index}]"), rust, origins, schema)
        });
    }
    let length = u64::try_from(facts.tuple.len()).unwrap_or(u64::MAX);
    let constraints = Constraints {
        min_items: facts.constraints.min_items.filter(|least| *least > length),
        max_items: facts.constraints.max_items.filter(|most| *most != length),
        unique_items: facts.constraints.unique_items,
        ..Constraints::default()
    };
    let additional = match &facts.following {
        _ if facts.constraints.max_items == Some(length) => Additional::Forbidden,
        None | Some(Other::Allowed) => Additional::Unspecified,
        Some(Other::Forbidden) => Additional::Forbidden,
        Some(Other::Schema(origin)) => Additional::Typed(Box::new(schemas.read_schema(
            cx,
            origin,
            &job.schema_use.in_element("item"),
        ))),
    };
    Struct {
        properties,
        additional,
        order: None,
        constraints,
        required_sets: None,
    }
}

/// Returns the annotations of these schemas, and of the schemas that they refer to or combine, the
/// nearest first.
fn applied_annotations<'d>(cx: &BuildContext<'d>, origins: &[Origin]) -> Vec<Annotations<'d>> {
    let nodes = origins.iter().filter_map(|origin| cx.document.node(origin));
    cx.document
        .applied_schemas(nodes, UnionMembers::Equivalent)
        .at_most(MOST_SCHEMAS_AT_LOCATION)
        .map(|schema| Annotations::of(schema.value))
        .collect()
}

/// Returns the description of a schema that these schemas refer to, through `$ref`, `allOf` and
/// single members; none if the schema becomes a type, because the type has the description in its
/// docs.
pub(crate) fn description_of_targets(
    cx: &BuildContext<'_>,
    origins: &[Origin],
    ty: &Type,
) -> Option<String> {
    if matches!(ty, Type::Named(_)) {
        return None;
    }
    let described = origins.iter().find_map(|origin| {
        let inner = single_member::nested_single_members(cx, origin).count();
        let applied = applied_annotations(cx, std::slice::from_ref(origin));
        let mut targets = applied.into_iter().skip(inner);
        targets.find_map(Annotations::description)
    });
    described.map(str::to_owned)
}

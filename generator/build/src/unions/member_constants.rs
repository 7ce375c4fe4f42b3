//! Constants that distinguish the members of a union where the discriminator does not: constants of
//! other properties, of the objects in these properties, and of the items of arrays, including
//! members that are arrays.
//!
//! A constant of a property decides which member a value is in two cases: if every value of its
//! member has the constant, or if at least one other member may have another value in the property.
//! The values of an enum decide if at least one other member can have none of them in the property.
//! If enums share some values, a value only excludes the members that do not list it. All other
//! constants are ignored: if a server adds a value to an enum deep in a member, the member must not
//! become unknown.

use std::collections::VecDeque;

use indexmap::IndexMap;

use super::union_constants::{ConstantSearch, MemberShape, PropertyConstants, constant_values};
use model::{Discriminator, MemberConstants, Schema, Struct, Type, Union};

/// The maximum number of properties of a union that are compared.
const MAX_PROPERTIES: usize = 10_000;

/// Returns the constants of all members that the discriminator does not distinguish, the constants
/// of outer objects first.
pub(crate) fn find_member_constants(
    search: &ConstantSearch<'_>,
    union: &Union,
    tag: Option<&Discriminator>,
) -> Vec<MemberConstants> {
    let mut objects = search.object_members(union);
    objects.retain(|(member, _)| tag.is_none_or(|tag| !is_distinguished(tag, *member)));
    let whole = objects.iter().map(|(member, schema)| MemberObject {
        member: *member,
        schema,
        is_certain: true,
        within: Vec::new(),
    });
    let mut waiting = VecDeque::from([(Vec::new(), whole.collect::<Vec<_>>())]);
    // If only one member is an array, its items are not compared: if an item has another constant,
    // the server added it later.
    let arrays = arrays_of_objects(search, union);
    if arrays.len() > 1 {
        waiting.push_back((Vec::new(), arrays));
    }
    let mut constants = Vec::new();
    let mut left = MAX_PROPERTIES;
    while let Some((path, objects)) = waiting.pop_front() {
        for (name, fields) in properties_by_name(search, &objects) {
            left = left.saturating_sub(fields.len());
            let path: Vec<String> = path.iter().cloned().chain([name.to_owned()]).collect();
            for (is_closed, values) in [
                (true, deciding_constants(&fields)),
                (false, differing_enum_values(&fields)),
            ] {
                if !values.is_empty() {
                    constants.push(MemberConstants {
                        path: path.clone(),
                        values,
                        is_closed,
                    });
                }
            }
            let inner = inner_objects(search, fields);
            if !inner.is_empty() && left > 0 {
                waiting.push_back((path, inner));
            }
        }
    }
    constants
}

/// Returns the items of those members that are arrays of objects.
fn arrays_of_objects<'t>(
    search: &'t ConstantSearch<'_>,
    union: &'t Union,
) -> Vec<MemberObject<'t>> {
    let mut arrays = Vec::new();
    for (member, variant) in union.variants.iter().enumerate() {
        if let Type::List(items) = &search.types.resolve(&variant.schema).ty
            && matches!(
                search.shape_of_member(items),
                MemberShape::Record(_) | MemberShape::Union(_)
            )
        {
            arrays.push(MemberObject {
                member,
                schema: items,
                is_certain: true,
                within: Vec::new(),
            });
        }
    }
    arrays
}

/// Returns whether the discriminator alone distinguishes a member from all others.
fn is_distinguished(tag: &Discriminator, member: usize) -> bool {
    let mut own = tag
        .mapping
        .iter()
        .filter(|(_, index)| *index == member)
        .peekable();
    // If the discriminator has a member for all other values, every value selects a member.
    tag.otherwise.is_some()
        || (own.peek().is_some()
            && own.all(|(value, _)| {
                !tag.mapping
                    .iter()
                    .any(|(other, index)| other == value && *index != member)
            }))
}

/// An object in a member of the union.
struct MemberObject<'t> {
    member: usize,
    schema: &'t Schema,
    /// Whether every value of the member has this object.
    is_certain: bool,
    /// The enclosing objects. An object inside of itself is not compared again.
    within: Vec<&'t Struct>,
}

/// A property of such an object.
struct MemberProperty<'t> {
    member: usize,
    /// All possible values; `None` if the property may have values that are not constants.
    values: Option<Vec<&'t str>>,
    schema: Option<&'t Schema>,
    is_certain: bool,
    within: Vec<&'t Struct>,
}

/// Returns the constants that decide which member a value is, each with its member.
fn deciding_constants(fields: &[MemberProperty<'_>]) -> Vec<(String, usize)> {
    values_with_members(fields.iter().filter(|field| {
        let Some(values) = &field.values else {
            return false;
        };
        let is_single = values.len() == 1;
        let mut others = fields.iter().filter(|other| other.member != field.member);
        (is_single && field.is_certain)
            || others.any(|other| match &other.values {
                Some(others) => !others.iter().any(|value| values.contains(value)),
                None => is_single,
            })
    }))
}

/// Returns the values of all enums, if the enums differ between members and no constant decides
/// which member a value is.
fn differing_enum_values(fields: &[MemberProperty<'_>]) -> Vec<(String, usize)> {
    let mut lists = fields.iter().filter_map(|field| field.values.as_ref());
    let Some(first) = lists.next() else {
        return Vec::new();
    };
    let are_equal = lists
        .all(|list| list.len() == first.len() && list.iter().all(|value| first.contains(value)));
    if are_equal || !deciding_constants(fields).is_empty() {
        return Vec::new();
    }
    values_with_members(fields.iter())
}

fn values_with_members<'f>(
    fields: impl Iterator<Item = &'f MemberProperty<'f>>,
) -> Vec<(String, usize)> {
    let values = fields.flat_map(|field| {
        field
            .values
            .iter()
            .flatten()
            .map(|value| ((*value).to_owned(), field.member))
    });
    values.collect()
}

/// Groups the properties of objects by name. A property that is an array is represented by its
/// items.
fn properties_by_name<'t>(
    search: &'t ConstantSearch<'_>,
    objects: &[MemberObject<'t>],
) -> IndexMap<&'t str, Vec<MemberProperty<'t>>> {
    let mut fields: IndexMap<&str, Vec<MemberProperty<'_>>> = IndexMap::new();
    for MemberObject {
        member,
        schema,
        is_certain,
        within,
    } in objects
    {
        match search.shape_of_member(schema) {
            MemberShape::Record(record) => {
                let within: Vec<&Struct> = within.iter().copied().chain([record]).collect();
                for property in &record.properties {
                    let schema = item_or_itself(search, &property.schema);
                    fields
                        .entry(&property.wire)
                        .or_default()
                        .push(MemberProperty {
                            member: *member,
                            values: constant_values(search.types, schema),
                            schema: Some(schema),
                            is_certain: *is_certain && property.required,
                            within: within.clone(),
                        });
                }
            }
            MemberShape::Union(known) => {
                for PropertyConstants { property, values } in &known.constants {
                    let values = Some(values.iter().map(String::as_str).collect());
                    let field = MemberProperty {
                        member: *member,
                        values,
                        schema: None,
                        is_certain: false,
                        within: Vec::new(),
                    };
                    fields.entry(property).or_default().push(field);
                }
            }
            MemberShape::NoObject | MemberShape::Open => {}
        }
    }
    fields
}

/// Returns the objects in properties with the same name, since their constants may decide, too.
fn inner_objects<'t>(
    search: &'t ConstantSearch<'_>,
    fields: Vec<MemberProperty<'t>>,
) -> Vec<MemberObject<'t>> {
    let mut objects: Vec<MemberObject<'_>> = Vec::new();
    for MemberProperty {
        member,
        schema,
        is_certain,
        within,
        ..
    } in fields
    {
        let Some(schema) = schema else { continue };
        match search.shape_of_member(schema) {
            MemberShape::Record(record)
                if within.iter().any(|outer| std::ptr::eq(*outer, record)) => {}
            MemberShape::Record(_) | MemberShape::Union(_) => objects.push(MemberObject {
                member,
                schema,
                is_certain,
                within,
            }),
            MemberShape::NoObject | MemberShape::Open => {}
        }
    }
    if objects.len() < 2 {
        objects.retain(|object| object.is_certain);
    }
    objects
}

fn item_or_itself<'t>(search: &'t ConstantSearch<'_>, schema: &'t Schema) -> &'t Schema {
    match &search.types.resolve(schema).ty {
        Type::List(items) => items,
        _ => schema,
    }
}

//! Reports unions with ambiguous members, since clients use the first member that matches. An
//! object may match an earlier member if it has all required properties of that member, and no
//! required property that the member lacks. Arrays and maps are reported if they differ only by
//! constants that clients do not compare.

use foldhash::HashMap;

use super::union_constants::constant_values;
use crate::context::BuildContext;
use diag::{Diagnostic, Origin, of_component};
use model::{EnumBase, Property, Schema, Struct, Type, TypeKind, Types, Union};

/// The maximum number of members of a union that are compared in pairs.
const MAX_MEMBERS: usize = 100;

/// The maximum depth of objects, arrays and unions that are compared.
const MAX_DEPTH: usize = 4;

/// The constants that are compared to distinguish values.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Compared {
    /// All constants.
    All,
    /// The constants that clients compare: in objects and their arrays (`member_constants`), not in
    /// maps, tuples and arrays of arrays.
    ByClients,
    /// None, because the value is in a part that clients do not compare.
    Nothing,
}

impl Compared {
    /// Returns which constants are compared in a map, in a tuple, or in an array of arrays.
    fn within_uncompared(self) -> Self {
        match self {
            Self::All => Self::All,
            Self::ByClients | Self::Nothing => Self::Nothing,
        }
    }

    /// Returns which constants are compared in the items of an array.
    fn within_array(self, types: &Types, items: &Schema) -> Self {
        if matches!(types.resolve(items).ty, Type::List(_)) {
            self.within_uncompared()
        } else {
            self
        }
    }
}

/// A member whose values clients may read as an earlier member.
struct Overlap<'t> {
    member: &'t Origin,
    earlier: &'t Origin,
    /// Whether the members differ by constants that clients do not compare.
    has_uncompared_constants: bool,
}

pub(crate) fn report_overlapping_members(cx: &mut BuildContext<'_>, types: &Types) {
    for (_, def) in types.iter() {
        let TypeKind::Union(union) = &def.kind else {
            continue;
        };
        if union.discriminator.is_none()
            && let Some(overlap) = find_overlapping_member(types, union)
        {
            let place = of_component(overlap.member);
            let (message, instead, help) = if overlap.has_uncompared_constants {
                (
                    format!(
                        "this member{place} differs from an earlier one only by constants in maps, tuples or arrays of arrays"
                    ),
                    "clients do not compare these constants: values of this member are read as the earlier one",
                    "make each member an object with a constant in one of its properties",
                )
            } else {
                (
                    format!(
                        "clients cannot tell all values of this member{place} from those of an earlier one"
                    ),
                    "a value that matches both is read as the earlier one",
                    "add a `discriminator`, or a property with a constant to each member",
                )
            };
            let warning = Diagnostic::warning("overlapping-members", message)
                .at(overlap.member)
                .related("the earlier member is here", overlap.earlier);
            cx.warn(warning.instead(instead).help(help));
        }
    }
}

/// Returns the locations of the first member whose values may be read as an earlier member, and of
/// the earlier member, unless a discriminator distinguishes them.
pub(crate) fn overlapping_members<'t>(
    types: &'t Types,
    union: &'t Union,
) -> Option<[&'t Origin; 2]> {
    if union.discriminator.is_some() {
        return None;
    }
    let overlap = find_overlapping_member(types, union)?;
    Some([overlap.member, overlap.earlier])
}

/// Returns the first member whose values may be read as an earlier member.
fn find_overlapping_member<'t>(types: &'t Types, union: &'t Union) -> Option<Overlap<'t>> {
    let members: Vec<Member<'t>> = union
        .variants
        .iter()
        .take(MAX_MEMBERS)
        .map(|variant| Member {
            schema: &variant.schema,
            resolved: types.resolve(&variant.schema),
        })
        .collect();
    members.iter().enumerate().find_map(|(index, member)| {
        let mut before = members.iter().take(index);
        before.find_map(|earlier| find_overlap(types, member, earlier))
    })
}

/// A member of a union, with its aliases resolved.
struct Member<'t> {
    schema: &'t Schema,
    resolved: &'t Schema,
}

/// Returns the overlap of two members. Returns `None` if clients distinguish them. Members that are
/// not objects overlap only if they differ by constants that clients do not compare.
fn find_overlap<'t>(
    types: &Types,
    member: &Member<'t>,
    earlier: &Member<'t>,
) -> Option<Overlap<'t>> {
    let records = (
        types.record(member.resolved),
        types.record(earlier.resolved),
    );
    let has_uncompared_constants = if let (Some(least), Some(other)) = records {
        if !may_match_struct(types, least, other, Compared::ByClients) {
            return None;
        }
        !may_match_struct(types, least, other, Compared::All)
    } else {
        let is_compared = match &member.resolved.ty {
            // Clients compare the items of a member only if the items are objects.
            Type::List(items) => match types.kind(types.resolve(items)) {
                Some(TypeKind::Struct(_) | TypeKind::Union(_)) => Compared::ByClients,
                _ => Compared::Nothing,
            },
            Type::Map(_) => Compared::Nothing,
            _ if matches!(types.kind(member.resolved), Some(TypeKind::Tuple(_))) => {
                Compared::Nothing
            }
            _ => return None,
        };
        if !are_compatible(types, member.schema, earlier.schema, is_compared, MAX_DEPTH)
            || are_compatible(
                types,
                member.schema,
                earlier.schema,
                Compared::All,
                MAX_DEPTH,
            )
        {
            return None;
        }
        true
    };
    Some(Overlap {
        member: &member.schema.origin,
        earlier: &earlier.schema.origin,
        has_uncompared_constants,
    })
}

/// Returns whether an object with only the required properties of `least` may match `other`.
fn may_match_struct(types: &Types, least: &Struct, other: &Struct, compared: Compared) -> bool {
    let required_properties: HashMap<&str, &Property> = least
        .properties
        .iter()
        .filter(|property| property.required)
        .map(|property| (property.wire.as_str(), property))
        .collect();
    let other_properties: HashMap<&str, &Property> = other
        .properties
        .iter()
        .map(|property| (property.wire.as_str(), property))
        .collect();
    let has_all = other.properties.iter().all(|property| {
        !property.required || required_properties.contains_key(property.wire.as_str())
    });
    has_all
        && required_properties.iter().all(|(name, property)| {
            other_properties.get(*name).is_some_and(|other_property| {
                are_compatible(
                    types,
                    &property.schema,
                    &other_property.schema,
                    compared,
                    MAX_DEPTH,
                )
            })
        })
}

/// Returns whether a value may be valid for both schemas, given the constants that are compared.
/// Arrays and maps are judged by their items and values. Empty ones are valid for both schemas, but
/// they are ignored, because no constant could distinguish them.
fn are_compatible(types: &Types, a: &Schema, b: &Schema, compared: Compared, depth: usize) -> bool {
    if [a, b]
        .iter()
        .all(|schema| types.aliases(schema).any(|schema| schema.nullable))
    {
        return true;
    }
    if let (Some(a), Some(b)) = (json_type(types, a), json_type(types, b))
        && a != b
    {
        return false;
    }
    if compared != Compared::Nothing {
        if let (Some(a), Some(b)) = (&a.constant, &b.constant) {
            return a == b;
        }
        if let (Some(a), Some(b)) = (constant_values(types, a), constant_values(types, b)) {
            return a.iter().any(|value| b.contains(value));
        }
    }
    let Some(depth) = depth.checked_sub(1) else {
        return true;
    };
    let a = types.resolve(a);
    let b = types.resolve(b);
    match (&a.ty, &b.ty) {
        (Type::List(a), Type::List(b)) => {
            let compared = compared.within_array(types, a);
            return are_compatible(types, a, b, compared, depth);
        }
        (Type::Map(a), Type::Map(b)) => {
            return are_compatible(types, a, b, compared.within_uncompared(), depth);
        }
        _ => {}
    }
    match (types.kind(a), types.kind(b)) {
        (Some(TypeKind::Struct(a)), Some(TypeKind::Struct(b))) => {
            have_common_values(types, a, b, compared, depth)
        }
        (Some(TypeKind::Tuple(a)), Some(TypeKind::Tuple(b))) => {
            have_common_values(types, a, b, compared.within_uncompared(), depth)
        }
        (Some(TypeKind::Union(union)), _) => union
            .variants
            .iter()
            .take(MAX_MEMBERS)
            .any(|variant| are_compatible(types, &variant.schema, b, compared, depth)),
        (_, Some(TypeKind::Union(union))) => union
            .variants
            .iter()
            .take(MAX_MEMBERS)
            .any(|variant| are_compatible(types, a, &variant.schema, compared, depth)),
        _ => true,
    }
}

/// Returns whether two objects or tuples may have common values: no property or item that such a
/// value must have distinguishes them.
fn have_common_values(
    types: &Types,
    a: &Struct,
    b: &Struct,
    compared: Compared,
    depth: usize,
) -> bool {
    let other_properties: HashMap<&str, &Property> = b
        .properties
        .iter()
        .map(|property| (property.wire.as_str(), property))
        .collect();
    a.properties.iter().all(
        |property| match other_properties.get(property.wire.as_str()) {
            Some(other) if property.required || other.required => {
                are_compatible(types, &property.schema, &other.schema, compared, depth)
            }
            _ => true,
        },
    )
}

/// Returns the JSON type of the values of a schema; `None` if they may have several types.
pub fn json_type(types: &Types, schema: &Schema) -> Option<&'static str> {
    let schema = types.resolve(schema);
    Some(match &schema.ty {
        Type::Bool => "boolean",
        Type::Integer | Type::Wide | Type::Float | Type::Number => "number",
        Type::Text(_) => "string",
        Type::List(_) => "array",
        Type::Map(_) => "object",
        Type::Any => return None,
        Type::Named(_) => match types.kind(schema)?.in_json() {
            TypeKind::Struct(_) => "object",
            TypeKind::Tuple(_) => "array",
            TypeKind::Enum(body) if body.base == EnumBase::Text => "string",
            TypeKind::Enum(_) => "number",
            TypeKind::Alias(original) if original.ty.is_scalar() => {
                return json_type(types, original);
            }
            TypeKind::Alias(_) | TypeKind::Union(_) | TypeKind::Replaced(_) => return None,
        },
    })
}

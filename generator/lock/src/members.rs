//! Names and types of the members of unions, names of the values of enums, and types of components
//! that are only references.

use std::collections::{BTreeMap, BTreeSet};

use super::contents::{Lock, LockedMember};
use super::type_text::{innermost_type_name, locked_type_text};
use diag::Origin;
use diag::is_component_schema;
use model::{Api, Enum, SchemaEntry, Type, TypeId, TypeKind, Types, Union, UnionVariant};
use naming::{Scope, ScopeKind, is_type_name};

pub(super) fn locked_members(types: &Types, union: &Union) -> Vec<LockedMember> {
    let members = union.variants.iter().enumerate();
    let locked = members.map(|(index, variant)| LockedMember {
        name: variant.rust.clone(),
        holds: locked_type_text(types, &variant.schema.ty),
        tags: member_discriminator_values(types, union, index),
    });
    locked.collect()
}

/// Returns the discriminator values of a member: the constant of its property, or else the values
/// that are mapped to it.
fn member_discriminator_values(types: &Types, union: &Union, index: usize) -> Vec<String> {
    let Some(discriminator) = &union.discriminator else {
        return Vec::new();
    };
    let member_type = union
        .variants
        .get(index)
        .and_then(|variant| innermost_named_type(&variant.schema.ty))
        .and_then(|(_, id)| types.get(id));
    let constant = member_type.and_then(|def| match &def.kind {
        TypeKind::Struct(record) => {
            let property = record
                .properties
                .iter()
                .find(|property| property.wire == discriminator.property)?;
            property
                .schema
                .constant
                .as_deref()?
                .as_str()
                .map(str::to_owned)
        }
        _ => None,
    });
    let mapped = discriminator
        .mapping
        .iter()
        .filter(|(_, member)| *member == index)
        .map(|(tag, _)| tag.clone());
    constant.map_or_else(|| mapped.collect(), |constant| vec![constant])
}

/// Returns the types to which components without a separate type refer, by the locations of the
/// components.
pub(super) fn components_without_type(api: &Api) -> BTreeMap<String, String> {
    let components = api
        .schemas
        .iter()
        .filter(|entry| is_component_schema(&entry.origin) && !has_own_type(api, entry));
    let references = components.filter(|entry| innermost_named_type(&entry.ty).is_some());
    references
        .map(|entry| {
            (
                entry.origin.pointer.to_string(),
                locked_type_text(&api.types, &entry.ty),
            )
        })
        .collect()
}

/// Returns whether the type of a schema was made from this schema, not from an equal schema or the
/// target of a reference.
fn has_own_type(api: &Api, entry: &SchemaEntry) -> bool {
    match entry.ty {
        Type::Named(id) => api
            .types
            .get(id)
            .is_some_and(|def| def.origin == entry.origin),
        _ => false,
    }
}

/// Returns the former names of the types of components without a separate type.
pub(super) fn former_names_of_components<'l>(
    old: &'l BTreeMap<String, String>,
    entries: &[SchemaEntry],
) -> Vec<(&'l str, TypeId)> {
    let former_names = entries
        .iter()
        .filter(|entry| is_component_schema(&entry.origin))
        .filter_map(|entry| {
            let (depth, name) = innermost_type_name(old.get(&*entry.origin.pointer)?);
            match innermost_named_type(&entry.ty)? {
                (now, id) if now == depth => Some((name, id)),
                _ => None,
            }
        });
    former_names.collect()
}

/// A former member with the former name of its type, and the current variant with its type.
pub(super) type MemberPair<'l, 'm> = (&'l LockedMember, &'l str, (&'m UnionVariant, TypeId));

/// Pairs members with former ones: by name and shape (`is_like`), then the rest by shape, then by
/// name. Returns those pairs whose member has a named type.
pub(super) fn pair_union_members<'l, 'm>(
    old: &'l [LockedMember],
    new: &'m Union,
    is_like: impl Fn(&str, TypeId) -> bool,
) -> Vec<MemberPair<'l, 'm>> {
    let mut unpaired_members: Vec<&'l LockedMember> = old.iter().collect();
    let mut unpaired_variants: Vec<&'m UnionVariant> = new.variants.iter().collect();
    let mut pairs = Vec::new();
    for (by_name, by_shape) in [(true, true), (false, true), (true, false)] {
        unpaired_variants.retain(|variant| {
            let named = innermost_named_type(&variant.schema.ty);
            let index_of_member = unpaired_members.iter().position(|member| {
                if by_name && member.name != variant.rust {
                    return false;
                }
                if !by_shape {
                    return true;
                }
                let (depth, name) = innermost_type_name(&member.holds);
                named.is_some_and(|(now, id)| now == depth && is_like(name, id))
            });
            let Some(index) = index_of_member else {
                return true;
            };
            let member = unpaired_members.remove(index);
            if let Some((_, id)) = named {
                let name = innermost_type_name(&member.holds).1;
                pairs.push((member, name, (*variant, id)));
            }
            false
        });
    }
    pairs
}

/// Returns the number of arrays and maps that enclose a named type, and the type.
fn innermost_named_type(ty: &Type) -> Option<(usize, TypeId)> {
    match ty {
        Type::Named(id) => Some((0, *id)),
        Type::List(inner) | Type::Map(inner) => {
            innermost_named_type(&inner.ty).map(|(depth, id)| (depth + 1, id))
        }
        _ => None,
    }
}

impl Lock {
    /// Returns whether a component had no separate type, because it only referred to another one.
    pub fn was_only_reference(&self, component: &Origin) -> bool {
        self.components_without_type
            .get(&*component.pointer)
            .is_some_and(|holds| innermost_type_name(holds).0 == 0)
    }

    /// Returns names for the members of a union. A member whose type a former member had gets the
    /// name of that member, and new members get other names. Returns `None` if all members already
    /// have these names.
    pub fn names_of_members(&self, name: &str, types: &Types, new: &Union) -> Option<Vec<String>> {
        let old = self
            .types
            .get(name)
            .map(|locked| locked.members.as_slice())
            .unwrap_or_default();
        let mut unpaired_members: Vec<&LockedMember> = old.iter().collect();
        let mut kept_names: Vec<Option<&str>> = vec![None; new.variants.len()];
        // Members with the same type and name are paired first, so that a new member does not take
        // the name of another member of the same type.
        for by_name in [true, false] {
            for (variant, kept_name) in new.variants.iter().zip(&mut kept_names) {
                if kept_name.is_some() {
                    continue;
                }
                let holds = locked_type_text(types, &variant.schema.ty);
                let same = unpaired_members.iter().position(|member| {
                    member.holds == holds && (!by_name || member.name == variant.rust)
                });
                *kept_name = same.map(|index| unpaired_members.remove(index).name.as_str());
            }
        }
        for name in &mut kept_names {
            *name = name.filter(|name| is_type_name(name));
        }
        let names = claim_variant_names(
            &kept_names,
            new.variants.iter().map(|variant| &variant.rust),
        );
        if names
            .iter()
            .eq(new.variants.iter().map(|variant| &variant.rust))
        {
            return None;
        }
        Some(names)
    }

    /// Returns names for the values of an enum, if a value would otherwise take the former name of
    /// another value that still exists. Names that the description gives are not changed, unless
    /// `keeps_all`.
    pub fn names_of_values(&self, name: &str, new: &Enum, keeps_all: bool) -> Option<Vec<String>> {
        let old = &self.types.get(name)?.values;
        let wires: BTreeSet<&str> = new
            .variants
            .iter()
            .map(|variant| variant.wire.as_str())
            .collect();
        let mut free = new
            .variants
            .iter()
            .filter(|variant| keeps_all || !variant.is_named);
        let takes_other_name = free.any(|variant| {
            old.get(&variant.rust)
                .is_some_and(|wire| *wire != variant.wire && wires.contains(wire.as_str()))
        });
        if !takes_other_name {
            return None;
        }
        let mut kept_names: Vec<Option<&str>> = Vec::new();
        for variant in &new.variants {
            if !keeps_all && variant.is_named {
                kept_names.push(Some(&variant.rust));
                continue;
            }
            let mut names = old
                .iter()
                .filter(|(name, wire)| **wire == variant.wire && is_type_name(name));
            let same = names.clone().find(|(name, _)| **name == variant.rust);
            let former = same.or_else(|| names.next());
            kept_names.push(former.map(|(name, _)| name.as_str()));
        }
        Some(claim_variant_names(
            &kept_names,
            new.variants.iter().map(|variant| &variant.rust),
        ))
    }
}

/// Returns unique names for variants: claims the kept names first, and then, for each variant
/// without a kept name, its name in `names`.
fn claim_variant_names<'n>(
    kept_names: &[Option<&str>],
    names: impl Iterator<Item = &'n String>,
) -> Vec<String> {
    let mut scope = Scope::new(ScopeKind::Variants);
    let claimed: Vec<_> = kept_names
        .iter()
        .map(|name| name.map(|name| scope.claim(name).name))
        .collect();
    claimed
        .into_iter()
        .zip(names)
        .map(|(claimed_name, name)| claimed_name.unwrap_or_else(|| scope.claim(name).name))
        .collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use model::{EnumBase, Variant};

    #[test]
    fn a_new_value_does_not_take_an_existing_name() {
        let types = json!({ "Sort": { "kind": "enum", "values": { "DateAsc": "date_asc", "Name": "name" } } });
        let lock: Lock =
            serde_json::from_value(json!({ "version": 1, "operations": [], "types": types }))
                .unwrap();
        let of = |values: &[(&str, &str)], is_named: bool, keeps_all: bool| {
            let variants = values.iter().map(|(wire, rust)| Variant {
                wire: (*wire).to_owned(),
                rust: (*rust).to_owned(),
                is_named,
                deprecated: false,
                former: false,
                docs: None,
            });
            let variants = variants.collect();
            let constants = Enum {
                variants,
                base: EnumBase::Text,
                open: false,
                former_names: Vec::new(),
            };
            lock.names_of_values("Sort", &constants, keeps_all)
        };
        let names = |values: &[(&str, &str)]| of(values, false, false);
        let kept = names(&[
            ("date_asc", "DateAsc2"),
            ("DateAsc", "DateAsc"),
            ("name", "Name"),
            ("x", "X"),
        ]);
        assert_eq!(kept.unwrap(), ["DateAsc", "DateAsc2", "Name", "X"]);
        assert_eq!(names(&[("date_asc", "DateAsc"), ("y", "Y")]), None);
        assert_eq!(
            names(&[("DateAsc", "DateAsc")]),
            None,
            "the other one is gone"
        );
        let swapped = [("date_asc", "Name"), ("name", "DateAsc")];
        assert_eq!(names(&swapped).unwrap(), ["DateAsc", "Name"]);
        assert_eq!(
            of(&swapped, true, false),
            None,
            "the description names them"
        );
        assert_eq!(of(&swapped, true, true).unwrap(), ["DateAsc", "Name"]);
    }
}

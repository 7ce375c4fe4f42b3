//! Keeps the types of the previous version: if a component was inlined at each use, and the copies
//! are still equal, they are merged under its name.

use std::collections::BTreeMap;
use std::collections::hash_map::Entry;
use std::hash::{DefaultHasher, Hash, Hasher};

use foldhash::{HashMap, HashMapExt};

use super::dedupe::{self, merge_precedence};
use super::phases::UnnamedModel;
use super::type_hash::{self, HashOptions};
use crate::PreviousCrate;
use crate::context::BuildContext;
use crate::iterate::group_by_key;
use crate::keywords::keyword_meaning::VALUE_LISTS;
use crate::schemas::type_table::TypeTable;
use lock::{Nameless, PreviousType, names_by_origin, wire_shape_hash};
use model::{Type, TypeDef, TypeId, TypeKind, Types, parent_path};
use naming::{count_occurrences, is_type_path};

/// Merges equal types that were one type in the previous version, and keeps the names of types that
/// would otherwise be named after their new location.
///
/// The first pass merges inlined types, before form bodies are adapted, which may copy types. The
/// last pass runs after equal types are merged, and merges those that are still separate.
pub(crate) fn merge_former_types(cx: &BuildContext<'_>, draft: &mut UnnamedModel, when: When) {
    let Some(previous) = cx.previous else { return };
    let previous_types = PreviousTypes::of(previous, draft);
    // Between the two passes, equal types are merged, and the names of the merged types depend on
    // former names.
    if when == When::First {
        for (id, former_type) in &previous_types.former {
            if let Some(facts) = draft.table.name_facts_mut(*id) {
                facts.previous_name = Some(former_type.name.to_owned());
            }
        }
    }
    let (mut keep, named) = previous_types.equal_ones(cx, &draft.table, when);
    previous_types.keep_names(cx, &mut draft.table, named);
    // Types that only replaced types use are dropped as well.
    let used = dedupe::find_used_types(draft, &keep);
    keep.retain(|id, _| used.contains(id));
    dedupe::replace_types(draft, &keep);
    dedupe::drop_unused(draft);
}

type Keep = HashMap<TypeId, TypeId>;

/// Former names, each with the types that claim it.
type FormerNameClaims<'l> = BTreeMap<&'l str, Vec<(NameRetention, TypeId)>>;

struct PreviousTypes<'l> {
    /// The names that types have in the description or configuration.
    own: HashMap<TypeId, String>,
    former: Former<'l>,
}

impl<'l> PreviousTypes<'l> {
    fn of(previous: PreviousCrate<'l>, draft: &UnnamedModel) -> Self {
        let UnnamedModel {
            table,
            operations,
            webhook_requests,
        } = draft;
        let own_names = table.types.iter().filter_map(|(id, def)| {
            if let Some(name) = table.names.configured(&def.origin) {
                return Some((id, name.path.clone()));
            }
            // A component that only referred to another component in the previous version has no
            // former name.
            if previous.lock.was_only_reference(&def.origin) {
                return None;
            }
            let name = table.names.component(&def.origin)?;
            Some((id, name.to_owned()))
        });
        let own: HashMap<TypeId, String> = own_names.collect();
        let types = &table.types;
        let entries = table.entries.as_slice();
        let without = names_by_origin(previous.without);
        let nameless = Nameless {
            types,
            operations,
            webhook_requests,
            entries,
            own: own.clone(),
            without,
        };
        let mut former = previous.lock.former(&nameless);
        // The user may have edited the lock.
        former.retain(|_, former_type| is_type_path(former_type.name));
        Self { own, former }
    }

    fn is_kept(&self, id: TypeId) -> bool {
        self.former
            .get(&id)
            .is_some_and(|former_type| former_type.is_kept)
    }

    /// Returns the key by which equal types are sorted. Types with a name in the description come
    /// first, then types that need not keep their name.
    fn rank(&self, cx: &BuildContext<'_>, table: &TypeTable, id: TypeId) -> impl Ord + use<> {
        (
            !self.own.contains_key(&id),
            self.is_kept(id),
            merge_precedence(cx, table, id),
        )
    }

    /// Returns the types that are replaced by equal ones, and the remaining types by the former
    /// names that they claim.
    fn equal_ones(
        &self,
        cx: &BuildContext<'_>,
        table: &TypeTable,
        when: When,
    ) -> (Keep, FormerNameClaims<'l>) {
        let own = table.entries.iter().filter(|entry| entry.is_own);
        let places = count_occurrences(own.filter_map(|entry| {
            if let Type::Named(id) = entry.ty {
                Some(id)
            } else {
                None
            }
        }));
        let mut keep = Keep::default();
        let mut named = FormerNameClaims::new();
        for ((name, _), members) in group_equal_types(cx, &table.types, &self.former) {
            let first = members
                .iter()
                .copied()
                .min_by_key(|id| self.rank(cx, table, *id));
            let Some(first) = first else { continue };
            keep.extend(
                members
                    .iter()
                    .copied()
                    .filter(|id| {
                        *id != first
                            && !self.own.contains_key(id)
                            && (when == When::Last || self.is_kept(*id))
                    })
                    .map(|id| (id, first)),
            );
            if !self.own.contains_key(&first) {
                let equal_types = EqualTypes {
                    first,
                    places: members.iter().filter_map(|id| places.get(id)).sum(),
                    members,
                };
                let retention = self.name_retention(table, name, &equal_types, when);
                named.entry(name).or_default().push((retention, first));
            }
        }
        (keep, named)
    }

    /// Returns whether and why equal types keep the former name `name`.
    fn name_retention(
        &self,
        table: &TypeTable,
        name: &str,
        equal_types: &EqualTypes,
        when: When,
    ) -> NameRetention {
        let is_last = when == When::Last;
        // If the type has more locations than in the previous version, it keeps the name that equal
        // types share.
        if self.is_kept(equal_types.first)
            || is_last
                && self
                    .former
                    .get(&equal_types.first)
                    .is_some_and(|former_type| equal_types.places > former_type.places)
        {
            return NameRetention::Kept;
        }
        let members = equal_types.members.iter();
        let mut all_facts = members.filter_map(|id| table.name_facts(*id));
        if is_last
            && all_facts.any(|facts| facts.former_path() == Some(name) || facts.may_share(name))
        {
            NameRetention::Shared
        } else {
            NameRetention::No
        }
    }

    /// Returns whether the wire shape of a type differs from the former one.
    fn is_changed(&self, table: &TypeTable, id: TypeId) -> bool {
        match (table.types.get(id), self.former.get(&id)) {
            (Some(def), Some(former_type)) => wire_shape_hash(&def.kind) != former_type.wire_shape,
            _ => false,
        }
    }

    /// Assigns former names. If several types claim a name, a type in the module of the name is
    /// preferred, and then an unchanged type.
    fn keep_names(
        &self,
        cx: &BuildContext<'_>,
        table: &mut TypeTable,
        named: FormerNameClaims<'l>,
    ) {
        let named: Vec<(&str, (NameRetention, TypeId))> = named
            .into_iter()
            .filter_map(|(name, several)| {
                let best = several.into_iter().min_by_key(|(retention, id)| {
                    (
                        is_outside_module_of_name(table, *id, name),
                        self.is_changed(table, *id),
                        *retention,
                        self.rank(cx, table, *id),
                    )
                });
                Some((name, best?))
            })
            .collect();
        let kept_names: Vec<&str> = named
            .iter()
            .filter(|(_, (retention, _))| *retention == NameRetention::Kept)
            .map(|(name, _)| *name)
            .collect();
        for (name, (retention, id)) in named {
            // If a name begins with a kept name, its type keeps it as well.
            let has_name = retention != NameRetention::No
                || kept_names.iter().any(|kept_name| {
                    name.strip_prefix(kept_name)
                        .is_some_and(|rest| !rest.is_empty())
                });
            if has_name && let Some(facts) = table.name_facts_mut(id) {
                facts.keep_former_name(name, retention == NameRetention::Kept);
            }
        }
    }
}

/// Types that are equal.
struct EqualTypes {
    members: Vec<TypeId>,
    /// The member that replaces the others.
    first: TypeId,
    /// The number of locations of all members.
    places: usize,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum NameRetention {
    No,
    /// The type keeps the name, and would also get it without the lock.
    Shared,
    /// The type keeps the name only because of the lock.
    Kept,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Runs before equal types are merged.
    First,
    Last,
}

type Former<'l> = HashMap<TypeId, PreviousType<'l>>;

/// The maximum number of rounds that distinguish types by the types in them, one for each level of
/// nesting.
const MAX_ROUNDS: usize = 100;

/// Groups types that have the same former name and are equal on the wire. The types that they use
/// must be equal, too.
fn group_equal_types<'l>(
    cx: &BuildContext<'_>,
    types: &Types,
    former: &Former<'l>,
) -> BTreeMap<(&'l str, u64), Vec<TypeId>> {
    let mut classes: HashMap<TypeId, u64> = former
        .iter()
        .map(|(id, former_type)| (*id, hash_value(&former_type.name)))
        .collect();
    // Types whose class may be refined: a class with one type cannot.
    let mut shapes: HashMap<TypeId, TypeShape> = HashMap::new();
    let mut count = 0;
    for _ in 0..MAX_ROUNDS {
        let sizes = count_occurrences(classes.values().copied());
        if sizes.len() == count {
            break;
        }
        count = sizes.len();
        let next = classes.iter().filter_map(|(id, class)| {
            if sizes.get(class) == Some(&1) {
                return Some((*id, *class));
            }
            let shape = match shapes.entry(*id) {
                Entry::Occupied(shape) => shape.into_mut(),
                Entry::Vacant(shape) => shape.insert(TypeShape::of(cx, types.get(*id)?)),
            };
            Some((*id, shape.refined_class(*class, &classes)))
        });
        classes = next.collect();
    }
    group_by_key(former.iter().map(|(id, former_type)| {
        (
            (
                former_type.name,
                classes.get(id).copied().unwrap_or_default(),
            ),
            *id,
        )
    }))
}

/// What distinguishes a type on the wire, without the types in it.
struct TypeShape {
    hash: u64,
    /// The types in it, in order.
    uses: Vec<TypeId>,
}

impl TypeShape {
    fn of(cx: &BuildContext<'_>, def: &TypeDef) -> Self {
        let mut uses = Vec::new();
        let mut state = DefaultHasher::new();
        let mut options = HashOptions {
            document: cx.document,
            labels: false,
            reference: &mut |id| {
                uses.push(id);
                0
            },
        };
        type_hash::hash_type(&def.kind, &def.origin, &mut options, &mut state);
        Self {
            hash: state.finish(),
            uses,
        }
    }

    /// Returns a class for those types of a class that have the same shape and whose types are in
    /// the same classes.
    fn refined_class(&self, class: u64, classes: &HashMap<TypeId, u64>) -> u64 {
        let class_of = |id: &TypeId| classes.get(id).copied().unwrap_or_else(|| hash_value(id));
        let uses: Vec<u64> = self.uses.iter().map(class_of).collect();
        hash_value(&(class, self.hash, uses))
    }
}

fn hash_value(value: &impl Hash) -> u64 {
    let mut state = DefaultHasher::new();
    value.hash(&mut state);
    state.finish()
}

/// Keeps the names of union members and enum values, unless the configuration names one of them.
pub(crate) fn name_members(cx: &BuildContext<'_>, types: &mut Types) {
    let Some(previous) = cx.previous else { return };
    let mut renamed = Vec::new();
    for (id, def) in types.iter() {
        let names = match &def.kind {
            TypeKind::Union(union)
                if union
                    .variants
                    .iter()
                    .all(|variant| cx.named(&variant.schema.origin).is_none()) =>
            {
                previous.lock.names_of_members(&def.name, types, union)
            }
            TypeKind::Enum(constants) => {
                let lists = VALUE_LISTS.map(|keyword| def.origin.child(keyword));
                let keys = constants
                    .variants
                    .iter()
                    .flat_map(|variant| lists.each_ref().map(|list| list.child(&variant.wire)));
                let is_named = keys.into_iter().any(|key| cx.named(&key).is_some());
                if is_named {
                    None
                } else {
                    previous
                        .lock
                        .names_of_values(&def.name, constants, cx.config.keep_old_names)
                }
            }
            _ => None,
        };
        renamed.extend(names.map(|names| (id, names)));
    }
    for (id, names) in renamed {
        match types.get_mut(id).map(|def| &mut def.kind) {
            Some(TypeKind::Union(union)) => {
                for (variant, name) in union.variants.iter_mut().zip(names) {
                    if variant.rust != name {
                        variant.naming = previous.kind.reason();
                    }
                    variant.rust = name;
                }
            }
            Some(TypeKind::Enum(constants)) => {
                for (variant, name) in constants.variants.iter_mut().zip(names) {
                    variant.rust = name;
                }
            }
            _ => {}
        }
    }
}

/// Returns whether `name` is outside of the module in which the owner of this type has its inner
/// types.
fn is_outside_module_of_name(table: &TypeTable, id: TypeId, name: &str) -> bool {
    table
        .schema_use(id)
        .is_some_and(|schema_use| parent_path(name) != schema_use.module_in_owner())
}

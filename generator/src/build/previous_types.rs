//! Types that stay what they were in the crate before, though the description is written otherwise now.
//!
//! A component that is written out wherever it is used becomes a type at each of these places. Where the crate before had
//! one type there, and all of them are equal still, they are one, under the name that it had.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use super::dedupe::{self, precedence};
use super::hint::Hint;
use super::likeness::{self, Look};
use super::modules::module_of;
use super::phases::Draft;
use super::type_table::TypeTable;
use super::{Before, Context};
use crate::lock::{Lock, Nameless, PreviousType, look, names_by_place};
use crate::model::{SchemaEntry, Type, TypeDef, TypeId, TypeKind, Types, around};
use crate::naming::is_type_path;

/// Makes types one that were one and are equal, and lets those keep their name that would be named from their place.
///
/// Those that were written out somewhere come first, before it is settled which form the bodies of requests have; then,
/// when equal types are one, what is several only because of that.
pub(crate) fn unite(cx: &Context<'_>, draft: &mut Draft, when: When) {
    let Some(before) = cx.before else { return };
    let known = Known::of(before, draft);
    let (mut keep, named) = known.equal_ones(cx, &draft.table, when);
    known.keep_names(cx, &mut draft.table, named);
    // What stands in a type that gives way is gone with it.
    let used = dedupe::used(draft, &keep);
    keep.retain(|id, _| used.contains(id));
    dedupe::replace(draft, &keep);
    dedupe::drop_unused(draft);
}

/// Which type stands for those that are equal to it.
type Keep = HashMap<TypeId, TypeId>;

/// Types that may have a former name, each with whether it gets it.
type Named<'l> = BTreeMap<&'l str, Vec<(Due, TypeId)>>;

/// What is known of the types from before, and from the description.
struct Known<'l> {
    /// Names that the description or the user gives.
    own: HashMap<TypeId, String>,
    former: Former<'l>,
}

impl<'l> Known<'l> {
    fn of(before: Before<'l>, draft: &Draft) -> Self {
        let own = own_names(before.lock, &draft.table);
        let former = former(before, draft, own.clone());
        Self { own, former }
    }

    fn is_kept(&self, id: TypeId) -> bool {
        self.former.get(&id).is_some_and(|one| one.is_kept)
    }

    /// What has its name from the description, or would have it anyway, stays.
    fn rank(&self, cx: &Context<'_>, table: &TypeTable, id: TypeId) -> impl Ord + use<> {
        (!self.own.contains_key(&id), self.is_kept(id), precedence(cx, table, id))
    }

    /// Which types give way to equal ones, and which of those that stay may have a former name.
    fn equal_ones(&self, cx: &Context<'_>, table: &TypeTable, when: When) -> (Keep, Named<'l>) {
        let places = places(&table.entries);
        let (mut keep, mut named) = (Keep::new(), Named::new());
        for ((name, _), members) in equal(cx, &table.types, &self.former) {
            let first = members.iter().copied().min_by_key(|id| self.rank(cx, table, *id));
            let Some(first) = first else { continue };
            let is_due = |id: TypeId| when == When::Last || self.is_kept(id);
            let gives_way = |id: &TypeId| *id != first && !self.own.contains_key(id) && is_due(*id);
            keep.extend(members.iter().copied().filter(gives_way).map(|id| (id, first)));
            if !self.own.contains_key(&first) {
                let now = members.iter().filter_map(|id| places.get(id)).sum();
                let due = self.due(table, (name, &members), (first, now), when);
                named.entry(name).or_default().push((due, first));
            }
        }
        (keep, named)
    }

    /// Whether the `first` of equal types, which stand for so many places `now`, gets the name that they had.
    fn due(
        &self,
        table: &TypeTable,
        (name, members): (&str, &[TypeId]),
        (first, now): (TypeId, usize),
        when: When,
    ) -> Due {
        let is_last = when == When::Last;
        // A name that equal types had in common stays with the one that is left of them.
        let has_it = |hint: &Hint| hint.former() == Some(name) || hint.may_share(name);
        let has_name = || members.iter().filter_map(|id| table.hints.get(id.0 as usize)).any(has_it);
        let is_more = || self.former.get(&first).is_some_and(|one| now > one.places);
        match self.is_kept(first) || is_last && is_more() {
            true => Due::Kept,
            false if is_last && has_name() => Due::Shared,
            false => Due::No,
        }
    }

    /// Gives former names: where what was one is several now, to one of them, best to one that stands where the name says,
    /// and is as it was.
    fn keep_names(&self, cx: &Context<'_>, table: &mut TypeTable, named: Named<'l>) {
        let is_changed = |id: TypeId| {
            let kind = table.types.get(id).map(|def| &def.kind);
            kind.zip(self.former.get(&id)).is_some_and(|(kind, one)| look(kind) != one.look)
        };
        // What stands in the module that the name says has the first claim to it.
        let is_away = |name: &str, id: TypeId| {
            let owner = table.hints.get(id.0 as usize).map(Hint::owner);
            owner.is_some_and(|(room, owner)| around(name) != module_of(room, owner))
        };
        let rank = |name: &str, (due, id): &(Due, TypeId)| {
            (is_away(name, *id), is_changed(*id), *due, self.rank(cx, table, *id))
        };
        let named: Vec<(&str, (Due, TypeId))> = named
            .into_iter()
            .filter_map(|(name, several)| Some((name, several.into_iter().min_by_key(|one| rank(name, one))?)))
            .collect();
        let kept: Vec<&str> = named.iter().filter(|(_, (due, _))| *due == Due::Kept).map(|(name, _)| *name).collect();
        let is_named_after = |name: &str, kept: &str| name.strip_prefix(kept).is_some_and(|rest| !rest.is_empty());
        for (name, (due, id)) in named {
            // What is named after a type that keeps its name keeps its own.
            let has_name = due != Due::No || kept.iter().any(|kept| is_named_after(name, kept));
            if let (true, Some(hint)) = (has_name, table.hints.get_mut(id.0 as usize)) {
                hint.keep(name, due == Due::Kept);
            }
        }
    }
}

/// Whether a type gets its former name.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Due {
    /// No: it has the name that it would have without.
    No,
    /// Yes, as it may have it by itself.
    Shared,
    /// Yes: it would have another one.
    Kept,
}

/// For how many places of the description each type stands.
fn places(entries: &[SchemaEntry]) -> HashMap<TypeId, usize> {
    let mut places = HashMap::new();
    for entry in entries.iter().filter(|entry| entry.is_own) {
        if let Type::Named(id) = entry.ty {
            *places.entry(id).or_default() += 1;
        }
    }
    places
}

/// When types are made one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum When {
    /// Before equal types are one.
    First,
    /// When they are.
    Last,
}

/// Names that the description or the user gives; a component that was nothing but another one had none.
fn own_names(before: &Lock, table: &TypeTable) -> HashMap<TypeId, String> {
    let names = table.types.iter().filter_map(|(id, def)| {
        let component = table.names.component(&def.origin).filter(|_| !before.was_another(&def.origin));
        let name = table.names.configured(&def.origin).or(component)?;
        Some((id, name.to_owned()))
    });
    names.collect()
}

type Former<'l> = HashMap<TypeId, PreviousType<'l>>;

/// What the types were called before.
fn former<'l>(before: Before<'l>, draft: &Draft, own: HashMap<TypeId, String>) -> Former<'l> {
    let Draft { table, operations, webhook_requests } = draft;
    let (types, entries) = (&table.types, table.entries.as_slice());
    let without = names_by_place(before.without);
    let mut former = before.lock.former(&Nameless { types, operations, webhook_requests, entries, own, without });
    // The file may be anybody's.
    former.retain(|_, one| is_type_path(one.name));
    former
}

/// How often types are told apart by what they refer to: as deep as the difference between two may lie.
const MAX_ROUNDS: usize = 100;

/// Types that had one name before and look the same on the wire, where what they refer to has one name and looks the same.
fn equal<'l>(cx: &Context<'_>, types: &Types, known: &Former<'l>) -> BTreeMap<(&'l str, u64), Vec<TypeId>> {
    let mut classes: HashMap<TypeId, u64> = known.iter().map(|(id, one)| (*id, hash(&one.name))).collect();
    let mut count = 0;
    for _ in 0..MAX_ROUNDS {
        let told: HashSet<u64> = classes.values().copied().collect();
        if told.len() == count {
            break;
        }
        count = told.len();
        let next = classes.iter().filter_map(|(id, class)| Some((*id, refined(cx, types.get(*id)?, *class, &classes))));
        classes = next.collect();
    }
    let mut equal: BTreeMap<_, Vec<TypeId>> = BTreeMap::new();
    for (id, one) in known {
        equal.entry((one.name, classes.get(id).copied().unwrap_or_default())).or_default().push(*id);
    }
    equal
}

fn refined(cx: &Context<'_>, def: &TypeDef, class: u64, classes: &HashMap<TypeId, u64>) -> u64 {
    let mut state = DefaultHasher::new();
    class.hash(&mut state);
    let reference = &mut |id: TypeId| classes.get(&id).copied().unwrap_or_else(|| hash(&id));
    let mut look = Look { document: cx.document, labels: false, reference };
    likeness::hash_type(&def.kind, &def.origin, &mut look, &mut state);
    state.finish()
}

fn hash(value: &impl Hash) -> u64 {
    let mut state = DefaultHasher::new();
    value.hash(&mut state);
    state.finish()
}

/// Lets members of unions keep their names that hold what they held, and values of enums theirs; where the user names one
/// of them, all have the names that they would have.
pub(crate) fn name_members(cx: &Context<'_>, types: &mut Types) {
    let Some(before) = cx.before else { return };
    let mut renamed = Vec::new();
    for (id, def) in types.iter() {
        let names = match &def.kind {
            TypeKind::Union(union) if union.variants.iter().all(|one| cx.named(&one.schema.origin).is_none()) => {
                before.lock.members(&def.name, types, union)
            }
            TypeKind::Enum(constants) => {
                let list = def.origin.child("enum");
                let is_named = constants.variants.iter().any(|one| cx.named(&list.child(&one.wire)).is_some());
                if is_named { None } else { before.lock.values(&def.name, constants) }
            }
            _ => None,
        };
        renamed.extend(names.map(|names| (id, names)));
    }
    for (id, names) in renamed {
        match types.get_mut(id).map(|def| &mut def.kind) {
            Some(TypeKind::Union(union)) => {
                union.variants.iter_mut().zip(names).for_each(|(variant, name)| variant.rust = name);
            }
            Some(TypeKind::Enum(constants)) => {
                constants.variants.iter_mut().zip(names).for_each(|(variant, name)| variant.rust = name);
            }
            _ => {}
        }
    }
}

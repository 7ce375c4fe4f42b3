//! Merges equal types: one `Portal` instead of five copies.
//!
//! Types are equal if they, and the types in them, are the same on the wire, and their variants
//! have the same names. Components are never merged. If exactly one component equals an inline
//! type, it replaces that type, unless the type is so small that equality may be a coincidence.
//! Equal inline types are merged only if they have a common location that can name them.

use std::hash::{DefaultHasher, Hash, Hasher};

use foldhash::{HashMap, HashMapExt, HashSet};

use super::phases::UnnamedModel;
use super::type_hash::HashOptions;
use super::{titles, type_hash};
use crate::context::BuildContext;
use crate::iterate::{group_by_key, reachable_nodes};
use crate::names::inline_types::{NameFacts, SchemaUse};
use crate::schemas::type_table::TypeTable;
use description::Document;
use diag::Origin;
use model::{Operation, Type, TypeId, TypeKind, Types, WebhookRequest};
use naming::words_of_text;

pub(crate) fn merge_equal(cx: &BuildContext<'_>, draft: &mut UnnamedModel) {
    let keep = choose_representatives(cx, &mut draft.table);
    replace_types(draft, &keep);
}

pub(crate) fn replace_types(draft: &mut UnnamedModel, keep: &HashMap<TypeId, TypeId>) {
    let kept_ids = type_ids(&draft.table.types)
        .filter(|id| keep.get(id).is_none_or(|to| to == id))
        .collect();
    renumber_types(draft, kept_ids, keep);
}

pub(crate) fn drop_unused(draft: &mut UnnamedModel) {
    let used = find_used_types(draft, &HashMap::new());
    if used.len() < draft.table.types.len() {
        let kept_ids = type_ids(&draft.table.types)
            .filter(|id| used.contains(id))
            .collect();
        renumber_types(draft, kept_ids, &HashMap::new());
    }
}

/// Returns the types that components and operations use, directly or not; `keep` maps types to
/// their replacements.
pub(crate) fn find_used_types(
    draft: &UnnamedModel,
    keep: &HashMap<TypeId, TypeId>,
) -> HashSet<TypeId> {
    let UnnamedModel {
        table,
        operations,
        webhook_requests,
    } = draft;
    let components = table
        .types
        .iter()
        .filter(|(_, def)| table.names.component(&def.origin).is_some());
    let sent = webhook_requests.iter().flat_map(WebhookRequest::uses);
    let uses = operations.iter().flat_map(Operation::uses).chain(sent);
    // Components that are arrays or maps of an inline type have no separate type.
    let entries = table
        .entries
        .iter()
        .filter(|entry| table.names.component(&entry.origin).is_some());
    let from = components
        .map(|(id, _)| id)
        .chain(uses.filter_map(|(_, schema)| schema.ty.innermost()));
    reachable_nodes(
        from.chain(entries.filter_map(|entry| entry.ty.innermost())),
        |id| {
            let stays = keep.get(&id).copied();
            let def = if stays.is_none() {
                table.types.get(id)
            } else {
                None
            };
            stays
                .into_iter()
                .chain(def.into_iter().flat_map(|def| def.kind.used()))
        },
    )
}

/// Keeps only the types in `kept_ids`, and gives them new ids. `keep` maps replaced types to their
/// replacements.
fn renumber_types(draft: &mut UnnamedModel, kept_ids: Vec<TypeId>, keep: &HashMap<TypeId, TypeId>) {
    let UnnamedModel {
        table,
        operations,
        webhook_requests,
    } = draft;
    let renumbered: HashMap<TypeId, TypeId> = kept_ids
        .iter()
        .copied()
        .zip(type_ids(&table.types))
        .collect();
    // Replaced types get the new ids of their replacements.
    let numbers: HashMap<TypeId, TypeId> = type_ids(&table.types)
        .filter_map(|id| Some((id, *renumbered.get(keep.get(&id).unwrap_or(&id))?)))
        .collect();
    let is_kept = |id: TypeId| renumbered.contains_key(&id);
    let mut ids = (0..).map(TypeId);
    table.name_facts.retain(|_| ids.next().is_some_and(is_kept));
    table.types.retain(is_kept);
    for def in table.types.values_mut() {
        for schema in def.kind.schemas_mut() {
            renumber_inner_type(&mut schema.ty, &numbers);
        }
    }
    let loose = table.loose.iter().filter_map(|id| numbers.get(id));
    table.loose = loose.copied().collect();
    let sent = webhook_requests
        .iter_mut()
        .flat_map(WebhookRequest::schemas_mut);
    let schemas = operations
        .iter_mut()
        .flat_map(Operation::schemas_mut)
        .chain(sent);
    for schema in schemas {
        renumber_inner_type(&mut schema.ty, &numbers);
    }
    table.entries.retain(|entry| {
        entry
            .ty
            .innermost()
            .is_none_or(|id| numbers.contains_key(&id))
    });
    for entry in &mut table.entries {
        renumber_inner_type(&mut entry.ty, &numbers);
    }
}

/// Gives the named type in `ty` its new id, if it has one.
fn renumber_inner_type(ty: &mut Type, numbers: &HashMap<TypeId, TypeId>) {
    if let Some(id) = ty.innermost_mut()
        && let Some(number) = numbers.get(id)
    {
        *id = *number;
    }
}

fn type_ids(types: &Types) -> impl Iterator<Item = TypeId> {
    types.iter().map(|(id, _)| id)
}

/// Inline types that are nested more deeply than this are never equal to others.
const MAX_DEPTH: usize = 200;

/// Hashes each type as it is on the wire. Cycles end at a component, which is hashed by its id.
struct TypeHasher<'s> {
    document: &'s Document,
    table: &'s TypeTable,
    known: HashMap<TypeId, u64>,
    depth: usize,
}

impl TypeHasher<'_> {
    fn hash_of(&mut self, id: TypeId) -> u64 {
        if let Some(known) = self.known.get(&id) {
            return *known;
        }
        let mut state = DefaultHasher::new();
        match self.table.types.get(id) {
            Some(def) if self.depth < MAX_DEPTH => {
                self.depth += 1;
                let document = self.document;
                let reference = &mut |id| self.reference(id);
                let mut options = HashOptions {
                    document,
                    labels: true,
                    reference,
                };
                type_hash::hash_type(&def.kind, &def.origin, &mut options, &mut state);
                self.depth -= 1;
            }
            _ => id.hash(&mut state),
        }
        let hash = state.finish();
        self.known.insert(id, hash);
        hash
    }

    /// Returns the hash of a type that another type uses. A component is hashed by its id, since it
    /// equals only itself.
    fn reference(&mut self, id: TypeId) -> u64 {
        if self.table.is_component(id) {
            u64::from(id.0)
        } else {
            self.hash_of(id)
        }
    }
}

fn choose_representatives(cx: &BuildContext<'_>, table: &mut TypeTable) -> HashMap<TypeId, TypeId> {
    let mut hasher = TypeHasher {
        document: cx.document,
        table,
        known: HashMap::new(),
        depth: 0,
    };
    let members = group_by_key(type_ids(&table.types).map(|id| (hasher.hash_of(id), id)));
    let mut keep = HashMap::new();
    let mut inline: Vec<Vec<TypeId>> = Vec::new();
    let is_named_here = |class: &Vec<TypeId>| {
        class.len() > 1 || class.iter().any(|id| table.is_reference_target(*id))
    };
    let classes: Vec<Vec<TypeId>> = members.into_values().filter(is_named_here).collect();
    for class in classes {
        let (components, mut others): (Vec<TypeId>, Vec<TypeId>) =
            class.into_iter().partition(|id| table.is_component(*id));
        if let [component] = components.as_slice() {
            let own = table
                .types
                .get(*component)
                .and_then(|def| table.names.own(&def.origin));
            for id in &others {
                let facts = table.name_facts(*id);
                let is_another = facts
                    .and_then(NameFacts::former_path)
                    .is_some_and(|former| Some(former) != own);
                if !is_another
                    && (count_type_members(table, *id) >= SOME
                        || own.is_some()
                            && facts.and_then(NameFacts::title_without_previous_name) == own)
                {
                    keep.insert(*id, *component);
                }
            }
            others.retain(|id| !keep.contains_key(id));
        }
        inline.push(others);
    }
    for group in titles::name_by_titles(table, &inline) {
        let first = group
            .iter()
            .min_by_key(|id| merge_precedence(cx, table, **id))
            .copied();
        keep.extend(
            first
                .iter()
                .flat_map(|first| group.iter().map(|id| (*id, *first))),
        );
    }
    for mut others in inline {
        others.retain(|id| !keep.contains_key(id));
        merge_inline(cx, table, &others, &mut keep);
    }
    keep
}

/// Of some equal inline types, merges the types that have a common location and do not keep
/// different names.
fn merge_inline(
    cx: &BuildContext<'_>,
    table: &mut TypeTable,
    inline: &[TypeId],
    keep: &mut HashMap<TypeId, TypeId>,
) {
    let places = inline.iter().filter_map(|id| {
        let facts = table.name_facts(*id)?;
        let place = common_place(&facts.schema_use, count_type_members(table, *id));
        Some(((place, facts.former_path().map(str::to_owned)), *id))
    });
    let places = group_by_key(places);
    for group in places.into_values().filter(|group| group.len() > 1) {
        // The choice, which determines the name, does not depend on the order of the description.
        let Some(stays) = group
            .iter()
            .min_by_key(|id| merge_precedence(cx, table, **id))
            .copied()
        else {
            continue;
        };
        keep.extend(
            group
                .iter()
                .filter(|id| **id != stays)
                .map(|id| (*id, stays)),
        );
        let uses: Vec<SchemaUse> = group
            .iter()
            .filter_map(|id| table.schema_use(*id))
            .cloned()
            .collect();
        if let Some(facts) = table.name_facts_mut(stays) {
            facts.name_after_uses(&uses);
        }
    }
}

/// Returns the key that equal types must share to be merged: the component or resource that
/// contains the type, and the name of the type in it. For large types, the first word of the
/// component or resource is enough.
fn common_place(schema_use: &SchemaUse, size: usize) -> (String, String) {
    let root = schema_use.root_path();
    let name = schema_use.name_in_root();
    if name.is_empty() && size < SOME {
        (root.to_owned(), schema_use.full_name.clone())
    } else if name.is_empty() || size < LARGE {
        (root.to_owned(), name)
    } else {
        let first_word = words_of_text(root).into_iter().next();
        (first_word.unwrap_or_default(), name)
    }
}

/// From this number of members on, equality is not considered a coincidence.
const SOME: usize = 3;
/// From this number of members on, types are merged across components.
const LARGE: usize = 5;

/// Returns the key by which equal types are sorted; the first of them is kept. Types that the user
/// names come first, then those with short names.
pub(crate) fn merge_precedence(
    cx: &BuildContext<'_>,
    table: &TypeTable,
    id: TypeId,
) -> (bool, usize, String, Origin) {
    let origin = table
        .types
        .get(id)
        .map(|def| def.origin.clone())
        .unwrap_or_default();
    let name = table
        .schema_use(id)
        .map(|schema_use| schema_use.full_name.clone())
        .unwrap_or_default();
    (cx.named_type(&origin).is_none(), name.len(), name, origin)
}

fn count_type_members(table: &TypeTable, id: TypeId) -> usize {
    match table.types.get(id).map(|def| &def.kind) {
        Some(TypeKind::Struct(body) | TypeKind::Tuple(body)) => body.properties.len(),
        Some(TypeKind::Enum(body)) => body.variants.len(),
        Some(TypeKind::Union(union)) => union.variants.len(),
        Some(TypeKind::Alias(_) | TypeKind::Replaced(_)) | None => 0,
    }
}

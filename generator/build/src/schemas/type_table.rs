//! All types and their names.

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use crate::context::BuildContext;
use crate::names::inline_types::{NameFacts, SchemaUse};
use crate::names::modules;
use crate::names::type_names::TypeNames;
use diag::Origin;
use model::name_rules as rules;
use model::{NameReason, SchemaEntry, TypeId, Types, last_segment, parent_path};

#[derive(Clone, Debug)]
pub(crate) struct TypeTable {
    /// All types. Types get names last, after equal types are merged.
    pub(crate) types: Types,
    pub(crate) names: TypeNames,
    pub(crate) entries: Vec<SchemaEntry>,
    pub(crate) loose: HashSet<TypeId>,
    /// Paths of the types of other crates that replace types whose bodies are built.
    pub(crate) replaced: BTreeMap<TypeId, String>,
    /// The formats whose values have types of other crates.
    pub(crate) replaced_formats: BTreeSet<String>,
    /// What the name of each type depends on.
    pub(crate) name_facts: Vec<NameFacts>,
    /// The targets of references that are not components.
    pub(crate) reference_targets: HashSet<Origin>,
}

impl TypeTable {
    pub(crate) fn new(cx: &mut BuildContext<'_>) -> Self {
        let names = TypeNames::new(cx);
        Self {
            types: Types::default(),
            names,
            entries: Vec::new(),
            loose: HashSet::new(),
            replaced: BTreeMap::new(),
            replaced_formats: BTreeSet::new(),
            name_facts: Vec::new(),
            reference_targets: HashSet::new(),
        }
    }

    pub(crate) fn name_facts(&self, id: TypeId) -> Option<&NameFacts> {
        self.name_facts.get(id.0 as usize)
    }

    pub(crate) fn name_facts_mut(&mut self, id: TypeId) -> Option<&mut NameFacts> {
        self.name_facts.get_mut(id.0 as usize)
    }

    /// Returns the use after which the type is named.
    pub(crate) fn schema_use(&self, id: TypeId) -> Option<&SchemaUse> {
        self.name_facts(id).map(|facts| &facts.schema_use)
    }

    pub(crate) fn is_component(&self, id: TypeId) -> bool {
        self.types
            .get(id)
            .is_some_and(|def| self.names.component(&def.origin).is_some())
    }

    /// Returns whether a type is the target of a reference, but not within a component.
    pub(crate) fn is_reference_target(&self, id: TypeId) -> bool {
        let def = self.types.get(id);
        def.is_some_and(|def| {
            self.reference_targets.contains(&def.origin)
                && self.names.enclosing_component(&def.origin).is_none()
        })
    }

    /// Names all types: first those that keep a former name, then components and configured types,
    /// whose names are already claimed, then other types outside of the modules of types, and
    /// finally those in such modules, by depth.
    pub(crate) fn name_all(&mut self, cx: &mut BuildContext<'_>) {
        let mut ranks: Vec<NamingRank> = self.types.iter().map(|(id, _)| self.rank(id)).collect();
        ranks.sort();
        // The paths of owners by the paths that their uses have.
        let mut owners: HashMap<String, String> = HashMap::new();
        for NamingRank {
            is_new, origin, id, ..
        } in ranks
        {
            if is_new {
                self.names.release_former();
            }
            let (path, naming) = self.name_of(cx, &origin, id, &owners);
            let facts = self.name_facts(id);
            let schema_use = facts.map(|facts| &facts.schema_use);
            if let Some(schema_use) = schema_use.filter(|schema_use| !schema_use.has_steps()) {
                owners
                    .entry(schema_use.owner_path())
                    .or_insert_with(|| path.clone());
            }
            let keeps_name = facts.is_some_and(|facts| facts.keeps_by_lock(&path));
            if let Some(def) = self.types.get_mut(id) {
                def.keeps_name = keeps_name;
                def.name = path;
                def.naming = naming;
            }
        }
    }

    fn rank(&self, id: TypeId) -> NamingRank {
        let origin = self
            .types
            .get(id)
            .map(|def| def.origin.clone())
            .unwrap_or_default();
        let facts = self.name_facts(id);
        let schema_use = facts.map(|facts| &facts.schema_use);
        NamingRank {
            is_new: facts.is_none_or(|facts| facts.former_path().is_none()),
            is_unnamed: self.names.own(&origin).is_none(),
            is_in_owner: schema_use.is_some_and(SchemaUse::has_steps),
            depth: facts.map_or(0, NameFacts::naming_depth),
            full_name: schema_use
                .map_or_else(String::new, |schema_use| schema_use.full_name.clone()),
            origin,
            id,
        }
    }

    /// Names a type, and returns its path and why it has it.
    fn name_of(
        &mut self,
        cx: &mut BuildContext<'_>,
        origin: &Origin,
        id: TypeId,
        owners: &HashMap<String, String>,
    ) -> (String, Vec<NameReason>) {
        if let Some(name) = self.names.configured(origin) {
            return (name.path.clone(), vec![name.reason.clone()]);
        }
        if let Some(path) = self.names.component(origin) {
            return (
                path.to_owned(),
                vec![NameReason::rule(self.names.rule_of_component(origin))],
            );
        }
        let Some(facts) = self.name_facts.get(id.0 as usize) else {
            return (self.names.claim(cx, &[], origin), Vec::new());
        };
        let schema_use = &facts.schema_use;
        let owner = schema_use.owner_path();
        let owner_name = last_segment(owners.get(&owner).unwrap_or(&owner));
        let inner_module = modules::module_within_type(parent_path(&owner), owner_name);
        let own_module = if schema_use.has_steps() {
            inner_module.as_str()
        } else {
            parent_path(&owner)
        };
        if let Some(name) = self.names.claim_pending(cx, own_module, origin) {
            return (name.path, vec![name.reason]);
        }
        let former = facts.former_path();
        if let Some(former) = former.and_then(|path| self.names.take_former(path)) {
            let reason = cx.previous.map(|previous| previous.kind.reason());
            return (former, reason.into_iter().collect());
        }
        let candidates = facts.list_candidates(&inner_module);
        let paths: Vec<String> = candidates
            .iter()
            .map(|candidate| candidate.path.clone())
            .collect();
        let path = self.names.claim(cx, &paths, origin);
        let chosen = candidates.iter().find(|candidate| candidate.path == path);
        let rule = chosen.map_or_else(|| Some(facts.fallback_rule()), |candidate| candidate.rule);
        let mut naming = vec![match (cx.previous, rule) {
            (Some(previous), _) if facts.keeps_by_lock(&path) => previous.kind.reason(),
            (Some(previous), None) => previous.kind.reason(),
            (_, rule) => NameReason::rule(rule.unwrap_or(facts.fallback_rule())),
        }];
        let taken: Vec<String> = paths
            .into_iter()
            .take_while(|candidate| *candidate != path)
            .collect();
        if !taken.is_empty() {
            naming.push(NameReason::words(&rules::TAKEN_TYPE, taken));
        }
        (path, naming)
    }
}

/// When a type gets its name, in the order of the fields.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct NamingRank {
    /// Whether the type does not keep a former name.
    is_new: bool,
    /// Whether the type has no name in the description or configuration.
    is_unnamed: bool,
    /// Whether the type is in the module of its owner.
    is_in_owner: bool,
    depth: usize,
    full_name: String,
    origin: Origin,
    id: TypeId,
}

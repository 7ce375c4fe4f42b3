//! All types and their names.

use std::collections::{HashMap, HashSet};

use crate::context::BuildContext;
use crate::names::hint::Hint;
use crate::names::methods::rules;
use crate::names::modules;
use crate::names::type_names::TypeNames;
use diag::Origin;
use model::{NameReason, SchemaEntry, TypeId, Types, last_segment};

pub(crate) struct TypeTable {
    /// All types. They are named last, after equal types are merged.
    pub(crate) types: Types,
    pub(crate) names: TypeNames,
    pub(crate) entries: Vec<SchemaEntry>,
    pub(crate) loose: HashSet<TypeId>,
    /// The candidates for the name of each type, derived from its location.
    pub(crate) hints: Vec<Hint>,
}

impl TypeTable {
    pub(crate) fn new(cx: &mut BuildContext<'_>) -> Self {
        let names = TypeNames::new(cx);
        Self {
            types: Types::default(),
            names,
            entries: Vec::new(),
            loose: HashSet::new(),
            hints: Vec::new(),
        }
    }

    pub(crate) fn hint(&self, id: TypeId) -> Option<&Hint> {
        self.hints.get(id.0 as usize)
    }

    pub(crate) fn hint_mut(&mut self, id: TypeId) -> Option<&mut Hint> {
        self.hints.get_mut(id.0 as usize)
    }

    pub(crate) fn is_component(&self, id: TypeId) -> bool {
        self.types
            .get(id)
            .is_some_and(|def| self.names.component(&def.origin).is_some())
    }

    /// Names all types: first those that keep a former name, then components and configured types, whose names are
    /// already claimed, then other types outside of the modules of types, and finally those in such modules, by depth.
    pub(crate) fn name_all(&mut self, cx: &mut BuildContext<'_>) {
        let waiting = self.types.iter().map(|(id, def)| {
            let has_own = self.names.own(&def.origin).is_some();
            let hint = self.hint(id);
            let depth = hint.map_or(0, Hint::depth);
            let has_steps = hint.is_some_and(Hint::has_steps);
            let is_kept = hint.is_some_and(|hint| hint.former().is_some());
            let place = hint.map(|hint| hint.full.clone()).unwrap_or_default();
            (
                !is_kept,
                !has_own,
                has_steps,
                depth,
                place,
                def.origin.clone(),
                id,
            )
        });
        let mut waiting: Vec<_> = waiting.collect();
        waiting.sort();
        let mut owners: HashMap<(String, String), String> = HashMap::new();
        for (is_new, .., origin, id) in waiting {
            if is_new {
                self.names.release_former();
            }
            let (path, naming) = self.name_of(cx, &origin, id, &owners);
            let hint = self.hints.get(id.0 as usize);
            if let Some((module, name)) = hint.filter(|hint| !hint.has_steps()).map(Hint::owner) {
                owners
                    .entry((module.to_owned(), name.to_owned()))
                    .or_insert_with(|| path.clone());
            }
            let keeps_name = hint.is_some_and(|hint| hint.keeps(&path));
            if let Some(def) = self.types.get_mut(id) {
                def.keeps_name = keeps_name;
                def.name = path;
                def.naming = naming;
            }
        }
    }

    fn name_of(
        &mut self,
        cx: &mut BuildContext<'_>,
        origin: &Origin,
        id: TypeId,
        owners: &HashMap<(String, String), String>,
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
        let Some(hint) = self.hints.get(id.0 as usize) else {
            return (self.names.claim(cx, &[], origin), Vec::new());
        };
        let (around, name) = hint.owner();
        let owner = owners
            .get(&(around.to_owned(), name.to_owned()))
            .map_or(name, |path| last_segment(path));
        let module = modules::module_within_type(around, owner);
        let own_module = if hint.has_steps() {
            module.as_str()
        } else {
            around
        };
        if let Some(name) = self.names.claim_pending(cx, own_module, origin) {
            return (name.path, vec![name.reason]);
        }
        if let Some(former) = hint.former().and_then(|path| self.names.take_former(path)) {
            let reason = cx.previous.map(|previous| previous.kind.reason());
            return (former, reason.into_iter().collect());
        }
        let candidates = hint.candidates(&module);
        let path = self.names.claim(cx, &candidates, origin);
        let mut naming = vec![match cx.previous {
            Some(previous) if hint.keeps(&path) => previous.kind.reason(),
            _ => hint.reason(&path),
        }];
        let taken: Vec<String> = candidates
            .into_iter()
            .take_while(|name| *name != path)
            .collect();
        if !taken.is_empty() {
            naming.push(NameReason::words(&rules::TAKEN_TYPE, taken));
        }
        (path, naming)
    }
}

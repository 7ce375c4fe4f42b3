//! The origins of the names of types: enclosing types and operations, or the description itself.

use std::borrow::Cow;
use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet, HashSetExt};

use super::contents::{Lock, NameOrigin};
use super::uses;
use diag::{FileId, Origin};
use model::{Api, HttpMethod, Type, TypeDef, TypeId};

/// The maximum number of types without a location that are followed, each to the types that use it.
const MAX_USERS: usize = 1_000;

#[derive(Default)]
pub(super) struct NameOrigins<'a> {
    /// The names of types, by the locations of their schemas.
    names: HashMap<(FileId, &'a str), &'a str>,
    /// Names of operations and webhook requests, by location, including the locations of parameters
    /// that operations share.
    operations: HashMap<(FileId, Cow<'a, str>), Vec<String>>,
    /// The locations of the schemas that each type represents.
    places: HashMap<TypeId, Vec<&'a Origin>>,
    /// The types that use each type.
    users: HashMap<TypeId, Vec<(TypeId, &'a TypeDef)>>,
}

impl Lock {
    /// Returns the names that the description gives to types.
    pub fn own_names(&self) -> impl Iterator<Item = &String> {
        self.types
            .iter()
            .filter(|(_, locked)| locked.name_origin == Some(NameOrigin::Itself))
            .map(|(name, _)| name)
    }
}

pub(super) fn name_origin_of_operation(method: &HttpMethod, path: &str) -> String {
    format!("{method} {path}")
}

impl<'a> NameOrigins<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        let mut origins = Self::default();
        for entry in api.schemas.iter().filter(|entry| entry.is_own) {
            let Type::Named(id) = entry.ty else { continue };
            origins.places.entry(id).or_default().push(&entry.origin);
            let place = (entry.origin.file, &*entry.origin.pointer);
            let name = api.types.get(id).map(|def| (place, def.name.as_str()));
            origins.names.extend(name);
        }
        for operation in &api.operations {
            let Origin { file, pointer } = &operation.origin;
            // All operations of a path item share its parameters.
            let path_item = pointer.rsplit_once('/').map(|(path_item, _)| path_item);
            let shared = path_item.map(|path_item| Cow::Owned(format!("{path_item}/parameters")));
            for pointer in shared.into_iter().chain([Cow::Borrowed(&**pointer)]) {
                origins
                    .operations
                    .entry((*file, pointer))
                    .or_default()
                    .push(name_origin_of_operation(&operation.method, &operation.path));
            }
        }
        for webhook_request in &api.webhook_requests {
            let Origin { file, pointer } = &webhook_request.origin;
            origins
                .operations
                .entry((*file, Cow::Borrowed(pointer)))
                .or_default()
                .push(uses::webhook_request_key(webhook_request));
        }
        for (user, def) in api.types.iter() {
            for id in uses::types_used_by_type(&def.kind).into_values() {
                origins.users.entry(id).or_default().push((user, def));
            }
        }
        origins
    }

    /// Returns the origin of the name of a type; a type that was merged from equal types may be
    /// named after several.
    pub(super) fn name_origin(&self, id: TypeId, origin: &Origin) -> NameOrigin {
        if self.around(origin).is_empty() {
            return NameOrigin::Itself;
        }
        NameOrigin::In(self.all_around(id, origin, &mut HashSet::new()))
    }

    /// Returns the types and operations that enclose any location of a type, or the types that use
    /// it if it has no location.
    fn all_around(
        &self,
        id: TypeId,
        origin: &Origin,
        seen: &mut HashSet<TypeId>,
    ) -> BTreeSet<String> {
        if let Some(places) = self.places.get(&id) {
            return places.iter().flat_map(|place| self.around(place)).collect();
        }
        // A type that was merged from a member and its parent has no location, so it is named after
        // its users.
        seen.insert(id);
        let mut owners = BTreeSet::new();
        for (user, def) in self.users.get(&id).into_iter().flatten() {
            if def.keeps_name || self.around(&def.origin).is_empty() {
                owners.insert(def.name.clone());
            } else if seen.len() < MAX_USERS && !seen.contains(user) {
                owners.extend(self.all_around(*user, &def.origin, seen));
            }
        }
        if owners.is_empty() {
            self.around(origin).into_iter().collect()
        } else {
            owners
        }
    }

    /// Returns the number of locations of a type, if there are several.
    pub(super) fn places(&self, id: TypeId) -> Option<usize> {
        self.places
            .get(&id)
            .map(Vec::len)
            .filter(|count| *count > 1)
    }

    /// Returns the operations that enclose a location, or else the outermost type that does.
    /// Returns nothing for a type that is named by the last segment of its pointer.
    fn around(&self, origin: &Origin) -> Vec<String> {
        let mut nearest = None;
        let mut pointer = &*origin.pointer;
        loop {
            let place = (origin.file, Cow::Borrowed(pointer));
            if let Some(operations) = self.operations.get(&place) {
                return operations.clone();
            }
            let Some((around, _)) = pointer.rsplit_once('/') else {
                break;
            };
            let name = self.names.get(&(origin.file, around));
            nearest = name.copied().or(nearest);
            if around.ends_with("/definitions") || around.ends_with("/$defs") {
                break;
            }
            pointer = around;
        }
        nearest.map(str::to_owned).into_iter().collect()
    }
}

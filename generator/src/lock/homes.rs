//! What a type is named after: what it stands in, or, in `components`, itself.

use std::collections::{BTreeSet, HashMap};

use super::Home;
use crate::diag::Origin;
use crate::model::{Api, Type, TypeId};

/// Rust names of the types of all places.
pub(super) struct Homes<'a> {
    names: HashMap<&'a Origin, &'a str>,
    places: HashMap<TypeId, Vec<&'a Origin>>,
}

impl<'a> Homes<'a> {
    pub(super) fn of(api: &'a Api) -> Self {
        let mut homes = Self { names: HashMap::new(), places: HashMap::new() };
        for entry in &api.schemas {
            let Type::Named(id) = entry.ty else { continue };
            homes.places.entry(id).or_default().push(&entry.origin);
            homes.names.extend(api.types.get(id).map(|def| (&entry.origin, def.name.as_str())));
        }
        homes
    }

    /// Where a type stands; equal types that are one stand in several others.
    pub(super) fn home(&self, id: TypeId, origin: &Origin) -> Option<Home> {
        if is_in_operation(origin) {
            return None;
        }
        if self.outermost(origin).is_none() {
            return Some(Home::Itself);
        }
        let places = self.places.get(&id).into_iter().flatten();
        let around: BTreeSet<String> = places.filter_map(|place| self.outermost(place)).map(str::to_owned).collect();
        Some(Home::In(around))
    }

    /// The type around a place that is in no other one.
    fn outermost(&self, place: &Origin) -> Option<&'a str> {
        if is_in_operation(place) {
            return None;
        }
        let around = std::iter::successors(place.parent(), Origin::parent);
        around.filter_map(|place| self.names.get(&place).copied()).last()
    }
}

/// Whether a schema is a component.
pub(super) fn is_component(origin: &Origin) -> bool {
    origin.pointer.strip_prefix("/components/schemas/").is_some_and(|name| !name.contains('/'))
}

/// Whether a schema stands in an operation, which may be a file of its own.
fn is_in_operation(origin: &Origin) -> bool {
    let steps = ["/requestBody/", "/responses/", "/parameters/"];
    let pointer = &*origin.pointer;
    !pointer.starts_with("/components/")
        && (pointer.starts_with("/paths/") || steps.iter().any(|step| pointer.contains(step)))
}

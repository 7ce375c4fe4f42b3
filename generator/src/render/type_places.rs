//! The named types and operations by their location in the description.

use std::collections::HashMap;

use crate::diag::{FileId, Origin};
use crate::model::{Api, Operation, Type, TypeId};

/// The named types and operations by location.
pub(crate) struct TypePlaces<'a> {
    pub(super) types: HashMap<(FileId, &'a str), TypeId>,
    pub(super) operations: HashMap<(FileId, &'a str), &'a Operation>,
}

impl<'a> TypePlaces<'a> {
    pub(crate) fn of(api: &'a Api) -> Self {
        let named = api.schemas.iter().filter_map(|entry| match entry.ty {
            Type::Named(id) => Some((key(&entry.origin), id)),
            _ => None,
        });
        let operations = api.operations.iter().map(|operation| (key(&operation.origin), operation));
        Self { types: named.collect(), operations: operations.collect() }
    }
}

fn key(origin: &Origin) -> (FileId, &str) {
    (origin.file, origin.pointer.as_str())
}

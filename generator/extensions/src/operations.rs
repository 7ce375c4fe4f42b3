//! The operations of a description, with their extensions.

use foldhash::{HashMap, HashMapExt};
use serde_json::{Map, Value};

use super::values::{ExtensionValue, extensions_of};
use description::{Child, Document, OpenApiObject, PATHS, string_field};
use diag::Origin;
use model::{HttpMethod, is_operation};

/// An operation under `paths` or `x-ms-paths`.
pub(super) struct PathOperation<'d> {
    /// The HTTP method and the path.
    pub(super) request: String,
    /// How `generator.yaml` refers to it: the `operationId` if it is unique, or else method and
    /// path.
    pub(super) key: String,
    pub(super) id: Option<&'d str>,
    pub(super) origin: Origin,
    pub(super) members: &'d Map<String, Value>,
    /// The location of the path item that has the operation.
    pub(super) path_item: Origin,
    method: HttpMethod,
    path: &'d str,
}

impl<'d> PathOperation<'d> {
    /// Returns whether a key of `generator.yaml` means this operation.
    pub(super) fn is_called(&self, key: &str) -> bool {
        is_operation(
            key,
            self.id.unwrap_or(&self.request),
            &self.method,
            self.path,
        )
    }

    /// Returns whether one of these keys of `generator.yaml` means this operation.
    pub(super) fn is_configured<'k>(&self, mut keys: impl Iterator<Item = &'k String>) -> bool {
        keys.any(|key| self.is_called(key))
    }

    /// Returns the extensions that make settings, in the order of the table.
    pub(super) fn extensions(&self) -> impl Iterator<Item = ExtensionValue<'d>> {
        extensions_of(OpenApiObject::Operation, self.members, &self.origin)
    }
}

/// Returns all operations under `paths` and `x-ms-paths`, by path and method, so that their order
/// in the description has no effect.
pub(super) fn describe_operations(document: &Document) -> Vec<PathOperation<'_>> {
    let mut operations = Vec::new();
    for section in PATHS.map(|key| Origin::default().child(key)) {
        let paths = object_at(document, &section)
            .into_iter()
            .flat_map(Map::keys);
        for path in paths.filter(|path| Child::Map(OpenApiObject::PathItem).step(path).is_some()) {
            let origin = section.child(path);
            for path_item in [document.followed(origin.clone()), origin] {
                collect_operations(document, path, &path_item, &mut operations);
            }
        }
    }
    operations.sort_by(|a, b| (a.path, a.method.as_str()).cmp(&(b.path, b.method.as_str())));
    operations.dedup_by(|a, b| (a.path, &a.method) == (b.path, &b.method));
    let mut uses: HashMap<&str, usize> = HashMap::new();
    for operation in &operations {
        *uses.entry(operation.id.unwrap_or_default()).or_default() += 1;
    }
    for operation in &mut operations {
        if let Some(id) = operation.id
            && uses.get(id) == Some(&1)
        {
            operation.key = id.to_owned();
        }
    }
    operations
}

fn collect_operations<'d>(
    document: &'d Document,
    path: &'d str,
    path_item: &Origin,
    all: &mut Vec<PathOperation<'d>>,
) {
    let members = object_at(document, path_item);
    for key in members.into_iter().flat_map(Map::keys) {
        let place = path_item.child(key);
        let methods: Vec<(&str, Origin)> = match OpenApiObject::PathItem.child(key) {
            Some(Child::One(OpenApiObject::Operation)) => vec![(key, place)],
            Some(Child::Map(OpenApiObject::Operation)) => object_at(document, &place)
                .into_iter()
                .flat_map(Map::keys)
                .map(|method| (method.as_str(), place.child(method)))
                .collect(),
            _ => continue,
        };
        for (method, place) in methods {
            let origin = document.followed(place);
            let Some(members) = object_at(document, &origin) else {
                continue;
            };
            let method = HttpMethod::from_sent(&method.to_ascii_uppercase());
            let request = format!("{method} {path}");
            let id = string_field(members, "operationId").filter(|id| !id.trim().is_empty());
            all.push(PathOperation {
                key: request.clone(),
                request,
                id,
                origin,
                members,
                path_item: path_item.clone(),
                method,
                path,
            });
        }
    }
}

fn object_at<'d>(document: &'d Document, origin: &Origin) -> Option<&'d Map<String, Value>> {
    document.value(origin)?.as_object()
}

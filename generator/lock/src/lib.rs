//! `api.lock.json`: the names and meanings of the items of the emitted crate, so that the next
//! crate keeps the order of arguments, and, with `keep_old_names`, former names.
//!
//! The lock depends only on the model, and is read before the next crate is rendered. Types are
//! matched by their uses, not by name: the traversal starts at operations and follows wire names.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

mod contents;
mod handles;
mod keep;
mod keys;
mod literals;
mod meanings;
mod members;
mod methods;
mod name_origins;
mod names;
mod operation_matching;
mod previous_types;
mod type_text;
mod used_names;
mod uses;
mod wire_shape;

pub use contents::Lock;
use contents::{LockVersion, LockedOperation, LockedType, NAMING, NameOrigin, VERSION};
pub use keys::{BODY_KEY, lock_key_of_body_property, lock_key_of_parameter};
use keys::{LockedKind, handle_of_operation};
pub use meanings::{Changed, What, compare_meanings};
pub use methods::{LockedMethod, naming_key};
pub use previous_types::{Nameless, PreviousType, names_by_origin};
pub use wire_shape::wire_shape_hash;

use std::collections::{BTreeMap, BTreeSet};
use std::io::ErrorKind;
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value};

use diag::{Diagnostic, escape_json_where};
use name_origins::NameOrigins;

use model::{
    Api, Operation, Schema, Struct, TypeDef, TypeKind, assign_short_names, path_without_names,
};

/// The name of the file, below the folder of the crate.
pub const FILE: &str = "api.lock.json";

impl Lock {
    /// Returns whether `paths` of a description has the path of an operation of the crate, or all
    /// of these paths with another prefix, or the crate has no operations. The names of path
    /// parameters do not matter.
    pub fn has_paths_of(&self, paths: &Map<String, Value>) -> bool {
        let operations = self.operations.iter();
        let old: BTreeSet<String> = operations
            .map(|operation| path_without_names(&operation.path))
            .collect();
        let new: BTreeSet<String> = paths.keys().map(|path| path_without_names(path)).collect();
        old.is_empty() || !old.is_disjoint(&new) || have_other_prefix(&old, &new)
    }

    /// Creates the lock of the crate for this API.
    pub fn of(api: &Api) -> Self {
        let origins = NameOrigins::of(api);
        let types = api.types.iter().map(|(id, def)| {
            let former = api
                .former_names
                .iter()
                .filter(|former| former.ty == id)
                .map(|former| former.name.clone());
            let name_origin = if def.keeps_name {
                NameOrigin::Itself
            } else {
                origins.name_origin(id, &def.origin)
            };
            // A name that the description gives does not depend on the number of locations.
            let places = match name_origin {
                NameOrigin::Itself => None,
                NameOrigin::In(_) => origins.places(id),
            };
            let locked = LockedType {
                name_origin: Some(name_origin),
                places,
                former: former.collect(),
                ..locked_type(api, def)
            };
            (def.name.clone(), locked)
        });
        let webhook_requests = api.webhook_requests.iter().map(|request| {
            (
                uses::webhook_request_key(request),
                names_of_used_types(api, uses::types_used_by_webhook(request)),
            )
        });
        Self {
            version: VERSION,
            naming: NAMING,
            credentials: api.client.credentials.clone(),
            schemes: api
                .security_schemes
                .iter()
                .map(|scheme| (scheme.name.clone(), scheme.kind.to_string()))
                .collect(),
            operations: api
                .operations
                .iter()
                .map(|operation| locked_operation(api, operation))
                .collect(),
            operations_below: None,
            handles: handles::locked_handles(api),
            webhook_requests: webhook_requests.collect(),
            types: types.collect(),
            components_without_type: members::components_without_type(api),
        }
    }

    /// Adds what `surface` derives from the method of an operation: the type of the body argument,
    /// and the setters.
    pub fn add_call(
        &mut self,
        operation: usize,
        body: Option<String>,
        setters: Vec<(String, String)>,
    ) {
        if let Some(locked) = self.operations.get_mut(operation) {
            if let Some(body) = body {
                locked.arguments.push(BODY_KEY.to_owned());
                locked.takes.push(body);
            }
            locked.setters = setters.into_iter().collect();
        }
    }

    /// Sets the segments of paths of resources that names of operations in the catalog lack.
    pub fn set_operations_below(&mut self, segments: Vec<String>) {
        self.operations_below = Some(segments);
    }

    /// Reads the lock in the folder of a crate; `None` if there is no such file.
    ///
    /// # Errors
    /// If the file cannot be read, or has another format.
    pub fn read(folder: &Path) -> Result<Option<Self>, Diagnostic> {
        let path = folder.join(FILE);
        let text = match std::fs::read_to_string(&path) {
            Ok(text) => text,
            // An unusable folder is reported when it is written.
            Err(error)
                if matches!(error.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) =>
            {
                return Ok(None);
            }
            Err(error) => return Err(unusable_lock(&path, &error.to_string())),
        };
        // A later version may have other keys.
        let LockVersion { version } = serde_json::from_str(&text)
            .map_err(|error| unusable_lock(&path, &error.to_string()))?;
        if version > VERSION {
            let why = format!("its version is {version}, expected at most {VERSION}");
            return Err(unusable_lock(&path, &why)
                .help("use the version of sdkwright that wrote it, or a later one"));
        }
        serde_json::from_str(&text)
            .map(Some)
            .map_err(|error| unusable_lock(&path, &error.to_string()))
    }

    /// Returns the text of the file, in which each method and type has one line, so that diffs are
    /// readable.
    pub fn print(&self, header: &str) -> String {
        let operations: Vec<String> = self
            .operations
            .iter()
            .map(|operation| format!("    {}", json_line(operation)))
            .collect();
        let operations_below = self
            .operations_below
            .as_ref()
            .map(|segments| format!("\n  \"operations_below\": {},", json_line(segments)));
        format!(
            "{{ \"generated\": {},\n  \"version\": {},\n  \"naming\": {},\n  \"credentials\": {},\n  \"schemes\": {},\n  \"operations\": [\n{}\n  ],{}\n  \"handles\": {},\n  \
             \"webhook_requests\": {},\n  \"types\": {},\n  \"untyped\": {}\n}}\n",
            json_line(&header),
            self.version,
            self.naming,
            json_line(&self.credentials),
            json_line(&self.schemes),
            operations.join(",\n"),
            operations_below.unwrap_or_default(),
            json_object_lines(&self.handles),
            json_object_lines(&self.webhook_requests),
            json_object_lines(&self.types),
            json_object_lines(&self.components_without_type),
        )
    }

    /// Applies the argument orders in the lock to the model; if `keep_names`, the model also keeps
    /// its names as former names.
    pub fn keep(&self, api: &mut Api, keep_names: bool) {
        keep::keep_argument_order(self, api);
        keep::keep_client_credentials(self, api);
        api.client
            .operations_below
            .clone_from(&self.operations_below);
        if keep_names {
            keep::keep_former_names(self, api);
        }
        assign_short_names(api, self.types.keys());
    }
}

fn json_object_lines(named: &BTreeMap<String, impl Serialize>) -> String {
    let pairs: Vec<String> = named
        .iter()
        .map(|(name, value)| format!("    {}: {}", json_line(name), json_line(value)))
        .collect();
    format!("{{\n{}\n  }}", pairs.join(",\n"))
}

fn json_line(value: &impl Serialize) -> String {
    let json = serde_json::to_string(value).unwrap_or_default();
    // Some characters other than letters and digits are invisible or change the text direction.
    escape_json_where(&json, |c| !c.is_ascii() && !c.is_alphanumeric()).into_owned()
}

fn unusable_lock(path: &Path, why: &str) -> Diagnostic {
    let message = format!("`{}` cannot be used: {why}", path.display());
    Diagnostic::error("lock", message)
        .help("restore the file, or remove it if no program depends on the crate")
}

/// Returns a name, followed by its former names.
fn with_former_names(name: &str, former: &[String]) -> Vec<String> {
    std::iter::once(name.to_owned())
        .chain(former.iter().cloned())
        .collect()
}

fn locked_operation(api: &Api, operation: &Operation) -> LockedOperation {
    LockedOperation {
        id: operation.id.clone(),
        method: operation.method.to_string(),
        path: operation.path.clone(),
        tag: operation.tag.clone(),
        handle: handle_of_operation(api, operation).to_owned(),
        names: with_former_names(&operation.names.method, &operation.names.former_methods),
        requests: with_former_names(
            &operation.names.request_type,
            &operation.names.former_request_types,
        ),
        arguments: api
            .arguments(operation)
            .map(lock_key_of_parameter)
            .collect(),
        takes: api
            .arguments(operation)
            .map(|parameter| locked_schema_text(api, &parameter.schema))
            .collect(),
        setters: BTreeMap::new(),
        uses: names_of_used_types(api, uses::types_used_by_operation(operation)),
    }
}

fn locked_type(api: &Api, def: &TypeDef) -> LockedType {
    let uses = names_of_used_types(api, uses::types_used_by_type(&def.kind));
    let mut locked = LockedType {
        kind: LockedKind::of(&def.kind),
        wire_shape: wire_shape_hash(&def.kind),
        uses,
        ..LockedType::default()
    };
    match &def.kind {
        TypeKind::Enum(constants) => {
            let values = constants
                .variants
                .iter()
                .map(|value| (value.rust.clone(), value.wire.clone()));
            let former = constants
                .former_names
                .iter()
                .map(|former| (former.rust.clone(), former.wire.clone()));
            locked.values = values.chain(former).collect();
        }
        TypeKind::Union(union) => locked.members = members::locked_members(&api.types, union),
        TypeKind::Struct(record) | TypeKind::Tuple(record) => {
            lock_struct_members(api, def, record, &mut locked)
        }
        TypeKind::Alias(_) | TypeKind::Replaced(_) => {}
    }
    locked
}

fn lock_struct_members(api: &Api, def: &TypeDef, record: &Struct, locked: &mut LockedType) {
    let fields = record
        .properties
        .iter()
        .map(|property| (property.rust.clone(), property.wire.clone()));
    locked.fields = fields.collect();
    if !def.usage.request {
        return;
    }
    for property in &record.properties {
        if api.types.is_asked_for(def, property) {
            locked.arguments.push(property.wire.clone());
            locked.takes.push(locked_schema_text(api, &property.schema));
        } else if api.types.presence(def, property).is_required()
            && let Some(constant) = api.types.constant(property)
        {
            locked
                .constants
                .insert(property.wire.clone(), constant.into_owned());
        }
    }
}

/// Returns whether the description has all paths of a crate, but with another prefix.
fn have_other_prefix(old: &BTreeSet<String>, new: &BTreeSet<String>) -> bool {
    let Some(first) = old.first() else {
        return false;
    };
    new.iter().any(|path| {
        if let Some(prefix) = path.strip_suffix(first.as_str()) {
            old.iter()
                .all(|path| new.contains(&format!("{prefix}{path}")))
        } else if let Some(prefix) = first.strip_suffix(path.as_str()) {
            old.iter().all(|path| {
                path.strip_prefix(prefix)
                    .is_some_and(|path| new.contains(path))
            })
        } else {
            false
        }
    })
}

/// Returns the type of a schema: a Rust name, or a JSON type.
pub fn locked_schema_text(api: &Api, schema: &Schema) -> String {
    type_text::locked_type_text(&api.types, &schema.ty)
}

fn names_of_used_types(api: &Api, uses: uses::TypesByLocation) -> BTreeMap<String, String> {
    let named = uses
        .into_iter()
        .filter_map(|(place, id)| Some((place, api.types.get(id)?.name.clone())));
    named.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_paths_of_a_crate_may_get_other_parameter_names() {
        let lock = |path: &str| Lock {
            operations: vec![LockedOperation {
                path: path.to_owned(),
                ..LockedOperation::default()
            }],
            ..Lock::default()
        };
        let paths = Map::from_iter([("/transfer/{to}/{from}".to_owned(), Value::Null)]);
        assert!(lock("/transfer/{from}/{to}").has_paths_of(&paths));
        assert!(!lock("/transfer/{from}").has_paths_of(&paths));
    }

    #[test]
    fn paths_may_get_or_lose_a_prefix() {
        let have_other_prefix = |old: &[&str], new: &[&str]| {
            let [old, new] =
                [old, new].map(|paths| paths.iter().map(|path| (*path).to_owned()).collect());
            have_other_prefix(&old, &new)
        };
        let (short, long) = (["/pets", "/pets/{id}"], ["/v1/pets", "/v1/pets/{id}"]);
        assert!(have_other_prefix(&short, &[long[0], long[1], "/v1/new"]));
        assert!(have_other_prefix(&long, &short));
        assert!(!have_other_prefix(&short, &[long[0], "/v2/pets/{id}"]));
        assert!(!have_other_prefix(&short, &["/users"]));
    }

    #[test]
    fn locks_of_later_versions_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        for (text, expected) in [
            (r#"{ "version": 1, "operations": [], "types": {} }"#, None),
            (r#"{ "version": 2, "operations": [], "types": {} }"#, None),
            (
                r#"{ "version": 3 }"#,
                Some("its version is 3, expected at most 2"),
            ),
            ("{}", Some("missing field `version`")),
        ] {
            std::fs::write(folder.path().join(FILE), text).unwrap();
            let refused = Lock::read(folder.path()).err().map(|error| error.message);
            let is_expected = match (&refused, expected) {
                (Some(message), Some(expected)) => message.contains(expected),
                (refused, expected) => refused.is_none() && expected.is_none(),
            };
            assert!(is_expected, "{text}: {refused:?}");
        }
    }
}

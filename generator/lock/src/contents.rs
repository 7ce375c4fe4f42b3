//! The contents of `api.lock.json`.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::keys::LockedKind;
use super::names;

/// The version of the format. In version 1, some keys had other names, which are still read.
pub(super) const VERSION: u32 = 2;

/// The version of the naming rules. If a lock was written with another version, its names of
/// methods are not kept.
pub(super) const NAMING: u32 = 2;

/// Only the version of a lock.
#[derive(Deserialize)]
pub(super) struct LockVersion {
    pub(super) version: u32,
}

/// The names and meanings of the items of a crate.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lock {
    pub(super) version: u32,
    #[serde(default)]
    pub(super) naming: u32,
    /// Names of the security schemes whose credentials `Client::new` takes, in the order of its
    /// arguments.
    #[serde(default)]
    pub(super) credentials: Vec<String>,
    /// Security schemes, and how the credential of each is sent.
    #[serde(default)]
    pub(super) schemes: BTreeMap<String, String>,
    pub(super) operations: Vec<LockedOperation>,
    /// The segments of paths of resources that names of operations in the catalog lack; `None` if
    /// the crate has no catalog.
    #[serde(default)]
    pub(super) operations_below: Option<Vec<String>>,
    /// Handles of resources by their Rust names.
    #[serde(default)]
    pub(super) handles: BTreeMap<String, LockedHandle>,
    /// Webhook requests, the locations of the types that they use, and the Rust names of these
    /// types.
    #[serde(default, alias = "incoming")]
    pub(super) webhook_requests: BTreeMap<String, BTreeMap<String, String>>,
    /// Types by their Rust names.
    pub(super) types: BTreeMap<String, LockedType>,
    /// Components without a separate type, and the types that they refer to, written as in
    /// [`LockedMember`].
    #[serde(default)]
    #[serde(rename = "untyped")]
    pub(super) components_without_type: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct LockedOperation {
    pub(super) id: String,
    pub(super) method: String,
    pub(super) path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) tag: Option<String>,
    /// Rust name of the handle with the method; empty for the client.
    pub(super) handle: String,
    /// Rust name of the method, then its former names that are kept.
    pub(super) names: Vec<String>,
    /// Rust name of the request, then its former names that are kept.
    pub(super) requests: Vec<String>,
    /// The arguments of the method, in order: `path id`, `query limit`, `body`.
    pub(super) arguments: Vec<String>,
    /// The type of each argument: a Rust name, or a JSON type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) takes: Vec<String>,
    /// Rust names of the setters of the request, and their parameters or properties: `query limit`,
    /// `body name`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) setters: BTreeMap<String, String>,
    /// The types that the operation uses: their Rust names by location.
    pub(super) uses: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct LockedHandle {
    /// Rust name of the parent handle; empty for the client.
    pub(super) parent: String,
    /// Rust name of the method that returns this handle.
    #[serde(alias = "way")]
    pub(super) accessor: String,
    /// The path parameter that the method binds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) binds: Option<String>,
    /// Rust path of the module, relative to `resources`.
    pub(super) module: Vec<String>,
    /// Former names of the handle that are kept.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) former: BTreeMap<String, FormerLocked>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct FormerLocked {
    #[serde(alias = "way")]
    pub(super) accessor: String,
    pub(super) module: Vec<String>,
    /// The former name of the request of each operation, by the id of the operation.
    pub(super) requests: BTreeMap<String, String>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct LockedType {
    pub(super) kind: LockedKind,
    /// A hash of the shape of the type on the wire.
    #[serde(alias = "look")]
    pub(super) wire_shape: String,
    /// The origin of the name; older files lack it.
    #[serde(alias = "home")]
    pub(super) name_origin: Option<NameOrigin>,
    /// The number of locations of the type in the description, if there are several. `None` if the
    /// description gives the name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) places: Option<usize>,
    /// Former names of the type that are kept.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) former: Vec<String>,
    /// Wire names of the properties that `new` takes, in order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) arguments: Vec<String>,
    /// The type of each argument: a Rust name, or a JSON type.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) takes: Vec<String>,
    /// Rust names of the fields, with the wire names.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", with = "names")]
    pub(super) fields: BTreeMap<String, String>,
    /// Wire names of properties, with the constants that `new` sets.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) constants: BTreeMap<String, Value>,
    /// The types that the type uses: their Rust names by location.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) uses: BTreeMap<String, String>,
    /// Rust names of values, with the values on the wire.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub(super) values: BTreeMap<String, String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) members: Vec<LockedMember>,
}

/// The origin of the name of a type.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum NameOrigin {
    /// The description gives the name.
    Itself,
    /// The type is named after enclosing types (given by Rust name) or operations.
    In(BTreeSet<String>),
}

#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(super) struct LockedMember {
    pub(super) name: String,
    /// The type of the member: a Rust name or a JSON type, in brackets for each enclosing array or
    /// map.
    pub(super) holds: String,
    /// The discriminator values that select the member.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(super) tags: Vec<String>,
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn lock_with_keys(accessor: &str, wire_shape: &str, name_origin: &str) -> Lock {
        let handle = json!({ accessor: "pets", "former": { "Animals": { accessor: "animals" } } });
        let record =
            json!({ "kind": "struct", wire_shape: "4afecf9c", name_origin: { "in": ["Owner"] } });
        serde_json::from_value(json!({
            "version": 1, "operations": [], "handles": { "Pets": handle }, "types": { "Pet": record }
        }))
        .unwrap()
    }

    #[test]
    fn keys_of_the_first_version_are_read() {
        let lock = lock_with_keys("way", "look", "home");
        assert_eq!(
            lock,
            lock_with_keys("accessor", "wire_shape", "name_origin")
        );
        let pet = &lock.types["Pet"];
        assert_eq!(pet.wire_shape, "4afecf9c");
        assert_eq!(
            pet.name_origin,
            Some(NameOrigin::In(["Owner".to_owned()].into()))
        );
        let pets = &lock.handles["Pets"];
        let accessors = (&*pets.accessor, &*pets.former["Animals"].accessor);
        assert_eq!(accessors, ("pets", "animals"));
    }
}

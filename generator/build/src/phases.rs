//! The phases of building. A pass takes the phase that provides its input, so that it cannot run too early.
//!
//! [`Schemas`](super::schemas::Schemas) converts schemas to types while operations are read; [`UnnamedModel`] has the
//! bodies of all types; [`Typed`] has types with final names; [`Api`](model::Api) is complete.

use super::context::BuildContext;
use super::names::TypeNames;
use super::type_table::TypeTable;
use model::{Operation, SchemaEntry, Types, WebhookRequest};

/// All operations are read, and each type has a body. Types have no names yet, and equal types are not merged.
pub(crate) struct UnnamedModel {
    pub(crate) table: TypeTable,
    /// The operations, without the outputs of their methods.
    pub(crate) operations: Vec<Operation>,
    pub(crate) webhook_requests: Vec<WebhookRequest>,
}

/// Types are final and have names; no types are merged after this.
pub(crate) struct Typed {
    pub(crate) types: Types,
    pub(crate) names: TypeNames,
    pub(crate) schemas: Vec<SchemaEntry>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) webhook_requests: Vec<WebhookRequest>,
}

impl UnnamedModel {
    pub(crate) fn named(self, cx: &mut BuildContext<'_>) -> Typed {
        let Self {
            mut table,
            operations,
            webhook_requests,
        } = self;
        table.name_all(cx);
        let TypeTable {
            types,
            names,
            entries: schemas,
            ..
        } = table;
        Typed {
            types,
            names,
            schemas,
            operations,
            webhook_requests,
        }
    }
}

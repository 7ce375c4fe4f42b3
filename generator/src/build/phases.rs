//! What a description becomes, phase by phase. A pass takes the phase that has what it needs, so that it cannot run before.
//!
//! [`Schemas`](super::schemas::Schemas) looks up places while operations are read; [`Draft`] has all bodies; [`Typed`] has
//! final types with names; [`Api`](crate::model::Api) is complete.

use super::Context;
use super::names::TypeNames;
use super::type_table::TypeTable;
use crate::model::{Operation, SchemaEntry, Types, WebhookRequest};

/// All operations are read, and each type has its body. Types have no names yet, and equal ones are still several.
pub(crate) struct Draft {
    pub(crate) table: TypeTable,
    /// The operations; nothing says yet what their methods return.
    pub(crate) operations: Vec<Operation>,
    pub(crate) webhook_requests: Vec<WebhookRequest>,
}

/// Types are final and have their names: no two become one from here on.
pub(crate) struct Typed {
    pub(crate) types: Types,
    /// The names of types and handles, for what is still to be named.
    pub(crate) names: TypeNames,
    /// Which Rust type each schema became.
    pub(crate) schemas: Vec<SchemaEntry>,
    pub(crate) operations: Vec<Operation>,
    pub(crate) webhook_requests: Vec<WebhookRequest>,
}

impl Draft {
    /// Names the types.
    pub(crate) fn named(self, cx: &mut Context<'_>) -> Typed {
        let Self { mut table, operations, webhook_requests } = self;
        table.name_all(cx);
        let TypeTable { types, names, entries: schemas, .. } = table;
        Typed { types, names, schemas, operations, webhook_requests }
    }
}

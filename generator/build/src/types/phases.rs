//! The phases of building. A pass takes the phase that provides its input, so that it cannot run
//! too early.
//!
//! [`Schemas`] converts schemas to types while operations are read; [`UnnamedModel`] has the bodies
//! of all types; [`Typed`] has types with final names; [`Api`](model::Api) is complete.

use crate::context::BuildContext;
use crate::names::type_names::TypeNames;
use crate::schemas::conversion::{PendingBody, Schemas};
use crate::schemas::structs;
use crate::schemas::type_table::TypeTable;
use crate::unions::{self, json_types};
use diag::progress::Progress;
use model::{Operation, SchemaEntry, TypeKind, Types, WebhookRequest};

/// All operations are read, and each type has a body. Types have no names yet, and equal types are
/// not merged.
#[derive(Clone, Debug)]
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

/// Builds all bodies; a body may add others to the queue.
pub(crate) fn build_type_bodies<'d>(
    cx: &mut BuildContext<'d>,
    mut schemas: Schemas<'d>,
) -> TypeTable {
    let mut done = 0;
    while let Some(job) = schemas.next_job() {
        let id = job.id;
        let (kind, loosened) = cx.watch(|cx| match &job.body {
            PendingBody::Subtypes => {
                unions::bodies::build_discriminator_base(&mut schemas, cx, job)
            }
            PendingBody::JsonTypes(types) => {
                json_types::build_union_of_types(&mut schemas, cx, &job, types)
            }
            PendingBody::Keywords if job.facts.alternatives.is_some() => {
                unions::bodies::build_union(&mut schemas, cx, job)
            }
            PendingBody::Keywords if job.facts.is_tuple() => {
                TypeKind::Tuple(structs::build_tuple(&mut schemas, cx, &job))
            }
            PendingBody::Keywords => TypeKind::Struct(structs::build_struct(&mut schemas, cx, job)),
        });
        if loosened {
            schemas.table.loose.insert(id);
        }
        schemas.set_body(id, kind);
        done += 1;
        cx.document.report_progress(Progress::Schemas { done });
    }
    schemas.table
}

//! The bodies of structs, tuples and unions, built after all operations are read.

use super::context::BuildContext;
use super::schemas::{PendingBody, Schemas};
use super::type_table::TypeTable;
use super::{structs, unions};
use diag::progress::Progress;
use model::TypeKind;

/// Builds all bodies; a body may add others to the queue.
pub(crate) fn build_type_bodies<'d>(
    cx: &mut BuildContext<'d>,
    mut schemas: Schemas<'d>,
) -> TypeTable {
    let mut done = 0;
    while let Some(job) = schemas.next_job() {
        let id = job.id;
        let (kind, loosened) = cx.watch(|cx| match &job.body {
            PendingBody::Subtypes => unions::build_discriminator_base(&mut schemas, cx, job),
            PendingBody::JsonTypes(types) => schemas.build_union_of_types(cx, &job, types),
            PendingBody::Keywords if job.facts.alternatives.is_some() => {
                unions::build_union(&mut schemas, cx, job)
            }
            PendingBody::Keywords if job.facts.is_tuple() => {
                TypeKind::Tuple(structs::build_tuple(&mut schemas, cx, &job))
            }
            PendingBody::Keywords => TypeKind::Struct(structs::build_struct(&mut schemas, cx, job)),
        });
        if loosened {
            schemas.table.loose.insert(id);
        }
        schemas.define(id, kind);
        done += 1;
        cx.document.report_progress(Progress::Schemas { done });
    }
    schemas.table
}

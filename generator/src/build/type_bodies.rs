//! The bodies of structs, tuples and unions, built after all operations are read.

use super::schemas::{Job, Schemas};
use super::type_table::TypeTable;
use super::{Context, base_unions, structs, tuples, unions};
use crate::model::TypeKind;

/// Builds all bodies; a body may add others to the queue.
pub(crate) fn build<'d>(cx: &mut Context<'d>, mut schemas: Schemas<'d>) -> TypeTable {
    while let Some(job) = schemas.next_job() {
        let id = job.id;
        let (kind, loosened) = cx.watch(|cx| body(&mut schemas, cx, job));
        if loosened {
            schemas.table.loose.insert(id);
        }
        schemas.define(id, kind);
    }
    schemas.table
}

fn body<'d>(schemas: &mut Schemas<'d>, cx: &mut Context<'d>, job: Job<'d>) -> TypeKind {
    let base = job.is_base.then(|| schemas.table.types.get(job.id).map(|def| def.origin.clone())).flatten();
    if let Some(base) = base {
        base_unions::body(schemas, cx, job, &base)
    } else if job.facts.alternatives.is_some() {
        unions::body(schemas, cx, job)
    } else if job.facts.is_tuple() {
        TypeKind::Tuple(tuples::body(schemas, cx, &job))
    } else {
        TypeKind::Struct(structs::body(schemas, cx, job))
    }
}

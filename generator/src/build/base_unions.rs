//! The unions of discriminator bases.

use super::discriminator_bases::Family;
use super::renames::{self, Named};
use super::schema_key::SchemaKey;
use super::schemas::{Job, Schemas};
use super::{Context, labels};
use crate::diag::Origin;
use crate::model::{Discriminator, Schema, TypeKind, Union, UnionVariant, last_segment};
use crate::naming::{Scope, ScopeKind};

/// The docs of the variant for the base itself.
const BASE: &str = "The base: a value of none of the other kinds, with the properties that all of them have.";

pub(crate) fn body<'d>(schemas: &mut Schemas<'d>, cx: &mut Context<'d>, job: Job<'d>, base: &Origin) -> TypeKind {
    let family = schemas.discriminator_bases.family(base).cloned().unwrap_or_default();
    let Family { property, values, subtypes } = family;
    let place = SchemaKey::Base(base.child("discriminator"));
    let own = schemas.of_parts(cx, &place, job.parts, &job.hint.child("base"));
    let mut members = vec![("base".to_owned(), base.clone(), own)];
    for subtype in &subtypes {
        let own = last_segment(schemas.table.names.component(subtype).unwrap_or_default());
        let value = schemas.discriminator_bases.value(base, subtype).map(str::to_owned);
        let label = value.unwrap_or_else(|| labels::without_union(job.hint.name(), own));
        let schema = schemas.at(cx, subtype, &job.hint.child(&label));
        members.push((label, subtype.clone(), schema));
    }
    let mut scope = Scope::new(ScopeKind::Variants);
    let variants = members.into_iter().enumerate().map(|(index, (label, origin, schema))| UnionVariant {
        rust: renames::claim(cx, &mut scope, Named::Member, &label, &origin),
        schema: Schema { nullable: false, ..schema },
        boxed: false,
        docs: (index == 0).then(|| BASE.to_owned()),
    });
    let variants = variants.collect();
    let member = |named: &Origin| {
        let itself = subtypes.iter().position(|subtype| subtype == named);
        itself
            .or_else(|| subtypes.iter().position(|subtype| schemas.discriminator_bases.extends(named, subtype)))
            .map(|at| at + 1)
    };
    let mapping = values.iter().filter_map(|(value, named)| {
        let index = if named == base { Some(0) } else { member(named) };
        Some((value.clone(), index?))
    });
    let discriminator = Discriminator { property, mapping: mapping.collect(), otherwise: Some(0) };
    TypeKind::Union(Union { variants, discriminator: Some(discriminator) })
}

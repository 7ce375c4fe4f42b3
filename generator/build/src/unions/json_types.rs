//! Unions of JSON types.

use super::bodies::variant_reason;
use super::labels::{self, Label};
use crate::context::BuildContext;
use crate::keywords::facts::JsonType;
use crate::keywords::shape;
use crate::names::renames::{self, NamedItemKind};
use crate::schemas::conversion::{CombinedSchema, PendingType, Schemas};
use model::{NameReason, Schema, Type, TypeKind, Union, UnionVariant};
use naming::{Scope, ScopeKind, variant_name};

/// Builds a union with a member for each type, for `type: [string, integer]` or constants of
/// several types.
pub(crate) fn build_union_of_types<'d>(
    schemas: &mut Schemas<'d>,
    cx: &mut BuildContext<'d>,
    job: &PendingType<'d>,
    types: &[JsonType],
) -> TypeKind {
    let PendingType {
        place,
        parts,
        facts,
        schema_use,
        ..
    } = job;
    let list = place.origin().child("type");
    let mut scope = Scope::new(ScopeKind::Variants);
    let mut variants = Vec::with_capacity(types.len());
    for (index, single) in types.iter().enumerate() {
        let facts = facts.of_type(*single);
        let label = Label::kind(labels::json_type_label(single.name()).unwrap_or(single.name()));
        let place = &place.inside(list.item(index));
        let schema_use = &label.member_use(schema_use);
        let ty = schemas.type_of(
            cx,
            CombinedSchema {
                place,
                parts,
                facts: &facts,
                schema_use,
            },
        );
        let schema = Schema {
            constraints: facts.constraints.into(),
            ..Schema::of(ty, list.item(index))
        };
        let rust = scope.claim(&variant_name(&label.text)).name;
        variants.push(UnionVariant {
            rust,
            naming: NameReason::rule(label.rule),
            schema,
            boxed: false,
            docs: None,
        });
    }
    // Slack describes a union of objects only by `items`.
    if let Some(choice) = shape::union_of_items(cx, facts) {
        for (origin, label) in choice.members.iter().zip(labels::label_members(
            schemas,
            cx,
            &choice,
            &schema_use.last_name(),
        )) {
            let schema = schemas.read_schema(cx, origin, &label.member_use(schema_use));
            if schema.ty != Type::Any {
                let rust =
                    renames::claim_name(cx, &mut scope, NamedItemKind::Member, &label.text, origin);
                let schema = Schema {
                    nullable: false,
                    ..schema
                };
                let naming = variant_reason(cx, origin, label.rule);
                variants.push(UnionVariant {
                    rust,
                    naming,
                    schema,
                    boxed: false,
                    docs: None,
                });
            }
        }
    }
    TypeKind::Union(Union {
        variants,
        discriminator: None,
        constants: Vec::new(),
    })
}

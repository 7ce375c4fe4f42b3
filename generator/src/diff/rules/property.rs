//! Properties of objects, and items of tuples: presence, access, secrets, and additional ones.

use super::deprecated::{early_removal, is_past_sunset};
use super::prelude::*;
use crate::model::{Additional, Property, Struct, Type, TypeKind};

pub(super) const RULES: &[Rule] = &[
    Rule::new("additional-properties-allowed").about(About::Others).record(|it| {
        let message = format!("{} are allowed now", it.additional_members());
        it.loses(is_closed).map(|_| Found::new(Compatible, message))
    }),
    Rule::new("additional-properties-forbidden").about(About::Others).record(|it| {
        it.gains(is_closed)
            .map(|_| it.narrowed(format!("{} are forbidden now", it.additional_members())).changes_behaviour())
    }),
    Rule::new("additional-properties-typed").about(About::Others).record(|it| {
        let (old, new) = it.both()?;
        Some(match schema_of_one(old, new)? {
            Type::Any => Found::new(Wire::None, format!("{} are allowed explicitly now", it.additional_members())),
            _ => it.narrowed(format!("{} have a schema now", it.additional_members())),
        })
    }),
    Rule::new("additional-properties-untyped").about(About::Others).record(|it| {
        let (old, new) = it.both()?;
        let others = it.additional_members();
        Some(match schema_of_one(new, old)? {
            Type::Any => Found::new(Wire::None, format!("{others} are no longer allowed explicitly")),
            _ => it.widened(format!("{others} no longer have a schema")),
        })
    }),
    Rule::added("property-added-optional").about(About::Property).property(|it| {
        it.added().filter(|new| !it.is_required(new))?;
        // If a tuple was open-ended, the item could exist before, with any type.
        let old = it.cursor.types.0.map(|def| &def.kind);
        let was_open =
            matches!(old, Some(TypeKind::Tuple(tuple)) if !matches!(tuple.additional, Additional::Forbidden));
        let wire = if it.is_request() && was_open { Unknown } else { Compatible };
        Some(Found::new(wire, format!("{} was added", it.named("optional"))))
    }),
    Rule::added("property-added-required").about(About::Property).property(|it| {
        it.added().filter(|new| it.is_required(new))?;
        let found = it.narrowed(format!("{} was added", it.named("required")));
        Some(if it.is_request() { found } else { found.changes_behaviour() })
    }),
    Rule::new("property-became-optional").about(About::Property).property(|it| {
        it.loses(|one| it.is_required(one)).map(|_| it.widened(format!("{} became optional", it.named(""))))
    }),
    Rule::new("property-became-required").about(About::Property).property(|it| {
        it.gains(|one| it.is_required(one)).map(|_| it.narrowed(format!("{} became required", it.named(""))))
    }),
    Rule::new("property-removed-optional").about(About::Property).proof(Proof::NeededInRequests).property(|it| {
        let old = it.removed().filter(|old| !it.is_required(old))?;
        let how = early_removal(it, old.deprecated);
        let wire = if how.is_some() { Breaking } else { Risky };
        Some(Found::new(wire, format!("{} is gone{}", it.named("optional"), how.unwrap_or_default())))
    }),
    Rule::new("property-removed-required").about(About::Property).proof(Proof::NeededInRequests).property(|it| {
        let old = it.removed().filter(|old| it.is_required(old))?;
        let how = early_removal(it, old.deprecated);
        let is_announced = it.is_request() || is_past_sunset(it, old.deprecated);
        let wire = if is_announced && how.is_none() { Risky } else { Breaking };
        Some(Found::new(wire, format!("{} is gone{}", it.named("required"), how.unwrap_or_default())))
    }),
    Rule::new("property-wire-name-changed").property(|it| {
        let (old, new) = it.changes(|one| &one.wire)?;
        Some(Found::new(Breaking, format!("the property `{old}` was renamed to `{new}`")).changes_behaviour())
    }),
    Rule::new("property-became-read-only").about(About::Property).property(|it| {
        it.gains(|one| one.read_only).map(|_| access_found(it, &["readOnly"], Compatible, "is read-only now"))
    }),
    Rule::new("property-became-write-only").about(About::Property).property(|it| {
        let (old, _) = it.gains(|one| one.write_only)?;
        let wire = if !it.is_request() && old.required { Breaking } else { Compatible };
        Some(access_found(it, &["writeOnly"], wire, "is write-only now"))
    }),
    Rule::new("property-no-longer-read-only").about(About::Property).property(|it| {
        let (_, new) = it.loses(|one| one.read_only)?;
        let wire = if it.is_request() && it.is_required(new) { Breaking } else { Compatible };
        Some(access_found(it, &["readOnly"], wire, "is no longer read-only"))
    }),
    Rule::new("property-no-longer-write-only").about(About::Property).property(|it| {
        let (_, new) = it.loses(|one| one.write_only)?;
        let wire = if !it.is_request() && new.required { Risky } else { Compatible };
        Some(access_found(it, &["writeOnly"], wire, "is no longer write-only"))
    }),
    Rule::new("secret-changed").node(|it| {
        let (_, is_secret) = it.changes(|node| node.schema.secret)?;
        let now = if is_secret { "a secret now" } else { "no longer a secret" };
        Some(Found::documentation(format!("the value is {now}")).changes_behaviour())
    }),
];

fn is_closed(record: &Struct) -> bool {
    matches!(record.additional, Additional::Forbidden)
}

/// Returns the type of the schema that only `typed` has.
fn schema_of_one<'a>(untyped: &Struct, typed: &'a Struct) -> Option<&'a Type> {
    match (&untyped.additional, &typed.additional) {
        (Additional::Unspecified, Additional::Typed(schema)) => Some(&schema.ty),
        _ => None,
    }
}

fn access_found(it: &Both<'_, Property>, keyword: &'static [&'static str], wire: Wire, change: &str) -> Found {
    it.found(wire, change).changes_behaviour().at(keyword)
}

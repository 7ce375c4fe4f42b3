//! Discriminators of unions.

use super::{ANNOUNCE, CHECK_SERVER, Check, Effect, LISTED, OTHER, Proof, REMOVED, Rule};
use crate::diff::cursor::Found;
use crate::diff::verdict::Wire;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "discriminator-added",
        what: "A union has a discriminator now.",
        wire: "Compatible: the values do not change.",
        rust: LISTED,
        help: CHECK_SERVER,
        effect: Effect::Added,
        proof: Proof::Impossible,
        check: Check::Union(|it| {
            let (old, new) = it.both()?;
            (old.discriminator.is_none() && new.discriminator.is_some())
                .then(|| Found::new(Wire::Compatible, "the union has a discriminator now").behaves())
        }),
        ..OTHER
    },
    Rule {
        code: "discriminator-property-changed",
        what: "The discriminator is another property.",
        wire: "Breaking: values no longer have the old property.",
        help: ANNOUNCE,
        proof: Proof::Impossible,
        check: Check::Union(|it| {
            let (old, new) = it.both()?;
            let (old, new) = (&old.discriminator.as_ref()?.property, &new.discriminator.as_ref()?.property);
            (old != new).then(|| {
                Found::new(Wire::Breaking, format!("the discriminator changed from `{old}` to `{new}`")).behaves()
            })
        }),
        ..OTHER
    },
    Rule {
        code: "discriminator-removed",
        what: "A union no longer has a discriminator.",
        wire: "Compatible: the values do not change.",
        rust: LISTED,
        help: CHECK_SERVER,
        proof: Proof::Impossible,
        check: Check::Union(|it| {
            let (old, new) = it.both()?;
            (old.discriminator.is_some() && new.discriminator.is_none())
                .then(|| Found::new(Wire::Compatible, "the union no longer has a discriminator").behaves())
        }),
        ..REMOVED
    },
];

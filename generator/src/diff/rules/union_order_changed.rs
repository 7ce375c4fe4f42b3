//! The shapes of a union that nothing tells apart come in another order.

use std::collections::BTreeSet;

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Union;

pub(super) const RULE: Rule = Rule {
    code: "union-order-changed",
    docs: Docs {
        what: "The shapes of a union that nothing tells apart come in another order.",
        wire: "None: no byte of a request or reply changes.",
        rust: "Patch: no item of the crate changes.",
        help: "The first shape that fits is taken: a value that fits two is read as the other now. A discriminator \
               helps.",
    },
    check: Check::Union(check),
};

fn check(it: &Both<'_, Union>) -> Option<Found> {
    let (old, new) = it.both()?;
    let names = |union: &Union| union.variants.iter().map(|one| one.rust.clone()).collect::<Vec<_>>();
    let (before, after) = (names(old), names(new));
    let sorted = |names: &[String]| names.iter().cloned().collect::<BTreeSet<_>>();
    (new.discriminator.is_none() && before != after && sorted(&before) == sorted(&after))
        .then(|| Found::new(Wire::None, "the shapes come in another order").behaves())
}

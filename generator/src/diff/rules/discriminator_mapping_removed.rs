//! Values of the discriminator no longer name a shape.

use super::{Check, Docs, Rule, listed};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::mapped;
use crate::model::Union;

pub(super) const RULE: Rule = Rule {
    code: "discriminator-mapping-removed",
    docs: Docs {
        what: "Values of the discriminator no longer name a shape.",
        wire: "Breaking in requests: a value that was accepted is refused now. Compatible in responses: what comes \
               was allowed before.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Union(check),
};

fn check(it: &Both<'_, Union>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    new.discriminator.as_ref()?;
    let left = mapped(sides.new, new);
    let lost = mapped(sides.old, old).into_iter().map(|(value, _)| value);
    let lost: Vec<&str> = lost.filter(|value| left.iter().all(|(other, _)| other != value)).collect();
    let names = listed(&lost)?;
    let message = match lost.len() {
        1 => format!("{names} no longer names a shape"),
        _ => format!("{names} no longer name shapes"),
    };
    Some(it.narrowed(message).behaves().at(&["discriminator"]))
}

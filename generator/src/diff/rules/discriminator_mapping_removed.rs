//! Discriminator values are no longer mapped to members.

use super::{Check, Docs, Rule, listed};
use crate::diff::cursor::{Both, Found};
use crate::diff::pairs::mapped;
use crate::model::Union;

pub(super) const RULE: Rule = Rule {
    code: "discriminator-mapping-removed",
    docs: Docs {
        what: "Discriminator values are no longer mapped to members.",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
               their values were possible before.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Announce it, and support both for a while: add the new one as optional, and remove the old one later.",
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
        1 => format!("{names} is no longer mapped to a member"),
        _ => format!("{names} are no longer mapped to members"),
    };
    Some(it.narrowed(message).behaves().at(&["discriminator"]))
}

//! An object may have additional properties now (`additionalProperties`).

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Additional, Struct};

pub(super) const RULE: Rule = Rule {
    code: "additional-properties-allowed",
    docs: Docs {
        what: "An object may have additional properties now (`additionalProperties`).",
        wire: "Compatible: clients keep unknown properties.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Nothing to do.",
    },
    check: Check::Struct(check),
};

fn check(it: &Both<'_, Struct>) -> Option<Found> {
    let (old, new) = it.both()?;
    let opened = matches!(old.additional, Additional::Forbidden) && !matches!(new.additional, Additional::Forbidden);
    opened.then(|| Found::new(Wire::Compatible, format!("{} are allowed now", it.others())))
}

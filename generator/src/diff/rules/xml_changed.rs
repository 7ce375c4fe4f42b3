//! A value is written in XML in another way (`xml`).

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found, Node};
use crate::diff::verdict::Wire;

pub(super) const RULE: Rule = Rule {
    code: "xml-changed",
    docs: Docs {
        what: "A value is written in XML in another way (`xml`).",
        wire: "Breaking where bodies are XML.",
        rust: "Patch: no item of the crate changes.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Node(check),
};

fn check(it: &Both<'_, Node<'_>>) -> Option<Found> {
    let (old, new) = it.both()?;
    (old.schema.xml != new.schema.xml).then(|| {
        Found::new(Wire::Depends("the media type: XML alone"), "the value is written in XML in another way")
            .behaves()
            .unseen()
    })
}

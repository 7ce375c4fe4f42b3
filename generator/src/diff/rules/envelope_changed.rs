//! The way in which responses wrap their result, or tell failures, changed.

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Operation;

pub(super) const RULE: Rule = Rule {
    code: "envelope-changed",
    docs: Docs {
        what: "The way in which responses wrap their result, or tell failures from successes, changed.",
        wire: "None by itself: the schemas of the replies tell.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Check that the server behaves as described; clients built before do not know of it.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let message = match old.envelope == new.envelope {
        true => "responses tell failures from successes in another way",
        false => "replies wrap their result in another way",
    };
    let is_same = (&old.envelope, &old.success) == (&new.envelope, &new.success);
    (!is_same).then(|| Found::new(Wire::None, message).behaves())
}

//! A variable in the URL of a server is new, gone, or has other values.

use std::collections::BTreeSet;

use super::{Check, Docs, Rule};
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::Server;

pub(super) const RULE: Rule = Rule {
    code: "server-variable-changed",
    docs: Docs {
        what: "A variable in the URL of a server is new, gone, or has other values.",
        wire: "Depends on the setting `base_url`: clients that set their own do not notice.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Announce it, and offer both for a while: an optional addition first, the removal later.",
    },
    check: Check::Server(check),
};

fn check(it: &Both<'_, Server>) -> Option<Found> {
    let (old, new) = it.both()?;
    let facts = |server: &Server| -> Vec<(String, String, BTreeSet<String>)> {
        let variables = server.variables.iter();
        variables.map(|one| (one.wire.clone(), one.default.clone(), one.values.iter().cloned().collect())).collect()
    };
    (old.template == new.template && facts(old) != facts(new))
        .then(|| Found::new(Wire::Depends("base_url"), "the variables of the URL changed").behaves())
}

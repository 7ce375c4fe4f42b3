//! Read-only and write-only properties, and secrets.

use super::{About, CHECK_SERVER, Check, LISTED, OTHER, Rule};
use crate::diff::cursor::Found;
use crate::diff::verdict::Wire;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "property-became-read-only",
        what: "A property became read-only: clients no longer send it.",
        wire: "Compatible: servers ignore it in requests.",
        rust: LISTED,
        help: CHECK_SERVER,
        about: About::Property,
        check: Check::Property(|it| {
            let (old, new) = it.both()?;
            (!old.read_only && new.read_only).then(|| {
                Found::new(Wire::Compatible, format!("{} is read-only now", it.named(""))).behaves().at(&["readOnly"])
            })
        }),
        ..OTHER
    },
    Rule {
        code: "property-became-write-only",
        what: "A property became write-only: responses no longer have it.",
        wire: "Breaking if responses always had it, as clients expect it. Otherwise compatible: it could always be \
               missing.",
        rust: LISTED,
        help: CHECK_SERVER,
        about: About::Property,
        check: Check::Property(|it| {
            let (old, new) = it.both()?;
            (!old.write_only && new.write_only).then(|| {
                let is_missed = !it.is_request() && old.required;
                let wire = if is_missed { Wire::Breaking } else { Wire::Compatible };
                Found::new(wire, format!("{} is write-only now", it.named(""))).behaves().at(&["writeOnly"])
            })
        }),
        ..OTHER
    },
    Rule {
        code: "property-no-longer-read-only",
        what: "A property is no longer read-only: requests may have it, or must if it is required.",
        wire: "Breaking in requests if it is required there, otherwise compatible.",
        rust: LISTED,
        help: CHECK_SERVER,
        about: About::Property,
        check: Check::Property(|it| {
            let (old, new) = it.both()?;
            (old.read_only && !new.read_only).then(|| {
                let wire = if it.is_request() && it.is_required(new) { Wire::Breaking } else { Wire::Compatible };
                Found::new(wire, format!("{} is no longer read-only", it.named(""))).behaves().at(&["readOnly"])
            })
        }),
        ..OTHER
    },
    Rule {
        code: "property-no-longer-write-only",
        what: "A property is no longer write-only: responses may have it, or must if it is required.",
        wire: "Risky in responses if it is required there, otherwise compatible.",
        rust: LISTED,
        help: CHECK_SERVER,
        about: About::Property,
        check: Check::Property(|it| {
            let (old, new) = it.both()?;
            (old.write_only && !new.write_only).then(|| {
                let wire = if !it.is_request() && new.required { Wire::Risky } else { Wire::Compatible };
                Found::new(wire, format!("{} is no longer write-only", it.named(""))).behaves().at(&["writeOnly"])
            })
        }),
        ..OTHER
    },
    Rule {
        code: "secret-changed",
        what: "A value became a secret, which is not printed, or stopped being one (`format: password`, `writeOnly`).",
        check: Check::Node(|it| {
            let (old, new) = it.both()?;
            (old.schema.secret != new.schema.secret).then(|| {
                let now = if new.schema.secret { "a secret now" } else { "no longer a secret" };
                Found::words(format!("the value is {now}")).behaves()
            })
        }),
        ..OTHER
    },
];

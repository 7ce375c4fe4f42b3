//! Bodies of requests.

use super::{ADDED, ANNOUNCE, COMPATIBLE, Check, REMOVED, Rule, TIGHTENED, TYPE_TOO, WIDENED, shown};
use crate::diff::cursor::Found;
use crate::diff::verdict::Wire;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "body-added-optional",
        what: "A request may have a body now.",
        check: Check::Body(|it| {
            let new = it.added()?;
            (!new.required).then(|| Found::new(Wire::Compatible, "the request may have a body now"))
        }),
        ..ADDED
    },
    Rule {
        code: "body-added-required",
        what: "A request must have a body now.",
        wire: "Breaking: requests without one are refused.",
        rust: "Major if the method asks for one more argument.",
        help: ANNOUNCE,
        shown: Some(shown::without_body),
        check: Check::Body(|it| {
            let new = it.added()?;
            new.required.then(|| Found::new(Wire::Breaking, "the request must have a body now"))
        }),
        ..ADDED
    },
    Rule {
        code: "body-became-optional",
        what: "A body is optional now.",
        wire: COMPATIBLE,
        check: Check::Body(|it| {
            let (old, new) = it.both()?;
            (old.required && !new.required).then(|| Found::new(Wire::Compatible, "the body became optional"))
        }),
        ..WIDENED
    },
    Rule {
        code: "body-became-required",
        what: "A body is required now.",
        wire: "Breaking: requests without one are refused.",
        rust: TYPE_TOO,
        shown: Some(shown::without_body),
        check: Check::Body(|it| {
            let (old, new) = it.both()?;
            (!old.required && new.required).then(|| Found::new(Wire::Breaking, "the body became required"))
        }),
        ..TIGHTENED
    },
    Rule {
        code: "body-removed",
        what: "A request no longer has a body.",
        wire: "Breaking: bodies that clients send are ignored or refused.",
        check: Check::Body(|it| {
            it.removed()?;
            Some(Found::new(Wire::Breaking, "the request no longer has a body"))
        }),
        ..REMOVED
    },
];

//! Headers of responses.

use super::{ADDED, ANNOUNCE, COMPATIBLE, Check, NARROWED, RELAXED, REMOVED, Rule, shown};
use crate::diff::cursor::Found;
use crate::diff::verdict::Wire;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "header-added",
        what: "A response header was added.",
        check: Check::Header(|it| {
            let new = it.added()?;
            Some(Found::new(Wire::Compatible, format!("the header `{}` was added", new.wire)))
        }),
        ..ADDED
    },
    Rule {
        code: "header-became-optional",
        what: "A response header became optional.",
        wire: "Breaking: clients that rely on it fail.",
        rust: "Major: its value may be missing.",
        help: ANNOUNCE,
        shown: Some(shown::without_header),
        check: Check::Header(|it| {
            let (old, new) = it.both()?;
            (old.required && !new.required)
                .then(|| Found::new(Wire::Breaking, format!("the header `{}` became optional", new.wire)))
        }),
        ..RELAXED
    },
    Rule {
        code: "header-became-required",
        what: "A response header became required.",
        wire: COMPATIBLE,
        check: Check::Header(|it| {
            let (old, new) = it.both()?;
            (!old.required && new.required)
                .then(|| Found::new(Wire::Compatible, format!("the header `{}` became required", new.wire)))
        }),
        ..NARROWED
    },
    Rule {
        code: "header-removed",
        what: "A response header was removed.",
        wire: "Breaking if it was required, otherwise risky.",
        shown: Some(shown::without_header),
        check: Check::Header(|it| {
            let old = it.removed()?;
            let wire = if old.required { Wire::Breaking } else { Wire::Risky };
            Some(Found::new(wire, format!("the header `{}` was removed", old.wire)))
        }),
        ..REMOVED
    },
];

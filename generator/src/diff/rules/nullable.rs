//! Whether `null` is allowed.

use super::{About, Check, NARROWED, Rule, WIDENED};
use crate::diff::cursor::Shape;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "became-not-nullable",
        what: "`null` is no longer allowed.",
        rust: "Major if `Option<T>` becomes `T`, or three states become two.",
        about: About::Null,
        check: Check::Node(|it| {
            let (old, new) = it.both()?;
            (old.nullable && !new.nullable && !matches!(new.shape, Shape::Any))
                .then(|| it.narrowed("`null` is no longer allowed"))
        }),
        ..NARROWED
    },
    Rule {
        code: "became-nullable",
        what: "`null` is allowed now.",
        rust: "Major if `T` becomes `Option<T>`, or two states become three.",
        about: About::Null,
        check: Check::Node(|it| {
            let (old, new) = it.both()?;
            (!old.nullable && new.nullable && !matches!(old.shape, Shape::Any))
                .then(|| it.widened("`null` is allowed now"))
        }),
        ..WIDENED
    },
];

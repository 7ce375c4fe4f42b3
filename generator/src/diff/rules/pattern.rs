//! Patterns of strings (`pattern`).

use super::{CHECK_SERVER, Check, Effect, Excuse, OTHER, Proof, RELAXED, Rule, TIGHTENED, limits};
use crate::diff::cursor::Found;
use crate::diff::verdict::Wire;
use crate::diff::witness::texts::is_one_pattern;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "pattern-added",
        what: "Strings must match a `pattern` now.",
        wire: "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of their \
               values were possible before. Risky if no witness was found.",
        effect: Effect::Added,
        proof: Proof::Needed,
        check: Check::Node(|it| {
            let (None, Some(pattern)) = limits::patterns(it)? else { return None };
            Some(limits::checked(it, it.narrowed(format!("strings must match `{pattern}` now"))).at(&["pattern"]))
        }),
        ..TIGHTENED
    },
    Rule {
        code: "pattern-changed",
        what: "The `pattern` of strings changed.",
        wire: "Breaking if a witness proves it: a string that no longer matches, or one that did not match before. \
               Compatible if witnesses prove only the other direction, none if the patterns are equivalent, otherwise \
               risky.",
        help: CHECK_SERVER,
        proof: Proof::Needed,
        excuse: Excuse::Values,
        check: Check::Node(|it| {
            let (Some(old), Some(new)) = limits::patterns(it)? else { return None };
            let message = format!("the pattern changed from `{old}` to `{new}`");
            let found = match is_one_pattern(old, new) {
                true => Found::words(message),
                false => limits::checked(it, Found::new(Wire::Risky, message)),
            };
            Some(found.at(&["pattern"]))
        }),
        ..OTHER
    },
    Rule {
        code: "pattern-removed",
        what: "The `pattern` of strings was removed.",
        wire: "Compatible: clients do not check patterns of responses.",
        effect: Effect::Removed,
        check: Check::Node(|it| {
            let (Some(pattern), None) = limits::patterns(it)? else { return None };
            let message = format!("strings need not match `{pattern}` any more");
            Some(limits::checked(it, Found::new(Wire::Compatible, message)).at(&["pattern"]))
        }),
        ..RELAXED
    },
];

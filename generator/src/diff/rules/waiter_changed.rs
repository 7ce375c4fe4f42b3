//! A waiter changed.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Operation, Waiter};

pub(super) const RULE: Rule = Rule {
    code: "waiter-changed",
    docs: Docs {
        what: "The states or pauses of a waiter changed (`waiters` in `generator.yaml`).",
        wire: "None: single requests do not change.",
        rust: "Depends on the changed items of the crate, which the finding lists.",
        help: "Check that programs that use it still wait for the right states.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let said: Vec<String> = new.waiters.iter().filter_map(|after| changed(old, after)).collect();
    (!said.is_empty()).then(|| Found::new(Wire::None, said.join("; ")).behaves())
}

fn changed(old: &Operation, after: &Waiter) -> Option<String> {
    let before = old.waiters.iter().find(|before| before.rust == after.rust)?;
    let states = |one: &[String]| one.iter().map(|state| format!("`{state}`")).collect::<Vec<_>>().join(", ");
    let pauses = |one: &Waiter| format!("{:?} to {:?}", one.interval, one.longest);
    let differences = [
        ("reads", format!("`{}`", before.field), format!("`{}`", after.field)),
        ("waits for", states(&before.success), states(&after.success)),
        ("fails at", states(&before.failure), states(&after.failure)),
        ("pauses for", pauses(before), pauses(after)),
    ];
    let said: Vec<String> = differences
        .into_iter()
        .filter(|(_, from, to)| from != to)
        .map(|(verb, from, to)| format!("{verb} {} now, instead of {}", or_nothing(to), or_nothing(from)))
        .collect();
    (!said.is_empty()).then(|| format!("`{}` {}", after.rust, said.join(", ")))
}

fn or_nothing(text: String) -> String {
    if text.is_empty() { "nothing".to_owned() } else { text }
}

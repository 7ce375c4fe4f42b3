//! A method that waits for a state waits in another way.

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Operation, Waiter};

pub(super) const RULE: Rule = Rule {
    code: "waiter-changed",
    docs: Docs {
        what: "A method that waits for a state, by `generator.yaml`, waits for another one, or in another way.",
        wire: "None: single requests are as before.",
        rust: "As the items of the crate tell, which the finding lists.",
        help: "Check that programs which call it still end where they should.",
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
        ("looks at", format!("`{}`", before.field), format!("`{}`", after.field)),
        ("waits for", states(&before.success), states(&after.success)),
        ("gives up at", states(&before.failure), states(&after.failure)),
        ("pauses for", pauses(before), pauses(after)),
    ];
    let said: Vec<String> = differences
        .into_iter()
        .filter(|(_, from, to)| from != to)
        .map(|(verb, from, to)| format!("{verb} {} now, not {}", or_nothing(to), or_nothing(from)))
        .collect();
    (!said.is_empty()).then(|| format!("`{}` {}", after.rust, said.join(", ")))
}

fn or_nothing(text: String) -> String {
    if text.is_empty() { "nothing".to_owned() } else { text }
}

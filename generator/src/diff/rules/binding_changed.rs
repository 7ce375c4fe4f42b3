//! Other path parameters are bound by the handle of a resource (`bind`).

use std::collections::BTreeSet;

use super::{Check, Docs, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::{Api, Operation};

pub(super) const RULE: Rule = Rule {
    code: "binding-changed",
    docs: Docs {
        what: "A handle binds a path parameter for all of its methods (`bind` in `generator.yaml`), or no longer does.",
        wire: "None: requests are the same.",
        rust: "Major: methods move and take other arguments.",
        help: "Decide on `bind` before the first release.",
    },
    check: Check::Operation(check),
};

fn check(it: &Both<'_, Operation>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (old, new) = (bound(it.cursor.sides.old, old), bound(it.cursor.sides.new, new));
    (old != new).then(|| {
        let one = new.difference(&old).map(|name| format!("`{name}` is bound for all methods now"));
        let other = old.difference(&new).map(|name| format!("`{name}` is an argument of each method now"));
        Found::new(Wire::None, one.chain(other).collect::<Vec<_>>().join("; "))
    })
}

fn bound<'a>(api: &'a Api, operation: &Operation) -> BTreeSet<&'a str> {
    let resource = api.resources.get(operation.resource.0 as usize);
    resource.into_iter().flat_map(|resource| &resource.bound).map(String::as_str).collect()
}

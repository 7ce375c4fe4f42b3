//! The credentials that `Client::new` takes.

use super::{Check, OTHER, Rule};
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::{Source, Wire};
use crate::model::{Api, SchemeKind, SecurityScheme};

pub(super) const RULES: &[Rule] = &[Rule {
    code: "credentials-changed",
    what: "`Client::new` takes the same number of credentials, but other ones.",
    wire: "Breaking: programs compile, but send one secret in place of another.",
    rust: "Major, although programs compile: the arguments are strings.",
    help: "Keep the former security requirement, so that `Client::new` keeps its arguments; or let users set \
               credentials by name, with `Client::builder()`.",
    check: Check::Api(credentials_changed),
    ..OTHER
}];

fn credentials_changed(it: &Both<'_, Api>) -> Option<Found> {
    let (old, new) = it.both()?;
    let (before, after) = (credentials(old), credentials(new));
    // If their number differs, programs do not compile.
    if count(&before) != count(&after) || before.is_empty() {
        return None;
    }
    let is_left = |scheme: &SecurityScheme| new.security_schemes.iter().any(|one| one.name == scheme.name);
    let is_same = |(one, other): (&&SecurityScheme, &&SecurityScheme)| {
        one.name == other.name || one.kind.is_like(&other.kind) && !is_left(one)
    };
    let others = || before.iter().zip(&after).find(|pair| !is_same(*pair));
    if before.len() == after.len() && others().is_none() {
        return None;
    }
    let (old_one, new_one) = others().or_else(|| before.last().zip(after.last()))?;
    let message = format!("`Client::new` took {}, and now takes {}", in_words(&before), in_words(&after));
    Some(
        Found::new(Wire::Breaking, message)
            .behaves()
            .unseen()
            .at_least(Source::Major)
            .standing(&old_one.origin, &new_one.origin),
    )
}

fn credentials(api: &Api) -> Vec<&SecurityScheme> {
    let names = api.client.credentials.iter();
    names.filter_map(|name| api.security_schemes.iter().find(|scheme| scheme.name == *name)).collect()
}

/// Returns the number of arguments for them.
fn count(schemes: &[&SecurityScheme]) -> usize {
    schemes.iter().map(|scheme| if scheme.kind == SchemeKind::Basic { 2 } else { 1 }).sum()
}

fn in_words(schemes: &[&SecurityScheme]) -> String {
    let said: Vec<String> = schemes.iter().map(|scheme| format!("`{}` ({})", scheme.name, scheme.kind)).collect();
    said.join(" and ")
}

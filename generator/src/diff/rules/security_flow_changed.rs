//! The URLs or flows of a security scheme changed.

use serde_json::Value;

use super::{Check, Docs, Rule};
use crate::diag::Origin;
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::SecurityScheme;
use crate::source::Document;

pub(super) const RULE: Rule = Rule {
    code: "security-flow-changed",
    docs: Docs {
        what: "A URL of the flows of a security scheme changed, or `openIdConnectUrl`; or one of its flows was \
                removed.",
        wire: "Depends on where clients get their tokens.",
        rust: "Patch: no item of the crate changes; a token source is the user's own.",
        help: "Keep the old URL working while clients use it.",
    },
    check: Check::SecurityScheme(check),
};

fn check(it: &Both<'_, SecurityScheme>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.cursor.sides;
    let (before, after) = (urls(sides.old_text, &old.origin), urls(sides.new_text, &new.origin));
    // A URL of an added or removed flow has not changed.
    let moved = before.iter().find_map(|(key, url)| {
        let (_, other) = after.iter().find(|(other, _)| other == key)?;
        (url != other).then_some((key, url, other))
    });
    let moved = moved.map(|(key, url, other)| format!("`{key}` of `{}` changed from `{url}` to `{other}`", new.name));
    let message = moved.or_else(|| gone(&new.name, &flows(sides.old_text, old), &flows(sides.new_text, new)))?;
    Some(Found::new(Wire::Depends("where tokens come from"), message).unseen())
}

/// Returns a message if flows were removed and others are left.
fn gone(name: &str, before: &[&str], after: &[&str]) -> Option<String> {
    let lost: Vec<String> =
        before.iter().filter(|flow| !after.contains(flow)).map(|flow| format!("`{flow}`")).collect();
    let left: Vec<String> = after.iter().map(|flow| format!("`{flow}`")).collect();
    let is_told = !lost.is_empty() && !left.is_empty();
    is_told.then(|| format!("tokens of `{name}` come from {} now, not from {}", left.join(", "), lost.join(", ")))
}

fn flows<'d>(document: &'d Document, scheme: &SecurityScheme) -> Vec<&'d str> {
    let flows = document.value(&scheme.origin.child("flows")).and_then(Value::as_object);
    flows
        .into_iter()
        .flat_map(|flows| flows.keys())
        .map(String::as_str)
        .filter(|flow| !flow.starts_with("x-"))
        .collect()
}

fn urls(document: &Document, origin: &Origin) -> Vec<(String, String)> {
    let Some(scheme) = document.value(origin) else { return Vec::new() };
    let flows = scheme.get("flows").and_then(Value::as_object).into_iter().flatten();
    let of_flows = flows.flat_map(|(flow, said)| {
        ["authorizationUrl", "tokenUrl", "refreshUrl"]
            .iter()
            .filter_map(move |key| Some((format!("{flow}.{key}"), said.get(key)?.as_str()?.to_owned())))
    });
    let discovery = scheme.get("openIdConnectUrl").and_then(Value::as_str);
    of_flows.chain(discovery.map(|url| ("openIdConnectUrl".to_owned(), url.to_owned()))).collect()
}

//! Security schemes.

use serde_json::Value;

use super::{ADDED, Check, LISTED, OTHER, REMOVED, Rule, or_none};
use crate::diag::Origin;
use crate::diff::cursor::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::SecurityScheme;
use crate::source::Document;

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "credential-variable-changed",
        what: "The environment variable of a credential was renamed, added or removed.",
        wire: "Depends on the environment: `from_env` reads only the new variable.",
        help: "Tell users who have set the old one.",
        check: Check::SecurityScheme(|it| {
            let (old, new) = it.both()?;
            (old.env != new.env).then(|| {
                let message =
                    format!("variable of `{}` changed from {} to {}", new.name, or_none(&old.env), or_none(&new.env));
                Found::new(Wire::Depends("the environment"), message).behaves().unseen()
            })
        }),
        ..OTHER
    },
    Rule {
        code: "security-flow-changed",
        what: "A URL of the flows of a security scheme changed, or `openIdConnectUrl`; or one of its flows was \
               removed.",
        wire: "Depends on where clients get their tokens.",
        rust: "Patch: no item of the crate changes; a token source is the user's own.",
        help: "Keep the old URL working while clients use it.",
        check: Check::SecurityScheme(security_flow_changed),
        ..OTHER
    },
    Rule {
        code: "security-scheme-added",
        what: "A security scheme was added.",
        rust: "Minor: a setter of the builder is added.",
        check: Check::SecurityScheme(|it| {
            let new = it.added()?;
            Some(Found::new(Wire::Compatible, format!("the security scheme `{}` was added", new.name)))
        }),
        ..ADDED
    },
    Rule {
        code: "security-scheme-changed",
        what: "A security scheme changed its type, or the header, parameter or cookie of the credential.",
        wire: "Breaking: a server that expects the new form refuses the old one.",
        rust: LISTED,
        help: "Accept both forms while clients of the old version are in use.",
        check: Check::SecurityScheme(|it| {
            let (old, new) = it.both()?;
            (!old.kind.is_like(&new.kind)).then(|| {
                let message =
                    format!("the credential `{}` was sent as {}, and now as {}", new.name, old.kind, new.kind);
                Found::new(Wire::Breaking, message).behaves().at(&["type", "scheme", "in", "name"])
            })
        }),
        ..OTHER
    },
    Rule {
        code: "security-scheme-removed",
        what: "A security scheme was removed.",
        wire: "Risky: clients that use it are refused if the server no longer accepts it. None if no operation \
               required it.",
        rust: "Major: its setter is removed.",
        check: Check::SecurityScheme(|it| {
            let old = it.removed()?;
            let mut asked = it.cursor.sides.old.operations.iter().flat_map(|one| one.security.iter().flatten());
            let wire = if asked.any(|name| *name == old.name) { Wire::Risky } else { Wire::None };
            Some(Found::new(wire, format!("the security scheme `{}` was removed", old.name)))
        }),
        ..REMOVED
    },
    Rule {
        code: "security-scheme-renamed",
        what: "A security scheme was renamed; its credential is sent as before.",
        rust: "Major: the setter of the builder is renamed, and so is the argument of `Client::new`.",
        help: "Keep the name of the scheme: it is visible only to users of generated clients.",
        check: Check::SecurityScheme(|it| {
            let (old, new) = it.both().filter(|(old, new)| old.name != new.name)?;
            let message = format!("the security scheme `{}` was renamed to `{}`", old.name, new.name);
            let is_taken = it.cursor.sides.new.client.credentials.contains(&new.name);
            let argument = if is_taken { ", and so is the argument of `Client::new`" } else { "" };
            Some(Found::new(Wire::None, message + argument))
        }),
        ..OTHER
    },
];

fn security_flow_changed(it: &Both<'_, SecurityScheme>) -> Option<Found> {
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

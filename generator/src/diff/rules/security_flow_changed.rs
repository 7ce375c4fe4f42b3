//! Tokens of a security scheme come from another place.

use serde_json::Value;

use super::{Check, Docs, Rule};
use crate::diag::Origin;
use crate::diff::spot::{Both, Found};
use crate::diff::verdict::Wire;
use crate::model::SecurityScheme;
use crate::source::Document;

pub(super) const RULE: Rule = Rule {
    code: "security-flow-changed",
    docs: Docs {
        what: "Tokens of a security scheme come from another place: a URL of its flows, or `openIdConnectUrl`.",
        wire: "Depends on where clients get their tokens.",
        rust: "Patch: no item of the crate changes; a token source is the user's own.",
        help: "Keep the old place answering while clients use it.",
    },
    check: Check::SecurityScheme(check),
};

fn check(it: &Both<'_, SecurityScheme>) -> Option<Found> {
    let (old, new) = it.both()?;
    let sides = it.spot.sides;
    let (before, after) = (urls(sides.old_text, &old.origin), urls(sides.new_text, &new.origin));
    // What comes or goes with its flow is no move.
    let moved = before.iter().find_map(|(key, url)| {
        let (_, other) = after.iter().find(|(other, _)| other == key)?;
        (url != other).then_some((key, url, other))
    });
    let (key, url, other) = moved?;
    let message = format!("`{key}` of `{}` was `{url}` and is `{other}`", new.name);
    Some(Found::new(Wire::Depends("where tokens come from"), message).unseen())
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

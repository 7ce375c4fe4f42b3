//! `environments` of `stainless.yml`: the servers of the description.

use serde_json::{Value, json};

use super::amendments::replace_at_root;
use super::keys::StainlessKeys;
use super::plan::ImportPlan;
use crate::diag::Origin;
use crate::source::Document;

/// Plans the servers, unless the description has them in the same order.
pub(super) fn plan_servers(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
) {
    let at = StainlessKeys::place_of(&["environments"]);
    let environments = keys.members_of(&at);
    let mut servers = Vec::new();
    let mut urls = Vec::new();
    for (name, place) in &environments {
        let Some(url) = keys.value_at(place).and_then(Value::as_str) else {
            continue;
        };
        if !url.contains("://") {
            let reason = "It is no URL with a host, such as `https://api.example.com`.";
            keys.leave_out_with(place, reason, Some(url.to_owned()));
            continue;
        }
        urls.push(url.trim_end_matches('/').to_owned());
        servers.push(json!({"url": url, "description": name}));
        keys.use_all(place);
    }
    if servers.len() > 1 {
        let names: Vec<&str> = environments.iter().map(|(name, _)| *name).collect();
        let reason = "Servers of the crate are named after their URLs.";
        keys.leave_out_with(&at, reason, Some(names.join(", ")));
    }
    if servers.is_empty() || urls == described_urls(document) {
        return;
    }
    replace_at_root(plan, document, "servers", &Value::Array(servers));
}

fn described_urls(document: &Document) -> Vec<String> {
    let mut urls = Vec::new();
    for server in document.items(&Origin::default().child("servers")) {
        if let Some(url) = document.value(&server.child("url")).and_then(Value::as_str) {
            urls.push(url.trim_end_matches('/').to_owned());
        }
    }
    urls
}

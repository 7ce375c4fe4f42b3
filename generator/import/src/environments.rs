//! `environments` of `stainless.yml`, which are the servers of the description.

use indexmap::IndexMap;
use serde_json::{Value, json};

use super::amendments::replace_at_root;
use super::keys::StainlessKeys;
use super::plan::{ImportPlan, PlannedValue};
use description::Document;
use diag::Origin;
use naming::field_name;

/// Plans the names of the servers; also the servers, unless the description has them in the same
/// order.
pub(super) fn plan_servers(
    keys: &mut StainlessKeys<'_>,
    plan: &mut ImportPlan,
    document: &Document,
) {
    let origin = StainlessKeys::place_of(&["environments"]);
    let environments = keys.members_of(&origin);
    let mut servers = Vec::new();
    let mut urls = Vec::new();
    let mut names = IndexMap::new();
    for (name, environment) in &environments {
        let Some(url) = keys.value_at(environment).and_then(Value::as_str) else {
            continue;
        };
        if !url.contains("://") {
            let reason = "This is not a URL with a host, such as `https://api.example.com`.";
            keys.leave_out_with(environment, reason, Some(url.to_owned()));
            continue;
        }
        let pointer = format!("/servers/{}", urls.len());
        names.insert(pointer, PlannedValue::new(field_name(name), environment));
        urls.push(url.trim_end_matches('/').to_owned());
        servers.push(json!({"url": url, "description": name}));
        keys.use_all(environment);
    }
    // If there is no choice of servers, the crate does not name them.
    if servers.len() > 1 {
        plan.names = names;
    }
    if servers.is_empty() || urls == described_urls(document) {
        return;
    }
    replace_at_root(plan, document, "servers", &Value::Array(servers));
}

fn described_urls(document: &Document) -> Vec<String> {
    let mut urls = Vec::new();
    for server in document.items(&Origin::default().child("servers")) {
        let url = document.value(&server.child("url")).and_then(Value::as_str);
        urls.push(url.unwrap_or_default().trim_end_matches('/').to_owned());
    }
    urls
}

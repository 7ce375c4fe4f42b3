//! Decodes a full page of portals into emitted types, into hand-written structs with serde's
//! derives, and into `serde_json::Value`. All three start from the bytes of the response and end
//! with a value that owns its strings.

use std::collections::BTreeMap;

use cloudflare_ai_controls::types::Portal as Emitted;
use divan::Bencher;
use divan::counter::BytesCount;
use serde::Deserialize;
use serde_json::Value;

fn main() {
    divan::main();
}

/// What an expert would write by hand for the same fields, without unknown fields.
#[derive(Deserialize)]
#[expect(dead_code, reason = "filled, never read")]
struct Portal {
    id: String,
    hostname: String,
    name: String,
    servers: Vec<Server>,
    allow_code_mode: Option<bool>,
    created_at: Option<String>,
    created_by: Option<String>,
    description: Option<String>,
    modified_at: Option<String>,
    modified_by: Option<String>,
    secure_web_gateway: Option<bool>,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "filled, never read")]
struct Server {
    id: String,
    auth_type: AuthType,
    hostname: String,
    name: String,
    prompts: Vec<BTreeMap<String, Value>>,
    tools: Vec<BTreeMap<String, Value>>,
    created_at: Option<String>,
    created_by: Option<String>,
    default_disabled: Option<bool>,
    description: Option<String>,
    error: Option<String>,
    last_successful_sync: Option<String>,
    last_synced: Option<String>,
    modified_at: Option<String>,
    modified_by: Option<String>,
    on_behalf: Option<bool>,
    status: Option<String>,
    updated_prompts: Option<Vec<Override>>,
    updated_tools: Option<Vec<Override>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum AuthType {
    Oauth,
    Bearer,
    Unauthenticated,
}

#[derive(Deserialize)]
#[expect(dead_code, reason = "filled, never read")]
struct Override {
    name: String,
    description: Option<String>,
    enabled: Option<bool>,
    portal_alias: Option<String>,
    server_alias: Option<String>,
}

/// Returns the documented portal a hundred times, each with its own id: the largest page that the
/// API returns.
fn largest_page() -> Vec<u8> {
    let documented: Value =
        serde_json::from_str(include_str!("../payloads/portals.list.response.json"))
            .unwrap_or_default();
    let portal = documented
        .pointer("/result/0")
        .map(Value::to_string)
        .unwrap_or_default();
    let portals =
        (0..100).map(|number| portal.replacen("my-mcp-portal", &format!("portal-{number}"), 1));
    format!("[{}]", portals.collect::<Vec<_>>().join(",")).into_bytes()
}

fn bench_decoder<T>(bencher: Bencher<'_, '_>, decode: fn(&[u8]) -> Option<T>) {
    let page = largest_page();
    assert!(decode(&page).is_some(), "the page can be read");
    bencher
        .counter(BytesCount::of_slice(&page))
        .bench_local(|| decode(divan::black_box(&page)));
}

#[divan::bench(sample_count = 1000)]
fn emitted(bencher: Bencher<'_, '_>) {
    bench_decoder::<Vec<Emitted>>(bencher, |json| {
        cloudflare_ai_controls::runtime::codec::from_slice(json).ok()
    });
}

#[divan::bench(sample_count = 1000)]
fn serde_derive(bencher: Bencher<'_, '_>) {
    bench_decoder::<Vec<Portal>>(bencher, |json| serde_json::from_slice(json).ok());
}

#[divan::bench(sample_count = 1000)]
fn value(bencher: Bencher<'_, '_>) {
    bench_decoder::<Value>(bencher, |json| serde_json::from_slice(json).ok());
}

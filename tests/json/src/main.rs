//! Decodes and encodes a full page of portals as emitted types, as hand-written structs with serde's
//! derives, and as `serde_json::Value`. Decoding starts from the bytes of the response and ends with
//! a value that owns its strings; encoding ends with bytes.
//!
//! `-- repeat decode emitted 3` decodes three times instead: the difference between two such runs is
//! the number of instructions of one operation (`.ci/instructions`).

use std::collections::BTreeMap;

use cloudflare_ai_controls::runtime::codec;
use cloudflare_ai_controls::types::Portal as Emitted;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use serde::{Deserialize, Serialize};
use serde_json::Value;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["repeat", operation, types, times, ..] => {
            let times = times.parse().unwrap_or_default();
            assert!(repeat(operation, types, times), "no such operation");
        }
        _ => divan::main(),
    }
}

/// Repeats an operation; returns whether it exists.
fn repeat(operation: &str, types: &str, times: usize) -> bool {
    match (operation, types) {
        ("decode", "emitted") => repeat_decoder(decode_emitted, times),
        ("decode", "serde_derive") => repeat_decoder(decode_derived, times),
        ("encode", "emitted") => repeat_encoder(decode_emitted, |page| codec::to_vec(page), times),
        ("encode", "serde_derive") => repeat_encoder(decode_derived, json_of, times),
        _ => false,
    }
}

fn repeat_decoder<T>(decode: fn(&[u8]) -> Option<T>, times: usize) -> bool {
    let page = largest_page();
    (0..times).all(|_| decode(black_box(&page)).is_some())
}

fn repeat_encoder<T>(
    decode: fn(&[u8]) -> Option<T>,
    encode: fn(&T) -> Vec<u8>,
    times: usize,
) -> bool {
    let page = decode(&largest_page());
    page.is_some_and(|page| (0..times).all(|_| !encode(black_box(&page)).is_empty()))
}

/// What an expert would write by hand for the same fields, without unknown fields.
#[derive(Deserialize, Serialize)]
struct Portal {
    id: String,
    hostname: String,
    name: String,
    servers: Vec<Server>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allow_code_mode: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secure_web_gateway: Option<bool>,
}

#[derive(Deserialize, Serialize)]
struct Server {
    id: String,
    auth_type: AuthType,
    hostname: String,
    name: String,
    prompts: Vec<BTreeMap<String, Value>>,
    tools: Vec<BTreeMap<String, Value>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    created_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_disabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_successful_sync: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    last_synced: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_at: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_by: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    on_behalf: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_prompts: Option<Vec<Override>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    updated_tools: Option<Vec<Override>>,
}

#[derive(Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
enum AuthType {
    Oauth,
    Bearer,
    Unauthenticated,
}

#[derive(Deserialize, Serialize)]
struct Override {
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    enabled: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    portal_alias: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    server_alias: Option<String>,
}

/// Returns the documented portal a hundred times, each with its own id: the largest page that the
/// API returns.
fn largest_page() -> Vec<u8> {
    let documented: Value =
        serde_json::from_str(include_str!("../../payloads/portals.list.response.json"))
            .unwrap_or_default();
    let portal = documented
        .pointer("/result/0")
        .map(Value::to_string)
        .unwrap_or_default();
    let portals =
        (0..100).map(|number| portal.replacen("my-mcp-portal", &format!("portal-{number}"), 1));
    format!("[{}]", portals.collect::<Vec<_>>().join(",")).into_bytes()
}

/// Decodes the page into a `T`.
fn bench_decoder<T>(bencher: Bencher<'_, '_>, decode: fn(&[u8]) -> Option<T>) {
    let page = largest_page();
    assert!(decode(&page).is_some(), "the page can be read");
    bencher
        .counter(BytesCount::of_slice(&page))
        .bench_local(|| decode(black_box(&page)));
}

/// Encodes a page that `decode` has read.
fn bench_encoder<T>(
    bencher: Bencher<'_, '_>,
    decode: fn(&[u8]) -> Option<T>,
    encode: fn(&T) -> Vec<u8>,
) {
    let page = decode(&largest_page());
    let json = page.as_ref().map(encode).unwrap_or_default();
    assert!(!json.is_empty(), "the page can be written");
    bencher
        .counter(BytesCount::of_slice(&json))
        .bench_local(|| black_box(&page).as_ref().map(encode));
}

fn decode_emitted(json: &[u8]) -> Option<Vec<Emitted>> {
    codec::from_slice(json).ok()
}

fn decode_derived(json: &[u8]) -> Option<Vec<Portal>> {
    serde_json::from_slice(json).ok()
}

fn decode_value(json: &[u8]) -> Option<Value> {
    serde_json::from_slice(json).ok()
}

fn json_of<T: Serialize>(page: &T) -> Vec<u8> {
    serde_json::to_vec(page).unwrap_or_default()
}

#[divan::bench_group(sample_count = 1000)]
mod decode {
    use super::*;

    #[divan::bench]
    fn emitted(bencher: Bencher<'_, '_>) {
        bench_decoder(bencher, decode_emitted);
    }

    #[divan::bench]
    fn serde_derive(bencher: Bencher<'_, '_>) {
        bench_decoder(bencher, decode_derived);
    }

    #[divan::bench]
    fn value(bencher: Bencher<'_, '_>) {
        bench_decoder(bencher, decode_value);
    }
}

#[divan::bench_group(sample_count = 1000)]
mod encode {
    use super::*;

    #[divan::bench]
    fn emitted(bencher: Bencher<'_, '_>) {
        bench_encoder(bencher, decode_emitted, |page| codec::to_vec(page));
    }

    #[divan::bench]
    fn serde_derive(bencher: Bencher<'_, '_>) {
        bench_encoder(bencher, decode_derived, json_of);
    }

    #[divan::bench]
    fn value(bencher: Bencher<'_, '_>) {
        bench_encoder(bencher, decode_value, json_of);
    }
}

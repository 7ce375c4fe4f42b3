//! Decodes and encodes a full page of portals as emitted types, as hand-written structs with
//! serde's derives, and as `serde_json::Value`. Decoding starts from the bytes of the response and
//! ends with a value that owns its strings; encoding ends with bytes.
//!
//! `-- repeat decode emitted 3` decodes three times instead: the difference between two such runs
//! is the number of instructions of one operation (`.ci/instructions`). `calls.rs` does the same
//! with calls over the loopback.

#[cfg(feature = "calls")]
mod calls;
mod derived;

use cloudflare_ai_controls::runtime::codec;
use cloudflare_ai_controls::types::Portal as Emitted;
use divan::counter::BytesCount;
use divan::{Bencher, black_box};
use serde::Serialize;
use serde_json::Value;

use derived::Portal;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments.as_slice() {
        ["repeat", operation, types, times, ..] => {
            let times = times.parse().unwrap_or_default();
            assert!(repeat(operation, types, times), "no such operation");
        }
        #[cfg(feature = "calls")]
        ["serve", call] => calls::serve(call),
        #[cfg(feature = "calls")]
        ["call", call, client, url, times] => {
            let times = times.parse().unwrap_or_default();
            assert!(calls::repeat(call, client, url, times), "the call succeeds");
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

/// Returns the documented portal.
fn documented_portal() -> Value {
    let response: Value =
        serde_json::from_str(include_str!("../../payloads/portals.list.response.json"))
            .unwrap_or_default();
    response.pointer("/result/0").cloned().unwrap_or_default()
}

/// Returns the documented portal a hundred times, each with its own id: the largest page that the
/// API returns.
fn largest_page() -> Vec<u8> {
    let portal = documented_portal().to_string();
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

//! XML on the whole road: `xml/xml.yaml` becomes a crate, and `xml/wire.rs` runs beside it, as a test of its own,
//! against a server that keeps what arrives.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn xml_goes_both_ways() {
    let ran = wire::run("xml", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    assert!(ran.warnings.is_empty(), "{:?}", ran.warnings);
    assert!(ran.passed, "{}", ran.output);
}

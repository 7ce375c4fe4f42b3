//! XML end to end: generates a crate from `xml/xml.yaml`, and runs `xml/wire.rs` as its test
//! against a server that records requests.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn xml_is_sent_and_read() {
    let ran = wire::run_wire_test("xml", Path::new(env!("CARGO_TARGET_TMPDIR"))).unwrap();
    assert!(ran.warnings.is_empty(), "{:?}", ran.warnings);
    assert!(ran.passed, "{}", ran.output);
}

//! OAuth 2.0 end to end: generates a crate from `oauth2/oauth2.yaml`, and runs `oauth2/wire.rs` as its
//! test against a scripted server.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn tokens_come_from_the_described_endpoints() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let ran = wire::run_wire_test("oauth2", folder).unwrap();
    assert_eq!(ran.warnings, [""; 0]);
    assert!(ran.passed, "{}", ran.output);
    let examples = wire::run_examples("oauth2", folder).unwrap();
    assert!(examples.0, "{}", examples.1);
}

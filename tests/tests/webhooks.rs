//! Webhooks end to end: generates crates from `webhooks/webhooks.yaml` and
//! `webhooks_github/webhooks_github.yaml`, and runs the programs next to them, which parse and
//! verify requests of such APIs. Stripe's scheme is in `configured/`.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn webhooks_are_read_and_verified() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    for name in ["webhooks", "webhooks_github"] {
        let ran = wire::run_wire_test(name, folder).unwrap();
        assert!(ran.warnings.is_empty(), "{:?}", ran.warnings);
        assert!(ran.passed, "{}", ran.output);
        let (passed, output) = wire::run_examples(name, folder).unwrap();
        assert!(passed, "{output}");
    }
}

//! Waiters and idempotency keys end to end: generates a crate from `configured/configured.yaml` and
//! its `generator.yaml`, and runs `configured/wire.rs` as its test.

#![cfg(test)]

use std::path::Path;

use tests::wire;

#[test]
fn configured_waiters_keys_and_webhooks_work() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let ran = wire::run_wire_test("configured", folder).unwrap();
    assert!(ran.warnings.is_empty(), "{:?}", ran.warnings);
    assert!(ran.passed, "{}", ran.output);
    let readme = std::fs::read_to_string(folder.join("configured/client/README.md")).unwrap();
    for part in [
        "\n## Waiting\n",
        "\n## Idempotency keys\n",
        ".wait_until_done(",
        ".idempotency_key(",
        "    client.jobs().start(\"first\").await?;\n",
        "match client.jobs().create().await {",
        "retried up to 3 times",
        "otherwise 0.25 seconds, doubled each time up to 0.5 seconds",
        "times out after 7 seconds, connecting after 5.",
    ] {
        assert!(readme.contains(part), "no {part:?}");
    }
    for file in ["jobs", "tasks"] {
        let path = folder.join(format!("configured/client/src/resources/{file}.rs"));
        let text = std::fs::read_to_string(path).unwrap();
        assert!(text.contains("job: Job"), "{text}");
    }
    let (passed, output) = wire::run_examples("configured", folder).unwrap();
    assert!(passed, "{output}");
}

//! The whole pipeline for our own description, in memory: text → document → model → text of all
//! files. `understand` stops at the model.

#![expect(clippy::unwrap_used, reason = "a benchmark that cannot run stops")]

use std::path::Path;

use sdkwright::pipeline::{self, Settings};
use sdkwright::source::ReadOptions;

const CONFIG: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../spec/generator.yaml");
const SPEC: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../spec/cloudflare-ai-controls.yaml"
);

fn main() {
    divan::main();
}

fn understand_description() -> pipeline::Understood {
    let settings = Settings::load(Path::new(CONFIG)).unwrap();
    let options = ReadOptions::default();
    pipeline::understand_description(Path::new(SPEC), &settings, &options, None).unwrap()
}

#[divan::bench]
fn understand() -> usize {
    understand_description().api.operations.len()
}

#[divan::bench]
fn understand_and_render() -> usize {
    pipeline::emit_client_files(&understand_description().api)
        .unwrap()
        .files()
        .len()
}

//! `json`: builds a program that decodes and encodes an example of a schema, as the emitted type and
//! as the same type with serde's derives.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use clap::Args;
use sdkwright::Generator;
use serde_json::{Value, json};

use crate::batch::Batch;
use crate::cost;

const MAIN: &str = r#"use std::hint::black_box;
use std::time::{Duration, Instant};

use client::runtime::codec;

type Emitted = Vec<client::types::TYPE>;
type Derived = Vec<derived::types::TYPE>;

static PAYLOAD: &[u8] = include_bytes!("payload.json");

fn fastest<T>(times: usize, operation: impl Fn() -> T) -> Duration {
    let run = |_| {
        let start = Instant::now();
        black_box(operation());
        start.elapsed()
    };
    (0..times).map(run).min().expect("at least one repetition")
}

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [operation, types, times] = arguments.as_slice() else {
        panic!("expected decode or encode, emitted or serde_derive, and the number of repetitions");
    };
    let times = times.parse().expect("a number of repetitions");
    let payload = black_box(PAYLOAD);
    let emitted = || codec::from_slice::<Emitted>(payload).expect("the emitted type decodes the payload");
    let derived = || serde_json::from_slice::<Derived>(payload).expect("serde's derive decodes the payload");
    let duration = match (operation.as_str(), types.as_str()) {
        ("decode", "emitted") => fastest(times, emitted),
        ("decode", _) => fastest(times, derived),
        (_, "emitted") => {
            let values = emitted();
            fastest(times, || codec::to_vec(black_box(&values)))
        }
        _ => {
            let values = derived();
            fastest(times, || serde_json::to_vec(black_box(&values)).expect("the values are encoded"))
        }
    };
    println!("{}", duration.as_nanos());
}
"#;

#[derive(Args)]
pub(crate) struct JsonArguments {
    /// The description.
    path: PathBuf,
    /// Name of the schema in `components`.
    #[arg(long)]
    schema: String,
    /// A JSON file with an example of the schema, without unknown properties, which only the emitted
    /// type keeps.
    #[arg(long)]
    example: PathBuf,
    /// How often the payload repeats the example.
    #[arg(long, default_value_t = 100)]
    count: usize,
    /// Folder for crates.
    #[arg(long, default_value = "target/corpus")]
    out: PathBuf,
}

/// Prints the path of the program, which repeats an operation and prints the nanoseconds of the
/// fastest repetition.
pub(crate) fn build_json_program(arguments: &JsonArguments) -> Result<ExitCode> {
    let stem = arguments.path.file_stem().unwrap_or_default();
    let name = format!("json-{}", stem.to_string_lossy());
    let batch = Batch::create(&arguments.out, &name)?;
    let description = read_description(&arguments.path)?;
    let list = list_of(&description, &arguments.schema);
    batch.write("description.json", &list.to_string())?;
    let path = batch.member("description.json");

    let example: Value = serde_json::from_str(&read_text(&arguments.example)?)
        .with_context(|| arguments.example.display().to_string())?;
    let payload = Value::Array(vec![example; arguments.count]).to_string();

    let (client, derived) = (format!("{name}-client"), format!("{name}-derived"));
    let api = Generator::new(&path)
        .package(&client)
        .output(batch.member(&client))
        .generate()?
        .api;
    let pointer = schema_pointer(&arguments.schema);
    let ty = api
        .types
        .iter()
        .map(|(_, def)| def)
        .find(|def| *def.origin.pointer == *pointer);
    let ty = ty.with_context(|| format!("{pointer} did not become a type"))?;
    let source = MAIN.replace("TYPE", &ty.name);
    cost::write_members(&batch, &api)?;
    cost::write_derived(
        &batch,
        &derived,
        &cost::derived_types_without_unknown_properties(&api),
    )?;
    batch.write(&format!("{name}/Cargo.toml"), &manifest(&name))?;
    batch.write(&format!("{name}/src/main.rs"), &source)?;
    batch.write(&format!("{name}/src/payload.json"), &payload)?;
    let members = [name.clone(), client, derived];
    batch.close(&members)?;
    let verdicts = batch.cargo(&["build", "--release", "--package", &name], &members)?;
    if let Some(message) = verdicts
        .values()
        .flat_map(|verdict| &verdict.messages)
        .next()
    {
        bail!("{message}");
    }
    println!("{}", batch.release_program(&name).display());
    Ok(ExitCode::SUCCESS)
}

fn manifest(name: &str) -> String {
    format!(
        "[package]\nname = {name:?}\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n[dependencies]\n\
         client = {{ package = \"{name}-client\", path = \"../{name}-client\", default-features = false }}\n\
         derived = {{ package = \"{name}-derived\", path = \"../{name}-derived\" }}\nserde_json = \"1\"\n"
    )
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| path.display().to_string())
}

fn read_description(path: &Path) -> Result<Value> {
    let text = read_text(path)?;
    match serde_json::from_str(&text) {
        Ok(description) => Ok(description),
        Err(_) => serde_yaml::from_str(&text).with_context(|| path.display().to_string()),
    }
}

fn schema_pointer(schema: &str) -> String {
    format!("/components/schemas/{schema}")
}

/// Returns the description with a single operation, which returns a list of the schema.
fn list_of(description: &Value, schema: &str) -> Value {
    let items = json!({ "$ref": format!("#{}", schema_pointer(schema)) });
    let content = json!({ "application/json": { "schema": { "type": "array", "items": items } } });
    let responses = json!({ "200": { "description": "All values.", "content": content } });
    let get = json!({ "operationId": "listValues", "responses": responses });
    let part = |name| description.get(name).unwrap_or(&Value::Null);
    json!({
        "openapi": part("openapi"),
        "info": part("info"),
        "paths": { "/values": { "get": get } },
        "components": part("components"),
    })
}

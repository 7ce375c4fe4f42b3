//! Writes the scratch workspace: for each form a crate of types, a program that uses 100 of them, and a speed test.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail};

use crate::plain::Emitted;
use crate::plan::{BLOCK, Plan, type_name};

/// The number of types that the program uses.
const USED: usize = 100;

/// Types for the speed test, by index and name: one with a list of enum values, and one with a list of unions.
pub(crate) const TIMED: [(usize, &str); 2] = [(4, "records"), (9, "unions")];

const ROOT_MANIFEST: &str = r#"[workspace]
resolver = "3"
members = ["*-types", "*-program", "*-speed"]

[workspace.dependencies]
serde = { version = "1", features = ["derive"] }
serde_json = { version = "1", features = ["preserve_order", "raw_value"] }
base64 = "0.22"
bytes = "1"
futures-core = "0.3"
http = "1"
httpdate = "1"
log = "0.4"
percent-encoding = "2"
regex-lite = "0.1"
serde_path_to_error = "0.1"
"#;

const MANIFEST: &str = r#"[package]
name = "NAME"
version = "0.0.0"
edition = "2024"

[dependencies]
serde.workspace = true
serde_json.workspace = true
base64.workspace = true
bytes.workspace = true
futures-core.workspace = true
http.workspace = true
httpdate.workspace = true
log.workspace = true
percent-encoding.workspace = true
regex-lite.workspace = true
serde_path_to_error.workspace = true

[features]
# The runtime asks for them; without them it brings no transport.
xml = []
reqwest = []
rustls = []
native-tls = []
http2 = []
test-util = []
tracing = []

"#;

const PROGRAM: &str = r#"
fn roundtrip<T>(value: Result<T, String>, encode: fn(&T) -> Vec<u8>) -> usize {
    value.map_or(0, |value| encode(&value).len())
}

fn main() {
    let json = std::env::args().nth(1).unwrap_or_default().into_bytes();
    let mut total = 0;
USES    println!("{total}");
}
"#;

const SPEED: &str = r#"
use std::hint::black_box;
use std::time::Instant;

use serde_json::Value;

/// Megabytes per second of the fastest run.
fn speed(bytes: usize, mut run: impl FnMut()) -> f64 {
    let mut best = f64::MAX;
    for _ in 0..RUNS {
        let start = Instant::now();
        run();
        best = best.min(start.elapsed().as_secs_f64());
    }
    bytes as f64 / 1e6 / best
}

fn main() {
    let mut line = vec![KEEPS.to_string()];
TIMED    println!("{}", line.join(" "));
}
"#;

const KEEPS: &str = r##"{
    let json = br#"{"id":"a","name_0":"b","count":1,"tags":[],"new":{"kept":1}}"#;
    let value: types::T0 = types::decode(json).unwrap();
    types::encode(&value) == json
}"##;

const TIMED_LIST: &str = r#"
    let json = std::fs::read("../FILE.json").unwrap();
    let value: Vec<types::TYPE> = types::decode(&json).unwrap();
    let back: Value = serde_json::from_slice(&types::encode(&value)).unwrap();
    assert!(back == serde_json::from_slice::<Value>(&json).unwrap(), "FILE came back changed");
    line.push(speed(json.len(), || drop(black_box(types::decode::<Vec<types::TYPE>>(&json)))).to_string());
    line.push(speed(json.len(), || drop(black_box(types::encode(&value)))).to_string());
"#;

const VALUE_LIST: &str = r#"
    let json = std::fs::read("../FILE.json").unwrap();
    let value: Value = serde_json::from_slice(&json).unwrap();
    line.push(speed(json.len(), || drop(black_box(serde_json::from_slice::<Value>(&json)))).to_string());
    line.push(speed(json.len(), || drop(black_box(serde_json::to_vec(&value)))).to_string());
"#;

/// The folder of a Cargo workspace.
pub(crate) struct Scratch {
    pub(crate) folder: PathBuf,
}

impl Scratch {
    /// Uses a folder that does not exist, is empty, or is from an earlier run, since the folder may be removed in the
    /// end.
    pub(crate) fn create(folder: &Path) -> Result<Self> {
        let holds_files = fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
        let ours =
            fs::read_to_string(folder.join("Cargo.toml")).is_ok_and(|text| text == ROOT_MANIFEST);
        if holds_files && !ours {
            bail!(
                "`{}` holds files that are not of this program",
                folder.display()
            );
        }
        let scratch = Self {
            folder: folder.to_owned(),
        };
        scratch.write("Cargo.toml", ROOT_MANIFEST)?;
        Ok(scratch)
    }

    /// Writes the three crates of a form.
    pub(crate) fn add(
        &self,
        shape: &str,
        emitted: &Emitted,
        plan: &Plan,
        embeds_runtime: bool,
    ) -> Result<()> {
        self.add_types(shape, emitted)?;
        if embeds_runtime {
            self.embed_runtime(shape)?;
        }
        let dependency =
            format!("types = {{ package = \"{shape}-types\", path = \"../{shape}-types\" }}\n");
        self.add_crate(&format!("{shape}-program"), &dependency, &use_program(plan))?;
        if emitted.root.contains("serde_json") || embeds_runtime {
            self.add_crate(
                &format!("{shape}-speed"),
                &dependency,
                &speed_test(TIMED_LIST, KEEPS),
            )?;
        }
        Ok(())
    }

    /// Writes the speed test of `serde_json::Value`, with which all forms are compared.
    pub(crate) fn add_value_speed(&self) -> Result<()> {
        self.add_crate("value-speed", "", &speed_test(VALUE_LIST, "true"))
    }

    fn add_types(&self, shape: &str, emitted: &Emitted) -> Result<()> {
        let mut root = "#![allow(dead_code, unused_imports, non_upper_case_globals)]\n".to_owned();
        for (index, types) in emitted.types.chunks(BLOCK).enumerate() {
            root += &format!("mod b{index};\npub use b{index}::*;\n");
            let text = format!("{}\n{}", emitted.header, types.join("\n"));
            self.write(&format!("{shape}-types/src/b{index}.rs"), &text)?;
        }
        self.write(
            &format!("{shape}-types/Cargo.toml"),
            &MANIFEST.replace("NAME", &format!("{shape}-types")),
        )?;
        self.write(
            &format!("{shape}-types/src/lib.rs"),
            &(root + &emitted.root),
        )
    }

    /// Embeds the runtime, as every client does, so that the figures include its cost. Folders of disabled features are
    /// skipped.
    fn embed_runtime(&self, shape: &str) -> Result<()> {
        let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("../generator/runtime/src/runtime");
        for entry in fs::read_dir(source)? {
            let path = entry?.path();
            if path.is_dir() {
                continue;
            }
            let name = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            let text = fs::read_to_string(&path).context(name.clone())?;
            self.write(&format!("{shape}-types/src/runtime/{name}"), &text)?;
        }
        Ok(())
    }

    fn add_crate(&self, name: &str, dependency: &str, main: &str) -> Result<()> {
        self.write(
            &format!("{name}/Cargo.toml"),
            &(MANIFEST
                .replace("NAME", name)
                .replace("\n[features]", &format!("{dependency}\n[features]"))),
        )?;
        self.write(&format!("{name}/src/main.rs"), main)
    }

    pub(crate) fn write(&self, path: &str, text: &str) -> Result<()> {
        let path = self.folder.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, text).with_context(|| path.display().to_string())
    }
}

fn use_program(plan: &Plan) -> String {
    let mut uses = String::new();
    for index in 0..USED.min(plan.types.len()) {
        let name = type_name(index);
        uses += &format!(
            "    total += roundtrip::<types::{name}>(types::decode(&json), |value| types::encode(value));\n"
        );
    }
    PROGRAM.replace("USES", &uses)
}

fn speed_test(list: &str, keeps_unknown: &str) -> String {
    let timed: String = TIMED
        .iter()
        .map(|(index, file)| {
            list.replace("FILE", file)
                .replace("TYPE", &type_name(*index))
        })
        .collect();
    SPEED
        .replace("KEEPS", keeps_unknown)
        .replace("TIMED", &timed)
        .replace("RUNS", "60")
}

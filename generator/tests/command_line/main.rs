//! Tests of the binary: exit codes, output streams, and changes on disk.

#![expect(
    clippy::indexing_slicing,
    clippy::unwrap_used,
    reason = "helpers of tests fail as tests do"
)]

mod clients;
mod diff;
mod git;
mod init;
mod misuse;
mod pages;
mod records;

use std::collections::BTreeMap;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use serde_json::Value;

const PETS: &str = r##"openapi: 3.0.3
info: { title: Pets, version: "1" }
servers: [{ url: "https://pets.example.com/v1" }]
paths:
  /pets/{id}:
    get:
      operationId: readPet
      tags: [pets]
      parameters:
        - { name: id, in: path, required: true, schema: { type: string } }
      responses:
        "200":
          description: A pet
          content: { application/json: { schema: { $ref: "#/components/schemas/Pet" } } }
components:
  schemas:
    Pet: { type: object, required: [name], properties: { name: { type: string } } }
"##;

/// A temporary folder outside any workspace; removed when dropped.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Self {
        static NEXT: AtomicUsize = AtomicUsize::new(0);
        let name = format!(
            "generator-{}-{}",
            std::process::id(),
            NEXT.fetch_add(1, Ordering::Relaxed)
        );
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path.canonicalize().unwrap())
    }

    /// Creates a folder with `pets.yaml`.
    fn with_pets() -> Self {
        let folder = Self::new();
        folder.write("pets.yaml", PETS);
        folder
    }

    fn write(&self, path: &str, text: &str) {
        let path = self.0.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn read(&self, path: &str) -> String {
        fs::read_to_string(self.0.join(path)).unwrap()
    }

    /// Returns every file below the folder, with its bytes.
    fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        let mut found = BTreeMap::new();
        let mut queue = vec![self.0.clone()];
        while let Some(at) = queue.pop() {
            for path in fs::read_dir(at).unwrap().map(|entry| entry.unwrap().path()) {
                if path.is_dir() {
                    queue.push(path);
                } else {
                    let bytes = fs::read(&path).unwrap();
                    found.insert(path.strip_prefix(&self.0).unwrap().to_owned(), bytes);
                }
            }
        }
        found
    }

    fn git(&self, arguments: &[&str]) {
        let identity = [
            "-c",
            "user.name=a",
            "-c",
            "user.email=a@example.com",
            "-c",
            "init.defaultBranch=main",
        ];
        let output = Command::new("git")
            .args(identity)
            .args(arguments)
            .current_dir(&self.0)
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn run(&self, arguments: &[&str]) -> Ran {
        run_in(&self.0, arguments)
    }

    fn generate(&self, spec: &str, out: &str) -> Ran {
        self.run(&[
            "generate",
            spec,
            "--out",
            out,
            "--package",
            "pets",
            "--verbose",
        ])
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[derive(Debug)]
struct Ran {
    code: Option<i32>,
    out: String,
    err: String,
}

fn run_in(folder: &Path, arguments: &[&str]) -> Ran {
    run_command(
        Command::new(env!("CARGO_BIN_EXE_sdkwright"))
            .args(arguments)
            .current_dir(folder),
    )
}

fn run_command(command: &mut Command) -> Ran {
    let output = command.env_remove("GITHUB_STEP_SUMMARY").output().unwrap();
    Ran {
        code: output.status.code(),
        out: String::from_utf8(output.stdout).unwrap(),
        err: String::from_utf8(output.stderr).unwrap(),
    }
}

/// Runs the program with this text as its standard input.
fn run_with_input(folder: &Path, arguments: &[&str], input: &str) -> Ran {
    let (reader, mut writer) = std::io::pipe().unwrap();
    writer.write_all(input.as_bytes()).unwrap();
    drop(writer);
    run_command(
        Command::new(env!("CARGO_BIN_EXE_sdkwright"))
            .args(arguments)
            .current_dir(folder)
            .stdin(reader),
    )
}

#[test]
fn help_succeeds_and_lists_the_exit_codes() {
    let ran = Folder::new().run(&["--help"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    for word in ["generate", "check", "inspect", "Exit codes"] {
        assert!(ran.out.contains(word), "{word}: {}", ran.out);
    }
}

#[test]
fn invalid_arguments_are_refused() {
    let folder = Folder::with_pets();
    let before = folder.files();
    let rows: [&[&str]; 9] = [
        &["init", "--schema", "pets.yaml"],
        &["genrate"],
        // Without a comparison there is no report.
        &[
            "check",
            "--spec",
            "pets.yaml",
            "--out",
            "pets",
            "--format",
            "github",
        ],
        &[
            "check",
            "--spec",
            "pets.yaml",
            "--out",
            "pets",
            "--output",
            "json=report.json",
        ],
        &[
            "check",
            "--spec",
            "pets.yaml",
            "--out",
            "pets",
            "--fail-on",
            "wire=breaking",
        ],
        &["generate", "--spce", "pets.yaml"],
        &["inspect", "--spec", "pets.yaml", "--format", "xml"],
        &["generate", "pets.yaml", "--spec", "pets.yaml"],
        &[
            "generate",
            "pets.yaml",
            "--out",
            "pets",
            "--package",
            "../pets",
        ],
    ];
    for arguments in rows {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?} {ran:?}");
        assert!(
            ran.err.starts_with("error") && ran.out.is_empty(),
            "{arguments:?} {ran:?}"
        );
    }
    assert_eq!(folder.files(), before);
}

#[test]
fn without_a_configuration_a_description_is_required() {
    let folder = Folder::new();
    for arguments in [
        &[][..],
        &["generate"],
        &["check"],
        &["inspect"],
        &["api-md"],
    ] {
        let ran = folder.run(arguments);
        assert_eq!(ran.code, Some(2), "{arguments:?} {ran:?}");
        let command = arguments.first().unwrap_or(&"generate");
        assert!(
            ran.err.starts_with("error[no-configuration]: ")
                && ran
                    .err
                    .contains(&format!("`sdkwright {command} openapi.yaml`")),
            "{ran:?}"
        );
    }
}

#[test]
fn missing_files_are_reported() {
    let folder = Folder::new();
    let ran = folder.generate("dogs.yaml", "dogs");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err
            .starts_with("error[unreadable-file]: `dogs.yaml` does not exist\n"),
        "{ran:?}"
    );
    let ran = folder.run(&["generate", "--config", "generator.yaml"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err
            .starts_with("error[unreadable-file]: `generator.yaml` does not exist\n"),
        "{ran:?}"
    );
    assert!(folder.files().is_empty());
}

/// Malformed files cause no panic, no stack overflow, and no control characters in the output;
/// `tests/tests/bytes.rs` tests more inputs.
#[test]
fn malformed_files_are_refused_with_their_location() {
    let folder = Folder::new();
    let deep = "[".repeat(100_000);
    let dashes = "- ".repeat(100_000);
    let rows: [(&str, &[u8]); 7] = [
        ("chance.json", b"\x00\xff\xfe{\"openapi\""),
        ("chance.yaml", b"openapi: 3.0.0\ninfo: \xc3("),
        ("deep.json", deep.as_bytes()),
        ("deep.yaml", deep.as_bytes()),
        ("dashes.yaml", dashes.as_bytes()),
        ("escape.json", b"{\"openapi\": \"\\u001b[31m\\u0007\"}"),
        ("escape.yaml", b"openapi: \"3.0.0\\e[31m\"\n\x1b[2J: 1\n"),
    ];
    for (name, bytes) in rows {
        fs::write(folder.0.join(name), bytes).unwrap();
        for command in ["generate", "check", "inspect"] {
            let out = if command == "inspect" {
                &[][..]
            } else {
                &["--out", "out"]
            };
            let ran = folder.run(&[&[command, "--spec", name], out].concat());
            assert_eq!(
                (ran.code, ran.out.as_str()),
                (Some(2), ""),
                "{command} {name} {ran:?}"
            );
            assert!(
                ran.err.contains(&format!("--> {name}:")),
                "{command} {name} {ran:?}"
            );
            assert!(
                !ran.err.contains(|c: char| c.is_control() && c != '\n'),
                "{command} {name} {ran:?}"
            );
        }
    }
    assert!(!folder.0.join("out").exists());
}

#[test]
fn a_second_run_writes_nothing_and_check_passes() {
    let folder = Folder::with_pets();
    let first = folder.generate("pets.yaml", "pets");
    assert_eq!((first.code, first.err.as_str()), (Some(0), ""), "{first:?}");
    let written = folder.files();
    let second = folder.generate("pets.yaml", "pets");
    assert!(
        second.out.lines().count() == 1 && second.out.contains(" 0 files written, 0 removed"),
        "{second:?}"
    );
    let check = folder.run(&[
        "check",
        "--spec",
        "pets.yaml",
        "--out",
        "pets",
        "--package",
        "pets",
    ]);
    assert_eq!(check.code, Some(0), "{check:?}");
    assert_eq!(folder.files(), written);
}

/// A method takes a user id in place of a token, so programs that still compile send the token as
/// the user id.
#[test]
fn changed_meanings_are_warnings_and_errors_with_strict() {
    let folder = Folder::new();
    folder.write("pets.yaml", &pets_with_parameter("access_token"));
    assert_eq!(folder.generate("pets.yaml", "out").code, Some(0));
    let before = folder.files();
    folder.write("pets.yaml", &pets_with_parameter("user_id"));
    let refused = folder.run(&[
        "generate",
        "--spec",
        "pets.yaml",
        "--out",
        "out",
        "--package",
        "pets",
        "--strict",
    ]);
    assert_eq!(refused.code, Some(2), "{refused:?}");
    assert!(
        refused.err.contains(
            "error[meaning-changed]: `Pets::get` takes the query parameter `user_id` instead of"
        ),
        "{}",
        refused.err
    );
    folder.write("pets.yaml", &pets_with_parameter("access_token"));
    assert_eq!(folder.files(), before);
    folder.write("pets.yaml", &pets_with_parameter("user_id"));
    let warned = folder.generate("pets.yaml", "out");
    assert!(
        warned.code == Some(0) && warned.err.contains("warning[meaning-changed]"),
        "{warned:?}"
    );
    let again = folder.generate("pets.yaml", "out");
    assert_eq!((again.code, again.err.as_str()), (Some(0), ""));
}

fn pets_with_parameter(parameter: &str) -> String {
    let with = format!(
        "parameters:\n        - {{ name: {parameter}, in: query, required: true, schema: {{ type: string }} }}"
    );
    PETS.replace("parameters:", &with)
}

#[test]
fn new_resources_do_not_rename_existing_methods() {
    let folder = Folder::new();
    let header = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\nservers: [{url: 'https://shop.example.com'}]\npaths:\n";
    let before = [
        path_item("/orders", "get"),
        path_item("/orders/search", "get"),
    ]
    .concat();
    folder.write("shop.yaml", &format!("{header}{before}"));
    assert_eq!(folder.generate("shop.yaml", "out").code, Some(0));
    folder.write(
        "shop.yaml",
        &format!(
            "{header}{before}{}",
            path_item("/orders/search/{id}", "get")
        ),
    );
    assert_eq!(folder.generate("shop.yaml", "out").code, Some(0));
    let api = folder.read("out/api.md");
    assert!(
        api.contains("client.orders().searches()") && api.contains("`search()"),
        "{api}"
    );
}

fn path_item(path: &str, verb: &str) -> String {
    format!("  {path}: {{{verb}: {{responses: {{'204': {{description: d}}}}}}}}\n")
}

#[test]
fn new_operations_do_not_rename_existing_types() {
    let folder = Folder::new();
    let header = "openapi: 3.0.3\ninfo: {title: Shop, version: '1'}\nservers: [{url: 'https://shop.example.com'}]\npaths:\n";
    let first = post_operation("/orders", "order_post");
    // Types are named after operationIds if few of these contain an HTTP method.
    let others = [
        post_operation("/carts/close", "closeCart"),
        post_operation("/carts/empty", "emptyCart"),
    ];
    for (text, out, expected) in [
        (first.clone(), "out", "`struct OrderCreate {"),
        (
            [&first, others.concat().as_str()].concat(),
            "new",
            "`struct OrderPostRequest {",
        ),
        (
            [&first, others.concat().as_str()].concat(),
            "out",
            "`struct OrderCreate {",
        ),
    ] {
        folder.write("shop.yaml", &format!("{header}{text}"));
        assert_eq!(folder.generate("shop.yaml", out).code, Some(0));
        let api = folder.read(&format!("{out}/api.md"));
        assert!(api.contains(expected), "{api}");
    }
}

fn post_operation(path: &str, id: &str) -> String {
    format!(
        "  {path}:\n    post:\n      operationId: {id}\n      requestBody: {{content: {{application/json: {{schema: \
             {{type: object, properties: {{a: {{type: string}}}}}}}}}}}}\n      responses: {{'204': {{description: d}}}}\n"
    )
}

#[test]
fn check_reports_damaged_files_and_generate_restores_them() {
    let folder = Folder::with_pets();
    assert_eq!(folder.generate("pets.yaml", "pets").code, Some(0));
    let whole = folder.files();
    folder.write(
        "pets/src/lib.rs",
        &format!("{}// damage\n", folder.read("pets/src/lib.rs")),
    );
    fs::remove_file(folder.0.join("pets/Cargo.toml")).unwrap();
    let damaged = folder.files();
    let check = folder.run(&[
        "check",
        "--spec",
        "pets.yaml",
        "--out",
        "pets",
        "--package",
        "pets",
    ]);
    assert_eq!(check.code, Some(1), "{check:?}");
    for line in ["outdated: pets/src/lib.rs", "missing: pets/Cargo.toml"] {
        assert!(
            check.out.lines().any(|found| found == line),
            "{line}: {check:?}"
        );
    }
    assert_eq!(folder.files(), damaged, "check writes nothing");
    assert_eq!(folder.generate("pets.yaml", "pets").code, Some(0));
    assert_eq!(folder.files(), whole);
}

#[test]
fn output_is_the_same_in_every_folder() {
    let folder = Folder::with_pets();
    let files = ["a", "b"].map(|out| {
        assert_eq!(folder.generate("pets.yaml", out).code, Some(0));
        folder
            .files()
            .into_iter()
            .filter_map(|(path, bytes)| Some((path.strip_prefix(out).ok()?.to_owned(), bytes)))
            .collect::<BTreeMap<_, _>>()
    });
    assert!(!files[0].is_empty());
    assert_eq!(files[0], files[1]);
}

#[test]
fn foreign_files_are_never_overwritten() {
    let folder = Folder::with_pets();
    folder.write("mine/Cargo.toml", "[package]\nname = \"mine\"\n");
    folder.write("mine/notes.txt", "to do\n");
    let before = folder.files();
    let ran = folder.generate("pets.yaml", "mine");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err.starts_with(
            "error[foreign-file]: `Cargo.toml`, `notes.txt` in `mine` exist already, and sdkwright did not write them"
        ),
        "{ran:?}"
    );
    assert_eq!(folder.files(), before);
    let check = folder.run(&[
        "check",
        "--spec",
        "pets.yaml",
        "--out",
        "mine",
        "--package",
        "pets",
    ]);
    assert_eq!(check.code, Some(1), "{check:?}");
    assert!(
        check.out.contains("foreign: mine/Cargo.toml\n"),
        "{check:?}"
    );
}

#[test]
fn a_module_is_written_checked_and_restored() {
    let folder = Folder::with_pets();
    folder.write(
        "Cargo.toml",
        "[package]\nname = \"app\"\nedition = \"2021\"\n",
    );
    folder.write("src/main.rs", "mod api;\n");
    let before = folder.files();
    let module = [
        "pets.yaml",
        "--module",
        "src/api",
        "--features",
        "test-util",
    ];
    let run = |command: &'static str| folder.run(&[&[command], &module[..]].concat());
    let ran = run("generate");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.out.contains("write `mod api;` in its parent module"),
        "{ran:?}"
    );
    assert!(ran.out.contains("\n    cargo add bytes@1 "), "{ran:?}");
    assert!(ran.err.contains("`Cargo.toml` has edition 2021"), "{ran:?}");
    let written = folder.files();
    for (path, text) in &written {
        let is_unchanged = before.get(path) == Some(text);
        assert!(is_unchanged || path.starts_with("src/api"), "{path:?}");
        let text = String::from_utf8_lossy(text);
        assert!(
            !text.contains("cfg(feature") && !text.contains("```no_run"),
            "{path:?}"
        );
    }
    assert_eq!(run("check").code, Some(0));

    let client = "src/api/client.rs";
    folder.write(client, &(folder.read(client) + "// mine\n"));
    folder.write("src/api/own.rs", "fn mine() {}\n");
    let ran = run("check");
    assert_eq!(ran.code, Some(1), "{ran:?}");
    for line in ["outdated: src/api/client.rs\n", "foreign: src/api/own.rs\n"] {
        assert!(ran.out.contains(line), "{ran:?}");
    }
    fs::remove_file(folder.0.join("src/api/own.rs")).unwrap();
    assert_eq!(run("generate").code, Some(0));
    assert!(folder.files() == written);

    // Without the feature, its files are removed, and the root says what it needs.
    let ran = folder.run(&["generate", "pets.yaml", "--module", "src/api"]);
    assert!(ran.out.contains(", 7 removed, "), "{ran:?}");
    let crate_in_module = folder.generate("pets.yaml", "src/api");
    assert!(
        crate_in_module.err.contains("is the folder of a module"),
        "{crate_in_module:?}"
    );
}

#[test]
fn a_client_of_another_api_is_not_replaced() {
    let folder = Folder::with_pets();
    assert_eq!(folder.generate("pets.yaml", "client").code, Some(0));
    let pets = fs::read_to_string(folder.0.join("pets.yaml")).unwrap();
    folder.write("zoo.yaml", &pets.replace("/pets", "/animals"));
    let before = folder.files();
    let ran = folder.generate("zoo.yaml", "client");
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert_eq!(
        ran.err,
        "error[other-client]: `client` has a client of another API: the description has none of its paths
 = note: nothing was written
 = help: name another folder with `--out`, or with `output` in `generator.yaml`; to replace the client, delete `client`
"
    );
    assert_eq!(folder.files(), before);
}

#[test]
fn a_configured_output_may_be_the_current_folder() {
    for output in [".", "''", "./"] {
        let folder = Folder::with_pets();
        folder.write(
            "generator.yaml",
            &format!("spec: pets.yaml\noutput: {output}\n"),
        );
        folder.write("main.c", "");
        let ran = folder.run(&["generate"]);
        let is_refused =
            ran.err.starts_with("error[foreign-file]: ") && ran.err.contains("main.c`");
        assert!(is_refused, "{output} {ran:?}");

        fs::remove_file(folder.0.join("main.c")).unwrap();
        let ran = folder.run(&["generate"]);
        assert!(ran.out.starts_with(".: 1 operation"), "{output} {ran:?}");
        let lib = folder.read("src/lib.rs");
        folder.write("src/stale.rs", &lib);
        let check = folder.run(&["check"]);
        assert!(check.out.contains("src/stale.rs"), "{output} {check:?}");
    }
}

#[test]
fn a_crate_can_begin_in_a_repository() {
    let folder = Folder::with_pets();
    let texts = [
        ("mine/LICENSE", "MIT\n"),
        ("mine/README.md", "# Mine\n"),
        ("mine/CHANGELOG.md", "# 1\n"),
    ];
    texts
        .iter()
        .for_each(|(path, text)| folder.write(path, text));
    folder.write("mine/.gitignore", "target\n");
    for _ in 0..2 {
        let ran = folder.generate("pets.yaml", "mine");
        assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
        assert!(ran.out.contains(", `README.md` left as it is"), "{ran:?}");
        texts
            .iter()
            .for_each(|(path, text)| assert_eq!(folder.read(path), *text));
    }
    let check = folder.run(&[
        "check",
        "--spec",
        "pets.yaml",
        "--out",
        "mine",
        "--package",
        "pets",
    ]);
    assert_eq!(check.code, Some(0), "{check:?}");
    fs::remove_file(folder.0.join("mine/README.md")).unwrap();
    assert_eq!(folder.generate("pets.yaml", "mine").code, Some(0));
    assert!(folder.read("mine/README.md").contains("Pets"));
}

#[test]
fn own_sources_of_the_user_stay_and_are_part_of_the_crate() {
    let folder = Folder::with_pets();
    folder.write(
        "generator.yaml",
        "spec: pets.yaml\noutput: out\npackage: { name: pets }\nmodules: [extras]\n",
    );
    let ran = folder.run(&["generate", "pets.yaml", "--verbose"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err
            .starts_with("warning[missing-module]: `out/src/extras.rs` does not exist"),
        "{ran:?}"
    );
    assert!(folder.read("out/src/lib.rs").contains("pub mod extras;"));
    for path in [
        "examples/own.rs",
        "tests/own.rs",
        "tests/own/main.rs",
        "benches/own.rs",
        "src/extras.rs",
    ] {
        folder.write(&format!("out/{path}"), "fn main() {}\n");
    }
    folder.write("out/src/extras/inner.rs", "");
    for command in ["check", "generate", "check"] {
        let ran = folder.run(&[command, "--spec", "pets.yaml"]);
        assert_eq!(
            (ran.code, ran.err.as_str()),
            (Some(0), ""),
            "{command}: {ran:?}"
        );
        assert_eq!(folder.read("out/tests/own.rs"), "fn main() {}\n");
    }
    // No module of the crate contains this file.
    folder.write("out/src/extra.rs", "");
    let ran = folder.run(&["check", "--spec", "pets.yaml"]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.out.starts_with("foreign: out/src/extra.rs\n") && ran.out.contains("`modules: [name]`"),
        "{ran:?}"
    );
}

#[test]
fn an_empty_configuration_has_no_settings() {
    let folder = Folder::with_pets();
    for (name, text) in [
        ("generator.yaml", ""),
        ("generator.yaml", "# package: { name: pets }\n\n"),
        ("generator.yml", "---\n"),
    ] {
        folder.write(name, text);
        let ran = folder.generate("pets.yaml", "out");
        assert_eq!(
            (ran.code, ran.err.as_str()),
            (Some(0), ""),
            "{name} {text:?}: {ran:?}"
        );
        fs::remove_file(folder.0.join(name)).unwrap();
    }
    folder.write("generator.yml", "output: from-yml\n");
    assert_eq!(
        folder.run(&["generate", "--spec", "pets.yaml"]).code,
        Some(0)
    );
    assert!(folder.0.join("from-yml/Cargo.toml").is_file());
    fs::remove_file(folder.0.join("generator.yml")).unwrap();
    folder.write(
        "spec/generator.yml",
        "spec: ../pets.yaml\noutput: from-spec\n",
    );
    assert_eq!(folder.run(&[]).code, Some(0));
    assert!(folder.0.join("spec/from-spec/Cargo.toml").is_file());
}

#[test]
fn unwritable_output_folder_is_reported() {
    let folder = Folder::with_pets();
    folder.write("file", "no folder\n");
    let before = folder.files();
    for out in ["file/pets", "file"] {
        let ran = folder.generate("pets.yaml", out);
        assert_eq!(ran.code, Some(2), "{ran:?}");
        assert!(
            ran.err.starts_with("error[output]: ") && ran.err.contains("`file"),
            "{ran:?}"
        );
    }
    assert_eq!(folder.files(), before);
}

#[test]
fn a_dangling_reference_loosens_only_its_schema() {
    let folder = Folder::new();
    folder.write("pets.yaml", &PETS.replace("schemas/Pet\"", "schemas/Dog\""));
    let ran = folder.generate("pets.yaml", "pets");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err
            .starts_with("warning[dangling-reference]: `#/components/schemas/Dog` does not exist"),
        "{ran:?}"
    );
    assert!(
        ran.err.contains("\n  --> pets.yaml:14:52  (/paths/"),
        "{ran:?}"
    );
    assert!(
        ran.err.contains("note: any JSON value is accepted here"),
        "{ran:?}"
    );
    assert!(
        ran.out
            .contains("1 operation (0 fully typed, 1 partly, 0 left out)"),
        "{ran:?}"
    );
    for (arguments, code) in [
        (&["inspect", "--spec", "pets.yaml"][..], 0),
        (&["inspect", "--strict", "--spec", "pets.yaml"], 1),
    ] {
        let ran = folder.run(arguments);
        assert!(
            ran.code == Some(code) && ran.out.contains("dangling-reference"),
            "{ran:?}"
        );
    }
}

#[test]
fn notes_do_not_count_as_warnings() {
    let folder = Folder::new();
    folder.write(
        "pets.yaml",
        &PETS.replace(
            "{ name: { type: string } }",
            "{ name: { type: string }, type: { type: string } }",
        ),
    );
    let ran = folder.run(&[
        "generate",
        "--strict",
        "--spec",
        "pets.yaml",
        "--out",
        "pets",
    ]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err
            .starts_with("note[renamed-property]: `type` is a keyword of Rust"),
        "{ran:?}"
    );
    assert!(ran.out.contains("0 warnings;"), "{ran:?}");
}

#[test]
fn warnings_go_to_stderr_and_do_not_fail() {
    let folder = Folder::new();
    folder.write("pets.yaml", &PETS.replace("tags: [pets]", "tags: pets"));
    let ran = folder.generate("pets.yaml", "pets");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err
            .starts_with("warning[unexpected-kind]: `tags` is the string `pets`"),
        "{ran:?}"
    );
    assert!(ran.out.contains("1 warning;"), "{ran:?}");
    let summary = folder.run(&["generate", "pets.yaml", "--out", "pets"]).err;
    assert_eq!(
        summary,
        "warning[unexpected-kind]: `tags` is the string `pets`, expected an array; `tags` is ignored (at pets.yaml:8:7)\n\
         `--verbose` shows each one in full; `sdkwright explain CODE` explains a code.\n"
    );
    assert_eq!(
        folder
            .run(&["generate", "pets.yaml", "--out", "pets", "--quiet"])
            .err,
        ""
    );
    let before_the_command = folder.run(&["-q", "check", "pets.yaml", "--out", "pets"]);
    assert_eq!(
        (before_the_command.code, before_the_command.err.as_str()),
        (Some(0), "")
    );
}

#[test]
fn the_first_run_shows_how_to_use_the_crate() {
    let folder = Folder::with_pets();
    let ran = folder.run(&["generate", "pets.yaml"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    let (line, steps) = ran.out.split_once("\n").unwrap();
    assert!(
        line.starts_with("pets: 1 operation ") && folder.0.join("pets/Cargo.toml").is_file(),
        "{ran:?}"
    );
    assert_eq!(
        steps,
        "
To use it in a package that depends on `tokio` (in a folder next to pets):

    cargo add --path ../pets

In an async function that returns a `Result`:

    use pets::Client;

    let client = Client::new();
    let pet = client.pets().get(\"id\").await?;
    println!(\"{pet:?}\");

Requests go to https://pets.example.com/v1; `Client::builder().base_url(…)` changes that.\n\nThe description declares no authentication; `Client::builder().bearer_token(…)` sends a token.

Next: pets/README.md is the guide; pets/api.md lists all methods and types.
"
    );
}

#[test]
fn the_first_run_says_how_to_choose_a_server() {
    let folder = Folder::new();
    let relative = PETS.replace("https://pets.example.com/v1", "/v1");
    let placeholder = PETS.replace("https://pets", "https://.pets");
    assert!(relative != PETS && placeholder != PETS);
    folder.write("relative.yaml", &relative);
    folder.write("placeholder.yaml", &placeholder);
    folder.write("config.yaml", "client: { base_url_env: PETS_URL }\n");
    for (description, expected) in [
        (
            "relative.yaml",
            "The description has no server with a host: set the variable `PETS_URL`, or call",
        ),
        (
            "placeholder.yaml",
            "The server `https://.pets.example.com/v1` has no default host: set the variable `PETS_URL`, or call",
        ),
    ] {
        let out = description.trim_end_matches(".yaml");
        let ran = folder.run(&[
            "generate",
            description,
            "--config",
            "config.yaml",
            "--out",
            out,
        ]);
        assert!(ran.out.contains(expected), "{ran:?}");
    }
}

#[test]
fn a_description_may_come_from_standard_input() {
    let folder = Folder::new();
    let (code, printed) = generate_from_input(&folder, PETS);
    assert!(
        code == Some(0) && printed.starts_with("pets: 1 operation "),
        "{printed}"
    );
    assert!(folder.0.join("pets/Cargo.toml").is_file());
    let (code, printed) = generate_from_input(&folder, "");
    assert!(
        code == Some(2) && printed.starts_with("error[empty-file]: the standard input is empty"),
        "{printed}"
    );
    let (code, printed) = generate_from_input(&folder, "openapi: [");
    assert!(
        code == Some(2) && printed.contains("--> standard input:"),
        "{printed}"
    );
}

/// Runs the program in a shell, which gives it pipes for `<(command)`.
#[cfg(unix)]
fn run_in_bash(folder: &Folder, arguments: &str) -> Ran {
    let program = env!("CARGO_BIN_EXE_sdkwright");
    run_command(
        Command::new("bash")
            .args(["-c", &format!("'{program}' {arguments}")])
            .current_dir(&folder.0),
    )
}

#[cfg(unix)]
#[test]
fn descriptions_may_come_from_commands() {
    let folder = Folder::with_pets();
    folder.write("new.yaml", &PETS.replace("[name]", "[]"));
    // A long text is not read again for locations in it.
    let long = format!("{PETS}x-long: {}\n", "x".repeat(2 << 20));
    folder.write("long.yaml", &long.replace("type: object", "type: objec"));
    let ran = run_in_bash(&folder, "generate <(cat pets.yaml)");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(ran.out.starts_with("pets: 1 operation "), "{ran:?}");
    let ran = run_in_bash(&folder, "check <(cat pets.yaml)");
    assert_eq!(ran.code, Some(0), "{ran:?}");
    let ran = run_in_bash(&folder, "inspect <(cat long.yaml)");
    assert!(ran.out.contains("type: objec,"), "{ran:?}");
    for (old, new, changes) in [
        ("pets.yaml", "new.yaml", "1 breaking"),
        ("pets.yaml", "pets.yaml", "nothing changed"),
    ] {
        let ran = run_in_bash(&folder, &format!("diff <(cat {old}) <(cat {new})"));
        assert!(ran.out.contains(changes), "{ran:?}");
    }
    let ran = run_in_bash(&folder, "inspect <(true)");
    assert!(
        ran.err.starts_with("error[empty-file]: `/dev/fd/"),
        "{ran:?}"
    );
    // Other files are read more than once.
    for option in ["--config", "--overlay"] {
        let ran = run_in_bash(
            &folder,
            &format!("inspect pets.yaml {option} <(echo '{{}}')"),
        );
        assert!(ran.err.contains("` is a pipe, expected a file"), "{ran:?}");
    }
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_leaves_no_files() {
    let folder = Folder::new();
    let mut run = Command::new(env!("CARGO_BIN_EXE_sdkwright"))
        .args(["generate", "-", "--out", "clients/pets"])
        .current_dir(&folder.0)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The run waits for the description.
    let input = run.stdin.take();
    let lock = folder.0.join("clients/pets/.generator-staging/lock");
    for _ in 0..500 {
        if lock.exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert!(lock.exists());
    let id = run.id().to_string();
    Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(130));
    drop(input);
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 0);
}

#[cfg(unix)]
#[test]
fn an_interrupted_diff_leaves_no_copy_of_a_commit() {
    let folder = Folder::with_pets();
    folder.git(&["init", "-q"]);
    folder.git(&["add", "."]);
    folder.git(&["commit", "-qm", "first"]);
    let temporary = folder.0.join("temporary");
    fs::create_dir(&temporary).unwrap();
    let mut run = Command::new(env!("CARGO_BIN_EXE_sdkwright"))
        .args(["diff", "git:HEAD:pets.yaml", "-"])
        .current_dir(&folder.0)
        .env("TMPDIR", &temporary)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    // The run waits for the new description.
    let input = run.stdin.take();
    let copies = || fs::read_dir(&temporary).unwrap().count();
    for _ in 0..500 {
        if copies() > 0 {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    assert_eq!(copies(), 1);
    let id = run.id().to_string();
    Command::new("kill").args(["-INT", &id]).status().unwrap();
    assert_eq!(run.wait().unwrap().code(), Some(130));
    drop(input);
    assert_eq!(copies(), 0);
}

fn generate_from_input(folder: &Folder, text: &str) -> (Option<i32>, String) {
    let ran = run_with_input(&folder.0, &["generate", "-"], text);
    (ran.code, ran.out + &ran.err)
}

#[test]
fn commands_and_codes_with_a_mistake_are_suggested() {
    let folder = Folder::with_pets();
    for (arguments, tip) in [
        (
            &["genrate"][..],
            "tip: a similar subcommand exists: 'generate'",
        ),
        (
            &["pets.yaml"],
            "tip: to write a crate for a description, use 'sdkwright generate pets.yaml'",
        ),
        (
            &["https://example.com/api"],
            "use 'sdkwright generate https://example.com/api'",
        ),
        (
            &["absent.json", "--out", "pets"],
            "use 'sdkwright generate absent.json'",
        ),
        (
            &["explain", "type-chnged"],
            "did you mean one of `type-changed`, ",
        ),
        (
            &["explain", "brokn-json"],
            "did you mean one of `broken-json`, `broken-yaml`? `sdkwright explain` lists all codes",
        ),
        (
            &["explain", "zzz"],
            "= help: `sdkwright explain` lists all codes",
        ),
    ] {
        let ran = folder.run(arguments);
        assert!(
            ran.code == Some(2) && ran.err.contains(tip),
            "{arguments:?} {ran:?}"
        );
    }
    assert!(!folder.run(&["nothing"]).err.contains("generate nothing"));
}

#[test]
fn operations_of_the_command_line_are_not_located_in_the_configuration() {
    let folder = Folder::with_pets();
    folder.write(
        "generator.yaml",
        "include: [readPet]\ntypes: { /components/schemas/Pet: Animal }\n",
    );
    let wrong = folder.run(&["inspect", "pets.yaml", "--include", "readPets"]);
    assert_eq!(wrong.code, Some(2));
    assert!(
        wrong.err.starts_with(
            "error[unknown-operation]: `readPets` matches no operation of the description\n"
        ) && !wrong.err.contains("generator.yaml"),
        "{wrong:?}"
    );
    // It is not a mistake to configure a name for a type that the chosen operations do not use.
    let two = PETS.replace(
        "paths:\n",
        "paths:\n  /status: { get: { operationId: status, responses: { '204': { description: d } } } }\n",
    );
    folder.write("pets.yaml", &two);
    folder.write(
        "generator.yaml",
        "types: { /components/schemas/Pet: Animal }\n",
    );
    let chosen = folder.run(&["inspect", "pets.yaml", "--include", "status"]);
    assert_eq!(chosen.code, Some(0), "{chosen:?}");
    assert!(
        chosen.out.contains("note[unused-type-name]") && chosen.out.contains("generator.yaml:1:"),
        "{chosen:?}"
    );
}

/// `api.md` has the form of the one in a Stainless client, without its links.
#[test]
fn api_md_lists_methods_and_types() {
    let folder = Folder::with_pets();
    folder.write(
        "generator.yaml",
        "resources: { pets: { retrieve: readPet }, pets.old: { get: readPet }, '': { pet: readPet } }\ntypes: { /components/schemas/Pet: pets::Pet }\n",
    );
    let ran = folder.run(&["api-md", "pets.yaml"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    assert_eq!(
        ran.out,
        "\
Methods:

- <code title=\"get /pets/{id}\">client.pet(id) -> Pet</code>

# Pets

Types:

- <code>Pet</code>

Methods:

- <code title=\"get /pets/{id}\">client.pets.retrieve(id) -> Pet</code>

## Old

Methods:

- <code title=\"get /pets/{id}\">client.pets.old.get(id) -> Pet</code>
"
    );
}

#[test]
fn completions_and_the_manual_page_are_printed() {
    let folder = Folder::new();
    for (what, beginning) in [
        ("bash", "_sdkwright() {"),
        ("fish", "# Print an optspec"),
        ("man", ".ie "),
    ] {
        let ran = folder.run(&["completions", what]);
        assert!(
            ran.code == Some(0) && ran.out.starts_with(beginning),
            "{what}: {}",
            ran.out
        );
    }
}

#[test]
fn the_configuration_is_found_from_subfolders() {
    let folder = Folder::new();
    folder.write("spec/pets.yaml", PETS);
    folder.write(
        "spec/generator.yaml",
        "spec: pets.yaml\noutput: ../generated\npackage: { name: pets }\n",
    );
    folder.write("a/b/c.txt", "");
    for below in ["", "spec", "a/b"] {
        let ran = run_in(&folder.0.join(below), &[]);
        assert_eq!(ran.code, Some(0), "{below}: {ran:?}");
        assert_eq!(
            run_in(&folder.0.join(below), &["check"]).code,
            Some(0),
            "{below}"
        );
    }
    assert!(
        folder
            .read("generated/Cargo.toml")
            .contains("name = \"pets\"")
    );
    folder.write(
        "spec/generator.yaml",
        "spec: pets.yaml\noutput: ../generated\nresources: { pets: { read: gone } }\n",
    );
    let before = folder.files();
    let ran = run_in(&folder.0.join("a"), &["generate"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err
            .starts_with("error[unknown-operation]: the description has no operation `gone`\n"),
        "{ran:?}"
    );
    assert!(
        ran.err
            .contains("spec/generator.yaml:3:22  (/resources/pets/read)"),
        "{ran:?}"
    );
    assert_eq!(folder.files(), before);
}

#[test]
fn unusable_configuration_beside_the_description_is_an_error() {
    let folder = Folder::with_pets();
    for (text, expected) in [
        ("spec: pets.yaml\noutput: [\n", "generator.yaml:2:9"),
        ("spec: pets.yaml\nouput: a\n", "unknown key `ouput`"),
        (
            "spec: pets.yaml\npackage: { version: x }\n",
            "error[unusable-version]",
        ),
    ] {
        folder.write("generator.yaml", text);
        let ran = folder.run(&["inspect", "--spec", "pets.yaml"]);
        assert_eq!((ran.code, ran.out.as_str()), (Some(2), ""), "{ran:?}");
        assert!(ran.err.contains(expected), "{ran:?}");
    }
    folder.write(
        "generator.yaml",
        "spec: pets.yaml\noutput: out\npackage: { name: from-beside }\n",
    );
    assert_eq!(
        folder.run(&["generate", "--spec", "pets.yaml"]).code,
        Some(0)
    );
    assert!(
        folder
            .read("out/Cargo.toml")
            .contains("name = \"from-beside\"")
    );
    folder.write("generator.yaml", "spec: another.yaml\noutput: other\n");
    assert_eq!(
        folder.run(&["inspect", "--spec", "pets.yaml"]).code,
        Some(0),
        "it is for another description"
    );
    folder.write(
        "generator.yaml",
        "output: out\npackage: { name: for-whatever-is-here }\n",
    );
    assert_eq!(
        folder.run(&["generate", "--spec", "pets.yaml"]).code,
        Some(0)
    );
    assert!(
        folder
            .read("out/Cargo.toml")
            .contains("name = \"for-whatever-is-here\"")
    );
}

#[test]
fn a_closed_pipe_is_not_an_error() {
    let folder = Folder::with_pets();
    for format in ["text", "json"] {
        let mut child = Command::new(env!("CARGO_BIN_EXE_sdkwright"))
            .args(["inspect", "--spec", "pets.yaml", "--format", format])
            .current_dir(&folder.0)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!(
            (
                output.status.code(),
                String::from_utf8(output.stderr).unwrap()
            ),
            (Some(0), String::new())
        );
    }
}

#[test]
fn printed_text_has_no_control_characters() {
    let folder = Folder::new();
    let hostile = "a\\u009b31m\\u202e\\u007f";
    let text = format!(
        "{{\"openapi\": \"3.0.3\", \"info\": {{\"title\": \"{hostile}\", \"version\": \"1\"}}, \"paths\": {{\"/{hostile}\": {{\"get\":
         {{\"operationId\": \"{hostile}\", \"tags\": 5, \"{hostile}\": 1, \"responses\": {{\"200\": {{\"description\": \"\"}}}}}}}}}}}}"
    );
    folder.write("pets.json", &text);
    for format in ["text", "json", "html"] {
        let ran = folder.run(&["inspect", "--spec", "pets.json", "--format", format]);
        assert_eq!(ran.code, Some(0), "{ran:?}");
        let raw = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
        assert!(!ran.out.contains(raw) && !ran.err.contains(raw), "{ran:?}");
    }
    let ran = folder.run(&["inspect", "--spec", "pets.json", "--format", "json"]);
    let seen: Value = serde_json::from_str(&ran.out).unwrap();
    assert_eq!(seen["operations"][0]["path"], "/a\u{9b}31m\u{202e}\u{7f}");
}

/// Kills 50 runs at different times while they replace one crate by another: the next run restores
/// one of the two crates, even if that run fails, and the next run with a valid description
/// completes.
#[test]
fn a_killed_run_leaves_the_old_or_the_new_crate() {
    let folder = Folder::new();
    let schemas: String = (0..40)
        .map(|index| format!("    PetOf{index}: {{ enum: [a, b] }}\n"))
        .collect();
    let pets = PETS.to_owned() + &schemas;
    folder.write("pets.yaml", &pets);
    folder.write(
        "cats.yaml",
        &pets
            .replace("Pet", "Cat")
            .replace("tags: [pets]", "tags: [cats]"),
    );
    folder.write("broken.yaml", "openapi: 3.1.0\ninfo: { title: Pets\n");
    let mut versions = ["pets.yaml", "cats.yaml"].map(|spec| {
        assert_eq!(folder.generate(spec, "out").code, Some(0));
        (spec, files_in_out(&folder))
    });
    let mut seed = 42_u64;
    let mut notes = 0;
    for index in 0..50 {
        let [(spec, new), (_, old)] = &versions;
        let mut run = Command::new(env!("CARGO_BIN_EXE_sdkwright"));
        run.args([
            "generate",
            "--spec",
            spec,
            "--out",
            "out",
            "--package",
            "pets",
        ])
        .current_dir(&folder.0);
        let mut child = run
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // Writing takes a small part of a run, and moving files into place takes a small part of
        // that.
        let (waits_for, micros) =
            [("", 30_000), ("0.new", 10_000), ("journal.json", 1_000)][index % 3];
        let awaited = folder.0.join("out/.generator-staging").join(waits_for);
        while !waits_for.is_empty() && child.try_wait().unwrap().is_none() && !awaited.exists() {}
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        std::thread::sleep(Duration::from_micros((seed >> 33) % micros));
        let _ = child.kill();
        child.wait().unwrap();
        if index % 2 == 0 {
            let ran = folder.generate("broken.yaml", "out");
            assert_eq!(ran.code, Some(2), "{ran:?}");
            let now = files_in_out(&folder);
            assert!(now == *old || now == *new, "{ran:?} {:?}", now.keys());
            notes += usize::from(ran.err.contains("note[interrupted-run]"));
        }
        let ran = folder.generate(spec, "out");
        assert_eq!(ran.code, Some(0), "{ran:?}");
        assert!(files_in_out(&folder) == *new, "{ran:?}");
        notes += usize::from(ran.err.contains("note[interrupted-run]"));
        versions.reverse();
    }
    assert!(notes > 0, "no run was killed while it wrote");
}

fn files_in_out(folder: &Folder) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = folder.files();
    files.retain(|path, _| path.starts_with("out"));
    files
}

#[test]
fn concurrent_runs_leave_one_complete_crate() {
    let folder = Folder::with_pets();
    folder.write("cats.yaml", &PETS.replace("Pet", "Cat"));
    for _ in 0..5 {
        std::thread::scope(|scope| {
            let runs =
                ["pets.yaml", "cats.yaml"].map(|spec| scope.spawn(|| folder.generate(spec, "out")));
            for run in runs {
                let ran = run.join().unwrap();
                assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
            }
        });
        assert!(is_fresh(&folder, "pets.yaml") != is_fresh(&folder, "cats.yaml"));
    }
}

/// Returns whether the crate in `out` is the one of this description.
fn is_fresh(folder: &Folder, spec: &str) -> bool {
    folder
        .run(&["check", "--spec", spec, "--out", "out", "--package", "pets"])
        .code
        == Some(0)
}

#[test]
fn inspect_as_json_has_the_keys_that_programs_rely_on() {
    let folder = Folder::new();
    folder.write("pets.yaml", &PETS.replace("tags: [pets]", "tags: pets"));
    let ran = folder.run(&["inspect", "--spec", "pets.yaml", "--format", "json"]);
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
    let seen: Value = serde_json::from_str(&ran.out).unwrap();
    let operation = &seen["operations"][0];
    assert!(
        are_strings(operation, &["id", "method", "path", "rust", "coverage"]),
        "{operation}"
    );
    assert_eq!(
        (&operation["id"], &operation["method"], &operation["path"]),
        (&"readPet".into(), &"GET".into(), &"/pets/{id}".into())
    );
    assert!(
        ["full", "partial", "left-out"].contains(&operation["coverage"].as_str().unwrap()),
        "{operation}"
    );
    let schemas = seen["schemas"].as_array().unwrap();
    let pet = schemas
        .iter()
        .find(|schema| schema["pointer"] == "/components/schemas/Pet")
        .unwrap();
    assert!(are_strings(pet, &["pointer", "rust"]), "{pet}");
    assert_eq!(
        (&pet["request"], &pet["response"]),
        (&false.into(), &true.into()),
        "{pet}"
    );
    let warning = &seen["warnings"][0];
    assert!(
        are_strings(warning, &["code", "message", "file", "pointer"]),
        "{warning}"
    );
    assert_eq!(
        (&warning["line"], &warning["column"]),
        (&8.into(), &7.into()),
        "{warning}"
    );
    assert_eq!(warning["pointer"], "/paths/~1pets~1{id}/get/tags");
    assert_eq!(folder.files().len(), 1, "inspect writes nothing");
}

fn are_strings(value: &Value, keys: &[&str]) -> bool {
    keys.iter().all(|key| value[*key].is_string())
}

#[test]
fn names_are_explained_as_text_and_as_json() {
    let folder = Folder::new();
    folder.write("pets.yaml", PETS);
    let text = folder
        .run(&["inspect", "--spec", "pets.yaml", "--names"])
        .out;
    assert!(text.starts_with("names come from paths: "), "{text}");
    let item =
        "GET /pets/{id} readPet\n    client.pets().get(id)\n      2 item: its path is an item";
    assert!(text.contains(item), "{text}");
    assert!(
        text.contains("   item (1)\n      GET /pets/{id}  →  client.pets().get(id)\n"),
        "{text}"
    );
    let out = folder
        .run(&[
            "inspect",
            "--spec",
            "pets.yaml",
            "--names",
            "--format",
            "json",
        ])
        .out;
    let seen: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(seen["from"]["source"], "paths");
    let item = &seen["items"][0];
    assert_eq!(
        (&item["name"], &item["reasons"][0]["rule"]),
        (&"client.pets().get(id)".into(), &"item".into())
    );
    let rules = seen["rules"].as_array().unwrap();
    let rule = rules.iter().find(|rule| rule["name"] == "item").unwrap();
    assert_eq!(
        (&rule["number"], &rule["emitted"]),
        (&2.into(), &"client.pets().get(id)".into())
    );
}

#[test]
fn names_of_inline_types_do_not_depend_on_the_selection() {
    // The requests of three resources share an object, which is named after its title for this
    // reason.
    let folder = Folder::new();
    let operation = |noun: &str| {
        format!(
            "  /{noun}s:
    post:
      operationId: create{noun}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                {noun}: {{ type: string }}
                address:
                  title: Mail data
                  type: object
                  properties: {{ street: {{ type: string }}, town: {{ type: string }}, zip: {{ type: string }} }}
      responses: {{ '204': {{ description: Done }} }}
"
        )
    };
    let operations = ["shop", "owner", "breeder"].map(operation).concat();
    let head = "openapi: 3.1.0\ninfo: { title: Pets, version: '1' }\npaths:\n";
    folder.write("pets.yaml", &format!("{head}{operations}"));
    let arguments = ["inspect", "pets.yaml", "--names"];
    let of_all = folder.run(&arguments).out;
    assert!(of_all.contains("    types::MailData\n"), "{of_all}");
    let selected = folder
        .run(&[&arguments[..], &["--include", "createowner"]].concat())
        .out;
    let reason = "    types::MailData\n      it has this name in the client of all operations\n";
    assert!(selected.contains(reason), "{selected}");
}

#[test]
fn names_of_extensions_have_their_locations() {
    let folder = Folder::new();
    folder.write(
        "pets.yaml",
        "openapi: 3.1.0
info: { title: Pets, version: '1' }
paths:
  /pets:
    post:
      x-fern-sdk-method-name: adopt
      requestBody:
        content:
          application/json: { schema: { $ref: '#/components/schemas/Pet' } }
      responses: { '204': { description: Done } }
components:
  schemas:
    Pet:
      type: object
      properties:
        nm: { type: string, x-ms-client-name: fullName }
        size:
          type: integer
          enum: [1, 2]
          x-enum-varnames: [small, large]
",
    );
    let text = folder.run(&["inspect", "pets.yaml", "--names"]).out;
    for reason in [
        "client.adopt()\n      `x-fern-sdk-method-name` says so, at pets.yaml:6:7\n",
        "/properties/nm\n    property `full_name`\n      `x-ms-client-name` says so, at pets.yaml:16:29\n",
        "/enum/0\n    value `Small`\n      `x-enum-varnames` says so, at pets.yaml:20:11\n",
    ] {
        assert!(text.contains(reason), "{reason}\n{text}");
    }
}

#[test]
fn overlays_come_from_the_configuration_and_the_command_line() {
    let folder = Folder::new();
    folder.write("spec/pets.yaml", PETS);
    folder.write(
        "spec/generator.yaml",
        "spec: pets.yaml\noutput: ../out\noverlays: [title.overlay.yaml]\n",
    );
    let overlay = "overlay: 1.0.0\ninfo: {title: T, version: '1'}\nactions: [{target: $.info, update: {title: Cats}}]\n";
    folder.write("spec/title.overlay.yaml", overlay);
    folder.write(
        "last.json",
        r#"[{"op": "test", "path": "/info/title", "value": "Cats"}, {"op": "remove", "path": "/servers"}]"#,
    );
    let ran = folder.run(&[
        "generate",
        "--config",
        "spec/generator.yaml",
        "--overlay",
        "last.json",
    ]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        folder.read("out/Cargo.toml").contains("name = \"cats\""),
        "{ran:?}"
    );
    assert!(
        !folder
            .read("out/src/client.rs")
            .contains("pets.example.com")
    );
    folder.write("last.json", r#"[{"op": "remove", "path": "/gone"}]"#);
    let ran = folder.run(&[
        "generate",
        "--config",
        "spec/generator.yaml",
        "--overlay",
        "last.json",
    ]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err.contains(" --> last.json:1:19  (/0/path)"),
        "{ran:?}"
    );
}

#[test]
fn the_crate_has_the_description_only_if_configured() {
    let folder = Folder::with_pets();
    assert_eq!(generate_package(&folder, "{ openapi: true }").code, Some(0));
    let mut written: Value = serde_json::from_str(&folder.read("out/openapi.json")).unwrap();
    let mark = written
        .as_object_mut()
        .unwrap()
        .remove("x-generated")
        .unwrap();
    assert!(
        mark.as_str()
            .unwrap()
            .starts_with("@generated by sdkwright"),
        "{mark}"
    );
    assert_eq!(written, serde_yaml::from_str::<Value>(PETS).unwrap());
    assert!(
        folder
            .read("out/src/lib.rs")
            .contains("pub const OPENAPI: &str = include_str!(\"../openapi.json\");")
    );

    assert_eq!(generate_package(&folder, "{}").code, Some(0));
    assert!(!folder.0.join("out/openapi.json").exists());
    assert!(!folder.read("out/src/lib.rs").contains("OPENAPI"));

    folder.write(
        "last.json",
        r#"[{"op": "add", "path": "/info/summary", "value": "Pets"}]"#,
    );
    let arguments = [
        "generate",
        "--config",
        "generator.yaml",
        "--overlay",
        "last.json",
    ];
    folder.write(
        "generator.yaml",
        "spec: pets.yaml\noutput: out\npackage: { openapi: true }\n",
    );
    assert_eq!(folder.run(&arguments).code, Some(0));
    assert!(
        folder
            .read("out/openapi.json")
            .contains("\"summary\": \"Pets\"")
    );

    let reference = "'#/components/schemas/Pet'";
    let elsewhere = PETS.replace(
        &reference.replace('\'', "\""),
        "'other.yaml#/components/schemas/Pet'",
    );
    folder.write("other.yaml", PETS);
    folder.write("pets.yaml", &elsewhere);
    let ran = generate_package(&folder, "{ openapi: true }");
    assert_eq!(ran.code, Some(2));
    assert!(
        ran.err.contains("error[openapi-in-files]") && ran.err.contains("generator.yaml:3:"),
        "{ran:?}"
    );
}

fn generate_package(folder: &Folder, package: &str) -> Ran {
    folder.write(
        "generator.yaml",
        &format!("spec: pets.yaml\noutput: out\npackage: {package}\n"),
    );
    folder.run(&["generate", "--config", "generator.yaml"])
}

/// Some editors on Windows write a byte order mark.
#[test]
fn byte_order_marks_are_ignored() {
    let folder = Folder::new();
    let spec = PETS
        .replace("#/components/schemas/Pet", "types.yaml#/Animal")
        .replace("tags: [pets]", "tags: pets");
    write_with_mark(&folder, "pets.yaml", &spec);
    write_with_mark(
        &folder,
        "types.yaml",
        "Animal: { type: object, properties: { name: { $ref: 'name.json' } } }\n",
    );
    write_with_mark(
        &folder,
        "name.json",
        r#"{"type": "string", "format": "date"}"#,
    );
    write_with_mark(
        &folder,
        "title.yaml",
        "overlay: 1.0.0\nactions: [{target: $.info, update: {title: Cats}}]\ninfo: {title: T, version: '1'}\n",
    );
    write_with_mark(
        &folder,
        "patch.json",
        r#"[{"op": "remove", "path": "/servers"}]"#,
    );
    let config = "spec: pets.yaml\noutput: out\noverlays: [title.yaml, patch.json]\npackage:\n  version: 1.2.3\n";
    write_with_mark(&folder, "generator.yaml", config);
    let ran = folder.run(&["generate", "--config", "generator.yaml", "--verbose"]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert!(
        ran.err.contains("pets.yaml:8:7 ") && ran.err.matches("warning[").count() == 1,
        "{ran:?}"
    );
    assert!(
        folder
            .read("out/src/types/animal.rs")
            .contains("name: Option<Date>"),
        "{ran:?}"
    );
    assert!(
        folder.read("out/Cargo.toml").contains("name = \"cats\""),
        "{ran:?}"
    );
    write_with_mark(
        &folder,
        "new.yaml",
        &spec.replace("/pets/{id}", "/cats/{id}"),
    );
    let ran = folder.run(&[
        "diff",
        "new.yaml",
        "pets.yaml",
        "--old-config",
        "generator.yaml",
        "--bump",
    ]);
    assert_eq!(ran.code, Some(0), "{ran:?}");
    assert_eq!(
        folder.read("generator.yaml"),
        format!("\u{feff}{}", config.replace("1.2.3", "2.0.0")),
        "{ran:?}"
    );
    write_with_mark(&folder, "pets.yaml", "");
    assert!(
        folder
            .generate("pets.yaml", "out")
            .err
            .contains("`pets.yaml` is empty")
    );
}

fn write_with_mark(folder: &Folder, path: &str, text: &str) {
    folder.write(path, &format!("\u{feff}{text}"))
}

#[test]
fn crates_that_cargo_would_refuse_are_reported() {
    let folder = Folder::with_pets();
    let ran = folder.run(&[
        "generate",
        "--spec",
        "pets.yaml",
        "--out",
        "a/client",
        "--package",
        "std",
        "--strict",
    ]);
    assert_eq!(ran.code, Some(1), "{ran:?}");
    assert!(
        ran.err
            .contains("warning[renamed-package]: `std` cannot be the name of the package"),
        "{ran:?}"
    );
    assert!(
        ran.err
            .contains("= note: the package is called `std-client`\n = help: choose another name"),
        "{ran:?}"
    );
    assert!(
        folder
            .read("a/client/Cargo.toml")
            .contains("name = \"std-client\"")
    );
    folder.write("Cargo.toml", "[workspace]\nmembers = [\"other\"]\n");
    for command in ["generate", "check"] {
        let ran = folder.run(&[
            command,
            "pets.yaml",
            "--out",
            "a/client",
            "--package",
            "pets",
            "--verbose",
        ]);
        assert_eq!(
            (ran.code, ran.err.contains("warning[not-a-member]")),
            (Some(0), true),
            "{ran:?}"
        );
        let help = "= help: add `\"a/client\"` to `members` under `[workspace]` in `Cargo.toml`, or to `exclude`";
        assert!(ran.err.contains(help), "{ran:?}");
    }
    folder.write("Cargo.toml", "[workspace]\nmembers = [\"a/*\"]\n");
    let ran = folder.generate("pets.yaml", "a/client");
    assert_eq!((ran.code, ran.err.as_str()), (Some(0), ""), "{ran:?}");
}

#[test]
fn equal_warnings_are_merged_unless_each_is_wanted() {
    let folder = Folder::new();
    let properties: Vec<String> = (0..50)
        .map(|index| format!("f{index}: {{ type: strin }}"))
        .collect();
    folder.write(
        "pets.yaml",
        &PETS.replace(
            "name: { type: string } }",
            &format!("name: {{ type: string }}, {} }}", properties.join(", ")),
        ),
    );
    let ran = folder.run(&["generate", "pets.yaml", "--out", "pets", "--strict"]);
    assert_eq!(
        (ran.code, count_unknown_types(&ran)),
        (Some(1), 1),
        "{ran:?}"
    );
    assert!(
        ran.err
            .contains("= note: the same at 49 more places: pets.yaml:"),
        "{ran:?}"
    );
    assert!(ran.out.contains(" 50 warnings;"), "{ran:?}");
    let ran = folder.run(&[
        "generate",
        "--spec",
        "pets.yaml",
        "--out",
        "pets",
        "--verbose",
    ]);
    assert_eq!(count_unknown_types(&ran), 50);
    let seen = folder
        .run(&["inspect", "--spec", "pets.yaml", "--format", "json"])
        .out;
    assert_eq!(
        serde_json::from_str::<Value>(&seen).unwrap()["warnings"]
            .as_array()
            .unwrap()
            .len(),
        50
    );
}

fn count_unknown_types(ran: &Ran) -> usize {
    ran.err.matches("warning[unknown-type]").count()
}

#[cfg(not(feature = "remote"))]
#[test]
fn allow_remote_requires_the_remote_feature() {
    let folder = Folder::with_pets();
    let ran = folder.run(&["inspect", "--spec", "pets.yaml", "--allow-remote"]);
    assert_eq!(ran.code, Some(2), "{ran:?}");
    assert!(
        ran.err.starts_with("error[no-network]: ") && ran.err.contains("default features"),
        "{ran:?}"
    );
}

#[test]
fn licenses_are_files_that_stay_as_they_are() {
    let folder = Folder::with_pets();
    folder.write(
        "generator.yaml",
        "spec: pets.yaml\noutput: crate\npackage: { license: MIT OR Apache-2.0 }\n",
    );
    folder.write("crate/LICENSE-MIT", "ours\n");
    let generate = ["generate", "--config", "generator.yaml"];
    let ran = folder.run(&generate);
    assert!(ran.out.contains("`LICENSE-MIT` left as it is"), "{ran:?}");
    assert_eq!(folder.read("crate/LICENSE-MIT"), "ours\n");
    assert!(
        folder
            .read("crate/LICENSE-APACHE")
            .contains("Version 2.0, January 2004")
    );
    assert_eq!(
        folder.run(&["check", "--config", "generator.yaml"]).code,
        Some(0)
    );
    // Without the license, no file is removed.
    folder.write(
        "generator.yaml",
        "spec: pets.yaml\noutput: crate\npackage: { license_file: LICENSE.txt }\n",
    );
    let ran = folder.run(&generate);
    assert!(ran.err.contains("missing-license"), "{ran:?}");
    assert!(folder.0.join("crate/LICENSE-APACHE").is_file());
    folder.write("crate/LICENSE.txt", "ours\n");
    let ran = folder.run(&generate);
    assert!(!ran.err.contains("missing-license"), "{ran:?}");
    assert!(
        folder
            .read("crate/Cargo.toml")
            .contains("license-file = \"LICENSE.txt\"\n")
    );
}

#[test]
fn facts_of_the_description_are_in_the_manifest() {
    let folder = Folder::new();
    let info = "{ title: Pets, version: '1', license: { name: Apache 2.0 }, contact: { url: 'https://pets.example' } }";
    folder.write(
        "pets.yaml",
        &PETS.replace("{ title: Pets, version: \"1\" }", info),
    );
    folder.run(&["generate", "pets.yaml", "--out", "crate"]);
    let manifest = folder.read("crate/Cargo.toml");
    assert!(
        manifest.contains("\nlicense = \"Apache-2.0\"\nhomepage = \"https://pets.example\"\n"),
        "{manifest}"
    );
    assert!(folder.0.join("crate/LICENSE").is_file());
}

#[test]
fn every_code_is_explained() {
    let folder = Folder::new();
    let all = folder.run(&["explain"]);
    assert_eq!(all.code, Some(0));
    let codes: Vec<&str> = all
        .out
        .lines()
        .filter_map(|line| line.strip_prefix("  ")?.split(' ').next())
        .collect();
    assert!(codes.len() > 250, "{codes:?}");
    for code in [codes[0], "broken-json", codes[codes.len() - 1]] {
        assert!(
            folder
                .run(&["explain", code])
                .out
                .starts_with(&format!("{code}\n\n")),
            "{code}"
        );
    }
    assert!(
        folder
            .run(&["explain", "error[broken-json]"])
            .out
            .starts_with("broken-json\n")
    );
    assert_eq!(folder.run(&["explain", "nothing"]).code, Some(2));
}

#[test]
fn output_is_independent_of_folder_locale_and_time_zone() {
    let (here, elsewhere) = (Folder::with_pets(), Folder::with_pets());
    assert_eq!(here.generate("pets.yaml", "pets").code, Some(0));
    let mut generate = Command::new(env!("CARGO_BIN_EXE_sdkwright"));
    generate
        .args([
            "generate",
            "--spec",
            "pets.yaml",
            "--out",
            "pets",
            "--package",
            "pets",
        ])
        .current_dir(&elsewhere.0);
    generate.envs([
        ("LC_ALL", "tr_TR.UTF-8"),
        ("LANG", "tr_TR.UTF-8"),
        ("TZ", "Pacific/Apia"),
        ("COLUMNS", "40"),
    ]);
    assert!(generate.output().unwrap().status.success());
    assert_eq!(here.files(), elsewhere.files());
}

/// If the lock was written under older naming rules, its names become deprecated ones.
#[test]
fn names_of_older_naming_rules_stay_as_deprecated() {
    let folder = Folder::with_pets();
    let config = "spec: pets.yaml\noutput: pets\npackage: { name: pets }\nkeep_old_names: true\n";
    folder.write("generator.yaml", config);
    generate_successfully(&folder);
    let lock = folder.read("pets/api.lock.json");
    let former = lock
        .replace("\"naming\": 2,", "")
        .replace("\"names\":[\"get\"]", "\"names\":[\"read_pet\"]");
    assert_ne!(lock, former);
    folder.write("pets/api.lock.json", &former);
    generate_successfully(&folder);
    let resource = folder.read("pets/src/resources/pets.rs");
    assert!(resource.contains("pub fn get("), "{resource}");
    assert!(
        resource.contains("#[deprecated(note = \"renamed to `get`\")]\n    pub fn read_pet("),
        "{resource}"
    );
    assert!(
        folder
            .read("pets/api.lock.json")
            .contains("\"names\":[\"get\",\"read_pet\"]")
    );
}

fn generate_successfully(folder: &Folder) {
    assert_eq!(
        folder.run(&["generate", "--config", "generator.yaml"]).code,
        Some(0)
    )
}

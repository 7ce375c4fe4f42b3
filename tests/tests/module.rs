//! Clients that are modules of a crate: they compile in all forms that emitted code has, and the
//! programs of the page about them run.

#![cfg(test)]

use std::fs;
use std::path::{Path, PathBuf};

use sdkwright::{Generator, Outcome};
use tests::wire;

fn new_package(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::copy("../Cargo.lock", folder.join("Cargo.lock")).unwrap();
    folder
}

/// Returns the lines of `Cargo.toml` for the commands that add what a module needs.
fn dependencies(outcome: &Outcome) -> Vec<String> {
    let commands = outcome.module.as_ref().unwrap().add_commands();
    let mut lines = Vec::new();
    for command in commands {
        let arguments = command.strip_prefix("cargo add ").unwrap();
        let (sources, options) = arguments.split_once(" --").unwrap_or((arguments, ""));
        let has_default_features = !options.contains("no-default-features");
        let features = options
            .rsplit_once("features ")
            .map_or("", |(_, names)| names);
        let features: Vec<&str> = features
            .split(',')
            .filter(|name| !name.is_empty())
            .collect();
        for source in sources.split(' ') {
            let (name, version) = source.split_once('@').unwrap();
            lines.push(format!(
                "{name} = {{ version = \"{version}\", default-features = {has_default_features}, features = {features:?} }}"
            ));
        }
    }
    lines
}

fn write_manifest(folder: &Path, more: &[&str], dependencies: &[String]) {
    let lines: Vec<&str> = dependencies
        .iter()
        .map(String::as_str)
        .chain(more.iter().copied())
        .collect();
    let manifest = format!(
        "[package]\nname = \"program\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n{}\n",
        lines.join("\n")
    );
    fs::write(folder.join("Cargo.toml"), manifest).unwrap();
}

/// Returns what Cargo prints.
fn run_cargo(folder: &Path, arguments: &[&str]) -> String {
    let mut cargo = wire::cargo_command(folder);
    let output = cargo
        .arg(arguments[0])
        .arg("--quiet")
        .args(&arguments[1..])
        .output()
        .unwrap();
    let printed = [output.stderr, output.stdout];
    printed
        .map(|text| String::from_utf8(text).unwrap())
        .concat()
}

/// Returns the block of a page that begins with this line.
fn block_after<'t>(text: &'t str, first_line: &str) -> &'t str {
    let (_, rest) = text.split_once(&format!("\n{first_line}\n")).unwrap();
    rest.split_once("```").unwrap().0
}

/// Returns a generator for a description of these tests, without its output folder.
fn generator_of(name: &str, folder: &Path) -> Generator {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join(name);
    let config = fs::read_to_string(source.join("generator.yaml")).unwrap();
    let lines: Vec<String> = config
        .lines()
        .filter(|line| !line.starts_with("output:"))
        .map(|line| match line.strip_prefix("spec: ") {
            Some(file) => format!("spec: {}", source.join(file).display()),
            None => line.to_owned(),
        })
        .collect();
    let path = folder.join(format!("{name}.yaml"));
    fs::write(&path, lines.join("\n")).unwrap();
    Generator::from_config(path)
}

#[test]
fn modules_of_all_forms_compile_without_warnings() {
    let all_features = ["blocking", "http2", "rustls-ring", "test-util", "tracing"];
    for (form, features) in [("least", &[][..]), ("most", &all_features)] {
        let folder = new_package(&format!("module_{form}"));
        // The path of a module begins at its package.
        write_manifest(&folder, &[], &[]);
        let mut all_dependencies: Vec<String> = Vec::new();
        let mut declarations = String::new();
        for name in wire::CLIENTS {
            let module = sdkwright::config::ModuleConfig {
                features: features
                    .iter()
                    .map(|feature| (*feature).to_owned())
                    .collect(),
                default_features: false,
                ..sdkwright::config::ModuleConfig::new(folder.join("src/clients").join(name))
            };
            let generator = generator_of(name, &folder).module_with(module);
            let outcome = generator.generate().unwrap();
            assert!(generator.check().unwrap().difference.is_empty());
            all_dependencies.extend(dependencies(&outcome));
            declarations += &format!("mod {name};\n");
        }
        all_dependencies.sort();
        all_dependencies.dedup();
        // Of two lines for a dependency, the longer one has more features.
        let mut by_name: Vec<String> = Vec::new();
        for line in all_dependencies {
            let name = line.split(' ').next().unwrap().to_owned() + " ";
            match by_name.last_mut().filter(|last| last.starts_with(&name)) {
                Some(last) if last.len() < line.len() => *last = line,
                Some(_) => {}
                None => by_name.push(line),
            }
        }
        write_manifest(&folder, &[], &by_name);
        fs::write(folder.join("src/main.rs"), "mod clients;\n\nfn main() {}\n").unwrap();
        fs::write(folder.join("src/clients/mod.rs"), declarations).unwrap();
        assert_eq!(run_cargo(&folder, &["check"]), "", "{form}");
    }
}

/// The build script is compiled together with this test, since another build of the generator would
/// take minutes; the build script of the package starts it.
#[test]
fn the_programs_of_the_page_about_modules_run() {
    let page = fs::read_to_string("../docs/src/guide/module.md").unwrap();
    let own = include_str!("../src/bin/build_script.rs");
    assert_eq!(
        own.split_once("\n\n").unwrap().1,
        block_after(&page, "// build.rs")
    );
    let description = fs::read_to_string("../docs/src/pets.yaml").unwrap();
    let program = block_after(&page, "// src/main.rs");
    let (_, own_features) = page.split_once("`cargo add tokio --features ").unwrap();
    let (own_features, _) = own_features.split_once('`').unwrap();
    let own_features = own_features.replace(',', "\", \"");

    let folder = new_package("module_in_source");
    let spec = folder.join("pets.yaml");
    fs::write(&spec, &description).unwrap();
    let outcome = Generator::new(&spec)
        .module(folder.join("src/api"), ["test-util"])
        .generate()
        .unwrap();
    let commands = outcome.module.as_ref().unwrap().add_commands();
    assert_eq!(block_after(&page, "```sh"), commands.join("\n") + "\n");
    let mut lines = dependencies(&outcome);
    let tokio = lines.iter_mut().find(|line| line.starts_with("tokio "));
    let tokio = tokio.unwrap();
    *tokio = tokio.replace("features = [", &format!("features = [\"{own_features}\", "));
    write_manifest(&folder, &[], &lines);
    fs::write(folder.join("src/main.rs"), program).unwrap();
    assert_eq!(run_cargo(&folder, &["run"]), "p1 is gone\n");

    let folder = new_package("module_in_build");
    fs::write(folder.join("pets.yaml"), &description).unwrap();
    write_manifest(&folder, &[], &lines);
    let start = format!(
        "fn main() {{ std::process::exit(std::process::Command::new({:?}).status().unwrap().code().unwrap()); }}\n",
        env!("CARGO_BIN_EXE_build_script")
    );
    fs::write(folder.join("build.rs"), start).unwrap();
    let included = block_after(&page, "// src/main.rs instead of `mod api;`");
    fs::write(
        folder.join("src/main.rs"),
        program.replace("mod api;\n", included),
    )
    .unwrap();
    assert_eq!(run_cargo(&folder, &["run"]), "p1 is gone\n");

    // The script runs again when the description has changed, and shows where a mistake is.
    fs::write(
        folder.join("pets.yaml"),
        description.replace("operationId: deletePet", "operationId: ["),
    )
    .unwrap();
    let printed = run_cargo(&folder, &["run"]);
    assert!(printed.contains("pets.yaml:"), "{printed}");
}

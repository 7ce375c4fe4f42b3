//! Files that pages show: checks that the program, Cargo or this repository's action accepts them.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::page_run::{Checked, PageRun};

/// Returns the name in the first line of a file, such as `# spec/accepted.yaml`.
fn shown_name(text: &str) -> Option<&str> {
    let name = text.lines().next()?.strip_prefix("# ")?;
    let is_path = !name.contains([' ', ':', '=']) && name.contains('.');
    if is_path { Some(name) } else { None }
}

/// Writes the file, and checks it with the script, or in the way that fits the kind of file.
pub(super) fn check_shown_file(
    run: &PageRun,
    language: &str,
    text: &str,
    script: Option<&str>,
) -> Checked {
    let name = shown_name(text);
    let root: Value = match language {
        "yaml" => serde_yaml::from_str(text).map_err(|error| error.to_string())?,
        _ => Value::Null,
    };
    let usual = if language == "toml" {
        "Cargo.toml"
    } else if root.get("openapi").is_some() {
        "openapi.yaml"
    } else {
        "generator.yaml"
    };
    if name.is_some() || script.is_none() {
        let path = run.inside().join(name.unwrap_or(usual));
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    let name = name.unwrap_or(usual);
    if let Some(script) = script {
        return run.succeed(script).map(|_| ());
    }
    if name.starts_with(".github/workflows/") {
        return check_workflow(&root);
    }
    if name == ".pre-commit-config.yaml" {
        return check_hooks(&root);
    }
    let arguments = if language == "toml" {
        return check_manifest(run, text);
    } else if root.get("openapi").is_some() {
        name.to_owned()
    } else if root.get("overlay").is_some() {
        format!("pets.yaml --overlay {name}")
    } else if root.get("spec").is_some() {
        format!("--config {name}")
    } else {
        format!("pets.yaml --config {name}")
    };
    run.succeed(&format!(
        "rm -rf ../checked; sdkwright generate {arguments} --out ../checked --package pets --strict"
    ))
    .map(|_| ())
}

/// Returns whether Cargo resolves the dependencies of a manifest, with their features. A dependency
/// with a relative path is the crate of `pets.yaml`.
fn check_manifest(run: &PageRun, text: &str) -> Checked {
    let version = env!("CARGO_PKG_VERSION");
    let tagged = format!(
        "git = \"{}\", tag = \"v{version}\"",
        env!("CARGO_PKG_REPOSITORY")
    );
    let own = format!("path = \"{}\"", env!("CARGO_MANIFEST_DIR"));
    let text = text.replace(&tagged, &own);
    let folder = run.inside().join("../manifest");
    fs::create_dir_all(folder.join("src")).unwrap();
    fs::write(folder.join("src/lib.rs"), "").unwrap();
    let head = "[package]\nname = \"app\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n";
    fs::write(folder.join("Cargo.toml"), format!("{head}{text}")).unwrap();
    for path in text
        .split("path = \"")
        .skip(1)
        .map(|rest| rest.split('"').next().unwrap())
    {
        if !Path::new(path).is_absolute() {
            run.succeed(&format!(
                "sdkwright generate pets.yaml --out ../manifest/{path} --package pets"
            ))?;
        }
    }
    run.succeed(
        "cp \"$ROOT/Cargo.lock\" ../manifest
         cargo tree --quiet --manifest-path ../manifest/Cargo.toml >/dev/null",
    )
    .map(|_| ())
}

/// Reads a YAML file of the repository.
pub(super) fn read_yaml(name: &str) -> Value {
    let path = Path::new(super::BOOK).join("../..").join(name);
    serde_yaml::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Returns the keys and values of an object.
fn entries_of(value: &Value) -> impl Iterator<Item = (&String, &Value)> {
    value.as_object().into_iter().flatten()
}

/// Returns the elements of an array.
fn elements_of(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// Checks that each step of a workflow does something, and passes only inputs that this
/// repository's action takes.
fn check_workflow(root: &Value) -> Checked {
    let jobs: Vec<&Value> = entries_of(&root["jobs"]).map(|(_, job)| job).collect();
    if root.get("on").is_none() || jobs.is_empty() {
        return Err("a workflow has `on` and `jobs`".to_owned());
    }
    let action = read_yaml("action.yml");
    let mut uses = 0;
    for step in jobs.iter().flat_map(|job| elements_of(&job["steps"])) {
        let Some(used) = step["uses"].as_str() else {
            step["run"].as_str().ok_or("a step has `uses` or `run`")?;
            continue;
        };
        let repository = env!("CARGO_PKG_REPOSITORY").trim_start_matches("https://github.com/");
        if !used.starts_with(&format!("{repository}@")) {
            continue;
        }
        uses += 1;
        if !used.ends_with(&format!("@v{}", env!("CARGO_PKG_VERSION"))) {
            return Err(format!("{used} is another version"));
        }
        for (input, _) in entries_of(&step["with"]) {
            action["inputs"]
                .get(input)
                .ok_or(format!("the action has no input `{input}`"))?;
        }
        for (input, declared) in entries_of(&action["inputs"]) {
            if declared["required"] == true && step["with"].get(input).is_none() {
                return Err(format!("the action needs `{input}`"));
            }
        }
    }
    if uses == 0 {
        Err("no step uses the action".to_owned())
    } else {
        Ok(())
    }
}

/// Checks that this repository has the hooks.
fn check_hooks(root: &Value) -> Checked {
    let declared = read_yaml(".pre-commit-hooks.yaml");
    let hooks: Vec<&Value> = elements_of(&root["repos"])
        .flat_map(|repository| elements_of(&repository["hooks"]))
        .collect();
    for hook in &hooks {
        if !elements_of(&declared).any(|known| known["id"] == hook["id"]) {
            return Err(format!("there is no hook {}", hook["id"]));
        }
    }
    if hooks.is_empty() {
        Err("there are no hooks".to_owned())
    } else {
        Ok(())
    }
}

//! Tests of imports: pinned texts, wrong files, and the files of `../shared/names` if they are
//! there.

use std::collections::{BTreeMap, HashMap};
use std::fs;
use std::path::{Path, PathBuf};
use std::thread;

use super::*;
use config::config_schema;
use description::ReadOptions;
use model::{Api, ResourceId};
use naming::field_name;
use reading::Project;

mod api_md;
mod complete;
mod pinned;
mod wrong;

/// Imports the text of a `stainless.yml` for a description with this text.
fn import_texts(stainless: &str, description: &str) -> Result<Imported, Failure> {
    let (document, _) = Document::from_text("openapi.yaml", description.to_owned()).unwrap();
    let file = StainlessFile {
        name: "stainless.yml".into(),
        text: stainless.into(),
        spec: Some("openapi.yaml".into()),
        linked: HashMap::new(),
    };
    import_stainless(file, &document)
}

/// Returns the full name of each operation's method, by method and path.
fn emitted_names(api: &Api) -> BTreeMap<String, String> {
    let mut names = BTreeMap::new();
    add_names(api, ResourceId(0), "", &mut names);
    names
}

fn add_names(api: &Api, id: ResourceId, path: &str, names: &mut BTreeMap<String, String>) {
    let resource = &api.resources[id.0 as usize];
    for at in &resource.operations {
        let operation = &api.operations[*at];
        names.insert(
            format!("{} {}", operation.method, operation.path),
            format!("{path}{}", operation.names.method),
        );
    }
    for child in &resource.children {
        let accessor = &api.resources[child.0 as usize].rust;
        add_names(api, *child, &format!("{path}{accessor}."), names);
    }
}

/// Returns the official names of the operations of a table, by method and path.
fn official_names(table: &str) -> Vec<(String, Vec<String>)> {
    let mut all = Vec::new();
    for line in table.lines().skip(1) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [method, path, _, resource, name, others, ..] = cells.as_slice() else {
            panic!("{line}")
        };
        if name.is_empty() {
            continue;
        }
        let full = if resource.is_empty() {
            (*name).to_owned()
        } else {
            format!("{resource}.{name}")
        };
        let names = std::iter::once(full.as_str()).chain(
            others
                .split([',', ' ', ';'])
                .filter(|name| !name.is_empty()),
        );
        all.push((format!("{method} {path}"), names.map(in_rust).collect()));
    }
    all
}

fn in_rust(name: &str) -> String {
    let parts: Vec<String> = name
        .split('.')
        .filter(|part| *part != "$client")
        .map(field_name)
        .collect();
    parts.join(".")
}

/// The descriptions of APIs in `../shared/names` that are in `../shared/corpus`.
const IN_CORPUS: [[&str; 2]; 3] = [
    ["cloudflare", "giants/cloudflare-2024-08.json"],
    [
        "gradient",
        "giants/digitalocean/specification/DigitalOcean-public.v2.yaml",
    ],
    ["openai", "giants/openai.yaml"],
];

/// Returns the description of the API in a folder of `../shared/names`.
fn description_in(folder: &Path) -> Option<PathBuf> {
    let names = ["openapi.yaml", "openapi.yml", "openapi.json"];
    let mut paths = names.map(|name| folder.join(name)).to_vec();
    for [api, path] in IN_CORPUS {
        if folder.ends_with(api) {
            paths.push(folder.join("../../corpus").join(path));
        }
    }
    paths.into_iter().find(|path| path.is_file())
}

/// Imports a real file, and builds the model with the result. Returns the number of listed
/// operations, and the operations whose name is not the official one, each with its name.
fn import_real(folder: &Path) -> (usize, Vec<String>) {
    let spec = description_in(folder).unwrap();
    let (document, _) = Document::load(&spec, &ReadOptions::default()).unwrap();
    let source = ["stainless.yml", "api.md"]
        .map(|name| folder.join(name))
        .into_iter()
        .find(|path| path.is_file())
        .unwrap();
    let file = StainlessFile::load(&source, Some(spec.display().to_string())).unwrap();
    let imported = import_stainless(file, &document)
        .unwrap_or_else(|failure| panic!("{}: {failure}", folder.display()));
    println!(
        "== {}\n{}",
        folder.display(),
        report_text(&imported, "stainless.yml")
    );
    if std::env::var_os("SHOW").is_some() {
        println!(
            "{}\n{}",
            imported.yaml,
            imported.overlay.clone().unwrap_or_default()
        );
    }
    assert_valid_config(&imported.yaml);
    if source.ends_with("stainless.yml") {
        complete::assert_complete(&source, &imported);
    }
    let out = tempfile::tempdir().unwrap();
    let config = out.path().join("generator.yaml");
    fs::write(&config, &imported.yaml).unwrap();
    if let Some(overlay) = &imported.overlay {
        fs::write(out.path().join(OVERLAY_FILE), overlay).unwrap();
    }
    let project = Project {
        config: Some(config),
        ..Project::default()
    };
    let understood = project
        .model()
        .unwrap_or_else(|failure| panic!("{}: {failure}", folder.display()));
    let own = ["generator.yaml", OVERLAY_FILE];
    for report in &understood.reports {
        let is_own = report
            .location
            .as_ref()
            .is_some_and(|at| own.iter().any(|name| at.file.ends_with(name)));
        assert!(!is_own, "{}: {report}", folder.display());
    }
    let emitted = emitted_names(&understood.api);
    let table = fs::read_to_string(folder.join("names.tsv")).unwrap();
    let official = official_names(&table);
    let mut others = Vec::new();
    for (operation, names) in &official {
        let found = emitted.get(operation).map_or("nothing", String::as_str);
        if !names.iter().any(|name| name == found) {
            others.push(format!(
                "{operation}: {found}, officially {}",
                names.join(" or ")
            ));
        }
    }
    (official.len(), others)
}

/// Operations of the files in `../shared/names` that do not have their official names: the API, the
/// operation with both names, and the reason.
const OTHER_NAMES: [[&str; 3]; 2] = [
    [
        "honcho",
        "GET /v1/apps/{app_id}/users/{user_id}/sessions/{session_id}/clone: apps.users.sessions.clone_, officially apps.users.sessions.clone",
        "resources implement `Clone`, whose method has this name",
    ],
    [
        "imagekit",
        "POST /v1/dummy/test: nothing, officially dummy.create",
        "the resource is `only` for Go and Python",
    ],
];

/// Returns the folders of `../shared/names` that have a file with this name.
fn real_folders(file: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/names");
    let Ok(entries) = fs::read_dir(&folder) else {
        println!("skipped: there is no folder {}", folder.display());
        return Vec::new();
    };
    let mut folders: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    folders.retain(|folder| folder.join(file).is_file() && description_in(folder).is_some());
    folders.sort();
    folders
}

#[test]
fn real_files_keep_their_names() {
    let folders = real_folders("stainless.yml");
    if folders.is_empty() {
        return;
    }
    let results: Vec<(usize, Vec<String>)> = thread::scope(|scope| {
        let spawned: Vec<_> = folders
            .iter()
            .map(|folder| scope.spawn(|| import_real(folder)))
            .collect();
        spawned
            .into_iter()
            .map(|thread| thread.join().unwrap())
            .collect()
    });
    let (mut listed, mut found) = (0, Vec::new());
    for (folder, (count, others)) in folders.iter().zip(results) {
        listed += count;
        let api = folder.file_name().unwrap().to_string_lossy();
        found.extend(others.into_iter().map(|other| [api.to_string(), other]));
    }
    println!(
        "{} files with {listed} official names, {} others",
        folders.len(),
        found.len()
    );
    let expected: Vec<[String; 2]> = OTHER_NAMES
        .iter()
        .map(|[api, other, _reason]| [(*api).to_owned(), (*other).to_owned()])
        .collect();
    assert_eq!(found, expected);
}

/// Asserts that the JSON Schema accepts the text of a `generator.yaml`.
fn assert_valid_config(yaml: &str) {
    let schema = serde_json::from_str(&config_schema()).unwrap();
    let value: Value = serde_yaml::from_str(yaml).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&value)
        .map(|error| format!("{error} at {}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:?} in\n{yaml}");
}

//! Descriptions against themselves, written in other ways: nothing may be found.

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use anyhow::Result;
use generator::Generator;
use generator::diff::{Options, Side, Source, Wire, diff};
use serde_json::{Map, Value, json};

/// A way to write a description anew; `None` where it does not apply.
type Rewrite = fn(&Value) -> Option<Value>;

const WAYS: [(&str, Rewrite); 4] = [
    ("itself", |value| Some(value.clone())),
    ("other order of keys", other_order),
    ("as 3.1", as_3_1),
    ("references inlined", inlined),
];

/// Each JSON document below the folder, in each way.
pub(crate) fn run(folder: &Path, out: &Path) -> Result<ExitCode> {
    fs::create_dir_all(out)?;
    let mut documents = Vec::new();
    find(folder, &mut documents)?;
    documents.sort();
    let mut counts = [(0, 0, 0); WAYS.len()];
    for path in &documents {
        let Ok(text) = fs::read_to_string(path) else { continue };
        let Ok(value) = serde_json::from_str::<Value>(&text) else { continue };
        let old = out.join("old.json");
        fs::write(&old, serde_json::to_string(&value)?)?;
        let Ok(old) = side(&old) else { continue };
        for ((name, way), (fine, wire, source)) in WAYS.iter().zip(&mut counts) {
            let Some(rewritten) = way(&value) else { continue };
            let new = out.join("new.json");
            fs::write(&new, serde_json::to_string(&rewritten)?)?;
            let Ok(new) = side(&new) else { continue };
            let report = diff(&old, &new, &Options { today: "2026-11-20".parse()? });
            let told = report.findings.iter().find(|one| one.wire != Wire::None).or(report.findings.first());
            match told {
                None => *fine += 1,
                Some(one) => {
                    *wire += usize::from(report.summary.wire != Wire::None);
                    *source += usize::from(report.summary.source != Source::Patch);
                    println!("{} ({name}): {}: {}: {}", path.display(), one.code, one.subject.in_words(), one.message);
                }
            }
        }
    }
    for ((name, _), (fine, wire, source)) in WAYS.iter().zip(counts) {
        println!("{name}: {fine} without a finding, {wire} with one on the wire, {source} with one on the source");
    }
    Ok(ExitCode::SUCCESS)
}

fn find(folder: &Path, found: &mut Vec<std::path::PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            find(&path, found)?;
        } else if path.extension().is_some_and(|ending| ending == "json") {
            found.push(path);
        }
    }
    Ok(())
}

fn side(path: &Path) -> Result<Side, generator::diff::Problem> {
    Side::read(&Generator::new(path).package("subject"))
}

/// The keys of all objects backwards, but for those whose order is that of arguments.
fn other_order(value: &Value) -> Option<Value> {
    fn turned(value: &Value, keep: bool) -> Value {
        match value {
            Value::Object(object) => {
                let entries = object.iter().map(|(key, value)| {
                    let keep = matches!(
                        key.as_str(),
                        "properties"
                            | "paths"
                            | "schemas"
                            | "securitySchemes"
                            | "content"
                            | "responses"
                            | "mapping"
                            | "variables"
                    );
                    (key.clone(), turned(value, keep))
                });
                let mut entries: Vec<(String, Value)> = entries.collect();
                if !keep {
                    entries.reverse();
                }
                Value::Object(entries.into_iter().collect())
            }
            Value::Array(list) => list.iter().map(|value| turned(value, false)).collect(),
            other => other.clone(),
        }
    }
    Some(turned(value, false))
}

fn as_3_1(value: &Value) -> Option<Value> {
    let is_old = value.get("openapi")?.as_str()?.starts_with("3.0");
    is_old.then(|| {
        let mut value = upgraded(value);
        if let Some(version) = value.get_mut("openapi") {
            *version = json!("3.1.0");
        }
        value
    })
}

fn upgraded(value: &Value) -> Value {
    match value {
        Value::Object(object) => {
            let mut out: Map<String, Value> =
                object.iter().map(|(key, value)| (key.clone(), upgraded(value))).collect();
            if out.get("nullable") == Some(&json!(true)) && out.get("type").is_some_and(Value::is_string) {
                out.remove("nullable");
                let kind = out.remove("type").unwrap_or_default();
                out.insert("type".to_owned(), json!([kind, "null"]));
                if let Some(Value::Array(constants)) = out.get_mut("enum")
                    && !constants.contains(&Value::Null)
                {
                    constants.push(Value::Null);
                }
            }
            for (bound, flag) in [("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")] {
                match (out.get(flag).cloned(), out.get(bound).cloned()) {
                    (Some(Value::Bool(true)), Some(limit @ Value::Number(_))) => {
                        out.remove(bound);
                        out.insert(flag.to_owned(), limit);
                    }
                    (Some(Value::Bool(_)), _) => drop(out.remove(flag)),
                    _ => {}
                }
            }
            Value::Object(out)
        }
        Value::Array(list) => list.iter().map(upgraded).collect(),
        other => other.clone(),
    }
}

/// References to components that refer to nothing themselves, written out.
fn inlined(value: &Value) -> Option<Value> {
    fn walk(root: &Value, value: &Value) -> Value {
        match value {
            Value::Object(object) => {
                let reference = object.get("$ref").and_then(Value::as_str).and_then(|text| text.strip_prefix('#'));
                if let Some(target) =
                    reference.and_then(|pointer| root.pointer(pointer)).filter(|target| is_leaf(target))
                {
                    return target.clone();
                }
                Value::Object(object.iter().map(|(key, value)| (key.clone(), walk(root, value))).collect())
            }
            Value::Array(list) => list.iter().map(|value| walk(root, value)).collect(),
            other => other.clone(),
        }
    }
    fn is_leaf(value: &Value) -> bool {
        !value.to_string().contains("\"$ref\"")
    }
    Some(walk(value, value))
}

//! Takes the calls and values of the old crate that still compile against the new one, and runs
//! them with both crates. If the requests differ, the report must have a finding about the
//! difference.

mod program;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result};
use sdkwright::diff::{Finding, Report, Source};
use sdkwright::model::{Api, Content, Operation, Resource, Type, TypeId, TypeKind};

use crate::pairs::Pair;
use crate::workspace::Workspace;

/// The maximum number of pairs in one program, whose crates are all linked together.
pub(crate) const MOST_PAIRS: usize = 60;

const SUPPORT: &str = include_str!("support.in");

const MANIFEST: &str = "[package]\nname = \"runner\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
                        [dependencies]\nserde = \"1\"\nserde_json = \"1\"\n";

/// All requests go to the mock transport.
const FEATURES: &str = "default-features = false, features = [\"test-util\"]";

/// The result of each probe of a pair, with the old crate and with the new one.
type Lines = BTreeMap<String, [Option<String>; 2]>;

/// Runs all pairs, and prints the differences without a finding.
pub(crate) fn run_pairs(pairs: &[Pair], out: &Path, batch: usize) -> Result<ExitCode> {
    let (mut equal, mut probes, mut differing, mut wrong) = (0, 0, 0, 0);
    for (at, pairs) in pairs.chunks(batch.max(1)).enumerate() {
        let mut workspace = Workspace::create(out, &format!("run-{at}"))?;
        let used = write_crates(&mut workspace, pairs)?;
        equal += pairs.len() - used.len();
        let printed = read_probes(&workspace.run("runner")?)?;
        for Used {
            pair,
            report,
            about,
        } in &used
        {
            let Some(lines) = printed.get(&pair.name) else {
                continue;
            };
            probes += lines.len();
            differing += differing_of(lines).count();
            for (probe, [old, new]) in unexplained_differences(lines, &report.findings, about) {
                wrong += 1;
                let [old, new] = [old, new].map(|line| line.as_deref().unwrap_or("nothing"));
                println!("{}: {probe}\n  old: {old}\n  new: {new}", pair.name);
            }
        }
        println!(
            "{} pairs, {equal} with equal code, {probes} probes, {differing} differ, {wrong} of them without a finding",
            at * batch + pairs.len()
        );
    }
    Ok(ExitCode::from(u8::from(wrong > 0)))
}

/// Returns the probes whose result differs with the new crate.
fn differing_of(lines: &Lines) -> impl Iterator<Item = (&String, &[Option<String>; 2])> {
    lines.iter().filter(|(_, [old, new])| old != new)
}

/// Returns the differing probes that no finding explains.
fn unexplained_differences<'l>(
    lines: &'l Lines,
    findings: &[Finding],
    about: &About,
) -> impl Iterator<Item = (&'l String, &'l [Option<String>; 2])> {
    differing_of(lines).filter(|(probe, _)| {
        // A call is looked up by its method; anything else by its type.
        let words = about.get(probe.split(" with ").next().unwrap_or_default());
        let words = words.or_else(|| about.get(probe.split("::").next().unwrap_or_default()));
        !findings
            .iter()
            .any(|finding| explains_difference(finding, words))
    })
}

/// The operations and types that concern each method and type.
type About = BTreeMap<String, BTreeSet<String>>;

/// A pair whose crates differ, with the operations and types that its findings may be about.
struct Used<'p> {
    pair: &'p Pair,
    report: Report,
    about: About,
}

/// Writes the crates of all pairs, and a program that uses the pairs whose code differs.
fn write_crates<'p>(workspace: &mut Workspace, pairs: &'p [Pair]) -> Result<Vec<Used<'p>>> {
    let mut used = Vec::new();
    let mut manifest = MANIFEST.to_owned();
    let mut main = "#![allow(warnings)]\n\n#[macro_use]\nmod support;\n".to_owned();
    let mut calls = String::new();
    // Many cases share a base description: crates with the same code are compiled once.
    let mut packages = BTreeMap::new();
    for (at, pair) in pairs.iter().enumerate() {
        // The generator shortens long package names.
        let [old, new] = ["old", "new"].map(|side| format!("{side}-{at}"));
        pair.emit_old(&workspace.place(&old), &old)?;
        pair.emit_new(&workspace.place(&new), &new)?;
        let [old_code, new_code] = [
            code_of_crate(&workspace.place(&old), &old)?,
            code_of_crate(&workspace.place(&new), &new)?,
        ];
        if old_code == new_code {
            continue;
        }
        for (side, name, code) in [("old", old, old_code), ("new", new, new_code)] {
            let name = packages.entry(code).or_insert_with(|| {
                workspace.folder(&name);
                manifest += &format!("{name} = {{ path = \"../{name}\", {FEATURES} }}\n");
                name.replace('-', "_")
            });
            main +=
                &format!("mod p{at}_{side} {{ use {name} as client; include!(\"p{at}.rs\"); }}\n");
            calls += &format!(
                "    support::print({:?}, {side:?}, p{at}_{side}::run);\n",
                pair.name
            );
        }
        let compared = pair.compare()?;
        workspace.write(
            &format!("runner/src/p{at}.rs"),
            &program::probe_module(&compared.old, &compared.new),
        )?;
        let about = [compared.old.api(), compared.new.api()]
            .into_iter()
            .fold(About::new(), add_concerned_names);
        used.push(Used {
            pair,
            report: compared.report,
            about,
        });
    }
    main += &format!("\nfn main() {{\n    std::panic::set_hook(Box::new(|_| {{}}));\n{calls}}}\n");
    workspace.folder("runner");
    workspace.write("runner/Cargo.toml", &manifest)?;
    workspace.write("runner/src/main.rs", &main)?;
    workspace.write("runner/src/support.rs", SUPPORT)?;
    Ok(used)
}

/// Returns the code of a crate, without comments and without its name.
fn code_of_crate(folder: &Path, name: &str) -> Result<BTreeMap<PathBuf, String>> {
    let mut files = BTreeMap::new();
    let mut waiting = vec![folder.join("src")];
    while let Some(place) = waiting.pop() {
        for entry in fs::read_dir(&place)? {
            let path = entry?.path();
            if path.is_dir() {
                waiting.push(path);
                continue;
            }
            let text = fs::read_to_string(&path)?
                .replace(name, "")
                .replace(&name.replace('-', "_"), "");
            let lines = text
                .lines()
                .filter(|line| !line.trim_start().starts_with("//"));
            files.insert(path.strip_prefix(folder)?.to_owned(), lines.collect());
        }
    }
    Ok(files)
}

fn read_probes(printed: &str) -> Result<BTreeMap<String, Lines>> {
    let mut all: BTreeMap<String, Lines> = BTreeMap::new();
    for line in printed.lines() {
        let (pair, side, probe, result): (String, String, String, String) =
            serde_json::from_str(line).with_context(|| line.to_owned())?;
        let sides = all.entry(pair).or_default().entry(probe).or_default();
        let [old, new] = sides;
        *(if side == "old" { old } else { new }) = Some(result);
    }
    Ok(all)
}

/// Returns whether a finding about one of these operations and types reports that the crate sends
/// something else.
fn explains_difference(finding: &Finding, words: Option<&BTreeSet<String>>) -> bool {
    // A mock client has a credential for each scheme, including the new one, for which programs of
    // the old crate set none.
    if finding.code() == "security-scheme-added" {
        return true;
    }
    // A change that no longer compiles may explain a difference: instead of calling a constructor,
    // the probe may then read the value from JSON.
    if !finding.behaviour {
        return finding.items.iter().any(|change| {
            let of_type = change.old.as_ref().map(|item| item.owner.name());
            change.level == Source::Major
                && words.is_some_and(|words| of_type.is_some_and(|name| words.contains(name)))
        });
    }
    let subject = &finding.subject;
    let all = [&subject.operation, &subject.type_name];
    let mut named = all.into_iter().flatten().chain(finding.operations.iter());
    all.iter().all(|name| name.is_none())
        || words.is_none_or(|words| named.any(|name| words.contains(name)))
}

/// Adds the operations and types that concern each method and type of the API.
fn add_concerned_names(mut about: About, api: &Api) -> About {
    for operation in &api.operations {
        let handle = api
            .resource(operation.resource)
            .map_or("Client", Resource::handle_name);
        let mut words: BTreeSet<String> = types_of(api, operation_types(operation));
        words.extend([
            format!("{} {}", operation.method, operation.path),
            operation.names.request_type.clone(),
        ]);
        about
            .entry(format!("{handle}::{}", operation.names.method))
            .or_default()
            .extend(words);
    }
    for (id, def) in api.types.iter() {
        let ty = Type::Named(id);
        about
            .entry(def.name.clone())
            .or_default()
            .extend(types_of(api, vec![&ty]));
    }
    about
}

fn operation_types(operation: &Operation) -> Vec<&Type> {
    let parameters = operation.parameters.iter().map(|one| &one.schema);
    let contents = operation.body.iter().flat_map(|body| &body.contents);
    parameters
        .chain(contents.filter_map(|content: &Content| content.schema.as_ref()))
        .map(|schema| &schema.ty)
        .collect()
}

/// Returns the names of these types, and of all types that they contain.
fn types_of<'a>(api: &'a Api, mut waiting: Vec<&'a Type>) -> BTreeSet<String> {
    let mut seen: BTreeSet<TypeId> = BTreeSet::new();
    let mut names = BTreeSet::new();
    while let Some(ty) = waiting.pop() {
        let id = match ty {
            Type::List(inner) | Type::Map(inner) => {
                waiting.push(&inner.ty);
                continue;
            }
            Type::Named(id) => *id,
            _ => continue,
        };
        let Some(def) = api.types.get(id) else {
            continue;
        };
        if !seen.insert(id) {
            continue;
        }
        names.insert(def.name.clone());
        match &def.kind {
            TypeKind::Struct(record) | TypeKind::Tuple(record) => {
                waiting.extend(record.properties.iter().map(|property| &property.schema.ty));
            }
            TypeKind::Union(union) => {
                waiting.extend(union.variants.iter().map(|variant| &variant.schema.ty))
            }
            TypeKind::Alias(target) => waiting.push(&target.ty),
            TypeKind::Enum(_) | TypeKind::Replaced(_) => {}
        }
    }
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_different_request_without_a_finding_is_detected() {
        let out = tempfile::tempdir().unwrap();
        let rows = crate::pairs::row_pairs(out.path()).unwrap();
        let row = rows
            .iter()
            .find(|row| row.name == "156-operation-ids-swapped")
            .unwrap();
        let compared = row.compare().unwrap();
        let about = add_concerned_names(About::new(), compared.old.api());
        let line = |path: &str| Some(format!("POST {path}"));
        let lines = Lines::from([
            (
                "Files::archive".to_owned(),
                [line("/archive/id"), line("/destroy/id")],
            ),
            ("Files::list".to_owned(), [line("/files"), line("/files")]),
        ]);
        assert_eq!(differing_of(&lines).count(), 1);
        let mut findings = compared.report.findings;
        assert_eq!(
            unexplained_differences(&lines, &findings, &about).count(),
            0
        );
        findings.retain(|finding| finding.code() != "meaning-changed");
        assert_eq!(
            unexplained_differences(&lines, &findings, &about).count(),
            1
        );
    }

    #[test]
    fn a_wire_break_alone_does_not_explain_a_different_request() {
        let out = tempfile::tempdir().unwrap();
        let rows = crate::pairs::row_pairs(out.path()).unwrap();
        let row = rows
            .iter()
            .find(|row| row.name == "156-argument-replaced")
            .unwrap();
        let compared = row.compare().unwrap();
        let about = add_concerned_names(About::new(), compared.old.api());
        let line = |name: &str| Some(format!("GET /users {name}=access_token"));
        let lines = Lines::from([(
            "Users::get".to_owned(),
            [line("access_token"), line("client_user_id")],
        )]);
        let mut findings = compared.report.findings;
        assert_eq!(
            unexplained_differences(&lines, &findings, &about).count(),
            0
        );
        findings.retain(|finding| finding.code() != "meaning-changed");
        assert_eq!(
            unexplained_differences(&lines, &findings, &about).count(),
            1
        );
    }
}

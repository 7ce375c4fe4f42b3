//! The cases of `tests/diff/rows`: pairs of small descriptions, with the findings that their
//! comparison must give.
//!
//! A file has the cases of one kind of change. The name of the file and the names of its cases
//! begin with the number of the kind, or with 900 for kinds without a number.
//!
//! ```yaml
//! base: pets
//!
//! cases:
//! - name: 003-required-property-with-default-added-request
//!   new:
//!     /components/schemas/Input/required: [name, x]
//!     /components/schemas/Input/properties/x: {type: integer, default: 1}
//!   verdict: {wire: breaking, source: major, allowed: [major, minor]}
//!   findings: ['property-added-required (request): breaking, major; example that is no longer valid: {"name":""}']
//! ```
//!
//! - `base` names a base description in `tests/diff/bases`; a case may override the base of its
//!   file.
//! - `old` turns the base into the old description. At the top of a file, it applies to all cases
//!   that use the base of the file, before their own `old`.
//! - `new` turns the old description into the new one.
//! - `verdict` has the expected verdicts on all changes together, and the verdicts on the source
//!   that are allowed for this kind of change; `why` gives the reason if one is needed.
//! - `findings` are the lines of the findings, in order.
//!
//! `old` and `new` are patches: JSON pointers with new values, applied in order. A pointer to the
//! index after the last item appends the value to the array. `!remove` removes the value, and
//! `!move POINTER` moves the value from `POINTER` here.
//!
//! With `UPDATE=1`, `cargo test -p generator --test diff` rewrites the verdicts and findings of all
//! cases; a new case only needs `verdict: {allowed: […]}`. Each case must begin with `- name: ` in
//! the first column, where the rewriting looks for it.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use serde_json::{Map, Value};
use serde_yaml::Mapping;

/// The maximum width of a line that has a finding on the same line as its key.
const WIDTH: usize = 120;

/// A pair of descriptions, and the expected result of their comparison.
#[derive(Clone, Debug)]
pub struct Case {
    /// The number of the kind of change, and a short name of the change.
    pub name: String,
    /// The number of the kind of change; 900 if it has none.
    pub row: u64,
    /// The file that defines the case.
    pub file: PathBuf,
    /// The expected verdicts on all changes together.
    pub verdict: Verdict,
    /// The expected findings.
    pub findings: Vec<String>,
    /// The reason for the verdict, if one is needed.
    pub why: Option<String>,
    old: Value,
    new: Value,
}

/// The verdicts on all changes of a case.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// On the wire.
    #[serde(default)]
    pub wire: String,
    /// On the source.
    #[serde(default)]
    pub source: String,
    /// Whether the behaviour changes.
    #[serde(default)]
    pub behaviour: bool,
    /// The verdicts on the source that are allowed for this kind of change.
    pub allowed: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileText {
    base: String,
    #[serde(default)]
    old: Mapping,
    cases: Vec<CaseText>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CaseText {
    name: String,
    base: Option<String>,
    #[serde(default)]
    old: Mapping,
    new: Mapping,
    verdict: Verdict,
    why: Option<String>,
    #[serde(default)]
    findings: Vec<String>,
}

/// Returns all cases, sorted by name.
///
/// # Errors
/// If a file cannot be read, or a case is invalid.
pub fn all_cases() -> Result<Vec<Case>> {
    let bases = base_descriptions()?;
    let mut cases = Vec::new();
    for file in files_in_folder("rows")? {
        cases.extend(read_cases(&file, &bases).with_context(|| file.display().to_string())?);
    }
    cases.sort_by(|a, b| a.name.cmp(&b.name));
    for (case, next) in cases.iter().zip(cases.iter().skip(1)) {
        ensure!(
            case.name != next.name,
            "{} is in {} and in {}",
            case.name,
            case.file.display(),
            next.file.display()
        );
    }
    Ok(cases)
}

/// Returns the case with this name.
///
/// # Errors
/// If [`all_cases`] fails, or there is no such case.
pub fn case_named(name: &str) -> Result<Case> {
    all_cases()?
        .into_iter()
        .find(|case| case.name == name)
        .with_context(|| format!("no case has the name {name}"))
}

impl Case {
    /// Writes `old.yaml` and `new.yaml` into a folder below `folder` that is named after the case,
    /// and returns that folder.
    ///
    /// # Errors
    /// If the files cannot be written.
    pub fn write(&self, folder: &Path) -> Result<PathBuf> {
        let folder = folder.join(&self.name);
        std::fs::create_dir_all(&folder)?;
        for (name, description) in [("old.yaml", &self.old), ("new.yaml", &self.new)] {
            std::fs::write(folder.join(name), serde_yaml::to_string(description)?)?;
        }
        Ok(folder)
    }

    /// Writes the actual result into the file of the case if it differs from the expected one. Only
    /// the lines of its verdict and findings are replaced.
    ///
    /// # Errors
    /// If the file cannot be read or written.
    pub fn pin(&self, verdict: &Verdict, findings: &[String]) -> Result<()> {
        if (verdict, findings) == (&self.verdict, &self.findings) {
            return Ok(());
        }
        let text = std::fs::read_to_string(&self.file)?;
        let text = self.replaced(&text, "verdict", &[verdict.line()])?;
        let text = self.replaced(&text, "findings", &lines_of(findings))?;
        Ok(std::fs::write(&self.file, text)?)
    }

    /// Returns the text of the file with the lines of one key of this case replaced.
    fn replaced(&self, text: &str, key: &str, lines: &[String]) -> Result<String> {
        let text: Vec<&str> = text.lines().collect();
        let head = format!("- name: {}", self.name);
        let start = text.iter().position(|line| line.trim_end() == head);
        let start =
            start.with_context(|| format!("{} has no line `{head}`", self.file.display()))? + 1;
        let (before, rest) = text.split_at(start);
        let end = rest
            .iter()
            .position(|line| line.starts_with("- "))
            .unwrap_or(rest.len());
        let (case, after) = rest.split_at(end);
        let (from, to) = match case
            .iter()
            .position(|line| line.starts_with(&format!("  {key}:")))
        {
            Some(at) => (
                at,
                at + 1
                    + case
                        .iter()
                        .skip(at + 1)
                        .take_while(|line| line.starts_with("   "))
                        .count(),
            ),
            None => {
                let end = case
                    .iter()
                    .rposition(|line| line.starts_with("  "))
                    .map_or(0, |at| at + 1);
                (end, end)
            }
        };
        let lines = lines.iter().map(String::as_str);
        let head = before.iter().chain(case.iter().take(from)).copied();
        let tail = case.iter().skip(to).chain(after).copied();
        Ok(head
            .chain(lines)
            .chain(tail)
            .map(|line| format!("{line}\n"))
            .collect())
    }
}

impl Verdict {
    fn line(&self) -> String {
        let Self {
            wire,
            source,
            behaviour,
            allowed,
        } = self;
        let behaviour = if *behaviour { "behaviour: true, " } else { "" };
        format!(
            "  verdict: {{wire: {wire}, source: {source}, {behaviour}allowed: [{}]}}",
            allowed.join(", ")
        )
    }
}

/// Returns the YAML lines for findings.
fn lines_of(findings: &[String]) -> Vec<String> {
    let quoted: Vec<String> = findings
        .iter()
        .map(|finding| format!("'{}'", finding.replace('\'', "''")))
        .collect();
    let line = format!("  findings: [{}]", quoted.join(", "));
    if quoted.len() < 2 && line.chars().count() <= WIDTH {
        return vec![line];
    }
    std::iter::once("  findings:".to_owned())
        .chain(quoted.iter().map(|finding| format!("    - {finding}")))
        .collect()
}

fn files_in_folder(folder: &str) -> Result<Vec<PathBuf>> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("diff")
        .join(folder);
    let entries = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    entries.map(|entry| Ok(entry?.path())).collect()
}

fn file_stem(file: &Path) -> String {
    file.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

fn base_descriptions() -> Result<BTreeMap<String, Value>> {
    files_in_folder("bases")?
        .into_iter()
        .map(|file| {
            let text = std::fs::read_to_string(&file)?;
            Ok((
                file_stem(&file),
                serde_yaml::from_str(&text).with_context(|| file.display().to_string())?,
            ))
        })
        .collect()
}

fn read_cases(file: &Path, bases: &BTreeMap<String, Value>) -> Result<Vec<Case>> {
    let mut text: FileText = serde_yaml::from_str(&std::fs::read_to_string(file)?)?;
    let cases = std::mem::take(&mut text.cases);
    cases
        .into_iter()
        .map(|case| {
            let name = case.name.clone();
            case_of(file, &text, case, bases).with_context(|| name)
        })
        .collect()
}

fn case_of(
    path: &Path,
    file: &FileText,
    case: CaseText,
    bases: &BTreeMap<String, Value>,
) -> Result<Case> {
    let stem = file_stem(path);
    let number = stem
        .get(..3)
        .context("the name of the file begins with no number")?;
    ensure!(
        case.name.starts_with(number),
        "the name begins with another number than that of the file"
    );
    let base = case.base.as_ref().unwrap_or(&file.base);
    let mut old = bases
        .get(base)
        .with_context(|| format!("`{base}` is no base"))?
        .clone();
    if *base == file.base {
        apply_changes(&mut old, &file.old)?;
    }
    apply_changes(&mut old, &case.old)?;
    let mut new = old.clone();
    apply_changes(&mut new, &case.new)?;
    let CaseText {
        name,
        verdict,
        why,
        findings,
        ..
    } = case;
    Ok(Case {
        row: number.parse()?,
        name,
        file: path.to_owned(),
        verdict,
        findings,
        why,
        old,
        new,
    })
}

/// Applies a patch to a description.
fn apply_changes(description: &mut Value, changes: &Mapping) -> Result<()> {
    for (pointer, value) in changes {
        let pointer = pointer.as_str().context("a pointer is a text")?;
        change_one(description, pointer, value).with_context(|| pointer.to_owned())?;
    }
    Ok(())
}

fn change_one(description: &mut Value, pointer: &str, value: &serde_yaml::Value) -> Result<()> {
    let value = match value {
        serde_yaml::Value::Tagged(tagged) if tagged.tag == "remove" => {
            ensure!(tagged.value.is_null(), "`!remove` stands alone");
            take_value(description, pointer)?;
            return Ok(());
        }
        serde_yaml::Value::Tagged(tagged) if tagged.tag == "move" => take_value(
            description,
            tagged.value.as_str().context("`!move` needs a pointer")?,
        )?,
        value => serde_yaml::from_value(value.clone())?,
    };
    match parent_of_value(description, pointer)? {
        (Parent::Object(members), key) => {
            members.insert(key, value);
        }
        (Parent::List(items), key) => {
            let (at, count): (usize, usize) = (key.parse()?, items.len());
            if at == count {
                items.push(value);
            } else {
                *items
                    .get_mut(at)
                    .with_context(|| format!("the list has {count} items"))? = value;
            }
        }
    }
    Ok(())
}

/// Removes and returns the value at a pointer.
fn take_value(description: &mut Value, pointer: &str) -> Result<Value> {
    let taken = match parent_of_value(description, pointer)? {
        (Parent::Object(members), key) => members.shift_remove(&key),
        (Parent::List(items), key) => {
            let at: usize = key.parse()?;
            (at < items.len()).then(|| items.remove(at))
        }
    };
    taken.with_context(|| format!("nothing stands at `{pointer}`"))
}

enum Parent<'a> {
    Object(&'a mut Map<String, Value>),
    List(&'a mut Vec<Value>),
}

/// Returns the parent of the value at a pointer, and the key of the value in it.
fn parent_of_value<'a>(description: &'a mut Value, pointer: &str) -> Result<(Parent<'a>, String)> {
    let (parent, key) = pointer
        .rsplit_once('/')
        .context("a pointer begins with `/`")?;
    let key = key.replace("~1", "/").replace("~0", "~");
    match description.pointer_mut(parent) {
        Some(Value::Object(members)) => Ok((Parent::Object(members), key)),
        Some(Value::Array(items)) => Ok((Parent::List(items), key)),
        _ => bail!("`{parent}` is no object and no list"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn changed(mut description: Value, changes: &str) -> Result<Value> {
        apply_changes(&mut description, &serde_yaml::from_str(changes).unwrap())
            .map(|()| description)
    }

    #[test]
    fn changes_are_applied_in_order() {
        let description =
            json!({ "a/b": { "x": 1, "y": 2, "z": null }, "list": [1, { "c": 2 }, 3] });
        let changes = "/list/0: !remove\n/list/0/c: null\n/list/2: 4\n/a~1b/x: !remove\n/moved: !move /a~1b/y\n/z: {'1': [~]}";
        let expected = json!({ "a/b": { "z": null }, "list": [{ "c": null }, 3, 4], "moved": 2, "z": { "1": [null] } });
        let found = changed(description, changes).unwrap();
        // The order of keys matters too.
        assert_eq!(found.to_string(), expected.to_string());
    }

    #[test]
    fn changes_of_missing_values_are_rejected() {
        for (changes, expected) in [
            ("a: 1", "a: a pointer begins with `/`"),
            ("/b/c: 1", "/b/c: `/b` is no object and no list"),
            ("/a: !remove\n/a: !remove", "duplicate"),
            ("/b: !remove", "/b: nothing stands at `/b`"),
            ("/a: !remove 1", "/a: `!remove` stands alone"),
            ("/b: !move /c", "/b: nothing stands at `/c`"),
            ("/list/2: 1", "/list/2: the list has 1 items"),
            ("/list/x: 1", "/list/x: invalid digit"),
            ("/a:\n  b: !remove", "/a: "),
            ("/a: !rename /list", "/a: "),
        ] {
            let read = serde_yaml::from_str(changes).map_err(Into::into);
            let found = read
                .and_then(|changes| apply_changes(&mut json!({ "a": 1, "list": [1] }), &changes));
            let found = format!("{:#}", found.unwrap_err());
            assert!(found.contains(expected), "{changes}: {found}");
        }
    }

    const TEXT: &str = "base: pets\n\ncases:\n# Why.\n- name: 001-a\n  new: {}\n  # Said by the map.\n  \
        verdict: {wire: none, source: patch, allowed: [patch]}\n  findings:\n    - 'it''s'\n    - b\n\n\
        - name: 001-b\n  new:\n    /a: 1\n\n  verdict: {allowed: [major, minor]}\n\n# The end.\n";

    #[test]
    fn only_changed_results_are_written() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("001-x.yaml");
        std::fs::write(&file, TEXT).unwrap();
        let read = || read_cases(&file, &BTreeMap::from([("pets".to_owned(), json!({}))])).unwrap();
        let cases = read();
        assert_eq!(cases[0].findings, ["it's", "b"]);
        cases[0].pin(&cases[0].verdict, &cases[0].findings).unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), TEXT);
        let verdict = Verdict {
            wire: "risky".into(),
            behaviour: true,
            ..cases[0].verdict.clone()
        };
        cases[0].pin(&verdict, &["it's: c".to_owned()]).unwrap();
        cases[1]
            .pin(
                &Verdict {
                    wire: "none".into(),
                    source: "major".into(),
                    ..cases[1].verdict.clone()
                },
                &["a".into(), "b".into()],
            )
            .unwrap();
        let expected = TEXT
            .replace("wire: none, source: patch,", "wire: risky, source: patch, behaviour: true,")
            .replace("  findings:\n    - 'it''s'\n    - b\n", "  findings: ['it''s: c']\n")
            .replace(
                "{allowed: [major, minor]}\n",
                "{wire: none, source: major, allowed: [major, minor]}\n  findings:\n    - 'a'\n    - 'b'\n",
            );
        assert_eq!(std::fs::read_to_string(&file).unwrap(), expected);
        assert_eq!(read()[0].verdict, verdict);
    }

    #[test]
    fn errors_name_the_case() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("001-x.yaml");
        let bases = BTreeMap::from([("pets".to_owned(), json!({}))]);
        for (from, to, expected) in [
            (
                "001-b",
                "002-b",
                "002-b: the name begins with another number than that of the file",
            ),
            (
                "/a: 1",
                "/b/c: 1",
                "001-b: /b/c: `/b` is no object and no list",
            ),
            (
                "  new:\n",
                "  base: cats\n  new:\n",
                "001-b: `cats` is no base",
            ),
            ("  new:\n", "  news: 1\n  new:\n", "unknown field `news`"),
        ] {
            std::fs::write(&file, TEXT.replace(from, to)).unwrap();
            let found = format!("{:#}", read_cases(&file, &bases).unwrap_err());
            assert!(found.contains(expected), "{found}");
        }
    }
}

//! `--bump`: writes the next version into `generator.yaml`.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};
use serde_yaml::{Mapping, Value};

/// Writes `version` as `package.version`; the rest of the file is unchanged.
pub(crate) fn write_package_version(config: &Path, version: &str) -> Result<()> {
    let text = fs::read_to_string(config)
        .with_context(|| format!("failed to read `{}`", config.display()))?;
    let (mark, text) = text.split_at(if text.starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    });
    let Some(new) = with_version(text, version) else {
        bail!(
            "error[bump]: found no place for `version: {version}` under `package:` in `{}`\n = help: write it there",
            config.display()
        );
    };
    fs::write(config, format!("{mark}{new}"))
        .with_context(|| format!("failed to write `{}`", config.display()))
}

/// Returns the text of a `generator.yaml` with this version under the key `package`. The text is
/// edited, so that comments are kept. Returns `None` if the result does not parse to the old values
/// with the new version.
fn with_version(text: &str, version: &str) -> Option<String> {
    let edits: [fn(&str, &str) -> Option<String>; 4] = [
        replace_version_line,
        replaced_in_flow,
        insert_version_key,
        append_package_version,
    ];
    let expected = expected_value(text, version)?;
    edits
        .iter()
        .filter_map(|edit| edit(text, version))
        .find(|new| serde_yaml::from_str::<Value>(new).is_ok_and(|value| value == expected))
}

/// Returns the value that the new text must parse to.
fn expected_value(text: &str, version: &str) -> Option<Value> {
    let mut value: Value = serde_yaml::from_str(text).ok()?;
    let package = value
        .as_mapping_mut()?
        .entry("package".into())
        .or_insert(Value::Null);
    if package.is_null() {
        *package = Mapping::new().into();
    }
    package
        .as_mapping_mut()?
        .insert("version".into(), version.into());
    Some(value)
}

/// Replaces the value of the line `version:` below `package:`.
fn replace_version_line(text: &str, version: &str) -> Option<String> {
    let start = position_of_package(text)?;
    let (at, key) = text.match_indices("version:").find(|(at, _)| {
        *at > start
            && text
                .get(..*at)
                .is_some_and(|before| before.trim_end_matches(' ').ends_with('\n'))
    })?;
    let (before, after) = text.split_at(at + key.len());
    let line = after.lines().next()?;
    let comment_and_lines = after.get(line.find(" #").unwrap_or(line.len())..)?;
    Some(format!("{before} {version}{comment_and_lines}"))
}

/// Replaces the value in `package: {…, version: …}`.
fn replaced_in_flow(text: &str, version: &str) -> Option<String> {
    let start = position_of_package(text)?;
    let flow = text.get(start..)?.split_once('}')?.0;
    let value = start + flow.find("version:")? + "version:".len();
    let old = text.get(value..)?.split([',', '}']).next()?;
    let end = value + old.trim_end().len();
    Some(format!(
        "{} {version}{}",
        text.get(..value)?,
        text.get(end..)?
    ))
}

/// Inserts the version as the first key of `package`.
fn insert_version_key(text: &str, version: &str) -> Option<String> {
    let start = position_of_package(text)?;
    let line = text.get(start..)?.split_inclusive('\n').next()?;
    if let Some(brace) = line.find('{') {
        let (before, after) = text.split_at(start + brace + 1);
        let comma = if after.trim_start().starts_with('}') {
            ""
        } else {
            ","
        };
        return Some(format!("{before} version: {version}{comma}{after}"));
    }
    let (before, after) = text.split_at(start + line.len());
    let next = after
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let indent = match next.len() - next.trim_start().len() {
        0 => 2,
        columns => columns,
    };
    Some(format!("{before}{:indent$}version: {version}\n{after}", ""))
}

fn append_package_version(text: &str, version: &str) -> Option<String> {
    if position_of_package(text).is_some() {
        return None;
    }
    let line_end = if text.is_empty() || text.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    Some(format!("{text}{line_end}package:\n  version: {version}\n"))
}

fn position_of_package(text: &str) -> Option<usize> {
    if text.starts_with("package:") {
        Some(0)
    } else {
        text.find("\npackage:").map(|at| at + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_version_of_the_package_changes() {
        for (text, expected) in [
            (
                "version: 9\npackage: # ours\n  name: a\n  version: 0.1.0 # the last\nclient:\n  version: 3\n",
                Some(
                    "version: 9\npackage: # ours\n  name: a\n  version: 0.2.0 # the last\nclient:\n  version: 3\n",
                ),
            ),
            (
                "package:\n  version: 1.0.0",
                Some("package:\n  version: 0.2.0"),
            ),
            (
                "package:\r\n  version: '1.0.0'\r\nspec: a\r\n",
                Some("package:\r\n  version: 0.2.0\r\nspec: a\r\n"),
            ),
            (
                "package: {name: a, version: 1.0.0}\n",
                Some("package: {name: a, version: 0.2.0}\n"),
            ),
            (
                "package: {name: a, version: \"1.0.0\" } # b\n",
                Some("package: {name: a, version: 0.2.0 } # b\n"),
            ),
            (
                "package: {name: a}\n",
                Some("package: { version: 0.2.0,name: a}\n"),
            ),
            ("package: {}\n", Some("package: { version: 0.2.0}\n")),
            (
                "package:\n    name: a\nspec: b\n",
                Some("package:\n    version: 0.2.0\n    name: a\nspec: b\n"),
            ),
            ("spec: a", Some("spec: a\npackage:\n  version: 0.2.0\n")),
            (
                "spec: a\nclient:\n  version: 3\n",
                Some("spec: a\nclient:\n  version: 3\npackage:\n  version: 0.2.0\n"),
            ),
            (
                "package:\n  name: a\nclient:\n  version: 3\n",
                Some("package:\n  version: 0.2.0\n  name: a\nclient:\n  version: 3\n"),
            ),
            ("{\"package\": {\"version\": \"1.0.0\"}}", None),
            ("- a\n", None),
            ("a: [\n", None),
        ] {
            assert_eq!(with_version(text, "0.2.0").as_deref(), expected, "{text}");
        }
    }
}

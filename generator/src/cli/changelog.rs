//! `generate --changelog`: keeps the `CHANGELOG.md` of the crate.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};

use crate::Generator;
use ::diff::print;
use description::display_name;

use super::{diff, git};

const FILE: &str = "CHANGELOG.md";

const BEGINNING: &str = "# Changelog

All notable changes to this crate. The format is [Keep a Changelog](https://keepachangelog.com/en/1.1.0/), and the crate
follows [Semantic Versioning](https://semver.org/spec/v2.0.0.html).
";

/// A changelog to write when the crate is written.
pub(super) struct Changelog {
    path: PathBuf,
    /// The whole new text; `None` if it has not changed.
    text: Option<String>,
    /// The outcome, as a line for the user.
    outcome: String,
}

impl Changelog {
    /// Compares the description with its version in a commit: `revision`, or else the last tag, or
    /// else the last commit.
    pub(super) fn of(generator: &Generator, revision: Option<&str>) -> Result<Self> {
        let output = generator.output_folder()?;
        let path = output.join(FILE);
        if !output.join("Cargo.toml").is_file() {
            let outcome = format!(
                "{}: begins when the crate is generated again\n",
                path.display()
            );
            return Ok(Self {
                path,
                text: None,
                outcome,
            });
        }
        diff::refuse_without_commits(generator, "--changelog")?;
        let revision = match revision {
            Some(revision) => revision.to_owned(),
            None => git::last_release(&generator.files()?.spec)?,
        };
        let new = generator.clone().output(&output);
        let report = diff::compared_with(&revision, &new, &diff::ReportArgs::default())?;
        let Some(entry) = print::format_report_changelog(&report) else {
            let outcome = format!("{}: nothing changed since {revision}\n", path.display());
            return Ok(Self {
                path,
                text: None,
                outcome,
            });
        };
        let configured = generator.settings()?.config.package.version().to_owned();
        let version = match &report.summary.bump {
            Some(next) if configured == report.summary.version => next.clone(),
            _ => configured.clone(),
        };
        let old = read_changelog_text(&path)?;
        let text = with_entry(old.as_deref().unwrap_or(BEGINNING), &version, &entry);
        let mut outcome = format!(
            "{}: the entry for {version} lists the changes since {revision}\n",
            path.display()
        );
        if version != configured {
            let config = match generator.files()?.config {
                Some(path) => display_name(&path),
                None => "generator.yaml".to_owned(),
            };
            outcome += &format!(
                "the crate still has the version {configured}: write `version: {version}` below `package:` in \
                 `{config}`, and generate it again\n"
            );
        }
        let text = if old.as_ref() == Some(&text) {
            None
        } else {
            Some(text)
        };
        Ok(Self {
            path,
            text,
            outcome,
        })
    }

    /// Returns whether the file is in this folder.
    pub(super) fn is_in(&self, folder: &Path) -> bool {
        self.path.parent() == Some(folder)
    }

    /// Returns the path of the file, if it has to be written.
    pub(super) fn written_path(&self) -> Option<&Path> {
        self.text.as_ref().map(|_| self.path.as_path())
    }

    /// Writes the file, unless it is up to date; returns a line about the outcome.
    pub(super) fn write(self) -> Result<String> {
        if let Some(text) = self.text {
            fs::write(&self.path, text)
                .with_context(|| format!("failed to write `{}`", self.path.display()))?;
        }
        Ok(self.outcome)
    }
}

fn read_changelog_text(path: &Path) -> Result<Option<String>> {
    match fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error).with_context(|| format!("failed to read `{}`", path.display())),
    }
}

/// Replaces the sections of a version in a changelog, or adds the version above all other releases.
/// Everything else stays as it is, including the rest of a heading, such as a date.
fn with_entry(text: &str, version: &str, sections: &str) -> String {
    let headings = version_headings(text);
    let end = start_of_link_definitions(text);
    let position = headings
        .iter()
        .position(|heading| heading.version == version);
    let (insert_at, resume_at, entry) = match position.and_then(|at| Some((at, headings.get(at)?)))
    {
        Some((at, heading)) => {
            let next = headings.get(at + 1).map_or(end, |next| next.start);
            (heading.end, next, format!("\n{sections}\n"))
        }
        None => {
            let first_release = headings
                .iter()
                .find(|heading| !heading.version.eq_ignore_ascii_case("unreleased"));
            let at = first_release.map_or(end, |heading| heading.start);
            (at, at, format!("## [{version}]\n\n{sections}\n"))
        }
    };
    let before = text.get(..insert_at).unwrap_or_default();
    let after = text.get(resume_at..).unwrap_or_default();
    let space = match before {
        _ if before.is_empty()
            || before.ends_with("\n\n")
            || before.ends_with("\n\r\n")
            || position.is_some() =>
        {
            ""
        }
        _ if before.ends_with('\n') => "\n",
        _ => "\n\n",
    };
    let mut inserted = format!("{space}{entry}");
    if after.is_empty() {
        inserted = inserted.trim_end_matches('\n').to_owned() + "\n";
    }
    if text.contains("\r\n") {
        inserted = inserted.replace('\n', "\r\n");
    }
    format!("{before}{inserted}{after}")
}

/// A heading of a version: `## [1.2.3] - 2026-01-31`.
struct VersionHeading<'t> {
    version: &'t str,
    /// The start of the heading in the text.
    start: usize,
    /// The end of the line with the heading.
    end: usize,
}

fn version_headings(text: &str) -> Vec<VersionHeading<'_>> {
    let mut headings = Vec::new();
    let mut start = 0;
    let mut is_code = false;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        if line.starts_with("```") {
            is_code = !is_code;
        } else if let Some(title) = line.strip_prefix("## ")
            && !is_code
        {
            let title = title.trim();
            let version = match title
                .strip_prefix('[')
                .and_then(|rest| rest.split_once(']'))
            {
                Some((version, _)) => version,
                None => title.split_whitespace().next().unwrap_or_default(),
            };
            headings.push(VersionHeading {
                version: version.trim_start_matches('v'),
                start,
                end,
            });
        }
        start = end;
    }
    headings
}

/// Returns the start of the link definitions at the end of a text (`[1.2.3]: https://…`), or the
/// end of the text if there are none.
fn start_of_link_definitions(text: &str) -> usize {
    let mut start = text.len();
    let mut at = text.len();
    for line in text.split_inclusive('\n').rev() {
        at -= line.len();
        if line.starts_with('[') && line.contains("]: ") {
            start = at;
        } else if !line.trim().is_empty() {
            break;
        }
    }
    start
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECTIONS: &str = "### Added\n\n- a\n";

    #[test]
    fn an_entry_is_added_before_the_others() {
        for (text, expected) in [
            (
                "# Changelog\n",
                "# Changelog\n\n## [2.0.0]\n\n### Added\n\n- a\n",
            ),
            (
                "# Changelog",
                "# Changelog\n\n## [2.0.0]\n\n### Added\n\n- a\n",
            ),
            ("", "## [2.0.0]\n\n### Added\n\n- a\n"),
            (
                "# C\n\n## 1.0.0\n\n- b\n",
                "# C\n\n## [2.0.0]\n\n### Added\n\n- a\n\n## 1.0.0\n\n- b\n",
            ),
            (
                "# C\n\n## [Unreleased]\n\n- mine\n\n## [1.0.0] - 2026-01-31\n\n- b\n\n[1.0.0]: https://a.example\n",
                "# C\n\n## [Unreleased]\n\n- mine\n\n## [2.0.0]\n\n### Added\n\n- a\n\n## [1.0.0] - 2026-01-31\n\n- b\n\n[1.0.0]: https://a.example\n",
            ),
            (
                "# C\n\n[1.0.0]: https://a.example\n",
                "# C\n\n## [2.0.0]\n\n### Added\n\n- a\n\n[1.0.0]: https://a.example\n",
            ),
            (
                "# C\r\n\r\n## 1.0.0\r\n",
                "# C\r\n\r\n## [2.0.0]\r\n\r\n### Added\r\n\r\n- a\r\n\r\n## 1.0.0\r\n",
            ),
        ] {
            let new = with_entry(text, "2.0.0", SECTIONS);
            assert_eq!(new, expected);
            assert_eq!(with_entry(&new, "2.0.0", SECTIONS), new, "the second time");
        }
    }

    #[test]
    fn the_entry_of_the_version_is_replaced() {
        for (text, expected) in [
            (
                "# C\n\n## [2.0.0]\n\n- old\n",
                "# C\n\n## [2.0.0]\n\n### Added\n\n- a\n",
            ),
            (
                "# C\n\n## v2.0.0 - 2026-01-31\n\n```\n## 1.0.0\n```\n\n## 1.0.0\n\n- b\n",
                "# C\n\n## v2.0.0 - 2026-01-31\n\n### Added\n\n- a\n\n## 1.0.0\n\n- b\n",
            ),
            (
                "## 2.0.0\n- old\n\n[2.0.0]: b\n",
                "## 2.0.0\n\n### Added\n\n- a\n\n[2.0.0]: b\n",
            ),
        ] {
            assert_eq!(with_entry(text, "2.0.0", SECTIONS), expected);
        }
    }
}

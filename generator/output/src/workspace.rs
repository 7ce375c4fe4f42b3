//! Detects an enclosing workspace that does not list the crate, since Cargo then refuses to build
//! it.
//!
//! Only `members`, `exclude` and `path = "…"` of manifests are read. If it is unclear whether the
//! crate is listed, it counts as listed.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use regex_lite::Regex;

use description::{display_name, enclosing_package, normalise_path, relative_path};
use diag::Diagnostic;

const MOST_MEMBERS: usize = 1_000;

/// Returns a warning if the folder is inside of a workspace that does not list the crate as a
/// member.
pub fn unlisted_crate_warning(folder: &Path) -> Option<Diagnostic> {
    let folder = normalise_path(&std::path::absolute(folder).ok()?);
    let root = folder
        .ancestors()
        .skip(1)
        .filter_map(Workspace::of)
        .find(|workspace| !workspace.excludes(&folder))?;
    if root.has_member(&folder) {
        return None;
    }
    let current_folder = env::current_dir().unwrap_or_default();
    let manifest = shown_relative_path(&root.folder.join("Cargo.toml"), &current_folder);
    let entry = display_name(&relative_path(&root.folder, &folder));
    let message = format!(
        "`{}` is inside the workspace of `{manifest}`, which does not list it",
        shown_relative_path(&folder, &current_folder)
    );
    let help = format!(
        "add `\"{entry}\"` to `members` under `[workspace]` in `{manifest}`, or to `exclude`"
    );
    Some(
        Diagnostic::warning("not-a-member", message)
            .instead("Cargo refuses to build the crate")
            .help(help),
    )
}

/// Returns a warning if the package around a module has an edition in which emitted code does not
/// compile.
pub fn old_edition_warning(folder: &Path) -> Option<Diagnostic> {
    let folder = normalise_path(&std::path::absolute(folder).ok()?);
    let package = enclosing_package(&folder)?;
    let text = read_manifest_text(package)?;
    let current_folder = env::current_dir().unwrap_or_default();
    let manifest = shown_relative_path(&package.join("Cargo.toml"), &current_folder);
    // The value may also be that of the workspace.
    let edition = Regex::new(r#"(?m)^\s*edition\b(?:\s*=\s*["'](\d+)["'])?"#).ok()?;
    let message = match edition.captures(&text).map(|captures| captures.get(1)) {
        Some(edition) => {
            let old =
                edition.filter(|edition| ["2015", "2018", "2021"].contains(&edition.as_str()))?;
            format!("`{manifest}` has edition {}", old.as_str())
        }
        None => format!("`{manifest}` has no `edition`, which means 2015"),
    };
    Some(
        Diagnostic::warning("module", message)
            .instead("the module does not compile: it needs edition 2024")
            .help("run `cargo fix --edition`, or generate a crate, whose edition is its own"),
    )
}

/// Returns a path for messages: relative to `here`, if it is below.
fn shown_relative_path(path: &Path, here: &Path) -> String {
    display_name(path.strip_prefix(here).unwrap_or(path))
}

struct Workspace {
    folder: PathBuf,
    members: Vec<String>,
    exclude: Vec<String>,
}

impl Workspace {
    fn of(folder: &Path) -> Option<Self> {
        let text = read_manifest_text(folder)?;
        let header = Regex::new(r"(?m)^\s*\[\s*workspace\s*[.\]]")
            .ok()?
            .find(&text)?;
        let text = text.get(header.start()..)?;
        Some(Self {
            folder: folder.to_owned(),
            members: manifest_array(text, "members"),
            exclude: manifest_array(text, "exclude"),
        })
    }

    /// Returns whether the folder is excluded. As in Cargo, an entry applies to all folders below
    /// it, and a member is never excluded.
    fn excludes(&self, folder: &Path) -> bool {
        self.is_below_any(folder, &self.exclude) && !self.is_below_any(folder, &self.members)
    }

    /// Returns whether a folder is one of these entries, or inside one.
    fn is_below_any(&self, folder: &Path, entries: &[String]) -> bool {
        entries
            .iter()
            .any(|entry| folder.starts_with(normalise_path(&self.folder.join(entry))))
    }

    /// Returns whether the crate is listed, or a member depends on it by path.
    fn has_member(&self, folder: &Path) -> bool {
        for pattern in &self.members {
            if !pattern.contains("**") {
                continue;
            }
            let plain = pattern.split(['*', '?']).next().unwrap_or_default();
            let around = normalise_path(&self.folder.join(plain));
            if folder.starts_with(around) {
                return true;
            }
        }
        let listed = self
            .members
            .iter()
            .flat_map(|pattern| expand_member_pattern(&self.folder, pattern));
        let mut queue: Vec<PathBuf> = listed.chain([self.folder.clone()]).collect();
        let mut seen = HashSet::new();
        while let Some(member) = queue.pop() {
            if member == folder || seen.len() > MOST_MEMBERS {
                return true;
            }
            if member.starts_with(&self.folder) && seen.insert(member.clone()) {
                queue.extend(path_dependencies(&member));
            }
        }
        false
    }
}

fn read_manifest_text(folder: &Path) -> Option<String> {
    let text = fs::read_to_string(folder.join("Cargo.toml")).ok()?;
    let comment = Regex::new(r#"(?m)^((?:[^#"'\n]|"[^"\n]*"|'[^'\n]*')*)#.*$"#).ok()?;
    Some(comment.replace_all(&text, "$1").into_owned())
}

fn manifest_array(text: &str, key: &str) -> Vec<String> {
    let Ok(array) = Regex::new(&format!(r"(?m)^\s*{key}\s*=\s*\[([^\]]*)\]")) else {
        return Vec::new();
    };
    array
        .captures(text)
        .and_then(|captures| captures.get(1))
        .map(|inner| quoted_manifest_strings(inner.as_str(), ""))
        .unwrap_or_default()
}

fn quoted_manifest_strings(text: &str, before: &str) -> Vec<String> {
    let Ok(string) = Regex::new(&format!(r#"{before}["']([^"'\n]*)["']"#)) else {
        return Vec::new();
    };
    string
        .captures_iter(text)
        .filter_map(|captures| Some(captures.get(1)?.as_str().to_owned()))
        .collect()
}

fn path_dependencies(folder: &Path) -> Vec<PathBuf> {
    let text = read_manifest_text(folder).unwrap_or_default();
    quoted_manifest_strings(&text, r"\bpath\s*=\s*")
        .iter()
        .map(|path| normalise_path(&folder.join(path)))
        .collect()
}

fn expand_member_pattern(folder: &Path, pattern: &str) -> Vec<PathBuf> {
    pattern.split('/').filter(|part| !part.is_empty()).fold(
        vec![folder.to_owned()],
        |found, part| {
            if !part.contains(['*', '?']) {
                return found
                    .iter()
                    .map(|folder| normalise_path(&folder.join(part)))
                    .collect();
            }
            let part = regex_lite::escape(part)
                .replace(r"\*", ".*")
                .replace(r"\?", ".");
            let Ok(name) = Regex::new(&format!("^{part}$")) else {
                return Vec::new();
            };
            let inner = found
                .iter()
                .filter_map(|folder| fs::read_dir(folder).ok())
                .flatten()
                .flatten();
            inner
                .filter(|entry| name.is_match(&entry.file_name().to_string_lossy()))
                .map(|entry| entry.path())
                .collect()
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_of_an_old_edition_is_reported() {
        let package = env::temp_dir().join(format!("generator-edition-{}", std::process::id()));
        fs::create_dir_all(&package).unwrap();
        for (edition, problem) in [
            ("edition = \"2021\"", Some("has edition 2021")),
            ("edition = \"2024\"", None),
            ("edition.workspace = true", None),
            ("edition = { workspace = true }", None),
            ("# edition = \"2024\"", Some("has no `edition`")),
        ] {
            let manifest = format!("[package]\n{edition}\n");
            fs::write(package.join("Cargo.toml"), manifest).unwrap();
            let warning = old_edition_warning(&package.join("src/api"));
            let message = warning.map(|warning| warning.message).unwrap_or_default();
            assert_eq!(message.is_empty(), problem.is_none(), "{message}");
            assert!(message.contains(problem.unwrap_or_default()), "{message}");
        }
        fs::remove_dir_all(&package).unwrap();
    }

    /// Returns the warning about `generated/client` in a workspace with these manifests.
    fn warning(test: &str, manifests: &[(&str, &str)]) -> Option<Diagnostic> {
        let top =
            env::temp_dir().join(format!("generator-workspace-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&top);
        for (folder, text) in manifests {
            fs::create_dir_all(top.join(folder)).unwrap();
            fs::write(top.join(folder).join("Cargo.toml"), text).unwrap();
        }
        let warning = unlisted_crate_warning(&top.join("./generated/../generated/client"));
        fs::remove_dir_all(&top).unwrap();
        warning
    }

    #[test]
    fn a_workspace_that_does_not_list_the_crate_is_reported() {
        let by_path =
            "[dependencies]\nclient = { version = \"1\", path = \"../../generated/client\" }\n";
        for (manifests, is_reported) in [
            (&[("", "[package]\nname = \"a\"\n")][..], false),
            (&[("", "[workspace]\n")], true),
            (&[("", "[workspace.package]\nedition = \"2024\"\n")], true),
            (
                &[(
                    "",
                    "# [workspace]\n[package]\nname = \"#\" # \"[workspace]\"\n",
                )],
                false,
            ),
            (
                &[("", "[workspace]\nmembers = [\"generated\", \"crates/*\"]\n")],
                true,
            ),
            (
                &[(
                    "",
                    "[workspace]\nmembers = [\n  'a', # \"generated/client\"\n]\n",
                )],
                true,
            ),
            (
                &[(
                    "",
                    "[workspace]\nmembers = [\n  \"a\", # one\n  'generated/client/',\n]\n",
                )],
                false,
            ),
            (
                &[
                    ("", "[workspace]\nmembers = [\"./generated/cl?e*\"]\n"),
                    ("generated/client", ""),
                ],
                false,
            ),
            (
                &[
                    ("", "[workspace]\nmembers = [\"generated/c.*\"]\n"),
                    ("generated/client", ""),
                ],
                true,
            ),
            (&[("", "[workspace]\nmembers = [\"other/**\"]\n")], true),
            (
                &[("", "[workspace]\nmembers = [\"generated/**\"]\n")],
                false,
            ),
            (&[("", "[workspace]\nexclude = [\"generated\"]\n")], false),
            (
                &[(
                    "",
                    "[workspace]\nmembers = [\"generated\"]\nexclude = [\"generated\"]\n",
                )],
                true,
            ),
            (
                &[
                    ("", "[workspace]\nexclude = [\"gen\"]\n"),
                    ("generated", "[workspace]\n"),
                ],
                true,
            ),
            (
                &[
                    ("", "[workspace]\nmembers = [\"crates/*\"]\n"),
                    ("crates/app", by_path),
                ],
                false,
            ),
            (
                &[
                    ("", "[workspace]\nmembers = [\"crates/a\"]\n"),
                    ("crates/app", by_path),
                ],
                true,
            ),
            (
                &[
                    ("", "[workspace]\n[dependencies.a]\npath = \"crates/a\"\n"),
                    (
                        "crates/a",
                        "[dev-dependencies]\napp = { path = '../app' }\n",
                    ),
                    ("crates/app", by_path),
                ],
                false,
            ),
        ] {
            assert_eq!(
                warning("listed", manifests).is_some(),
                is_reported,
                "{manifests:?}"
            );
        }
    }

    #[test]
    fn the_help_names_the_entry_and_the_manifest() {
        let warning = warning("words", &[("", "[workspace]\nmembers = []\n")]).unwrap();
        let help = warning.help.unwrap();
        assert!(
            help.starts_with("add `\"generated/client\"` to `members` under `[workspace]` in `"),
            "{help}"
        );
        assert!(help.ends_with("/Cargo.toml`, or to `exclude`"), "{help}");
    }
}

//! `sdkwright diff --git`: a change of a file, as git passes it to an external diff command
//! (`GIT_EXTERNAL_DIFF` in git(1)).

use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

/// The path that git passes for a file that does not exist.
const NOTHING: &str = "/dev/null";

/// A change of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum GitChange<'a> {
    /// Both versions: their paths in the repository, and the files with their texts.
    Changed([GitFile<'a>; 2]),
    Added(&'a Path),
    Deleted(&'a Path),
    /// A merge is in progress, so there are more than two versions.
    Unmerged(&'a Path),
}

/// A version of a file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct GitFile<'a> {
    /// The path relative to the root of the repository, which is the current folder.
    pub(super) path: &'a Path,
    /// The path of the text: a temporary file, or the file in the working tree.
    pub(super) text: &'a Path,
}

impl<'a> GitChange<'a> {
    /// Reads the arguments of git: the path; then the file, object name and mode of each version;
    /// and, if the file was renamed, its new path and the headers of the rename.
    pub(super) fn of(arguments: &'a [PathBuf]) -> Result<Self> {
        let (path, old, new, new_path) = match arguments {
            [path] => return Ok(Self::Unmerged(path)),
            [path, old, _, _, new, _, _] => (path, old, new, path),
            [path, old, _, _, new, _, _, new_path, _] => (path, old, new, new_path),
            _ => {
                bail!(
                    "error[git]: expected the 7 arguments of an external diff command of git, found {}\n = help: let git run \
                     it: `git config diff.openapi.command \"sdkwright diff --git\"`",
                    arguments.len()
                )
            }
        };
        if old.as_os_str() == NOTHING {
            return Ok(Self::Added(new_path));
        }
        if new.as_os_str() == NOTHING {
            return Ok(Self::Deleted(path));
        }
        Ok(Self::Changed([
            GitFile { path, text: old },
            GitFile {
                path: new_path,
                text: new,
            },
        ]))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_of_git_are_read() {
        let read = |words: &str| {
            let arguments: Vec<PathBuf> = words.split_whitespace().map(PathBuf::from).collect();
            GitChange::of(&arguments)
                .map(|change| format!("{change:?}"))
                .map_err(|error| error.to_string())
        };
        for (words, expected) in [
            (
                "a /tmp/a 1f 100644 a 00 100644",
                r#"Changed([GitFile { path: "a", text: "/tmp/a" }, GitFile { path: "a", text: "a" }])"#,
            ),
            (
                "a /tmp/a 1f 100644 /tmp/b 2f 100644 b rename",
                r#"Changed([GitFile { path: "a", text: "/tmp/a" }, GitFile { path: "b", text: "/tmp/b" }])"#,
            ),
            ("a /dev/null . . /tmp/a 2f 100644", r#"Added("a")"#),
            ("a /tmp/a 1f 100644 /dev/null . .", r#"Deleted("a")"#),
            ("a", r#"Unmerged("a")"#),
        ] {
            assert_eq!(read(words).as_deref(), Ok(expected), "{words}");
        }
        assert!(
            read("a b")
                .unwrap_err()
                .starts_with("error[git]: expected the 7 arguments")
        );
    }
}

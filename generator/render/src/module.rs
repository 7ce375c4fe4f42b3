//! The client as a module of another crate: the sources of its crate, with the paths, features and
//! docs that they have there.

mod dependencies;

use std::collections::{BTreeMap, BTreeSet};

use code_format::{evaluate_cfg, move_crate_root};

use config::ModuleConfig;
use dependencies::ModuleNeeds;
use diag::Diagnostic;
use model::Api;
use output::fileset::File;
use surface::ApiIndex;

/// The file of the module itself.
pub const MODULE_FILE: &str = "mod.rs";

/// The attribute of each item in `mod.rs`. A file that `include!` reads has no inner attributes.
const ALLOW_LINTS: &str = "#[allow(warnings, clippy::all, clippy::pedantic)]\n";

/// The attribute of each module in `mod.rs`, because a package has only one `rustfmt.toml`.
const SKIP_FORMATTING: &str = "#[rustfmt::skip]\n";

/// A client that is a module of another crate.
#[derive(Clone, Debug)]
pub struct ModuleForm {
    /// The path of the module: `crate::api`.
    path: String,
    /// The name of the crate in whose place the module is.
    crate_name: String,
    needs: ModuleNeeds,
}

impl ModuleForm {
    /// Returns the form of a client with these settings at a path such as `crate::api`.
    ///
    /// # Errors
    /// If the client lacks one of the features.
    pub fn new(api: &Api, path: String, module: &ModuleConfig) -> Result<Self, Diagnostic> {
        Ok(Self {
            path,
            crate_name: ApiIndex::of(api).crate_name(),
            needs: ModuleNeeds::new(api, module)?,
        })
    }

    /// Returns the path of the module.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the commands that add what the module needs to a package.
    pub fn add_commands(&self) -> &[String] {
        &self.needs.add_commands
    }

    /// Returns code for readers with the path of the module instead of the name of the crate.
    pub(crate) fn example(&self, code: &str) -> String {
        code.replace(
            &format!("{}::", self.crate_name),
            &format!("{}::", self.path),
        )
    }

    /// Returns the file of the module for a file of the crate.
    pub(crate) fn file(&self, file: File) -> File {
        let path = match file.path.strip_prefix("src/") {
            Some("lib.rs") => MODULE_FILE.to_owned(),
            Some(path) => path.to_owned(),
            None => file.path,
        };
        let mut contents = file.contents;
        if path.ends_with(".rs") {
            contents = evaluate_cfg(&contents, |name, value| self.value_of(name, value));
            contents = move_crate_root(&contents, &self.path);
            contents = self.without_doctests(&contents);
        }
        match path.as_str() {
            MODULE_FILE => contents = self.module_file(&contents),
            ".gitattributes" => {
                let tests = "/tests/documented/** linguist-generated\n";
                contents = contents.replace(tests, "").replace("/src/", "/");
            }
            _ => {}
        }
        File { path, contents }
    }

    /// Returns whether an option of `cfg` is set; `None` if only the compiler knows.
    fn value_of(&self, name: &str, value: &str) -> Option<bool> {
        match name {
            "feature" => Some(self.needs.features.contains(value)),
            // A module has no tests.
            "test" | "doctest" => Some(false),
            _ => None,
        }
    }

    /// Makes the code blocks of docs plain text: they would be doctests of the user's crate, and
    /// name the crate that is now a module.
    fn without_doctests(&self, text: &str) -> String {
        let mut plain = String::with_capacity(text.len());
        // The fence of the code block that contains the line, and whether it is Rust.
        let mut fence = "";
        let mut is_rust = false;
        for line in text.split_inclusive('\n') {
            let code = line.trim_start();
            let comment = code
                .strip_prefix("///")
                .or_else(|| code.strip_prefix("//!"));
            let Some(docs) = comment.map(str::trim) else {
                fence = "";
                is_rust = false;
                plain.push_str(line);
                continue;
            };
            let without_fence = docs.trim_start_matches('`');
            let backticks = docs.strip_suffix(without_fence).unwrap_or_default();
            if fence.is_empty() && backticks.len() >= 3 {
                fence = backticks;
                is_rust = without_fence.split(',').all(is_word_of_rust);
                if is_rust {
                    let before = line.strip_suffix(&format!("{without_fence}\n"));
                    plain.push_str(before.unwrap_or(line));
                    plain.push_str("text\n");
                    continue;
                }
            } else if !fence.is_empty() && docs == fence {
                fence = "";
                is_rust = false;
            }
            let is_hidden = docs == "#" || docs.starts_with("# ");
            match is_rust {
                true if is_hidden => {}
                true => plain.push_str(&self.example(line)),
                false => plain.push_str(line),
            }
        }
        plain
    }

    /// Returns `mod.rs` for the root of the crate. It has neither docs nor attributes of its own, so
    /// that `include!` can read it.
    fn module_file(&self, root: &str) -> String {
        let mut lines = root.split_inclusive('\n');
        let mut text = lines.next().unwrap_or_default().to_owned();
        text.push_str(&self.declaration_comment());
        for line in lines {
            let is_module = line.starts_with("mod ") || line.starts_with("pub mod ");
            if is_module {
                text.push_str(SKIP_FORMATTING);
            }
            if is_module || line.starts_with("pub use ") || line.starts_with("pub const ") {
                text.push_str(ALLOW_LINTS);
            }
            let belongs_to_crate = line.starts_with("//!") || line.starts_with("#![");
            let is_repeated_blank = line == "\n" && text.ends_with("\n\n");
            if !belongs_to_crate && !is_repeated_blank {
                text.push_str(&line.replace("include_str!(\"../", "include_str!(\""));
            }
        }
        format!("{}\n", text.trim_end())
    }

    fn declaration_comment(&self) -> String {
        let path = &self.path;
        let name = path.rsplit("::").next().unwrap_or(path);
        let commands: String = self
            .add_commands()
            .iter()
            .map(|command| format!("//     {command}\n"))
            .collect();
        format!(
            "//\n// This is the module `{path}`, which `mod {name};` declares. It needs Rust 1.88, edition 2024, and:\n//\n\
             {commands}\n"
        )
    }

    /// Returns the files that the module has: other files, and sources that a `mod` reaches. A
    /// feature that is off has taken the `mod` of the others.
    pub(crate) fn reachable(files: Vec<File>) -> Vec<File> {
        let mut files_by_path: BTreeMap<String, File> = files
            .into_iter()
            .map(|file| (file.path.clone(), file))
            .collect();
        let mut unread = vec![MODULE_FILE.to_owned()];
        let mut reached = BTreeSet::new();
        while let Some(path) = unread.pop() {
            let Some(file) = files_by_path.get(&path) else {
                continue;
            };
            let stem = path.trim_end_matches(".rs");
            let folder = match stem.strip_suffix("mod") {
                Some(folder) if folder.is_empty() || folder.ends_with('/') => folder.to_owned(),
                _ => format!("{stem}/"),
            };
            for name in declared_modules(&file.contents) {
                unread.push(format!("{folder}{name}.rs"));
                unread.push(format!("{folder}{name}/mod.rs"));
            }
            reached.insert(path);
        }
        files_by_path.retain(|path, _| !path.ends_with(".rs") || reached.contains(path));
        files_by_path.into_values().collect()
    }
}

/// Returns whether a word after the fence of a code block is one of a block in Rust.
fn is_word_of_rust(word: &str) -> bool {
    matches!(
        word.trim(),
        "" | "compile_fail" | "ignore" | "no_run" | "rust" | "should_panic"
    )
}

/// Returns the names of the modules that a file declares without a body.
fn declared_modules(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let declaration = line.trim_start().strip_suffix(';')?;
        let (visibility, name) = declaration.split_once("mod ")?;
        let is_declaration = visibility.is_empty() || visibility.starts_with("pub");
        is_declaration.then_some(name.trim_start_matches("r#"))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form() -> ModuleForm {
        ModuleForm {
            path: "crate::api".to_owned(),
            crate_name: "pets".to_owned(),
            needs: ModuleNeeds {
                features: BTreeSet::from(["blocking".to_owned()]),
                add_commands: vec!["cargo add http@1".to_owned()],
            },
        }
    }

    fn file(path: &str, contents: &str) -> File {
        File {
            path: path.to_owned(),
            contents: contents.to_owned(),
        }
    }

    #[test]
    fn sources_have_the_paths_of_the_module() {
        let source = "\
/// [`A`](crate::A)
/// ```no_run
/// # fn main() {}
/// use pets::A;
/// ```
/// ```rust,should_panic
/// pets::a();
/// ```
/// ```json
/// # 1
/// ```
#[cfg(feature = \"blocking\")]
pub fn a() -> crate::A { macros::a!($crate::A, cfg!(feature = \"xml\")) }

// Reads XML.
#[cfg(feature = \"xml\")]
pub fn b() {}
";
        let expected = "\
/// [`A`](crate::api::A)
/// ```text
/// use crate::api::A;
/// ```
/// ```text
/// crate::api::a();
/// ```
/// ```json
/// # 1
/// ```
pub fn a() -> crate::api::A { macros::a!($crate::api::A, false) }

";
        let emitted = form().file(file("src/client/a.rs", source));
        assert_eq!(emitted, file("client/a.rs", expected));
    }

    #[test]
    fn the_root_has_no_docs_and_attributes_of_the_crate() {
        let source = "// @generated\n//! Docs.\n\n#![forbid(unsafe_code)]\n\nmod client;\n";
        let emitted = form().file(file("src/lib.rs", source));
        assert_eq!(emitted.path, "mod.rs");
        assert!(!emitted.contents.contains("#!["), "{}", emitted.contents);
        assert!(!emitted.contents.contains("//!"), "{}", emitted.contents);
        assert!(emitted.contents.contains("//     cargo add http@1\n"));
        assert!(
            emitted
                .contents
                .ends_with(&format!("\n\n{SKIP_FORMATTING}{ALLOW_LINTS}mod client;\n"))
        );
    }

    #[test]
    fn files_without_a_declaration_are_left_out() {
        let files = vec![
            file("a.rs", "pub(crate) mod r#c;\n"),
            file("a/c.rs", ""),
            file("api.lock.json", ""),
            file("b/mod.rs", "mod d;"),
            file("b/d.rs", "// mod e;\nmod f { }"),
            file("e.rs", ""),
            file("mod.rs", "mod a;\npub mod b;\n"),
        ];
        let paths: Vec<String> = ModuleForm::reachable(files)
            .into_iter()
            .map(|file| file.path)
            .collect();
        let expected = [
            "a.rs",
            "a/c.rs",
            "api.lock.json",
            "b/d.rs",
            "b/mod.rs",
            "mod.rs",
        ];
        assert_eq!(paths, expected);
    }
}

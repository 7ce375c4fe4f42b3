//! The file that is imported, and its name in messages.

use std::collections::HashMap;
use std::path::Path;

use super::api_md_outline::linked_api_md;
use description::{Failure, read_file_or_input, read_named_text};

/// A `stainless.yml` or an `api.md`, and the path of the description for the `generator.yaml`.
#[derive(Clone, Debug)]
pub struct StainlessFile {
    /// The name of the file in messages.
    pub name: String,
    /// The text of the file.
    pub text: String,
    /// The path of the description, relative to `generator.yaml`; `None` if it was read from the
    /// standard input.
    pub spec: Option<String>,
    /// The texts of the files to which the headings of an `api.md` link, by their paths.
    pub linked: HashMap<String, String>,
}

impl StainlessFile {
    /// Reads the file at `path`, or for `-` the standard input; `spec` is the path of the
    /// description, relative to `generator.yaml`, if it has one.
    ///
    /// # Errors
    /// If it cannot be read, or is not UTF-8.
    pub fn load(path: &Path, spec: Option<String>) -> Result<Self, Failure> {
        let (name, text) = read_file_or_input(path)?;
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut linked = HashMap::new();
        for file in text.lines().map(str::trim).filter_map(linked_api_md) {
            if let Ok((_, text)) = read_named_text(&folder.join(file)) {
                linked.insert(file.to_owned(), text);
            }
        }
        Ok(Self {
            name,
            text,
            spec,
            linked,
        })
    }

    /// Returns whether this is an `api.md`.
    pub(super) fn is_api_md(&self) -> bool {
        self.name.ends_with(".md") || self.text.contains("<code title=\"")
    }
}

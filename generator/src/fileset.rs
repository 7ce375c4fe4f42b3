//! The files of an emitted crate, in memory: `render` creates them and `output` writes them.
//!
//! Paths are unique and sorted, relative, use `/`, and never contain `..`.

/// A file to be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct File {
    /// Path, relative to the folder of the crate, separated by `/`.
    pub path: String,
    /// Its text.
    pub contents: String,
}

/// All files of an emitted crate, sorted by path.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FileSet(Vec<File>);

impl FileSet {
    /// Creates a set of files; of those with the same path, the first one is used.
    pub fn new(mut files: Vec<File>) -> Self {
        files.sort_by(|a, b| a.path.cmp(&b.path));
        files.dedup_by(|b, a| a.path == b.path);
        Self(files)
    }

    /// Returns the files, sorted by path.
    pub fn files(&self) -> &[File] {
        &self.0
    }

    /// Returns the text of the file at `path`.
    pub fn get(&self, path: &str) -> Option<&str> {
        let index = self
            .0
            .binary_search_by(|file| file.path.as_str().cmp(path))
            .ok()?;
        self.0.get(index).map(|file| file.contents.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_sorted_and_unique() {
        let file = |path: &str, contents: &str| File {
            path: path.to_owned(),
            contents: contents.to_owned(),
        };
        let set = FileSet::new(vec![
            file("src/b.rs", "1"),
            file("a", "2"),
            file("src/b.rs", "3"),
        ]);
        assert_eq!(
            set.files()
                .iter()
                .map(|f| f.path.as_str())
                .collect::<Vec<_>>(),
            ["a", "src/b.rs"]
        );
        assert_eq!(set.get("src/b.rs"), Some("1"));
        assert_eq!(set.get("c"), None);
    }
}

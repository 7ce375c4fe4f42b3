//! The text of a file. A short text is kept in memory; a long one is read again when a location in
//! it is needed.
//!
//! Most runs print few locations, and building the model needs the memory that long texts would
//! take.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use super::files;

const KEPT: usize = 1 << 20;

#[derive(Clone, Debug)]
pub(super) enum SourceText {
    Kept(String),
    /// The path of the file, and a hash that detects changes to the file.
    OnDisk(PathBuf, u64),
}

impl SourceText {
    /// Keeps the text, unless it is long and can be read again from `path`.
    pub(super) fn of(text: String, path: Option<&Path>) -> Self {
        match path {
            Some(path) if text.len() > KEPT => {
                Self::OnDisk(path.to_owned(), hash_source_text(&text))
            }
            _ => Self::Kept(text),
        }
    }

    /// Returns the text; `None` if the file has changed since it was read.
    pub(super) fn get(&self) -> Option<Cow<'_, str>> {
        match self {
            Self::Kept(text) => Some(Cow::Borrowed(text)),
            Self::OnDisk(path, expected) => {
                let text = files::read_text_file(path, "").ok()?;
                if hash_source_text(&text) == *expected {
                    Some(Cow::Owned(text))
                } else {
                    None
                }
            }
        }
    }
}

fn hash_source_text(text: &str) -> u64 {
    let mut state = DefaultHasher::new();
    text.hash(&mut state);
    state.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_files_are_read_again_unless_they_changed() {
        let path = std::env::temp_dir().join(format!("generator-text-{}", std::process::id()));
        let long = "x".repeat(KEPT + 1);
        std::fs::write(&path, &long).unwrap();
        let text = SourceText::of(long.clone(), Some(&path));
        assert!(matches!(text, SourceText::OnDisk(..)));
        assert_eq!(text.get().as_deref(), Some(long.as_str()));
        std::fs::write(&path, "changed").unwrap();
        assert_eq!(text.get(), None);
        std::fs::remove_file(&path).unwrap();
        assert!(matches!(
            SourceText::of("short".to_owned(), Some(&path)),
            SourceText::Kept(_)
        ));
        assert!(matches!(SourceText::of(long, None), SourceText::Kept(_)));
    }
}

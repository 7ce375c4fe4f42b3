//! Resolves the `$ref`s of a raw description independently of the generator, whose own resolution
//! is under test.

use std::path::{Component, Path, PathBuf};

use sdkwright::diag::{FileId, Origin};
use sdkwright::source::Document;
use serde_json::Value;

/// The maximum length of a chain of references.
const LONGEST: usize = 50;

/// Returns the target of a reference in `file`; `None` if it is dangling.
pub(crate) fn reference_target(
    document: &Document,
    file: FileId,
    reference: &str,
) -> Option<Origin> {
    let (path, pointer) = reference.split_once('#').unwrap_or((reference, ""));
    let file = if path.is_empty() {
        file
    } else {
        file_at_path(document, file, &unescape_fragment(path))?
    };
    let target = Origin::new(file, unescape_fragment(pointer));
    document.value(&target).is_some().then_some(target)
}

/// Returns the file at a relative path.
fn file_at_path(document: &Document, from: FileId, path: &str) -> Option<FileId> {
    let folder = Path::new(document.file_name(from))
        .parent()
        .unwrap_or(Path::new(""));
    let wanted = normalized_path(&folder.join(path));
    let files = (0..document.file_count())
        .filter_map(|index| u32::try_from(index).ok())
        .map(FileId);
    files
        .into_iter()
        .find(|file| normalized_path(Path::new(document.file_name(*file))) == wanted)
}

/// Returns the path with `.` and `..` resolved lexically.
fn normalized_path(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir if plain.file_name().is_some() => drop(plain.pop()),
            component => plain.push(component),
        }
    }
    plain
}

/// Returns the end of the chain of references that begins at `origin`.
pub(crate) fn follow_references(document: &Document, origin: &Origin) -> Option<Origin> {
    let mut origin = origin.clone();
    for _ in 0..LONGEST {
        match document.value(&origin)?.get("$ref").and_then(Value::as_str) {
            Some(reference) => origin = reference_target(document, origin.file, reference)?,
            None => return Some(origin),
        }
    }
    None
}

/// Returns the JSON pointer in a URI fragment.
pub(crate) fn unescape_fragment(fragment: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = fragment.as_bytes();
    while let Some((&first, after)) = rest.split_first() {
        let code = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(byte) if first == b'%' => {
                bytes.push(byte);
                rest = after.get(2..).unwrap_or_default();
            }
            _ => {
                bytes.push(first);
                rest = after;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

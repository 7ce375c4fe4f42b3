//! Files on disk: limits on reading them, and their displayed names.

use super::lines::Lines;
use diag::TextLocation;
use std::fs::{self, File};
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

const LARGEST: u64 = 256 << 20;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Unreadable {
    pub(super) code: &'static str,
    pub(super) message: String,
    pub(super) help: Option<&'static str>,
    /// The location in the file, if the error has one.
    pub(super) location: Option<TextLocation>,
}

impl Unreadable {
    pub(super) fn new(
        code: &'static str,
        message: String,
        help: impl Into<Option<&'static str>>,
    ) -> Self {
        Self {
            code,
            message,
            help: help.into(),
            location: None,
        }
    }

    /// Sets the location to the end of `valid`, the part of the file `name` that could be read.
    pub(super) fn after(self, name: &str, valid: &str) -> Self {
        Self {
            location: Some(Lines::new(name, valid).at_offset(valid.len())),
            ..self
        }
    }

    /// Adds the location to the message, for a report that has another location.
    pub(super) fn with_place(mut self) -> Self {
        if let Some(at) = &self.location {
            self.message += &format!(", at {}:{}:{}", at.file, at.line, at.column);
        }
        self
    }
}

pub(super) fn read_text_file(path: &Path, name: &str) -> Result<String, Unreadable> {
    decode_text(read_bytes(path, name)?, name)
}

/// Returns whether the path of a description is a URL.
pub fn is_url_path(path: &Path) -> bool {
    let address = path.to_string_lossy();
    address.starts_with("https://") || address.starts_with("http://")
}

/// Returns whether the path of a description means the standard input: `-`.
pub fn is_standard_input(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Returns whether a description can be read only once, and is in no folder: the standard input, or a
/// pipe, such as `<(command)` of a shell.
pub fn is_stream(path: &Path) -> bool {
    is_standard_input(path) || is_pipe(path)
}

#[cfg(unix)]
pub(super) fn is_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    fs::metadata(path).is_ok_and(|metadata| metadata.file_type().is_fifo())
}

#[cfg(not(unix))]
pub(super) fn is_pipe(_: &Path) -> bool {
    false
}

/// The name of the standard input in locations.
pub(super) const STANDARD_INPUT: &str = "standard input";

/// Returns the name of a file as the subject of a message: in code marks, unless it is the standard
/// input.
pub fn name_in_words(name: &str) -> String {
    if name == STANDARD_INPUT {
        format!("the {name}")
    } else {
        format!("`{name}`")
    }
}

/// Reads the standard input.
pub(super) fn read_standard_input() -> Result<String, Unreadable> {
    read_stream(std::io::stdin(), STANDARD_INPUT)
}

/// Reads a pipe, which is empty afterwards.
pub(super) fn read_pipe(path: &Path, name: &str) -> Result<String, Unreadable> {
    let file = File::open(path).map_err(|error| unreadable_file_error(name, &error))?;
    read_stream(file, name)
}

fn read_stream(stream: impl Read, name: &str) -> Result<String, Unreadable> {
    let mut bytes = Vec::new();
    stream
        .take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| {
            Unreadable::new(
                "unreadable-file",
                format!("{} cannot be read: {error}", name_in_words(name)),
                "name a file",
            )
        })?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large_error(name));
    }
    decode_text(bytes, name)
}

fn decode_text(bytes: Vec<u8>, name: &str) -> Result<String, Unreadable> {
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let message = format!("{} is UTF-16, expected UTF-8", name_in_words(name));
        return Err(Unreadable::new("not-utf8", message, "save the file as UTF-8").after(name, ""));
    }
    String::from_utf8(bytes)
        .map(without_byte_order_mark)
        .map_err(|error| {
            let end = error.utf8_error().valid_up_to();
            let valid = String::from_utf8_lossy(error.as_bytes().get(..end).unwrap_or_default());
            let message = format!("{} is not UTF-8 from byte {end} on", name_in_words(name));
            Unreadable::new("not-utf8", message, "save the file as UTF-8").after(name, &valid)
        })
}

/// Removes a byte order mark, which some editors on Windows write, but the parsers do not accept.
pub(super) fn without_byte_order_mark(text: String) -> String {
    text.strip_prefix('\u{feff}')
        .map(str::to_owned)
        .unwrap_or(text)
}

fn too_large_error(name: &str) -> Unreadable {
    let message = format!(
        "{} is larger than {} MB",
        name_in_words(name),
        LARGEST >> 20
    );
    Unreadable::new(
        "document-too-large",
        message,
        "split the description into several files",
    )
}

/// Returns why a file is unreadable.
fn unreadable_file_error(name: &str, error: &std::io::Error) -> Unreadable {
    let (fact, help) = match error.kind() {
        ErrorKind::NotFound if name.contains("://") => (
            "is not a file".to_owned(),
            Some("name a file or an https URL"),
        ),
        ErrorKind::NotFound => ("does not exist".to_owned(), None),
        ErrorKind::PermissionDenied => (
            "may not be read".to_owned(),
            Some("check the permissions of the file"),
        ),
        _ => (format!("cannot be read: {error}"), None),
    };
    Unreadable::new("unreadable-file", format!("`{name}` {fact}"), help)
}

fn read_bytes(path: &Path, name: &str) -> Result<Vec<u8>, Unreadable> {
    let metadata = fs::metadata(path).map_err(|error| unreadable_file_error(name, &error))?;
    if is_pipe(path) {
        return Err(Unreadable::new(
            "unreadable-file",
            format!("`{name}` is a pipe, expected a file"),
            "write it to a file first; only a description may be a pipe, or `-`",
        ));
    }
    if !metadata.is_file() {
        let kind = if metadata.is_dir() {
            "a folder"
        } else {
            "not a regular file"
        };
        return Err(Unreadable::new(
            "unreadable-file",
            format!("`{name}` is {kind}, expected a file"),
            "name a file",
        ));
    }
    let mut bytes =
        Vec::with_capacity(usize::try_from(metadata.len().min(LARGEST)).unwrap_or_default() + 1);
    let file = File::open(path).map_err(|error| unreadable_file_error(name, &error))?;
    file.take(LARGEST + 1)
        .read_to_end(&mut bytes)
        .map_err(|error| unreadable_file_error(name, &error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(too_large_error(name));
    }
    Ok(bytes)
}

/// Returns the folder of the package that contains a folder: the nearest one with a `Cargo.toml`.
pub fn enclosing_package(folder: &Path) -> Option<&Path> {
    folder
        .ancestors()
        .find(|ancestor| ancestor.join("Cargo.toml").is_file())
}

/// Removes `.` and `..` from `path`, without accessing the file system.
pub fn normalise_path(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir
                if matches!(out.components().next_back(), Some(Component::Normal(_))) =>
            {
                out.pop();
            }
            Component::ParentDir if out.has_root() => {}
            component => out.push(component),
        }
    }
    out
}

/// Returns the relative path from `folder` to `path`; both must be absolute.
pub fn relative_path(folder: &Path, path: &Path) -> PathBuf {
    let shared = folder
        .components()
        .zip(path.components())
        .take_while(|(a, b)| a == b)
        .count();
    let up = folder
        .components()
        .skip(shared)
        .map(|_| Component::ParentDir);
    up.chain(path.components().skip(shared)).collect()
}

/// Returns `path` with forward slashes on every system; for a URL, without the parts that may be
/// secrets.
pub fn display_name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if is_url_path(path) {
        without_secrets(&name)
    } else {
        name.replace('\\', "/")
    }
}

/// Returns a URL without the parts that may be credentials: user name and password are removed, and
/// the query is shortened to `?…`.
pub(super) fn without_secrets(url: &str) -> String {
    let Some((scheme, after_scheme)) = url.split_once("://") else {
        return url.to_owned();
    };
    let (authority, path) = after_scheme.split_at(
        after_scheme
            .find(['/', '\\', '?', '#'])
            .unwrap_or(after_scheme.len()),
    );
    let host = authority
        .rsplit_once('@')
        .map_or(authority, |(_, host)| host);
    let (path, query) = match path.split_once('?') {
        Some((path, _)) => (path, "?…"),
        None => (path, ""),
    };
    format!("{scheme}://{host}{path}{query}")
}

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum FileAddress {
    File(PathBuf),
    Url(String),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dot_segments_are_removed() {
        let rows = [
            ("/a/b/../c", "/a/c"),
            ("/a/./b", "/a/b"),
            ("/../../a", "/a"),
            ("a/../../b", "../b"),
            ("../a", "../a"),
            ("a/b/../..", ""),
        ];
        for (path, expected) in rows {
            assert_eq!(
                normalise_path(Path::new(path)),
                Path::new(expected),
                "{path}"
            );
        }
    }

    #[test]
    fn relative_paths_start_at_the_shared_folder() {
        let rows = [
            ("/a/b", "/a/b/c", "c"),
            ("/a/b", "/a/c", "../c"),
            ("/a/b", "/c", "../../c"),
            ("/", "/c", "c"),
        ];
        for (folder, path, expected) in rows {
            assert_eq!(
                relative_path(Path::new(folder), Path::new(path)),
                Path::new(expected),
                "{folder} {path}"
            );
        }
    }

    #[test]
    fn urls_are_shown_without_credentials() {
        let rows = [
            ("https://api.example/a.yaml", "https://api.example/a.yaml"),
            (
                "https://me:secret@api.example:8080/a.yaml",
                "https://api.example:8080/a.yaml",
            ),
            (
                "https://api.example/a.yaml?token=secret&v=1",
                "https://api.example/a.yaml?…",
            ),
            (
                "https://me:s@cret@api.example?token=secret",
                "https://api.example?…",
            ),
            (
                "https://api.example/@me/a.yaml",
                "https://api.example/@me/a.yaml",
            ),
            ("specs\\a.yaml", "specs/a.yaml"),
        ];
        for (path, expected) in rows {
            assert_eq!(display_name(Path::new(path)), expected);
        }
    }

    #[test]
    fn missing_files_and_folders_are_reported() {
        let missing = read_text_file(Path::new("/no/such/file"), "file").unwrap_err();
        assert_eq!(missing.message, "`file` does not exist");
        let folder = read_text_file(&std::env::temp_dir(), "tmp").unwrap_err();
        assert_eq!(folder.message, "`tmp` is a folder, expected a file");
    }
}

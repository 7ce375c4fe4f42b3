//! Resolves references to other files, and reads each file once.

use super::Document;
use super::files::{self, FileAddress, Unreadable};
use super::references::ReferenceParts;
use super::remote;
use diag::{Diagnostic, FileId};
use std::path::{Path, PathBuf};

const MOST_FILES: usize = 20_000;

impl Document {
    /// Returns the target file of a reference in the file `from`; `None` if it was not read.
    pub(super) fn linked_file(
        &self,
        from: FileId,
        parts: &ReferenceParts<'_>,
    ) -> Option<&Result<FileId, Unreadable>> {
        self.by_address.get(&self.address_of(from, parts)?)
    }

    /// Returns the file of a reference in the file `from`, if it was read.
    pub(crate) fn linked_file_id(
        &self,
        from: FileId,
        parts: &ReferenceParts<'_>,
    ) -> Option<FileId> {
        if parts.file.is_empty() {
            return Some(from);
        }
        self.linked_file(from, parts)?.as_ref().ok().copied()
    }

    pub(super) fn read_linked_file(
        &mut self,
        from: FileId,
        parts: &ReferenceParts<'_>,
        warnings: &mut Vec<Diagnostic>,
    ) {
        let Some(address) = self.address_of(from, parts) else {
            return;
        };
        if self.by_address.contains_key(&address) {
            return;
        }
        let result = match &address {
            FileAddress::File(path) => self.read_file(&with_existing_extension(path), warnings),
            FileAddress::Url(url) => self.fetch(url, warnings),
        };
        self.by_address.insert(address, result);
    }

    /// Returns the address of the target of a reference. In a remote file, every reference is
    /// remote, so that none reads a local file.
    fn address_of(&self, from: FileId, parts: &ReferenceParts<'_>) -> Option<FileAddress> {
        match self.file(from)?.address.as_ref() {
            // Without permission, a fetched description may refer to other files only by relative
            // references.
            Some(FileAddress::Url(_)) if parts.is_remote() && !self.allow_remote => None,
            Some(FileAddress::Url(base)) => {
                remote::joined(Some(base), parts.address).map(FileAddress::Url)
            }
            _ if parts.is_remote() && !self.allow_remote => None,
            _ if parts.is_remote() => remote::joined(None, parts.address).map(FileAddress::Url),
            Some(FileAddress::File(path)) => Some(FileAddress::File(files::normalise_path(
                &path.parent()?.join(&*parts.file),
            ))),
            None => None,
        }
    }

    fn fetch(&mut self, url: &str, warnings: &mut Vec<Diagnostic>) -> Result<FileId, Unreadable> {
        let fetched = self
            .files
            .iter()
            .filter(|file| matches!(file.address, Some(FileAddress::Url(_))))
            .count();
        let text = remote::fetch(url, fetched, "save the file next to the description")?;
        self.add_read(
            files::without_secrets(url),
            FileAddress::Url(url.to_owned()),
            text,
            warnings,
        )
    }

    fn read_file(
        &mut self,
        path: &Path,
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<FileId, Unreadable> {
        let name = self.shown_name(path);
        if self.files.len() >= MOST_FILES {
            let message =
                format!("`{name}` exceeds the {MOST_FILES} files that a description may have");
            let help = "bundle the files of the description into fewer";
            return Err(Unreadable::new("document-too-large", message, help));
        }
        // A symbolic link inside the folder may point outside.
        let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
        if self
            .allowed_folder
            .as_ref()
            .is_some_and(|folder| !real.starts_with(folder))
        {
            let message = format!("`{name}` is outside the folder of the description");
            let help = "move it into that folder, or allow it with `--allow-outside`";
            return Err(Unreadable::new("file-outside", message, help));
        }
        let address = FileAddress::File(real.clone());
        if let Some(file) = self.by_address.get(&address) {
            return file.clone();
        }
        let text = files::read_text_file(&real, &name).map_err(Unreadable::with_place)?;
        let result = self.add_read(name, address.clone(), text, warnings);
        self.by_address.insert(address, result.clone());
        result
    }

    fn add_read(
        &mut self,
        name: String,
        address: FileAddress,
        text: String,
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<FileId, Unreadable> {
        self.add_file(name.clone(), Some(address), text, warnings)
            .map_err(|problem| {
                let message = format!("`{name}` cannot be read: {}", problem.message);
                Unreadable { message, ..problem }.with_place()
            })
    }

    /// Returns the path as the user would write it: relative to the folder that the user gave.
    fn shown_name(&self, path: &Path) -> String {
        let Some(root) = self.files.first() else {
            return files::display_name(path);
        };
        let folder = match &root.address {
            Some(FileAddress::File(path)) => path.parent(),
            _ => None,
        };
        // A path that shares only the root directory with the folder was probably written as an
        // absolute path.
        let Some(folder) = folder.filter(|folder| {
            folder
                .components()
                .zip(path.components())
                .nth(1)
                .is_none_or(|(a, b)| a == b)
        }) else {
            return files::display_name(path);
        };
        let folder_name = root.name.rsplit_once('/').map_or("", |(folder, _)| folder);
        files::display_name(&files::normalise_path(
            &Path::new(folder_name).join(files::relative_path(folder, path)),
        ))
    }
}

/// Returns a path with the extension of the file that exists, if the path has none: descriptions
/// with `$self` refer to others by their URLs, such as `shared/foo` for the file `shared/foo.yaml`.
fn with_existing_extension(path: &Path) -> PathBuf {
    if path.extension().is_some() || path.exists() {
        return path.to_owned();
    }
    let candidates = ["yaml", "yml", "json"].map(|extension| path.with_extension(extension));
    candidates
        .into_iter()
        .find(|candidate| candidate.exists())
        .unwrap_or_else(|| path.to_owned())
}

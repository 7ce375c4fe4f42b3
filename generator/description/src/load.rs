//! Reads descriptions and configuration files: the root file, overlays, and every file that `$ref`s
//! reach.

use super::document::{read_file_or_input, read_named_text};
use super::files::{self, FileAddress, Unreadable};
use super::text::SourceText;
use super::{Document, Failure, amend, check, remote, survey};
use diag::progress::Progress;
use diag::{Diagnostic, FileId, Severity};
use serde_json::Value;
use std::path::{Path, PathBuf};

use foldhash::HashMap;

/// Options for reading a description.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Whether a `$ref` may refer to a file outside the folder of the root document.
    pub allow_outside: bool,
    /// Whether a `$ref` may refer to a URL (https, or http to localhost).
    pub allow_remote: bool,
    /// A file that has the text of the description instead of the file at its path, for example an
    /// earlier version from git. Messages still name the path, and `$ref`s are resolved against it.
    pub text_at: Option<PathBuf>,
    /// Overlays, JSON patches and parts to merge, applied to the root document in this order before
    /// anything else reads it.
    pub overlays: Vec<PathBuf>,
    /// Receives the progress of reading the description and building its model.
    pub on_progress: Option<fn(Progress)>,
}

impl Document {
    /// Reads the description at `path` and every file that it reaches by relative `$ref`s. `-`
    /// means the standard input. An https URL is fetched, together with the files that it refers to
    /// relatively. The standard input and a pipe have no folder, so that they have no such files.
    ///
    /// # Errors
    /// If the root file cannot be read or is not an OpenAPI description, or an overlay cannot be
    /// applied. Another unreadable file is an error only where a reference to it is resolved.
    pub fn load(path: &Path, options: &ReadOptions) -> Result<(Self, Vec<Diagnostic>), Failure> {
        if options.allow_remote && !remote::IS_BUILT_IN {
            return Err(remote::no_network_error("`$ref`s to the network are allowed").into());
        }
        let mut document = Self {
            allow_remote: options.allow_remote,
            on_progress: options.on_progress,
            ..Self::default()
        };
        document.report_progress(Progress::Reading { files: 0 });
        let (name, address, text) = match &options.text_at {
            Some(text_at) => read_root_at(path, text_at)?,
            None => read_root(path)?,
        };
        if let Some(FileAddress::File(path)) = &address
            && !options.allow_outside
        {
            document.allowed_folder = path.parent().map(Path::to_owned);
        }
        // Locations are looked up in the text that was read, not in the file at `path`.
        let read_text = options
            .text_at
            .as_ref()
            .map(|text_at| SourceText::of(text.clone(), Some(text_at)));
        let mut warnings = document.add_root(name, address, text)?;
        if let (Some(root), Some(read_text)) = (document.files.first_mut(), read_text) {
            root.text = read_text;
        }
        warnings.extend(amend::amend_document(&mut document, &options.overlays)?);
        document.complete(&mut warnings)?;
        Ok((document, warnings))
    }

    /// Reads a configuration file, with the locations of its values.
    ///
    /// # Errors
    /// If the file cannot be read or parsed, or has a duplicate key.
    pub fn load_settings(path: &Path) -> Result<Self, Failure> {
        let (name, text) = read_named_text(path)?;
        Self::settings_from_text(&name, text)
    }

    /// Reads the text of a configuration file; `name` is used in messages.
    ///
    /// # Errors
    /// If the text cannot be parsed, or has a duplicate key.
    pub fn settings_from_text(name: &str, text: String) -> Result<Self, Failure> {
        let mut document = Self::default();
        let remarks =
            document.add_text(name.to_owned(), None, files::without_byte_order_mark(text))?;
        if remarks.is_empty() {
            return Ok(document);
        }
        let errors = remarks.into_iter().map(|remark| Diagnostic {
            consequence: None,
            severity: Severity::Error,
            ..remark
        });
        Err(Failure {
            reports: document.report(errors.collect()),
        })
    }

    /// Returns a configuration that was read from another format than YAML or JSON. `offsets` has
    /// the offsets of values in `text` by JSON pointer; the others are located where their parents
    /// are.
    pub fn settings_from_value(
        name: &str,
        text: &str,
        root: Value,
        offsets: &HashMap<String, usize>,
    ) -> Self {
        let mut document = Self::default();
        document.add_value(name, text, root, offsets);
        document
    }

    /// Applies the text of an overlay, JSON patch or part to merge; `name` is used in messages.
    ///
    /// # Errors
    /// If it cannot be applied; the description may be changed in part then.
    pub fn amend(&mut self, name: &str, text: String) -> Result<Vec<Diagnostic>, Failure> {
        let id = self.next_file_id();
        let mut warnings = self.add_text(name.to_owned(), None, text)?;
        warnings.extend(amend::apply_amendment_file(self, id)?);
        Ok(warnings)
    }

    /// Reads a single-file description from its text; `name` is used in messages, and its extension
    /// selects the format.
    ///
    /// # Errors
    /// If the text cannot be parsed or is not an OpenAPI description.
    pub fn from_text(name: &str, text: String) -> Result<(Self, Vec<Diagnostic>), Failure> {
        let mut document = Self::default();
        let mut warnings =
            document.add_root(name.to_owned(), None, files::without_byte_order_mark(text))?;
        document.complete(&mut warnings)?;
        Ok((document, warnings))
    }

    /// Checks the version of the root file, and reads all other files.
    fn complete(&mut self, warnings: &mut Vec<Diagnostic>) -> Result<(), Failure> {
        self.follow_map_references(warnings);
        warnings.extend(self.check_root()?);
        survey::load_files(self, warnings);
        Ok(())
    }

    fn add_root(
        &mut self,
        name: String,
        address: Option<FileAddress>,
        text: String,
    ) -> Result<Vec<Diagnostic>, Failure> {
        if text.trim().is_empty() {
            let problem = Unreadable::new(
                "empty-file",
                format!("`{name}` is empty"),
                "name a file with a description",
            );
            return Err(problem.after(&name, "").into());
        }
        if is_markup(&text) {
            let subject = files::name_in_words(&name);
            let message = format!("{subject} is HTML or XML, expected JSON or YAML");
            let help = "save the description itself, not the page that shows it";
            return Err(Unreadable::new("not-openapi", message, help)
                .after(&name, "")
                .into());
        }
        let warnings = self.add_text(name, address.clone(), text)?;
        if let Some(address) = address {
            self.by_address.insert(address, Ok(FileId(0)));
        }
        Ok(warnings)
    }

    fn check_root(&self) -> Result<Vec<Diagnostic>, Failure> {
        check::check_description_root(self.root(), self.file_name(FileId(0)))
            .and_then(|warnings| {
                check::refuse_only_version(self.root())?;
                Ok(warnings)
            })
            .map_err(|refusal| Failure {
                reports: self.report(vec![refusal]),
            })
    }
}

/// Returns whether the text is HTML or XML, such as a sign-in or error page that was saved instead
/// of the file.
fn is_markup(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(5).collect();
    let head = start.to_ascii_lowercase();
    ["<!doc", "<html", "<?xml", "<!--"]
        .iter()
        .any(|markup| head.starts_with(markup))
}

/// Returns the name of a description in messages, the address that its relative references start
/// from, and its text.
fn read_root(path: &Path) -> Result<(String, Option<FileAddress>, String), Failure> {
    if files::is_standard_input(path) {
        let (name, text) = read_file_or_input(path)?;
        if text.trim().is_empty() {
            let message = format!("the {name} is empty, expected an OpenAPI description");
            let help = "redirect one to it, such as `< openapi.yaml`";
            return Err(Unreadable::new("empty-file", message, help).into());
        }
        return Ok((name, None, text));
    }
    if files::is_pipe(path) {
        let name = files::display_name(path);
        let text = files::read_pipe(path, &name)?;
        return Ok((name, None, text));
    }
    if files::is_url_path(path) {
        let name = files::display_name(path);
        if !remote::IS_BUILT_IN {
            return Err(remote::no_network_error(&format!("`{name}` is on the network")).into());
        }
        let url = path.to_string_lossy().into_owned();
        let text = remote::fetch(&url, 0, "download it, and name the file")?;
        return Ok((name, Some(FileAddress::Url(url)), text));
    }
    let (name, text) = read_named_text(path)?;
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    Ok((name, Some(FileAddress::File(path)), text))
}

/// Returns the result of [`read_root`], for a description at `path` whose text is at `text_at`;
/// there may be no file at `path`.
fn read_root_at(
    path: &Path,
    text_at: &Path,
) -> Result<(String, Option<FileAddress>, String), Failure> {
    let name = files::display_name(path);
    let text = files::read_text_file(text_at, &name)?;
    let place = path
        .canonicalize()
        .or_else(|_| std::path::absolute(path))
        .unwrap_or_else(|_| path.to_owned());
    Ok((name, Some(FileAddress::File(place)), text))
}

//! A description as read: its files, and the locations of their values.

use super::anchors::Anchors;
use super::failure::Failure;
use super::files::{self, Unreadable};
use super::lines::Lines;
use super::links::FileAddress;
use super::locate::Passage;
use super::moves::Moves;
use super::parsed::{Broken, SourceFormat};
use super::text::SourceText;
use super::tree::Remark;
use super::{amend, check, generics, json, locate, pointer, remote, survey, swagger, yaml};
use crate::diag::{Diagnostic, FileId, LocatedDiagnostic, Origin, Severity, TextLocation};
use serde_json::Value;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

/// Options for reading a description.
#[derive(Clone, Debug, Default)]
pub struct ReadOptions {
    /// Whether a `$ref` may refer to a file outside the folder of the root document.
    pub allow_outside: bool,
    /// Whether a `$ref` may refer to a URL (https, or http to localhost).
    pub allow_remote: bool,
    /// A file that has the text of the description in place of the file at its path, such as one of an earlier commit.
    /// Messages still name the path, and `$ref`s start from it.
    pub text_at: Option<PathBuf>,
    /// Overlays and JSON patches, applied to the root document in this order before anything else reads it.
    pub overlays: Vec<PathBuf>,
}

/// A description: its root file and every file that its `$ref`s reach.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub(super) files: Vec<DescriptionFile>,
    pub(super) by_link: HashMap<FileAddress, Result<FileId, Unreadable>>,
    /// The folder that all files must be in.
    pub(super) allowed_folder: Option<PathBuf>,
    pub(super) allow_remote: bool,
    /// Changes that overlays made to the root file.
    changes: amend::Changes,
    pub(super) ids: HashMap<String, Origin>,
    /// Locations of values that were dropped because of their type.
    dropped: HashSet<Origin>,
    dropped_from: HashSet<Origin>,
    empty: HashSet<Origin>,
}

#[derive(Clone, Debug)]
pub(super) struct DescriptionFile {
    pub(super) name: String,
    /// Its address; a path is canonical. `None` for text without a file, in which relative references have no target.
    pub(super) link: Option<FileAddress>,
    format: SourceFormat,
    text: SourceText,
    root: Value,
    pub(super) anchors: Anchors,
    /// Where the values were written that were moved or copied while reading.
    moves: Moves,
}

impl Document {
    /// Reads the description at `path` and every file that it reaches by relative `$ref`s. `-` is the standard input, and
    /// an https URL is fetched, with the files that it refers to relatively.
    ///
    /// # Errors
    /// If the root cannot be read or is not a description that can be read, or an overlay cannot be applied. Other unreadable files are not
    /// errors here; resolving a reference to them is.
    pub fn load(path: &Path, options: &ReadOptions) -> Result<(Self, Vec<Diagnostic>), Failure> {
        if options.allow_remote && !remote::IS_BUILT_IN {
            return Err(remote::no_network_error("`$ref`s to the network are allowed").into());
        }
        let mut document = Self {
            allow_remote: options.allow_remote,
            ..Self::default()
        };
        let (name, link, text) = match &options.text_at {
            Some(text_at) => read_root_at(path, text_at)?,
            None => read_root(path)?,
        };
        if let Some(FileAddress::File(path)) = &link
            && !options.allow_outside
        {
            document.allowed_folder = path.parent().map(Path::to_owned);
        }
        let kept = options
            .text_at
            .as_ref()
            .map(|text_at| SourceText::of(text.clone(), Some(text_at)));
        let mut warnings = document.add_root(name, link, text)?;
        if let (Some(root), Some(kept)) = (document.files.first_mut(), kept) {
            root.text = kept;
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

    /// Applies the text of an overlay or JSON patch; `name` is used in messages.
    ///
    /// # Errors
    /// If it cannot be applied; the description may be changed in part then.
    pub(crate) fn amend(&mut self, name: &str, text: String) -> Result<Vec<Diagnostic>, Failure> {
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let mut warnings = self.add_text(name.to_owned(), None, text)?;
        warnings.extend(amend::apply_amendment_file(self, id)?);
        Ok(warnings)
    }

    /// Reads a single-file description from its text; `name` is used in messages, and its extension selects the format.
    ///
    /// # Errors
    /// If the text cannot be parsed or is not a description that can be read.
    pub fn from_text(name: &str, text: String) -> Result<(Self, Vec<Diagnostic>), Failure> {
        let mut document = Self::default();
        let mut warnings =
            document.add_root(name.to_owned(), None, files::without_byte_order_mark(text))?;
        document.complete(&mut warnings)?;
        Ok((document, warnings))
    }

    /// Checks the version of the root file, reads all other files, and rewrites what later modules do not know.
    fn complete(&mut self, warnings: &mut Vec<Diagnostic>) -> Result<(), Failure> {
        warnings.extend(self.check_root()?);
        if check::is_swagger(self.root()) {
            swagger::rewrite_swagger(self, warnings);
        }
        survey::load_files(self, warnings);
        generics::bind_dynamic_references(self);
        Ok(())
    }

    /// The root of the root file.
    pub fn root(&self) -> &Value {
        self.files.first().map_or(&Value::Null, |file| &file.root)
    }

    pub(crate) fn is_one_file(&self) -> bool {
        self.by_link.len() < 2
    }

    pub(crate) fn is_local(&self) -> bool {
        !self.allow_remote
    }

    /// Returns whether the description is OpenAPI 3.0, where `$ref` has no siblings.
    pub fn is_3_0(&self) -> bool {
        check::is_3_0(self.root())
    }

    /// Returns the value at `origin`.
    pub fn value(&self, origin: &Origin) -> Option<&Value> {
        pointer::lookup_pointer(&self.file(origin.file)?.root, &origin.pointer)
    }

    /// Returns the schema at `origin`, if the value there may be one: an object or a boolean.
    pub(crate) fn schema_at(&self, origin: &Origin) -> Option<&Value> {
        self.value(origin)
            .filter(|value| value.is_object() || value.is_boolean())
    }

    pub(crate) fn value_mut(&mut self, origin: &Origin) -> Option<&mut Value> {
        let root = &mut self.files.get_mut(origin.file.0 as usize)?.root;
        pointer::lookup_pointer_mut(root, &origin.pointer)
    }

    pub(super) fn moves(&self, file: FileId) -> Option<&Moves> {
        Some(&self.file(file)?.moves)
    }

    pub(super) fn set_moves(&mut self, file: FileId, moves: Moves) {
        if let Some(file) = self.files.get_mut(file.0 as usize) {
            file.moves = moves;
        }
    }

    /// Records that the value at `origin` was at `former` before it was rewritten.
    pub(crate) fn record_move(&mut self, origin: &Origin, former: &Origin) {
        self.record_copy(origin.file, &origin.pointer, former);
    }

    pub(super) fn record_copy(&mut self, file: FileId, pointer: &str, written: &Origin) {
        if let Some(file) = self.files.get_mut(file.0 as usize) {
            // What was copied may be rewritten itself.
            let written = file.moves.written_at(written);
            file.moves.record_copy(pointer, &written);
        }
    }

    pub(super) fn has_dynamic_references(&self, file: FileId) -> bool {
        self.file(file).is_some_and(|file| file.anchors.is_dynamic)
    }

    /// Returns where the value at `origin` was written, if the description was rewritten; line numbers start there.
    pub(crate) fn written_at(&self, origin: &Origin) -> Origin {
        match self.moves(origin.file) {
            Some(moves) => moves.written_at(origin),
            None => origin.clone(),
        }
    }

    /// Returns the location of the value that was written at `origin`, if the description was rewritten.
    pub(crate) fn rewritten_at(&self, origin: &Origin) -> Origin {
        match self.moves(origin.file) {
            Some(moves) => moves.rewritten_at(origin),
            None => origin.clone(),
        }
    }

    pub(super) fn note_dropped(&mut self, origin: Origin) {
        self.dropped_from.extend(origin.parent());
        self.dropped.insert(origin);
    }

    pub(super) fn note_empty(&mut self, origin: Origin) {
        self.empty.insert(origin);
    }

    /// Returns whether the description has `origin`, even if only as a key without a value.
    pub(crate) fn is_written(&self, origin: &Origin) -> bool {
        self.value(origin).is_some() || self.empty.contains(origin)
    }

    /// Returns whether the value at `origin`, an ancestor, or a direct child of it was dropped.
    pub(crate) fn was_dropped(&self, origin: &Origin) -> bool {
        let around = origin
            .pointer
            .match_indices('/')
            .map(|(at, _)| origin.pointer.get(..at).unwrap_or_default());
        let mut around = around.map(|pointer| Origin::new(origin.file, pointer));
        !self.dropped.is_empty()
            && (self.dropped.contains(origin)
                || around.any(|place| self.dropped.contains(&place))
                || self.dropped_from.contains(origin))
    }

    /// Frees the values of the files, which take most of the memory. Names and locations remain available.
    pub fn forget_values(&mut self) {
        for file in &mut self.files {
            file.root = Value::Null;
            file.anchors = Anchors::default();
        }
    }

    /// Returns the number of files.
    pub fn file_count(&self) -> usize {
        self.files.len()
    }

    /// Returns the absolute paths of all local files that were read by their path.
    pub fn file_paths(&self) -> Vec<PathBuf> {
        let links = self.files.iter().filter_map(|file| file.link.as_ref());
        links
            .filter_map(|link| match link {
                FileAddress::File(path) => Some(path.clone()),
                FileAddress::Url(_) => None,
            })
            .collect()
    }

    /// Returns the name of the file, as the user would write it.
    pub fn file_name(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.name)
    }

    /// Returns line, column and text of `origin`, or of the innermost location around it that the text has.
    pub fn locate(&self, origin: &Origin) -> Option<TextLocation> {
        self.locate_all(&[origin]).pop().flatten()
    }

    /// Like [`Self::locate`] for many locations, in one pass over each file.
    pub fn locate_all(&self, origins: &[&Origin]) -> Vec<Option<TextLocation>> {
        self.search_texts(origins, |file, text, pointers| {
            locate::locate_pointers(file.format, &file.name, text, pointers)
        })
    }

    /// Returns the locations like [`Self::locate_all`], with the lines there.
    pub(crate) fn passages(&self, origins: &[&Origin]) -> Vec<Option<Passage>> {
        self.search_texts(origins, |file, text, pointers| {
            locate::locate_passages(file.format, &file.name, text, pointers)
        })
    }

    /// Looks up the locations of `diagnostics`, in one pass over each file.
    pub fn report(&self, diagnostics: Vec<Diagnostic>) -> Vec<LocatedDiagnostic> {
        let nowhere = Origin::new(FileId(u32::MAX), "");
        let pairs = diagnostics
            .iter()
            .flat_map(|one| [one.origin.as_ref(), one.related.as_ref().map(|(_, at)| at)]);
        let origins: Vec<&Origin> = pairs.map(|origin| origin.unwrap_or(&nowhere)).collect();
        let mut locations = self.locate_all(&origins).into_iter();
        diagnostics
            .into_iter()
            .map(|diagnostic| LocatedDiagnostic {
                diagnostic: self.as_written(diagnostic),
                location: locations.next().flatten(),
                related: locations.next().flatten(),
            })
            .collect()
    }

    /// Returns a diagnostic whose locations are those in the text.
    fn as_written(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        diagnostic.origin = diagnostic.origin.map(|origin| self.written_at(&origin));
        diagnostic.related = diagnostic
            .related
            .map(|(text, origin)| (text, self.written_at(&origin)));
        diagnostic
    }

    /// Returns the source text of the plain scalars at `origins`, because YAML reads `1.10` as the number `1.1`.
    pub(super) fn plain_scalars(&self, origins: &[&Origin]) -> Vec<Option<String>> {
        let found = self.search_texts(origins, |file, text, pointers| {
            locate::plain_scalars(file.format, text, pointers)
        });
        found.into_iter().map(Option::flatten).collect()
    }

    /// Calls `find` with the text and pointers of each file; returns the results in the order of `origins`.
    fn search_texts<T: Clone>(
        &self,
        origins: &[&Origin],
        find: impl Fn(&DescriptionFile, &str, &[&str]) -> Vec<T>,
    ) -> Vec<Option<T>> {
        let mut found = vec![None; origins.len()];
        let mut by_file: HashMap<FileId, (Vec<Origin>, Vec<&mut Option<T>>)> = HashMap::new();
        for (origin, slot) in origins.iter().zip(&mut found) {
            let written = self.written_at(origin);
            // Values that an overlay inserted are located in the overlay.
            let place = match written.file {
                FileId(0) => self.changes.place(&written.pointer),
                _ => written,
            };
            let (places, slots) = by_file.entry(place.file).or_default();
            places.push(place);
            slots.push(slot);
        }
        for (file, (places, slots)) in by_file {
            let Some(file) = self.file(file) else {
                continue;
            };
            let Some(text) = file.text.get() else {
                continue;
            };
            let pointers: Vec<&str> = places.iter().map(|place| place.pointer.as_ref()).collect();
            for (slot, there) in slots.into_iter().zip(find(file, &text, &pointers)) {
                *slot = Some(there);
            }
        }
        found
    }

    fn add_root(
        &mut self,
        name: String,
        link: Option<FileAddress>,
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
            let message = format!("`{name}` is HTML or XML, expected JSON or YAML");
            let help = "save the description itself, not the page that shows it";
            return Err(Unreadable::new("not-openapi", message, help)
                .after(&name, "")
                .into());
        }
        let warnings = self.add_text(name, link.clone(), text)?;
        if let Some(link) = link {
            self.by_link.insert(link, Ok(FileId(0)));
        }
        Ok(warnings)
    }

    fn check_root(&self) -> Result<Vec<Diagnostic>, Failure> {
        check::check_description_root(self.root()).map_err(|refusal| Failure {
            reports: self.report(vec![refusal]),
        })
    }

    pub(super) fn add_unlinked(
        &mut self,
        path: &Path,
    ) -> Result<(FileId, Vec<Diagnostic>), Failure> {
        let (name, text) = read_named_text(path)?;
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        let warnings = self.add_text(name, None, text)?;
        Ok((id, warnings))
    }

    /// Takes the root value and its changes out of the root file, until `put_root`.
    pub(super) fn take_root(&mut self) -> (Value, amend::Changes) {
        let root = self
            .files
            .first_mut()
            .map(|file| file.root.take())
            .unwrap_or_default();
        (root, std::mem::take(&mut self.changes))
    }

    pub(super) fn put_root(&mut self, (root, changes): (Value, amend::Changes)) {
        if let Some(file) = self.files.first_mut() {
            // An overlay may have added anchors.
            file.anchors = Anchors::of(&root, "$anchor");
            file.root = root;
        }
        self.ids.retain(|_, place| place.file != FileId(0));
        self.index_ids(FileId(0));
        self.changes = changes;
    }

    fn add_text(
        &mut self,
        name: String,
        link: Option<FileAddress>,
        text: String,
    ) -> Result<Vec<Diagnostic>, Failure> {
        let mut warnings = Vec::new();
        self.add_file(name, link, text, &mut warnings)?;
        Ok(warnings)
    }

    pub(super) fn add_file(
        &mut self,
        name: String,
        link: Option<FileAddress>,
        text: String,
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<FileId, Unreadable> {
        let format = SourceFormat::of(&name, &text);
        let read = match format {
            SourceFormat::Json => json::read_json_text,
            SourceFormat::Yaml => yaml::read_yaml_text,
        };
        let parsed = read(&text).map_err(
            |Broken {
                 code,
                 message,
                 help,
                 place,
             }| {
                // An error without a location is reported at the start of the file.
                let (line, column) = place.unwrap_or((1, 1));
                Unreadable {
                    code,
                    message,
                    help,
                    location: Some(Lines::new(&name, &text).at(line, column)),
                }
            },
        )?;
        let id = FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX));
        warnings.extend(
            parsed
                .remarks
                .into_iter()
                .map(|remark| remark_warning(id, remark)),
        );
        let anchors = Anchors::of(&parsed.root, &text);
        let path = match &link {
            Some(FileAddress::File(path)) => Some(path.as_path()),
            _ => None,
        };
        let text = SourceText::of(text, path);
        self.files.push(DescriptionFile {
            name,
            link,
            format,
            text,
            root: parsed.root,
            anchors,
            moves: Moves::default(),
        });
        self.index_ids(id);
        Ok(id)
    }

    pub(super) fn file(&self, id: FileId) -> Option<&DescriptionFile> {
        self.files.get(id.0 as usize)
    }
}

/// Returns whether the text is HTML or XML, such as a sign-in or error page that was saved instead of the file.
fn is_markup(text: &str) -> bool {
    let head: String = text.trim_start().chars().take(5).collect();
    let head = head.to_ascii_lowercase();
    ["<!doc", "<html", "<?xml", "<!--"]
        .iter()
        .any(|start| head.starts_with(start))
}

/// Returns the name of a description in messages, what it links from, and its text.
fn read_root(path: &Path) -> Result<(String, Option<FileAddress>, String), Failure> {
    if files::is_standard_input(path) {
        return Ok((
            "standard input".to_owned(),
            None,
            files::read_standard_input()?,
        ));
    }
    if files::is_url_path(path) {
        let name = files::display_name(path);
        if !remote::IS_BUILT_IN {
            return Err(remote::no_network_error(&format!("`{name}` is on the network")).into());
        }
        let url = path.to_string_lossy().into_owned();
        let help = Some("download it, and name the file");
        let text = remote::fetch(&url, 0).map_err(|fault| Unreadable { help, ..fault })?;
        return Ok((name, Some(FileAddress::Url(url)), text));
    }
    let (name, text) = read_named_text(path)?;
    let path = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    Ok((name, Some(FileAddress::File(path)), text))
}

/// Like [`read_root`], for a description at `path` whose text is at `text_at`; there may be no file at `path`.
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

/// Reads a text file; returns its name in messages, and its text.
///
/// # Errors
/// If it cannot be read, or is not UTF-8.
pub(crate) fn read_named_text(path: &Path) -> Result<(String, String), Failure> {
    let name = files::display_name(path);
    let text = files::read_text_file(path, &name)?;
    Ok((name, text))
}

fn remark_warning(file: FileId, remark: Remark) -> Diagnostic {
    match remark {
        Remark::DuplicateKey(key, pointer) => Diagnostic::warning(
            "duplicate-key",
            format!("`{key}` appears twice in one object, expected once"),
        )
        .at(&Origin::new(file, pointer))
        .instead("the last value is used")
        .help("remove or rename all but one of them"),
        Remark::HugeNumber(pointer) => Diagnostic::warning(
            "huge-number",
            "found a number beyond the range of 64-bit floats",
        )
        .at(&Origin::new(file, pointer))
        .instead("the largest float is used")
        .help("write a number below 1.8e308, or a string"),
    }
}

//! A description as read: its files, and the locations of their values.

use super::anchors::Anchors;
use super::failure::Failure;
use super::files::{self, FileAddress, Unreadable, display_name, relative_path};
use super::lines::Lines;
use super::locate::Passage;
use super::moves::Moves;
use super::parsed::{Broken, Remark, SourceFormat};
use super::places::Places;
use super::text::SourceText;
use super::{amend, check, json, locate, pointer, yaml};
use diag::progress::Progress;
use diag::{Diagnostic, FileId, LocatedDiagnostic, Origin, TextLocation};
use indexmap::IndexMap;
use serde_json::Value;
use std::borrow::Cow;
use std::path::{Path, PathBuf};

use foldhash::{HashMap, HashMapExt, HashSet};

/// A description: its root file and every file that its `$ref`s reach.
#[derive(Clone, Debug, Default)]
pub struct Document {
    pub(super) files: Vec<DescriptionFile>,
    /// The file at each address that was looked up, or why it cannot be read.
    pub(super) by_address: HashMap<FileAddress, Result<FileId, Unreadable>>,
    /// The folder in which all files must be.
    pub(super) allowed_folder: Option<PathBuf>,
    pub(super) allow_remote: bool,
    /// Changes that overlays made to the root file.
    pub(super) changes: amend::Changes,
    pub(super) ids: HashMap<String, Origin>,
    /// Locations of values that were dropped because of their type.
    pub(super) dropped: HashSet<Origin>,
    /// Locations of the parents of dropped values.
    pub(super) dropped_from: HashSet<Origin>,
    /// Locations of keys without a value.
    pub(super) empty: HashSet<Origin>,
    /// Receives the progress of reading the description and building its model.
    pub(super) on_progress: Option<fn(Progress)>,
}

#[derive(Clone, Debug)]
pub(super) struct DescriptionFile {
    pub(super) name: String,
    /// The address of the file; a path is canonical. `None` for text without a file: its relative
    /// references have no target.
    pub(super) address: Option<FileAddress>,
    /// The places of values; `None` if the file is JSON.
    places: Option<Places>,
    pub(super) text: SourceText,
    root: Value,
    pub(super) anchors: Anchors,
    /// The locations where moved and copied values were written.
    moves: Moves,
}

impl Document {
    /// Returns the root of the root file.
    pub fn root(&self) -> &Value {
        self.files.first().map_or(&Value::Null, |file| &file.root)
    }

    /// Reports how far a run has come with this description.
    pub fn report_progress(&self, step: Progress) {
        if let Some(on_progress) = self.on_progress {
            on_progress(step);
        }
    }

    /// Returns whether no `$ref` refers to another file.
    pub fn is_one_file(&self) -> bool {
        self.by_address.len() < 2
    }

    /// Returns whether no `$ref` may refer to a URL.
    pub fn is_local(&self) -> bool {
        !self.allow_remote
    }

    /// Returns whether the description is Swagger 2.0.
    pub(crate) fn is_swagger(&self) -> bool {
        check::is_swagger(self.root())
    }

    /// Returns the keys in the root that only Swagger 2.0 has.
    pub(crate) fn swagger_keys(&self) -> impl Iterator<Item = &'static str> {
        check::swagger_keys(self.root())
    }

    /// Returns whether the description was written as Swagger 2.0, even if it has been raised
    /// since.
    pub fn was_swagger(&self) -> bool {
        let version = self.written_at(&Origin::new(FileId(0), "/openapi"));
        &*version.pointer == "/swagger"
    }

    /// Returns whether the description is OpenAPI 3.0, where `$ref` has no siblings.
    pub fn is_3_0(&self) -> bool {
        check::is_3_0(self.root())
    }

    /// Returns the value at `origin`.
    pub fn value(&self, origin: &Origin) -> Option<&Value> {
        pointer::lookup_pointer(&self.file(origin.file)?.root, &origin.pointer)
    }

    /// Returns the locations of the items of the array at `list`; none if the value is not an
    /// array.
    pub fn items(
        &self,
        list: &Origin,
    ) -> impl DoubleEndedIterator<Item = Origin> + ExactSizeIterator + use<> {
        let count = self
            .value(list)
            .and_then(Value::as_array)
            .map_or(0, Vec::len);
        let list = list.clone();
        (0..count).map(move |index| list.item(index))
    }

    /// Returns the schema at `origin`, if the value there may be one: an object or a boolean.
    pub fn schema_at(&self, origin: &Origin) -> Option<&Value> {
        self.value(origin)
            .filter(|value| value.is_object() || value.is_boolean())
    }

    pub(crate) fn value_mut(&mut self, origin: &Origin) -> Option<&mut Value> {
        let root = &mut self.files.get_mut(origin.file.0 as usize)?.root;
        pointer::lookup_pointer_mut(root, &origin.pointer)
    }

    pub(crate) fn moves(&self, file: FileId) -> Option<&Moves> {
        Some(&self.file(file)?.moves)
    }

    pub(crate) fn set_moves(&mut self, file: FileId, moves: Moves) {
        if let Some(file) = self.files.get_mut(file.0 as usize) {
            file.moves = moves;
        }
    }

    /// Records that the value at `origin` was at `former` before the description was rewritten.
    pub(crate) fn record_move(&mut self, origin: &Origin, former: &Origin) {
        if let Some(file) = self.files.get_mut(origin.file.0 as usize) {
            file.moves.record_move(&origin.pointer, former);
        }
    }

    pub(crate) fn record_copy(&mut self, file: FileId, pointer: &str, written: &Origin) {
        if let Some(file) = self.files.get_mut(file.0 as usize) {
            // The copied value may have been rewritten itself.
            let written = file.moves.written_at(written);
            file.moves.record_copy(pointer, &written);
        }
    }

    pub(crate) fn has_dynamic_references(&self, file: FileId) -> bool {
        self.file(file).is_some_and(|file| file.anchors.is_dynamic)
    }

    /// Returns where the value at `origin` was written, before any rewriting; line numbers refer to
    /// that location.
    pub fn written_at(&self, origin: &Origin) -> Origin {
        match self.moves(origin.file) {
            Some(moves) => moves.written_at(origin),
            None => origin.clone(),
        }
    }

    /// Returns the current location of the value that was written at `origin`, before any
    /// rewriting.
    pub fn rewritten_at(&self, origin: &Origin) -> Origin {
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
    pub fn is_written(&self, origin: &Origin) -> bool {
        self.value(origin).is_some() || self.empty.contains(origin)
    }

    /// Returns whether the value at `origin`, an ancestor, or a direct child of it was dropped.
    pub fn was_dropped(&self, origin: &Origin) -> bool {
        if self.dropped.is_empty() {
            return false;
        }
        if self.dropped.contains(origin) || self.dropped_from.contains(origin) {
            return true;
        }
        origin
            .ancestors()
            .any(|ancestor| self.dropped.contains(&ancestor))
    }

    /// Finds the anchors of all files again, because schemas were copied.
    pub(crate) fn collect_anchors(&mut self) {
        for file in &mut self.files {
            file.anchors = Anchors::of(&file.root, "$anchor");
        }
    }

    /// Frees the values of the files, which take most of the memory. Names and locations remain
    /// available.
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

    /// Returns the absolute paths of all local files that were read by path.
    pub fn file_paths(&self) -> Vec<PathBuf> {
        let addresses = self.files.iter().filter_map(|file| file.address.as_ref());
        addresses
            .filter_map(|address| match address {
                FileAddress::File(path) => Some(path.clone()),
                FileAddress::Url(_) => None,
            })
            .collect()
    }

    /// Returns the path and text of each file that was read; `None` if they are not all that the
    /// description depends on: if it is on the network, if a file cannot be read or has changed
    /// since, or if another file would be read if a symbolic link changed or a file were added.
    pub fn texts_by_path(&self) -> Option<Vec<(PathBuf, Cow<'_, str>)>> {
        for (address, file) in &self.by_address {
            let file = self.file(*file.as_ref().ok()?)?;
            if matches!(address, FileAddress::Url(_)) || file.address.as_ref() != Some(address) {
                return None;
            }
        }
        let mut texts = Vec::new();
        for file in &self.files {
            let path = match &file.address {
                Some(FileAddress::File(path)) => path.clone(),
                // Overlays and settings are named by their paths.
                _ => PathBuf::from(&file.name),
            };
            texts.push((path, file.text.get()?));
        }
        Some(texts)
    }

    /// Returns the name of the file, as the user would write it.
    pub fn file_name(&self, file: FileId) -> &str {
        self.file(file).map_or("", |file| &file.name)
    }

    /// Returns the key of a location in `generator.yaml`. The pointer in the key leads to the value
    /// in the text of the description; before the pointer is the file, if it is not the root file.
    pub fn settings_key(&self, origin: &Origin) -> String {
        let origin = self.written_at(origin);
        match self.file_key(origin.file) {
            Some(file) => format!("{file}#{}", origin.pointer),
            None => origin.pointer.to_string(),
        }
    }

    /// Returns the path of a file relative to the folder of the root file; `None` for the root
    /// file.
    pub fn file_key(&self, file: FileId) -> Option<String> {
        if file == FileId(0) {
            return None;
        }
        let folder = Path::new(self.file_name(FileId(0)))
            .parent()
            .unwrap_or_else(|| Path::new(""));
        let path = relative_path(folder, Path::new(self.file_name(file)));
        Some(display_name(&path))
    }

    /// Returns the value that `generator.yaml` sets for the location `origin`, by its key.
    pub fn setting_at<'s, T>(
        &self,
        settings: &'s IndexMap<String, T>,
        origin: &Origin,
    ) -> Option<&'s T> {
        if settings.is_empty() {
            return None;
        }
        let key = self.settings_key(origin);
        let setting = settings
            .get(&key)
            .or_else(|| settings.get(&format!("#{key}")));
        match setting {
            // In a description of Swagger 2.0, the key may also be the location after the
            // conversion to OpenAPI 3.
            None if origin.file == FileId(0) => settings.get(origin.pointer.as_ref()),
            setting => setting,
        }
    }

    /// Returns line, column and text of `origin`; if `origin` is not in the text, line, column and
    /// text of the innermost enclosing location that is.
    pub fn locate(&self, origin: &Origin) -> Option<TextLocation> {
        self.locate_all(&[origin]).pop().flatten()
    }

    /// Returns the results of [`Self::locate`] for many locations, in one pass over each file.
    pub fn locate_all(&self, origins: &[&Origin]) -> Vec<Option<TextLocation>> {
        self.search_texts(origins, |file, text, pointers| {
            locate::locate_pointers(file.places.as_ref(), &file.name, text, pointers)
        })
    }

    /// Returns the results of [`Self::locate_all`], with the lines at each location.
    pub fn passages(&self, origins: &[&Origin]) -> Vec<Option<Passage>> {
        self.search_texts(origins, |file, text, pointers| {
            locate::locate_passages(file.places.as_ref(), &file.name, text, pointers)
        })
    }

    /// Looks up the locations of `diagnostics` in the text, in one pass over each file.
    pub fn report(&self, diagnostics: Vec<Diagnostic>) -> Vec<LocatedDiagnostic> {
        let nowhere = Origin::new(FileId(u32::MAX), "");
        let pairs = diagnostics.iter().flat_map(|diagnostic| {
            let related = diagnostic.related.as_ref();
            [
                diagnostic.origin.as_ref(),
                related.map(|(_, origin)| origin),
            ]
        });
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

    /// Replaces the locations of a diagnostic by those where the values were written.
    fn as_written(&self, mut diagnostic: Diagnostic) -> Diagnostic {
        diagnostic.origin = diagnostic.origin.map(|origin| self.written_at(&origin));
        diagnostic.related = diagnostic
            .related
            .map(|(text, origin)| (text, self.written_at(&origin)));
        diagnostic
    }

    /// Returns the source text of the plain scalars at `origins`, since YAML reads `1.10` as the
    /// number `1.1`.
    pub(super) fn plain_scalars(&self, origins: &[&Origin]) -> Vec<Option<String>> {
        let scalars = self.search_texts(origins, |file, text, pointers| {
            locate::plain_scalars(file.places.as_ref(), text, pointers)
        });
        scalars.into_iter().map(Option::flatten).collect()
    }

    /// Calls `find` with the text and pointers of each file; returns the results in the order of
    /// `origins`.
    fn search_texts<T: Clone>(
        &self,
        origins: &[&Origin],
        find: impl Fn(&DescriptionFile, &str, &[&str]) -> Vec<T>,
    ) -> Vec<Option<T>> {
        let mut results = vec![None; origins.len()];
        let mut by_file: HashMap<FileId, (Vec<Origin>, Vec<&mut Option<T>>)> = HashMap::new();
        for (origin, slot) in origins.iter().zip(&mut results) {
            let written = self.written_at(origin);
            // A value that an overlay inserted is located in the overlay.
            let written_place = match written.file {
                FileId(0) => self.changes.origin(&written.pointer),
                _ => written,
            };
            let (places, slots) = by_file.entry(written_place.file).or_default();
            places.push(written_place);
            slots.push(slot);
        }
        for (file, (places, slots)) in by_file {
            let Some(file) = self.file(file) else {
                continue;
            };
            let Some(text) = file.text.get() else {
                continue;
            };
            let pointers: Vec<&str> = places
                .iter()
                .map(|written_place| written_place.pointer.as_ref())
                .collect();
            for (slot, result) in slots.into_iter().zip(find(file, &text, &pointers)) {
                *slot = Some(result);
            }
        }
        results
    }

    pub(super) fn add_unlinked(
        &mut self,
        path: &Path,
    ) -> Result<(FileId, Vec<Diagnostic>), Failure> {
        let (name, text) = read_named_text(path)?;
        let id = self.next_file_id();
        let warnings = self.add_text(name, None, text)?;
        Ok((id, warnings))
    }

    /// Takes the root value and its changes out of the root file, until `put_root` puts them back.
    pub(super) fn take_root(&mut self) -> (Value, amend::Changes) {
        let root = self
            .files
            .first_mut()
            .map(|file| file.root.take())
            .unwrap_or_default();
        (root, std::mem::take(&mut self.changes))
    }

    pub(super) fn put_root(&mut self, root: Value, changes: amend::Changes) {
        if let Some(file) = self.files.first_mut() {
            // An overlay may have added anchors.
            file.anchors = Anchors::of(&root, "$anchor");
            file.root = root;
        }
        self.ids.retain(|_, place| place.file != FileId(0));
        self.index_ids(FileId(0));
        self.changes = changes;
    }

    pub(super) fn add_text(
        &mut self,
        name: String,
        address: Option<FileAddress>,
        text: String,
    ) -> Result<Vec<Diagnostic>, Failure> {
        let mut warnings = Vec::new();
        self.add_file(name, address, text, &mut warnings)?;
        Ok(warnings)
    }

    /// Adds a file whose values were read from another format.
    pub(super) fn add_value(
        &mut self,
        name: &str,
        text: &str,
        root: Value,
        offsets: &HashMap<String, usize>,
    ) {
        let mut places = Places::default();
        places.add_value(None, &root, &mut String::new(), offsets, 0);
        self.files.push(DescriptionFile {
            name: name.to_owned(),
            address: None,
            places: Some(places),
            text: SourceText::of(text.to_owned(), None),
            anchors: Anchors::of(&root, ""),
            root,
            moves: Moves::default(),
        });
    }

    pub(super) fn add_file(
        &mut self,
        name: String,
        address: Option<FileAddress>,
        text: String,
        warnings: &mut Vec<Diagnostic>,
    ) -> Result<FileId, Unreadable> {
        let read = match SourceFormat::of(&name, &text) {
            SourceFormat::Json => json::read_json_text,
            SourceFormat::Yaml => yaml::read_yaml_text,
        };
        let parsed = read(&text).map_err(|broken| unreadable_text(broken, &name, &text))?;
        let id = self.next_file_id();
        warnings.extend(
            parsed
                .remarks
                .into_iter()
                .map(|remark| remark_warning(id, remark)),
        );
        let anchors = Anchors::of(&parsed.root, &text);
        let path = match &address {
            Some(FileAddress::File(path)) => Some(path.as_path()),
            _ => None,
        };
        let text = SourceText::of(text, path);
        self.files.push(DescriptionFile {
            name,
            address,
            places: parsed.places,
            text,
            root: parsed.root,
            anchors,
            moves: Moves::default(),
        });
        self.index_ids(id);
        Ok(id)
    }

    /// Registers the `$id`s of a file, sorted by pointer, so that the choice among equal `$id`s is
    /// always the same.
    fn index_ids(&mut self, file: FileId) {
        let Some(anchors) = self.files.get(file.0 as usize).map(|file| &file.anchors) else {
            return;
        };
        let mut ids: Vec<(&String, &String)> = anchors.ids.iter().collect();
        ids.sort_unstable();
        for (pointer, id) in ids {
            self.ids
                .entry(id.clone())
                .or_insert_with(|| Origin::new(file, pointer.as_ref()));
        }
    }

    /// Returns the id that the next file to be read will have.
    pub(super) fn next_file_id(&self) -> FileId {
        FileId(u32::try_from(self.files.len()).unwrap_or(u32::MAX))
    }

    pub(super) fn file(&self, id: FileId) -> Option<&DescriptionFile> {
        self.files.get(id.0 as usize)
    }
}

/// Reads a text file; returns its name in messages, and its text.
///
/// # Errors
/// If it cannot be read, or is not UTF-8.
pub fn read_named_text(path: &Path) -> Result<(String, String), Failure> {
    let name = display_name(path);
    let text = files::read_text_file(path, &name)?;
    Ok((name, text))
}

/// Reads a file, or for `-` the standard input, and returns its name in messages, and its text.
///
/// # Errors
/// If it cannot be read, or is not UTF-8.
pub fn read_file_or_input(path: &Path) -> Result<(String, String), Failure> {
    if files::is_standard_input(path) {
        let text = files::read_standard_input()?;
        return Ok((files::STANDARD_INPUT.to_owned(), text));
    }
    read_named_text(path)
}

/// Returns why a text cannot be parsed; if the location is not known, it is the start of the file.
fn unreadable_text(broken: Broken, name: &str, text: &str) -> Unreadable {
    let (line, column) = broken.place.unwrap_or((1, 1));
    Unreadable {
        code: broken.code,
        message: broken.message,
        help: broken.help,
        location: Some(Lines::new(name, text).at(line, column)),
    }
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

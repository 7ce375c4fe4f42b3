//! The keys of `generator.yaml`: JSON pointers, preceded by the file if it is not the root file (`types.yaml#/Pet`,
//! relative to the folder of the description).

use std::path::Path;

use indexmap::IndexMap;

use super::context::BuildContext;
use crate::config::{Exact, NumbersConfig};
use crate::diag::{FileId, Origin};
use crate::source::{display_name, relative_path};

impl<'d> BuildContext<'d> {
    /// Returns the configured name for the type of the schema at `origin`.
    pub(crate) fn named_type(&self, origin: &Origin) -> Option<&'d str> {
        self.configured(&self.config.types, origin)
    }

    /// Returns the configured name of the property, parameter, value, member or server at `origin`.
    pub(crate) fn named(&self, origin: &Origin) -> Option<&'d str> {
        self.configured(&self.config.names, origin)
    }

    /// Returns whether the number at `origin` keeps all digits.
    pub(crate) fn is_exact(&self, origin: &Origin) -> bool {
        match &self.config.numbers {
            None => false,
            Some(NumbersConfig::All(Exact::Exact)) => true,
            Some(NumbersConfig::Within(keys)) => keys
                .iter()
                .filter_map(|key| self.schema_of_key(key))
                .any(|place| origin.is_within(&place)),
        }
    }

    fn configured(&self, names: &'d IndexMap<String, String>, origin: &Origin) -> Option<&'d str> {
        if names.is_empty() {
            return None;
        }
        let key = self.key(origin);
        let found = names.get(&key).or_else(|| names.get(&format!("#{key}")));
        match found {
            // In a description of Swagger 2.0, the key may also be the location after the conversion to OpenAPI 3.
            None if origin.file == FileId(0) => names.get(origin.pointer.as_ref()),
            found => found,
        }
        .map(String::as_str)
    }

    /// Returns the key of a location in `generator.yaml`. Its pointer leads to the value in the text of the
    /// description.
    pub(crate) fn key(&self, origin: &Origin) -> String {
        let origin = self.document.written_at(origin);
        match self.file_key(origin.file) {
            Some(file) => format!("{file}#{}", origin.pointer),
            None => origin.pointer.to_string(),
        }
    }

    /// Returns the location that a key of `generator.yaml` means, which need not exist.
    pub(crate) fn place_of_key(&self, key: &str) -> Option<Origin> {
        let (file, pointer) = match key.split_once('#') {
            // Paths may contain `#`.
            Some((file, pointer)) if !key.starts_with('/') => (file, pointer),
            _ => ("", key),
        };
        if file.is_empty() {
            let place = Origin::new(FileId(0), pointer);
            return Some(self.document.rewritten_at(&place));
        }
        let mut files = (1..self.document.file_count())
            .filter_map(|index| u32::try_from(index).ok())
            .map(FileId);
        let found = files.find(|id| self.file_key(*id).as_deref() == Some(file))?;
        Some(self.document.rewritten_at(&Origin::new(found, pointer)))
    }

    /// Returns the location of the schema that a key means, if it exists.
    pub(crate) fn schema_of_key(&self, key: &str) -> Option<Origin> {
        let origin = self.place_of_key(key)?;
        let is_whole_file = origin.pointer.is_empty() && origin.file != FileId(0);
        if !is_whole_file && !origin.pointer.starts_with('/') {
            return None;
        }
        self.document.value(&origin)?;
        Some(origin)
    }

    /// Returns the path of a file relative to the folder of the root file; `None` for the root file.
    fn file_key(&self, file: FileId) -> Option<String> {
        if file == FileId(0) {
            return None;
        }
        let folder = Path::new(self.document.file_name(FileId(0)))
            .parent()
            .unwrap_or_else(|| Path::new(""));
        let path = relative_path(folder, Path::new(self.document.file_name(file)));
        Some(display_name(&path))
    }
}

//! The keys of `generator.yaml`: JSON pointers, preceded by the file if it is not the root file (`types.yaml#/Pet`,
//! relative to the folder of the description).

use super::context::BuildContext;
use config::{Exact, NumbersConfig};
use diag::{FileId, Origin};

impl<'d> BuildContext<'d> {
    /// Returns the configured name for the type of the schema at `origin`.
    pub(crate) fn named_type(&self, origin: &Origin) -> Option<&'d str> {
        let name = self.document.setting_at(&self.config.types, origin);
        name.map(String::as_str)
    }

    /// Returns the configured name of the property, parameter, value, member or server at `origin`.
    pub(crate) fn named(&self, origin: &Origin) -> Option<&'d str> {
        let name = self.document.setting_at(&self.config.names, origin);
        name.map(String::as_str)
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

    /// Returns the key of a location in `generator.yaml`.
    pub(crate) fn key(&self, origin: &Origin) -> String {
        self.document.settings_key(origin)
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
        let found = files.find(|id| self.document.file_key(*id).as_deref() == Some(file))?;
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
}

//! What all readers of extensions share.

use serde_json::Value;

use super::settings::{DescribedSettings, ExtensionOrigin, unusable_extension};
use super::values::{ExtensionValue, extensions_of};
use config::Config;
use description::{Document, ExtensionSetting, OpenApiObject};
use diag::{FileId, Origin};
use naming::{NameChange, find_name_change};

pub(super) struct ExtensionReader<'d> {
    pub(super) document: &'d Document,
    /// The settings of `generator.yaml` alone.
    pub(super) written: &'d Config,
    pub(super) settings: DescribedSettings,
}

impl<'d> ExtensionReader<'d> {
    /// Returns the extensions of the description as a whole that make this setting.
    pub(super) fn general_extensions(&self, setting: ExtensionSetting) -> Vec<ExtensionValue<'d>> {
        let Value::Object(root) = self.document.root() else {
            return Vec::new();
        };
        extensions_of(OpenApiObject::Document, root, &Origin::default())
            .filter(|extension| extension.setting == setting)
            .collect()
    }

    pub(super) fn warn(&mut self, extension: &ExtensionOrigin, fault: &str) {
        let warning = unusable_extension(extension, fault);
        self.settings.diagnostics.push(warning);
    }

    /// Returns the key of a location in `generator.yaml`: the current location, if the original
    /// location holds another value after rewriting, such as a Swagger 2.0 parameter and its
    /// schema.
    pub(super) fn settings_key(&self, origin: &Origin) -> String {
        let written = self.document.written_at(origin);
        if origin.file == FileId(0) && self.document.rewritten_at(&written) != *origin {
            return origin.pointer.to_string();
        }
        self.document.settings_key(origin)
    }

    /// Records the extension that makes the setting with these keys.
    pub(super) fn record(&mut self, keys: &[&str], extension: &ExtensionOrigin) {
        let setting = keys
            .iter()
            .fold(Origin::default(), |place, key| place.child(key));
        let origins = &mut self.settings.origins.0;
        origins.entry(setting).or_insert_with(|| extension.clone());
    }

    /// Converts the text of an extension to a name; reports a text that is no name.
    pub(super) fn usable_name(
        &mut self,
        text: &str,
        convert: fn(&str) -> String,
        extension: &ExtensionOrigin,
    ) -> Option<String> {
        let name = convert_to_name(text, convert);
        if let Err(fault) = &name {
            self.warn(extension, fault);
        }
        name.ok()
    }
}

/// Converts a text to a name. The error says that the text is no name.
pub(super) fn convert_to_name(text: &str, convert: fn(&str) -> String) -> Result<String, String> {
    let name = convert(text);
    if find_name_change(text, &name) != Some(NameChange::NoName) {
        return Ok(name);
    }
    let shown = match text {
        "" => "an empty text".to_owned(),
        text => format!("`{}`", text.escape_debug()),
    };
    Err(format!("{shown} is not a valid name in Rust"))
}

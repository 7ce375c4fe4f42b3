//! Reads extensions of the description as settings of `generator.yaml`. The table in `source` says which extension makes which
//! setting; `generator.yaml` takes precedence.
//!
//! `operations` finds the operations, `methods` reads their names, `names` those of types, properties, parameters and
//! bodies, and `paging` the rules for lists. `build` reads the names of enum values, together with their docs.

mod methods;
mod names;
mod operations;
mod paging;

use std::collections::HashMap;

use serde_json::{Map, Value};

use crate::config::{Config, Seconds};
use crate::diag::{Diagnostic, Origin};
use crate::naming::{NameChange, find_name_change};
use crate::source::{Document, EXTENSIONS, Extension, ExtensionSetting, OpenApiObject};
use operations::{DescribedOperation, describe_operations};

/// The settings of `generator.yaml` and of the extensions of a description.
pub(crate) struct DescribedSettings {
    pub(crate) config: Config,
    pub(crate) origins: SettingOrigins,
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// The extensions that make settings, by the location that the setting would have in `generator.yaml`.
#[derive(Debug, Default)]
pub(crate) struct SettingOrigins(HashMap<Origin, ExtensionOrigin>);

/// An extension of the description.
#[derive(Clone, Debug)]
pub(crate) struct ExtensionOrigin {
    pub(crate) key: &'static str,
    pub(crate) origin: Origin,
}

impl SettingOrigins {
    /// Returns the extension that makes the setting at this location or around it.
    pub(crate) fn of_setting(&self, setting: &Origin) -> Option<&ExtensionOrigin> {
        let exact = self.0.get(setting);
        exact.or_else(|| setting.ancestors().find_map(|around| self.0.get(&around)))
    }

    /// Moves the problems that are those of extensions from `problems` to the returned warnings about the description.
    pub(crate) fn take_problems(&self, problems: &mut Vec<Diagnostic>) -> Vec<Diagnostic> {
        let mut warnings = Vec::new();
        problems.retain(|problem| {
            let setting = problem.origin.as_ref();
            let Some(extension) = setting.and_then(|setting| self.of_setting(setting)) else {
                return true;
            };
            // A schema that is a plain Rust type has no name.
            if problem.code != "unknown-schema" {
                warnings.push(unusable_extension(extension, &problem.message));
            }
            false
        });
        warnings
    }
}

/// Returns the warning that an extension has no effect.
fn unusable_extension(extension: &ExtensionOrigin, fault: &str) -> Diagnostic {
    Diagnostic::warning("unusable-extension", fault)
        .at(&extension.origin)
        .instead(format!("`{}` is ignored", extension.key))
        .help("correct or remove it, or write the setting in `generator.yaml`, which takes precedence")
}

/// Returns the settings of the description, below those of `generator.yaml`.
pub(crate) fn read_described_settings(document: &Document, config: &Config) -> DescribedSettings {
    let mut reader = ExtensionReader {
        document,
        written: config,
        settings: DescribedSettings {
            config: config.clone(),
            origins: SettingOrigins::default(),
            diagnostics: Vec::new(),
        },
    };
    if config.naming.reads_extensions() {
        let operations = describe_operations(document);
        reader.read_methods(&operations);
        reader.read_excluded(&operations);
        reader.read_paging(&operations);
        reader.read_retry_policy();
        reader.read_names();
    }
    reader.settings
}

/// Returns the names of the values of the `enum` of a schema, as the first extension that has them writes them, with the
/// key of the extension.
pub(crate) fn value_names<'d>(
    schema: &'d Map<String, Value>,
    config: &Config,
) -> Option<(&'static str, &'d Value)> {
    if !config.naming.reads_extensions() {
        return None;
    }
    let mut rows = EXTENSIONS.iter().filter(|row| {
        row.object == OpenApiObject::Schema && row.setting == ExtensionSetting::ValueNames
    });
    rows.find_map(|row| Some((row.key, row.value_in(schema)?)))
}

struct ExtensionReader<'d> {
    document: &'d Document,
    /// The settings of `generator.yaml` alone.
    written: &'d Config,
    settings: DescribedSettings,
}

/// The value of an extension of an object.
struct ExtensionValue<'d> {
    setting: ExtensionSetting,
    value: &'d Value,
    at: ExtensionOrigin,
}

/// Returns the extensions of an object that make settings, in the order of the table.
fn extensions_of<'d>(
    object: OpenApiObject,
    members: &'d Map<String, Value>,
    origin: &Origin,
) -> impl Iterator<Item = ExtensionValue<'d>> {
    EXTENSIONS
        .iter()
        .filter(move |extension| extension.object == object)
        .filter_map(move |extension| extension_value(extension, members, origin))
}

fn extension_value<'d>(
    extension: &Extension,
    members: &'d Map<String, Value>,
    origin: &Origin,
) -> Option<ExtensionValue<'d>> {
    let value = extension.value_in(members)?;
    let place = origin.child(extension.key);
    Some(ExtensionValue {
        setting: extension.setting,
        value,
        at: ExtensionOrigin {
            key: extension.key,
            origin: match extension.member {
                Some(member) => place.child(member),
                None => place,
            },
        },
    })
}

impl<'d> ExtensionReader<'d> {
    fn warn(&mut self, extension: &ExtensionOrigin, fault: &str) {
        let warning = unusable_extension(extension, fault);
        self.settings.diagnostics.push(warning);
    }

    /// Records the extension that makes the setting with these keys.
    fn record(&mut self, keys: &[&str], extension: &ExtensionOrigin) {
        let setting = keys
            .iter()
            .fold(Origin::default(), |place, key| place.child(key));
        let origins = &mut self.settings.origins.0;
        origins.entry(setting).or_insert_with(|| extension.clone());
    }

    /// Converts the text of an extension to a name; reports a text that is no name.
    fn usable_name(
        &mut self,
        text: &str,
        convert: fn(&str) -> String,
        extension: &ExtensionOrigin,
    ) -> Option<String> {
        let name = convert(text);
        if find_name_change(text, &name) == Some(NameChange::NoName) {
            let fault = format!("`{}` is not a valid name in Rust", text.escape_debug());
            self.warn(extension, &fault);
            return None;
        }
        Some(name)
    }

    fn read_excluded(&mut self, operations: &[DescribedOperation<'d>]) {
        for operation in operations {
            let excluded = operation.extensions().find(|extension| {
                extension.setting == ExtensionSetting::Excluded
                    && extension.value == &Value::Bool(true)
            });
            let is_included = self
                .written
                .include
                .iter()
                .any(|key| operation.is_called(key));
            if let Some(extension) = excluded
                && !is_included
            {
                let index = self.settings.config.exclude.len().to_string();
                self.record(&["exclude", &index], &extension.at);
                self.settings.config.exclude.push(operation.key.clone());
            }
        }
    }

    fn read_retry_policy(&mut self) {
        let Value::Object(root) = self.document.root() else {
            return;
        };
        for extension in extensions_of(OpenApiObject::Document, root, &Origin::default()) {
            if extension.setting != ExtensionSetting::RetryPolicy {
                continue;
            }
            let [first, longest] = ["initialInterval", "maxInterval"].map(|key| {
                let milliseconds = extension.value.get("backoff")?.get(key)?.as_f64()?;
                Seconds::try_from(milliseconds / 1000.0).ok()
            });
            let policy = &mut self.settings.config.client.retry_policy;
            policy.first = policy.first.or(first);
            policy.longest = policy.longest.or(longest);
        }
    }
}

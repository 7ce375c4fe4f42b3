//! The values of extensions.

use serde_json::{Map, Value};

use super::settings::ExtensionOrigin;
use config::Config;
use description::{Document, EXTENSIONS, Extension, ExtensionSetting, OpenApiObject};
use diag::Origin;
use model::ToolHints;

/// The value of an extension of an object.
pub(super) struct ExtensionValue<'d> {
    pub(super) setting: ExtensionSetting,
    pub(super) value: &'d Value,
    pub(super) at: ExtensionOrigin,
}

/// Returns the extensions of an object that make settings, in the order of the table.
pub(super) fn extensions_of<'d>(
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
    Some(ExtensionValue {
        setting: extension.setting,
        value,
        at: ExtensionOrigin {
            key: extension.key,
            origin: extension.origin_in(origin),
        },
    })
}

/// Returns the string at a key of an object; `None` if there is none.
pub(super) fn string_at<'v>(value: &'v Value, key: &str) -> Option<&'v str> {
    value.get(key)?.as_str()
}

/// Returns the audiences of an operation, which `include` and `exclude` select.
pub fn audiences_of<'d>(document: &'d Document, operation: &Origin) -> Vec<&'d str> {
    extensions_of_operation(document, operation, ExtensionSetting::Audiences)
        .filter_map(|extension| extension.value.as_array())
        .flatten()
        .filter_map(Value::as_str)
        .collect()
}

/// Returns the location of the extension that names the resource of an operation.
pub fn resource_extension(document: &Document, operation: &Origin) -> Option<Origin> {
    let mut extensions = extensions_of_operation(document, operation, ExtensionSetting::Resource);
    Some(extensions.next()?.at.origin)
}

/// Returns what the description says about the tool of an operation.
pub fn tool_hints(document: &Document, config: &Config, operation: &Origin) -> ToolHints {
    let mut extensions = extensions_of_operation(document, operation, ExtensionSetting::Tool);
    let Some(extension) = extensions
        .next()
        .filter(|_| config.naming.reads_extensions())
    else {
        return ToolHints::default();
    };
    let hint = |key: &str| extension.value.get(key).and_then(Value::as_bool);
    ToolHints {
        is_disabled: hint("disabled") == Some(true) || extension.value == &Value::Bool(false),
        is_read_only: hint("readOnlyHint"),
        is_destructive: hint("destructiveHint"),
        is_idempotent: hint("idempotentHint"),
    }
}

fn extensions_of_operation<'d>(
    document: &'d Document,
    operation: &Origin,
    setting: ExtensionSetting,
) -> impl Iterator<Item = ExtensionValue<'d>> {
    let members = document.value(operation).and_then(Value::as_object);
    members
        .into_iter()
        .flat_map(|members| extensions_of(OpenApiObject::Operation, members, operation))
        .filter(move |extension| extension.setting == setting)
}

/// Returns the names of the values of the `enum` of a schema, as the first extension that has them
/// writes them, with the extension.
pub fn value_names<'d>(
    schema: &'d Map<String, Value>,
    config: &Config,
) -> Option<(&'static Extension, &'d Value)> {
    if !config.naming.reads_extensions() {
        return None;
    }
    let mut rows = EXTENSIONS.iter().filter(|row| {
        row.object == OpenApiObject::Schema && row.setting == ExtensionSetting::ValueNames
    });
    rows.find_map(|row| Some((row, row.value_in(schema)?)))
}

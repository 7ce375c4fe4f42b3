//! The names of types, properties, parameters and bodies.

use std::collections::BTreeMap;

use foldhash::HashMap;
use serde_json::{Map, Value};

use super::reader::ExtensionReader;
use super::settings::{unread_extension, unusable_extension};
use super::values::{ExtensionValue, extensions_of, string_at};
use config::{ReplacementConfig, is_type_path};
use description::{
    Child, ExtensionSetting, OpenApiObject, ReachableObjects, UNREAD_EXTENSIONS, string_field,
    walk_objects,
};
use diag::{FileId, Origin, is_component_schema};
use naming::{field_name, find_name_change, type_name};

impl ExtensionReader<'_> {
    pub(super) fn read_names(&mut self) {
        let document = self.document;
        let components = self.component_types();
        // The locations of extensions that are not read, by their index in the table.
        let mut unread: BTreeMap<usize, Vec<Origin>> = BTreeMap::new();
        let mut reach = ReachableObjects::from_root();
        while let Some((origin, place)) = reach.advance(document) {
            let Some(value) = document.value(&origin) else {
                continue;
            };
            let mut pointer = origin.pointer.to_string();
            walk_objects(
                value,
                place,
                Child::step,
                &mut pointer,
                &mut |members, object, pointer| {
                    let has_extension = members.keys().any(|key| key.starts_with("x-"));
                    if has_extension {
                        let at = Origin::new(origin.file, pointer);
                        self.name_object(object, members, &at, &components);
                        for index in find_unread_extensions(object, members, &at) {
                            unread.entry(index).or_default().push(at.clone());
                        }
                    }
                },
            );
        }
        for (index, owners) in &unread {
            if let Some(extension) = UNREAD_EXTENSIONS.get(*index) {
                let note = unread_extension(extension, owners);
                self.settings.diagnostics.push(note);
            }
        }
    }

    /// Returns the components, by the names of their types.
    fn component_types(&self) -> HashMap<String, Origin> {
        let place = Origin::new(FileId(0), "/components/schemas");
        let components = self.document.value(&place).and_then(Value::as_object);
        let keys = components.into_iter().flat_map(Map::keys);
        keys.map(|key| (type_name(key), place.child(key))).collect()
    }

    fn name_object(
        &mut self,
        object: OpenApiObject,
        members: &Map<String, Value>,
        origin: &Origin,
        components: &HashMap<String, Origin>,
    ) {
        for extension in extensions_of(object, members, origin) {
            let is_component = is_component_schema(origin);
            match extension.setting {
                ExtensionSetting::InlineType if is_component || !has_named_type(members) => {}
                ExtensionSetting::Type | ExtensionSetting::InlineType => {
                    self.name_type(&extension, origin, components);
                }
                ExtensionSetting::Name if is_component => {
                    self.name_type(&extension, origin, components);
                }
                ExtensionSetting::TypeOrName if is_component || has_named_type(members) => {
                    self.name_type(&extension, origin, components);
                }
                ExtensionSetting::Name | ExtensionSetting::TypeOrName => {
                    self.name_item(&extension, members, origin);
                }
                ExtensionSetting::RustType => self.replace_type(&extension, origin),
                _ => {}
            }
        }
    }

    fn name_type(
        &mut self,
        extension: &ExtensionValue<'_>,
        origin: &Origin,
        components: &HashMap<String, Origin>,
    ) {
        let types = &self.settings.config.types.names;
        let Some(text) = extension.value.as_str() else {
            return;
        };
        if self.document.setting_at(types, origin).is_some() {
            return;
        }
        let Some(name) = self.usable_name(text, type_name, &extension.at) else {
            return;
        };
        match components.get(&name) {
            Some(component) if component == origin => return,
            Some(component) => {
                let fault = format!("another schema is already called `{name}`");
                let warning = unusable_extension(&extension.at, &fault)
                    .related("the other one is here", component);
                self.settings.diagnostics.push(warning);
                return;
            }
            None => {}
        }
        let key = self.settings_key(origin);
        self.record(&["types", &key], &extension.at);
        self.settings.config.types.names.insert(key, name);
    }

    /// Replaces the type of a schema by that of a crate, if the user has chosen this crate.
    fn replace_type(&mut self, extension: &ExtensionValue<'_>, origin: &Origin) {
        let value = extension.value;
        let [name, path] = ["crate", "path"].map(|key| string_at(value, key).unwrap_or_default());
        let types = &self.settings.config.types.replaced;
        let is_chosen = self.written.package.has_dependency(&name.replace('-', "_"));
        if !is_chosen || self.document.setting_at(types, origin).is_some() {
            return;
        }
        let parameters = value.get("parameters").and_then(Value::as_array);
        let fault = if parameters.is_some_and(|parameters| !parameters.is_empty()) {
            "a type with parameters cannot be used"
        } else if is_type_path(path) {
            let key = self.settings_key(origin);
            self.record(&["types", &key], &extension.at);
            let replacement = ReplacementConfig {
                path: path.to_owned(),
                ..ReplacementConfig::default()
            };
            self.settings.config.types.replaced.insert(key, replacement);
            return;
        } else {
            "expected the path of a type in `path`"
        };
        self.warn(&extension.at, fault);
    }

    /// Names a property, a parameter or a body, unless the name says no more than the name in
    /// requests and responses.
    fn name_item(
        &mut self,
        extension: &ExtensionValue<'_>,
        members: &Map<String, Value>,
        origin: &Origin,
    ) {
        let names = &self.settings.config.names;
        let Some(text) = extension.value.as_str() else {
            return;
        };
        if !can_be_named(origin) || self.document.setting_at(names, origin).is_some() {
            return;
        }
        let Some(name) = self.usable_name(text, field_name, &extension.at) else {
            return;
        };
        if find_name_change(&wire_name(members, origin), &name).is_none() {
            return;
        }
        let key = self.settings_key(origin);
        self.record(&["names", &key], &extension.at);
        self.settings.config.names.insert(key, name);
    }
}

/// Returns whether this is the location of a property, a parameter or a body.
fn can_be_named(origin: &Origin) -> bool {
    let list = origin.parent();
    origin.is_key("requestBody")
        || list.is_some_and(|list| {
            ["properties", "parameters", "requestBodies"]
                .iter()
                .any(|key| list.is_key(key))
        })
}

/// Returns the name of a property or parameter in requests and responses, or the key of a body.
fn wire_name(members: &Map<String, Value>, origin: &Origin) -> String {
    match string_field(members, "name") {
        Some(name) if members.contains_key("in") => name.to_owned(),
        _ => origin.last_segment().unwrap_or_default().into_owned(),
    }
}

/// Returns whether a schema becomes a type with a name, which an extension may set.
fn has_named_type(schema: &Map<String, Value>) -> bool {
    ["properties", "enum", "allOf", "oneOf", "anyOf"]
        .iter()
        .any(|key| schema.contains_key(*key))
}

/// Returns the indexes of the extensions of an object that are not read.
fn find_unread_extensions(
    object: OpenApiObject,
    members: &Map<String, Value>,
    origin: &Origin,
) -> Vec<usize> {
    let mut indexes = Vec::new();
    for (index, extension) in UNREAD_EXTENSIONS.iter().enumerate() {
        let Some(value) = extension.value_in(members) else {
            continue;
        };
        let says_more = value.as_str().is_some_and(|name| {
            can_be_named(origin)
                && !has_named_type(members)
                && find_name_change(&wire_name(members, origin), &field_name(name)).is_some()
        });
        if extension.object == object && (says_more || !extension.is_name) {
            indexes.push(index);
        }
    }
    indexes
}

//! The JSON Schema of `generator.yaml`, which is derived from its types.

use schemars::Schema;
use schemars::generate::SchemaSettings;
use schemars::transform::{RecursiveTransform, Transform as _};

use super::Config;
use super::setting_docs::SettingDocs;

/// The title of the schema, in every version.
pub const SCHEMA_TITLE: &str = "generator.yaml of sdkwright";

/// Returns the JSON Schema of `generator.yaml`, for editors.
pub fn config_schema() -> String {
    let mut schema = schema_with_docs();
    RecursiveTransform(shorten_description).transform(&mut schema);
    format!("{:#}\n", schema.as_value())
}

/// Returns the schema, in which descriptions are the whole docs of types and keys.
pub(super) fn schema_with_docs() -> Schema {
    // Editors support this version; some support 2020-12 only in part.
    let mut schema = SchemaSettings::draft07()
        .into_generator()
        .into_root_schema_for::<Config>();
    schema.insert("title".to_owned(), SCHEMA_TITLE.into());
    RecursiveTransform(remove_null_default).transform(&mut schema);
    schema
}

/// Removes `null` as the default of a missing key, since editors would offer it as a value.
fn remove_null_default(schema: &mut Schema) {
    if schema
        .get("default")
        .is_some_and(serde_json::Value::is_null)
    {
        schema.remove("default");
    }
}

/// Keeps the paragraphs of a description, and leaves out its examples, since editors show
/// descriptions without formatting.
fn shorten_description(schema: &mut Schema) {
    if let Some(text) = schema.get("description").and_then(|text| text.as_str()) {
        let paragraphs = SettingDocs::of(text).paragraphs.join("\n\n");
        schema.insert("description".to_owned(), paragraphs.into());
    }
}

#[cfg(test)]
mod tests {
    use std::path::{Path, PathBuf};

    use super::*;

    /// Returns the errors that the schema finds in the text of a `generator.yaml`.
    fn errors_in(yaml: &str) -> Vec<String> {
        let schema: serde_json::Value = serde_json::from_str(&config_schema()).unwrap();
        let value: serde_json::Value = serde_yaml::from_str(yaml).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        validator
            .iter_errors(&value)
            .map(|error| format!("{error} at {}", error.instance_path()))
            .collect()
    }

    /// Returns the paths of all files below a folder whose name is accepted.
    fn files_below(folder: &Path, is_wanted: fn(&str) -> bool) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            if path.is_dir() && name != "target" && !name.starts_with('.') {
                found.extend(files_below(&path, is_wanted));
            } else if path.is_file() && is_wanted(name) {
                found.push(path);
            }
        }
        found
    }

    #[test]
    fn the_configurations_of_the_repository_are_valid() {
        let files = files_below(
            &Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."),
            |name| name == "generator.yaml",
        );
        assert!(files.len() > 20, "{files:?}");
        for file in files {
            let errors = errors_in(&std::fs::read_to_string(&file).unwrap());
            assert!(errors.is_empty(), "{}: {errors:?}", file.display());
        }
    }

    /// The schema refuses whatever the reader refuses because of a key or the type of a value.
    #[test]
    fn misread_configurations_are_invalid() {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/wrong/configuration");
        let mut unknown_keys = 0;
        for file in files_below(&folder, |name| name.ends_with(".txt")) {
            let messages = std::fs::read_to_string(&file).unwrap();
            if messages.starts_with("error[configuration]") {
                let text = std::fs::read_to_string(file.with_extension("")).unwrap();
                assert_ne!(errors_in(&text), [""; 0], "{}", file.display());
                unknown_keys += usize::from(messages.contains("unknown key"));
            }
        }
        assert!(unknown_keys >= 2, "{unknown_keys}");
    }

    /// The schema accepts the same values as the reader, even where the reader checks more than
    /// types.
    #[test]
    fn patterns_accept_what_the_reader_accepts() {
        let schema: serde_json::Value = serde_json::from_str(&config_schema()).unwrap();
        let validator = jsonschema::validator_for(&schema).unwrap();
        for (key, value) in [
            ("name", "pets"),
            ("name", "_pets-2"),
            ("name", "2pets"),
            ("name", "pets shop"),
            ("name", ""),
            ("version", "0.1.0"),
            ("version", "1.2.3-rc.1+build"),
            ("version", "1.2.3-"),
            ("version", "1.2"),
            ("version", "1.2.3.4"),
            ("version", "1.2.x"),
            ("version", "1.2.3 "),
        ] {
            let value = serde_json::json!({"package": {key: value}});
            let config: Config = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(
                validator.is_valid(&value),
                config.problems().is_empty(),
                "{value}"
            );
        }
        for (name, is_valid) in [
            ("extras", true),
            ("my_code2", true),
            ("My", false),
            ("a-b", false),
            ("2a", false),
        ] {
            let value = serde_json::json!({"modules": [name]});
            let config: Config = serde_json::from_value(value.clone()).unwrap();
            assert_eq!(config.problems().is_empty(), is_valid, "{name}");
            assert_eq!(validator.is_valid(&value), is_valid, "{name}");
        }
    }
}

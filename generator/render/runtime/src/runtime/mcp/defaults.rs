//! The arguments of a profile, which calls may leave out.

use serde_json::{Map, Value};

use super::super::catalog::{Catalog, Entry};
use super::super::command_line::arguments::ArgumentSchema;
use super::super::command_line::profile::Profile;

impl Profile {
    /// Returns the value of an argument as text or JSON, if the profile has one.
    fn default_of(
        &self,
        catalog: &Catalog,
        name: &str,
        schema: &Value,
    ) -> Result<Option<Value>, String> {
        if !self.arguments.contains_key(name) {
            return Ok(None);
        }
        let schema = ArgumentSchema::new(catalog, schema);
        let value = self.argument(name, &schema);
        value.map_err(|failure| failure.message())
    }

    /// Adds the arguments of the profile to the schema of the arguments of an operation, as
    /// defaults.
    ///
    /// # Errors
    /// The message for the agent: an argument of the profile is not valid JSON.
    pub(crate) fn set_defaults(&self, catalog: &Catalog, schema: &mut Value) -> Result<(), String> {
        let mut optional_names = Vec::new();
        let properties = schema.get_mut("properties").and_then(Value::as_object_mut);
        for (name, property) in properties.into_iter().flatten() {
            let default = self.default_of(catalog, name, property)?;
            if let (Some(default), Value::Object(keywords)) = (default, property) {
                keywords.insert("default".to_owned(), default);
                optional_names.push(Value::from(name.as_str()));
            }
        }
        if let Some(Value::Array(names)) = schema.get_mut("required") {
            names.retain(|name| !optional_names.contains(name));
        }
        Ok(())
    }

    /// Adds the arguments of the profile that an operation has and a call leaves out.
    ///
    /// # Errors
    /// The message for the agent: an argument of the profile is not valid JSON.
    pub(crate) fn add_arguments(
        &self,
        catalog: &Catalog,
        entry: &Entry,
        arguments: &mut Map<String, Value>,
    ) -> Result<(), String> {
        if self.arguments.is_empty() {
            return Ok(());
        }
        let schema = catalog.documentation(entry).arguments;
        let properties = schema.get("properties").and_then(Value::as_object);
        for (name, property) in properties.into_iter().flatten() {
            if !arguments.contains_key(name) {
                let default = self.default_of(catalog, name, property)?;
                arguments.extend(default.map(|value| (name.clone(), value)));
            }
        }
        Ok(())
    }
}

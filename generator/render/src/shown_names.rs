//! Names of emitted code as `inspect --names` shows them, including names that were changed to
//! avoid a collision.

use super::context::RenderContext;
use super::signatures::method_signature;
use model::{Api, Operation, Struct, TypeDef};
use surface::{BodyFacts, FieldFacts, MethodFacts, renamed_rest_field};

/// The emitted names of a model.
pub struct ShownNames<'a>(RenderContext<'a>);

/// The names of a method and its setters.
pub struct ShownMethod {
    /// `client.pets().update(id, body)`.
    pub call: String,
    /// The number of its arguments.
    pub arguments: usize,
    /// Setters that every request has, but that are renamed here: `request_timeout(…)`.
    pub renamed_setters: Vec<String>,
    /// Setters of parameters and properties that are renamed: `send_(…)`.
    pub diverted_setters: Vec<String>,
}

/// The names in a struct.
pub struct ShownStruct {
    /// For example `new(name, tag)`, if the constructor has several arguments.
    pub constructor: Option<String>,
    /// The field for all other properties, if it is renamed.
    pub extra: Option<String>,
    /// Setters for null: `nickname_null()`.
    pub null_setters: Vec<String>,
}

impl<'a> ShownNames<'a> {
    /// Creates the names for a model.
    pub fn of(api: &'a Api) -> Self {
        Self(RenderContext::new(api))
    }

    /// Returns the names of a method; `None` if it has no resource.
    pub fn method(&self, operation: &'a Operation) -> Option<ShownMethod> {
        let facts = self.0.index.method(operation)?;
        let arguments = argument_names(&facts);
        let path = self.0.index.call_path(facts.resource);
        Some(ShownMethod {
            call: format!(
                "{path}.{}({})",
                operation.names.method,
                arguments.join(", ")
            ),
            arguments: arguments.len(),
            renamed_setters: facts
                .renamed_setters()
                .iter()
                .map(|name| setter_notation(name))
                .collect(),
            diverted_setters: facts
                .diverted_setters()
                .into_iter()
                .map(setter_notation)
                .collect(),
        })
    }

    /// Returns a signature such as `client.pets().update(id: String, body: PetUpdate) -> Pet`;
    /// `None` if the operation has no resource.
    pub fn signature(&self, operation: &'a Operation) -> Option<String> {
        let facts = self.0.index.method(operation)?;
        let path = self.0.index.call_path(facts.resource);
        Some(format!("{path}.{}", method_signature(&self.0, &facts)))
    }

    /// Returns the calls of the other methods for an operation.
    pub fn aliases(&self, operation: &Operation) -> Vec<String> {
        let api = self.0.api;
        let mut calls = Vec::new();
        for resource in &api.resources {
            for alias in &resource.aliases {
                let target = api.operations.get(alias.operation);
                if target.is_some_and(|target| std::ptr::eq(target, operation)) {
                    calls.push(format!(
                        "{}.{}(…)",
                        self.0.index.call_path(resource),
                        alias.rust
                    ));
                }
            }
        }
        calls
    }

    /// Returns the names in a struct.
    pub fn record(&self, def: &'a TypeDef, record: &'a Struct) -> ShownStruct {
        let fields = self.0.index.fields(def, record);
        let extra = renamed_rest_field(record);
        // Types that requests do not use have neither a constructor nor setters.
        if !def.usage.request {
            return ShownStruct {
                constructor: None,
                extra,
                null_setters: Vec::new(),
            };
        }
        let arguments: Vec<&str> = fields
            .iter()
            .filter(|field| field.is_asked_for)
            .map(|field| field.property.rust.as_str())
            .collect();
        ShownStruct {
            constructor: if arguments.len() > 1 {
                Some(format!("new({})", arguments.join(", ")))
            } else {
                None
            },
            extra,
            null_setters: fields.iter().filter_map(null_setter).collect(),
        }
    }
}

fn argument_names(facts: &MethodFacts<'_>) -> Vec<String> {
    let mut arguments: Vec<String> = facts
        .arguments
        .iter()
        .map(|parameter| parameter.rust.clone())
        .collect();
    if matches!(facts.body, BodyFacts::Argument(_)) {
        arguments.push(facts.body_argument_name());
    }
    arguments
}

fn setter_notation(name: &str) -> String {
    format!("{name}(…)")
}

fn null_setter(field: &FieldFacts<'_>) -> Option<String> {
    Some(format!("{}()", field.null_setter.as_ref()?))
}

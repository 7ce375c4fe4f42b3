//! What `api.lock.json` records: the names and meanings of the items that programs use.

use crate::index::ApiIndex;
use crate::item_type::{ItemType, TypeName, TypePath};
use crate::methods::{BodyFacts, MethodFacts, Payload};
use crate::operation_names::operations_below;
use crate::rust_type::FIELD;
use lock::Lock;
use model::Api;

/// Returns the lock of the crate for this API, with the meanings of its methods and setters.
pub fn api_lock(api: &Api) -> Lock {
    ApiIndex::of(api).lock()
}

impl ApiIndex<'_> {
    /// Returns the lock of the crate, with the meanings of its methods and setters.
    pub fn lock(&self) -> Lock {
        let mut lock = Lock::of(self.api);
        for (index, operation) in self.api.operations.iter().enumerate() {
            let Some(facts) = self.method(operation) else {
                continue;
            };
            let body = match &facts.body {
                BodyFacts::Argument(Payload {
                    schema: Some(schema),
                    ..
                }) => Some(lock::locked_schema_text(self.api, schema)),
                BodyFacts::Argument(payload) => Some(payload.content.media_type.clone()),
                _ => None,
            };
            lock.add_call(index, body, setter_meanings(&facts));
        }
        if self.api.client.has_catalog {
            lock.set_operations_below(operations_below(self));
        }
        lock
    }
}

/// Returns the Rust name of each setter of a request, and the key in the lock for what it sets: a
/// parameter, a property of the body, or the body.
fn setter_meanings(facts: &MethodFacts<'_>) -> Vec<(String, String)> {
    let mut setters = Vec::new();
    for option in &facts.options {
        let key = lock::lock_key_of_parameter(option.parameter);
        setters.push((option.name.clone(), key));
    }
    match &facts.body {
        BodyFacts::None | BodyFacts::Argument(_) => {}
        BodyFacts::Spread(spread) => {
            for (name, field) in &spread.setters {
                let key = lock::lock_key_of_body_property(&field.property.wire);
                setters.push((name.clone(), key));
            }
        }
        BodyFacts::Option(_) => {
            let setter = facts.universal_setter("body");
            setters.push((setter, lock::BODY_KEY.to_owned()));
        }
    }
    setters
}

impl ItemType {
    /// Returns the type to which an argument of this type is converted, as the lock writes it:
    /// `[string]` for `impl IntoIterator<Item = impl Into<String>>`. Returns `None` for types that
    /// no literal converts to.
    pub fn locked_text(&self) -> Option<String> {
        match self {
            Self::IntoIterator(item) => match &**item {
                // The key and the value of a map.
                Self::Tuple(entry) => Some(format!("{{{}}}", entry.last()?.locked_text()?)),
                item => Some(format!("[{}]", item.locked_text()?)),
            },
            Self::Into(target) => match &**target {
                Self::Generic(
                    TypeName {
                        path: TypePath::Other(FIELD),
                        ..
                    },
                    values,
                ) => values.first()?.locked_text(),
                target => target.locked_text(),
            },
            Self::Named(name) => Some(locked_name(name).to_owned()),
            _ => None,
        }
    }
}

/// Returns the name of a type in the lock.
fn locked_name(name: &TypeName) -> &str {
    match &name.path {
        TypePath::Owner(owner) => owner.name(),
        TypePath::Other("bool") => "boolean",
        TypePath::Other("i64" | "i128") => "integer",
        TypePath::Other("f64" | "crate::runtime::json::Number") => "number",
        TypePath::Other(
            "String"
            | "crate::runtime::text::Uuid"
            | "crate::runtime::text::Date"
            | "crate::runtime::text::DateTime"
            | "crate::runtime::text::Base64"
            | "crate::runtime::outgoing::Upload",
        ) => "string",
        TypePath::Other("serde_json::Value") => "any",
        TypePath::Other(path) => path,
        TypePath::Foreign(path) => path,
    }
}

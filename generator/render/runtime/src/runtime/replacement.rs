//! Types of other crates that replace types of the description.

use std::borrow::Cow;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Error, Value};

use super::node::{TakeJson, View};

/// Compiles if a type can replace one of the description. It must implement:
///
/// - `serde::Serialize` and `serde::Deserialize`: its JSON is that of bodies, and strings, numbers
///   and booleans are also written to paths, queries and headers;
/// - `Default`, the value before it is read;
/// - `Clone`, `Send` and `Sync`, and it borrows nothing.
pub const fn can_replace_a_type_of_the_description<T>()
where
    T: Serialize + DeserializeOwned + Default + Clone + Send + Sync + 'static,
{
}

/// Implements what the client needs to send and read a type of another crate.
macro_rules! replacement {
    ($type:ty) => {
        const _: () =
            $crate::runtime::replacement::can_replace_a_type_of_the_description::<$type>();

        impl $crate::runtime::node::Node for $type {
            fn view(&self) -> $crate::runtime::node::View<'_> {
                $crate::runtime::replacement::view_of(self)
            }

            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::Json(self)
            }
        }

        impl $crate::runtime::node::Model for $type {
            fn blank() -> Self {
                Default::default()
            }
        }
    };
}

pub(crate) use replacement;

/// What is sent for a value that cannot be serialized: requests with it are refused.
static UNWRITABLE: Value = Value::Null;

/// Returns the value as it is serialized.
pub fn view_of<T: Serialize>(value: &T) -> View<'_> {
    match serde_json::to_value(value) {
        Ok(Value::Null) => View::Null,
        Ok(Value::Bool(value)) => View::Bool(value),
        Ok(Value::String(text)) => View::Text(Cow::Owned(text)),
        Ok(Value::Number(number)) => {
            let natural = number.as_u64().map(i128::from);
            match number.as_i64().map(i128::from).or(natural) {
                Some(integer) => View::Integer(integer),
                None => View::Float(number.as_f64().unwrap_or(f64::NAN)),
            }
        }
        Ok(value) => View::Owned(Box::new(value)),
        Err(_) => View::NoObject(&UNWRITABLE),
    }
}

impl<T: DeserializeOwned> TakeJson for T {
    fn take(&mut self, json: &str) -> Result<(), Error> {
        *self = serde_json::from_str(json)?;
        Ok(())
    }
}

//! Impls and methods that all emitted types and requests share, each one line in the emitted code.
//!
//! `view` and `slot` are never inlined: they are only called through `dyn Node`, and otherwise each crate that uses a
//! type would compile its own copy of them and, through their tables, of all types that it contains.

#![allow(unused_macros, unused_imports, reason = "a client uses those that its description needs")]

use serde::de::{Deserialize, Deserializer, Error as _};
use serde_json::value::RawValue;

use super::node::Model;

/// A struct as a [`Record`](super::node::Record), with all derived impls.
///
/// The struct has its properties in `Self::TABLE`; the macro takes its fields in table order, each with its index,
/// after the field for properties that are not in the table.
macro_rules! record {
    ($name:ident: $rest:ident $(, $index:literal $field:ident)*) => {
        $crate::runtime::macros::table!(Record $name: $rest $(, $index $field)*);
    };
}

/// A tuple as a [`Record`](super::node::Record): like `record`, where the table has the known items and the first field
/// the further ones.
macro_rules! tuple {
    ($name:ident: $rest:ident $(, $index:literal $field:ident)*) => {
        $crate::runtime::macros::table!(Tuple $name: $rest $(, $index $field)*);
    };
}

/// The impls derived from the table of an object or a tuple.
macro_rules! table {
    ($view:ident $name:ident: $rest:ident $(, $index:literal $field:ident)*) => {
        impl $crate::runtime::node::Record for $name {
            #[allow(deprecated, reason = "deprecated properties are read and written like others")]
            #[inline(never)]
            fn get(&self, index: usize) -> Option<&dyn $crate::runtime::node::Node> {
                Some(match index {
                    $($index => &self.$field,)*
                    _ => &self.$rest,
                })
            }

            #[allow(deprecated, reason = "deprecated properties are read and written like others")]
            #[inline(never)]
            fn get_mut(&mut self, index: usize) -> Option<&mut dyn $crate::runtime::node::Node> {
                Some(match index {
                    $($index => &mut self.$field,)*
                    _ => &mut self.$rest,
                })
            }
        }

        impl $crate::runtime::node::Model for $name {
            #[allow(deprecated, reason = "deprecated properties are read and written like others")]
            #[inline(never)]
            fn blank() -> Self {
                Self {
                    $($field: $crate::runtime::node::Model::blank(),)*
                    $rest: $crate::runtime::node::Model::blank(),
                }
            }
        }

        impl $crate::runtime::node::Node for $name {
            #[inline(never)]
            fn view(&self) -> $crate::runtime::node::View<'_> {
                $crate::runtime::node::View::$view(Self::TABLE, self)
            }

            #[inline(never)]
            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::$view(Self::TABLE, self)
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::compare::are_equal(self, other)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::runtime::debug::node(self, &$crate::client::API, f)
            }
        }

        $crate::runtime::macros::serde!($name);
    };
}

/// All impls of an enum of strings that has `as_str` and `From<&str>`.
macro_rules! text_enum {
    ($name:ident) => {
        impl $crate::runtime::node::Node for $name {
            #[inline(never)]
            fn view(&self) -> $crate::runtime::node::View<'_> {
                $crate::runtime::node::View::Text(std::borrow::Cow::Borrowed(self.as_str()))
            }

            #[inline(never)]
            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::Text(self)
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_str() == other.as_str()
            }
        }

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.as_str().hash(state);
            }
        }

        impl $crate::runtime::node::Model for $name {
            fn blank() -> Self {
                Self::from("")
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(self.as_str(), f)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = std::convert::Infallible;

            // Not `Self::Err`: a variant may have that name.
            fn from_str(text: &str) -> Result<Self, std::convert::Infallible> {
                Ok(Self::from(text))
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::from(text.as_str())
            }
        }

        impl From<&String> for $name {
            fn from(text: &String) -> Self {
                Self::from(text.as_str())
            }
        }

        $crate::runtime::macros::serde!($name);
    };
}

/// All impls of an enum of integers that has `as_i64` and `From<i64>`.
macro_rules! integer_enum {
    ($name:ident) => {
        impl $crate::runtime::node::Node for $name {
            #[inline(never)]
            fn view(&self) -> $crate::runtime::node::View<'_> {
                $crate::runtime::node::View::Integer(self.as_i64())
            }

            #[inline(never)]
            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::Integer(self)
            }
        }

        impl $crate::runtime::node::TakeInteger for $name {
            fn take(&mut self, value: i64) {
                *self = Self::from(value);
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.as_i64() == other.as_i64()
            }
        }

        impl Eq for $name {}

        impl std::hash::Hash for $name {
            fn hash<H: std::hash::Hasher>(&self, state: &mut H) {
                self.as_i64().hash(state);
            }
        }

        impl $crate::runtime::node::Model for $name {
            fn blank() -> Self {
                Self::from(0)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Debug::fmt(&self.as_i64(), f)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                std::fmt::Display::fmt(&self.as_i64(), f)
            }
        }

        $crate::runtime::macros::serde!($name);
    };
}

/// A union as a [`Union`](super::union::Union), with all derived impls.
///
/// The enum describes in `Self::TABLE` how its variants are distinguished; the macro takes its variants in table order,
/// each with its index.
macro_rules! union {
    ($name:ident $(, $index:literal $variant:ident)*) => {
        impl $crate::runtime::union::Union for $name {
            #[inline(never)]
            fn choose(&mut self, index: usize) {
                *self = match index {
                    $($index => Self::$variant($crate::runtime::node::Model::blank()),)*
                    _ => Self::Unknown(serde_json::Value::Null),
                };
            }

            #[inline(never)]
            fn active_mut(&mut self) -> &mut dyn $crate::runtime::node::Node {
                match self {
                    $(Self::$variant(value) => value,)*
                    Self::Unknown(value) => value,
                }
            }
        }

        impl $crate::runtime::node::Node for $name {
            #[inline(never)]
            fn view(&self) -> $crate::runtime::node::View<'_> {
                let active: &dyn $crate::runtime::node::Node = match self {
                    $(Self::$variant(value) => value,)*
                    Self::Unknown(value) => value,
                };
                active.view()
            }

            #[inline(never)]
            fn slot(&mut self) -> $crate::runtime::node::Slot<'_> {
                $crate::runtime::node::Slot::Union(Self::TABLE, self)
            }
        }

        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                $crate::runtime::compare::are_equal(self, other)
            }
        }

        impl $crate::runtime::node::FromItems for $name {}

        impl $crate::runtime::node::Model for $name {
            fn blank() -> Self {
                Self::Unknown(serde_json::Value::Null)
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                $crate::runtime::debug::node(self, &$crate::client::API, f)
            }
        }

        $crate::runtime::macros::serde!($name);
    };
}

/// Creates a union from a string, for its only string variant.
macro_rules! from_text {
    ($name:ident, $variant:ident) => {
        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::$variant(text.into())
            }
        }

        impl From<&String> for $name {
            fn from(text: &String) -> Self {
                Self::$variant(text.into())
            }
        }
    };
    ($name:ident, $variant:ident, also String) => {
        $crate::runtime::macros::from_text!($name, $variant);

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self::$variant(text.into())
            }
        }
    };
}

/// Creates a union from an array whose items convert to those of its only `Vec` variant, or to items that only one of
/// its `Vec` variants has. The names of type parameters are unusual because a type of the description may be named `T`.
macro_rules! from_items {
    ($name:ident, $variant:ident, $item:ty) => {
        impl<__Item: Into<$item>, const __N: usize> From<[__Item; __N]> for $name {
            fn from(items: [__Item; __N]) -> Self {
                Self::$variant(items.into_iter().map(Into::into).collect())
            }
        }
    };
    ($name:ident, $variant:ident, only $item:ty) => {
        impl<const __N: usize> From<[$item; __N]> for $name {
            fn from(items: [$item; __N]) -> Self {
                Self::$variant(items.into_iter().map(Into::into).collect())
            }
        }
    };
}

/// Creates a union from borrowed strings.
macro_rules! from_texts {
    ($name:ident, $variant:ident) => {
        impl From<Vec<&str>> for $name {
            fn from(items: Vec<&str>) -> Self {
                Self::$variant(items.into_iter().map(Into::into).collect())
            }
        }
    };
}

/// Creates a union from entries that convert to those of its only map.
macro_rules! from_entries {
    ($name:ident, $variant:ident, $value:ty) => {
        impl<__Key: Into<String>, __Value: Into<$value>, const __N: usize> From<[(__Key, __Value); __N]> for $name {
            fn from(entries: [(__Key, __Value); __N]) -> Self {
                Self::$variant(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
            }
        }

        impl<__Key: Into<String>, __Value: Into<$value>> From<Vec<(__Key, __Value)>> for $name {
            fn from(entries: Vec<(__Key, __Value)>) -> Self {
                Self::$variant(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
            }
        }

        impl<__Key: Into<String>, __Value: Into<$value>> From<std::collections::HashMap<__Key, __Value>> for $name {
            fn from(entries: std::collections::HashMap<__Key, __Value>) -> Self {
                Self::$variant(entries.into_iter().map(|(key, value)| (key.into(), value.into())).collect())
            }
        }
    };
}

/// `Serialize` and `Deserialize`, for users who store values; the client itself does not use them.
macro_rules! serde {
    ($name:ident) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serde::Serialize::serialize(&$crate::runtime::encode::Written::whole(self), serializer)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                $crate::runtime::macros::deserialize(deserializer)
            }
        }
    };
}

/// An enum of several outcomes as a response of a mock.
macro_rules! expected {
    ($output:ty) => {
        #[cfg(feature = "test-util")]
        impl $crate::runtime::testing::ResponseBody for $output {
            fn written(
                &self,
                operation: Option<&'static $crate::runtime::api::Operation>,
            ) -> (Option<&'static str>, bytes::Bytes) {
                $crate::runtime::testing::several(self, operation)
            }

            fn status(&self) -> Option<u16> {
                Some($crate::runtime::testing::status_of(self))
            }
        }
    };
}

/// The options of every request; `$name` has a field `call`.
macro_rules! options {
    ($name:ident) => {
        impl $name {
            /// Sets the timeout of an attempt, until its response is complete.
            #[inline]
            pub fn timeout(mut self, limit: std::time::Duration) -> Self {
                self.call = self.call.timeout(limit);
                self
            }

            /// Sets the maximum number of retries.
            #[inline]
            pub fn retries(mut self, retries: u32) -> Self {
                self.call = self.call.retries(retries);
                self
            }

            /// Changes the options of the client for this request; see [`Options`](crate::Options).
            #[inline]
            pub fn with(
                mut self,
                change: impl FnOnce($crate::runtime::options::Options) -> $crate::runtime::options::Options,
            ) -> Self {
                self.call = self.call.with(change);
                self
            }

            /// Sets whether the request is idempotent, that is, can be repeated safely; it is then retried more often.
            #[inline]
            pub fn idempotent(mut self, idempotent: bool) -> Self {
                self.call = self.call.idempotent(idempotent);
                self
            }

            /// Sets an undocumented header, or replaces a header. Its value is never printed.
            #[inline]
            pub fn header(mut self, name: &str, value: &str) -> Self {
                self.call = self.call.header(name, value);
                self
            }

            /// Sets an undocumented query parameter, or replaces one.
            #[inline]
            pub fn query(mut self, name: &str, value: impl std::fmt::Display) -> Self {
                self.call = self.call.query(name, value.to_string());
                self
            }

            /// Sets an undocumented property of the JSON body, or replaces one; without a JSON body, sets a query
            /// parameter.
            #[inline]
            pub fn extra(mut self, name: &str, value: impl Into<serde_json::Value>) -> Self {
                self.call = self.call.extra(name, value.into());
                self
            }
        }
    };
}

/// `send` and `.await` of a request that has `into_call`, by output: `()`, `text`, `bytes`, an enum of `several`
/// outcomes, a type in `xml`, or a type in JSON.
macro_rules! request {
    ($name:ident => ()) => {
        $crate::runtime::macros::sent!($name, (), $crate::runtime::call::Call::send_empty);
    };
    ($name:ident => text) => {
        $crate::runtime::macros::sent!($name, String, $crate::runtime::call::Call::send_text);
        $crate::runtime::macros::download!($name);
    };
    ($name:ident => bytes) => {
        $crate::runtime::macros::sent!($name, bytes::Bytes, $crate::runtime::call::Call::send_bytes);
        $crate::runtime::macros::download!($name);
    };
    ($name:ident => xml $output:ty) => {
        $crate::runtime::macros::sent!($name, $output, $crate::runtime::call::Call::send_xml::<$output>);
    };
    ($name:ident => several $output:ty) => {
        $crate::runtime::macros::sent!($name, $output, $crate::runtime::call::Call::send_several::<$output>);
        $crate::runtime::macros::expected!($output);
    };
    ($name:ident => $output:ty) => {
        $crate::runtime::macros::sent!($name, $output, $crate::runtime::call::Call::send_json::<$output>);
    };
}

/// Like `request`, for a paginated list of `$item`, with methods to read all of it; only these if a page is `also` a
/// value of its own type.
macro_rules! pages {
    ($name:ident => also $item:ty) => {
        impl $name {
            /// Returns a stream of all items, starting with the requested page; further pages are fetched as needed.
            #[inline]
            pub fn stream(self) -> $crate::runtime::page::Items<$item> {
                $crate::runtime::page::Items::new(self.into_call())
            }

            /// Returns all pages, starting with the requested one.
            #[inline]
            pub fn pages(self) -> $crate::runtime::page::Pages<$item> {
                $crate::runtime::page::Pages::new(self.into_call())
            }
        }
    };
    ($name:ident => $item:ty) => {
        $crate::runtime::macros::sent!($name, $crate::runtime::page::Page<$item>, $crate::runtime::page::send::<$item>);
        $crate::runtime::macros::pages!($name => also $item);
    };
}

/// Methods that request other documented media types.
macro_rules! alternatives {
    ($name:ident) => {
        impl $name {
            /// Requests a JSON response of another media type and decodes it as a `T`.
            #[inline]
            pub fn send_as<T: $crate::runtime::node::Model>(
                self,
                media_type: &'static str,
            ) -> $crate::runtime::send::Sending<$crate::runtime::response::Response<T>> {
                self.into_call().accept(media_type).send_json()
            }

            /// Requests a response of another media type and returns its bytes.
            #[inline]
            pub fn send_bytes_as(
                self,
                media_type: &'static str,
            ) -> $crate::runtime::send::Sending<$crate::runtime::response::Response<bytes::Bytes>> {
                self.into_call().accept(media_type).send_bytes()
            }
        }
    };
}

/// `send`, `send_raw` and `.await`.
macro_rules! sent {
    ($name:ident, $output:ty, $send:path) => {
        $crate::runtime::macros::options!($name);

        #[cfg(test)]
        const _: () = $crate::runtime::send::assert_moves_between_threads::<$name>();

        impl $name {
            /// Sends the request; the same as `.await`.
            #[inline]
            pub fn send(self) -> $crate::runtime::send::Sending<$output> {
                $crate::runtime::send::value($send(self.into_call()))
            }

            /// Sends the request; the result has the status, headers and body as well.
            #[inline]
            pub fn send_raw(self) -> $crate::runtime::send::Sending<$crate::runtime::response::Response<$output>> {
                $send(self.into_call())
            }
        }

        impl std::future::IntoFuture for $name {
            type Output = Result<$output, $crate::runtime::error::Error>;
            type IntoFuture = $crate::runtime::send::Sending<$output>;

            #[inline]
            fn into_future(self) -> Self::IntoFuture {
                self.send()
            }
        }
    };
}

pub(crate) use super::streams::{also, download, opened, stream};
pub(crate) use {
    alternatives, expected, from_entries, from_items, from_text, from_texts, integer_enum, options, pages, record,
    request, sent, serde, table, text_enum, tuple, union,
};

/// Decodes a value from any format by way of JSON. JSON itself is taken as raw text, so that numbers keep their digits.
pub fn deserialize<'de, T: Model, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    let mut value = T::blank();
    let outcome = if is_json::<D>() {
        let json: Box<RawValue> = Deserialize::deserialize(deserializer)?;
        super::decode::decode(json.get().as_bytes(), &mut value)
    } else {
        super::decode::decode_value(&serde_json::Value::deserialize(deserializer)?, &mut value)
    };
    outcome.map(|()| value).map_err(D::Error::custom)
}

/// Whether a format is that of `serde_json`, the only one that provides raw text. An unknown name only costs digits of
/// numbers.
fn is_json<D>() -> bool {
    let name = std::any::type_name::<D>();
    // `serde_path_to_error` wraps the deserializer.
    let inner = name.strip_prefix("serde_path_to_error::de::Deserializer<");
    let name = inner.map_or(name, |inner| inner.trim_start_matches("'_, "));
    name.trim_start_matches("&mut ").starts_with("serde_json::")
}

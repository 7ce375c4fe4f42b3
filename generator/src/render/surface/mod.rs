//! The public surface of the emitted crate: every item that a user can name, with its signature.
//!
//! It is read from the emitted tokens, so it matches the crate exactly. Docs, function bodies, private items and the
//! runtime, which all clients share, are not part of it.

mod items;
mod text;

pub(super) use text::text;
pub(crate) use text::with_paths;

use std::sync::{Mutex, PoisonError};

use proc_macro2::TokenStream;
use serde::{Deserialize, Serialize};

use super::context::Context;
use super::{KINDS, Stop};
use crate::format::{self, FormatError};
use crate::model::{Api, around};
use crate::naming::path_below;

/// Kinds of files with public items.
const PUBLIC: [&str; 5] = ["client_rs", "resources", "servers_rs", "types", "webhooks_rs"];

/// The kind of an item.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ItemKind {
    /// `struct`.
    Struct,
    /// `enum`.
    Enum,
    /// `type`.
    Alias,
    /// A field of a struct.
    Field,
    /// A variant of an enum.
    Variant,
    /// A method or an associated function.
    Method,
    /// A constant, associated or not.
    Constant,
    /// A trait that a type implements.
    Trait,
    /// The output of a request, and other items that a runtime macro adds to a type.
    Response,
    /// A free function.
    Function,
    /// A Cargo feature that enables a resource.
    Feature,
}

/// An item of the surface.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Item {
    /// The path of its type or module below the crate: `types::Portal`.
    pub owner: String,
    /// What it is.
    pub kind: ItemKind,
    /// Its name in its owner; empty for the owner itself.
    pub name: String,
    /// Its types, without the names of arguments.
    pub signature: String,
    /// The names of arguments, in order; they are not part of the signature.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arguments: Vec<String>,
    /// Whether additions to it are compatible: `#[non_exhaustive]`, or a private field.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// Whether it is deprecated.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub deprecated: bool,
}

impl Item {
    /// The path that a user writes: `types::Portal::new`.
    pub fn path(&self) -> String {
        match (self.kind, self.name.as_str()) {
            (_, "") => self.owner.clone(),
            (ItemKind::Trait, name) => format!("{name} for {}", self.owner),
            (ItemKind::Field, name) => format!("{}.{name}", self.owner),
            (_, name) => format!("{}::{name}", self.owner),
        }
    }

    /// The name of the type that owns it: its path below `types`, or the last segment elsewhere. `Event` of webhooks is
    /// not a type of the description, which may have another `Event`.
    pub fn type_name(&self) -> &str {
        if self.owner.starts_with("webhooks::") {
            return &self.owner;
        }
        let last = || self.owner.rsplit("::").next().unwrap_or(&self.owner);
        self.owner.strip_prefix("types::").unwrap_or_else(last)
    }
}

/// Collects items while files are made, from any thread.
#[derive(Default)]
pub(super) struct Recorder(Mutex<Vec<Item>>);

impl Recorder {
    /// Adds the public items in these tokens of the module `module`.
    pub(super) fn take(&self, module: &str, name: &str, tokens: TokenStream) -> Result<(), FormatError> {
        let mut found = Vec::new();
        format::parsed(name, tokens)?.iter().for_each(|item| items::of(module, item, &mut found));
        self.0.lock().unwrap_or_else(PoisonError::into_inner).append(&mut found);
        Ok(())
    }
}

/// Returns the sorted public surface of the crate for this API.
///
/// # Errors
/// The emitted code is not valid Rust, which is a bug of the generator.
pub fn surface(api: &Api) -> Result<Vec<Item>, FormatError> {
    let cx = Context::recording(api);
    let kinds = KINDS.iter().filter(|(name, _)| PUBLIC.contains(name));
    let jobs: super::Jobs<'_> = kinds.flat_map(|(_, jobs)| jobs(&cx)).collect();
    match super::make_in_parallel(&jobs, &mut |_| Ok(())) {
        Ok(()) | Err(Stop::Sink(_)) => {}
        Err(Stop::Format(error)) => return Err(error),
    }
    drop(jobs);
    let mut items = match &cx.recorder {
        Some(recorder) => std::mem::take(&mut *recorder.0.lock().unwrap_or_else(PoisonError::into_inner)),
        None => Vec::new(),
    };
    for item in &mut items {
        item.signature = in_full(&cx, &item.owner, &item.signature);
        // The trait of an implementation may be one of a type.
        if item.name.contains('<') {
            item.name = in_full(&cx, &item.owner, &item.name);
        }
    }
    items.extend(api.features.names().into_iter().map(feature));
    items.sort();
    items.dedup();
    Ok(items)
}

/// A text with types as paths below `types`, independent of the module of `owner`.
fn in_full(cx: &Context<'_>, owner: &str, text: &str) -> String {
    let module = owner.strip_prefix("types::").map(around).unwrap_or_default();
    with_paths(text, |path| {
        let full = path.strip_prefix("crate::").unwrap_or(path).strip_prefix("types::");
        let here = path_below(module, path);
        match full {
            Some(path) => path.to_owned(),
            None if !module.is_empty() && cx.is_type(&here) => here,
            None => path.to_owned(),
        }
    })
}

fn feature(name: &str) -> Item {
    Item {
        owner: "features".to_owned(),
        kind: ItemKind::Feature,
        name: name.to_owned(),
        signature: String::new(),
        arguments: Vec::new(),
        open: false,
        deprecated: false,
    }
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    fn recorded(tokens: TokenStream) -> Vec<String> {
        let recorder = Recorder::default();
        recorder.take("types", "test", tokens).unwrap();
        let items = recorder.0.into_inner().unwrap();
        items.iter().map(|item| format!("{}: {}", item.path(), item.signature)).collect()
    }

    #[test]
    fn what_is_public_is_recorded() {
        let found = recorded(quote! {
            #[non_exhaustive]
            #[derive(Clone, PartialEq)]
            pub struct Pet { pub name: Option<String>, age: i64 }
            impl Pet {
                pub(crate) const TABLE: i64 = 1;
                pub fn new(name: impl Into<String>, age: i64) -> Self { Self }
                fn hidden(&self) {}
            }
            impl From<&str> for Pet { fn from(text: &str) -> Self { Self } }
            struct Private { pub a: i64 }
            macros::request!(PetsReadRequest => Pet);
        });
        let expected = [
            "types::Pet: struct {..}",
            "types::Pet.name: Option<String>",
            "Clone for types::Pet: ",
            "PartialEq for types::Pet: ",
            "types::Pet::new: fn(impl Into<String>, i64) -> Self",
            "From<&str> for types::Pet: ",
            "types::PetsReadRequest::request: => Pet",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn names_of_arguments_are_no_part_of_a_signature() {
        let of = |tokens| {
            let recorder = Recorder::default();
            recorder.take("types", "test", tokens).unwrap();
            recorder.0.into_inner().unwrap().remove(0)
        };
        let one = of(quote!(impl A { pub fn new(a: i64, b: i64) -> Self { Self } }));
        let other = of(quote!(impl A { pub fn new(b: i64, a: i64) -> Self { Self } }));
        assert_eq!(one.signature, other.signature);
        assert_eq!((one.arguments, other.arguments), (vec!["a".into(), "b".into()], vec!["b".into(), "a".into()]));
    }
}

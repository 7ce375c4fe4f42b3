//! The public surface of the emitted crate: every item that a user can name, with its signature.
//!
//! It is read from the emitted tokens, so it matches the crate exactly. Docs, function bodies, private items and the
//! runtime, which all clients share, are not part of it.

mod item;
mod items;
pub(super) mod recorder;
mod text;

pub use item::{Item, ItemKind};
pub(super) use text::tokens_to_text;
pub(crate) use text::{paths_in_text, replace_paths};

use recorder::Recorder;

use super::KINDS;
use super::context::RenderContext;
use crate::diag::Diagnostic;
use crate::model::{Api, TypeDef, parent_path};
use crate::naming::path_below;

const PUBLIC: [&str; 5] = [
    "client_rs",
    "resources",
    "servers_rs",
    "types",
    "webhooks_rs",
];

/// Returns the sorted public surface of the crate for this API.
///
/// # Errors
/// The emitted code is not valid Rust, which is a bug of the generator.
pub fn public_surface(api: &Api) -> Result<Vec<Item>, Diagnostic> {
    let cx = RenderContext::recording(api);
    let kinds = KINDS.iter().filter(|(name, _)| PUBLIC.contains(name));
    let jobs: super::job::RenderJobs<'_> = kinds.flat_map(|(_, jobs)| jobs(&cx)).collect();
    super::job::make_in_parallel(&jobs, &mut |_| Ok(()))?;
    drop(jobs);
    let mut items = cx
        .recorder
        .as_ref()
        .map(Recorder::items)
        .unwrap_or_default();
    for item in &mut items {
        item.signature = with_full_type_paths(&cx, &item.owner, &item.signature);
        // A trait may have types as arguments: `From<Pet>`.
        if item.name.contains('<') {
            item.name = with_full_type_paths(&cx, &item.owner, &item.name);
        }
    }
    items.extend(api.features.names().into_iter().map(feature_item));
    items.extend(
        api.types
            .iter()
            .filter(|(_, def)| def.has_short_name)
            .map(|(_, def)| short_name(def)),
    );
    items.sort();
    items.dedup();
    Ok(items)
}

/// A text with types as paths below `types`, independent of the module of `owner`.
fn with_full_type_paths(cx: &RenderContext<'_>, owner: &str, text: &str) -> String {
    let module = owner
        .strip_prefix("types::")
        .map(parent_path)
        .unwrap_or_default();
    replace_paths(text, |path| {
        let full = path
            .strip_prefix("crate::")
            .unwrap_or(path)
            .strip_prefix("types::");
        let here = path_below(module, path);
        match full {
            Some(path) => path.to_owned(),
            None if !module.is_empty() && cx.is_type(&here) => here,
            None => path.to_owned(),
        }
    })
}

fn feature_item(name: &str) -> Item {
    bare_item("features".to_owned(), ItemKind::Feature, name)
}

/// Part of its type, so that a report counts it there.
fn short_name(def: &TypeDef) -> Item {
    bare_item(
        path_below("types", &def.name),
        ItemKind::Export,
        def.ident(),
    )
}

fn bare_item(owner: String, kind: ItemKind, name: &str) -> Item {
    Item {
        owner,
        kind,
        name: name.to_owned(),
        signature: String::new(),
        arguments: Vec::new(),
        open: false,
        deprecated: false,
    }
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::*;

    fn recorded(tokens: TokenStream) -> Vec<String> {
        let recorder = Recorder::default();
        recorder.take("types", "test", tokens).unwrap();
        let items = recorder.items();
        items
            .iter()
            .map(|item| format!("{}: {}", item.path(), item.signature))
            .collect()
    }

    #[test]
    fn only_public_items_are_recorded() {
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
            impl From<bool> for crate::runtime::field::Field<Pet> { fn from(value: bool) -> Self { Self::Null } }
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
    fn signatures_exclude_argument_names() {
        let of = |tokens| {
            let recorder = Recorder::default();
            recorder.take("types", "test", tokens).unwrap();
            recorder.items().remove(0)
        };
        let one = of(quote!(impl A { pub fn new(a: i64, b: i64) -> Self { Self } }));
        let other = of(quote!(impl A { pub fn new(b: i64, a: i64) -> Self { Self } }));
        assert_eq!(one.signature, other.signature);
        assert_eq!(
            (one.arguments, other.arguments),
            (vec!["a".into(), "b".into()], vec!["b".into(), "a".into()])
        );
    }
}

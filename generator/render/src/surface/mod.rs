//! The public surface of the emitted crate: every item that a user can name, with its signature.
//!
//! The surface is read from the emitted tokens, so it matches the crate exactly. It excludes docs, function bodies,
//! private items and the runtime, which all clients share.

mod item;
mod items;
mod macro_item;
pub(super) mod owner;
pub(super) mod recorder;
mod signature;
pub(super) mod source;
mod text;

pub use item::{Item, ItemKind};
pub use macro_item::{MacroItem, OutputForm};
pub use owner::{ItemOwner, OwnerKind};
pub use signature::ItemSignature;
pub use source::{ItemSource, SourceSection};
pub(super) use text::tokens_to_text;
pub use text::{paths_in_text, replace_paths};

use std::collections::HashMap;

use owner::path_below_types;
use recorder::Recorder;

use super::KINDS;
use super::context::RenderContext;
use diag::Diagnostic;
use model::{Api, parent_path};
use naming::path_below;

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
/// If the emitted code is not valid Rust, which is a bug of the generator.
pub fn public_surface(api: &Api) -> Result<Vec<Item>, Diagnostic> {
    let cx = RenderContext::recording(api);
    let kinds = KINDS.iter().filter(|(name, _)| PUBLIC.contains(name));
    let jobs: super::job::RenderJobs<'_> = kinds.flat_map(|(_, jobs)| jobs(&cx)).collect();
    super::job::make_in_parallel(&jobs, None, &mut |_| Ok(()))?;
    drop(jobs);
    let mut items = cx
        .recorder
        .as_ref()
        .map(Recorder::items)
        .unwrap_or_default();
    for item in &mut items {
        item.signature = item
            .signature
            .with_texts(|text| with_full_type_paths(&cx, &item.owner, text));
        // A trait may have types as generic arguments: `From<Pet>`.
        if item.name.contains('<') {
            item.name = with_full_type_paths(&cx, &item.owner, &item.name);
        }
    }
    let features = ItemOwner::new("features", OwnerKind::Other);
    for name in api.features.names() {
        items.push(Item::bare(features.clone(), ItemKind::Feature, name));
    }
    for (_, def) in api.types.iter().filter(|(_, def)| def.has_short_name) {
        // The export belongs to its type, so a report counts it there.
        let owner = ItemOwner::described(&def.name);
        items.push(Item::bare(owner, ItemKind::Export, def.ident()));
    }
    inherit_sources(&mut items);
    items.sort();
    items.dedup();
    Ok(items)
}

/// Gives each item that has no source the source of its owner.
fn inherit_sources(items: &mut [Item]) {
    let heads = items.iter().filter(|item| item.name.is_empty());
    let heads: HashMap<ItemOwner, ItemSource> = heads
        .filter_map(|head| Some((head.owner.clone(), head.source.clone()?)))
        .collect();
    for item in items.iter_mut().filter(|item| item.source.is_none()) {
        item.source = heads.get(&item.owner).cloned();
    }
}

/// Returns a text with types as paths below `types`, whatever the module of `owner`.
fn with_full_type_paths(cx: &RenderContext<'_>, owner: &ItemOwner, text: &str) -> String {
    let module = owner.described_path().map(parent_path).unwrap_or_default();
    replace_paths(text, |path| {
        let here = path_below(module, path);
        match path_below_types(path) {
            Some(path) => path.to_owned(),
            None if !module.is_empty() && cx.is_type(&here) => here,
            None => path.to_owned(),
        }
    })
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::*;
    use diag::{FileId, Origin};

    fn recorded(tokens: TokenStream) -> Vec<String> {
        let recorder = Recorder::default();
        recorder
            .take(&ItemOwner::described(""), "test", tokens)
            .unwrap();
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
            "types::PetsReadRequest::request: Pet",
        ];
        assert_eq!(found, expected);
    }

    #[test]
    fn items_have_their_own_source_or_that_of_their_owner() {
        let [whole, part] = ["/a", "/a/b"].map(|pointer| Origin::new(FileId(0), pointer));
        let sources = [ItemSource::of_part(&whole, &part), ItemSource::Whole(whole)];
        let recorder = Recorder::default();
        let [part, whole] = sources.clone().map(|source| recorder.mark_source(source));
        let tokens = quote! {
            impl A { pub fn new(#part b: i64) -> Self { Self } }
            #whole
            #[derive(Clone)]
            pub struct A { #part pub b: i64 }
        };
        recorder
            .take(&ItemOwner::described(""), "test", tokens)
            .unwrap();
        let mut items = recorder.items();
        inherit_sources(&mut items);
        let [part, whole] = sources.map(Some);
        let found: Vec<_> = items.iter().map(|item| item.source.clone()).collect();
        assert_eq!(found, [&whole, &whole, &part, &whole].map(Clone::clone));
        assert_eq!(items[0].argument_sources, [part]);
    }

    #[test]
    fn signatures_exclude_argument_names() {
        let of = |tokens| {
            let recorder = Recorder::default();
            recorder
                .take(&ItemOwner::described(""), "test", tokens)
                .unwrap();
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

//! Collects the items of all files, instead of their text.

use std::sync::{Mutex, MutexGuard, PoisonError};

use proc_macro2::{Literal, TokenStream};
use quote::quote;

use super::item::Item;
use super::items::ItemReader;
use super::owner::ItemOwner;
use super::source::ItemSource;
use crate::format;
use diag::Diagnostic;

/// Collects items while files are made, from any thread.
#[derive(Default)]
pub(crate) struct Recorder(Mutex<Recorded>);

#[derive(Default)]
struct Recorded {
    items: Vec<Item>,
    /// The sources of items; marks in attributes are indices into this list.
    sources: Vec<ItemSource>,
}

impl Recorder {
    /// Returns an attribute that marks an item with its source.
    pub(crate) fn mark_source(&self, source: ItemSource) -> TokenStream {
        let mut recorded = self.recorded();
        let number = Literal::usize_unsuffixed(recorded.sources.len());
        recorded.sources.push(source);
        quote!(#[source(#number)])
    }

    pub(crate) fn take(
        &self,
        module: &ItemOwner,
        name: &str,
        tokens: TokenStream,
    ) -> Result<(), Diagnostic> {
        let parsed = format::parse_emitted_items(name, tokens)?;
        let Recorded { items, sources } = &mut *self.recorded();
        let mut reader = ItemReader {
            module,
            sources,
            items,
        };
        for item in &parsed {
            reader.push_surface_items(item);
        }
        Ok(())
    }

    pub(super) fn items(&self) -> Vec<Item> {
        std::mem::take(&mut self.recorded().items)
    }

    fn recorded(&self) -> MutexGuard<'_, Recorded> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

//! Collects the items of all files, instead of their text.

use std::sync::{Mutex, PoisonError};

use proc_macro2::TokenStream;

use super::item::Item;
use super::items;
use crate::diag::Diagnostic;
use crate::format;

/// Collects items while files are made, from any thread.
#[derive(Default)]
pub(in crate::render) struct Recorder(Mutex<Vec<Item>>);

impl Recorder {
    pub(in crate::render) fn take(
        &self,
        module: &str,
        name: &str,
        tokens: TokenStream,
    ) -> Result<(), Diagnostic> {
        let mut found = Vec::new();
        for item in &format::parse_emitted_items(name, tokens)? {
            items::push_surface_items(module, item, &mut found);
        }
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .append(&mut found);
        Ok(())
    }

    pub(super) fn items(&self) -> Vec<Item> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

//! What is made from texts of the description, once for each text: many properties have the same
//! docs.

use std::sync::{Mutex, MutexGuard, PoisonError};

use foldhash::HashMap;

pub(crate) struct ByText<T> {
    made: Mutex<HashMap<String, T>>,
}

impl<T> Default for ByText<T> {
    fn default() -> Self {
        Self {
            made: Mutex::default(),
        }
    }
}

impl<T: Clone> ByText<T> {
    /// Returns what `make` returns for the text.
    pub(crate) fn get_or_make(&self, text: &str, make: impl FnOnce(&str) -> T) -> T {
        let value = self.lock().get(text).cloned();
        value.unwrap_or_else(|| {
            let new = make(text);
            self.lock().insert(text.to_owned(), new.clone());
            new
        })
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<String, T>> {
        self.made.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

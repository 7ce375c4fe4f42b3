//! What an interrupted process leaves: nothing, if the program asks for it before it ends.

use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The folders that this process has open for changes. While the value is locked, they do not
/// change.
static OPEN: Mutex<Vec<OpenFolder>> = Mutex::new(Vec::new());

/// A folder that is open for changes.
pub(super) struct OpenFolder {
    pub(super) top: PathBuf,
    /// The folder and its parents, as far as this process created them, outermost first.
    pub(super) made: Vec<PathBuf>,
}

/// The open folders, which do not change until the value is dropped.
pub struct HeldFolders(MutexGuard<'static, Vec<OpenFolder>>);

impl HeldFolders {
    pub(super) fn add(&mut self, folder: OpenFolder) {
        self.0.push(folder);
    }

    /// Removes a folder from the list; `None` if it is not open.
    pub(super) fn take(&mut self, top: &Path) -> Option<OpenFolder> {
        let index = self.0.iter().position(|folder| folder.top == top)?;
        Some(self.0.swap_remove(index))
    }

    /// Removes what was staged in these folders. A change that has begun is complete by now.
    pub fn discard_staged_files(&mut self) {
        for folder in self.0.drain(..) {
            super::stage::discard(&folder);
        }
    }
}

/// Waits for changes of this process that have begun, and lets it begin no others until the value is
/// dropped.
pub fn hold_open_folders() -> HeldFolders {
    HeldFolders(OPEN.lock().unwrap_or_else(PoisonError::into_inner))
}

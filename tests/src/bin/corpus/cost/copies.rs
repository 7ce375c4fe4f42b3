//! Many copies of the types of a small API. The cost of one copy is too small to measure next to
//! the cost of starting rustc and of the runtime, but the cost that each additional copy adds can
//! be measured.

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::batch::{Batch, Verdict};

/// The cost of a crate with its types once, and with `count` more copies.
pub(super) struct Copies {
    pub(super) once: Verdict,
    pub(super) copied: Verdict,
    count: usize,
}

impl Copies {
    pub(super) fn new(once: Verdict, copied: Verdict, count: usize) -> Self {
        Self {
            once,
            copied,
            count,
        }
    }

    /// Returns the CPU seconds that each copy adds.
    pub(super) fn seconds(&self) -> f64 {
        let added = self.copied.cost.seconds - self.once.cost.seconds;
        added / f64::from(u32::try_from(self.count).unwrap_or(u32::MAX))
    }
}

/// Adds `count` copies of the folder `types` in `src` of a member as sibling modules. The paths
/// between the types remain valid in a copy.
pub(super) fn add_copies(batch: &Batch, member: &str, types: &str, count: usize) -> Result<()> {
    let source = batch.member(member).join("src");
    let mut root = fs::read_to_string(source.join("lib.rs"))?;
    for copy in 0..count {
        copy_all(&source.join(types), &source.join(format!("copy_{copy}")))?;
        let _ = writeln!(root, "pub mod copy_{copy};");
    }
    batch.write(&format!("{member}/src/lib.rs"), &root)
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy_all(&from, &to)?;
        } else {
            fs::copy(&from, &to)?;
        }
    }
    Ok(())
}

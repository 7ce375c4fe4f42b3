//! The history of the client's own description: its dated changes, and its published versions.
//!
//! `tests/diff/own` has a JSON Patch for each change. The patches in `before` undo a change that
//! preceded the current description; the ones in `after` apply later changes, each on top of the
//! previous ones. A change in `settings` has a `generator.yaml` for each side, and may have a patch
//! too.

use std::io;
use std::path::{Path, PathBuf};

use sdkwright::Generator;

/// The description at one point of its history.
#[derive(Clone, Debug)]
pub struct State {
    /// The current description.
    pub spec: PathBuf,
    /// The configuration of its client.
    pub config: PathBuf,
    /// The patches that lead from the current description to this state.
    pub overlays: Vec<PathBuf>,
}

impl State {
    /// Returns the current description with these patches.
    fn with(overlays: &[PathBuf]) -> Self {
        let (spec, config) = (
            own_path("../spec/cloudflare-ai-controls.yaml"),
            own_path("../spec/generator.yaml"),
        );
        Self {
            spec,
            config,
            overlays: overlays.to_vec(),
        }
    }

    /// Returns one side of a change in `settings`.
    fn of_settings(folder: &Path, side: &str) -> Self {
        let patch = folder.join(side).with_extension("json");
        let overlays = if patch.is_file() {
            vec![patch]
        } else {
            Vec::new()
        };
        Self {
            config: folder.join(side).with_extension("yaml"),
            ..Self::with(&overlays)
        }
    }

    /// Returns a generator for the client of this state.
    pub fn generator(&self) -> Generator {
        let generator = Generator::new(&self.spec).config(&self.config);
        self.overlays.iter().fold(generator, Generator::overlay)
    }
}

/// A dated change.
#[derive(Debug)]
pub struct Change {
    /// The identifier, such as `CH-01`.
    pub name: String,
    /// The state before the change.
    pub old: State,
    /// The state after the change.
    pub new: State,
}

/// Returns the dated changes, in order.
///
/// # Errors
/// If a folder cannot be read.
pub fn own_changes() -> io::Result<Vec<Change>> {
    let mut changes = Vec::new();
    for patch in sorted_entries("before")? {
        let old = State::with(std::slice::from_ref(&patch));
        changes.push(Change {
            name: entry_name(&patch),
            old,
            new: State::with(&[]),
        });
    }
    let after = sorted_entries("after")?;
    let (mut old, mut overlays) = (State::with(&[]), Vec::new());
    for patch in after {
        let name = entry_name(&patch);
        overlays.push(patch);
        let new = State::with(&overlays);
        changes.push(Change {
            name,
            old,
            new: new.clone(),
        });
        old = new;
    }
    for folder in sorted_entries("settings")? {
        let [old, new] = ["old", "new"].map(|side| State::of_settings(&folder, side));
        changes.push(Change {
            name: entry_name(&folder),
            old,
            new,
        });
    }
    changes.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(changes)
}

/// Returns the published versions of the description, the oldest first: `g`, `a` (the one in
/// `spec/`), and the later `b1`, `b2` and `c`.
///
/// # Errors
/// If a folder cannot be read.
pub fn own_versions() -> io::Result<Vec<(&'static str, State)>> {
    // The latest change is undone first.
    let before: Vec<PathBuf> = sorted_entries("before")?.into_iter().rev().collect();
    let mut versions = vec![("g", State::with(&before))];
    for (version, last) in [("a", ""), ("b1", "CH-29"), ("b2", "CH-32"), ("c", "CH-38")] {
        let mut overlays = sorted_entries("after")?;
        overlays.retain(|patch| entry_name(patch).as_str() <= last);
        versions.push((version, State::with(&overlays)));
    }
    Ok(versions)
}

fn own_path(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn sorted_entries(folder: &str) -> io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(own_path("diff/own").join(folder))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<io::Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

fn entry_name(path: &Path) -> String {
    path.file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned()
}

//! Pairs of descriptions.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use generator::Generator;
use generator::diff::{Options, Report, Side, diff};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;

/// An old description and a new one.
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) old: PathBuf,
    pub(crate) new: PathBuf,
    /// A `generator.yaml` for both.
    pub(crate) config: Option<PathBuf>,
    /// What is changed in the old description, and in the new one.
    pub(crate) overlays: (Vec<PathBuf>, Vec<PathBuf>),
}

/// A pair that was compared.
pub(crate) struct Compared {
    pub(crate) old: Side,
    pub(crate) report: Report,
}

impl Pair {
    fn of(name: String, old: PathBuf, new: PathBuf) -> Self {
        Self { name, old, new, config: None, overlays: (Vec::new(), Vec::new()) }
    }

    fn generator(&self, is_new: bool, package: &str) -> Generator {
        let (spec, overlays) = if is_new { (&self.new, &self.overlays.1) } else { (&self.old, &self.overlays.0) };
        let generator = Generator::new(spec).package(package);
        let generator = match &self.config {
            Some(config) => generator.config(config),
            None => generator,
        };
        overlays.iter().fold(generator, Generator::overlay)
    }

    pub(crate) fn compare(&self) -> Result<Compared> {
        let (old, new) = Side::read_both(&self.generator(false, "subject"), &self.generator(true, "subject"));
        let (old, new) = (old.with_context(|| self.name.clone())?, new.with_context(|| self.name.clone())?);
        let report = diff(&old, &new, &Options { today: "2026-11-20".parse()? });
        Ok(Compared { old, report })
    }

    /// The name of the new crate.
    pub(crate) fn subject(&self) -> String {
        format!("s-{}", self.name)
    }

    /// The name of the program that uses it.
    pub(crate) fn probe(&self) -> String {
        format!("p-{}", self.name)
    }

    /// Emits the new crate where the old one stands, as its users do.
    pub(crate) fn emit_new(&self, folder: &Path, package: &str) -> Result<()> {
        for is_new in [false, true] {
            self.generator(is_new, package).output(folder).generate().with_context(|| self.name.clone())?;
        }
        Ok(())
    }
}

fn sorted(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths = entries.map(|entry| Ok(entry?.path())).collect::<Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

fn name(path: &Path) -> String {
    let stem = path.file_stem().unwrap_or_default().to_string_lossy().to_ascii_lowercase();
    stem.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
}

fn here(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

/// The pairs of one change each, and those whose names are kept.
pub(crate) fn rows() -> Result<Vec<Pair>> {
    let pair = |row: PathBuf| {
        let config = Some(row.join("generator.yaml")).filter(|path| path.is_file());
        Pair { config, ..Pair::of(name(&row), row.join("old.yaml"), row.join("new.yaml")) }
    };
    let kept = sorted(&here("diff/kept"))?.into_iter().filter(|path| path.is_dir());
    let rows = sorted(&here("diff/rows"))?.into_iter().chain(kept);
    Ok(rows.map(pair).collect())
}

/// The dated changes of the client's own description: those before its first version, each of which a patch undoes, and
/// those after it, each on top of the others.
pub(crate) fn own() -> Result<Vec<Pair>> {
    let (spec, config) = (here("../spec/cloudflare-ai-controls.yaml"), here("../spec/generator.yaml"));
    let pair = |name: String, overlays| Pair {
        config: Some(config.clone()),
        overlays,
        ..Pair::of(name, spec.clone(), spec.clone())
    };
    let before = sorted(&here("diff/own/before"))?.into_iter();
    let mut pairs: Vec<Pair> = before.map(|patch| pair(name(&patch), (vec![patch], Vec::new()))).collect();
    let after = sorted(&here("diff/own/after"))?;
    let upto = |count: usize| after.iter().take(count).cloned().collect::<Vec<_>>();
    for (at, patch) in after.iter().enumerate() {
        pairs.push(pair(name(patch), (upto(at), upto(at + 1))));
    }
    // From version to version, many changes at once.
    let until = |last: &str| after.iter().filter(|patch| name(patch).as_str() <= last).count();
    let versions = [("a", 0), ("b1", until("ch-29")), ("b2", until("ch-32")), ("c", after.len())];
    for (old, new) in [(0, 1), (1, 2), (2, 3), (0, 3)] {
        let (Some((from, first)), Some((to, last))) = (versions.get(old), versions.get(new)) else { continue };
        pairs.push(pair(format!("{from}-to-{to}"), (upto(*first), upto(*last))));
    }
    Ok(pairs)
}

/// Each version with the next.
pub(crate) fn history(folder: &Path) -> Result<Vec<Pair>> {
    let versions = sorted(folder)?;
    let pairs = versions.iter().zip(versions.iter().skip(1));
    Ok(pairs.map(|(old, new)| Pair::of(name(new), old.clone(), new.clone())).collect())
}

/// Some of the pairs, in order.
pub(crate) fn sample(pairs: Vec<Pair>, count: Option<usize>, seed: u64) -> Vec<Pair> {
    let Some(count) = count else { return pairs };
    let mut chosen: Vec<usize> = (0..pairs.len()).collect();
    chosen.shuffle(&mut rand::rngs::StdRng::seed_from_u64(seed));
    let chosen: BTreeSet<usize> = chosen.into_iter().take(count).collect();
    pairs.into_iter().enumerate().filter(|(at, _)| chosen.contains(at)).map(|(_, pair)| pair).collect()
}

/// The pair of a folder that holds `base.yaml` and `revision.yaml`, or the same in JSON.
pub(crate) fn of_folder(folder: &Path) -> Pair {
    let file = |stem: &str| {
        let found = ["yaml", "yml", "json"].map(|ending| folder.join(format!("{stem}.{ending}")));
        found.into_iter().find(|path| path.is_file()).unwrap_or_else(|| folder.join(stem))
    };
    Pair::of(name(folder), file("base"), file("revision"))
}

//! Pairs of descriptions.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, Result};
use rand::SeedableRng as _;
use rand::seq::SliceRandom as _;
use sdkwright::Generator;
use sdkwright::diff::{Report, Sides, Version};
use tests::findings::compare_on_test_day;
use tests::own::{self, State};
use tests::rows;

/// An old and a new description.
pub(crate) struct Pair {
    pub(crate) name: String,
    pub(crate) old: PathBuf,
    pub(crate) new: PathBuf,
    /// The `generator.yaml` of the old and of the new side.
    pub(crate) configs: [Option<PathBuf>; 2],
    /// The overlays of the old and of the new description.
    pub(crate) overlays: [Vec<PathBuf>; 2],
}

/// A compared pair.
pub(crate) struct Compared {
    pub(crate) old: Version,
    pub(crate) new: Version,
    pub(crate) report: Report,
}

impl Pair {
    fn of(name: String, old: PathBuf, new: PathBuf) -> Self {
        Self {
            name,
            old,
            new,
            configs: [None, None],
            overlays: [Vec::new(), Vec::new()],
        }
    }

    fn generator(&self, is_new: bool, package: &str) -> Generator {
        let ([old, new], [before, after]) = (&self.configs, &self.overlays);
        let (spec, config, overlays) = if is_new {
            (&self.new, new, after)
        } else {
            (&self.old, old, before)
        };
        let generator = Generator::new(spec).package(package);
        let generator = match config {
            Some(config) => generator.config(config),
            None => generator,
        };
        overlays.iter().fold(generator, Generator::overlay)
    }

    pub(crate) fn compare(&self) -> Result<Compared> {
        let Sides { old, new } = Version::read_both(
            &self.generator(false, "subject"),
            &self.generator(true, "subject"),
        );
        let (old, new) = (
            old.with_context(|| self.name.clone())?,
            new.with_context(|| self.name.clone())?,
        );
        let report = compare_on_test_day(&old, &new);
        Ok(Compared { old, new, report })
    }

    /// Returns the package name of the new crate.
    pub(crate) fn subject(&self) -> String {
        format!("s-{}", self.name)
    }

    /// Returns the package name of the program that uses it.
    pub(crate) fn probe(&self) -> String {
        format!("p-{}", self.name)
    }

    /// Emits the old crate.
    pub(crate) fn emit_old(&self, folder: &Path, package: &str) -> Result<()> {
        self.generator(false, package)
            .output(folder)
            .generate()
            .with_context(|| self.name.clone())?;
        Ok(())
    }

    /// Emits the new crate over the old one, as users do.
    pub(crate) fn emit_new(&self, folder: &Path, package: &str) -> Result<()> {
        for is_new in [false, true] {
            self.generator(is_new, package)
                .output(folder)
                .generate()
                .with_context(|| self.name.clone())?;
        }
        Ok(())
    }
}

fn sorted_entries(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<PathBuf>>>()?;
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    let stem = path
        .file_stem()
        .unwrap_or_default()
        .to_string_lossy()
        .to_ascii_lowercase();
    stem.replace(|c: char| !c.is_ascii_alphanumeric(), "-")
}

fn tests_folder(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)
}

/// Returns the pairs with one change each, which are written below `out`, and those with kept
/// names.
pub(crate) fn row_pairs(out: &Path) -> Result<Vec<Pair>> {
    let folder = out.join("rows");
    let rows = rows::all_cases()?
        .iter()
        .map(|case| case.write(&folder))
        .collect::<Result<Vec<PathBuf>>>()?;
    let kept = sorted_entries(&tests_folder("diff/kept"))?
        .into_iter()
        .filter(|path| path.is_dir());
    Ok(rows
        .into_iter()
        .chain(kept)
        .map(|row| {
            let own = row.join("generator.yaml");
            let config = Some(if own.is_file() {
                own
            } else {
                tests_folder("diff/generator.yaml")
            });
            Pair {
                configs: [config.clone(), config],
                ..Pair::of(file_name(&row), row.join("old.yaml"), row.join("new.yaml"))
            }
        })
        .collect())
}

/// Returns the dated changes of the client's own description, and its versions, which have many
/// changes each.
pub(crate) fn own_pairs() -> Result<Vec<Pair>> {
    let changes = own::own_changes()?;
    let mut pairs: Vec<Pair> = changes
        .iter()
        .map(|one| pair_of_states(&one.name, &one.old, &one.new))
        .collect();
    let versions = own::own_versions()?;
    let steps = versions.iter().zip(versions.iter().skip(1));
    // The current version is also paired with the last one.
    let steps = steps.chain(versions.get(1).zip(versions.last()));
    pairs.extend(
        steps.map(|((from, old), (to, new))| pair_of_states(&format!("{from}-to-{to}"), old, new)),
    );
    Ok(pairs)
}

fn pair_of_states(name: &str, old: &State, new: &State) -> Pair {
    Pair {
        configs: [Some(old.config.clone()), Some(new.config.clone())],
        overlays: [old.overlays.clone(), new.overlays.clone()],
        ..Pair::of(
            name.to_ascii_lowercase(),
            old.spec.clone(),
            new.spec.clone(),
        )
    }
}

/// Pairs each version in a folder with the next one.
pub(crate) fn history_pairs(folder: &Path) -> Result<Vec<Pair>> {
    let versions = sorted_entries(folder)?;
    let pairs = versions.iter().zip(versions.iter().skip(1));
    Ok(pairs
        .map(|(old, new)| Pair::of(file_name(new), old.clone(), new.clone()))
        .collect())
}

/// Returns a random sample of the pairs, in order.
pub(crate) fn sample_pairs(pairs: Vec<Pair>, count: Option<usize>, seed: u64) -> Vec<Pair> {
    let Some(count) = count else { return pairs };
    let mut chosen: Vec<usize> = (0..pairs.len()).collect();
    chosen.shuffle(&mut rand::rngs::StdRng::seed_from_u64(seed));
    let chosen: BTreeSet<usize> = chosen.into_iter().take(count).collect();
    pairs
        .into_iter()
        .enumerate()
        .filter(|(at, _)| chosen.contains(at))
        .map(|(_, pair)| pair)
        .collect()
}

/// Returns the pair of a folder with `base` and `revision`, in YAML or JSON.
pub(crate) fn of_folder(folder: &Path) -> Pair {
    let [old, new] = ["base", "revision"].map(|stem| {
        let found = ["yaml", "yml", "json"].map(|ending| folder.join(format!("{stem}.{ending}")));
        found
            .into_iter()
            .find(|path| path.is_file())
            .unwrap_or_else(|| folder.join(stem))
    });
    Pair::of(file_name(folder), old, new)
}

//! Compares two versions of an API: their models, for the effects of changes on requests and
//! responses, and the surfaces of their crates (the crate `surface`), for the effects on programs.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

mod accept;
mod affected;
mod alike;
mod bump;
mod calls;
mod composition;
mod content;
mod cursor;
mod deduplication;
mod draft;
mod entry;
mod equivalence;
mod finding;
mod formats;
mod items;
mod judgement;
mod matching;
mod media;
mod message;
mod pairs;
mod parallel;
mod patterns;
pub mod print;
mod prose;
mod report;
mod resolved_ref;
pub mod rules;
mod security;
mod selected;
mod sides;
mod surface;
mod unions;
mod unjudgeable;
mod verdict;
mod version;
mod witness;

pub use accept::Accepted;
pub use alike::Alike;
pub use bump::next_version;
pub use calls::{FormerCall, MethodCall};
pub use entry::ReportEntry;
pub use finding::{Finding, ItemChange, SourceLocation, Subject};
pub use items::ListedChange;
pub use message::{ChangedObject, Message, MessageVerb};
pub use report::{Counts, OperationCounts, Report, Summary, unchanged_report};
pub use surface::item_changes;
pub use verdict::{Direction, Source, Threshold, Wire, Witness};
pub use version::{LoadedVersion, Version};

use draft::PendingFinding;
pub use sides::Sides;
use surface::CrateItems;
use version::Versions;
use witness::budget::Budget;

/// How two descriptions are compared.
#[derive(Clone, Debug)]
pub struct DiffOptions {
    /// The day of the comparison, with which sunset dates are compared.
    pub today: jiff::civil::Date,
}

/// Compares two descriptions.
pub fn compare_versions(old: &Version, new: &Version, options: &DiffOptions) -> Report {
    let versions = Versions {
        models: Sides { old, new }.map(Version::api),
        texts: Sides { old, new }.map(Version::document),
        today: options.today,
    };
    let mut visited = pairs::walk_models(versions);
    let mut budget = Budget::default();
    witness::find_witnesses(versions, &mut budget, &mut visited.drafts);
    witness::judge_unexplained_pairs(versions, &mut budget, &mut visited);
    let unreported = unjudgeable::judge_unreadable_fragments(old, new, &mut visited.drafts);
    let judged = visited.drafts.into_iter().map(PendingFinding::judged);
    let crates = Sides { old, new }.map(|version| CrateItems {
        items: &version.surface,
        names: &version.names,
    });
    let findings = surface::attribute_changes(versions, judged.collect(), unreported, crates);
    Report::new(old, new, findings)
}

//! The outcomes of documents, and their report.

use std::collections::BTreeMap;

use ::tests::json::{count_at, text_at};
use serde_json::{Value, json};

use super::mutations::MutationKind;
use crate::report::Table;

/// The maximum number of locations to print for each reason.
const PLACES: usize = 3;

/// The outcome of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) name: String,
    pub(crate) operations: usize,
    /// Operations for which no call could be made.
    pub(crate) uncalled: usize,
    pub(crate) calls: usize,
    /// Changed requests that the test server refused, by what was wrong with them.
    refusals: BTreeMap<String, usize>,
    /// Locations of cases that were not judged, by reason.
    gaps: BTreeMap<String, Vec<String>>,
    differences: Vec<String>,
    error: Option<String>,
}

impl Outcome {
    pub(crate) fn new(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            ..Self::default()
        }
    }

    pub(crate) fn failed(name: &str, error: String) -> Self {
        Self {
            error: Some(error),
            ..Self::new(name)
        }
    }

    pub(crate) fn gap(&mut self, reason: &str, place: &str) {
        let places = self.gaps.entry(reason.to_owned()).or_default();
        if !places.iter().any(|known| known == place) {
            places.push(place.to_owned());
        }
    }

    pub(crate) fn refused(&mut self, kind: MutationKind, count: usize) {
        *self.refusals.entry(kind.words().to_owned()).or_default() += count;
    }

    pub(crate) fn difference(&mut self, place: &str, message: &str) {
        self.differences.push(format!("{place}: {message}"));
    }

    /// Returns a summary in one line, to show progress.
    pub(crate) fn line(&self) -> String {
        let state = if self.error.is_some() { "FAILED, " } else { "" };
        format!(
            "{}: {state}{} calls, {} differences, {} changed requests refused",
            self.name,
            self.calls,
            self.differences.len(),
            self.refusals.values().sum::<usize>()
        )
    }

    /// Returns the error, and up to `show` differences.
    pub(crate) fn details(&self, show: usize) -> impl Iterator<Item = &String> {
        self.error.iter().chain(self.differences.iter().take(show))
    }

    /// Returns the outcome as a line of JSON, for a run that continues this one.
    pub(crate) fn json(&self) -> String {
        let value = json!({
            "name": self.name,
            "operations": self.operations,
            "uncalled": self.uncalled,
            "calls": self.calls,
            "refusals": self.refusals,
            "gaps": self.gaps,
            "differences": self.differences,
            "error": self.error,
        });
        value.to_string()
    }

    /// Parses the line that [`Outcome::json`] wrote; `None` if it is truncated.
    pub(crate) fn of_json(line: &str) -> Option<Self> {
        let value: Value = serde_json::from_str(line).ok()?;
        let gaps = value.get("gaps")?.as_object()?.iter();
        let gaps: Option<_> = gaps
            .map(|(reason, places)| Some((reason.clone(), texts_of_array(places)?)))
            .collect();
        let refusals = value.get("refusals")?.as_object()?.iter();
        let refusals: Option<_> = refusals
            .map(|(kind, count)| Some((kind.clone(), usize::try_from(count.as_u64()?).ok()?)))
            .collect();
        Some(Self {
            name: text_at(&value, "/name")?.to_owned(),
            operations: usize::try_from(count_at(&value, "/operations")?).ok()?,
            uncalled: usize::try_from(count_at(&value, "/uncalled")?).ok()?,
            calls: usize::try_from(count_at(&value, "/calls")?).ok()?,
            refusals: refusals?,
            gaps: gaps?,
            differences: texts_of_array(value.get("differences")?)?,
            error: value.get("error")?.as_str().map(str::to_owned),
        })
    }

    fn is_fine(&self) -> bool {
        self.error.is_none() && self.differences.is_empty()
    }

    fn counts(&self) -> [usize; 5] {
        let gaps = self.gaps.values().map(Vec::len).sum();
        [
            self.operations,
            self.uncalled,
            self.calls,
            gaps,
            self.differences.len(),
        ]
    }
}

fn texts_of_array(value: &Value) -> Option<Vec<String>> {
    let texts = value.as_array()?.iter();
    texts.map(|text| text.as_str().map(str::to_owned)).collect()
}

/// Prints the table, the cases that were not judged, and the differences; returns the number of
/// failed documents.
pub(crate) fn print_outcomes(outcomes: &[Outcome], markdown: bool, show: usize) -> usize {
    let headings = [
        "document",
        "operations",
        "not called",
        "calls",
        "not judged",
        "differences",
    ];
    let mut table = Table::new(&headings);
    let mut total = [0; 5];
    for outcome in outcomes {
        table.row(outcome_row(&outcome.name, outcome.counts()));
        for (sum, count) in total.iter_mut().zip(outcome.counts()) {
            *sum += count;
        }
    }
    table.row(outcome_row("all", total));
    table.print(markdown);
    print_gaps(outcomes, markdown);
    print_refusals(outcomes, markdown);
    for outcome in outcomes.iter().filter(|outcome| !outcome.is_fine()) {
        println!("\nfailed: {}", outcome.name);
        for line in outcome.details(show) {
            println!("  {line}");
        }
    }
    let failed = outcomes.iter().filter(|outcome| !outcome.is_fine()).count();
    println!("\n{} documents, {failed} failed", outcomes.len());
    failed
}

/// Prints the reasons why cases were not judged, with some of their locations.
fn print_gaps(outcomes: &[Outcome], markdown: bool) {
    let mut reasons: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for outcome in outcomes {
        for (reason, places) in &outcome.gaps {
            let places = places
                .iter()
                .map(|place| format!("{} {place}", outcome.name));
            reasons.entry(reason).or_default().extend(places);
        }
    }
    if reasons.is_empty() {
        return;
    }
    println!();
    let mut table = Table::new(&["not judged", "places", "such as"]);
    for (reason, places) in reasons {
        let some: Vec<&str> = places.iter().take(PLACES).map(String::as_str).collect();
        table.row(vec![
            reason.to_owned(),
            places.len().to_string(),
            some.join(", "),
        ]);
    }
    table.print(markdown);
}

/// Prints how many changed requests the test server refused, by what was wrong with them.
fn print_refusals(outcomes: &[Outcome], markdown: bool) {
    let mut refusals: BTreeMap<&str, usize> = BTreeMap::new();
    for (kind, count) in outcomes.iter().flat_map(|outcome| &outcome.refusals) {
        *refusals.entry(kind).or_default() += count;
    }
    if refusals.is_empty() {
        return;
    }
    println!();
    let mut table = Table::new(&["changed request", "refused"]);
    for (kind, count) in &refusals {
        table.row(vec![(*kind).to_owned(), count.to_string()]);
    }
    let sum = refusals.values().sum::<usize>();
    table.row(vec!["all kinds".to_owned(), sum.to_string()]);
    table.print(markdown);
}

fn outcome_row(name: &str, counts: [usize; 5]) -> Vec<String> {
    std::iter::once(name.to_owned())
        .chain(counts.map(|count| count.to_string()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_survive_a_round_trip() {
        let mut outcome = Outcome::new("a");
        (outcome.operations, outcome.calls) = (2, 5);
        outcome.gap("a reason", "/paths/~1a");
        outcome.refused(MutationKind::InvalidJson, 3);
        outcome.difference("GET /a", "\"1\"\narrived");
        for outcome in [outcome, Outcome::failed("b", "no crate".to_owned())] {
            let line = outcome.json();
            assert!(!line.contains('\n'), "{line}");
            assert_eq!(Outcome::of_json(&line), Some(outcome));
            assert_eq!(Outcome::of_json(&line[..line.len() / 2]), None);
        }
    }
}

//! The filters of the HTML page: by verdict, by resource, and by whom a finding concerns.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;

use super::*;
use diag::page::escape_html;

/// All resources that have or had affected operations; their positions are the values of the filter.
pub(super) struct Resources<'r> {
    positions: BTreeMap<&'r str, usize>,
}

impl<'r> Resources<'r> {
    pub(super) fn of(reports: &'r [Report]) -> Self {
        let calls = reports.iter().flat_map(|report| report.calls.values());
        let names: BTreeSet<&str> = calls.flat_map(MethodCall::resources).collect();
        Self {
            positions: names
                .into_iter()
                .enumerate()
                .map(|(at, name)| (name, at))
                .collect(),
        }
    }

    /// Returns the values of the resources that an entry concerns, separated by spaces.
    pub(super) fn of_entry(&self, report: &Report, group: &ShownEntry<'_>) -> String {
        let calls = group
            .entry
            .operations
            .iter()
            .filter_map(|operation| report.calls.get(operation));
        let values: BTreeSet<usize> = calls
            .flat_map(MethodCall::resources)
            .filter_map(|name| self.positions.get(name).copied())
            .collect();
        let texts: Vec<String> = values.iter().map(usize::to_string).collect();
        texts.join(" ")
    }
}

/// Whom a finding concerns.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Audience {
    Callers,
    Programs,
    Readers,
}

impl Audience {
    const ALL: [Self; 3] = [Self::Callers, Self::Programs, Self::Readers];

    /// Returns the values of those whom a finding concerns.
    pub(super) fn of(finding: &Finding) -> impl Iterator<Item = &'static str> {
        Self::ALL
            .into_iter()
            .filter(|audience| audience.is_concerned(finding))
            .map(Self::value)
    }

    fn value(self) -> &'static str {
        match self {
            Self::Callers => "callers",
            Self::Programs => "programs",
            Self::Readers => "readers",
        }
    }

    fn label(self) -> &'static str {
        match self {
            Self::Callers => "callers of the API, in any language",
            Self::Programs => "Rust programs that use the crate",
            Self::Readers => "readers of the documentation",
        }
    }

    fn is_concerned(self, finding: &Finding) -> bool {
        let is_on_wire = finding.wire != Wire::None;
        match self {
            Self::Callers => is_on_wire,
            Self::Programs => {
                finding.source != Source::Patch
                    || finding.behaviour
                    || !is_on_wire && !finding.is_silent()
            }
            Self::Readers => finding.is_silent(),
        }
    }
}

/// Writes the filters. They need the script, which shows them.
pub(super) fn write_filters<'l>(
    out: &mut String,
    lines: impl Iterator<Item = &'l Alike<'l>>,
    resources: &Resources<'_>,
) {
    let mut counts: HashMap<FilterOption, usize> = HashMap::new();
    for line in lines {
        let finding = line.first();
        let audiences = Audience::of(finding).map(|value| ("audience", value));
        for option in axes_of_finding(finding).into_iter().chain(audiences) {
            *counts.entry(option).or_default() += line.count();
        }
    }
    out.push_str(
        "<details class=\"filters\" hidden><summary>Filter</summary><form>\
         <label>search <input type=\"search\" name=\"words\"></label>\
         <label>verdict <select name=\"verdict\"><option value=\"\">any</option>",
    );
    for (axis, verdicts) in AXES {
        let _ = write!(out, "<optgroup label=\"{axis}\">");
        for verdict in verdicts.iter().copied() {
            if let Some(count) = counts.get(&(axis, verdict)) {
                let _ = write!(
                    out,
                    "<option value=\"{axis}:{verdict}\">{verdict} ({count})</option>"
                );
            }
        }
        out.push_str("</optgroup>");
    }
    out.push_str("</select></label>");
    if !resources.positions.is_empty() {
        out.push_str("<label>resource <select name=\"resource\"><option value=\"\">any</option>");
        for (name, at) in &resources.positions {
            let _ = write!(out, "<option value=\"{at}\">{}</option>", escape_html(name));
        }
        out.push_str("</select></label>");
    }
    out.push_str("<label>concerns <select name=\"audience\"><option value=\"\">anyone</option>");
    for audience in Audience::ALL {
        if let Some(count) = counts.get(&("audience", audience.value())) {
            let _ = write!(
                out,
                "<option value=\"{}\">{} ({count})</option>",
                audience.value(),
                audience.label()
            );
        }
    }
    out.push_str("</select></label><output></output></form></details>\n");
}

/// The verdicts of each axis, the worst first.
const AXES: [(&str, &[&str]); 3] = [
    (
        "wire",
        &[
            "breaking",
            "risky",
            "unknown",
            "depends",
            "compatible",
            "none",
        ],
    ),
    ("source", &["major", "minor", "patch"]),
    ("behaviour", &["changed", "unchanged"]),
];

/// A filter, and the value of its option.
type FilterOption = (&'static str, &'static str);

/// Returns the verdict of a finding on each axis.
fn axes_of_finding(finding: &Finding) -> [FilterOption; 3] {
    [
        ("wire", finding.wire.as_str()),
        ("source", finding.source.as_str()),
        ("behaviour", behaviour_in_words(finding.behaviour)),
    ]
}

//! `diff` of `generator.yaml`: what a comparison reports, and how severe it is.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::diag::{Diagnostic, Origin};
use crate::diff::rules;
use crate::source;

/// What `diff` and `check --against` report.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DiffConfig {
    /// Severities of findings, by the code of their rule; by default, the verdicts of a finding decide.
    pub rules: IndexMap<String, RuleSeverity>,
    /// The operations whose changes are reported; by default, all. The patterns are those of the `include` of the client.
    pub include: Vec<String>,
    /// Operations whose changes are not reported, even if `include` names them.
    pub exclude: Vec<String>,
}

/// How severe the findings of a rule are. It changes no verdict, and not the next version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RuleSeverity {
    /// They fail with any `--fail-on`, whatever their verdicts.
    Error,
    /// They are reported as warnings and never fail.
    Warning,
    /// They are reported as information and never fail.
    Info,
    /// They are only counted.
    Ignore,
}

impl RuleSeverity {
    /// Returns the name, as in `generator.yaml`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Ignore => "ignore",
        }
    }
}

impl DiffConfig {
    /// Returns a problem for each rule that does not exist.
    pub(super) fn problems(&self) -> Vec<Diagnostic> {
        let place = Origin::default().child("diff").child("rules");
        let mut problems = Vec::new();
        for code in self.rules.keys() {
            if rules::rule_by_code(code).is_none() {
                problems.push(unknown_rule(code).at(&place.child(code)));
            }
        }
        problems
    }
}

fn unknown_rule(code: &str) -> Diagnostic {
    let problem = Diagnostic::error("unknown-rule", format!("`{code}` is not a rule of `diff`"));
    match source::nearest_name(code, rules::RULES.iter().map(|rule| rule.code)) {
        Some(rule) => problem.help(format!("there is a similar rule: `{rule}`")),
        None => problem.help("write the code of a finding; `sdkwright explain` lists all of them"),
    }
}

//! `diff` of `generator.yaml`: what a comparison reports, and how severe it is.

use indexmap::IndexMap;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What `diff` and `check --against` report.
///
/// ```yaml
/// diff:
///   rules: { operation-docs-changed: ignore }
///   exclude: [watchEvents]
/// ```
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(default, deny_unknown_fields)]
pub struct DiffConfig {
    /// How severe findings are, by the code of their rule; by default, the verdicts of a finding decide. This changes
    /// neither verdicts nor the next version.
    pub rules: IndexMap<String, RuleSeverity>,
    /// The operations whose changes are reported; by default, all. Items are written as in `include` of the client.
    pub include: Vec<String>,
    /// Operations whose changes are not reported, even if `include` names them.
    pub exclude: Vec<String>,
}

/// How severe the findings of a rule are.
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

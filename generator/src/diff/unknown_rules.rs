//! Rules that `diff` of `generator.yaml` names.

use super::rules::{RULES, rule_by_code};
use crate::config::DiffConfig;
use crate::diag::{Diagnostic, Origin};
use crate::source;

/// Returns a problem for each rule of `generator.yaml` that does not exist.
pub(crate) fn unknown_rules(config: &DiffConfig) -> Vec<Diagnostic> {
    let place = Origin::default().child("diff").child("rules");
    let mut problems = Vec::new();
    for code in config.rules.keys() {
        if rule_by_code(code).is_none() {
            problems.push(unknown_rule(code).at(&place.child(code)));
        }
    }
    problems
}

fn unknown_rule(code: &str) -> Diagnostic {
    let problem = Diagnostic::error("unknown-rule", format!("`{code}` is not a rule of `diff`"));
    let expected = "write the code of a finding; `sdkwright explain` lists all of them";
    let known = RULES.iter().map(|rule| rule.code);
    problem.help(source::suggest_known_name(code, known, expected))
}

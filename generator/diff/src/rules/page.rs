//! The page of the book with all rules.

use std::fmt::Write as _;

use super::RULES;

/// Returns the page in Markdown: the code of each rule, what it finds, and the effects.
pub fn codes_page() -> String {
    let mut out = "# Codes of `diff`\n\n\
        The rules of [`diff` and `check --against`](diff.md), by the code that a finding has. `sdkwright explain CODE` prints\n\
        one of them; `diff: { rules: { CODE: ignore } }` in `generator.yaml` sets how severe its findings are. *Wire* is the effect\n\
        on requests and responses, *source* that on programs that use the crate. The example below a rule has the lines of a\n\
        description, or of `generator.yaml`, that differ, the lines that lead to them, and the verdicts on this change.\n"
        .to_owned();
    for rule in RULES.iter() {
        let _ = writeln!(out, "\n## `{}`\n\n{}\n", rule.code, rule.what);
        for (title, text) in rule.titled_docs() {
            let _ = writeln!(out, "- {title}: {text}");
        }
    }
    out
}

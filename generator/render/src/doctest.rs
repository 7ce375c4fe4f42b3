//! Programs and statements of examples as text.

use code_format::Code;

use super::imports::Imports;
use crate::format::format_statements;

pub(super) fn indent_lines(text: &str) -> String {
    let mut indented = String::with_capacity(text.len() + text.len() / 8);
    for (index, line) in text.lines().enumerate() {
        if index > 0 {
            indented.push('\n');
        }
        if !line.is_empty() {
            indented.push_str("    ");
            indented.push_str(line);
        }
    }
    indented
}

/// Returns statements, indented as in a function body.
pub(super) fn statement_block(tokens: &Code) -> Option<String> {
    format_statements("example", tokens)
        .ok()
        .map(|text| indent_lines(&text))
}

/// Returns a program that runs as a doctest. If its body uses `?`, `error` is the type of its
/// error.
pub(super) fn doctest_program(imports: &Imports<'_>, body: &str, error: Option<&str>) -> String {
    let imports = imports.lines();
    match error {
        Some(error) => {
            format!("{imports}\n\nfn main() -> Result<(), {error}> {{\n{body}\n    Ok(())\n}}")
        }
        None => format!("{imports}\n\nfn main() {{\n{body}\n}}"),
    }
}

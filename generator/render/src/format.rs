//! Formats code.
//!
//! `code-format` knows the forms of emitted code; `syn` and `prettyplease` format whatever else a
//! renderer may write.

use code_format::{Code, code};
use diag::Diagnostic;

/// Formats items, separated by blank lines, without a line break at the end; `name` is for error
/// messages. The items are laid out for lines that will be indented by `indent`.
pub(crate) fn format_items(name: &str, code: &str, indent: usize) -> Result<String, Diagnostic> {
    let items = code_format::format_items(code, indent).or_else(|_| free_form_items(name, code))?;
    Ok(items.join("\n\n"))
}

/// Formats and sorts `mod` and `use` declarations, without blank lines between them.
pub(crate) fn format_declarations(name: &str, code: &Code) -> Result<String, Diagnostic> {
    let items = code_format::format_declarations(code.text())
        .or_else(|_| free_form_items(name, code.text()))?;
    Ok(items.join("\n"))
}

/// Formats items of any form. If the text is not valid Rust, that is a bug of the generator.
fn free_form_items(name: &str, source: &str) -> Result<Vec<String>, Diagnostic> {
    let file = syn::parse_str::<syn::File>(source).map_err(|error| {
        Diagnostic::error(
            "emitted-code",
            format!("emitted code for `{name}` is not valid Rust: {error}"),
        )
        .instead("nothing was written")
        .help("this is a bug of the generator: report it with the description")
    })?;
    let items = file.items.into_iter().map(|item| {
        let single = syn::File {
            shebang: None,
            frontmatter: None,
            attrs: Vec::new(),
            items: vec![item],
        };
        prettyplease::unparse(&single).trim_end().to_owned()
    });
    Ok(items.collect())
}

/// Formats statements like the body of a function, but without indentation.
pub(crate) fn format_statements(name: &str, tokens: &Code) -> Result<String, Diagnostic> {
    let body = format_items(name, code! { fn body() { #tokens } }.text(), 0)?;
    let lines: Vec<&str> = body.lines().collect();
    let inner = lines
        .get(1..lines.len().saturating_sub(1))
        .unwrap_or_default();
    let outdented: Vec<&str> = inner
        .iter()
        .map(|line| line.strip_prefix("    ").unwrap_or(line))
        .collect();
    Ok(outdented.join("\n"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_of_another_form_is_formatted_too() {
        let text = format_items("a", "fn a<T>(t: T) where T: Copy {}", 0).unwrap();
        assert_eq!(text, "fn a<T>(t: T)\nwhere\n    T: Copy,\n{}");
    }

    #[test]
    fn invalid_rust_is_reported_with_its_item() {
        let error = format_items("Portal", "pub struct", 0).unwrap_err();
        assert!(
            error
                .message
                .starts_with("emitted code for `Portal` is not valid Rust: "),
            "{error:?}"
        );
    }

    #[test]
    fn statements_are_printed_without_indentation() {
        let text =
            format_statements("x", &code! { let a = b.c().await?; println!("{a}"); }).unwrap();
        assert_eq!(text, "let a = b.c().await?;\nprintln!(\"{a}\");");
    }
}

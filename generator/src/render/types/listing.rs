//! Calls of runtime macros with the parts of a type in table order; wrapped here, as the printer does not format macro
//! calls.

use proc_macro2::Ident;

const LINE: usize = 100;

/// The call of a macro with `head`, then each name after its index.
pub(super) fn call<'i>(name: &str, head: &str, names: impl Iterator<Item = &'i Ident>) -> String {
    let numbered = names.enumerate().map(|(index, name)| format!("{index} {name}"));
    let words: Vec<String> = std::iter::once(head.to_owned()).chain(numbered).collect();
    let line = format!("macros::{name}!({});", words.join(", "));
    if line.chars().count() <= LINE {
        return line;
    }
    format!("macros::{name}!(\n{}\n);", wrapped(&words))
}

/// Words with commas between them, in indented lines.
fn wrapped(words: &[String]) -> String {
    let mut lines = vec![String::from("   ")];
    let mut width = 3;
    for (index, word) in words.iter().enumerate() {
        let comma = if index + 1 < words.len() { "," } else { "" };
        if width + word.chars().count() + 2 > LINE {
            lines.push(String::from("   "));
            width = 3;
        }
        if let Some(line) = lines.last_mut() {
            line.push_str(&format!(" {word}{comma}"));
        }
        width += word.chars().count() + 2;
    }
    lines.join("\n")
}

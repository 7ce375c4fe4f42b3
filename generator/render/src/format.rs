//! Formats tokens as text; no other module uses `prettyplease`.
//!
//! Items are formatted one at a time and joined with blank lines. The text depends only on the
//! tokens.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};

use diag::Diagnostic;

/// Formats items, separated by blank lines, without a line break at the end; `name` is for error
/// messages.
pub(crate) fn format_items(name: &str, tokens: TokenStream) -> Result<String, Diagnostic> {
    Ok(each_item(name, tokens)?.join("\n\n"))
}

/// Formats items without blank lines between them, such as `mod` and `use`.
pub(crate) fn packed_items(name: &str, tokens: TokenStream) -> Result<String, Diagnostic> {
    Ok(each_item(name, tokens)?.join("\n"))
}

/// Parses items. If the text is not valid Rust, that is a bug of the generator. `name` is for error
/// messages.
fn parse_emitted_items(name: &str, tokens: TokenStream) -> Result<Vec<syn::Item>, Diagnostic> {
    let file = syn::parse2::<syn::File>(tokens).map_err(|error| {
        Diagnostic::error(
            "emitted-code",
            format!("emitted code for `{name}` is not valid Rust: {error}"),
        )
        .instead("nothing was written")
        .help("this is a bug of the generator: report it with the description")
    })?;
    Ok(file.items)
}

fn each_item(name: &str, tokens: TokenStream) -> Result<Vec<String>, Diagnostic> {
    let items = parse_emitted_items(name, tokens)?;
    let mut parts = Vec::with_capacity(items.len());
    for item in items {
        let is_block = matches!(
            item,
            syn::Item::Impl(_) | syn::Item::Trait(_) | syn::Item::Mod(_)
        );
        let single = syn::File {
            shebang: None,
            frontmatter: None,
            attrs: Vec::new(),
            items: vec![item],
        };
        let text = join_lone_arguments(prettyplease::unparse(&single).trim_end());
        parts.push(if is_block {
            separate_block_items(&text)
        } else {
            text
        });
    }
    Ok(parts)
}

/// Formats items that may call `json!`.
pub(crate) fn format_items_with_json(
    name: &str,
    tokens: TokenStream,
) -> Result<String, Diagnostic> {
    let mut arguments = Vec::new();
    let text = format_items(name, take_json_arguments(tokens.clone(), &mut arguments))?;
    // The description may contain the placeholder, too.
    if text.matches(JSON_ARGUMENT).count() != arguments.len() {
        return format_items(name, tokens);
    }
    Ok(insert_json_arguments(&text, &arguments))
}

/// The placeholder for the argument of a `json!`, followed by the index of the argument.
/// `prettyplease` does not format the arguments of macros.
const JSON_ARGUMENT: &str = "json_argument_";

/// The maximum length of an argument of `json!` on one line.
const SHORT_JSON: usize = 60;

/// Takes out the arguments of `json!(…)`.
fn take_json_arguments(tokens: TokenStream, arguments: &mut Vec<TokenStream>) -> TokenStream {
    let mut outer: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let TokenTree::Group(group) = token else {
            outer.push(token);
            continue;
        };
        let is_json = match outer.as_slice() {
            [.., TokenTree::Ident(name), TokenTree::Punct(mark)] => {
                name == "json" && mark.as_char() == '!'
            }
            _ => false,
        };
        let inner = if is_json {
            let name = format!("{JSON_ARGUMENT}{}", arguments.len());
            arguments.push(group.stream());
            TokenTree::Ident(Ident::new(&name, Span::call_site())).into()
        } else {
            take_json_arguments(group.stream(), arguments)
        };
        outer.push(TokenTree::Group(Group::new(group.delimiter(), inner)));
    }
    outer.into_iter().collect()
}

/// Puts back the arguments of `json!(…)`, in order.
fn insert_json_arguments(text: &str, arguments: &[TokenStream]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut remainder = text;
    for (index, argument) in arguments.iter().enumerate() {
        let name = format!("{JSON_ARGUMENT}{index}");
        let Some((before, after)) = remainder.split_once(&name) else {
            break;
        };
        out.push_str(before);
        let line = out.rsplit('\n').next().unwrap_or_default();
        let indentation = line.len() - line.trim_start().len();
        out.push_str(&json_text(argument.clone(), indentation));
        remainder = after;
    }
    out.push_str(remainder);
    out
}

/// Prints JSON in Rust: on one line if it is short, or else with a line for each member and item.
fn json_text(tokens: TokenStream, indentation: usize) -> String {
    let line = json_line(tokens.clone());
    if line.chars().count() <= SHORT_JSON {
        return line;
    }
    let mut out = String::new();
    for token in tokens {
        match token {
            TokenTree::Group(group) if !group.stream().is_empty() => {
                let (open, close) = json_brackets(&group);
                out.push(open);
                for entry in comma_separated_tokens(group.stream()) {
                    let inner_indentation = indentation + 4;
                    let text = json_text(entry, inner_indentation);
                    out.push_str(&format!("\n{:inner_indentation$}{text},", ""));
                }
                out.truncate(out.trim_end_matches(',').len());
                out.push_str(&format!("\n{:indentation$}{close}", ""));
            }
            other => out.push_str(&json_line(other.into())),
        }
    }
    out
}

fn json_line(tokens: TokenStream) -> String {
    let mut out = String::new();
    for token in tokens {
        match token {
            TokenTree::Punct(mark) if matches!(mark.as_char(), ',' | ':') => {
                out.push(mark.as_char());
                out.push(' ');
            }
            TokenTree::Group(group) => {
                let (open, close) = json_brackets(&group);
                out.push_str(&format!("{open}{}{close}", json_line(group.stream())));
            }
            other => out.push_str(&other.to_string()),
        }
    }
    out
}

fn json_brackets(group: &Group) -> (char, char) {
    match group.delimiter() {
        Delimiter::Brace => ('{', '}'),
        Delimiter::Bracket => ('[', ']'),
        Delimiter::Parenthesis | Delimiter::None => ('(', ')'),
    }
}

fn comma_separated_tokens(tokens: TokenStream) -> Vec<TokenStream> {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    trees
        .split(|token| matches!(token, TokenTree::Punct(mark) if mark.as_char() == ','))
        .map(|entry| entry.iter().cloned().collect())
        .collect()
}

/// Formats statements like the body of a function, but without indentation.
pub(crate) fn format_statements(name: &str, tokens: TokenStream) -> Result<String, Diagnostic> {
    let body = format_items_with_json(name, quote::quote! { fn body() { #tokens } })?;
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

/// Moves a single argument that is a block or an array to the line of its parenthesis, as rustfmt
/// does: `Some(match … {`, `check(&[`. Emitted strings contain no line breaks, so the indentation
/// shows where an argument ends.
fn join_lone_arguments(text: &str) -> String {
    if !text.contains("(\n") {
        return text.to_owned();
    }
    let lines: Vec<&str> = text.lines().collect();
    let mut out: Vec<String> = Vec::with_capacity(lines.len());
    // The indentation of the end of each moved argument.
    let mut open: Vec<usize> = Vec::new();
    let mut index = 0;
    while let Some(line) = lines.get(index) {
        let shift = open.len() * 4;
        let depth = indentation_of(line);
        if open.last() == Some(&depth) && line.trim_start().starts_with([']', '}']) {
            open.pop();
            let next_line = lines.get(index + 1).map_or("", |line| line.trim_start());
            let closing = line.trim_end_matches(',');
            out.push(format!("{}{next_line}", outdent_line(closing, shift)));
            index += 2;
            continue;
        }
        if is_lone_block(&lines, index) {
            let argument = lines.get(index + 1).map_or("", |line| line.trim_start());
            open.push(depth + 4);
            out.push(format!("{}{argument}", outdent_line(line, shift)));
            index += 2;
            continue;
        }
        out.push(outdent_line(line, shift).to_owned());
        index += 1;
    }
    out.join("\n")
}

fn indentation_of(line: &str) -> usize {
    line.len() - line.trim_start().len()
}

fn outdent_line(line: &str, by: usize) -> &str {
    line.get(by.min(indentation_of(line))..).unwrap_or(line)
}

/// Returns whether this line ends in `(`, and the only argument is a block or array that starts on
/// the next line.
fn is_lone_block(lines: &[&str], index: usize) -> bool {
    let (Some(line), Some(next)) = (lines.get(index), lines.get(index + 1)) else {
        return false;
    };
    let is_call = line.ends_with('(') && !line.trim_start().starts_with("//");
    if !is_call || !next.ends_with(['{', '[']) || next.trim_start().starts_with(['#', '/', '|']) {
        return false;
    }
    let depth = indentation_of(next);
    let mut after = lines
        .iter()
        .skip(index + 2)
        .skip_while(|line| indentation_of(line) > depth || line.is_empty());
    let closes = after
        .next()
        .is_some_and(|line| indentation_of(line) == depth && matches!(line.trim(), "]," | "},"));
    closes
        && after.next().is_some_and(|line| {
            indentation_of(line) + 4 == depth && line.trim_start().starts_with(')')
        })
}

/// Inserts blank lines between the items of a block. The items are found by their indentation,
/// since emitted strings contain no line breaks.
fn separate_block_items(text: &str) -> String {
    let mut spread = String::with_capacity(text.len() + text.len() / 32);
    let mut ended = false;
    for line in text.lines() {
        let body = line
            .strip_prefix("    ")
            .filter(|body| !body.starts_with([' ', '}']));
        if ended && body.is_some() {
            spread.push('\n');
        }
        spread.push_str(line);
        spread.push('\n');
        ended = ends_item(line);
    }
    spread.truncate(spread.trim_end().len());
    spread
}

fn ends_item(line: &str) -> bool {
    let Some(body) = line.strip_prefix("    ") else {
        return false;
    };
    let is_prose = body.starts_with("//") || body.starts_with("#[");
    let is_own = !body.starts_with(' ');
    is_own && !is_prose && (body.starts_with('}') || body.ends_with(';') || body.ends_with('}'))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn blank_lines_separate_methods_but_not_fields() {
        let text = format_items(
            "A",
            quote! {
                #[doc = " A."] pub struct A { #[doc = " One."] pub a: i64, #[doc = " Two; three;"] pub b: i64 }
                impl A {
                    const X: &'static [i64] = &[1];
                    #[doc = " Ends;"] #[doc = " So."] pub fn a(&self) -> i64 { if true { 1 } else { 2 } }
                    fn b() {}
                }
            },
        );
        let expected = "\
/// A.
pub struct A {
    /// One.
    pub a: i64,
    /// Two; three;
    pub b: i64,
}

impl A {
    const X: &'static [i64] = &[1];

    /// Ends;
    /// So.
    pub fn a(&self) -> i64 {
        if true { 1 } else { 2 }
    }

    fn b() {}
}";
        assert_eq!(text.unwrap(), expected);
    }

    #[test]
    fn lone_block_arguments_start_on_the_line_of_the_call() {
        let many: Vec<String> = (0..12)
            .map(|index| format!("\"a long text number {index}\""))
            .collect();
        let many: TokenStream = many.join(",").parse().unwrap();
        let text = format_items(
            "A",
            quote!(const A: X = x("id").check(&[Check::Items(&[#many])]);),
        )
        .unwrap();
        assert!(
            text.starts_with("const A: X = x(\"id\")\n    .check(&[\n"),
            "{text}"
        );
        assert!(text.ends_with("        ]),\n    ]);"), "{text}");
    }

    #[test]
    fn invalid_rust_is_reported_with_its_item() {
        let error = format_items("Portal", quote! { pub struct }).unwrap_err();
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
            format_statements("x", quote! { let a = b.c().await?; println!("{a}"); }).unwrap();
        assert_eq!(text, "let a = b.c().await?;\nprintln!(\"{a}\");");
    }
}

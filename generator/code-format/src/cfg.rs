//! Conditional compilation whose conditions are known when the code is written, and paths in a
//! crate whose code becomes a module.

use std::ops::Range;

use crate::tokens::{Kind, Tokens};

/// Evaluates `cfg` attributes and `cfg!`. `value_of` returns whether an option is set, from its name
/// and value (`feature` and `xml`), or `None` if only the compiler knows.
///
/// Attributes that are true are removed, and those that are false with what they apply to. Text
/// whose delimiters do not match is returned as it is.
///
/// ```
/// # use sdkwright_code_format::evaluate_cfg;
/// let code = "#[cfg(feature = \"a\")]\nfn a() {}\n\n#[cfg(all(unix, not(feature = \"a\")))]\nfn b() {}\n";
/// let a_is_on = evaluate_cfg(code, |name, value| (name == "feature").then_some(value == "a"));
/// assert_eq!(a_is_on, "fn a() {}\n\n");
/// let all_are_off = evaluate_cfg(code, |name, _| (name == "feature").then_some(false));
/// assert_eq!(all_are_off, "#[cfg(unix)]\nfn b() {}\n");
/// ```
#[must_use]
pub fn evaluate_cfg(text: &str, value_of: impl Fn(&str, &str) -> Option<bool>) -> String {
    let Some(tokens) = Tokens::new(text) else {
        return text.to_owned();
    };
    let reader = ConditionReader {
        tokens: &tokens,
        value_of: &value_of,
    };
    let mut edits: Vec<Edit> = Vec::new();
    // The first attribute or doc comment of those that belong to the same code.
    let mut first_attribute = None;
    let mut index = 0;
    while let Some(token) = tokens.get(index) {
        let next = index + 1;
        if token.text == "#" && tokens.text(next) == "[" {
            first_attribute.get_or_insert(index);
            let after_attribute = tokens.after(next);
            let attribute = token.start..tokens.end(after_attribute - 1);
            if tokens.text(next + 1) == "cfg" {
                match reader.read(next + 3) {
                    Condition::Known(true) => {
                        let rest = text.get(attribute.end..).unwrap_or_default();
                        let blanks = rest.len() - rest.trim_start().len();
                        let range = attribute.start..attribute.end + blanks;
                        edits.push(Edit::new(range, String::new()));
                    }
                    Condition::Known(false) => {
                        let after_part = end_of_part(&tokens, after_attribute);
                        let start = tokens.start(first_attribute.unwrap_or(index));
                        let range = whole_lines(text, start..tokens.end(after_part - 1));
                        edits.retain(|edit| edit.range.start < range.start);
                        edits.push(Edit::new(range, String::new()));
                        first_attribute = None;
                        index = after_part;
                        continue;
                    }
                    Condition::Open(condition) => {
                        edits.push(Edit::new(attribute, format!("#[cfg({condition})]")));
                    }
                }
            }
            index = after_attribute;
            continue;
        }
        if token.kind == Kind::Doc {
            first_attribute.get_or_insert(index);
        } else {
            first_attribute = None;
        }
        if token.text == "cfg" && tokens.text(next) == "!" {
            let end = tokens.after(next + 1);
            let range = token.start..tokens.end(end - 1);
            edits.push(Edit::new(range, reader.read(next + 2).as_expression()));
            index = end;
            continue;
        }
        index = next;
    }
    apply(text, &edits)
}

/// Replaces the path `crate::` by `root::`, in code, docs and comments.
///
/// ```
/// # use sdkwright_code_format::move_crate_root;
/// let code = "/// [`A`](crate::A)\nfn a() -> crate::A { b(\"crate::A\") }";
/// let moved = "/// [`A`](crate::api::A)\nfn a() -> crate::api::A { b(\"crate::A\") }";
/// assert_eq!(move_crate_root(code, "crate::api"), moved);
/// ```
#[must_use]
pub fn move_crate_root(text: &str, root: &str) -> String {
    const ROOT: &str = "crate::";
    let literals = crate::tokens::lex(text)
        .into_iter()
        .filter(|token| token.kind == Kind::Literal)
        .map(|token| token.start..token.start + token.text.len());
    let mut literals = literals.peekable();
    let mut edits = Vec::new();
    for (start, _) in text.match_indices(ROOT) {
        while literals.next_if(|literal| literal.end <= start).is_some() {}
        let is_in_literal = literals
            .peek()
            .is_some_and(|literal| literal.start <= start);
        let before = text.get(..start).unwrap_or_default();
        let is_end_of_name = before.ends_with(|c: char| c.is_alphanumeric() || c == '_');
        if !is_in_literal && !is_end_of_name {
            edits.push(Edit::new(start..start + ROOT.len(), format!("{root}::")));
        }
    }
    apply(text, &edits)
}

/// New text for a range of bytes.
struct Edit {
    range: Range<usize>,
    text: String,
}

impl Edit {
    fn new(range: Range<usize>, text: String) -> Self {
        Self { range, text }
    }
}

/// Applies edits in the order of their ranges, which do not overlap.
fn apply(text: &str, edits: &[Edit]) -> String {
    let mut edited = String::with_capacity(text.len());
    let mut copied = 0;
    for edit in edits {
        edited.push_str(text.get(copied..edit.range.start).unwrap_or_default());
        edited.push_str(&edit.text);
        copied = edit.range.end;
    }
    edited.push_str(text.get(copied..).unwrap_or_default());
    edited
}

/// A condition of `cfg`.
enum Condition {
    Known(bool),
    /// A condition for the compiler, as text.
    Open(String),
}

impl Condition {
    fn negated(self) -> Self {
        match self {
            Self::Known(value) => Self::Known(!value),
            Self::Open(text) => Self::Open(format!("not({text})")),
        }
    }

    fn as_expression(&self) -> String {
        match self {
            Self::Known(value) => value.to_string(),
            Self::Open(text) => format!("cfg!({text})"),
        }
    }
}

struct ConditionReader<'r, V> {
    tokens: &'r Tokens<'r>,
    value_of: &'r V,
}

impl<V: Fn(&str, &str) -> Option<bool>> ConditionReader<'_, V> {
    /// Reads the condition that begins at a token.
    fn read(&self, index: usize) -> Condition {
        let name = self.tokens.text(index);
        match self.tokens.text(index + 1) {
            "(" => match name {
                "not" => self.read(index + 2).negated(),
                // If one part has this value, so has the whole condition.
                "any" => self.read_parts(name, index + 1, true),
                _ => self.read_parts(name, index + 1, false),
            },
            "=" => {
                let literal = self.tokens.text(index + 2);
                self.option(
                    name,
                    literal.trim_matches('"'),
                    format!("{name} = {literal}"),
                )
            }
            _ => self.option(name, "", name.to_owned()),
        }
    }

    fn option(&self, name: &str, value: &str, text: String) -> Condition {
        match (self.value_of)(name, value) {
            Some(is_set) => Condition::Known(is_set),
            None => Condition::Open(text),
        }
    }

    /// Reads the parts of `all` or `any`, a group that begins at a token.
    fn read_parts(&self, name: &str, group: usize, decisive_value: bool) -> Condition {
        let mut open_parts = Vec::new();
        let close = self.tokens.after(group) - 1;
        let mut index = group + 1;
        while index < close {
            match self.read(index) {
                Condition::Known(value) if value == decisive_value => {
                    return Condition::Known(value);
                }
                Condition::Known(_) => {}
                Condition::Open(text) => open_parts.push(text),
            }
            while index < close && self.tokens.text(index) != "," {
                index = self.tokens.after(index);
            }
            index += 1;
        }
        match open_parts.as_slice() {
            [] => Condition::Known(!decisive_value),
            [part] => Condition::Open(part.clone()),
            parts => Condition::Open(format!("{name}({})", parts.join(", "))),
        }
    }
}

/// Returns the index after the item, statement, field, arm or expression whose attributes begin at
/// a token, or whose first token this is.
fn end_of_part(tokens: &Tokens<'_>, first: usize) -> usize {
    let mut index = first;
    while let Some(token) = tokens.get(index) {
        index = match token.kind {
            Kind::Doc => index + 1,
            Kind::Symbol if token.text == "#" => tokens.after(index + 1),
            _ => break,
        };
    }
    let kind = PartKind::of(tokens, index);
    let mut open_generics = 0usize;
    while let Some(token) = tokens.get(index) {
        let next = tokens.after(index);
        let is_after_name = index > first && tokens.end(index - 1) == token.start;
        match token.text {
            _ if token.kind == Kind::Close => return index,
            ";" => return next,
            "," if kind == PartKind::InList && open_generics == 0 => return next,
            "<" if is_after_name => open_generics += 1,
            ">" => open_generics = open_generics.saturating_sub(1),
            "{" if kind != PartKind::Declaration && !continues_after_block(tokens.text(next)) => {
                return next + usize::from(kind == PartKind::InList && tokens.text(next) == ",");
            }
            _ => {}
        }
        index = next;
    }
    index
}

/// Decides which tokens end a part of code.
#[derive(Clone, Copy, PartialEq, Eq)]
enum PartKind {
    /// Only `;` ends it: `use`, `let`, `static`.
    Declaration,
    /// `;` or a block ends it: `fn`, `impl`.
    Item,
    /// `,` may end it, too: fields, arms, expressions.
    InList,
}

impl PartKind {
    fn of(tokens: &Tokens<'_>, first: usize) -> Self {
        let mut index = first;
        loop {
            match tokens.text(index) {
                "pub" if tokens.text(index + 1) == "(" => index = tokens.after(index + 1),
                "pub" | "async" | "unsafe" => index += 1,
                "const" if matches!(tokens.text(index + 1), "fn" | "unsafe" | "async") => {
                    return Self::Item;
                }
                "const" | "extern" | "let" | "static" | "type" | "use" => return Self::Declaration,
                "enum" | "fn" | "impl" | "mod" | "struct" | "trait" => return Self::Item,
                _ => return Self::InList,
            }
        }
    }
}

/// Returns whether an expression or a pattern goes on with this token after a block.
fn continues_after_block(token: &str) -> bool {
    matches!(token, "else" | "." | "?" | "=>" | "|" | "if" | "=")
}

/// Extends a range to whole lines with the comments above it, if nothing else is on these lines. One
/// of the blank lines around them is included, too.
fn whole_lines(text: &str, Range { start, end }: Range<usize>) -> Range<usize> {
    let before = text.get(..start).unwrap_or_default();
    let after = text.get(end..).unwrap_or_default();
    let indentation = before.len() - before.trim_end_matches(' ').len();
    let has_lines_of_its_own = before.trim_end_matches(' ').ends_with('\n') || indentation == start;
    if !has_lines_of_its_own || !after.starts_with('\n') {
        return start..end;
    }
    let mut above = before.trim_end_matches(' ');
    while let Some((earlier, line)) = above
        .strip_suffix('\n')
        .and_then(|lines| lines.rsplit_once('\n'))
        && line.trim_start().starts_with("//")
    {
        above = text.get(..=earlier.len()).unwrap_or_default();
    }
    let has_blank_lines = above.ends_with("\n\n") || above.ends_with("{\n") || above.is_empty();
    let blank_line = usize::from(has_blank_lines && after.starts_with("\n\n"));
    above.len()..end + 1 + blank_line
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Evaluates `cfg` where only the feature `on` is on, and all other options are unknown.
    fn evaluate(text: &str) -> String {
        evaluate_cfg(text, |name, value| {
            (name == "feature").then_some(value == "on")
        })
    }

    #[test]
    fn fields_and_variants_are_removed_up_to_their_comma() {
        let text = "\
struct A {
    #[cfg(feature = \"on\")]
    a: u8,
    /// Docs.
    #[cfg(feature = \"off\")]
    pub b: Vec<(u8, u8)>,
    #[cfg(feature = \"off\")]
    c: BTreeMap<u8, u8>,
}
";
        assert_eq!(evaluate(text), "struct A {\n    a: u8,\n}\n");
    }

    #[test]
    fn arms_are_removed_with_or_without_a_block() {
        let text = "\
match a {
    #[cfg(feature = \"off\")]
    A::A { .. } | A::B if b => c(1, 2),
    #[cfg(feature = \"off\")]
    A::C => {
        d();
    }
    #[cfg(feature = \"on\")]
    A::D => e(),
}
";
        assert_eq!(evaluate(text), "match a {\n    A::D => e(),\n}\n");
    }

    #[test]
    fn expressions_become_their_values() {
        for (text, expected) in [
            ("a(cfg!(feature = \"on\"), b)", "a(true, b)"),
            ("a(cfg!(not(feature = \"on\")))", "a(false)"),
            (
                "cfg!(all(feature = \"on\", unix, test))",
                "cfg!(all(unix, test))",
            ),
        ] {
            assert_eq!(evaluate(text), expected);
        }
    }

    #[test]
    fn comments_stay_with_the_code_after_them() {
        let text = "\
// About a.
#[cfg(feature = \"on\")]
// Why.
#[inline]
fn a() {}

// About b.
#[cfg(feature = \"off\")]
// Why not.
fn b() {}
";
        let expected = "// About a.\n// Why.\n#[inline]\nfn a() {}\n\n";
        assert_eq!(evaluate(text), expected);
    }
}

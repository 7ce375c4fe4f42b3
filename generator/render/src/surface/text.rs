//! Types as a user would write them.

use quote::ToTokens;

/// Returns the text of tokens, with usual spacing.
pub(crate) fn tokens_to_text(tokens: &impl ToTokens) -> String {
    let spaced = tokens.to_token_stream().to_string();
    let mut out = String::with_capacity(spaced.len());
    let mut rest = spaced.as_str();
    while let Some(c) = rest.chars().next() {
        let (_, after) = rest.split_at(c.len_utf8());
        if c != ' ' || is_space_wanted(&out, after) {
            out.push(c);
        }
        rest = after;
    }
    out
}

fn is_space_wanted(before: &str, after: &str) -> bool {
    let (Some(last), Some(next)) = (before.chars().last(), after.chars().next()) else {
        return false;
    };
    match (last, next) {
        ('<' | '(' | '[' | '&' | ':' | '\'', _) if last != ':' || before.ends_with("::") => false,
        (_, '<' | ',' | ')' | ']' | ';') => false,
        ('=', '>') => false,
        (_, '>') => last == '=',
        (_, ':') => false,
        (_, '(') => matches!(last, ',' | '>' | '=' | '+'),
        _ => true,
    }
}

/// Replaces each path of an item in a text of Rust by what `written` returns for it.
pub fn replace_paths(text: &str, mut written: impl FnMut(&str) -> String) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, path, after)) = split_at_path(rest) {
        out.push_str(before);
        out.push_str(&written(path));
        rest = after;
    }
    out + rest
}

/// Returns the paths in a text.
pub fn paths_in_text(mut text: &str) -> impl Iterator<Item = &str> {
    std::iter::from_fn(move || {
        let (_, path, after) = split_at_path(text)?;
        text = after;
        Some(path)
    })
}

/// Returns the text before the first path, the path, and the text after it.
fn split_at_path(text: &str) -> Option<(&str, &str, &str)> {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let (before, path) = text.split_at(text.find(is_part)?);
    let mut end = path.find(|c| !is_part(c)).unwrap_or(path.len());
    while let Some(next) = path
        .get(end..)
        .and_then(|after| after.strip_prefix("::"))
        .filter(|next| next.starts_with(is_part))
    {
        end = path.len() - next.len() + next.find(|c| !is_part(c)).unwrap_or(next.len());
    }
    let (path, after) = path.split_at(end);
    Some((before, path, after))
}

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

    #[test]
    fn paths_are_replaced() {
        let found = replace_paths("name: Option<a::B>, <C as d::E>::F", |path| {
            format!("[{path}]")
        });
        assert_eq!(found, "[name]: [Option]<[a::B]>, <[C] [as] [d::E]>::[F]");
    }

    #[test]
    fn types_have_usual_spacing() {
        for (tokens, expected) in [
            (
                quote!(Option<BTreeMap<String, Vec<Pet>>>),
                "Option<BTreeMap<String, Vec<Pet>>>",
            ),
            (
                quote!(impl IntoIterator<Item = impl Into<String>>),
                "impl IntoIterator<Item = impl Into<String>>",
            ),
            (quote!(&'static [&'static str]), "&'static [&'static str]"),
            (quote!(crate::types::Pet), "crate::types::Pet"),
            (
                quote!(impl FnOnce(Options) -> Options),
                "impl FnOnce(Options) -> Options",
            ),
            (quote!(<T: Model>), "<T: Model>"),
        ] {
            assert_eq!(tokens_to_text(&tokens), expected);
        }
    }
}

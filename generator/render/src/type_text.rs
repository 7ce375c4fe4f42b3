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

#[cfg(test)]
mod tests {
    use quote::quote;

    use super::*;

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

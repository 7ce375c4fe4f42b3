//! Paths of items in a text of Rust.

/// Replaces each path of an item in a text of Rust by what `rewrite` returns for it.
pub fn replace_paths(text: &str, mut rewrite: impl FnMut(&str) -> String) -> String {
    let mut rewritten = String::with_capacity(text.len());
    let mut remaining = text;
    while let Some(split) = split_at_path(remaining) {
        rewritten.push_str(split.before);
        rewritten.push_str(&rewrite(split.path));
        remaining = split.after;
    }
    rewritten + remaining
}

/// A text that is split around its first path.
struct SplitText<'t> {
    before: &'t str,
    path: &'t str,
    after: &'t str,
}

fn split_at_path(text: &str) -> Option<SplitText<'_>> {
    let start = text.find(is_name_character)?;
    let tail = text.get(start..)?;
    let mut after = tail.trim_start_matches(is_name_character);
    while let Some(next) = after
        .strip_prefix("::")
        .filter(|next| next.starts_with(is_name_character))
    {
        after = next.trim_start_matches(is_name_character);
    }
    Some(SplitText {
        before: text.get(..start)?,
        path: tail.strip_suffix(after)?,
        after,
    })
}

fn is_name_character(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_replaced() {
        let found = replace_paths("name: Option<a::B>, <C as d::E>::F", |path| {
            format!("[{path}]")
        });
        assert_eq!(found, "[name]: [Option]<[a::B]>, <[C] [as] [d::E]>::[F]");
    }
}

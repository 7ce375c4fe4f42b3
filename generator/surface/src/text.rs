//! Paths of items in a text of Rust.

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
    use super::*;

    #[test]
    fn paths_are_replaced() {
        let found = replace_paths("name: Option<a::B>, <C as d::E>::F", |path| {
            format!("[{path}]")
        });
        assert_eq!(found, "[name]: [Option]<[a::B]>, <[C] [as] [d::E]>::[F]");
    }
}

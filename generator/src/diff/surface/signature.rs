//! Signatures of functions: whether one accepts all arguments of another.

/// Returns whether `new` is `old` with more general arguments: `impl Into<T>` instead of `T`.
pub(super) fn accepts_more(old: &str, new: &str) -> bool {
    let (Some((before, old)), Some((after, new))) = (parts(old), parts(new)) else {
        return false;
    };
    before == after
        && old != new
        && old.len() == new.len()
        && old
            .iter()
            .zip(&new)
            .all(|(old, new)| old == new || is_wider(old, new))
}

/// Returns whether the signatures of two methods differ only in types of arguments, and `are_like` holds for each such
/// pair. Types are written as in `api.lock.json`.
pub(super) fn differs_only_in(old: &str, new: &str, are_like: impl Fn(&str, &str) -> bool) -> bool {
    let (Some((before, old)), Some((after, new))) = (parts(old), parts(new)) else {
        return false;
    };
    before == after
        && old.len() == new.len()
        && old.iter().zip(&new).all(
            |(old, new)| match (converted_type(old), converted_type(new)) {
                _ if old == new => true,
                (Some(was), Some(is)) => are_like(&was, &is),
                _ => false,
            },
        )
}

/// Returns the types of the arguments, including that of `self`.
pub(super) fn argument_types(signature: &str) -> Vec<String> {
    parts(signature).map(|(_, types)| types).unwrap_or_default()
}

/// Returns the type that an argument is converted to: `[string]` for `impl IntoIterator<Item = impl Into<String>>`.
fn converted_type(argument: &str) -> Option<String> {
    if let Some(item) = text_between(argument, "impl IntoIterator<Item = ", ">") {
        return match text_between(item, "(impl Into<String>, ", ")") {
            Some(value) => Some(format!("{{{}}}", converted_type(value)?)),
            None => Some(format!("[{}]", converted_type(item)?)),
        };
    }
    if let Some(inner) = text_between(argument, "impl Into<", ">") {
        return converted_type(text_between(inner, "Field<", ">").unwrap_or(inner));
    }
    let name = match argument {
        "bool" => "boolean",
        "i64" | "i128" => "integer",
        "f64" | "Number" => "number",
        "String" | "Uuid" | "Date" | "DateTime" | "Base64" | "Upload" => "string",
        "Value" => "any",
        name => name,
    };
    // Other generic types and references are not compared.
    Some(name.to_owned()).filter(|name| !name.contains(['<', '&', '(']))
}

/// Returns whether two types are equal; types of the crate may be named with or without their path.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    one == other || without_paths(one) == without_paths(other)
}

fn without_paths(signature: &str) -> String {
    const OWN: &str = "crate::";
    let mut pieces = signature.split(OWN);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece
            .find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
            .unwrap_or(piece.len());
        let (path, rest) = piece.split_at(end);
        out += path.rsplit("::").next().unwrap_or_default();
        out += rest;
    }
    out
}

fn is_wider(old: &str, new: &str) -> bool {
    text_between(new, "impl Into<", ">") == Some(old)
}

/// Returns the text between a prefix and a suffix, if it has both.
fn text_between<'t>(text: &'t str, prefix: &str, suffix: &str) -> Option<&'t str> {
    text.strip_prefix(prefix)?.strip_suffix(suffix)
}

/// Splits `fn(A, B) -> C` into the text around the arguments, and the types of the arguments.
fn parts(signature: &str) -> Option<((&str, &str), Vec<String>)> {
    if !signature.starts_with("fn") && !signature.starts_with("async fn") {
        return None;
    }
    let open = signature.find('(')?;
    let mut depth = 0_usize;
    let mut arguments = vec![String::new()];
    let mut last = ' ';
    for (at, c) in signature.char_indices().skip_while(|(at, _)| *at < open) {
        match c {
            '(' | '[' | '<' => depth += 1,
            // The end of `->` or `=>`.
            '>' if last == '-' || last == '=' => {}
            ')' | ']' | '>' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 {
            let around = (signature.get(..open)?, signature.get(at..)?);
            return Some((
                around,
                arguments
                    .into_iter()
                    .map(|ty| ty.trim().to_owned())
                    .collect(),
            ));
        }
        match c {
            ',' if depth == 1 => arguments.push(String::new()),
            c if at > open => arguments.last_mut()?.push(c),
            _ => {}
        }
        last = c;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_with_and_without_path_are_equal() {
        let (path, name) = (
            "fn(&self) -> Vec<crate::resources::pets::Pets<'_>>",
            "fn(&self) -> Vec<Pets<'_>>",
        );
        assert!(is_same(path, name) && is_same(name, path) && is_same(name, name));
        assert!(!is_same(path, "fn(&self) -> Vec<Pet<'_>>"));
    }

    #[test]
    fn types_of_arguments_may_be_alike() {
        let are_like = |old: &str, new: &str| {
            (old, new) == ("string", "Sort") || (old, new) == ("[string]", "[Sort]")
        };
        for (old, new, expected) in [
            (
                "fn(&self, impl Into<Uuid>) -> Get",
                "fn(&self, impl Into<Sort>) -> Get",
                true,
            ),
            (
                "fn(&self, impl Into<Field<Date>>) -> Get",
                "fn(&self, impl Into<Sort>) -> Get",
                true,
            ),
            (
                "fn(impl IntoIterator<Item = impl Into<String>>) -> Get",
                "fn(impl IntoIterator<Item = Sort>) -> Get",
                true,
            ),
            (
                "fn(&self, impl Into<String>) -> Get",
                "fn(&self, impl Into<Sort>) -> Read",
                false,
            ),
            (
                "fn(&self, i64) -> Get",
                "fn(&self, impl Into<Sort>) -> Get",
                false,
            ),
            (
                "fn(&self) -> Get",
                "fn(&self, impl Into<Sort>) -> Get",
                false,
            ),
        ] {
            assert_eq!(differs_only_in(old, new, are_like), expected, "{old} {new}");
        }
    }

    #[test]
    fn arguments_may_accept_more_types() {
        for (old, new, expected) in [
            (
                "fn(self, f64) -> Self",
                "fn(self, impl Into<f64>) -> Self",
                true,
            ),
            (
                "fn(self, Pet, i64) -> Self",
                "fn(self, impl Into<Pet>, i64) -> Self",
                true,
            ),
            (
                "fn(self, impl Into<f64>) -> Self",
                "fn(self, i64) -> Self",
                false,
            ),
            (
                "fn(self, i64) -> Self",
                "fn(self, impl Into<String>) -> Self",
                false,
            ),
            (
                "fn(self, i64) -> Self",
                "fn(self, impl Into<f64>) -> Other",
                false,
            ),
            ("fn(self, i64) -> Self", "fn(self, i64) -> Self", false),
            (
                "fn(Map<A, B>) -> Self",
                "fn(impl Into<Map<A, B>>) -> Self",
                true,
            ),
            ("i64", "impl Into<f64>", false),
        ] {
            assert_eq!(accepts_more(old, new), expected, "{old} {new}");
        }
    }
}

//! Signatures of functions: whether one accepts all arguments of another.

use surface::ItemSignature;

/// Returns whether `new` is `old` with more general arguments: `impl Into<T>` instead of `T`.
pub(super) fn accepts_more(old: &ItemSignature, new: &ItemSignature) -> bool {
    old != new
        && differs_only_in_arguments(old, new, |old, new| {
            text_between(new, "impl Into<", ">") == Some(old)
        })
}

/// Returns whether the signatures of two methods differ only in types of arguments, and `are_like` holds for each such
/// pair. Types are written as in `api.lock.json`.
pub(super) fn differs_only_in(
    old: &ItemSignature,
    new: &ItemSignature,
    are_like: impl Fn(&str, &str) -> bool,
) -> bool {
    differs_only_in_arguments(old, new, |old, new| {
        match (converted_type(old), converted_type(new)) {
            (Some(was), Some(is)) => are_like(&was, &is),
            _ => false,
        }
    })
}

/// Returns whether two functions differ only in types of arguments, and `is_allowed` holds for each such pair.
fn differs_only_in_arguments(
    old: &ItemSignature,
    new: &ItemSignature,
    is_allowed: impl Fn(&str, &str) -> bool,
) -> bool {
    match (old, new) {
        (
            ItemSignature::Function {
                head: old_head,
                arguments: old,
                output: old_output,
            },
            ItemSignature::Function {
                head: new_head,
                arguments: new,
                output: new_output,
            },
        ) => {
            old_head == new_head
                && old_output == new_output
                && old.len() == new.len()
                && old
                    .iter()
                    .zip(new)
                    .all(|(old, new)| old == new || is_allowed(old, new))
        }
        _ => false,
    }
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

/// Returns whether two signatures are equal; types of the crate may be named with or without their path.
pub(super) fn is_same(signature: &ItemSignature, other: &ItemSignature) -> bool {
    signature == other || signature.with_texts(without_paths) == other.with_texts(without_paths)
}

fn without_paths(ty: &str) -> String {
    const OWN: &str = "crate::";
    let mut pieces = ty.split(OWN);
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let end = piece
            .find(|c: char| !c.is_alphanumeric() && c != '_' && c != ':')
            .unwrap_or(piece.len());
        let (path, following) = piece.split_at(end);
        out += path.rsplit("::").next().unwrap_or_default();
        out += following;
    }
    out
}

/// Returns the text between a prefix and a suffix, if it has both.
fn text_between<'t>(text: &'t str, prefix: &str, suffix: &str) -> Option<&'t str> {
    text.strip_prefix(prefix)?.strip_suffix(suffix)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(arguments: &[&str], output: &str) -> ItemSignature {
        ItemSignature::Function {
            head: "fn".to_owned(),
            arguments: arguments.iter().map(|&ty| ty.to_owned()).collect(),
            output: Some(output.to_owned()),
        }
    }

    #[test]
    fn types_with_and_without_path_are_equal() {
        let path = function(&["&self"], "Vec<crate::resources::pets::Pets<'_>>");
        let name = function(&["&self"], "Vec<Pets<'_>>");
        assert!(is_same(&path, &name) && is_same(&name, &path) && is_same(&name, &name));
        assert!(!is_same(&path, &function(&["&self"], "Vec<Pet<'_>>")));
    }

    #[test]
    fn types_of_arguments_may_be_alike() {
        let are_like = |old: &str, new: &str| {
            (old, new) == ("string", "Sort") || (old, new) == ("[string]", "[Sort]")
        };
        let sort = function(&["&self", "impl Into<Sort>"], "Get");
        for (old, new, expected) in [
            (function(&["&self", "impl Into<Uuid>"], "Get"), &sort, true),
            (
                function(&["&self", "impl Into<Field<Date>>"], "Get"),
                &sort,
                true,
            ),
            (
                function(&["impl IntoIterator<Item = impl Into<String>>"], "Get"),
                &function(&["impl IntoIterator<Item = Sort>"], "Get"),
                true,
            ),
            (
                function(&["&self", "impl Into<String>"], "Get"),
                &function(&["&self", "impl Into<Sort>"], "Read"),
                false,
            ),
            (function(&["&self", "i64"], "Get"), &sort, false),
            (function(&["&self"], "Get"), &sort, false),
        ] {
            assert_eq!(
                differs_only_in(&old, new, are_like),
                expected,
                "{old} {new}"
            );
        }
    }

    #[test]
    fn arguments_may_accept_more_types() {
        for (old, new, expected) in [
            (["self", "f64"], ["self", "impl Into<f64>"], true),
            (["Pet", "i64"], ["impl Into<Pet>", "i64"], true),
            (["self", "impl Into<f64>"], ["self", "i64"], false),
            (["self", "i64"], ["self", "impl Into<String>"], false),
            (["self", "i64"], ["self", "i64"], false),
            (
                ["self", "Map<A, B>"],
                ["self", "impl Into<Map<A, B>>"],
                true,
            ),
        ] {
            let old = function(&old, "Self");
            let new = function(&new, "Self");
            assert_eq!(accepts_more(&old, &new), expected, "{old} {new}");
        }
        let integer = function(&["i64"], "Self");
        let general = ["impl Into<i64>"];
        assert!(accepts_more(&integer, &function(&general, "Self")));
        assert!(!accepts_more(&integer, &function(&general, "Other")));
        let types = ["i64", "impl Into<i64>"].map(|ty| ItemSignature::Type(ty.to_owned()));
        let [old, new] = &types;
        assert!(!accepts_more(old, new));
    }
}

//! Types as written in the lock: a Rust name or a JSON type, in brackets for each enclosing array
//! or map.

use model::{Type, TypeId, Types};

/// A type as written in [`LockedMember`](super::contents::LockedMember).
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum LockedTypeText<'t> {
    /// An array of items of the type in this text.
    List(&'t str),
    /// A map with values of the type in this text.
    Map(&'t str),
    String,
    /// `integer` or `number`.
    Number,
    Boolean,
    Any,
    Named(&'t str),
}

impl<'t> LockedTypeText<'t> {
    pub(super) fn parse(text: &'t str) -> Self {
        let within = |open: char, close: char| text.strip_prefix(open)?.strip_suffix(close);
        if let Some(items) = within('[', ']') {
            return Self::List(items);
        }
        if let Some(values) = within('{', '}') {
            return Self::Map(values);
        }
        match text {
            "string" => Self::String,
            "integer" | "number" => Self::Number,
            "boolean" => Self::Boolean,
            "any" => Self::Any,
            name => Self::Named(name),
        }
    }
}

/// Returns the number of arrays and maps that enclose a type, and the text of that type.
pub(super) fn innermost_type_name(mut text: &str) -> (usize, &str) {
    let mut depth = 0;
    while let LockedTypeText::List(inner) | LockedTypeText::Map(inner) = LockedTypeText::parse(text)
    {
        text = inner;
        depth += 1;
    }
    (depth, text)
}

/// Returns a type as written in the lock.
pub(super) fn locked_type_text(types: &Types, ty: &Type) -> String {
    type_text_with_names(ty, &|id| {
        types
            .get(id)
            .map(|def| def.name.clone())
            .unwrap_or_default()
    })
}

/// Returns a type as written in the lock; `named` returns the text of a named type.
pub(super) fn type_text_with_names(ty: &Type, named: &dyn Fn(TypeId) -> String) -> String {
    match ty {
        Type::Named(id) => named(*id),
        Type::Bool => "boolean".to_owned(),
        Type::Integer | Type::Wide => "integer".to_owned(),
        Type::Float | Type::Number => "number".to_owned(),
        Type::Text(_) => "string".to_owned(),
        Type::Any => "any".to_owned(),
        Type::List(items) => format!("[{}]", type_text_with_names(&items.ty, named)),
        Type::Map(values) => format!("{{{}}}", type_text_with_names(&values.ty, named)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arrays_and_maps_enclose_a_type() {
        for (text, expected) in [
            ("Pet", (0, "Pet")),
            ("[{pets::Sort}]", (2, "pets::Sort")),
            ("[string]", (1, "string")),
            ("[Pet", (0, "[Pet")),
        ] {
            assert_eq!(innermost_type_name(text), expected);
        }
    }
}

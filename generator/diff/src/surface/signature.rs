//! Signatures of functions: whether one accepts all arguments of another.

use surface::{ItemSignature, ItemType};

/// Returns whether `new` is `old` with more general arguments: `impl Into<T>` instead of `T`; or an
/// optional argument instead of a required one.
pub(super) fn accepts_more(old: &ItemSignature, new: &ItemSignature) -> bool {
    if let ItemSignature::Argument { is_required } = new {
        return !is_required && old != new;
    }
    old != new
        && differs_only_in_arguments(
            old,
            new,
            |old, new| matches!(new, ItemType::Into(target) if **target == *old),
        )
}

/// Returns whether the signatures of two methods differ only in types of arguments, and `are_like`
/// holds for each such pair. Types are written as in `api.lock.json`.
pub(super) fn differs_only_in(
    old: &ItemSignature,
    new: &ItemSignature,
    are_like: impl Fn(&str, &str) -> bool,
) -> bool {
    differs_only_in_arguments(old, new, |old, new| {
        match (old.locked_text(), new.locked_text()) {
            (Some(was), Some(is)) => are_like(&was, &is),
            _ => false,
        }
    })
}

/// Returns whether two functions differ only in types of arguments, and `is_allowed` holds for each
/// such pair.
fn differs_only_in_arguments(
    old: &ItemSignature,
    new: &ItemSignature,
    is_allowed: impl Fn(&ItemType, &ItemType) -> bool,
) -> bool {
    match (old, new) {
        (
            ItemSignature::Function {
                receiver: old_receiver,
                arguments: old,
                output: old_output,
            },
            ItemSignature::Function {
                receiver: new_receiver,
                arguments: new,
                output: new_output,
            },
        ) => {
            old_receiver == new_receiver
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

#[cfg(test)]
mod tests {
    use super::*;
    use surface::{ItemOwner, Receiver};

    fn function(arguments: &[ItemType], output: &str) -> ItemSignature {
        ItemSignature::Function {
            receiver: Receiver::Reference,
            arguments: arguments.to_vec(),
            output: described(output),
        }
    }

    fn described(name: &str) -> ItemType {
        ItemType::of_owner(ItemOwner::described(name))
    }

    #[test]
    fn types_of_arguments_may_be_alike() {
        let are_like = |old: &str, new: &str| {
            [
                ("string", "Sort"),
                ("[string]", "[Sort]"),
                ("{number}", "{Sort}"),
            ]
            .contains(&(old, new))
        };
        let sort = || described("Sort");
        let to_sort = function(&[sort().converted()], "Get");
        let uuid = ItemType::imported("crate::runtime::text::Uuid");
        let field_type = ItemType::imported("crate::runtime::text::Date");
        let date = ItemType::generic("crate::runtime::field::Field", vec![field_type]);
        let string = ItemType::imported("String").converted();
        let entry = |value: ItemType| ItemType::Tuple(vec![string.clone(), value]).iterator();
        for (old, new, expected) in [
            (function(&[uuid.converted()], "Get"), &to_sort, true),
            (function(&[date.converted()], "Get"), &to_sort, true),
            (
                function(&[string.clone().iterator()], "Get"),
                &function(&[sort().iterator()], "Get"),
                true,
            ),
            (
                function(&[entry(ItemType::imported("f64").converted())], "Get"),
                &function(&[entry(sort())], "Get"),
                true,
            ),
            (
                function(std::slice::from_ref(&string), "Get"),
                &function(&[sort().converted()], "Read"),
                false,
            ),
            (
                function(&[ItemType::imported("i64")], "Get"),
                &to_sort,
                false,
            ),
            (function(&[], "Get"), &to_sort, false),
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
        let integer = || ItemType::imported("i64");
        let float = || ItemType::imported("f64");
        let pet = || described("Pet");
        let pets = || ItemType::generic("Vec", vec![pet()]);
        for (old, new, expected) in [
            (vec![float()], vec![float().converted()], true),
            (
                vec![pet(), integer()],
                vec![pet().converted(), integer()],
                true,
            ),
            (vec![float().converted()], vec![float()], false),
            (vec![integer()], vec![float().converted()], false),
            (vec![integer()], vec![integer()], false),
            (vec![pets()], vec![pets().converted()], true),
        ] {
            let old = function(&old, "Pet");
            let new = function(&new, "Pet");
            assert_eq!(accepts_more(&old, &new), expected, "{old} {new}");
        }
        let general = [integer().converted()];
        let number = function(&[integer()], "Pet");
        assert!(accepts_more(&number, &function(&general, "Pet")));
        assert!(!accepts_more(&number, &function(&general, "Other")));
        let old = ItemSignature::Type(integer());
        let new = ItemSignature::Type(integer().converted());
        assert!(!accepts_more(&old, &new));
    }
}

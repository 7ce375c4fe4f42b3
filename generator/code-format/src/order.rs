//! The order of imports.

use std::cmp::Ordering;

/// Compares names in the order of rustfmt: digits are numbers, and an underscore precedes all other
/// characters.
pub(crate) fn compare_names(left: &str, right: &str) -> Ordering {
    keyword_rank(left)
        .cmp(&keyword_rank(right))
        .then_with(|| compare_versions(left, right))
}

/// Returns the rank of the keywords that precede all names in imports.
fn keyword_rank(name: &str) -> u8 {
    match name {
        "self" => 0,
        "super" => 1,
        "crate" => 2,
        _ => 3,
    }
}

fn compare_versions(left: &str, right: &str) -> Ordering {
    let mut left = left.trim_start_matches("r#");
    let mut right = right.trim_start_matches("r#");
    while let (Some(left_first), Some(right_first)) = (left.chars().next(), right.chars().next()) {
        let left_digits = digits_of(left);
        let right_digits = digits_of(right);
        if !left_digits.is_empty() && !right_digits.is_empty() {
            let numbers = left_digits
                .trim_start_matches('0')
                .len()
                .cmp(&right_digits.trim_start_matches('0').len())
                .then_with(|| {
                    left_digits
                        .trim_start_matches('0')
                        .cmp(right_digits.trim_start_matches('0'))
                });
            if numbers.is_ne() {
                return numbers;
            }
            left = left.get(left_digits.len()..).unwrap_or_default();
            right = right.get(right_digits.len()..).unwrap_or_default();
            continue;
        }
        let rank = |character: char| (character != '_', character);
        let characters = rank(left_first).cmp(&rank(right_first));
        if characters.is_ne() {
            return characters;
        }
        left = left.get(left_first.len_utf8()..).unwrap_or_default();
        right = right.get(right_first.len_utf8()..).unwrap_or_default();
    }
    left.len().cmp(&right.len())
}

fn digits_of(text: &str) -> &str {
    let end = text
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

//! Combines the words of several names without repetition.

use super::case::simple_type_name;
use super::singular::singular_type_name;
use super::words::{LEFT_OVER, first_words};
use super::{type_name, words_of_text};

/// The longest readable name, in letters.
pub const READABLE: usize = 40;

/// Returns the words of the name of a type, without repeated words, and with a leading digit
/// spelled out.
pub fn type_words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in words_of_text(text) {
        if words.last().is_none_or(|last| !is_same_word(last, &word)) {
            words.push(word);
        }
    }
    if let Some(first) = words.first_mut() {
        *first = spell_leading_digit(first);
    }
    words
        .iter()
        .flat_map(|word| word.split(' '))
        .filter(|word| !word.is_empty())
        .map(str::to_owned)
        .collect()
}

/// Spells out a leading digit: `3d` → `three d`.
pub fn spell_leading_digit(word: &str) -> String {
    const NUMBERS: [&str; 10] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine",
    ];
    let mut chars = word.chars();
    let number = chars
        .next()
        .and_then(|c| c.to_digit(10))
        .and_then(|digit| NUMBERS.get(digit as usize));
    match (number, chars.as_str()) {
        (Some(number), letters) if !letters.starts_with(|c: char| c.is_numeric()) => {
            format!("{number} {letters}")
        }
        _ => word.to_owned(),
    }
}

/// Returns whether two words are equal, ignoring singular and plural.
pub fn is_same_word(a: &str, b: &str) -> bool {
    // The singular begins with the same letter.
    let initial = |word: &str| {
        word.chars()
            .next()
            .map(char::to_lowercase)
            .into_iter()
            .flatten()
    };
    a == b || initial(a).eq(initial(b)) && singular_word(a) == singular_word(b)
}

/// Returns a word in the singular.
pub fn singular_word(word: &str) -> String {
    singular_type_name(&word.to_lowercase())
}

/// Returns the words, each in the singular.
pub fn all_singular(words: &[String]) -> Vec<String> {
    words.iter().map(|word| singular_word(word)).collect()
}

/// Returns a name in the plural.
pub fn plural_name(name: &str) -> String {
    let hisses = ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|end| name.ends_with(end));
    match name
        .strip_suffix('y')
        .filter(|stem| !stem.ends_with(['a', 'e', 'i', 'o', 'u']))
    {
        Some(stem) => format!("{stem}ies"),
        None if hisses => format!("{name}es"),
        None => format!("{name}s"),
    }
}

/// Changes the last word to the singular.
pub fn singularise_last_word(mut words: Vec<String>) -> Vec<String> {
    if let Some(last) = words.last_mut() {
        *last = singular_word(last);
    }
    words
}

/// Returns the words of both names; words that end `outer` and also begin `inner` appear once.
pub fn merged_words(outer: &[String], inner: &[String]) -> Vec<String> {
    let shared = (1..=outer.len().min(inner.len()))
        .rev()
        .find(|length| {
            let ends = outer.get(outer.len() - length..).unwrap_or_default();
            ends.iter().zip(inner).all(|(a, b)| is_same_word(a, b))
        })
        .unwrap_or(0);
    let front = outer.get(..outer.len() - shared).unwrap_or_default();
    front.iter().chain(inner).cloned().collect()
}

/// Returns `inner` without the leading words of `outer`, if it begins with all of them and other
/// words remain.
pub fn without_outer_words(outer: &[String], inner: &[String]) -> Vec<String> {
    let (front, inner_words) = inner.split_at_checked(outer.len()).unwrap_or((&[], inner));
    let is_repeated = !front.is_empty() && front.iter().zip(outer).all(|(a, b)| is_same_word(a, b));
    let is_name = inner_words
        .first()
        .is_some_and(|word| word.starts_with(char::is_alphabetic));
    if is_repeated && is_name {
        inner_words.to_vec()
    } else {
        inner.to_vec()
    }
}

/// Returns as many of the last words as are readable, because the main word of an English name is
/// the last one.
pub fn readable_words(words: &[String]) -> &[String] {
    trailing_words(words, READABLE)
}

/// Returns as many of the last words as have at most `limit` letters together. If words are left
/// out, the returned ones do not begin with a number or a word of `LEFT_OVER`.
pub fn trailing_words(words: &[String], limit: usize) -> &[String] {
    let count = count_fitting_words(words.iter().rev(), limit);
    let mut last_words = words
        .get(words.len().saturating_sub(count)..)
        .unwrap_or_default();
    while count < words.len()
        && let Some((_, shorter)) = last_words.split_first().filter(|(first, shorter)| {
            (LEFT_OVER.contains(&first.as_str()) || first.starts_with(char::is_numeric))
                && !shorter.is_empty()
        })
    {
        last_words = shorter;
    }
    last_words
}

/// Returns the items that both slices begin with.
pub fn shared_prefix<'m, T: PartialEq>(a: &'m [T], b: &[T]) -> &'m [T] {
    let length = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    a.get(..length).unwrap_or_default()
}

/// Returns as many of the first words as have at most `limit` letters together. If words are left
/// out, the returned ones do not end with a word of `LEFT_OVER`.
pub fn leading_words(words: &[String], limit: usize) -> &[String] {
    first_words(words, count_fitting_words(words.iter(), limit))
}

/// Returns how many words from the start have at most `limit` letters in total; at least one.
fn count_fitting_words<'w>(words: impl Iterator<Item = &'w String>, limit: usize) -> usize {
    let mut length = 0;
    let fitting = words.take_while(|word| {
        length += word.chars().count();
        length <= limit
    });
    fitting.count().max(1)
}

/// Joins words into the name of a type.
pub fn joined_words(words: &[String]) -> String {
    simple_type_name(words).unwrap_or_else(|| type_name(&words.join("_")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(text: &str) -> Vec<String> {
        words_of_text(text)
    }

    #[test]
    fn common_words_appear_once() {
        let rows = [
            ("NextAction", "ActionType", "NextActionType"),
            ("Card", "CardPresent", "CardPresent"),
            ("Pets", "Pet", "Pet"),
            ("Pet", "Owner", "PetOwner"),
        ];
        for (outer, inner, expected) in rows {
            assert_eq!(
                joined_words(&merged_words(&list(outer), &list(inner))),
                expected
            );
        }
        assert_eq!(
            joined_words(&without_outer_words(&list("Pet"), &list("pet_status"))),
            "Status"
        );
        assert_eq!(
            joined_words(&without_outer_words(&list("Pets"), &list("pet"))),
            "Pet"
        );
        assert_eq!(
            joined_words(&without_outer_words(
                &list("PaymentIntent"),
                &list("payment_method")
            )),
            "PaymentMethod"
        );
        assert_eq!(joined_words(&type_words("pet_pets_3d")), "Pet3d");
        assert_eq!(joined_words(&type_words("3d_secure")), "ThreeDSecure");
        assert_eq!(joined_words(&type_words("2024_results")), "N2024Results");
    }

    #[test]
    fn long_names_keep_their_end() {
        let long = list("terms_of_the_agreement_about_the_duration_of_the_trial_period");
        assert_eq!(
            joined_words(readable_words(&long)),
            "DurationOfTheTrialPeriod"
        );
    }
}

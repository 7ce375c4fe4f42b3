//! Finds names that resemble each other, for suggestions.

/// The maximum length of names that are compared.
const MOST_LETTERS: usize = 100;

/// Returns whether two names, ignoring case, have the same letters in another order, or differ in
/// one letter (in two letters, for names of six or more letters).
pub fn is_close(a: &str, b: &str) -> bool {
    // Most pairs of names are far apart, and comparing their letters takes much longer.
    if a.chars().count().abs_diff(b.chars().count()) > 2 {
        return false;
    }
    let sorted = sorted_letters(a);
    let other = sorted_letters(b);
    let length = sorted.len().max(other.len());
    length <= MOST_LETTERS
        && (sorted == other || edit_distance(a, b) <= if length < 6 { 1 } else { 2 })
}

/// Returns the letters of a name in lower case, in alphabetical order.
fn sorted_letters(name: &str) -> Vec<char> {
    let mut letters: Vec<char> = name.to_lowercase().chars().collect();
    letters.sort_unstable();
    letters
}

/// Returns the known name that is closest to a name, if any is close.
pub fn nearest_name<'n>(name: &str, names: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    names
        .filter(|candidate| is_close(candidate, name))
        .min_by_key(|candidate| edit_distance(candidate, name))
}

/// Returns the help for an unknown name: the closest of the known names, or else what is expected.
pub fn suggest_known_name<'n>(
    name: &str,
    names: impl Iterator<Item = &'n str>,
    expected: &str,
) -> String {
    match nearest_name(name, names) {
        Some(nearest) => format!("did you mean `{nearest}`?"),
        None => expected.to_owned(),
    }
}

fn edit_distance(a: &str, b: &str) -> usize {
    strsim::levenshtein(&a.to_lowercase(), &b.to_lowercase())
}

/// Returns the letters and digits of a name in lower case.
pub fn without_case_and_punctuation(name: &str) -> Vec<char> {
    name.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

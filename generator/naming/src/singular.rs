//! Converts plurals to the singular: `Portals` → `Portal`.

/// Words that end in `s` but are not plurals.
const AS_THEY_ARE: &[&str] = &[
    "aws",
    "cors",
    "css",
    "devops",
    "dns",
    "https",
    "ios",
    "kubernetes",
    "news",
    "ops",
    "os",
    "series",
    "sms",
    "species",
    "tls",
];

/// Irregular plurals.
const IRREGULAR: &[(&str, &str)] = &[
    ("aliases", "alias"),
    ("canvases", "canvas"),
    ("children", "child"),
    ("cookies", "cookie"),
    ("cpus", "cpu"),
    ("gpus", "gpu"),
    ("menus", "menu"),
    ("movies", "movie"),
    ("people", "person"),
    ("skus", "sku"),
];

/// Returns the name of a type with its last word in the singular, by the rules of English spelling;
/// unchanged if no rule applies.
pub fn singular_type_name(name: &str) -> String {
    let last = name.rfind(char::is_uppercase).unwrap_or(0);
    let word = name.get(last..).unwrap_or_default().to_lowercase();
    if let Some((_, singular)) = IRREGULAR.iter().find(|(plural, _)| *plural == word) {
        let first = name.get(last..=last).unwrap_or_default();
        let ending = singular.get(1..).unwrap_or_default();
        return with_ending(name, word.len(), &format!("{first}{ending}"));
    }
    if !word.ends_with('s')
        || AS_THEY_ARE.contains(&word.as_str())
        || !word.is_ascii()
        || word.len() < 3
        || has_ending(&word, &["ss", "us", "is"])
    {
        name.to_owned()
    } else if word.len() > 4 && has_ending(&word, &["ies"]) {
        with_ending(name, 3, "y")
    } else if has_ending(&word, &["sses", "shes", "ches", "xes", "zzes"]) {
        with_ending(name, 2, "")
    } else {
        with_ending(name, 1, "")
    }
}

/// Replaces the last `cut` bytes of a name by another ending.
fn with_ending(name: &str, cut: usize, end: &str) -> String {
    let stem = name.get(..name.len().saturating_sub(cut));
    format!("{}{end}", stem.unwrap_or_default())
}

/// Returns whether a word has one of these endings.
fn has_ending(word: &str, endings: &[&str]) -> bool {
    endings.iter().any(|ending| word.ends_with(ending))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn last_words_become_singular() {
        let rows = [
            ("Portals", "Portal"),
            ("ZeroTrustPolicies", "ZeroTrustPolicy"),
            ("Addresses", "Address"),
            ("Boxes", "Box"),
            ("Branches", "Branch"),
            ("Images", "Image"),
            ("Cases", "Case"),
            ("Access", "Access"),
            ("Status", "Status"),
            ("Dns", "Dns"),
            ("Pet", "Pet"),
            ("Ties", "Tie"),
            ("people", "person"),
            ("PriceSkus", "PriceSku"),
            ("GrandChildren", "GrandChild"),
            ("ProjectAliases", "ProjectAlias"),
            ("", ""),
        ];
        for (plural, one) in rows {
            assert_eq!(singular_type_name(plural), one);
        }
    }
}

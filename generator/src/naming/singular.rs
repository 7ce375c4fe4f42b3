//! Converts plurals to the singular: `Portals` → `Portal`.

/// Words that end in `s` and are not plurals.
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

/// The name of a type with its last word in the singular, by the rules of English spelling; unchanged if no rule
/// applies.
pub(crate) fn singular_type_name(name: &str) -> String {
    let last = name.rfind(char::is_uppercase).unwrap_or(0);
    let word = name.get(last..).unwrap_or_default().to_lowercase();
    let with = |cut: usize, end: &str| {
        format!(
            "{}{end}",
            name.get(..name.len().saturating_sub(cut))
                .unwrap_or_default()
        )
    };
    if let Some((_, one)) = IRREGULAR.iter().find(|(many, _)| *many == word) {
        let first = name.get(last..=last).unwrap_or_default();
        return with(
            word.len(),
            &format!("{first}{}", one.get(1..).unwrap_or_default()),
        );
    }
    let ends = |ends: &[&str]| ends.iter().any(|end| word.ends_with(end));
    if AS_THEY_ARE.contains(&word.as_str())
        || !word.is_ascii()
        || word.len() < 3
        || ends(&["ss", "us", "is"])
    {
        name.to_owned()
    } else if word.len() > 4 && ends(&["ies"]) {
        with(3, "y")
    } else if ends(&["sses", "shes", "ches", "xes", "zzes"]) {
        with(2, "")
    } else if ends(&["s"]) {
        with(1, "")
    } else {
        name.to_owned()
    }
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

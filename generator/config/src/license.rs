//! Licenses by SPDX identifier: which expressions are valid, and the texts of common licenses. No
//! other module imports `spdx`.

use spdx::{Expression, license_id};

/// A license whose text the generator has.
#[derive(Debug)]
pub struct LicenseText {
    /// The SPDX identifier of the license.
    pub(crate) id: &'static str,
    /// The suffix of the file name, if a package has several licenses: `LICENSE-MIT`.
    pub suffix: &'static str,
    /// The name of the license in descriptions, in lower case and without words such as `license`.
    name: &'static str,
    /// The text of the license, in which `HOLDERS` is replaced by the holders of the copyright.
    pub text: &'static str,
}

const TEXTS: &[LicenseText] = &[
    LicenseText {
        id: "MIT",
        suffix: "MIT",
        name: "mit",
        text: include_str!("licenses/MIT.txt"),
    },
    LicenseText {
        id: "Apache-2.0",
        suffix: "APACHE",
        name: "apache 2.0",
        text: include_str!("licenses/Apache-2.0.txt"),
    },
];

/// Returns why crates.io would not accept a text as a license.
pub(crate) fn expression_error(text: &str) -> Option<String> {
    Some(Expression::parse(text).err()?.reason.to_string())
}

/// Returns the SPDX expression of a license in a description: the identifier if it is a valid
/// expression, or else the identifier of the license that has this common name.
pub fn expression_of(identifier: Option<&str>, name: &str) -> Option<String> {
    if let Some(identifier) = identifier.filter(|identifier| Expression::parse(identifier).is_ok())
    {
        return Some(identifier.to_owned());
    }
    id_of_name(name).map(str::to_owned)
}

/// Returns the identifier of a license with a common name: `Apache License, Version 2.0` →
/// `Apache-2.0`.
pub(crate) fn id_of_name(name: &str) -> Option<&'static str> {
    const FILLERS: &[&str] = &["the", "license", "licence", "version", "software"];
    if let Some(id) = license_id(name.trim()) {
        return Some(id.name);
    }
    let lower = name.to_lowercase();
    let mut words: Vec<&str> = lower
        .split(|c: char| !c.is_alphanumeric() && c != '.')
        .collect();
    words.retain(|word| !word.is_empty() && !FILLERS.contains(word));
    words.dedup();
    let name = words.join(" ");
    TEXTS
        .iter()
        .find(|license| license.name == name)
        .map(|license| license.id)
}

/// The licenses in an expression.
#[derive(Default)]
pub struct ExpressionTexts {
    /// The licenses whose texts are known.
    pub texts: Vec<&'static LicenseText>,
    /// Whether the expression has only one license.
    pub is_single: bool,
}

/// Returns the known texts of the licenses in an expression.
pub fn texts_of(expression: &str) -> ExpressionTexts {
    let Ok(expression) = Expression::parse(expression) else {
        return ExpressionTexts::default();
    };
    let mut ids: Vec<&str> = Vec::new();
    let mut count = 0;
    for requirement in expression.requirements() {
        count += 1;
        ids.extend(requirement.req.license.id().map(|id| id.name));
    }
    ExpressionTexts {
        texts: TEXTS
            .iter()
            .filter(|license| ids.contains(&license.id))
            .collect(),
        is_single: count == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn licenses_of_descriptions_are_recognised() {
        for (identifier, name, expected) in [
            (Some("BSD-3-Clause"), "BSD", Some("BSD-3-Clause")),
            (Some("ours"), "MIT", Some("MIT")),
            (None, "Apache 2.0", Some("Apache-2.0")),
            (None, "Apache 2.0 License", Some("Apache-2.0")),
            (None, "Apache License, Version 2.0", Some("Apache-2.0")),
            (None, "The MIT License (MIT)", Some("MIT")),
            (None, "MIT", Some("MIT")),
            (None, "LGPL-2.1-only", Some("LGPL-2.1-only")),
            (None, "Apache", None),
            (None, "eBay API License Agreement", None),
            (None, "License", None),
            (None, "", None),
        ] {
            assert_eq!(
                expression_of(identifier, name).as_deref(),
                expected,
                "{identifier:?} {name:?}"
            );
        }
    }

    #[test]
    fn texts_are_those_of_the_expression() {
        let ids = |text: &str| {
            let ExpressionTexts { texts, is_single } = texts_of(text);
            (
                texts.iter().map(|license| license.id).collect::<Vec<_>>(),
                is_single,
            )
        };
        assert_eq!(ids("MIT OR Apache-2.0"), (vec!["MIT", "Apache-2.0"], false));
        assert_eq!(ids("Apache-2.0"), (vec!["Apache-2.0"], true));
        assert_eq!(ids("BSD-3-Clause AND MIT"), (vec!["MIT"], false));
        assert_eq!(ids("GPL-3.0-only"), (vec![], true));
    }
}

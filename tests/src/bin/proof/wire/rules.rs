//! Maps rules of oasdiff to the corresponding codes of findings.

use sdkwright::diff::{Direction, Finding};

/// The ends of rule names, with the corresponding codes; the longest matching end counts.
const KINDS: &[(&str, &[&str])] = &[
    ("all-of-added-annotation-only", &["type-docs-changed", ""]),
    (
        "all-of-added",
        &[
            "property-added-optional",
            "property-added-required",
            "type-added",
        ],
    ),
    (
        "all-of-removed",
        &[
            "property-removed-optional",
            "property-removed-required",
            "type-removed",
        ],
    ),
    ("any-of-added", UNION_GREW),
    ("any-of-removed", UNION_SHRANK),
    (
        "api-global-security-removed",
        &["security-requirement-removed"],
    ),
    ("api-security-component-added", &["security-scheme-added"]),
    ("api-security-removed", &["security-requirement-removed"]),
    ("became-enum", &["enum-added"]),
    ("became-not-nullable", &["became-not-nullable"]),
    ("became-nullable", &["became-nullable"]),
    ("const-changed", &["const-changed"]),
    ("contains-removed", KEYWORD),
    ("content-encoding-changed", KEYWORD),
    ("content-media-type-changed", KEYWORD),
    ("content-schema-added", KEYWORD),
    ("dependent-required-changed", KEYWORD),
    ("dependent-schema-added", KEYWORD),
    ("dependent-schema-removed", KEYWORD),
    (
        "discriminator-mapping-added",
        &["discriminator-mapping-added"],
    ),
    (
        "discriminator-mapping-changed",
        &[
            "discriminator-mapping-added",
            "discriminator-mapping-removed",
        ],
    ),
    (
        "discriminator-mapping-deleted",
        &["discriminator-mapping-removed"],
    ),
    (
        "discriminator-property-name-changed",
        &["discriminator-property-changed"],
    ),
    ("discriminator-removed", &["discriminator-removed"]),
    ("else-removed", CONDITION),
    ("endpoint-added", &["operation-added"]),
    ("enum-value-added", &["enum-value-added", "enum-removed"]),
    (
        "enum-value-removed",
        &["enum-value-removed", "enum-removed", "enum-added"],
    ),
    ("if-removed", CONDITION),
    (
        "list-of-types-narrowed",
        &[
            "type-narrowed",
            "union-became-single",
            "union-member-removed",
        ],
    ),
    (
        "list-of-types-widened",
        &["type-widened", "became-union", "union-member-added"],
    ),
    ("max-items-increased", &["items-relaxed"]),
    ("max-length-set", &["length-tightened"]),
    ("max-decreased", &["bounds-tightened"]),
    ("max-increased", &["bounds-relaxed"]),
    ("max-set", &["bounds-tightened"]),
    ("media-type-added", &["media-type-added"]),
    ("media-type-name-changed", MEDIA_TYPE),
    ("media-type-name-generalized", MEDIA_TYPE),
    ("media-type-removed", &["media-type-removed"]),
    ("media-type-schema-added", &["schema-added"]),
    ("media-type-schema-removed", &["schema-removed"]),
    ("min-items-increased", &["items-tightened"]),
    ("min-length-decreased", &["length-relaxed"]),
    ("min-length-increased", &["length-tightened"]),
    ("min-decreased", &["bounds-relaxed"]),
    ("min-increased", &["bounds-tightened"]),
    (
        "new-optional-request-parameter",
        &["parameter-added-optional"],
    ),
    (
        "new-optional-request-property",
        &["property-added-optional"],
    ),
    (
        "new-required-request-property",
        &["property-added-required"],
    ),
    (
        "new-required-request-property-with-default",
        &["property-added-required"],
    ),
    ("one-of-added", UNION_GREW),
    ("one-of-removed", UNION_SHRANK),
    ("pattern-added", &["pattern-added"]),
    ("pattern-property-added", KEYWORD),
    ("pattern-property-removed", KEYWORD),
    ("prefix-items-removed", PREFIX),
    ("property-names-added", NAMES),
    ("request-body-removed", &["body-removed"]),
    ("required-property-added", &["property-added-required"]),
    ("required-property-removed", &["property-removed-required"]),
    ("then-removed", CONDITION),
    ("type-changed", TYPE),
    ("type-compatible", TYPE),
    ("type-generalized", TYPE),
    ("unevaluated-items-added", KEYWORD),
    ("unevaluated-items-removed", KEYWORD),
    ("unevaluated-properties-added", OTHERS),
    ("unevaluated-properties-removed", OTHERS),
    ("webhook-added", &["webhook-added"]),
    ("webhook-removed", &["webhook-removed"]),
    ("wrapped-in-one-of", &["became-union", "type-changed"]),
];

/// Removing a condition may also remove the properties that only the condition describes, so that a
/// struct becomes a map.
const CONDITION: &[&str] = &[
    "keyword-changed",
    "type-keyword-changed",
    "object-became-map",
];
const KEYWORD: &[&str] = &["keyword-changed", "type-keyword-changed"];
const NAMES: &[&str] = &[
    "property-names-changed",
    "keyword-changed",
    "type-keyword-changed",
];
const OTHERS: &[&str] = &[
    "additional-properties-allowed",
    "additional-properties-forbidden",
    "additional-properties-typed",
    "additional-properties-untyped",
    "keyword-changed",
    "type-keyword-changed",
];
const PREFIX: &[&str] = &["keyword-changed", "type-changed", "type-keyword-changed"];
const MEDIA_TYPE: &[&str] = &["media-type-added", "media-type-removed"];
const TYPE: &[&str] = &[
    "type-changed",
    "type-widened",
    "type-narrowed",
    "format-changed",
    "parameter-became-list",
];
const UNION_GREW: &[&str] = &["union-member-added", "became-union"];
const UNION_SHRANK: &[&str] = &["union-member-removed", "union-became-single"];

/// Returns the codes that correspond to a rule; an empty code means that the absence of findings is
/// correct, too.
pub(super) fn codes_of_rule(rule: &str) -> &'static [&'static str] {
    let longest = KINDS
        .iter()
        .filter(|kind| {
            rule.strip_suffix(kind.0)
                .is_some_and(|rest| rest.is_empty() || rest.ends_with('-'))
        })
        .max_by_key(|kind| kind.0.len());
    longest.map_or(&[], |kind| kind.1)
}

/// Returns whether a finding corresponds to a rule, in the same direction.
pub(super) fn finding_matches_rule(finding: &Finding, rule: &str) -> bool {
    let direction = match rule.split('-').next() {
        Some("request") => Some(Direction::Request),
        Some("response") => Some(Direction::Response),
        _ => None,
    };
    let is_same_way =
        direction.is_none() || finding.direction.is_none() || finding.direction == direction;
    is_same_way && codes_of_rule(rule).contains(&finding.code())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_recognized_by_their_suffix() {
        assert_eq!(
            codes_of_rule("request-property-max-length-set"),
            ["length-tightened"]
        );
        assert_eq!(
            codes_of_rule("new-required-request-property-with-default"),
            ["property-added-required"]
        );
        assert_eq!(
            codes_of_rule("response-body-pattern-property-added"),
            KEYWORD
        );
        assert_eq!(
            codes_of_rule("request-property-pattern-added"),
            ["pattern-added"]
        );
        assert_eq!(codes_of_rule("api-tag-removed"), [""; 0]);
    }

    #[test]
    fn codes_of_rules_exist() {
        let known = |code: &&str| {
            code.is_empty()
                || sdkwright::diff::rules::RULES
                    .iter()
                    .any(|rule| rule.code == *code)
        };
        let unknown: Vec<&&str> = KINDS
            .iter()
            .flat_map(|kind| kind.1)
            .filter(|code| !known(code))
            .collect();
        assert_eq!(unknown, [&""; 0]);
    }
}

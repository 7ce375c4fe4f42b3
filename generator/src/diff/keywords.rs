//! Keywords that constrain values, and that the model does not represent, or only in part.

/// A keyword that the model does not represent, or only in part.
pub(super) struct Keyword {
    pub(super) name: &'static str,
    /// Whether it can only forbid values, whatever other keywords the schema has.
    pub(super) forbids: bool,
    /// Whether its schemas are not compared separately, so that changes behind references in them must be found.
    pub(super) is_deep: bool,
    /// Whether the model has a type for the schema in it.
    pub(super) is_typed: bool,
    /// Whether `keyword-changed` compares it. The others are left to the search for witnesses.
    pub(super) has_rule: bool,
}

const FORBIDS: Keyword = Keyword { name: "", forbids: true, is_deep: false, is_typed: false, has_rule: true };
const DEEP: Keyword = Keyword { is_deep: true, ..FORBIDS };
const OTHER: Keyword = Keyword { forbids: false, ..FORBIDS };

pub(super) const KEYWORDS: [Keyword; 17] = [
    Keyword { name: "contains", ..DEEP },
    Keyword { name: "contentEncoding", ..OTHER },
    Keyword { name: "contentMediaType", ..OTHER },
    Keyword { name: "contentSchema", has_rule: false, ..DEEP },
    Keyword { name: "dependentRequired", ..FORBIDS },
    Keyword { name: "dependentSchemas", ..DEEP },
    Keyword { name: "else", ..DEEP },
    Keyword { name: "if", ..DEEP },
    Keyword { name: "maxContains", ..FORBIDS },
    Keyword { name: "minContains", ..OTHER },
    Keyword { name: "not", ..DEEP },
    Keyword { name: "patternProperties", is_typed: true, forbids: false, ..DEEP },
    Keyword { name: "prefixItems", is_typed: true, ..OTHER },
    Keyword { name: "propertyNames", ..DEEP },
    Keyword { name: "then", ..DEEP },
    Keyword { name: "unevaluatedItems", has_rule: false, ..DEEP },
    Keyword { name: "unevaluatedProperties", is_typed: true, ..DEEP },
];

pub(super) const COMPARED_BELOW: [&str; 4] = ["additionalProperties", "items", "prefixItems", "properties"];

/// Returns whether a name is one of these keywords, of this kind.
pub(super) fn is(name: &str, kind: impl Fn(&Keyword) -> bool) -> bool {
    KEYWORDS.iter().any(|keyword| keyword.name == name && kind(keyword))
}

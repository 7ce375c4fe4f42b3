//! The keywords of schemas: the types of their values, their effect on validation, and the part of
//! it that the model represents.

use super::kind::ValueKind;

/// A keyword of JSON Schema, and what it means.
pub struct SchemaKeyword {
    /// The keyword.
    pub name: &'static str,
    /// The type of the value; `Any` if another module checks it.
    pub(super) value: ValueKind,
    pub(crate) role: KeywordRole,
    pub(crate) unmodelled: Option<Unmodelled>,
    /// The values that the keyword itself may refuse, whatever the schemas in it refuse.
    limits: Option<LimitedValues>,
    /// Whether the keyword narrows a type, but never makes another type of it.
    narrows: bool,
    /// Whether the order of the items in the keyword has no meaning.
    is_unordered: bool,
    /// Whether the value is data, where keywords have no meaning.
    is_data: bool,
}

/// The keywords of unions.
pub const UNION_KEYWORDS: [&str; 2] = ["oneOf", "anyOf"];

/// The keywords with schemas for properties that `properties` does not name.
pub const UNNAMED_PROPERTY_KEYWORDS: [&str; 3] = [
    "additionalProperties",
    "patternProperties",
    "unevaluatedProperties",
];

/// What a keyword means for `diff` and for types, if the model does not represent it, or only in
/// part.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unmodelled {
    /// Whether the keyword can only forbid values, whatever other keywords the schema has.
    pub forbids: bool,
    /// Whether schemas in the keyword are not compared separately, so that changes behind
    /// references in them must be found.
    pub is_deep: bool,
    /// Whether the model has a type for the schema in the keyword.
    pub is_typed: bool,
    /// Whether `keyword-changed` compares the keyword. The search for witnesses compares all
    /// others.
    pub has_rule: bool,
    /// Whether the keyword may change the type of a schema.
    pub shapes: bool,
    /// Whether types that differ only in the keyword are two types.
    pub distinguishes: bool,
}

const FORBIDS: Unmodelled = Unmodelled {
    forbids: true,
    is_deep: false,
    is_typed: false,
    has_rule: true,
    shapes: true,
    distinguishes: true,
};
const DEEP: Unmodelled = Unmodelled {
    is_deep: true,
    ..FORBIDS
};
const OTHER: Unmodelled = Unmodelled {
    forbids: false,
    ..FORBIDS
};

impl SchemaKeyword {
    const fn unmodelled(self, unmodelled: Unmodelled) -> Self {
        Self {
            unmodelled: Some(unmodelled),
            ..self
        }
    }

    const fn limits(self, limits: LimitedValues) -> Self {
        Self {
            limits: Some(limits),
            ..self
        }
    }

    const fn narrows(self) -> Self {
        Self {
            narrows: true,
            ..self
        }
    }

    const fn unordered(self) -> Self {
        Self {
            is_unordered: true,
            ..self
        }
    }

    const fn data(self) -> Self {
        Self {
            is_data: true,
            ..self
        }
    }
}

/// The schemas in the value of a keyword.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeywordSchemas {
    /// A schema.
    One,
    /// A schema, or a boolean whose meaning differs from that of a boolean schema.
    OneOrBool,
    /// A schema, or an array of them, as `items` was written before 2020.
    OneOrList,
    /// An array of schemas.
    List,
    /// An object whose values are schemas.
    Map,
}

/// What a bound limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoundKind {
    /// The number of characters, items or properties.
    Count,
    /// A number itself.
    Number,
}

/// The values that a keyword may refuse; it accepts all others.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LimitedValues {
    /// Strings.
    Strings,
    /// Arrays.
    Arrays,
    /// Objects.
    Objects,
    /// Numbers.
    Numbers,
    /// Values of all types.
    All,
}

/// The effect of a keyword on validation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum KeywordRole {
    /// The keyword has no effect: it identifies, describes or organizes schemas.
    Annotation,
    /// The keyword limits a number or a count.
    Bound(BoundKind),
    /// The keyword itself refuses values.
    Assertion,
    /// The schemas in the keyword apply to the value itself.
    Applies(KeywordSchemas),
    /// The schemas in the keyword apply to the items or properties of the value.
    AppliesBelow(KeywordSchemas),
    /// The schemas in the keyword do not apply to values, unless referenced.
    Holds(KeywordSchemas),
    /// The keyword refers to another schema.
    Reference,
}

const fn keyword_entry(name: &'static str, value: ValueKind, role: KeywordRole) -> SchemaKeyword {
    SchemaKeyword {
        name,
        value,
        role,
        unmodelled: None,
        limits: None,
        narrows: false,
        is_unordered: false,
        is_data: false,
    }
}

/// All keywords, sorted by name.
pub static KEYWORDS: &[SchemaKeyword] = &[
    keyword_entry("$anchor", ValueKind::Any, KeywordRole::Annotation),
    keyword_entry("$comment", ValueKind::Any, KeywordRole::Annotation),
    keyword_entry(
        "$defs",
        ValueKind::Any,
        KeywordRole::Holds(KeywordSchemas::Map),
    ),
    keyword_entry("$dynamicAnchor", ValueKind::Any, KeywordRole::Annotation),
    keyword_entry("$dynamicRef", ValueKind::Any, KeywordRole::Reference),
    keyword_entry("$id", ValueKind::Any, KeywordRole::Annotation),
    keyword_entry("$recursiveAnchor", ValueKind::Any, KeywordRole::Annotation),
    keyword_entry("$recursiveRef", ValueKind::Any, KeywordRole::Reference),
    keyword_entry("$ref", ValueKind::String, KeywordRole::Reference),
    keyword_entry("$schema", ValueKind::Any, KeywordRole::Annotation),
    keyword_entry("$vocabulary", ValueKind::Any, KeywordRole::Annotation),
    keyword_entry(
        "additionalItems",
        ValueKind::Any,
        KeywordRole::Holds(KeywordSchemas::One),
    ),
    keyword_entry(
        "additionalProperties",
        ValueKind::Schema,
        KeywordRole::AppliesBelow(KeywordSchemas::OneOrBool),
    ),
    keyword_entry(
        "allOf",
        ValueKind::NonEmptyArray,
        KeywordRole::Applies(KeywordSchemas::List),
    )
    .unordered(),
    keyword_entry(
        "anyOf",
        ValueKind::NonEmptyArray,
        KeywordRole::Applies(KeywordSchemas::List),
    )
    .unordered(),
    keyword_entry("const", ValueKind::Any, KeywordRole::Assertion)
        .limits(LimitedValues::All)
        .data(),
    keyword_entry(
        "contains",
        ValueKind::Any,
        KeywordRole::AppliesBelow(KeywordSchemas::One),
    )
    .unmodelled(Unmodelled {
        shapes: false,
        ..DEEP
    }),
    keyword_entry("contentEncoding", ValueKind::Any, KeywordRole::Assertion).unmodelled(
        Unmodelled {
            distinguishes: false,
            ..OTHER
        },
    ),
    keyword_entry("contentMediaType", ValueKind::Any, KeywordRole::Assertion).unmodelled(
        Unmodelled {
            distinguishes: false,
            ..OTHER
        },
    ),
    keyword_entry(
        "contentSchema",
        ValueKind::Any,
        KeywordRole::Holds(KeywordSchemas::One),
    )
    .unmodelled(Unmodelled {
        has_rule: false,
        distinguishes: false,
        ..DEEP
    }),
    keyword_entry("default", ValueKind::Any, KeywordRole::Annotation).data(),
    keyword_entry(
        "definitions",
        ValueKind::Any,
        KeywordRole::Holds(KeywordSchemas::Map),
    ),
    keyword_entry("dependencies", ValueKind::Any, KeywordRole::Assertion).unmodelled(Unmodelled {
        has_rule: false,
        ..OTHER
    }),
    keyword_entry("dependentRequired", ValueKind::Any, KeywordRole::Assertion).unmodelled(
        Unmodelled {
            shapes: false,
            ..FORBIDS
        },
    ),
    keyword_entry(
        "dependentSchemas",
        ValueKind::Any,
        KeywordRole::Applies(KeywordSchemas::Map),
    )
    .unmodelled(DEEP),
    keyword_entry("deprecated", ValueKind::Boolean, KeywordRole::Annotation),
    keyword_entry("description", ValueKind::String, KeywordRole::Annotation),
    keyword_entry("discriminator", ValueKind::Object, KeywordRole::Reference),
    keyword_entry(
        "else",
        ValueKind::Any,
        KeywordRole::Applies(KeywordSchemas::One),
    )
    .unmodelled(DEEP),
    keyword_entry("enum", ValueKind::NonEmptyArray, KeywordRole::Assertion)
        .limits(LimitedValues::All)
        .unordered()
        .data(),
    keyword_entry("example", ValueKind::Any, KeywordRole::Annotation).data(),
    keyword_entry("examples", ValueKind::Any, KeywordRole::Annotation).data(),
    keyword_entry(
        "exclusiveMaximum",
        ValueKind::Any,
        KeywordRole::Bound(BoundKind::Number),
    )
    .limits(LimitedValues::Numbers),
    keyword_entry(
        "exclusiveMinimum",
        ValueKind::Any,
        KeywordRole::Bound(BoundKind::Number),
    )
    .limits(LimitedValues::Numbers),
    keyword_entry("externalDocs", ValueKind::Any, KeywordRole::Annotation),
    keyword_entry("format", ValueKind::String, KeywordRole::Assertion),
    keyword_entry("id", ValueKind::Any, KeywordRole::Annotation),
    keyword_entry(
        "if",
        ValueKind::Any,
        KeywordRole::Applies(KeywordSchemas::One),
    )
    .unmodelled(Unmodelled {
        shapes: false,
        ..DEEP
    }),
    keyword_entry(
        "items",
        ValueKind::Schemas,
        KeywordRole::AppliesBelow(KeywordSchemas::OneOrList),
    ),
    keyword_entry(
        "maxContains",
        ValueKind::Any,
        KeywordRole::Bound(BoundKind::Count),
    )
    .unmodelled(Unmodelled {
        shapes: false,
        ..FORBIDS
    }),
    keyword_entry(
        "maxItems",
        ValueKind::Any,
        KeywordRole::Bound(BoundKind::Count),
    )
    .limits(LimitedValues::Arrays),
    keyword_entry(
        "maxLength",
        ValueKind::Any,
        KeywordRole::Bound(BoundKind::Count),
    )
    .limits(LimitedValues::Strings),
    keyword_entry(
        "maxProperties",
        ValueKind::Any,
        KeywordRole::Bound(BoundKind::Count),
    )
    .limits(LimitedValues::Objects),
    keyword_entry(
        "maximum",
        ValueKind::Any,
        KeywordRole::Bound(BoundKind::Number),
    )
    .limits(LimitedValues::Numbers),
    keyword_entry(
        "minContains",
        ValueKind::Any,
        KeywordRole::Bound(BoundKind::Count),
    )
    .unmodelled(Unmodelled {
        shapes: false,
        ..OTHER
    }),
    keyword_entry(
        "minItems",
        ValueKind::Any,
        KeywordRole::Bound(BoundKind::Count),
    )
    .limits(LimitedValues::Arrays),
    keyword_entry(
        "minLength",
        ValueKind::Any,
        KeywordRole::Bound(BoundKind::Count),
    )
    .limits(LimitedValues::Strings),
    keyword_entry(
        "minProperties",
        ValueKind::Any,
        KeywordRole::Bound(BoundKind::Count),
    )
    .limits(LimitedValues::Objects),
    keyword_entry(
        "minimum",
        ValueKind::Any,
        KeywordRole::Bound(BoundKind::Number),
    )
    .limits(LimitedValues::Numbers),
    keyword_entry(
        "multipleOf",
        ValueKind::Any,
        KeywordRole::Bound(BoundKind::Number),
    )
    .limits(LimitedValues::Numbers),
    keyword_entry(
        "not",
        ValueKind::Schema,
        KeywordRole::Applies(KeywordSchemas::One),
    )
    .unmodelled(DEEP)
    .narrows(),
    keyword_entry("nullable", ValueKind::Boolean, KeywordRole::Assertion),
    keyword_entry(
        "oneOf",
        ValueKind::NonEmptyArray,
        KeywordRole::Applies(KeywordSchemas::List),
    )
    .unordered(),
    keyword_entry("pattern", ValueKind::String, KeywordRole::Assertion)
        .limits(LimitedValues::Strings)
        .narrows(),
    keyword_entry(
        "patternProperties",
        ValueKind::Object,
        KeywordRole::AppliesBelow(KeywordSchemas::Map),
    )
    .unmodelled(Unmodelled {
        is_typed: true,
        forbids: false,
        distinguishes: false,
        ..DEEP
    }),
    keyword_entry(
        "prefixItems",
        ValueKind::NonEmptyArray,
        KeywordRole::AppliesBelow(KeywordSchemas::List),
    )
    .unmodelled(Unmodelled {
        is_typed: true,
        distinguishes: false,
        ..OTHER
    }),
    keyword_entry(
        "properties",
        ValueKind::Object,
        KeywordRole::AppliesBelow(KeywordSchemas::Map),
    ),
    keyword_entry(
        "propertyNames",
        ValueKind::Any,
        KeywordRole::Applies(KeywordSchemas::One),
    )
    .unmodelled(Unmodelled {
        shapes: false,
        ..DEEP
    }),
    keyword_entry("readOnly", ValueKind::Boolean, KeywordRole::Annotation),
    keyword_entry("required", ValueKind::Array, KeywordRole::Assertion)
        .narrows()
        .unordered(),
    keyword_entry(
        "then",
        ValueKind::Any,
        KeywordRole::Applies(KeywordSchemas::One),
    )
    .unmodelled(DEEP),
    keyword_entry("title", ValueKind::String, KeywordRole::Annotation),
    keyword_entry("type", ValueKind::Any, KeywordRole::Assertion).unordered(),
    keyword_entry(
        "unevaluatedItems",
        ValueKind::Any,
        KeywordRole::AppliesBelow(KeywordSchemas::OneOrBool),
    )
    .unmodelled(Unmodelled {
        has_rule: false,
        ..DEEP
    }),
    keyword_entry(
        "unevaluatedProperties",
        ValueKind::Any,
        KeywordRole::AppliesBelow(KeywordSchemas::OneOrBool),
    )
    .unmodelled(Unmodelled {
        is_typed: true,
        ..DEEP
    }),
    keyword_entry("uniqueItems", ValueKind::Boolean, KeywordRole::Assertion)
        .limits(LimitedValues::Arrays)
        .narrows(),
    keyword_entry("writeOnly", ValueKind::Boolean, KeywordRole::Annotation),
    keyword_entry(
        "x-discriminator-value",
        ValueKind::String,
        KeywordRole::Annotation,
    ),
    keyword_entry(
        "x-ms-discriminator-value",
        ValueKind::String,
        KeywordRole::Annotation,
    ),
    keyword_entry("xml", ValueKind::Any, KeywordRole::Annotation),
];

fn find_keyword(name: &str) -> Option<&'static SchemaKeyword> {
    // Most comparisons end with the first letter.
    let initial = name.bytes().next();
    let at = KEYWORDS
        .binary_search_by(|keyword| {
            let initials = keyword.name.bytes().next().cmp(&initial);
            initials.then_with(|| keyword.name.cmp(name))
        })
        .ok()?;
    KEYWORDS.get(at)
}

/// Returns the role of a keyword; `None` for an unknown key, which JSON Schema ignores.
pub fn keyword_role(name: &str) -> Option<KeywordRole> {
    find_keyword(name).map(|keyword| keyword.role)
}

/// Returns whether a name is a keyword that the model represents only in part or not at all, and
/// for which `kind` is true.
pub fn is_unmodelled_keyword(name: &str, kind: impl Fn(Unmodelled) -> bool) -> bool {
    find_keyword(name)
        .and_then(|keyword| keyword.unmodelled)
        .is_some_and(kind)
}

/// Returns whether a keyword has no effect on validation.
pub fn is_annotation_keyword(name: &str) -> bool {
    keyword_role(name) == Some(KeywordRole::Annotation) || matches!(name, "$defs" | "definitions")
}

/// Returns whether a key does not constrain the shape of a value.
pub fn is_shape_neutral_keyword(name: &str) -> bool {
    is_annotation_keyword(name)
        || name.starts_with("x-")
        || is_unmodelled_keyword(name, |it| !it.shapes)
}

/// Returns what a keyword limits, if it is a bound.
pub fn bound_kind(name: &str) -> Option<BoundKind> {
    match keyword_role(name)? {
        KeywordRole::Bound(kind) => Some(kind),
        _ => None,
    }
}

/// Returns the bounds that the model represents.
pub fn modelled_bounds(kind: BoundKind) -> impl Iterator<Item = &'static str> {
    KEYWORDS
        .iter()
        .filter(move |keyword| {
            keyword.role == KeywordRole::Bound(kind) && keyword.unmodelled.is_none()
        })
        .map(|keyword| keyword.name)
}

/// Returns which schemas in a keyword apply to the value, or to its items or properties.
pub fn applied_schemas(name: &str) -> Option<KeywordSchemas> {
    keyword_role(name)
        .filter(|role| !matches!(role, KeywordRole::Holds(_)))?
        .schemas()
}

/// Returns whether a keyword narrows a type without making another type of it. `enum` and `format`
/// make another type.
pub(crate) fn narrows_type(name: &str) -> bool {
    find_keyword(name)
        .is_some_and(|keyword| keyword.narrows || matches!(keyword.role, KeywordRole::Bound(_)))
}

/// Returns the `format` that means the same as a `contentEncoding`.
pub fn format_of_encoding(encoding: &str) -> Option<&'static str> {
    const FORMATS: [(&str, &str); 2] = [("base64", "byte"), ("binary", "binary")];
    FORMATS
        .iter()
        .find(|(name, _)| encoding.eq_ignore_ascii_case(name))
        .map(|(_, format)| *format)
}

/// Returns whether the order of the items in a keyword has no meaning.
pub fn is_unordered_keyword(name: &str) -> bool {
    find_keyword(name).is_some_and(|keyword| keyword.is_unordered)
}

/// Returns whether the value of a key is data, where keywords have no meaning.
pub(crate) fn is_data_key(name: &str) -> bool {
    name.starts_with("x-") || find_keyword(name).is_some_and(|keyword| keyword.is_data)
}

/// Returns the values that a keyword itself may refuse, whatever the schemas in it refuse; `None`
/// if it refuses none.
pub fn limited_values(name: &str) -> Option<LimitedValues> {
    find_keyword(name)?.limits
}

/// Returns whether the keyword has schemas for items or properties that are compared separately.
pub fn is_compared_below(name: &str) -> bool {
    applies_below(name) && !is_unmodelled_keyword(name, |it| it.is_deep)
}

/// Returns whether the schemas in a keyword apply to the items or properties of the value.
pub fn applies_below(name: &str) -> bool {
    matches!(keyword_role(name), Some(KeywordRole::AppliesBelow(_)))
}

impl KeywordRole {
    pub(super) fn schemas(self) -> Option<KeywordSchemas> {
        match self {
            Self::Applies(schemas) | Self::AppliesBelow(schemas) | Self::Holds(schemas) => {
                Some(schemas)
            }
            Self::Annotation | Self::Bound(_) | Self::Assertion | Self::Reference => None,
        }
    }
}

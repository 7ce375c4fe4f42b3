//! The keywords of schemas: the types of their values, and their effect on validation.

use super::kind::Kind;

pub(crate) struct Keyword {
    pub(crate) name: &'static str,
    /// The type of its value; `Any` if another module checks it.
    pub(super) value: Kind,
    pub(crate) role: Role,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Schemas {
    One,
    /// A schema, or a boolean whose meaning differs from that of a boolean schema.
    OneOrBool,
    /// A schema, or an array of them, as `items` was written before 2020.
    OneOrList,
    List,
    Map,
}

/// The effect of a keyword on validation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// None: it identifies, describes or organizes schemas.
    Annotation,
    /// A bound: its value is a number.
    Bound,
    Assertion,
    /// Its schemas apply to the value itself.
    Applies(Schemas),
    /// Its schemas apply to the items or properties of the value.
    AppliesBelow(Schemas),
    /// Its schemas do not apply to values by themselves.
    Holds(Schemas),
    Reference,
}

const fn keyword(name: &'static str, value: Kind, role: Role) -> Keyword {
    Keyword { name, value, role }
}

pub(crate) static KEYWORDS: &[Keyword] = &[
    keyword("$anchor", Kind::Any, Role::Annotation),
    keyword("$comment", Kind::Any, Role::Annotation),
    keyword("$defs", Kind::Any, Role::Holds(Schemas::Map)),
    keyword("$dynamicAnchor", Kind::Any, Role::Annotation),
    keyword("$dynamicRef", Kind::Any, Role::Reference),
    keyword("$id", Kind::Any, Role::Annotation),
    keyword("$recursiveAnchor", Kind::Any, Role::Annotation),
    keyword("$recursiveRef", Kind::Any, Role::Reference),
    keyword("$ref", Kind::String, Role::Reference),
    keyword("$schema", Kind::Any, Role::Annotation),
    keyword("$vocabulary", Kind::Any, Role::Annotation),
    keyword("additionalItems", Kind::Any, Role::Holds(Schemas::One)),
    keyword("additionalProperties", Kind::Schema, Role::AppliesBelow(Schemas::OneOrBool)),
    keyword("allOf", Kind::NonEmptyArray, Role::Applies(Schemas::List)),
    keyword("anyOf", Kind::NonEmptyArray, Role::Applies(Schemas::List)),
    keyword("const", Kind::Any, Role::Assertion),
    keyword("contains", Kind::Any, Role::AppliesBelow(Schemas::One)),
    keyword("contentEncoding", Kind::Any, Role::Assertion),
    keyword("contentMediaType", Kind::Any, Role::Assertion),
    keyword("contentSchema", Kind::Any, Role::Holds(Schemas::One)),
    keyword("default", Kind::Any, Role::Annotation),
    keyword("definitions", Kind::Any, Role::Holds(Schemas::Map)),
    keyword("dependencies", Kind::Any, Role::Assertion),
    keyword("dependentRequired", Kind::Any, Role::Assertion),
    keyword("dependentSchemas", Kind::Any, Role::Applies(Schemas::Map)),
    keyword("deprecated", Kind::Boolean, Role::Annotation),
    keyword("description", Kind::String, Role::Annotation),
    keyword("discriminator", Kind::Object, Role::Reference),
    keyword("else", Kind::Any, Role::Applies(Schemas::One)),
    keyword("enum", Kind::NonEmptyArray, Role::Assertion),
    keyword("example", Kind::Any, Role::Annotation),
    keyword("examples", Kind::Any, Role::Annotation),
    keyword("exclusiveMaximum", Kind::Any, Role::Bound),
    keyword("exclusiveMinimum", Kind::Any, Role::Bound),
    keyword("externalDocs", Kind::Any, Role::Annotation),
    keyword("format", Kind::String, Role::Assertion),
    keyword("id", Kind::Any, Role::Annotation),
    keyword("if", Kind::Any, Role::Applies(Schemas::One)),
    keyword("items", Kind::Schemas, Role::AppliesBelow(Schemas::OneOrList)),
    keyword("maxContains", Kind::Any, Role::Bound),
    keyword("maxItems", Kind::Any, Role::Bound),
    keyword("maxLength", Kind::Any, Role::Bound),
    keyword("maxProperties", Kind::Any, Role::Bound),
    keyword("maximum", Kind::Any, Role::Bound),
    keyword("minContains", Kind::Any, Role::Bound),
    keyword("minItems", Kind::Any, Role::Bound),
    keyword("minLength", Kind::Any, Role::Bound),
    keyword("minProperties", Kind::Any, Role::Bound),
    keyword("minimum", Kind::Any, Role::Bound),
    keyword("multipleOf", Kind::Any, Role::Bound),
    keyword("not", Kind::Schema, Role::Applies(Schemas::One)),
    keyword("nullable", Kind::Boolean, Role::Assertion),
    keyword("oneOf", Kind::NonEmptyArray, Role::Applies(Schemas::List)),
    keyword("pattern", Kind::String, Role::Assertion),
    keyword("patternProperties", Kind::Object, Role::AppliesBelow(Schemas::Map)),
    keyword("prefixItems", Kind::NonEmptyArray, Role::AppliesBelow(Schemas::List)),
    keyword("properties", Kind::Object, Role::AppliesBelow(Schemas::Map)),
    keyword("propertyNames", Kind::Any, Role::Applies(Schemas::One)),
    keyword("readOnly", Kind::Boolean, Role::Annotation),
    keyword("required", Kind::Array, Role::Assertion),
    keyword("then", Kind::Any, Role::Applies(Schemas::One)),
    keyword("title", Kind::String, Role::Annotation),
    keyword("type", Kind::Any, Role::Assertion),
    keyword("unevaluatedItems", Kind::Any, Role::AppliesBelow(Schemas::OneOrBool)),
    keyword("unevaluatedProperties", Kind::Any, Role::AppliesBelow(Schemas::OneOrBool)),
    keyword("uniqueItems", Kind::Boolean, Role::Assertion),
    keyword("writeOnly", Kind::Boolean, Role::Annotation),
    keyword("xml", Kind::Any, Role::Annotation),
];

/// Returns the role of a keyword; `None` for an unknown key, which JSON Schema ignores.
pub(crate) fn role(name: &str) -> Option<Role> {
    let at = KEYWORDS.binary_search_by(|keyword| keyword.name.cmp(name)).ok()?;
    KEYWORDS.get(at).map(|keyword| keyword.role)
}

pub(crate) fn is_annotation(name: &str) -> bool {
    role(name) == Some(Role::Annotation) || matches!(name, "$defs" | "definitions")
}

pub(crate) fn applied(name: &str) -> Option<Schemas> {
    role(name).filter(|role| !matches!(role, Role::Holds(_)))?.schemas()
}

pub(crate) fn applies_below(name: &str) -> bool {
    matches!(role(name), Some(Role::AppliesBelow(_)))
}

impl Role {
    pub(super) fn schemas(self) -> Option<Schemas> {
        match self {
            Self::Applies(schemas) | Self::AppliesBelow(schemas) | Self::Holds(schemas) => Some(schemas),
            Self::Annotation | Self::Bound | Self::Assertion | Self::Reference => None,
        }
    }
}

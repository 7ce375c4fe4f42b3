//! The keywords of schemas: the type of their values, and their effect on the values that a schema allows.

use super::fields::Kind;
use super::objects::{Child, Node};

/// A keyword of JSON Schema or of the schema object of OpenAPI.
pub(crate) struct Keyword {
    pub(crate) name: &'static str,
    /// The type of its value, unless another module checks it.
    pub(super) value: Kind,
    pub(crate) role: Role,
}

/// The effect of a keyword on the values that a schema allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    /// None: it identifies, describes or organizes schemas.
    Annotation,
    /// A bound: its value is a number.
    Bound,
    /// Another constraint without schemas.
    Assertion,
    /// Its schemas apply to the value itself.
    Applies(Child),
    /// Its schemas apply to items or properties of the value.
    AppliesBelow(Child),
    /// It has schemas that apply to no value by themselves.
    Holds(Child),
    /// It refers to schemas.
    Reference,
}

const ONE: Child = Child::One(Node::Schema);
const LIST: Child = Child::List(Node::Schema);
const MAP: Child = Child::Map(Node::Schema);

const fn keyword(name: &'static str, value: Kind, role: Role) -> Keyword {
    Keyword { name, value, role }
}

/// All keywords, sorted by name.
pub(crate) static KEYWORDS: &[Keyword] = &[
    keyword("$anchor", Kind::Any, Role::Annotation),
    keyword("$comment", Kind::Any, Role::Annotation),
    keyword("$defs", Kind::Any, Role::Holds(MAP)),
    keyword("$dynamicAnchor", Kind::Any, Role::Annotation),
    keyword("$dynamicRef", Kind::Any, Role::Reference),
    keyword("$id", Kind::Any, Role::Annotation),
    keyword("$recursiveAnchor", Kind::Any, Role::Annotation),
    keyword("$recursiveRef", Kind::Any, Role::Reference),
    keyword("$ref", Kind::Text, Role::Reference),
    keyword("$schema", Kind::Any, Role::Annotation),
    keyword("$vocabulary", Kind::Any, Role::Annotation),
    keyword("additionalItems", Kind::Any, Role::Holds(ONE)),
    keyword("additionalProperties", Kind::Schema, Role::AppliesBelow(Child::SchemaOrBool)),
    keyword("allOf", Kind::Filled, Role::Applies(LIST)),
    keyword("anyOf", Kind::Filled, Role::Applies(LIST)),
    keyword("const", Kind::Any, Role::Assertion),
    keyword("contains", Kind::Any, Role::AppliesBelow(ONE)),
    keyword("contentEncoding", Kind::Any, Role::Assertion),
    keyword("contentMediaType", Kind::Any, Role::Assertion),
    keyword("contentSchema", Kind::Any, Role::Holds(ONE)),
    keyword("default", Kind::Any, Role::Annotation),
    keyword("definitions", Kind::Any, Role::Holds(MAP)),
    keyword("dependencies", Kind::Any, Role::Assertion),
    keyword("dependentRequired", Kind::Any, Role::Assertion),
    keyword("dependentSchemas", Kind::Any, Role::Applies(MAP)),
    keyword("deprecated", Kind::Flag, Role::Annotation),
    keyword("description", Kind::Text, Role::Annotation),
    keyword("discriminator", Kind::Object, Role::Reference),
    keyword("else", Kind::Any, Role::Applies(ONE)),
    keyword("enum", Kind::Filled, Role::Assertion),
    keyword("example", Kind::Any, Role::Annotation),
    keyword("examples", Kind::Any, Role::Annotation),
    keyword("exclusiveMaximum", Kind::Any, Role::Bound),
    keyword("exclusiveMinimum", Kind::Any, Role::Bound),
    keyword("externalDocs", Kind::Any, Role::Annotation),
    keyword("format", Kind::Text, Role::Assertion),
    keyword("id", Kind::Any, Role::Annotation),
    keyword("if", Kind::Any, Role::Applies(ONE)),
    keyword("items", Kind::Schemas, Role::AppliesBelow(Child::SchemaOrList)),
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
    keyword("not", Kind::Schema, Role::Applies(ONE)),
    keyword("nullable", Kind::Flag, Role::Assertion),
    keyword("oneOf", Kind::Filled, Role::Applies(LIST)),
    keyword("pattern", Kind::Text, Role::Assertion),
    keyword("patternProperties", Kind::Object, Role::AppliesBelow(MAP)),
    keyword("prefixItems", Kind::Filled, Role::AppliesBelow(LIST)),
    keyword("properties", Kind::Object, Role::AppliesBelow(MAP)),
    keyword("propertyNames", Kind::Any, Role::Applies(ONE)),
    keyword("readOnly", Kind::Flag, Role::Annotation),
    keyword("required", Kind::List, Role::Assertion),
    keyword("then", Kind::Any, Role::Applies(ONE)),
    keyword("title", Kind::Text, Role::Annotation),
    keyword("type", Kind::Any, Role::Assertion),
    keyword("unevaluatedItems", Kind::Any, Role::AppliesBelow(Child::SchemaOrBool)),
    keyword("unevaluatedProperties", Kind::Any, Role::AppliesBelow(Child::SchemaOrBool)),
    keyword("uniqueItems", Kind::Flag, Role::Assertion),
    keyword("writeOnly", Kind::Flag, Role::Annotation),
    keyword("xml", Kind::Any, Role::Annotation),
];

/// The role of a keyword; `None` for another key, which JSON Schema ignores.
pub(crate) fn role(name: &str) -> Option<Role> {
    let at = KEYWORDS.binary_search_by(|keyword| keyword.name.cmp(name)).ok()?;
    KEYWORDS.get(at).map(|keyword| keyword.role)
}

/// Whether a keyword has no effect on the values that a schema allows.
pub(crate) fn is_annotation(name: &str) -> bool {
    role(name) == Some(Role::Annotation) || matches!(name, "$defs" | "definitions")
}

/// The schemas of a keyword, if they apply to values.
pub(crate) fn applied(name: &str) -> Option<Child> {
    role(name).filter(|role| !matches!(role, Role::Holds(_)))?.child()
}

/// Whether a keyword applies schemas to items or properties.
pub(crate) fn applies_below(name: &str) -> bool {
    matches!(role(name), Some(Role::AppliesBelow(_)))
}

impl Role {
    /// The schemas in the value of a keyword.
    pub(super) fn child(self) -> Option<Child> {
        match self {
            Self::Applies(child) | Self::AppliesBelow(child) | Self::Holds(child) => Some(child),
            Self::Annotation | Self::Bound | Self::Assertion | Self::Reference => None,
        }
    }
}

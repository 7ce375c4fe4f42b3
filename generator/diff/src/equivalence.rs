//! Compares schemas as written: finds out whether two are equivalent, and how they differ where no
//! rule applies.
//!
//! The schemas of properties and items are compared separately, so only their names are compared
//! here.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::{Map, Value, json};

use super::composition::{Beside, Composition};
use super::sides::{Side, Sides};
use super::witness::validators::is_pattern;
use description::keywords::{
    BoundKind, KeywordSchemas, UNION_KEYWORDS, applied_schemas, bound_kind, format_of_encoding,
    is_annotation_keyword, is_compared_below, is_unmodelled_keyword, modelled_bounds,
};
use description::raise::{accepts_nothing, accepts_only_null};
use description::{Document, MOST_SCHEMAS_AT_LOCATION, UnionMembers};
use diag::Origin;

/// The names of types in JSON Schema.
pub(super) const TYPE_NAMES: [&str; 7] = [
    "array", "boolean", "integer", "null", "number", "object", "string",
];
const MAX_PAIRS: usize = 50_000;
const MAX_MEMBERS: usize = 1_000;

/// Integers below this limit are exact as floats.
pub(super) const EXACT: f64 = 9_007_199_254_740_992.0;

/// A schema: all the schemas that apply together, after following `$ref`, `allOf` and single
/// members.
pub(super) struct SchemaLevel<'d> {
    document: &'d Document,
    parts: Vec<SchemaPart<'d>>,
    /// Whether one of the schemas accepts no value.
    is_never: bool,
}

/// A schema with keywords that applies.
struct SchemaPart<'d> {
    origin: Origin,
    keywords: &'d Map<String, Value>,
    /// The keyword of a union with a single member. The single member is one of the parts, too.
    union_keyword: Option<&'static str>,
    /// Whether the schema, or a reference to it, allows `null`.
    is_nullable: bool,
}

impl<'d> SchemaPart<'d> {
    fn entries(&self) -> impl Iterator<Item = (&'d String, &'d Value)> {
        let keywords = self.keywords;
        let union_keyword = self.union_keyword;
        keywords.iter().filter(move |(key, value)| {
            !is_ignored(key, value) && Some(key.as_str()) != union_keyword
        })
    }
}

impl<'d> SchemaLevel<'d> {
    pub(super) fn of(document: &'d Document, whole: &Composition) -> Self {
        let mut level = Self {
            document,
            parts: Vec::new(),
            is_never: false,
        };
        let schemas = document.applied_schemas(whole.nodes(document), UnionMembers::Single);
        for schema in schemas.at_most(MOST_SCHEMAS_AT_LOCATION) {
            level.is_never |= accepts_nothing(schema.value);
            if let Value::Object(keywords) = schema.value {
                level.parts.push(SchemaPart {
                    is_nullable: schema.is_nullable(),
                    origin: schema.origin,
                    keywords,
                    union_keyword: schema.single_member.map(|member| member.keyword),
                });
            }
        }
        level
    }

    /// Returns the inner schemas by name, such as `properties/id`, sorted. Schemas without a name,
    /// such as members of unions, are numbered in the order of their content, in which names of
    /// components do not count.
    fn inner(&self) -> Vec<(String, Composition)> {
        let mut named: BTreeMap<String, Vec<Origin>> = BTreeMap::new();
        let mut unnamed: BTreeMap<&str, Vec<(String, String, Origin)>> = BTreeMap::new();
        for part in &self.parts {
            for (key, value) in part.entries() {
                let origin = part.origin.child(key);
                match value {
                    Value::Object(schemas) if applied_schemas(key) == Some(KeywordSchemas::Map) => {
                        for name in schemas.keys() {
                            let places = named.entry(format!("{key}/{name}")).or_default();
                            places.push(origin.child(name));
                        }
                    }
                    // Items of a tuple are ordered.
                    Value::Array(items) if matches!(key.as_str(), "items" | "prefixItems") => {
                        for at in 0..items.len() {
                            let places = named.entry(format!("prefixItems/{at}")).or_default();
                            places.push(origin.item(at));
                        }
                    }
                    Value::Array(list) if UNION_KEYWORDS.contains(&key.as_str()) => {
                        let schemas = list.iter().enumerate().map(|(at, value)| {
                            let member_origin = origin.item(at);
                            (
                                self.outline_at(&member_origin),
                                value.to_string(),
                                member_origin,
                            )
                        });
                        unnamed.entry(key).or_default().extend(schemas);
                    }
                    _ if is_compared_below(key) => {
                        named.entry(key.clone()).or_default().push(origin)
                    }
                    _ if is_unmodelled_keyword(key, |it| it.is_deep) => {
                        let outline = self.outline_at(&origin);
                        unnamed
                            .entry(key)
                            .or_default()
                            .push((outline, value.to_string(), origin));
                    }
                    _ => {}
                }
            }
        }
        let together = named.into_iter().filter_map(|(name, places)| {
            let (first, beside) = places.split_first()?;
            Some((name, Composition::new(first, &beside.into())))
        });
        let single = unnamed.into_iter().flat_map(|(key, mut schemas)| {
            schemas.sort();
            let numbered = schemas.into_iter().enumerate();
            numbered
                .map(move |(at, (.., place))| (format!("{key}/{at}"), Composition::from(&place)))
                .collect::<Vec<_>>()
        });
        together.chain(single).collect()
    }

    /// Formats the keywords of the schema at a location and of its properties, without names of
    /// components.
    fn outline_at(&self, origin: &Origin) -> String {
        let schema = Self::of(self.document, &Composition::from(origin));
        let mut outline = format!("{:?}", schema.without_inner());
        for part in &schema.parts {
            let properties_origin = part.origin.child("properties");
            let properties = part.keywords.get("properties").and_then(Value::as_object);
            for name in properties.into_iter().flat_map(Map::keys) {
                let composition = Composition::from(&properties_origin.child(name));
                let property = Self::of(self.document, &composition);
                outline.push_str(&format!("{name} {:?}", property.without_inner()));
            }
        }
        outline
    }

    /// Returns the inner schemas that are at or below a keyword.
    fn inner_at(&self, keyword: &str) -> Vec<(String, Composition)> {
        let mut inner = self.inner();
        inner.retain(|(name, _)| name.split('/').next() == Some(keyword));
        inner
    }

    /// Pairs the items of two tuples by position.
    pub(super) fn tuple_items(&self, other: &Self) -> Vec<Sides<Composition>> {
        let mut others: BTreeMap<_, _> = other.inner_at("prefixItems").into_iter().collect();
        self.inner_at("prefixItems")
            .into_iter()
            .filter_map(|(name, whole)| {
                let new = others.remove(&name)?;
                Some(Sides { old: whole, new })
            })
            .collect()
    }

    /// Returns the schemas at or below a keyword that apply together with the schema at `origin`,
    /// which the model has. Returns none if `origin` is not under this keyword.
    pub(super) fn beside(&self, origin: &Origin, key: &str) -> Beside {
        let key_origins: Vec<Origin> = self
            .parts
            .iter()
            .map(|part| part.origin.child(key))
            .collect();
        let Some(own_key_origin) = key_origins
            .iter()
            .find(|key_origin| origin.is_within(key_origin))
        else {
            return Beside::default();
        };
        key_origins
            .iter()
            .filter_map(|key_origin| origin.moved(own_key_origin, key_origin))
            .filter(|moved| {
                moved != origin && self.document.value(moved).is_some_and(has_constraints)
            })
            .collect()
    }

    /// Returns the location of the first of these keywords that `other` lacks or has with another
    /// value; if no keywords are given, that of the first schema that `other` does not contain.
    pub(super) fn differing(&self, other: &Self, keywords: &[&str]) -> Option<Origin> {
        if keywords.is_empty() {
            let part = self.parts.iter().find(|part| {
                let mut others = other.parts.iter();
                others.all(|other| other.keywords != part.keywords)
            })?;
            return Some(part.origin.clone());
        }
        for part in &self.parts {
            for key in keywords {
                let value = part.keywords.get(*key);
                let mut others = other.parts.iter();
                if value.is_some() && others.all(|other| other.keywords.get(*key) != value) {
                    return Some(part.origin.child(key));
                }
            }
        }
        None
    }

    fn entries(&self) -> impl Iterator<Item = (&'d String, &'d Value)> {
        self.parts.iter().flat_map(SchemaPart::entries)
    }

    fn values_of(&self, keyword: &str) -> Vec<&'d Value> {
        self.entries()
            .filter(|(key, _)| *key == keyword)
            .map(|(_, value)| value)
            .collect()
    }

    pub(super) fn has(&self, keyword: &str) -> bool {
        self.entries().any(|(key, _)| key == keyword)
    }

    /// Returns the values of the only `enum`, unless there is also a `const`.
    pub(super) fn enum_list(&self) -> Option<Vec<&'d Value>> {
        match self.values_of("enum").as_slice() {
            [Value::Array(list)] if !self.has("const") => Some(list.iter().collect()),
            _ => None,
        }
    }

    pub(super) fn is_union(&self) -> bool {
        UNION_KEYWORDS.iter().any(|list| self.has(list))
    }

    pub(super) fn mentions_null(&self) -> bool {
        self.parts.iter().any(|part| part.is_nullable)
            || self.entries().any(|(key, value)| {
                let list = value.as_array().map(Vec::as_slice).unwrap_or_default();
                matches!(key.as_str(), "type" | "enum")
                    && (list.contains(&Value::Null) || list.contains(&json!("null")))
            })
    }

    /// Returns the keyword of a union with a member that allows `null`, at any depth of unions.
    pub(super) fn null_in_union(&self) -> Option<&'static str> {
        UNION_KEYWORDS.into_iter().rfind(|list| {
            let mut waiting = self.union_members(list);
            let mut seen = HashSet::new();
            while let Some(origin) = waiting.pop() {
                if seen.len() >= MAX_MEMBERS || !seen.insert(origin.clone()) {
                    continue;
                }
                let member = Self::of(self.document, &Composition::from(&origin));
                if member.mentions_null()
                    || self.document.value(&origin).is_some_and(accepts_only_null)
                {
                    return true;
                }
                waiting.extend(
                    UNION_KEYWORDS
                        .into_iter()
                        .flat_map(|list| member.union_members(list)),
                );
            }
            false
        })
    }

    fn union_members(&self, list: &str) -> Vec<Origin> {
        self.parts
            .iter()
            .flat_map(|part| self.document.items(&part.origin.child(list)))
            .collect()
    }

    /// Returns whether the keywords of both schemas are written alike, and none of them has inner
    /// schemas that must be compared with all references followed.
    fn is_written_like(&self, other: &Self) -> bool {
        self.parts.len() == other.parts.len()
            && self
                .parts
                .iter()
                .zip(&other.parts)
                .all(|(part, other_part)| {
                    (part.is_nullable, part.keywords)
                        == (other_part.is_nullable, other_part.keywords)
                        && !part
                            .keywords
                            .keys()
                            .any(|key| is_unmodelled_keyword(key, |it| it.is_deep))
                })
    }

    /// Returns whether the schema accepts no value, and its normalized keywords except for those
    /// with inner schemas.
    fn without_inner(&self) -> (bool, BTreeMap<String, BTreeSet<String>>) {
        let mut keywords = self.normalized();
        keywords.retain(|key, _| {
            !(is_unmodelled_keyword(key, |it| it.is_deep)
                || UNION_KEYWORDS.contains(&key.as_str())
                || key == "prefixItems")
        });
        (self.is_never, keywords)
    }

    fn normalized(&self) -> BTreeMap<String, BTreeSet<String>> {
        let mut normalized: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for part in &self.parts {
            for (key, value) in part.entries() {
                let (key, mut values) = normalized_keyword(part.keywords, key, value);
                if part.is_nullable && matches!(key, "type" | "enum") {
                    values.push(if key == "type" {
                        json!("null")
                    } else {
                        Value::Null
                    });
                }
                normalized
                    .entry(key.to_owned())
                    .or_default()
                    .extend(values.iter().map(compared_value_text));
            }
        }
        // An empty enum allows no value; other empty arrays have no effect.
        normalized.retain(|key, values| !values.is_empty() || key == "enum");
        normalized
    }
}

/// Normalizes a keyword: unordered arrays become sets of items, and a `const` becomes an `enum` of
/// one value.
fn normalized_keyword<'k>(
    part: &Map<String, Value>,
    key: &'k str,
    value: &Value,
) -> (&'k str, Vec<Value>) {
    match (key, value) {
        ("type" | "enum" | "required", Value::Array(list)) => (key, list.clone()),
        ("const", value) => ("enum", vec![value.clone()]),
        ("minContains", value) if *value == 1 => (key, Vec::new()),
        ("dependentSchemas", Value::Object(schemas))
            if schemas
                .values()
                .all(|schema| only_required_names(schema).is_some()) =>
        {
            let names = schemas.iter().filter_map(|(name, schema)| {
                Some((name.clone(), only_required_names(schema)?.clone()))
            });
            ("dependentRequired", vec![Value::Object(names.collect())])
        }
        ("contentEncoding", Value::String(encoding)) if format_of_encoding(encoding).is_some() => {
            let format = format_of_encoding(encoding).map(|format| json!(format));
            ("format", format.into_iter().collect())
        }
        ("contentMediaType", _) if !part.contains_key("contentEncoding") => {
            ("format", vec![json!("binary")])
        }
        (key, value) if is_compared_below(key) => (key, compared_part(key, value)),
        (key, value) => (key, vec![value.clone()]),
    }
}

pub(super) fn only_required_names(schema: &Value) -> Option<&Value> {
    schema
        .as_object()
        .filter(|schema| schema.len() == 1)?
        .get("required")
}

/// Formats a value, with whole floats as integers.
fn compared_value_text(value: &Value) -> String {
    match value
        .as_f64()
        .filter(|number| value.is_f64() && number.fract() == 0.0 && number.abs() < EXACT)
    {
        Some(number) => format!("{number:.0}"),
        None => value.to_string(),
    }
}

fn compared_part(key: &str, value: &Value) -> Vec<Value> {
    match (key, value) {
        ("properties", Value::Object(properties)) => {
            properties.keys().map(|name| json!(name)).collect()
        }
        ("prefixItems", Value::Array(items)) => vec![json!(items.len())],
        (_, schema) if accepts_nothing(schema) => vec![json!(false)],
        (_, Value::Object(_)) => vec![json!("schema")],
        (_, other) => vec![other.clone()],
    }
}

fn has_constraints(schema: &Value) -> bool {
    match schema {
        Value::Object(schema) => schema.iter().any(|(key, value)| {
            !is_ignored(key, value) || matches!(key.as_str(), "$ref" | "allOf")
        }),
        other => *other == Value::Bool(false),
    }
}

fn is_ignored(key: &str, value: &Value) -> bool {
    // The members of `allOf` are parts of the schema themselves, and rules compare discriminators
    // at every location.
    is_annotation_keyword(key)
        || matches!(key, "allOf" | "discriminator")
        || key.starts_with("x-")
        || key == "$ref" && value.is_string()
}

pub(super) fn same_constants(old: &SchemaLevel<'_>, new: &SchemaLevel<'_>) -> bool {
    let mut before = old.normalized();
    let mut after = new.normalized();
    let constants = before.remove("enum");
    constants.is_some() && constants == after.remove("enum")
}

pub(super) fn differing_keywords(old: &SchemaLevel<'_>, new: &SchemaLevel<'_>) -> Vec<String> {
    if old.is_written_like(new) {
        return Vec::new();
    }
    let before = old.normalized();
    let after = new.normalized();
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    keys.into_iter()
        .filter(|key| {
            if is_unmodelled_keyword(key, |it| it.is_deep) {
                return !has_equal_inner_schemas(old, new, key);
            }
            let is_renamed =
                UNION_KEYWORDS.contains(&key.as_str()) && has_equal_inner_schemas(old, new, key);
            before.get(*key) != after.get(*key) && !is_renamed
        })
        .cloned()
        .collect()
}

/// Returns whether a keyword has equivalent schemas on both sides, including those behind
/// references.
fn has_equal_inner_schemas(old: &SchemaLevel<'_>, new: &SchemaLevel<'_>, key: &str) -> bool {
    let Some(mut waiting) = pair_inner_compositions(old.inner_at(key), new.inner_at(key)) else {
        return false;
    };
    let mut seen = HashSet::new();
    while let Some(pair) = waiting.pop() {
        if !seen.insert(pair.clone()) {
            continue;
        }
        let old_level = SchemaLevel::of(old.document, &pair.old);
        let new_level = SchemaLevel::of(new.document, &pair.new);
        let Some(inner) = pair_inner_compositions(old_level.inner(), new_level.inner()) else {
            return false;
        };
        if old_level.without_inner() != new_level.without_inner() || seen.len() > MAX_PAIRS {
            return false;
        }
        waiting.extend(inner);
    }
    true
}

fn pair_inner_compositions(
    old: Vec<(String, Composition)>,
    new: Vec<(String, Composition)>,
) -> Option<Vec<Sides<Composition>>> {
    if old.len() != new.len() {
        return None;
    }
    let mut pairs = Vec::new();
    for ((old_name, old), (new_name, new)) in old.into_iter().zip(new) {
        if old_name != new_name {
            return None;
        }
        pairs.push(Sides { old, new });
    }
    Some(pairs)
}

/// A keyword with an invalid value.
#[derive(Clone)]
pub(super) struct InvalidKeyword {
    /// The description that has the value.
    pub(super) side: Side,
    pub(super) keyword: &'static str,
    pub(super) value: Value,
}

/// Returns the first invalid value that a schema has for a keyword, unless `other` has the same
/// value for it.
fn invalid_value_of_keyword<'d>(
    level: &SchemaLevel<'d>,
    other: &SchemaLevel<'_>,
    key: &str,
) -> Option<&'d Value> {
    let others = other.values_of(key);
    level
        .values_of(key)
        .into_iter()
        .find(|value| is_invalid(key, value) && !others.contains(value))
}

/// Returns the first of these keywords that differs and is invalid in one description.
pub(super) fn invalid_keyword(
    old: &SchemaLevel<'_>,
    new: &SchemaLevel<'_>,
    keywords: &[&'static str],
) -> Option<InvalidKeyword> {
    keywords.iter().find_map(|keyword| {
        let (side, value) = match invalid_value_of_keyword(old, new, keyword) {
            Some(value) => (Side::Old, value),
            None => (Side::New, invalid_value_of_keyword(new, old, keyword)?),
        };
        Some(InvalidKeyword {
            side,
            keyword,
            value: value.clone(),
        })
    })
}

/// Returns the first differing keyword that is not supported here or has an invalid value.
pub(super) fn unsupported_keyword(
    old: &SchemaLevel<'_>,
    new: &SchemaLevel<'_>,
    differences: &[String],
) -> Option<String> {
    for key in differences {
        let before = old.values_of(key);
        let after = new.values_of(key);
        let is_invalid = before
            .iter()
            .chain(&after)
            .any(|value| is_invalid(key, value));
        // Neither the rules nor the validator support this keyword of an older draft.
        let is_dynamic = key == "$recursiveRef";
        // If two numbers are written differently but become equal floats, validators cannot tell
        // them apart.
        let number = first_inexact_number(&before);
        let is_inexact = number.is_some() && number == first_inexact_number(&after);
        if before != after && (is_invalid || is_dynamic || is_inexact) {
            return Some(key.clone());
        }
    }
    None
}

/// Returns the first of these values, if it is a number that a float may not represent exactly.
fn first_inexact_number(values: &[&Value]) -> Option<f64> {
    values
        .first()
        .and_then(|value| value.as_f64())
        .filter(|number| number.abs() >= EXACT)
}

fn is_invalid(key: &str, value: &Value) -> bool {
    if modelled_bounds(BoundKind::Count).any(|bound| bound == key) {
        return value
            .as_f64()
            .is_none_or(|count| count < 0.0 || count.fract() != 0.0);
    }
    match key {
        _ if bound_kind(key) == Some(BoundKind::Number) => !value.is_number(),
        "pattern" => value.as_str().is_none_or(|pattern| !is_pattern(pattern)),
        "type" => {
            !is_name_of_type(value)
                && !value
                    .as_array()
                    .is_some_and(|list| list.iter().all(is_name_of_type))
        }
        "enum" | "required" => !value.is_array(),
        "properties" => !value.is_object(),
        _ => false,
    }
}

/// Returns whether a value is the name of a type in JSON Schema.
fn is_name_of_type(value: &Value) -> bool {
    value
        .as_str()
        .is_some_and(|name| TYPE_NAMES.contains(&name))
}

//! The schemas that apply to one value.
//!
//! A schema says more than its own keywords: the target of its `$ref` and the members of its
//! `allOf` apply to the same value, and so may members of `oneOf` and `anyOf` ([`UnionMembers`]).
//! [`AppliedSchemas`] visits all of them, the nearest first: a schema, the end of its references,
//! members of its unions, the members of its `allOf`. The one form (`raise`) is assumed. Schemas
//! may be circular, so each is visited once; and descriptions may be hostile, so at most
//! [`MOST_APPLIED_SCHEMAS`] are visited, or [`MOST_SCHEMAS_AT_LOCATION`] by code that asks at each
//! location.
//!
//! [`BundledSchemas`] does the same in a JSON value that contains all schemas to which it refers,
//! without locations.

use foldhash::{HashSet, HashSetExt};
use serde_json::{Map, Value};

use crate::keywords::{UNION_KEYWORDS, bound_kind, is_shape_neutral_keyword, narrows_type};
use crate::{Document, listed_values, non_null_type_names, object_member, reference_of};
use diag::{Diagnostic, Origin};

/// The maximum number of schemas that apply to one value, without references. All others are
/// ignored.
pub const MOST_APPLIED_SCHEMAS: usize = 2_000;

/// The maximum number of schemas that apply to one value, and of steps along references, for code
/// that asks at each location of a description: in a chain of `allOf`s, the sum for all locations
/// is quadratic.
pub const MOST_SCHEMAS_AT_LOCATION: usize = 64;

/// The members of `oneOf` and `anyOf` that count as applied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnionMembers {
    /// No members.
    None,
    /// A single member, apart from `null`, whatever is next to the union.
    Single,
    /// A single member, apart from `null`, that means the same as the union: next to the union,
    /// there are only annotations, the same `type`, and bounds of an enum, whose values are known.
    Equivalent,
    /// All members: each schema that may apply.
    All,
}

/// The single member of a union, apart from `null`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SingleMember {
    /// The keyword of the union.
    pub keyword: &'static str,
    /// The location of the member.
    pub origin: Origin,
    /// Whether the union also has `null`.
    pub is_beside_null: bool,
}

/// A schema that applies to a value.
#[derive(Debug)]
pub struct AppliedSchema<'d> {
    /// The location of the schema.
    pub origin: Origin,
    /// The schema, as written; a value of another type is not a schema.
    pub value: &'d Value,
    /// The end of the references of the schema, or why there is none.
    pub target: Option<Result<Origin, Box<Diagnostic>>>,
    /// The single member of the schema's union, if it counts as applied.
    pub single_member: Option<SingleMember>,
    /// How the schema was reached.
    pub path: AppliedPath,
}

impl AppliedSchema<'_> {
    /// Returns whether `null` is next to a single member on the way to the schema, or next to the
    /// single member of the schema.
    pub fn is_nullable(&self) -> bool {
        let single = self.single_member.as_ref();
        self.path.is_beside_null || single.is_some_and(|member| member.is_beside_null)
    }

    /// Returns whether the schema is a `$ref` that leads to another schema.
    pub fn is_reference(&self) -> bool {
        matches!(self.target, Some(Ok(_)))
    }
}

/// The path from the first schema to one that applies with it.
#[derive(Clone, Debug, Default)]
pub struct AppliedPath {
    /// The number of references.
    pub references: usize,
    /// The end of the last reference.
    pub last_target: Option<Origin>,
    /// Whether the path leads through a single member next to `null`.
    pub is_beside_null: bool,
}

/// An iterator of the schemas that apply to one value. See the module.
pub struct AppliedSchemas<'d> {
    document: &'d Document,
    union_members: UnionMembers,
    waiting: Vec<(Origin, AppliedPath)>,
    seen: HashSet<Origin>,
    /// The number of schemas that may still be visited.
    left: usize,
    ignored: Option<Origin>,
}

impl<'d> AppliedSchemas<'d> {
    /// Visits at most this many schemas, without references.
    #[must_use]
    pub fn at_most(mut self, limit: usize) -> Self {
        self.left = limit;
        self
    }

    /// Returns the first schema that is ignored because there are too many.
    pub fn ignored(&self) -> Option<&Origin> {
        self.ignored.as_ref()
    }

    /// Queues the schemas that apply together with this one.
    fn queue_joined(&mut self, schema: &AppliedSchema<'d>) {
        let path = &schema.path;
        // The last one that is queued is the next one that is visited.
        self.queue_members(schema, "allOf");
        if self.union_members == UnionMembers::All {
            for keyword in UNION_KEYWORDS.into_iter().rev() {
                self.queue_members(schema, keyword);
            }
        }
        if let Some(member) = &schema.single_member {
            let path = AppliedPath {
                is_beside_null: schema.is_nullable(),
                ..path.clone()
            };
            self.waiting.push((member.origin.clone(), path));
        }
        if let Some(Ok(target)) = &schema.target {
            let path = AppliedPath {
                references: path.references + 1,
                last_target: Some(target.clone()),
                ..path.clone()
            };
            self.waiting.push((target.clone(), path));
        }
    }

    fn queue_members(&mut self, schema: &AppliedSchema<'d>, keyword: &str) {
        let keywords = schema.value.as_object();
        let members = keywords.and_then(|schema| object_member(schema, keyword)?.as_array());
        if let Some(members) = members {
            let list = schema.origin.child(keyword);
            let indices = (0..members.len()).rev();
            self.waiting
                .extend(indices.map(|index| (list.item(index), schema.path.clone())));
        }
    }
}

impl<'d> Iterator for AppliedSchemas<'d> {
    type Item = AppliedSchema<'d>;

    fn next(&mut self) -> Option<AppliedSchema<'d>> {
        let document = self.document;
        while let Some((origin, path)) = self.waiting.pop() {
            if self.left == 0 {
                self.ignored = Some(origin);
                self.waiting.clear();
                return None;
            }
            if self.seen.contains(&origin) {
                continue;
            }
            let Some(value) = document.value(&origin) else {
                continue;
            };
            let target = reference_of(value)
                .map(|reference| document.resolve(&origin, reference).map_err(Box::new));
            let schema = AppliedSchema {
                single_member: value.as_object().and_then(|schema| {
                    document.single_member_of(&origin, schema, self.union_members)
                }),
                origin,
                value,
                target,
                path,
            };
            if !schema.is_reference() {
                self.left -= 1;
            }
            self.queue_joined(&schema);
            if !self.waiting.is_empty() {
                self.seen.insert(schema.origin.clone());
            }
            return Some(schema);
        }
        None
    }
}

impl Document {
    /// Returns the schemas that apply together at these locations.
    pub fn applied_schemas(
        &self,
        origins: impl IntoIterator<Item = Origin, IntoIter: DoubleEndedIterator>,
        union_members: UnionMembers,
    ) -> AppliedSchemas<'_> {
        let origins = origins.into_iter().rev();
        AppliedSchemas {
            document: self,
            union_members,
            waiting: origins
                .map(|origin| (origin, AppliedPath::default()))
                .collect(),
            seen: HashSet::new(),
            left: MOST_APPLIED_SCHEMAS,
            ignored: None,
        }
    }

    /// Returns the single member of a union in the schema at `origin`, if it counts as applied.
    pub fn single_member(
        &self,
        origin: &Origin,
        union_members: UnionMembers,
    ) -> Option<SingleMember> {
        self.single_member_of(origin, self.value(origin)?.as_object()?, union_members)
    }

    /// Returns the single member of a union in the schema `union` at `origin`, if it counts as
    /// applied.
    pub fn single_member_of(
        &self,
        origin: &Origin,
        union: &Map<String, Value>,
        union_members: UnionMembers,
    ) -> Option<SingleMember> {
        if !matches!(
            union_members,
            UnionMembers::Single | UnionMembers::Equivalent
        ) {
            return None;
        }
        let mut keywords = UNION_KEYWORDS
            .into_iter()
            .filter(|keyword| object_member(union, keyword).is_some());
        let single = keywords.find_map(|keyword| {
            let list = origin.child(keyword);
            Some(SingleMember {
                keyword,
                origin: self.only_member(&list)?,
                is_beside_null: object_member(union, keyword)?.as_array()?.len() > 1,
            })
        })?;
        let counts = union_members == UnionMembers::Single || self.is_equivalent(union, &single);
        if counts { Some(single) } else { None }
    }

    /// Returns whether a union means the same as its single member.
    fn is_equivalent(&self, union: &Map<String, Value>, single: &SingleMember) -> bool {
        let end = self.followed(single.origin.clone());
        let Some(Value::Object(end)) = self.value(&end) else {
            return false;
        };
        let adds_nothing = union.keys().all(|key| match key.as_str() {
            "type" => non_null_type_names(end).eq(non_null_type_names(union)),
            key if bound_kind(key).is_some() => listed_values(end).is_some(),
            key => key == single.keyword || is_shape_neutral_keyword(key),
        });
        let member = self.value(&single.origin);
        adds_nothing && member.is_some_and(|member| member.is_object() && !only_validates(member))
    }
}

/// Returns whether a member of `oneOf` or `anyOf` only constrains the enclosing schema.
pub fn only_validates(member: &Value) -> bool {
    member.as_object().is_some_and(|member| {
        member
            .keys()
            .all(|key| matches!(key.as_str(), "description" | "title") || narrows_type(key))
    })
}

/// The schemas in a JSON value that contains all schemas to which it refers, such as in `$defs`.
#[derive(Clone, Copy)]
pub struct BundledSchemas<'v> {
    root: &'v Value,
}

impl<'v> BundledSchemas<'v> {
    /// Reads the schemas in a value.
    pub fn of(root: &'v Value) -> Self {
        Self { root }
    }

    /// Returns the target of the reference of a schema.
    pub fn target(self, schema: &Map<String, Value>) -> Option<&'v Value> {
        let pointer = schema.get("$ref")?.as_str()?.strip_prefix('#')?;
        self.root.pointer(pointer)
    }

    /// Follows references to the last target.
    pub fn followed(self, schema: &'v Value) -> &'v Value {
        let mut end = schema;
        for _ in 0..MOST_SCHEMAS_AT_LOCATION {
            match end.as_object().and_then(|schema| self.target(schema)) {
                Some(target) => end = target,
                None => break,
            }
        }
        end
    }

    /// Returns the schemas that apply together with a schema, without members of unions.
    pub fn applied(self, schema: &'v Value) -> Vec<&'v Value> {
        self.reached(schema, &["allOf"])
    }

    /// Returns the schemas that may apply together with a schema: also all members of unions.
    pub fn possibly_applied(self, schema: &'v Value) -> Vec<&'v Value> {
        self.reached(schema, &["allOf", "anyOf", "oneOf"])
    }

    fn reached(self, schema: &'v Value, keywords: &[&str]) -> Vec<&'v Value> {
        let mut applied = Vec::new();
        let mut seen = HashSet::new();
        let mut waiting = vec![schema];
        while let Some(schema) = waiting.pop() {
            if applied.len() >= MOST_APPLIED_SCHEMAS || !seen.insert(std::ptr::from_ref(schema)) {
                continue;
            }
            applied.push(schema);
            for keyword in keywords {
                let members = schema.get(keyword).and_then(Value::as_array);
                waiting.extend(members.into_iter().flatten().rev());
            }
            waiting.extend(schema.as_object().and_then(|schema| self.target(schema)));
        }
        applied
    }
}

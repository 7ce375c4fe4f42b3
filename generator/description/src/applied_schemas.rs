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
use crate::{Document, Node, listed_values, non_null_type_names, object_member, reference_of};
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
#[derive(Clone, Debug)]
pub struct SingleMember<'d> {
    /// The keyword of the union.
    pub keyword: &'static str,
    /// The member.
    pub node: Node<'d>,
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
    pub target: Option<Result<Node<'d>, Box<Diagnostic>>>,
    /// The single member of the schema's union, if it counts as applied.
    pub single_member: Option<SingleMember<'d>>,
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
    waiting: Vec<WaitingSchema<'d>>,
    seen: HashSet<*const Value>,
    /// The number of schemas that may still be visited.
    left: usize,
    ignored: Option<Origin>,
}

/// A schema that will be visited.
struct WaitingSchema<'d> {
    node: Node<'d>,
    path: AppliedPath,
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
            let node = member.node.clone();
            self.waiting.push(WaitingSchema { node, path });
        }
        if let Some(Ok(target)) = &schema.target {
            let path = AppliedPath {
                references: path.references + 1,
                last_target: Some(target.origin.clone()),
                ..path.clone()
            };
            let node = target.clone();
            self.waiting.push(WaitingSchema { node, path });
        }
    }

    fn queue_members(&mut self, schema: &AppliedSchema<'d>, keyword: &str) {
        let keywords = schema.value.as_object();
        let members = keywords.and_then(|schema| object_member(schema, keyword)?.as_array());
        if let Some(members) = members {
            let list = schema.origin.child(keyword);
            let members = members.iter().enumerate().rev();
            self.waiting
                .extend(members.map(|(index, value)| WaitingSchema {
                    node: Node {
                        origin: list.item(index),
                        value,
                    },
                    path: schema.path.clone(),
                }));
        }
    }
}

impl<'d> Iterator for AppliedSchemas<'d> {
    type Item = AppliedSchema<'d>;

    fn next(&mut self) -> Option<AppliedSchema<'d>> {
        let document = self.document;
        while let Some(WaitingSchema { node, path }) = self.waiting.pop() {
            if self.left == 0 {
                self.ignored = Some(node.origin);
                self.waiting.clear();
                return None;
            }
            if self.seen.contains(&std::ptr::from_ref(node.value)) {
                continue;
            }
            let target = reference_of(node.value).map(|reference| {
                document
                    .resolve_node(&node.origin, reference)
                    .map_err(Box::new)
            });
            let schema = AppliedSchema {
                single_member: document.single_member(&node, self.union_members),
                origin: node.origin,
                value: node.value,
                target,
                path,
            };
            if !schema.is_reference() {
                self.left -= 1;
            }
            self.queue_joined(&schema);
            if !self.waiting.is_empty() {
                self.seen.insert(std::ptr::from_ref(schema.value));
            }
            return Some(schema);
        }
        None
    }
}

impl Document {
    /// Returns the schemas that apply together at these nodes.
    pub fn applied_schemas<'d>(
        &'d self,
        nodes: impl IntoIterator<Item = Node<'d>, IntoIter: DoubleEndedIterator>,
        union_members: UnionMembers,
    ) -> AppliedSchemas<'d> {
        let nodes = nodes.into_iter().rev();
        AppliedSchemas {
            document: self,
            union_members,
            waiting: nodes
                .map(|node| WaitingSchema {
                    node,
                    path: AppliedPath::default(),
                })
                .collect(),
            seen: HashSet::new(),
            left: MOST_APPLIED_SCHEMAS,
            ignored: None,
        }
    }

    /// Returns the single member of a union in a schema, if it counts as applied.
    pub fn single_member<'d>(
        &'d self,
        schema: &Node<'d>,
        union_members: UnionMembers,
    ) -> Option<SingleMember<'d>> {
        if !matches!(
            union_members,
            UnionMembers::Single | UnionMembers::Equivalent
        ) {
            return None;
        }
        let keywords = schema.value.as_object()?;
        let single = UNION_KEYWORDS.into_iter().find_map(|keyword| {
            let members = object_member(keywords, keyword)?.as_array()?;
            Some(SingleMember {
                keyword,
                node: self.only_member(schema, keyword)?,
                is_beside_null: members.len() > 1,
            })
        })?;
        let counts = union_members == UnionMembers::Single || self.is_equivalent(keywords, &single);
        if counts { Some(single) } else { None }
    }

    /// Returns whether a union means the same as its single member.
    fn is_equivalent<'d>(&'d self, union: &Map<String, Value>, single: &SingleMember<'d>) -> bool {
        let member = single.node.value;
        let Value::Object(end) = self.followed_node(single.node.clone()).value else {
            return false;
        };
        let adds_nothing = union.keys().all(|key| match key.as_str() {
            "type" => non_null_type_names(end).eq(non_null_type_names(union)),
            key if bound_kind(key).is_some() => listed_values(end).is_some(),
            key => key == single.keyword || is_shape_neutral_keyword(key),
        });
        adds_nothing && member.is_object() && !only_validates(member)
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

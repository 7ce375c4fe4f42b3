//! Flattens a schema into a conjunction of parts.
//!
//! `allOf` requires a value to satisfy several schemas, and a `$ref` refers to another schema. Both
//! are flattened here, so that later modules see a list of plain objects without `allOf`.

use foldhash::HashSet;
use serde_json::{Map, Value};

use super::keyword_meaning::{has_only_shape_neutral_keys, is_bound, stated_discriminator_value};
use crate::context::BuildContext;
use description::keywords::{UNION_KEYWORDS, is_annotation_keyword, is_shape_neutral_keyword};
use description::{
    AppliedSchema, MOST_APPLIED_SCHEMAS, MOST_SCHEMAS_AT_LOCATION, Node, UnionMembers,
    listed_values, non_null_type_names, object_member,
};
use diag::{Diagnostic, Origin, value_in_words};

/// A plain schema object, without `$ref`; its `allOf` is flattened into other parts.
#[derive(Clone, Debug)]
pub(crate) struct SchemaPart<'d> {
    /// The location of the object.
    pub(crate) origin: Origin,
    /// The object.
    pub(crate) object: &'d Map<String, Value>,
    /// Whether `oneOf` and `anyOf` of this part apply; false while one of their members is built.
    pub(crate) alternatives: bool,
    /// Whether the part is the single member of a nullable union.
    pub(crate) beside_null: bool,
    /// How many references lead to the part.
    pub(crate) references: usize,
}

impl<'d> SchemaPart<'d> {
    fn new(origin: Origin, object: &'d Map<String, Value>) -> Self {
        Self {
            origin,
            object,
            alternatives: true,
            beside_null: false,
            references: 0,
        }
    }

    /// Removes `oneOf` and `anyOf` from the part.
    pub(crate) fn without_alternatives(mut self) -> Self {
        self.alternatives = false;
        self
    }

    /// Returns whether the part has a `oneOf` or `anyOf` that applies.
    pub(crate) fn has_alternatives(&self) -> bool {
        self.alternatives
            && UNION_KEYWORDS
                .iter()
                .any(|key| object_member(self.object, key).is_some())
    }

    /// Returns whether the part constrains the shape of a value, apart from its `oneOf` and
    /// `anyOf`.
    pub(crate) fn shapes(&self) -> bool {
        !self.object.keys().all(|key| {
            // Other code evaluates these keywords, whatever their role.
            matches!(key.as_str(), "oneOf" | "anyOf" | "allOf" | "discriminator" | "not")
                || is_shape_neutral_keyword(key)
                // `type: object` next to members that are objects has no effect.
                || key == "type"
        })
    }
}

/// A flattened schema.
#[derive(Clone, Debug)]
pub(crate) enum Gathered<'d> {
    /// A reference to another schema, with the annotations next to it.
    Reference {
        target: Origin,
        overlay: Vec<SchemaPart<'d>>,
    },
    /// The only member of a union, with the annotations next to the list.
    Single {
        member: Origin,
        overlay: Vec<SchemaPart<'d>>,
    },
    /// A conjunction of parts.
    Parts(Vec<SchemaPart<'d>>),
}

/// The consequence of an unusable schema, in messages.
pub(crate) const ANY: &str = "any JSON value is accepted here";

/// The maximum number of parts of all schemas together. After that, each schema is limited to
/// [`MOST_SCHEMAS_AT_LOCATION`]: in a chain of `allOf`s that each add a property to the previous
/// one, the total is quadratic.
const MAX_SUM: usize = 200_000;

/// Flattens the schema at `origin`.
pub(crate) fn gather_parts<'d>(cx: &mut BuildContext<'d>, origin: &Origin) -> Gathered<'d> {
    let document = cx.document;
    let Some(schema) = document.node(origin) else {
        return Gathered::Parts(Vec::new());
    };
    let Some(object) = schema_object(cx, &schema) else {
        return Gathered::Parts(Vec::new());
    };
    if let Some(target) = resolve_ref_target(cx, origin, object) {
        let overlay = vec![SchemaPart::new(origin.clone(), object)];
        return Gathered::Reference { target, overlay };
    }
    if let Some((target, overlay)) = only_all_of_target(cx, &schema, object) {
        return Gathered::Reference { target, overlay };
    }
    if let Some(member) = document.single_member(&schema, UnionMembers::Equivalent) {
        let overlay = vec![SchemaPart::new(origin.clone(), object)];
        let member = member.node.origin;
        return Gathered::Single { member, overlay };
    }
    Gathered::Parts(flatten_nodes(cx, [schema]))
}

/// Returns all parts of several schemas that apply together.
pub(crate) fn flatten_schemas<'d>(
    cx: &mut BuildContext<'d>,
    origins: &[Origin],
) -> Vec<SchemaPart<'d>> {
    let document = cx.document;
    flatten_nodes(
        cx,
        origins.iter().filter_map(|origin| document.node(origin)),
    )
}

fn flatten_nodes<'d>(
    cx: &mut BuildContext<'d>,
    nodes: impl IntoIterator<Item = Node<'d>, IntoIter: DoubleEndedIterator>,
) -> Vec<SchemaPart<'d>> {
    let limit = if cx.parts < MAX_SUM {
        MOST_APPLIED_SCHEMAS
    } else {
        MOST_SCHEMAS_AT_LOCATION
    };
    let mut schemas = cx
        .document
        .applied_schemas(nodes, UnionMembers::Equivalent)
        .at_most(limit);
    let mut parts = Vec::new();
    for schema in schemas.by_ref() {
        if let Some(part) = part_of(cx, schema) {
            parts.push(part);
        }
    }
    if let Some(origin) = schemas.ignored() {
        let message = format!("`allOf` combines more than {limit} schemas");
        let warning = Diagnostic::warning("too-many-parts", message).at(origin);
        let help = "group properties into fewer schemas, instead of using `allOf`";
        cx.loosen(warning.instead("the other schemas are ignored").help(help));
    }
    cx.parts += parts.len();
    ignore_satisfied_unions(cx, &mut parts);
    parts
}

/// Returns a schema as a part, unless it is only a reference; reports a dangling reference.
fn part_of<'d>(cx: &mut BuildContext<'d>, schema: AppliedSchema<'d>) -> Option<SchemaPart<'d>> {
    let AppliedSchema { origin, value, .. } = schema;
    let node = Node { origin, value };
    let object = schema_object(cx, &node)?;
    match schema.target {
        Some(Ok(_)) => return None,
        Some(Err(problem)) => report_dangling_reference(cx, &node.origin, *problem),
        None => {}
    }
    Some(SchemaPart {
        origin: node.origin,
        object,
        alternatives: schema.single_member.is_none(),
        beside_null: schema.path.is_beside_null,
        references: schema.path.references,
    })
}

/// Ignores a union if one of the parts is a member of it: a subtype that extends the union is not a
/// union itself.
pub(crate) fn ignore_satisfied_unions(cx: &BuildContext<'_>, parts: &mut [SchemaPart<'_>]) {
    if parts.len() < 2 || !parts.iter().any(SchemaPart::has_alternatives) {
        return;
    }
    let origins: HashSet<Origin> = parts.iter().map(|part| part.origin.clone()).collect();
    for part in parts.iter_mut().filter(|part| part.has_alternatives()) {
        let mut members = UNION_KEYWORDS
            .into_iter()
            .flat_map(|key| cx.document.items(&part.origin.child(key)));
        part.alternatives = !members.any(|member| {
            cx.document
                .target(&member)
                .is_some_and(|target| target != part.origin && origins.contains(&target))
        });
    }
}

/// Returns the keywords of a schema; a boolean schema has none. Reports a value that is not a
/// schema.
fn schema_object<'d>(
    cx: &mut BuildContext<'d>,
    schema: &Node<'d>,
) -> Option<&'d Map<String, Value>> {
    match schema.value {
        Value::Object(object) => Some(object),
        Value::Bool(_) => None,
        other => {
            cx.warn(
                Diagnostic::warning(
                    "not-a-schema",
                    format!("expected a schema object, found {}", value_in_words(other)),
                )
                .at(&schema.origin)
                .instead(ANY)
                .help("write an object, such as `type: string`, or `{}` to accept any JSON value"),
            );
            None
        }
    }
}

/// Returns the target of `$ref`; reports a dangling reference.
fn resolve_ref_target(
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    object: &Map<String, Value>,
) -> Option<Origin> {
    let reference = object_member(object, "$ref")?.as_str()?;
    match cx.document.resolve(origin, reference) {
        Ok(target) => Some(target),
        Err(problem) => {
            report_dangling_reference(cx, origin, problem);
            None
        }
    }
}

fn report_dangling_reference(cx: &mut BuildContext<'_>, origin: &Origin, problem: Diagnostic) {
    let is_member = origin.parent().is_some_and(|list| list.is_key("allOf"));
    cx.loosen(problem.instead(if is_member {
        "it adds nothing to the enclosing schema"
    } else {
        ANY
    }));
}

/// Returns the target of `allOf: [{$ref}]`, and the annotations next to it, if nothing else
/// constrains the value. A `type` equal to the `type` of the target, bounds of an enum, and members
/// with only annotations do not count as constraints. A schema with a discriminator value of its
/// own is not the same as its target.
fn only_all_of_target<'d>(
    cx: &mut BuildContext<'d>,
    schema: &Node<'d>,
    object: &'d Map<String, Value>,
) -> Option<(Origin, Vec<SchemaPart<'d>>)> {
    let only_refers = object.keys().all(|key| {
        matches!(key.as_str(), "allOf" | "type") || is_shape_neutral_keyword(key) || is_bound(key)
    });
    if !only_refers || stated_discriminator_value(object).is_some() {
        return None;
    }
    let mut members: Vec<Node<'d>> = schema.member("allOf")?.items().collect();
    let mut overlay = vec![SchemaPart::new(schema.origin.clone(), object)];
    members.retain(|member| match member.value {
        Value::Object(inner) if has_only_shape_neutral_keys(inner) => {
            overlay.push(SchemaPart::new(member.origin.clone(), inner));
            false
        }
        _ => true,
    });
    let target = match members.as_slice() {
        [member] => {
            let inner = schema_object(cx, member)?;
            let only_reference = inner
                .keys()
                .all(|key| key == "$ref" || is_annotation_keyword(key));
            if only_reference {
                resolve_ref_target(cx, &member.origin, inner)
            } else {
                None
            }
        }
        _ => None,
    }?;
    let schema = cx.document.value(&target).and_then(Value::as_object);
    if object_member(object, "type").is_some()
        && !schema.is_some_and(|schema| non_null_type_names(schema).eq(non_null_type_names(object)))
    {
        return None;
    }
    let is_enum = schema.and_then(listed_values).is_some();
    if !is_enum && object.keys().any(|key| is_bound(key)) {
        return None;
    }
    Some((target, overlay))
}

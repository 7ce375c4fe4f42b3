//! A schema as a conjunction of parts.
//!
//! `allOf` requires a value to satisfy several schemas, and a `$ref` refers to another schema. Both are flattened here,
//! so that later modules see one list of plain objects, never `allOf`.

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::context::BuildContext;
use super::keywords::{
    has_only_annotations, is_bound, is_no_constraint, is_shape_neutral_key, listed_values,
};
use super::single_member;
use crate::diag::{Diagnostic, Origin, value_in_words};
use crate::lower::says_only_nullable;

/// A plain schema object, without `$ref`; its `allOf` is flattened into other parts.
#[derive(Clone, Debug)]
pub(crate) struct SchemaPart<'d> {
    /// Its location.
    pub(crate) origin: Origin,
    /// The object.
    pub(crate) object: &'d Map<String, Value>,
    /// Whether its `oneOf` and `anyOf` apply; false while one of their members is built.
    pub(crate) alternatives: bool,
    /// Whether it is the single member of a nullable union.
    pub(crate) beside_null: bool,
    /// How many references lead to it.
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

    /// Whether it accepts `null`.
    pub(crate) fn says_nullable(&self) -> bool {
        self.object.get("nullable") == Some(&Value::Bool(true))
    }

    /// The part without its `oneOf` and `anyOf`.
    pub(crate) fn without_alternatives(mut self) -> Self {
        self.alternatives = false;
        self
    }

    /// Whether it has a `oneOf` or `anyOf` that applies.
    pub(crate) fn has_alternatives(&self) -> bool {
        self.alternatives
            && ["oneOf", "anyOf"]
                .iter()
                .any(|key| self.object.contains_key(*key))
    }

    /// Whether the part constrains the shape of a value, besides its `oneOf` and `anyOf`.
    pub(crate) fn shapes(&self) -> bool {
        !self.object.keys().all(|key| {
            matches!(key.as_str(), "oneOf" | "anyOf" | "allOf" | "discriminator" | "not")
                || is_shape_neutral_key(key)
                // `type: object` beside members that are objects has no effect.
                || key == "type"
        })
    }
}

/// A flattened schema.
#[derive(Clone, Debug)]
pub(crate) enum Gathered<'d> {
    /// A reference to another schema, with the annotations beside it.
    Reference {
        target: Origin,
        overlay: Vec<SchemaPart<'d>>,
    },
    /// The only member of a union, with annotations beside the list.
    Single {
        member: Origin,
        overlay: Vec<SchemaPart<'d>>,
    },
    /// The conjunction of these.
    Parts(Vec<SchemaPart<'d>>),
}

/// The consequence of an unusable schema.
pub(crate) const ANY: &str = "any JSON value is accepted here";

/// The most parts of a schema: longer `allOf` chains are cut, to limit hostile descriptions.
const MAX_PARTS: usize = 2_000;

/// The most parts of all schemas together, and the most parts of each schema beyond that: in a chain of `allOf`s that
/// each add a property to the previous one, the total is quadratic.
const MAX_SUM: usize = 200_000;
const MAX_PARTS_THEN: usize = 50;

/// Flattens the schema at `origin`.
pub(crate) fn gather_parts<'d>(cx: &mut BuildContext<'d>, origin: &Origin) -> Gathered<'d> {
    let Some(object) = object_at(cx, origin) else {
        return Gathered::Parts(Vec::new());
    };
    if let Some(target) = resolve_ref_target(cx, origin, object) {
        let overlay = vec![SchemaPart::new(origin.clone(), object)];
        return Gathered::Reference { target, overlay };
    }
    if let Some((target, overlay)) = only_all_of_target(cx, origin, object) {
        return Gathered::Reference { target, overlay };
    }
    if let Some(member) = single_member::single_member_of(cx, origin) {
        let overlay = vec![SchemaPart::new(origin.clone(), object)];
        return Gathered::Single { member, overlay };
    }
    Gathered::Parts(flatten_schemas(cx, std::slice::from_ref(origin)))
}

/// All parts of several schemas that apply at once.
pub(crate) fn flatten_schemas<'d>(
    cx: &mut BuildContext<'d>,
    origins: &[Origin],
) -> Vec<SchemaPart<'d>> {
    let mut parts = Vec::new();
    let mut seen = HashSet::new();
    let mut waiting: Vec<(Origin, bool, usize)> = origins
        .iter()
        .rev()
        .map(|one| (one.clone(), false, 0))
        .collect();
    let most = if cx.parts < MAX_SUM {
        MAX_PARTS
    } else {
        MAX_PARTS_THEN
    };
    while let Some((origin, beside_null, references)) = waiting.pop() {
        if parts.len() >= most {
            let message = format!("`allOf` combines more than {most} schemas");
            let warning = Diagnostic::warning("too-many-parts", message).at(&origin);
            let help = "group properties into fewer schemas, instead of using `allOf`";
            cx.loosen(warning.instead("the other schemas are ignored").help(help));
            break;
        }
        if !seen.insert(origin.clone()) {
            continue;
        }
        let Some(object) = object_at(cx, &origin) else {
            continue;
        };
        if let Some(target) = resolve_ref_target(cx, &origin, object) {
            waiting.push((target, beside_null, references + 1));
            continue;
        }
        let part = SchemaPart {
            beside_null,
            references,
            ..SchemaPart::new(origin, object)
        };
        if let Some(member) = single_member::single_member_of(cx, &part.origin) {
            waiting.push((member, beside_null || part.says_nullable(), references));
            parts.push(part.without_alternatives());
            continue;
        }
        let joined = written_all_of_members(object, &part.origin)
            .into_iter()
            .rev();
        let target = sibling_ref_target(cx, &part.origin, object)
            .into_iter()
            .map(|target| (target, beside_null, references + 1));
        waiting.extend(target.chain(joined.map(|origin| (origin, beside_null, references))));
        parts.push(part);
    }
    cx.parts += parts.len();
    ignore_satisfied_unions(cx, &mut parts);
    parts
}

/// Ignores unions that have one of the parts as a member: a subtype that extends a base that lists it is not a union.
pub(crate) fn ignore_satisfied_unions(cx: &BuildContext<'_>, parts: &mut [SchemaPart<'_>]) {
    if parts.len() < 2 || !parts.iter().any(SchemaPart::has_alternatives) {
        return;
    }
    let held: HashSet<Origin> = parts.iter().map(|part| part.origin.clone()).collect();
    for part in parts.iter_mut().filter(|part| part.has_alternatives()) {
        let mut members = ["oneOf", "anyOf"]
            .into_iter()
            .flat_map(|key| cx.document.items(&part.origin.child(key)));
        part.alternatives = !members.any(|member| {
            cx.document
                .target(&member)
                .is_some_and(|target| target != part.origin && held.contains(&target))
        });
    }
}

/// The object at `origin`; a boolean schema has no keywords.
fn object_at<'d>(cx: &mut BuildContext<'d>, origin: &Origin) -> Option<&'d Map<String, Value>> {
    match cx.document.value(origin) {
        Some(Value::Object(object)) => Some(object),
        Some(Value::Bool(_)) | None => None,
        Some(other) => {
            cx.warn(
                Diagnostic::warning(
                    "not-a-schema",
                    format!("expected a schema object, found {}", value_in_words(other)),
                )
                .at(origin)
                .instead(ANY)
                .help("write an object, such as `type: string`, or `{}` to accept any JSON value"),
            );
            None
        }
    }
}

/// The target of `$ref`; reports a dangling reference.
fn resolve_ref_target(
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    object: &Map<String, Value>,
) -> Option<Origin> {
    let reference = object.get("$ref")?.as_str()?;
    let is_member = origin.pointer.rsplit('/').nth(1) == Some("allOf");
    match cx.document.resolve(origin, reference) {
        Ok(target) => Some(target),
        Err(diagnostic) => {
            cx.loosen(diagnostic.instead(if is_member {
                "it adds nothing to the enclosing schema"
            } else {
                ANY
            }));
            None
        }
    }
}

/// The target of `allOf: [{$ref}]`, and the annotations beside it, if nothing else constrains the value. A `type` that
/// equals that of the target, bounds of an enum, and members with only annotations or `nullable: true`, do not
/// constrain it.
fn only_all_of_target<'d>(
    cx: &mut BuildContext<'d>,
    origin: &Origin,
    object: &'d Map<String, Value>,
) -> Option<(Origin, Vec<SchemaPart<'d>>)> {
    let only_refers = object.keys().all(|key| {
        matches!(key.as_str(), "allOf" | "type") || is_shape_neutral_key(key) || is_bound(key)
    });
    if !only_refers {
        return None;
    }
    let mut overlay = vec![SchemaPart::new(origin.clone(), object)];
    let mut members = written_all_of_members(object, origin);
    members.retain(|member| match cx.document.value(member) {
        Some(value @ Value::Object(inner))
            if says_only_nullable(value) || has_only_annotations(inner) =>
        {
            overlay.push(SchemaPart::new(member.clone(), inner));
            false
        }
        _ => true,
    });
    let target = match members.as_slice() {
        [] => sibling_ref_target(cx, origin, object),
        [member] if !object.contains_key(SIBLINGS) => {
            let inner = object_at(cx, member)?;
            let only_reference = inner
                .keys()
                .all(|key| key == "$ref" || is_no_constraint(key));
            if only_reference {
                resolve_ref_target(cx, member, inner)
            } else {
                None
            }
        }
        _ => None,
    }?;
    let schema = cx.document.value(&target);
    if let Some(ty) = object.get("type")
        && schema.and_then(|schema| schema.get("type")) != Some(ty)
    {
        return None;
    }
    let is_enum = schema
        .and_then(Value::as_object)
        .and_then(listed_values)
        .is_some();
    if !is_enum && object.keys().any(|key| is_bound(key)) {
        return None;
    }
    Some((target, overlay))
}

/// The key that marks an `allOf` whose last member was a `$ref` beside other keys.
const SIBLINGS: &str = "x-ref-siblings";

/// The locations of the members written in `allOf`.
fn written_all_of_members(object: &Map<String, Value>, origin: &Origin) -> Vec<Origin> {
    let Some(Value::Array(members)) = object.get("allOf") else {
        return Vec::new();
    };
    let written = members.len() - usize::from(object.contains_key(SIBLINGS) && !members.is_empty());
    let all_of = origin.child("allOf");
    (0..written).map(|index| all_of.item(index)).collect()
}

/// The target of the `$ref` beside the other keys.
fn sibling_ref_target(
    cx: &mut BuildContext<'_>,
    origin: &Origin,
    object: &Map<String, Value>,
) -> Option<Origin> {
    let Some(Value::Array(members)) = object.get(SIBLINGS).and(object.get("allOf")) else {
        return None;
    };
    resolve_ref_target(cx, origin, members.last()?.as_object()?)
}

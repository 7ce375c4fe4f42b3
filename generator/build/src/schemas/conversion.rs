//! Converts schemas to types. A location is converted to a [`Schema`] immediately; the bodies of structs and unions are
//! queued, so that neither cycles nor long chains of references can exhaust the stack.

use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

use serde_json::Value;

use super::discriminator_bases::DiscriminatorBases;
use super::enums;
use super::schema_key::SchemaKey;
use super::type_table::TypeTable;
use crate::context::BuildContext;
use crate::keywords::facts::{CombinedKeywords, JsonType};
use crate::keywords::keyword_meaning::title_docs;
use crate::keywords::parts::{self, ANY, Gathered, SchemaPart};
use crate::keywords::{shape, single_member};
use crate::names::hint::Hint;
use crate::names::type_names::{component_schemas, place_name};
use diag::{Diagnostic, Origin};
use model::{Limits, Schema, SchemaEntry, Type, TypeDef, TypeId, TypeKind, Usage};

/// The maximum depth of arrays, maps and references to them: deeper levels could exhaust the stack.
const MAX_DEPTH: usize = 64;

/// The maximum number of members that are combined with keywords of the enclosing schema, since the number of
/// combinations may be factorial.
const MAX_JOINED: usize = 20_000;

/// The maximum number of conjunctions in addition to one for each schema, since their number may be exponential.
const SPARE_CONJUNCTIONS: usize = 1_000;

pub(crate) struct Schemas<'d> {
    pub(crate) table: TypeTable,
    pub(crate) discriminator_bases: DiscriminatorBases,
    /// The finished schemas, and whether they are loosened.
    done: HashMap<SchemaKey, (Box<Schema>, bool)>,
    open: HashSet<Origin>,
    /// Types to build after those in `ready`, in any order.
    queue: Vec<PendingType<'d>>,
    /// Types to build next, the last one first.
    ready: Vec<PendingType<'d>>,
    depth: usize,
    conjunctions: usize,
    joined: usize,
}

/// A schema that becomes a type: its parts, their combined keywords, and the hint for the name of the type.
#[derive(Clone, Copy)]
pub(crate) struct CombinedSchema<'a, 'd> {
    pub(crate) place: &'a SchemaKey,
    pub(crate) parts: &'a [SchemaPart<'d>],
    pub(crate) facts: &'a CombinedKeywords,
    pub(crate) hint: &'a Hint,
}

/// A type whose body is not built yet.
pub(crate) struct PendingType<'d> {
    pub(crate) id: TypeId,
    pub(crate) place: SchemaKey,
    pub(crate) parts: Vec<SchemaPart<'d>>,
    pub(crate) facts: Box<CombinedKeywords>,
    pub(crate) hint: Hint,
    pub(crate) body: PendingBody,
}

/// What the body of a type is built from.
pub(crate) enum PendingBody {
    /// The combined keywords.
    Keywords,
    /// The subtypes of a discriminator base.
    Subtypes,
    /// Several JSON types, each of which is a variant.
    JsonTypes(Vec<JsonType>),
}

impl<'d> Schemas<'d> {
    pub(crate) fn new(cx: &mut BuildContext<'d>) -> Self {
        Self {
            table: TypeTable::new(cx),
            discriminator_bases: DiscriminatorBases::find(cx),
            done: HashMap::new(),
            open: HashSet::new(),
            queue: Vec::new(),
            ready: Vec::new(),
            depth: 0,
            conjunctions: 0,
            joined: 0,
        }
    }

    /// Converts all component schemas to types, even if no operation uses them.
    pub(crate) fn read_components(&mut self, cx: &mut BuildContext<'d>) {
        for (origin, key) in component_schemas(cx) {
            self.read_component(cx, &origin, &key);
        }
    }

    /// Converts the component schema with this key to a type.
    pub(crate) fn read_component(&mut self, cx: &mut BuildContext<'d>, origin: &Origin, key: &str) {
        let hint = self
            .table
            .names
            .component(origin)
            .map_or_else(|| Hint::new(key), Hint::of_path);
        self.at(cx, origin, &hint);
    }

    /// Returns the schema at `origin`; `hint` names its type if the description does not.
    pub(crate) fn at(&mut self, cx: &mut BuildContext<'d>, origin: &Origin, hint: &Hint) -> Schema {
        let place = SchemaKey::One(origin.clone());
        let schema = self.once(cx, &place, |schemas, cx| {
            match parts::gather_parts(cx, origin) {
                Gathered::Reference { target, overlay } => {
                    schemas.referenced(cx, (origin, hint), &target, &overlay)
                }
                Gathered::Single { member, overlay } => {
                    schemas.single(cx, origin, &member, &overlay, hint)
                }
                Gathered::Parts(parts) => schemas.of_parts(cx, &place, parts, hint),
            }
        });
        self.improve_hint(cx, &schema, origin, hint);
        schema
    }

    /// Keeps the best hint for the name of a schema: the first hint would depend on the order of the description.
    fn improve_hint(
        &mut self,
        cx: &BuildContext<'d>,
        schema: &Schema,
        origin: &Origin,
        hint: &Hint,
    ) {
        let id = match &schema.ty {
            Type::Named(id) => *id,
            Type::List(inner) => {
                return self.improve_hint(cx, inner, &inner.origin, &hint.element("item"));
            }
            Type::Map(inner) => {
                return self.improve_hint(cx, inner, &inner.origin, &hint.element("value"));
            }
            _ => return,
        };
        let place = single_member::innermost_member(cx, origin);
        if self
            .table
            .types
            .get(id)
            .is_none_or(|def| def.origin != place)
        {
            return;
        }
        let component = self
            .table
            .names
            .enclosing_component(origin)
            .unwrap_or_default();
        let Some(current) = self.table.hints.get_mut(id.0 as usize) else {
            return;
        };
        let [rank, current_rank] = [hint, &*current].map(|hint| {
            (
                *hint.root != *component,
                hint.is_bare,
                hint.full.len(),
                &hint.full,
            )
        });
        if rank < current_rank {
            current.improve(hint);
        }
    }

    pub(crate) fn all_of(
        &mut self,
        cx: &mut BuildContext<'d>,
        origins: &[Origin],
        hint: &Hint,
    ) -> Schema {
        match origins {
            [origin] => self.at(cx, origin, hint),
            [first, others @ ..] => {
                let place = SchemaKey::of(first, others.iter().cloned());
                let schema = self.once(cx, &place, |schemas, cx| {
                    schemas.conjunctions += 1;
                    if schemas.conjunctions > schemas.table.entries.len() + SPARE_CONJUNCTIONS {
                        cx.loosen(too_many_conjunctions(first));
                        return Schema::of(Type::Any, first.clone());
                    }
                    let parts = parts::flatten_schemas(cx, origins);
                    schemas.of_parts(cx, &place, parts, hint)
                });
                self.improve_hint(cx, &schema, first, hint);
                schema
            }
            [] => Schema::of(Type::Any, Origin::default()),
        }
    }

    /// Returns the conjunction of a union member and the enclosing schema; `None` if no value satisfies both.
    pub(crate) fn with_base(
        &mut self,
        cx: &mut BuildContext<'d>,
        base: &[SchemaPart<'d>],
        origin: &Origin,
        hint: &Hint,
    ) -> Option<Schema> {
        let own = parts::flatten_schemas(cx, std::slice::from_ref(origin));
        // A member that includes the enclosing schema by `allOf` is already the conjunction.
        if base
            .iter()
            .all(|part| own.iter().any(|included| included.origin == part.origin))
        {
            return Some(self.at(cx, origin, hint));
        }
        let mut all = base.to_vec();
        all.extend(own);
        parts::ignore_satisfied_unions(cx, &mut all);
        if shape::read_combined_keywords(cx, &all)
            .contradiction
            .is_some()
        {
            return None;
        }
        let place = SchemaKey::of(origin, base.iter().map(|part| part.origin.clone()));
        self.joined += 1;
        if self.joined > MAX_JOINED {
            cx.loosen(too_many_conjunctions(origin));
            return Some(Schema::of(Type::Any, origin.clone()));
        }
        Some(self.of_parts(cx, &place, all, hint))
    }

    /// Returns the finished schema for `place`, or else the result of `build`.
    fn once(
        &mut self,
        cx: &mut BuildContext<'d>,
        place: &SchemaKey,
        build: impl FnOnce(&mut Self, &mut BuildContext<'d>) -> Schema,
    ) -> Schema {
        if let Some((schema, loosened)) = self.done.get(place) {
            if *loosened {
                cx.uses_loosened();
            }
            return Schema::clone(schema);
        }
        let (schema, loosened) = cx.watch(|cx| build(self, cx));
        self.finish(place, schema.clone(), loosened);
        schema
    }

    fn referenced(
        &mut self,
        cx: &mut BuildContext<'d>,
        (origin, hint): (&Origin, &Hint),
        target: &Origin,
        overlay: &[SchemaPart<'d>],
    ) -> Schema {
        let hint = match self.table.names.component(target) {
            Some(name) => Hint::of_path(name),
            // The string at `origin` contains JSON, and the target is the schema of this JSON.
            None if target.is_within(origin) => hint.clone(),
            None => Hint::of_place(&place_name(cx, target)),
        };
        let done = self.done.contains_key(&SchemaKey::One(target.clone()));
        let schema = if done || self.open.insert(target.clone()) {
            let schema = self.at_depth(cx, std::slice::from_ref(target), &hint);
            self.open.remove(target);
            schema
        } else {
            cx.loosen(endless_reference_warning(target));
            Schema::of(Type::Any, target.clone())
        };
        overlay_annotations(schema, shape::read_combined_keywords(cx, overlay), origin)
    }

    /// Returns the only member of the union at `origin`, with the annotations of the union.
    fn single(
        &mut self,
        cx: &mut BuildContext<'d>,
        origin: &Origin,
        member: &Origin,
        overlay: &[SchemaPart<'d>],
        hint: &Hint,
    ) -> Schema {
        let schema = self.at_depth(cx, std::slice::from_ref(member), hint);
        let beside = shape::read_combined_keywords(cx, overlay);
        // The annotations of the union document the type of the member.
        if let Type::Named(id) = schema.ty
            && let Some(def) = self
                .table
                .types
                .get_mut(id)
                .filter(|def| def.origin.is_within(member))
        {
            def.docs = def.docs.take().or_else(|| {
                beside
                    .description
                    .clone()
                    .or_else(|| title_docs(beside.title.as_deref()?, origin))
            });
            def.deprecated |= beside.deprecated;
        }
        overlay_annotations(schema, beside, origin)
    }

    pub(crate) fn at_depth(
        &mut self,
        cx: &mut BuildContext<'d>,
        origins: &[Origin],
        hint: &Hint,
    ) -> Schema {
        if self.depth >= MAX_DEPTH {
            let origin = origins.first().cloned().unwrap_or_default();
            cx.loosen(endless_reference_warning(&origin));
            return Schema::of(Type::Any, origin);
        }
        self.depth += 1;
        let schema = self.all_of(cx, origins, hint);
        self.depth -= 1;
        schema
    }

    /// Returns the next body to build, with the best hint for its name.
    pub(crate) fn next_job(&mut self) -> Option<PendingType<'d>> {
        if self.ready.is_empty() {
            self.fill_ready();
        }
        let job = self.ready.pop()?;
        Some(PendingType {
            hint: self.table.hint(job.id).cloned().unwrap_or(job.hint),
            ..job
        })
    }

    /// Makes the queued types ready, in the order of their hints: a type gives its inner types hints when it is built,
    /// so the order of the description must not matter. Types that have only the name of a reference target stay in the
    /// queue as long as there are others, because a type around them may have a better hint for them.
    fn fill_ready(&mut self) {
        let table = &self.table;
        let is_bare = |job: &PendingType<'d>| table.hint(job.id).is_some_and(|hint| hint.is_bare);
        self.queue.sort_by_cached_key(|job| {
            let name = table.hint(job.id).map_or("", |hint| &hint.full);
            Reverse((
                is_bare(job),
                name.len(),
                name.to_owned(),
                job.place.origin().clone(),
            ))
        });
        let bare_count = self.queue.partition_point(is_bare);
        self.ready = if bare_count < self.queue.len() {
            self.queue.split_off(bare_count)
        } else {
            std::mem::take(&mut self.queue)
        };
    }

    fn finish(&mut self, place: &SchemaKey, schema: Schema, loosened: bool) {
        let ty = schema.ty.clone();
        let is_new = self
            .done
            .insert(place.clone(), (Box::new(schema), loosened))
            .is_none();
        if let (SchemaKey::One(origin), true) = (place, is_new) {
            let is_own = match ty {
                Type::Named(id) => self
                    .table
                    .types
                    .get(id)
                    .is_some_and(|def| def.origin == *origin),
                _ => true,
            };
            self.table.entries.push(SchemaEntry {
                origin: origin.clone(),
                ty,
                is_own,
                usage: Usage::default(),
            });
        }
    }

    pub(crate) fn of_parts(
        &mut self,
        cx: &mut BuildContext<'d>,
        place: &SchemaKey,
        parts: Vec<SchemaPart<'d>>,
        hint: &Hint,
    ) -> Schema {
        let facts = shape::read_combined_keywords(cx, &parts);
        if let Some(member) = self.only_member(
            cx,
            CombinedSchema {
                place,
                parts: &parts,
                facts: &facts,
                hint,
            },
        ) {
            return overlay_annotations(member, facts, place.origin());
        }
        let ty = self.type_of(
            cx,
            CombinedSchema {
                place,
                parts: &parts,
                facts: &facts,
                hint,
            },
        );
        Schema {
            nullable: facts.nullable,
            constant: single_enum_value(&facts, &ty).map(Box::new),
            secret: is_secret(&facts, &ty),
            numbers_in_strings: facts.numbers_in_strings && ty.is_number(),
            format: facts.format,
            xml: facts.xml,
            default: facts.default.map(Box::new),
            constraints: if matches!(ty, Type::Named(_)) {
                Limits::default()
            } else {
                facts.constraints.into()
            },
            ty,
            origin: place.origin().clone(),
        }
    }

    /// Returns the only member of `oneOf` or `anyOf`, if the union needs no separate type.
    fn only_member(
        &mut self,
        cx: &mut BuildContext<'d>,
        schema: CombinedSchema<'_, 'd>,
    ) -> Option<Schema> {
        let CombinedSchema {
            place,
            parts,
            facts,
            hint,
        } = schema;
        let [member] = facts.alternatives.as_ref()?.members.as_slice() else {
            return None;
        };
        if facts.contradiction.is_some() || self.discriminator_bases.is_base(place) {
            return None;
        }
        if !parts.iter().any(SchemaPart::shapes) {
            return Some(self.at_depth(cx, std::slice::from_ref(member), hint));
        }
        let is_text = facts.enumeration.is_none() && enums::string_union(cx, facts).is_some();
        let base: Vec<SchemaPart<'d>> = parts
            .iter()
            .cloned()
            .map(SchemaPart::without_alternatives)
            .collect();
        if !is_text {
            return None;
        }
        self.with_base(cx, &base, member, hint)
    }

    pub(crate) fn queued(&mut self, schema: CombinedSchema<'_, 'd>, body: PendingBody) -> Type {
        let id = self.reserve(schema);
        let CombinedSchema {
            place,
            parts,
            facts,
            hint,
        } = schema;
        self.queue.push(PendingType {
            id,
            place: place.clone(),
            parts: parts.to_vec(),
            facts: Box::new(facts.clone()),
            hint: hint.clone(),
            body,
        });
        Type::Named(id)
    }

    pub(crate) fn define(&mut self, id: TypeId, kind: TypeKind) {
        if let Some(def) = self.table.types.get_mut(id) {
            def.kind = kind;
        }
    }

    /// Adds a type before its body is built, since the body may refer to the type; types are named last.
    pub(crate) fn reserve(&mut self, schema: CombinedSchema<'_, 'd>) -> TypeId {
        let CombinedSchema {
            place, facts, hint, ..
        } = schema;
        self.table
            .hints
            .push(hint.clone().titled(facts.title.as_deref()));
        let id = self.table.types.push(TypeDef {
            name: String::new(),
            naming: Vec::new(),
            keeps_name: false,
            has_short_name: false,
            module: String::new(),
            kind: TypeKind::Struct(model::Struct::default()),
            docs: facts
                .description
                .clone()
                .or_else(|| title_docs(facts.title.as_deref()?, place.origin())),
            deprecated: facts.deprecated,
            usage: Usage::default(),
            origin: place.origin().clone(),
        });
        let schema = Schema::of(Type::Named(id), place.origin().clone());
        let schema = Schema {
            nullable: facts.nullable,
            xml: facts.xml.clone(),
            ..schema
        };
        self.finish(place, schema, false);
        id
    }
}

fn too_many_conjunctions(origin: &Origin) -> Diagnostic {
    let message = "`allOf` combines schemas that refer to each other in ever new combinations";
    let warning = Diagnostic::warning("too-many-conjunctions", message)
        .at(origin)
        .instead(ANY);
    warning.help("move the common part of these schemas to a separate schema, and refer to it")
}

pub(crate) fn endless_reference_warning(origin: &Origin) -> Diagnostic {
    let message = "arrays, maps or references contain themselves, expected an object in between";
    let warning = Diagnostic::warning("endless-reference", message)
        .at(origin)
        .instead(ANY);
    warning.help("put an object in between, such as one with the array as a property")
}

/// Returns a schema with the annotations beside its `$ref`, `oneOf` or `anyOf`.
fn overlay_annotations(schema: Schema, beside: CombinedKeywords, origin: &Origin) -> Schema {
    Schema {
        nullable: schema.nullable || beside.nullable,
        secret: schema.secret || is_secret(&beside, &schema.ty),
        default: beside.default.map(Box::new).or(schema.default),
        xml: beside.xml.or(schema.xml),
        origin: origin.clone(),
        ..schema
    }
}

fn single_enum_value(facts: &CombinedKeywords, ty: &Type) -> Option<Value> {
    match (facts.enumeration.as_deref(), ty) {
        (Some([value @ Value::String(_)]), Type::Text(_))
        | (Some([value @ Value::Bool(_)]), Type::Bool) => Some(value.clone()),
        _ => None,
    }
}

fn is_secret(facts: &CombinedKeywords, ty: &Type) -> bool {
    matches!(ty, Type::Text(_)) && (facts.write_only || facts.format.as_deref() == Some("password"))
}

//! Converts schemas to types. A location is converted to a [`Schema`] immediately; the bodies of
//! structs and unions are queued, so that neither cycles nor long chains of references can exhaust
//! the stack.

use std::cmp::Reverse;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};
use serde_json::Value;

use super::discriminator_bases::DiscriminatorBases;
use super::enums;
use super::replacements::Replacements;
use super::schema_key::SchemaKey;
use super::type_table::TypeTable;
use crate::context::BuildContext;
use crate::keywords::facts::{CombinedKeywords, JsonType};
use crate::keywords::keyword_meaning::title_docs;
use crate::keywords::parts::{self, ANY, Gathered, SchemaPart};
use crate::keywords::{shape, single_member};
use crate::names::inline_types::{NameFacts, SchemaUse};
use crate::names::type_names::{component_schemas, location_name};
use diag::{Diagnostic, Origin};
use model::{AddedCode, Limits, Schema, SchemaEntry, Type, TypeDef, TypeId, TypeKind, Usage};

/// The maximum depth of arrays, maps and references to them: deeper levels could exhaust the stack.
const MAX_DEPTH: usize = 64;

/// The maximum number of members that are combined with keywords of the enclosing schema, since the
/// number of combinations may be factorial.
const MAX_JOINED: usize = 20_000;

/// The maximum number of conjunctions in addition to one for each schema, since their number may be
/// exponential.
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
    pub(super) replacements: Replacements,
}

/// A schema that becomes a type: its parts, their combined keywords, and where it is used.
#[derive(Clone, Copy)]
pub(crate) struct CombinedSchema<'a, 'd> {
    pub(crate) place: &'a SchemaKey,
    pub(crate) parts: &'a [SchemaPart<'d>],
    pub(crate) facts: &'a CombinedKeywords,
    pub(crate) schema_use: &'a SchemaUse,
}

/// A type whose body is not built yet.
pub(crate) struct PendingType<'d> {
    pub(crate) id: TypeId,
    pub(crate) place: SchemaKey,
    pub(crate) parts: Vec<SchemaPart<'d>>,
    pub(crate) facts: Box<CombinedKeywords>,
    pub(crate) schema_use: SchemaUse,
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
    pub(crate) fn new(cx: &BuildContext<'d>, table: TypeTable) -> Self {
        Self {
            table,
            discriminator_bases: DiscriminatorBases::find(cx),
            done: HashMap::new(),
            open: HashSet::new(),
            queue: Vec::new(),
            ready: Vec::new(),
            depth: 0,
            conjunctions: 0,
            joined: 0,
            replacements: Replacements::of(cx),
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
        let schema_use = self
            .table
            .names
            .component(origin)
            .map_or_else(|| SchemaUse::of_name(key), SchemaUse::of_path);
        self.read_schema(cx, origin, &schema_use);
    }

    /// Returns the schema at `origin`; `schema_use` names its type if the description does not.
    pub(crate) fn read_schema(
        &mut self,
        cx: &mut BuildContext<'d>,
        origin: &Origin,
        schema_use: &SchemaUse,
    ) -> Schema {
        let place = SchemaKey::One(origin.clone());
        let schema = self.convert_once(cx, &place, |schemas, cx| {
            let schema = match parts::gather_parts(cx, origin) {
                Gathered::Reference { target, overlay } => {
                    schemas.convert_reference(cx, origin, schema_use, &target, &overlay)
                }
                Gathered::Single { member, overlay } => {
                    schemas.convert_single_member(cx, origin, &member, &overlay, schema_use)
                }
                Gathered::Parts(parts) => schemas.convert_parts(cx, &place, parts, schema_use),
            };
            schemas.replace_configured(origin, schema, schema_use)
        });
        self.improve_use(cx, &schema, origin, schema_use);
        schema
    }

    /// Names the type of a schema after this use, if it is better than the previous one: the first
    /// use would depend on the order of the description.
    fn improve_use(
        &mut self,
        cx: &BuildContext<'d>,
        schema: &Schema,
        origin: &Origin,
        schema_use: &SchemaUse,
    ) {
        let id = match &schema.ty {
            Type::Named(id) => *id,
            Type::List(inner) => {
                return self.improve_use(cx, inner, &inner.origin, &schema_use.in_element("item"));
            }
            Type::Map(inner) => {
                return self.improve_use(cx, inner, &inner.origin, &schema_use.in_element("value"));
            }
            _ => return,
        };
        let member_origin = single_member::innermost_member(cx, origin);
        if self
            .table
            .types
            .get(id)
            .is_none_or(|def| def.origin != member_origin)
        {
            return;
        }
        let component = self
            .table
            .names
            .enclosing_component(origin)
            .unwrap_or_default();
        let Some(current) = self.table.name_facts.get_mut(id.0 as usize) else {
            return;
        };
        let current_use = &mut current.schema_use;
        if use_rank(schema_use, component) < use_rank(current_use, component) {
            current_use.clone_from(schema_use);
        }
    }

    pub(crate) fn read_conjunction(
        &mut self,
        cx: &mut BuildContext<'d>,
        origins: &[Origin],
        schema_use: &SchemaUse,
    ) -> Schema {
        match origins {
            [origin] => self.read_schema(cx, origin, schema_use),
            [first, others @ ..] => {
                let place = SchemaKey::of(first, others.iter().cloned());
                let schema = self.convert_once(cx, &place, |schemas, cx| {
                    schemas.conjunctions += 1;
                    if schemas.conjunctions > schemas.table.entries.len() + SPARE_CONJUNCTIONS {
                        cx.loosen(too_many_conjunctions(first));
                        return Schema::of(Type::Any, first.clone());
                    }
                    let parts = parts::flatten_schemas(cx, origins);
                    schemas.convert_parts(cx, &place, parts, schema_use)
                });
                self.improve_use(cx, &schema, first, schema_use);
                schema
            }
            [] => Schema::of(Type::Any, Origin::default()),
        }
    }

    /// Returns the conjunction of a union member and the enclosing schema; `None` if no value
    /// satisfies both.
    pub(crate) fn convert_with_base(
        &mut self,
        cx: &mut BuildContext<'d>,
        base: &[SchemaPart<'d>],
        origin: &Origin,
        schema_use: &SchemaUse,
    ) -> Option<Schema> {
        let own = parts::flatten_schemas(cx, std::slice::from_ref(origin));
        // A member that includes the enclosing schema by `allOf` is already the conjunction.
        if base
            .iter()
            .all(|part| own.iter().any(|included| included.origin == part.origin))
        {
            return Some(self.read_schema(cx, origin, schema_use));
        }
        let mut parts_with_base = base.to_vec();
        parts_with_base.extend(own);
        parts::ignore_satisfied_unions(cx, &mut parts_with_base);
        if shape::read_combined_keywords(cx, &parts_with_base)
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
        Some(self.convert_parts(cx, &place, parts_with_base, schema_use))
    }

    /// Returns the finished schema for `place`, or else the result of `build`.
    fn convert_once(
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

    fn convert_reference(
        &mut self,
        cx: &mut BuildContext<'d>,
        origin: &Origin,
        schema_use: &SchemaUse,
        target: &Origin,
        overlay: &[SchemaPart<'d>],
    ) -> Schema {
        let schema_use = match self.table.names.component(target) {
            Some(name) => SchemaUse::of_path(name),
            // The string at `origin` contains JSON, and the target is the schema of this JSON.
            None if target.is_within(origin) => schema_use.clone(),
            None => {
                self.table.reference_targets.insert(target.clone());
                SchemaUse::of_reference_key(&location_name(cx, target))
            }
        };
        let done = self.done.contains_key(&SchemaKey::One(target.clone()));
        let schema = if done || self.open.insert(target.clone()) {
            let schema = self.read_nested(cx, std::slice::from_ref(target), &schema_use);
            self.open.remove(target);
            schema
        } else {
            cx.loosen(endless_reference_warning(target));
            Schema::of(Type::Any, target.clone())
        };
        overlay_annotations(schema, shape::read_combined_keywords(cx, overlay), origin)
    }

    /// Returns the only member of the union at `origin`, with the annotations of the union.
    fn convert_single_member(
        &mut self,
        cx: &mut BuildContext<'d>,
        origin: &Origin,
        member: &Origin,
        overlay: &[SchemaPart<'d>],
        schema_use: &SchemaUse,
    ) -> Schema {
        let schema = self.read_nested(cx, std::slice::from_ref(member), schema_use);
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

    pub(crate) fn read_nested(
        &mut self,
        cx: &mut BuildContext<'d>,
        origins: &[Origin],
        schema_use: &SchemaUse,
    ) -> Schema {
        if self.depth >= MAX_DEPTH {
            let origin = origins.first().cloned().unwrap_or_default();
            cx.loosen(endless_reference_warning(&origin));
            return Schema::of(Type::Any, origin);
        }
        self.depth += 1;
        let schema = self.read_conjunction(cx, origins, schema_use);
        self.depth -= 1;
        schema
    }

    /// Returns the next body to build, with the best use for its name.
    pub(crate) fn next_job(&mut self) -> Option<PendingType<'d>> {
        if self.ready.is_empty() {
            self.fill_ready();
        }
        let job = self.ready.pop()?;
        Some(PendingType {
            schema_use: self
                .table
                .schema_use(job.id)
                .cloned()
                .unwrap_or(job.schema_use),
            ..job
        })
    }

    /// Makes the queued types ready, in the order of their names: inner types are named after the
    /// type around them when it is built, so the order of the description must not matter. Types
    /// that have only the name of a reference target stay in the queue as long as there are others,
    /// because a type around them may use them, too.
    fn fill_ready(&mut self) {
        let table = &self.table;
        let is_bare = |job: &PendingType<'d>| {
            table
                .schema_use(job.id)
                .is_some_and(SchemaUse::has_only_reference_key)
        };
        self.queue.sort_by_cached_key(|job| {
            let name = table
                .schema_use(job.id)
                .map_or("", |schema_use| &schema_use.full_name);
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

    pub(crate) fn convert_parts(
        &mut self,
        cx: &mut BuildContext<'d>,
        place: &SchemaKey,
        parts: Vec<SchemaPart<'d>>,
        schema_use: &SchemaUse,
    ) -> Schema {
        let facts = shape::read_combined_keywords(cx, &parts);
        let schema = CombinedSchema {
            place,
            parts: &parts,
            facts: &facts,
            schema_use,
        };
        if let Some(member) = self.only_member(cx, schema) {
            return overlay_annotations(member, facts, place.origin());
        }
        let ty = self.type_of(cx, schema);
        let schema = Schema {
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
        };
        self.replace_format(place, schema)
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
            schema_use,
        } = schema;
        let [member] = facts.alternatives.as_ref()?.members.as_slice() else {
            return None;
        };
        if facts.contradiction.is_some() || self.discriminator_bases.is_base(place) {
            return None;
        }
        if !parts.iter().any(SchemaPart::shapes) {
            return Some(self.read_nested(cx, std::slice::from_ref(member), schema_use));
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
        self.convert_with_base(cx, &base, member, schema_use)
    }

    pub(crate) fn queue_type(&mut self, schema: CombinedSchema<'_, 'd>, body: PendingBody) -> Type {
        let id = self.reserve_type(schema);
        let CombinedSchema {
            place,
            parts,
            facts,
            schema_use,
        } = schema;
        self.queue.push(PendingType {
            id,
            place: place.clone(),
            parts: parts.to_vec(),
            facts: Box::new(facts.clone()),
            schema_use: schema_use.clone(),
            body,
        });
        Type::Named(id)
    }

    pub(crate) fn set_body(&mut self, id: TypeId, kind: TypeKind) {
        if let Some(def) = self.table.types.get_mut(id) {
            def.kind = kind;
        }
    }

    /// Adds a type before its body is built, since the body may refer to the type; types are named
    /// last.
    pub(crate) fn reserve_type(&mut self, schema: CombinedSchema<'_, 'd>) -> TypeId {
        let CombinedSchema {
            place,
            facts,
            schema_use,
            ..
        } = schema;
        self.table
            .name_facts
            .push(NameFacts::new(schema_use.clone(), facts.title.as_deref()));
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
            added: AddedCode::default(),
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

/// Returns a schema with the annotations next to its `$ref`, `oneOf` or `anyOf`.
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

/// Returns the rank of a use for the name of a type in this component; the lowest one wins.
fn use_rank<'u>(schema_use: &'u SchemaUse, component: &str) -> (bool, bool, usize, &'u str) {
    let name = &schema_use.full_name;
    (
        schema_use.root_path() != component,
        schema_use.has_only_reference_key(),
        name.len(),
        name,
    )
}

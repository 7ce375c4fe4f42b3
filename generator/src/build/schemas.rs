//! Schemas → types.
//!
//! A place becomes a [`Schema`] at once; the bodies of structs, enums and unions wait in a queue, so that neither a
//! cycle nor a chain of ten thousand references can exhaust the stack.

mod types;

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use super::discriminator_bases::DiscriminatorBases;
use super::facts::Facts;
use super::hint::Hint;
use super::names::{TypeNames, component_schemas, place_name};
use super::parts::{self, Gathered, Part};
use super::schema_key::SchemaKey;
use super::type_table::TypeTable;
use super::{Context, enums, shape, single_member};
use crate::diag::{Diagnostic, Origin};
use crate::model::{Limits, Schema, SchemaEntry, Type, TypeDef, TypeId, TypeKind, Types, Usage};

/// How deep lists, maps and references to them may nest before the rest is any JSON; more could exhaust the stack of a thread.
const MAX_DEPTH: usize = 64;

/// How many members of unions may be joined with what stands beside the list: unions whose members extend other unions
/// can lead to each other in as many ways as there are orders of them.
const MAX_JOINED: usize = 20_000;

/// How many conjunctions there may be besides one for each schema: properties of schemas that refer to each other can
/// be joined in as many ways as there are sets of schemas.
const SPARE_CONJUNCTIONS: usize = 1_000;

/// Schemas that were built, types that were named, bodies that wait.
pub(crate) struct Schemas<'d> {
    /// All types with a name.
    pub(crate) types: Types,
    /// All names of types.
    pub(crate) names: TypeNames,
    /// Which Rust type each place became.
    pub(crate) entries: Vec<SchemaEntry>,
    /// Types whose body lost something.
    pub(crate) loose: HashSet<TypeId>,
    /// Where each type stands, as a name.
    pub(crate) hints: Vec<Hint>,
    /// Which components others extend, each value saying which.
    pub(crate) discriminator_bases: DiscriminatorBases,
    /// What each place became, and whether something was lost.
    done: HashMap<SchemaKey, (Box<Schema>, bool)>,
    open: HashSet<Origin>,
    queue: VecDeque<Job<'d>>,
    depth: usize,
    /// How many places are conjunctions of several.
    conjunctions: usize,
    /// How many members were joined with what stands beside their list.
    joined: usize,
}

/// A type whose body waits to be built.
pub(crate) struct Job<'d> {
    pub(crate) id: TypeId,
    pub(crate) parts: Vec<Part<'d>>,
    pub(crate) facts: Box<Facts>,
    pub(crate) hint: Hint,
    /// Whether it stands for all that extend it.
    pub(crate) is_base: bool,
}

impl<'d> Schemas<'d> {
    pub(crate) fn new(cx: &mut Context<'d>) -> Self {
        Self {
            types: Types::default(),
            names: TypeNames::new(cx),
            entries: Vec::new(),
            loose: HashSet::new(),
            hints: Vec::new(),
            discriminator_bases: DiscriminatorBases::find(cx),
            done: HashMap::new(),
            open: HashSet::new(),
            queue: VecDeque::new(),
            depth: 0,
            conjunctions: 0,
            joined: 0,
        }
    }

    /// Component schemas become types even where no operation uses them.
    pub(crate) fn read_components(&mut self, cx: &mut Context<'d>) {
        for (origin, key) in component_schemas(cx) {
            let hint = self.names.component(&origin).map_or_else(|| Hint::new(&key), Hint::of_path);
            self.at(cx, &origin, &hint);
        }
    }

    /// The schema at `origin`; `hint` names it if it needs a name and has none.
    pub(crate) fn at(&mut self, cx: &mut Context<'d>, origin: &Origin, hint: &Hint) -> Schema {
        let place = SchemaKey::One(origin.clone());
        let schema = self.once(cx, &place, |schemas, cx| match parts::gather(cx, origin) {
            Gathered::Reference { target, overlay } => schemas.referenced(cx, origin, &target, &overlay),
            Gathered::Single { member, overlay } => schemas.alone(cx, origin, &member, &overlay, hint),
            Gathered::Parts(parts) => schemas.of_parts(cx, &place, parts, hint),
        });
        self.offer(cx, &schema, origin, hint);
        schema
    }

    /// A place that is met on several ways is named after the best of them, and not after the first: that depends on the
    /// order of the description.
    fn offer(&mut self, cx: &Context<'d>, schema: &Schema, origin: &Origin, hint: &Hint) {
        let id = match &schema.ty {
            Type::Named(id) => *id,
            Type::List(inner) => return self.offer(cx, inner, &inner.origin, &hint.element("item")),
            Type::Map(inner) => return self.offer(cx, inner, &inner.origin, &hint.element("value")),
            _ => return,
        };
        let place = single_member::innermost(cx, origin);
        if self.types.get(id).is_none_or(|def| def.origin != place) {
            return;
        }
        let home = self.names.home(origin).unwrap_or_default();
        let rank = |hint: &Hint| (hint.root() != home, hint.is_bare(), hint.as_str().len(), hint.as_str().to_owned());
        if let Some(known) = self.hints.get_mut(id.0 as usize)
            && rank(hint) < rank(known)
        {
            known.clone_from(hint);
        }
    }

    /// The schema of which all of `origins` hold at once.
    pub(crate) fn all_of(&mut self, cx: &mut Context<'d>, origins: &[Origin], hint: &Hint) -> Schema {
        match origins {
            [origin] => self.at(cx, origin, hint),
            [first, others @ ..] => {
                let place = SchemaKey::of(first, others.iter().cloned());
                self.once(cx, &place, |schemas, cx| {
                    schemas.conjunctions += 1;
                    if schemas.conjunctions > schemas.entries.len() + SPARE_CONJUNCTIONS {
                        cx.loosen(too_many_conjunctions(first));
                        return Schema::of(Type::Any, first.clone());
                    }
                    let parts = parts::flatten(cx, origins);
                    schemas.of_parts(cx, &place, parts, hint)
                })
            }
            [] => Schema::of(Type::Any, Origin::default()),
        }
    }

    /// The member together with what stands beside the list; `None` where no value can be both.
    pub(crate) fn with_base(
        &mut self,
        cx: &mut Context<'d>,
        base: &[Part<'d>],
        origin: &Origin,
        hint: &Hint,
    ) -> Option<Schema> {
        let own = parts::flatten(cx, std::slice::from_ref(origin));
        let is_said = |part: &Part<'d>| own.iter().any(|said| said.origin == part.origin);
        // An subtype says already what the base that lists it does.
        if base.iter().all(is_said) {
            return Some(self.at(cx, origin, hint));
        }
        let mut all = base.to_vec();
        all.extend(own);
        parts::leave_out_what_holds(cx, &mut all);
        let possible = shape::read(cx, &all).contradiction.is_none();
        let place = SchemaKey::of(origin, base.iter().map(|part| part.origin.clone()));
        possible.then(|| self.joined(cx, &place, all, hint))
    }

    /// A member of a union and what stands beside the list.
    fn joined(&mut self, cx: &mut Context<'d>, place: &SchemaKey, parts: Vec<Part<'d>>, hint: &Hint) -> Schema {
        self.joined += 1;
        if self.joined > MAX_JOINED {
            cx.loosen(too_many_conjunctions(place.origin()));
            return Schema::of(Type::Any, place.origin().clone());
        }
        self.of_parts(cx, place, parts, hint)
    }

    /// What `place` became, or what `build` makes of it now.
    fn once(
        &mut self,
        cx: &mut Context<'d>,
        place: &SchemaKey,
        build: impl FnOnce(&mut Self, &mut Context<'d>) -> Schema,
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

    fn referenced(&mut self, cx: &mut Context<'d>, origin: &Origin, target: &Origin, overlay: &[Part<'d>]) -> Schema {
        let hint = match self.names.component(target) {
            Some(name) => Hint::of_path(name),
            None => Hint::of_place(&place_name(cx, target)),
        };
        let done = self.done.contains_key(&SchemaKey::One(target.clone()));
        let schema = if done || self.open.insert(target.clone()) {
            let schema = self.at_depth(cx, std::slice::from_ref(target), &hint);
            self.open.remove(target);
            schema
        } else {
            cx.loosen(endless(target));
            Schema::of(Type::Any, target.clone())
        };
        overlaid(schema, shape::read(cx, overlay), origin)
    }

    /// The one schema of a list, which stands inside of `origin`, with what is said beside the list.
    fn alone(
        &mut self,
        cx: &mut Context<'d>,
        origin: &Origin,
        member: &Origin,
        overlay: &[Part<'d>],
        hint: &Hint,
    ) -> Schema {
        let schema = self.at_depth(cx, std::slice::from_ref(member), hint);
        let beside = shape::read(cx, overlay);
        self.describe(&schema, member, &beside);
        overlaid(schema, beside, origin)
    }

    /// A type that stands in a list by itself is described by the words beside the list, where it has none of its own.
    fn describe(&mut self, schema: &Schema, member: &Origin, beside: &Facts) {
        let Type::Named(id) = schema.ty else { return };
        if let Some(def) = self.types.get_mut(id).filter(|def| def.origin.is_within(member)) {
            let words = || beside.description.clone().or_else(|| beside.title.clone());
            def.docs = def.docs.take().or_else(words);
            def.deprecated |= beside.deprecated;
        }
    }

    fn at_depth(&mut self, cx: &mut Context<'d>, origins: &[Origin], hint: &Hint) -> Schema {
        if self.depth >= MAX_DEPTH {
            let origin = origins.first().cloned().unwrap_or_default();
            cx.loosen(endless(&origin));
            return Schema::of(Type::Any, origin);
        }
        self.depth += 1;
        let schema = self.all_of(cx, origins, hint);
        self.depth -= 1;
        schema
    }

    /// The next body to be built, with the best name for where it stands.
    pub(crate) fn next_job(&mut self) -> Option<Job<'d>> {
        let mut job = self.queue.pop_front()?;
        job.hint = self.hints.get(job.id.0 as usize).cloned().unwrap_or(job.hint);
        Some(job)
    }

    /// The types, all bodies built: no place is looked up from here on.
    pub(crate) fn into_types(self) -> TypeTable {
        let Self { types, names, entries, loose, hints, .. } = self;
        TypeTable { types, names, entries, loose, hints }
    }

    fn finish(&mut self, place: &SchemaKey, schema: Schema, loosened: bool) {
        let entry = (schema.ty.clone(), self.done.insert(place.clone(), (Box::new(schema), loosened)).is_none());
        if let (SchemaKey::One(origin), (ty, true)) = (place, entry) {
            let made_for =
                if let Type::Named(id) = &ty { self.types.get(*id).map(|def| &def.origin) } else { Some(origin) };
            let is_own = made_for == Some(origin);
            self.entries.push(SchemaEntry { origin: origin.clone(), ty, is_own, usage: Usage::default() });
        }
    }

    /// The schema that `parts` describe together.
    pub(crate) fn of_parts(
        &mut self,
        cx: &mut Context<'d>,
        place: &SchemaKey,
        parts: Vec<Part<'d>>,
        hint: &Hint,
    ) -> Schema {
        let facts = shape::read(cx, &parts);
        if let Some(member) = self.only_member(cx, place, &parts, &facts, hint) {
            return overlaid(member, facts, place.origin());
        }
        let ty = self.type_of(cx, place, &parts, &facts, hint);
        Schema {
            nullable: facts.nullable,
            constant: constant(&facts).map(Box::new),
            secret: is_secret(&facts, &ty),
            format: facts.format,
            xml: facts.xml,
            default: facts.default.map(Box::new),
            constraints: if matches!(ty, Type::Named(_)) { Limits::default() } else { facts.constraints.into() },
            ty,
            origin: place.origin().clone(),
        }
    }

    /// The member of `oneOf` or `anyOf` that stands there alone, often beside `null`, where no type has to stand for the
    /// list: all that is said of it holds.
    fn only_member(
        &mut self,
        cx: &mut Context<'d>,
        place: &SchemaKey,
        parts: &[Part<'d>],
        facts: &Facts,
        hint: &Hint,
    ) -> Option<Schema> {
        let [member] = facts.alternatives.as_ref()?.members.as_slice() else { return None };
        if facts.contradiction.is_some() || self.discriminator_bases.is_base(place) {
            return None;
        }
        if !parts.iter().any(Part::shapes) {
            return Some(self.at_depth(cx, std::slice::from_ref(member), hint));
        }
        let is_text = facts.enumeration.is_none() && enums::texts(cx, facts).is_some();
        let base: Vec<Part<'d>> = parts.iter().cloned().map(Part::without_alternatives).collect();
        is_text.then(|| self.with_base(cx, &base, member, hint)).flatten()
    }

    /// A type whose body waits to be built.
    fn queued(&mut self, place: &SchemaKey, parts: &[Part<'d>], facts: &Facts, hint: &Hint, is_base: bool) -> Type {
        let id = self.reserve(place, facts, hint);
        let facts = Box::new(facts.clone());
        self.queue.push_back(Job { id, parts: parts.to_vec(), facts, hint: hint.clone(), is_base });
        Type::Named(id)
    }

    /// Gives a type its body.
    pub(crate) fn define(&mut self, id: TypeId, kind: TypeKind) {
        if let Some(def) = self.types.get_mut(id) {
            def.kind = kind;
        }
    }

    /// Makes room for a type before its body is built, so that its body may refer to it. Names come last: equal types
    /// become one before that.
    fn reserve(&mut self, place: &SchemaKey, facts: &Facts, hint: &Hint) -> TypeId {
        self.hints.push(hint.clone());
        let id = self.types.push(TypeDef {
            name: String::new(),
            naming: Vec::new(),
            keeps_name: false,
            module: String::new(),
            kind: TypeKind::Struct(crate::model::Struct::default()),
            docs: facts.description.clone().or_else(|| facts.title.clone()),
            deprecated: facts.deprecated,
            usage: Usage::default(),
            origin: place.origin().clone(),
        });
        let mut schema = Schema::of(Type::Named(id), place.origin().clone());
        schema.nullable = facts.nullable;
        schema.xml.clone_from(&facts.xml);
        self.finish(place, schema, false);
        id
    }
}

fn too_many_conjunctions(origin: &Origin) -> Diagnostic {
    Diagnostic::warning(
        "too-many-conjunctions",
        "`allOf` combines schemas that refer to each other in ever new combinations",
    )
    .at(origin)
    .instead("any JSON value is accepted here")
    .help("move the common part of these schemas to a schema of its own, and refer to it")
}

pub(super) fn endless(origin: &Origin) -> Diagnostic {
    Diagnostic::warning(
        "endless-reference",
        "arrays, maps or references contain themselves, expected an object in between",
    )
    .at(origin)
    .instead("any JSON value is accepted here")
    .help("put an object in between, such as one with the array as a property")
}

/// A schema that stands elsewhere, with what is said beside the `$ref` or the list that leads to it.
fn overlaid(schema: Schema, beside: Facts, origin: &Origin) -> Schema {
    Schema {
        nullable: schema.nullable || beside.nullable,
        secret: schema.secret || is_secret(&beside, &schema.ty),
        default: beside.default.map(Box::new).or(schema.default),
        xml: beside.xml.or(schema.xml),
        origin: origin.clone(),
        ..schema
    }
}

fn constant(facts: &Facts) -> Option<Value> {
    match facts.enumeration.as_deref() {
        Some([value @ (Value::String(_) | Value::Bool(_))]) if facts.alternatives.is_none() => Some(value.clone()),
        _ => None,
    }
}

fn is_secret(facts: &Facts, ty: &Type) -> bool {
    let text = matches!(ty, Type::Text(_));
    text && (facts.write_only || facts.format.as_deref() == Some("password"))
}

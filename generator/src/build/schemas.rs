//! Schemas → types.
//!
//! A place becomes a [`Schema`] at once; the bodies of structs, enums and unions wait in a queue, so that neither a
//! cycle nor a chain of ten thousand references can exhaust the stack.

use std::collections::{HashMap, HashSet, VecDeque};

use serde_json::Value;

use super::discriminator_bases::DiscriminatorBases;
use super::facts::{Alternatives, Conflict, Contradiction, Facts, JsonType};
use super::hint::Hint;
use super::keywords::{EXTENSIBLE, is_annotation};
use super::label::{self, Label};
use super::names::{TypeNames, component_schemas, place_name};
use super::other::Other;
use super::parts::{self, Gathered, Part};
use super::schema_key::SchemaKey;
use super::type_table::TypeTable;
use super::{Context, enums, shape, single_member, undescribed};
use crate::diag::{Diagnostic, Origin};
use crate::model::{
    Enum, Limits, Schema, SchemaEntry, Text, Type, TypeDef, TypeId, TypeKind, Types, Union, UnionVariant, Usage,
};
use crate::naming::variant_name;

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

    fn type_of(
        &mut self,
        cx: &mut Context<'d>,
        place: &SchemaKey,
        parts: &[Part<'d>],
        facts: &Facts,
        hint: &Hint,
    ) -> Type {
        match &facts.contradiction {
            Some(found) if found.what == Conflict::Types => {
                cx.loosen(contradiction(found, "types").instead("any JSON value is accepted here"));
                return Type::Any;
            }
            Some(found) => cx.warn(contradiction(found, "values").instead("all of these values are accepted here")),
            None => {}
        }
        if self.discriminator_bases.is_base(place) {
            let id = self.reserve(place, facts, hint);
            let facts = Box::new(facts.clone());
            self.queue.push_back(Job { id, parts: parts.to_vec(), facts, hint: hint.clone(), is_base: true });
            return Type::Named(id);
        }
        if let Some(alternatives) = &facts.alternatives {
            return match alternatives.members.as_slice() {
                [] => Type::Any,
                _ => self.union_type(cx, place, parts, facts, hint),
            };
        }
        if let Some(values) = &facts.enumeration {
            return self.enum_type(cx, place, parts, values, facts, hint);
        }
        if let Some(ty) = self.extensible_enum(cx, place, facts, hint) {
            return ty;
        }
        if facts.is_object() {
            if facts.types.is_none() {
                let keyword = if facts.properties.is_empty() { "additionalProperties" } else { "properties" };
                let warning = guessed_type("object", keyword, place);
                cx.warn(warning.instead("its values are taken to be objects"));
            }
            let facts = undescribed::add(cx, facts, parts);
            return self.object_type(cx, place, &facts, hint);
        }
        match facts.types.as_deref() {
            Some([JsonType::Boolean]) => Type::Bool,
            Some([JsonType::Integer]) => integer_type(facts),
            Some([JsonType::Number])
            | Some([JsonType::Integer, JsonType::Number])
            | Some([JsonType::Number, JsonType::Integer]) => number_type(cx, parts),
            Some([JsonType::String]) if facts.format.as_deref() == Some(INT_OR_STRING) => {
                let facts = Facts { format: None, ..facts.clone() };
                self.union_of_types(cx, place, parts, &facts, &[JsonType::Integer, JsonType::String], hint)
            }
            Some([JsonType::String]) => Type::Text(text(facts)),
            Some([JsonType::Array]) => self.list_type(cx, place, facts, hint),
            Some([]) => Type::Any,
            None if facts.is_guessed_array() => {
                let warning = guessed_type("array", "items", place);
                cx.warn(warning.instead("its values are taken to be arrays; any other value is kept as it is"));
                self.union_of_types(cx, place, parts, facts, &[JsonType::Array], hint)
            }
            None if facts.tuple.is_empty() => Type::Any,
            None => self.list_type(cx, place, facts, hint),
            Some(types) => self.union_of_types(cx, place, parts, facts, types, hint),
        }
    }

    fn list_type(&mut self, cx: &mut Context<'d>, place: &SchemaKey, facts: &Facts, hint: &Hint) -> Type {
        let members = facts.tuple_members();
        let items = match facts.items.as_slice() {
            [] if members.is_empty() => Schema::of(Type::Any, place.origin().child("items")),
            [] if facts.is_told() && are_equal(cx, &members) => {
                self.equal_items(cx, place, &members, &hint.element("item"))
            }
            [] => return self.tuple_type(place, facts, hint),
            items => self.at_depth(cx, items, &hint.element("item")),
        };
        Type::List(Box::new(items))
    }

    /// A list whose items have types of their own, each at its place.
    fn tuple_type(&mut self, place: &SchemaKey, facts: &Facts, hint: &Hint) -> Type {
        let id = self.reserve(place, facts, hint);
        let facts = Box::new(facts.clone());
        self.queue.push_back(Job { id, parts: Vec::new(), facts, hint: hint.clone(), is_base: false });
        Type::Named(id)
    }

    /// The items of a tuple that are all of one type: it is a list of them.
    fn equal_items(&mut self, cx: &mut Context<'d>, place: &SchemaKey, members: &[Origin], hint: &Hint) -> Schema {
        if let [_] = members {
            return self.at_depth(cx, members, hint);
        }
        let origin = members.first().and_then(Origin::parent).unwrap_or_default();
        // Whether a scalar is written out or referred to makes no difference.
        let landed = |member: &Origin| scalar(cx, member).map_or_else(|| member.clone(), |(place, _)| place);
        let members: Vec<Origin> = members.iter().map(landed).collect();
        let nullable = members.iter().any(|member| single_member::has_flag(cx, member, "nullable"));
        let alternatives = Alternatives { origin: origin.clone(), members, discriminator: None };
        let facts = Facts { alternatives: Some(alternatives), nullable, ..Facts::default() };
        let ty = self.union_type(cx, &place.inside(origin.clone()), &[], &facts, hint);
        Schema { nullable, ..Schema::of(ty, origin) }
    }

    fn object_type(&mut self, cx: &mut Context<'d>, place: &SchemaKey, facts: &Facts, hint: &Hint) -> Type {
        if facts.properties.is_empty() {
            let values = match &facts.additional {
                Some(Other::Schema(values)) => self.at_depth(cx, std::slice::from_ref(values), &hint.element("value")),
                _ => Schema::of(Type::Any, place.origin().child("additionalProperties")),
            };
            return Type::Map(Box::new(values));
        }
        let id = self.reserve(place, facts, hint);
        self.queue.push_back(Job {
            id,
            parts: Vec::new(),
            facts: Box::new(facts.clone()),
            hint: hint.clone(),
            is_base: false,
        });
        Type::Named(id)
    }

    fn union_type(
        &mut self,
        cx: &mut Context<'d>,
        place: &SchemaKey,
        parts: &[Part<'d>],
        facts: &Facts,
        hint: &Hint,
    ) -> Type {
        if let Some(variants) = enums::constants(cx, facts) {
            let id = self.reserve(place, facts, hint);
            self.define(id, TypeKind::Enum(variants));
            return Type::Named(id);
        }
        if let Some(ty) = enums::texts(cx, facts) {
            return ty;
        }
        if enums::are_open(cx, facts, parts) {
            return Type::Any;
        }
        let id = self.reserve(place, facts, hint);
        self.queue.push_back(Job {
            id,
            parts: parts.to_vec(),
            facts: Box::new(facts.clone()),
            hint: hint.clone(),
            is_base: false,
        });
        Type::Named(id)
    }

    /// `type: [string, integer]`, or constants of several types: a union with a shape for each type.
    fn union_of_types(
        &mut self,
        cx: &mut Context<'d>,
        place: &SchemaKey,
        parts: &[Part<'d>],
        facts: &Facts,
        types: &[JsonType],
        hint: &Hint,
    ) -> Type {
        let id = self.reserve(place, facts, hint);
        let list = place.origin().child("type");
        let mut variants = Vec::with_capacity(types.len());
        for (index, single) in types.iter().enumerate() {
            let facts = facts.of_type(*single);
            let label = Label::kind(label::kind(single.name()).unwrap_or(single.name()));
            let ty = self.type_of(cx, &place.inside(list.item(index)), parts, &facts, &hint.shape(&label));
            let mut schema = Schema::of(ty, list.item(index));
            schema.constraints = facts.constraints.into();
            variants.push(UnionVariant { rust: variant_name(&label.text), schema, boxed: false, docs: None });
        }
        self.define(id, TypeKind::Union(Union { variants, discriminator: None }));
        Type::Named(id)
    }

    fn enum_type(
        &mut self,
        cx: &mut Context<'d>,
        place: &SchemaKey,
        parts: &[Part<'d>],
        values: &[Value],
        facts: &Facts,
        hint: &Hint,
    ) -> Type {
        if let [Value::String(_)] = values {
            return Type::Text(text(facts));
        }
        if let Some(types) = enums::several_types(values) {
            return self.union_of_types(cx, place, parts, facts, &types, hint);
        }
        let list = facts.values_origin.clone().unwrap_or_else(|| place.origin().child("enum"));
        match enums::enumeration(cx, &list, values) {
            Ok(variants) => {
                let id = self.reserve(place, facts, hint);
                self.define(id, TypeKind::Enum(variants));
                Type::Named(id)
            }
            Err(ty) => ty,
        }
    }

    /// The enum of `x-extensible-enum`, where its values are of the one type that the schema names.
    fn extensible_enum(&mut self, cx: &mut Context<'d>, place: &SchemaKey, facts: &Facts, hint: &Hint) -> Option<Type> {
        let list = facts.extensible.as_ref()?;
        let values = cx.document.value(list)?.as_array()?.iter().filter(|value| !value.is_null());
        let values: Vec<Value> = values.cloned().collect();
        let is_of_type = match facts.types.as_deref()? {
            [JsonType::String] => values.iter().all(Value::is_string),
            [JsonType::Integer] => values.iter().all(Value::is_i64),
            _ => false,
        };
        if values.is_empty() || !is_of_type {
            return None;
        }
        let constants = enums::enumeration(cx, list, &values).ok()?;
        let id = self.reserve(place, facts, hint);
        self.define(id, TypeKind::Enum(Enum { open: true, ..constants }));
        Some(Type::Named(id))
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

fn guessed_type(guess: &str, keyword: &str, place: &SchemaKey) -> Diagnostic {
    Diagnostic::warning("guessed-type", format!("a schema with `{keyword}` has no `type`"))
        .at(place.origin())
        .help(format!("add `type: {guess}`"))
}

fn too_many_conjunctions(origin: &Origin) -> Diagnostic {
    Diagnostic::warning("too-many-conjunctions", "`allOf` joins schemas that lead to each other in ever new ways")
        .at(origin)
        .instead("any JSON value is accepted here")
        .help("describe what the joined schemas have in common in a schema of its own, and refer to that")
}

fn contradiction(found: &Contradiction, what: &str) -> Diagnostic {
    Diagnostic::warning("contradiction", format!("schemas that hold at once ask for different {what}"))
        .at(&found.second)
        .related(format!("the other {what} are asked for here"), &found.first)
        .help("a value must fit both: correct one of them, or list them as `oneOf` where either may hold")
}

/// Whether it makes no difference which of the schemas an item has; what they say beside their type, values are judged
/// by.
fn are_equal(cx: &Context<'_>, members: &[Origin]) -> bool {
    let schema = |origin: &Origin| cx.document.value(origin);
    let name = |origin: &Origin| scalar(cx, origin).map(|(_, name)| name);
    let mut pairs = members.iter().zip(members.iter().skip(1));
    pairs.all(|(a, b)| schema(a) == schema(b) || (name(a).is_some() && name(a) == name(b)))
}

/// Where a schema stands that is a text, a number or a boolean, behind references and `allOf` of one, and which of them
/// it is. Constants that are referred to are a type of their own.
fn scalar<'d>(cx: &Context<'d>, origin: &Origin) -> Option<(Origin, &'d str)> {
    const SCALARS: &[&str] = &["boolean", "integer", "number", "string"];
    const MAX_STEPS: usize = 32;
    let mut place = origin.clone();
    for step in 0..MAX_STEPS {
        let schema = cx.document.value(&place)?.as_object()?;
        if let Some(name) = schema.get("type").and_then(Value::as_str) {
            let is_listed = schema.contains_key("enum") || schema.contains_key(EXTENSIBLE);
            let is_plain = SCALARS.contains(&name) && (step == 0 || !is_listed);
            return is_plain.then_some((place, name));
        }
        // What else is said on the way would be lost.
        let mut said = schema.iter().filter(|(key, _)| *key == "nullable" || !is_annotation(key));
        let (Some((key, value)), None) = (said.next(), said.next()) else { return None };
        place = match (key.as_str(), value) {
            ("$ref", Value::String(reference)) => cx.document.resolve(&place, reference).ok()?,
            ("allOf", Value::Array(all)) if all.len() == 1 => place.child("allOf").item(0),
            _ => return None,
        };
    }
    None
}

pub(super) fn endless(origin: &Origin) -> Diagnostic {
    Diagnostic::warning(
        "endless-reference",
        "arrays, maps or references contain themselves, expected an object between",
    )
    .at(origin)
    .instead("any JSON value is accepted here")
    .help("give the inner schema a shape of its own, such as an object with the list as a property")
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

fn text(facts: &Facts) -> Text {
    match facts.format.as_deref() {
        Some("date-time") => Text::DateTime,
        Some("date") => Text::Date,
        Some("uuid") => Text::Uuid,
        Some("byte") => Text::Base64,
        Some("binary") => Text::Binary,
        _ => Text::Plain,
    }
}

/// The format of Kubernetes for integers and strings, which stands beside `type: string`.
const INT_OR_STRING: &str = "int-or-string";

/// `f64` unless the configuration asks for all digits.
fn number_type(cx: &Context<'_>, parts: &[Part<'_>]) -> Type {
    match parts.iter().any(|part| cx.is_exact(&part.origin)) {
        true => Type::Number,
        false => Type::Float,
    }
}

/// `i64` unless the description allows numbers beyond it.
fn integer_type(facts: &Facts) -> Type {
    let beyond = |bound: &Option<crate::model::Bound>| {
        bound.as_ref().is_some_and(|bound| bound.value.as_i64().is_none() && !is_conventional(&bound.value))
    };
    let natural = facts.constraints.minimum.as_ref().is_some_and(|bound| bound.value.as_u64().is_some());
    match facts.format.as_deref() {
        Some("uint64") => Type::Wide,
        _ if beyond(&facts.constraints.maximum) && natural => Type::Wide,
        _ if beyond(&facts.constraints.maximum) || beyond(&facts.constraints.minimum) => Type::Number,
        _ => Type::Integer,
    }
}

/// The ends of `i64`, rounded by tools that compute in floats (`-9223372036854776000`): they mean `i64`.
fn is_conventional(value: &serde_json::Number) -> bool {
    const END: f64 = 9_223_372_036_854_775_808.0;
    value.as_f64().is_some_and(|value| value.abs() == END)
}

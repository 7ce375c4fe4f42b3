//! Bodies of structs and enums.

use std::collections::{HashMap, HashSet};

use indexmap::IndexMap;
use serde_json::{Map, Value};

use super::other::Other;
use super::renames::{self, Named};
use super::schemas::{Job, Schemas};
use super::shape::JsonType;
use super::{Context, single_member};
use crate::diag::{Diagnostic, Origin};
use crate::model::{
    Additional, Constraints, Enum, EnumBase, Property, Schema, Struct, Text, Type, Variant, is_undescribed,
};
use crate::naming::{Scope, ScopeKind};

/// The body of a struct.
pub(crate) fn body<'d>(schemas: &mut Schemas<'d>, cx: &mut Context<'d>, job: Job<'d>) -> Struct {
    let facts = &job.facts;
    let mut names = names(cx, &facts.properties).into_iter();
    let mut properties = Vec::with_capacity(facts.properties.len());
    for (wire, origins) in &facts.properties {
        let schema = match origins.as_slice() {
            [origin] if is_undescribed(origin) => Schema::of(Type::Any, origin.clone()),
            _ => schemas.all_of(cx, origins, &job.hint.child(wire)),
        };
        let notes = Notes::of(cx, origins, &schema);
        properties.push(Property {
            rust: names.next().unwrap_or_default(),
            wire: wire.clone(),
            required: facts.required.contains(wire),
            read_only: notes.read_only,
            write_only: notes.write_only,
            deprecated: notes.deprecated,
            docs: notes.docs,
            boxed: false,
            schema,
        });
    }
    if let Some((name, value)) = schemas.types.get(job.id).and_then(|def| schemas.discriminator_bases.tag(&def.origin))
    {
        let is_open =
            |property: &&mut Property| is_plain_text(&property.schema.ty) && property.schema.constant.is_none();
        for tag in properties.iter_mut().filter(|property| property.wire == name).filter(is_open) {
            tag.schema.constant = Some(Box::new(Value::from(value)));
        }
    }
    // A stable sort: required ones first, each part in the order of the description.
    properties.sort_by_key(|property| !property.required);
    Struct { properties, additional: additional(schemas, cx, &job), constraints: count_constraints(&facts.constraints) }
}

/// The names of the fields, in order.
fn names(cx: &mut Context<'_>, properties: &IndexMap<String, Vec<Origin>>) -> Vec<String> {
    let place = |origins: &[Origin]| {
        let place = origins.iter().find(|origin| cx.named(origin).is_some()).or(origins.first());
        place.cloned().unwrap_or_default()
    };
    let places: Vec<Origin> = properties.values().map(|origins| place(origins)).collect();
    let things: Vec<(&str, &Origin)> = properties.keys().map(String::as_str).zip(&places).collect();
    renames::claim_all(cx, &mut Scope::new(ScopeKind::Fields), Named::Field, &things)
}

fn additional<'d>(schemas: &mut Schemas<'d>, cx: &mut Context<'d>, job: &Job<'d>) -> Additional {
    match &job.facts.additional {
        None | Some(Other::Allowed) => Additional::Unspecified,
        Some(Other::Forbidden) => Additional::Forbidden,
        Some(Other::Schema(origin)) => Additional::Typed(Box::new(schemas.at(cx, origin, &job.hint.element("value")))),
    }
}

fn count_constraints(constraints: &Constraints) -> Constraints {
    Constraints {
        min_properties: constraints.min_properties,
        max_properties: constraints.max_properties,
        names: constraints.names.clone(),
        ..Constraints::default()
    }
}

/// How many schemas are asked whether a property is read-only.
const MOST_PARTS: usize = 64;

/// What the description says of a property beside its type.
pub(crate) struct Notes {
    read_only: bool,
    write_only: bool,
    pub(crate) deprecated: bool,
    pub(crate) docs: Option<String>,
}

impl Notes {
    /// Own words come first; a referenced schema's words only where its type has no page of its own.
    pub(crate) fn of(cx: &mut Context<'_>, origins: &[Origin], schema: &Schema) -> Self {
        let mut notes = Self { read_only: false, write_only: false, deprecated: false, docs: None };
        for place in origins.iter().flat_map(|origin| single_member::inwards(cx, origin)) {
            if let Some(Value::Object(object)) = cx.document.value(&place) {
                notes.read(object);
            }
        }
        let is_said = |key: &str| is_said_anywhere(cx, origins, key);
        (notes.read_only, notes.write_only) = (is_said("readOnly"), is_said("writeOnly"));
        if notes.docs.is_none() && !matches!(schema.ty, Type::Named(_)) {
            notes.docs = origins.iter().find_map(|origin| target_description(cx, origin));
        }
        notes
    }

    fn read(&mut self, object: &Map<String, Value>) {
        let flag = |key: &str| object.get(key) == Some(&Value::Bool(true));
        let text = |key: &str| object.get(key).and_then(Value::as_str).map(str::to_owned);
        self.deprecated |= flag("deprecated");
        let own = || text("description").or_else(|| text("title"));
        self.docs = self.docs.take().or_else(own);
    }
}

/// Whether a schema says so itself, or one that it refers to or is made of: for those it holds too.
fn is_said_anywhere(cx: &Context<'_>, origins: &[Origin], key: &str) -> bool {
    let mut places = origins.to_vec();
    // Counted, since references may lead in circles, and far.
    for _ in 0..MOST_PARTS {
        let Some(place) = places.pop() else { break };
        let Some(Value::Object(object)) = cx.document.value(&place) else { continue };
        if object.get(key) == Some(&Value::Bool(true)) {
            return true;
        }
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            places.extend(cx.document.resolve(&place, reference).ok());
        }
        places.extend(single_member::member(cx, &place));
        let members = object.get("allOf").and_then(Value::as_array).map_or(0, Vec::len).min(MOST_PARTS);
        places.extend((0..members).map(|index| place.child("allOf").item(index)));
    }
    false
}

/// The description of the schema that this one leads to, by `$ref`, `allOf` and through lists of one.
pub(super) fn target_description(cx: &Context<'_>, origin: &Origin) -> Option<String> {
    let mut places = vec![origin.clone()];
    for _ in 0..MOST_PARTS {
        let place = places.pop()?;
        let words = single_member::words(cx, &place, "description").filter(|_| place != *origin);
        if words.is_some() {
            return words.map(str::to_owned);
        }
        let inner = single_member::innermost(cx, &place);
        let Some(Value::Object(object)) = cx.document.value(&inner) else { continue };
        let members = object.get("allOf").and_then(Value::as_array).map_or(0, Vec::len).min(MOST_PARTS);
        places.extend((0..members).rev().map(|index| inner.child("allOf").item(index)));
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            places.extend(cx.document.resolve(&inner, reference).ok());
        }
    }
    None
}

/// The enum of these constants, which stand in `list`, or the type that stands for them where they cannot be one.
pub(crate) fn enumeration(cx: &mut Context<'_>, list: &Origin, values: &[Value]) -> Result<Enum, Type> {
    let places = places(cx, list);
    let bare = |wire: String| {
        let origin = places.get(&wire).map_or_else(|| list.clone(), |index| list.item(*index));
        Constant { origin, wire, title: None, docs: None, deprecated: false }
    };
    if !values.is_empty() && values.iter().all(Value::is_string) {
        let texts = values.iter().filter_map(Value::as_str).map(|text| bare(text.to_owned()));
        return Ok(variants(cx, EnumBase::Text, texts.collect()));
    }
    if !values.is_empty() && values.iter().all(|value| value.as_i64().is_some()) {
        let integers = values.iter().filter_map(Value::as_i64).map(|value| bare(value.to_string()));
        return Ok(variants(cx, EnumBase::Integer, integers.collect()));
    }
    Err(without_enum(cx, list, values))
}

/// Where in `list` the values stand, by what is written for them.
pub(crate) fn places(cx: &Context<'_>, list: &Origin) -> HashMap<String, usize> {
    let values = cx.document.value(list).and_then(Value::as_array).into_iter().flatten();
    let mut places = HashMap::new();
    for (index, value) in values.enumerate() {
        places.entry(text_of(value)).or_insert(index);
    }
    places
}

/// What is written for a constant.
pub(crate) fn text_of(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// The types of constants that are not all of one; `None` where they are, or lists and objects are among them.
pub(crate) fn several_types(values: &[Value]) -> Option<Vec<JsonType>> {
    let has_fractions = values.iter().any(|value| value.is_number() && value.as_i64().is_none());
    let mut types = Vec::new();
    for value in values {
        let ty = match value {
            Value::String(_) => JsonType::String,
            Value::Bool(_) => JsonType::Boolean,
            Value::Number(_) if has_fractions => JsonType::Number,
            Value::Number(_) => JsonType::Integer,
            _ => return None,
        };
        if !types.contains(&ty) {
            types.push(ty);
        }
    }
    (types.len() > 1).then_some(types)
}

/// Booleans and fractions are what they are; constants of which some are lists or objects are any JSON.
fn without_enum(cx: &mut Context<'_>, list: &Origin, values: &[Value]) -> Type {
    if values.iter().all(Value::is_boolean) && !values.is_empty() {
        return Type::Bool;
    }
    if values.iter().all(Value::is_number) && !values.is_empty() {
        return if cx.is_exact(list) { Type::Number } else { Type::Float };
    }
    if values.iter().any(|value| value.is_string() || value.is_number() || value.is_boolean()) {
        cx.loosen(
            Diagnostic::warning("mixed-enum", "`enum` has lists or objects among texts, numbers or truth values")
                .at(list)
                .instead("any JSON value is accepted here")
                .help("describe them as members of `oneOf`, the lists and objects by their types"),
        );
    }
    Type::Any
}

/// A constant of an enum, before it has a name.
pub(crate) struct Constant {
    /// As it is written.
    pub(crate) wire: String,
    /// What it is called, where its value says less.
    pub(crate) title: Option<String>,
    /// Prose of the description.
    pub(crate) docs: Option<String>,
    /// Whether the description calls it deprecated.
    pub(crate) deprecated: bool,
    /// Where it stands.
    pub(crate) origin: Origin,
}

/// Each constant once, with a name of its own.
pub(crate) fn variants(cx: &mut Context<'_>, base: EnumBase, values: Vec<Constant>) -> Enum {
    let mut seen = HashSet::new();
    let once: Vec<Constant> = values.into_iter().filter(|value| seen.insert(value.wire.clone())).collect();
    let things = once.iter().map(|value| (value.title.as_deref().unwrap_or(&value.wire), &value.origin));
    let things: Vec<(&str, &Origin)> = things.collect();
    let names = renames::claim_all(cx, &mut Scope::new(ScopeKind::Variants), Named::Value, &things);
    let named = once.into_iter().zip(names);
    let variants = named.map(|(Constant { wire, docs, deprecated, .. }, rust)| Variant {
        rust,
        wire,
        deprecated,
        former: false,
        docs,
    });
    Enum { variants: variants.collect(), base, open: false, former_names: Vec::new() }
}

/// Whether a type is text that an enum could list.
pub(crate) fn is_plain_text(ty: &Type) -> bool {
    matches!(ty, Type::Text(Text::Plain | Text::Uuid))
}

//! `oneOf` and `anyOf`: enums of constants, texts, or unions.

use serde_json::Value;

use super::Context;
use super::hint::Hint;
use super::parts::{self, Part};
use super::renames::{self, Named};
use super::schema_key::SchemaKey;
use super::schemas::{Job, Schemas};
use super::shape::{Alternatives, Facts};
use super::structs::{Constant, is_plain_text, text_of, variants};
use super::{labels, single_member};
use crate::diag::{Diagnostic, Origin};
use crate::model::{Discriminator, Enum, EnumBase, Schema, Text, Type, TypeKind, Union, UnionVariant};
use crate::naming::{Scope, ScopeKind};

/// `oneOf` of documented constants, all strings or all integers, is an enum.
pub(crate) fn constants(cx: &mut Context<'_>, facts: &Facts) -> Option<Enum> {
    let members = &facts.alternatives.as_ref()?.members;
    let values: Option<Vec<Value>> = members.iter().map(|member| constant(cx, member)).collect();
    let values = values?;
    let base = match values.first()? {
        _ if values.iter().all(Value::is_string) => EnumBase::Text,
        _ if values.iter().all(Value::is_i64) => EnumBase::Integer,
        _ => return None,
    };
    let constants = members.iter().zip(&values).map(|(member, value)| {
        let words = |key: &str| single_member::words(cx, member, key).map(str::to_owned);
        Constant {
            wire: text_of(value),
            // A number is no name, and the title of a string is prose.
            title: words("title").filter(|_| base == EnumBase::Integer),
            docs: words("description").or_else(|| words("title")),
            deprecated: single_member::has_flag(cx, member, "deprecated"),
            origin: member.clone(),
        }
    });
    let constants = constants.collect();
    Some(variants(cx, base, constants))
}

/// The only value that a schema allows, `null` aside.
fn constant(cx: &Context<'_>, member: &Origin) -> Option<Value> {
    let inner = single_member::innermost(cx, member);
    let mut values = cx.document.value(&inner)?.get("enum")?.as_array()?.iter().filter(|value| !value.is_null());
    values.next().filter(|_| values.next().is_none()).cloned()
}

/// Alternatives that are all text, one of them any text: nothing tells them apart, and nothing has to.
pub(crate) fn texts(cx: &mut Context<'_>, facts: &Facts) -> Option<Type> {
    let alternatives = facts.alternatives.as_ref()?;
    let mut open = false;
    for member in &alternatives.members {
        let object = cx.document.value(&single_member::innermost(cx, member))?.as_object()?;
        if object.get("type")?.as_str() != Some("string") {
            return None;
        }
        open |= !object.contains_key("enum");
    }
    open.then_some(Type::Text(Text::Plain))
}

/// Whether one of the alternatives is any value at all, so that no type has to stand for them.
pub(crate) fn are_open(cx: &Context<'_>, facts: &Facts, parts: &[Part<'_>]) -> bool {
    let members = facts.alternatives.iter().flat_map(|alternatives| &alternatives.members);
    let mut schemas = members.filter_map(|member| cx.document.value(&single_member::innermost(cx, member)));
    let is_open = |value: &Value| match value {
        Value::Object(schema) => parts::says_nothing(schema),
        other => other == &Value::Bool(true),
    };
    !parts.iter().any(Part::shapes) && schemas.any(is_open)
}

/// The body of a union; an alias where its shapes come down to one type.
pub(crate) fn body<'d>(schemas: &mut Schemas<'d>, cx: &mut Context<'d>, job: Job<'d>) -> TypeKind {
    let place = schemas.types.get(job.id).map(|def| def.origin.clone()).unwrap_or_default();
    let Some(alternatives) = &job.facts.alternatives else {
        return TypeKind::Alias(Schema::of(Type::Any, place));
    };
    let base: Vec<Part<'d>> = job.parts.into_iter().map(Part::without_alternatives).collect();
    let shaped = base.iter().any(Part::shapes);
    let mut members = Vec::new();
    for (origin, label) in alternatives.members.iter().zip(labels::labels(schemas, cx, alternatives, job.hint.name())) {
        let hint = job.hint.shape(&label);
        let schema =
            if shaped { with_base(schemas, cx, &base, origin, &hint) } else { Some(schemas.at(cx, origin, &hint)) };
        let Some(schema) = schema else { continue };
        members.push(Member { label: label.text, origin: origin.clone(), schema });
    }
    if members.is_empty() {
        cx.loosen(impossible(&place, alternatives));
        return TypeKind::Alias(Schema::of(Type::Any, place));
    }
    collapse(&members).unwrap_or_else(|| TypeKind::Union(union(cx, alternatives, members)))
}

fn impossible(origin: &Origin, alternatives: &Alternatives) -> Diagnostic {
    let found =
        Diagnostic::warning("contradiction", "no member of `oneOf` or `anyOf` fits what stands beside the list")
            .at(origin)
            .instead("any JSON value is accepted here")
            .help("correct what stands beside the list, or add a member that fits it");
    match alternatives.members.first() {
        Some(member) => found.related("the first member stands here", member),
        None => found,
    }
}

struct Member {
    label: String,
    origin: Origin,
    schema: Schema,
}

/// The member together with what stands beside the list; `None` where no value can be both.
pub(crate) fn with_base<'d>(
    schemas: &mut Schemas<'d>,
    cx: &mut Context<'d>,
    base: &[Part<'d>],
    origin: &Origin,
    hint: &Hint,
) -> Option<Schema> {
    let own = parts::flatten(cx, std::slice::from_ref(origin));
    let is_said = |part: &Part<'d>| own.iter().any(|said| said.origin == part.origin);
    // An subtype says already what the base that lists it does.
    if base.iter().all(is_said) {
        return Some(schemas.at(cx, origin, hint));
    }
    let mut all = base.to_vec();
    all.extend(own);
    parts::leave_out_what_holds(cx, &mut all);
    let possible = Facts::of(cx, &all).contradiction.is_none();
    let place = SchemaKey::of(origin, base.iter().map(|part| part.origin.clone()));
    possible.then(|| schemas.joined(cx, &place, all, hint))
}

/// Shapes that are all the same type, or among them one that is anything. What is said beside a type holds where there is
/// one shape alone.
fn collapse(members: &[Member]) -> Option<TypeKind> {
    if let [only] = members {
        return Some(TypeKind::Alias(only.schema.clone()));
    }
    let first = &members.first()?.schema;
    let nullable = members.iter().any(|member| member.schema.nullable);
    let alias = |ty: Type| {
        let mut schema = Schema::of(ty, first.origin.clone());
        schema.nullable = nullable;
        TypeKind::Alias(schema)
    };
    if members.iter().any(|member| member.schema.ty == Type::Any) {
        return Some(alias(Type::Any));
    }
    if members.iter().all(|member| member.schema.ty == first.ty) {
        return Some(alias(first.ty.clone()));
    }
    let is_text = members.iter().all(|member| is_plain_text(&member.schema.ty));
    is_text.then(|| alias(Type::Text(Text::Plain)))
}

fn union(cx: &mut Context<'_>, alternatives: &Alternatives, members: Vec<Member>) -> Union {
    let discriminator =
        alternatives.discriminator.as_ref().map(|stated| stated_tag(cx, alternatives, stated, &members));
    let mut scope = Scope::new(ScopeKind::Variants);
    let variants = members
        .into_iter()
        .map(|member| UnionVariant {
            rust: renames::claim(cx, &mut scope, Named::Member, &member.label, &member.origin),
            // `null` is a matter of the place that holds the union.
            schema: Schema { nullable: false, ..member.schema },
            boxed: false,
            docs: None,
        })
        .collect();
    Union { variants, discriminator }
}

/// `discriminator`: values from the mapping, and each component's own name.
fn stated_tag(
    cx: &mut Context<'_>,
    alternatives: &Alternatives,
    stated: &openapiv3::Discriminator,
    members: &[Member],
) -> Discriminator {
    say_if_nowhere(cx, alternatives, &stated.property_name);
    let targets: Vec<Option<Origin>> = members.iter().map(|member| target(cx, &member.origin)).collect();
    let mut mapping = Vec::new();
    for (value, reference) in &stated.mapping {
        let wanted = mapped(cx, members, reference);
        match targets.iter().position(|target| target.is_some() && *target == wanted) {
            Some(index) => mapping.push((value.clone(), index)),
            None => cx.warn(unknown_mapping(value, reference, &alternatives.origin)),
        }
    }
    for (index, target) in targets.iter().enumerate() {
        let Some(name) = target.as_ref().and_then(|target| target.pointer.rsplit('/').next()) else { continue };
        let named = mapping.iter().any(|(value, at)| value == name || *at == index);
        if !named {
            mapping.push((name.to_owned(), index));
        }
    }
    Discriminator { property: stated.property_name.clone(), mapping, otherwise: None }
}

/// Says that no member has the property which is to tell them apart.
fn say_if_nowhere(cx: &mut Context<'_>, alternatives: &Alternatives, property: &str) {
    let has_it = |part: &Part<'_>| {
        let is_list = |key: &str| part.object.get(key).is_some_and(Value::is_array);
        let properties = part.object.get("properties");
        properties.is_some_and(|all| all.get(property).is_some()) || is_list("oneOf") || is_list("anyOf")
    };
    for member in &alternatives.members {
        let parts = parts::flatten(cx, std::slice::from_ref(member));
        if parts.is_empty() || parts.iter().any(has_it) {
            return;
        }
    }
    let origin = beside(&alternatives.origin).child("discriminator").child("propertyName");
    let warning = Diagnostic::warning("unknown-discriminator", format!("no member has the property `{property}`"));
    let warning = warning.at(&origin).instead("where a value has none, its shape is told by its other properties");
    cx.warn(warning.help("name a property that every member has, or add it to the members"));
}

/// The schema whose list of members stands here.
fn beside(list: &Origin) -> Origin {
    Origin::new(list.file, list.pointer.rsplit_once('/').map_or("", |(around, _)| around))
}

fn unknown_mapping(value: &str, reference: &str, list: &Origin) -> Diagnostic {
    let origin = beside(list).child("discriminator").child("mapping").child(value);
    Diagnostic::warning("unknown-mapping", format!("`{value}` is mapped to `{reference}`, which is no member here"))
        .at(&origin)
        .instead("a value with this tag is recognised by its properties, or kept as JSON")
        .help("add the schema to the members, or correct the mapping")
}

fn target(cx: &Context<'_>, origin: &Origin) -> Option<Origin> {
    let inner = single_member::innermost(cx, origin);
    let reference = cx.document.value(&inner)?.get("$ref")?.as_str()?;
    cx.document.resolve(&inner, reference).ok()
}

/// A mapping names a component, by reference or by its bare name.
fn mapped(cx: &Context<'_>, members: &[Member], reference: &str) -> Option<Origin> {
    let from = &members.first()?.origin;
    let component = || cx.document.resolve(from, &format!("#/components/schemas/{reference}")).ok();
    if reference.contains('/') || reference.contains('#') {
        cx.document.resolve(from, reference).ok()
    } else {
        component().or_else(|| cx.document.resolve(from, reference).ok())
    }
}

//! Bodies of unions, and of discriminator bases.

use std::borrow::Cow;

use serde_json::Value;

use super::labels::{self, Label, TEXT};
use crate::context::BuildContext;
use crate::keywords::facts::Alternatives;
use crate::keywords::parts::{self, ANY, SchemaPart};
use crate::keywords::single_member;
use crate::names::renames::{self, NamedItemKind};
use crate::schemas::conversion::{PendingType, Schemas};
use crate::schemas::discriminator_bases::{
    self, DEFAULT_MAPPING, DiscriminatorBase, DiscriminatorBases,
};
use crate::schemas::schema_key::SchemaKey;
use description::keywords::UNION_KEYWORDS;
use description::{listed_values, required_names};
use diag::{Diagnostic, Origin};
use model::name_rules as rules;
use model::{
    Discriminator, NameReason, NameRule, Schema, TextFormat, Type, TypeKind, Union, UnionVariant,
    last_segment,
};
use naming::{Scope, ScopeKind};

/// Builds the body of a union; an alias if all members have the same type.
pub(crate) fn build_union<'d>(
    schemas: &mut Schemas<'d>,
    cx: &mut BuildContext<'d>,
    job: PendingType<'d>,
) -> TypeKind {
    let union_origin = job.place.origin().clone();
    let Some(alternatives) = &job.facts.alternatives else {
        return TypeKind::Alias(Schema::of(Type::Any, union_origin));
    };
    let base: Vec<SchemaPart<'d>> = job
        .parts
        .into_iter()
        .map(SchemaPart::without_alternatives)
        .collect();
    let shaped = base.iter().any(SchemaPart::shapes);
    let mut members = Vec::new();
    for (origin, label) in alternatives.members.iter().zip(labels::label_members(
        schemas,
        cx,
        alternatives,
        &job.schema_use.last_name(),
    )) {
        let schema_use = label.member_use(&job.schema_use);
        let schema = if shaped {
            schemas.convert_with_base(cx, &base, origin, &schema_use)
        } else {
            Some(schemas.read_schema(cx, origin, &schema_use))
        };
        let Some(schema) = schema else { continue };
        members.push(LabelledMember {
            label,
            origin: origin.clone(),
            schema,
        });
    }
    if members.is_empty() {
        let message =
            "no member of `oneOf` or `anyOf` is compatible with the keywords beside the list";
        let warning = Diagnostic::warning("contradiction", message)
            .at(&union_origin)
            .instead(ANY)
            .help("correct the keywords beside the list, or add a compatible member");
        cx.loosen(match alternatives.members.first() {
            Some(member) => warning.related("the first member is here", member),
            None => warning,
        });
        return TypeKind::Alias(Schema::of(Type::Any, union_origin));
    }
    collapse_union(&members).unwrap_or_else(|| {
        TypeKind::Union(union_of_members(
            cx,
            alternatives,
            &base,
            merge_constants(members),
        ))
    })
}

/// Merges constant strings, which clients could not distinguish: Stripe has a timestamp, `now`, or
/// an empty string.
fn merge_constants(members: Vec<LabelledMember>) -> Vec<LabelledMember> {
    let constants = members.iter().filter(|member| is_constant_string(member));
    if constants.count() < 2 {
        return members;
    }
    let mut merged = Vec::with_capacity(members.len());
    let mut has_constant = false;
    for mut member in members {
        if is_constant_string(&member) {
            if has_constant {
                continue;
            }
            has_constant = true;
            member.label = Label::kind(TEXT);
        }
        merged.push(member);
    }
    merged
}

/// Returns whether a member only accepts one string.
fn is_constant_string(member: &LabelledMember) -> bool {
    member.schema.ty.is_plain_text() && member.schema.constant.is_some()
}

struct LabelledMember {
    label: Label,
    origin: Origin,
    schema: Schema,
}

/// Returns an alias if all members have one type, or if a member accepts any value; constraints are
/// kept only for a single member.
fn collapse_union(members: &[LabelledMember]) -> Option<TypeKind> {
    if let [only] = members {
        return Some(TypeKind::Alias(only.schema.clone()));
    }
    let first = &members.first()?.schema;
    let nullable = members.iter().any(|member| member.schema.nullable);
    let mut types = members.iter().map(|member| &member.schema.ty);
    let ty = if types.clone().any(|ty| *ty == Type::Any) {
        Type::Any
    } else if types.clone().all(|ty| *ty == first.ty) {
        first.ty.clone()
    } else if types.all(Type::is_plain_text) {
        Type::Text(TextFormat::Plain)
    } else {
        return None;
    };
    Some(TypeKind::Alias(Schema {
        nullable,
        ..Schema::of(ty, first.origin.clone())
    }))
}

fn union_of_members<'d>(
    cx: &mut BuildContext<'d>,
    alternatives: &Alternatives,
    base: &[SchemaPart<'d>],
    members: Vec<LabelledMember>,
) -> Union {
    let discriminator = alternatives
        .discriminator
        .as_ref()
        .map(|stated| stated_tag(cx, alternatives, base, stated, &members));
    let mut scope = Scope::new(ScopeKind::Variants);
    let variants = members.into_iter().map(|member| UnionVariant {
        rust: renames::claim_name(
            cx,
            &mut scope,
            NamedItemKind::Member,
            &member.label.text,
            &member.origin,
        ),
        naming: variant_reason(cx, &member.origin, member.label.rule),
        // Each use of the union states whether it is nullable.
        schema: Schema {
            nullable: false,
            ..member.schema
        },
        boxed: false,
        docs: None,
    });
    Union {
        variants: variants.collect(),
        discriminator,
        constants: Vec::new(),
    }
}

/// Returns why the variant for the member at `origin` has its name: this rule, unless the name is
/// configured.
pub(crate) fn variant_reason(
    cx: &BuildContext<'_>,
    origin: &Origin,
    rule: &'static NameRule,
) -> NameReason {
    if cx.named(origin).is_some() {
        cx.reason_of_setting(&["names", &cx.key(origin)])
    } else {
        NameReason::rule(rule)
    }
}

/// Reads the discriminator of the description: the values of the mapping, and the names of unmapped
/// components.
fn stated_tag<'d>(
    cx: &mut BuildContext<'d>,
    alternatives: &Alternatives,
    base: &[SchemaPart<'d>],
    stated: &openapiv3::Discriminator,
    members: &[LabelledMember],
) -> Discriminator {
    let property = &stated.property_name;
    let tags: Vec<DescribedTag> = members
        .iter()
        .map(|member| DescribedTag::of(cx, base, &member.origin, property))
        .collect();
    check_property(cx, alternatives, &tags, property);
    let targets: Vec<Option<Origin>> = members
        .iter()
        .map(|member| {
            cx.document
                .target(&single_member::innermost_member(cx, &member.origin))
        })
        .collect();
    let origin = alternatives
        .origin
        .parent()
        .unwrap_or_default()
        .child("discriminator");
    let mut mapping = Vec::new();
    for (value, reference) in &stated.mapping {
        match member_named(cx, members, &targets, reference) {
            Some(index) => mapping.push((value.clone(), index)),
            None => {
                let message =
                    format!("`{value}` is mapped to `{reference}`, which is not a member");
                let origin = origin.child("mapping").child(value);
                let instead = "a value with this discriminator is read as a member without a discriminator value, or else kept as JSON";
                cx.warn(unknown_mapping_warning(message, &origin).instead(instead));
            }
        }
    }
    let names: Vec<Option<Cow<'_, str>>> = members
        .iter()
        .zip(&targets)
        .map(|(member, target)| component_name(cx, member, target.as_ref()?))
        .collect();
    // If members have constants other than the names of components, those names are not tags.
    let are_tags = !stated.mapping.is_empty()
        || tags
            .iter()
            .zip(&names)
            .all(|(tag, name)| tag.may_be(name.as_deref()));
    for (index, (tag, name)) in tags.iter().zip(names).enumerate() {
        let Some(name) = name else { continue };
        let is_tag = !tag.values.is_empty() || (tag.is_described && !tag.is_union && are_tags);
        let named = mapping
            .iter()
            .any(|(value, origin)| *value == name || *origin == index);
        if is_tag && !named {
            mapping.push((name.into_owned(), index));
        }
    }
    let default = default_member(cx, &origin, members, &targets);
    Discriminator {
        property: property.clone(),
        mapping,
        otherwise: default,
        absent: default,
    }
}

/// Returns the member that a value of `mapping` refers to.
fn member_named(
    cx: &BuildContext<'_>,
    members: &[LabelledMember],
    targets: &[Option<Origin>],
    reference: &str,
) -> Option<usize> {
    let named_member = cx.mapped(&members.first()?.origin, reference)?;
    targets
        .iter()
        .position(|target| target.as_ref() == Some(&named_member))
}

/// Returns the member of `defaultMapping`, which is for values without a mapped tag.
fn default_member(
    cx: &mut BuildContext<'_>,
    discriminator: &Origin,
    members: &[LabelledMember],
    targets: &[Option<Origin>],
) -> Option<usize> {
    let reference = cx.text(discriminator, DEFAULT_MAPPING)?;
    let member = member_named(cx, members, targets, reference);
    if member.is_none() {
        let message = format!("`{DEFAULT_MAPPING}` is `{reference}`, which is not a member");
        let warning = unknown_mapping_warning(message, &discriminator.child(DEFAULT_MAPPING));
        cx.warn(warning.instead("it is ignored"));
    }
    member
}

fn unknown_mapping_warning(message: String, origin: &Origin) -> Diagnostic {
    Diagnostic::warning("unknown-mapping", message)
        .at(origin)
        .help("add the schema to the members, or correct the mapping")
}

/// Returns the tag of the component that a member refers to: the value that the component states,
/// or else its name. The member has this tag, unless the `mapping` states another one.
fn component_name<'t>(
    cx: &BuildContext<'_>,
    member: &LabelledMember,
    target: &'t Origin,
) -> Option<Cow<'t, str>> {
    let name = target.last_segment()?;
    if cx.mapped(&member.origin, &name).as_ref() != Some(target) {
        return None;
    }
    match discriminator_bases::stated_value(cx, target) {
        Some(value) => Some(Cow::Owned(value.to_owned())),
        None => Some(name),
    }
}

/// How a member describes the property of the discriminator.
struct DescribedTag {
    /// Whether the member has the property.
    is_described: bool,
    /// Whether the member is a union, whose members may have the property.
    is_union: bool,
    /// Whether the member may be any value.
    is_any: bool,
    /// The constants of the property.
    values: Vec<String>,
}

impl DescribedTag {
    fn of<'d>(
        cx: &mut BuildContext<'d>,
        base: &[SchemaPart<'d>],
        member: &Origin,
        property: &str,
    ) -> Self {
        let own = parts::flatten_schemas(cx, std::slice::from_ref(member));
        let is_any = own.is_empty();
        let is_union = own.iter().any(|part| {
            UNION_KEYWORDS
                .iter()
                .any(|key| part.object.get(*key).is_some_and(Value::is_array))
        });
        let mut described = Vec::new();
        let mut is_required = false;
        for part in own.iter().chain(base) {
            is_required |= required_names(part.object).any(|name| name == property);
            if part
                .object
                .get("properties")
                .is_some_and(|all| all.get(property).is_some())
            {
                described.push(part.origin.child("properties").child(property));
            }
        }
        let parts = parts::flatten_schemas(cx, &described);
        let values = parts
            .iter()
            .find_map(|part| listed_values(part.object))
            .map(|(_, values)| values)
            .unwrap_or_default()
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect();
        Self {
            is_described: is_required || !described.is_empty(),
            is_union,
            is_any,
            values,
        }
    }

    fn may_be(&self, name: Option<&str>) -> bool {
        self.values.is_empty() || self.values.iter().any(|value| Some(value.as_str()) == name)
    }
}

/// Reports a discriminator property that no member has.
fn check_property(
    cx: &mut BuildContext<'_>,
    alternatives: &Alternatives,
    tags: &[DescribedTag],
    property: &str,
) {
    if tags
        .iter()
        .any(|tag| tag.is_described || tag.is_union || tag.is_any)
    {
        return;
    }
    let origin = alternatives
        .origin
        .parent()
        .unwrap_or_default()
        .child("discriminator")
        .child("propertyName");
    let warning = Diagnostic::warning(
        "unknown-discriminator",
        format!("no member has the property `{property}`"),
    )
    .at(&origin)
    .instead("a value without it is recognised by its other properties");
    cx.warn(warning.help("name a property that every member has, or add it to the members"));
}

/// The docs of the variant for the base itself.
const BASE: &str =
    "The base: a value of none of the other kinds, with the properties that all of them have.";

/// Builds the union of a discriminator base.
pub(crate) fn build_discriminator_base<'d>(
    schemas: &mut Schemas<'d>,
    cx: &mut BuildContext<'d>,
    job: PendingType<'d>,
) -> TypeKind {
    let base = job.place.origin();
    let family = schemas
        .discriminator_bases
        .get(base)
        .cloned()
        .unwrap_or_default();
    let DiscriminatorBase {
        property,
        values,
        default,
        subtypes,
    } = family;
    let place = SchemaKey::Base(base.child("discriminator"));
    let own = schemas.convert_parts(cx, &place, job.parts, &job.schema_use.in_property("base"));
    let mut members = vec![(Label::named("base", &rules::BASE), base.clone(), own)];
    for subtype in &subtypes {
        let own = last_segment(schemas.table.names.component(subtype).unwrap_or_default());
        let label = match schemas.discriminator_bases.value(base, subtype) {
            Some(value) => Label::named(value, &rules::TAG_VALUE),
            None => Label::named(
                labels::without_union(&job.schema_use.last_name(), own),
                &rules::MEMBER_NAME,
            ),
        };
        let schema = schemas.read_schema(cx, subtype, &job.schema_use.in_property(&label.text));
        members.push((label, subtype.clone(), schema));
    }
    let mut scope = Scope::new(ScopeKind::Variants);
    let variants = members
        .into_iter()
        .enumerate()
        .map(|(index, (label, origin, schema))| UnionVariant {
            rust: renames::claim_name(cx, &mut scope, NamedItemKind::Member, &label.text, &origin),
            naming: variant_reason(cx, &origin, label.rule),
            schema: Schema {
                nullable: false,
                ..schema
            },
            boxed: false,
            docs: (index == 0).then(|| BASE.to_owned()),
        })
        .collect();
    // The base itself is the first member.
    let bases = &schemas.discriminator_bases;
    let mapping = values.iter().filter_map(|(value, named)| {
        Some((
            value.clone(),
            member_of_base(bases, base, &subtypes, named)?,
        ))
    });
    let absent = default.and_then(|named| member_of_base(bases, base, &subtypes, &named));
    let discriminator = Discriminator {
        property,
        mapping: mapping.collect(),
        otherwise: absent.or(Some(0)),
        absent,
    };
    TypeKind::Union(Union {
        variants,
        discriminator: Some(discriminator),
        constants: Vec::new(),
    })
}

/// Returns the index of the member that a component is, or else of a member that it extends. The
/// base itself is member 0.
fn member_of_base(
    bases: &DiscriminatorBases,
    base: &Origin,
    subtypes: &[Origin],
    named: &Origin,
) -> Option<usize> {
    if named == base {
        return Some(0);
    }
    let itself = subtypes.iter().position(|subtype| subtype == named);
    let at = itself.or_else(|| {
        subtypes
            .iter()
            .position(|subtype| bases.extends(named, subtype))
    })?;
    Some(at + 1)
}

//! The Rust types of schemas.

use serde_json::Value;

use super::conversion::{CombinedSchema, PendingBody, Schemas};
use super::schema_key::SchemaKey;
use super::{enums, undescribed};
use crate::context::BuildContext;
use crate::keywords::facts::Other;
use crate::keywords::facts::{Alternatives, CombinedKeywords, Conflict, Contradiction, JsonType};
use crate::keywords::keyword_meaning::{allows_null, lists_values, single_type_name};
use crate::keywords::parts::{ANY, SchemaPart};
use crate::keywords::single_member;
use crate::names::inline_types::SchemaUse;
use description::MOST_SCHEMAS_AT_LOCATION;
use description::keywords::is_shape_neutral_keyword;
use diag::{Diagnostic, Origin};
use model::{Enum, EnumBase, Schema, TextFormat, Type, TypeKind};

impl<'d> Schemas<'d> {
    /// Returns the Rust type for the conjunction of the parts.
    pub(crate) fn type_of(
        &mut self,
        cx: &mut BuildContext<'d>,
        schema: CombinedSchema<'_, 'd>,
    ) -> Type {
        let CombinedSchema {
            place,
            parts,
            facts,
            ..
        } = schema;
        match &facts.contradiction {
            Some(contradiction) if contradiction.what == Conflict::Types => {
                cx.loosen(contradiction_warning(contradiction, "types").instead(ANY));
                return Type::Any;
            }
            Some(contradiction) => cx.warn(
                contradiction_warning(contradiction, "values")
                    .instead("all of these values are accepted here"),
            ),
            None => {}
        }
        if self.discriminator_bases.is_base(place) {
            return self.queue_type(schema, PendingBody::Subtypes);
        }
        if let Some(alternatives) = &facts.alternatives {
            return match alternatives.members.as_slice() {
                [] => Type::Any,
                _ => self.union_type(cx, schema),
            };
        }
        if let Some(values) = &facts.enumeration {
            return self.enum_type(cx, schema, values);
        }
        if let Some(ty) = self.extensible_enum(cx, schema) {
            return ty;
        }
        if facts.is_object() {
            if facts.types.is_none() {
                let keyword = if facts.properties.is_empty() {
                    "additionalProperties"
                } else {
                    "properties"
                };
                let warning = guessed_type("object", keyword, place);
                cx.warn(warning.instead("its values are read as objects"));
            }
            let facts = undescribed::add_undescribed_properties(cx, facts, parts);
            return self.object_type(
                cx,
                CombinedSchema {
                    facts: &facts,
                    ..schema
                },
            );
        }
        if let Some(number) = facts.guessed_number() {
            cx.warn(
                guessed_type(number.name(), "format", place)
                    .instead("its values are read as numbers"),
            );
            return self.type_of(
                cx,
                CombinedSchema {
                    facts: &facts.of_type(number),
                    ..schema
                },
            );
        }
        match facts.types.as_deref() {
            Some([JsonType::Boolean]) => Type::Bool,
            Some([JsonType::Integer]) => integer_type(facts),
            Some(
                [JsonType::Number]
                | [JsonType::Integer, JsonType::Number]
                | [JsonType::Number, JsonType::Integer],
            ) => number_type(cx, parts),
            Some([JsonType::String]) => Type::Text(text_format_of(facts)),
            Some([JsonType::Array]) => self.list_type(cx, schema),
            Some([]) => Type::Any,
            None if facts.is_guessed_array() => {
                let warning = guessed_type("array", "items", place);
                cx.warn(
                    warning.instead(
                        "its values are read as arrays; any other value is kept unchanged",
                    ),
                );
                self.queue_type(schema, PendingBody::JsonTypes(vec![JsonType::Array]))
            }
            None if facts.tuple.is_empty() => Type::Any,
            None => self.list_type(cx, schema),
            Some(types) => self.queue_type(schema, PendingBody::JsonTypes(types.to_vec())),
        }
    }

    fn list_type(&mut self, cx: &mut BuildContext<'d>, schema: CombinedSchema<'_, 'd>) -> Type {
        let CombinedSchema {
            place,
            facts,
            schema_use,
            ..
        } = schema;
        let members = facts.tuple_members();
        let items = match facts.items.as_slice() {
            [] if members.is_empty() => Schema::of(Type::Any, place.origin().child("items")),
            [] if facts.has_all_items() && are_equal(cx, &members) => {
                self.equal_items(cx, place, &members, &schema_use.in_element("item"))
            }
            [] => {
                return self.queue_type(
                    CombinedSchema {
                        parts: &[],
                        ..schema
                    },
                    PendingBody::Keywords,
                );
            }
            items => self.read_nested(cx, items, &schema_use.in_element("item")),
        };
        Type::List(Box::new(items))
    }

    /// Returns the items of a tuple if all have the same type, so that the tuple is an array.
    fn equal_items(
        &mut self,
        cx: &mut BuildContext<'d>,
        place: &SchemaKey,
        members: &[Origin],
        schema_use: &SchemaUse,
    ) -> Schema {
        if let [_] = members {
            return self.read_nested(cx, members, schema_use);
        }
        let origin = members.first().and_then(Origin::parent).unwrap_or_default();
        // An inline scalar and a reference to a scalar are the same type.
        let members: Vec<Origin> = members
            .iter()
            .map(|member| {
                find_scalar(cx, member)
                    .map_or_else(|| member.clone(), |(scalar_origin, _)| scalar_origin)
            })
            .collect();
        let nullable = members.iter().any(|member| {
            single_member::nested_single_members(cx, member)
                .any(|schema| allows_null(cx.document, &schema.origin))
        });
        let alternatives = Alternatives {
            origin: origin.clone(),
            members,
            discriminator: None,
        };
        let facts = CombinedKeywords {
            alternatives: Some(alternatives),
            nullable,
            ..CombinedKeywords::default()
        };
        let place = &place.inside(origin.clone());
        let ty = self.union_type(
            cx,
            CombinedSchema {
                place,
                parts: &[],
                facts: &facts,
                schema_use,
            },
        );
        Schema {
            nullable,
            ..Schema::of(ty, origin)
        }
    }

    fn object_type(&mut self, cx: &mut BuildContext<'d>, schema: CombinedSchema<'_, 'd>) -> Type {
        let CombinedSchema {
            place,
            facts,
            schema_use,
            ..
        } = schema;
        if !facts.properties.is_empty() {
            return self.queue_type(
                CombinedSchema {
                    parts: &[],
                    ..schema
                },
                PendingBody::Keywords,
            );
        }
        let values = match &facts.additional {
            Some(Other::Schema(values)) => self.read_nested(
                cx,
                std::slice::from_ref(values),
                &schema_use.in_element("value"),
            ),
            _ => Schema::of(Type::Any, place.origin().child("additionalProperties")),
        };
        Type::Map(Box::new(values))
    }

    fn union_type(&mut self, cx: &mut BuildContext<'d>, schema: CombinedSchema<'_, 'd>) -> Type {
        if let Some(variants) = enums::enum_of_union(cx, schema.facts) {
            let selected = schema.facts.enumeration.as_deref();
            return match (selected, variants.variants.as_slice(), variants.base) {
                // A union with a single selected string has the same type as an `enum` with one
                // string.
                (Some([Value::String(_)]), [_], EnumBase::Text) => {
                    Type::Text(text_format_of(schema.facts))
                }
                _ => self.add_type(schema, TypeKind::Enum(variants)),
            };
        }
        match enums::string_union(cx, schema.facts) {
            Some(ty) => ty,
            None if enums::has_unconstrained_member(cx, schema.facts, schema.parts) => Type::Any,
            None => self.queue_type(schema, PendingBody::Keywords),
        }
    }

    fn add_type(&mut self, schema: CombinedSchema<'_, 'd>, kind: TypeKind) -> Type {
        let id = self.reserve_type(schema);
        self.set_body(id, kind);
        Type::Named(id)
    }

    fn enum_type(
        &mut self,
        cx: &mut BuildContext<'d>,
        schema: CombinedSchema<'_, 'd>,
        values: &[Value],
    ) -> Type {
        if let [Value::String(_)] = values {
            return Type::Text(text_format_of(schema.facts));
        }
        if let Some(types) = enums::several_types(values) {
            return self.queue_type(schema, PendingBody::JsonTypes(types));
        }
        let list = schema
            .facts
            .values_origin
            .clone()
            .unwrap_or_else(|| schema.place.origin().child("enum"));
        match enums::enum_of_list(cx, &list, values) {
            Ok(variants) => self.add_type(schema, TypeKind::Enum(variants)),
            Err(ty) => ty,
        }
    }

    /// Returns the enum of `x-extensible-enum`, if its values have the type of the schema.
    fn extensible_enum(
        &mut self,
        cx: &mut BuildContext<'d>,
        schema: CombinedSchema<'_, 'd>,
    ) -> Option<Type> {
        let list = schema.facts.extensible.as_ref()?;
        let values: Vec<Value> = cx
            .document
            .value(list)?
            .as_array()?
            .iter()
            .filter(|value| !value.is_null())
            .cloned()
            .collect();
        let is_of_type = match schema.facts.types.as_deref()? {
            [JsonType::String] => values.iter().all(Value::is_string),
            [JsonType::Integer] => values.iter().all(Value::is_i64),
            _ => false,
        };
        if values.is_empty() || !is_of_type {
            return None;
        }
        let constants = enums::enum_of_list(cx, list, &values).ok()?;
        Some(self.add_type(
            schema,
            TypeKind::Enum(Enum {
                open: true,
                ..constants
            }),
        ))
    }
}

fn guessed_type(guess: &str, keyword: &str, place: &SchemaKey) -> Diagnostic {
    Diagnostic::warning(
        "guessed-type",
        format!("a schema with `{keyword}` has no `type`"),
    )
    .at(place.origin())
    .help(format!("add `type: {guess}`"))
}

fn contradiction_warning(contradiction: &Contradiction, what: &str) -> Diagnostic {
    Diagnostic::warning("contradiction", format!("schemas that apply at the same time require different {what}"))
        .at(&contradiction.second)
        .related(format!("the other {what} are required here"), &contradiction.first)
        .help(
            "a value must match both: correct one of them, or list them as `oneOf` if a value needs to match only one",
        )
}

/// Returns whether all schemas have the same Rust type; their constraints may differ. Items that
/// `xml` names separately remain a tuple.
fn are_equal(cx: &BuildContext<'_>, members: &[Origin]) -> bool {
    let mut schemas = members
        .iter()
        .filter_map(|member| cx.document.value(member));
    if members.len() > 1 && schemas.any(|schema| schema.get("xml").is_some()) {
        return false;
    }
    let mut pairs = members.iter().zip(members.iter().skip(1));
    pairs.all(|(a, b)| {
        if cx.document.value(a) == cx.document.value(b) {
            return true;
        }
        match (find_scalar(cx, a), find_scalar(cx, b)) {
            (Some((_, a)), Some((_, b))) => a == b,
            _ => false,
        }
    })
}

/// Returns the location and type of a scalar, behind references and `allOf` with one member. A
/// referenced enum is not a scalar.
fn find_scalar<'d>(cx: &BuildContext<'d>, origin: &Origin) -> Option<(Origin, &'d str)> {
    const SCALARS: &[&str] = &["boolean", "integer", "number", "string"];
    let mut node = cx.document.node(origin)?;
    for step in 0..MOST_SCHEMAS_AT_LOCATION {
        let schema = node.value.as_object()?;
        if schema.contains_key("type") {
            let name = single_type_name(schema)?;
            let is_plain = SCALARS.contains(&name) && (step == 0 || !lists_values(schema));
            return if is_plain {
                Some((node.origin, name))
            } else {
                None
            };
        }
        // A schema in the chain must not have other keywords, since they would be lost.
        let mut keywords = schema
            .keys()
            .map(String::as_str)
            .filter(|key| !is_shape_neutral_keyword(key));
        let (Some(key @ ("$ref" | "allOf")), None) = (keywords.next(), keywords.next()) else {
            return None;
        };
        node = match key {
            "$ref" => cx.document.target_node(&node),
            list => cx.document.only_item(&node, list, |_| false),
        }?;
    }
    None
}

fn text_format_of(facts: &CombinedKeywords) -> TextFormat {
    match facts.format.as_deref() {
        Some("date-time") => TextFormat::DateTime,
        Some("date") => TextFormat::Date,
        Some("uuid") => TextFormat::Uuid,
        Some("byte") => TextFormat::Base64,
        Some("binary") => TextFormat::Binary,
        _ => TextFormat::Plain,
    }
}

fn number_type(cx: &BuildContext<'_>, parts: &[SchemaPart<'_>]) -> Type {
    if parts.iter().any(|part| cx.is_exact(&part.origin)) {
        Type::Number
    } else {
        Type::Float
    }
}

/// Returns `i64`, unless the description allows larger integers.
fn integer_type(facts: &CombinedKeywords) -> Type {
    let [above, below] = [&facts.constraints.maximum, &facts.constraints.minimum].map(|bound| {
        bound
            .as_ref()
            .is_some_and(|bound| bound.value.as_i64().is_none() && !is_conventional(&bound.value))
    });
    let natural = facts
        .constraints
        .minimum
        .as_ref()
        .is_some_and(|bound| bound.value.as_u64().is_some());
    match facts.format.as_deref() {
        Some("uint64") => Type::Wide,
        _ if above && natural => Type::Wide,
        _ if above || below => Type::Number,
        _ => Type::Integer,
    }
}

/// Returns whether a number is a bound of `i64`, as rounded by tools that compute in floats
/// (`-9223372036854776000`).
fn is_conventional(value: &serde_json::Number) -> bool {
    const END: f64 = 9_223_372_036_854_775_808.0;
    value.as_f64().is_some_and(|value| value.abs() == END)
}

//! The types of values, and whether `null` is allowed.

use serde_json::Value;

use super::prelude::*;
use super::unions::is_member;
use build::has_only_shape_neutral_keys;
use description::only_type_name;
use description::raise::accepts_nothing;
use model::Api;

pub(crate) const RENAMED: Rule = Rule::new("type-renamed")
    .what("A Rust type was renamed, because its component was renamed or its location changed.")
    .rust("Major: programs use the name of the type.")
    .help(
        "Give it the old name in `generator.yaml` (`types`), or keep the old name as an alias \
         (`keep_old_names`).",
    )
    .type_def(|it| {
        let Sides { old, new } = it.changes(|def| &def.name)?;
        let is_other = defines_type(it.cursor.versions.models.new, old)
            || defines_type(it.cursor.versions.models.old, new);
        let message = if is_other {
            Message::from(format!("its type changed from `{old}` to `{new}`"))
        } else {
            Message::renamed("type", old, new)
        };
        Some(DetectedChange::new(Wire::None, message))
    });

/// Returns whether a model has a type with this name.
fn defines_type(api: &Api, name: &str) -> bool {
    api.types.iter().any(|(_, def)| def.name == name)
}

pub(super) const RULES: &[Rule] = &[
    Rule::changed("type-changed")
        .what("The type of a value changed.")
        .wire(
            "Breaking. For unions, tuples and strings on the wire, sample values determine the \
             verdict; without such values, it is unknown.",
        )
        .rust("Major: the Rust type changes.")
        .about(About::Type)
        .excuse(Excuse::ValuesOrStrings)
        .node(|it| {
            let Sides { old, new } = it.both()?;
            let wire = match (old.shape, new.shape) {
                (Shape::Array(_), Shape::Tuple(_)) | (Shape::Tuple(_), Shape::Array(_)) => Unknown,
                (Shape::Union(_), _) | (_, Shape::Union(_)) => Unknown,
                _ if it.cursor.transmission.as_strings && old.is_scalar() && new.is_scalar() => {
                    Unknown
                }
                _ => Breaking,
            };
            if !is_unrelated(it, old, new) {
                return None;
            }
            let message = format!(
                "{} became {}",
                old.shape.describe_type(),
                new.shape.describe_type()
            );
            Some(DetectedChange::new(wire, message))
        }),
    Rule::narrowed("type-added")
        .what("A type was added to an unrestricted value.")
        .change(ChangeKind::Added)
        .wire(
            "Breaking in requests, compatible in responses. If keywords restricted the value \
             before, sample values determine the verdict; without such values, it is unknown.",
        )
        .rust("Major: `Value` becomes a specific type.")
        .about(About::Type)
        .excuse(Excuse::Values)
        .node(|it| {
            let Sides { old, new } = it
                .both()
                .filter(|nodes| !matches!(nodes.new.shape, Shape::Any))?;
            let before = untyped_values(it.cursor.versions.texts.old, old)?;
            let message = format!(
                "{} became {}",
                before.describe_type(),
                new.shape.describe_type()
            );
            Some(match before {
                UntypedValues::Any => it.narrowed(message),
                UntypedValues::Restricted => DetectedChange::new(Unknown, message),
            })
        }),
    Rule::widened("type-removed")
        .what("The type of a value was removed.")
        .change(ChangeKind::Removed)
        .wire(
            "Compatible in requests, breaking in responses. If keywords restrict the value in the \
             new version, sample values determine the verdict; without such values, it is unknown.",
        )
        .rust("Major: the type becomes `Value`.")
        .about(About::Type)
        .excuse(Excuse::Values)
        .node(|it| {
            let Sides { old, new } = it
                .both()
                .filter(|nodes| !matches!(nodes.old.shape, Shape::Any))?;
            let now = untyped_values(it.cursor.versions.texts.new, new)?;
            let message = format!(
                "{} became {}",
                old.shape.describe_type(),
                now.describe_type()
            );
            Some(match now {
                UntypedValues::Any => it.widened(message),
                UntypedValues::Restricted => DetectedChange::new(Unknown, message),
            })
        }),
    Rule::narrowed("type-narrowed")
        .what("A number became an integer, or is no longer allowed in a string.")
        .rust("Major if `f64` becomes `i64`.")
        .about(About::Type)
        .node(|it| {
            if matches!(
                it.shapes()?,
                Sides {
                    old: Shape::Number,
                    new: Shape::Integer
                }
            ) {
                return Some(it.narrowed("a number became an integer"));
            }
            let nodes = it.loses(are_numbers_in_strings)?;
            if !is_number_elsewhere(it, nodes.new) {
                return None;
            }
            Some(it.narrowed("a number is no longer allowed in a string"))
        }),
    RENAMED,
    Rule::widened("type-widened")
        .what(
            "An integer became a number, a number is allowed in a string, or a parameter became a \
             string.",
        )
        .rust("Major if `i64` becomes `f64` or `String`.")
        .about(About::Type)
        .node(|it| {
            if it
                .gains(are_numbers_in_strings)
                .is_some_and(|nodes| is_number_elsewhere(it, nodes.old))
            {
                return Some(it.widened("a number is now allowed in a string"));
            }
            let Sides { old, new } = it.both()?;
            let is_number = matches!((old.shape, new.shape), (Shape::Integer, Shape::Number));
            let is_string = is_string_of_parameter(it, old, new) && !is_member(it, new, old);
            if !is_number && !is_string {
                return None;
            }
            Some(it.widened(format!(
                "{} became {}",
                old.shape.describe_type(),
                new.shape.describe_type()
            )))
        }),
    Rule::narrowed("became-not-nullable")
        .what("`null` is no longer allowed.")
        .rust(
            "Major if `Option<T>` becomes `T`, or if an optional field no longer distinguishes \
             `null` from absence.",
        )
        .about(About::Null)
        .node(|it| {
            let nodes = it.loses(|node| node.nullable)?;
            if matches!(nodes.new.shape, Shape::Any) {
                return None;
            }
            Some(it.narrowed("`null` is no longer allowed"))
        }),
    Rule::widened("became-nullable")
        .what("`null` is now allowed.")
        .rust(
            "Major if `T` becomes `Option<T>`, or if an optional field now distinguishes `null` \
             from absence.",
        )
        .about(About::Null)
        .node(|it| {
            let nodes = it.gains(|node| node.nullable)?;
            if matches!(nodes.old.shape, Shape::Any) {
                return None;
            }
            Some(it.widened("`null` is now allowed"))
        }),
    Rule::new("map-became-object")
        .what("A map became an object with known properties.")
        .wire(
            "Breaking if an example proves it, compatible if examples prove the opposite, \
             otherwise unknown.",
        )
        .rust("Major: the map becomes a struct.")
        .help(RELEASE)
        .excuse(Excuse::Values)
        .node(|it| {
            let Sides {
                old: Shape::Map(_),
                new: Shape::Struct(_),
            } = it.shapes()?
            else {
                return None;
            };
            Some(DetectedChange::new(
                Unknown,
                "a map became an object with known properties",
            ))
        }),
    Rule::new("object-became-map")
        .what("An object with known properties became a map.")
        .wire(
            "Breaking if an example proves it, compatible if examples prove the opposite, \
             otherwise unknown.",
        )
        .rust("Major: the struct becomes a map.")
        .help(RELEASE)
        .excuse(Excuse::Values)
        .node(|it| {
            let Sides {
                old: Shape::Struct(_),
                new: Shape::Map(_),
            } = it.shapes()?
            else {
                return None;
            };
            Some(DetectedChange::new(
                Unknown,
                "an object with known properties became a map",
            ))
        }),
];

/// Returns whether a schema has a type in its description but none in the model, because it is
/// unreadable.
pub(super) fn is_unreadable(document: &Document, node: &ResolvedSchema<'_>) -> bool {
    if !matches!(node.shape, Shape::Any) || document.value(node.origin).is_none() {
        return false;
    }
    // A dangling reference has no type.
    schema_as_written(document, node).is_none_or(|written| {
        let name = written.as_object().and_then(only_type_name);
        name.is_some_and(|name| name != "null")
    })
}

fn are_numbers_in_strings(node: &ResolvedSchema<'_>) -> bool {
    node.schema.numbers_in_strings
}

/// Returns whether the schema is a number in JSON; returns `false` in parameters and forms, where
/// all numbers are strings.
fn is_number_elsewhere(it: &Both<'_, ResolvedSchema<'_>>, node: &ResolvedSchema<'_>) -> bool {
    !it.cursor.transmission.as_strings && matches!(node.shape, Shape::Integer | Shape::Number)
}

/// The values of a schema without a type.
enum UntypedValues {
    Any,
    /// Keywords restrict the values.
    Restricted,
}

impl UntypedValues {
    fn describe_type(&self) -> &'static str {
        match self {
            Self::Any => Shape::Any.describe_type(),
            Self::Restricted => "a value without a type",
        }
    }
}

/// Returns which values a schema without a type accepts; `None` if the schema has a type or accepts
/// no value.
fn untyped_values(document: &Document, node: &ResolvedSchema<'_>) -> Option<UntypedValues> {
    if !matches!(node.shape, Shape::Any) || is_unreadable(document, node) {
        return None;
    }
    match schema_as_written(document, node) {
        Some(schema) if accepts_nothing(schema) => None,
        Some(Value::Object(schema)) if !has_only_shape_neutral_keys(schema) => {
            Some(UntypedValues::Restricted)
        }
        _ => Some(UntypedValues::Any),
    }
}

/// Returns whether a number or boolean in a parameter or form became a string: on the wire, it
/// always was a string.
fn is_string_of_parameter(
    it: &Both<'_, ResolvedSchema<'_>>,
    old: &ResolvedSchema<'_>,
    new: &ResolvedSchema<'_>,
) -> bool {
    let is_written = match old.shape {
        Shape::Bool | Shape::Integer | Shape::Number => true,
        Shape::Union(union) => union.variants.iter().all(|member| {
            matches!(
                ResolvedSchema::of(it.cursor.versions.models.old, &member.schema).shape,
                Shape::Bool | Shape::Integer | Shape::Number | Shape::String
            )
        }),
        _ => false,
    };
    it.is_request()
        && it.cursor.transmission.as_strings
        && is_written
        && matches!(new.shape, Shape::String)
        && new.schema.format.is_none()
}

fn is_unrelated(
    it: &Both<'_, ResolvedSchema<'_>>,
    old: &ResolvedSchema<'_>,
    new: &ResolvedSchema<'_>,
) -> bool {
    let is_related = match (old.shape, new.shape) {
        (Shape::Any, _) | (_, Shape::Any) => true,
        _ if is_string_of_parameter(it, old, new) => true,
        (Shape::Integer, Shape::Number) | (Shape::Number, Shape::Integer) => true,
        _ if old.is_enum_of(new) || new.is_enum_of(old) => true,
        (Shape::Map(_), Shape::Struct(_)) | (Shape::Struct(_), Shape::Map(_)) => true,
        (old, new) => old.kind() == new.kind(),
    };
    !is_related && !is_member(it, old, new) && !is_member(it, new, old)
}

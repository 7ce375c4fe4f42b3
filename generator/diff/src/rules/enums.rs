//! Constants (`const`, or an `enum` of one value), enums, and their values.

use serde_json::Value;

use super::prelude::*;
use crate::equivalence::{self, SchemaLevel};
use model::{Enum, EnumBase, TypeDef, TypeKind};

const VALUE_ADDED: Rule = Rule::added("enum-value-added")
    .what("An enum value was added.")
    .wire(
        "Compatible in requests, and in responses if `x-extensible-enum` allowed other values; \
         otherwise risky in responses.",
    )
    .rust(
        "Minor: a variant is added. Major if the enum had only one value, because it becomes a \
         Rust type.",
    )
    .help("Programs that matched it as an unknown value must use the new variant.")
    .about(About::Constant)
    .variant(|it| {
        let new = it.added()?;
        // An open enum states that unlisted values may occur.
        let was_allowed = it.is_request() || it.are_open().old;
        let wire = if was_allowed { Compatible } else { Risky };
        let message = Message::of_named("value", &new.wire, Was, "added");
        let change = DetectedChange::new(wire, message).at(&["enum"]);
        Some(if it.is_request() {
            change
        } else {
            change.changes_behaviour()
        })
    })
    .or_schema(values_added_to_one);

const VALUE_REMOVED: Rule = Rule::removed("enum-value-removed")
    .what("An enum value was removed.")
    .wire(
        "Breaking in requests, compatible in responses. Risky in requests if `x-extensible-enum` \
         allows other values.",
    )
    .rust("Major: a variant is removed, or the whole Rust type if one value is left.")
    .about(About::Constant)
    .variant(|it| {
        let old = it.removed()?;
        if it.are_open().new {
            let wire = if it.is_request() { Risky } else { Compatible };
            let complement = "no longer listed, but other values are allowed";
            return Some(DetectedChange::new(
                wire,
                Message::of_named("value", &old.wire, Is, complement),
            ));
        }
        let message = Message::of_named("value", &old.wire, Was, "removed");
        Some(it.narrowed(message).at(&["enum"]))
    })
    .or_schema(all_but_one_value_removed);

pub(super) const RULES: &[Rule] = &[
    VALUE_ADDED,
    VALUE_REMOVED,
    Rule::tightened("const-added")
        .what(
            "Only one value is allowed: `const` was added, or an `enum` of one value where there \
             was no `enum`.",
        )
        .rust(TYPE_TOO)
        .located(Located::OnlyNew)
        .node(|it| {
            let Sides { old, new } = it.gains(|node| node.schema.constant.is_some())?;
            if !old.is_scalar() || !new.is_scalar() {
                return None;
            }
            let constant = new.schema.constant.as_ref()?;
            if all_but_one_value_removed(it).is_some() {
                return None;
            }
            let message = format!("the value must now be `{constant}`");
            let change = if was_allowed(old, constant) {
                it.narrowed(message)
            } else {
                DetectedChange::new(Breaking, message)
            };
            Some(change.at(&["const", "enum"]))
        }),
    Rule::changed("const-changed")
        .what("The constant changed.")
        .wire("Breaking: the old value is refused in requests and no longer occurs in responses.")
        .rust("Patch: the same program sends the new value.")
        .node(|it| {
            let Sides { old, new } = it.changes(|node| node.schema.constant.as_ref())?.both()?;
            let message = format!("the constant changed from `{old}` to `{new}`");
            Some(
                DetectedChange::new(Breaking, message)
                    .changes_behaviour()
                    .at(&["const", "enum"]),
            )
        }),
    Rule::widened("const-removed")
        .what("`const` was removed: other values are now allowed.")
        .located(Located::OnlyOld)
        .node(|it| {
            let Sides { old, new } = it.loses(|node| node.schema.constant.is_some())?;
            if !old.is_scalar() || !new.is_scalar() {
                return None;
            }
            let constant = old.schema.constant.as_ref()?;
            if values_added_to_one(it).is_some() {
                return None;
            }
            Some(
                it.widened(format!("values other than `{constant}` are now allowed"))
                    .at(&["const", "enum"]),
            )
        }),
    Rule::widened("enum-removed")
        .what("An enum became an unrestricted type.")
        .wire(
            "Compatible in requests, risky in responses. None if `x-extensible-enum` allowed other \
             values already.",
        )
        .rust("Major if the enum becomes a `String` or an integer. Patch if it stays an enum.")
        .node(|it| {
            let wire = if it.is_request() { Compatible } else { Risky };
            let messages = Messages {
                closed: "unlisted values are now allowed",
                named: "the constants no longer have a named type",
                listed: "values are no longer listed",
                restricted: "values outside the removed enum are now allowed",
            };
            enum_restriction(it, it.old?, it.new?, wire, &messages)
        }),
    Rule::narrowed("enum-added")
        .what("An unrestricted type became an enum.")
        .wire(
            "Breaking in requests, compatible in responses. None for `x-extensible-enum`, which \
             allows other values.",
        )
        .rust(
            "Major if the type becomes an enum; patch if it already was one that allowed other \
             values.",
        )
        .node(|it| {
            let wire = if it.is_request() {
                Breaking
            } else {
                Compatible
            };
            let messages = Messages {
                closed: "unlisted values are no longer allowed",
                named: "the constants now have a named type",
                listed: "some values are now listed, and others stay allowed",
                restricted: "values outside the new enum are no longer allowed",
            };
            enum_restriction(it, it.new?, it.old?, wire, &messages)
        }),
    Rule::new("enum-type-changed")
        .what(
            "The values of an enum changed from strings to integers, or from integers to strings.",
        )
        .wire(
            "Breaking: client and server disagree. None in parameters and headers, where both look \
             the same.",
        )
        .rust("Major: the methods that return the value of a constant change.")
        .help("Announce the change, and accept strings and integers for a while.")
        .type_def(|it| {
            let Sides { old, new } = it.changes(json_type_of_enum)?.both()?;
            let wire = if it.cursor.transmission.as_strings {
                Wire::None
            } else {
                Breaking
            };
            let change =
                DetectedChange::new(wire, format!("the values changed from {old} to {new}"));
            // The same variant sends a value of another type.
            Some(if it.is_request() {
                change.changes_behaviour()
            } else {
                change
            })
        }),
    Rule::new("enum-value-wire-name-changed")
        .what("The spelling of an enum value changed, but not its Rust name.")
        .wire(
            "Breaking: the old spelling is refused, or no longer occurs. Risky with \
             `x-extensible-enum`.",
        )
        .rust("Patch: the same program compiles and sends the new spelling.")
        .help("Accept both spellings while clients of the old version are in use.")
        .variant(|it| {
            let Sides { old, new } = it.changes(|value| &value.wire)?;
            let are_open = it.are_open();
            let wire = if are_open.old && are_open.new {
                Risky
            } else {
                Breaking
            };
            let message = Message::of_named("value", old, Changed, &format!("to `{new}`"));
            Some(DetectedChange::new(wire, message).changes_behaviour())
        }),
];

/// Finds an `enum` that became a constant because only one value is left.
fn all_but_one_value_removed<'a>(it: &Both<'a, ResolvedSchema<'a>>) -> Option<DetectedChange> {
    let Sides { old, new } = it.gains(|node| node.schema.constant.is_some())?;
    if !old.is_scalar() || !new.is_scalar() {
        return None;
    }
    let lists = enum_lists(it)?;
    let removed = listed_beyond_subset(&lists.old, &lists.new)?;
    let message = message_about_values(&removed, "removed");
    Some(it.narrowed(message).at(&["enum"]))
}

/// Finds an `enum` that was a constant because it had a single value, and has several in the new
/// version.
fn values_added_to_one<'a>(it: &Both<'a, ResolvedSchema<'a>>) -> Option<DetectedChange> {
    let Sides { old, new } = it.loses(|node| node.schema.constant.is_some())?;
    if !old.is_scalar() || !new.is_scalar() {
        return None;
    }
    let lists = enum_lists(it)?;
    let added = listed_beyond_subset(&lists.new, &lists.old)?;
    let wire = if it.is_request() { Compatible } else { Risky };
    Some(DetectedChange::new(wire, message_about_values(&added, "added")).at(&["enum"]))
}

/// Returns the values of the `enum` in both versions, if both are written with one `enum` and
/// without `const`.
fn enum_lists<'a>(it: &Both<'a, ResolvedSchema<'a>>) -> Option<Sides<Vec<&'a Value>>> {
    it.cursor
        .levels()?
        .as_ref()
        .map(SchemaLevel::enum_list)
        .both()
}

/// Returns the values of a list that another list lacks, except for `null`, which is compared
/// separately.
fn listed_beyond<'v>(values: &[&'v Value], others: &[&Value]) -> Vec<&'v Value> {
    let beyond = values
        .iter()
        .filter(|value| !value.is_null() && !others.contains(value));
    beyond.copied().collect()
}

/// Returns the values that the first list has in addition to the second; `None` if there are none,
/// or if the second list is not a subset of the first.
fn listed_beyond_subset<'v>(values: &[&'v Value], subset: &[&Value]) -> Option<Vec<&'v Value>> {
    let beyond = listed_beyond(values, subset);
    if beyond.is_empty() || !listed_beyond(subset, values).is_empty() {
        return None;
    }
    Some(beyond)
}

fn message_about_values(values: &[&Value], what: &str) -> Message {
    let texts = values.iter().map(|value| {
        value
            .as_str()
            .map_or_else(|| value.to_string(), str::to_owned)
    });
    match texts.collect::<Vec<_>>().as_slice() {
        [only] => Message::of_named("value", only, Was, what),
        several => {
            let names = names_as_code(several).join(", ");
            Message::from(format!("the values {names} were {what}"))
        }
    }
}

/// Returns the JSON type of the values of an enum, in the plural; `None` for other types.
fn json_type_of_enum(def: &TypeDef) -> Option<&'static str> {
    match &def.kind {
        TypeKind::Enum(Enum {
            base: EnumBase::Text,
            ..
        }) => Some("strings"),
        TypeKind::Enum(Enum {
            base: EnumBase::Integer,
            ..
        }) => Some("integers"),
        _ => None,
    }
}

fn was_allowed(old: &ResolvedSchema<'_>, constant: &Value) -> bool {
    match (old.shape, old.def.map(|def| &def.kind), constant) {
        (_, Some(TypeKind::Enum(constants)), constant) => {
            let wire = constant
                .as_str()
                .map_or_else(|| constant.to_string(), str::to_owned);
            constant.is_string() == (constants.base == EnumBase::Text)
                && constants.variants.iter().any(|value| value.wire == wire)
        }
        (Shape::String, _, constant) => constant.is_string(),
        (Shape::Integer, _, constant) => constant.is_i64() || constant.is_u64(),
        (Shape::Number, _, constant) => constant.is_number(),
        (Shape::Bool, _, constant) => constant.is_boolean(),
        _ => true,
    }
}

/// The messages for an enum of one version, by what the other version has instead.
struct Messages {
    /// The other version has an enum that allows unlisted values.
    closed: &'static str,
    /// The other version allows the same constants, without a named type.
    named: &'static str,
    /// The other version is unrestricted, and the enum lists values but allows others, too.
    listed: &'static str,
    /// The other version is unrestricted, and the enum allows only the listed values.
    restricted: &'static str,
}

/// Returns the change if the `narrower` schema is an enum and the `wider` one allows more values.
fn enum_restriction(
    it: &Both<'_, ResolvedSchema<'_>>,
    narrower: &ResolvedSchema<'_>,
    wider: &ResolvedSchema<'_>,
    wire: Wire,
    messages: &Messages,
) -> Option<DetectedChange> {
    if let (Some(narrower), Some(wider)) = (narrower.constants(), wider.constants()) {
        if narrower.open || !wider.open {
            return None;
        }
        return Some(DetectedChange::new(wire, messages.closed).at(&["enum"]));
    }
    if !narrower.is_enum_of(wider) || wider.schema.constant.is_some() {
        return None;
    }
    let are_same = it
        .cursor
        .levels()
        .is_some_and(|levels| equivalence::same_constants(&levels.old, &levels.new));
    Some(match narrower.constants() {
        _ if are_same => DetectedChange::new(Wire::None, messages.named),
        Some(constants) if constants.open => {
            DetectedChange::new(Wire::None, messages.listed).at(&["x-extensible-enum"])
        }
        _ => DetectedChange::new(wire, messages.restricted).at(&["enum"]),
    })
}

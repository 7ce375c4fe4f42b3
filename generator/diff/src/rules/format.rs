//! Formats (`format`).

use super::limits::{self, FormatEffect};
use super::prelude::*;
use crate::formats;
use model::{TextFormat, Type};

pub(super) const RULES: &[Rule] = &[Rule::new("format-changed")
    .what("The `format` was added, removed or changed.")
    .wire(
        "Breaking in requests and compatible in responses if fewer values are valid; the reverse \
         if more values are valid. Unknown if the generator cannot tell. Risky if a file becomes \
         text. None for booleans, arrays and objects, which have no formats.",
    )
    .rust("Major if the format has a Rust type (`date-time`, `date`, `byte`, `binary`).")
    .help(ANNOUNCE)
    .node(format_changed)];

fn format_changed(it: &Both<'_, ResolvedSchema<'_>>) -> Option<DetectedChange> {
    let Sides { old, new } = it.both()?;
    // Different formats can mean a file.
    let Sides {
        old: was_file,
        new: is_file,
    } = Sides { old, new }.map(|node| node.schema.ty == Type::Text(TextFormat::Upload));
    // A changed `contentEncoding` is a finding of `keyword-changed`.
    let encodings =
        it.in_texts(|document, node| schema_as_written(document, node)?.get("contentEncoding"))?;
    let same = was_file && is_file
        || encodings
            .both()
            .is_some_and(|encodings| encodings.old != encodings.new)
        || old.shape.kind() != new.shape.kind()
        || old.schema.format == new.schema.format;
    // In JSON Schema, a format restricts only values of its own type, and none is of these types.
    let has_effect = !matches!(
        new.shape,
        Shape::Bool | Shape::Array(_) | Shape::Map(_) | Shape::Struct(_) | Shape::Tuple(_)
    );
    let message = match (&old.schema.format, &new.schema.format) {
        _ if same => return None,
        (Some(format), None) => Message::of_named("format", format, Was, "removed"),
        (None, Some(format)) => Message::of_named("format", format, Was, "added"),
        (Some(old), Some(new)) => {
            Message::from(format!("the format changed from `{old}` to `{new}`"))
        }
        (None, None) => return None,
    };
    if !has_effect {
        return Some(DetectedChange::documentation(message).at(&["format"]));
    }
    let message = message.with(&range_note(it, old, new).unwrap_or_default());
    // Clients send 64 bits even without a format, and responses rarely have more.
    let are_int64 = [old, new].iter().all(|node| {
        matches!(node.shape, Shape::Integer | Shape::Union(_))
            && node
                .schema
                .format
                .as_deref()
                .is_none_or(|format| format == "int64")
    });
    if are_int64 {
        return Some(DetectedChange::new(Compatible, message).at(&["format"]));
    }
    if was_file && it.is_request() {
        let message = message.with(", so the part is text instead of a file");
        return Some(DetectedChange::new(Risky, message).at(&["format"]));
    }
    let effect = effect_of_format(old, new);
    let change = match (effect.narrows, effect.widens) {
        (false, false) => return Some(DetectedChange::new(Wire::None, message).at(&["format"])),
        (true, false) => it.narrowed(message),
        (false, true) => it.widened(message),
        (true, true) => DetectedChange::new(Breaking, message),
    };
    if change.wire == Breaking && !are_known(old, new) {
        return Some(DetectedChange::undecided(change.message).at(&["format"]));
    }
    Some(change.at(&["format"]))
}

/// Describes whether the integer type of the crate can hold the new values of a response.
fn range_note(
    it: &Both<'_, ResolvedSchema<'_>>,
    old: &ResolvedSchema<'_>,
    new: &ResolvedSchema<'_>,
) -> Option<String> {
    let (old_least, old_most) = formats::integer_format_range(old.schema.format.as_deref())?;
    let now = formats::integer_format_range(new.schema.format.as_deref());
    let is_more = now.is_none_or(|now| now.0 < old_least || now.1 > old_most);
    if it.is_request() || !is_more || !matches!(new.shape, Shape::Integer) {
        return None;
    }
    let (name, least, most) = match old.schema.ty {
        Type::Wide => ("i128", i128::MIN, i128::MAX),
        _ => ("i64", i64::MIN.into(), i64::MAX.into()),
    };
    let is_held = now.is_some_and(|now| now.0 >= least && now.1 <= most);
    let holds = if is_held {
        "holds"
    } else {
        "does not hold all of"
    };
    Some(format!(
        ": more than the old format holds can come, and the `{name}` of the crate {holds} it"
    ))
}

fn effect_of_format(old: &ResolvedSchema<'_>, new: &ResolvedSchema<'_>) -> FormatEffect {
    let are_integers = [old, new]
        .iter()
        .all(|node| matches!(node.shape, Shape::Integer));
    if are_integers && are_known(old, new) {
        return limits::effect_of_integer_format(Sides { old, new });
    }
    if let (Some(old_format), Some(new_format)) =
        (old.schema.format.as_deref(), new.schema.format.as_deref())
    {
        let effect = FormatEffect {
            narrows: formats::is_wider_format(old_format, new_format),
            widens: formats::is_wider_format(new_format, old_format),
        };
        if effect.narrows || effect.widens {
            return effect;
        }
    }
    let [narrows, widens] = [new, old].map(|node| {
        node.schema
            .format
            .as_deref()
            .is_some_and(|format| !formats::is_unrestricted_format(format))
    });
    FormatEffect { narrows, widens }
}

fn are_known(old: &ResolvedSchema<'_>, new: &ResolvedSchema<'_>) -> bool {
    [old, new]
        .iter()
        .filter_map(|node| node.schema.format.as_deref())
        .all(formats::is_known)
}

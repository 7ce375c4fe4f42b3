//! Ranges given by constraints, and their comparison.

use crate::diff::cursor::{Both, ResolvedSchema, Shape};
use crate::diff::equivalence::EXACT;
use crate::diff::formats;
use crate::diff::patterns::matches_all;
use crate::diff::sides::Sides;
use crate::model::{Additional, Bound, Constraints, Struct};

pub(super) struct Range {
    low: Option<End>,
    high: Option<End>,
}

/// A bound, and whether it is excluded.
type End = (f64, bool);

/// Returns whether the first of two numbers is inside of the second, seen from one end of a range.
type IsInside = fn(&f64, &f64) -> bool;

/// Returns the ranges of numbers in both descriptions, without bounds that the formats imply.
pub(super) fn number_ranges(old: &ResolvedSchema<'_>, new: &ResolvedSchema<'_>) -> (Range, Range) {
    let (mut before, mut after) = (written_bounds(old), written_bounds(new));
    let (least, most) = (
        range_within_format(&before, integer_format(old)),
        range_within_format(&after, integer_format(new)),
    );
    // A bound that the format implies has no effect.
    if least.low == most.low {
        (before.low, after.low) = (None, None);
    }
    if least.high == most.high {
        (before.high, after.high) = (None, None);
    }
    (before, after)
}

/// Returns whether a format alone refuses values that were valid, and accepts values that were not.
pub(super) fn integer_formats(old: &ResolvedSchema<'_>, new: &ResolvedSchema<'_>) -> (bool, bool) {
    let (before, after) = (written_bounds(old), written_bounds(new));
    let (old_format, new_format) = (integer_format(old), integer_format(new));
    let is_lost = is_range_tightened(
        &range_within_format(&before, old_format),
        &range_within_format(&before, new_format),
    );
    let is_gained = is_range_tightened(
        &range_within_format(&after, new_format),
        &range_within_format(&after, old_format),
    );
    (is_lost, is_gained)
}

fn written_bounds(node: &ResolvedSchema<'_>) -> Range {
    let constraints = &node.schema.constraints;
    let range = Range {
        low: constraints.minimum.as_ref().and_then(end_of_bound),
        high: constraints.maximum.as_ref().and_then(end_of_bound),
    };
    if matches!(node.shape, Shape::Integer) {
        range_of_integers(&range, integer_format(node))
    } else {
        range
    }
}

fn end_of_bound(bound: &Bound) -> Option<End> {
    Some((bound.value.as_f64()?, bound.exclusive))
}

fn integer_format<'n>(node: &ResolvedSchema<'n>) -> Option<&'n str> {
    if matches!(node.shape, Shape::Integer) {
        node.schema.format.as_deref()
    } else {
        None
    }
}

fn range_within_format(range: &Range, format: Option<&str>) -> Range {
    let limits = range_of_format(format);
    Range {
        low: inner_end(range.low, limits.low, f64::gt),
        high: inner_end(range.high, limits.high, f64::lt),
    }
}

fn inner_end(one: Option<End>, other: Option<End>, is_inside: IsInside) -> Option<End> {
    match (one, other) {
        (Some(one), Some(other)) => Some(if is_inside(&other.0, &one.0) {
            other
        } else {
            one
        }),
        (one, other) => one.or(other),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "both versions lose the same digits beyond 2^53"
)]
fn range_of_format(format: Option<&str>) -> Range {
    let range = formats::integer_format_range(format);
    Range {
        low: range.map(|(least, _)| (least as f64, false)),
        high: range.map(|(_, most)| (most as f64, false)),
    }
}

/// Returns the range of integers in it, without bounds that the format implies.
fn range_of_integers(range: &Range, format: Option<&str>) -> Range {
    let limits = range_of_format(format);
    let low = range.low.map(least_integer);
    let high = range.high.map(|(number, is_excluded)| {
        let (number, is_excluded) = least_integer((-number, is_excluded));
        (-number, is_excluded)
    });
    Range {
        low: low.filter(|end| limits.low.is_none_or(|least| end.0 > least.0)),
        high: high.filter(|end| limits.high.is_none_or(|most| end.0 < most.0)),
    }
}

/// Returns the least integer at or above a lower bound; the bound itself if it is too large to be exact.
fn least_integer((number, is_excluded): End) -> End {
    if number.abs() >= EXACT {
        return (number, is_excluded);
    }
    (
        if is_excluded {
            number.floor() + 1.0
        } else {
            number.ceil()
        },
        false,
    )
}

/// Describes the change of a range: ``` `maximum` was 100 and is 50 ```.
pub(super) fn range_change_text(old: &Range, new: &Range, keywords: &[&str]) -> String {
    let ends = keywords
        .iter()
        .zip([(old.low, new.low), (old.high, new.high)]);
    let changes = ends
        .filter(|(_, (old, new))| old != new)
        .map(|(name, ends)| match ends {
            (Some(old), Some(new)) => {
                format!("`{name}` was {} and is {}", end_text(old), end_text(new))
            }
            (Some(old), None) => format!("`{name}: {}` was removed", end_text(old)),
            (_, new) => format!("`{name}` is {} now", new.map(end_text).unwrap_or_default()),
        });
    changes.collect::<Vec<_>>().join(", ")
}

fn end_text((number, is_excluded): End) -> String {
    format!("{number}{}", if is_excluded { " (excluded)" } else { "" })
}

pub(super) fn string_length_ranges(
    old: &ResolvedSchema<'_>,
    new: &ResolvedSchema<'_>,
) -> (Range, Range) {
    (string_length_range(old), string_length_range(new))
}

fn string_length_range(node: &ResolvedSchema<'_>) -> Range {
    if may_be_string(node) {
        string_lengths(&node.schema.constraints)
    } else {
        count_range(None, None)
    }
}

/// Returns whether strings are among its values: for others, limits of strings have no meaning.
fn may_be_string(node: &ResolvedSchema<'_>) -> bool {
    matches!(
        node.shape,
        Shape::String | Shape::Enum | Shape::Union(_) | Shape::Any
    ) || node.schema.numbers_in_strings
}

pub(super) fn string_lengths(constraints: &Constraints) -> Range {
    count_range(constraints.min_length, constraints.max_length)
}

/// Returns the allowed lengths of arrays in both descriptions; for tuples, without changes of their items.
pub(super) fn array_length_ranges(
    old: &ResolvedSchema<'_>,
    new: &ResolvedSchema<'_>,
) -> (Range, Range) {
    let (Shape::Tuple(one), Shape::Tuple(other)) = (old.shape, new.shape) else {
        return (
            item_count_range(&old.schema.constraints),
            item_count_range(&new.schema.constraints),
        );
    };
    let (mut before, mut after) = (tuple_length_range(one), tuple_length_range(other));
    // The number of required items is a limit only beside one that is written.
    if one.constraints.min_items.is_none() && other.constraints.min_items.is_none() {
        (before.low, after.low) = (None, None);
    }
    if forbids_more_items(one) != forbids_more_items(other) {
        (before.high, after.high) = (None, None);
    }
    (before, after)
}

fn item_count_range(constraints: &Constraints) -> Range {
    count_range(constraints.min_items, constraints.max_items)
}

fn tuple_length_range(record: &Struct) -> Range {
    let required = record
        .properties
        .iter()
        .filter(|item| item.required)
        .count();
    let low = record
        .constraints
        .min_items
        .or_else(|| u64::try_from(required).ok());
    let known = if forbids_more_items(record) {
        u64::try_from(record.properties.len()).ok()
    } else {
        None
    };
    count_range(low, record.constraints.max_items.or(known))
}

fn forbids_more_items(record: &Struct) -> bool {
    matches!(record.additional, Additional::Forbidden)
}

pub(super) fn unique_items(node: &ResolvedSchema<'_>) -> bool {
    match node.shape {
        Shape::Tuple(record) => record.constraints.unique_items,
        _ => node.schema.constraints.unique_items,
    }
}

pub(super) fn property_count_ranges(
    old: &ResolvedSchema<'_>,
    new: &ResolvedSchema<'_>,
) -> (Range, Range) {
    (property_count_range(old), property_count_range(new))
}

fn property_count_range(node: &ResolvedSchema<'_>) -> Range {
    let constraints = match node.shape {
        Shape::Struct(record) => &record.constraints,
        _ => &*node.schema.constraints,
    };
    count_range(constraints.min_properties, constraints.max_properties)
}

#[expect(clippy::cast_precision_loss, reason = "no lengths beyond 2^53 exist")]
fn count_range(low: Option<u64>, high: Option<u64>) -> Range {
    // Counts are never negative.
    let low = low.filter(|count| *count > 0);
    Range {
        low: low.map(|count| (count as f64, false)),
        high: high.map(|count| (count as f64, false)),
    }
}

/// Returns whether part of the old range is outside the new one.
pub(super) fn is_range_tightened(old: &Range, new: &Range) -> bool {
    is_end_tightened(old.low, new.low, f64::gt) || is_end_tightened(old.high, new.high, f64::lt)
}

fn is_end_tightened(old: Option<End>, new: Option<End>, is_inside: IsInside) -> bool {
    match (old, new) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(old), Some(new)) => is_inside(&new.0, &old.0) || new.0 == old.0 && new.1 && !old.1,
    }
}

/// Returns the patterns of both versions; `None` if they are equivalent.
pub(super) fn changed_patterns<'n>(
    it: &Both<'n, ResolvedSchema<'n>>,
) -> Option<Sides<Option<&'n str>>> {
    // A number that is no longer allowed in a string has no pattern that could be compared.
    let Sides { old, new } = it
        .both()
        .filter(|both| both.old.schema.numbers_in_strings == both.new.schema.numbers_in_strings)?;
    let patterns = Sides { old, new }.map(string_pattern);
    if patterns.old == patterns.new {
        return None;
    }
    Some(patterns.map(|pattern| pattern.filter(|pattern| !matches_all(pattern))))
}

fn string_pattern<'n>(node: &'n ResolvedSchema<'n>) -> Option<&'n str> {
    if may_be_string(node) {
        node.schema.constraints.pattern.as_deref()
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_compared_at_both_ends() {
        let range = |low: Option<End>, high: Option<End>| Range { low, high };
        let (open, from_one) = (range(None, None), range(Some((1.0, false)), None));
        assert!(is_range_tightened(&open, &from_one) && !is_range_tightened(&from_one, &open));
        let excluded = range(Some((1.0, true)), None);
        assert!(
            is_range_tightened(&from_one, &excluded) && !is_range_tightened(&excluded, &from_one)
        );
        let shifted = range(Some((2.0, false)), Some((9.0, false)));
        let before = range(Some((1.0, false)), Some((8.0, false)));
        assert!(is_range_tightened(&before, &shifted) && is_range_tightened(&shifted, &before));
        assert!(!is_range_tightened(&before, &before));
    }
}

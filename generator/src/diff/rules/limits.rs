//! Ranges given by constraints, and their comparison.

use crate::diff::cursor::{Both, ResolvedSchema, Shape};
use crate::diff::equivalence::EXACT;
use crate::diff::formats;
use crate::diff::patterns::matches_all;
use crate::model::{Additional, Bound, Constraints, Struct};

pub(super) struct Range {
    low: Option<End>,
    high: Option<End>,
}

type End = (f64, bool);

/// Returns the ranges of numbers in both descriptions, without bounds that the formats imply.
pub(super) fn number_ranges(old: &ResolvedSchema<'_>, new: &ResolvedSchema<'_>) -> (Range, Range) {
    let (mut before, mut after) = (written_bounds(old), written_bounds(new));
    let (least, most) =
        (range_within_format(&before, integer_format(old)), range_within_format(&after, integer_format(new)));
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
    let both = |range: &Range| {
        (range_within_format(range, integer_format(old)), range_within_format(range, integer_format(new)))
    };
    let (lost, gained) = (both(&before), both(&after));
    (is_range_tightened(&lost.0, &lost.1), is_range_tightened(&gained.1, &gained.0))
}

fn written_bounds(node: &ResolvedSchema<'_>) -> Range {
    let end = |bound: &Option<Bound>| bound.as_ref().and_then(|bound| Some((bound.value.as_f64()?, bound.exclusive)));
    let constraints = &node.schema.constraints;
    let range = Range { low: end(&constraints.minimum), high: end(&constraints.maximum) };
    if matches!(node.shape, Shape::Integer) { range_of_integers(&range, integer_format(node)) } else { range }
}

fn integer_format<'n>(node: &ResolvedSchema<'n>) -> Option<&'n str> {
    node.schema.format.as_deref().filter(|_| matches!(node.shape, Shape::Integer))
}

fn range_within_format(range: &Range, format: Option<&str>) -> Range {
    let limits = range_of_format(format);
    let inner = |a: Option<End>, b: Option<End>, is_inside: fn(&f64, &f64) -> bool| match (a, b) {
        (Some(a), Some(b)) => Some(if is_inside(&b.0, &a.0) { b } else { a }),
        (a, b) => a.or(b),
    };
    Range { low: inner(range.low, limits.low, f64::gt), high: inner(range.high, limits.high, f64::lt) }
}

#[expect(clippy::cast_precision_loss, reason = "both versions lose the same digits beyond 2^53")]
fn range_of_format(format: Option<&str>) -> Range {
    let range = formats::integer_format_range(format);
    Range { low: range.map(|(least, _)| (least as f64, false)), high: range.map(|(_, most)| (most as f64, false)) }
}

/// Returns the range of integers in it, without bounds that the format implies.
fn range_of_integers(range: &Range, format: Option<&str>) -> Range {
    let low = |(number, is_excluded): End| match number.abs() < EXACT {
        true => (if is_excluded { number.floor() + 1.0 } else { number.ceil() }, false),
        false => (number, is_excluded),
    };
    let limits = range_of_format(format);
    Range {
        low: range.low.map(low).filter(|end| limits.low.is_none_or(|least| end.0 > least.0)),
        high: range
            .high
            .map(|end: End| {
                let (number, is_excluded) = low((-end.0, end.1));
                (-number, is_excluded)
            })
            .filter(|end| limits.high.is_none_or(|most| end.0 < most.0)),
    }
}

/// Describes the change of a range: ``` `maximum` was 100 and is 50 ```.
pub(super) fn range_change_text(old: &Range, new: &Range, keywords: &[&str]) -> String {
    let number = |end: End| format!("{}{}", end.0, if end.1 { " (excluded)" } else { "" });
    let ends = keywords.iter().zip([(old.low, new.low), (old.high, new.high)]);
    let changes = ends.filter(|(_, (old, new))| old != new).map(|(name, ends)| match ends {
        (Some(old), Some(new)) => format!("`{name}` was {} and is {}", number(old), number(new)),
        (Some(old), None) => format!("`{name}: {}` was removed", number(old)),
        (_, new) => format!("`{name}` is {} now", new.map(number).unwrap_or_default()),
    });
    changes.collect::<Vec<_>>().join(", ")
}

pub(super) fn string_length_ranges(old: &ResolvedSchema<'_>, new: &ResolvedSchema<'_>) -> (Range, Range) {
    let lengths = |node: &ResolvedSchema<'_>| match may_be_string(node) {
        true => string_lengths(&node.schema.constraints),
        false => count_range(None, None),
    };
    (lengths(old), lengths(new))
}

/// Returns whether strings are among its values: for others, limits of strings have no meaning.
fn may_be_string(node: &ResolvedSchema<'_>) -> bool {
    matches!(node.shape, Shape::String | Shape::Enum | Shape::Union(_) | Shape::Any) || node.schema.numbers_in_strings
}

pub(super) fn string_lengths(constraints: &Constraints) -> Range {
    count_range(constraints.min_length, constraints.max_length)
}

/// Returns the allowed lengths of arrays in both descriptions; for tuples, without changes of their items.
pub(super) fn array_length_ranges(old: &ResolvedSchema<'_>, new: &ResolvedSchema<'_>) -> (Range, Range) {
    let (Shape::Tuple(one), Shape::Tuple(other)) = (old.shape, new.shape) else {
        let counts = |node: &ResolvedSchema<'_>| {
            count_range(node.schema.constraints.min_items, node.schema.constraints.max_items)
        };
        return (counts(old), counts(new));
    };
    let is_closed = |record: &Struct| matches!(record.additional, Additional::Forbidden);
    let has_more = |record: &Struct| record.constraints.min_items.is_some();
    let (is_low, is_high) = (has_more(one) || has_more(other), is_closed(one) == is_closed(other));
    let lengths = |record: &Struct| {
        let required = record.properties.iter().filter(|item| item.required).count();
        let low = record.constraints.min_items.or_else(|| u64::try_from(required).ok());
        let known = u64::try_from(record.properties.len()).ok().filter(|_| is_closed(record));
        count_range(low.filter(|_| is_low), record.constraints.max_items.or(known).filter(|_| is_high))
    };
    (lengths(one), lengths(other))
}

pub(super) fn unique_items(node: &ResolvedSchema<'_>) -> bool {
    match node.shape {
        Shape::Tuple(record) => record.constraints.unique_items,
        _ => node.schema.constraints.unique_items,
    }
}

pub(super) fn property_count_ranges(old: &ResolvedSchema<'_>, new: &ResolvedSchema<'_>) -> (Range, Range) {
    let counts = |node: &ResolvedSchema<'_>| {
        let constraints = match node.shape {
            Shape::Struct(record) => &record.constraints,
            _ => &*node.schema.constraints,
        };
        count_range(constraints.min_properties, constraints.max_properties)
    };
    (counts(old), counts(new))
}

#[expect(clippy::cast_precision_loss, reason = "no lengths beyond 2^53 exist")]
fn count_range(low: Option<u64>, high: Option<u64>) -> Range {
    let end = |count: u64| (count as f64, false);
    // Counts are never negative.
    Range { low: low.filter(|count| *count > 0).map(end), high: high.map(end) }
}

/// Returns whether part of the old range is outside the new one.
pub(super) fn is_range_tightened(old: &Range, new: &Range) -> bool {
    let cuts = |old: Option<End>, new: Option<End>, is_inside: fn(&f64, &f64) -> bool| match (old, new) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(old), Some(new)) => is_inside(&new.0, &old.0) || new.0 == old.0 && new.1 && !old.1,
    };
    cuts(old.low, new.low, f64::gt) || cuts(old.high, new.high, f64::lt)
}

/// Returns the patterns of both versions; `None` if they are equivalent.
pub(super) fn changed_patterns<'n>(it: &Both<'n, ResolvedSchema<'n>>) -> Option<(Option<&'n str>, Option<&'n str>)> {
    // A number that is no longer allowed in a string has no pattern that could be compared.
    let (old, new) = it.both().filter(|(old, new)| old.schema.numbers_in_strings == new.schema.numbers_in_strings)?;
    let pattern =
        |node: &'n ResolvedSchema<'n>| node.schema.constraints.pattern.as_deref().filter(|_| may_be_string(node));
    let (before, after) = (pattern(old), pattern(new));
    let refuses = |pattern: &&str| !matches_all(pattern);
    (before != after).then(|| (before.filter(refuses), after.filter(refuses)))
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
        assert!(is_range_tightened(&from_one, &excluded) && !is_range_tightened(&excluded, &from_one));
        let shifted = range(Some((2.0, false)), Some((9.0, false)));
        let before = range(Some((1.0, false)), Some((8.0, false)));
        assert!(is_range_tightened(&before, &shifted) && is_range_tightened(&shifted, &before));
        assert!(!is_range_tightened(&before, &before));
    }
}

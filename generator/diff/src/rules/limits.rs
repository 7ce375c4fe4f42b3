//! Ranges given by constraints, and their comparison.

use crate::cursor::{Both, ResolvedSchema, Shape};
use crate::equivalence::EXACT;
use crate::formats;
use crate::patterns::matches_all;
use crate::sides::Sides;
use model::{Additional, Bound, Constraints, Struct};

/// A range of numbers or counts; an end without a limit is `None`.
pub(super) struct Range {
    low: Option<RangeEnd>,
    high: Option<RangeEnd>,
}

/// The lower or upper end of a range.
#[derive(Clone, Copy, Debug, PartialEq)]
struct RangeEnd {
    number: f64,
    /// Whether the number itself is outside of the range.
    is_excluded: bool,
}

impl RangeEnd {
    fn included(number: f64) -> Self {
        Self {
            number,
            is_excluded: false,
        }
    }

    fn negated(self) -> Self {
        Self {
            number: -self.number,
            ..self
        }
    }
}

/// The effect of a changed format on the values of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct FormatEffect {
    /// Whether the new format refuses values that the old one accepts.
    pub(super) narrows: bool,
    /// Whether the new format accepts values that the old one refuses.
    pub(super) widens: bool,
}

/// Compares two bounds: returns whether the first one is further inside the range. The function is
/// `f64::gt` for lower bounds and `f64::lt` for upper bounds.
type IsInside = fn(&f64, &f64) -> bool;

/// Returns the ranges of numbers in both descriptions, without bounds whose change has no effect
/// because of the formats.
pub(super) fn number_ranges(nodes: Sides<&ResolvedSchema<'_>>) -> Sides<Range> {
    let mut written = nodes.map(written_bounds);
    let effective = written
        .as_ref()
        .zip(nodes)
        .map(|(bounds, node)| range_within_format(bounds, integer_format(node)));
    // If both ranges have the same end after their formats have narrowed them, the change of the
    // bounds at this end has no effect.
    if effective.old.low == effective.new.low {
        (written.old.low, written.new.low) = (None, None);
    }
    if effective.old.high == effective.new.high {
        (written.old.high, written.new.high) = (None, None);
    }
    written
}

/// Returns the effect of a changed format on the integers that the written bounds allow.
pub(super) fn effect_of_integer_format(nodes: Sides<&ResolvedSchema<'_>>) -> FormatEffect {
    let bounds = nodes.map(written_bounds);
    let formats = nodes.map(integer_format);
    FormatEffect {
        narrows: is_range_tightened(
            &range_within_format(&bounds.old, formats.old),
            &range_within_format(&bounds.old, formats.new),
        ),
        widens: is_range_tightened(
            &range_within_format(&bounds.new, formats.new),
            &range_within_format(&bounds.new, formats.old),
        ),
    }
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

fn end_of_bound(bound: &Bound) -> Option<RangeEnd> {
    Some(RangeEnd {
        number: bound.value.as_f64()?,
        is_excluded: bound.exclusive,
    })
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

/// Returns the bound that allows fewer numbers.
fn inner_end(
    end: Option<RangeEnd>,
    other: Option<RangeEnd>,
    is_inside: IsInside,
) -> Option<RangeEnd> {
    match (end, other) {
        (Some(end), Some(other)) => Some(if is_inside(&other.number, &end.number) {
            other
        } else {
            end
        }),
        (end, other) => end.or(other),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "both versions lose the same digits beyond 2^53"
)]
fn range_of_format(format: Option<&str>) -> Range {
    let range = formats::integer_format_range(format);
    Range {
        low: range.map(|(least, _)| RangeEnd::included(least as f64)),
        high: range.map(|(_, most)| RangeEnd::included(most as f64)),
    }
}

/// Returns the integers in a range, without bounds that the format implies.
fn range_of_integers(range: &Range, format: Option<&str>) -> Range {
    let limits = range_of_format(format);
    let low = range.low.map(least_integer);
    let high = range.high.map(|end| least_integer(end.negated()).negated());
    Range {
        low: low.filter(|end| limits.low.is_none_or(|least| end.number > least.number)),
        high: high.filter(|end| limits.high.is_none_or(|most| end.number < most.number)),
    }
}

/// Returns the least integer at or above a lower bound; the bound itself if it is too large to be
/// exact.
fn least_integer(end: RangeEnd) -> RangeEnd {
    if end.number.abs() >= EXACT {
        return end;
    }
    RangeEnd::included(if end.is_excluded {
        end.number.floor() + 1.0
    } else {
        end.number.ceil()
    })
}

/// Describes the change of a range: ``` `maximum` changed from 100 to 50 ```.
pub(super) fn range_change_text(ranges: &Sides<Range>, keywords: &[&str]) -> String {
    let Sides { old, new } = ranges;
    let ends = keywords
        .iter()
        .zip([(old.low, new.low), (old.high, new.high)]);
    let changes = ends
        .filter(|(_, (old, new))| old != new)
        .map(|(name, ends)| match ends {
            (Some(old), Some(new)) => {
                format!(
                    "`{name}` changed from {} to {}",
                    end_text(old),
                    end_text(new)
                )
            }
            (Some(old), None) => format!("`{name}: {}` was removed", end_text(old)),
            (_, new) => format!(
                "`{name}: {}` was added",
                new.map(end_text).unwrap_or_default()
            ),
        });
    changes.collect::<Vec<_>>().join(", ")
}

fn end_text(end: RangeEnd) -> String {
    let note = if end.is_excluded { " (excluded)" } else { "" };
    format!("{}{note}", end.number)
}

pub(super) fn string_length_ranges(nodes: Sides<&ResolvedSchema<'_>>) -> Sides<Range> {
    nodes.map(string_length_range)
}

fn string_length_range(node: &ResolvedSchema<'_>) -> Range {
    if may_be_string(node) {
        string_lengths(&node.schema.constraints)
    } else {
        count_range(None, None)
    }
}

/// Returns whether values may be strings; limits of strings have no effect on other values.
fn may_be_string(node: &ResolvedSchema<'_>) -> bool {
    matches!(
        node.shape,
        Shape::String | Shape::Enum | Shape::Union(_) | Shape::Any
    ) || node.schema.numbers_in_strings
}

pub(super) fn string_lengths(constraints: &Constraints) -> Range {
    count_range(constraints.min_length, constraints.max_length)
}

/// Returns the allowed lengths of arrays in both descriptions; for tuples, without the limits whose
/// changes other rules find.
pub(super) fn array_length_ranges(nodes: Sides<&ResolvedSchema<'_>>) -> Sides<Range> {
    let (Shape::Tuple(old), Shape::Tuple(new)) = (nodes.old.shape, nodes.new.shape) else {
        return nodes.map(|node| item_count_range(&node.schema.constraints));
    };
    let mut lengths = Sides { old, new }.map(tuple_length_range);
    // The number of required items counts as a limit only if `minItems` is also written.
    if old.constraints.min_items.is_none() && new.constraints.min_items.is_none() {
        (lengths.old.low, lengths.new.low) = (None, None);
    }
    if forbids_more_items(old) != forbids_more_items(new) {
        (lengths.old.high, lengths.new.high) = (None, None);
    }
    lengths
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
    let item_count = if forbids_more_items(record) {
        u64::try_from(record.properties.len()).ok()
    } else {
        None
    };
    count_range(low, record.constraints.max_items.or(item_count))
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

pub(super) fn property_count_ranges(nodes: Sides<&ResolvedSchema<'_>>) -> Sides<Range> {
    nodes.map(property_count_range)
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
        low: low.map(|count| RangeEnd::included(count as f64)),
        high: high.map(|count| RangeEnd::included(count as f64)),
    }
}

/// Returns whether part of the old range is outside the new one.
pub(super) fn is_range_tightened(old: &Range, new: &Range) -> bool {
    is_end_tightened(old.low, new.low, f64::gt) || is_end_tightened(old.high, new.high, f64::lt)
}

fn is_end_tightened(old: Option<RangeEnd>, new: Option<RangeEnd>, is_inside: IsInside) -> bool {
    match (old, new) {
        (_, None) => false,
        (None, Some(_)) => true,
        (Some(old), Some(new)) => {
            let is_now_excluded = new.is_excluded && !old.is_excluded;
            is_inside(&new.number, &old.number) || new.number == old.number && is_now_excluded
        }
    }
}

/// Returns the patterns of both versions; `None` if they are equivalent.
pub(super) fn changed_patterns<'n>(
    it: &Both<'n, ResolvedSchema<'n>>,
) -> Option<Sides<Option<&'n str>>> {
    // If only one version accepts numbers in strings, the patterns cannot be compared.
    let nodes = it.both()?;
    if nodes.old.schema.numbers_in_strings != nodes.new.schema.numbers_in_strings {
        return None;
    }
    let patterns = nodes.map(string_pattern);
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
        let range = |low: Option<RangeEnd>, high: Option<RangeEnd>| Range { low, high };
        let open = range(None, None);
        let from_one = range(Some(RangeEnd::included(1.0)), None);
        assert!(is_range_tightened(&open, &from_one) && !is_range_tightened(&from_one, &open));
        let excluded = range(
            Some(RangeEnd {
                number: 1.0,
                is_excluded: true,
            }),
            None,
        );
        assert!(
            is_range_tightened(&from_one, &excluded) && !is_range_tightened(&excluded, &from_one)
        );
        let shifted = range(Some(RangeEnd::included(2.0)), Some(RangeEnd::included(9.0)));
        let before = range(Some(RangeEnd::included(1.0)), Some(RangeEnd::included(8.0)));
        assert!(is_range_tightened(&before, &shifted) && is_range_tightened(&shifted, &before));
        assert!(!is_range_tightened(&before, &before));
    }
}

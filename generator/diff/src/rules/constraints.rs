//! Limits of numbers, strings, arrays, objects and property names.

use super::limits::{self, Range};
use super::names;
use super::prelude::*;
use crate::patterns::is_one_pattern;

struct RangeConstraint {
    /// Returns the allowed range in both versions.
    of: fn(Sides<&ResolvedSchema<'_>>) -> Sides<Range>,
    /// The keyword of the lower end, that of the upper end, then further keywords that limit the
    /// same range.
    keywords: &'static [&'static str],
}

const BOUNDS: RangeConstraint = RangeConstraint {
    of: limits::number_ranges,
    keywords: &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
};
const ITEMS: RangeConstraint = RangeConstraint {
    of: limits::array_length_ranges,
    keywords: &["minItems", "maxItems"],
};
const LENGTHS: RangeConstraint = RangeConstraint {
    of: limits::string_length_ranges,
    keywords: &["minLength", "maxLength"],
};
const PROPERTIES: RangeConstraint = RangeConstraint {
    of: limits::property_count_ranges,
    keywords: &["minProperties", "maxProperties"],
};

impl RangeConstraint {
    fn tightened(&self, it: &Both<'_, ResolvedSchema<'_>>) -> Option<DetectedChange> {
        self.change(it, limits::is_range_tightened)
            .map(|message| mark_client_check(it, it.narrowed(message), self.keywords))
    }

    fn relaxed(&self, it: &Both<'_, ResolvedSchema<'_>>) -> Option<DetectedChange> {
        self.change(it, |old, new| limits::is_range_tightened(new, old))
            .map(|message| mark_client_check(it, it.widened(message), self.keywords))
    }

    fn change(
        &self,
        it: &Both<'_, ResolvedSchema<'_>>,
        is_changed: fn(&Range, &Range) -> bool,
    ) -> Option<String> {
        let ranges = (self.of)(it.both()?);
        if !is_changed(&ranges.old, &ranges.new) {
            return None;
        }
        Some(limits::range_change_text(&ranges, self.keywords))
    }
}

/// Marks a finding as changed behaviour in requests: clients check constraints before sending, but
/// not in responses. A number that may be in a string is sent as a number, for which no pattern is
/// checked.
fn mark_client_check(
    it: &Both<'_, ResolvedSchema<'_>>,
    change: DetectedChange,
    keywords: &'static [&'static str],
) -> DetectedChange {
    let is_number = it
        .both()
        .is_some_and(|nodes| nodes.new.schema.numbers_in_strings);
    let is_checked = it.is_request() && !(is_number && keywords == ["pattern"]);
    if is_checked {
        change.changes_behaviour()
    } else {
        change
    }
    .at(keywords)
}

pub(super) const RULES: &[Rule] = &[
    Rule::relaxed("bounds-relaxed")
        .what("Numbers may be smaller or larger than before (`minimum`, `maximum`).")
        .rust("Patch; major if bounds beyond 64 bits change the Rust type.")
        .node(|it| BOUNDS.relaxed(it)),
    Rule::tightened("bounds-tightened")
        .what("Numbers may no longer be as small or as large as before (`minimum`, `maximum`).")
        .rust("Patch; major if bounds beyond 64 bits change the Rust type.")
        .node(|it| BOUNDS.tightened(it)),
    Rule::relaxed("items-relaxed")
        .what("Arrays may be shorter or longer than before (`minItems`, `maxItems`).")
        .node(|it| ITEMS.relaxed(it)),
    Rule::tightened("items-tightened")
        .what("Arrays may no longer be as short or as long as before (`minItems`, `maxItems`).")
        .node(|it| ITEMS.tightened(it)),
    Rule::relaxed("length-relaxed")
        .what("Strings may be shorter or longer than before (`minLength`, `maxLength`).")
        .node(|it| LENGTHS.relaxed(it)),
    Rule::tightened("length-tightened")
        .what("Strings may no longer be as short or as long as before (`minLength`, `maxLength`).")
        .node(|it| LENGTHS.tightened(it)),
    Rule::relaxed("property-count-relaxed")
        .what(
            "Objects may have fewer or more properties than before (`minProperties`, \
             `maxProperties`).",
        )
        .node(|it| PROPERTIES.relaxed(it)),
    Rule::tightened("property-count-tightened")
        .what(
            "Objects may no longer have as few or as many properties as before (`minProperties`, \
             `maxProperties`).",
        )
        .node(|it| PROPERTIES.tightened(it)),
    Rule::tightened("unique-items-added")
        .what("The items of an array must now be unique (`uniqueItems`).")
        .located(Located::OnlyNew)
        .node(|it| {
            it.gains(limits::unique_items)?;
            Some(mark_client_check(
                it,
                it.narrowed("items must now be unique"),
                &["uniqueItems"],
            ))
        }),
    Rule::relaxed("unique-items-removed")
        .what("The items of an array no longer need to be unique (`uniqueItems`).")
        .located(Located::OnlyOld)
        .node(|it| {
            it.loses(limits::unique_items)?;
            Some(mark_client_check(
                it,
                it.widened("items no longer need to be unique"),
                &["uniqueItems"],
            ))
        }),
    Rule::changed("multiple-of-changed")
        .what("`multipleOf` was added, removed or changed.")
        .wire(
            "Breaking in requests and compatible in responses if sample values prove that fewer \
             values are valid; the reverse if sample values prove that more values are valid. \
             Risky without such values.",
        )
        .proof(Proof::Needed)
        .excuse(Excuse::Values)
        .node(|it| {
            let Sides { old, new } = it.both()?;
            let change = match (effective_number_step(old), effective_number_step(new)) {
                (None, None) => return None,
                (Some(old), Some(new)) if old == new => return None,
                (None, Some(new)) => it.narrowed(format!("`multipleOf: {new}` was added")),
                (Some(old), None) => it.widened(format!("`multipleOf: {old}` was removed")),
                (Some(old), Some(new)) => {
                    let message = format!("`multipleOf` changed from {old} to {new}");
                    match (is_multiple(new, old), is_multiple(old, new)) {
                        (true, _) => it.narrowed(message),
                        (_, true) => it.widened(message),
                        _ => DetectedChange::new(Breaking, message),
                    }
                }
            };
            Some(mark_client_check(it, change, &["multipleOf"]))
        }),
    Rule::tightened("pattern-added")
        .what("Strings must now match a `pattern`.")
        .wire(
            "Breaking in requests if an example proves that a value is no longer accepted; \
             otherwise risky. Compatible in responses.",
        )
        .located(Located::OnlyNew)
        .proof(Proof::Needed)
        .node(|it| {
            let Sides {
                old: None,
                new: Some(pattern),
            } = limits::changed_patterns(it)?
            else {
                return None;
            };
            Some(mark_client_check(
                it,
                it.narrowed(format!("strings must now match `{pattern}`")),
                &["pattern"],
            ))
        }),
    Rule::new("pattern-changed")
        .what("The `pattern` of strings changed.")
        .wire(
            "None if both patterns are equivalent. Otherwise sample values determine the verdict; \
             without such values, it is risky.",
        )
        .help(CHECK_SERVER)
        .proof(Proof::Needed)
        .excuse(Excuse::Values)
        .node(|it| {
            let Sides { old, new } = limits::changed_patterns(it)?.both()?;
            let message = format!("the pattern changed from `{old}` to `{new}`");
            Some(if is_one_pattern(old, new) {
                DetectedChange::documentation(message).at(&["pattern"])
            } else {
                mark_client_check(it, DetectedChange::new(Risky, message), &["pattern"])
            })
        }),
    Rule::relaxed("pattern-removed")
        .what("The `pattern` of strings was removed.")
        .wire("Compatible: clients do not check patterns of responses.")
        .located(Located::OnlyOld)
        .node(|it| {
            let Sides {
                old: Some(pattern),
                new: None,
            } = limits::changed_patterns(it)?
            else {
                return None;
            };
            let message = format!("strings no longer need to match `{pattern}`");
            Some(mark_client_check(
                it,
                DetectedChange::new(Compatible, message),
                &["pattern"],
            ))
        }),
    Rule::changed("property-names-changed")
        .what(
            "The constraints on property names changed: length, pattern or enum of \
             `propertyNames`.",
        )
        .wire(
            "Breaking in requests and compatible in responses if sample values prove that fewer \
             names are valid; the reverse if sample values prove that more names are valid. Risky \
             if a pattern changed and no such value was found.",
        )
        .proof(Proof::Needed)
        .excuse(Excuse::Values)
        .node(|it| {
            let Sides { old, new } = it.both()?;
            let change = match (
                names::names_constraint_of_node(old),
                names::names_constraint_of_node(new),
            ) {
                (old, new) if old == new => return None,
                (None, _) => it.narrowed("property names are now constrained"),
                (_, None) => it.widened("properties may now have any name"),
                (Some(old), Some(new)) => {
                    match (
                        names::are_names_narrowed(old, new),
                        names::are_names_narrowed(new, old),
                    ) {
                        (true, true) => {
                            DetectedChange::new(Breaking, "the allowed property names changed")
                        }
                        (true, false) => it.narrowed("fewer property names are allowed"),
                        (false, true) => it.widened("more property names are allowed"),
                        (false, false) if old.text.pattern == new.text.pattern => return None,
                        (false, false) => {
                            DetectedChange::new(Risky, "the pattern of property names changed")
                        }
                    }
                }
            };
            Some(mark_client_check(it, change, &["propertyNames"]))
        }),
];

/// Returns the step of numbers (`multipleOf`), unless all integers are multiples of it.
fn effective_number_step(node: &ResolvedSchema<'_>) -> Option<f64> {
    let step = node.schema.constraints.multiple_of.as_ref()?.as_f64()?;
    if matches!(node.shape, Shape::Integer) && is_multiple(1.0, step) {
        return None;
    }
    Some(step)
}

/// Returns whether `one` is a multiple of `other`, allowing for rounding.
fn is_multiple(number: f64, divisor: f64) -> bool {
    let times = number / divisor;
    times.is_finite() && times.round() >= 1.0 && (times - times.round()).abs() < 1e-9
}

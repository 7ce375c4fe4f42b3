//! Limits of numbers, strings, arrays and objects.

use super::limits::{self, Range};
use super::{Check, Effect, RELAXED, Rule, TIGHTENED};
use crate::diff::cursor::{Both, Found, Node};

/// A limit of both ends.
struct Limit {
    /// Returns the ranges of both versions.
    of: fn(&Node<'_>, &Node<'_>) -> (Range, Range),
    ends: (&'static str, &'static str),
    keywords: &'static [&'static str],
}

const BOUNDS: Limit = Limit {
    of: limits::bounds,
    ends: ("minimum", "maximum"),
    keywords: &["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"],
};
const ITEMS: Limit = Limit { of: limits::items, ends: ("minItems", "maxItems"), keywords: &["minItems", "maxItems"] };
const LENGTHS: Limit =
    Limit { of: limits::lengths, ends: ("minLength", "maxLength"), keywords: &["minLength", "maxLength"] };
const PROPERTIES: Limit = Limit {
    of: limits::properties,
    ends: ("minProperties", "maxProperties"),
    keywords: &["minProperties", "maxProperties"],
};

impl Limit {
    fn tightened(&self, it: &Both<'_, Node<'_>>) -> Option<Found> {
        let message = self.in_words(it, limits::tightened)?;
        Some(limits::checked(it, it.narrowed(message)).at(self.keywords))
    }

    fn relaxed(&self, it: &Both<'_, Node<'_>>) -> Option<Found> {
        let message = self.in_words(it, limits::relaxed)?;
        Some(limits::checked(it, it.widened(message)).at(self.keywords))
    }

    fn in_words(&self, it: &Both<'_, Node<'_>>, is_changed: fn(&Range, &Range) -> bool) -> Option<String> {
        let (old, new) = it.both()?;
        let (before, after) = (self.of)(old, new);
        is_changed(&before, &after).then(|| limits::in_words(&before, &after, self.ends))
    }
}

pub(super) const RULES: &[Rule] = &[
    Rule {
        code: "bounds-relaxed",
        what: "Numbers may be smaller or larger than before (`minimum`, `maximum`).",
        rust: "Patch; major if bounds beyond 64 bits change the Rust type.",
        check: Check::Node(|it| BOUNDS.relaxed(it)),
        ..RELAXED
    },
    Rule {
        code: "bounds-tightened",
        what: "Numbers may no longer be as small or as large as before (`minimum`, `maximum`).",
        rust: "Patch; major if bounds beyond 64 bits change the Rust type.",
        check: Check::Node(|it| BOUNDS.tightened(it)),
        ..TIGHTENED
    },
    Rule {
        code: "items-relaxed",
        what: "Arrays may be shorter or longer than before (`minItems`, `maxItems`).",
        check: Check::Node(|it| ITEMS.relaxed(it)),
        ..RELAXED
    },
    Rule {
        code: "items-tightened",
        what: "Arrays may no longer be as short or as long as before (`minItems`, `maxItems`).",
        check: Check::Node(|it| ITEMS.tightened(it)),
        ..TIGHTENED
    },
    Rule {
        code: "length-relaxed",
        what: "Strings may be shorter or longer than before (`minLength`, `maxLength`).",
        check: Check::Node(|it| LENGTHS.relaxed(it)),
        ..RELAXED
    },
    Rule {
        code: "length-tightened",
        what: "Strings may no longer be as short or as long as before (`minLength`, `maxLength`).",
        check: Check::Node(|it| LENGTHS.tightened(it)),
        ..TIGHTENED
    },
    Rule {
        code: "property-count-relaxed",
        what: "Objects may have fewer or more properties than before (`minProperties`, `maxProperties`).",
        check: Check::Node(|it| PROPERTIES.relaxed(it)),
        ..RELAXED
    },
    Rule {
        code: "property-count-tightened",
        what: "Objects may no longer have as few or as many properties as before (`minProperties`, `maxProperties`).",
        check: Check::Node(|it| PROPERTIES.tightened(it)),
        ..TIGHTENED
    },
    Rule {
        code: "unique-items-added",
        what: "The items of an array must be unique now (`uniqueItems`).",
        effect: Effect::Added,
        check: Check::Node(|it| {
            let (old, new) = it.both()?;
            (!limits::unique_items(old) && limits::unique_items(new))
                .then(|| limits::checked(it, it.narrowed("items must be unique now")).at(&["uniqueItems"]))
        }),
        ..TIGHTENED
    },
    Rule {
        code: "unique-items-removed",
        what: "The items of an array need not be unique any more (`uniqueItems`).",
        effect: Effect::Removed,
        check: Check::Node(|it| {
            let (old, new) = it.both()?;
            (limits::unique_items(old) && !limits::unique_items(new))
                .then(|| limits::checked(it, it.widened("items need not be unique any more")).at(&["uniqueItems"]))
        }),
        ..RELAXED
    },
];

//! Strings near the boundaries of patterns: strings that match, and strings that differ from these
//! in a character or in length.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, Hir, HirKind, Repetition};

use super::matching;

/// The maximum number of strings.
const MAX_STRINGS: usize = 4_000;

/// The maximum numbers of matching strings to vary, of characters to replace in each, and of
/// replacements for a character.
const MOST_VARIED: usize = 24;
const MOST_PLACES: usize = 8;
const MOST_CHARACTERS: usize = 48;

/// The maximum length of a string that is made for a length limit.
const LONGEST: usize = 600;

/// Characters that many patterns distinguish.
const CHARACTERS: [char; 12] = [
    'a', 'z', 'A', 'Z', '0', '9', '_', '-', '.', ' ', 'é', '\u{a0}',
];

/// Returns strings that match one of these patterns, or almost do.
pub(super) fn strings_near_patterns(patterns: &[&str]) -> Vec<String> {
    let read: Vec<Hir> = patterns
        .iter()
        .filter_map(|pattern| regex_syntax::parse(pattern).ok())
        .collect();
    let mut boundaries = PatternBoundaries {
        characters: CHARACTERS.into(),
        counts: BTreeSet::new(),
    };
    // If a pattern cannot be parsed here, for example because of a look-ahead, its text still shows
    // which characters matter.
    boundaries
        .characters
        .extend(patterns.iter().flat_map(|pattern| {
            pattern
                .chars()
                .filter(|character| character.is_alphanumeric())
        }));
    for hir in &read {
        boundaries.collect(hir);
    }
    let matching = read.iter().flat_map(|hir| strings_of_choices(hir, 4));
    let mut varied: Vec<String> = matching.chain(["a".to_owned()]).collect();
    varied.sort_by_cached_key(|text| (text.len(), text.clone()));
    varied.dedup();
    let long: Vec<String> = patterns
        .iter()
        .flat_map(|pattern| matching::strings_matching_pattern(pattern))
        .collect();
    let near = varied
        .iter()
        .take(MOST_VARIED)
        .flat_map(|text| boundaries.variants(text));
    let strings: BTreeSet<String> = near
        .take(MAX_STRINGS)
        .chain(varied.iter().cloned())
        .chain(long)
        .collect();
    strings.into_iter().collect()
}

/// Lengthens a string by repeating a character: the first, the last, or the one before the last.
pub(super) fn lengthen_string(text: &str, length: usize) -> Vec<String> {
    let characters: Vec<char> = text.chars().collect();
    let last = characters.len().saturating_sub(1);
    let indices = BTreeSet::from([0, last.saturating_sub(1), last]);
    indices
        .into_iter()
        .filter_map(|index| {
            let more = length
                .checked_sub(characters.len())
                .filter(|more| *more > 0)?;
            let (before, after) = characters.split_at_checked(index)?;
            Some(
                before
                    .iter()
                    .chain(std::iter::repeat_n(after.first()?, more))
                    .chain(after)
                    .collect(),
            )
        })
        .collect()
}

/// Returns strings that match a pattern, with different alternatives and characters.
pub(super) fn varied_matching_strings(pattern: &str) -> Vec<String> {
    match regex_syntax::parse(pattern) {
        Ok(hir) => strings_of_choices(&hir, 1),
        Err(_) => matching::strings_matching_pattern(pattern)
            .take(1)
            .collect(),
    }
}

fn strings_of_choices(hir: &Hir, of_each: usize) -> Vec<String> {
    let chosen = (0..4).map(|choice| choose_alternatives(hir, choice).to_string());
    chosen
        .flat_map(|pattern| {
            matching::strings_matching_pattern(&pattern)
                .take(of_each)
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Selects one alternative or character wherever a pattern allows several.
fn choose_alternatives(hir: &Hir, choice: usize) -> Hir {
    match hir.kind() {
        HirKind::Alternation(choices) => choices
            .get(choice % choices.len().max(1))
            .map_or_else(Hir::empty, |chosen| choose_alternatives(chosen, choice)),
        HirKind::Concat(parts) => Hir::concat(
            parts
                .iter()
                .map(|part| choose_alternatives(part, choice))
                .collect(),
        ),
        HirKind::Capture(group) => choose_alternatives(&group.sub, choice),
        HirKind::Class(Class::Unicode(class)) if choice > 0 => {
            let ends: Vec<char> = class
                .iter()
                .take(16)
                .flat_map(|range| [range.start(), range.end()])
                .collect();
            ends.get(choice % ends.len().max(1))
                .map_or_else(|| hir.clone(), |character| literal_character(*character))
        }
        HirKind::Repetition(repetition) => {
            let sub = Box::new(choose_alternatives(&repetition.sub, choice));
            Hir::repetition(Repetition {
                sub,
                ..repetition.clone()
            })
        }
        _ => hir.clone(),
    }
}

fn literal_character(character: char) -> Hir {
    Hir::literal(character.encode_utf8(&mut [0; 4]).as_bytes())
}

/// The characters and counts at the limits of patterns.
struct PatternBoundaries {
    characters: BTreeSet<char>,
    counts: BTreeSet<usize>,
}

impl PatternBoundaries {
    fn collect(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Class(Class::Unicode(class)) => {
                self.characters.extend(
                    class
                        .iter()
                        .take(16)
                        .flat_map(|range| [range.start(), range.end()]),
                );
            }
            HirKind::Repetition(repetition) => {
                let counts = [Some(repetition.min), repetition.max]
                    .into_iter()
                    .flatten()
                    .filter_map(|it| usize::try_from(it).ok());
                self.counts.extend(
                    counts.flat_map(|count| {
                        [count.saturating_sub(1), count, count.saturating_add(1)]
                    }),
                );
                self.collect(&repetition.sub);
            }
            HirKind::Capture(group) => self.collect(&group.sub),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => {
                for part in parts {
                    self.collect(part);
                }
            }
            _ => {}
        }
    }

    /// Returns a text, and strings that differ from it in one character, or in the number of its
    /// repetitions.
    fn variants(&self, text: &str) -> Vec<String> {
        let characters: Vec<char> = text.chars().collect();
        let mut variants = vec![text.to_owned()];
        let mut last = None;
        for (place, character) in characters.iter().enumerate().take(MOST_PLACES) {
            let before = characters.get(..place).unwrap_or_default();
            let after = characters.get(place + 1..).unwrap_or_default();
            variants.push(before.iter().chain(after).collect());
            for other in self.characters.iter().take(MOST_CHARACTERS) {
                variants.push(before.iter().chain([other]).chain(after).collect());
                let inserted = [character, other];
                variants.push(before.iter().chain(inserted).chain(after).collect());
            }
            if last != Some(character) {
                let row = after.iter().take_while(|next| *next == character).count() + 1;
                let after_row = characters.get(place + row..).unwrap_or_default();
                let lengths = self.counts.iter().filter(|count| **count <= LONGEST);
                variants.extend(lengths.map(|count| {
                    before
                        .iter()
                        .chain(std::iter::repeat_n(character, *count))
                        .chain(after_row)
                        .collect::<String>()
                }));
            }
            last = Some(character);
        }
        variants
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_lengthened() {
        assert_eq!(lengthen_string("a:b", 5), ["aaa:b", "a:::b", "a:bbb"]);
        assert_eq!(lengthen_string("a", 2), ["aa"]);
        assert!(lengthen_string("", 2).is_empty() && lengthen_string("ab", 2).is_empty());
    }

    #[test]
    fn strings_are_near_the_limits_of_patterns() {
        for (patterns, text) in [
            (["^[a-z]+$", "^[a-z]{1,20}$"], "a".repeat(21)),
            (["^[a-z]+$", "^[a-z0-9]+$"], "0".to_owned()),
            (["", "^(?!x).*$"], "x".to_owned()),
            (["^(cat|dog)$", "^cat$"], "dog".to_owned()),
        ] {
            assert!(
                strings_near_patterns(&patterns).contains(&text),
                "{patterns:?}: {text}"
            );
        }
    }
}

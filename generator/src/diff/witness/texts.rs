//! Strings near the boundaries of patterns: matching ones, and ones that differ in a character or in length.

use std::collections::BTreeSet;

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, Repetition};

use crate::render::matching_texts;

/// The greatest number of strings.
const MOST: usize = 4_000;

/// How many texts that match are varied, how many of their characters, and how many characters are tried there.
const MOST_VARIED: usize = 24;
const MOST_PLACES: usize = 8;
const MOST_SIGNS: usize = 48;

/// The greatest length of a string that is made for a length limit.
const LONGEST: usize = 600;

/// Characters that many patterns distinguish.
const SIGNS: [char; 12] = ['a', 'z', 'A', 'Z', '0', '9', '_', '-', '.', ' ', 'é', '\u{a0}'];

/// Returns strings that match one of these patterns, or nearly do.
pub(super) fn near(patterns: &[&str]) -> Vec<String> {
    let read: Vec<Hir> = patterns.iter().filter_map(|pattern| regex_syntax::parse(pattern).ok()).collect();
    let mut edges = Edges { signs: SIGNS.into(), counts: BTreeSet::new() };
    // What cannot be read here (a look ahead) names its characters all the same.
    edges.signs.extend(patterns.iter().flat_map(|pattern| pattern.chars().filter(|sign| sign.is_alphanumeric())));
    read.iter().for_each(|hir| edges.gather(hir));
    let matching = read.iter().flat_map(|hir| of_choices(hir, 4));
    let mut varied: Vec<String> = matching.chain(["a".to_owned()]).collect();
    varied.sort_by_cached_key(|text| (text.len(), text.clone()));
    varied.dedup();
    let long: Vec<String> = patterns.iter().flat_map(|pattern| matching_texts(pattern)).collect();
    let near = varied.iter().take(MOST_VARIED).flat_map(|text| edges.variants(text));
    let all: BTreeSet<String> = near.take(MOST).chain(varied.iter().cloned()).chain(long).collect();
    all.into_iter().collect()
}

/// A text made so long by one of its characters: the first, the last, or the one before that.
pub(super) fn stretched(text: &str, length: usize) -> Vec<String> {
    let signs: Vec<char> = text.chars().collect();
    let last = signs.len().saturating_sub(1);
    let places = BTreeSet::from([0, last.saturating_sub(1), last]);
    let of = |place: usize| {
        let more = length.checked_sub(signs.len()).filter(|more| *more > 0)?;
        let (before, after) = signs.split_at_checked(place)?;
        Some(before.iter().chain(std::iter::repeat_n(after.first()?, more)).chain(after).collect())
    };
    places.into_iter().filter_map(of).collect()
}

/// Texts that match a pattern, by each of the choices that it leaves.
pub(super) fn matching(pattern: &str) -> Vec<String> {
    match regex_syntax::parse(pattern) {
        Ok(hir) => of_choices(&hir, 1),
        Err(_) => matching_texts(pattern).take(1).collect(),
    }
}

fn of_choices(hir: &Hir, of_each: usize) -> Vec<String> {
    let chosen = (0..4).map(|choice| choosing(hir, choice).to_string());
    chosen.flat_map(|pattern| matching_texts(&pattern).take(of_each).collect::<Vec<_>>()).collect()
}

/// Returns whether two patterns are equivalent.
pub(in crate::diff) fn is_one_pattern(one: &str, other: &str) -> bool {
    // `\d` and `\w` are ASCII alone there, as they are in JSON Schema.
    let read = |pattern: &str| {
        let mut parser = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build();
        parser.parse(pattern).ok().map(|hir| in_rows(&hir))
    };
    one == other || read(one).is_some_and(|hir| Some(hir) == read(other))
}

/// Whether no text is refused by a pattern: it asks for nothing, or for any characters. A `.` is no line break.
pub(in crate::diff) fn matches_all(pattern: &str) -> bool {
    regex_syntax::parse(pattern).is_ok_and(|hir| is_open(&hir))
}

fn is_open(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Look(look) => matches!(look, Look::Start | Look::End),
        HirKind::Capture(group) => is_open(&group.sub),
        HirKind::Alternation(choices) => choices.iter().any(is_open),
        HirKind::Concat(parts) => match parts.iter().map(Hir::kind).collect::<Vec<_>>().as_slice() {
            [HirKind::Look(Look::Start), HirKind::Repetition(all), HirKind::Look(Look::End)] => {
                all.min == 0 && all.max.is_none() && is_any_character(&all.sub)
            }
            [HirKind::Look(Look::Start), rest @ ..] | [rest @ .., HirKind::Look(Look::End)] => {
                rest.iter().all(|part| may_be_empty(part))
            }
            parts => parts.iter().all(|part| may_be_empty(part)),
        },
        kind => may_be_empty(kind),
    }
}

fn is_any_character(hir: &Hir) -> bool {
    let all = ClassUnicode::new([ClassUnicodeRange::new(char::MIN, char::MAX)]);
    characters(hir).is_some_and(|found| found == all)
}

/// Those that a pattern of one character matches.
fn characters(hir: &Hir) -> Option<ClassUnicode> {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class.clone()),
        HirKind::Capture(group) => characters(&group.sub),
        HirKind::Literal(literal) => {
            let mut signs = std::str::from_utf8(&literal.0).ok()?.chars();
            let (Some(sign), None) = (signs.next(), signs.next()) else { return None };
            Some(ClassUnicode::new([ClassUnicodeRange::new(sign, sign)]))
        }
        HirKind::Alternation(choices) => choices.iter().try_fold(ClassUnicode::empty(), |mut all, choice| {
            all.union(&characters(choice)?);
            Some(all)
        }),
        _ => None,
    }
}

/// Whether nothing at all matches, wherever that stands.
fn may_be_empty(kind: &HirKind) -> bool {
    match kind {
        HirKind::Empty => true,
        HirKind::Literal(_) | HirKind::Class(_) | HirKind::Look(_) => false,
        HirKind::Repetition(all) => all.min == 0 || may_be_empty(all.sub.kind()),
        HirKind::Capture(group) => may_be_empty(group.sub.kind()),
        HirKind::Concat(parts) => parts.iter().all(|part| may_be_empty(part.kind())),
        HirKind::Alternation(choices) => choices.iter().any(|choice| may_be_empty(choice.kind())),
    }
}

/// The least number of characters in a text that matches.
pub(super) fn least_length(pattern: &str) -> u64 {
    regex_syntax::parse(pattern).map_or(0, |hir| least(&hir))
}

fn least(hir: &Hir) -> u64 {
    match hir.kind() {
        HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0).chars().count() as u64,
        HirKind::Class(_) => 1,
        HirKind::Repetition(all) => least(&all.sub).saturating_mul(u64::from(all.min)),
        HirKind::Capture(group) => least(&group.sub),
        HirKind::Concat(parts) => parts.iter().map(least).fold(0, u64::saturating_add),
        HirKind::Alternation(parts) => parts.iter().map(least).min().unwrap_or(0),
        HirKind::Empty | HirKind::Look(_) => 0,
    }
}

/// The text that a pattern stands for, where it allows no other.
pub(super) fn only(pattern: &str) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let HirKind::Concat(parts) = hir.kind() else { return None };
    match parts.iter().map(Hir::kind).collect::<Vec<_>>().as_slice() {
        [HirKind::Look(Look::Start), HirKind::Literal(literal), HirKind::Look(Look::End)] => {
            String::from_utf8(literal.0.to_vec()).ok()
        }
        _ => None,
    }
}

/// The same with items that follow each other counted: `[0-9][0-9]` is `[0-9]{2}`.
fn in_rows(hir: &Hir) -> Hir {
    let HirKind::Concat(parts) = hir.kind() else { return hir.clone() };
    let mut rows: Vec<(Hir, u32)> = Vec::new();
    for part in parts.iter().flat_map(one_by_one) {
        match rows.last_mut().filter(|(last, _)| *last == part) {
            Some((_, count)) => *count += 1,
            None => rows.push((part, 1)),
        }
    }
    let counted = rows.into_iter().map(|(sub, count)| match count {
        1 => sub,
        count => Hir::repetition(Repetition { min: count, max: Some(count), greedy: true, sub: Box::new(sub) }),
    });
    Hir::concat(counted.collect())
}

/// What is repeated a fixed number of times, as often as that.
fn one_by_one(hir: &Hir) -> Vec<Hir> {
    match hir.kind() {
        HirKind::Repetition(all) if Some(all.min) == all.max && all.min <= 64 => {
            (0..all.min).map(|_| (*all.sub).clone()).collect()
        }
        _ => vec![hir.clone()],
    }
}

/// The pattern with one of the choices wherever it leaves one.
fn choosing(hir: &Hir, choice: usize) -> Hir {
    match hir.kind() {
        HirKind::Alternation(choices) => {
            choices.get(choice % choices.len().max(1)).map_or_else(Hir::empty, |chosen| choosing(chosen, choice))
        }
        HirKind::Concat(parts) => Hir::concat(parts.iter().map(|part| choosing(part, choice)).collect()),
        HirKind::Capture(group) => choosing(&group.sub, choice),
        HirKind::Class(Class::Unicode(class)) if choice > 0 => {
            let ends: Vec<char> = class.iter().take(16).flat_map(|range| [range.start(), range.end()]).collect();
            ends.get(choice % ends.len().max(1)).map_or_else(|| hir.clone(), |sign| literal(*sign))
        }
        HirKind::Repetition(all) => {
            let sub = Box::new(choosing(&all.sub, choice));
            Hir::repetition(Repetition { sub, ..all.clone() })
        }
        _ => hir.clone(),
    }
}

fn literal(sign: char) -> Hir {
    Hir::literal(sign.encode_utf8(&mut [0; 4]).as_bytes())
}

/// Characters and counts at which a pattern changes its mind.
struct Edges {
    signs: BTreeSet<char>,
    counts: BTreeSet<usize>,
}

impl Edges {
    fn gather(&mut self, hir: &Hir) {
        match hir.kind() {
            HirKind::Class(Class::Unicode(class)) => {
                self.signs.extend(class.iter().take(16).flat_map(|range| [range.start(), range.end()]));
            }
            HirKind::Repetition(all) => {
                let counts = [Some(all.min), all.max].into_iter().flatten().filter_map(|it| usize::try_from(it).ok());
                self.counts.extend(counts.flat_map(|count| [count.saturating_sub(1), count, count.saturating_add(1)]));
                self.gather(&all.sub);
            }
            HirKind::Capture(group) => self.gather(&group.sub),
            HirKind::Concat(parts) | HirKind::Alternation(parts) => parts.iter().for_each(|part| self.gather(part)),
            _ => {}
        }
    }

    /// Texts that differ from one in a character, or in how often a character stands there.
    fn variants(&self, text: &str) -> Vec<String> {
        let signs: Vec<char> = text.chars().collect();
        let (mut variants, mut last) = (vec![text.to_owned()], None);
        for (place, sign) in signs.iter().enumerate().take(MOST_PLACES) {
            let (before, after) = (signs.get(..place).unwrap_or_default(), signs.get(place + 1..).unwrap_or_default());
            let with = |middle: &[char]| before.iter().chain(middle).chain(after).collect::<String>();
            variants.push(with(&[]));
            variants
                .extend(self.signs.iter().take(MOST_SIGNS).flat_map(|other| [with(&[*other]), with(&[*sign, *other])]));
            if last != Some(sign) {
                let row = after.iter().take_while(|next| *next == sign).count() + 1;
                let rest = signs.get(place + row..).unwrap_or_default();
                let lengths = self.counts.iter().filter(|count| **count <= LONGEST);
                variants.extend(lengths.map(|count| {
                    before.iter().chain(std::iter::repeat_n(sign, *count)).chain(rest).collect::<String>()
                }));
            }
            last = Some(sign);
        }
        variants
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pattern_is_known_in_two_spellings() {
        for (one, other, is_one) in [
            ("^[0-9]+$", r"^\d+$", true),
            ("^[0-9a-z][0-9a-z][0-9a-z]$", "^[a-z0-9]{3}$", true),
            ("^[A-Za-z0-9_]{1,}$", r"^\w+$", true),
            ("^(?!x)", "^(?!x)", true),
            ("^[0-9]+$", "^[0-9]*$", false),
            ("^(?!x)", "^(?!y)", false),
        ] {
            assert_eq!(is_one_pattern(one, other), is_one, "{one} {other}");
        }
    }

    #[test]
    fn some_patterns_match_all_texts() {
        for open in ["", "^", "$", ".*", "^.*", ".*$", "a*", r"^[\s\S]*$", r"^(.|\n)*$", "(?:)", "^x?", "(a|)"] {
            assert!(matches_all(open), "{open}");
        }
        // A line break is refused by the second.
        for narrow in ["^$", "^.*$", ".+", "^a*$", "a", r"\b", "^(?!x)", "^[a-z]*$"] {
            assert!(!matches_all(narrow), "{narrow}");
        }
    }

    #[test]
    fn texts_are_made_longer() {
        assert_eq!(stretched("a:b", 5), ["aaa:b", "a:::b", "a:bbb"]);
        assert_eq!(stretched("a", 2), ["aa"]);
        assert!(stretched("", 2).is_empty() && stretched("ab", 2).is_empty());
    }

    #[test]
    fn patterns_say_how_long_texts_are() {
        for (pattern, least, text) in [
            ("^abc$", 3, Some("abc")),
            ("^(ab|é)c+$", 2, None),
            ("^[0-9]{4}", 4, None),
            (".*", 0, None),
            ("^abc", 3, None),
        ] {
            assert_eq!((least_length(pattern), only(pattern).as_deref()), (least, text), "{pattern}");
        }
    }

    #[test]
    fn texts_stand_at_the_edges_of_patterns() {
        for (patterns, text) in [
            (["^[a-z]+$", "^[a-z]{1,20}$"], "a".repeat(21)),
            (["^[a-z]+$", "^[a-z0-9]+$"], "0".to_owned()),
            (["", "^(?!x).*$"], "x".to_owned()),
            (["^(cat|dog)$", "^cat$"], "dog".to_owned()),
        ] {
            assert!(near(&patterns).contains(&text), "{patterns:?}: {text}");
        }
    }
}

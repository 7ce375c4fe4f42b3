//! Compares patterns: finds out which are equivalent, match every string, or match only one.

use regex_syntax::hir::{Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Look, Repetition};

pub(crate) fn is_one_pattern(pattern: &str, other: &str) -> bool {
    pattern == other
        || parsed_ascii_pattern(pattern).is_some_and(|hir| Some(hir) == parsed_ascii_pattern(other))
}

fn parsed_ascii_pattern(pattern: &str) -> Option<Hir> {
    // Without Unicode, `\d` and `\w` match only ASCII, as in JSON Schema.
    let mut parser = regex_syntax::ParserBuilder::new()
        .unicode(false)
        .utf8(false)
        .build();
    let hir = parser.parse(pattern).ok()?;
    Some(with_counted_repetitions(&hir))
}

/// Returns whether a pattern matches every string; `.` does not match line breaks.
pub(crate) fn matches_all(pattern: &str) -> bool {
    regex_syntax::parse(pattern).is_ok_and(|hir| is_unrestrictive(&hir))
}

fn is_unrestrictive(hir: &Hir) -> bool {
    let any = ClassUnicode::new([ClassUnicodeRange::new(char::MIN, char::MAX)]);
    match hir.kind() {
        HirKind::Look(look) => matches!(look, Look::Start | Look::End),
        HirKind::Capture(group) => is_unrestrictive(&group.sub),
        HirKind::Alternation(choices) => choices.iter().any(is_unrestrictive),
        HirKind::Concat(parts) => {
            match parts.iter().map(Hir::kind).collect::<Vec<_>>().as_slice() {
                [
                    HirKind::Look(Look::Start),
                    HirKind::Repetition(repetition),
                    HirKind::Look(Look::End),
                ] => {
                    repetition.min == 0
                        && repetition.max.is_none()
                        && matched_characters(&repetition.sub)
                            .is_some_and(|characters| characters == any)
                }
                [HirKind::Look(Look::Start), ..] => parts.iter().skip(1).all(may_be_empty),
                [.., HirKind::Look(Look::End)] => parts.iter().rev().skip(1).all(may_be_empty),
                _ => parts.iter().all(may_be_empty),
            }
        }
        _ => may_be_empty(hir),
    }
}

/// Returns the set of characters that a pattern matches, if it matches exactly one character.
fn matched_characters(hir: &Hir) -> Option<ClassUnicode> {
    match hir.kind() {
        HirKind::Class(Class::Unicode(class)) => Some(class.clone()),
        HirKind::Capture(group) => matched_characters(&group.sub),
        HirKind::Literal(literal) => {
            let mut literal_characters = std::str::from_utf8(&literal.0).ok()?.chars();
            let (Some(character), None) = (literal_characters.next(), literal_characters.next())
            else {
                return None;
            };
            Some(ClassUnicode::new([ClassUnicodeRange::new(
                character, character,
            )]))
        }
        HirKind::Alternation(choices) => {
            choices
                .iter()
                .try_fold(ClassUnicode::empty(), |mut union, choice| {
                    union.union(&matched_characters(choice)?);
                    Some(union)
                })
        }
        _ => None,
    }
}

fn may_be_empty(hir: &Hir) -> bool {
    hir.properties().minimum_len() == Some(0) && hir.properties().look_set().is_empty()
}

pub(crate) fn least_length(pattern: &str) -> u64 {
    regex_syntax::parse(pattern).map_or(0, |hir| least_match_length(&hir))
}

fn least_match_length(hir: &Hir) -> u64 {
    match hir.kind() {
        HirKind::Literal(literal) => String::from_utf8_lossy(&literal.0).chars().count() as u64,
        HirKind::Class(_) => 1,
        HirKind::Repetition(repetition) => {
            least_match_length(&repetition.sub).saturating_mul(u64::from(repetition.min))
        }
        HirKind::Capture(group) => least_match_length(&group.sub),
        HirKind::Concat(parts) => parts
            .iter()
            .map(least_match_length)
            .fold(0, u64::saturating_add),
        HirKind::Alternation(parts) => parts.iter().map(least_match_length).min().unwrap_or(0),
        HirKind::Empty | HirKind::Look(_) => 0,
    }
}

/// Returns the only string that matches, if the pattern is a literal between anchors.
pub(crate) fn only_match(pattern: &str) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let HirKind::Concat(parts) = hir.kind() else {
        return None;
    };
    match parts.iter().map(Hir::kind).collect::<Vec<_>>().as_slice() {
        [
            HirKind::Look(Look::Start),
            HirKind::Literal(literal),
            HirKind::Look(Look::End),
        ] => String::from_utf8(literal.0.to_vec()).ok(),
        _ => None,
    }
}

/// Joins equal consecutive items into a repetition: `[0-9][0-9]` becomes `[0-9]{2}`.
fn with_counted_repetitions(hir: &Hir) -> Hir {
    let HirKind::Concat(parts) = hir.kind() else {
        return hir.clone();
    };
    let mut runs: Vec<(Hir, u32)> = Vec::new();
    for part in parts.iter().flat_map(unroll_repetition) {
        match runs.last_mut().filter(|(last, _)| *last == part) {
            Some((_, count)) => *count += 1,
            None => runs.push((part, 1)),
        }
    }
    let counted = runs.into_iter().map(|(sub, count)| match count {
        1 => sub,
        count => Hir::repetition(Repetition {
            min: count,
            max: Some(count),
            greedy: true,
            sub: Box::new(sub),
        }),
    });
    Hir::concat(counted.collect())
}

/// Unrolls a repetition with a fixed count: `a{2}` becomes `aa`.
fn unroll_repetition(hir: &Hir) -> Vec<Hir> {
    match hir.kind() {
        HirKind::Repetition(repetition)
            if Some(repetition.min) == repetition.max && repetition.min <= 64 =>
        {
            (0..repetition.min)
                .map(|_| (*repetition.sub).clone())
                .collect()
        }
        _ => vec![hir.clone()],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equivalent_patterns_are_recognized() {
        for (pattern, other, is_one) in [
            ("^[0-9]+$", r"^\d+$", true),
            ("^[0-9a-z][0-9a-z][0-9a-z]$", "^[a-z0-9]{3}$", true),
            ("^[A-Za-z0-9_]{1,}$", r"^\w+$", true),
            ("^(?!x)", "^(?!x)", true),
            ("^[0-9]+$", "^[0-9]*$", false),
            ("^(?!x)", "^(?!y)", false),
        ] {
            assert_eq!(is_one_pattern(pattern, other), is_one, "{pattern} {other}");
        }
    }

    #[test]
    fn patterns_that_match_every_string_are_recognized() {
        for open in [
            "",
            "^",
            "$",
            ".*",
            "^.*",
            ".*$",
            "a*",
            r"^[\s\S]*$",
            r"^(.|\n)*$",
            "(?:)",
            "^x?",
            "(a|)",
        ] {
            assert!(matches_all(open), "{open}");
        }
        // `^.*$` does not match line breaks.
        for narrow in ["^$", "^.*$", ".+", "^a*$", "a", r"\b", "^(?!x)", "^[a-z]*$"] {
            assert!(!matches_all(narrow), "{narrow}");
        }
    }

    #[test]
    fn patterns_have_a_least_length_and_maybe_a_single_match() {
        for (pattern, least, text) in [
            ("^abc$", 3, Some("abc")),
            ("^(ab|é)c+$", 2, None),
            ("^[0-9]{4}", 4, None),
            (".*", 0, None),
            ("^abc", 3, None),
        ] {
            assert_eq!(
                (least_length(pattern), only_match(pattern).as_deref()),
                (least, text),
                "{pattern}"
            );
        }
    }
}

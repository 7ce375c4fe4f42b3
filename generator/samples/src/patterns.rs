//! Decides which patterns clients can check: those that the regex engine of the runtime compiles,
//! up to a maximum length.
//!
//! Warnings, samples and emitted checks all use this module, so that they agree.

use std::cell::RefCell;
use std::rc::Rc;

use foldhash::HashMap;
use regex_lite::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;
use regex_syntax::hir::{Class, Hir, HirKind, Look};

/// The maximum length of a pattern in bytes, since compiling character classes takes quadratic
/// time.
const LONGEST: usize = 10_000;

/// The maximum number of cached patterns. An API has few patterns, which are used repeatedly.
const MOST_KEPT: usize = 256;

/// The maximum compiled size of a cached pattern, in bytes.
const LARGEST_KEPT: usize = 64 << 10;

type PatternResult = Result<Rc<Regex>, String>;

thread_local! {
    static KEPT: RefCell<HashMap<String, PatternResult>> = RefCell::default();
}

/// Compiles a pattern, or returns the reason why clients cannot check it.
pub fn compile_pattern(pattern: &str) -> PatternResult {
    if pattern.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    if let Some(class) = twice_escaped_class(pattern) {
        return Err(format!(
            "`\\\\{class}` matches a backslash and `{class}`, although it probably stands for `\\{class}`"
        ));
    }
    KEPT.with_borrow_mut(|patterns| {
        if let Some(read) = patterns.get(pattern) {
            return read.clone();
        }
        let (read, is_large) = match RegexBuilder::new(pattern).size_limit(LARGEST_KEPT).build() {
            Ok(regex) => (Ok(Rc::new(regex)), false),
            Err(_) => (
                Regex::new(pattern)
                    .map(Rc::new)
                    .map_err(|error| format!("`regex-lite` refuses it: {error}")),
                true,
            ),
        };
        if !is_large || read.is_err() {
            if patterns.len() == MOST_KEPT {
                patterns.clear();
            }
            patterns.insert(pattern.to_owned(), read.clone());
        }
        read
    })
}

/// Returns the letter of a character class whose backslash is escaped, as if the pattern was quoted
/// twice: `w` for `^[\\w-]+$`. Such a pattern matches backslashes, which few strings have, so
/// checking it would refuse nearly all strings.
fn twice_escaped_class(pattern: &str) -> Option<char> {
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        if character != '\\' || characters.next() != Some('\\') {
            continue;
        }
        let following = characters.clone().next();
        if let Some(letter @ ('d' | 'D' | 's' | 'S' | 'w' | 'W')) = following {
            return Some(letter);
        }
    }
    None
}

/// Returns whether all matching strings are decimal numbers, such as `-1`, `2.50` or `1e9`.
pub fn matches_only_numbers(pattern: &str) -> bool {
    // Unicode is disabled, so that `\d` is `[0-9]`, as in ECMA-262.
    let Ok(hir) = ParserBuilder::new().unicode(false).build().parse(pattern) else {
        return false;
    };
    let HirKind::Concat(parts) = hir.kind() else {
        return false;
    };
    let [first, inner @ .., last] = parts.as_slice() else {
        return false;
    };
    let is_whole =
        *first.kind() == HirKind::Look(Look::Start) && *last.kind() == HirKind::Look(Look::End);
    let digits = match without_sign(inner) {
        [digits @ .., last] if is_exponent(last) => digits,
        digits => digits,
    };
    let points: Option<u32> = digits.iter().map(most_points).sum();
    is_whole
        && points.is_some_and(|most| most <= 1)
        && digits
            .iter()
            .any(|part| part.properties().minimum_len() > Some(0))
}

/// Returns whether this is an optional exponent: `(?:[eE][+-]?\d+)?`.
fn is_exponent(hir: &Hir) -> bool {
    let HirKind::Repetition(repeated) = hir.kind() else {
        return false;
    };
    let inner = match repeated.sub.kind() {
        HirKind::Capture(group) => &group.sub,
        _ => &repeated.sub,
    };
    let HirKind::Concat(parts) = inner.kind() else {
        return false;
    };
    let [letter, parts @ ..] = parts.as_slice() else {
        return false;
    };
    let digits = without_sign(parts);
    let is_letter = matches!(letter.kind(), HirKind::Class(Class::Bytes(class))
        if class.iter().all(|range| b"eE".contains(&range.start()) && range.len() == 1));
    repeated.max == Some(1)
        && is_letter
        && !digits.is_empty()
        && digits.iter().all(|part| most_points(part) == Some(0))
}

fn without_sign(parts: &[Hir]) -> &[Hir] {
    match parts {
        [sign, digits @ ..] if is_sign(sign) => digits,
        unsigned => unsigned,
    }
}

fn is_sign(hir: &Hir) -> bool {
    match hir.kind() {
        HirKind::Literal(literal) => matches!(&*literal.0, b"-" | b"+"),
        HirKind::Class(Class::Bytes(class)) => class
            .iter()
            .all(|range| b"+-".contains(&range.start()) && range.len() == 1),
        HirKind::Repetition(repeated) => repeated.max == Some(1) && is_sign(&repeated.sub),
        HirKind::Capture(group) => is_sign(&group.sub),
        _ => false,
    }
}

/// Returns the maximum number of decimal points in a match; `None` if a match may contain
/// characters other than digits.
fn most_points(hir: &Hir) -> Option<u32> {
    match hir.kind() {
        HirKind::Empty => Some(0),
        HirKind::Literal(literal) => literal.0.iter().try_fold(0, |points, byte| match byte {
            b'0'..=b'9' => Some(points),
            b'.' => Some(points + 1),
            _ => None,
        }),
        HirKind::Class(Class::Bytes(class))
            if class
                .iter()
                .all(|range| range.start() >= b'0' && range.end() <= b'9') =>
        {
            Some(0)
        }
        HirKind::Repetition(repeated) => {
            Some(most_points(&repeated.sub)?.saturating_mul(repeated.max.unwrap_or(u32::MAX)))
        }
        HirKind::Capture(group) => most_points(&group.sub),
        HirKind::Concat(parts) => parts.iter().map(most_points).sum(),
        HirKind::Alternation(choices) => choices
            .iter()
            .map(most_points)
            .try_fold(0, |most, points| Some(points?.max(most))),
        HirKind::Class(_) | HirKind::Look(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_numbers_are_recognised() {
        for pattern in [
            r"^-?(?:0|[1-9]\d*)$",
            r"^-?(?:0|[1-9]\d*)(?:\.\d+)?$",
            r"^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$",
            "^[0-9]+$",
            r"^[+-]?\d{1,3}(\.\d{2})?$",
            r"^(-)?\d*\.\d$",
        ] {
            assert!(matches_only_numbers(pattern), "{pattern}");
        }
        for pattern in [
            "",
            "(",
            r"\d+",
            r"^\d+",
            r"^\d*$",
            r"^-?$",
            r"^\d+%$",
            r"^\d{4}-\d{2}-\d{2}$",
            r"^\d+\.\d+\.\d+$",
            r"^(\d\.)+\d$",
            "^[0-9.]+$",
            "^.$",
            r"^(\d+|auto)$",
            r"^\d+$|^auto$",
            r"^\d+(?:e)?$",
            r"^\d+(?:[ex]\d+)?$",
        ] {
            assert!(!matches_only_numbers(pattern), "{pattern}");
        }
    }

    #[test]
    fn invalid_and_overlong_patterns_are_refused() {
        for (pattern, is_read) in [
            ("^[a-z]+$".to_owned(), true),
            ("(".to_owned(), false),
            ("(?=a)".to_owned(), false),
            (r"^[\\w-]+$".to_owned(), false),
            (r"^[\w\\]+$".to_owned(), true),
            ("a".repeat(LONGEST), true),
            (format!("[{}]", "a".repeat(1_000_000)), false),
        ] {
            assert_eq!(
                compile_pattern(&pattern).is_ok(),
                is_read,
                "{}",
                pattern.get(..9).unwrap_or(&pattern)
            );
        }
    }
}

//! Makes strings that match a pattern.

use regex_syntax::hir::{Class, Hir, HirKind};

/// Readable characters, in the order in which they are tried.
const READABLE: &[char] = &['a', '1', 'A', '-', '_', '.', '/', '+', ' '];

/// The maximum length of a generated string.
const MAX_LENGTH: usize = 4_096;

/// The numbers of repetitions that are tried in addition to the minimum of a repetition.
const EXTRA: &[u32] = &[0, 1, 2, 3, 5, 7, 9, 11, 15, 19, 23, 31, 35, 39, 63];

/// Returns strings that should match a pattern, the shortest first; callers must check that they
/// do.
pub(super) fn strings_matching_pattern(pattern: &str) -> impl Iterator<Item = String> {
    let hir = regex_syntax::parse(pattern).ok();
    EXTRA.iter().filter_map(move |extra| {
        let mut string = String::new();
        write_pattern_match(hir.as_ref()?, *extra, &mut string)?;
        Some(string)
    })
}

/// Appends a matching string; the parser limits the depth of patterns.
fn write_pattern_match(hir: &Hir, extra: u32, string: &mut String) -> Option<()> {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => string.push_str(std::str::from_utf8(&literal.0).ok()?),
        HirKind::Class(class) => string.push(readable_class_character(class)?),
        HirKind::Repetition(repeated) => {
            let most = repeated.max.unwrap_or(u32::MAX);
            for _ in 0..repeated.min.saturating_add(extra).min(most) {
                let before = string.len();
                write_pattern_match(&repeated.sub, extra, string)?;
                // Repeating an empty string adds nothing.
                if string.len() == before {
                    break;
                }
            }
        }
        HirKind::Capture(group) => write_pattern_match(&group.sub, extra, string)?,
        HirKind::Concat(parts) => parts
            .iter()
            .try_for_each(|part| write_pattern_match(part, extra, string))?,
        HirKind::Alternation(choices) => write_pattern_match(choices.first()?, extra, string)?,
    }
    if string.len() <= MAX_LENGTH {
        Some(())
    } else {
        None
    }
}

fn readable_class_character(class: &Class) -> Option<char> {
    let Class::Unicode(class) = class else {
        return None;
    };
    let mut candidates = READABLE.iter().copied().chain('!'..='~');
    let readable = candidates.find(|c| {
        class
            .iter()
            .any(|range| range.start() <= *c && *c <= range.end())
    });
    readable.or_else(|| class.iter().next().map(|range| range.start()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_match_their_pattern() {
        for (pattern, first) in [
            ("^[0-9a-f]{4}$", "aaaa"),
            ("^(cat|dog)-\\d+$", "cat-1"),
            ("^a{2,3}b?$", "aa"),
            ("[^a-zA-Z0-9]", "-"),
            ("^\\$x\\.y$", "$x.y"),
        ] {
            let made: Vec<String> = strings_matching_pattern(pattern).collect();
            let regex = crate::patterns::compile_pattern(pattern).unwrap();
            assert_eq!(made.first().map(String::as_str), Some(first), "{pattern}");
            assert!(
                made.iter().all(|text| regex.is_match(text)),
                "{pattern}: {made:?}"
            );
        }
        assert_eq!(strings_matching_pattern("(").count(), 0);
        assert_eq!(
            strings_matching_pattern("(((a{1000}){1000}){1000}){1000}").count(),
            0
        );
        assert_eq!(
            strings_matching_pattern("((((a?){1000}){1000}){1000}){1000}")
                .next()
                .as_deref(),
            Some("")
        );
    }
}

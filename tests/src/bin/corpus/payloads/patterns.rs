//! Random strings for regular expressions. Some may not match: the caller validates and discards
//! them.
//!
//! Assertions (anchors, lookahead, lookbehind) are ignored.

use rand_regex::Regex;

use crate::dice::Dice;

/// The maximum number of repetitions of an unbounded quantifier, and the maximum if a long string
/// is wanted.
const REPEATS: u32 = 12;
const MOST_REPEATS: usize = 300;

/// Returns a string for `pattern`, of at least `shortest` characters if repetition can achieve
/// that.
pub(super) fn sample_of_pattern(pattern: &str, shortest: usize, dice: &mut Dice) -> Option<String> {
    let plain = without_looks(pattern);
    let repeats = if dice.below(2) == 0 { 0 } else { shortest };
    let repeats = u32::try_from((repeats * 2).min(MOST_REPEATS))
        .unwrap_or_default()
        .max(REPEATS);
    let regex = Regex::compile(&plain, repeats).ok()?;
    let text: Result<String, std::string::FromUtf8Error> = dice.sample_from(&regex);
    text.ok()
}

/// Returns an ECMA-262 pattern in the syntax of the `regex` crate, without anchors, lookahead and
/// lookbehind.
fn without_looks(pattern: &str) -> String {
    let mut out = String::new();
    let mut rest = pattern;
    let mut in_class = false;
    while let Some(first) = rest.chars().next() {
        let after = rest.get(first.len_utf8()..).unwrap_or_default();
        rest = match (first, in_class) {
            ('\\', _) => translate_escape(after, in_class, &mut out),
            ('^' | '$', false) => after,
            ('.', false) => {
                out.push_str("[ -~ü]");
                after
            }
            ('(', false)
                if ["?=", "?!", "?<=", "?<!"]
                    .iter()
                    .any(|look| after.starts_with(look)) =>
            {
                group_end(after)
            }
            ('[', false) => {
                in_class = true;
                out.push('[');
                let negated = after.strip_prefix('^');
                out.push_str(if negated.is_some() { "^" } else { "" });
                negated.unwrap_or(after)
            }
            (']', true) => {
                in_class = false;
                out.push(']');
                after
            }
            // The `regex` crate has nested classes and set operators.
            ('[' | '&' | '~', true) => {
                out.push('\\');
                out.push(first);
                after
            }
            _ => {
                out.push(first);
                after
            }
        };
    }
    out
}

/// Translates a backslash escape; returns the rest of the pattern.
fn translate_escape<'p>(after: &'p str, in_class: bool, out: &mut String) -> &'p str {
    let Some(escaped) = after.chars().next() else {
        return after;
    };
    let set = match escaped {
        'd' => "0-9",
        'w' => "A-Za-z0-9_",
        's' => " ",
        'S' => "!-~",
        'b' | 'B' if !in_class => "",
        _ => {
            if escaped.is_alphanumeric() || escaped.is_ascii_punctuation() {
                out.push('\\');
            }
            out.push(escaped);
            return after.get(escaped.len_utf8()..).unwrap_or_default();
        }
    };
    if in_class || set.is_empty() {
        out.push_str(set)
    } else {
        *out += &format!("[{set}]")
    }
    after.get(1..).unwrap_or_default()
}

/// Returns the rest of the pattern after the group whose opening parenthesis was just passed.
fn group_end(text: &str) -> &str {
    let (mut depth, mut escaped) = (1_usize, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => {
                escaped = false;
                continue;
            }
            '\\' => escaped = true,
            '(' => depth += 1,
            ')' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return text.get(at + 1..).unwrap_or_default();
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_match_their_patterns() {
        for (pattern, shortest) in [
            (r"^[a-zA-Z_0-9-=+/]*$", 0),
            (r"^(?!aws:)[a-zA-Z+-=._:/]+$", 0),
            (r"^\d{3}-[\w\-\/]+$", 0),
            (r"^(ABC|\$x)[^\s&]$", 0),
            (r"[a-z[\]&&~]+", 0),
            (r"^[0-9a-f]+$", 64),
            (r"^\/a\_b\s$", 0),
            (r"\bword\b", 0),
            (r"^[A-Za-z0-9 *'-]{4,40}$", 0),
            (r"^[-\w\._]+$", 0),
            (r"[1-9][0-9]*(\s)?(GB|gb)", 0),
            (r"arn:(aws[a-zA-Z0-9-]*):x:.+:(\d{12}):\/a\/[0-9a-z]+", 0),
            (r"^(a|b$)|^\S+\bc$", 0),
        ] {
            let schema = serde_json::json!({ "pattern": pattern, "minLength": shortest });
            let validator = jsonschema::draft202012::new(&schema).unwrap();
            let mut dice = Dice::new(1, 1);
            let mut texts = (0..40).map(|_| {
                sample_of_pattern(pattern, shortest, &mut dice)
                    .unwrap_or_else(|| panic!("{pattern}"))
            });
            assert!(
                texts.any(|text| validator.is_valid(&text.into())),
                "{pattern}"
            );
        }
        assert_eq!(sample_of_pattern("(", 0, &mut Dice::new(1, 1)), None);
    }
}

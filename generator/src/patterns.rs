//! Which patterns clients can check: those that the engine of the runtime reads, and reads in no time.
//!
//! Asked where a pattern is warned about, where examples are made by it, and where it is emitted: all three agree.

use regex_lite::Regex;

/// How many bytes a pattern may have; the effort of reading one grows with the square of its classes.
const LONGEST: usize = 10_000;

/// The pattern, ready to be used; else why clients cannot check it.
pub(crate) fn read(pattern: &str) -> Result<Regex, String> {
    if pattern.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    Regex::new(pattern).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_pattern_or_far_too_long_is_not_read() {
        for (pattern, is_read) in [
            ("^[a-z]+$".to_owned(), true),
            ("(".to_owned(), false),
            ("(?=a)".to_owned(), false),
            ("a".repeat(LONGEST), true),
            (format!("[{}]", "a".repeat(1_000_000)), false),
        ] {
            assert_eq!(read(&pattern).is_ok(), is_read, "{}", pattern.get(..9).unwrap_or(&pattern));
        }
    }
}

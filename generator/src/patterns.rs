//! Decides which patterns clients can check: those that the regex engine of the runtime compiles, up to a maximum
//! length.
//!
//! Warnings, samples and emitted checks all use this module, so that they agree.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use regex_lite::{Regex, RegexBuilder};

/// The maximum length of a pattern in bytes, as compiling character classes takes quadratic time.
const LONGEST: usize = 10_000;

/// The maximum number of cached patterns; an API has few, and uses them repeatedly.
const MOST_KEPT: usize = 256;

/// The maximum compiled size of a cached pattern, in bytes.
const LARGEST_KEPT: usize = 64 << 10;

type Read = Result<Rc<Regex>, String>;

thread_local! {
    static KEPT: RefCell<HashMap<String, Read>> = RefCell::default();
}

/// Compiles a pattern, or returns the reason why clients cannot check it.
pub(crate) fn read(pattern: &str) -> Read {
    if pattern.len() > LONGEST {
        return Err(format!("it is longer than {LONGEST} bytes"));
    }
    KEPT.with_borrow_mut(|kept| {
        if let Some(known) = kept.get(pattern) {
            return known.clone();
        }
        let (read, is_large) = match RegexBuilder::new(pattern).size_limit(LARGEST_KEPT).build() {
            Ok(regex) => (Ok(Rc::new(regex)), false),
            Err(_) => (Regex::new(pattern).map(Rc::new).map_err(|error| error.to_string()), true),
        };
        if !is_large || read.is_err() {
            if kept.len() == MOST_KEPT {
                kept.clear();
            }
            kept.insert(pattern.to_owned(), read.clone());
        }
        read
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn invalid_and_overlong_patterns_are_refused() {
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

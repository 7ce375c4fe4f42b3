//! Which patterns clients can check: those that the engine of the runtime reads, and reads in no time.
//!
//! Asked where a pattern is warned about, where examples are made by it, and where it is emitted: all three agree.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

use regex_lite::{Regex, RegexBuilder};

/// How many bytes a pattern may have; the effort of reading one grows with the square of its classes.
const LONGEST: usize = 10_000;

/// Up to so many patterns are kept ready: an API has few, and uses them again and again.
const MOST_KEPT: usize = 256;

/// A pattern that takes more bytes than this when it is ready is not kept.
const LARGEST_KEPT: usize = 64 << 10;

/// A pattern that is ready to be used; else why clients cannot check it.
type Read = Result<Rc<Regex>, String>;

thread_local! {
    static KEPT: RefCell<HashMap<String, Read>> = RefCell::default();
}

/// The pattern, ready to be used; else why clients cannot check it.
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

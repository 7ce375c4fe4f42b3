//! The constraints of the description: lengths, patterns, bounds, numbers of items and properties.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, PoisonError, RwLock};

use regex_lite::Regex;

use super::api::Check;
use super::codec::{object_members, to_vec};
use super::node::{Node, View, tuple_items};

/// Tests a value against one constraint; the error is a message without the value.
pub(crate) fn test_check(check: &Check, view: &View<'_>) -> Result<(), String> {
    check.test(view)
}

impl Check {
    fn test(&self, view: &View<'_>) -> Result<(), String> {
        match view {
            View::Text(text) => self.test_text(text),
            View::Integer(value) => self.test_integer(*value),
            View::Float(value) => self.test_number(*value),
            View::Number(value) => self.test_number(value.as_f64()),
            View::List(list) => {
                self.test_count(list.len(), "items")?;
                self.test_unique(list.items())
            }
            View::Tuple(table, record) => {
                let items = tuple_items(table, *record);
                self.test_count(items.len(), "items")?;
                self.test_unique(items.into_iter())
            }
            View::Map(map) => {
                self.test_count(map.entries().count(), "properties")?;
                self.test_names(map.entries().map(|(name, _)| name))
            }
            // Properties that are never sent do not count.
            View::Record(..) => {
                let sent = object_members(view).unwrap_or_default();
                self.test_count(sent.len(), "properties")?;
                self.test_names(sent.iter().map(|(name, _)| *name))
            }
            _ => Ok(()),
        }
    }

    fn test_text(&self, text: &str) -> Result<(), String> {
        match self {
            Self::MinLength(min) if is_shorter(text, *min) => Err(format!(
                "is {} characters long, expected at least {min}",
                count_characters(text)
            )),
            Self::MaxLength(max) if is_longer(text, *max) => Err(format!(
                "is {} characters long, expected at most {max}",
                count_characters(text)
            )),
            Self::Pattern(pattern)
                if compile_pattern(pattern).is_some_and(|regex| !regex.is_match(text)) =>
            {
                Err(format!("does not match `{pattern}`"))
            }
            Self::OneOf(texts) if !texts.contains(&text) => {
                Err(format!("is none of `{}`", texts.join("`, `")))
            }
            _ => Ok(()),
        }
    }

    fn test_names<'n>(&self, mut names: impl Iterator<Item = &'n str>) -> Result<(), String> {
        let Self::Names(checks) = self else {
            return Ok(());
        };
        names.try_for_each(|name| {
            let tested = checks.iter().try_for_each(|check| check.test_text(name));
            tested.map_err(|problem| format!("has the property `{name}`, whose name {problem}"))
        })
    }

    fn test_integer(&self, value: i128) -> Result<(), String> {
        match self {
            Self::AtLeast(min) if value < i128::from(*min) => {
                Err(format!("is {value}, expected at least {min}"))
            }
            Self::AtMost(max) if value > i128::from(*max) => {
                Err(format!("is {value}, expected at most {max}"))
            }
            #[expect(clippy::cast_precision_loss, reason = "bounds of this kind are floats")]
            _ => self.test_number(value as f64),
        }
    }

    fn test_number(&self, value: f64) -> Result<(), String> {
        match self {
            Self::Minimum(min) if value < *min => {
                Err(format!("is {value}, expected at least {min}"))
            }
            Self::Maximum(max) if value > *max => {
                Err(format!("is {value}, expected at most {max}"))
            }
            Self::Above(bound) if value <= *bound => {
                Err(format!("is {value}, expected more than {bound}"))
            }
            Self::Below(bound) if value >= *bound => {
                Err(format!("is {value}, expected less than {bound}"))
            }
            Self::MultipleOf(step) if !is_multiple(value, *step) => {
                Err(format!("is {value}, expected a multiple of {step}"))
            }
            _ => Ok(()),
        }
    }

    fn test_count(&self, count: usize, what: &str) -> Result<(), String> {
        let count = u64::try_from(count).unwrap_or(u64::MAX);
        match self {
            Self::MinCount(min) if count < *min => {
                Err(format!("has {count} {what}, expected at least {min}"))
            }
            Self::MaxCount(max) if count > *max => {
                Err(format!("has {count} {what}, expected at most {max}"))
            }
            _ => Ok(()),
        }
    }

    fn test_unique<'n>(&self, items: impl Iterator<Item = &'n dyn Node>) -> Result<(), String> {
        if !matches!(self, Self::Unique) {
            return Ok(());
        }
        let mut seen = HashSet::new();
        // Files are not compared.
        for (index, item) in items
            .enumerate()
            .filter(|(_, item)| !matches!(item.view(), View::Upload(_)))
        {
            if !seen.insert(to_vec(item)) {
                return Err(format!("has the item at index {index} twice"));
            }
        }
        Ok(())
    }
}

// A character has one to four bytes, so few texts need to be counted.
fn is_shorter(text: &str, min: u64) -> bool {
    let fewest = u64::try_from(text.len() / 4).unwrap_or(u64::MAX);
    fewest < min && count_characters(text) < min
}

fn is_longer(text: &str, max: u64) -> bool {
    let most = u64::try_from(text.len()).unwrap_or(u64::MAX);
    most > max && count_characters(text) > max
}

fn count_characters(text: &str) -> u64 {
    u64::try_from(text.chars().count()).unwrap_or(u64::MAX)
}

fn is_multiple(value: f64, step: f64) -> bool {
    let quotient = value / step;
    step == 0.0 || (quotient - quotient.round()).abs() < 1e-9 * quotient.abs().max(1.0)
}

/// White space in ECMA-262; `\s` of the regex engine matches only some of these characters.
const SPACES: &str =
    r"\s\x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{feff}";

/// Returns a pattern of the description, compiled once, because compiling takes longer than
/// matching. `None` if the regex engine does not support the pattern, which is reported at
/// generation time.
fn compile_pattern(pattern: &'static str) -> Option<Arc<Regex>> {
    static KNOWN: RwLock<BTreeMap<&str, Option<Arc<Regex>>>> = RwLock::new(BTreeMap::new());
    if let Some(regex) = KNOWN
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(pattern)
    {
        return regex.clone();
    }
    let regex = Regex::new(&to_engine_syntax(pattern)).ok().map(Arc::new);
    KNOWN
        .write()
        .unwrap_or_else(PoisonError::into_inner)
        .insert(pattern, regex.clone());
    regex
}

/// Translates an ECMA-262 pattern for the regex engine, so that it rejects no valid value.
fn to_engine_syntax(pattern: &str) -> Cow<'_, str> {
    if !pattern.contains("\\s") {
        return Cow::Borrowed(pattern);
    }
    let mut text = String::with_capacity(pattern.len() + 2 * SPACES.len());
    let mut in_class = false;
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        match (c, in_class) {
            ('\\', _) => match (chars.next(), in_class) {
                (Some('s'), true) => text.push_str(SPACES),
                (Some('s'), false) => text.extend(["[", SPACES, "]"]),
                (escaped, _) => text.extend(Some('\\').into_iter().chain(escaped)),
            },
            ('[', false) => {
                in_class = true;
                text.push('[');
            }
            (']', true) => {
                in_class = false;
                text.push(']');
            }
            (c, _) => text.push(c),
        }
    }
    Cow::Owned(text)
}

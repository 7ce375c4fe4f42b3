//! Checks of request values against the constraints of the description.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};

use regex_lite::Regex;

use super::api::{Check, Table};
use super::codec::{object_members, to_vec};
use super::json::kind_of;
use super::node::{Node, Record, View, is_absent, tuple_items};
use super::outcome::Fault;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The path to the invalid part of the value, such as `servers[0].name`.
    pub(crate) path: String,
    /// The message, without the value itself.
    pub(crate) message: String,
}

impl From<Violation> for Fault {
    fn from(Violation { path, message }: Violation) -> Self {
        let place = if path.is_empty() { "body" } else { &path };
        Self::request(format!("`{place}` {message}"))
    }
}

/// The locations where files are allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Files {
    /// Nowhere: everything is text.
    Nowhere,
    /// In the properties of the value, which are the parts of a body.
    Inside,
    /// The value itself, or each item if it is an array.
    Here,
}

/// Checks a value recursively; the first violation is reported.
pub(crate) fn check_node(
    name: &str,
    node: &dyn Node,
    checks: &[Check],
    files: Files,
) -> Result<(), Violation> {
    let mut path = String::new();
    check_at_path(node, checks, &mut path, files).map_err(|message| Violation {
        path: match path.strip_prefix('.') {
            Some(path) if name.is_empty() => path.to_owned(),
            _ => name.to_owned() + &path,
        },
        message,
    })
}

/// Checks a value; after an error, `path` is its location in the value. The path is empty until
/// then, because most values are valid.
fn check_at_path(
    node: &dyn Node,
    checks: &[Check],
    path: &mut String,
    files: Files,
) -> Result<(), String> {
    let view = node.view();
    for check in checks {
        check.test(&view)?;
    }
    let items = item_checks(checks);
    let inside = if files == Files::Inside {
        Files::Here
    } else {
        Files::Nowhere
    };
    match view {
        View::Upload(upload) if files == Files::Nowhere && upload.text().is_none() => {
            let is_in_memory = upload.bytes().is_some();
            let message = "is a file or a stream, expected text in memory for this body";
            return Err(if is_in_memory {
                "is not UTF-8, as this body requires"
            } else {
                message
            }
            .to_owned());
        }
        View::NoObject(value) => {
            return Err(format!(
                "is {}, expected an object",
                kind_of(&value.to_string())
            ));
        }
        View::Float(value) if !value.is_finite() => {
            return Err(format!("is {value}, expected a finite number"));
        }
        View::Record(table, record) => {
            test_properties(table, &view)?;
            for (property, value) in record
                .known(table)
                .filter(|(property, _)| !property.read_only)
            {
                let outcome = if property.always_sent && is_absent(value) {
                    Err("is missing but required in requests".to_owned())
                } else {
                    check_at_path(value, property.checks, path, inside)
                };
                outcome.inspect_err(|_| path.insert_str(0, &format!(".{}", property.name)))?;
            }
        }
        View::List(list) => {
            for (index, item) in list.items().enumerate() {
                check_at_path(item, items, path, files)
                    .inspect_err(|_| path.insert_str(0, &format!("[{index}]")))?;
            }
        }
        View::Tuple(table, record) => walk_tuple(table, record, path)?,
        View::Map(map) => {
            for (name, value) in map.entries() {
                check_at_path(value, items, path, inside)
                    .inspect_err(|_| path.insert_str(0, &format!(".{name}")))?;
            }
        }
        _ => {}
    }
    Ok(())
}

/// Checks the number of items of a tuple, and each item against its constraints.
fn walk_tuple(table: &Table, record: &dyn Record, path: &mut String) -> Result<(), String> {
    let nodes = tuple_items(table, record);
    for check in table.checks {
        check.test_count(nodes.len(), "items")?;
        check.test_unique(nodes.iter().copied())?;
    }
    for (index, node) in nodes.into_iter().enumerate() {
        let outcome = match table.properties.get(index) {
            Some(property) if !property.required && is_absent(node) => {
                Err("is missing but a later item is present".to_owned())
            }
            Some(property) => check_at_path(node, property.checks, path, Files::Nowhere),
            None => check_at_path(node, item_checks(table.checks), path, Files::Nowhere),
        };
        outcome.inspect_err(|_| path.insert_str(0, &format!("[{index}]")))?;
    }
    Ok(())
}

/// Checks the number and names of properties; properties that are never sent do not count.
fn test_properties(table: &Table, view: &View<'_>) -> Result<(), String> {
    if table.checks.is_empty() {
        return Ok(());
    }
    let sent = object_members(view).unwrap_or_default();
    table.checks.iter().try_for_each(|check| {
        check.test_count(sent.len(), "properties")?;
        check.test_names(sent.iter().map(|(name, _)| *name))
    })
}

fn item_checks(checks: &[Check]) -> &'static [Check] {
    checks
        .iter()
        .find_map(|check| {
            if let Check::Items(items) = check {
                Some(*items)
            } else {
                None
            }
        })
        .unwrap_or(&[])
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
            View::Map(map) => {
                self.test_count(map.entries().count(), "properties")?;
                self.test_names(map.entries().map(|(name, _)| name))
            }
            _ => Ok(()),
        }
    }

    fn test_text(&self, text: &str) -> Result<(), String> {
        match self {
            Self::MinLength(min) if count_characters(text) < *min => Err(format!(
                "is {} characters long, expected at least {min}",
                count_characters(text)
            )),
            Self::MaxLength(max) if count_characters(text) > *max => Err(format!(
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
        let mut seen = std::collections::HashSet::new();
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
    if let Some(known) = KNOWN
        .read()
        .unwrap_or_else(PoisonError::into_inner)
        .get(pattern)
    {
        return known.clone();
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

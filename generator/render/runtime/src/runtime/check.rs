//! Checks of request values: against the constraints of the description, if it has any, and whether
//! JSON can express them.

use std::fmt;

use super::api::{Api, Check, Table, TestCheck};
use super::json::kind_of;
use super::node::{Node, View, is_absent, tuple_items};

pub(crate) struct Violation {
    /// The path to the invalid part of the value, such as `servers[0].name`.
    pub(crate) path: String,
    /// The message, without the value itself.
    pub(crate) message: String,
}

impl Violation {
    /// Adds a step to the beginning of the path.
    pub(crate) fn inside(mut self, step: &str) -> Self {
        self.path.insert_str(0, step);
        self
    }
}

/// The locations where files are allowed.
#[derive(Clone, Copy, PartialEq)]
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
    api: &Api,
    name: &str,
    node: &dyn Node,
    checks: &[Check],
    files: Files,
) -> Result<(), Violation> {
    let mut checker = Checker::new(api);
    let outcome = checker.check(node.view(), checks, files);
    outcome.map_err(|message| checker.violation(name, message))
}

/// Checks values one by one, and keeps the path to an invalid one.
#[derive(Default)]
pub(crate) struct Checker {
    /// `None` if the description has no constraints.
    test_check: Option<TestCheck>,
    /// After an error, the location in the value. The path is empty until then, because most values
    /// are valid.
    path: String,
}

impl Checker {
    pub(crate) fn new(api: &Api) -> Self {
        Self {
            test_check: api.test_check,
            path: String::new(),
        }
    }

    /// Returns the violation of a failed check in the value that is called `name`.
    pub(crate) fn violation(&self, name: &str, message: String) -> Violation {
        let path = match self.path.strip_prefix('.') {
            Some(path) if name.is_empty() => path.to_owned(),
            _ => name.to_owned() + &self.path,
        };
        Violation { path, message }
    }

    /// Checks a value without its items and properties. An object or tuple has constraints of its
    /// own, any other value those of its location.
    pub(crate) fn check_value(
        &self,
        view: &View<'_>,
        checks: &[Check],
        files: Files,
    ) -> Result<(), String> {
        let checks = match view {
            View::Record(table, _) | View::Tuple(table, _) => table.checks,
            _ => checks,
        };
        if let Some(test_check) = self.test_check {
            checks
                .iter()
                .try_for_each(|check| test_check(check, view))?;
        }
        match view {
            View::Upload(upload) if files == Files::Nowhere && upload.text().is_none() => {
                let message = if upload.bytes().is_some() {
                    "is not UTF-8, as this body requires"
                } else {
                    "is a file or a stream, expected text in memory for this body"
                };
                Err(message.to_owned())
            }
            View::NoObject(value) => Err(format!(
                "is {}, expected an object",
                kind_of(&value.to_string())
            )),
            View::Float(value) if !value.is_finite() => {
                Err(format!("is {value}, expected a finite number"))
            }
            _ => Ok(()),
        }
    }

    /// Checks a value with its items and properties.
    fn check(&mut self, view: View<'_>, checks: &[Check], files: Files) -> Result<(), String> {
        self.check_value(&view, checks, files)?;
        let inside = if files == Files::Inside {
            Files::Here
        } else {
            Files::Nowhere
        };
        match view {
            View::Record(table, record) => {
                for (property, value) in record.properties(table) {
                    if property.read_only {
                        continue;
                    }
                    let outcome = match value.view() {
                        View::Absent if property.always_sent => Err(MISSING.to_owned()),
                        View::Absent => continue,
                        view => self.check(view, property.checks, inside),
                    };
                    outcome.map_err(|message| {
                        self.locate(message, format_args!(".{}", property.name))
                    })?;
                }
                for (name, value) in record.extra().entries() {
                    let outcome = self.check(value.view(), &[], inside);
                    outcome.map_err(|message| self.locate(message, format_args!(".{name}")))?;
                }
            }
            View::List(list) => {
                let checks = item_checks(checks);
                for (index, item) in list.items().enumerate() {
                    let outcome = self.check(item.view(), checks, files);
                    outcome.map_err(|message| self.locate(message, format_args!("[{index}]")))?;
                }
            }
            View::Tuple(table, record) => {
                for (index, item) in tuple_items(table, record).into_iter().enumerate() {
                    let outcome = tuple_item_checks(table, index, item)
                        .and_then(|checks| self.check(item.view(), checks, Files::Nowhere));
                    outcome.map_err(|message| self.locate(message, format_args!("[{index}]")))?;
                }
            }
            View::Map(map) => {
                for (name, value) in map.entries() {
                    let outcome = self.check(value.view(), item_checks(checks), inside);
                    outcome.map_err(|message| self.locate(message, format_args!(".{name}")))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds a step to the path of an invalid value, and returns the error about it.
    #[cold]
    pub(crate) fn locate<E>(&mut self, error: E, step: fmt::Arguments<'_>) -> E {
        self.path.insert_str(0, &step.to_string());
        error
    }
}

/// The message about a property that is absent although every request has it.
pub(crate) const MISSING: &str = "is missing but required in requests";

/// Returns the constraints on an item of a tuple.
///
/// # Errors
/// If the item is missing although a later one is present.
pub(crate) fn tuple_item_checks(
    table: &Table,
    index: usize,
    item: &dyn Node,
) -> Result<&'static [Check], String> {
    match table.properties.get(index) {
        Some(property) if !property.required && is_absent(item) => {
            Err("is missing but a later item is present".to_owned())
        }
        Some(property) => Ok(property.checks),
        None => Ok(item_checks(table.checks)),
    }
}

/// Returns the constraints on the items of an array, or on the values of a map.
pub(crate) fn item_checks(checks: &[Check]) -> &'static [Check] {
    for check in checks {
        if let Check::Items(items) = check {
            return items;
        }
    }
    &[]
}

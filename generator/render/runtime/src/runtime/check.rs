//! Checks of request values: against the constraints of the description, if it has any, and whether
//! JSON can express them.

use std::fmt;

use super::api::{Api, Check, TestCheck};
use super::json::kind_of;
use super::node::{Node, View, is_absent, tuple_items};
use super::outcome::Fault;

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

impl From<Violation> for Fault {
    fn from(Violation { path, message }: Violation) -> Self {
        let place = if path.is_empty() { "body" } else { &path };
        Self::request(format!("`{place}` {message}"))
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
    let mut checker = Checker {
        test_check: api.test_check,
        path: String::new(),
    };
    let outcome = checker.check(node.view(), checks, files);
    outcome.map_err(|message| Violation {
        path: match checker.path.strip_prefix('.') {
            Some(path) if name.is_empty() => path.to_owned(),
            _ => name.to_owned() + &checker.path,
        },
        message,
    })
}

struct Checker {
    /// `None` if the description has no constraints.
    test_check: Option<TestCheck>,
    /// After an error, the location in the value. The path is empty until then, because most values
    /// are valid.
    path: String,
}

impl Checker {
    fn check(&mut self, view: View<'_>, checks: &[Check], files: Files) -> Result<(), String> {
        let checks = match view {
            View::Record(table, _) | View::Tuple(table, _) => table.checks,
            _ => checks,
        };
        if let Some(test_check) = self.test_check {
            checks
                .iter()
                .try_for_each(|check| test_check(check, &view))?;
        }
        let inside = if files == Files::Inside {
            Files::Here
        } else {
            Files::Nowhere
        };
        match view {
            View::Upload(upload) if files == Files::Nowhere && upload.text().is_none() => {
                let message = if upload.bytes().is_some() {
                    "is not UTF-8, as this body requires"
                } else {
                    "is a file or a stream, expected text in memory for this body"
                };
                return Err(message.to_owned());
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
                for (property, value) in record.properties(table) {
                    if property.read_only {
                        continue;
                    }
                    let outcome = match value.view() {
                        View::Absent if property.always_sent => {
                            Err("is missing but required in requests".to_owned())
                        }
                        View::Absent => continue,
                        view => self.check(view, property.checks, inside),
                    };
                    self.locate(outcome, format_args!(".{}", property.name))?;
                }
            }
            View::List(list) => {
                let checks = item_checks(checks);
                for (index, item) in list.items().enumerate() {
                    let outcome = self.check(item.view(), checks, files);
                    self.locate(outcome, format_args!("[{index}]"))?;
                }
            }
            View::Tuple(table, record) => {
                for (index, item) in tuple_items(table, record).into_iter().enumerate() {
                    let outcome = match table.properties.get(index) {
                        Some(property) if !property.required && is_absent(item) => {
                            Err("is missing but a later item is present".to_owned())
                        }
                        Some(property) => self.check(item.view(), property.checks, Files::Nowhere),
                        None => self.check(item.view(), item_checks(checks), Files::Nowhere),
                    };
                    self.locate(outcome, format_args!("[{index}]"))?;
                }
            }
            View::Map(map) => {
                for (name, value) in map.entries() {
                    let outcome = self.check(value.view(), item_checks(checks), inside);
                    self.locate(outcome, format_args!(".{name}"))?;
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// Adds a step to the path of a failed check.
    fn locate(
        &mut self,
        outcome: Result<(), String>,
        step: fmt::Arguments<'_>,
    ) -> Result<(), String> {
        if outcome.is_err() {
            self.path.insert_str(0, &step.to_string());
        }
        outcome
    }
}

/// Returns the constraints on the items of an array, or on the values of a map.
fn item_checks(checks: &[Check]) -> &'static [Check] {
    for check in checks {
        if let Check::Items(items) = check {
            return items;
        }
    }
    &[]
}

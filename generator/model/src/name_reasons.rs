//! Why an item has its name: a rule, and what the rule found in the description.

use std::fmt;

use diag::Origin;

/// A rule of names: a row of the table in `name_rules.rs`.
#[derive(Debug)]
pub struct NameRule {
    /// The number of the rule's group, from 1 to 9.
    pub number: u8,
    /// The name of the rule, in kebab case.
    pub name: &'static str,
    /// Why the rule gives this name, in plain words.
    pub reason: &'static str,
    /// A part of a description to which the rule applies.
    pub example: RuleExample,
    /// The code that the generator emits for the example.
    pub emitted: &'static str,
}

/// A part of a description, as an example of a rule. An operation is written as method, path and
/// operationId, optionally followed by tag and summary after bars.
#[derive(Clone, Copy, Debug)]
pub enum RuleExample {
    /// Operations, separated by semicolons; the rule names the first one.
    Operations(&'static str),
    /// An operation, and the schema of its body in YAML.
    Body(&'static str, &'static str),
    /// An operation, and a status code with the schema of its response in YAML.
    Response(&'static str, &'static str),
    /// The schemas of `components`, in YAML.
    Schemas(&'static str),
    /// Keys of a description, in YAML.
    Description(&'static str),
}

impl fmt::Display for RuleExample {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Operations(text) | Self::Schemas(text) | Self::Description(text) => {
                f.write_str(text)
            }
            Self::Body(operation, schema) => write!(f, "{operation}, body: {schema}"),
            Self::Response(operation, schema) => write!(f, "{operation}, response {schema}"),
        }
    }
}

/// Why an item has its name.
#[derive(Clone, Debug, Default)]
pub enum NameReason {
    /// `generator.yaml` sets it.
    #[default]
    Configured,
    /// An extension of the description sets it.
    Extension {
        /// The key of the extension.
        key: &'static str,
        /// Where the description has it.
        origin: Origin,
    },
    /// `api.lock.json` has the name, and the item is described as before.
    Kept,
    /// The item has the name in the client of all operations, of which `generator.yaml` selects
    /// some.
    AllOperations,
    /// A rule.
    Rule(&'static NameRule, NameDetail),
}

/// What a rule found in the description.
#[derive(Clone, Debug)]
pub enum NameDetail {
    /// Nothing beyond the reason of the rule.
    Nothing,
    /// Words of the description, or names.
    Words(Vec<String>),
    /// The proportion of operations to which the reason of the rule applies.
    Share {
        /// The number of operations to which it applies.
        count: usize,
        /// The number of operations that the rule considers.
        all: usize,
    },
    /// A better name, which another operation has.
    Taken {
        /// The better name.
        name: String,
        /// Index of the other operation in [`super::Api::operations`].
        by: usize,
    },
}

impl NameReason {
    /// Returns a rule whose reason needs no details.
    pub fn rule(rule: &'static NameRule) -> Self {
        Self::Rule(rule, NameDetail::Nothing)
    }

    /// Returns a rule, and the words or names that it is about.
    pub fn words(rule: &'static NameRule, words: Vec<String>) -> Self {
        Self::Rule(rule, NameDetail::Words(words))
    }

    /// Returns where the name of the item at `item` is written: the extension, or else the item.
    pub fn origin_or<'o>(&'o self, item: &'o Origin) -> &'o Origin {
        match self {
            Self::Extension { origin, .. } => origin,
            _ => item,
        }
    }

    /// Returns the number of the rule; 0 if no rule gave the name.
    pub fn number(&self) -> u8 {
        match self {
            Self::Configured | Self::Extension { .. } | Self::Kept | Self::AllOperations => 0,
            Self::Rule(rule, _) => rule.number,
        }
    }
}

impl fmt::Display for NameReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Configured => f.write_str("`generator.yaml` says so"),
            Self::Extension { key, .. } => write!(f, "`{key}` says so"),
            Self::Kept => f.write_str("`api.lock.json` has it, and it is described as before"),
            Self::AllOperations => f.write_str("it has this name in the client of all operations"),
            Self::Rule(rule, NameDetail::Share { count, all }) => {
                write!(f, "{} ({count} of {all})", rule.reason)
            }
            Self::Rule(rule, _) => f.write_str(rule.reason),
        }
    }
}

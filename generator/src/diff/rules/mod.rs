//! The rules, a family in each file: documentation, a function that finds a change, and the effect of witnesses.

mod api;
mod body;
mod constraints;
mod crate_items;
mod deprecated;
mod discriminator;
mod documentation;
mod encoding;
mod enums;
mod format;
mod header;
mod keyword;
mod limits;
mod method;
mod names;
mod operation;
mod page;
mod parameter;
mod prelude;
mod property;
mod schema;
mod security;
mod server;
mod shown;
mod status;
mod types;
mod unions;
mod unjudgeable;
mod webhook;

use std::fmt::{self, Display};
use std::sync::LazyLock;

use serde_json::Value;

pub(super) use crate_items::{ADDED_ITEMS, CHANGED_ITEMS, CHANGED_MEANING, REMOVED_ITEMS};
pub(super) use operation::{ADDED_OPERATION, OPERATION_ID_CHANGED, RESOURCE_RENAMED};
pub use page::codes_page;
pub(super) use parameter::{MOVED_INTO_OBJECT, item_of_array};
pub(super) use schema::{FEWER_VALUES, MORE_VALUES};
pub(super) use types::RENAMED;
pub(super) use unjudgeable::{CANNOT_JUDGE, NOT_UNDERSTOOD};
pub(super) use webhook::{WebhookParameter, webhook_parameters};

use super::cursor::{Both, DetectedChange, ResolvedSchema, TypeDocs};
use super::resolved_ref::reference_chain;
use super::security::Security;
use super::verdict::Wire;
use crate::diag::Origin;
use crate::model::{
    Api, Content, Header, LeftOut, Operation, Parameter, Property, RequestBody, Response,
    SecurityScheme, Server, Struct, TypeDef, Union, UnionVariant, Variant, WebhookRequest,
};
use crate::source::Document;

const FAMILIES: &[&[Rule]] = &[
    api::RULES,
    body::RULES,
    constraints::RULES,
    crate_items::RULES,
    deprecated::RULES,
    discriminator::RULES,
    documentation::RULES,
    encoding::RULES,
    enums::RULES,
    format::RULES,
    header::RULES,
    keyword::RULES,
    method::RULES,
    operation::RULES,
    parameter::RULES,
    property::RULES,
    schema::RULES,
    security::RULES,
    server::RULES,
    status::RULES,
    types::RULES,
    unions::RULES,
    unjudgeable::RULES,
    webhook::RULES,
];

/// All rules, sorted by code.
pub static RULES: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let mut rules: Vec<&Rule> = FAMILIES.iter().copied().flatten().collect();
    rules.sort_unstable_by_key(|rule| rule.code);
    rules
});

/// Returns the rule with this code.
pub fn rule_by_code(code: &str) -> Option<&'static Rule> {
    RULES.iter().find(|rule| rule.code == code).copied()
}

/// A rule: one kind of change.
pub struct Rule {
    /// Its stable code.
    pub code: &'static str,
    /// What changed.
    pub what: &'static str,
    /// The effect on requests and responses.
    pub wire: &'static str,
    /// The effect on programs that use the crate.
    pub rust: &'static str,
    /// How to handle it.
    pub help: &'static str,
    check: Check,
    pub(super) effect: Effect,
    pub(super) about: About,
    pub(super) proof: Proof,
    pub(super) excuse: Excuse,
}

impl fmt::Debug for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

/// What happened to the object that a rule is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Effect {
    /// The old version has no location for it.
    Added,
    /// The new version has no location for it.
    Removed,
    /// It was deprecated: programs that deny warnings stop compiling.
    Deprecated,
    Other,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum About {
    /// Its keywords that the finding points at, or all of it.
    Schema,
    Type,
    Null,
    /// All members of a union, of which several may be equal.
    Union(UnionChange),
    /// A member of a union. Other members may accept its values.
    Member,
    /// A constant. Another spelling is another constant.
    Constant,
    /// A property. Another spelling is another property.
    Property,
    Others,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum UnionChange {
    Widened,
    Narrowed,
}

/// Whether a verdict needs a witness. An unknown verdict becomes breaking with one in any case.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    Impossible,
    /// It is breaking without one, too.
    Optional,
    /// It is breaking only with one, otherwise risky.
    Needed,
    /// The same, unless programs behave differently.
    NeededUnlessBehaviour,
    /// A risky change of requests becomes breaking with one.
    NeededInRequests,
}

/// Whether a risky or unknown change is harmless if no value is a witness.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Excuse {
    Never,
    /// Harmless if values prove only the compatible direction.
    Values,
    /// The same, and also harmless if values are strings on the wire.
    ValuesOrStrings,
}

pub(super) trait Judged: Sized {
    fn found(check: &Check, both: &Both<'_, Self>) -> Option<DetectedChange>;
    fn facts(&self) -> ObjectIdentity<'_>;
}

#[derive(Default)]
pub(super) struct ObjectIdentity<'t> {
    pub(super) origin: Option<&'t Origin>,
    pub(super) wire: Option<&'t str>,
    pub(super) rust: Option<&'t str>,
    /// How messages name it: its kind, and its name unless that is `wire`.
    noun: Option<&'t str>,
    name: Option<&'t str>,
}

impl<T: Judged> Both<'_, T> {
    /// Names the object for a message; an item of a tuple by its position, from 1.
    fn named(&self, adjective: &str) -> String {
        let ObjectIdentity {
            noun, name, wire, ..
        } = self.new.or(self.old).map(T::facts).unwrap_or_default();
        let name = name.or(wire);
        let index = match name.and_then(|name| name.strip_prefix('[')?.strip_suffix(']')) {
            Some(index) if self.is_in_tuple() => index.parse::<usize>().ok(),
            _ => None,
        };
        let adjective = if adjective.is_empty() {
            String::new()
        } else {
            format!("{adjective} ")
        };
        match (index, name) {
            (Some(index), _) if adjective.is_empty() => {
                format!("item {} of the tuple", index.saturating_add(1))
            }
            (Some(index), _) => format!(
                "the {adjective}item {} of the tuple",
                index.saturating_add(1)
            ),
            (None, Some(name)) => format!("the {adjective}{} `{name}`", noun.unwrap_or_default()),
            (None, None) => format!("the {adjective}{}", noun.unwrap_or_default()),
        }
    }

    /// Creates a finding: the name of the object, and the change.
    fn found(&self, wire: Wire, change: &str) -> DetectedChange {
        DetectedChange::new(wire, format!("{} {change}", self.named("")))
    }
}

/// Returns the findings of all rules for a pair.
pub(super) fn findings_of_rules<T: Judged>(
    both: &Both<'_, T>,
) -> Vec<(&'static Rule, DetectedChange)> {
    RULES
        .iter()
        .filter_map(|rule| Some((*rule, T::found(&rule.check, both)?)))
        .collect()
}

/// Defines [`Check`], implements [`Judged`] for each of these types with its facts, and defines the method that gives a
/// rule its check.
macro_rules! judged {
    ($($name:ident $(<$life:lifetime>)?, $check:ident: |$it:ident| { $($fact:ident: $value:expr),* };)*) => {
        /// The check of a rule, by the type that it compares.
        pub(super) enum Check {
            $($name(for<'n> fn(&Both<'n, $name $(<$life>)?>) -> Option<DetectedChange>),)*
            /// The search for witnesses or the comparison of the crates finds the change.
            Nothing,
        }

        impl Rule {
            $(const fn $check(self, check: for<'n> fn(&Both<'n, $name $(<$life>)?>) -> Option<DetectedChange>) -> Self {
                Self { check: Check::$name(check), ..self }
            })*
        }

        $(impl $(<$life>)? Judged for $name $(<$life>)? {
            fn found(check: &Check, both: &Both<'_, Self>) -> Option<DetectedChange> {
                match check {
                    Check::$name(check) => check(both),
                    _ => None,
                }
            }

            fn facts(&self) -> ObjectIdentity<'_> {
                let $it = self;
                ObjectIdentity { $($fact: Some(&$value),)* ..ObjectIdentity::default() }
            }
        })*
    };
}

judged! {
    Api, api: |_it| {};
    RequestBody, body: |it| { origin: it.origin, noun: "body" };
    Content, content: |it| { origin: it.origin, wire: it.media_type };
    Header, header: |it| { origin: it.schema.origin, wire: it.wire, noun: "header" };
    LeftOut, left_out: |it| { origin: it.origin };
    ResolvedSchema<'n>, node: |it| { origin: *it.origin };
    Operation, operation: |it| { origin: it.origin, rust: it.rust, noun: "operation" };
    Parameter, parameter: |it| { origin: it.origin, wire: it.wire, rust: it.rust, noun: "parameter" };
    Property, property: |it| { origin: it.schema.origin, wire: it.wire, rust: it.rust, noun: "property" };
    TypeDocs<'n>, type_docs: |it| { origin: it.0.origin };
    Response, response: |it| { origin: it.origin };
    Security, security: |it| { origin: it.origin };
    SecurityScheme, security_scheme: |it| {
        origin: it.origin, wire: it.name, rust: it.rust, noun: "security scheme"
    };
    Server, server: |it| { origin: it.origin, rust: it.rust, noun: "server", name: it.url };
    Struct, record: |_it| {};
    TypeDef, type_def: |it| { origin: it.origin, noun: "type", name: it.name };
    Union, union: |_it| {};
    UnionVariant, union_variant: |it| { origin: it.schema.origin, rust: it.rust };
    Variant, variant: |it| { wire: it.wire, rust: it.rust };
    WebhookRequest, webhook_request: |it| { origin: it.origin, wire: it.name };
}

const NO_BYTE: &str = "None: no byte of a request or response changes.";
const COMPATIBLE: &str = "Compatible: everything that was valid still is.";
const FEWER: &str = "Breaking in requests: values that were accepted are refused now. Compatible in responses: all of \
                     their values were possible before.";
const MORE: &str = "Compatible in requests: all accepted values still are. Breaking in responses: they may have values \
                    that were not possible before.";
const NO_ITEM: &str = "Patch: no item of the crate changes.";
const LISTED: &str = "Depends on the changed items of the crate, which the finding lists.";
const TYPE_TOO: &str = "Major if the Rust type changes too; the finding lists the items.";
const NOTHING: &str = "Nothing to do.";
const ANNOUNCE: &str = "Announce it, and support both for a while: add the new one as optional, and remove the old one \
                        later.";
const RELEASE: &str = "Release the crate with the version from the summary.";
const CHECK_SERVER: &str =
    "Check that the server behaves as described; clients of the old version do not know about it.";

impl Rule {
    /// Returns the effects of the change and the help, with their titles.
    pub fn titled_docs(&self) -> [(&'static str, &'static str); 3] {
        [
            ("Wire", self.wire),
            ("Source", self.rust),
            ("Help", self.help),
        ]
    }
}

/// The kinds of change with their defaults, and what a rule adds to them.
impl Rule {
    const fn new(code: &'static str) -> Self {
        Self {
            code,
            what: "",
            wire: NO_BYTE,
            rust: NO_ITEM,
            help: NOTHING,
            check: Check::Nothing,
            effect: Effect::Other,
            about: About::Schema,
            proof: Proof::Optional,
            excuse: Excuse::Never,
        }
    }

    const fn changed(code: &'static str) -> Self {
        Self::new(code).help(ANNOUNCE)
    }

    const fn added(code: &'static str) -> Self {
        Self::new(code)
            .wire(COMPATIBLE)
            .rust("Minor: a field or a setter is added.")
            .effect(Effect::Added)
    }

    const fn removed(code: &'static str) -> Self {
        Self::changed(code)
            .rust("Major: items that programs use are removed.")
            .effect(Effect::Removed)
    }

    const fn tightened(code: &'static str) -> Self {
        Self::changed(code).wire(FEWER)
    }

    const fn relaxed(code: &'static str) -> Self {
        Self::new(code).wire(MORE)
    }

    const fn narrowed(code: &'static str) -> Self {
        Self::new(code).wire(FEWER).rust(TYPE_TOO).help(RELEASE)
    }

    const fn widened(code: &'static str) -> Self {
        Self::narrowed(code).wire(MORE)
    }

    const fn deprecated(code: &'static str) -> Self {
        Self::new(code)
            .rust("Patch: programs that deny warnings stop compiling.")
            .help("Name the replacement in the description.")
            .effect(Effect::Deprecated)
    }

    const fn docs(code: &'static str) -> Self {
        Self::new(code).rust("Patch: only documentation changes.")
    }

    const fn what(self, what: &'static str) -> Self {
        Self { what, ..self }
    }

    const fn wire(self, wire: &'static str) -> Self {
        Self { wire, ..self }
    }

    const fn rust(self, rust: &'static str) -> Self {
        Self { rust, ..self }
    }

    const fn help(self, help: &'static str) -> Self {
        Self { help, ..self }
    }

    const fn effect(self, effect: Effect) -> Self {
        Self { effect, ..self }
    }

    const fn about(self, about: About) -> Self {
        Self { about, ..self }
    }

    const fn proof(self, proof: Proof) -> Self {
        Self { proof, ..self }
    }

    const fn excuse(self, excuse: Excuse) -> Self {
        Self { excuse, ..self }
    }
}

fn name_as_code(name: impl Display) -> String {
    format!("`{name}`")
}

/// Formats names as code.
fn names_as_code(names: impl IntoIterator<Item = impl Display>) -> Vec<String> {
    names.into_iter().map(name_as_code).collect()
}

/// Joins changes, with the worst verdict.
fn join_changes_with_worst(
    changes: impl Iterator<Item = (Wire, String)>,
) -> Option<(Wire, String)> {
    let (wires, changes): (Vec<Wire>, Vec<String>) = changes.unzip();
    Some((wires.into_iter().max()?, changes.join(", ")))
}

/// Joins names by commas, or returns a word if there are none.
fn joined_or(names: &[String], none: &str) -> String {
    if names.is_empty() {
        none.to_owned()
    } else {
        names.join(", ")
    }
}

/// Formats a setting or value as code, or as `none`.
fn code_or_none(value: &Option<impl Display>) -> String {
    value
        .as_ref()
        .map_or_else(|| "none".to_owned(), name_as_code)
}

fn schema_as_written<'a>(document: &'a Document, node: &ResolvedSchema<'_>) -> Option<&'a Value> {
    let end = reference_chain(document, node.origin).last()?;
    document
        .value(&end)
        .filter(|value| value.get("$ref").is_none())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_documented() {
        assert!(
            RULES.is_sorted_by(|one, next| one.code < next.code),
            "{RULES:?}"
        );
        for Rule {
            code,
            what,
            wire,
            rust,
            help,
            ..
        } in RULES.iter()
        {
            for text in [what, wire, rust, help] {
                assert!(text.len() > 5 && text.ends_with('.'), "{code}: `{text}`");
            }
        }
    }
}

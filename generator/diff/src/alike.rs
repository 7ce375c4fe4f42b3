//! Findings of an entry that differ only in a name, such as the added values of an enum: the report
//! shows them in one line.

use std::collections::HashMap;

use sha2::{Digest, Sha256};

use super::finding::{Finding, ItemChange};
use super::message::{ChangedObject, Message, MessageVerb};
use naming::plural_name;
use surface::OwnerKind;

/// The number of names that a line lists.
const MOST_NAMES: usize = 3;

/// Findings that differ only in the named object; at least one.
#[derive(Clone, Debug)]
pub struct Alike<'f> {
    first: &'f Finding,
    others: Vec<&'f Finding>,
    template: Template<'f>,
}

/// A message without the name that differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Template<'f> {
    /// ``the value `a` was added``
    Named {
        noun: &'f str,
        predicate: Predicate<'f>,
    },
    /// ``the documentation of `a` changed``
    PartOf {
        part: &'f str,
        predicate: Predicate<'f>,
    },
    /// A message without the name: ``` `null` is now allowed ```.
    Unnamed(&'f Message),
    /// ``the type `A` was renamed to `B` ``, except for properties and values, which have separate
    /// lines.
    Renamed { noun: &'f str },
    /// ``` `types::A` was added ```: the name is in the changed items of the crate.
    Item { predicate: Predicate<'f> },
    /// A message that no other finding shares.
    Single,
}

/// What a message says about its object: `was added`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
struct Predicate<'f> {
    verb: MessageVerb,
    complement: &'f str,
}

impl Predicate<'_> {
    /// Formats the predicate for one object.
    fn in_singular(self) -> String {
        format!("{}{}", self.verb.singular(), self.complement)
    }

    /// Formats the predicate for several objects.
    fn in_plural(self) -> String {
        format!("{}{}", self.verb.plural(), self.complement)
    }
}

impl<'f> Alike<'f> {
    /// Joins findings whose rule, direction, verdicts and message are equal except for one name;
    /// keeps their order.
    pub fn joined(findings: impl Iterator<Item = &'f Finding>) -> Vec<Self> {
        let mut lines: Vec<Self> = Vec::new();
        let mut indices = HashMap::new();
        for first in findings {
            let template = Template::of(first);
            let verdicts = (
                first.wire,
                first.source,
                first.behaviour,
                first.accepted.as_deref(),
            );
            let of_whole = if template.names_member(first) {
                None
            } else {
                first.subject.member.as_deref()
            };
            let key = (first.code(), first.direction, verdicts, of_whole, template);
            let index = *indices.entry(key).or_insert(lines.len());
            match lines.get_mut(index) {
                Some(line) if template != Template::Single => line.others.push(first),
                _ => lines.push(Self {
                    first,
                    others: Vec::new(),
                    template,
                }),
            }
        }
        lines
    }

    /// Returns the first finding.
    pub fn first(&self) -> &'f Finding {
        self.first
    }

    /// Returns all findings.
    pub fn findings(&self) -> impl Iterator<Item = &'f Finding> {
        std::iter::once(self.first).chain(self.others.iter().copied())
    }

    /// Returns the number of findings.
    pub fn count(&self) -> usize {
        self.others.len() + 1
    }

    /// Returns the fingerprint of a single finding, or the common fingerprint of several.
    pub fn fingerprint(&self) -> String {
        if self.others.is_empty() {
            return self.first.fingerprint();
        }
        let mut fingerprints: Vec<String> = self.findings().map(Finding::fingerprint).collect();
        fingerprints.sort_unstable();
        let digits = Sha256::digest(fingerprints.join("\n"));
        format!(
            "f{}",
            digits
                .iter()
                .take(6)
                .map(|byte| format!("{byte:02x}"))
                .collect::<String>()
        )
    }

    /// Formats the change, below the title of its type or operation.
    pub fn sentence_within(&self) -> String {
        let count = self.count();
        let whole = match &self.first.subject.member {
            Some(member) if !self.template.names_member(self.first) => format!("{member}: "),
            _ => String::new(),
        };
        match self.template {
            _ if count == 1 => self.first.sentence_within(),
            Template::Named { noun, predicate } => {
                format!(
                    "{whole}{count} {} {}: {}",
                    plural_name(noun),
                    predicate.in_plural(),
                    self.names()
                )
            }
            Template::PartOf { part, predicate } => format!(
                "{whole}the {part} of {} {}",
                self.names(),
                predicate.in_singular()
            ),
            Template::Unnamed(message) => format!("{}: {message}", self.names()),
            Template::Renamed { noun } => format!(
                "{count} {} were renamed: {}",
                plural_name(noun),
                self.names()
            ),
            Template::Item { predicate } => {
                let are_types = self.findings().all(is_about_type);
                format!(
                    "{count} {} {}",
                    if are_types {
                        "types"
                    } else {
                        "items of the crate"
                    },
                    predicate.in_plural()
                )
            }
            Template::Single => self.first.sentence_within(),
        }
    }

    /// Formats the change, preceded by the title of its type or operation.
    pub fn sentence(&self) -> String {
        match self.count() {
            1 => self.first.sentence(),
            _ => format!(
                "{}: {}",
                self.first.with_direction(&self.first.owner()),
                self.sentence_within()
            ),
        }
    }

    /// Formats the first names, and counts the others.
    fn names(&self) -> String {
        let names: Vec<String> = self
            .findings()
            .filter_map(|finding| self.template.name(finding))
            .collect();
        // A single remaining name is printed, because "1 more" would not be shorter.
        match names.split_at_checked(MOST_NAMES) {
            Some((first, remaining)) if remaining.len() > 1 => {
                format!("{} and {} more", first.join(", "), remaining.len())
            }
            _ => names.join(", "),
        }
    }
}

impl<'f> Template<'f> {
    fn of(finding: &'f Finding) -> Self {
        let member = finding.subject.member.as_deref();
        match &finding.message {
            Message::Change {
                object,
                verb,
                complement,
            } => {
                let predicate = Predicate {
                    verb: *verb,
                    complement,
                };
                match object {
                    ChangedObject::Named { noun, .. } => Self::Named { noun, predicate },
                    ChangedObject::PartOf { part, .. } => Self::PartOf { part, predicate },
                    ChangedObject::Item(_) => Self::Item { predicate },
                    ChangedObject::Owner(_) | ChangedObject::Unnamed(_) => {
                        Self::without_name(finding)
                    }
                }
            }
            Message::Rename { noun, .. } if member.is_none() => Self::Renamed { noun },
            Message::Rename { .. } => Self::Single,
            Message::Clause(_) => Self::without_name(finding),
        }
    }

    /// Returns the template of a message that names no object. Findings without such a name may
    /// share a line if they differ only in their members.
    fn without_name(finding: &'f Finding) -> Self {
        match &finding.subject.member {
            Some(member) if !finding.message.shows(member) => Self::Unnamed(&finding.message),
            _ => Self::Single,
        }
    }

    /// Returns the name that differs, as code.
    fn name(self, finding: &Finding) -> Option<String> {
        let name = match (self, &finding.message) {
            (Self::Renamed { .. }, Message::Rename { old, new, .. }) => {
                return Some(format!("`{old}` to `{new}`"));
            }
            (Self::Unnamed(_), _) => finding.subject.member.as_deref()?,
            (_, message) => name_of_object(message)?,
        };
        Some(format!("`{name}`"))
    }

    /// Returns whether the name that differs is the member of the finding.
    fn names_member(self, finding: &Finding) -> bool {
        let Some(member) = finding.subject.member.as_deref() else {
            return true;
        };
        matches!(self, Self::Unnamed(_)) || name_of_object(&finding.message) == Some(member)
    }
}

/// Returns the name of the object that a message is about.
fn name_of_object(message: &Message) -> Option<&str> {
    match message {
        Message::Change { object, .. } => match object {
            ChangedObject::Named { name, .. }
            | ChangedObject::PartOf { name, .. }
            | ChangedObject::Item(name) => Some(name),
            ChangedObject::Owner(_) | ChangedObject::Unnamed(_) => None,
        },
        Message::Rename { old, .. } => Some(old),
        Message::Clause(_) => None,
    }
}

/// Returns whether the first changed item of a finding belongs to a type in the module `types`.
fn is_about_type(finding: &Finding) -> bool {
    let item = finding.items.first().and_then(ItemChange::item);
    item.is_some_and(|item| item.owner.kind() == OwnerKind::Described)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;
    use crate::{Subject, Wire};

    fn finding(code: &str, member: &str, message: impl Into<Message>) -> Finding {
        let subject = Subject {
            type_name: Some("Pet".to_owned()),
            member: Some(member.to_owned()),
            ..Subject::default()
        };
        Finding::new(rules::rule_by_code(code).unwrap(), subject, message)
    }

    fn value_added(name: &str) -> Message {
        Message::of_named("value", name, MessageVerb::Was, "added")
    }

    fn docs_changed(name: &str) -> Message {
        Message::of_part("documentation", name, MessageVerb::Changed, "")
    }

    fn lines(findings: &[Finding]) -> Vec<String> {
        Alike::joined(findings.iter())
            .iter()
            .map(Alike::sentence_within)
            .collect()
    }

    #[test]
    fn values_and_properties_of_a_type_share_a_line() {
        let value = |name: &str| finding("enum-value-added", name, value_added(name));
        let values: Vec<Finding> = (0..389).map(|at| value(&format!("v{at}"))).collect();
        assert_eq!(
            lines(&values),
            ["389 values were added: `v0`, `v1`, `v2` and 386 more"]
        );
        assert_eq!(
            lines(&values[..4]),
            ["4 values were added: `v0`, `v1`, `v2`, `v3`"]
        );
        assert_eq!(lines(&values[..1]), ["the value `v0` was added"]);
        let property = |name: &str| {
            let message = Message::of_named("optional property", name, MessageVerb::Was, "removed");
            finding("property-removed-optional", name, message)
        };
        let findings = [value("a"), property("b"), property("c"), value("d")];
        let expected = [
            "2 values were added: `a`, `d`",
            "2 optional properties were removed: `b`, `c`",
        ];
        assert_eq!(lines(&findings), expected);
        let others = [
            finding("property-docs-changed", "a", docs_changed("a")),
            finding("property-docs-changed", "b", docs_changed("b")),
            finding("became-nullable", "a", "`null` is now allowed"),
            finding("became-nullable", "b", "`null` is now allowed"),
            finding(
                "property-wire-name-changed",
                "b",
                Message::renamed("property", "a", "b"),
            ),
            finding(
                "property-wire-name-changed",
                "d",
                Message::renamed("property", "c", "d"),
            ),
        ];
        let expected = [
            "the documentation of `a`, `b` changed",
            "`a`, `b`: `null` is now allowed",
            "the property `a` was renamed to `b`",
            "the property `c` was renamed to `d`",
        ];
        assert_eq!(lines(&others), expected);
    }

    #[test]
    fn renamed_types_share_a_line() {
        let renamed = |old: &str, new: &str| Finding {
            subject: Subject {
                type_name: Some(new.to_owned()),
                ..Subject::default()
            },
            ..finding("type-renamed", "", Message::renamed("type", old, new))
        };
        let findings = [
            renamed("PetInput", "AnimalInput"),
            renamed("pets::Sort", "animals::Sort"),
        ];
        assert_eq!(
            lines(&findings),
            ["2 types were renamed: `PetInput` to `AnimalInput`, `pets::Sort` to `animals::Sort`"]
        );
        assert_eq!(
            lines(&findings[1..]),
            ["the type `pets::Sort` was renamed to `animals::Sort`"]
        );
    }

    #[test]
    fn other_verdicts_and_members_have_a_line_of_their_own() {
        let value = |member: &str, name: &str, wire: Wire| Finding {
            wire,
            ..finding("enum-value-added", member, value_added(name))
        };
        let [risky, compatible] = [Wire::Risky, Wire::Compatible];
        assert_eq!(
            lines(&[value("a", "a", risky), value("b", "b", compatible)]).len(),
            2
        );
        // Two values of one property share a line, a value of another property does not.
        let findings = [
            value("size", "a", risky),
            value("kind", "a", risky),
            value("size", "b", risky),
        ];
        assert_eq!(lines(&findings).len(), 2);
    }

    #[test]
    fn the_fingerprint_of_a_line_depends_on_each_finding() {
        let value = |name: &str| finding("enum-value-added", name, value_added(name));
        let findings = ["a", "b", "c"].map(value);
        let of = |findings: &[Finding]| Alike::joined(findings.iter())[0].fingerprint();
        assert_eq!(of(&findings[..1]), findings[0].fingerprint());
        assert_ne!(of(&findings), of(&findings[..2]));
        let reversed: Vec<Finding> = findings.iter().rev().cloned().collect();
        assert_eq!(of(&findings), of(&reversed));
    }
}

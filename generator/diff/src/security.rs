//! Security requirements: the ones that operations share, and the requirements of individual
//! operations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::matching;
use super::sides::Sides;
use super::version::Versions;
use description::Document;
use diag::{FileId, Origin};
use model::{Operation, SchemeKind, SecurityScheme};

/// A security requirement: the names of its schemes, each with the scopes that it needs.
pub(super) type Requirement = BTreeMap<String, BTreeSet<String>>;

/// Names of security schemes: their names in the old version, or else in the new one.
pub(super) type SchemeNames<'a> = BTreeSet<&'a str>;

pub(super) struct Security {
    /// The alternatives, one of which must be satisfied; an empty one requires no credential.
    pub(super) alternatives: BTreeSet<Requirement>,
    /// The schemes of each alternative. A client uses the first alternative for which it has all
    /// credentials. Empty if the description has no `security`, since the order has no meaning
    /// then.
    pub(super) preference: Vec<BTreeSet<String>>,
    pub(super) origin: Origin,
}

/// Returns a requirement for these schemes, with the scopes that another requirement lists for
/// them.
fn requirement_with_scopes(names: &[String], scopes: &Requirement) -> Requirement {
    names
        .iter()
        .map(|name| (name.clone(), scopes.get(name).cloned().unwrap_or_default()))
        .collect()
}

impl Security {
    pub(super) fn of(document: &Document, operation: &Operation, own: bool) -> Self {
        let origin = if own {
            operation.origin.child("security")
        } else {
            Origin::new(FileId(0), "/security")
        };
        let written: Vec<Requirement> = document
            .value(&origin)
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(requirement)
            .collect();
        let mut alternatives = BTreeSet::new();
        for names in &operation.security {
            // Alternatives in the model may differ from the written ones: the model leaves out
            // client certificates, and `generator.yaml` may add schemes.
            let described: BTreeSet<&String> = names
                .iter()
                .filter(|name| {
                    written
                        .iter()
                        .any(|requirement| requirement.contains_key(*name))
                })
                .collect();
            let before = alternatives.len();
            for requirement in &written {
                let modelled: BTreeSet<&String> = requirement
                    .keys()
                    .filter(|name| operation.security.iter().flatten().any(|it| it == *name))
                    .collect();
                if modelled == described {
                    alternatives.insert(requirement_with_scopes(names, requirement));
                }
            }
            if alternatives.len() == before {
                alternatives.insert(requirement_with_scopes(names, &Requirement::new()));
            }
        }
        let is_there = document.value(&origin).is_some();
        let mut preference = Vec::new();
        if is_there {
            for names in &operation.security {
                preference.push(names.iter().cloned().collect());
            }
        }
        Self {
            alternatives,
            preference,
            origin: if is_there {
                origin
            } else {
                operation.origin.clone()
            },
        }
    }

    /// Replaces the names of renamed schemes by their old names.
    pub(super) fn with_old_names(self, versions: Versions<'_>) -> Self {
        let old_names: BTreeMap<&str, &str> = schemes(versions)
            .into_iter()
            .filter_map(|pair| Some((pair.new?.name.as_str(), pair.old?.name.as_str())))
            .collect();
        let old_name = |name: String| match old_names.get(name.as_str()) {
            Some(old) => (*old).to_owned(),
            None => name,
        };
        Self {
            alternatives: self
                .alternatives
                .into_iter()
                .map(|requirement| {
                    requirement
                        .into_iter()
                        .map(|(name, scopes)| (old_name(name), scopes))
                        .collect::<Requirement>()
                })
                .collect(),
            preference: self
                .preference
                .into_iter()
                .map(|names| names.into_iter().map(old_name).collect())
                .collect(),
            ..self
        }
    }

    /// Adds these schemes to each alternative.
    pub(super) fn with_schemes(mut self, names: &SchemeNames) -> Self {
        if names.is_empty() {
            return self;
        }
        if self.alternatives.is_empty() {
            self.alternatives.insert(Requirement::new());
        }
        self.alternatives = std::mem::take(&mut self.alternatives)
            .into_iter()
            .map(|mut requirement| {
                for name in names {
                    requirement.entry((*name).to_owned()).or_default();
                }
                requirement
            })
            .collect();
        self
    }

    /// Returns whether credentials for these schemes suffice, provided that they have all scopes.
    pub(super) fn accepts_schemes(&self, requirement: &Requirement) -> bool {
        self.alternatives.is_empty()
            || self
                .alternatives
                .iter()
                .any(|needed| needed.keys().all(|name| requirement.contains_key(name)))
    }

    /// Returns whether credentials for these schemes with these scopes suffice.
    pub(super) fn accepts(&self, requirement: &Requirement) -> bool {
        self.alternatives.is_empty()
            || self.alternatives.iter().any(|needed| {
                needed.iter().all(|(name, scopes)| {
                    requirement
                        .get(name)
                        .is_some_and(|granted| scopes.is_subset(granted))
                })
            })
    }

    /// Returns the alternative with the same schemes, if there is only one.
    pub(super) fn only_with_schemes_of(&self, other: &Requirement) -> Option<&Requirement> {
        let mut matching = self
            .alternatives
            .iter()
            .filter(|requirement| requirement.keys().eq(other.keys()));
        let only = matching.next()?;
        if matching.next().is_some() {
            return None;
        }
        Some(only)
    }

    /// Describes the alternatives: `` `key`, or `app` and `id` ``.
    pub(super) fn format_schemes(&self) -> String {
        self.described(|name, _| format!("`{name}`"))
    }

    /// Describes the alternatives with their scopes: `` `app` (`read`, `write`), or `key` ``.
    pub(super) fn format_schemes_with_scopes(&self) -> String {
        self.described(|name, scopes| {
            if scopes.is_empty() {
                format!("`{name}`")
            } else {
                let scopes: Vec<String> = scopes.iter().map(|scope| format!("`{scope}`")).collect();
                format!("`{name}` ({})", scopes.join(", "))
            }
        })
    }

    fn described(&self, scheme: impl Fn(&str, &BTreeSet<String>) -> String) -> String {
        let mut texts: Vec<String> = Vec::new();
        for alternative in &self.alternatives {
            let schemes: Vec<String> = alternative
                .iter()
                .map(|(name, scopes)| scheme(name, scopes))
                .collect();
            let text = if schemes.is_empty() {
                "none".to_owned()
            } else {
                schemes.join(" and ")
            };
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        if texts.is_empty() {
            "none".to_owned()
        } else {
            texts.join(", or ")
        }
    }
}

/// Reads a security requirement as written.
fn requirement(value: &Value) -> Option<Requirement> {
    Some(
        value
            .as_object()?
            .iter()
            .map(|(name, scopes)| {
                (
                    name.clone(),
                    scopes
                        .as_array()
                        .into_iter()
                        .flatten()
                        .filter_map(Value::as_str)
                        .map(str::to_owned)
                        .collect(),
                )
            })
            .collect(),
    )
}

/// For each version, returns the schemes whose credentials are required parameters of the
/// operation, while the other version has them as credentials. The requests are the same.
pub(super) fn credentials_as_parameters<'a>(
    versions: Versions<'a>,
    operations: Sides<&Operation>,
) -> Sides<SchemeNames<'a>> {
    let mut credentials: Sides<SchemeNames<'a>> = Sides::default();
    for pair in schemes(versions) {
        let Some(name) = pair.old.or(pair.new).map(|scheme| scheme.name.as_str()) else {
            continue;
        };
        if requires_credential(operations.new, pair.new)
            && has_required_parameter(operations.old, pair.new)
        {
            credentials.old.insert(name);
        }
        if requires_credential(operations.old, pair.old)
            && has_required_parameter(operations.new, pair.old)
        {
            credentials.new.insert(name);
        }
    }
    credentials
}

/// Returns whether a scheme is part of each alternative of an operation.
fn requires_credential(operation: &Operation, scheme: Option<&SecurityScheme>) -> bool {
    let name = scheme.map(|scheme| &scheme.name);
    let mut alternatives = operation.security.iter();
    name.is_some_and(|name| alternatives.all(|names| names.contains(name)))
        && !operation.security.is_empty()
}

fn has_required_parameter(operation: &Operation, scheme: Option<&SecurityScheme>) -> bool {
    let mut required = operation
        .parameters
        .iter()
        .filter(|parameter| parameter.required);
    scheme.is_some_and(|scheme| required.any(|parameter| scheme.kind.is_sent_as(parameter)))
}

/// Pairs schemes by name, or else by type and location, since a scheme may be renamed.
pub(super) fn schemes(versions: Versions<'_>) -> matching::MatchedPairs<'_, SecurityScheme> {
    let old = &versions.models.old.security_schemes;
    let new = &versions.models.new.security_schemes;
    let pairs = matching::pair_by_key(old, new, |scheme| scheme.name.clone());
    matching::pair_unmatched(pairs, |scheme| {
        let is_old = old
            .iter()
            .any(|old_scheme| std::ptr::eq(old_scheme, scheme));
        let document = if is_old {
            versions.texts.old
        } else {
            versions.texts.new
        };
        let kind = document
            .value(&scheme.origin.child("type"))
            .map(Value::to_string);
        let sent = scheme.kind.to_string();
        let is_header = matches!(
            scheme.kind,
            SchemeKind::Header(_) | SchemeKind::Prefixed { .. }
        );
        (
            kind,
            if is_header {
                sent.to_ascii_lowercase()
            } else {
                sent
            },
        )
    })
}

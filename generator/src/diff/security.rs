//! Security requirements: those that operations share, and those of single operations.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::cursor::Versions;
use super::matching;
use crate::diag::{FileId, Origin};
use crate::model::{Operation, SchemeKind, SecurityScheme};
use crate::source::Document;

pub(super) struct Security {
    /// The alternatives, each the names of its schemes; an empty one requires no credential.
    pub(super) alternatives: BTreeSet<BTreeSet<String>>,
    pub(super) scopes: BTreeMap<String, BTreeSet<String>>,
    pub(super) origin: Origin,
}

impl Security {
    pub(super) fn of(document: &Document, operation: &Operation, own: bool) -> Self {
        let origin = if own { operation.origin.child("security") } else { Origin::new(FileId(0), "/security") };
        let mut scopes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let written = document.value(&origin).and_then(Value::as_array).into_iter().flatten();
        for (name, required_scopes) in written.filter_map(Value::as_object).flatten() {
            let required_scopes =
                required_scopes.as_array().into_iter().flatten().filter_map(Value::as_str).map(str::to_owned);
            scopes.entry(name.clone()).or_default().extend(required_scopes);
        }
        let alternatives = operation.security.iter().map(|alternative| alternative.iter().cloned().collect()).collect();
        let is_there = document.value(&origin).is_some();
        Self { alternatives, scopes, origin: if is_there { origin } else { operation.origin.clone() } }
    }

    /// Replaces the names of renamed schemes by their old names.
    pub(super) fn with_old_names(self, sides: Versions<'_>) -> Self {
        let both = schemes(sides).into_iter().filter_map(|(old, new)| Some((new?.name.as_str(), old?.name.as_str())));
        let old_names: BTreeMap<&str, &str> = both.collect();
        let old_name = |name: String| old_names.get(name.as_str()).map_or(name, |old| (*old).to_owned());
        let renamed = |names: BTreeSet<String>| names.into_iter().map(old_name).collect();
        let alternatives = self.alternatives.into_iter().map(renamed).collect();
        let scopes = self.scopes.into_iter().map(|(name, scopes)| (old_name(name), scopes)).collect();
        Self { alternatives, scopes, ..self }
    }

    pub(super) fn is_satisfied_by(&self, credentials: &BTreeSet<String>) -> bool {
        self.alternatives.is_empty() || self.alternatives.iter().any(|alternative| alternative.is_subset(credentials))
    }

    /// Describes the alternatives: `` `key`, or `app` with `id` ``.
    pub(super) fn in_words(&self) -> String {
        if self.alternatives.is_empty() {
            return "none".to_owned();
        }
        let text = |alternative: &BTreeSet<String>| match alternative.is_empty() {
            true => "none".to_owned(),
            false => alternative.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" with "),
        };
        self.alternatives.iter().map(text).collect::<Vec<_>>().join(", or ")
    }
}

/// Pairs schemes by name, or else by type and location, as a scheme may be renamed.
pub(super) fn schemes(sides: Versions<'_>) -> matching::Pairs<'_, SecurityScheme> {
    let (old, new) = (&sides.old.security_schemes, &sides.new.security_schemes);
    let pairs = matching::pairs(old, new, |scheme: &SecurityScheme| scheme.name.clone());
    matching::pair_unmatched(pairs, |scheme: &SecurityScheme| {
        let is_old = old.iter().any(|one| std::ptr::eq(one, scheme));
        let document = if is_old { sides.old_text } else { sides.new_text };
        let kind = document.value(&scheme.origin.child("type")).map(Value::to_string);
        let sent = scheme.kind.to_string();
        let is_header = matches!(scheme.kind, SchemeKind::Header(_) | SchemeKind::Prefixed { .. });
        (kind, if is_header { sent.to_ascii_lowercase() } else { sent })
    })
}

//! Items of the crate that no other finding explains.

use super::prelude::*;

pub(in crate::diff) const ADDED_ITEMS: Rule = Rule::added("items-added");

pub(in crate::diff) const CHANGED_ITEMS: Rule = Rule::new("items-changed");

pub(in crate::diff) const REMOVED_ITEMS: Rule = Rule::removed("items-removed");

pub(in crate::diff) const CHANGED_MEANING: Rule = Rule::new("meaning-changed");

pub(super) const RULES: &[Rule] = &[ADDED_ITEMS, CHANGED_ITEMS, REMOVED_ITEMS, CHANGED_MEANING];

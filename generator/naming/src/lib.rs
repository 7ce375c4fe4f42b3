//! Converts any string of a description to a Rust identifier, and makes identifiers unique in their
//! scope.
//!
//! Every function accepts any string in any script and returns a valid identifier: never empty,
//! never a keyword, never longer than 120 bytes, and the same on every machine. The rules, in
//! order:
//!
//! - compatibility forms are normalized (NFKC, because rustc normalizes identifiers); invisible
//!   characters are dropped;
//! - words end at separators and at changes of case, digits stay with their word (`words`);
//! - a string of only symbols is spelled out (`<=` → `LessOrEqual`, 😀 → `U1F600`), an empty string
//!   is `Empty`;
//! - a name that would start with a digit gets an `N`: `2fa` → `N2fa`, `n2fa`;
//! - consecutive numbers are separated: `1.5` → `N1_5`, in contrast to `15` → `N15`;
//! - a keyword gets a trailing underscore: `type_`, never `r#type`;
//! - a long name is cut after a word and ends in a hash of the whole name.
//!
//! This module does no I/O, knows neither documents nor tokens, and cannot fail. Only this module
//! imports `heck`.
//!
//! Internal to `sdkwright`, which re-exports what its users need: this crate may change with each
//! version.

mod case;
mod name_change;
mod occurrences;
mod phrases;
mod reserved;
mod reserved_words;
mod scope;
mod scope_kind;
mod singular;
mod subjects;
mod symbols;
mod words;

pub use case::{
    composed_type_name, constant_name, field_name, is_identifier, is_module_identifier,
    is_type_name, is_type_path, joined_type_name, method_from_path, module_name, package_name,
    path_below, product_name, stable_hash, type_name, variant_name,
};
pub use name_change::{NameChange, find_name_change};
pub use occurrences::count_occurrences;
pub use phrases::{
    READABLE, all_singular, is_same_word, joined_words, leading_words, merged_words, plural_name,
    readable_words, shared_prefix, singular_word, singularise_last_word, spell_leading_digit,
    trailing_words, type_words, without_outer_words,
};
pub use scope::{Claim, Rename, Scope, free_functions};
pub use scope_kind::ScopeKind;
pub use singular::singular_type_name;
pub use subjects::{SubjectItem, SubjectLimits, files_by_subject};
pub use symbols::{is_invisible_character, spell_differences, to_single_line};
pub use words::{ascii_alphanumeric, words_of_text};

#[cfg(test)]
mod tests;

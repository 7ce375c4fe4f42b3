//! `custom_casings` of `stainless.yml`: words with capitals inside, such as `GitHub`.

use serde_json::Value;

use super::keys::StainlessKeys;
use diag::Origin;
use naming::{field_name, type_name};

/// Words with specific capitals, and which of them are used in names.
#[derive(Clone, Debug, Default)]
pub(super) struct CustomCasings(Vec<Casing>);

#[derive(Clone, Debug)]
struct Casing {
    /// The words in snake case.
    words: String,
    /// The words as written in the name of a type.
    text: String,
    origin: Origin,
    is_used: bool,
}

impl CustomCasings {
    /// Reads the casings that the name of a Rust type can have; reports all others.
    pub(super) fn read(keys: &mut StainlessKeys<'_>) -> Self {
        let root = StainlessKeys::place_of(&["custom_casings"]);
        let mut written = Vec::new();
        for origin in keys.items_of(&root) {
            match keys.value_at(&origin) {
                Some(Value::Object(_)) => written.extend(keyed_casings(keys, &origin)),
                Some(Value::String(text)) => {
                    written.push((text.to_lowercase(), text.clone(), origin))
                }
                _ => {}
            }
        }
        written.extend(keyed_casings(keys, &root));
        let mut casings = Self::default();
        for (words, text, origin) in written {
            let proper = type_name(&text);
            if proper != text {
                let reason = "In the name of a Rust type, an acronym is one word with one capital (RFC 430).";
                keys.leave_out_with(&origin, reason, Some(format!("`{text}` is `{proper}`")));
                continue;
            }
            keys.use_all(&origin);
            casings.0.push(Casing {
                words,
                text,
                origin,
                is_used: false,
            });
        }
        casings
    }

    /// Returns the name of a type in which the words have their casings.
    pub(super) fn type_name(&mut self, name: &str) -> String {
        let plain = type_name(name);
        let mut words = format!("_{}_", field_name(name).trim_matches('_'));
        let mut applied = Vec::new();
        for (index, casing) in self.0.iter().enumerate() {
            let lower_case_words = format!("_{}_", casing.words);
            if words.contains(&lower_case_words) {
                words = words.replace(&lower_case_words, &format!("_{}_", casing.text));
                applied.push(index);
            }
        }
        let mut cased = String::new();
        for word in words.split('_').filter(|word| !word.is_empty()) {
            if self.0.iter().any(|casing| casing.text == word) {
                cased.push_str(word);
            } else {
                cased.push_str(&type_name(word));
            }
        }
        // If `type_name` would change the result, for example because it finds other words in it,
        // the default casing is used.
        if applied.is_empty() || type_name(&cased) != cased {
            return plain;
        }
        for index in applied {
            if let Some(casing) = self.0.get_mut(index) {
                casing.is_used = true;
            }
        }
        cased
    }

    /// Reports the casings that no name uses.
    pub(super) fn leave_out_unused(self, keys: &mut StainlessKeys<'_>) {
        for casing in self.0 {
            if !casing.is_used {
                let reason = "No model has this word in its name; all other names are those of the description.";
                keys.leave_out_with(&casing.origin, reason, Some(casing.text));
            }
        }
    }
}

/// Returns the members of an object: the words in snake case, the casing, and its location.
fn keyed_casings(keys: &StainlessKeys<'_>, origin: &Origin) -> Vec<(String, String, Origin)> {
    let mut casings = Vec::new();
    for (words, value_origin) in keys.members_of(origin) {
        if let Some(Value::String(text)) = keys.value_at(&value_origin) {
            casings.push((words.to_owned(), text.clone(), value_origin));
        }
    }
    casings
}

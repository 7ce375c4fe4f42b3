//! The names that types may have because several operations or properties use them.

use super::candidates::NameFacts;
use super::schema_use::SchemaUse;
use crate::names::modules::module_within_type;
use method_names::{usual_verb, without_loose_ends};
use model::{last_segment, parent_path};
use naming::{
    all_singular, composed_type_name, joined_words, merged_words, path_below, readable_words,
    singularise_last_word, type_words, without_outer_words,
};

impl NameFacts {
    /// Names this type after what all uses of the types that are merged into it have in common:
    /// `Pet` for requests and responses of `pets`.
    pub(crate) fn name_after_uses(&mut self, uses: &[SchemaUse]) {
        let own_use = &self.schema_use;
        // Equal types of several components are named after one of them.
        if uses
            .iter()
            .all(|other| other.full_name == own_use.full_name)
            || uses
                .iter()
                .any(|other| other.root_path() != own_use.root_path())
        {
            return;
        }
        let has_methods = own_use.name_in_root().is_empty()
            && uses.iter().all(|other| !other.root.method.is_empty());
        let has_usual_verb = uses.iter().any(
            |other| matches!(other.root.method.as_slice(), [verb] if usual_verb(verb).is_some()),
        );
        self.merged_names = if has_methods && !has_usual_verb {
            own_use.name_of_common_words(uses).into_iter().collect()
        } else {
            own_use.names_after_resource()
        };
        if answers_deletion(uses) {
            let response_names = self.merged_names.iter();
            self.merged_names = response_names
                .map(|name| composed_type_name(name, "Response"))
                .chain(self.merged_names.iter().cloned())
                .collect();
        }
    }

    /// Returns the names that several operations or properties share, the best first.
    pub(super) fn shared_names(&self) -> Vec<String> {
        if self.merged_names.is_empty() && self.schema_use.is_parameter() {
            self.schema_use.names_after_resource()
        } else {
            self.merged_names.clone()
        }
    }

    /// Returns whether the type may have this path without a lock, if equal types are merged.
    pub(crate) fn may_share(&self, path: &str) -> bool {
        self.schema_use
            .names_after_resource()
            .iter()
            .chain(&self.merged_names)
            .chain(&self.title)
            .any(|shared_name| shared_name == path)
    }
}

/// Returns whether all uses are responses, some of them of methods that delete and none of methods
/// that get: then the type is what methods answer, not the resource.
fn answers_deletion(uses: &[SchemaUse]) -> bool {
    let verbs: Vec<Option<&str>> = uses
        .iter()
        .map(|schema_use| usual_verb(schema_use.root.method.first()?))
        .collect();
    uses.iter().all(SchemaUse::is_response)
        && verbs.contains(&Some("delete"))
        && !verbs.contains(&Some("get"))
        && !verbs.contains(&Some("list"))
}

impl SchemaUse {
    /// Returns the words of the resource, followed by the words that all methods share, without
    /// usual verbs such as `get`; `None` if the methods share no other words.
    fn name_of_common_words(&self, uses: &[Self]) -> Option<String> {
        let methods: Vec<Vec<String>> = uses
            .iter()
            .map(|other| all_singular(&other.root.method))
            .collect();
        let mut common_words = all_singular(&self.root.method);
        common_words.retain(|word| {
            usual_verb(word).is_none() && methods.iter().all(|method| method.contains(word))
        });
        let method_words = without_loose_ends(&common_words);
        if method_words.is_empty() {
            return None;
        }
        let root = self.root_path();
        let mut resource_words = singularise_last_word(type_words(last_segment(root)));
        if resource_words.len() > 1 && resource_words.last() == method_words.last() {
            resource_words.pop();
        }
        let name = joined_words(&merged_words(&resource_words, &method_words));
        Some(path_below(parent_path(root), &name))
    }

    /// Returns names made from the resource; none for methods of the client, which have no
    /// resource.
    fn names_after_resource(&self) -> Vec<String> {
        let root = self.root_path();
        if root.is_empty() {
            return Vec::new();
        }
        let module = parent_path(root);
        let root_words = type_words(last_segment(root));
        let singular_words = singularise_last_word(root_words.clone());
        let name_in_root = self.name_in_root();
        if name_in_root.is_empty() {
            let singular = joined_words(&singular_words);
            let with_object = composed_type_name(&singular, "Object");
            return [singular, with_object]
                .map(|name| path_below(module, &name))
                .to_vec();
        }
        let words_in_root = type_words(&name_in_root);
        if self.is_error() {
            let name = joined_words(&merged_words(&singular_words, &words_in_root));
            return vec![path_below(module, &name)];
        }
        let words = without_outer_words(&root_words, &words_in_root);
        let inner_module = module_within_type(module, last_segment(root));
        vec![path_below(
            &inner_module,
            &joined_words(readable_words(&words)),
        )]
    }
}

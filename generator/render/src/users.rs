//! The methods that use a type: they send it, return it or return it in an error, directly or as a part of another
//! type.

use super::context::RenderContext;
use super::docs::inline_code;
use super::resources::{method_link, qualified_method_name};
use super::uses::{Methods, UsingMethods, type_identity};
use super::words::{capitalize_first, join_with_and};
use description::is_component_schema;
use model::{Operation, TypeDef};

const MAX_NAMED: usize = 3;

impl RenderContext<'_> {
    /// Returns the sentence about the methods that use a type; `None` if there are none, or if `docs` already names the
    /// only one.
    pub(super) fn users_in_words(&self, def: &TypeDef, docs: &str) -> Option<String> {
        let users = self.users();
        let at = *users.indexes.get(&type_identity(def))?;
        let UsingMethods {
            sent,
            returned,
            reported,
        } = users.direct.get(at)?;
        let direct = [
            ("sent by", sent),
            ("returned by", returned),
            ("an error of", reported),
        ];
        let direct = direct.map(|(how, methods)| (how, methods.len(), methods));
        let sentence = self.sentence(&direct, def);
        if sentence.is_some() || !is_component_schema(&def.origin) {
            if self.is_only_method_named(direct.map(|(_, _, methods)| methods), docs) {
                return None;
            }
            return sentence;
        }
        let [sent, returned] = *users.within.get(at)?;
        let (senders, returners) = (
            users.nearest(at, |uses| &uses.sent),
            users.nearest(at, |uses| &uses.returned),
        );
        let lists = [
            ("part of requests of", sent, &senders),
            ("part of responses of", returned, &returners),
        ];
        self.sentence(&lists, def)
    }

    /// Returns whether there is only one method, and `docs` names it.
    fn is_only_method_named(&self, lists: [&Methods; 3], docs: &str) -> bool {
        let mut all = lists.into_iter().flatten();
        let (Some(only), None) = (all.next(), all.next()) else {
            return false;
        };
        let link = self
            .api
            .operations
            .get(*only)
            .and_then(|operation| method_link(self, operation));
        link.is_some_and(|link| docs.contains(&link))
    }

    /// Returns a sentence such as ``Sent by [`Pets::create`]; returned by [`Pets::get`], [`Pets::list`] and 3 more.``
    fn sentence(&self, lists: &[(&str, usize, &Methods)], def: &TypeDef) -> Option<String> {
        let mut left = MAX_NAMED;
        let mut waiting = lists.iter().filter(|(_, count, _)| *count > 0).count();
        let mut clauses = Vec::new();
        for (how, count, methods) in lists.iter().filter(|(_, count, _)| *count > 0) {
            // Each of the remaining clauses can then name at least one method.
            waiting -= 1;
            let named = self.preferred(methods, left.saturating_sub(waiting));
            let mut names: Vec<String> = named
                .iter()
                .filter_map(|operation| self.mention(operation, def))
                .collect();
            left -= names.len().min(left);
            if *count > names.len() {
                names.push(format!("{} more", count - names.len()));
            }
            clauses.push(format!("{how} {}", join_with_and(&names)));
        }
        if clauses.is_empty() {
            return None;
        }
        Some(format!("{}.", capitalize_first(&clauses.join("; "))))
    }

    /// Returns at most `most` of the methods; those that are not deprecated come first.
    fn preferred(&self, methods: &Methods, most: usize) -> Vec<&Operation> {
        let mut all: Vec<&Operation> = methods
            .iter()
            .filter_map(|index| self.api.operations.get(*index))
            .collect();
        all.sort_by_key(|operation| operation.deprecated);
        all.truncate(most);
        all
    }

    /// Returns the name of a method for the docs of a type: a link, unless a feature may disable the method but not the
    /// type.
    pub(super) fn mention(&self, operation: &Operation, def: &TypeDef) -> Option<String> {
        let features = &self.api.features;
        let resource = self.api.resource(operation.resource)?;
        let needed = features.around(&resource.module);
        let mut brought = features.of_types(&def.module);
        if needed.is_none() || (brought.next() == needed && brought.next().is_none()) {
            return method_link(self, operation);
        }
        Some(inline_code(&qualified_method_name(resource, operation)))
    }
}

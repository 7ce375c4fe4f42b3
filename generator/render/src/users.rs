//! The methods that use a type: they send it, return it or return it in an error, directly or as a
//! part of another type.

use super::context::RenderContext;
use super::docs::inline_code;
use super::resources::{method_link, qualified_method_name};
use super::uses::{Methods, UsingMethods, type_identity};
use super::words::{capitalize_first, join_with_and};
use diag::is_component_schema;
use model::{Operation, TypeDef};

const MAX_NAMED: usize = 3;

/// The methods that use a type in one way.
struct UserClause<'m> {
    /// For example `sent by`.
    verb: &'static str,
    /// The number of methods, of which `methods` may have only some.
    count: usize,
    methods: &'m Methods,
}

impl<'m> UserClause<'m> {
    fn of(verb: &'static str, methods: &'m Methods) -> Self {
        Self {
            verb,
            count: methods.len(),
            methods,
        }
    }
}

impl RenderContext<'_> {
    /// Returns the sentence about the methods that use a type; `None` if there are none, or if
    /// `docs` already names the only one.
    pub(super) fn describe_users(&self, def: &TypeDef, docs: &str) -> Option<String> {
        let users = self.users();
        let index = *users.indexes.get(&type_identity(def))?;
        let UsingMethods {
            sent,
            returned,
            reported,
        } = users.direct.get(index)?;
        let sentence = self.users_sentence(
            &[
                UserClause::of("sent by", sent),
                UserClause::of("returned by", returned),
                UserClause::of("an error of", reported),
            ],
            def,
        );
        if sentence.is_some() || !is_component_schema(&def.origin) {
            if self.is_only_method_named([sent, returned, reported], docs) {
                return None;
            }
            return sentence;
        }
        let within = users.within.get(index)?;
        let senders = users.nearest_users(index, |uses| &uses.sent);
        let returners = users.nearest_users(index, |uses| &uses.returned);
        self.users_sentence(
            &[
                UserClause {
                    verb: "part of requests of",
                    count: within.sent,
                    methods: &senders,
                },
                UserClause {
                    verb: "part of responses of",
                    count: within.returned,
                    methods: &returners,
                },
            ],
            def,
        )
    }

    /// Returns whether there is only one method, and `docs` names it.
    fn is_only_method_named(&self, lists: [&Methods; 3], docs: &str) -> bool {
        let mut methods = lists.into_iter().flatten();
        let (Some(only), None) = (methods.next(), methods.next()) else {
            return false;
        };
        let link = self
            .api
            .operations
            .get(*only)
            .and_then(|operation| method_link(self, operation));
        link.is_some_and(|link| docs.contains(&link))
    }

    /// Returns a sentence such as
    /// ``Sent by [`Pets::create`]; returned by [`Pets::get`], [`Pets::list`] and 3 more.``
    fn users_sentence(&self, clauses: &[UserClause<'_>], def: &TypeDef) -> Option<String> {
        let used: Vec<&UserClause<'_>> = clauses.iter().filter(|clause| clause.count > 0).collect();
        let mut remaining_names = MAX_NAMED;
        let mut remaining_clauses = used.len();
        let mut texts = Vec::new();
        for clause in used {
            // Each of the remaining clauses can then name at least one method.
            remaining_clauses -= 1;
            let most = remaining_names.saturating_sub(remaining_clauses);
            let mut names: Vec<String> = self
                .preferred_methods(clause.methods, most)
                .iter()
                .filter_map(|operation| self.link_to_method(operation, def))
                .collect();
            remaining_names = remaining_names.saturating_sub(names.len());
            if clause.count > names.len() {
                names.push(format!("{} more", clause.count - names.len()));
            }
            texts.push(format!("{} {}", clause.verb, join_with_and(&names)));
        }
        if texts.is_empty() {
            return None;
        }
        Some(format!("{}.", capitalize_first(&texts.join("; "))))
    }

    /// Returns at most `most` of the methods; those that are not deprecated come first.
    fn preferred_methods(&self, methods: &Methods, most: usize) -> Vec<&Operation> {
        let mut operations: Vec<&Operation> = methods
            .iter()
            .filter_map(|index| self.api.operations.get(*index))
            .collect();
        operations.sort_by_key(|operation| operation.deprecated);
        operations.truncate(most);
        operations
    }

    /// Returns the name of a method for the docs of a type: a link, unless a feature may disable
    /// the method but not the type.
    pub(super) fn link_to_method(&self, operation: &Operation, def: &TypeDef) -> Option<String> {
        let features = &self.api.features;
        let resource = self.api.resource(operation.resource)?;
        let method_feature = features.around(&resource.module);
        let mut type_features = features.of_types(&def.module);
        let is_always_compiled = method_feature.is_none()
            || (type_features.next() == method_feature && type_features.next().is_none());
        if is_always_compiled {
            return method_link(self, operation);
        }
        Some(inline_code(&qualified_method_name(resource, operation)))
    }
}

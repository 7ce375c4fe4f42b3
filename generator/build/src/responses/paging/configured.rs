//! Checks that requests have the parameters that `paging` in `generator.yaml` names, and that the
//! operations that it names return lists.

use super::response::ListResponse;
use super::sent_names;
use crate::context::{BuildContext, config_location};
use config::{PagingRules, TokenPlaceConfig};
use description::suggest_known_name;
use diag::{Diagnostic, Origin};
use model::{Coverage, Operation, Output, PagePlace, Types};

/// A parameter that a rule names.
struct RuleParameter<'r> {
    /// The path of its key within the rules.
    keys: [&'static str; 2],
    name: &'r str,
    /// Where a request may send it.
    places: &'static [PagePlace],
}

/// Reports each parameter in a rule that no operation has to which the rule applies. Rules for all
/// operations are checked only if `has_all_operations`: otherwise, operations that are not selected
/// may have the parameter.
pub(crate) fn check_paging_parameters(
    cx: &mut BuildContext<'_>,
    types: &Types,
    operations: &[Operation],
    has_all_operations: bool,
) {
    let paging = &cx.config.paging;
    let mut problems = Vec::new();
    if has_all_operations && !operations.is_empty() {
        let setting_origin = config_location(&["paging"]);
        let rules = paging.general_rules();
        let subject = "no operation has a";
        problems.extend(unknown_parameters(
            &rules,
            &setting_origin,
            types,
            operations,
            subject,
        ));
    }
    for (key, rules) in &paging.operations {
        if let Some(own) = operations.iter().find(|operation| operation.is_called(key)) {
            let setting_origin = config_location(&["paging", "operations", key]);
            let own = std::slice::from_ref(own);
            let subject = format!("`{key}` has no");
            problems.extend(unknown_parameters(
                rules,
                &setting_origin,
                types,
                own,
                &subject,
            ));
        }
    }
    cx.config_problems.extend(problems);
}

/// Reports operations under `paging` that return no list.
pub(crate) fn check_paged_operations(
    cx: &mut BuildContext<'_>,
    types: &Types,
    operations: &[Operation],
) {
    let paging = &cx.config.paging;
    let excluded = paging
        .none
        .iter()
        .enumerate()
        .map(|(index, key)| (key, config_location(&["paging", "none"]).item(index)));
    let own = paging
        .operations
        .keys()
        .map(|key| (key, config_location(&["paging", "operations", key])));
    let mut problems = Vec::new();
    for (key, setting_origin) in excluded.chain(own) {
        let Some(operation) = operations.iter().find(|operation| operation.is_called(key)) else {
            continue;
        };
        if may_return_list(&paging.rules(operation).0, types, operation) {
            continue;
        }
        let message = format!("`{key}` does not return a list");
        let help = "remove it from `paging`, or describe an array in the response of the operation";
        problems.push(
            Diagnostic::error("no-list", message)
                .at(&setting_origin)
                .help(help),
        );
    }
    cx.config_problems.extend(problems);
}

/// Returns whether an operation returns a list, or may return one because the generator could not
/// read all of it.
fn may_return_list(rules: &PagingRules, types: &Types, operation: &Operation) -> bool {
    if operation.coverage == Coverage::Loosened {
        return true;
    }
    let Output::Json(output) = &operation.returns.output else {
        return false;
    };
    let response = ListResponse {
        types,
        operation,
        output,
    };
    let mut pointers = rules.lists();
    response.list(true).is_some() || pointers.any(|pointer| response.list_at(pointer).is_some())
}

/// Returns an error for each parameter that a rule names, and that none of the operations has.
/// `subject` begins the messages.
fn unknown_parameters(
    rules: &PagingRules,
    origin: &Origin,
    types: &Types,
    operations: &[Operation],
    subject: &str,
) -> Vec<Diagnostic> {
    let mut problems = Vec::new();
    for RuleParameter { keys, name, places } in rule_parameters(rules) {
        let mut names = Vec::new();
        for operation in operations {
            for place in places {
                names.extend(sent_names(types, operation, *place));
            }
        }
        if names.contains(&name) {
            continue;
        }
        let kind = match places {
            [PagePlace::Header] => "header parameter",
            [PagePlace::Body] => "property of the body",
            [PagePlace::Query] => "query parameter",
            _ => "query parameter or property of the body",
        };
        let problem = Diagnostic::error("unknown-parameter", format!("{subject} {kind} `{name}`"));
        let expected = "expected a parameter of the description";
        let [rule, key] = keys;
        problems.push(
            problem
                .at(&origin.child(rule).child(key))
                .help(suggest_known_name(name, names.into_iter(), expected)),
        );
    }
    problems
}

fn rule_parameters(rules: &PagingRules) -> Vec<RuleParameter<'_>> {
    const QUERY: &[PagePlace] = &[PagePlace::Query];
    const NUMBER: &[PagePlace] = &[PagePlace::Query, PagePlace::Body];
    let mut parameters = Vec::new();
    if let Some(token) = &rules.token {
        let places: &[PagePlace] = match token.place {
            TokenPlaceConfig::Query => QUERY,
            TokenPlaceConfig::Header => &[PagePlace::Header],
            TokenPlaceConfig::Body => &[PagePlace::Body],
        };
        parameters.push(RuleParameter {
            keys: ["token", "parameter"],
            name: &token.parameter,
            places,
        });
    }
    if let Some(after) = &rules.after {
        parameters.push(RuleParameter {
            keys: ["after", "after"],
            name: &after.after,
            places: QUERY,
        });
        parameters.extend(after.before.as_ref().map(|before| RuleParameter {
            keys: ["after", "before"],
            name: before,
            places: QUERY,
        }));
    }
    if let Some(number) = &rules.page_number {
        parameters.push(RuleParameter {
            keys: ["page_number", "page"],
            name: &number.page,
            places: NUMBER,
        });
    }
    if let Some(offset) = &rules.offset {
        parameters.push(RuleParameter {
            keys: ["offset", "offset"],
            name: &offset.offset,
            places: NUMBER,
        });
    }
    parameters
}

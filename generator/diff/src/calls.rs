//! The methods of the crate that call the operations of a report.

use std::collections::{BTreeMap, BTreeSet};

use surface::{ApiIndex, BodyFacts};

use super::finding::Finding;
use super::matching::{self, method_and_path};
use super::version::Version;
use model::Operation;

/// The method of an operation, as programs call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MethodCall {
    /// The resource that has the method: `client.pets()`.
    pub resource: String,
    /// The whole call: `client.pets().get(…)`.
    pub text: String,
    /// How the old crate called the operation, if by another method.
    pub former: Option<FormerCall>,
}

/// How the old crate called an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormerCall {
    /// The HTTP method and path of the old version.
    pub operation: String,
    /// The resource that had the method: `client.pets()`.
    pub resource: String,
    /// The whole call: `client.pets().get(…)`.
    pub text: String,
}

impl MethodCall {
    /// Returns the resources that have or had the method.
    pub(super) fn resources(&self) -> impl Iterator<Item = &str> {
        let former = self.former.iter().map(|former| former.resource.as_str());
        former.chain([self.resource.as_str()])
    }

    /// Returns the call of an operation; `None` if the crate has no method for it.
    fn of<'a>(index: &ApiIndex<'a>, operation: &'a Operation) -> Option<Self> {
        let facts = index.method(operation)?;
        let takes_arguments =
            !facts.arguments.is_empty() || matches!(facts.body, BodyFacts::Argument(_));
        let arguments = if takes_arguments { "…" } else { "" };
        let resource = index.call_path(facts.resource);
        Some(Self {
            text: format!("{resource}.{}({arguments})", operation.names.method),
            resource,
            former: None,
        })
    }

    /// Returns the call without its arguments.
    fn method(&self) -> &str {
        let method = self.text.rsplit_once('(');
        method.map_or(&self.text, |(method, _)| method)
    }
}

/// Returns the calls of the operations that findings name, by HTTP method and path. The new version
/// takes precedence.
pub(super) fn find_calls(
    old: &Version,
    new: &Version,
    findings: &[Finding],
) -> BTreeMap<String, MethodCall> {
    let named: BTreeSet<&str> = findings
        .iter()
        .flat_map(|finding| finding.subject.operation.iter().chain(&*finding.operations))
        .map(String::as_str)
        .collect();
    let mut calls = BTreeMap::new();
    if named.is_empty() {
        return calls;
    }
    for version in [old, new] {
        let index = ApiIndex::of(version.api());
        for operation in &version.api().operations {
            let name = method_and_path(operation);
            if named.contains(name.as_str())
                && let Some(call) = MethodCall::of(&index, operation)
            {
                calls.insert(name, call);
            }
        }
    }
    add_former_calls(&mut calls, old, new);
    calls
}

/// Adds the former calls of operations that another method calls now.
fn add_former_calls(calls: &mut BTreeMap<String, MethodCall>, old: &Version, new: &Version) {
    let index = ApiIndex::of(old.api());
    for pair in matching::pair_operations(&old.api().operations, &new.api().operations) {
        let Some(operations) = pair.both() else {
            continue;
        };
        let former = MethodCall::of(&index, operations.old);
        if let (Some(former), Some(call)) =
            (former, calls.get_mut(&method_and_path(operations.new)))
            && former.method() != call.method()
        {
            call.former = Some(FormerCall {
                operation: method_and_path(operations.old),
                resource: former.resource,
                text: former.text,
            });
        }
    }
}

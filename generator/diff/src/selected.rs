//! Applies `diff` of `generator.yaml` to a report: leaves out some findings, and configures the
//! severity of others.

use std::borrow::Cow;

use foldhash::{HashMap, HashMapExt, HashSet, HashSetExt};

use super::Report;
use super::finding::Finding;
use super::matching::{method_and_path, method_and_path_of_left_out};
use super::version::Version;
use build::{OperationKeys, Patterns, includes_webhooks, unused_pattern};
use config::{DiffConfig, RuleSeverity};
use description::pointer_segments;
use diag::{Diagnostic, Origin};
use model::{LeftOut, Operation};

impl Report {
    /// Leaves out findings of ignored rules and of operations that are not selected, and sets the
    /// severities of others. The next version still results from all findings. Also returns a note
    /// for each pattern of `exclude` that matches no operation.
    ///
    /// # Errors
    /// If a pattern of `include` matches no operation; the error has its location in
    /// `generator.yaml`. A report without findings would look as if nothing had changed.
    pub fn configured(
        mut self,
        config: &DiffConfig,
        sides: [&Version; 2],
    ) -> Result<(Self, Vec<String>), Vec<Diagnostic>> {
        if config.rules.is_empty() && config.include.is_empty() && config.exclude.is_empty() {
            return Ok((self, Vec::new()));
        }
        let selection = SelectedOperations::of(config, sides)?;
        let mut ignored = 0;
        let mut unselected = 0;
        let mut selected = Vec::with_capacity(self.findings.len());
        for mut finding in std::mem::take(&mut self.findings) {
            let severity = config.rules.get(finding.code()).copied();
            if severity == Some(RuleSeverity::Ignore) {
                ignored += 1;
            } else if selection.concerns(&finding) {
                finding.severity = severity;
                selected.push(finding);
            } else {
                unselected += 1;
            }
        }
        Ok((
            self.with_findings(selected, ignored, unselected),
            selection.notes,
        ))
    }
}

/// The operations whose changes are reported.
struct SelectedOperations<'c> {
    config: &'c DiffConfig,
    /// Whether each operation is selected, by method and path; also those without a method in the
    /// client.
    by_name: HashMap<String, bool>,
    notes: Vec<String>,
}

impl<'c> SelectedOperations<'c> {
    fn of(config: &'c DiffConfig, sides: [&Version; 2]) -> Result<Self, Vec<Diagnostic>> {
        let operations = sides.iter().flat_map(|side| &side.api().operations);
        let ids = operations.map(|operation| operation.id.as_str()).collect();
        let mut include = Patterns::read(&config.include, &ids);
        let mut exclude = Patterns::read(&config.exclude, &ids);
        let mut matched: HashMap<String, (bool, bool)> = HashMap::new();
        for side in sides {
            for operation in &side.api().operations {
                let keys = operation_keys(side, operation);
                let (is_included, is_excluded) =
                    matched.entry(method_and_path(operation)).or_default();
                *is_included |= include.match_operation(&keys);
                *is_excluded |= exclude.match_operation(&keys);
            }
        }
        let mut problems = Vec::new();
        for (at, text) in include.unused() {
            let operations = sides.iter().flat_map(|side| {
                let operations = side.api().operations.iter();
                operations.map(|operation| operation_keys(side, operation))
            });
            let origin = Origin::default().child("diff").child("include").item(at);
            problems.push(unused_pattern(text, "either description", operations).at(&origin));
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let notes = exclude
            .unused()
            .map(|(_, text)| format!("no operation matches `{text}`, whose changes are excluded"))
            .collect();
        let is_whole = config.include.is_empty();
        let mut by_name: HashMap<String, bool> = matched
            .into_iter()
            .map(|(name, (is_included, is_excluded))| {
                let is_selected = (is_included || is_whole) && !is_excluded;
                (name, is_selected)
            })
            .collect();
        for left in sides.iter().flat_map(|side| &side.api().left_out) {
            by_name
                .entry(method_and_path_of_left_out(left))
                .or_insert_with(|| selects_left_out(config, left));
        }
        Ok(Self {
            config,
            by_name,
            notes,
        })
    }

    /// Returns whether a finding concerns a selected operation, or no operation at all.
    fn concerns(&self, finding: &Finding) -> bool {
        let operations = match &*finding.operations {
            [] => finding.subject.operation.as_slice(),
            several => several,
        };
        if operations.is_empty() {
            return !is_of_webhook(finding)
                || includes_webhooks(&self.config.include, &self.config.exclude);
        }
        let mut selected = operations.iter().filter_map(|name| self.by_name.get(name));
        selected.any(|is_selected| *is_selected)
    }
}

/// Returns whether an operation that is not in the client is selected, by its method and path.
fn selects_left_out(config: &DiffConfig, operation: &LeftOut) -> bool {
    let keys = OperationKeys {
        id: None,
        method: &operation.method,
        path: &operation.path,
        tags: Vec::new(),
        audiences: Vec::new(),
    };
    let DiffConfig {
        include, exclude, ..
    } = config;
    let no_ids = HashSet::new();
    let is_included = include.is_empty() || Patterns::read(include, &no_ids).match_operation(&keys);
    is_included && !Patterns::read(exclude, &no_ids).match_operation(&keys)
}

/// Returns the parts of an operation with which patterns are compared.
fn operation_keys<'v>(side: &'v Version, operation: &'v Operation) -> OperationKeys<'v> {
    let Operation {
        id, method, path, ..
    } = operation;
    OperationKeys::of_operation(side.document(), &operation.origin, id, method, path)
}

/// Returns whether a finding is about a webhook or callback, by its location.
fn is_of_webhook(finding: &Finding) -> bool {
    let places = [&finding.new, &finding.old].into_iter().flatten();
    let mut pointers = places.map(|place| &place.origin.pointer);
    pointers.any(|pointer| is_in_webhook(pointer))
}

/// Returns whether a location is in a webhook or callback; a property may be called `callbacks`,
/// too.
fn is_in_webhook(pointer: &str) -> bool {
    let decoded: Vec<Cow<'_, str>> = pointer_segments(pointer).collect();
    let segments: Vec<&str> = decoded.iter().map(|segment| &**segment).collect();
    let path_item = match segments.as_slice() {
        ["webhooks" | "x-webhooks", ..] | ["components", "callbacks", ..] => return true,
        ["paths" | "x-ms-paths", _, below @ ..] | ["components", "pathItems", _, below @ ..] => {
            below
        }
        _ => return false,
    };
    matches!(
        path_item,
        [_, "callbacks", ..] | ["additionalOperations", _, "callbacks", ..]
    )
}

#[cfg(test)]
mod tests {
    use super::is_in_webhook;

    #[test]
    fn callbacks_are_found_by_their_location() {
        for (pointer, expected) in [
            ("/webhooks/a/post", true),
            ("/components/callbacks/a", true),
            ("/paths/~1a/post/callbacks/done", true),
            ("/paths/~1a/additionalOperations/COPY/callbacks/done", true),
            ("/components/pathItems/a/post/callbacks/done", true),
            ("/components/schemas/A/properties/callbacks/type", false),
            ("/paths/~1callbacks/post", false),
            (
                "/paths/~1a/get/responses/200/headers/callbacks/schema",
                false,
            ),
        ] {
            assert_eq!(is_in_webhook(pointer), expected, "{pointer}");
        }
    }
}

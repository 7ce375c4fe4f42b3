//! Selects the operations of the client: those that match `include`, except those that match
//! `exclude`. `diff` has the same patterns.
//!
//! Names come from the whole description, so that selecting other operations renames nothing.

use std::collections::BTreeSet;

use foldhash::HashSet;
use serde_json::Value;

use crate::context::{BuildContext, config_location};
use crate::written_operations::WrittenOperation;
use description::{Document, suggest_known_name};
use diag::{Diagnostic, Origin};
use extensions::audiences_of;
use model::HttpMethod;

const WEBHOOKS: &str = "webhooks";

/// What a pattern of `include` or `exclude` selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pattern<'p> {
    /// `tag:pets`: the operations with this tag.
    Tag(&'p str),
    /// `audience:public`: the operations for this audience.
    Audience(&'p str),
    /// `/pets/*`: all methods of these paths.
    Path(&'p str),
    /// `DELETE`: all operations with this HTTP method.
    Method(&'p str),
    /// `GET /pets/*`.
    MethodAndPath(&'p str, &'p str),
    /// `list*`: an `operationId`.
    Id(&'p str),
    /// An `operationId` of the description, with any characters.
    ExactId(&'p str),
    /// `webhooks`: all webhooks, for which the client has types.
    Webhooks,
}

impl<'p> Pattern<'p> {
    /// Reads a pattern of `include` or `exclude`, for a description with these `operationId`s.
    fn read(text: &'p str, ids: &HashSet<&str>) -> Self {
        let text = text.trim();
        if text == WEBHOOKS {
            return Self::Webhooks;
        }
        // An `operationId` may be `*` or `GET /pets`.
        if ids.contains(text) {
            return Self::ExactId(text);
        }
        if let Some(tag) = text.strip_prefix("tag:") {
            return Self::Tag(tag.trim());
        }
        if let Some(audience) = text.strip_prefix("audience:") {
            return Self::Audience(audience.trim());
        }
        if text.starts_with('/') {
            return Self::Path(text);
        }
        if let Some((method, path)) = text.split_once(' ')
            && path.trim_start().starts_with('/')
        {
            return Self::MethodAndPath(method, path.trim_start());
        }
        let is_method = HttpMethod::KEYS_OF_PATH_ITEMS
            .iter()
            .any(|method| method.as_str() == text);
        if is_method {
            Self::Method(text)
        } else {
            Self::Id(text)
        }
    }

    fn matches(self, operation: &OperationKeys<'_>) -> bool {
        match self {
            Self::Tag(tag) => operation.tags.iter().any(|own| matches_pattern(tag, own)),
            Self::Audience(audience) => {
                let mut own = operation.audiences.iter();
                own.any(|own| matches_pattern(audience, own))
            }
            Self::Path(path) => matches_pattern(path, operation.path),
            Self::Method(method) => operation.method.eq_ignore_ascii_case(method),
            Self::MethodAndPath(method, path) => {
                operation.method.eq_ignore_ascii_case(method)
                    && matches_pattern(path, operation.path)
            }
            Self::Id(id) => operation.id.is_some_and(|own| matches_pattern(id, own)),
            Self::ExactId(id) => operation.id == Some(id),
            Self::Webhooks => false,
        }
    }
}

/// The parts of an operation that patterns match.
pub struct OperationKeys<'o> {
    /// The `operationId`, if it is known.
    pub id: Option<&'o str>,
    /// The HTTP method.
    pub method: &'o HttpMethod,
    /// The path template.
    pub path: &'o str,
    /// The tags.
    pub tags: Vec<&'o str>,
    /// The audiences of Fern.
    pub audiences: Vec<&'o str>,
}

impl<'o> OperationKeys<'o> {
    /// Reads the tags and audiences of the operation at `origin`.
    pub fn of_operation(
        document: &'o Document,
        origin: &Origin,
        id: &'o str,
        method: &'o HttpMethod,
        path: &'o str,
    ) -> Self {
        let tags = document
            .value(&origin.child("tags"))
            .and_then(Value::as_array);
        Self {
            id: Some(id),
            method,
            path,
            tags: tags
                .into_iter()
                .flatten()
                .filter_map(Value::as_str)
                .collect(),
            audiences: audiences_of(document, origin),
        }
    }
}

/// Returns whether these patterns of `include` and `exclude` select webhooks.
pub fn includes_webhooks(include: &[String], exclude: &[String]) -> bool {
    (include.is_empty() || names_webhooks(include)) && !names_webhooks(exclude)
}

fn names_webhooks(patterns: &[String]) -> bool {
    patterns.iter().any(|text| text.trim() == WEBHOOKS)
}

/// Returns whether a text matches a pattern, in which `*` means any characters.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    let Some((beginning, ending)) = pattern.split_once('*') else {
        return pattern == text;
    };
    let Some(mut text) = text.strip_prefix(beginning) else {
        return false;
    };
    let mut parts: Vec<&str> = ending.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = text.find(part) else {
            return false;
        };
        text = text.get(at + part.len()..).unwrap_or_default();
    }
    text.ends_with(end)
}

/// The patterns of `include` or `exclude`.
pub struct Patterns<'p> {
    patterns: Vec<WrittenPattern<'p>>,
}

struct WrittenPattern<'p> {
    text: &'p str,
    pattern: Pattern<'p>,
    /// Whether the pattern has matched an operation.
    is_used: bool,
}

impl<'p> Patterns<'p> {
    /// Reads patterns. A pattern that equals one of the operationIds matches only this operation.
    pub fn read(texts: &'p [String], ids: &HashSet<&str>) -> Self {
        let patterns = texts.iter().map(|text| WrittenPattern {
            text,
            pattern: Pattern::read(text, ids),
            is_used: false,
        });
        Self {
            patterns: patterns.collect(),
        }
    }

    /// Returns whether a pattern matches an operation; marks all matching patterns as used.
    pub fn match_operation(&mut self, operation: &OperationKeys<'_>) -> bool {
        let mut matches = false;
        for entry in &mut self.patterns {
            if entry.pattern.matches(operation) {
                matches = true;
                entry.is_used = true;
            }
        }
        matches
    }

    /// Returns the patterns that matched nothing, with their positions.
    pub fn unused(&self) -> impl Iterator<Item = (usize, &'p str)> {
        let patterns = self.patterns.iter().enumerate();
        patterns
            .filter(|(_, entry)| !entry.is_used && entry.pattern != Pattern::Webhooks)
            .map(|(index, entry)| (index, entry.text))
    }
}

/// Returns whether each operation is selected; reports patterns that match no operation.
pub(crate) fn select_operations(
    cx: &mut BuildContext<'_>,
    operations: &[WrittenOperation],
) -> Vec<bool> {
    let config = cx.config;
    let ids = operations
        .iter()
        .filter(|operation| operation.has_id)
        .map(|operation| operation.id.as_str())
        .collect();
    let mut include = Patterns::read(&config.include, &ids);
    let mut exclude = Patterns::read(&config.exclude, &ids);
    let mut selected = Vec::with_capacity(operations.len());
    for operation in operations {
        let operation = keys_of_operation(cx.document, operation);
        let is_included = include.match_operation(&operation) || config.include.is_empty();
        let is_excluded = exclude.match_operation(&operation);
        selected.push(is_included && !is_excluded);
    }
    let mut has_unused = false;
    for (key, patterns) in [("include", include), ("exclude", exclude)] {
        for (index, text) in patterns.unused() {
            has_unused = true;
            let keys = operations
                .iter()
                .map(|operation| keys_of_operation(cx.document, operation));
            let problem = unused_pattern(text, "the description", keys);
            cx.config_problems
                .push(problem.at(&config_location(&[key]).item(index)));
        }
    }
    // Webhooks alone are rarely intended, unless they are named.
    let has_webhooks = cx.document.root().get(WEBHOOKS).is_some();
    let keeps_webhooks =
        has_webhooks && names_webhooks(&config.include) && !names_webhooks(&config.exclude);
    // A pattern that matches nothing is the reason, and is reported.
    if !operations.is_empty() && !selected.contains(&true) && !keeps_webhooks && !has_unused {
        let message = "`include` and `exclude` leave out all operations of the description";
        let problem = Diagnostic::error("no-operations", message);
        let key = if config.exclude.is_empty() {
            "include"
        } else {
            "exclude"
        };
        let help = if has_webhooks {
            "keep at least one operation, or name `webhooks` in `include`"
        } else {
            "keep at least one operation"
        };
        cx.config_problems
            .push(problem.at(&config_location(&[key])).help(help));
    }
    selected
}

fn keys_of_operation<'o>(
    document: &'o Document,
    written: &'o WrittenOperation,
) -> OperationKeys<'o> {
    let WrittenOperation {
        id, method, path, ..
    } = written;
    OperationKeys::of_operation(document, &written.origin, id, method, path)
}

/// Returns the error that a pattern matches none of these operations. `whole` names what has these
/// operations, such as the description.
pub fn unused_pattern<'n>(
    text: &str,
    whole: &str,
    operations: impl Iterator<Item = OperationKeys<'n>>,
) -> Diagnostic {
    let problem = Diagnostic::error(
        "unknown-operation",
        format!("`{text}` matches no operation of {whole}"),
    );
    let mut patterns = BTreeSet::new();
    for operation in operations {
        patterns.extend(operation.id.map(str::to_owned));
        patterns.insert(operation.path.to_owned());
        patterns.insert(format!(
            "{} {}",
            operation.method.as_str().to_ascii_uppercase(),
            operation.path
        ));
        for tag in operation.tags {
            patterns.insert(format!("tag:{tag}"));
        }
        for audience in operation.audiences {
            patterns.insert(format!("audience:{audience}"));
        }
    }
    let expected = "expected an `operationId`, `tag:NAME`, a path such as `/pets/*`, a method such as `DELETE`, or both: `GET /pets/*`";
    problem.help(suggest_known_name(
        text,
        patterns.iter().map(String::as_str),
        expected,
    ))
}

#[cfg(test)]
mod tests {
    use crate::operations::selection::*;

    #[test]
    fn patterns_are_ids_tags_paths_and_methods() {
        for (text, pattern) in [
            ("tag: pets", Pattern::Tag("pets")),
            ("audience:public", Pattern::Audience("public")),
            ("/pets/*", Pattern::Path("/pets/*")),
            ("DELETE", Pattern::Method("DELETE")),
            ("GET /pets", Pattern::MethodAndPath("GET", "/pets")),
            ("get", Pattern::Id("get")),
            ("issues/list", Pattern::Id("issues/list")),
        ] {
            assert_eq!(Pattern::read(text, &HashSet::default()), pattern, "{text}");
        }
        for id in ["*", "GET /pets", "tag:pets", "/pets/*", "GET"] {
            assert_eq!(
                Pattern::read(id, &HashSet::from_iter([id])),
                Pattern::ExactId(id)
            );
        }
    }

    #[test]
    fn stars_stand_for_any_characters() {
        for (pattern, text, is_match) in [
            ("/pets", "/pets", true),
            ("/pets", "/pets/{id}", false),
            ("/pets/*", "/pets/{id}/toys", true),
            ("*pets*", "/my/pets", true),
            ("*/toys", "/pets/{id}/toys/{toy}", false),
            ("*", "", true),
            ("a*b*c", "abbc", true),
            ("a*b*c", "acb", false),
            ("ab*ba", "aba", false),
        ] {
            assert_eq!(matches_pattern(pattern, text), is_match, "{pattern} {text}");
        }
    }
}

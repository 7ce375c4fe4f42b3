//! The operations that the client has: those of `include`, without those of `exclude`.
//!
//! Names come from the whole description, so that another choice of operations renames nothing.

use std::collections::HashSet;

use serde_json::Value;

use super::Context;
use super::configured::place;
use super::found::Found;
use crate::config::Config;
use crate::diag::Diagnostic;
use crate::source::is_close;

const WEBHOOKS: &str = "webhooks";

/// What a pattern of `include` or `exclude` selects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pattern<'p> {
    /// `tag:pets`: the operations with this tag.
    Tag(&'p str),
    /// `/pets/*`: all methods of these paths.
    Path(&'p str),
    /// `DELETE`: all operations with this HTTP method.
    Method(&'p str),
    /// `GET /pets/*`.
    MethodAndPath(&'p str, &'p str),
    /// `list*`: an `operationId`.
    Id(&'p str),
    /// An `operationId` of the description, whatever characters it has.
    ExactId(&'p str),
    /// `webhooks`: all webhooks, of which the client has types.
    Webhooks,
}

impl<'p> Pattern<'p> {
    /// Reads an item of `include` or `exclude`, for a description with these `operationId`s.
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
        if text.starts_with('/') {
            return Self::Path(text);
        }
        if let Some((method, path)) = text.split_once(' ')
            && path.trim_start().starts_with('/')
        {
            return Self::MethodAndPath(method, path.trim_start());
        }
        let is_method = super::found::METHODS.iter().any(|method| method.to_uppercase() == text);
        if is_method { Self::Method(text) } else { Self::Id(text) }
    }

    fn matches(self, found: &Found, tags: &[&str]) -> bool {
        match self {
            Self::Tag(tag) => tags.iter().any(|own| matches_pattern(tag, own)),
            Self::Path(path) => matches_pattern(path, &found.path),
            Self::Method(method) => method.eq_ignore_ascii_case(found.method),
            Self::MethodAndPath(method, path) => {
                method.eq_ignore_ascii_case(found.method) && matches_pattern(path, &found.path)
            }
            Self::Id(id) => matches_pattern(id, &found.id),
            Self::ExactId(id) => id == found.id,
            Self::Webhooks => false,
        }
    }
}

/// Whether the client has the webhooks of the description.
pub(super) fn includes_webhooks(config: &Config) -> bool {
    let names_webhooks = |patterns: &[String]| patterns.iter().any(|text| text.trim() == WEBHOOKS);
    (config.include.is_empty() || names_webhooks(&config.include)) && !names_webhooks(&config.exclude)
}

/// Whether a text is a pattern, in which `*` stands for any characters.
fn matches_pattern(pattern: &str, text: &str) -> bool {
    let Some((beginning, rest)) = pattern.split_once('*') else { return pattern == text };
    let Some(mut text) = text.strip_prefix(beginning) else { return false };
    let mut parts: Vec<&str> = rest.split('*').collect();
    let end = parts.pop().unwrap_or_default();
    for part in parts {
        let Some(at) = text.find(part) else { return false };
        text = text.get(at + part.len()..).unwrap_or_default();
    }
    text.ends_with(end)
}

/// The patterns of a key of `generator.yaml`, and whether each matched an operation.
struct Patterns<'p> {
    all: Vec<(&'p str, Pattern<'p>, bool)>,
}

impl<'p> Patterns<'p> {
    fn read(texts: &'p [String], found: &[Found]) -> Self {
        let ids = found.iter().filter(|one| one.has_id).map(|one| one.id.as_str()).collect();
        Self { all: texts.iter().map(|text| (text.as_str(), Pattern::read(text, &ids), false)).collect() }
    }

    /// Whether a pattern matches an operation; notes each that does.
    fn match_operation(&mut self, found: &Found, tags: &[&str]) -> bool {
        let mut matches = false;
        for (_, pattern, is_used) in &mut self.all {
            if pattern.matches(found, tags) {
                matches = true;
                *is_used = true;
            }
        }
        matches
    }

    /// The problems of patterns of `key` that matched nothing.
    fn problems(&self, key: &str, found: &[Found]) -> Vec<Diagnostic> {
        let mut problems = Vec::new();
        for (index, (text, pattern, is_used)) in self.all.iter().enumerate() {
            if !is_used && *pattern != Pattern::Webhooks {
                problems.push(unused_pattern(found, text).at(&place(&[key]).item(index)));
            }
        }
        problems
    }
}

/// Whether each operation is selected. A pattern that matches none is a problem of the configuration.
pub(super) fn select_operations(cx: &mut Context<'_>, found: &[Found]) -> Vec<bool> {
    let config = cx.config;
    let (mut include, mut exclude) = (Patterns::read(&config.include, found), Patterns::read(&config.exclude, found));
    let mut selected = Vec::with_capacity(found.len());
    for one in found {
        let tags = tags_of(cx, one);
        let is_included = include.match_operation(one, &tags) || config.include.is_empty();
        let is_excluded = exclude.match_operation(one, &tags);
        selected.push(is_included && !is_excluded);
    }
    cx.config_problems.extend(include.problems("include", found));
    cx.config_problems.extend(exclude.problems("exclude", found));
    selected
}

fn tags_of<'d>(cx: &Context<'d>, found: &Found) -> Vec<&'d str> {
    let tags = cx.document.value(&found.origin.child("tags")).and_then(Value::as_array);
    tags.into_iter().flatten().filter_map(Value::as_str).collect()
}

fn unused_pattern(found: &[Found], text: &str) -> Diagnostic {
    let problem = Diagnostic::error("unknown-operation", format!("`{text}` matches no operation of the description"));
    let names = found.iter().flat_map(|one| [&one.id, &one.path]);
    match names.into_iter().find(|name| is_close(name, text)) {
        Some(name) => problem.help(format!("there is a similar one: `{name}`")),
        None => problem.help(
            "expected an `operationId`, `tag:NAME`, a path such as `/pets/*`, a method such as `DELETE`, or both: `GET /pets/*`",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_are_ids_tags_paths_and_methods() {
        for (text, pattern) in [
            ("tag: pets", Pattern::Tag("pets")),
            ("/pets/*", Pattern::Path("/pets/*")),
            ("DELETE", Pattern::Method("DELETE")),
            ("GET /pets", Pattern::MethodAndPath("GET", "/pets")),
            ("get", Pattern::Id("get")),
            ("issues/list", Pattern::Id("issues/list")),
        ] {
            assert_eq!(Pattern::read(text, &HashSet::new()), pattern, "{text}");
        }
        for id in ["*", "GET /pets", "tag:pets", "/pets/*", "GET"] {
            assert_eq!(Pattern::read(id, &HashSet::from([id])), Pattern::ExactId(id));
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

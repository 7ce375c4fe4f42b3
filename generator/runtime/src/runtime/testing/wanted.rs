//! [`Wanted`]: the request of an expectation, and its differences from another one.

use serde_json::Value;

use super::super::api::Api;
use super::super::redact::{self, is_secret};
use super::content::{Content, redact_pairs, shortened};
use super::seen::MockCall;

/// An expected request.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) call: MockCall,
    pub(super) body: Content,
    pub(super) rule: Rule,
    /// Names in query and body that may differ, as further pages are requested by them.
    pub(super) turns: Vec<&'static str>,
}

/// The parts that must be equal, besides the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Path, and the query and body of the call; there may be more.
    Given,
    /// Path, query and body.
    Exactly,
    /// Path, query and body, ignoring secrets.
    Recorded,
    /// The operation, or else the path.
    Operation,
}

impl Wanted {
    /// The difference of a request from this one, if any; it must be redacted if the rule requires that.
    pub(super) fn difference(&self, found: &MockCall, body: &Content) -> Option<String> {
        let wanted = &self.call;
        let differs = |what: &str, wanted: &str, found: &str| {
            (wanted != found).then(|| format!("{what}: expected `{wanted}`, found `{found}`"))
        };
        if let (Rule::Operation, Some(operation)) = (self.rule, wanted.operation) {
            return differs("operation", operation, found.operation.unwrap_or("none"));
        }
        let head = differs("method", wanted.method.as_str(), found.method.as_str())
            .or_else(|| differs("path", &wanted.path, &found.path));
        if head.is_some() || self.rule == Rule::Operation {
            return head;
        }
        let is_whole = self.rule != Rule::Given;
        let [wanted, found] = [&wanted.query, &found.query].map(|query| self.without_turns(query));
        let comparison = Comparison { api: self.call.api, is_whole };
        comparison.pairs("query", &wanted, &found).or_else(|| {
            let [wanted, found] = [&self.body, body].map(|body| self.body_without_turns(body));
            comparison.contents(&wanted, &found)
        })
    }

    fn without_turns(&self, query: &[(String, String)]) -> Vec<(String, String)> {
        query.iter().filter(|(name, _)| !self.turns.contains(&name.as_str())).cloned().collect()
    }

    fn body_without_turns(&self, body: &Content) -> Content {
        let mut body = body.clone();
        if let Content::Json(Value::Object(members)) = &mut body {
            members.retain(|name, _| !self.turns.contains(&name.as_str()));
        }
        body
    }
}

/// The comparison of two requests. Messages show no secrets, as they end up in logs.
struct Comparison {
    /// The names of secrets; `None` for a recording, which has none.
    api: Option<&'static Api>,
    /// Whether anything else is forbidden.
    is_whole: bool,
}

impl Comparison {
    fn pairs(&self, what: &str, wanted: &[(String, String)], found: &[(String, String)]) -> Option<String> {
        let of = |pairs: &[(String, String)], name: &str| {
            let pair = pairs.iter().find(|(known, _)| known == name);
            pair.map_or("none".to_owned(), |(_, value)| self.pair(name, value))
        };
        let missing = wanted.iter().find(|pair| !found.contains(pair)).map(|(name, wanted)| {
            format!("{what} `{name}`: expected {}, found {}", self.pair(name, wanted), of(found, name))
        });
        let surplus = || {
            let surplus = found.iter().find(|pair| !wanted.contains(pair)).filter(|_| self.is_whole);
            let (name, found) = surplus?;
            Some(format!("{what} `{name}`: expected {}, found {}", of(wanted, name), self.pair(name, found)))
        };
        missing.or_else(surplus)
    }

    fn contents(&self, wanted: &Content, found: &Content) -> Option<String> {
        match (wanted, found) {
            (Content::Nothing, _) if !self.is_whole => None,
            (Content::Json(wanted), Content::Json(found)) => self.json("$", wanted, found),
            (Content::Form(wanted), Content::Form(found)) => self.pairs("form field", wanted, found),
            _ if wanted == found => None,
            _ if wanted.kind() != found.kind() => {
                Some(format!("body: expected {}, found {}", wanted.kind(), found.kind()))
            }
            _ => {
                let [wanted, found] = [wanted, found].map(|content| {
                    let mut content = content.clone();
                    self.api.into_iter().for_each(|api| content.redact(api));
                    content.shown()
                });
                Some(format!("body: expected `{wanted}`, found `{found}`"))
            }
        }
    }

    /// The first difference of two JSON values. Arrays are compared as a whole, as their order is significant.
    fn json(&self, path: &str, wanted: &Value, found: &Value) -> Option<String> {
        match (wanted, found) {
            (Value::Object(wanted), Value::Object(found)) => {
                let given = wanted.iter().find_map(|(name, wanted)| {
                    let (path, found) = (format!("{path}.{name}"), found.get(name));
                    if self.is_secret(name) && found != Some(wanted) {
                        let found = if found.is_some() { "another one" } else { "none" };
                        return Some(format!("body at `{path}`: expected a secret, found {found}"));
                    }
                    match found {
                        Some(found) => self.json(&path, wanted, found),
                        None => Some(format!("body at `{path}`: expected {}, found none", self.value(wanted))),
                    }
                });
                let surplus = || found.keys().find(|name| self.is_whole && !wanted.contains_key(*name));
                given.or_else(|| Some(format!("body at `{path}.{}`: expected none", surplus()?)))
            }
            (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => {
                let mut places = wanted.iter().zip(found).enumerate();
                places.find_map(|(index, (wanted, found))| self.json(&format!("{path}[{index}]"), wanted, found))
            }
            _ if wanted == found => None,
            _ => Some(format!("body at `{path}`: expected {}, found {}", self.value(wanted), self.value(found))),
        }
    }

    fn is_secret(&self, name: &str) -> bool {
        self.api.is_some_and(|api| is_secret(api, name))
    }

    fn pair(&self, name: &str, value: &str) -> String {
        let mut shown = [(name.to_owned(), value.to_owned())];
        self.api.into_iter().for_each(|api| redact_pairs(api, &mut shown));
        let [(_, value)] = shown;
        format!("`{value}`")
    }

    fn value(&self, value: &Value) -> String {
        let mut value = value.clone();
        self.api.into_iter().for_each(|api| redact::json(api, &mut value));
        shortened(&value.to_string())
    }
}

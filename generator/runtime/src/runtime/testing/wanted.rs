//! [`Wanted`]: the request that an expectation waits for, and what tells another one from it.

use serde_json::Value;

use super::content::{Content, shortened};
use super::seen::MockCall;

/// A request to wait for.
#[derive(Clone, Debug)]
pub(super) struct Wanted {
    pub(super) call: MockCall,
    pub(super) body: Content,
    pub(super) rule: Rule,
    /// Names in query and body that may differ: further pages are asked for by them.
    pub(super) turns: Vec<&'static str>,
}

/// What must be equal, beside the method.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rule {
    /// Path, and what the call gives of query and body; there may be more.
    Given,
    /// Path, query and body.
    Exactly,
    /// Path, query and body, without the secrets in them.
    Recorded,
    /// The operation, or else the path.
    Operation,
}

impl Wanted {
    /// What tells a request from this one, if anything does; it must be redacted for a rule that asks for it.
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
        pairs("query", &wanted, &found, is_whole).or_else(|| {
            let [wanted, found] = [&self.body, body].map(|body| self.body_without_turns(body));
            contents(&wanted, &found, is_whole)
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

fn pairs(what: &str, wanted: &[(String, String)], found: &[(String, String)], is_whole: bool) -> Option<String> {
    let value = |pairs: &[(String, String)], name: &str| {
        pairs.iter().find(|(known, _)| known == name).map_or("none".to_owned(), |(_, value)| format!("`{value}`"))
    };
    let missing = wanted
        .iter()
        .find(|pair| !found.contains(pair))
        .map(|(name, wanted)| format!("{what} `{name}`: expected `{wanted}`, found {}", value(found, name)));
    let surplus = || {
        let surplus = found.iter().find(|pair| !wanted.contains(pair)).filter(|_| is_whole);
        surplus.map(|(name, found)| format!("{what} `{name}`: expected {}, found `{found}`", value(wanted, name)))
    };
    missing.or_else(surplus)
}

fn contents(wanted: &Content, found: &Content, is_whole: bool) -> Option<String> {
    match (wanted, found) {
        (Content::Nothing, _) if !is_whole => None,
        (Content::Json(wanted), Content::Json(found)) => json("$", wanted, found, is_whole),
        (Content::Form(wanted), Content::Form(found)) => pairs("form field", wanted, found, is_whole),
        _ if wanted == found => None,
        _ if wanted.kind() != found.kind() => Some(format!("body: expected {}, found {}", wanted.kind(), found.kind())),
        _ => Some(format!("body: expected `{}`, found `{}`", wanted.shown(), found.shown())),
    }
}

/// The first place where two JSON values differ. Lists are compared as a whole: their order says something.
fn json(path: &str, wanted: &Value, found: &Value, is_whole: bool) -> Option<String> {
    match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => {
            let given = wanted.iter().find_map(|(name, wanted)| {
                let path = format!("{path}.{name}");
                match found.get(name) {
                    Some(found) => json(&path, wanted, found, is_whole),
                    None => Some(format!("body at `{path}`: expected {}, found none", shortened(&wanted.to_string()))),
                }
            });
            let surplus = || found.keys().find(|name| is_whole && !wanted.contains_key(*name));
            given.or_else(|| Some(format!("body at `{path}.{}`: expected none", surplus()?)))
        }
        (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => {
            let mut places = wanted.iter().zip(found).enumerate();
            places.find_map(|(index, (wanted, found))| json(&format!("{path}[{index}]"), wanted, found, is_whole))
        }
        _ if wanted == found => None,
        _ => {
            let [wanted, found] = [wanted, found].map(|value| shortened(&value.to_string()));
            Some(format!("body at `{path}`: expected {wanted}, found {found}"))
        }
    }
}

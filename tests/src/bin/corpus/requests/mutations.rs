//! Changes of a request that the description does not allow, so that a server must refuse them.
//!
//! Whether it does not allow them is decided by the raw description alone. A change that it may
//! allow is not made.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::judge::percent_decoded;
use super::plan::{Call, Description};
use super::raw::{Location, Operation, Parameter, Scheme, Style};
use super::recorder::Request;

/// A name, text and media type that no description has.
const NONSENSE: &str = "nonsense";

/// What is wrong with a changed request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum MutationKind {
    NoCredentials,
    UnknownCredentials,
    UnknownMethod,
    InvalidEncoding,
    UnknownParameter,
    MissingParameter,
    WrongParameter,
    UnknownMediaType,
    InvalidJson,
    UnknownProperty,
    MissingProperty,
    WrongType,
    UnlistedText,
}

impl MutationKind {
    /// Returns the words for reports.
    pub(crate) fn words(self) -> &'static str {
        match self {
            Self::NoCredentials => "no credentials",
            Self::UnknownCredentials => "unknown credentials",
            Self::UnknownMethod => "an unknown method",
            Self::InvalidEncoding => "an invalid percent-encoding",
            Self::UnknownParameter => "an unknown query parameter",
            Self::MissingParameter => "a missing required parameter",
            Self::WrongParameter => "a parameter with a wrong value",
            Self::UnknownMediaType => "an unknown media type",
            Self::InvalidJson => "invalid JSON",
            Self::UnknownProperty => "an unknown property",
            Self::MissingProperty => "a missing required property",
            Self::WrongType => "a property of a wrong type",
            Self::UnlistedText => "a text that the schema does not allow",
        }
    }
}

/// A changed request, and the response to it.
pub(crate) struct Mutation {
    pub(crate) kind: MutationKind,
    pub(crate) request: Request,
    /// The status codes, of which the response has one.
    pub(crate) statuses: &'static [u64],
    /// What the response names.
    pub(crate) reason: String,
}

impl Mutation {
    /// Returns whether a response says what is wrong. Names of arguments differ from those of the
    /// description in case and punctuation.
    pub(crate) fn is_refused_by(&self, status: u64, body: &str) -> bool {
        let has_reason = self.request.method == "HEAD"
            || letters_and_digits(body).contains(&letters_and_digits(&self.reason));
        self.statuses.contains(&status) && has_reason
    }
}

fn letters_and_digits(text: &str) -> String {
    let characters = text.chars().filter(|c| c.is_alphanumeric());
    characters.flat_map(char::to_lowercase).collect()
}

/// A recorded request, and what it was made from.
#[derive(Clone, Copy)]
pub(crate) struct RecordedCall<'r> {
    pub(crate) description: &'r Description,
    pub(crate) operation: &'r Operation,
    pub(crate) call: &'r Call,
    pub(crate) request: &'r Request,
}

impl RecordedCall<'_> {
    /// Returns the changed requests. A strict server also refuses names that a schema allows, but
    /// does not describe.
    pub(crate) fn mutations(self, is_strict: bool) -> Vec<Mutation> {
        if self.shares_path() {
            return Vec::new();
        }
        let mut mutator = Mutator {
            recorded: self,
            is_strict,
            mutations: Vec::new(),
        };
        mutator.change_credentials();
        mutator.change_target();
        for (index, value) in &self.call.parameters {
            if let Some(parameter) = self.operation.parameters.get(*index) {
                mutator.remove_parameter(parameter);
                mutator.change_parameter(parameter, value);
            }
        }
        mutator.change_body();
        mutator.mutations
    }

    /// Returns whether other operations have the same method and path, and no parameter tells them
    /// apart. The fragment of such a path is no parameter: `/verify#overload=person`.
    pub(crate) fn shares_path(&self) -> bool {
        let mut parameters = self.operation.parameters.iter();
        self.operation.path.contains('#')
            && !parameters.any(|parameter| self.tells_apart(parameter))
    }

    /// Returns whether operations of one path differ by the value of a parameter, which is in the
    /// fragment of the path: `/#X-Amz-Target=AddTag`.
    fn tells_apart(&self, parameter: &Parameter) -> bool {
        let (_, fragment) = self.operation.path.split_once('#').unwrap_or_default();
        fragment.split('=').next() == Some(parameter.name.as_str())
    }

    /// Returns the schemes of each alternative of the credentials.
    fn alternatives(&self) -> Vec<Vec<&Scheme>> {
        let schemes = &self.description.schemes;
        let named = |name: &String| {
            let scheme = schemes.iter().find(|(own, _)| own == name)?.1.as_ref()?;
            (*scheme != Scheme::Silent).then_some(scheme)
        };
        let alternatives = self.operation.security.iter();
        alternatives
            .map(|names| names.iter().filter_map(named).collect())
            .collect()
    }

    /// Returns whether a query may have any names, as those of an object's properties.
    fn takes_any_name(&self) -> bool {
        let sent = |parameter: &Parameter| {
            let mut values = self.call.parameters.iter();
            values.any(|(index, value)| {
                let own = self.operation.parameters.get(*index);
                value.is_object() && own.is_some_and(|own| own.key() == parameter.key())
            })
        };
        let mut parameters = self.operation.parameters.iter();
        parameters.any(|parameter| {
            let is_object = |value: Value| self.allows(parameter, &json!({ NONSENSE: value }));
            parameter.location == Location::Query
                && parameter.explode
                && (sent(parameter) || is_object("1".into()) || is_object(1.into()))
        })
    }

    fn allows(&self, parameter: &Parameter, value: &Value) -> bool {
        self.description.accepts(parameter.schema.as_ref(), value)
    }

    /// Returns whether another operation may have the path, if one of its parameters has another
    /// value.
    fn is_path_ambiguous(&self) -> bool {
        let same_method = |operation: &&Operation| {
            operation.method == self.operation.method && operation.path != self.operation.path
        };
        let mut others = self.description.operations.iter().filter(same_method);
        others.any(|other| {
            let own = self.operation.path.split('/');
            let count = own.clone().count();
            other.path.split('/').count() == count
                && own
                    .zip(other.path.split('/'))
                    .all(|(own, other)| own == other || own.contains('{') || other.contains('{'))
        })
    }
}

struct Mutator<'m> {
    recorded: RecordedCall<'m>,
    is_strict: bool,
    mutations: Vec<Mutation>,
}

impl Mutator<'_> {
    fn add(
        &mut self,
        kind: MutationKind,
        statuses: &'static [u64],
        reason: &str,
        change: impl FnOnce(&mut Request),
    ) {
        let mut request = self.recorded.request.clone();
        change(&mut request);
        self.mutations.push(Mutation {
            kind,
            request,
            statuses,
            reason: reason.to_owned(),
        });
    }

    fn change_credentials(&mut self) {
        const STATUSES: &[u64] = &[401];
        let recorded = self.recorded;
        let alternatives = recorded.alternatives();
        if !recorded.description.requires_credentials
            || alternatives.is_empty()
            || alternatives.iter().any(Vec::is_empty)
        {
            return;
        }
        let schemes = recorded.description.schemes.iter();
        let schemes: Vec<&Scheme> = schemes.filter_map(|(_, scheme)| scheme.as_ref()).collect();
        self.add(
            MutationKind::NoCredentials,
            STATUSES,
            "credentials",
            |request| {
                for scheme in schemes {
                    match scheme {
                        Scheme::Key(location, name) => remove(request, *location, name),
                        _ => remove(request, Location::Header, "authorization"),
                    };
                }
            },
        );
        let has_prefix = |scheme: &&Scheme| matches!(scheme, Scheme::Basic | Scheme::Bearer);
        let is_whole_header = |scheme: &&Scheme| match scheme {
            Scheme::Other => true,
            Scheme::Key(location, name) => {
                *location == Location::Header && name.eq_ignore_ascii_case("authorization")
            }
            _ => false,
        };
        let all_have_prefix = alternatives
            .iter()
            .all(|schemes| schemes.iter().any(has_prefix) && !schemes.iter().any(is_whole_header));
        if all_have_prefix {
            self.add(
                MutationKind::UnknownCredentials,
                STATUSES,
                "credentials",
                |request| {
                    remove(request, Location::Header, "authorization");
                    let header = ("authorization".to_owned(), NONSENSE.to_owned());
                    request.headers.push(header);
                },
            );
        }
    }

    fn change_target(&mut self) {
        self.add(MutationKind::UnknownMethod, &[404, 405], "", |request| {
            request.method = "LINK".to_owned();
        });
        self.add(
            MutationKind::InvalidEncoding,
            &[400],
            "percent-encoding",
            |request| add_pair(request, "a=%ff"),
        );
        if self.is_strict && !self.recorded.takes_any_name() {
            self.add(
                MutationKind::UnknownParameter,
                &[400],
                NONSENSE,
                |request| {
                    add_pair(request, &format!("{NONSENSE}=1"));
                },
            );
        }
    }

    fn remove_parameter(&mut self, parameter: &Parameter) {
        let mut request = self.recorded.request.clone();
        let is_removed = remove(&mut request, parameter.location, &parameter.name);
        if is_removed && parameter.required {
            self.mutations.push(Mutation {
                kind: MutationKind::MissingParameter,
                request,
                // The parameter may also be a credential.
                statuses: &[400, 401],
                reason: String::new(),
            });
        }
    }

    /// Gives a parameter a text that its schema does not allow, however a server reads it.
    fn change_parameter(&mut self, parameter: &Parameter, value: &Value) {
        let recorded = self.recorded;
        let readings = [
            NONSENSE.into(),
            json!([NONSENSE]),
            json!({ NONSENSE: "" }),
            json!({ NONSENSE: true }),
        ];
        let is_allowed = readings
            .iter()
            .any(|reading| recorded.allows(parameter, reading));
        let has_text = !value.is_array() && !value.is_object() && parameter.style != Style::Json;
        if is_allowed || !has_text {
            return;
        }
        let mut request = recorded.request.clone();
        let is_changed = match parameter.location {
            Location::Query => {
                replace_in_query(&mut request, parameter);
                true
            }
            Location::Header => {
                let is_removed = remove(&mut request, Location::Header, &parameter.name);
                let header = (parameter.name.to_lowercase(), NONSENSE.to_owned());
                request.headers.push(header);
                is_removed
            }
            Location::Path if parameter.style == Style::Simple && !recorded.is_path_ambiguous() => {
                let path = &recorded.operation.path;
                replace_in_path(&mut request, path, &parameter.name)
            }
            _ => false,
        };
        // The reason may be that of any operation of the path.
        let reason = if recorded.tells_apart(parameter) {
            String::new()
        } else {
            parameter.name.clone()
        };
        if is_changed && request != *recorded.request {
            self.mutations.push(Mutation {
                kind: MutationKind::WrongParameter,
                request,
                statuses: &[400],
                reason,
            });
        }
    }

    fn change_body(&mut self) {
        let recorded = self.recorded;
        let request = recorded.request;
        let described = recorded.operation.body.as_ref();
        let sent = recorded.call.body.as_ref();
        let content = sent.and_then(|(index, _)| described?.contents.get(*index));
        let (Some(described), Some(content)) = (described, content) else {
            return;
        };
        if request.all("content-type") != ["application/json"] || request.body.is_empty() {
            return;
        }
        let mut contents = described.contents.iter();
        if !contents.any(|content| content.media_type.contains('*')) {
            self.add(
                MutationKind::UnknownMediaType,
                &[415],
                NONSENSE,
                |request| {
                    remove(request, Location::Header, "content-type");
                    let media_type = format!("application/{NONSENSE}");
                    let header = ("content-type".to_owned(), media_type);
                    request.headers.push(header);
                },
            );
        }
        let mut cut = request.body.clone();
        cut.pop();
        if !cut.is_empty() && serde_json::from_slice::<Value>(&cut).is_err() {
            self.add(MutationKind::InvalidJson, &[400], "not JSON", |request| {
                request.body = cut;
            });
        }
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        let schema = content.schema.as_ref();
        let Value::Object(members) = &body else {
            return;
        };
        if !recorded.description.accepts(schema, &body) {
            return;
        }
        let lists_all = schema.is_some_and(|schema| recorded.description.lists_properties(schema));
        let is_union = schema.is_some_and(|schema| recorded.description.is_union(schema));
        let with = |name: &str, value: Value| {
            let mut members = members.clone();
            members.insert(name.to_owned(), value);
            members
        };
        if self.is_strict && lists_all {
            let other = Value::Object(with(NONSENSE, json!({ NONSENSE: [] })));
            self.add(MutationKind::UnknownProperty, &[400], NONSENSE, |request| {
                request.body = other.to_string().into_bytes();
            });
        }
        for (name, value) in members {
            let is_listed =
                schema.is_some_and(|schema| recorded.description.requires(schema, name));
            let mut fewer = members.clone();
            fewer.remove(name);
            let reason = if is_listed { name } else { "body" };
            self.add_body(MutationKind::MissingProperty, reason, fewer);
            // The reason is that of one member of a union, which may be another property.
            let reason = if is_union {
                "body".to_owned()
            } else {
                format!("body.{name}")
            };
            let other = with(name, json!({ NONSENSE: [[]] }));
            self.add_body(MutationKind::WrongType, &reason, other);
            if value.is_string() {
                let other = with(name, NONSENSE.into());
                self.add_body(MutationKind::UnlistedText, &reason, other);
            }
        }
    }

    /// Adds a changed body, unless the schema allows it.
    fn add_body(&mut self, kind: MutationKind, reason: &str, members: Map<String, Value>) {
        let recorded = self.recorded;
        let body = Value::Object(members);
        let sent = recorded.call.body.as_ref();
        let content = sent.and_then(|(index, _)| {
            let described = recorded.operation.body.as_ref()?;
            described.contents.get(*index)
        });
        let schema = content.and_then(|content| content.schema.as_ref());
        if !recorded.description.accepts(schema, &body) {
            self.add(kind, &[400], reason, |request| {
                request.body = body.to_string().into_bytes();
            });
        }
    }
}

/// Removes a parameter, and returns whether it was there. A path has no parameters to remove.
fn remove(request: &mut Request, location: Location, name: &str) -> bool {
    match location {
        Location::Query => {
            let (path, query) = path_and_query(&request.target);
            let pairs: Vec<&str> = query.split('&').collect();
            let others: Vec<&str> = without(&pairs, name);
            let is_removed = others.len() < pairs.len();
            if is_removed {
                request.target = format!("{path}?{}", others.join("&"));
            }
            is_removed
        }
        Location::Header => {
            let count = request.headers.len();
            request
                .headers
                .retain(|(own, _)| !own.eq_ignore_ascii_case(name));
            request.headers.len() < count
        }
        Location::Cookie => {
            let mut is_removed = false;
            let cookies = request.headers.iter_mut();
            for (_, value) in cookies.filter(|(own, _)| own == "cookie") {
                let pairs: Vec<&str> = value.split("; ").collect();
                let others = without(&pairs, name);
                is_removed |= others.len() < pairs.len();
                *value = others.join("; ");
            }
            is_removed
        }
        Location::Path | Location::Part => false,
    }
}

/// Returns the pairs with other names, of which those of properties begin with `name[`.
fn without<'p>(pairs: &[&'p str], name: &str) -> Vec<&'p str> {
    let mut others = pairs.to_vec();
    others.retain(|pair| {
        let own = pair_name(pair);
        let after = own.strip_prefix(name);
        !after.is_some_and(|after| after.is_empty() || after.starts_with('['))
    });
    others
}

fn pair_name(pair: &str) -> Cow<'_, str> {
    let name = pair.split('=').next().unwrap_or_default();
    percent_decoded(name).map_or(Cow::Borrowed(name), Cow::Owned)
}

fn path_and_query(target: &str) -> (&str, &str) {
    target.split_once('?').unwrap_or((target, ""))
}

fn add_pair(request: &mut Request, pair: &str) {
    let separator = if request.target.contains('?') {
        '&'
    } else {
        '?'
    };
    request.target.push(separator);
    request.target.push_str(pair);
}

fn replace_in_query(request: &mut Request, parameter: &Parameter) {
    let (path, query) = path_and_query(&request.target);
    let pairs = query.split('&').map(|pair| match pair.split_once('=') {
        Some((name, _)) if pair_name(pair) == parameter.name => {
            Cow::Owned(format!("{name}={NONSENSE}"))
        }
        _ => Cow::Borrowed(pair),
    });
    let pairs: Vec<Cow<'_, str>> = pairs.collect();
    request.target = format!("{path}?{}", pairs.join("&"));
}

/// Replaces the segment that a parameter fills; returns whether there is one.
fn replace_in_path(request: &mut Request, template: &str, name: &str) -> bool {
    let (path, query) = path_and_query(&request.target);
    let own: Vec<&str> = path_and_query(template).0.split('/').collect();
    let mut segments: Vec<&str> = path.split('/').collect();
    // The path of the server precedes the template, which begins with `/`.
    let filled = own
        .iter()
        .position(|segment| *segment == format!("{{{name}}}"));
    let place = filled.and_then(|filled| (segments.len() + filled).checked_sub(own.len()));
    let Some(segment) = place.and_then(|place| segments.get_mut(place)) else {
        return false;
    };
    *segment = NONSENSE;
    let changed = segments.join("/");
    request.target = match query {
        "" => changed,
        query => format!("{changed}?{query}"),
    };
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refusal_has_the_status_and_the_reason() {
        let mutation = Mutation {
            kind: MutationKind::WrongParameter,
            request: Request::default(),
            statuses: &[400],
            reason: "petId".to_owned(),
        };
        assert!(mutation.is_refused_by(400, "`pet_id` is a string"));
        assert!(!mutation.is_refused_by(400, "`name` is a string"));
        assert!(!mutation.is_refused_by(200, "`pet_id` is a string"));
    }

    #[test]
    fn parameters_are_removed_and_replaced() {
        let request = Request {
            method: "GET".to_owned(),
            target: "/v1/a/7/b?a%20b=1&c[d]=2&e=3".to_owned(),
            headers: vec![("cookie".to_owned(), "f=4; g=5".to_owned())],
            body: Vec::new(),
        };
        for (location, name, target, cookie) in [
            (Location::Query, "a b", "/v1/a/7/b?c[d]=2&e=3", "f=4; g=5"),
            (Location::Query, "c", "/v1/a/7/b?a%20b=1&e=3", "f=4; g=5"),
            (Location::Cookie, "f", "/v1/a/7/b?a%20b=1&c[d]=2&e=3", "g=5"),
        ] {
            let mut changed = request.clone();
            assert!(remove(&mut changed, location, name));
            assert_eq!(changed.target, target);
            assert_eq!(changed.all("cookie"), [cookie]);
            assert!(!remove(&mut changed, location, name));
        }
        let mut changed = request;
        assert!(replace_in_path(&mut changed, "/a/{id}/b", "id"));
        assert_eq!(changed.target, "/v1/a/nonsense/b?a%20b=1&c[d]=2&e=3");
        assert!(!replace_in_path(&mut changed, "/a/{id}/b", "other"));
    }
}

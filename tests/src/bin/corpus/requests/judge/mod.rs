//! Judges whether a request contains exactly what was passed in, at the right locations.

mod body;
mod credentials;
mod passed;
mod path;
mod reading;
mod style;
mod xml;

use serde_json::Value;

use self::reading::Reading;
use self::style::{Coded, Written, split_pairs};
use super::raw::{Location, Parameter, Scheme, Style};
use super::recorder::Request;

pub(crate) use self::passed::Passed;
pub(crate) use self::style::{percent_decoded, visible_value};

/// Facts of the description that all operations share.
pub(crate) struct Shared<'s> {
    /// Scheme and host of the server; its path, with or without a trailing slash.
    pub(crate) server: (Option<&'s str>, &'s str),
    pub(crate) schemes: &'s [(String, Option<Scheme>)],
}

/// The header in which the program passes the original host of a request.
const HOST: &str = "x-corpus-host";

/// Headers that HTTP itself sets or allows in every request.
const USUAL: [&str; 8] = [
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
    "transfer-encoding",
    "user-agent",
];

/// Returns the differences between the request and what was passed in.
pub(crate) fn judge_request(
    request: &Request,
    passed: &Passed<'_>,
    shared: &Shared<'_>,
) -> Vec<String> {
    let (path, query) = request
        .target
        .split_once('?')
        .unwrap_or((&request.target, ""));
    let mut reading = Reading {
        request,
        query: split_pairs(query, "&"),
        cookies: request
            .all("cookie")
            .into_iter()
            .flat_map(|cookies| split_pairs(cookies, "; "))
            .collect(),
        headers: request
            .headers
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect(),
        differences: Vec::new(),
    };
    reading.headers.retain(|(name, _)| *name != "cookie");
    reading.method(passed);
    reading.host(shared);
    reading.path(path, passed, shared);
    passed
        .parameters
        .iter()
        .for_each(|(parameter, value)| reading.parameter(parameter, value));
    let outcome = credentials::check_credentials(&mut reading, passed, shared.schemes);
    reading.note("credentials", outcome);
    let outcome = body::check_body(request, passed);
    reading.note("body", outcome);
    reading.rest();
    reading.differences
}

impl Reading<'_> {
    fn method(&mut self, passed: &Passed<'_>) {
        let (arrived, expected) = (&self.request.method, &passed.operation.method);
        if arrived != expected {
            self.differences
                .push(format!("method: {arrived} arrived, expected {expected}"));
        }
    }

    /// Checks the host to which the request was sent before the program redirected it to the
    /// recorder.
    fn host(&mut self, shared: &Shared<'_>) {
        let arrived = self.request.all(HOST);
        self.headers.retain(|(name, _)| *name != HOST);
        if arrived.first().copied() != shared.server.0 {
            self.differences.push(format!(
                "server: sent to {arrived:?}, expected {:?}",
                shared.server.0
            ));
        }
    }

    /// Checks the path, and the query that the template may contain.
    fn path(&mut self, path: &str, passed: &Passed<'_>, shared: &Shared<'_>) {
        // The fragment is not part of the request URL.
        let template = passed.operation.path.split('#').next().unwrap_or_default();
        let (template, fixed) = template.split_once('?').unwrap_or((template, ""));
        let template = format!(
            "{}/{}",
            shared.server.1.trim_end_matches('/'),
            template.trim_start_matches('/')
        );
        let values: Vec<(&Parameter, &Value)> = passed
            .parameters
            .iter()
            .filter(|(known, _)| known.location == Location::Path)
            .copied()
            .collect();
        let outcome = path::check_path(path, &template, &values);
        self.note("path", outcome);
        for (name, value) in split_pairs(fixed, "&") {
            let written = Written {
                name: &name,
                style: Style::Form,
                explode: true,
            };
            // A value in the query of the template may itself be a parameter.
            let place = value
                .strip_prefix('{')
                .and_then(|value| value.strip_suffix('}'));
            let filled =
                place.and_then(|place| values.iter().find(|(known, _)| known.name == place));
            let value = filled.map_or(Value::String(value.clone()), |(_, value)| (*value).clone());
            let outcome =
                style::check_styled_pairs(&mut self.query, written, Coded::Percent, &value);
            self.note("query of the path", outcome);
        }
    }

    fn parameter(&mut self, parameter: &Parameter, value: &Value) {
        let written = Written {
            name: &parameter.name,
            style: parameter.style,
            explode: parameter.explode,
        };
        let outcome = match parameter.location {
            Location::Path | Location::Part => return,
            Location::Query => {
                style::check_styled_pairs(&mut self.query, written, Coded::Percent, value)
            }
            Location::Cookie => {
                style::check_styled_pairs(&mut self.cookies, written, Coded::Percent, value)
            }
            Location::Header => self.header(written, value),
        };
        self.note(&parameter.key(), outcome);
    }

    fn header(&mut self, written: Written<'_>, value: &Value) -> Result<(), String> {
        let name = written.name.to_ascii_lowercase();
        let lines = self.request.all(&name);
        self.headers.retain(|(known, _)| *known != name);
        // JSON can represent values that a style cannot.
        let is_there = if written.style == Style::Json {
            !value.is_null()
        } else {
            visible_value(value).is_some()
        };
        match (is_there, lines.as_slice()) {
            (false, []) => Ok(()),
            (true, [line]) => style::check_styled_text(line, written, Coded::Plain, value),
            (_, lines) => Err(format!("it is there {} times", lines.len())),
        }
    }

    /// Reports everything that was not passed in.
    fn rest(&mut self) {
        let query = self
            .query
            .iter()
            .map(|(name, value)| format!("query: `{name}={value}` was not passed in"));
        let cookies = self
            .cookies
            .iter()
            .map(|(name, value)| format!("cookie: `{name}={value}` was not passed in"));
        let headers = self
            .headers
            .iter()
            .filter(|(name, _)| !USUAL.contains(name));
        let headers =
            headers.map(|(name, value)| format!("header: `{name}: {value}` was not passed in"));
        let rest: Vec<String> = query.chain(cookies).chain(headers).collect();
        self.differences.extend(rest);
    }
}

#[cfg(test)]
mod tests {
    use sdkwright::source::Document;
    use serde_json::json;

    use super::super::raw::Raw;
    use super::*;

    const DESCRIPTION: &str = r##"{
        "openapi": "3.0.3", "info": { "title": "t", "version": "1" },
        "servers": [{ "url": "https://a.example/{v}/", "variables": { "v": { "default": "v1" } } }],
        "security": [{ "key": [] }, { "token": [], "cookie": [] }],
        "paths": { "/a/{id}": { "post": {
            "parameters": [
                { "name": "id", "in": "path", "required": true, "schema": { "type": "string" } },
                { "name": "q", "in": "query", "schema": { "type": "string" } },
                { "name": "X-H", "in": "header", "schema": { "type": "integer" } },
                { "name": "c", "in": "cookie", "schema": { "type": "string" } }
            ],
            "requestBody": { "required": true, "content": { "application/json": {} } },
            "responses": { "204": { "description": "fine" } }
        } } },
        "components": { "securitySchemes": {
            "key": { "type": "apiKey", "in": "query", "name": "k" },
            "token": { "type": "http", "scheme": "bearer" },
            "cookie": { "type": "apiKey", "in": "cookie", "name": "s" }
        } }
    }"##;

    fn differences(
        credentials: &[(&str, &str)],
        target: &str,
        lines: &[(&str, &str)],
        body: &str,
    ) -> Vec<String> {
        let (document, _) = Document::from_text("a.json", DESCRIPTION.to_owned()).unwrap();
        let raw = Raw {
            document: &document,
        };
        let (operations, schemes, server) = (raw.operations(), raw.schemes(), raw.server());
        let operation = &operations[0];
        let values = [json!("x/y"), json!("a b"), json!(7), json!("d")];
        let value = json!({ "b": [1] });
        let credentials: Vec<(String, String)> = credentials
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        let passed = Passed {
            operation,
            parameters: operation.parameters.iter().zip(&values).collect(),
            body: operation
                .body
                .as_ref()
                .map(|body| (&body.contents[0], &value)),
            is_verbatim: false,
            xml: None,
            xml_parts: Vec::new(),
            credentials: &credentials,
        };
        let mut headers = vec![
            ("host", "h"),
            ("content-type", "application/json"),
            ("accept", "*/*"),
        ];
        headers.extend(lines);
        let headers = headers
            .into_iter()
            .map(|(name, value)| (name.to_owned(), value.to_owned()));
        let arrived = Request {
            method: "POST".to_owned(),
            target: target.to_owned(),
            headers: headers.collect(),
            body: body.as_bytes().to_vec(),
        };
        judge_request(
            &arrived,
            &passed,
            &Shared {
                server: (None, &server.path),
                schemes: &schemes,
            },
        )
    }

    const BODY: &str = r#"{ "b": [1.0] }"#;

    #[test]
    fn requests_must_contain_exactly_what_was_passed() {
        let header = [("x-h", "7"), ("cookie", "c=d")];
        let key = [("key", "s&t")];
        let target = "/v1/a/x%2Fy?q=a%20b&k=s%26t";
        assert_eq!(
            differences(&key, target, &header, BODY),
            Vec::<String>::new()
        );
        for (target, header, body) in [
            ("/v1//a/x%2Fy?q=a%20b&k=s%26t", header.as_slice(), BODY),
            ("/a/x%2Fy?q=a%20b&k=s%26t", &header, BODY),
            ("/v1/a/x/y?q=a%20b&k=s%26t", &header, BODY),
            ("/v1/a/x%2Fy?q=a&k=s%26t", &header, BODY),
            ("/v1/a/x%2Fy?k=s%26t", &header, BODY),
            ("/v1/a/x%2Fy?q=a%20b&q=a%20b&k=s%26t", &header, BODY),
            ("/v1/a/x%2Fy?q=a%20b&k=s%26t&z=1", &header, BODY),
            ("/v1/a/x%2Fy?q=a%20b", &header, BODY),
            ("/v1/a/x%2Fy?q=a%20b&k=s", &header, BODY),
            (target, &[("x-h", "7")], BODY),
            (target, &[("cookie", "c=d")], BODY),
            (target, &[("x-h", "8"), ("cookie", "c=d")], BODY),
            (
                target,
                &[("x-h", "7"), ("x-h", "7"), ("cookie", "c=d")],
                BODY,
            ),
            (
                target,
                &[("x-h", "7"), ("cookie", "c=d"), ("x-i", "7")],
                BODY,
            ),
            (target, &[("x-h", "7"), ("cookie", "c=d; e=f")], BODY),
            (
                target,
                &[
                    ("x-h", "7"),
                    ("cookie", "c=d"),
                    ("authorization", "Bearer t"),
                ],
                BODY,
            ),
            (target, &header, "{}"),
            (target, &header, ""),
        ] {
            assert_ne!(
                differences(&key, target, header, body),
                Vec::<String>::new(),
                "{target} {header:?} {body}"
            );
        }
    }

    #[test]
    fn credentials_of_exactly_one_alternative() {
        let all = [("key", "k1"), ("token", "t1"), ("cookie", "s1")];
        let bare = [("x-h", "7"), ("cookie", "c=d")];
        let both = [
            ("x-h", "7"),
            ("cookie", "c=d; s=s1"),
            ("authorization", "Bearer t1"),
        ];
        let half = [
            ("x-h", "7"),
            ("cookie", "c=d"),
            ("authorization", "Bearer t1"),
        ];
        let (with_key, without) = ("/v1/a/x%2Fy?q=a%20b&k=k1", "/v1/a/x%2Fy?q=a%20b");
        for (given, target, header, is_fine) in [
            (all.as_slice(), with_key, bare.as_slice(), true),
            (&all, without, &both, true),
            (&all, with_key, &both, false),
            (&all, without, &bare, false),
            (&all, without, &half, false),
            (&all[1..], without, &both, true),
            (&all[1..], with_key, &bare, false),
            (&all[1..2], without, &bare, true),
            (&all[1..2], without, &half, false),
        ] {
            let differences = differences(given, target, header, BODY);
            assert_eq!(
                differences.is_empty(),
                is_fine,
                "{given:?} {target} {header:?}: {differences:?}"
            );
        }
    }
}

//! A request as a command of `curl`, in which environment variables stand for credentials.

use http::header::{CONTENT_TYPE, HeaderMap, HeaderValue, USER_AGENT};
use serde_json::Value;
use serde_json::value::RawValue;

use super::arguments::Arguments;
use super::{Failure, Program};
use crate::runtime::api::{Api, Scheme, SchemeKind};
use crate::runtime::auth::choose_alternative;
use crate::runtime::catalog::{BODY_ARGUMENT, Entry, ValueRequest};
use crate::runtime::catalog_check::plain_text;
use crate::runtime::client::Client;
use crate::runtime::outgoing::Outgoing;
use crate::runtime::redact::{REDACTED, is_secret, redact_json, redact_url};

/// Returns the request as a command, with the credentials that `client` would send. `arguments` are
/// those of the request.
pub(super) fn command(
    program: &Program,
    client: &Client,
    entry: &Entry,
    request: ValueRequest,
    arguments: &Arguments,
    is_anonymous: bool,
) -> Result<String, Failure> {
    let request = request.anonymous().into_call().plan()?.request;
    // Variables are expanded in double quotes only, and the URL has no others than those below.
    let mut url = redact_url(program.api, &request.url)
        .replace(['"', '`', '\\'], "")
        .replace('$', "\\$");
    let mut lines = vec![format!("curl --request {}", request.method)];
    let security = entry.operation.security;
    let alternative = if is_anonymous {
        None
    } else {
        choose_alternative(program.api, &client.0.credentials, security, &|_| false)
            .ok()
            .or_else(|| security.first().copied())
    };
    let schemes = alternative.into_iter().flatten().filter_map(|name| {
        let mut schemes = program.api.schemes.iter();
        schemes.find(|scheme| scheme.name == *name)
    });
    for scheme in schemes {
        match credential(scheme) {
            Credential::Flag(flag) => lines.push(flag),
            Credential::Query(pair) => {
                url.push(if url.contains('?') { '&' } else { '?' });
                url.push_str(&pair);
            }
        }
    }
    let form_flags = form_flags(program.api, arguments);
    for (name, value) in &request.headers {
        // `curl` chooses the boundary of a form.
        let is_of_form = name == CONTENT_TYPE && !form_flags.is_empty();
        if name != USER_AGENT && !is_of_form {
            let value = match is_secret(program.api, name.as_str()) {
                true => REDACTED.into(),
                false => String::from_utf8_lossy(value.as_bytes()),
            };
            lines.push(format!("--header {}", quoted(&format!("{name}: {value}"))));
        }
    }
    if form_flags.is_empty()
        && let Some(body) = &request.body
    {
        lines.push(format!(
            "--data-binary {}",
            data(program.api, body, &request.headers, arguments)
        ));
    }
    lines.extend(form_flags);
    lines.push(format!("\"{url}\""));
    Ok(format!("{}\n", lines.join(" \\\n  ")))
}

/// Returns the data of a body that is no form: a file, or the text of the body.
fn data(api: &Api, body: &Outgoing, headers: &HeaderMap, arguments: &Arguments) -> String {
    if let Some(file) = arguments.files.first() {
        return quoted(&format!("@{}", file.path));
    }
    let bytes = body.bytes().map(|bytes| String::from_utf8_lossy(bytes));
    let text = bytes.unwrap_or_default();
    let media_type = headers.get(CONTENT_TYPE).map(HeaderValue::as_bytes);
    if media_type.is_some_and(|text| text.starts_with(b"application/x-www-form-urlencoded")) {
        return quoted(redact_url(api, &format!("?{text}")).trim_start_matches('?'));
    }
    // A body may be several JSON values, each on a line.
    let shown_json = |json: &str| match serde_json::from_str::<Value>(json) {
        Ok(mut value) => {
            redact_json(api, &mut value);
            value.to_string()
        }
        Err(_) => json.to_owned(),
    };
    if serde_json::from_str::<&RawValue>(&text).is_ok() {
        return quoted(&shown_json(&text));
    }
    let lines: Vec<String> = text.split('\n').map(shown_json).collect();
    quoted(&lines.join("\n"))
}

/// Returns a flag for each part of a multipart body with files; none for any other body.
fn form_flags(api: &Api, arguments: &Arguments) -> Vec<String> {
    let files = arguments.files.iter();
    let mut flags: Vec<String> = files
        .filter(|file| file.property != BODY_ARGUMENT)
        .map(|file| {
            let path = form_quoted(&file.path);
            format!("--form {}", quoted(&format!("{}=@{path}", file.property)))
        })
        .collect();
    if flags.is_empty() {
        return flags;
    }
    let mut body = arguments.values.get(BODY_ARGUMENT).cloned();
    if let Some(body) = &mut body {
        redact_json(api, body);
    }
    let members = body.as_ref().and_then(Value::as_object);
    for (name, value) in members.into_iter().flatten() {
        let items = match value {
            Value::Array(items) => items.as_slice(),
            value => std::slice::from_ref(value),
        };
        flags.extend(items.iter().map(|item| {
            let text = plain_text(item);
            if item.is_object() || item.is_array() {
                let part = format!("{name}={};type=application/json", form_quoted(&text));
                format!("--form {}", quoted(&part))
            } else {
                format!("--form-string {}", quoted(&format!("{name}={text}")))
            }
        }));
    }
    flags
}

/// Quotes a text inside of `--form`, where commas and semicolons separate.
fn form_quoted(text: &str) -> String {
    if text.contains([',', ';', '"']) {
        format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""))
    } else {
        text.to_owned()
    }
}

enum Credential {
    Flag(String),
    Query(String),
}

/// Returns how a credential is sent, with the name of its environment variable.
fn credential(scheme: &Scheme) -> Credential {
    let variable = match scheme.env {
        [name, ..] => format!("${name}"),
        [] => format!(
            "${}",
            scheme
                .name
                .to_uppercase()
                .replace(|c: char| !c.is_alphanumeric(), "_")
        ),
    };
    let header = |name: &str, prefix: &str| {
        Credential::Flag(format!("--header \"{name}: {prefix}{variable}\""))
    };
    match scheme.kind {
        SchemeKind::Bearer | SchemeKind::OAuth2 { .. } => header("authorization", "Bearer "),
        SchemeKind::Basic => Credential::Flag(match scheme.env {
            [user, password, ..] => format!("--user \"${user}:${password}\""),
            _ => format!("--user \"{variable}\""),
        }),
        SchemeKind::Header(name) => header(name, ""),
        SchemeKind::Prefixed(name, prefix) => header(name, prefix),
        SchemeKind::Query(name) => Credential::Query(format!("{name}={variable}")),
        SchemeKind::Cookie(name) => Credential::Flag(format!("--cookie \"{name}={variable}\"")),
    }
}

/// Quotes a text for a POSIX shell.
pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

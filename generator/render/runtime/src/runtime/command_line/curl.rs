//! A request as a command of `curl`, in which environment variables stand for credentials.

use serde_json::Value;

use super::{Failure, Program};
use crate::runtime::api::{Scheme, SchemeKind};
use crate::runtime::catalog::{Entry, ValueRequest};
use crate::runtime::redact::{redact_json, redact_url};

/// Returns the request as a command.
pub(super) fn command(
    program: &Program,
    entry: &Entry,
    request: ValueRequest,
    is_anonymous: bool,
) -> Result<String, Failure> {
    let request = request.anonymous().into_call().plan()?.request;
    let mut url = redact_url(program.api, &request.url);
    let mut lines = vec![format!("curl --request {}", request.method)];
    let first_alternative = entry
        .operation
        .security
        .first()
        .copied()
        .filter(|_| !is_anonymous)
        .unwrap_or_default();
    let schemes = first_alternative.iter().filter_map(|name| {
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
    for (name, value) in &request.headers {
        if name != http::header::USER_AGENT {
            let value = String::from_utf8_lossy(value.as_bytes());
            lines.push(format!("--header {}", quoted(&format!("{name}: {value}"))));
        }
    }
    if let Some(body) = &request.body {
        lines.push(match body.bytes().map(|bytes| std::str::from_utf8(bytes)) {
            Some(Ok(text)) => {
                let text = match serde_json::from_str::<Value>(text) {
                    Ok(mut value) => {
                        redact_json(program.api, &mut value);
                        value.to_string()
                    }
                    Err(_) => text.to_owned(),
                };
                format!("--data-binary {}", quoted(&text))
            }
            _ => "--data-binary @-".to_owned(),
        });
    }
    // Variables are expanded in double quotes only.
    lines.push(format!("\"{}\"", url.replace(['"', '`', '\\'], "")));
    Ok(format!("{}\n", lines.join(" \\\n  ")))
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

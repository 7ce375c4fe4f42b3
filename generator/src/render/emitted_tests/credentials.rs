//! Credentials in tests: the values that a client gets, and how its requests send them.

use crate::model::{SchemeKind, SecurityScheme, is_token};
use crate::render::context::Context;

/// The credential of a scheme in tests; user name and password for `Basic`.
pub(super) fn credential(scheme: &SecurityScheme) -> Vec<String> {
    match scheme.kind {
        SchemeKind::Basic => vec!["user".to_owned(), "password".to_owned()],
        _ => vec![format!("test-{}", scheme.rust.replace('_', "-"))],
    }
}

type Pairs = Vec<(String, String)>;

/// The query parameters and headers with the credentials of these schemes; headers of other schemes are empty.
pub(super) fn sent(cx: &Context<'_>, names: &[String]) -> (Pairs, Pairs) {
    let (mut query, mut headers) = (Pairs::new(), Pairs::new());
    let all = &cx.api.security_schemes;
    for scheme in names.iter().filter_map(|name| all.iter().find(|scheme| scheme.name == *name)) {
        let value = credential(scheme).concat();
        let header = match &scheme.kind {
            SchemeKind::Bearer => ("authorization".to_owned(), format!("Bearer {value}")),
            // `user:password` in base64.
            SchemeKind::Basic => ("authorization".to_owned(), "Basic dXNlcjpwYXNzd29yZA==".to_owned()),
            SchemeKind::Header(name) if is_token(name) => (name.to_ascii_lowercase(), value),
            SchemeKind::Prefixed { header, prefix } if is_token(header) => {
                (header.to_ascii_lowercase(), format!("{prefix}{value}"))
            }
            // Not a valid name of a header.
            SchemeKind::Header(_) | SchemeKind::Prefixed { .. } => continue,
            SchemeKind::Cookie(name) => ("cookie".to_owned(), format!("{name}={value}")),
            SchemeKind::Query(name) => {
                query.push((name.clone(), value));
                continue;
            }
        };
        push_new(&mut headers, header);
    }
    for scheme in all {
        match &scheme.kind {
            SchemeKind::Bearer | SchemeKind::Basic => {
                push_new(&mut headers, ("authorization".to_owned(), String::new()))
            }
            SchemeKind::Header(name) | SchemeKind::Prefixed { header: name, .. } => {
                push_new(&mut headers, (name.to_ascii_lowercase(), String::new()))
            }
            SchemeKind::Query(_) | SchemeKind::Cookie(_) => {}
        }
    }
    (query, headers)
}

/// Adds a header unless it is present; only cookies are repeated.
fn push_new(headers: &mut Pairs, header: (String, String)) {
    if header.0 == "cookie" || headers.iter().all(|(known, _)| *known != header.0) {
        headers.push(header);
    }
}

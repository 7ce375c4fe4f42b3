//! Credentials in tests: the values that a client gets, and how its requests send them.

use crate::model::{SchemeKind, SecurityScheme, is_header_name};
use crate::render::context::RenderContext;

/// The credential of a scheme in tests; user name and password for `Basic`.
pub(super) fn test_credential(scheme: &SecurityScheme) -> Vec<String> {
    match scheme.kind {
        SchemeKind::Basic => vec!["user".to_owned(), "password".to_owned()],
        _ => vec![format!("test-{}", scheme.rust.replace('_', "-"))],
    }
}

type NameValuePairs = Vec<(String, String)>;

/// The query parameters and headers with the credentials of these schemes; headers of other schemes are empty.
pub(super) fn expected_credentials(
    cx: &RenderContext<'_>,
    names: &[String],
) -> (NameValuePairs, NameValuePairs) {
    let (mut query, mut headers) = (NameValuePairs::new(), NameValuePairs::new());
    let all = &cx.api.security_schemes;
    for scheme in names
        .iter()
        .filter_map(|name| all.iter().find(|scheme| scheme.name == *name))
    {
        let value = test_credential(scheme).concat();
        let header = match &scheme.kind {
            SchemeKind::Bearer => ("authorization".to_owned(), format!("Bearer {value}")),
            // `user:password` in base64.
            SchemeKind::Basic => (
                "authorization".to_owned(),
                "Basic dXNlcjpwYXNzd29yZA==".to_owned(),
            ),
            SchemeKind::Header(name) if is_header_name(name) => (name.to_ascii_lowercase(), value),
            SchemeKind::Prefixed { header, prefix } if is_header_name(header) => {
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
        push_missing_header(&mut headers, header);
    }
    for scheme in all {
        match &scheme.kind {
            SchemeKind::Bearer | SchemeKind::Basic => {
                push_missing_header(&mut headers, ("authorization".to_owned(), String::new()))
            }
            SchemeKind::Header(name) | SchemeKind::Prefixed { header: name, .. } => {
                push_missing_header(&mut headers, (name.to_ascii_lowercase(), String::new()))
            }
            SchemeKind::Query(_) | SchemeKind::Cookie(_) => {}
        }
    }
    (query, headers)
}

/// Adds a header unless it is present; only cookies are repeated.
fn push_missing_header(headers: &mut NameValuePairs, header: (String, String)) {
    if header.0 == "cookie" || headers.iter().all(|(known, _)| *known != header.0) {
        headers.push(header);
    }
}

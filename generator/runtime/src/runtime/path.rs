//! Base URL and path: templates filled so that a value can neither leave its segment nor climb out of it.

use http::Uri;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::error::Fault;
use super::json_path::shortened;

/// The characters to encode in a URL. Percent-encoding in the description is kept, and so is a query in its path.
pub(crate) const LITERAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// Fills a template with encoded values.
///
/// A fragment is not sent, as in any URL: some descriptions use it to distinguish operations of one path.
pub(crate) fn fill(template: &str, values: &[(&'static str, String)]) -> Result<String, Fault> {
    let template = template.split('#').next().unwrap_or_default();
    let mut path = String::with_capacity(template.len() + 64);
    for segment in template.strip_prefix('/').unwrap_or(template).split('/') {
        path.push('/');
        let start = path.len();
        let filled = fill_segment(segment, values, &mut path)?;
        if filled {
            check_segment(path.get(start..).unwrap_or_default(), segment)?;
        }
    }
    Ok(path)
}

/// Returns whether there was a placeholder to fill.
fn fill_segment(segment: &str, values: &[(&'static str, String)], path: &mut String) -> Result<bool, Fault> {
    let mut rest = segment;
    let mut filled = false;
    while let Some((before, (name, after))) =
        rest.split_once('{').and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        path.extend(utf8_percent_encode(before, LITERAL));
        let Some((_, value)) = values.iter().find(|(known, _)| *known == name) else {
            return Err(Fault::request(format!("`{name}` is not given")));
        };
        path.push_str(value);
        filled = true;
        rest = after;
    }
    path.extend(utf8_percent_encode(rest, LITERAL));
    Ok(filled)
}

/// A path that the user wrote.
pub(crate) fn written(path: &str) -> Result<String, Fault> {
    if !path.starts_with('/') {
        return Err(Fault::request("expected a path that begins with `/`"));
    }
    if path.contains(char::is_control) {
        return Err(Fault::request("the path has a control character"));
    }
    for segment in path.split('?').next().unwrap_or_default().split('/') {
        check_segment(segment, segment)?;
    }
    Ok(utf8_percent_encode(path, LITERAL).to_string())
}

/// A path that is not sent, for an error.
pub(crate) fn shown(path: &str) -> String {
    shortened(path.split(['?', '#']).next().unwrap_or_default()).escape_debug().to_string()
}

/// Servers and proxies interpret `.` and `..` as path steps, even if encoded, even twice.
fn check_segment(segment: &str, shown: &str) -> Result<(), Fault> {
    let once = percent_decode_str(segment).decode_utf8_lossy();
    let twice = percent_decode_str(&once).decode_utf8_lossy();
    let fault = |what: &str| Err(Fault::request(format!("`{shown}` would put {what} into the path")));
    if twice.contains(char::is_control) {
        return fault("a control character");
    }
    match twice.split(['/', '\\']).find(|piece| matches!(*piece, "." | "..")) {
        Some(piece) => fault(&format!("`{piece}`")),
        None => Ok(()),
    }
}

/// The server of an operation; one without a host is on that of the client.
pub(crate) fn server(base: &str, server: &str) -> Result<String, Fault> {
    if server.contains("://") {
        return base_url(server);
    }
    let host = base.find("://").map_or(0, |at| at + 3);
    let end = base.get(host..).and_then(|rest| rest.find('/')).map_or(base.len(), |at| host + at);
    base_url(&format!("{}/{}", base.get(..end).unwrap_or(base), server.trim_start_matches('/')))
}

/// A base URL without a trailing slash.
pub(crate) fn base_url(text: &str) -> Result<String, Fault> {
    let text = text.trim();
    let fault = |message: &str| Err(Fault::configuration(format!("base URL: {message}")));
    let Ok(uri) = text.parse::<Uri>() else {
        return fault("expected an absolute URL, as `https://api.example.com/v1`");
    };
    let Some(authority) = uri.authority().filter(|_| matches!(uri.scheme_str(), Some("http" | "https"))) else {
        return fault("expected `http://` or `https://` and a host");
    };
    if authority.as_str().contains('@') {
        return fault("expected no user name or password in it");
    }
    if text.contains(['?', '#']) {
        return fault("expected neither query nor fragment");
    }
    Ok(text.trim_end_matches('/').to_owned())
}

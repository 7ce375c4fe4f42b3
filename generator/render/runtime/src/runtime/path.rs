//! URLs: base URLs, origins, and path templates, whose values cannot leave their segment.

use http::Uri;
use percent_encoding::{AsciiSet, CONTROLS, percent_decode_str, utf8_percent_encode};

use super::json::{LONGEST_NAME, shorten_text};
use super::outcome::Fault;

/// The characters to encode in a URL. Percent-encoding in the description is kept, and so is a
/// query in its path.
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

/// Fills a template with encoded values. The fragment of the template, which distinguishes
/// operations of one path, is not sent.
pub(crate) fn fill_template(
    template: &str,
    values: &[(&'static str, String)],
) -> Result<String, Fault> {
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

/// Fills the placeholders of a segment; returns whether there were any.
fn fill_segment(
    segment: &str,
    values: &[(&'static str, String)],
    path: &mut String,
) -> Result<bool, Fault> {
    let mut remaining = segment;
    let mut filled = false;
    while let Some((before, (name, after))) = remaining
        .split_once('{')
        .and_then(|(before, tail)| Some((before, tail.split_once('}')?)))
    {
        path.extend(utf8_percent_encode(before, LITERAL));
        let Some((_, value)) = values.iter().find(|(key, _)| *key == name) else {
            return Err(Fault::request(format!("`{name}` is not given")));
        };
        path.push_str(value);
        filled = true;
        remaining = after;
    }
    path.extend(utf8_percent_encode(remaining, LITERAL));
    Ok(filled)
}

/// Checks and encodes a path that the user wrote.
pub(crate) fn encode_path(path: &str) -> Result<String, Fault> {
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

/// Returns a path that is not sent, as an error shows it.
pub(crate) fn shown_path(path: &str) -> String {
    shorten_text(
        path.split(['?', '#']).next().unwrap_or_default(),
        LONGEST_NAME,
    )
    .escape_debug()
    .to_string()
}

/// Rejects `.` and `..`: servers and proxies interpret them as path steps, even if encoded once or
/// twice. Some ignore what follows a `;` in a step.
fn check_segment(segment: &str, shown: &str) -> Result<(), Fault> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    if segment.bytes().all(is_plain) {
        return Ok(());
    }
    let once = percent_decode_str(segment).decode_utf8_lossy();
    let twice = percent_decode_str(&once).decode_utf8_lossy();
    if twice.contains(char::is_control) {
        return Err(Fault::request(format!(
            "`{shown}` would put a control character into the path"
        )));
    }
    for piece in twice.split(['/', '\\']) {
        let step = piece.split(';').next().unwrap_or_default();
        if matches!(step, "." | "..") {
            return Err(Fault::request(format!(
                "`{shown}` would put `{step}` into the path"
            )));
        }
    }
    Ok(())
}

/// Returns the base URL of an operation. If `server` has no host, the host of the client is used.
pub(crate) fn server_url(base: &str, server: &str) -> Result<String, Fault> {
    if server.contains("://") {
        return base_url(server);
    }
    let (host, _) = base.split_at(end_of_origin(base));
    base_url(&format!("{host}/{}", server.trim_start_matches('/')))
}

pub(crate) fn base_url(text: &str) -> Result<String, Fault> {
    let text = text.trim();
    let Ok(uri) = text.parse::<Uri>() else {
        return Err(invalid_base_url(
            text,
            "expected an absolute URL, as `https://api.example.com/v1`",
        ));
    };
    let (Some("http" | "https"), Some(authority)) = (uri.scheme_str(), uri.authority()) else {
        return Err(invalid_base_url(
            text,
            "expected `http://` or `https://` and a host",
        ));
    };
    if authority.as_str().contains('@') {
        return Err(invalid_base_url(
            text,
            "expected no user name or password in it",
        ));
    }
    if text.contains(['?', '#']) {
        return Err(invalid_base_url(
            text,
            "expected neither query nor fragment",
        ));
    }
    Ok(text.trim_end_matches('/').to_owned())
}

/// Returns the fault about a base URL, which is not shown if it may have a password.
fn invalid_base_url(text: &str, message: &str) -> Fault {
    let shown = match text {
        "" => String::new(),
        text if text.contains('@') => String::new(),
        text => format!(" `{}`", shown_url(text)),
    };
    Fault::configuration(format!("base URL{shown}: {message}"))
}

/// The characters to encode in the value of a server variable, which may contain `/`, but no query.
const VALUE: &AsciiSet = &LITERAL.add(b'?');

/// Returns `template` with its variables replaced. Characters that are invalid in a URL are
/// encoded.
pub fn fill_variables(template: &str, values: &[(&str, &str)]) -> String {
    let mut url = template.to_owned();
    // Values contain no braces.
    for (name, value) in values {
        let encoded = utf8_percent_encode(value, VALUE).to_string();
        url = url.replace(&format!("{{{name}}}"), &encoded);
    }
    url
}

/// Returns the length of scheme, host and port in the URL.
pub(crate) fn end_of_origin(url: &str) -> usize {
    let start = url.find("://").map_or(0, |at| at + 3);
    url.get(start..)
        .and_then(|tail| tail.find(['/', '?']))
        .map_or(url.len(), |at| start + at)
}

/// Returns a link as an absolute URL.
pub(crate) fn absolute_url(link: &str, path: &str, base: &str) -> Option<String> {
    let scheme = base.split("://").next()?;
    let is_absolute = link
        .split(['/', '?'])
        .next()
        .is_some_and(|start| start.contains(':'));
    if is_absolute {
        return Some(link.to_owned());
    }
    if let Some(address) = link.strip_prefix("//") {
        return Some(format!("{scheme}://{address}"));
    }
    let host = base.get(scheme.len() + 3..)?.split('/').next()?;
    if link.starts_with('/') {
        return Some(format!("{scheme}://{host}{link}"));
    }
    let folder = if link.starts_with('?') {
        path
    } else {
        path.get(..=path.rfind('/')?)?
    };
    let mut pieces = link.split(['/', '?']);
    if pieces.any(|piece| matches!(piece, "." | "..")) {
        return None;
    }
    Some(format!("{base}{folder}{link}"))
}

/// Returns scheme, host and port; `None` for a URL with a user name.
pub(crate) fn origin_of(url: &str) -> Option<(&'static str, String, u16)> {
    let uri: Uri = url.parse().ok()?;
    let (scheme, port) = match uri.scheme_str()? {
        "https" => ("https", 443),
        "http" => ("http", 80),
        _ => return None,
    };
    let authority = uri
        .authority()
        .filter(|authority| !authority.as_str().contains('@'))?;
    Some((
        scheme,
        authority.host().to_ascii_lowercase(),
        authority.port_u16().unwrap_or(port),
    ))
}

/// Returns a link without user name and query, for errors.
pub(crate) fn shown_url(link: &str) -> String {
    let shown = link.split(['?', '#']).next().unwrap_or_default();
    let start = shown
        .find("://")
        .map_or(if shown.starts_with("//") { 2 } else { 0 }, |at| at + 3);
    let (scheme, address) = shown.split_at(start);
    let host = match address.rsplit_once('@') {
        Some((_, host)) if start > 0 => host,
        _ => address,
    };
    shorten_text(&format!("{scheme}{host}"), 100)
}

/// Removes pairs of a query whose names are already in the URL.
pub(crate) fn remove_pairs_in_url(query: &mut Vec<String>, url: &str) {
    let url_query = url.split_once('?').map_or("", |(_, query)| query);
    let names: Vec<String> = url_query.split('&').map(name_of_pair).collect();
    query.retain(|pair| !names.contains(&name_of_pair(pair)));
}

fn name_of_pair(pair: &str) -> String {
    let name = pair.split('=').next().unwrap_or_default().replace('+', " ");
    percent_decode_str(&name).decode_utf8_lossy().into_owned()
}

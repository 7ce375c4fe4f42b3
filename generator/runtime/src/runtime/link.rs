//! Links to the next page, followed only within the origin of the API: each page is requested with credentials.

use http::{HeaderMap, Uri};
use percent_encoding::utf8_percent_encode;

use super::outcome::Fault;
use super::path::{LITERAL, absolute, end_of_origin, origin, shown_url};

/// The target of `rel="next"` in the `link` headers (RFC 8288).
pub(crate) fn next(headers: &HeaderMap) -> Option<String> {
    let lines = headers.get_all("link").into_iter().filter_map(|value| value.to_str().ok());
    lines.flat_map(links).find(|(_, rel)| rel.split(' ').any(|rel| rel.eq_ignore_ascii_case("next"))).map(|link| link.0)
}

/// Targets and relations of one header line.
fn links(mut rest: &str) -> Vec<(String, String)> {
    let mut all = Vec::new();
    while let Some((target, after)) = rest.split_once('<').and_then(|(_, rest)| rest.split_once('>')) {
        let mut rel = None;
        let mut parameters = after;
        rest = loop {
            parameters = parameters.trim_start();
            let Some(parameter) = parameters.strip_prefix(';') else { break parameters };
            let (name, value, behind) = split_parameter(parameter);
            if name.eq_ignore_ascii_case("rel") {
                // The first one wins.
                rel.get_or_insert(value);
            }
            parameters = behind;
        };
        all.push((target.trim().to_owned(), rel.unwrap_or_default().to_owned()));
    }
    all
}

fn split_parameter(text: &str) -> (&str, &str, &str) {
    let end = text.find(['=', ';', ',']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.strip_prefix('=').map(str::trim_start) else { return (name.trim(), "", rest) };
    if let Some((value, rest)) = value.strip_prefix('"').and_then(|quoted| quoted.split_once('"')) {
        return (name.trim(), value, rest);
    }
    let (value, rest) = value.split_at(value.find([';', ',']).unwrap_or(value.len()));
    (name.trim(), value.trim(), rest)
}

/// Base URL and the rest of the URL, for a link in a response to a request of `path` below `base`.
///
/// Behind a proxy, links may refer to `described`, the server of the description, and are followed through `base`.
pub(crate) fn follow(link: &str, path: &str, base: &str, described: &str) -> Result<(String, String), Fault> {
    if link.contains(|c: char| c.is_control() || c == '\\') {
        return Err(Fault::request("the link to the next page has a character that is invalid in a URL"));
    }
    let link = link.split('#').next().unwrap_or_default();
    let link = utf8_percent_encode(link, LITERAL).to_string();
    let path = path.split('?').next().unwrap_or_default();
    let Some(url) = absolute(&link, path, base) else { return Err(other_origin(&link)) };
    for known in [base, described] {
        let rest = url.strip_prefix(known.trim_end_matches('/'));
        if let Some(rest) = rest.filter(|rest| rest.starts_with(['/', '?']) && known.contains("://")) {
            return Ok((base.to_owned(), rest.to_owned()));
        }
    }
    let (Ok(target), Ok(own)) = (url.parse::<Uri>(), base.parse::<Uri>()) else { return Err(other_origin(&link)) };
    let (Some(own_origin), Some(target_origin)) = (origin(&own), origin(&target)) else {
        return Err(other_origin(&link));
    };
    // A server behind a proxy does not always know that it is called over https; https is kept.
    let is_upgrade = own_origin.1 == target_origin.1
        && (own_origin.0, own_origin.2, target_origin.0, target_origin.2) == ("https", 443, "http", 80);
    if own_origin != target_origin && !is_upgrade {
        return Err(other_origin(&link));
    }
    let rest = target.path_and_query().map_or("/", |rest| rest.as_str());
    Ok((base.get(..end_of_origin(base)).unwrap_or(base).to_owned(), rest.to_owned()))
}

fn other_origin(link: &str) -> Fault {
    Fault::request(format!("the next page is at `{}`, expected a URL of the API's own origin", shown_url(link)))
}

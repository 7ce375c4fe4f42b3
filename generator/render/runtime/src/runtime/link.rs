//! Links in responses, followed only within the origin of the API: their URLs are requested with
//! credentials.

use percent_encoding::utf8_percent_encode;

use super::call::Call;
use super::outcome::Fault;
use super::path::{LITERAL, absolute_url, end_of_origin, origin_of, shown_url};

impl Call {
    /// Returns a call of the URL in a response, which is that of `what`.
    pub(crate) fn with_link(mut self, target: &str, what: &str) -> Self {
        let described = self
            .0
            .operation
            .and_then(|operation| operation.server)
            .unwrap_or(self.client().0.api.base_url);
        match self
            .0
            .place()
            .and_then(|(base, path)| resolve_link(target, what, &path, &base, described))
        {
            Ok(link) => self.0.link = Some(link),
            Err(fault) => self.keep(fault),
        }
        self
    }
}

/// Resolves a link in the response to a request of `path` below `base`. Returns the base URL of the
/// next request, and the rest of its URL.
///
/// Behind a proxy, links may refer to `described`, the server of the description; they are followed
/// through `base`.
fn resolve_link(
    link: &str,
    what: &str,
    path: &str,
    base: &str,
    described: &str,
) -> Result<(String, String), Fault> {
    if link.contains(|c: char| c.is_control() || c == '\\') {
        return Err(Fault::request(format!(
            "the link to {what} has a character that is invalid in a URL"
        )));
    }
    let without_fragment = link.split('#').next().unwrap_or_default();
    let link = utf8_percent_encode(without_fragment, LITERAL).to_string();
    let path = path.split('?').next().unwrap_or_default();
    let Some(url) = absolute_url(&link, path, base) else {
        return Err(other_origin(&link, what));
    };
    for server in [base, described] {
        if let Some(path_and_query) = url.strip_prefix(server.trim_end_matches('/'))
            && path_and_query.starts_with(['/', '?'])
            && server.contains("://")
        {
            return Ok((base.to_owned(), path_and_query.to_owned()));
        }
    }
    let (Some(own), Some(target)) = (origin_of(base), origin_of(&url)) else {
        return Err(other_origin(&link, what));
    };
    // A server behind a proxy does not always know that it is called over https; https is kept.
    let is_upgrade = own == ("https", own.1.clone(), 443) && target == ("http", own.1.clone(), 80);
    if own != target && !is_upgrade {
        return Err(other_origin(&link, what));
    }
    let (_, path_and_query) = url.split_at(end_of_origin(&url));
    let slash = if path_and_query.starts_with('/') {
        ""
    } else {
        "/"
    };
    Ok((
        base.split_at(end_of_origin(base)).0.to_owned(),
        format!("{slash}{path_and_query}"),
    ))
}

fn other_origin(link: &str, what: &str) -> Fault {
    Fault::request(format!(
        "{what} is at `{}`, expected a URL of the API's own origin",
        shown_url(link)
    ))
}

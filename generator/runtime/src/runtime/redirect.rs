//! Redirects: decides which are followed and which are the response.
//!
//! This is above the transport, so that all transports behave alike. A redirect is followed only within its origin, as
//! credentials are in arbitrary headers; a download is followed to other hosts as well, without them.

use std::fmt;

use http::header::{ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RANGE, USER_AGENT};
use http::{Method, StatusCode, Uri};
use percent_encoding::utf8_percent_encode;

use super::api::Operation;
use super::link;
use super::outgoing::Outgoing;
use super::path::LITERAL;
#[cfg(feature = "tracing")]
use super::trace;
use super::transport::{Origin, Request, Response, Transport, TransportError, TransportErrorKind};

/// Whether this status code is expected: a success, or a redirect that is the documented response.
pub(crate) fn is_success(operation: Option<&Operation>, status: StatusCode) -> bool {
    status.is_success() || operation.is_some_and(|operation| operation.redirects.contains(&status.as_u16()))
}

/// The redirects before a response.
#[derive(Default)]
pub(crate) struct Trail {
    /// Whether the server has processed the request, and redirects to the result.
    pub(crate) is_done: bool,
    /// The reason why the last redirect is not followed.
    pub(crate) unfollowed: Option<Unfollowed>,
}

/// The reason why a redirect is not followed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unfollowed {
    /// The maximum number was reached.
    TooMany(usize),
    NoLocation,
    NoUrl,
    OtherOrigin,
    Write,
    BodyGone,
}

impl fmt::Display for Unfollowed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooMany(max) => return write!(f, "`max_redirects` is {max}"),
            Self::NoLocation => "it has no `location`",
            Self::NoUrl => "its `location` is not a valid URL",
            Self::OtherOrigin => "the origin differs",
            Self::Write => "only 307 and 308 allow a write to be repeated",
            Self::BodyGone => "the body can be sent only once",
        })
    }
}

/// Sends a request and follows redirects, at most `max`. A download may be at another host (`elsewhere`), and its
/// response is never a redirect.
pub(crate) async fn send(
    transport: &dyn Transport,
    request: &Request,
    max: usize,
    elsewhere: bool,
    trail: &mut Trail,
) -> Result<Response, TransportError> {
    let mut response = transport.send(request.clone()).await?;
    let mut request = request.clone();
    let mut followed = 0;
    let mut transport = transport;
    while is_redirect(response.status) && (elsewhere || !is_success(request.origin.operation, response.status)) {
        let method = request.method.clone();
        let next =
            if followed < max { redirected(request, &response, elsewhere) } else { Err(Unfollowed::TooMany(max)) };
        request = match next {
            Ok((next, is_other)) => {
                // Middleware may sign the body it sends.
                transport = if is_other { transport.beyond().unwrap_or(transport) } else { transport };
                next
            }
            Err(reason) => {
                trail.unfollowed = Some(reason);
                break;
            }
        };
        #[cfg(feature = "tracing")]
        trace::redirected(&request, response.status);
        followed += 1;
        trail.is_done |= request.method != method;
        response = transport.send(request.clone()).await.map_err(|error| answered(error, trail.is_done))?;
    }
    Ok(response)
}

/// Whether a status code is a redirect to follow; not all 3XX are.
fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// A failed connection for the result does not mean that the server has not seen the request.
fn answered(error: TransportError, is_done: bool) -> TransportError {
    match error.kind {
        TransportErrorKind::Connect if is_done => TransportError { kind: TransportErrorKind::Broken, ..error },
        _ => error,
    }
}

/// The redirected request, if it can be sent, and whether it is at another origin.
///
/// A write never becomes a read: only 303 refers to the result.
fn redirected(request: Request, response: &Response, elsewhere: bool) -> Result<(Request, bool), Unfollowed> {
    let is_question = matches!(request.method, Method::GET | Method::HEAD);
    let location = response.headers.get(LOCATION).ok_or(Unfollowed::NoLocation)?;
    let Target { url, base, is_other } =
        target(location.to_str().map_err(|_| Unfollowed::NoUrl)?, &request.url, elsewhere)?;
    if !is_question && matches!(response.status, StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND) {
        return Err(Unfollowed::Write);
    }
    if is_other {
        return Ok((bare(request, url, base), true));
    }
    let mut next = Request { url, origin: Origin { base, ..request.origin }, ..request };
    if !is_question && response.status == StatusCode::SEE_OTHER {
        next.method = Method::GET;
        next.body = None;
        [CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LENGTH].iter().for_each(|name| drop(next.headers.remove(name)));
    }
    if next.body.as_ref().is_none_or(Outgoing::is_ready) { Ok((next, false)) } else { Err(Unfollowed::BodyGone) }
}

/// The request of a file at another host: without anything meant for the API.
fn bare(request: Request, url: String, base: usize) -> Request {
    let kept = [ACCEPT, RANGE, USER_AGENT].into_iter();
    let kept = kept.filter_map(|name| request.headers.get(&name).cloned().map(|value| (name, value)));
    Request { url, headers: kept.collect(), body: None, origin: Origin { base, ..request.origin }, ..request }
}

/// The target of a `Location`.
struct Target {
    url: String,
    /// The length of the origin in the URL.
    base: usize,
    /// Whether the origin differs.
    is_other: bool,
}

/// Resolves a `Location` against the URL of its request; to another origin only if `elsewhere`, and never to a less
/// secure scheme.
fn target(location: &str, from: &str, elsewhere: bool) -> Result<Target, Unfollowed> {
    let (here, url) = resolved(location, from).ok_or(Unfollowed::NoUrl)?;
    let there = url.parse::<Uri>().map_err(|_| Unfollowed::NoUrl)?;
    let there = link::origin(&there).ok_or(Unfollowed::OtherOrigin)?;
    let is_other = there != here;
    let is_downgrade = here.0 == "https" && there.0 != "https";
    if is_other && (!elsewhere || is_downgrade) {
        return Err(Unfollowed::OtherOrigin);
    }
    Ok(Target { base: link::end_of_origin(&url), url, is_other })
}

/// The origin of `from`, and a `Location` as an absolute URL.
fn resolved(location: &str, from: &str) -> Option<((&'static str, String, u16), String)> {
    if location.contains(|c: char| c.is_control() || c == '\\') {
        return None;
    }
    let location = utf8_percent_encode(location.split('#').next()?, LITERAL).to_string();
    let (base, rest) = from.split_at(link::end_of_origin(from));
    let here = link::origin(&base.parse().ok()?)?;
    // Empty, or only a fragment: the same URL.
    if location.is_empty() {
        return Some((here, from.to_owned()));
    }
    let path = rest.split('?').next().filter(|path| !path.is_empty()).unwrap_or("/");
    let url = link::absolute(&upwards(&location, path), path, base)?;
    Some((here, url))
}

/// A location that begins with `.` or `..`, as a path of the host.
fn upwards(location: &str, path: &str) -> String {
    let parent = |folder: &str| folder.rsplit_once('/').map_or(0, |(parent, _)| parent.len());
    let mut folder = path.get(..parent(path)).unwrap_or_default();
    let mut rest = location;
    loop {
        let (step, after) = rest.split_at(rest.find(['/', '?']).unwrap_or(rest.len()));
        match step {
            "." => {}
            ".." => folder = folder.get(..parent(folder)).unwrap_or_default(),
            _ => break,
        }
        rest = after.strip_prefix('/').unwrap_or(after);
    }
    if rest == location { location.to_owned() } else { format!("{folder}/{rest}") }
}

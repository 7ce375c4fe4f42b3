//! Redirects: which of them is the response itself, and where the others lead.
//!
//! This stands above the transport, so that the same goes for each of them. A redirect is followed within its origin
//! alone, for credentials travel in headers of all names; a download is followed to other hosts as well, without them.

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

/// Whether a response of this status is what was asked for: a success, or a redirect that the operation answers with.
pub(crate) fn is_success(operation: Option<&Operation>, status: StatusCode) -> bool {
    status.is_success() || operation.is_some_and(|operation| operation.redirects.contains(&status.as_u16()))
}

/// What came of the redirects on the way to a response.
#[derive(Default)]
pub(crate) struct Trail {
    /// Whether the server has done what was asked for, and said that the answer stands elsewhere.
    pub(crate) is_done: bool,
    /// Why the redirect that came last is not followed.
    pub(crate) unfollowed: Option<Unfollowed>,
}

/// Why a redirect is not followed.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Unfollowed {
    /// So many may be followed.
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
            Self::NoUrl => "its `location` is no URL to follow",
            Self::OtherOrigin => "that is another origin",
            Self::Write => "only 307 and 308 ask for a write to be sent again",
            Self::BodyGone => "the body can be sent only once",
        })
    }
}

/// Sends a request, and again where a redirect says that it belongs elsewhere; at most `max` times again. A download
/// may be at another host (`elsewhere`), and a redirect is never its response.
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
                // Middleware may sign what it sends.
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

/// Whether a status says where to ask instead; not all of its class do.
fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// No connection for the answer is not that nobody has seen the request.
fn answered(error: TransportError, is_done: bool) -> TransportError {
    match error.kind {
        TransportErrorKind::Connect if is_done => TransportError { kind: TransportErrorKind::Broken, ..error },
        _ => error,
    }
}

/// What a redirect asks for, if that can be done, and whether it is at another origin.
///
/// What was to be done is never turned into a question: only 303 says that the answer stands elsewhere.
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

/// The request of a file at another host: with nothing that a client has for its own API.
fn bare(request: Request, url: String, base: usize) -> Request {
    let kept = [ACCEPT, RANGE, USER_AGENT].into_iter();
    let kept = kept.filter_map(|name| request.headers.get(&name).cloned().map(|value| (name, value)));
    Request { url, headers: kept.collect(), body: None, origin: Origin { base, ..request.origin }, ..request }
}

/// Where a `Location` leads.
struct Target {
    url: String,
    /// How much of the URL is the origin.
    base: usize,
    /// Whether it is another origin.
    is_other: bool,
}

/// Where a `Location` leads, seen from the URL that it answers; to another origin only `elsewhere`, and by no scheme
/// that is less safe.
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
    // Nothing, or a fragment alone: the same once more.
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

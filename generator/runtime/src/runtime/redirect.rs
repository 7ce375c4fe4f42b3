//! Redirects: which of them is the reply itself, and where the others lead.
//!
//! This stands above the transport, so that the same goes for each of them. A redirect is followed within its origin
//! alone: credentials travel in headers of all names.

use http::header::{CONTENT_ENCODING, CONTENT_TYPE, LOCATION};
use http::{Method, StatusCode, Uri};
use percent_encoding::utf8_percent_encode;

use super::api::Operation;
use super::link;
use super::outgoing::Outgoing;
use super::path::LITERAL;
use super::transport::{Origin, Reply, Request, Transport, TransportError, TransportErrorKind};

/// Whether a reply of this status is what was asked for: a success, or a redirect that the operation answers with.
pub(crate) fn is_success(operation: Option<&Operation>, status: StatusCode) -> bool {
    status.is_success() || operation.is_some_and(|operation| operation.redirects.contains(&status.as_u16()))
}

/// Sends a request, and again where a redirect says that it belongs elsewhere; at most `max` times again. `is_done` becomes
/// true where a server says that it has done what was asked for, and that the answer stands elsewhere.
pub(crate) async fn send(
    transport: &dyn Transport,
    request: &Request,
    max: usize,
    is_done: &mut bool,
) -> Result<Reply, TransportError> {
    let mut reply = transport.send(request.clone()).await?;
    let mut request = request.clone();
    for _ in 0..max {
        if is_success(request.origin.operation, reply.status) {
            break;
        }
        let method = request.method.clone();
        let Some(next) = redirected(request, &reply) else { break };
        *is_done |= next.method != method;
        request = next;
        reply = transport.send(request.clone()).await.map_err(|error| answered(error, *is_done))?;
    }
    Ok(reply)
}

/// No connection for the answer is not that nobody has seen the request.
fn answered(error: TransportError, is_done: bool) -> TransportError {
    match error.kind {
        TransportErrorKind::Connect if is_done => TransportError { kind: TransportErrorKind::Broken, ..error },
        _ => error,
    }
}

/// What a redirect asks for, if that can be done within the origin.
///
/// What was to be done is never turned into a question: only 303 says that the answer stands elsewhere.
fn redirected(request: Request, reply: &Reply) -> Option<Request> {
    let is_question = matches!(request.method, Method::GET | Method::HEAD);
    let keeps = match reply.status {
        StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND if is_question => true,
        StatusCode::TEMPORARY_REDIRECT | StatusCode::PERMANENT_REDIRECT => true,
        StatusCode::SEE_OTHER => is_question,
        _ => return None,
    };
    let (url, base) = target(reply.headers.get(LOCATION)?.to_str().ok()?, &request.url)?;
    let mut next = Request { url, origin: Origin { base, ..request.origin }, ..request };
    if !keeps {
        next.method = Method::GET;
        next.body = None;
        [CONTENT_TYPE, CONTENT_ENCODING].iter().for_each(|name| drop(next.headers.remove(name)));
    }
    next.body.as_ref().is_none_or(Outgoing::is_ready).then_some(next)
}

/// Where a `Location` leads, seen from the URL that it answers, and how much of that is the origin.
fn target(location: &str, from: &str) -> Option<(String, usize)> {
    if location.contains(|c: char| c.is_control() || c == '\\') {
        return None;
    }
    let location = utf8_percent_encode(location.split('#').next()?, LITERAL).to_string();
    let (base, rest) = from.split_at(link::end_of_origin(from));
    let path = rest.split('?').next().filter(|path| !path.is_empty()).unwrap_or("/");
    let url = link::absolute(&upwards(&location, path), path, base)?;
    let (here, there) = (base.parse::<Uri>().ok()?, url.parse::<Uri>().ok()?);
    let end = link::end_of_origin(&url);
    (link::origin(&here)? == link::origin(&there)?).then_some((url, end))
}

/// A location that begins with `./` or `../`, as a path of the host.
fn upwards(location: &str, path: &str) -> String {
    let parent = |folder: &str| folder.rsplit_once('/').map_or(0, |(parent, _)| parent.len());
    let mut folder = path.get(..parent(path)).unwrap_or_default();
    let mut rest = location;
    loop {
        if let Some(after) = rest.strip_prefix("./") {
            rest = after;
        } else if let Some(after) = rest.strip_prefix("../") {
            rest = after;
            folder = folder.get(..parent(folder)).unwrap_or_default();
        } else {
            break;
        }
    }
    if rest == location { location.to_owned() } else { format!("{folder}/{rest}") }
}

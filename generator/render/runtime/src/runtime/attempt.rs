//! [`Attempt`]: one attempt of a request, with everything that was received, even if the attempt
//! was abandoned.

use std::borrow::Cow;
use std::time::Duration;

use bytes::BytesMut;
use http::header::{
    ACCEPT, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, LOCATION, RANGE, USER_AGENT,
};
use http::{HeaderMap, Method, StatusCode, Uri};
use percent_encoding::utf8_percent_encode;

use super::client::Limits;
use super::outcome::{End, is_success};
use super::outgoing::{Body, ErrorKind, Outgoing, TransportError};
use super::path::{LITERAL, absolute_url, end_of_origin, origin_of};
use super::retry::FailedAttempt;
#[cfg(feature = "tracing")]
use super::trace;
use super::transport::{Next, Origin, Request, Response, is_query};

/// The maximum number of bytes that are read of the body of an error response. The body is read
/// because the connection can be reused only after that.
const FAILURE_LIMIT: usize = 1024 * 1024;

#[derive(Default)]
pub(crate) struct Attempt {
    pub(crate) head: Option<(StatusCode, HeaderMap)>,
    pub(crate) body: BytesMut,
    pub(crate) unread_body: Option<Box<dyn Body>>,
    /// Whether the server processed the request and redirected to the result, so that a retry would
    /// repeat the effect.
    pub(crate) is_done: bool,
    pub(crate) unfollowed: Option<Cow<'static, str>>,
    /// `None` while the attempt is in progress.
    pub(crate) end: Option<End>,
}

impl Attempt {
    /// Sends the request and receives the response. If `streamed`, the body of a successful
    /// response is left unread, so that it can be read in chunks.
    pub(crate) async fn run(
        &mut self,
        transport: Next<'_>,
        request: &Request,
        limits: &Limits,
        streamed: bool,
    ) {
        let end = match self.follow(transport, request, limits).await {
            Ok(response) => {
                let is_success = is_success(request.origin.operation, response.status);
                let limit = if is_success {
                    limits.body
                } else {
                    FAILURE_LIMIT
                };
                self.receive(response, is_success, limit, streamed).await
            }
            Err(error) => End::Failed(error),
        };
        self.end = Some(end);
    }

    /// Sends a request and follows redirects; only redirects of downloads are followed to other
    /// hosts.
    async fn follow(
        &mut self,
        mut transport: Next<'_>,
        request: &Request,
        limits: &Limits,
    ) -> Result<Response, TransportError> {
        let &Limits {
            redirects: max,
            allows_other_origin,
            ..
        } = limits;
        let mut response = transport.send(request.clone()).await?;
        let mut request = Cow::Borrowed(request);
        let mut followed = 0;
        while is_redirect(response.status)
            && (allows_other_origin || !is_success(request.origin.operation, response.status))
        {
            let method = request.method.clone();
            let next = if followed < max {
                redirect_request(request.into_owned(), &response, allows_other_origin)
                    .map_err(Cow::Borrowed)
            } else {
                Err(Cow::Owned(format!("`max_redirects` is {max}")))
            };
            request = match next {
                Ok((next, is_other)) => {
                    // Requests to other hosts skip the middleware, which may sign requests for the
                    // API.
                    transport = if is_other {
                        transport.without_middleware()
                    } else {
                        transport
                    };
                    Cow::Owned(next)
                }
                Err(reason) => {
                    self.unfollowed = Some(reason);
                    break;
                }
            };
            #[cfg(feature = "tracing")]
            trace::log_redirect(&request, response.status);
            followed += 1;
            self.is_done |= request.method != method;
            // After a redirect to the result, the server has seen the request even if this
            // connection fails.
            response =
                transport
                    .send(request.as_ref().clone())
                    .await
                    .map_err(|error| match error.kind {
                        ErrorKind::Connect if self.is_done => TransportError {
                            kind: ErrorKind::Broken,
                            ..error
                        },
                        _ => error,
                    })?;
        }
        Ok(response)
    }

    async fn receive(
        &mut self,
        response: Response,
        is_success: bool,
        limit: usize,
        streamed: bool,
    ) -> End {
        let Response {
            status,
            headers,
            mut body,
        } = response;
        let announced = headers
            .get(CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.trim().parse().ok());
        self.head = Some((status, headers));
        if is_success && streamed {
            self.unread_body = Some(body);
            return End::Complete;
        }
        if is_success && announced.is_some_and(|length: usize| length > limit) {
            return End::TooLarge(limit);
        }
        // The header may announce more than the server sends.
        self.body
            .reserve(announced.unwrap_or_default().min(limit).min(1 << 20));
        loop {
            match body.chunk().await {
                Ok(Some(piece)) if piece.len() > limit - self.body.len() => {
                    let (fits, _) = piece.split_at(limit - self.body.len());
                    self.body.extend_from_slice(fits);
                    return End::TooLarge(limit);
                }
                Ok(Some(piece)) => self.body.extend_from_slice(&piece),
                Ok(None) => return End::Complete,
                Err(error) => return End::Failed(error),
            }
        }
    }

    pub(crate) fn time_out(&mut self, limit: Duration) {
        self.end.get_or_insert(End::Late(limit));
    }

    pub(crate) fn status(&self) -> Option<StatusCode> {
        self.head.as_ref().map(|(status, _)| *status)
    }

    /// Returns the failure for the retry policy; `None` without a failure, or if a retry cannot
    /// help.
    pub(crate) fn failed<'a>(
        &'a self,
        request: &'a Request,
        idempotent: bool,
    ) -> Option<FailedAttempt<'a>> {
        let Request {
            method,
            attempt: number,
            origin,
            ..
        } = request;
        let failure = self.failure();
        let status = self.status();
        let is_success = status.is_some_and(|status| is_success(origin.operation, status));
        if is_success && failure.is_none() {
            return None;
        }
        // The status code of a failure matters more than why its body was cut short.
        let kind = if status.is_none() || is_success {
            failure
        } else {
            None
        };
        let headers = self.head.as_ref().map(|(_, headers)| headers);
        Some(FailedAttempt {
            method,
            idempotent,
            number: *number,
            kind,
            status,
            headers,
            body: &self.body,
        })
    }

    fn failure(&self) -> Option<ErrorKind> {
        match &self.end {
            Some(End::Failed(error)) => Some(error.kind),
            Some(End::Late(_)) => Some(ErrorKind::Timeout),
            Some(End::Complete | End::TooLarge(_)) | None => None,
        }
    }

    /// Returns headers and body as received, and the reason if they are incomplete.
    #[cfg(feature = "tracing")]
    pub(crate) fn received(&self) -> trace::AttemptResult<'_> {
        (self.head.as_ref(), &self.body, self.failure())
    }
}

// Redirects are handled above the transport, so that all transports behave alike. Redirects are
// followed only within the origin, because any header may contain credentials. Downloads also
// follow redirects to other hosts, without the credentials.

/// Returns whether a status code is a redirect to follow; some 3XX status codes are not.
fn is_redirect(status: StatusCode) -> bool {
    matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308)
}

/// Returns the redirected request, and whether its origin differs. Only 303 turns another method
/// into `GET`; a `QUERY` is repeated with its body, except after 303.
fn redirect_request(
    request: Request,
    response: &Response,
    allows_other_origin: bool,
) -> Result<(Request, bool), &'static str> {
    let is_read = matches!(request.method, Method::GET | Method::HEAD);
    let location = response
        .headers
        .get(LOCATION)
        .ok_or("it has no `location`")?;
    let (url, is_other) = redirect_target(
        location.to_str().map_err(|_| NO_URL)?,
        &request.url,
        allows_other_origin,
    )?;
    let base = end_of_origin(&url);
    if !is_read
        && !is_query(&request.method)
        && matches!(
            response.status,
            StatusCode::MOVED_PERMANENTLY | StatusCode::FOUND
        )
    {
        return Err("only 307 and 308 allow a write to be repeated");
    }
    let mut next = Request {
        url,
        origin: Origin {
            base,
            ..request.origin
        },
        ..request
    };
    if is_other {
        // Other headers and the body are meant for the API.
        next.headers = [ACCEPT, RANGE, USER_AGENT]
            .into_iter()
            .filter_map(|name| Some((name.clone(), next.headers.remove(name)?)))
            .collect();
        next.body = None;
        return Ok((next, true));
    }
    if !is_read && response.status == StatusCode::SEE_OTHER {
        next.method = Method::GET;
        next.body = None;
        for name in [CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LENGTH] {
            next.headers.remove(name);
        }
    }
    if next.body.as_ref().is_none_or(Outgoing::is_ready) {
        Ok((next, false))
    } else {
        Err("the body can be sent only once")
    }
}

const NO_URL: &str = "its `location` is not a valid URL";
const OTHER_ORIGIN: &str = "the origin differs";

/// Resolves a `Location` against the URL of its request, and returns whether the origin differs.
/// Another origin is allowed only if `allows_other_origin` is true, and never by a redirect from
/// https to http.
fn redirect_target(
    location: &str,
    from: &str,
    allows_other_origin: bool,
) -> Result<(String, bool), &'static str> {
    let source = origin_of(from.split_at(end_of_origin(from)).0).ok_or(NO_URL)?;
    let url = resolve_location(location, from)
        .filter(|url| url.parse::<Uri>().is_ok())
        .ok_or(NO_URL)?;
    let destination = origin_of(&url).ok_or(OTHER_ORIGIN)?;
    let is_other = destination != source;
    let is_downgrade = source.0 == "https" && destination.0 != "https";
    if is_other && (!allows_other_origin || is_downgrade) {
        return Err(OTHER_ORIGIN);
    }
    Ok((url, is_other))
}

/// Returns a `Location` as an absolute URL.
fn resolve_location(location: &str, from: &str) -> Option<String> {
    if location.contains(|c: char| c.is_control() || c == '\\') {
        return None;
    }
    let encoded = utf8_percent_encode(location.split('#').next()?, LITERAL).to_string();
    let (base, path_and_query) = from.split_at(end_of_origin(from));
    // A location that is empty, or only a fragment, is the same URL.
    if encoded.is_empty() {
        return Some(from.to_owned());
    }
    let path = path_and_query
        .split('?')
        .next()
        .filter(|path| !path.is_empty())
        .unwrap_or("/");
    absolute_url(&resolve_dot_segments(&encoded, path), path, base)
}

/// Returns a path without its last segment.
fn parent_folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(parent, _)| parent)
}

/// Resolves `.` and `..` at the beginning of a location, so that it begins at the root of the host.
fn resolve_dot_segments(location: &str, path: &str) -> String {
    let mut folder = parent_folder(path);
    let mut remaining = location;
    loop {
        let (step, after) =
            remaining.split_at(remaining.find(['/', '?']).unwrap_or(remaining.len()));
        match step {
            "." => {}
            ".." => folder = parent_folder(folder),
            _ => break,
        }
        remaining = after.strip_prefix('/').unwrap_or(after);
    }
    if remaining == location {
        location.to_owned()
    } else {
        format!("{folder}/{remaining}")
    }
}

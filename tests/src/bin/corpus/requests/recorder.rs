//! A server on the loopback that records each request as received, and parses it by RFC 9112 and
//! RFC 3986.
//!
//! It repairs nothing: a request that violates the standards is recorded as an error.

use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use anyhow::Result;

/// The maximum length of a line of the head.
const LONGEST: u64 = 1024 * 1024;

/// A request, as received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Request {
    pub(crate) method: String,
    pub(crate) target: String,
    /// Header fields in order of arrival, with names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Request {
    /// Returns all values of the header with this name.
    pub(crate) fn all(&self, name: &str) -> Vec<&str> {
        let lines = self
            .headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name));
        lines.map(|(_, value)| value.as_str()).collect()
    }
}

impl Request {
    /// Returns the request without boundaries of multipart bodies and without keys of idempotent
    /// requests, which are random, and with the digits of numbers that a float keeps.
    pub(crate) fn with_comparable_parts(&self) -> Self {
        let mut request = self.clone();
        let boundary = self.headers.iter().find_map(|(name, value)| {
            let parameter = value.split_once("boundary=")?.1;
            (name == "content-type").then(|| parameter.trim_matches('"').to_owned())
        });
        if let Some(boundary) = boundary {
            let text = String::from_utf8_lossy(&request.body).replace(&boundary, "BOUNDARY");
            request.body = text.into_bytes();
            for (_, value) in &mut request.headers {
                *value = value.replace(&boundary, "BOUNDARY");
            }
        }
        request.headers.retain(|(name, value)| {
            // The length depends on the digits.
            !name.contains("idempotency") && name != "content-length" && !is_uuid(value)
        });
        for (_, value) in &mut request.headers {
            *value = with_rounded_numbers(value);
        }
        request.target = with_rounded_numbers(&request.target);
        if let Ok(text) = std::str::from_utf8(&request.body) {
            request.body = with_rounded_numbers(text).into_bytes();
        }
        request
    }

    /// Returns the request in one line, for messages.
    pub(crate) fn in_words(&self) -> String {
        format!(
            "{} {} {:?} {}",
            self.method,
            self.target,
            self.headers,
            String::from_utf8_lossy(&self.body)
        )
    }
}

/// Replaces numbers by the nearest floats, in one way to write them: a float may be written with an
/// exponent, or like an integer.
fn with_rounded_numbers(text: &str) -> String {
    let is_part = |c: char| c.is_ascii_digit() || ['+', '-', '.', 'e', 'E'].contains(&c);
    let mut rounded = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c| !is_part(c)) {
        let number = piece.trim_end_matches(|c| !is_part(c));
        match number.parse::<f64>() {
            Ok(float) => rounded.push_str(&float.to_string()),
            Err(_) => rounded.push_str(number),
        }
        rounded.push_str(piece.strip_prefix(number).unwrap_or_default());
    }
    rounded
}

fn is_uuid(text: &str) -> bool {
    text.len() == 36 && text.split('-').map(str::len).eq([8, 4, 4, 4, 12])
}

/// The response to the next request.
#[derive(Clone, Debug, Default)]
pub(crate) struct CannedResponse {
    pub(crate) status: u16,
    pub(crate) media_type: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

#[derive(Debug, Default)]
struct State {
    /// The possible responses; the one that `accept` prefers is sent.
    responses: Vec<CannedResponse>,
    seen: Vec<Result<Request, String>>,
    /// The index of the response that was sent last.
    chosen: usize,
}

/// A server that runs until the program ends.
pub(crate) struct Recorder {
    /// The base URL, without a trailing slash.
    pub(crate) url: String,
    state: Arc<Mutex<State>>,
}

impl Recorder {
    pub(crate) fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}", listener.local_addr()?);
        let state: Arc<Mutex<State>> = Arc::default();
        let shared = state.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = shared.clone();
                // If the client disconnects, the requests before that are recorded.
                thread::spawn(move || serve_connection(stream, &state));
            }
        });
        Ok(Self { url, state })
    }

    /// Sets the possible responses to the next requests, and clears the record.
    pub(crate) fn prepare(&self, responses: Vec<CannedResponse>) {
        *lock_state(&self.state) = State {
            responses,
            ..State::default()
        };
    }

    /// Returns the requests since `prepare`, and the index of the response that was sent last.
    pub(crate) fn take(&self) -> (Vec<Result<Request, String>>, usize) {
        let mut state = lock_state(&self.state);
        (std::mem::take(&mut state.seen), state.chosen)
    }
}

fn lock_state(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

fn serve_connection(stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    loop {
        let read = match read_request(&mut reader) {
            Ok(Some(request)) => Ok(request),
            Ok(None) => return Ok(()),
            Err(message) => Err(message),
        };
        let is_head = read.as_ref().is_ok_and(|request| request.method == "HEAD");
        let response = {
            let mut state = lock_state(state);
            let accept = read
                .as_ref()
                .map(|request| request.all("accept").join(","))
                .unwrap_or_default();
            state.chosen = preferred_response(&accept, &state.responses);
            state.seen.push(read);
            state
                .responses
                .get(state.chosen)
                .cloned()
                .unwrap_or(CannedResponse {
                    status: 500,
                    ..CannedResponse::default()
                })
        };
        writer.write_all(&response_bytes(&response, is_head))?;
    }
}

/// Returns the index of the response whose media type `accept` weights highest.
fn preferred_response(accept: &str, responses: &[CannedResponse]) -> usize {
    let mut best = (0, -1.0);
    for (index, response) in responses.iter().enumerate() {
        let weight = response
            .media_type
            .as_deref()
            .map_or(0.0, |media_type| accept_weight(accept, media_type));
        if weight > best.1 {
            best = (index, weight);
        }
    }
    best.0
}

/// Returns the weight of a media type in `accept`, from 0 to 1.
pub(crate) fn accept_weight(accept: &str, media_type: &str) -> f64 {
    let wanted = media_type_essence(media_type);
    let mut best = (0, 0.0);
    for range in accept.split(',') {
        let mut parts = range.split(';').map(str::trim);
        let name = parts.next().unwrap_or_default().to_ascii_lowercase();
        let quality = parts
            .filter_map(|part| part.strip_prefix("q=")?.parse().ok())
            .next_back()
            .unwrap_or(1.0);
        let class = wanted.split('/').next().unwrap_or_default();
        let precision = match name.as_str() {
            name if name == wanted => 3,
            name if name
                .strip_suffix("/*")
                .is_some_and(|prefix| prefix == class) =>
            {
                2
            }
            "*/*" => 1,
            _ => continue,
        };
        if precision > best.0 {
            best = (precision, quality);
        }
    }
    best.1
}

/// Returns a media type without its parameters, in lower case.
pub(crate) fn media_type_essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

fn response_bytes(response: &CannedResponse, is_head: bool) -> Vec<u8> {
    let mut bytes = format!("HTTP/1.1 {} X\r\n", response.status).into_bytes();
    let has_body = !is_head && !matches!(response.status, 204 | 304);
    if has_body {
        bytes.extend_from_slice(format!("content-length: {}\r\n", response.body.len()).as_bytes());
    }
    let media_type = response
        .media_type
        .iter()
        .map(|media_type| ("content-type", media_type.as_str()));
    let headers = response
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    for (name, value) in media_type.chain(headers) {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    if has_body {
        bytes.extend_from_slice(&response.body);
    }
    bytes
}

/// Returns the next request of a connection; `None` when the client disconnected.
fn read_request(reader: &mut impl BufRead) -> Result<Option<Request>, String> {
    let Some(line) = read_line(reader)? else {
        return Ok(None);
    };
    let words: Vec<&str> = line.split(' ').collect();
    let [method, target, "HTTP/1.1"] = words.as_slice() else {
        return Err(format!("the request line is `{line}`"));
    };
    check_target(target)?;
    let mut request = Request {
        method: (*method).to_owned(),
        target: (*target).to_owned(),
        ..Request::default()
    };
    loop {
        let line = read_line(reader)?.ok_or("the head ends too early")?;
        if line.is_empty() {
            break;
        }
        request.headers.push(parse_header(&line)?);
    }
    if request.all("host").len() != 1 {
        return Err("there is not exactly one `host`".to_owned());
    }
    request.body = read_body(reader, &request)?;
    Ok(Some(request))
}

fn read_line(reader: &mut impl BufRead) -> Result<Option<String>, String> {
    let mut bytes = Vec::new();
    let read = Read::take(&mut *reader, LONGEST).read_until(b'\n', &mut bytes);
    match read {
        Ok(0) => Ok(None),
        Ok(_) => match bytes.strip_suffix(b"\r\n") {
            Some(line) => String::from_utf8(line.to_vec())
                .map(Some)
                .map_err(|_| "a line is no UTF-8".to_owned()),
            None => Err(format!(
                "a line of the head does not end: {}",
                String::from_utf8_lossy(&bytes)
            )),
        },
        Err(error) => Err(error.to_string()),
    }
}

fn parse_header(line: &str) -> Result<(String, String), String> {
    let (name, value) = line
        .split_once(':')
        .ok_or_else(|| format!("the header line is `{line}`"))?;
    if name.is_empty()
        || !name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte))
    {
        return Err(format!("`{name}` is no header name"));
    }
    if value.contains(|c: char| c.is_control() && c != '\t') {
        return Err(format!("header `{name}` has a control character"));
    }
    Ok((
        name.to_ascii_lowercase(),
        value.trim_matches([' ', '\t']).to_owned(),
    ))
}

/// Fails if the path or query has a character that RFC 3986 does not allow.
fn check_target(target: &str) -> Result<(), String> {
    if !target.starts_with('/') {
        return Err(format!("the target `{target}` does not begin with a slash"));
    }
    if let Some(wrong) = target.chars().find(|c| {
        !u8::try_from(*c).is_ok_and(|byte| {
            byte.is_ascii_alphanumeric() || b"-._~!$&'()*+,;=:@/?%".contains(&byte)
        })
    }) {
        return Err(format!("the target `{target}` has `{wrong}`"));
    }
    let mut escapes = target.split('%').skip(1);
    match escapes.find(|rest| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() != 2) {
        Some(rest) => Err(format!("the target `{target}` has `%` before `{rest}`")),
        None => Ok(()),
    }
}

fn read_body(reader: &mut impl BufRead, request: &Request) -> Result<Vec<u8>, String> {
    match (
        request.all("transfer-encoding").as_slice(),
        request.all("content-length").as_slice(),
    ) {
        ([], []) => Ok(Vec::new()),
        ([], [length]) => {
            let length: usize = length
                .parse()
                .map_err(|_| format!("`content-length` is `{length}`"))?;
            let mut body = vec![0; length];
            reader
                .read_exact(&mut body)
                .map_err(|error| format!("the body ends too early: {error}"))?;
            Ok(body)
        }
        (["chunked"], []) => read_chunks(reader),
        _ => Err("the length of the body is said twice, or in an unknown way".to_owned()),
    }
}

/// Reads a chunked body.
fn read_chunks(reader: &mut impl BufRead) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    loop {
        let line = read_line(reader)?.ok_or("the body ends too early")?;
        let length = usize::from_str_radix(&line, 16)
            .map_err(|_| format!("a chunk has the length `{line}`"))?;
        let start = body.len();
        body.resize(start + length, 0);
        let piece = body.get_mut(start..).unwrap_or_default();
        reader
            .read_exact(piece)
            .map_err(|error| format!("the body ends too early: {error}"))?;
        if read_line(reader)?.as_deref() != Some("") {
            return Err("a chunk is longer than it says".to_owned());
        }
        if length == 0 {
            return Ok(body);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read_text(text: &str) -> Result<Option<Request>, String> {
        read_request(&mut text.as_bytes())
    }

    #[test]
    fn requests_are_recorded_as_received() {
        let text =
            "POST /a%20b?x=%2F HTTP/1.1\r\nHost: h\r\nX-A:  b c \r\nContent-Length: 3\r\n\r\nabc";
        let request = read_text(text).unwrap().unwrap();
        assert_eq!(
            (request.method.as_str(), request.target.as_str()),
            ("POST", "/a%20b?x=%2F")
        );
        assert_eq!(
            (request.all("x-a"), request.body.as_slice()),
            (vec!["b c"], b"abc".as_slice())
        );
        let chunked = "PUT / HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n2\r\nab\r\n1\r\nc\r\n0\r\n\r\n";
        assert_eq!(read_text(chunked).unwrap().unwrap().body, b"abc");
        assert_eq!(read_text("").unwrap(), None);
    }

    #[test]
    fn numbers_are_compared_as_floats() {
        for (text, expected) in [
            ("797.0", "797"),
            ("{\"a\":1e3,\"b\":-0.50}", "{\"a\":1000,\"b\":-0.5}"),
            ("?a=9223372036854775807&b=1.0", "?a=9223372036854776000&b=1"),
            ("2024-01-05 at 192.0.2.10", "2024-01-05 at 192.0.2.10"),
        ] {
            assert_eq!(with_rounded_numbers(text), expected);
        }
    }

    #[test]
    fn invalid_http_is_reported() {
        for head in [
            "GET /a b HTTP/1.1\r\nhost: h\r\n\r\n",
            "GET a HTTP/1.1\r\nhost: h\r\n\r\n",
            "GET /ü HTTP/1.1\r\nhost: h\r\n\r\n",
            "GET /%2 HTTP/1.1\r\nhost: h\r\n\r\n",
            "GET /%zz HTTP/1.1\r\nhost: h\r\n\r\n",
            "GET /#a HTTP/1.1\r\nhost: h\r\n\r\n",
            "GET /?a[b]=c HTTP/1.1\r\nhost: h\r\n\r\n",
            "GET / HTTP/1.1\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: h\r\nhost: h\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: h\r\na b: c\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: h\r\na: \u{1}\r\n\r\n",
            "GET / HTTP/1.1\r\nhost: h\r\ncontent-length: 2\r\n\r\na",
            "GET / HTTP/1.1\nhost: h\n\n",
        ] {
            assert!(read_text(head).is_err(), "{head:?}");
        }
    }

    #[test]
    fn accept_selects_the_response() {
        for (accept, media_type, expected) in [
            ("application/json", "application/json; charset=utf-8", 1.0),
            (
                "application/xml, application/json;q=0.5",
                "application/json",
                0.5,
            ),
            ("text/*;q=0.3, */*;q=0.1", "text/csv", 0.3),
            ("text/*;q=0.3, */*;q=0.1", "image/png", 0.1),
            ("application/json", "text/plain", 0.0),
        ] {
            assert_eq!(
                accept_weight(accept, media_type),
                expected,
                "{accept} {media_type}"
            );
        }
    }
}

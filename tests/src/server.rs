//! A scripted HTTP/1.1 server on the loopback: it answers each request with the next act of its
//! script, or all requests with the same act.
//!
//! The server records requests as received, without validating them. It runs on its own threads, so
//! that it does not share the async runtime of a client under test.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How the server answers a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// Sends these bytes and keeps the connection open.
    Send(Vec<u8>),
    /// Sends these bytes, then closes the connection: too early, if `content-length` promises more.
    Cut(Vec<u8>),
    /// Sends nothing until the client disconnects.
    Hang,
}

/// Returns a JSON response.
pub fn json_response(status: u16, body: impl AsRef<[u8]>) -> Act {
    respond_with(status, &[("content-type", "application/json")], body)
}

/// Returns a response with these headers.
pub fn respond_with(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Act {
    let body = body.as_ref();
    let mut bytes =
        format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len()).into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    Act::Send(bytes)
}

/// A request, as received.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// HTTP method and target, such as `GET /v4/portals?page=2`.
    pub line: String,
    /// Header fields in order of arrival, with names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// Returns the value of this header, if it was sent exactly once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known == name);
        let value = values.next();
        if values.next().is_some() {
            None
        } else {
            value.map(|(_, value)| value.as_str())
        }
    }

    /// Returns the body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

#[derive(Debug, Default)]
struct ServerState {
    script: VecDeque<Act>,
    /// Answers all requests, instead of the script.
    always: Option<Act>,
    seen: Vec<Request>,
}

/// A server that runs until the program ends.
#[derive(Clone, Debug)]
pub struct Server {
    /// The base URL, with a path like that of a real API.
    pub url: String,
    state: Arc<Mutex<ServerState>>,
}

impl Server {
    /// Answers each request with the next act; closes the connection once the script is exhausted.
    ///
    /// # Errors
    /// If the loopback address cannot be bound.
    pub fn start(script: impl IntoIterator<Item = Act>) -> std::io::Result<Self> {
        Self::run(ServerState {
            script: script.into_iter().collect(),
            ..ServerState::default()
        })
    }

    /// Answers each request with the same act, and records no requests.
    ///
    /// # Errors
    /// If the loopback address cannot be bound.
    pub fn repeating(act: Act) -> std::io::Result<Self> {
        Self::run(ServerState {
            always: Some(act),
            ..ServerState::default()
        })
    }

    fn run(state: ServerState) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}/client/v4", listener.local_addr()?);
        let state = Arc::new(Mutex::new(state));
        let shared = state.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = shared.clone();
                // Many tests disconnect deliberately; the requests before that are recorded.
                thread::spawn(move || serve_connection(stream, &state));
            }
        });
        Ok(Self { url, state })
    }

    /// Returns the requests so far.
    pub fn requests(&self) -> Vec<Request> {
        lock_state(&self.state).seen.clone()
    }

    /// Returns the request lines so far, without the path of the base URL.
    pub fn lines(&self) -> Vec<String> {
        self.requests()
            .into_iter()
            .map(|request| request.line.replacen("/client/v4", "", 1))
            .collect()
    }
}

fn lock_state(state: &Mutex<ServerState>) -> MutexGuard<'_, ServerState> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl ServerState {
    /// Records a request and returns the act that answers it.
    fn next(&mut self, request: Request) -> Option<Act> {
        if self.always.is_some() {
            return self.always.clone();
        }
        self.seen.push(request);
        self.script.pop_front()
    }
}

/// Answers the requests of one connection.
fn serve_connection(stream: TcpStream, state: &Mutex<ServerState>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    while let Some(request) = read_request(&mut reader)? {
        let act = lock_state(state).next(request);
        match act {
            Some(Act::Send(bytes)) => writer.write_all(&bytes)?,
            Some(Act::Cut(bytes)) => return writer.write_all(&bytes),
            Some(Act::Hang) => return reader.read(&mut [0]).map(drop),
            None => return Ok(()),
        }
    }
    Ok(())
}

/// Returns the next request of a connection; `None` when the client disconnected.
fn read_request(reader: &mut impl BufRead) -> std::io::Result<Option<Request>> {
    let mut request = Request::default();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        match (line.trim_end(), request.line.is_empty()) {
            ("", false) => break,
            (line, true) => line
                .trim_end_matches(" HTTP/1.1")
                .clone_into(&mut request.line),
            (line, false) => {
                let (name, value) = line.split_once(':').unwrap_or((line, ""));
                request
                    .headers
                    .push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
    }
    if request.header("transfer-encoding") == Some("chunked") {
        request.body = read_chunks(reader)?;
        return Ok(Some(request));
    }
    let length = request
        .header("content-length")
        .and_then(|length| length.parse().ok())
        .unwrap_or(0);
    request.body = vec![0; length];
    reader.read_exact(&mut request.body)?;
    Ok(Some(request))
}

/// Reads a chunked body.
fn read_chunks(reader: &mut impl BufRead) -> std::io::Result<Vec<u8>> {
    let mut body = Vec::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let length = usize::from_str_radix(line.trim_end(), 16).unwrap_or(0);
        let start = body.len();
        body.resize(start + length + 2, 0);
        reader.read_exact(body.get_mut(start..).unwrap_or_default())?;
        body.truncate(start + length);
        if length == 0 {
            return Ok(body);
        }
    }
}

//! A scripted HTTP/1.1 server on the loopback: it answers each request with the next act of its script, or each with
//! the same one.
//!
//! It judges nothing: requests are kept as they came. It runs on threads of its own, so that a client under test has
//! its runtime for itself.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// What is done with a request.
#[derive(Clone, Debug)]
pub enum Act {
    /// These bytes are sent, and the connection stays open.
    Send(Vec<u8>),
    /// These bytes are sent, then the connection is closed: too early, if more was promised.
    Cut(Vec<u8>),
    /// Nothing is sent until the client hangs up.
    Hang,
}

/// A response in JSON.
pub fn response(status: u16, body: impl AsRef<[u8]>) -> Act {
    respond_with(status, &[("content-type", "application/json")], body)
}

/// A response with these headers.
pub fn respond_with(status: u16, headers: &[(&str, &str)], body: impl AsRef<[u8]>) -> Act {
    let body = body.as_ref();
    let mut bytes = format!("HTTP/1.1 {status} X\r\ncontent-length: {}\r\n", body.len()).into_bytes();
    for (name, value) in headers {
        bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
    }
    bytes.extend_from_slice(b"\r\n");
    bytes.extend_from_slice(body);
    Act::Send(bytes)
}

/// A request, as it came.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// HTTP method and target, as `GET /v4/portals?page=2`.
    pub line: String,
    /// Header lines in the order in which they came, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Request {
    /// The header of this name, if it came once.
    pub fn header(&self, name: &str) -> Option<&str> {
        let mut values = self.headers.iter().filter(|(known, _)| known == name);
        let value = values.next();
        if values.next().is_some() { None } else { value.map(|(_, value)| value.as_str()) }
    }

    /// The body as text.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

#[derive(Debug, Default)]
struct State {
    script: VecDeque<Act>,
    /// Done when the script is over.
    always: Option<Act>,
    seen: Vec<Request>,
}

/// A server that runs until the program ends.
#[derive(Clone, Debug)]
pub struct Server {
    /// Where it listens, with a path like that of a real API.
    pub url: String,
    state: Arc<Mutex<State>>,
}

impl Server {
    /// Answers each request with the next act; closes the connection when there is none left.
    ///
    /// # Errors
    /// The loopback cannot be listened on.
    pub fn start(script: impl IntoIterator<Item = Act>) -> std::io::Result<Self> {
        Self::run(State { script: script.into_iter().collect(), ..State::default() })
    }

    /// Answers each request with the same act, and keeps no requests.
    ///
    /// # Errors
    /// The loopback cannot be listened on.
    pub fn repeating(act: Act) -> std::io::Result<Self> {
        Self::run(State { always: Some(act), ..State::default() })
    }

    fn run(state: State) -> std::io::Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0")?;
        let url = format!("http://{}/client/v4", listener.local_addr()?);
        let state = Arc::new(Mutex::new(state));
        let shared = state.clone();
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = shared.clone();
                // A client that hangs up is part of many tests; what it sent was kept.
                thread::spawn(move || serve(stream, &state));
            }
        });
        Ok(Self { url, state })
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Request> {
        lock(&self.state).seen.clone()
    }

    /// The request lines so far, without the path of the base URL.
    pub fn lines(&self) -> Vec<String> {
        self.requests().into_iter().map(|request| request.line.replacen("/client/v4", "", 1)).collect()
    }
}

fn lock(state: &Mutex<State>) -> MutexGuard<'_, State> {
    state.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    /// Takes a request in; says what to do with it.
    fn next(&mut self, request: Request) -> Option<Act> {
        if self.always.is_some() {
            return self.always.clone();
        }
        self.seen.push(request);
        self.script.pop_front()
    }
}

/// Answers the requests of one connection.
fn serve(stream: TcpStream, state: &Mutex<State>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream.try_clone()?);
    let mut writer = stream;
    while let Some(request) = read(&mut reader)? {
        let act = lock(state).next(request);
        match act {
            Some(Act::Send(bytes)) => writer.write_all(&bytes)?,
            Some(Act::Cut(bytes)) => return writer.write_all(&bytes),
            Some(Act::Hang) => return reader.read(&mut [0]).map(drop),
            None => return Ok(()),
        }
    }
    Ok(())
}

/// The next request of a connection; `None` when the client hung up.
fn read(reader: &mut impl BufRead) -> std::io::Result<Option<Request>> {
    let mut request = Request::default();
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(None);
        }
        match (line.trim_end(), request.line.is_empty()) {
            ("", false) => break,
            (line, true) => line.trim_end_matches(" HTTP/1.1").clone_into(&mut request.line),
            (line, false) => {
                let (name, value) = line.split_once(':').unwrap_or((line, ""));
                request.headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
            }
        }
    }
    if request.header("transfer-encoding") == Some("chunked") {
        request.body = read_chunks(reader)?;
        return Ok(Some(request));
    }
    let length = request.header("content-length").and_then(|length| length.parse().ok()).unwrap_or(0);
    request.body = vec![0; length];
    reader.read_exact(&mut request.body)?;
    Ok(Some(request))
}

/// A body that comes in pieces, each after its length, until an empty one.
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

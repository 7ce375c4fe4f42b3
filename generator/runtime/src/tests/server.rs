//! A scripted HTTP/1.1 server on the loopback: it answers each request with the next bytes of its script.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::client::API;
use crate::runtime::builder::ClientBuilder;
use crate::runtime::client::Client;

/// What is done with a request.
pub(crate) enum Act {
    /// These bytes are sent, then the connection is closed.
    Send(String),
    /// These bytes are sent, and the next request is expected on the same connection.
    Keep(String),
    /// The same with bytes that may be no text.
    Bytes(Vec<u8>),
    /// These bytes are sent, then the connection is reset.
    Reset(String),
    /// The first are sent, then the second again and again, after a pause each, until the client hangs up.
    Forever(String, &'static str, Duration),
    /// The connection is closed without a word.
    Close,
    /// Nothing, for ever.
    Hang,
}

pub(crate) struct TestServer {
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

/// A response in JSON.
pub(crate) fn response(status: u16, body: &str) -> Act {
    respond_with(status, "content-type: application/json\r\n", body)
}

/// A response with these header lines.
pub(crate) fn respond_with(status: u16, headers: &str, body: &str) -> Act {
    let length = body.len();
    Act::Send(format!("HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"))
}

impl TestServer {
    pub(crate) async fn start(script: impl IntoIterator<Item = Act>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/v4/", listener.local_addr().unwrap());
        let requests = Arc::new(Mutex::new(Vec::new()));
        let (seen, script) = (requests.clone(), script.into_iter().collect::<Vec<_>>());
        tokio::spawn(async move {
            let mut open = None;
            for act in script {
                let stream = match open.take() {
                    Some(stream) => stream,
                    None => listener.accept().await.unwrap().0,
                };
                open = answer(stream, act, &seen).await;
            }
        });
        Self { url, requests }
    }

    /// The requests so far: head but `host`, and body, as they came.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// The request lines so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.requests().iter().map(|request| request.split(" HTTP").next().unwrap().to_owned()).collect()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder_for(&API).base_url(&self.url)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().credential("token", "t0k3n").build().unwrap()
    }
}

/// Returns the connection if it is to be used again.
async fn answer(mut stream: TcpStream, act: Act, seen: &Mutex<Vec<String>>) -> Option<TcpStream> {
    let mut request = Vec::new();
    let mut piece = [0; 4096];
    while !complete(&request) {
        let count = stream.read(&mut piece).await.unwrap();
        request.extend_from_slice(&piece[..count]);
        if count == 0 {
            break;
        }
    }
    let host = format!("host: {}\r\n", stream.local_addr().unwrap());
    seen.lock().unwrap().push(String::from_utf8_lossy(&request).replace(&host, ""));
    match act {
        Act::Send(text) => stream.write_all(text.as_bytes()).await.unwrap(),
        Act::Bytes(bytes) => stream.write_all(&bytes).await.unwrap(),
        Act::Reset(text) => {
            stream.write_all(text.as_bytes()).await.unwrap();
            // Long enough for the client to read it, which it could not after the reset.
            tokio::time::sleep(Duration::from_millis(20)).await;
            stream.set_zero_linger().unwrap();
        }
        Act::Forever(head, piece, pause) => {
            tokio::spawn(async move {
                let mut outcome = stream.write_all(head.as_bytes()).await;
                while outcome.is_ok() {
                    tokio::time::sleep(pause).await;
                    outcome = stream.write_all(piece.as_bytes()).await;
                }
            });
        }
        Act::Keep(text) => {
            stream.write_all(text.as_bytes()).await.unwrap();
            return Some(stream);
        }
        Act::Close => {}
        Act::Hang => {
            tokio::spawn(async move {
                let _ = stream.read(&mut [0]).await;
            });
        }
    }
    None
}

/// Whether head and body of a request are there, or the beginning of a conversation in TLS.
fn complete(request: &[u8]) -> bool {
    if request.first() == Some(&0x16) {
        return true;
    }
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else { return false };
    if head.contains("transfer-encoding: chunked") {
        return body.ends_with("0\r\n\r\n");
    }
    let length = head.lines().find_map(|line| line.strip_prefix("content-length: ")).map_or(0, |n| n.parse().unwrap());
    body.len() >= length
}

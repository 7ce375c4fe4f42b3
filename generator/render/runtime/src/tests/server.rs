//! A scripted HTTP/1.1 server on the loopback: it answers each request with the next act of its
//! script.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

use super::client::API;
use crate::runtime::builder::ClientBuilder;
use crate::runtime::client::Client;

/// How the server answers a request.
pub(crate) enum Act {
    /// Sends these bytes, then closes the connection.
    Send(String),
    /// Sends these bytes, and expects the next request on the same connection.
    Keep(String),
    /// Like `Send`, with bytes that may not be UTF-8.
    Bytes(Vec<u8>),
    /// Sends these bytes, then resets the connection.
    Reset(String),
    /// Sends the first text, then the second one repeatedly at this interval, until the client
    /// disconnects.
    Forever(String, &'static str, Duration),
    /// Closes the connection without sending anything.
    Close,
    /// Never sends anything.
    Hang,
}

pub(crate) struct TestServer {
    pub(crate) url: String,
    requests: Arc<Mutex<Vec<String>>>,
}

/// Returns a JSON response.
pub(crate) fn response(status: u16, body: &str) -> Act {
    respond_with(status, "content-type: application/json\r\n", body)
}

/// Returns a response with these header lines.
pub(crate) fn respond_with(status: u16, headers: &str, body: &str) -> Act {
    let length = body.len();
    Act::Send(format!(
        "HTTP/1.1 {status} X\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    ))
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

    /// Returns the requests so far, each as its head without `host`, and its body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    /// Returns the request lines so far.
    pub(crate) fn lines(&self) -> Vec<String> {
        self.requests()
            .iter()
            .map(|request| request.split(" HTTP").next().unwrap().to_owned())
            .collect()
    }

    pub(crate) fn builder(&self) -> ClientBuilder {
        Client::builder_for(&API).base_url(&self.url)
    }

    pub(crate) fn client(&self) -> Client {
        self.builder().credential("token", "t0k3n").build().unwrap()
    }
}

/// Answers a request; returns the connection if it stays open.
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
    seen.lock()
        .unwrap()
        .push(String::from_utf8_lossy(&request).replace(&host, ""));
    match act {
        Act::Send(text) => stream.write_all(text.as_bytes()).await.unwrap(),
        Act::Bytes(bytes) => stream.write_all(&bytes).await.unwrap(),
        Act::Reset(text) => {
            stream.write_all(text.as_bytes()).await.unwrap();
            // The client must read the text before the reset, which discards it.
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

/// Returns whether the request is complete, or is a TLS ClientHello.
fn complete(request: &[u8]) -> bool {
    if request.first() == Some(&0x16) {
        return true;
    }
    let text = String::from_utf8_lossy(request).to_ascii_lowercase();
    let Some((head, body)) = text.split_once("\r\n\r\n") else {
        return false;
    };
    if head.contains("transfer-encoding: chunked") {
        return body.ends_with("0\r\n\r\n");
    }
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length: "))
        .map_or(0, |n| n.parse().unwrap());
    body.len() >= length
}

//! Retries over real connections, with a fake clock that records waits instead of waiting.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::client::{API, result};
use super::server::{TestServer, respond_with, response};
use crate::runtime::builder::ClientBuilder;
use crate::runtime::client::Client;
use crate::runtime::retry::RetryBudget;
use crate::runtime::transport::reqwest::Reqwest;
use crate::runtime::transport::{
    BoxFuture, ConnectionSettings, Request, Response, Transport, TransportError,
};

/// Sends requests with the real transport, and records waits instead of waiting.
#[derive(Clone)]
struct Still {
    wire: Arc<Reqwest>,
    waits: Arc<Mutex<Vec<Duration>>>,
}

impl Still {
    fn new() -> Self {
        let wire = Reqwest::new(&ConnectionSettings::default()).ok().unwrap();
        Self {
            wire: Arc::new(wire),
            waits: Arc::default(),
        }
    }

    fn builder(&self, url: &str) -> ClientBuilder {
        Client::builder_for(&API)
            .base_url(url)
            .credential("token", "t")
            .transport(self.clone())
    }

    fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }
}

impl Transport for Still {
    fn send(&self, request: Request) -> BoxFuture<'_, Result<Response, TransportError>> {
        self.wire.send(request)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.waits.lock().unwrap().push(duration);
        Box::pin(std::future::ready(()))
    }

    fn limit(&self, _: Duration) -> BoxFuture<'_, ()> {
        Box::pin(std::future::pending())
    }
}

/// The range of seconds that a retry waits after a 429 with these headers.
const ROWS: [(&str, f64, f64); 14] = [
    ("retry-after: 20", 20.0, 20.0),
    ("retry-after: 60", 60.0, 60.0),
    ("retry-after: 1.5", 1.5, 1.5),
    ("retry-after-ms: 1500", 1.5, 1.5),
    ("retry-after-ms: 1500\r\nretry-after: 20", 1.5, 1.5),
    (
        "date: Fri, 29 Sep 2023 16:26:57 GMT\r\nretry-after: Fri, 29 Sep 2023 16:27:37 GMT",
        40.0,
        40.0,
    ),
    // The following values are ignored: the retry waits as if there were no header.
    ("retry-after: 0", 0.375, 0.5),
    ("retry-after: -10", 0.375, 0.5),
    (
        "retry-after: 99999999999999999999999999999999999",
        0.375,
        0.5,
    ),
    ("retry-after: soon", 0.375, 0.5),
    ("retry-after:", 0.375, 0.5),
    ("retry-after: Zun, 29 Sep 2016 09:26:27 GMT", 0.375, 0.5),
    (
        "date: Fri, 29 Sep 2023 16:26:57 GMT\r\nretry-after: Fri, 29 Sep 2023 16:26:37 GMT",
        0.375,
        0.5,
    ),
    ("x-nothing: 1", 0.375, 0.5),
];

#[tokio::test]
async fn each_form_of_retry_after_is_respected_over_http() {
    for (headers, least, most) in ROWS {
        let server = TestServer::start([
            respond_with(429, &format!("{headers}\r\n"), ""),
            response(200, &result("b")),
        ])
        .await;
        let still = Still::new();
        let client = still.builder(&server.url).build().unwrap();
        assert_eq!(
            client
                .account("a")
                .create("b")
                .send_raw()
                .await
                .unwrap()
                .attempts(),
            2,
            "{headers}"
        );
        let waits = still.waits();
        assert!(
            waits.len() == 1 && (least..=most).contains(&waits[0].as_secs_f64()),
            "{headers}: {waits:?}"
        );
    }
}

#[tokio::test]
async fn a_write_is_retried_after_503_only_with_retry_after() {
    for (headers, least, _) in ROWS {
        let server = TestServer::start([
            respond_with(503, &format!("{headers}\r\n"), ""),
            response(200, &result("b")),
        ])
        .await;
        let still = Still::new();
        let outcome = still
            .builder(&server.url)
            .build()
            .unwrap()
            .account("a")
            .create("b")
            .await;
        let is_understood = least > 0.5 || headers == "retry-after: 0";
        assert_eq!(
            (outcome.is_ok(), still.waits().len()),
            (is_understood, usize::from(is_understood)),
            "{headers}"
        );
    }
}

/// Starts a server that answers every request with 429 and these headers, and counts requests.
async fn busy(headers: &'static str) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let shared = count.clone();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            tokio::spawn(refuse(stream, headers, shared.clone()));
        }
    });
    (url, count)
}

async fn refuse(stream: TcpStream, headers: &str, count: Arc<AtomicUsize>) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    let answer = format!("HTTP/1.1 429 X\r\n{headers}content-length: 4\r\n\r\nslow");
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head).await? == 0 {
                return Ok(());
            }
        }
        count.fetch_add(1, Ordering::Relaxed);
        stream.write_all(answer.as_bytes()).await?;
    }
}

#[tokio::test]
async fn storms_of_429() {
    for (headers, least, most) in [
        ("retry-after: 7\r\n", 7.0, 7.0),
        ("", 0.375, 1.0),
        ("retry-after: soon\r\n", 0.375, 1.0),
    ] {
        let (url, count) = busy(headers).await;
        let still = Still::new();
        let client = still
            .builder(&url)
            .retry_budget(RetryBudget::new(100))
            .build()
            .unwrap();
        let calls: Vec<_> = (0..200)
            .map(|_| tokio::spawn(client.account("a").read("b").send()))
            .collect();
        for call in calls {
            assert!(call.await.unwrap().unwrap_err().is_rate_limited());
        }
        let waits = still.waits();
        assert!(
            waits
                .iter()
                .all(|wait| (least..=most).contains(&wait.as_secs_f64())),
            "{headers}: {waits:?}"
        );
        assert_eq!(
            count.load(Ordering::Relaxed),
            300,
            "a budget of a hundred retries, and no more"
        );
    }
}

//! A thousand concurrent calls to a server that fails a third of them at random: each gets its own
//! correct result, and no resources leak.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::{TcpListener, TcpStream};

use super::client::{API, result};
use crate::runtime::client::Client;
use crate::runtime::error::Error;
use crate::runtime::retry::RetryBudget;

/// Counters of the server.
#[derive(Default)]
struct Count {
    requests: AtomicUsize,
    /// Connections that are open, and connections in total.
    open: AtomicUsize,
    connections: AtomicUsize,
}

/// Starts a server that answers `…/servers/ID` with that server, if `is_fine` returns true for the
/// number of the request.
async fn start(is_fine: fn(usize) -> bool) -> (String, Arc<Count>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(Count::default());
    let shared = count.clone();
    tokio::spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            let count = shared.clone();
            tokio::spawn(async move {
                count.connections.fetch_add(1, Ordering::Relaxed);
                count.open.fetch_add(1, Ordering::Relaxed);
                let _ = serve(stream, &count, is_fine).await;
                count.open.fetch_sub(1, Ordering::Relaxed);
            });
        }
    });
    (url, count)
}

async fn serve(
    stream: TcpStream,
    count: &Count,
    is_fine: fn(usize) -> bool,
) -> std::io::Result<()> {
    let mut stream = BufReader::new(stream);
    loop {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if stream.read_line(&mut head).await? == 0 {
                return Ok(());
            }
        }
        let id = head.split([' ', '/']).nth(5).unwrap().to_owned();
        let number = count.requests.fetch_add(1, Ordering::Relaxed);
        let body = result(&id);
        let whole = format!(
            "HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        // Four kinds of failure; never answering is the rarest, since it is slow.
        match number % 16 {
            _ if is_fine(number) => stream.write_all(whole.as_bytes()).await?,
            0..=4 => {
                stream
                    .write_all(
                        b"HTTP/1.1 503 X\r\nretry-after-ms: 5\r\ncontent-length: 4\r\n\r\nbusy",
                    )
                    .await?
            }
            5..=9 => return stream.write_all(whole.as_bytes().split_at(60).0).await,
            10..=14 => return Ok(()),
            _ => return stream.read(&mut [0]).await.map(drop),
        }
    }
}

/// Returns true for a third of all numbers, evenly distributed.
fn fails(number: usize) -> bool {
    number.wrapping_mul(0x9E37_79B9) >> 7 & 0xff < 85
}

/// Returns the resident memory of the process, in MiB.
fn memory() -> usize {
    let text = std::fs::read_to_string("/proc/self/statm").unwrap_or_default();
    text.split(' ')
        .nth(1)
        .map_or(0, |pages| pages.parse::<usize>().unwrap() / 256)
}

/// Runs in a separate process, since other tests in this one would distort the memory measurement.
#[test]
fn a_thousand_calls_with_a_third_failing() {
    const ALONE: &str = "RUNTIME_STORM_ALONE";
    if std::env::var_os(ALONE).is_some() {
        return tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap()
            .block_on(storm());
    }
    let name = "tests::storm::a_thousand_calls_with_a_third_failing";
    let mut process = std::process::Command::new(std::env::current_exe().unwrap());
    let outcome = process
        .args(["--exact", name, "--nocapture"])
        .env(ALONE, "1")
        .output()
        .unwrap();
    let printed = format!(
        "{}{}",
        String::from_utf8_lossy(&outcome.stdout),
        String::from_utf8_lossy(&outcome.stderr)
    );
    assert!(
        outcome.status.success() && printed.contains("1 passed"),
        "{printed}"
    );
}

async fn storm() {
    let (url, count) = start(|number| !fails(number)).await;
    let policy = |options: crate::runtime::client::Options| {
        let policy = crate::runtime::retry::RetryPolicy::default()
            .max(3)
            .first(Duration::from_millis(10))
            .longest(Duration::from_millis(20));
        // The timeout is long enough for a busy machine: only requests that the server never
        // answers should time out.
        options.retry_policy(policy).timeout(Duration::from_secs(5))
    };
    let builder = Client::builder_for(&API)
        .base_url(&url)
        .credential("token", "t");
    let client = builder
        .retry_budget(RetryBudget::unlimited())
        .with(policy)
        .build()
        .unwrap();
    let before = memory();
    let calls: Vec<_> = (0..1000)
        .map(|number| {
            (
                number,
                tokio::spawn(client.account("a").read(format!("s{number}")).send()),
            )
        })
        .collect();
    let (mut fine, mut failed) = (0, BTreeMap::<&str, usize>::new());
    for (number, call) in calls {
        match call.await.unwrap() {
            Ok(server) => {
                assert_eq!(server.id, format!("s{number}"));
                fine += 1;
            }
            Err(error) => {
                assert_eq!(error.attempts(), 4, "{error}");
                assert!(
                    error
                        .to_string()
                        .starts_with(&format!("GET /accounts/a/servers/s{number}: ")),
                    "{error}"
                );
                *failed.entry(kind(&error)).or_default() += 1;
            }
        }
    }
    assert!(fine > 950, "{fine} fine, {failed:?}");
    assert!(
        count.requests.load(Ordering::Relaxed) > 1300,
        "a third fails"
    );
    // A thousand requests with their connections and tasks take about 35 MiB.
    assert!(
        memory() < before + 64,
        "{before} MiB before, {} after",
        memory()
    );

    // The pool has recovered: sequential calls need no new connections, except after failures.
    let (connections, requests) = (
        count.connections.load(Ordering::Relaxed),
        count.requests.load(Ordering::Relaxed),
    );
    let patient = client.with(|options| options.timeout(Duration::from_millis(200)).retries(20));
    for number in 0..30 {
        assert_eq!(
            patient
                .account("a")
                .read(format!("t{number}"))
                .await
                .unwrap()
                .id,
            format!("t{number}")
        );
    }
    let more = count.requests.load(Ordering::Relaxed) - requests;
    assert!(
        count.connections.load(Ordering::Relaxed) - connections <= more - 30,
        "those of {more} requests"
    );
}

fn kind(error: &Error) -> &'static str {
    match () {
        () if error.is_timeout() => "late",
        () if error.is_broken_connection() => "broken",
        () if error.is_server_error() => "status",
        () => "other",
    }
}

/// Like Stainless's leak tests: failed attempts hold no connections.
#[tokio::test]
async fn failed_attempts_leave_no_connection_open() {
    // The first 40 requests fail in the four ways, ten at a time; all others succeed.
    let (url, count) = start(|number| number >= 40).await;
    let builder = Client::builder_for(&API)
        .base_url(&url)
        .credential("token", "t")
        .timeout(Duration::from_millis(100));
    let client = builder.retries(0).build().unwrap();
    for _ in 0..4 {
        let calls: Vec<_> = (0..10)
            .map(|_| tokio::spawn(client.account("a").read("b").send()))
            .collect();
        for call in calls {
            call.await.unwrap().unwrap_err();
        }
    }
    assert_eq!(client.account("a").read("b").await.unwrap().id, "b");
    let idle = count.open.load(Ordering::Relaxed);
    assert!(
        idle <= 12,
        "{idle} connections, of which at most the ten that answered 503 are kept"
    );
    drop(client);
    while count.open.load(Ordering::Relaxed) > 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_dropped_call_closes_its_connection() {
    // No request is answered.
    let (url, count) = start(|_| false).await;
    count.requests.store(15, Ordering::Relaxed);
    let client = Client::builder_for(&API)
        .base_url(&url)
        .credential("token", "t")
        .build()
        .unwrap();
    let call = tokio::spawn(client.account("a").read("b").send());
    while count.requests.load(Ordering::Relaxed) == 15 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    call.abort();
    assert!(call.await.unwrap_err().is_cancelled());
    while count.open.load(Ordering::Relaxed) > 0 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    assert_eq!(
        count.requests.load(Ordering::Relaxed),
        16,
        "it was sent once"
    );
}

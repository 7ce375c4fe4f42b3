//! When requests are sent again, and after how long; the rows of Stainless's tables, and our rules for writes.

use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, StatusCode};

use super::client::result;
use super::memory::{Answer, Memory, reply, reply_with};
use crate::runtime::error::Error;
use crate::runtime::retry::{after_status, delay, random};
use crate::runtime::transport::TransportError;

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs.iter().map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap())).collect()
}

/// The clock of the tables: Fri, 29 Sep 2023 16:26:57 GMT.
fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_696_004_817)
}

#[test]
fn what_retry_after_may_say() {
    for (text, retry, seconds) in [
        ("20", 0, 20.0),
        ("0", 0, 0.5),
        ("-10", 0, 0.5),
        ("60", 0, 60.0),
        ("61", 0, 0.5),
        ("1.5", 0, 1.5),
        ("Fri, 29 Sep 2023 16:27:17 GMT", 0, 20.0),
        ("Fri, 29 Sep 2023 16:26:57 GMT", 0, 0.5),
        ("Fri, 29 Sep 2023 16:26:47 GMT", 0, 0.5),
        ("Fri, 29 Sep 2023 16:27:57 GMT", 0, 60.0),
        ("Fri, 29 Sep 2023 16:27:58 GMT", 0, 0.5),
        ("Sat, 29 Sep 2024 16:27:58 GMT", 0, 0.5),
        ("99999999999999999999999999999999999", 0, 0.5),
        ("1e400", 0, 0.5),
        ("NaN", 0, 0.5),
        ("Zun, 29 Sep 2023 16:26:27 GMT", 0, 0.5),
        ("", 0, 0.5),
        ("", 1, 1.0),
        ("", 2, 2.0),
        ("", 3, 4.0),
        ("", 4, 8.0),
        ("", 5, 8.0),
        ("", u32::MAX, 8.0),
    ] {
        let wait = delay(&headers(&[("retry-after", text)]), retry, now(), 0.0);
        assert_eq!(wait.as_secs_f64(), seconds, "{text:?} before retry {retry}");
    }
}

#[test]
fn milliseconds_go_first() {
    for (milliseconds, seconds, expected) in
        [("1500", "20", 1.5), ("0.5", "20", 0.0005), ("x", "20", 20.0), ("0", "20", 0.5), ("60001", "20", 0.5)]
    {
        let wait = delay(&headers(&[("retry-after-ms", milliseconds), ("retry-after", seconds)]), 0, now(), 0.0);
        assert_eq!(wait.as_secs_f64(), expected, "{milliseconds}");
    }
}

#[test]
fn chance_only_shortens_by_a_quarter() {
    let none = HeaderMap::new();
    assert_eq!(delay(&none, 0, now(), 1.0).as_secs_f64(), 0.375);
    assert_eq!(delay(&none, 1, now(), 0.5).as_secs_f64(), 0.875);
    let drawn: Vec<f64> = (0..100).map(|_| random()).collect();
    assert!(drawn.iter().all(|number| (0.0..1.0).contains(number)));
    assert!(drawn.iter().any(|number| *number < 0.5) && drawn.iter().any(|number| *number > 0.5));
}

#[test]
fn statuses() {
    // Status, headers, sent again if idempotent, sent again if not.
    let after = ("retry-after", "1");
    for (status, pairs, idempotent, write) in [
        (400, &[] as &[_], false, false),
        (404, &[after], false, false),
        (408, &[], true, false),
        (408, &[after], true, true),
        (409, &[], true, false),
        (409, &[after], true, false),
        (422, &[], false, false),
        (429, &[], true, true),
        (500, &[], true, false),
        (500, &[after], true, false),
        (502, &[], true, false),
        (503, &[], true, false),
        (503, &[after], true, true),
        (503, &[("retry-after-ms", "1")], true, true),
        (504, &[], true, false),
        (599, &[], true, false),
        (302, &[], false, false),
        (400, &[("x-should-retry", "true")], true, true),
        (500, &[("x-should-retry", "true")], true, true),
        (500, &[("x-should-retry", "false")], false, false),
        (429, &[("x-should-retry", "false")], false, false),
        (429, &[("x-should-retry", "perhaps")], true, true),
    ] {
        let (status, headers) = (StatusCode::from_u16(status).unwrap(), headers(pairs));
        assert_eq!(after_status(status, &headers, true), idempotent, "{status} {pairs:?} idempotent");
        assert_eq!(after_status(status, &headers, false), write, "{status} {pairs:?} write");
    }
}

fn busy(count: usize) -> Vec<Answer> {
    (0..count).map(|_| reply(503, "{}")).chain([reply(200, result("b"))]).collect()
}

#[tokio::test(start_paused = true)]
async fn attempts_are_counted_and_waited_for() {
    let memory = Memory::new(busy(2));
    let response = memory.client().account("a").read("b").send_raw().await.unwrap();
    assert_eq!(response.attempts(), 3);
    let waits: Vec<f64> = memory.waits().iter().map(Duration::as_secs_f64).collect();
    assert!((0.375..=0.502).contains(&waits[0]) && (0.75..=1.002).contains(&waits[1]), "{waits:?}");
    let urls = memory.urls();
    assert!(urls.iter().all(|url| url == "/accounts/a/servers/b"));
}

#[tokio::test(start_paused = true)]
async fn retries_are_limited() {
    for (builder, call, attempts) in [(None, None, 3), (Some(0), None, 1), (Some(4), None, 5), (Some(4), Some(1), 2)] {
        let memory = Memory::new(busy(5));
        let mut setup = memory.builder().credential("token", "t");
        if let Some(retries) = builder {
            setup = setup.max_retries(retries);
        }
        let mut request = setup.build().unwrap().account("a").read("b");
        if let Some(retries) = call {
            request = request.retries(retries);
        }
        let error = request.await.unwrap_err();
        assert_eq!((error.attempts(), memory.requests().len()), (attempts, attempts as usize));
    }
}

#[tokio::test(start_paused = true)]
async fn the_server_s_wait_is_kept() {
    let script = [
        reply_with(429, "retry-after", "7", ""),
        reply_with(429, "retry-after-ms", "250", ""),
        reply(200, result("b")),
    ];
    let memory = Memory::new(script);
    memory.client().account("a").create("b").await.unwrap();
    let waits: Vec<u128> = memory.waits().iter().map(Duration::as_millis).collect();
    assert!((7000..=7001).contains(&waits[0]) && (250..=251).contains(&waits[1]), "{waits:?}");
}

/// The attempts that `PUT`, `POST`, and an idempotent `POST` take when the first fails this way.
async fn attempts(failure: impl Fn() -> Answer) -> [usize; 3] {
    let mut counts = [0; 3];
    for (index, count) in counts.iter_mut().enumerate() {
        let memory = Memory::new([failure(), reply(200, result("b"))]);
        let servers = memory.client().account("a");
        let outcome = match index {
            0 => servers.update("b").await,
            1 => servers.create("b").await,
            _ => servers.create("b").idempotent(true).await,
        };
        *count = memory.requests().len();
        assert_eq!(outcome.is_ok(), *count == 2);
    }
    counts
}

#[tokio::test(start_paused = true)]
async fn writes_are_repeated_only_when_that_is_safe() {
    assert_eq!(attempts(|| Answer::Fail(TransportError::connect("refused"))).await, [2, 2, 2]);
    assert_eq!(attempts(|| Answer::Fail(TransportError::broken("reset"))).await, [2, 1, 2]);
    assert_eq!(attempts(|| Answer::Fail(TransportError::timeout("slow"))).await, [2, 1, 2]);
    assert_eq!(attempts(|| Answer::Hang).await, [2, 1, 2]);
    assert_eq!(attempts(|| reply(409, "")).await, [2, 1, 2]);
    assert_eq!(attempts(|| reply(429, "")).await, [2, 2, 2]);
    assert_eq!(attempts(|| reply(500, "")).await, [2, 1, 2]);
    assert_eq!(attempts(|| reply(404, "")).await, [1, 1, 1]);
}

#[tokio::test(start_paused = true)]
async fn each_attempt_has_its_time() {
    let memory = Memory::new([Answer::Hang, Answer::Hang, Answer::Hang]);
    let error: Error = memory.client().account("a").read("b").await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(error.to_string(), "GET /accounts/a/servers/b: no complete reply within 60s (3 attempts)");
    let waits: Vec<u64> = memory.waits().iter().map(Duration::as_secs).collect();
    assert_eq!(waits, [60, 60]);
}

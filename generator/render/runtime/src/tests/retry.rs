//! When requests are retried, and after how long: the rows of Stainless's tables, and our own rules
//! for writes.

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use http::{HeaderMap, HeaderName, Method, StatusCode};

use super::client::result;
use super::memory::{Answer, Memory, respond_with, response};
use crate::runtime::client::{Client, Options};
use crate::runtime::error::Error;
use crate::runtime::retry::{
    Decision, FailedAttempt, RetryBudget, RetryPolicy, Wait, random_fraction,
};
use crate::runtime::transport::TransportError;

fn headers(pairs: &[(&'static str, &str)]) -> HeaderMap {
    pairs
        .iter()
        .map(|(name, value)| (HeaderName::from_static(name), value.parse().unwrap()))
        .collect()
}

/// Returns the wait of the default policy at the time that the tables assume: Fri, 29 Sep 2023
/// 16:26:57 GMT.
fn wait(headers: &HeaderMap, retry: u32, random: f64) -> Wait {
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_696_004_817);
    RetryPolicy::default().delay(Some(headers), retry, Some(now), random)
}

fn delay(headers: &HeaderMap, retry: u32, random: f64) -> Duration {
    of(wait(headers, retry, random))
}

fn of(wait: Wait) -> Duration {
    let Wait::Delay(delay) = wait else {
        panic!("{wait:?}")
    };
    delay
}

/// Returns whether a policy retries a response.
fn after_status(
    policy: &RetryPolicy,
    status: StatusCode,
    headers: &HeaderMap,
    idempotent: bool,
) -> bool {
    let (method, status, headers) = (&Method::POST, Some(status), Some(headers));
    policy.should_retry(&FailedAttempt {
        method,
        idempotent,
        number: 1,
        kind: None,
        status,
        headers,
        body: b"",
    })
}

#[test]
fn valid_and_invalid_values_of_retry_after() {
    for (text, retry, seconds) in [
        ("20", 0, 20.0),
        ("0", 0, 0.5),
        ("-10", 0, 0.5),
        ("60", 0, 60.0),
        ("1.5", 0, 1.5),
        ("Fri, 29 Sep 2023 16:27:17 GMT", 0, 20.0),
        ("Fri, 29 Sep 2023 16:26:57 GMT", 0, 0.5),
        ("Fri, 29 Sep 2023 16:26:47 GMT", 0, 0.5),
        ("Fri, 29 Sep 2023 16:27:57 GMT", 0, 60.0),
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
        let wait = delay(&headers(&[("retry-after", text)]), retry, 0.0);
        assert_eq!(wait.as_secs_f64(), seconds, "{text:?} before retry {retry}");
    }
}

#[test]
fn a_longer_wait_than_allowed_is_no_delay() {
    for (name, text, seconds) in [
        ("retry-after", "61", 61),
        ("retry-after", "Fri, 29 Sep 2023 16:27:58 GMT", 61),
        ("retry-after", "Sun, 29 Sep 2024 16:26:57 GMT", 366 * 86_400),
        ("retry-after-ms", "61000", 61),
    ] {
        let expected = Wait::TooLong {
            asked: Duration::from_secs(seconds),
            longest: Duration::from_secs(60),
        };
        assert_eq!(wait(&headers(&[(name, text)]), 0, 0.0), expected, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_request_that_must_wait_too_long_is_not_retried() {
    let again = |_: &FailedAttempt<'_>| Decision::Again;
    for (status, policy, allowed) in [
        (429, RetryPolicy::default(), "60s"),
        (
            503,
            RetryPolicy::default().longest_asked(Duration::from_secs(3599)),
            "3599s",
        ),
        (400, RetryPolicy::default().classify(again), "60s"),
    ] {
        let memory = Memory::new([respond_with(status, "retry-after", "3600", "")]);
        let client = memory.client().with(|options| options.retry_policy(policy));
        let error = client.account("a").create("b").await.unwrap_err();
        assert_eq!((error.attempts(), memory.waits().len()), (1, 0));
        assert_eq!(error.retry_after(), Some(Duration::from_secs(3600)));
        let reason =
            format!("(not retried: the server asks to wait 3600s, `longest_asked` is {allowed})");
        assert!(error.to_string().ends_with(&reason), "{error}");
    }
    let asked = async |answer| {
        Memory::new([answer])
            .client()
            .account("a")
            .create("b")
            .retries(0)
            .await
            .unwrap_err()
    };
    let error = asked(respond_with(429, "retry-after", "7", "")).await;
    assert_eq!(
        error.retry_after(),
        Some(Duration::from_secs(7)),
        "also if the request would not be retried anyway"
    );
    assert!(!error.to_string().contains("not retried"), "{error}");
    assert_eq!(asked(response(429, "")).await.retry_after(), None);
    assert_eq!(
        asked(Answer::Fail(TransportError::broken("a")))
            .await
            .retry_after(),
        None
    );
}

#[tokio::test(start_paused = true)]
async fn an_untrusted_certificate_is_not_retried() {
    let again = |_: &FailedAttempt<'_>| Decision::Again;
    let memory = Memory::new([Answer::Fail(TransportError::untrusted("unknown issuer"))]);
    let policy = RetryPolicy::default().classify(again);
    let client = memory.client().with(|options| options.retry_policy(policy));
    let error = client.account("a").read("b").await.unwrap_err();
    assert!(error.is_untrusted_certificate() && error.is_connect());
    let expected =
        "GET /accounts/a/servers/b: the certificate of the server is not trusted: unknown issuer";
    assert_eq!(
        (error.to_string().as_str(), error.attempts()),
        (expected, 1)
    );
}

#[test]
fn retry_after_ms_overrides_retry_after() {
    for (milliseconds, seconds, expected) in [
        ("1500", "20", 1.5),
        ("0.5", "20", 0.0005),
        ("x", "20", 20.0),
        ("0", "20", 0.5),
        ("60000", "20", 60.0),
    ] {
        let wait = delay(
            &headers(&[("retry-after-ms", milliseconds), ("retry-after", seconds)]),
            0,
            0.0,
        );
        assert_eq!(wait.as_secs_f64(), expected, "{milliseconds}");
    }
}

#[test]
fn jitter_shortens_by_at_most_a_quarter() {
    let none = HeaderMap::new();
    assert_eq!(delay(&none, 0, 1.0).as_secs_f64(), 0.375);
    assert_eq!(delay(&none, 1, 0.5).as_secs_f64(), 0.875);
    let drawn: Vec<f64> = (0..100).map(|_| random_fraction()).collect();
    assert!(drawn.iter().all(|number| (0.0..1.0).contains(number)));
    assert!(drawn.iter().any(|number| *number < 0.5) && drawn.iter().any(|number| *number > 0.5));
}

#[test]
fn statuses() {
    // Status, headers, retried if idempotent, retried if not.
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
        (501, &[after], false, false),
        (501, &[("x-should-retry", "true")], true, true),
        (502, &[], true, false),
        (503, &[], true, false),
        (503, &[after], true, true),
        (503, &[("retry-after", "0")], true, true),
        (503, &[("retry-after", "soon")], true, false),
        (503, &[("retry-after", "-10")], true, false),
        (503, &[("retry-after", "31536000")], true, true),
        (503, &[("retry-after", "")], true, false),
        (408, &[("retry-after-ms", "60001")], true, true),
        (
            503,
            &[("retry-after", "Fri, 29 Sep 2023 16:26:57 GMT")],
            true,
            false,
        ),
        (503, &[("retry-after-ms", "1")], true, true),
        (504, &[], true, false),
        (505, &[], false, false),
        (599, &[], true, false),
        (302, &[], false, false),
        (400, &[("x-should-retry", "true")], true, true),
        (500, &[("x-should-retry", "true")], true, true),
        (500, &[("x-should-retry", "false")], false, false),
        (429, &[("x-should-retry", "false")], false, false),
        (429, &[("x-should-retry", "perhaps")], true, true),
    ] {
        let (status, headers) = (StatusCode::from_u16(status).unwrap(), headers(pairs));
        let policy = RetryPolicy::default();
        assert_eq!(
            after_status(&policy, status, &headers, true),
            idempotent,
            "{status} {pairs:?} idempotent"
        );
        assert_eq!(
            after_status(&policy, status, &headers, false),
            write,
            "{status} {pairs:?} write"
        );
        let stainless = RetryPolicy::stainless();
        assert_eq!(
            after_status(&stainless, status, &headers, false),
            idempotent,
            "{status} {pairs:?} stainless"
        );
    }
}

fn busy(count: usize) -> Vec<Answer> {
    (0..count)
        .map(|_| response(503, "{}"))
        .chain([response(200, result("b"))])
        .collect()
}

#[tokio::test(start_paused = true)]
async fn attempts_are_counted_and_delayed() {
    let memory = Memory::new(busy(2));
    let response = memory
        .client()
        .account("a")
        .read("b")
        .send_raw()
        .await
        .unwrap();
    assert_eq!(response.attempts(), 3);
    let waits: Vec<f64> = memory.waits().iter().map(Duration::as_secs_f64).collect();
    assert!(
        (0.375..=0.502).contains(&waits[0]) && (0.75..=1.002).contains(&waits[1]),
        "{waits:?}"
    );
    let urls = memory.urls();
    assert!(urls.iter().all(|url| url == "/accounts/a/servers/b"));
}

#[tokio::test(start_paused = true)]
async fn retries_are_limited() {
    for (builder, call, attempts) in [
        (None, None, 3),
        (Some(0), None, 1),
        (Some(4), None, 5),
        (Some(4), Some(1), 2),
    ] {
        let memory = Memory::new(busy(5));
        let mut setup = memory.builder().credential("token", "t");
        if let Some(retries) = builder {
            setup = setup.retries(retries);
        }
        let mut request = setup.build().unwrap().account("a").read("b");
        if let Some(retries) = call {
            request = request.retries(retries);
        }
        let error = request.await.unwrap_err();
        assert_eq!(
            (error.attempts(), memory.requests().len()),
            (attempts, attempts as usize)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_wait_of_the_server_is_respected() {
    let script = [
        respond_with(429, "retry-after", "7", ""),
        respond_with(429, "retry-after-ms", "250", ""),
        response(200, result("b")),
    ];
    let memory = Memory::new(script);
    memory.client().account("a").create("b").await.unwrap();
    let waits: Vec<u128> = memory.waits().iter().map(Duration::as_millis).collect();
    assert!(
        (7000..=7001).contains(&waits[0]) && (250..=251).contains(&waits[1]),
        "{waits:?}"
    );
}

/// Returns the number of requests of `PUT`, `POST`, and an idempotent `POST` when the first attempt
/// fails this way.
async fn attempts(failure: impl Fn() -> Answer) -> [usize; 3] {
    let mut counts = [0; 3];
    for (index, count) in counts.iter_mut().enumerate() {
        let memory = Memory::new([failure(), response(200, result("b"))]);
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
async fn writes_are_only_retried_if_that_is_safe() {
    assert_eq!(
        attempts(|| Answer::Fail(TransportError::connect("refused"))).await,
        [2, 2, 2]
    );
    assert_eq!(
        attempts(|| Answer::Fail(TransportError::broken("reset"))).await,
        [2, 1, 2]
    );
    assert_eq!(
        attempts(|| Answer::Fail(TransportError::timeout("slow"))).await,
        [2, 1, 2]
    );
    assert_eq!(attempts(|| Answer::Hang).await, [2, 1, 2]);
    assert_eq!(attempts(|| response(409, "")).await, [2, 1, 2]);
    assert_eq!(attempts(|| response(429, "")).await, [2, 2, 2]);
    assert_eq!(attempts(|| response(500, "")).await, [2, 1, 2]);
    assert_eq!(attempts(|| response(404, "")).await, [1, 1, 1]);
}

#[tokio::test(start_paused = true)]
async fn each_attempt_has_a_timeout() {
    let memory = Memory::new([Answer::Hang, Answer::Hang, Answer::Hang]);
    let error: Error = memory.client().account("a").read("b").await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(
        error.to_string(),
        "GET /accounts/a/servers/b: no complete response within 60s (3 attempts)"
    );
    // The timeout, and up to a second before the next attempt; the clock has millisecond
    // resolution.
    let waits = memory.waits();
    assert!(
        waits.len() == 2 && waits.iter().all(|wait| (60..=61).contains(&wait.as_secs())),
        "{waits:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_policy_can_be_configured() {
    let seconds = Duration::from_secs;
    let policy = RetryPolicy::default()
        .max(5)
        .first(seconds(2))
        .longest(seconds(5))
        .jitter(0.0);
    let policy = policy.longest_asked(seconds(600));
    let script = busy(3)
        .into_iter()
        .take(3)
        .chain([respond_with(503, "retry-after", "599", "")]);
    let memory = Memory::new(script.chain([
        respond_with(503, "retry-after", "600", ""),
        response(200, result("b")),
    ]));
    let client = memory
        .client()
        .with(|options| options.retry_policy(policy.clone()));
    assert_eq!(
        client
            .account("a")
            .read("b")
            .send_raw()
            .await
            .unwrap()
            .attempts(),
        6
    );
    let waits: Vec<u64> = memory.waits().iter().map(Duration::as_secs).collect();
    assert_eq!(waits, [2, 4, 5, 599, 600]);
    assert!(
        format!("{policy:?}")
            .starts_with("RetryPolicy { max: 5, first: 2s, longest: 5s, longest_asked: 600s,")
    );
}

#[test]
fn nonsensical_settings_of_a_policy_are_harmless() {
    let none = HeaderMap::new();
    for (jitter, random, least, most) in [
        (2.0, 1.0, 0.0, 0.0),
        (f64::NAN, 0.9, 0.5, 0.5),
        (-1.0, 0.9, 0.5, 0.5),
    ] {
        let wait = RetryPolicy::default()
            .jitter(jitter)
            .delay(Some(&none), 0, None, random);
        let wait = of(wait).as_secs_f64();
        assert!((least..=most).contains(&wait), "{jitter}: {wait}");
    }
    let endless = RetryPolicy::default()
        .first(Duration::MAX)
        .longest(Duration::MAX)
        .longest_asked(Duration::MAX);
    assert!(of(endless.delay(None, 9, None, 0.5)) > Duration::from_secs(1 << 60));
    let asked = endless.delay(Some(&headers(&[("retry-after", "1e300")])), 0, None, 0.0);
    assert_eq!(
        of(asked),
        Duration::MAX,
        "more than there is time is not heeded"
    );
}

#[test]
fn the_clock_of_the_server_overrides_ours() {
    let later = ("retry-after", "Fri, 29 Sep 2023 16:27:17 GMT");
    for (pairs, seconds) in [
        (
            &[later, ("date", "Fri, 29 Sep 2023 16:27:07 GMT")] as &[_],
            10.0,
        ),
        (&[later, ("date", "yesterday")], 20.0),
        (&[later], 20.0),
    ] {
        assert_eq!(
            delay(&headers(pairs), 0, 0.0).as_secs_f64(),
            seconds,
            "{pairs:?}"
        );
    }
    let wait = RetryPolicy::default().delay(Some(&headers(&[later])), 0, None, 0.0);
    assert_eq!(of(wait).as_secs_f64(), 0.5, "no clock");
}

#[tokio::test(start_paused = true)]
async fn a_classifier_overrides_the_policy() {
    let classify = |attempt: &FailedAttempt<'_>| match (
        attempt.status().map(|status| status.as_u16()),
        attempt.body(),
    ) {
        (Some(404), b"soon") => Decision::Again,
        (Some(503), _) if attempt.header("x-final").is_some() => Decision::Stop,
        (None, _) if attempt.is_broken_connection() && attempt.number() < 2 => Decision::Again,
        _ => Decision::Usual,
    };
    let policy = RetryPolicy::default().classify(classify);
    for (script, attempts) in [
        (
            vec![
                response(404, "soon"),
                response(404, "soon"),
                response(404, "never"),
            ],
            3,
        ),
        (
            vec![
                response(404, "soon"),
                response(404, "soon"),
                response(404, "soon"),
            ],
            3,
        ),
        (vec![respond_with(503, "x-final", "1", "")], 1),
        (
            vec![
                respond_with(404, "x-should-retry", "true", ""),
                response(404, ""),
            ],
            2,
        ),
        (
            vec![
                Answer::Fail(TransportError::broken("a")),
                Answer::Fail(TransportError::broken("a")),
            ],
            2,
        ),
        (
            vec![
                Answer::Fail(TransportError::connect("a")),
                response(400, ""),
            ],
            2,
        ),
        (vec![Answer::Hang], 1),
    ] {
        let memory = Memory::new(script);
        let client = memory
            .client()
            .with(|options| options.retry_policy(policy.clone()));
        let error = client.account("a").create("b").await.unwrap_err();
        assert_eq!(
            (error.attempts(), memory.requests().len()),
            (attempts, attempts as usize),
            "{error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_classifier_receives_each_failed_attempt() {
    let received = Arc::new(Mutex::new(Vec::new()));
    let list = received.clone();
    let policy = RetryPolicy::default().max(3).classify(move |attempt| {
        let what = [
            attempt.is_connect(),
            attempt.is_timeout(),
            attempt.is_broken_connection(),
        ];
        list.lock().unwrap().push((
            attempt.number(),
            attempt.status().map(|status| status.as_u16()),
            what,
        ));
        assert_eq!(
            (attempt.method(), attempt.is_idempotent()),
            (&Method::GET, true)
        );
        assert!(!format!("{attempt:?}").contains("s3cr3t"));
        Decision::Usual
    });
    let memory = Memory::new([
        Answer::Fail(TransportError::connect("a")),
        Answer::Hang,
        respond_with(500, "x", "s3cr3t", "s3cr3t"),
        Answer::Stalled(200, "{"),
    ]);
    let client = memory.client().with(|options| options.retry_policy(policy));
    client.account("a").read("b").await.unwrap_err();
    // The classifier is not called for the last failure: no attempt is left.
    let expected = [
        (1, None, [true, false, false]),
        (2, None, [false, true, false]),
        (3, Some(500), [false, false, false]),
    ];
    assert_eq!(*received.lock().unwrap(), expected);
}

#[tokio::test(start_paused = true)]
async fn the_stainless_policy_retries_writes() {
    for failure in [
        || Answer::Fail(TransportError::broken("a")),
        || response(409, ""),
        || response(500, ""),
        || Answer::Hang,
    ] {
        let memory = Memory::new([failure(), failure(), response(200, result("b"))]);
        let client = memory
            .client()
            .with(|options| options.retry_policy(RetryPolicy::stainless()));
        assert_eq!(
            client
                .account("a")
                .create("b")
                .send_raw()
                .await
                .unwrap()
                .attempts(),
            3
        );
    }
}

#[tokio::test(start_paused = true)]
async fn retries_and_policy_override_each_other_by_level() {
    let policy =
        |max| move |options: Options| options.retry_policy(RetryPolicy::default().max(max));
    let retries = |max| move |options: Options| options.retries(max);
    let client = Memory::new([]).client();
    let attempts = async |client: &Client| {
        let memory = Memory::new(busy(9).into_iter().take(9));
        let client = client
            .to_builder()
            .transport(memory.clone())
            .build()
            .unwrap();
        client.account("a").read("b").await.unwrap_err().attempts()
    };
    assert_eq!(attempts(&client.with(policy(4))).await, 5);
    assert_eq!(attempts(&client.with(policy(4)).with(retries(1))).await, 2);
    assert_eq!(
        attempts(&client.with(retries(1)).with(policy(4))).await,
        5,
        "a policy has its own number"
    );
    assert_eq!(
        attempts(&client.with(|options| policy(4)(options).retries(3))).await,
        4
    );
}

#[tokio::test(start_paused = true)]
async fn a_deadline_includes_all_attempts_and_waits() {
    let seconds = Duration::from_secs;
    let late =
        |after: &str| format!("GET /accounts/a/servers/b: no complete response within {after}");
    let busy = |attempts: &str| {
        let reason = "not retried: the deadline is sooner";
        format!("GET /accounts/a/servers/b: 503 Service Unavailable{attempts} ({reason})")
    };
    let soon = || respond_with(503, "retry-after", "4", "");
    for (script, deadline, text, took) in [
        (vec![Answer::Hang], 5, late("5s"), 5),
        (vec![soon(), Answer::Hang], 5, late("5s (2 attempts)"), 5),
        // A wait beyond the deadline is not started; the failure before it is the more useful
        // error.
        (vec![soon()], 4, busy(""), 0),
        (vec![soon(), soon()], 7, busy(" (2 attempts)"), 4),
        (vec![Answer::Hang, soon()], 62, busy(" (2 attempts)"), 62),
    ] {
        let memory = Memory::new(script);
        let begin = tokio::time::Instant::now();
        let error = memory
            .client()
            .account("a")
            .read("b")
            .with(|options| options.deadline(seconds(deadline)))
            .await;
        assert_eq!(error.unwrap_err().to_string(), text);
        assert_eq!(begin.elapsed().as_secs(), took, "{text}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_retry_budget_is_shared_and_refilled() {
    let budget = RetryBudget::new(2);
    let attempts = async |script: Vec<Answer>| {
        let memory = Memory::new(script);
        let client = memory
            .builder()
            .credential("token", "t")
            .retry_budget(budget.clone())
            .build()
            .unwrap();
        let outcome = client
            .with(|options| options.timeout(Duration::from_secs(1)))
            .account("a")
            .read("b")
            .send_raw()
            .await;
        outcome.map_or_else(
            |error| (error.attempts(), error.to_string()),
            |response| (response.attempts(), String::new()),
        )
    };
    let fine = || vec![response(200, result("b"))];
    let down = || vec![response(503, ""), response(503, ""), response(503, "")];
    let spent = |attempts: &str| {
        format!(
            "GET /accounts/a/servers/b: 503 Service Unavailable{attempts} (not retried: the retry budget is spent)"
        )
    };
    assert_eq!(
        attempts(fine()).await.0,
        1,
        "there is no more than at the beginning"
    );
    let all = "GET /accounts/a/servers/b: 503 Service Unavailable (3 attempts)";
    assert_eq!(attempts(down()).await, (3, all.to_owned()));
    assert_eq!(attempts(down()).await, (1, spent("")));
    assert_eq!(attempts(fine()).await.0, 1);
    assert_eq!(attempts(down()).await.0, 1, "one success is not enough");
    assert_eq!(attempts(fine()).await.0, 1);
    assert_eq!(attempts(down()).await, (2, spent(" (2 attempts)")));
    assert_eq!(
        attempts(vec![response(404, "")]).await,
        (1, "GET /accounts/a/servers/b: 404 Not Found".to_owned())
    );
}

#[tokio::test(start_paused = true)]
async fn an_outage_is_not_made_worse() {
    let memory = Memory::new((0..2000).map(|_| response(503, "")));
    let client = memory.client();
    let mut waiting = Vec::new();
    for _ in 0..1000 {
        waiting.push(tokio::spawn(client.account("a").read("b").send()));
    }
    for task in waiting {
        assert!(task.await.unwrap().unwrap_err().is_server_error());
    }
    assert_eq!(
        memory.requests().len(),
        1500,
        "a thousand requests, and five hundred retries"
    );
    let without = Memory::new((0..3000).map(|_| response(503, "")));
    let client = without
        .builder()
        .credential("token", "t")
        .retry_budget(RetryBudget::unlimited())
        .build()
        .unwrap();
    for _ in 0..1000 {
        client.account("a").read("b").await.unwrap_err();
    }
    assert_eq!(without.requests().len(), 3000);
}

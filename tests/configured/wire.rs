//! The features that `generator.yaml` adds to `configured.yaml`, from a user's perspective:
//! waiters, with the mock transport, where waiting takes no time; idempotency keys on the wire;
//! webhooks.

#![allow(
    dead_code,
    missing_docs,
    reason = "the server is that of all end-to-end tests"
)]

mod server;

use std::collections::HashSet;
use std::time::Duration;

use configured_client::Client;
use configured_client::resources::jobs::JobsCreateResponse;
use configured_client::testing::{Failure, MockTransport};
use configured_client::types::{Job, Ticket};
use configured_client::webhooks;
use serde_json::json;
use server::{Act, Server, json_response, respond_with};

const LONG: Duration = Duration::from_secs(60);

fn job_in_state(state: &str) -> Job {
    serde_json::from_value(json!({"id": "7", "run": {"state": state}})).unwrap()
}

fn read_job(client: &Client) -> configured_client::resources::jobs::JobsGetRequest {
    client.jobs().get("7")
}

#[tokio::test]
async fn a_waiter_waits_for_a_state() {
    let mock = MockTransport::new();
    mock.on(read_job)
        .respond(&job_in_state("new"))
        .respond(&job_in_state("odd"))
        .times(3)
        .respond(&job_in_state("skipped"));
    let found = mock
        .client()
        .jobs()
        .get("7")
        .wait_until_done(LONG)
        .await
        .unwrap();
    assert_eq!(found.run.state, "skipped");
    assert_eq!(mock.waits(), [2, 3, 4, 4].map(Duration::from_secs));
    mock.verify();
}

#[tokio::test]
async fn each_request_of_a_waiter_is_retried() {
    let mock = MockTransport::new();
    mock.on(read_job)
        .respond(&job_in_state("new"))
        .respond_status(503)
        .header("retry-after", "9")
        .fail(Failure::Connect)
        .respond(&job_in_state("done"));
    let found = mock
        .client()
        .jobs()
        .get("7")
        .wait_until_done(LONG)
        .await
        .unwrap();
    assert_eq!(found.run.state, "done");
    assert_eq!(
        mock.calls()
            .iter()
            .map(|call| call.attempt)
            .collect::<Vec<_>>(),
        [1, 1, 2, 3]
    );
    mock.verify();
}

#[tokio::test]
async fn a_named_body_is_sent_by_the_method_and_its_alias() {
    let mock = MockTransport::new();
    mock.on(|client| client.jobs().replace("7", job_in_state("done")))
        .respond_status(204)
        .times(2);
    mock.client()
        .jobs()
        .replace("7", job_in_state("done"))
        .await
        .unwrap();
    mock.client()
        .tasks()
        .put("7", job_in_state("done"))
        .await
        .unwrap();
    mock.verify();
}

/// Calls an operation that always fails; returns the number of attempts.
async fn attempts_of(mock: &MockTransport, client: &Client) -> usize {
    let before = mock.calls().len();
    client.jobs().get("7").await.unwrap_err();
    mock.calls().len() - before
}

#[tokio::test]
async fn retries_are_those_of_the_configuration_unless_a_program_sets_others() {
    let mock = MockTransport::new();
    mock.on(read_job).respond_status(503).always();
    assert_eq!(attempts_of(&mock, &mock.client()).await, 4);
    let waits: Vec<u128> = mock.waits().iter().map(Duration::as_millis).collect();
    let ranges = [187..=250, 375..=500, 375..=500];
    assert!(
        waits.len() == 3
            && ranges
                .iter()
                .zip(&waits)
                .all(|(range, wait)| range.contains(wait)),
        "{waits:?}"
    );
    let client = mock.builder().retries(1).build().unwrap();
    assert_eq!(attempts_of(&mock, &client).await, 2);
    assert_eq!(
        attempts_of(&mock, &client.with(|options| options.retries(0))).await,
        1
    );
}

#[tokio::test]
async fn the_timeout_is_that_of_the_configuration_unless_a_program_sets_another() {
    for (client, expected) in [
        (Client::builder().retries(0), 7),
        (
            Client::builder().retries(0).timeout(Duration::from_secs(2)),
            2,
        ),
    ] {
        let mock = MockTransport::new();
        mock.on(read_job).fail(Failure::Timeout);
        let error = client
            .transport(mock.clone())
            .build()
            .unwrap()
            .jobs()
            .get("7")
            .await
            .unwrap_err();
        assert!(error.is_timeout(), "{error}");
        assert_eq!(mock.elapsed(), Duration::from_secs(expected));
    }
}

#[tokio::test]
async fn another_final_state_is_an_error_with_the_response() {
    let mock = MockTransport::new();
    mock.on(read_job)
        .respond(&job_in_state("new"))
        .respond(&job_in_state("failed"));
    let error = mock
        .client()
        .jobs()
        .get("7")
        .wait_until_done(LONG)
        .await
        .unwrap_err();
    assert!(error.is_failed_state() && !error.is_timeout());
    assert_eq!(
        error.to_string(),
        "GET /jobs/7: 200 OK: `state` is `failed`, expected `done` or `skipped`"
    );
    assert_eq!(error.body_as::<Job>().unwrap().run.state, "failed");
    mock.verify();
}

#[tokio::test]
async fn waiting_ends_at_its_time_limit() {
    let mock = MockTransport::new();
    mock.on(read_job).respond(&job_in_state("new")).always();
    let error = mock
        .client()
        .jobs()
        .get("7")
        .wait_until_done(Duration::from_secs(10))
        .await
        .unwrap_err();
    assert!(error.is_timeout() && !error.is_failed_state());
    assert_eq!(
        error.to_string(),
        "GET /jobs/7: 200 OK: `state` is `new` after 10s, expected `done` or `skipped`"
    );
    assert_eq!(mock.waits(), [2, 3, 4].map(Duration::from_secs));
}

#[tokio::test]
async fn a_waiter_sends_another_request_first() {
    let mock = MockTransport::new();
    mock.on(|client| client.jobs().start("7"))
        .respond_status(202);
    mock.on(read_job)
        .respond(&job_in_state("new"))
        .respond(&job_in_state("done"));
    mock.client()
        .jobs()
        .start("7")
        .wait_until_done(LONG)
        .await
        .unwrap();
    let paths: Vec<String> = mock.calls().into_iter().map(|call| call.path).collect();
    assert_eq!(paths, ["/jobs/7/start", "/jobs/7", "/jobs/7"]);
    mock.verify();
}

#[tokio::test]
async fn each_success_is_mocked_by_its_type() {
    let mock = MockTransport::new();
    let there = JobsCreateResponse::Ok(job_in_state("done"));
    let soon = JobsCreateResponse::Accepted(
        serde_json::from_value::<Ticket>(json!({"ticket": "t"})).unwrap(),
    );
    mock.on(|client| client.jobs().create())
        .respond(&there)
        .respond(&soon);
    let jobs = mock.client().jobs();
    assert!(matches!(jobs.create().await, Ok(JobsCreateResponse::Ok(job)) if job.id == "7"));
    let response = jobs.create().send_raw().await.unwrap();
    assert_eq!(response.status().as_u16(), 202);
    assert!(
        matches!(response.into_value(), JobsCreateResponse::Accepted(ticket) if ticket.ticket == "t")
    );
    mock.verify();
}

fn start_client(script: impl IntoIterator<Item = Act>) -> (Client, Server) {
    let server = Server::start(script).unwrap();
    (
        Client::builder().base_url(&server.url).build().unwrap(),
        server,
    )
}

/// Returns a failure without `Retry-After`.
fn broken_answer() -> Act {
    respond_with(500, &[("retry-after-ms", "1")], "{}")
}

fn ticket_answer() -> Act {
    json_response(202, r#"{"ticket":"t"}"#)
}

fn sent_keys(server: &Server) -> Vec<String> {
    let requests = server.requests();
    requests
        .iter()
        .filter_map(|request| request.header("idempotency-key").map(str::to_owned))
        .collect()
}

#[tokio::test]
async fn an_idempotency_key_is_the_same_for_retries_and_differs_between_calls() {
    let (client, server) = start_client([
        broken_answer(),
        Act::Cut(Vec::new()),
        ticket_answer(),
        ticket_answer(),
        broken_answer(),
        json_response(204, ""),
    ]);
    let create = client.jobs().create();
    let response = create.clone().send_raw().await.unwrap();
    assert_eq!(response.attempts(), 3, "a key makes a repetition safe");
    create.await.unwrap();
    client.jobs().delete("7").await.unwrap();
    let keys = sent_keys(&server);
    assert_eq!(keys.len(), 6);
    assert!(keys[0] == keys[1] && keys[1] == keys[2] && keys[4] == keys[5]);
    let different: HashSet<&String> = keys.iter().collect();
    assert_eq!(different.len(), 3);
    assert!(different.iter().all(|key| key.len() == 36), "{different:?}");
}

#[tokio::test]
async fn an_idempotency_key_can_be_set() {
    let (client, server) = start_client([broken_answer(), ticket_answer(), ticket_answer()]);
    client
        .jobs()
        .create()
        .idempotency_key("order-7")
        .await
        .unwrap();
    client
        .jobs()
        .create()
        .header("idempotency-key", "order-8")
        .await
        .unwrap();
    assert_eq!(sent_keys(&server), ["order-7", "order-7", "order-8"]);
}

#[tokio::test]
async fn without_an_idempotency_key_a_write_is_not_retried() {
    let (client, server) = start_client([broken_answer(), broken_answer()]);
    client.jobs().start("7").await.unwrap_err();
    let create = client
        .jobs()
        .create()
        .with(|options| options.without_header("idempotency-key"));
    create.await.unwrap_err();
    assert_eq!((server.requests().len(), sent_keys(&server).len()), (2, 0));
}

#[test]
fn webhooks_of_one_schema_are_verified() {
    const PAYLOAD: &[u8] = br#"{"id":"7","run":{"state":"done"}}"#;
    let then = std::time::UNIX_EPOCH + Duration::from_secs(1_614_265_330);
    let signature =
        "t=1614265330,v1=19db1db10ae03a21deb3f0c3fc7b4e515da53e2add6d59d8b433b78ffa37db72";
    webhooks::verify_signature(PAYLOAD, signature, "whsec_test", then, webhooks::TOLERANCE)
        .unwrap();
    assert!(
        webhooks::verify(PAYLOAD, signature, "whsec_test")
            .unwrap_err()
            .is_invalid_signature()
    );
    let job: Job = webhooks::parse(PAYLOAD).unwrap();
    assert_eq!(job, job_in_state("done"));
}

#[tokio::test]
async fn aliases_send_the_same_request() {
    let mock = MockTransport::new();
    mock.on(read_job).respond(&job_in_state("new")).times(3);
    let client = mock.client();
    let found = [
        client.jobs().get("7").await,
        client.tasks().read("7").await,
        client.job("7").await,
    ];
    for job in found {
        assert_eq!(job.unwrap().run.state, "new");
    }
    assert!(
        mock.calls()
            .iter()
            .all(|call| call.operation == mock.calls()[0].operation)
    );
    mock.verify();
}

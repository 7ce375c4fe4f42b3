//! Waiters and idempotency keys; no test waits in real time.

use std::collections::HashSet;
use std::time::Duration;

use http::HeaderMap;
use serde_json::{Value, json};

use super::memory::{Answer, Memory, response};
use crate::runtime::api::Operation;
use crate::runtime::call::fresh_key;
use crate::runtime::call::{Call, Scope};
use crate::runtime::completion::{self, FinalValue};
use crate::runtime::error::Error;
use crate::runtime::wait::{self, Waiter};

const fn operation(
    method: &'static str,
    path: &'static str,
    idempotency_header: Option<&'static str>,
) -> Operation {
    Operation {
        id: "sample",
        method,
        path,
        server: None,
        security: &[&["token"]],
        idempotent: false,
        idempotency_header,
        accept: "application/json",
        redirects: &[],
        envelope: None,
        success: None,
        paging: None,
    }
}

static READ: Operation = operation("GET", "/jobs/7", None);
static START: Operation = operation("POST", "/jobs/7/start", None);
static WRITE: Operation = operation("PUT", "/jobs/7", None);
static CREATE: Operation = operation("POST", "/jobs", Some("Idempotency-Key"));
static DONE: Waiter = Waiter {
    operation: &READ,
    field: "/job/state",
    success: &["done", "skipped"],
    failure: &["failed"],
    interval: Duration::from_secs(2),
    longest: Duration::from_secs(4),
};

fn state(state: &str) -> Answer {
    response(200, json!({"job": {"state": state}}).to_string())
}

fn call(memory: &Memory, operation: &'static Operation) -> Call {
    Scope::new(memory.client()).call(operation)
}

async fn until(memory: &Memory, seconds: u64) -> Result<Value, Error> {
    wait::wait_until(call(memory, &READ), &DONE, Duration::from_secs(seconds)).await
}

#[tokio::test(start_paused = true)]
async fn a_waiter_polls_with_growing_pauses() {
    let memory = Memory::new(["new", "new", "odd", "new", "done"].map(state));
    let job = until(&memory, 60).await.unwrap();
    assert_eq!(job["job"]["state"], "done");
    assert_eq!(memory.waits(), [2, 3, 4, 4].map(Duration::from_secs));
    // A state that is already reached needs no wait.
    let memory = Memory::new([state("skipped")]);
    until(&memory, 1).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_unexpected_final_state_is_an_error_with_the_response() {
    let memory = Memory::new([state("new"), state("failed")]);
    let error = until(&memory, 60).await.unwrap_err();
    assert!(error.is_failed_state() && !error.is_timeout());
    assert_eq!(
        error.to_string(),
        "GET /jobs/7: 200 OK: `state` is `failed`, expected `done` or `skipped`"
    );
    assert_eq!(error.body_as::<Value>().unwrap()["job"]["state"], "failed");
    let memory = Memory::new([state("new"), response(404, "{}")]);
    assert!(until(&memory, 60).await.unwrap_err().is_not_found());
}

#[tokio::test(start_paused = true)]
async fn waiting_has_a_time_limit() {
    let memory = Memory::new([state("new"), response(200, "{}"), state("new")]);
    let error = until(&memory, 5).await.unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(
        error.to_string(),
        "GET /jobs/7: 200 OK: `state` is missing after 5s, expected `done` or `skipped`"
    );
    assert_eq!(
        memory.requests().len(),
        2,
        "no pause that would end too late"
    );
    // The time limit also applies if a response never arrives.
    let memory = Memory::new([state("new"), Answer::Hang]);
    let error = until(&memory, 5).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "GET /jobs/7: 200 OK: `state` is `new` after 5s, expected `done` or `skipped`"
    );
    let error = until(&Memory::new([Answer::Hang]), 5).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn a_waiter_can_send_a_request_first() {
    let memory = Memory::new([response(200, "{}"), state("new"), state("done")]);
    let start = call(&memory, &START).header("x-team", "blue");
    let job: Value = wait::wait_after(start, &DONE, Duration::from_secs(9))
        .await
        .unwrap();
    assert_eq!(job["job"]["state"], "done");
    assert_eq!(memory.urls(), ["/jobs/7/start", "/jobs/7", "/jobs/7"]);
    assert_eq!(memory.requests()[2].headers["x-team"], "blue");
    // The time of the first request is part of the limit.
    let memory = Memory::new([Answer::Hang]);
    let error = wait::wait_after::<Value>(call(&memory, &START), &DONE, Duration::from_secs(9))
        .await
        .unwrap_err();
    assert!(error.is_timeout());
    assert_eq!(
        error.to_string(),
        "POST /jobs/7/start: no complete response within 9s"
    );
    let memory = Memory::new([response(404, "{}")]);
    let error = wait::wait_after::<Value>(call(&memory, &START), &DONE, Duration::from_secs(9))
        .await
        .unwrap_err();
    assert!(error.is_not_found());
}

const STATUS_URL: &str = "https://api.example.com/v4/operations/1";

fn accepted(headers: &[(&'static str, &str)]) -> Answer {
    let headers = headers
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()));
    Answer::Response(202, headers.collect(), String::new())
}

fn status(status: &str) -> Answer {
    response(200, json!({"status": status, "id": 7}).to_string())
}

async fn completed(memory: &Memory, from: FinalValue) -> Result<Value, Error> {
    let call = call(memory, &START);
    completion::wait_for_value(call, from, Duration::from_secs(60)).await
}

#[tokio::test(start_paused = true)]
async fn a_long_running_operation_is_polled_at_the_url_of_its_response() {
    let first = || {
        accepted(&[
            ("operation-location", STATUS_URL),
            ("location", "/v4/results/1"),
            ("retry-after", "9"),
        ])
    };
    let polls = ["/jobs/7/start", "/operations/1", "/operations/1"];
    for (from, last) in [
        (FinalValue::Status, None),
        (FinalValue::Location, Some("/results/1")),
        (FinalValue::Original, Some("/jobs/7/start")),
    ] {
        let memory = Memory::new([
            first(),
            status("Running"),
            status("Succeeded"),
            response(200, "{}"),
        ]);
        completed(&memory, from).await.unwrap();
        let urls: Vec<&str> = polls.into_iter().chain(last).collect();
        assert_eq!(memory.urls(), urls);
        assert_eq!(memory.waits()[..2], [9, 5].map(Duration::from_secs));
        let polled = &memory.requests()[1];
        assert_eq!(polled.method, "GET");
        assert!(polled.headers.contains_key("authorization"));
    }
}

#[tokio::test(start_paused = true)]
async fn a_location_is_polled_until_it_has_the_result() {
    let memory = Memory::new([
        accepted(&[("location", "/v4/results/1")]),
        accepted(&[("retry-after", "1")]),
        status("active"),
    ]);
    let result = completed(&memory, FinalValue::Location).await.unwrap();
    assert_eq!(result["status"], "active");
    assert_eq!(memory.urls(), ["/jobs/7/start", "/results/1", "/results/1"]);
    let memory = Memory::new([response(200, "{\"id\": 1}")]);
    let result = completed(&memory, FinalValue::Location).await.unwrap();
    assert_eq!(result["id"], 1, "it is complete at once");
}

#[tokio::test(start_paused = true)]
async fn an_operation_that_is_not_completed_is_an_error() {
    let first = || accepted(&[("azure-asyncoperation", STATUS_URL)]);
    let memory = Memory::new([first(), status("Canceled")]);
    let error = completed(&memory, FinalValue::Status).await.unwrap_err();
    assert!(error.is_failed_state());
    assert_eq!(
        error.to_string(),
        "GET /operations/1: 200 OK: the operation is `Canceled`, expected `Succeeded`"
    );
    let memory = Memory::new([first(), status("Running"), Answer::Hang]);
    let error = completed(&memory, FinalValue::Status).await.unwrap_err();
    assert!(error.is_timeout(), "{error}");
    let error = completed(&Memory::new([Answer::Hang]), FinalValue::Status).await;
    assert!(error.unwrap_err().is_timeout());
}

#[tokio::test(start_paused = true)]
async fn a_resource_without_a_url_to_poll_is_polled_itself() {
    let resource = |state: &str| {
        let body = json!({"status": "on", "properties": {"provisioningState": state}});
        response(200, body.to_string())
    };
    let write = |memory: &Memory, seconds: u64| {
        let max = Duration::from_secs(seconds);
        completion::wait_for_value::<Value>(call(memory, &WRITE), FinalValue::Original, max)
    };
    let states = ["Creating", "Updating", "Succeeded"];
    let memory = Memory::new(states.map(resource));
    let job = write(&memory, 60).await.unwrap();
    assert_eq!(job["properties"]["provisioningState"], "Succeeded");
    assert_eq!(
        memory.urls(),
        ["/jobs/7"; 3],
        "the last poll has the result"
    );

    let memory = Memory::new([resource("Succeeded")]);
    write(&memory, 60).await.unwrap();
    assert_eq!(memory.urls(), ["/jobs/7"], "it is complete at once");

    let top = response(201, json!({"provisioningState": "Accepted"}).to_string());
    let error = write(&Memory::new([top, resource("Failed")]), 60).await;
    let error = error.unwrap_err();
    assert!(error.is_failed_state());
    assert_eq!(
        error.to_string(),
        "GET /jobs/7: 200 OK: the operation is `Failed`, expected `Succeeded`"
    );
    let error = write(&Memory::new([resource("Creating"), Answer::Hang]), 9).await;
    let error = error.unwrap_err();
    assert!(error.is_timeout());
    assert!(error.to_string().contains("`Creating` after 9s"), "{error}");

    let memory = Memory::new([resource("Creating")]);
    completed(&memory, FinalValue::Original).await.unwrap();
    assert_eq!(
        memory.urls(),
        ["/jobs/7/start"],
        "a `POST` writes no resource"
    );
}

#[tokio::test(start_paused = true)]
async fn no_credentials_are_sent_to_the_url_of_another_origin() {
    let memory = Memory::new([
        accepted(&[("operation-location", "https://evil.example/operations/1")]),
        status("Succeeded"),
    ]);
    let error = completed(&memory, FinalValue::Status).await.unwrap_err();
    assert!(error.is_invalid_request(), "{error}");
    assert_eq!(memory.urls(), ["/jobs/7/start"]);
}

fn keys(memory: &Memory) -> Vec<String> {
    let key = |headers: &HeaderMap| {
        headers
            .get("idempotency-key")
            .map(|key| key.to_str().unwrap().to_owned())
    };
    memory
        .requests()
        .iter()
        .filter_map(|request| key(&request.headers))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn all_attempts_of_a_call_share_a_unique_idempotency_key() {
    let memory = Memory::new([
        response(500, ""),
        response(502, ""),
        response(200, "{}"),
        response(200, "{}"),
    ]);
    let create = call(&memory, &CREATE);
    create.clone().send_json::<Value>().await.unwrap();
    create.send_json::<Value>().await.unwrap();
    let keys = keys(&memory);
    assert_eq!(
        keys.len(),
        4,
        "the request is repeated like one that is idempotent"
    );
    assert_eq!(keys.iter().collect::<HashSet<_>>().len(), 2);
    assert!(keys[0] == keys[1] && keys[1] == keys[2]);
}

#[tokio::test(start_paused = true)]
async fn idempotency_keys_can_be_set_and_disabled() {
    let memory = Memory::new([response(500, ""), response(200, "{}"), response(500, "")]);
    call(&memory, &CREATE)
        .header("Idempotency-Key", "mine")
        .send_json::<Value>()
        .await
        .unwrap();
    assert_eq!(keys(&memory), ["mine", "mine"]);
    let without = call(&memory, &CREATE).with(|options| options.without_header("idempotency-key"));
    assert!(
        without
            .send_json::<Value>()
            .await
            .unwrap_err()
            .is_server_error()
    );
    assert_eq!(keys(&memory).len(), 2);
}

#[test]
fn idempotency_keys_are_unique_uuids() {
    let keys: HashSet<String> = (0..1000).map(|_| fresh_key()).collect();
    assert_eq!(keys.len(), 1000);
    for key in keys {
        let parts: Vec<&str> = key.split('-').collect();
        assert_eq!(
            parts.iter().map(|part| part.len()).collect::<Vec<_>>(),
            [8, 4, 4, 4, 12],
            "{key}"
        );
        assert!(
            parts[2].starts_with('4') && parts[3].starts_with(['8', '9', 'a', 'b']),
            "{key}"
        );
    }
}

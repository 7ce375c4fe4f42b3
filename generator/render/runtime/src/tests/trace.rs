//! What a subscriber receives for a call: spans, events, field names, and no secrets.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex};

use http::Method;
use serde_json::json;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Level, Metadata, Subscriber};

use super::client::{API, result};
use super::memory::{Answer, Memory, respond_with, response};
use crate::runtime::testing::MockTransport;
use crate::runtime::transport::TransportError;

pub(super) type Fields = BTreeMap<&'static str, String>;

/// A span or an event.
#[derive(Clone, Debug)]
pub(super) struct Seen {
    what: &'static str,
    level: Level,
    pub(super) fields: Fields,
    /// The id of the surrounding span.
    within: Option<u64>,
}

/// Records all spans and events up to a level.
#[derive(Clone)]
pub(super) struct Keep {
    level: Level,
    seen: Arc<Mutex<Vec<Seen>>>,
    entered: Arc<Mutex<Vec<u64>>>,
}

struct Reader<'f>(&'f mut Fields);

impl Visit for Reader<'_> {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.0.insert(field.name(), value.to_owned());
    }
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.0.insert(field.name(), format!("{value:?}"));
    }
}

impl Keep {
    fn push(
        &self,
        what: &'static str,
        metadata: &Metadata<'_>,
        record: impl FnOnce(&mut Reader<'_>),
    ) -> u64 {
        let mut fields = Fields::new();
        record(&mut Reader(&mut fields));
        let mut seen = self.seen.lock().unwrap();
        let within = self.entered.lock().unwrap().last().copied();
        seen.push(Seen {
            what,
            level: *metadata.level(),
            fields,
            within,
        });
        seen.len() as u64
    }

    fn all(&self) -> Vec<Seen> {
        self.seen.lock().unwrap().clone()
    }

    fn span(&self) -> Fields {
        self.all()
            .into_iter()
            .find(|seen| seen.what == "span")
            .unwrap()
            .fields
    }

    pub(super) fn events(&self) -> Vec<Seen> {
        self.all()
            .into_iter()
            .filter(|seen| seen.what == "event")
            .collect()
    }
}

impl Subscriber for Keep {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target() == "runtime" && *metadata.level() <= self.level
    }
    fn new_span(&self, span: &Attributes<'_>) -> Id {
        Id::from_u64(self.push("span", span.metadata(), |reader| span.record(reader)))
    }
    fn record(&self, span: &Id, values: &Record<'_>) {
        let mut seen = self.seen.lock().unwrap();
        values.record(&mut Reader(&mut seen[span.into_u64() as usize - 1].fields));
    }
    fn event(&self, event: &Event<'_>) {
        self.push("event", event.metadata(), |reader| event.record(reader));
    }
    fn record_follows_from(&self, _: &Id, _: &Id) {}
    fn enter(&self, span: &Id) {
        self.entered.lock().unwrap().push(span.into_u64());
    }
    fn exit(&self, _: &Id) {
        self.entered.lock().unwrap().pop();
    }
}

/// Returns the spans and events of `work` on this thread.
pub(super) async fn seen(level: Level, work: impl Future<Output = ()>) -> Keep {
    let keep = Keep {
        level,
        seen: Arc::default(),
        entered: Arc::default(),
    };
    let guard = tracing::subscriber::set_default(keep.clone());
    work.await;
    drop(guard);
    keep
}

fn fields(pairs: &[(&'static str, &str)]) -> Fields {
    pairs
        .iter()
        .map(|(name, value)| (*name, (*value).to_owned()))
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_span_for_the_call_and_an_event_for_each_attempt() {
    let memory = Memory::new([
        respond_with(503, "retry-after", "2", "{}"),
        Answer::Fail(TransportError::connect("no")),
        Answer::Response(200, vec![("cf-ray", "8f0a".to_owned())], result("p")),
    ]);
    let keep = seen(Level::DEBUG, async {
        memory
            .client()
            .account("a")
            .read("p")
            .query("access_token", "s3cret")
            .query("q", "x y")
            .await
            .unwrap();
    });
    let keep = keep.await;
    let expected = fields(&[
        ("otel.name", "GET /accounts/{account_id}/servers/{id}"),
        ("otel.kind", "client"),
        ("operation", "sample"),
        ("http.request.method", "GET"),
        ("http.request.resend_count", "2"),
        ("http.response.status_code", "200"),
        ("url.template", "/accounts/{account_id}/servers/{id}"),
        (
            "url.full",
            "https://api.example.com/v4/accounts/a/servers/p?access_token=REDACTED&q=x%20y",
        ),
        ("server.address", "api.example.com"),
        ("server.port", "443"),
        ("request_id", "8f0a"),
    ]);
    assert_eq!(keep.span(), expected);
    let events = keep.events();
    assert!(events.iter().all(|event| event.within == Some(1)));
    assert_eq!(
        events.iter().map(|event| event.level).collect::<Vec<_>>(),
        [Level::WARN, Level::WARN, Level::DEBUG]
    );
    assert_eq!(
        events[0].fields,
        fields(&[
            ("message", "the request is retried"),
            ("http.response.status_code", "503"),
            ("error.type", "503"),
            ("retry_delay_ms", "2000"),
        ])
    );
    assert_eq!(events[1].fields["error.type"], "connect");
    assert_eq!(events[1].fields["http.request.resend_count"], "1");
    assert_eq!(
        events[2].fields,
        fields(&[
            ("message", "response"),
            ("http.response.status_code", "200"),
            ("http.request.resend_count", "2")
        ])
    );
}

#[tokio::test(start_paused = true)]
async fn the_final_failed_attempt_is_a_warning() {
    for (status, levels) in [
        (503, [Level::WARN, Level::WARN]),
        (404, [Level::DEBUG, Level::DEBUG]),
    ] {
        let memory = Memory::new([response(status, "{}"), response(status, "{}")]);
        let keep = seen(Level::DEBUG, async {
            let client = memory.client();
            client
                .account("a")
                .read("p")
                .retries(u32::from(status == 503))
                .await
                .unwrap_err();
            if status == 404 {
                client.account("a").read("p").await.unwrap_err();
            }
        });
        let events = keep.await.events();
        assert_eq!(
            events.iter().map(|event| event.level).collect::<Vec<_>>(),
            levels,
            "{status}"
        );
        let last = if status == 503 {
            "the server failed"
        } else {
            "response"
        };
        assert_eq!(events[1].fields["message"], last);
    }
}

#[tokio::test(start_paused = true)]
async fn failures_have_an_error_type() {
    for (answer, status, kind) in [
        (response(404, "{}"), Some("404"), "404"),
        (
            Answer::Fail(TransportError::broken("no")),
            None,
            "broken_connection",
        ),
        (Answer::Fail(TransportError::connect("no")), None, "connect"),
        (Answer::Hang, None, "timeout"),
    ] {
        let memory = Memory::new([answer]);
        let keep = seen(Level::DEBUG, async {
            memory
                .client()
                .account("a")
                .read("p")
                .retries(0)
                .await
                .unwrap_err();
        });
        let span = keep.await.span();
        assert_eq!(span["error.type"], kind);
        assert_eq!(span["otel.status_code"], "ERROR");
        assert_eq!(
            span.get("http.response.status_code").map(String::as_str),
            status
        );
    }
}

#[tokio::test]
async fn requests_that_are_not_sent_are_traced() {
    let memory = Memory::new([]);
    let keep = seen(Level::DEBUG, async {
        memory
            .client()
            .account("a")
            .read("NOT s3cret")
            .await
            .unwrap_err();
    });
    let keep = keep.await;
    let expected = fields(&[
        ("otel.name", "GET /accounts/{account_id}/servers/{id}"),
        ("otel.kind", "client"),
        ("otel.status_code", "ERROR"),
        ("operation", "sample"),
        ("http.request.method", "GET"),
        ("url.template", "/accounts/{account_id}/servers/{id}"),
        ("error.type", "invalid_request"),
    ]);
    assert_eq!(keep.span(), expected);
    let event = &keep.events()[0];
    assert_eq!((event.level, event.within), (Level::WARN, Some(1)));
    assert!(
        event.fields["message"].starts_with("the request is not sent: GET /accounts/"),
        "{event:?}"
    );
    // A client without credentials fails after its request was built, so there is a span.
    let keep = seen(Level::DEBUG, async {
        memory
            .builder()
            .build()
            .unwrap()
            .account("a")
            .read("b")
            .await
            .unwrap_err();
    });
    assert_eq!(keep.await.span()["error.type"], "missing_credentials");
}

#[tokio::test]
async fn an_expected_call_is_not_traced() {
    let keep = seen(Level::TRACE, async {
        MockTransport::for_api(&API)
            .on(|client| client.account("a").read("p"))
            .respond_status(200);
    });
    assert_eq!(keep.await.all().len(), 0);
}

#[tokio::test]
async fn unusable_responses_are_traced_as_errors() {
    for (body, kind) in [
        ("{\"success\":true,\"result\":1}", "decode"),
        ("{\"success\":false}", "reported_failure"),
    ] {
        let memory = Memory::new([response(200, body)]);
        let keep = seen(Level::DEBUG, async {
            memory.client().account("a").read("p").await.unwrap_err();
        });
        let keep = keep.await;
        let last = keep.events().pop().unwrap();
        assert_eq!(
            (last.level, last.fields["error.type"].as_str(), last.within),
            (Level::WARN, kind, Some(1))
        );
        assert_eq!(
            (
                keep.span()["error.type"].as_str(),
                keep.span()["otel.status_code"].as_str()
            ),
            (kind, "ERROR")
        );
    }
}

#[tokio::test]
async fn bodies_are_only_traced_at_trace_level_without_secrets() {
    let long = "x".repeat(5000);
    for level in [Level::TRACE, Level::DEBUG] {
        let said_again = json!({"password": "s3cret", "n": 1, "text": "Bearer t0k3n-of-a"});
        let url = "https://h.example/?access_token=s3cret&n=1";
        let answer = response(
            200,
            json!({"token": "s3cret", "list": [said_again, url]}).to_string(),
        );
        let memory = Memory::new([
            answer,
            response(200, json!({"long": long}).to_string()),
            response(200, "s3cret"),
        ]);
        let keep = seen(level, async {
            let client = memory
                .builder()
                .credential("token", "t0k3n-of-a")
                .build()
                .unwrap();
            let body = json!({"client_secret": "s3cret", "name": "n"});
            client
                .request(Method::POST, "/x")
                .header("x-api-key", "s3cret")
                .json(&body)
                .send()
                .await
                .unwrap();
            client.request(Method::GET, "/y").send().await.unwrap();
            client.request(Method::GET, "/z").send().await.unwrap();
        });
        let keep = keep.await;
        let bodies: Vec<Fields> = keep
            .events()
            .into_iter()
            .filter(|seen| seen.level == Level::TRACE)
            .map(|seen| seen.fields)
            .collect();
        if level == Level::DEBUG {
            assert!(bodies.is_empty());
        } else {
            assert_eq!(
                bodies[0],
                fields(&[
                    ("message", "request body"),
                    ("size", "37"),
                    ("body", r#"{"client_secret":"REDACTED","name":"n"}"#)
                ])
            );
            let list = r#"{"password":"REDACTED","n":1,"text":"Bearer REDACTED"},"https://h.example/?access_token=REDACTED&n=1"#;
            assert_eq!(
                bodies[1]["body"],
                format!(r#"{{"token":"REDACTED","list":[{list}"]}}"#)
            );
            assert_eq!(bodies[2]["body"].chars().count(), 4097);
            assert_eq!(
                bodies[3],
                fields(&[("message", "response body"), ("size", "6")])
            );
        }
        let all = format!("{:?}", keep.all());
        assert!(!all.contains("s3cret") && !all.contains("t0k3n"), "{all}");
    }
}

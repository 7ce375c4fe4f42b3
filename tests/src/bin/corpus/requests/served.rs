//! Sends recorded requests to the test server of the same API: it must accept them, and refuse
//! mutated ones for the right reason.

use std::collections::BTreeMap;

use anyhow::Result;
use serde_json::{Value, json};
use tests::json::{count_at, text_at};

use super::mutations::{MutationKind, RecordedCall};
use super::program::Program;
use super::recorder::Request;

/// What the server did.
#[derive(Default)]
pub(crate) struct Served {
    pub(crate) differences: Vec<String>,
    /// The number of refused requests of each kind.
    pub(crate) refusals: BTreeMap<MutationKind, usize>,
}

/// Sends a request and its mutations; the method must also decode the response of the server.
pub(crate) fn serve_request(
    program: &mut Program,
    recorded: RecordedCall<'_>,
    mut question: Value,
) -> Result<Served> {
    let request = recorded.request;
    let mut served = Served::default();
    let (status, body) = send(program, request, false)?;
    // The server has no samples in XML.
    if !(200..400).contains(&status) && status != 501 {
        served.differences.push(format!(
            "test server: {status} {body}\n    {}",
            request.in_words()
        ));
        return Ok(served);
    }
    if let Value::Object(members) = &mut question {
        members.insert("to test server".to_owned(), true.into());
    }
    let answer = program.ask(&question)?;
    let is_wrong = answer.get("error").is_some_and(Value::is_string)
        || count_at(&answer, "/deviations").unwrap_or_default() > 0;
    // A body may ask for the stream that the method does not.
    let body_text = String::from_utf8_lossy(&request.body);
    let asks_for_stream =
        question.get("stream") != Some(&Value::Bool(true)) && body_text.contains("\"stream\":true");
    // Another operation of the path may have answered.
    if status != 501 && is_wrong && !asks_for_stream && !recorded.shares_path() {
        served.differences.push(format!(
            "response of the test server: {} ({} deviations): {body}",
            answer.get("error").unwrap_or(&Value::Null),
            answer.get("deviations").unwrap_or(&Value::Null)
        ));
    }
    let (strict_status, _) = send(program, request, true)?;
    let is_strict = (200..400).contains(&strict_status);
    for mutation in recorded.mutations(is_strict) {
        let (status, body) = send(program, &mutation.request, is_strict)?;
        let what = mutation.kind.words();
        if mutation.is_refused_by(status, &body) {
            *served.refusals.entry(mutation.kind).or_default() += 1;
            continue;
        }
        let message = match status {
            200..400 => format!("test server: accepts a request with {what}"),
            _ => format!(
                "test server: {status} {body} instead of {:?} and `{}` for {what}",
                mutation.statuses, mutation.reason
            ),
        };
        let request = mutation.request.in_words();
        served.differences.push(format!("{message}\n    {request}"));
    }
    Ok(served)
}

fn send(program: &mut Program, request: &Request, is_strict: bool) -> Result<(u64, String)> {
    let own = ["host", "content-length", "transfer-encoding", "connection"];
    let mut bytes = format!("{} {} HTTP/1.1\r\n", request.method, request.target).into_bytes();
    for (name, value) in request
        .headers
        .iter()
        .filter(|(name, _)| !own.contains(&name.as_str()))
    {
        bytes.extend(format!("{name}: {value}\r\n").bytes());
    }
    let length = request.body.len();
    bytes.extend(
        format!("host: h\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n").bytes(),
    );
    bytes.extend(&request.body);
    let question = json!({ "test request": { "bytes": bytes, "strict": is_strict } });
    let answer = program.ask(&question)?;
    let body = text_at(&answer, "/body").unwrap_or_default().to_owned();
    Ok((count_at(&answer, "/status").unwrap_or_default(), body))
}

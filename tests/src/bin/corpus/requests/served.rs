//! Sends recorded requests to the test server of the same API: it must accept them, and refuse
//! mutated ones for the right reason.

#![allow(
    clippy::indexing_slicing,
    reason = "indexing an object of JSON by a name never panics"
)]
use anyhow::Result;
use serde_json::{Value, json};
use tests::json::{count_at, text_at};

use super::program::Program;
use super::recorder::Request;

/// A changed request, and what the response must contain.
struct Mutation {
    request: Request,
    statuses: &'static [u64],
    reason: String,
    may_be_accepted: bool,
}

const NAME: &str = "nonsense";

/// What the server did.
#[derive(Default)]
pub(crate) struct Served {
    pub(crate) differences: Vec<String>,
    pub(crate) mutations: usize,
    pub(crate) refused: usize,
}

/// Sends a request and its mutations; the method must also decode the response of the server.
pub(crate) fn serve_request(
    program: &mut Program,
    request: &Request,
    mut question: Value,
) -> Result<Served> {
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
    if status != 501 && is_wrong && !asks_for_stream {
        served.differences.push(format!(
            "response of the test server: {} ({} deviations): {body}",
            answer.get("error").unwrap_or(&Value::Null),
            answer.get("deviations").unwrap_or(&Value::Null)
        ));
    }
    let (strict_status, _) = send(program, request, true)?;
    let refuses_unknown = (200..400).contains(&strict_status);
    for mutation in mutations(request, refuses_unknown) {
        let (status, body) = send(program, &mutation.request, refuses_unknown)?;
        served.mutations += 1;
        // A schema may allow any value.
        let is_accepted = mutation.may_be_accepted && (200..400).contains(&status);
        let has_reason = body.contains(&mutation.reason) || request.method == "HEAD";
        let is_right = mutation.statuses.contains(&status) && has_reason;
        served.refused += usize::from(!is_accepted);
        if !is_accepted && !is_right {
            served.differences.push(format!(
                "test server: {status} {body} instead of {:?} and `{}`\n    {}",
                mutation.statuses,
                mutation.reason,
                mutation.request.in_words()
            ));
        }
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

/// Returns changed requests; names that the description does not have are added only if the server
/// refuses them.
fn mutations(request: &Request, refuses_unknown: bool) -> Vec<Mutation> {
    let mut mutations = Vec::new();
    let mut add = |statuses: &'static [u64], reason: &str, change: &dyn Fn(&mut Request)| {
        let mut changed = request.clone();
        change(&mut changed);
        let may_be_accepted = statuses != [400] || reason.starts_with('`');
        mutations.push(Mutation {
            request: changed,
            statuses,
            reason: reason.to_owned(),
            may_be_accepted,
        });
    };
    if request.all("authorization").len() == 1 {
        add(&[401], "credentials", &|request| {
            request.headers.retain(|(name, _)| name != "authorization");
        });
    }
    add(&[404, 405], "", &|request| {
        request.method = "LINK".to_owned()
    });
    add(&[400], "percent-encoding", &|request| {
        request.target.push_str(if request.target.contains('?') {
            "&a=%ff"
        } else {
            "?a=%ff"
        });
    });
    if refuses_unknown {
        add(&[400], &format!("`{NAME}`"), &|request| {
            let between = if request.target.contains('?') {
                '&'
            } else {
                '?'
            };
            request.target.push_str(&format!("{between}{NAME}=1"));
        });
    }
    let is_json = request.all("content-type") == ["application/json"];
    if !request.body.is_empty() && is_json && refuses_unknown {
        add(&[415], NAME, &|request| {
            for (_, value) in request
                .headers
                .iter_mut()
                .filter(|(name, _)| name == "content-type")
            {
                *value = format!("application/{NAME}");
            }
        });
        add(&[400], "not JSON", &|request| {
            request.body.truncate(request.body.len() - 1)
        });
        let body: Value = serde_json::from_slice(&request.body).unwrap_or_default();
        if let (Value::Object(members), true) = (&body, refuses_unknown) {
            add(&[400], &format!("`{NAME}`"), &|request| {
                let mut members = members.clone();
                members.insert(NAME.to_owned(), json!({ NAME: [] }));
                request.body = Value::Object(members).to_string().into_bytes();
            });
            for name in members.keys() {
                add(&[400], &format!("`body.{name}"), &|request| {
                    let mut members = members.clone();
                    members.insert(name.clone(), json!({ NAME: [[]] }));
                    request.body = Value::Object(members).to_string().into_bytes();
                });
            }
        }
    }
    mutations
}

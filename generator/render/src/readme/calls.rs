//! The README parts about errors, retries, timeouts and raw responses.

use std::time::Duration;

use code_format::{Code, code};

use super::part::{client_function_block, join_readme_blocks};
use crate::context::{RenderContext, make_ident};
use crate::doc::Doc;
use crate::example_code::{CallCode, call_code};
use crate::words::duration_in_words;
use model::ClientShape;
use surface::OutputFacts;

pub(crate) fn errors_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let CallCode {
        facts,
        tokens: call,
        imports,
    } = call_code(cx, cx.any_call()?)?;
    let print = match facts.output {
        OutputFacts::Empty | OutputFacts::Stream(_) => code!(Ok(_) => println!("done"),),
        _ => code!(Ok(result) => println!("{result:?}"),),
    };
    let body = code! {
        match #call.await {
            #print
            Err(error) if error.is_not_found() => eprintln!("{error}"),
            Err(error) if error.status().is_some_and(|code| code == 422) => eprintln!("refused: {error}"),
            Err(error) => return Err(error),
        }
    };
    let code = client_function_block(&imports, "handle", &[body])?;
    Some(join_readme_blocks(&[
        "## Errors",
        "All failures have one error type: `is_…()`, `status()`, `api_errors()`, `has_code(…)`, `request_id()`,\n\
         `body()`, and `body_as::<T>()` for a documented body describe them. Its message never has a credential.",
        &code,
        "A request value that violates a constraint of the description, such as a pattern or length, is rejected\n\
         before anything is sent. A text that an enum does not list is sent, since newer servers may know it. In a\n\
         response, an optional or nullable property of the wrong type is read as absent and kept in `extra`, and a\n\
         required one that is missing inside of it as empty. Such deviations are logged, and `deviations()` of the\n\
         response of `send_raw()` lists them; `strict_responses(true)` of the builder makes them errors. Any other\n\
         mismatch is an error with its JSON path, and keeps the body.",
    ]))
}

pub(super) fn retries_and_timeouts_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let CallCode {
        facts,
        tokens: call,
        mut imports,
    } = call_code(cx, cx.any_call()?)?;
    imports.add(&cx.crate_name(), "RetryPolicy");
    imports.add("std::time", "Duration");
    let derived_client = code! {
        let policy = RetryPolicy::default().max(5).longest(Duration::from_secs(30));
        let patient = client
            .with(|options| options.retry_policy(policy).deadline(Duration::from_secs(90)));
    };
    // The same call, on the derived client.
    let derived_call = Code::from(call.text().replacen("client", "patient", 1));
    let timeout = make_ident(&facts.universal_setter("timeout"));
    let limited_call = code! {
        match #derived_call.#timeout(Duration::from_secs(5)).await {
            Ok(_) => println!("in time"),
            Err(error) if error.is_timeout() => eprintln!("{error}"),
            Err(error) => return Err(error),
        }
    };
    let code = client_function_block(&imports, "hurry", &[derived_client, limited_call])?;
    Some(join_readme_blocks(&[
        "## Retries and timeouts",
        &retries_intro(&cx.api.client),
        &timeouts_intro(&cx.api.client),
        &code,
    ]))
}

/// Returns the text that states which failures are retried by default, and after which delays.
fn retries_intro(client: &ClientShape) -> String {
    let times = match client.default_retries() {
        0 => "only if `retries(…)` asks for it".to_owned(),
        1 => "once".to_owned(),
        2 => "up to two times".to_owned(),
        retries => format!("up to {retries} times"),
    };
    let [first, longest] = client.default_delays();
    let mut delay = match first.as_millis() {
        500 => "half a second".to_owned(),
        _ => duration_in_words(first),
    };
    delay.push_str(", doubled each time");
    if client.retry_delays.is_some() {
        delay.push_str(&format!(" up to {}", duration_in_words(longest)));
    }
    format!(
        "Transient failures are retried {times}: 408, 409, 429, 5xx except 501 and 505, and requests without a\n\
         complete response. The delay is `Retry-After` if the server sends it, otherwise {delay}.\n\
         If the server asks for more than a minute, the call fails at once; `retry_after()` of the error returns the\n\
         delay. A `POST` or `PATCH` is retried only if the server cannot have processed it, if the server asks for\n\
         a retry, or if `idempotent(true)` marks it as safe to repeat. All requests of a client share a retry\n\
         budget, so that retries do not make an outage worse."
    )
}

/// Returns the text that states the time limits of attempts and requests.
fn timeouts_intro(client: &ClientShape) -> String {
    let timeout = client.default_timeout();
    let mut limits = duration_in_words(timeout);
    if timeout > Duration::from_secs(5) {
        limits.push_str(", connecting after 5");
    }
    let intro = format!(
        "An attempt times out after {limits}. `timeout(…)` and `retries(…)` are settings of a request or, on the \
         builder, of a client. `deadline(…)` limits a request with all its attempts and delays. `client.with(…)` derives \
         a client with other options that shares connections and credentials with the first."
    );
    Doc::new().paragraph(&intro).text()
}

pub(super) fn raw_response_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx
        .single_value_call()
        .or_else(|| {
            cx.best_call(|facts| !matches!(facts.output, OutputFacts::Raw | OutputFacts::Stream(_)))
        })
        .or_else(|| cx.best_call(|facts| matches!(facts.output, OutputFacts::Raw)))?;
    let CallCode {
        facts,
        tokens: call,
        imports,
    } = call_code(cx, shown)?;
    let is_raw = matches!(facts.output, OutputFacts::Raw);
    let body = if is_raw {
        code! {
            let response = #call.await?;
            println!("{} {:?}", response.status(), response.headers());
            println!("{:?}", response.body());
        }
    } else {
        code! {
            let response = #call.send_raw().await?;
            println!("{} {:?}", response.status(), response.headers());
            println!("{:?}", response.value());
        }
    };
    let intro = if is_raw {
        "A `RawResponse` has the status, headers and body."
    } else {
        "`send_raw()` returns the status, headers and body along with the value."
    };
    let code = client_function_block(&imports, "look_closer", &[body])?;
    Some(join_readme_blocks(&["## Raw responses", intro, &code]))
}

pub(super) fn undescribed_response_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.best_call(|facts| matches!(facts.output, OutputFacts::Raw))?;
    let CallCode {
        tokens: call,
        imports,
        ..
    } = call_code(cx, shown)?;
    let text = code! {
        let response = #call.await?;
        let text = response.text()?;
        println!("{} {text}", response.status());
    };
    let decoded = code! {
        let json: serde_json::Value = #call.send_as().await?;
        println!("{json}");
    };
    let code = client_function_block(&imports, "read", &[text, decoded])?;
    Some(join_readme_blocks(&[
        "## Responses without a description",
        "The API's description does not say what some methods respond with. They return the whole response:\n\
         `json()` decodes its body as any type that implements `Deserialize`, `text()` and `body()` return it\n\
         unchanged. `send_as()` sends the request and decodes the response.",
        &code,
    ]))
}

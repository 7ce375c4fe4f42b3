//! What can go wrong with a call, and what a call can be told beyond its parameters.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Part, function, imports, text};
use crate::render::context::Context;

pub(super) fn errors<'a>(cx: &'a Context<'a>) -> Part {
    let Some(shown) = cx.single_shown() else { return Vec::new() };
    let mut imports = imports(cx);
    let Some(call) = cx.shown_call(&shown, &mut imports) else { return Vec::new() };
    let body = quote! {
        match #call.await {
            Ok(result) => println!("{result:?}"),
            Err(error) if error.is_not_found() => eprintln!("{error}"),
            Err(error) if error.is_rate_limited() => eprintln!("slow down: {error}"),
            Err(error) => return Err(error),
        }
    };
    let Some(code) = function(&imports, "handle", &[body]) else { return Vec::new() };
    vec![
        "## Errors".to_owned(),
        text(
            "There is one error type. Its methods tell what happened: `is_…()`, `status()`, `api_errors()`, `request_id()`,\n\
             `body()`. Its text names method, path, status and what the server reported, and never a credential.",
        ),
        code,
        text(
            "A value that breaks a rule of the description, such as its pattern or its length, is found before anything is\n\
             sent. A response that is not what the description promises is an error that names the place in its JSON and keeps\n\
             the body.",
        ),
    ]
}

pub(super) fn retries<'a>(cx: &'a Context<'a>) -> Part {
    let Some(shown) = cx.any_shown() else { return Vec::new() };
    let mut imports = imports(cx);
    imports.add(&cx.crate_name(), "RetryPolicy");
    imports.add("std::time", "Duration");
    let Some(call) = cx.shown_call(&shown, &mut imports) else { return Vec::new() };
    let policy = quote! {
        let policy = RetryPolicy::default().max(5).longest(Duration::from_secs(30));
        let patient = client.with(|options| options.retry_policy(policy));
    };
    // The same call, of the derived client.
    let call: TokenStream = quote!(patient).into_iter().chain(call.into_iter().skip(1)).collect();
    let once = quote!(#call.retries(0).await?;);
    let Some(code) = function(&imports, "try_harder", &[policy, once]) else { return Vec::new() };
    vec![
        "## Retries".to_owned(),
        text(
            "What failed for a passing reason is sent again, up to two times: after 408, 409, 429 and 500 and above, and where\n\
             no complete response came. The pause is what the server asks for (`Retry-After`), else half a second, doubled each\n\
             time. A `POST` or `PATCH` is repeated only where the server cannot have taken it, where it asks for that, or where\n\
             `idempotent(true)` says that it does no harm. All requests of a client share a budget of retries, so that an\n\
             outage is not made worse.",
        ),
        code,
    ]
}

pub(super) fn timeouts<'a>(cx: &'a Context<'a>) -> Part {
    let Some(shown) = cx.any_shown() else { return Vec::new() };
    let mut imports = imports(cx);
    imports.add("std::time", "Duration");
    let Some(call) = cx.shown_call(&shown, &mut imports) else { return Vec::new() };
    let derive = quote! {
        let client = client.with(|options| options.deadline(Duration::from_secs(90)));
    };
    let once = quote! {
        match #call.timeout(Duration::from_secs(5)).await {
            Ok(_) => println!("in time"),
            Err(error) if error.is_timeout() => eprintln!("{error}"),
            Err(error) => return Err(error),
        }
    };
    let Some(code) = function(&imports, "hurry", &[derive, once]) else { return Vec::new() };
    vec![
        "## Time limits".to_owned(),
        text(
            "An attempt may take a minute, connecting 5 seconds of it. `timeout(…)` changes that for one request or, in its\n\
             builder, for a client. A `deadline(…)` goes for all attempts of a request and the pauses between them.\n\
             `client.with(…)` derives a client with other options that shares connections with the first.",
        ),
        code,
    ]
}

pub(super) fn raw<'a>(cx: &'a Context<'a>) -> Part {
    let Some(shown) = cx.single_shown() else { return Vec::new() };
    let mut imports = imports(cx);
    let Some(call) = cx.shown_call(&shown, &mut imports) else { return Vec::new() };
    let raw = quote! {
        let response = #call.send_raw().await?;
        println!("{} {:?}", response.status(), response.headers());
        println!("{:?}", response.value());
    };
    let Some(code) = function(&imports, "look_closer", &[raw]) else { return Vec::new() };
    vec![
        "## Raw responses".to_owned(),
        text("`send_raw()` gives status, headers and body beside the value."),
        code,
        text(
            "A redirect is followed within its origin, so that no credential goes to another host, and at most ten times\n\
             (`max_redirects(…)`). A request that writes is sent again after 307 and 308 alone, where its body can be sent\n\
             twice; 303 leads to its answer. Any other redirect is an error with its status and headers, which says why it\n\
             is not followed. Where the API's description has a redirect and no success, the redirect is the response: the\n\
             method gives it, and `header(\"location\")` of the raw response says where it leads.",
        ),
    ]
}

pub(super) fn undocumented<'a>(cx: &'a Context<'a>) -> Part {
    let mut imports = imports(cx);
    imports.add(&format!("{}::http", cx.crate_name()), "Method");
    let known = cx.any_shown().and_then(|shown| cx.shown_call(&shown, &mut imports)).map(
        |call| quote!(#call.query("new_parameter", 1).header("x-new", "value").extra("new_property", true).await?;),
    );
    let other = quote! {
        let json: serde_json::Value = client.request(Method::GET, "/a/path").send_as().await?;
        println!("{json}");
    };
    let paragraphs: Vec<_> = known.into_iter().chain([other]).collect();
    let Some(code) = function(&imports, "beyond", &paragraphs) else { return Vec::new() };
    vec![
        "## What the description does not know".to_owned(),
        text(
            "`header(…)`, `query(…)` and `extra(…)` of a request send what this crate does not know.\n\
             `client.request(…)` calls any other endpoint, with the same authentication, retries and limits.",
        ),
        code,
    ]
}

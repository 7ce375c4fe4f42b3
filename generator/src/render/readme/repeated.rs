//! What is sent or asked more than once: idempotency keys, and waiting for a state.

use quote::quote;

use super::{Part, function, imports, text};
use crate::model::Waiter;
use crate::render::context::{Context, ident};
use crate::render::docs::inline_code;
use crate::render::resources::{KEY_SETTER, MethodFacts, key_header};

pub(super) fn keys<'a>(cx: &'a Context<'a>) -> Part {
    let has_setter = |facts: &MethodFacts<'_>| key_header(facts.operation).is_some();
    let Some(shown) = cx.shown(has_setter) else { return Vec::new() };
    let Some(header) = key_header(shown.facts.operation) else { return Vec::new() };
    let mut imports = imports(cx);
    let Some(call) = cx.shown_call(&shown, &mut imports) else { return Vec::new() };
    let setter = ident(KEY_SETTER);
    let Some(code) = function(&imports, "only_once", &[quote!(#call.#setter("order-7").await?;)]) else {
        return Vec::new();
    };
    vec![
        "## Idempotency keys".to_owned(),
        format!(
            "By the header {} the server knows a request that it has seen already, so that such a request is\n\
             repeated like one that only reads. Each call has a key of its own, the same for all its attempts. One that you\n\
             keep makes even a call of the next run of your program a repetition:",
            inline_code(header)
        ),
        code,
    ]
}

pub(super) fn waiting<'a>(cx: &'a Context<'a>) -> Part {
    let Some(shown) = cx.shown(|facts| !facts.operation.waiters.is_empty()) else { return Vec::new() };
    let Some(waiter) = shown.facts.operation.waiters.first() else { return Vec::new() };
    let mut imports = imports(cx);
    imports.add("std::time", "Duration");
    let Some(call) = cx.shown_call(&shown, &mut imports) else { return Vec::new() };
    let method = ident(&waiter.rust);
    let failed = (!waiter.failure.is_empty())
        .then(|| quote!(Err(error) if error.is_failed_state() => eprintln!("never: {error}"),));
    let body = quote! {
        match #call.#method(Duration::from_secs(120)).await {
            Ok(result) => println!("{result:?}"),
            #failed
            Err(error) if error.is_timeout() => eprintln!("not yet: {error}"),
            Err(error) => return Err(error),
        }
    };
    let Some(code) = function(&imports, "wait", &[body]) else { return Vec::new() };
    vec![
        "## Waiting".to_owned(),
        what_is_waited_for(waiter),
        code,
        text(
            "Each question is a request with retries of its own. Any other state is waited through. The error of a wait that\n\
             failed has the last response, and dropping the future ends the waiting.",
        ),
    ]
}

fn what_is_waited_for(waiter: &Waiter) -> String {
    let states: Vec<String> = waiter.success.iter().map(|state| inline_code(state)).collect();
    format!(
        "{} asks again and again until {} is {}, for no longer than it is told.\nPauses grow from {:?} to {:?}.",
        inline_code(&format!("{}(…)", waiter.rust)),
        inline_code(waiter.field.rsplit('/').next().unwrap_or_default()),
        states.join(" or "),
        waiter.interval,
        waiter.longest
    )
}

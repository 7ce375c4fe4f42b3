//! The README parts about idempotency keys and waiters.

use code_format::code;

use super::part::{client_function_block, join_readme_blocks};
use crate::context::{RenderContext, make_ident};
use crate::docs::inline_code;
use crate::example_code::{CallCode, call_code};
use crate::resources::join_states_with_or;
use model::Waiter;
use surface::{KEY_SETTER, key_header};

pub(super) fn idempotency_keys_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.best_call(|facts| key_header(facts.operation).is_some())?;
    let CallCode {
        facts,
        tokens: call,
        imports,
    } = call_code(cx, shown)?;
    let header = key_header(facts.operation)?;
    let setter = make_ident(KEY_SETTER);
    let code = client_function_block(
        &imports,
        "only_once",
        &[code!(#call.#setter("order-7").await?;)],
    )?;
    Some(join_readme_blocks(&[
        "## Idempotency keys",
        &format!(
            "By the header {} the server recognizes a request that it has already processed, so a write can be\n\
         retried like a read. Each call gets its own key, which all its attempts share. Set a key that you store\n\
         to make a call idempotent even across runs of your program:",
            inline_code(header)
        ),
        &code,
    ]))
}

pub(super) fn waiters_part<'a>(cx: &'a RenderContext<'a>) -> Option<String> {
    let shown = cx.best_call(|facts| !facts.operation.waiting.waiters.is_empty())?;
    let CallCode {
        facts,
        tokens: call,
        mut imports,
    } = call_code(cx, shown)?;
    let waiter = facts.operation.waiting.waiters.first()?;
    imports.add("std::time", "Duration");
    let method = make_ident(&waiter.rust);
    let failed = (!waiter.failure.is_empty())
        .then(|| code!(Err(error) if error.is_failed_state() => eprintln!("never: {error}"),));
    let body = code! {
        match #call.#method(Duration::from_secs(120)).await {
            Ok(result) => println!("{result:?}"),
            #failed
            Err(error) if error.is_timeout() => eprintln!("not yet: {error}"),
            Err(error) => return Err(error),
        }
    };
    let code = client_function_block(&imports, "wait", &[body])?;
    Some(join_readme_blocks(&[
        "## Waiting",
        &waiter_purpose(waiter),
        &code,
        "Each poll has its own retries. Polling continues in any state that is not listed as failed.",
    ]))
}

fn waiter_purpose(waiter: &Waiter) -> String {
    format!(
        "{} polls until {} is {}, for at most the given duration.\nDelays grow from {:?} to {:?}.",
        inline_code(&format!("{}(…)", waiter.rust)),
        inline_code(&waiter.field_name()),
        join_states_with_or(&waiter.success),
        waiter.interval,
        waiter.longest
    )
}

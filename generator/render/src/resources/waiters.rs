//! Methods that wait until a state is reached.

use code_format::{Code, code};

use crate::context::make_ident;
use crate::doc::Doc;
use crate::docs::inline_code;
use crate::rust_type::type_tokens;
use crate::source_file::RustSourceFile;
use model::{Completion, FinalValue, Waiter};
use surface::{COMPLETION_METHOD, MethodFacts};

pub(super) fn emit_waiters<'a>(file: &mut RustSourceFile<'a>, facts: &MethodFacts<'a>) {
    for waiter in &facts.operation.waiting.waiters {
        if let Some(method) = waiter_method(file, facts, waiter) {
            file.push_methods(&facts.operation.names.request_type, method);
        }
    }
    if let Some(completion) = &facts.operation.waiting.completion {
        let method = completion_method(file, completion);
        file.push_methods(&facts.operation.names.request_type, method);
    }
}

fn completion_method<'a>(file: &mut RustSourceFile<'a>, completion: &'a Completion) -> Code {
    let output = type_tokens(&file.cx.index.completion_type(completion));
    let name = make_ident(COMPLETION_METHOD);
    let docs = completion_docs().tokens();
    let wait = if completion.output.is_some() {
        let from = make_ident(match completion.final_value {
            FinalValue::Status => "Status",
            FinalValue::Location => "Location",
            FinalValue::Original => "Original",
        });
        let from = code!(crate::runtime::completion::FinalValue::#from);
        code!(crate::runtime::completion::wait_for_value(self.into_call(), #from, max))
    } else {
        code!(crate::runtime::completion::wait_for_end(
            self.into_call(),
            max
        ))
    };
    code! {
        #docs
        pub fn #name(self, max: std::time::Duration) -> crate::runtime::send::Sending<#output> {
            #wait
        }
    }
}

fn completion_docs() -> Doc {
    let polls = "Sends the request, and polls the URL in `Operation-Location`, `Azure-AsyncOperation` or `Location` of the \
                 response until the server has completed the operation. Without these headers, a `PUT` or `PATCH` whose \
                 response has a `provisioningState` is complete when a `GET` of its URL has the state `Succeeded`, and any \
                 other operation is complete at once.";
    let pauses = "Delays are those in `Retry-After`, or 5 seconds. `max` limits the whole call. Dropping the future stops \
                  waiting, but not the operation.";
    let lines = [
        "a request fails, or a URL is not that of the API",
        "the operation fails or is canceled: [`is_failed_state`](crate::Error::is_failed_state); the error has the response",
        "it takes longer than `max`: [`is_timeout`](crate::Error::is_timeout)",
    ];
    let doc = Doc::new().paragraph(polls).paragraph(pauses);
    doc.heading("Errors").list(&lines.map(str::to_owned))
}

fn waiter_method<'a>(
    file: &mut RustSourceFile<'a>,
    facts: &MethodFacts<'a>,
    waiter: &'a Waiter,
) -> Option<Code> {
    let polled = match waiter.asks {
        None => file.cx.index.method(facts.operation)?,
        Some(index) => file.cx.index.method(file.cx.api.operations.get(index)?)?,
    };
    let place = file.waiter_static(waiter, &polled);
    let output = file.cx.full_item_type(&waiter.output);
    let function = if waiter.asks.is_some() {
        "wait_after"
    } else {
        "wait_until"
    };
    file.imports.add("crate::runtime::wait", function);
    let function = make_ident(function);
    let docs = waiter_docs(waiter, &polled).tokens();
    let method = make_ident(&waiter.rust);
    Some(code! {
        #docs
        pub fn #method(self, max: std::time::Duration) -> crate::runtime::send::Sending<#output> {
            #function(self.into_call(), &#place, max)
        }
    })
}

/// Returns text such as `` `done` or `failed` ``.
pub(crate) fn join_states_with_or(states: &[String]) -> String {
    let states: Vec<String> = states.iter().map(|state| inline_code(state)).collect();
    states.join(" or ")
}

fn waiter_docs(waiter: &Waiter, polled: &MethodFacts<'_>) -> Doc {
    let name = inline_code(&waiter.field_name());
    let question = inline_code(&format!(
        "{} {}",
        polled.operation.method, polled.operation.path
    ));
    let how = match waiter.asks {
        Some(_) => format!("Sends the request, then polls {question} until {name} is"),
        None => format!("Polls until {name} is"),
    };
    let pauses = format!(
        "Delays grow from {:?} to {:?}. Dropping the future stops waiting.",
        waiter.interval, waiter.longest
    );
    let mut lines = vec!["a request fails".to_owned()];
    let late = "it takes longer than `max`: [`is_timeout`](crate::Error::is_timeout)".to_owned();
    if !waiter.failure.is_empty() {
        let failed = "[`is_failed_state`](crate::Error::is_failed_state)";
        lines.push(format!(
            "{name} is {}: {failed}; the error has the response",
            join_states_with_or(&waiter.failure)
        ));
    }
    lines.push(late);
    let mut doc = Doc::new().paragraph(&format!("{how} {}.", join_states_with_or(&waiter.success)));
    if waiter.asks.is_some() {
        doc = doc.paragraph(&format!(
            "The response to the request itself is not returned: to get it, send the request first, then wait on \
             {question}. `max` limits the whole call."
        ));
    }
    doc.paragraph(&pauses).heading("Errors").list(&lines)
}

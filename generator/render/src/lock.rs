//! `api.lock.json`: the names and meanings of public items, for the next run of the generator.

use super::context::RenderContext;
use super::job::{RenderJob, RenderJobs};
use super::resources::{BodyFacts, MethodFacts, Payload};
use super::source_file::generated_header;
use lock::{self, FILE, Lock};
use model::Api;

pub(super) fn lock_jobs<'a>(cx: &'a RenderContext<'a>) -> RenderJobs<'a> {
    vec![RenderJob::new(FILE, move || {
        Ok(lock_from_context(cx).print(generated_header(cx, "", "").trim()))
    })]
}

/// Returns the lock of the crate for this API, with the meanings of its methods and setters.
pub fn api_lock(api: &Api) -> Lock {
    lock_from_context(&RenderContext::new(api))
}

fn lock_from_context(cx: &RenderContext<'_>) -> Lock {
    let mut lock = Lock::of(cx.api);
    for (at, facts) in cx
        .api
        .operations
        .iter()
        .map(|operation| cx.method(operation))
        .enumerate()
    {
        if let Some(facts) = facts {
            let body = match &facts.body {
                BodyFacts::Argument(Payload {
                    schema: Some(schema),
                    ..
                }) => Some(lock::locked_schema_text(cx.api, schema)),
                BodyFacts::Argument(payload) => Some(payload.content.media_type.clone()),
                _ => None,
            };
            lock.add_call(at, body, setter_meanings(&facts));
        }
    }
    lock
}

/// Returns the Rust name of each setter of a request, and the key in the lock for what it sets: a parameter, a property
/// of the body, or the body.
fn setter_meanings(facts: &MethodFacts<'_>) -> Vec<(String, String)> {
    let options = facts.options.iter().map(|option| {
        (
            option.name.to_string(),
            lock::lock_key_of_parameter(option.parameter),
        )
    });
    let mut setters: Vec<(String, String)> = options.collect();
    match &facts.body {
        BodyFacts::None | BodyFacts::Argument(_) => {}
        BodyFacts::Spread(spread) => {
            let properties = spread.setters.iter();
            setters.extend(properties.map(|(name, field)| {
                (
                    name.to_string(),
                    lock::lock_key_of_body_property(&field.property.wire),
                )
            }));
        }
        BodyFacts::Option(_) => {
            let setter = facts.universal_setter("body").to_string();
            setters.push((setter, lock::BODY_KEY.to_owned()));
        }
    }
    setters
}

//! What `api.lock.json` records: the names and meanings of the items that programs use.

use crate::index::ApiIndex;
use crate::methods::{BodyFacts, MethodFacts, Payload};
use lock::Lock;
use model::Api;

/// Returns the lock of the crate for this API, with the meanings of its methods and setters.
pub fn api_lock(api: &Api) -> Lock {
    ApiIndex::of(api).lock()
}

impl ApiIndex<'_> {
    /// Returns the lock of the crate, with the meanings of its methods and setters.
    pub fn lock(&self) -> Lock {
        let mut lock = Lock::of(self.api);
        for (index, operation) in self.api.operations.iter().enumerate() {
            let Some(facts) = self.method(operation) else {
                continue;
            };
            let body = match &facts.body {
                BodyFacts::Argument(Payload {
                    schema: Some(schema),
                    ..
                }) => Some(lock::locked_schema_text(self.api, schema)),
                BodyFacts::Argument(payload) => Some(payload.content.media_type.clone()),
                _ => None,
            };
            lock.add_call(index, body, setter_meanings(&facts));
        }
        lock
    }
}

/// Returns the Rust name of each setter of a request, and the key in the lock for what it sets: a
/// parameter, a property of the body, or the body.
fn setter_meanings(facts: &MethodFacts<'_>) -> Vec<(String, String)> {
    let mut setters = Vec::new();
    for option in &facts.options {
        let key = lock::lock_key_of_parameter(option.parameter);
        setters.push((option.name.clone(), key));
    }
    match &facts.body {
        BodyFacts::None | BodyFacts::Argument(_) => {}
        BodyFacts::Spread(spread) => {
            for (name, field) in &spread.setters {
                let key = lock::lock_key_of_body_property(&field.property.wire);
                setters.push((name.clone(), key));
            }
        }
        BodyFacts::Option(_) => {
            let setter = facts.universal_setter("body");
            setters.push((setter, lock::BODY_KEY.to_owned()));
        }
    }
    setters
}

//! Validators of JSON Schema with a limit of steps, since references may multiply the schemas to
//! visit. The judge of witnesses must know all keywords, so it cannot be the check against the
//! model (`Samples::fits`).

use jsonschema::{Draft, Keyword, ValidationError};
use serde_json::{Map, Value, json};

use samples::Work;

const STEP: &str = "x-step";

/// The keyword that counts steps.
struct StepKeyword {
    work: Work,
}

impl<'i> Keyword<'i> for StepKeyword {
    fn validate(&self, instance: &'i Value) -> Result<(), ValidationError<'i>> {
        if Keyword::is_valid(self, instance) {
            Ok(())
        } else {
            Err(ValidationError::custom("too much work"))
        }
    }

    fn is_valid(&self, _: &'i Value) -> bool {
        self.work.spend(1);
        !self.work.is_used_up()
    }
}

pub(super) struct Validator {
    checks: jsonschema::Validator,
    work: Work,
}

impl Validator {
    /// Creates a validator; returns `None` for an invalid schema. Each visit of a definition counts
    /// as a step of the work.
    pub(super) fn of(schema: &Value, work: &Work) -> Option<Self> {
        let counted = work.clone();
        let options = jsonschema::options()
            .with_draft(Draft::Draft202012)
            .should_validate_formats(true)
            .with_keyword(STEP, move |_, _, _| {
                Ok(Box::new(StepKeyword {
                    work: counted.clone(),
                }))
            });
        let checks = options.build(&with_steps(schema)).ok()?;
        Some(Self {
            checks,
            work: work.clone(),
        })
    }

    /// Returns whether a value is valid; `None` if the work is used up.
    pub(super) fn accepts(&self, value: &Value) -> Option<bool> {
        let is_valid = self.checks.is_valid(value);
        (!self.work.is_used_up()).then_some(is_valid)
    }
}

/// Adds the keyword that counts steps to each definition.
fn with_steps(schema: &Value) -> Value {
    let mut counted = schema.clone();
    let definitions = counted.get_mut("$defs").and_then(Value::as_object_mut);
    for definition in definitions.into_iter().flat_map(Map::values_mut) {
        *definition = json!({ "allOf": [{ STEP: true }, definition.take()] });
    }
    counted
}

/// Returns whether a string is a regular expression.
pub(crate) fn is_pattern(pattern: &str) -> bool {
    Validator::of(&json!({ "pattern": pattern }), &Work::of(0)).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_of_visits_is_limited() {
        let chain = |length: usize, list: &str| {
            let next = |at: usize| json!({ "$ref": format!("#/$defs/A{}", at + 1) });
            let mut definitions: Map<String, Value> = (0..length)
                .map(|at| (format!("A{at}"), json!({ list: [next(at), next(at)] })))
                .collect();
            definitions.insert(format!("A{length}"), json!({ "type": "string" }));
            json!({ "$ref": "#/$defs/A0", "$defs": definitions })
        };
        for (length, list, value, accepted) in [
            (4, "anyOf", json!(""), Some(true)),
            (4, "anyOf", json!(0), Some(false)),
            (60, "anyOf", json!(""), Some(true)),
            (60, "anyOf", json!(0), None),
            (60, "allOf", json!(""), None),
        ] {
            let validator = Validator::of(&chain(length, list), &Work::of(10_000)).unwrap();
            assert_eq!(
                validator.accepts(&value),
                accepted,
                "{length} {list} {value}"
            );
        }
    }
}
